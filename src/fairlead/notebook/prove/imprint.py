"""Write a value down as a node, whatever it is: what is known by its type, and the rest by how it is pickled.

Nothing is imported for this: a value of a library is here only because its library is. Values are read, never changed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any

from fairlead.notebook.prove.node import Node, Shelf, node, unknown

DEEPEST = 120
"""Levels of parts in parts that are looked at."""

MOST_PARTS = 300_000
"""Parts of one value that are looked at."""

Reader = Callable[["Imprint", Any], Node]


class TooLarge(Exception):
    """Tell that a value has more parts than are looked at."""


class Imprint:
    """Write values down.

    Parameters
    ----------
    shelf : where large parts go.
    places : folders whose modules are the notebook's own: a class is called the same in a notebook and in a project.
    """

    def __init__(self, shelf: Shelf, places: tuple[str, ...] = ()) -> None:
        self.shelf = shelf
        self.places = places
        self._above: dict[int, int] = {}
        self._parts = 0

    def of(self, value: Any) -> Node:
        """Return the node of a whole value; what cannot be looked at is an unknown with the reason."""
        self._above, self._parts = {}, 0
        try:
            return self.part(value)
        except TooLarge:
            return unknown(self.name_of(type(value)), f"it has more than {MOST_PARTS:,} parts")
        except RecursionError:
            return unknown(self.name_of(type(value)), "its parts lie too deep in each other")

    def part(self, value: Any) -> Node:
        """Return the node of a part of the value that is being written down."""
        from fairlead.notebook.prove.plain import SCALARS

        self._parts += 1
        if self._parts > MOST_PARTS:
            raise TooLarge
        scalar = SCALARS.get(type(value))
        if scalar is not None:
            return scalar(self, value)
        place = id(value)
        if place in self._above:  # a value that holds itself: named by how far above it stands
            return node("leaf", "itself", str(len(self._above) - self._above[place]))
        if len(self._above) >= DEEPEST:
            return unknown(self.name_of(type(value)), "its parts lie too deep in each other")
        self._above[place] = len(self._above)
        try:
            return self._read(value)
        except (TooLarge, RecursionError):
            raise
        except Exception as error:  # the edge of anybody's classes: whatever they raise, the value is not comparable
            return unknown(self.name_of(type(value)), f"{type(error).__name__}: {error}"[:200])
        finally:
            del self._above[place]

    def _read(self, value: Any) -> Node:
        from fairlead.notebook.prove.objects import by_pickling

        for kind in type(value).__mro__:
            reader = _readers().get((_library(kind), kind.__name__))
            if reader is not None and kind is not object:
                written = reader(self, value)
                is_of_library = _library(type(value)) == _library(kind)
                return written if is_of_library else self._with_attributes(written, value)
        return by_pickling(self, value)

    def _with_attributes(self, written: Node, value: Any) -> Node:
        """Add what somebody's class keeps besides what the library's class is made of that it extends."""
        known = {label for label, _ in written.children}
        own = [(name, one) for name, one in getattr(value, "__dict__", {}).items() if not name.startswith("_")]
        more = [(f".{name}", self.part(one)) for name, one in own if f".{name}" not in known]
        return node("branch", written.type, written.value, [("", written), *more]) if more else written

    def name_of(self, kind: type) -> str:
        """Return what a class is called; a notebook's own with a dot, for a project has it in another module."""
        if self.is_own(kind.__module__):
            return f".{kind.__qualname__}"
        root = kind.__module__.partition(".")[0]
        return kind.__qualname__ if root == "builtins" else f"{root}.{kind.__qualname__}"

    def is_own(self, module: str | None) -> bool:
        """Tell whether a module is the notebook or lies in one of the places."""
        if module is None or module == "__main__":
            return module is not None
        file = getattr(sys.modules.get(module), "__file__", None) or ""
        return any(file.startswith(place) for place in self.places) and "site-packages" not in file


def _library(kind: type) -> str:
    return kind.__module__.partition(".")[0]


_READERS: dict[tuple[str, str], Reader] = {}


def _readers() -> Mapping[tuple[str, str], Reader]:
    """Return how to read a class, by the first part of its module and its name."""
    if not _READERS:
        from fairlead.notebook.prove import arrays, figures, objects, plain, polars_tables, tables

        for module in (plain, arrays, tables, polars_tables, figures, objects):
            _READERS.update(module.READERS)
    return _READERS
