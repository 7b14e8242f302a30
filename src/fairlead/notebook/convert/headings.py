"""The words of a notebook that stand above its cells: what becomes the title, and the docstrings of tasks."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

from fairlead.notebook.notebook import Notebook

_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_MARKS = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|<[^>]{1,200}>|[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}")
_NO_TEXT = re.compile(r"^\s*(?:[|>]|!\[|\$\$|---|===|```|<)")
_WIDTH = 84
_MOST_LINES = 4


def headings_of(notebook: Notebook) -> dict[int, tuple[str, str]]:
    """Return, for each cell of code, the heading above it and the first words below that heading."""
    found: dict[int, tuple[str, str]] = {}
    current = ("", "")
    for cell in notebook.cells:
        if cell.kind == "markdown":
            current = _of_text(cell.source) or current
        elif cell.kind == "code":
            found[cell.number] = current
    return found


def title_of(notebook: Notebook, otherwise: str) -> str:
    """Return the first heading of a notebook as one line, or something else."""
    for cell in notebook.cells:
        if cell.kind == "markdown":
            for line in cell.source.split("\n"):
                heading = _HEADING.match(line)
                if heading is not None and plain(heading[2]):
                    return plain(heading[2])
    return otherwise


def _of_text(source: str) -> tuple[str, str] | None:
    """Return the last heading of a cell with the paragraph below it; of a cell without one, its first words."""
    lines = source.split("\n")
    at = next((number for number in range(len(lines) - 1, -1, -1) if _HEADING.match(lines[number])), None)
    if at is None:
        return None
    heading = _HEADING.match(lines[at])
    assert heading is not None
    return plain(heading[2]), _paragraph(lines[at + 1 :])


def _paragraph(lines: Sequence[str]) -> str:
    words: list[str] = []
    for line in lines:
        if not line.strip():
            if words:
                break
            continue
        if _NO_TEXT.match(line):
            break
        words.append(plain(re.sub(r"^\s*[-*+]\s+", "", line)))
    wrapped = textwrap.wrap(" ".join(" ".join(words).split()), _WIDTH)
    if len(wrapped) > _MOST_LINES:
        wrapped = [
            *wrapped[: _MOST_LINES - 1],
            textwrap.shorten(wrapped[_MOST_LINES - 1] + " x" * 40, _WIDTH, placeholder=" ..."),
        ]
    return "\n".join(wrapped)


def plain(text: str) -> str:
    """Return Markdown without its marks.

    >>> plain("**Churn** model `v3` [link](http://x)")
    'Churn model v3 link'
    """
    return " ".join(_MARKS.sub(lambda match: match[1] or "", text).split())
