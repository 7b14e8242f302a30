"""Whatever comes in, there is a finding or an error in words, and no verdict that is no number."""

from __future__ import annotations

import datetime
import functools
import json
import math
from typing import Any

import numpy
import polars
import pytest

from fairlead.errors import MonitorError
from fairlead.monitor import Cbpe, Dle, Estimate, Track, compare, compare_segments, profile, profile_segments

N = 600
DRAW = numpy.random.default_rng(77)
THEN = polars.DataFrame(
    {
        "x": DRAW.normal(size=N),
        "whole": DRAW.integers(0, 9, N),
        "plan": DRAW.choice(["a", "b", "c"], N),
        "flag": DRAW.random(N) < 0.3,
        "at": [datetime.datetime(2026, 1, 1) + datetime.timedelta(hours=n) for n in range(N)],
    }
)
NULL, INFINITE = polars.lit(None), polars.lit(float("inf"))
AT_UTC = polars.col("at").dt.replace_time_zone("UTC")
BATCHES: dict[str, tuple[polars.DataFrame, set[str]]] = {
    "empty": (THEN.clear(), {"empty-batch"}),
    "no columns": (polars.DataFrame(), {"empty-batch"}),
    "one row": (THEN.head(1), set()),
    "constant number": (THEN.with_columns(x=polars.lit(7.0)), {"drift"}),
    "constant word": (THEN.with_columns(plan=polars.lit("a")), {"drift"}),
    "new column": (THEN.with_columns(z=1), {"new-column"}),
    "missing column": (THEN.drop("x"), {"missing-column"}),
    "number to word": (THEN.with_columns(polars.col("x").cast(polars.String)), {"type-changed"}),
    "word to number": (THEN.with_columns(plan=polars.lit(1)), {"type-changed"}),
    "time to word": (THEN.with_columns(polars.col("at").cast(polars.String)), {"type-changed"}),
    "time to number": (THEN.with_columns(polars.col("at").cast(polars.Int64)), {"type-changed"}),
    "whole to fraction": (THEN.with_columns(polars.col("whole").cast(polars.Float64)), set()),
    "lists": (THEN.with_columns(x=polars.lit([1])), {"missing-column"}),
    "all null": (THEN.with_columns(x=NULL.cast(polars.Float64)), {"drift"}),
    "all null, no type": (THEN.with_columns(x=NULL, plan=NULL), {"drift"}),
    "all NaN": (THEN.with_columns(x=polars.lit(float("nan"))), {"drift"}),
    "infinite": (THEN.with_columns(x=INFINITE), {"drift"}),
    "one infinite": (
        THEN.with_columns(x=polars.when(polars.int_range(polars.len()) == 3).then(INFINITE).otherwise("x")),
        {"drift"},
    ),
    "huge": (THEN.with_columns(polars.col("x") * 1e308), {"drift"}),
    "new word": (THEN.with_columns(plan=polars.lit("z")), {"drift"}),
    "named zone": (THEN.with_columns(AT_UTC), set()),
    "other zone": (THEN.with_columns(AT_UTC.dt.convert_time_zone("Asia/Tokyo")), set()),
    "unsorted and doubled times": (THEN.with_columns(polars.concat([THEN["at"][::-2], THEN["at"][::-2]])), set()),
}


def numbers_in(document: Any) -> list[float]:
    if isinstance(document, dict):
        return [number for one in document.values() for number in numbers_in(one)]
    if isinstance(document, list | tuple):
        return [number for one in document for number in numbers_in(one)]
    return [document] if isinstance(document, float) else []


@pytest.mark.parametrize("case", sorted(BATCHES))
def test_an_odd_batch_is_told_in_findings_and_gives_finite_numbers(case: str) -> None:
    now, codes = BATCHES[case]
    report = compare(profile(THEN), profile(now))
    assert {one.code for one in report.findings if one.severity > 0} == codes, report
    assert all(map(math.isfinite, numbers_in(report.to_dict())))
    json.dumps(report.to_dict(), allow_nan=False)
    assert str(report)


@pytest.mark.parametrize("case", sorted(set(BATCHES) - {"no columns"}))
def test_an_odd_batch_in_segments_gives_finite_numbers_too(case: str) -> None:
    now = BATCHES[case][0]
    report = compare_segments(profile_segments(THEN, "plan"), profile_segments(now, "plan"))
    assert all(map(math.isfinite, numbers_in(report.to_dict())))
    assert str(report)


@pytest.mark.parametrize("case", sorted(set(BATCHES) - {"empty", "no columns"}))
def test_an_odd_batch_can_be_a_reference(case: str) -> None:
    odd = profile(BATCHES[case][0])
    assert all(map(math.isfinite, numbers_in(compare(odd, profile(THEN)).to_dict())))
    # Of itself no batch has drifted; infinite values are told all the same.
    assert all("infinite" in one.message for one in compare(odd, odd).findings)


