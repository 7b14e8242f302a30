"""Pictures that cells have left in a notebook, as data that a page may show: nothing that could run."""

from __future__ import annotations

import base64
import binascii
import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

SAFE: dict[str, tuple[bytes, ...]] = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
}
"""Kinds of pictures that are shown, and how their files begin. SVG is none of them: it can hold scripts."""

LARGEST = 5_000_000
"""Bytes of a picture beyond which it is not shown."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Hold a picture of a cell.

    Parameters
    ----------
    cell : int, position among all cells, from 1; output : int, which of its outputs, from 0.
    data : the file itself, checked to be of its kind.
    width, height : int, pixels; 0 where the file does not say.
    """

    cell: int
    output: int
    kind: str
    data: bytes
    width: int = 0
    height: int = 0

    @property
    def address(self) -> str:
        """Return it as a data URL."""
        return f"data:{self.kind};base64,{base64.b64encode(self.data).decode()}"


def pictures_of(content: bytes) -> list[Picture]:
    """Return the pictures of an .ipynb, in the order of its cells; none of a file of Python.

    What says that it is a picture and does not begin as one is left out.
    """
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return []
    cells = document.get("cells") if isinstance(document, dict) else None
    return [one for n, cell in enumerate(cells if isinstance(cells, list) else (), 1) for one in _of_cell(n, cell)]


def _of_cell(number: int, cell: Any) -> Iterator[Picture]:
    outputs = cell.get("outputs") if isinstance(cell, dict) else None
    for place, output in enumerate(outputs if isinstance(outputs, list) else ()):
        data = output.get("data") if isinstance(output, dict) else None
        if not isinstance(data, dict):
            continue
        for kind, starts in SAFE.items():
            content = _decoded(data.get(kind))
            if content.startswith(starts):
                yield Picture(number, place, kind, content, *_size(kind, content))
                break


def _decoded(text: Any) -> bytes:
    joined = "".join(one for one in text if isinstance(one, str)) if isinstance(text, list) else text
    if not isinstance(joined, str) or len(joined) > LARGEST * 4 / 3:
        return b""
    try:
        return base64.b64decode("".join(joined.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _size(kind: str, content: bytes) -> tuple[int, int]:
    """Return width and height, so that the page does not jump when the picture is there."""
    if kind == "image/png" and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    if kind == "image/gif" and len(content) >= 10:
        width, height = struct.unpack("<HH", content[6:10])
        return width, height
    return 0, 0
