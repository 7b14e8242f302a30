"""Read a file of Python: cells between ``# %%`` marks or in jupytext's light style, or one plain script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fairlead.notebook.cell import code_cell, text_cell
from fairlead.notebook.notebook import Cell, Notebook

_PERCENT = re.compile(r"#\s?%%(?P<rest>(?:[\s\[].*)?)$")
_EXPORTED = re.compile(r"#\s?In\s?\[(?P<count>[ \d]*)\]:?\s*$")
_DATABRICKS = re.compile(r"# COMMAND -{5,}\s*$")
_LIGHT = re.compile(r"#\s?\+(?P<rest>(?:\s.*)?)$")
_LIGHT_END = re.compile(r"#\s?-\s*$")
_HEADER = re.compile(r"#\s?-{3}\s*$")
_KIND = re.compile(r"\[(?:md|(?P<kind>markdown|raw))\]")
_TAGS = re.compile(r"tags\s*=\s*\[(?P<tags>[^\]]*)\]|\"tags\"\s*:\s*\[(?P<other>[^\]]*)\]")


@dataclass(frozen=True, slots=True)
class _Piece:
    """Hold the lines of one cell: the words on its mark, where it begins (from 1), and the number beside it."""

    lines: list[str]
    first_line: int
    mark: str = ""
    count: int | None = None


def percent_notebook(text: str, path: str) -> Notebook:
    r"""Read a file of Python.

    >>> notebook = percent_notebook("# %% [markdown]\n# Churn\n# %%\nx = 1\n", "a.py")
    >>> [(cell.kind, cell.source, cell.first_line) for cell in notebook.cells]
    [('markdown', 'Churn', 2), ('code', 'x = 1', 4)]
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    lines = text.split("\n")
    begin = _after_header(lines)
    pieces = list(_pieces(lines, begin))
    if pieces:
        return Notebook(path, "percent", [_cell(piece, number) for number, piece in enumerate(pieces, 1)])
    cells = [code_cell(1, text, first_line=1)] if text.strip() else []
    return Notebook(path, "script", cells)


def _pieces(lines: list[str], begin: int) -> Iterator[_Piece]:
    """Yield the pieces of a file of cells; of a plain script there are none."""
    head = "\n".join(lines[:begin])
    if any(line.startswith("#") and (_PERCENT.match(line) or _DATABRICKS.match(line)) for line in lines):
        yield from _marked(lines, begin, (_PERCENT, _DATABRICKS, _EXPORTED))
    elif any(line.startswith("#") and _EXPORTED.match(line) for line in lines):
        yield from _marked(lines, begin, (_EXPORTED,))
    elif "light" in head or any(line.startswith("#") and _LIGHT.match(line) for line in lines):
        yield from _light(lines, begin)


def _after_header(lines: list[str]) -> int:
    """Return where a file goes on behind jupytext's header of comments."""
    first = next((i for i, line in enumerate(lines) if line.strip()), len(lines))
    if first == len(lines) or not _HEADER.match(lines[first]):
        return 0
    end = next((i for i in range(first + 1, len(lines)) if not lines[i].startswith("#")), len(lines))
    return next((i + 1 for i in range(end - 1, first, -1) if _HEADER.match(lines[i])), 0)


def _marked(lines: list[str], begin: int, marks: tuple[re.Pattern[str], ...]) -> Iterator[_Piece]:
    piece = _Piece([], begin + 1)
    marked = False
    for position in range(begin, len(lines)):
        line = lines[position]
        match = next((m for mark in marks if (m := mark.match(line))), None) if line.startswith("#") else None
        if match is None:
            piece.lines.append(line)
            continue
        if marked or _says_something(piece.lines):
            yield piece
        marked = True
        words = match.groupdict()
        count = (words.get("count") or "").strip()
        piece = _Piece([], position + 2, words.get("rest") or "", int(count) if count else None)
    if marked:
        yield piece


def _light(lines: list[str], begin: int) -> Iterator[_Piece]:
    """Yield the paragraphs of the light style; ``# +`` holds a cell together until ``# -``."""
    piece: _Piece | None = None
    held = False
    for position in range(begin, len(lines)):
        line = lines[position]
        mark = _LIGHT.match(line)
        if mark or (held and _LIGHT_END.match(line)) or (not held and _ends_paragraph(lines, position)):
            if piece is not None and "".join(piece.lines).strip():
                yield piece
            piece = _Piece([], position + 2, mark["rest"]) if mark else None
            held = bool(mark)
            continue
        if piece is None:
            if not line.strip():
                continue
            piece = _Piece([], position + 1)
        piece.lines.append(line)
    if piece is not None and "".join(piece.lines).strip():
        yield piece


def _ends_paragraph(lines: list[str], position: int) -> bool:
    """Tell whether a blank line parts two cells: what follows it begins at the left margin."""
    if lines[position].strip():
        return False
    following = next((line for line in lines[position + 1 :] if line.strip()), "")
    return following[:1] not in (" ", "\t", ")", "]", "}")


def _says_something(lines: list[str]) -> bool:
    return any(line.strip() and not line.startswith("#") for line in lines)


def _cell(piece: _Piece, number: int) -> Cell:
    lines = piece.lines
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    source = "\n".join(lines)
    found = _KIND.search(piece.mark)
    kind: Any = (found["kind"] or "markdown") if found else "code"
    if not found and lines and all(line.startswith("#") or not line.strip() for line in lines) and not piece.mark:
        kind = "code"
    tags = [tag for match in _TAGS.finditer(piece.mark) for tag in re.findall(r"[\w:.-]+", match[1] or match[2] or "")]
    if kind != "code":
        return text_cell(number, _uncommented(source), kind, tags, piece.first_line)
    return code_cell(number, source, execution_count=piece.count, tags=tags, first_line=piece.first_line, comments=True)


def _uncommented(source: str) -> str:
    text = source.strip()
    if text[:3] in ('"""', "'''"):
        return text.strip("\"'").strip()
    return "\n".join(re.sub(r"^# ?", "", line) for line in source.split("\n"))
