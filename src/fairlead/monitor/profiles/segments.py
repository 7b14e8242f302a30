"""A profile of each part of a table: what goes wrong in one region or product is hidden in the mean of all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fairlead.errors import MonitorError
from fairlead.monitor.profiles.columns import kind_of, table_columns
from fairlead.monitor.profiles.table import Profile, profile

SEGMENTS = 50
"""So many of the most frequent values are a segment each, the others one together."""

OTHERS, MISSING = "(others)", "(missing)"


def profile_segments(
    table: Any, by: str, columns: Sequence[str] | None = None, *, predictions: Any = None, outcomes: Any = None
) -> dict[str, Profile]:
    """Profile the rows of each value of a column.

    Parameters
    ----------
    table : polars (eager), pandas or PyArrow table.
    by : a column of words, or one of numbers with few values.
    columns, predictions, outcomes : as for `profile`.

    Returns
    -------
    dict from the text of a value to the profile of its rows, the most frequent first; rows without a value are
    "(missing)", those beyond the 50 most frequent values "(others)"

    Raises
    ------
    MonitorError
        There is no such column, or it has more than 50 different numbers; see `profile` for the rest.

    >>> import polars
    >>> parts = profile_segments(polars.DataFrame({"plan": ["a", "b", "a"], "age": [20, 30, 40]}), "plan")
    >>> {name: one.rows for name, one in parts.items()}
    {'a': 2, 'b': 1}
    """
    import narwhals as nw
    import numpy

    from fairlead.frame.libraries import library_and_table

    frame = nw.from_native(library_and_table(table)[1], eager_only=True)
    found = dict(table_columns(table, [by]))
    if by not in found:
        raise MonitorError.no_such_column(by, frame.columns)
    values = found[by].to_list()
    texts = numpy.array([MISSING if one is None or one != one else str(one) for one in values], dtype=object)
    names, counts = numpy.unique(texts.astype(str), return_counts=True)
    if len(names) > SEGMENTS and kind_of(found[by]) in ("number", "time"):
        raise MonitorError.too_many_segments(by, len(names), SEGMENTS)
    frequent = [str(names[place]) for place in numpy.argsort(-counts, kind="stable")]
    parts = {name: texts == name for name in frequent[:SEGMENTS]}
    if len(frequent) > SEGMENTS:
        parts[OTHERS] = ~numpy.isin(texts.astype(str), frequent[:SEGMENTS])
    return {
        name: profile(
            frame.filter(mask.tolist()).to_native(),
            columns,
            predictions=_of(predictions, mask),
            outcomes=_of(outcomes, mask),
        )
        for name, mask in parts.items()
    }


def _of(values: Any, mask: Any) -> Any:
    """Return the values of some rows; of a wrong length they stay as they are, for `profile` to refuse."""
    if values is None or len(values) != len(mask):
        return values
    return [one for one, is_in in zip(values, mask, strict=True) if is_in]
