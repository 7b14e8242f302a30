"""Give a call one more argument by its name, written as its neighbours are."""

from __future__ import annotations

import ast

from fairlead.notebook.facts import Facts
from fairlead.notebook.fix.edit import Edit
from fairlead.notebook.fix.spans import indent_at, line_end, span_of


def argument_added(facts: Facts, call: ast.Call, cell: int, name: str, value: str) -> Edit | str:
    """Return the edit that gives a call an argument, or why that cannot be done.

    An argument that is there and None gets the value; whether it has another is for the caller to know.
    """
    source = facts.notebook.cells[cell - 1].source
    span = span_of(facts, call, cell)
    if span is None:
        return "a magic stands in its line"
    for keyword in call.keywords:
        if keyword.arg == name:
            given = span_of(facts, keyword.value, cell)
            return Edit(cell, *given, value) if given else "a magic stands in its line"
    closing = span[1] - 1
    last = _last_argument_end(facts, call, cell)
    if last is None:
        inside = source[source.rindex("(", 0, closing) + 1 : closing]
        return (
            "a comment stands between its brackets"
            if inside.strip()
            else Edit(cell, closing, closing, f"{name}={value}")
        )
    end, has_comma = _behind(source, last, closing)
    if not has_comma:
        return Edit(cell, end, end, f", {name}={value}")
    if "\n" not in source[end:closing]:
        return Edit(cell, end, end, f" {name}={value},")
    at = line_end(source, end)
    return Edit(cell, at, at, f"\n{indent_at(source, last - 1)}{name}={value},")


def _last_argument_end(facts: Facts, call: ast.Call, cell: int) -> int | None:
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    spans = [span for node in given if (span := span_of(facts, node, cell)) is not None]
    return max((end for _, end in spans), default=None)


def _behind(source: str, begin: int, closing: int) -> tuple[int, bool]:
    """Return where the last sign before the closing bracket ends that is no comment, and whether it is a comma."""
    end, position = begin, begin
    while position < closing:
        if source[position] == "#":
            position = line_end(source, position)
        elif not source[position].isspace() and source[position] != "\\":
            end = position + 1
        position += 1
    return end, source[end - 1] == "," and end > begin
