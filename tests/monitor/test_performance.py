"""How good the answers were: against scikit-learn, with intervals that hold, and never a NaN."""

from __future__ import annotations

import math
from typing import Any

import numpy
import pytest
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.metrics import accuracy_score, brier_score_loss, f1_score, log_loss, mean_absolute_error, roc_auc_score

from fairlead.monitor.batches.answered import Answered
from fairlead.monitor.performance.gap import gaps
from fairlead.monitor.performance.maturity import Maturity, expected_share, quantiles_of
from fairlead.monitor.performance.measured import Measured, default_metrics, measured
from fairlead.monitor.watching.scoring import Score, scored

draw = numpy.random.default_rng(11)


def binary(count: int = 800, known: int | None = None, skill: float = 1.0, seed: int = 0) -> Answered:
    """Return answers whose probabilities are right."""
    source = numpy.random.default_rng(seed)
    chance = 1 / (1 + numpy.exp(-skill * source.normal(size=count) * 2 + 1))
    truth: list[Any] = ["yes" if one else "no" for one in source.random(count) < chance]
    truth[count if known is None else known :] = [None] * (count - (count if known is None else known))
    said = ["yes" if one >= 0.5 else "no" for one in chance]
    return Answered.of("binary", ("no", "yes"), said, truth, numpy.column_stack([1 - chance, chance]))


def test_metrics_and_base_rates_are_those_of_scikit_learn() -> None:
    one = binary()
    found = measured(one, ["accuracy", "roc_auc", "log_loss", "brier", "f1"])
    truth, chance = one.truth.astype(int), one.chances[:, 1]  # type: ignore[index]
    dummy = DummyClassifier(strategy="prior").fit(truth.reshape(-1, 1), truth)
    prior = dummy.predict_proba(truth.reshape(-1, 1))
    ones = numpy.ones_like(truth)
    expected = {
        "accuracy": (accuracy_score(truth, one.said), accuracy_score(truth, dummy.predict(truth.reshape(-1, 1)))),
        "roc_auc": (roc_auc_score(truth, chance), 0.5),
        "log_loss": (log_loss(truth, chance), log_loss(truth, prior)),
        "brier": (brier_score_loss(truth, chance), brier_score_loss(truth, prior[:, 1])),
        "f1": (f1_score(truth, one.said), f1_score(truth, ones)),
    }
    for name, (value, base) in expected.items():
        assert found[name].value == pytest.approx(value), name
        assert found[name].base == pytest.approx(base), name
        assert found[name].low < found[name].value < found[name].high, name  # type: ignore[operator]


def test_the_base_of_a_regression_is_the_median_or_the_mean() -> None:
    truth = draw.exponential(3, 400)
    one = Answered.of("regression", (), truth + draw.normal(size=400), truth)
    found = measured(one, default_metrics(one))
    dummy = DummyRegressor(strategy="median").fit(truth.reshape(-1, 1), truth).predict(truth.reshape(-1, 1))
    assert found["mae"].base == pytest.approx(mean_absolute_error(truth, dummy))
    assert found["rmse"].base == pytest.approx(truth.std())
    assert 0 < found["mae"].skill < 1  # type: ignore[operator]


def test_an_interval_covers_what_many_rows_give() -> None:
    truth = measured(binary(50_000, seed=99), ["roc_auc"])["roc_auc"].value
    assert truth is not None
    found = [measured(binary(200, seed=n), ["roc_auc"], seed=n)["roc_auc"] for n in range(40)]
    covered = sum(one.low <= truth <= one.high for one in found)  # type: ignore[operator]
    assert covered >= 33  # of 40 at 95 %: fewer has a chance of 1 in 500


@pytest.mark.parametrize("known", [0, 1, 29])
def test_too_few_outcomes_are_no_value(known: int) -> None:
    for one in measured(binary(100, known), ["accuracy", "roc_auc"]).values():
        assert (one.value, one.low, one.base, one.skill, one.beats_base) == (None,) * 5
        assert one.why_not


