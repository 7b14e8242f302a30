"""Make values cheap: a check makes a thousand a notebook, and a frozen dataclass costs five times a plain one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

Class = TypeVar("Class", bound=type)

new = tuple.__new__
"""Make a named tuple of its fields, ``new(Place, (1, 2, 0, 2, 5))``, at half the cost of a call of its class."""


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(*, kw_only: bool = False) -> Callable[[Class], Class]:
    """Make a class a slotted dataclass that is compared and hashed by its fields, and that nobody changes.

    Who writes to a field is told so by the type checker; at run time nothing stands in the way, which is what makes
    it cheap (CPython 3.11, eight fields: 0.2 microseconds instead of 1.1).

    Parameters
    ----------
    kw_only : whether its fields are given by name only.

    >>> @record()
    ... class Point:
    ...     x: int
    ...     y: int = 0
    >>> Point(1) == Point(1, 0), len({Point(1), Point(1)})
    (True, 1)
    """
    return dataclass(slots=True, unsafe_hash=True, kw_only=kw_only)  # type: ignore[return-value]
