"""Which lines stand under a condition or a `try`: code that is written for the case that something is not there."""

from __future__ import annotations

import ast
import re
from typing import Any

from fairlead.notebook.index import Found, Index

Span = tuple[int, int, int]
"""Cell, first line, last line."""


def try_spans(index: Index) -> list[Span]:
    """Return the bodies of every `try` that catches something."""
    return [_span(found.cell, found.node.body) for found in index.of(ast.Try) if found.node.handlers]


def handler_spans(index: Index) -> list[Span]:
    """Return the bodies of every `except`."""
    return [_span(found.cell, found.node.body) for found in index.of(ast.ExceptHandler)]


def condition_spans(index: Index, words: re.Pattern[str]) -> list[Span]:
    """Return both branches of every condition whose test speaks of these words, and their conditional expressions."""
    spans: list[Span] = []
    for found in index.of(ast.If):
        if words.search(ast.unparse(found.node.test)):
            spans.append((found.cell, found.node.lineno, found.node.end_lineno or found.node.lineno))
    for choice in index.of(ast.IfExp):
        if words.search(ast.unparse(choice.node.test)):
            spans.append((choice.cell, choice.node.lineno, choice.node.end_lineno or choice.node.lineno))
    return spans


def is_within(found: Found[Any] | tuple[int, int], spans: list[Span]) -> bool:
    """Tell whether a node, or a line of a cell, stands in one of these spans."""
    cell, line = (found.cell, found.node.lineno) if isinstance(found, Found) else found
    return any(cell == where and first <= line <= last for where, first, last in spans)


def _span(cell: int, body: list[ast.stmt]) -> Span:
    return cell, body[0].lineno, body[-1].end_lineno or body[-1].lineno
