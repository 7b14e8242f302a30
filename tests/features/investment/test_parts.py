"""The parts of a curve: intervals, verdicts, thresholds, folds, identities."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from fairlead.errors import CurveError
from fairlead.features import Costs, growing
from fairlead.features.investment.folds import shuffled_folds, time_folds
from fairlead.features.investment.identity import data_identity, recipe_identity
from fairlead.features.investment.interval import Interval, interval, verdict
from fairlead.features.investment.threshold import NOBODY, best_threshold

SCORES = st.lists(st.floats(0.5, 0.9), min_size=3, max_size=12)


@given(values=SCORES)
def test_without_shared_rows_the_interval_is_the_usual_one_of_student(values: list[float]) -> None:
    found = interval(values, [0.0] * len(values))
    expected = stats.t.interval(0.95, len(values) - 1, np.mean(values), stats.sem(values))
    if stats.sem(values) > 1e-9:
        assert (found.low, found.high) == pytest.approx(expected)


def test_the_correction_widens_the_interval_as_nadeau_and_bengio_say() -> None:
    values = list(np.random.default_rng(7).normal(0.8, 0.01, 15))
    plain, corrected = interval(values, [0.0] * 15), interval(values, [0.25] * 15)
    wider = (corrected.high - corrected.low) / (plain.high - plain.low)
    assert wider == pytest.approx(np.sqrt((1 / 15 + 1 / 4) / (1 / 15)))


def test_the_corrected_interval_rarely_finds_a_difference_where_there_is_none_and_the_plain_one_often_does() -> None:
    """Two models that guess alike, compared on 5 x 3 folds of one sample, 150 times."""
    random, alarms = np.random.default_rng(11), {0.0: 0, 0.25: 0}
    for _ in range(150):
        difference = random.choice([-1.0, 0.0, 1.0], 60, p=[0.2, 0.6, 0.2])  # right and wrong answers of the two
        folds = [part for _ in range(3) for part in np.array_split(random.permutation(difference), 5)]
        values = [float(part.mean()) for part in folds]
        for share in alarms:
            found = interval(values, [share] * 15)
            alarms[share] += found.low > 0 or found.high < 0
    assert alarms[0.25] / 150 <= 0.08 < alarms[0.0] / 150


@pytest.mark.parametrize(
    ("low", "high", "higher", "said"),
    [
        (0.001, 0.02, True, "helps"), (0.001, 0.02, False, "hurts"), (-0.02, -0.001, True, "hurts"),
        (-0.001, 0.001, True, "does nothing"), (-0.001, 0.1, True, "not clear"), (-0.1, 0.001, True, "not clear"),
    ],
)  # fmt: skip
def test_a_verdict_says_no_more_than_the_interval(low: float, high: float, higher: bool, said: str) -> None:
    assert verdict(Interval((low + high) / 2, low, high), first_score=0.8, higher_is_better=higher) == said


@given(
    rows=st.lists(st.tuples(st.sampled_from([0.1, 0.2, 0.3, 0.5, 0.7, 0.9]), st.booleans()), min_size=1, max_size=30),
    offer=st.sampled_from([0.0, 10.0, 35.0, 100.0, 150.0]),
)
def test_no_other_threshold_would_have_paid_more(rows: list[tuple[float, bool]], offer: float) -> None:
    chances, is_positive = (np.array(column) for column in zip(*rows, strict=True))
    costs = Costs(kept=100, offer=offer)
    best = costs.a_month(chances, is_positive, best_threshold(chances, is_positive, costs))
    assert best >= max(costs.a_month(chances, is_positive, other) for other in (*chances, 0.0, NOBODY)) - 1e-9


def test_money_is_that_of_the_offers_scaled_to_a_month() -> None:
    costs = Costs(kept=600, offer=60, success=0.5, cases_a_month=400)
    chances, is_positive = np.array([0.9, 0.8, 0.1, 0.2]), np.array([True, False, True, False])
    assert costs.a_month(chances, is_positive, 0.5) == pytest.approx(100 * ((300 - 60) - 60))
    assert costs.a_month(chances, is_positive, NOBODY) == 0 and costs.break_even == 0.2


@pytest.mark.parametrize(
    "given_",
    [{"kept": 0}, {"offer": -1}, {"success": 1.2}, {"cases_a_month": 0}, {"threshold": 30}, {"kept": float("nan")}],
)
def test_costs_out_of_range_are_refused(given_: dict[str, Any]) -> None:
    with pytest.raises(CurveError, match=f"'{next(iter(given_))}' is "):
        Costs(**{"kept": 100, "offer": 10, **given_})


@given(times=st.lists(st.integers(0, 12), min_size=4, max_size=60), cv=st.integers(2, 4))
def test_folds_in_order_of_time_test_on_what_is_later_and_never_split_a_moment(times: list[int], cv: int) -> None:
    moments = np.array(times)
    if len(set(times)) < cv + 1:
        with pytest.raises(CurveError, match="folds in order of time need"):
            time_folds(moments, None, cv=cv, name="day")
        return
    folds = time_folds(moments, None, cv=cv, name="day")
    assert len(folds) == cv
    for fold in folds:
        assert moments[fold.train].max() < moments[fold.test].min()
    tested = np.concatenate([fold.test for fold in folds])
    assert sorted([*folds[0].train, *tested]) == list(range(len(times)))


def test_a_group_is_never_on_both_sides_in_either_split() -> None:
    groups, answers = np.arange(60) % 12, np.arange(60) % 2
    shuffled = shuffled_folds(answers, groups, is_classes=True, cv=3, repeats=2, seed=1)
    in_time = time_folds(np.repeat(np.arange(20), 3), np.repeat(np.arange(10), 6), cv=3, name="day")
    assert len(shuffled) == 6
    for folds, names in ((shuffled, groups), (in_time, np.repeat(np.arange(10), 6))):
        assert all(not set(names[fold.train]) & set(names[fold.test]) for fold in folds)


def test_each_repeat_draws_other_folds_and_the_same_seed_the_same() -> None:
    def drawn(seed: int) -> list[list[int]]:
        folds = shuffled_folds(np.arange(20) % 2, None, is_classes=True, cv=2, repeats=2, seed=seed)
        return [fold.test.tolist() for fold in folds]

    assert drawn(7) == drawn(7) != drawn(8) and drawn(7)[0] != drawn(7)[2]


def source(folder: Path, factor: int) -> Callable[[Any], Any]:
    """Write a module with a function in it, and load the function."""
    import importlib.util

    file = folder / f"own_step_{factor}.py"
    file.write_text(f"FACTOR = {factor}\n\ndef scaled(table):\n    return table * FACTOR\n")
    spec = importlib.util.spec_from_file_location("own_step", file)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    function: Callable[[Any], Any] = module.scaled
    return function


def test_a_recipe_is_known_by_its_parameters_and_by_the_code_of_its_functions(tmp_path: Path) -> None:
    def made(function: Any, C: float = 1.0) -> str | None:
        return recipe_identity(make_pipeline(FunctionTransformer(function), LogisticRegression(C=C)))

    two, three = source(tmp_path, 2), source(tmp_path, 3)
    assert made(two) == made(source(tmp_path, 2)) is not None
    assert len({made(two), made(three), made(two, C=0.5), made(np.log1p)}) == 4


def test_what_cannot_be_followed_has_no_identity() -> None:
    stream = iter([1])
    assert recipe_identity(FunctionTransformer(kw_args={"stream": stream})) is None


def test_data_is_known_by_its_content_in_any_library() -> None:
    import polars as pl

    rows = pd.DataFrame({"a": [1, 2], "b": ["x", None]})
    assert data_identity(rows) == data_identity(pl.from_pandas(rows)) != data_identity(rows[::-1])
    assert data_identity(np.arange(3)) != data_identity(np.arange(3.0))


def test_a_growing_recipe_needs_a_pipeline_with_a_model() -> None:
    assert [name for name, _ in growing(make_pipeline(StandardScaler(), LogisticRegression()))] == ["standardscaler"]
    for wrong in (make_pipeline(StandardScaler()), LogisticRegression()):
        with pytest.raises(CurveError, match="that predicts nothing"):
            growing(wrong)
