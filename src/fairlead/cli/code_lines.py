"""Lines of code with carets under a part of them, as wide as a terminal shows them."""

from __future__ import annotations

import unicodedata

from fairlead.cli.screen import one_line

TAB = "    "
CUT = "…"
LEAST_BEFORE = 12
"""Columns that are kept in front of what is pointed at, where a long line is cut."""


def shown(text: str) -> str:
    r"""Return a line of code as it can be printed: tabs as blanks, what would steer a terminal as escapes.

    >>> shown("\tx = 1" + chr(27))
    '    x = 1\\x1b'
    """
    text = text.replace("\t", TAB)
    return text if text.isprintable() else "".join(one_line(c) if c != " " else c for c in text)


def width_of(text: str) -> int:
    """Return how many columns of a terminal a text takes.

    >>> width_of("abc"), width_of("数据"), width_of("e" + chr(0x301))
    (3, 4, 1)
    """
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def pointed(line: str, column: int | None, end: int | None, width: int, mark: str = "^") -> tuple[str, str]:
    """Return a line of code, cut to a width, and the line of marks that goes below it.

    Parameters
    ----------
    column, end : int or None, where the part begins and where it is over, from 1; without an end, the end of the line.

    >>> print(*pointed("x = load('数据')  # note", 5, 15, 80), sep=chr(10))
    x = load('数据')  # note
        ^^^^^^^^^^^^
    """
    begin = min(max((column or 1) - 1, 0), len(line))
    last = min(end - 1, len(line)) if end else len(line.rstrip())
    before, part, after = shown(line[:begin]), shown(line[begin:last]), shown(line[last:])
    if begin == 0 and column is None:  # no part of it: all of it, without its indent
        before, part = part[: len(part) - len(part.lstrip())], part.lstrip()
    indent = len(before) - len(before.lstrip()) if part or before.strip() else 0
    before = before[indent:]
    if width_of(before) > LEAST_BEFORE and width_of(before + (part or " ")) > width:
        before = CUT + _end_of(before, LEAST_BEFORE - 1)
    code = _start_of(before + part + after, width)
    marks = max(min(width_of(part), width_of(code) - width_of(before)), 1)
    return code.rstrip(), " " * width_of(before) + mark * marks


def _start_of(text: str, width: int) -> str:
    """Return the beginning of a text that takes at most so many columns."""
    if width_of(text) <= width:
        return text
    kept, columns = 0, 1
    while kept < len(text) and columns + _columns(text[kept]) <= width:
        columns += _columns(text[kept])
        kept += 1
    return text[:kept] + CUT


def _end_of(text: str, width: int) -> str:
    kept = len(text)
    while kept > 0 and width_of(text[kept - 1 :]) <= width:
        kept -= 1
    return text[kept:]
