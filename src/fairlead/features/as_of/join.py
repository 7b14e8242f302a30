"""Add to each row what was known at its time, and nothing that came later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from fairlead.errors import JoinError
from fairlead.features.as_of.keys import keys_of
from fairlead.features.as_of.match import NO_MATCH, last_known
from fairlead.features.as_of.moments import duration, moments_of, together
from fairlead.frame import columns_of
from fairlead.frame.libraries import library_and_table

if TYPE_CHECKING:
    import numpy as np


def as_of_join(
    left: Any,
    right: Any,
    *,
    on: str | None = None,
    by: str | Sequence[str] | None = None,
    left_time: str | None = None,
    right_time: str | None = None,
    tolerance: timedelta | float | None = None,
    allow_exact: bool = True,
    lag: timedelta | float | None = None,
    ties: Literal["error", "last"] = "error",
    suffix: str = "_right",
) -> Any:
    """Join to each left row the latest right row that was known at its time.

    Rows and their order are those of `left`; neither table has to be sorted. A left row without a match gets missing
    values. Changing or deleting right rows of the future changes nothing.

    Parameters
    ----------
    left, right : both polars or both pandas tables.
    on : str, the column of times, if it has one name in both; else give `left_time` and `right_time`.
    by : str or list of str, columns that say whose row it is. A row with a missing key matches nothing.
    tolerance : a right row that is older than this does not count; its own time counts, not when it became known.
    allow_exact : bool, whether a right row of the very same time counts. False where both are written by one event.
    lag : how long after its time a right row is known: a nightly export has a lag of a day.
    ties : what to do if a row that is used has a twin of the same key and time: tell, or take the last in the table.
    suffix : str, ending of a right column whose name `left` has too.

    Returns
    -------
    table of the library of `left`: its columns, and those of `right` but for `by`

    Raises
    ------
    JoinError
        A column does not exist, times are missing or of two kinds (one with and one without a time zone; days and
        moments), a length of time is below zero, or two rows of one key and time are used.

    Examples
    --------
    >>> from datetime import date
    >>> import polars as pl
    >>> orders = pl.DataFrame({"customer": [1, 1], "day": [date(2026, 3, 1), date(2026, 5, 1)]})
    >>> calls = pl.DataFrame({"customer": [1, 1], "day": [date(2026, 2, 1), date(2026, 4, 1)], "calls": [3, 4]})
    >>> as_of_join(orders, calls, on="day", by="customer")["calls"].to_list()
    [3, 4]
    >>> as_of_join(orders, calls, on="day", by="customer", lag=timedelta(days=31))["calls"].to_list()
    [None, 3]
    """
    library, left, right = _two_tables(left, right)
    keys = [by] if isinstance(by, str) else list(by or [])
    left_time, right_time = _times(on, left_time, right_time)
    _check_columns(columns_of(left) or [], "left", [*keys, left_time])
    _check_columns(columns_of(right) or [], "right", [*keys, right_time])
    used, written, unit = together(
        moments_of(library, left, left_time, "left"), moments_of(library, right, right_time, "right")
    )
    delay = 0 if lag is None else duration(lag, unit, "lag")
    left_keys, right_keys = keys_of(library, left, right, keys)
    # The lag is taken off the left times: near the end of the calendar adding it would not fit into 64 bits.
    positions, tied = last_known(left_keys, used - delay, right_keys, written, allow_exact=allow_exact)
    if tolerance is not None:
        longest = duration(tolerance, unit, "tolerance")
        is_fresh = used - written[positions] <= longest if len(written) else positions == NO_MATCH
        positions, tied = _only(is_fresh, positions, tied)
    if ties == "error" and tied.any():
        raise JoinError.tied_rows(int(tied.sum()), right_time, keys)
    return _joined(library, left, right, keys, positions, suffix)


def _two_tables(left: Any, right: Any) -> tuple[str, Any, Any]:
    library, left = library_and_table(left)
    other, right = library_and_table(right)
    if library != other or library == "pyarrow":
        raise JoinError.other_libraries(library, other)
    return library, left, right


def _times(on: str | None, left_time: str | None, right_time: str | None) -> tuple[str, str]:
    for argument, value in (("on", on), ("left_time", left_time), ("right_time", right_time)):
        if value is not None and not isinstance(value, str):
            raise JoinError.not_one_name(argument, value)
    left, right = left_time or on, right_time or on
    if left is None or right is None:
        raise JoinError.no_time_named()
    return left, right


def _check_columns(columns: list[str], side: str, names: list[str]) -> None:
    twice = next((name for name in columns if columns.count(name) > 1), None)
    if twice is not None:
        raise JoinError.column_twice(twice, side)
    for name in names:
        if name not in columns:
            raise JoinError.unknown_column(name, side, columns)


def _only(is_kept: Any, positions: np.ndarray[Any, Any], tied: np.ndarray[Any, Any]) -> tuple[Any, Any]:
    import numpy as np

    return np.where(is_kept, positions, NO_MATCH), tied & is_kept


def _joined(library: str, left: Any, right: Any, keys: list[str], positions: Any, suffix: str) -> Any:
    """Put the found rows beside the left ones."""
    columns = columns_of(left) or []
    names = [name for name in columns_of(right) or [] if name not in keys]
    new_names = {name: f"{name}{suffix}" if name in columns else name for name in names}
    clash = next((new for name, new in new_names.items() if new != name and new in {*columns, *names}), None)
    if clash is not None:
        raise JoinError.name_taken(clash, suffix)
    if library == "polars":
        import polars as pl

        places = pl.Series(positions, dtype=pl.Int64)
        places = places.set(places == NO_MATCH, None)
        found = right.select(pl.col(name).gather(places).alias(new) for name, new in new_names.items())
        return left.hstack(found) if names else left
    # The index of `left` is given back, and its labels may repeat: so the columns are set one by one.
    found = right[names].reset_index(drop=True).reindex(positions).set_axis(left.index).rename(columns=new_names)
    return left.assign(**{name: found[name] for name in found})
