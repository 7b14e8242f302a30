"""What the columns looked like in training: enough to compare any later rows with, without the rows themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from fairlead.model.casts import as_floats, values_of
from fairlead.model.rows import read_columns
from fairlead.model.schema import MOMENTS, NUMBERS, Column, InputSchema, is_missing

FORMAT = 1
VALUES_KEPT = 500
"""So many of the most frequent values of a text column are counted by name, the others together."""

TAIL = (0.0001, 0.0002, 0.0003, 0.0005, 0.0007)
"""Shares between the least value and the first thousandth: a drift in the tail shows here first."""

SHARES: tuple[float, ...] = tuple(
    sorted({n / 1000 for n in range(1001)} | set(TAIL) | {round(1 - share, 4) for share in TAIL} | {
        n / 1000 + 0.0005 for n in (*range(1, 25), *range(975, 999))
    })
)  # fmt: skip
"""The shares of the rows at which quantiles are kept: every thousandth, and closer ones at both ends."""


def reference_of(table: Any, schema: InputSchema, target: Sequence[Any], task: str) -> dict[str, Any]:
    """Describe the rows and the target of training.

    Parameters
    ----------
    table : the rows, as the schema describes them.

    Returns
    -------
    dict, ready for JSON: `rows`; `shares`; for each of `columns`, and for the `target`, its `kind`, the number of
    `missing` values, and either `quantiles` at the shares with `mean` and `deviation`, or the `counts` of its values
    with those that are not counted by name in `others`. Times are seconds since 1970-01-01 UTC.

    >>> import pandas
    >>> from fairlead.model.rows import schema_of
    >>> rows = pandas.DataFrame({"age": [20, 30, 40], "plan": ["a", "b", "a"]})
    >>> found = reference_of(rows, schema_of(rows), ["no", "yes", "no"], "binary")
    >>> found["columns"]["age"]["mean"], found["columns"]["plan"]["counts"], found["target"]["counts"]
    (30.0, {'a': 2, 'b': 1}, {'no': 2, 'yes': 1})
    """
    names, columns = read_columns(table, schema.names)
    by_name = dict(zip(names, columns, strict=True))
    described = {one.name: _described(by_name[one.name], one) for one in schema.columns}
    return {
        "format": FORMAT,
        "rows": len(target),
        "shares": list(SHARES),
        "columns": described,
        "target": _numbers(target) if task == "regression" else _counts(target),
    }


def _described(column: Any, about: Column) -> dict[str, Any]:
    if about.kind in NUMBERS:
        return {**_numbers(column), "kind": about.kind}
    present = values_of(column)
    if about.kind in MOMENTS:
        return {**_numbers([None if is_missing(one) else _seconds(one) for one in present]), "kind": about.kind}
    return {**_counts(present), "kind": about.kind}


def _numbers(column: Any) -> dict[str, Any]:
    """Return the quantiles of numbers: one sort, and each quantile a value that occurs, so that ties stay ties."""
    import numpy  # sorts a million numbers in a tenth of a second

    found = as_floats(column)
    present = numpy.sort(found[numpy.isfinite(found)])
    missing = int(numpy.isnan(found).sum())
    if not len(present):
        return {"kind": "float", "missing": missing, "quantiles": [], "mean": None, "deviation": None}
    places = numpy.ceil(numpy.array(SHARES) * len(present)).astype(int) - 1
    return {
        "kind": "float",
        "missing": missing,
        "quantiles": [_short(one) for one in present[numpy.clip(places, 0, None)]],
        "mean": float(present.mean()),
        "deviation": float(present.std()),
    }


def _counts(values: Sequence[Any]) -> dict[str, Any]:
    present: Counter[str] = Counter()
    for value, count in Counter(values).items():
        if not is_missing(value):
            present[_word(value)] += count
    kept = sorted(present.items(), key=lambda item: (-item[1], item[0]))[:VALUES_KEPT]
    return {
        "kind": "string",
        "missing": len(values) - present.total(),
        "counts": dict(kept),
        "others": present.total() - sum(count for _, count in kept),
    }


def _short(number: Any) -> float | int:
    """Return a whole number without its fraction: half of the bytes in the file."""
    found = float(number)
    return int(found) if found.is_integer() and abs(found) < 2**53 else found


def _seconds(moment: Any) -> float:
    import datetime  # only columns of times need it

    if not isinstance(moment, datetime.datetime):
        moment = datetime.datetime(moment.year, moment.month, moment.day)
    return float((moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)).timestamp())


def _word(value: Any) -> str:
    return str(value.item() if hasattr(value, "item") else value)
