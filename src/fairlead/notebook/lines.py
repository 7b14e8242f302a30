"""Say where the lines of a cell stand: at the start of a statement, or inside a string, a bracket, a continued line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_PIECE = re.compile(
    r"#.*|\"\"\"|'''|\"(?:\\.|[^\"\\])*(?:\"|$)|'(?:\\.|[^'\\])*(?:'|$)|[()\[\]{}]|\\$",
)
_END_OF = {quotes: re.compile(rf"(?:\\.|[^\\])*?{quotes}", re.DOTALL) for quotes in ('"""', "'''")}


class LineState:
    """Follow strings and brackets through lines that may not be Python (yet).

    >>> state = LineState()
    >>> state.read("text = '''"), state.at_start
    (None, False)
    """

    def __init__(self) -> None:
        self._quotes = ""
        self._depth = 0
        self._continued = False

    @property
    def at_start(self) -> bool:
        """Tell whether the next line begins a statement."""
        return not self._quotes and not self._depth and not self._continued

    def read(self, line: str) -> None:
        """Take one line in."""
        position = 0
        self._continued = False
        while position < len(line):
            if self._quotes:
                end = _END_OF[self._quotes].match(line, position)
                if end is None:
                    return
                self._quotes = ""
                position = end.end()
                continue
            piece = _PIECE.search(line, position)
            if piece is None:
                return
            position = piece.end()
            self._take(piece[0])

    def _take(self, piece: str) -> None:
        if piece in _END_OF:
            self._quotes = piece
        elif piece in "([{":
            self._depth += 1
        elif piece in ")]}":
            self._depth = max(0, self._depth - 1)
        elif piece == "\\":
            self._continued = True


_GOES_ON = re.compile(r"(?:else|elif|except|finally)\b|[)\]}]")


def blocks(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the first line and the end (exclusive, from 0) of every statement at the left margin.

    >>> list(blocks(["if x:", "    y = (", "1)", "else:", "    pass", "z = 1"]))
    [(0, 5), (5, 6)]
    """
    state = LineState()
    begin = 0
    decorated = False
    for position, line in enumerate(lines):
        starts = state.at_start and line[:1] not in ("", " ", "\t", "#", "\f") and not _GOES_ON.match(line)
        if starts and not decorated and position > begin:
            yield begin, position
            begin = position
        if starts:
            decorated = line.startswith("@")
        state.read(line)
    if begin < len(lines):
        yield begin, len(lines)
