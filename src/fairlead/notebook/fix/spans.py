"""Where a node stands in the source of its cell, in characters; only what is the same in source and code counts."""

from __future__ import annotations

import ast

from fairlead.notebook.facts import Facts


def span_of(facts: Facts, node: ast.AST, cell: int) -> tuple[int, int] | None:
    """Return begin and end of a node in its cell's source.

    None where a magic was lowered there, so that the code that was read is not what the person wrote.
    """
    place = facts.index.place_of(node, cell)
    found = facts.notebook.cells[cell - 1]
    begin = offset_of(found.source, place.line, place.column)
    end = offset_of(found.source, place.end_line, place.end_column)
    read = found.code[
        offset_of(found.code, place.line, place.column) : offset_of(found.code, place.end_line, place.end_column)
    ]
    return (begin, end) if found.source[begin:end] == read else None


def text_of(facts: Facts, node: ast.AST, cell: int) -> str:
    """Return what a person wrote for a node; "" where that is not known."""
    span = span_of(facts, node, cell)
    return facts.notebook.cells[cell - 1].source[slice(*span)] if span else ""


def offset_of(source: str, line: int, column: int) -> int:
    """Return how many characters stand before a place.

    Parameters
    ----------
    line : int, from 1.
    column : int, characters, from 0.
    """
    begin = 0
    for _ in range(line - 1):
        begin = source.find("\n", begin) + 1
    return begin + column


def line_start(source: str, offset: int) -> int:
    """Return where the line of a character begins."""
    return source.rfind("\n", 0, offset) + 1


def line_end(source: str, offset: int) -> int:
    """Return where the line of a character ends, before its line break."""
    found = source.find("\n", offset)
    return len(source) if found < 0 else found


def indent_at(source: str, offset: int) -> str:
    """Return the blanks that the line of a character begins with."""
    line = source[line_start(source, offset) : line_end(source, offset)]
    return line[: len(line) - len(line.lstrip())]


def stands_alone(source: str, span: tuple[int, int]) -> bool:
    """Tell whether nothing but a comment shares the lines of a statement."""
    before = source[line_start(source, span[0]) : span[0]]
    after = source[span[1] : line_end(source, span[1])].strip()
    return not before.strip() and (not after or after.startswith("#"))
