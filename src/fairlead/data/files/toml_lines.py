r"""Find the line of a table or key in TOML, which Python's own reader does not tell.

What looks like a table or key may stand inside a text of several lines. It is real if everything above it is whole
TOML by itself.

>>> text = 'notes = \'\'\'\n[[expect]]\n\'\'\'\n[[expect]]\ntype = "between"\n'
>>> line_of_table(text, "expect", 0), line_of_key(text, "type", 4)
(4, 5)
"""

from __future__ import annotations

import re
import tomllib


def line_of_table(text: str, name: str, place: int, count: int | None = None) -> int | None:
    """Return the line, counted from 1, of a table of an array; None if it is written in another way.

    Parameters
    ----------
    name : str, of the array: ``expect`` for ``[[expect]]``.
    place : int, which of its tables, counted from 0.
    count : int, how many there are, if that is known: it saves a search if nothing else looks like one.
    """
    head = re.compile(rf"\s*\[\[\s*[\"']?{re.escape(name)}[\"']?\s*\]\]")
    lines = text.split("\n")
    heads = [number for number, line in enumerate(lines, 1) if head.match(line)]
    if len(heads) != count:
        heads = [number for number in heads if _is_whole(lines[: number - 1])]
    return heads[place] if place < len(heads) else None


def line_of_key(text: str, key: str, start: int = 0) -> int | None:
    """Return the line of a key: the first one below a line, before the next table begins.

    Parameters
    ----------
    start : int, line of the table's head; 0 for a key above all tables.
    """
    written = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]|\s*\[[^\[=]*\.\s*[\"']?{re.escape(key)}[\"']?\s*\]")
    lines = text.split("\n")
    for number, line in enumerate(lines[start:], start + 1):
        if written.match(line) and _is_whole(lines[: number - 1]):
            return number
        if re.match(r"\s*\[\[", line) and _is_whole(lines[: number - 1]):
            return None
    return None


def _is_whole(lines: list[str]) -> bool:
    try:
        tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError:
        return False
    return True
