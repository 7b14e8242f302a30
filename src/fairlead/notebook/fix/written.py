"""Write a notebook with changed cells: every other byte of the file stays as it is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from json.decoder import JSONDecoder

from fairlead.notebook.notebook import Cell, Notebook

Span = tuple[int, int]
_BLANKS = " \t\r\n"
_READ = JSONDecoder(strict=False).raw_decode


def written(text: str, notebook: Notebook, sources: Mapping[int, str]) -> str | None:
    """Return the text of the file with the new sources of some cells; None where they cannot be found in it.

    Parameters
    ----------
    text : of the file; its lines end with a line feed.
    sources : the new source of cells, by their numbers.
    """
    changed = [(notebook.cells[number - 1], source) for number, source in sources.items()]
    return _ipynb(text, changed) if notebook.kind == "ipynb" else _script(text, changed)


def _script(text: str, changed: Sequence[tuple[Cell, str]]) -> str | None:
    lines = text.split("\n")
    for cell, source in sorted(changed, key=lambda one: -one[0].first_line):
        begin, old = cell.first_line - 1, cell.source.split("\n")
        if lines[begin : begin + len(old)] != old:
            return None
        lines[begin : begin + len(old)] = source.split("\n")
    return "\n".join(lines)


def _ipynb(text: str, changed: Sequence[tuple[Cell, str]]) -> str | None:
    spans = list(_source_spans(text))
    if any(cell.number > len(spans) for cell, _ in changed):
        return None
    for cell, source in sorted(changed, key=lambda one: -one[0].number):
        span = spans[cell.number - 1]
        begin, end = span or (0, 0)
        if span is None or _joined(_READ(text, begin)[0]) != cell.source:
            return None
        new = (
            _lines_written(text, begin, source)
            if text[begin] == "["
            else json.dumps(source, ensure_ascii=text.isascii())
        )
        text = text[:begin] + new + text[end:]
    return text


def _joined(value: object) -> object:
    return "".join(one for one in value if isinstance(one, str)) if isinstance(value, list) else value


def _lines_written(text: str, begin: int, source: str) -> str:
    """Return a source as the list of lines that it is in the file; lines that stay are written as they were."""
    items = list(_items(text, begin))
    as_it_was = {_READ(text, start)[0]: text[start:end] for start, end in items}
    lines = source.splitlines(keepends=True) if "\f" not in source else source.split("\n")
    shown = [as_it_was.get(line) or json.dumps(line, ensure_ascii=text.isascii()) for line in lines]
    if not items:
        return f"[{', '.join(shown)}]"
    lead = text[begin + 1 : items[0][0]]
    between = text[items[0][1] : items[1][0]] if len(items) > 1 else f",{lead}" if lead else ", "
    closing = text[items[-1][1] : _READ(text, begin)[1]]
    return f"[{lead}{between.join(shown)}{closing}"


def _source_spans(text: str) -> Iterator[Span | None]:
    """Yield where the source of each cell stands in the text of an .ipynb."""
    top = _members(text, _skipped(text, 0))
    lists = [top["cells"]] if "cells" in top else []
    if not lists and "worksheets" in top:
        sheets = (_members(text, start) for start, _ in _items(text, top["worksheets"][0]))
        lists = [sheet["cells"] for sheet in sheets if "cells" in sheet]
    for cells, _ in lists:
        for start, _ in _items(text, cells):
            members = _members(text, start) if text[start] == "{" else {}
            yield members.get("source") or members.get("input")


def _members(text: str, start: int) -> dict[str, Span]:
    """Return where the values of an object stand, by their names."""
    found: dict[str, Span] = {}
    at = _skipped(text, start + 1)
    while text[at] == '"':
        name, at = _READ(text, at)
        begin = _skipped(text, _skipped(text, at) + 1)  # behind the colon
        end = _READ(text, begin)[1]
        found[name] = (begin, end)
        at = _skipped(text, end)
        at = _skipped(text, at + 1) if text[at] == "," else at
    return found


def _items(text: str, start: int) -> Iterator[Span]:
    """Yield where the items of a list stand."""
    at = _skipped(text, start + 1)
    while text[at] != "]":
        end = _READ(text, at)[1]
        yield at, end
        at = _skipped(text, end)
        at = _skipped(text, at + 1) if text[at] == "," else at


def _skipped(text: str, at: int) -> int:
    while text[at] in _BLANKS:
        at += 1
    return at
