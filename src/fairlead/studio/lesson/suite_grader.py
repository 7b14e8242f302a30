"""Run the suite that a learner has written, and split its table by it. Runs in the sandbox."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SHOWN = 20
"""Rows and values that are shown."""


def grade(names: Mapping[str, Any]) -> dict[str, Any]:
    """Return what each expectation found, and which rows were set aside.

    Parameters
    ----------
    names : that the code has made; the last table that was asked about is looked at.
    """
    from fairlead.data.gx.fluent import Dataset

    asked = [one for one in names.values() if isinstance(one, Dataset)]
    if not asked:
        return {"passed": False, "said": "No table was asked about: make one with df = from_pandas(customers)."}
    suite = asked[-1].get_expectation_suite(discard_failed_expectations=False)
    if not suite.expectations:
        return {"passed": False, "said": "No expectation was written: call one on df."}
    return {"passed": True, **checked(suite, asked[-1].table)}


def checked(suite: Any, table: Any) -> dict[str, Any]:
    """Run a suite on a table and split the table by it.

    Returns
    -------
    dict with ``results`` (one for each expectation), ``passing`` and ``of``, ``rows_in``, ``rows_valid``,
    ``rows_quarantined`` and the rows that were set aside, each with the rules that it breaks.
    """
    import polars as pl

    frame = table if isinstance(table, pl.DataFrame) else pl.from_pandas(table)
    found = suite.run(frame, samples=SHOWN)
    split = suite.split(frame)
    return {
        "results": [
            {
                "sentence": one.expectation.sentence,
                "success": one.success,
                "rows": one.elements,
                "unexpected": one.unexpected,
                "values": [_plain(value) for value in one.values],
                "observed": _plain(one.observed_value) if one.observed_value is not None else None,
            }
            for one in found.results
        ],
        "passing": sum(one.success for one in found.results),
        "of": len(found.results),
        "rows_in": split.rows_in,
        "rows_valid": split.rows_valid,
        "rows_quarantined": split.rows_quarantined,
        "columns": frame.columns,
        "quarantined": _set_aside(frame, found),
    }


def _set_aside(frame: Any, found: Any) -> list[dict[str, Any]]:
    """Return the rows that break a rule which sets rows aside, with the sentences of these rules."""
    reasons: dict[int, list[str]] = {}
    for one in found.results:
        if one.expectation.on_row != "flag":
            for number in one.index:
                reasons.setdefault(int(number), []).append(one.expectation.sentence)
    return [
        {"row": [_plain(value) for value in frame.row(number)], "because": because}
        for number, because in sorted(reasons.items())[:SHOWN]
    ]


def _plain(value: Any) -> Any:
    """Return a value as JSON can hold it, written as a person writes it."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return None if value != value else int(value) if value.is_integer() else value
    return str(value)