def test_samples_of_one_distribution_are_quiet_where_values_are_missing_rare_or_unique() -> None:
    """Of an A/A run at most 5 % may alarm, also where values are missing, or hardly any occurs twice."""
    draw = numpy.random.default_rng(9)

    def batch(size: int) -> polars.DataFrame:
        gaps = numpy.where(draw.random(size) < 0.2, numpy.nan, draw.normal(size=size))
        rare = draw.zipf(1.3, size).clip(max=5000)
        return polars.DataFrame(
            {
                "gaps": gaps,
                "some gaps": [None if one < 0.2 else "word" for one in draw.random(size)],
                "rare": [f"v{one}" for one in rare],
                "almost unique": [f"id {one}" for one in draw.integers(0, 20 * size, size)],
                "yes": draw.random(size) < 0.02,
            },
            nan_to_null=True,
        )

    alarms = {
        size: sum(bool(compare(profile(batch(size)), profile(batch(size))).drifted) for _ in range(40))
        for size in (50, 400, 2000)
    }
    assert max(alarms.values()) <= 3, alarms  # 5 % of 40 is two


ROWS, TARGET = DRAW.normal(size=(300, 2)), DRAW.normal(size=300)
SURE = DRAW.random(300)
CBPE = Cbpe.fit(SURE, DRAW.random(300) < SURE)


@functools.cache
def dle() -> Dle:
    return Dle.fit(ROWS, ROWS[:, 0], TARGET)


def with_one(values: Any, odd: float) -> Any:
    found = numpy.array(values, dtype=float)
    found.flat[3] = odd
    return found


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: Cbpe.fit([], []), "100 are needed"),
        (lambda: Cbpe.fit(SURE, numpy.zeros(300)), "outcomes are the same"),
        (lambda: Cbpe.fit(with_one(SURE, numpy.inf), SURE > 0.5), "row 3 is inf"),
        (lambda: Cbpe.fit(["a"] * 300, SURE > 0.5), "some are words"),
        (lambda: CBPE.estimate("accuracy", [None, 0.5]), "row 0 is nan"),
        (lambda: CBPE.estimate("accuracy", [0.2, 0.7], ["no", "yes"]), "An answer is 'no'"),
        (lambda: CBPE.estimate("accuracy", [0.2, 0.7], [0, numpy.nan]), "An answer is None"),
        (lambda: Dle.fit(ROWS, TARGET, with_one(TARGET, numpy.nan)), "outcomes cannot be computed with: that of row 3"),
        (lambda: Dle.fit(ROWS, TARGET, with_one(TARGET, numpy.inf)), "outcomes cannot be computed with: that of row 3"),
        (lambda: Dle.fit(ROWS, with_one(TARGET, numpy.nan), TARGET), "predictions cannot be computed with"),
        (lambda: Dle.fit(with_one(ROWS, numpy.inf), TARGET, TARGET), "rows cannot be computed with: that of row 1"),
        (lambda: Dle.fit([["a"]] * 300, TARGET, TARGET), "some are no numbers"),
        (lambda: Dle.fit(ROWS, TARGET, TARGET[:200]), "200 values"),
        (lambda: dle().estimate("mae", ROWS[:, :1], TARGET), "they have 1 features, and 2 were learned"),
        (lambda: dle().estimate("mae", ROWS, with_one(TARGET, numpy.nan)), "predictions cannot be computed with"),
        (lambda: dle().estimate("mae", ROWS[:0], TARGET[:0]), "1 are needed"),
    ],
)
def test_what_cannot_be_estimated_is_refused_in_words(call: Any, said: str) -> None:
    with pytest.raises(MonitorError) as caught:
        call()
    assert said in str(caught.value)


@pytest.mark.parametrize("probabilities", [[0.0] * 5, [1.0] * 5, [0.5], [0.0, 1.0]])
@pytest.mark.parametrize("answers", [None, 0, 1])
def test_estimates_of_one_class_are_numbers(probabilities: list[float], answers: int | None) -> None:
    said = None if answers is None else [answers] * len(probabilities)
    for found in CBPE.estimate_all(probabilities, said).values():
        assert 0 <= found.low <= found.value <= found.high <= 1


def test_rows_with_gaps_can_be_estimated_and_a_constant_error_too() -> None:
    assert math.isfinite(dle().estimate("rmse", with_one(ROWS, numpy.nan), TARGET).value)
    assert Dle.fit(ROWS, TARGET, TARGET).estimate("mae", ROWS, TARGET).value == 0.0


def test_a_week_without_a_number_says_nothing() -> None:
    estimate = Estimate("roc_auc", 0.7, 0.69, 0.71, 5000, "")
    known = Track([(numpy.nan, 0.8), (0.7, 0.8)], reference=[0.8, 0.81, 0.79, 0.8, 0.82, 0.8, numpy.nan])
    judged = known.judged(estimate)
    assert judged.off_by == pytest.approx(0.1)
    assert judged.alert is False
    assert Track([], reference=[0.8] * 5 + [numpy.nan]).judged(estimate).alert is None
