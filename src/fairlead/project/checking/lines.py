"""In which line of an .ipynb file, which is JSON, each line of a cell stands."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

_SOURCE = re.compile(r'"(?:source|input)"\s*:\s*')
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_decode = json.JSONDecoder(strict=False).raw_decode


def file_lines(text: str, sources: Sequence[str]) -> list[list[int]]:
    r"""Return for each cell, for each of its lines, the line of the file, from 1; empty for a cell that is not found.

    Parameters
    ----------
    text : of the file.
    sources : of all cells, in their order.

    >>> file_lines('{"cells": [\n {"source": [\n "a\\n",\n "b"]}]}', ["a\nb"])
    [[3, 4]]
    """
    found: list[list[int]] = [[] for _ in sources]
    cell, counted, line = 0, 0, 1
    for match in _SOURCE.finditer(text):
        if cell == len(sources):
            break
        value, end = _value(text, match.end())
        # The words may also stand in metadata or in an output; a cell's source is known by what it says.
        said = _joined(value)
        known = next((n for n in range(cell, len(sources)) if sources[n] == said), None)
        if known is None:
            continue
        line += text.count("\n", counted, match.end())
        counted = match.end()
        numbers = []
        for string in _STRING.finditer(text, match.end(), end):
            line += text.count("\n", counted, string.start())
            counted = string.start()
            numbers.append(line)
        found[known] = _numbered([value] if isinstance(value, str) else value, numbers or [line])
        cell = known + 1
    return found


def _numbered(parts: Sequence[str], numbers: Sequence[int]) -> list[int]:
    """Return the line of the file for each line of a source that stands there in parts."""
    lines = [numbers[0]]
    begins = True
    for part, number in zip(parts, numbers, strict=False):
        if begins:
            lines[-1] = number
        lines += [number] * part.count("\n")
        begins = part.endswith("\n")
    return lines


def _value(text: str, start: int) -> tuple[Any, int]:
    try:
        return _decode(text, start)
    except ValueError:
        return None, start


def _joined(value: Any) -> str | None:
    parts = [value] if isinstance(value, str) else value
    if isinstance(parts, list) and all(isinstance(one, str) for one in parts):
        return "".join(parts).replace("\r\n", "\n").replace("\r", "\n")
    return None
