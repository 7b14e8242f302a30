"""Metrics: scikit-learn's values, and the same on resampled rows."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as sk

from fairlead.errors import MetricError
from fairlead.model.evaluation.answers import Answers
from fairlead.model.evaluation.calibration import BINS, calibration_bins
from fairlead.model.evaluation.metrics import DEFAULT_METRICS, METRICS, find_metric, score


def binary(n: int = 300, seed: int = 0, digits: int = 2) -> Answers:
    """Return answers that are right more often than not, with many equal probabilities."""
    source = np.random.default_rng(seed)
    truth = source.integers(0, 2, n)
    chances = np.clip(0.5 + 0.2 * (2 * truth - 1) + source.normal(0, 0.25, n), 0.01, 0.99).round(digits)
    return Answers("binary", truth, (chances > 0.5).astype(int), np.column_stack([1 - chances, chances]), (0, 1))


def multiclass(n: int = 300, seed: int = 0) -> Answers:
    source = np.random.default_rng(seed)
    truth = source.integers(0, 3, n)
    raw = source.random((n, 3)) + np.eye(3)[truth]
    chances = raw / raw.sum(axis=1, keepdims=True)
    return Answers("multiclass", truth, chances.argmax(axis=1), chances, ("a", "b", "c"))


def regression(n: int = 300, seed: int = 0) -> Answers:
    source = np.random.default_rng(seed)
    truth = source.normal(10, 3, n)
    return Answers("regression", truth, truth + source.normal(0, 1, n))


ANSWERS = {"binary": binary(), "multiclass": multiclass(), "regression": regression()}
CASES = [(name, task) for name, metric in METRICS.items() for task in ANSWERS if metric.fits(task)]


@pytest.mark.parametrize(("name", "task"), CASES)
def test_a_resample_that_draws_every_row_once_gives_scikit_learns_value(name: str, task: str) -> None:
    answers = ANSWERS[task]
    once = np.ones((1, len(answers)))
    assert find_metric(name).weighted(answers, once)[0] == pytest.approx(score(name, answers), rel=1e-12)


@pytest.mark.parametrize(("name", "task"), [case for case in CASES if case[0] != "calibration_error"])
def test_a_resample_gives_what_scikit_learn_gives_for_the_rows_that_it_drew(name: str, task: str) -> None:
    answers = ANSWERS[task]
    source = np.random.default_rng(5)
    drawn = [source.integers(0, len(answers), len(answers)) for _ in range(4)]
    weights = np.array([np.bincount(rows, minlength=len(answers)) for rows in drawn])
    found = find_metric(name).weighted(answers, weights)
    expected = [find_metric(name).compute(answers.rows(rows)) for rows in drawn]
    assert found == pytest.approx(expected, rel=1e-9)


def test_binary_values_are_those_of_the_functions_people_know() -> None:
    answers = ANSWERS["binary"]
    truth, said, chances = answers.truth, answers.said, answers.positive
    expected = {
        "roc_auc": sk.roc_auc_score(truth, chances),
        "average_precision": sk.average_precision_score(truth, chances),
        "accuracy": sk.accuracy_score(truth, said),
        "balanced_accuracy": sk.balanced_accuracy_score(truth, said),
        "precision": sk.precision_score(truth, said),
        "recall": sk.recall_score(truth, said),
        "f1": sk.f1_score(truth, said),
        "false_positive_rate": 1 - sk.recall_score(truth, said, pos_label=0),
        "log_loss": sk.log_loss(truth, chances),
        "brier": sk.brier_score_loss(truth, chances),
    }
    assert {name: score(name, answers) for name in expected} == pytest.approx(expected)


@given(st.integers(0, 10_000), st.integers(2, 40), st.integers(0, 2))
@settings(max_examples=60, deadline=None)
def test_the_area_is_the_share_of_pairs_that_are_in_order(seed: int, n: int, digits: int) -> None:
    answers = binary(n + 2, seed, digits)
    truth = answers.truth.copy()
    truth[:2] = (0, 1)
    answers = Answers("binary", truth, answers.said, answers.chances, (0, 1))
    positive, negative = answers.positive[truth == 1], answers.positive[truth == 0]
    pairs = [1.0 if p > q else 0.5 if p == q else 0.0 for p in positive for q in negative]
    found = find_metric("roc_auc").weighted(answers, np.ones((1, len(truth))))[0]
    assert found == pytest.approx(sum(pairs) / len(pairs))


def by_hand(said: list[float], was: list[int]) -> float:
    """The calibration error of distinct probabilities, from its formula."""
    ordered = sorted(zip(said, was, strict=True))
    size = len(ordered) // BINS
    bins = [ordered[n * size : (n + 1) * size] for n in range(BINS)]
    return sum(abs(sum(y for _, y in one) - sum(p for p, _ in one)) for one in bins) / len(ordered)


def test_the_calibration_error_is_its_formula_over_ten_bins_of_equally_many_rows() -> None:
    source = np.random.default_rng(3)
    said = source.random(400)
    was = (source.random(400) < said**2).astype(int)
    answers = Answers("binary", was, (said > 0.5).astype(int), np.column_stack([1 - said, said]), (0, 1))
    assert score("calibration_error", answers) == pytest.approx(by_hand(said.tolist(), was.tolist()))
    assert [one.rows for one in calibration_bins(answers)] == [40] * 10


@given(st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_the_calibration_error_does_not_depend_on_the_order_of_the_rows(seed: int) -> None:
    answers = binary(120, seed, digits=1)
    mixed = answers.rows(np.random.default_rng(seed).permutation(120))
    assert score("calibration_error", mixed) == pytest.approx(score("calibration_error", answers))


def test_the_calibration_error_of_always_saying_the_share_is_0() -> None:
    truth = np.array([1] * 30 + [0] * 70)
    answers = Answers("binary", truth, np.zeros(100, int), np.tile([0.7, 0.3], (100, 1)), (0, 1))
    assert score("calibration_error", answers) == pytest.approx(0, abs=1e-12)


def test_a_better_value_is_a_gain_whichever_way_a_metric_counts() -> None:
    assert find_metric("roc_auc").gain(0.85, 0.80) == pytest.approx(0.05)
    assert find_metric("log_loss").gain(0.40, 0.45) == pytest.approx(0.05)


@pytest.mark.parametrize("metric", METRICS.values(), ids=lambda metric: metric.name)
def test_every_metric_says_what_it_is_and_stays_in_its_range(metric: object) -> None:
    from fairlead.model.evaluation.metrics import Metric

    assert isinstance(metric, Metric)
    assert metric.sentence[0].islower() and metric.sentence[-1] != "."
    for answers in (one for task, one in ANSWERS.items() if metric.fits(task)):
        assert metric.low <= score(metric.name, answers) <= metric.high


def test_what_is_measured_by_default_fits_the_question() -> None:
    assert all(find_metric(name).fits(task) for task, names in DEFAULT_METRICS.items() for name in names)


def test_a_metric_that_is_misspelt_is_named_with_the_nearest() -> None:
    with pytest.raises(MetricError, match=r"no metric 'roc_acu'\.\n.*did you mean 'roc_auc'"):
        score("roc_acu", binary())


def test_a_metric_of_numbers_is_refused_for_classes() -> None:
    with pytest.raises(MetricError, match="'rmse' cannot be asked of a binary model"):
        score("rmse", binary())


def test_a_missing_class_is_named() -> None:
    answers = binary()
    with pytest.raises(MetricError, match=r"of the classes \[0, 1\] the 1\d\d rows hold only \[0\]"):
        score("roc_auc", answers.rows(answers.truth == 0))


def test_a_probability_that_is_not_a_number_is_an_error_and_no_value() -> None:
    answers = binary(10)
    assert answers.chances is not None
    answers.chances[3] = math.nan
    with pytest.raises(MetricError, match="not a finite number in 1 of 10 rows"):
        score("roc_auc", answers)


def test_no_rows_and_no_probabilities_are_errors() -> None:
    answers = binary(10)
    with pytest.raises(MetricError, match="on 0 rows"):
        score("accuracy", answers.rows(np.zeros(10, bool)))
    with pytest.raises(MetricError, match="needs probabilities"):
        score("brier", Answers("binary", answers.truth, answers.said, None, (0, 1)))


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.UndefinedMetricWarning")
def test_the_r2_of_one_row_is_an_error() -> None:
    with pytest.raises(MetricError, match="'r2' is not a finite number on 1 row"):
        score("r2", regression(1))
