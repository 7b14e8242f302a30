"""Numbers that several processes count and any of them can read: shared memory, with one writer a slot.

A worker adds to its own numbers only, so nothing is locked and adding takes a tenth of a microsecond. The memory is
made before the workers are, and dies with the last of them.
"""

from __future__ import annotations

import mmap
from collections.abc import Mapping

NAME_BYTES = 120
"""The longest name of a number, bytes."""

NUMBERS = 512
"""How many numbers each process may have."""

_ENTRY = NAME_BYTES + 8
_PAGE = _ENTRY * NUMBERS


class Board:
    """Keep numbers by name, for some processes.

    Parameters
    ----------
    processes : int, how many will count; make the board before they are forked.

    >>> board = Board(processes=2)
    >>> first, second = board.writer(0), board.writer(1)
    >>> first.add("requests"), second.add("requests", 2.0)
    (None, None)
    >>> board.totals()
    {'requests': 3.0}
    """

    def __init__(self, processes: int = 1) -> None:
        self.processes = processes
        self._memory = mmap.mmap(-1, _PAGE * processes)

    def writer(self, process: int) -> Writer:
        """Return what one process counts with; the numbers of one that was there before it are kept."""
        view = memoryview(self._memory)[process * _PAGE : (process + 1) * _PAGE]
        return Writer(view)

    def totals(self) -> dict[str, float]:
        """Return the sum over all processes by name, in the order of the names."""
        found: dict[str, float] = {}
        for process in range(self.processes):
            for name, value in self.writer(process).read().items():
                found[name] = found.get(name, 0.0) + value
        return dict(sorted(found.items()))


class Writer:
    """Count for one process; see `Board.writer`."""

    def __init__(self, page: memoryview) -> None:
        self._names = page[: NAME_BYTES * NUMBERS]
        self._values = page[NAME_BYTES * NUMBERS :].cast("d")
        self._places: dict[str, int] = {name: n for n, name in enumerate(self._read_names())}

    def add(self, name: str, amount: float = 1.0) -> None:
        """Add to a number, which begins with zero."""
        place = self._places.get(name)
        self._values[self._new(name) if place is None else place] += amount

    def put(self, name: str, value: float) -> None:
        """Replace a number."""
        place = self._places.get(name)
        self._values[self._new(name) if place is None else place] = value

    def read(self) -> Mapping[str, float]:
        """Return the numbers of this process by name."""
        return {name: self._values[n] for n, name in enumerate(self._read_names())}

    def _new(self, name: str) -> int:
        """Return the place of a name that is new; the last place is for all that have no other."""
        place = len(self._places)
        if place >= NUMBERS - 1:
            name, place = "more_names_than_places", NUMBERS - 1
        data = name.encode()[:NAME_BYTES]
        self._names[place * NAME_BYTES : place * NAME_BYTES + len(data)] = data
        self._places[name] = place
        return place

    def _read_names(self) -> list[str]:
        names = bytes(self._names)
        entries = (names[n * NAME_BYTES : (n + 1) * NAME_BYTES].rstrip(b"\0") for n in range(NUMBERS))
        return [entry.decode(errors="replace") for entry in entries if entry]
