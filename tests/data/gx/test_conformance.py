"""The test definitions of Great Expectations, put to tables of pandas and of polars.

The definitions are not part of this project. They are looked for where FAIRLEAD_GX_DEFINITIONS says, or in a folder
``shared/gx_definitions`` beside the checkout.

How a table is made of a definition, and what of an answer is compared, is what Great Expectations' own tests do: a
column with the numbers of the rows is put beside the data, and a result is asked for in full unless a case says
otherwise.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from fairlead.data import from_pandas, from_polars

KEY = "pk_index"
FULL = {"result_format": "COMPLETE", "unexpected_index_column_names": [KEY]}
MOMENTS = ("timestamp", "datetime", "datetime64", "datetime64[ns]", "datetime64[ns, tz]")
COMPARED = (
    "success",
    "observed_value",
    "unexpected_list",
    "unexpected_index_list",
    "partial_unexpected_list",
    "details",
)


@dataclass(frozen=True)
class Case:
    """Hold one case of a definition."""

    expectation: str
    dataset: int
    title: str
    data: Mapping[str, Sequence[Any]]
    schema: Mapping[str, str]
    given: Any
    wanted: Mapping[str, Any]
    is_error: bool
    tolerance: float
    is_for_pandas: bool

    @property
    def name(self) -> str:
        return f"{self.expectation} #{self.dataset} {self.title}"


def folder() -> Path | None:
    """Find the definitions: where the environment says, or in a folder beside the checkout."""
    said = os.environ.get("FAIRLEAD_GX_DEFINITIONS")
    place = Path(said) if said else Path(__file__).parents[4] / "shared" / "gx_definitions"
    return place if place.is_dir() else None


def cases(place: Path) -> Iterator[Case]:
    """Read every case of every definition in a folder."""
    for path in sorted(place.glob("**/*.json")):
        definition = json.loads(path.read_text(encoding="utf-8"))
        for number, dataset in enumerate(definition["datasets"]):
            for test in dataset["tests"]:
                yield _case(definition["expectation_type"], number, _first_table(dataset), test)


def _first_table(dataset: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the table that is asked; others stand behind it where one is compared with another."""
    data = dataset["data"]
    return data[0] if isinstance(data, list) else dataset


def _case(expectation: str, number: int, table: Mapping[str, Any], test: Mapping[str, Any]) -> Case:
    out = dict(test["out"])
    out |= out.pop("result", None) or {}
    return Case(
        expectation,
        number,
        test["title"],
        table["data"],
        (table.get("schemas") or {}).get("pandas") or {},
        test["in"],
        out,
        "error" in test or "traceback_substring" in out,
        float(test.get("tolerance", 1e-9)),
        _is_for_pandas(test),
    )


def _is_for_pandas(test: Mapping[str, Any]) -> bool:
    for_these, not_these = test.get("only_for"), test.get("suppress_test_for") or ()
    is_named = for_these is None or any(one == "pandas" or one.startswith("pandas>=") for one in for_these)
    return is_named and "pandas" not in not_these


def pandas_table(case: Case) -> Any:
    """Make a pandas data frame of the data, in the types that the definition says."""
    import numpy as np
    import pandas as pd

    frame = pd.DataFrame(dict(case.data))
    for name, said in case.schema.items():
        if said.lower() in MOMENTS:
            frame[name] = pd.to_datetime(frame[name], utc=True if said.lower() in ("timestamp", MOMENTS[-1]) else None)
        elif said.lower() == "date":
            frame[name] = pd.to_datetime(frame[name]).dt.date
        else:
            try:
                type_: Any = np.dtype(said)
            except TypeError:
                type_ = getattr(pd, said)()
            frame[name] = frame[name].astype(type_)
    frame.insert(0, KEY, range(len(frame)))
    return frame


def polars_table(case: Case) -> Any | None:
    """Make a polars data frame of the data; None if a column of the case mixes types, which polars cannot hold."""
    import polars as pl

    frame = pandas_table(case)
    columns = []
    for name in frame.columns:
        values = [None if _is_missing(value) else value for value in case.data.get(name, frame[name])]
        if case.schema.get(name, "").lower() in (*MOMENTS, "date"):
            values = [None if _is_missing(value) else value for value in frame[name]]
        try:
            columns.append(pl.Series(name, values, strict=True))
        except (TypeError, pl.exceptions.PolarsError):
            if name in json.dumps(case.given):
                return None
    return pl.DataFrame(columns)


def _is_missing(value: Any) -> bool:
    return value is None or value != value


def answer(dataset: Any, case: Case) -> dict[str, Any]:
    """Ask a dataset what the case asks; an exception is caught, as in Great Expectations' own tests."""
    method = getattr(dataset, case.expectation)
    if isinstance(case.given, list):
        found = method(*case.given, result_format=FULL, catch_exceptions=True)
    else:
        found = method(**{"result_format": FULL, **case.given, "catch_exceptions": True})
    document: dict[str, Any] = json.loads(json.dumps(found.to_json_dict()))
    return document


