"""An estimate equals what the probabilities say, carries its bands, and gives no alert that nobody could justify."""

from __future__ import annotations

from typing import Any

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics
from sklearn.datasets import make_regression
from sklearn.linear_model import LinearRegression

from fairlead.errors import MonitorError
from fairlead.monitor import Cbpe, Dle, Estimate, Track
from fairlead.monitor.estimates.metrics import METRICS

DRAW = numpy.random.default_rng(12)
SURE = DRAW.beta(1, 2, 6000)
TRUTH = DRAW.random(6000) < SURE**1.3  # the model is sure of too much
CBPE = Cbpe.fit(SURE[:3000], TRUTH[:3000])
BY_SKLEARN = {
    "accuracy": metrics.accuracy_score,
    "f1": metrics.f1_score,
    "precision": metrics.precision_score,
    "recall": metrics.recall_score,
    "specificity": lambda truth, said, **more: metrics.recall_score(truth, said, pos_label=0, **more),
}


@pytest.mark.parametrize("metric", sorted(METRICS))
def test_an_estimate_is_the_metric_of_both_outcomes_by_their_chances(metric: str) -> None:
    """Each row once as positive and once as negative, weighted by its chance: the definition, by another way."""
    sure = SURE[3000:]
    chance = CBPE.calibrated(sure)
    both, weights = numpy.repeat([1, 0], len(sure)), numpy.concatenate([chance, 1 - chance])
    if metric == "roc_auc":
        expected = metrics.roc_auc_score(both, numpy.tile(chance, 2), sample_weight=weights)
    else:
        expected = BY_SKLEARN[metric](both, numpy.tile(sure >= 0.5, 2), sample_weight=weights)
    assert CBPE.estimate(metric, sure).value == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("metric", sorted(METRICS))
def test_where_the_assumption_holds_the_truth_lies_in_the_band(metric: str) -> None:
    sure, truth = SURE[3000:], TRUTH[3000:]
    found = CBPE.estimate(metric, sure)
    scored = sure if metric == "roc_auc" else sure >= 0.5
    score = metrics.roc_auc_score if metric == "roc_auc" else BY_SKLEARN[metric]
    # The band is that of the outcomes; the calibration, from as many rows, is as unsure.
    wide = found.high - found.low
    assert found.low - wide <= score(truth, scored) <= found.high + wide
    assert found.low <= found.value <= found.high


def test_a_change_of_the_outcomes_alone_cannot_be_seen() -> None:
    turned = ~TRUTH[3000:]
    found = CBPE.estimate("accuracy", SURE[3000:])
    assert found.value - metrics.accuracy_score(turned, SURE[3000:] >= 0.5) > 0.3
    assert "cannot be seen without outcomes" in found.assumption


def test_the_answers_of_the_model_count_not_half() -> None:
    strict = CBPE.estimate("recall", SURE[3000:], SURE[3000:] >= 0.8)
    assert strict.value < CBPE.estimate("recall", SURE[3000:]).value


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_no_rows_give_an_estimate_that_is_no_number(probabilities: list[float]) -> None:
    for found in CBPE.estimate_all(numpy.array(probabilities)).values():
        assert 0 <= found.low <= found.value <= found.high <= 1


def test_the_same_rows_give_the_same_band() -> None:
    assert CBPE.estimate("roc_auc", SURE[:500]) == CBPE.estimate("roc_auc", SURE[:500])


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: Cbpe.fit(SURE[:50], TRUTH[:50]), "100 are needed"),
        (lambda: Cbpe.fit(SURE[:200], [True] * 200), "outcomes are the same"),
        (lambda: Cbpe.fit(SURE[:200], TRUTH[:199]), "199 values"),
        (lambda: Cbpe.fit(SURE[:200], ["yes", "no"] * 100), "An outcome is 'yes'"),
        (lambda: Cbpe.fit(SURE[:200], [None, True] * 100), "An outcome is None"),
        (lambda: Cbpe.fit([numpy.nan] * 200, [0, 1] * 100), "row 0 is nan"),
        (lambda: CBPE.estimate("accuracy", [0.2, 1.2]), "row 1 is 1.2"),
        (lambda: CBPE.estimate("accuracy", [[0.2, 0.8]]), "shape"),
        (lambda: CBPE.estimate("accuracy", []), "1 are needed"),
        (lambda: CBPE.estimate("acuracy", [0.2]), "did you mean 'accuracy'"),
        (lambda: CBPE.estimate("accuracy", [0.2], [True, False]), "2 values"),
        (lambda: Dle.fit([[1.0]] * 3, [1.0] * 3, [1.0] * 3), "100 are needed"),
    ],
)
def test_what_cannot_be_estimated_is_refused(call: Any, said: str) -> None:
    with pytest.raises(MonitorError) as caught:
        call()
    assert said in str(caught.value)


def test_the_error_of_a_regression_follows_the_rows() -> None:
    rows, target = make_regression(4000, 3, random_state=0)
    target = target + rows[:, 0].clip(0) * numpy.random.default_rng(0).normal(0, 50, 4000)
    model = LinearRegression().fit(rows[:1000], target[:1000])
    dle = Dle.fit(rows[1000:3000], model.predict(rows[1000:3000]), target[1000:3000])
    for hard in (True, False):
        chosen = (rows[:, 0] > 0.5) == hard
        chosen[:3000] = False
        said = model.predict(rows[chosen])
        truth = abs(target[chosen] - said).mean()
        assert dle.estimate("mae", rows[chosen], said).value == pytest.approx(truth, rel=0.3, abs=3)
        assert dle.estimate("rmse", rows[chosen], said).value >= dle.estimate("mae", rows[chosen], said).value * 0.9


ESTIMATE = Estimate("accuracy", 0.70, 0.69, 0.71, 5000, "")
QUIET = [0.80, 0.81, 0.79, 0.80, 0.82, 0.80]


def test_too_few_chunks_of_the_reference_give_no_alert() -> None:
    assert Track(reference=QUIET[:5]).judged(ESTIMATE).alert is None
    assert Track(reference=QUIET).judged(ESTIMATE).alert is True


def test_estimates_that_have_been_far_off_give_no_alert_either() -> None:
    wild = Track([(0.80, 0.88), (0.75, 0.83)], QUIET)
    judged = wild.judged(ESTIMATE)
    assert judged.off_by == pytest.approx(0.08)
    assert judged.band == (pytest.approx(0.61), pytest.approx(0.79))
    assert judged.alert is False
    assert "past estimates were off by 0.080" in str(judged)
