"""Predictions, outcomes and errors drift as columns do, and an outcome that is late is no drift."""

from __future__ import annotations

from typing import Any

import numpy
import pandas
import polars
import pytest

from fairlead.errors import MonitorError
from fairlead.monitor import Profile, compare, profile
from fairlead.monitor.profiles.answers import ERROR, PREDICTION, TARGET

N = 4000
DRAW = numpy.random.default_rng(31)
TABLE = polars.DataFrame({"x": DRAW.normal(size=N)})
SURE = DRAW.beta(2, 4, N)
TRUTH = (DRAW.random(N) < SURE).astype(int)
THEN = profile(TABLE, predictions=SURE, outcomes=TRUTH)


def test_what_was_answered_and_how_it_turned_out_are_columns_of_the_batch() -> None:
    assert list(THEN) == ["x", PREDICTION, TARGET, ERROR]
    assert THEN[ERROR].mean == pytest.approx((TRUTH - SURE).mean())
    again = DRAW.beta(2, 4, N)
    now = profile(TABLE, predictions=again, outcomes=DRAW.random(N) < again)
    assert compare(THEN, profile(TABLE, predictions=SURE[::-1], outcomes=TRUTH[::-1])).drifted == ()
    # True and False are words, 1 and 0 are numbers: one and the same should be given for every batch.
    assert {one.code for one in compare(THEN, now).findings} == {"type-changed"}


@pytest.mark.parametrize(
    ("predictions", "outcomes", "drifted"),
    [
        (SURE, 1 - TRUTH, {TARGET, ERROR}),
        (SURE**3, TRUTH, {PREDICTION, ERROR}),
        (SURE, numpy.where(SURE > 0.33, TRUTH.max(), 0), {ERROR, TARGET}),
    ],
)
def test_each_of_them_drifts_by_itself_and_is_named_in_words(predictions: Any, outcomes: Any, drifted: Any) -> None:
    report = compare(THEN, profile(TABLE, predictions=predictions, outcomes=outcomes))
    assert set(report.drifted) == drifted
    assert report.share == 0.0  # no column of the table
    said = {one.message.partition(" have drifted")[0] for one in report.findings}
    assert said == {
        {PREDICTION: "The predictions", TARGET: "The outcomes", ERROR: "The errors"}[one] for one in drifted
    }


def test_outcomes_that_are_late_are_no_drift() -> None:
    half = [None if n % 2 else int(one) for n, one in enumerate(TRUTH)]
    late = profile(TABLE, predictions=SURE, outcomes=half)
    assert (late.rows, late[TARGET].rows, late[ERROR].rows) == (N, N // 2, N // 2)
    assert compare(THEN, late).drifted == ()
    none = profile(TABLE, predictions=SURE, outcomes=[None] * N)
    assert list(none) == ["x", PREDICTION]
    report = compare(THEN, none)
    assert [(one.code, int(one.severity)) for one in report.findings] == [("outcomes-unknown", 1)] * 2
    assert {one.code for one in compare(THEN, profile(TABLE)).findings} == {"outcomes-unknown", "predictions-unknown"}
    assert {one.code for one in compare(profile(TABLE), THEN).findings} == {"outcomes-unknown", "predictions-unknown"}


def test_of_classes_an_answer_is_right_or_wrong() -> None:
    said = ["stays", "goes", "goes", None] * 100
    turned = ["stays", "stays", "goes", "goes"] * 100
    seen = profile(TABLE.head(400), predictions=said, outcomes=turned)
    assert seen[ERROR].counts == {"right": 200, "wrong": 100}
    assert seen[PREDICTION].nulls == 100
    both = profile(TABLE.head(4), predictions=[True, False, True, True], outcomes=[True, True, None, False])
    assert both[ERROR].counts == {"right": 1, "wrong": 2}


@pytest.mark.parametrize("made", [list, numpy.array, polars.Series, pandas.Series, numpy.float32], ids=str)
def test_the_library_that_holds_the_answers_makes_no_difference(made: Any) -> None:
    exact = numpy.round(SURE, 3) if made is not numpy.float32 else numpy.float32(SURE).astype(float)
    plain = profile(TABLE, predictions=exact, outcomes=TRUTH).to_bytes()
    assert profile(TABLE.to_pandas(), predictions=made(exact), outcomes=made(TRUTH)).to_bytes() == plain


def test_answers_are_stored_and_merged_with_the_batch() -> None:
    kept = Profile.from_bytes(THEN.to_bytes())
    assert list(kept) == list(THEN)
    assert kept.merge(THEN)[ERROR].rows == 2 * N


@pytest.mark.parametrize(
    ("predictions", "outcomes", "said"),
    [
        ([0.1] * 3, None, f"{N} rows and 3 values"),
        (None, [1] * 3, f"{N} rows and 3 values"),
        ([[0.1]] * N, None, "predictions are of type List"),
        (["yes"] * N, [1] * N, "nobody can tell"),
    ],
)
def test_answers_that_do_not_fit_are_refused(predictions: Any, outcomes: Any, said: str) -> None:
    with pytest.raises(MonitorError, match=said):
        profile(TABLE, predictions=predictions, outcomes=outcomes)
