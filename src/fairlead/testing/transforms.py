"""What must hold of every transformation: done twice it changes nothing more, and a row does not depend on the others.

The functions take any table (pandas, polars) and any function of a table to a table.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

from fairlead.clock import derive_seed
from fairlead.errors import MLTestError
from fairlead.frame.shape import library_of
from fairlead.testing.broken import Broken, require

Transform = Callable[[Any], Any]

ROWS_ALONE = 50
"""Rows that are transformed one at a time, evenly spread."""


def same_twice(transform: Transform, table: Any) -> None:
    """Ask that doing it a second time changes nothing: cleaning what is clean leaves it as it is.

    Raises
    ------
    AssertionError
        A value differs; the text names column and row.
    """
    __tracebackhide__ = True
    once = transform(table)
    require(difference(once, transform(once), "the first time", "the second time"))


def same_in_any_order(transform: Transform, table: Any, *, seed: int = 0) -> None:
    """Ask that the order of the rows does not matter: each row becomes the same, wherever it stands.

    Parameters
    ----------
    seed : of the other order.

    Raises
    ------
    AssertionError
        A value differs, or rows have gone or come.
    """
    __tracebackhide__ = True
    order = list(range(_length(table)))
    random.Random(derive_seed(seed, "order of rows")).shuffle(order)
    expected = transform(table)
    _check_rows(expected, table)
    require(difference(_taken(expected, order), transform(_taken(table, order)), "in the old order", "in another"))


def same_alone(transform: Transform, table: Any, *, rows: int = ROWS_ALONE) -> None:
    """Ask that a row alone becomes what it becomes among others: else production, one row at a time, differs.

    Parameters
    ----------
    rows : int, how many are tried, evenly spread.

    Raises
    ------
    AssertionError
        A value differs, or rows have gone or come.
    """
    __tracebackhide__ = True
    together = transform(table)
    _check_rows(together, table)
    step = max(1, _length(table) // rows)
    for place in range(0, _length(table), step):
        alone = transform(_taken(table, [place]))
        require(difference(_taken(together, [place]), alone, "among the others", "alone", first=place))


def difference(expected: Any, found: Any, when: str, then: str, *, first: int = 0) -> Broken | None:
    """Return the first column in which two tables differ, with rows; None if they are equal.

    Two missing values are equal; numbers must be equal to the last bit.

    Parameters
    ----------
    when, then : what each table is, for the sentence.
    first : the number of the first row.
    """
    names, other = _names(expected), _names(found)
    if names != other:
        changed = sorted(set(names) ^ set(other)) or names
        return Broken(f"The columns differ {when} and {then}: {', '.join(map(repr, changed))}.")
    if _length(expected) != _length(found):
        return Broken(f"There are {_length(expected)} rows {when} and {_length(found)} {then}.")
    for name in names:
        pairs = list(zip(_values(expected, name), _values(found, name), strict=True))
        places = [n for n, (a, b) in enumerate(pairs) if not _alike(a, b)]
        if places:
            shown = [{"row": first + n, f"{name} {when}": pairs[n][0], f"{name} {then}": pairs[n][1]} for n in places]
            said = f"{name!r} is not the same {when} and {then}, in {len(places)} of {len(pairs)} rows."
            return Broken(said, shown, len(places))
    return None


def _alike(a: Any, b: Any) -> bool:
    if a is None or b is None:
        return a is b
    if a != a and b != b:  # NaN, NaT: not equal to themselves
        return True
    return type(a) is type(b) and bool(a == b)


def _check_rows(made: Any, table: Any) -> None:
    if _length(made) != _length(table):
        raise AssertionError(
            f"The transformation makes {_length(made)} rows of {_length(table)}; row by row it cannot be compared."
        )


def _library(table: Any) -> str:
    name = library_of(table)
    if name not in ("pandas", "polars"):
        raise MLTestError.no_table(type(table).__name__)
    return name


def _names(table: Any) -> list[str]:
    return [str(name) for name in table.columns]


def _length(table: Any) -> int:
    _library(table)
    return len(table)


def _values(table: Any, name: str) -> list[Any]:
    column = table[name]
    return list(column.to_list() if _library(table) == "polars" else column.tolist())


def _taken(table: Any, places: Sequence[int]) -> Any:
    chosen = list(places)
    return table[chosen] if _library(table) == "polars" else table.iloc[chosen].reset_index(drop=True)
