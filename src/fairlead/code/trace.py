"""Hold what one digest has found on its way through the project."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property, partialmethod
from types import FunctionType, ModuleType
from typing import Any

from fairlead.code.source import Files, Space

# How a token begins that stands for something else than plain data.
LINK, NAMED, UNKNOWN = "->", "=", "?"

DESCRIPTORS = (staticmethod, classmethod, property, cached_property, partialmethod)
DESCRIPTOR_PARTS = ("__func__", "fget", "fset", "fdel", "func")

# What these run or read is decided by a text at run time.
DYNAMIC = frozenset(
    {
        "builtins.__import__",
        "builtins.eval",
        "builtins.exec",
        "builtins.globals",
        "importlib.import_module",
        "runpy.run_module",
        "runpy.run_path",
    }
)


class Trace:
    """Follow one function through the project.

    A token is a text that says what a value is. A function or class of the project becomes a piece, and its
    token is a link to that piece, so that cycles end.

    Attributes
    ----------
    texts : what each piece says, by its readable name
    unknown : names whose content cannot be followed
    waiting : pieces that have a name and no text yet
    inside : ids of the containers and objects that are being written, to notice one that contains itself
    """

    def __init__(self, files: Files) -> None:
        self.files = files
        self.texts: dict[str, str] = {}
        self.unknown: set[str] = set()
        self.waiting: deque[tuple[str, Any]] = deque()
        self.inside: set[int] = set()
        # The items are kept, because the id of one that is gone may be given to another.
        self._tokens: dict[int, tuple[object, str]] = {}
        self._home: Space | None = None
        self._spaces: dict[str, Space] = {}

    def label(self, space: Space, name: str) -> str:
        """Name something for a reader: with its module, unless that is the module of the task."""
        if self._home is None:
            self._home = space
        return name if space is self._home else f"{space.get('__name__')}.{name}"

    def piece(self, label: str, text: str) -> str:
        """Keep a text under a readable name and return the link to it."""
        name = self._free(label, text)
        self.texts[name] = text
        return LINK + name

    def enter(self, item: FunctionType | type | ModuleType, label: str) -> str:
        """Give something of the project its name; its text is read later, so that cycles end."""
        if isinstance(item, FunctionType) and self.files.definition(item.__code__) is None:
            label += " (bytecode)"
        name = self._free(label.replace(".<locals>", ""), None)
        self.texts[name] = ""
        self.waiting.append((name, item))
        return self.remember(item, LINK + name)

    def _free(self, label: str, text: str | None) -> str:
        """Number a name that already stands for another text; None stands for one that is not read yet."""
        name, count = label, 1
        while self.texts.get(name, text) != text:
            count += 1
            name = f"{label}#{count}"
        return name

    def known(self, item: object) -> str | None:
        """Return the token that an item has got before."""
        return self._tokens.get(id(item), (None, None))[1]

    def remember(self, item: object, token: str) -> str:
        """Keep the token of an item."""
        self._tokens[id(item)] = item, token
        return token

    def give_up(self, label: str) -> str:
        """Note that what stands under this name cannot be followed."""
        self.unknown.add(label)
        return UNKNOWN + label

    @contextmanager
    def tolerant(self) -> Iterator[None]:
        """Look into something that is not the project's own, where unknown content is no reason to worry."""
        before = set(self.unknown)
        yield
        self.unknown = before

    def visit(self, space: Space) -> None:
        """Note a module that was reached, which need not be listed in `sys.modules`."""
        self._spaces.setdefault(str(space.get("__name__")), space)

    def space_of(self, cls: type) -> Space | None:
        """Return the names of a class's module."""
        name = cls.__module__
        if name in self._spaces:
            return self._spaces[name]
        if name in sys.modules:
            return vars(sys.modules[name])
        spaces = [function.__globals__ for value in vars(cls).values() for function in functions_in(value)]
        return next((space for space in spaces if space.get("__name__") == name), None)

    def is_own(self, value: ModuleType | type | FunctionType) -> bool:
        """Tell whether a module, class or function is the project's own."""
        if isinstance(value, ModuleType):
            return self.files.is_local(vars(value))
        space = self.space_of(value) if isinstance(value, type) else value.__globals__
        return space is not None and self.files.is_local(space)


def functions_in(value: Any) -> Iterator[FunctionType]:
    """Give the Python functions that an attribute of a class is made of: a property has up to three.

    >>> [one.__name__ for one in functions_in(property(lambda self: 1))]
    ['<lambda>']
    """
    if isinstance(value, FunctionType):
        yield value
    elif isinstance(value, DESCRIPTORS):
        for name in DESCRIPTOR_PARTS:
            yield from functions_in(getattr(value, name, None))
    elif isinstance(wrapped := getattr(value, "__wrapped__", None), FunctionType):
        yield wrapped