def test_one_class_has_an_accuracy_and_no_auc() -> None:
    one = Answered.of(
        "binary", ("no", "yes"), ["no"] * 50, ["no"] * 50, numpy.tile([0.9, 0.1], (50, 1))
    )  # fmt: skip
    found = measured(one, ["accuracy", "roc_auc"])
    assert (found["accuracy"].value, found["accuracy"].skill) == (1.0, None)  # nothing to be better than
    assert found["roc_auc"].value is None
    assert "only" in str(found["roc_auc"].why_not) or "one" in str(found["roc_auc"].why_not)


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
@pytest.mark.parametrize("known", [0, 40])
def test_no_number_is_ever_nan(task: Any, known: int) -> None:
    classes: tuple[Any, ...] = {"binary": ("a", "b"), "multiclass": ("a", "b", "c"), "regression": ()}[task]
    said = [1.0] * 60 if task == "regression" else ["a"] * 60
    truth = said[:known] + [None] * (60 - known)
    chances = None if not classes else numpy.full((60, len(classes)), 1 / len(classes))
    one = Answered.of(task, classes, said, truth, chances)
    numbers = [
        value
        for found in measured(one, default_metrics(one)).values()
        for value in found.to_dict().values()
        if isinstance(value, float)
    ]
    assert not [value for value in numbers if not math.isfinite(value)]


def test_two_models_are_compared_on_the_rows_that_both_answered() -> None:
    stale, fresh = binary(600, seed=1), binary(600, seed=1)
    noise = numpy.random.default_rng(2).random(600)
    stale = Answered.of(
        "binary", ("no", "yes"), ["yes" if one > 0.5 else "no" for one in noise], _truth(stale),
        numpy.column_stack([1 - noise, noise]),
    )  # fmt: skip
    missing = [None if n < 100 else one for n, one in enumerate(_truth(fresh))]
    fresh = Answered.of("binary", ("no", "yes"), _said(fresh), missing, fresh.chances)
    found = gaps(stale, fresh, "churn:2", ["roc_auc", "log_loss"])
    for name in ("roc_auc", "log_loss"):
        assert (found[name].rows, found[name].is_sure) == (500, True)
        assert found[name].low < found[name].gain < found[name].high


def test_a_gap_needs_outcomes() -> None:
    assert gaps(binary(100, 20), binary(100, 20), "churn:2", ["roc_auc"]) == {}


class TestMaturity:
    def test_the_share_at_an_age_is_what_was_known_then(self) -> None:
        days = [float(n) for n in range(100)]
        one = Maturity(200, 100, quantiles_of(days))
        assert one.at(-1.0) == 0.0
        assert one.at(49.5) == pytest.approx(0.25, abs=0.01)
        assert one.at(500.0) == 0.5

    def test_without_times_nothing_is_expected(self) -> None:
        assert expected_share(5.0, [Maturity(10, 10)]) is None
        assert Maturity(0, 0).share == 0.0

    def test_outcomes_that_are_known_at_once_are_all_there(self) -> None:
        assert Maturity(10, 10, quantiles_of([5.0] * 10)).at(5.0) == 1.0


def test_a_score_comes_back_from_plain_values() -> None:
    import json

    one = binary(400)
    mask = numpy.arange(400) < 200
    found = scored(one, masks={"plan = a": mask}, fresh={"churn:2": one}, calibration=binary(400, seed=5))
    again = Score.from_dict(json.loads(json.dumps(found.to_dict(), allow_nan=False)))
    assert again == found
    assert found.estimate is not None
    assert found.wrong == int((one.said != one.truth).sum())
    assert found.main == Measured.from_dict(found.main.to_dict())


@pytest.mark.parametrize(
    ("calibration", "why"),
    [
        (None, "no earlier batch has outcomes"),
        (binary(400, 0), "no earlier batch has outcomes"),
        (binary(60), "60 outcomes of earlier batches are known, 100 needed"),
        (
            Answered.of("binary", ("no", "yes"), ["no"] * 200, ["no"] * 200, numpy.tile([0.9, 0.1], (200, 1))),
            "all 200 outcomes are the same",
        ),
    ],
    ids=["nothing", "no-outcomes", "few", "one-class"],
)
def test_without_anything_to_learn_from_there_is_no_estimate_and_it_says_why(calibration: Any, why: str) -> None:
    found = scored(binary(100, 0), calibration=calibration)
    assert found.estimate is None
    assert why in str(found.no_estimate)


def _truth(one: Answered) -> list[Any]:
    return [None if code != code else one.classes[int(code)] for code in one.truth]


def _said(one: Answered) -> list[Any]:
    return [one.classes[int(code)] for code in one.said]