def differences(case: Case, document: Mapping[str, Any]) -> list[str]:
    """Say in what an answer is not what the definition wants."""
    raised = document["exception_info"]["raised_exception"]
    if raised != case.is_error:
        said = document["exception_info"]["exception_message"] or "an answer"
        return [f"wanted {'an error' if case.is_error else 'an answer'}, got {said}"]
    if case.is_error:
        return []
    found = {**document["result"], "success": document["success"]}
    wrong = [
        f"{key}: wanted {case.wanted[key]!r}, got {found.get(key)!r}"
        for key in COMPARED
        if key in case.wanted and not _is_same(case.wanted[key], found.get(key), case.tolerance)
    ]
    counts = (found.get("details") or {}).get("value_counts") or []
    missing = [one for one in case.wanted.get("value_counts", ()) if not any(_is_same(one, it, 1e-9) for it in counts)]
    return wrong + [f"value_counts: {one!r} is not among {counts!r}" for one in missing]


def _is_same(wanted: Any, found: Any, tolerance: float) -> bool:
    if isinstance(wanted, Mapping) and isinstance(found, Mapping):
        return wanted.keys() <= found.keys() and all(_is_same(wanted[key], found[key], tolerance) for key in wanted)
    if isinstance(wanted, Mapping) or isinstance(found, Mapping):
        # An older list of row numbers where a row is now named by its values.
        return isinstance(found, Mapping) and found.get(KEY) == wanted
    if isinstance(wanted, list) and isinstance(found, list):
        return len(wanted) == len(found) and all(map(_is_same, wanted, found, [tolerance] * len(wanted)))
    if _is_number(wanted) and _is_number(found):
        return math.isclose(wanted, found, rel_tol=tolerance, abs_tol=tolerance)
    if isinstance(wanted, str) and isinstance(found, str) and wanted != found:
        return _is_same_moment(wanted, found)
    return bool(wanted == found)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_same_moment(wanted: str, found: str) -> bool:
    from dateutil.parser import parse

    try:
        return parse(wanted).replace(tzinfo=None) == parse(found).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return False


FOLDER = folder()
REASON = "no definitions of Great Expectations: set FAIRLEAD_GX_DEFINITIONS to their folder"
pytestmark = pytest.mark.skipif(FOLDER is None, reason=REASON)

ENOUGH = 0.95

DIFFERENT: Mapping[str, str] = {}
"""Cases that come out otherwise here, for every library, by name, each with the reason."""


class Outcome(NamedTuple):
    """Hold how the cases of one library came out."""

    passed: list[str]
    failed: dict[str, list[str]]
    left_out: dict[str, str]


def why_left_out(case: Case, table: Any | None) -> str | None:
    """Say why a case cannot be put to a table; None if it can. Nothing else is a reason."""
    if not case.is_for_pandas:
        return "the definition says it is for other databases"
    return "a column mixes types, which polars cannot hold" if table is None else None


@cache
def outcome_of(library: str) -> Outcome:
    make_table, make_dataset = (pandas_table, from_pandas) if library == "pandas" else (polars_table, from_polars)
    outcome = Outcome([], {}, {})
    assert FOLDER is not None
    for case in cases(FOLDER):
        table = make_table(case) if case.is_for_pandas else None
        reason = why_left_out(case, table)
        if reason is not None:
            outcome.left_out[case.name] = reason
            continue
        wrong = differences(case, answer(make_dataset(table), case))
        if wrong:
            outcome.failed[case.name] = wrong
        else:
            outcome.passed.append(case.name)
    return outcome


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_nearly_all_cases_come_out_as_in_great_expectations(library: str) -> None:
    outcome = outcome_of(library)
    put = len(outcome.passed) + len(outcome.failed)
    assert put >= 100
    assert len(outcome.passed) / put >= ENOUGH, outcome.failed


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_the_cases_that_come_out_otherwise_are_those_with_a_reason(library: str) -> None:
    outcome = outcome_of(library)
    seen = {*outcome.passed, *outcome.failed}
    assert outcome.failed.keys() == DIFFERENT.keys() & seen, outcome.failed


def test_pandas_leaves_out_only_what_is_not_for_it() -> None:
    reasons = set(outcome_of("pandas").left_out.values())
    assert reasons == {"the definition says it is for other databases"}


def test_folder_is_the_one_that_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FAIRLEAD_GX_DEFINITIONS", str(tmp_path))
    assert folder() == tmp_path
    monkeypatch.setenv("FAIRLEAD_GX_DEFINITIONS", str(tmp_path / "nope"))
    assert folder() is None
