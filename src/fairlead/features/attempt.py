"""Call the code of a step, which is anybody's, and take what it raises as an answer."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fairlead.features.table import arrayed


@dataclass(frozen=True, slots=True)
class Attempt:
    """Hold what a call gave, or what it raised.

    Parameters
    ----------
    value : what it returned; None if it raised.
    error : what it raised, or None.
    """

    value: Any
    error: Exception | None = None

    @property
    def reason(self) -> str:
        """Return the error as one line."""
        words = " ".join(str(self.error).split())
        name = type(self.error).__name__
        return f"{name}: {words}"[:160].rstrip(".") if words else name


def attempted(function: Callable[..., Any], *arguments: Any) -> Attempt:
    """Call a function without letting it raise or warn.

    >>> attempted(int, "3").value, attempted(int, "x").error is None
    (3, False)
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return Attempt(function(*arguments))
        except Exception as error:  # the edge to a person's own code: a step may raise anything
            return Attempt(None, error)


def transformed(part: Any, table: Any) -> Attempt:
    """Take a table through a fitted step; a list of rows that it gives becomes an array, as scikit-learn takes it."""
    return attempted(lambda: arrayed(part.transform(table)))


def copied(table: Any) -> Any:
    """Return a copy, so that a step that changes its input in place changes nothing of ours."""
    copy = getattr(table, "copy", None) or getattr(table, "clone", None)
    return table if copy is None else copy()
