"""Comparisons: against brute force, against scipy, and by simulation."""

import itertools
import math
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from sklearn.metrics import roc_auc_score

from fairlead.errors import EvaluationError
from fairlead.model.evaluation.answers import Answers
from fairlead.model.evaluation.compare import Gain, draw, draw_weights, gain_of, holm, interval_of, mcnemar
from fairlead.model.evaluation.metrics import find_metric, score


def answers(truth: np.ndarray, chances: np.ndarray) -> Answers:
    return Answers("binary", truth, (chances > 0.5).astype(int), np.column_stack([1 - chances, chances]), (0, 1))


def pair(n: int, seed: int, *, better: float = 0.0, share: float = 0.27) -> tuple[Answers, Answers]:
    """Return two models of one signal each with noise of its own; `better` is how much more signal the first has."""
    source = np.random.default_rng(seed)
    truth = (source.random(n) < share).astype(int)
    common = truth + source.normal(0, 0.8, n)
    both = [common * (1 + more) + source.normal(0, 0.5, n) for more in (better, 0.0)]
    first, second = (answers(truth, 1 / (1 + np.exp(-2 * (one - 0.7)))) for one in both)
    return first, second


def test_drawn_rows_keep_the_number_of_each_class() -> None:
    mine, _ = pair(101, 1)
    for weights in draw_weights(mine, seed=7, resamples=50):
        assert weights.shape == (50, 101)
        assert (weights[:, mine.truth == 1].sum(axis=1) == (mine.truth == 1).sum()).all()
        assert (weights[:, mine.truth == 0].sum(axis=1) == (mine.truth == 0).sum()).all()


def test_the_same_seed_gives_the_same_draws_and_another_one_others() -> None:
    mine, _ = pair(50, 1)
    first, again, other = (draw({"m": mine}, ["roc_auc"], seed=seed)["m"]["roc_auc"] for seed in (7, 7, 8))
    assert (first == again).all()
    assert (first != other).any()


def test_draws_are_those_of_a_plain_loop_with_scikit_learn() -> None:
    mine, other = pair(120, 3)
    found = draw({"mine": mine, "other": other}, ["roc_auc"], seed=7, resamples=20)
    [weights] = draw_weights(mine, seed=7, resamples=20)
    for model, name in ((mine, "mine"), (other, "other")):
        expected = [roc_auc_score(mine.truth, model.positive, sample_weight=one) for one in weights]
        assert found[name]["roc_auc"] == pytest.approx(expected)


def test_the_interval_agrees_with_scipys_bootstrap() -> None:
    source = np.random.default_rng(5)
    truth = source.normal(0, 1, 200)
    model = Answers("regression", truth, truth + source.normal(0.3, 1, 200))
    draws = draw({"m": model}, ["mae"], seed=7, resamples=4000)["m"]["mae"]
    ours = interval_of(find_metric("mae"), score("mae", model), draws)
    theirs = stats.bootstrap(
        (np.abs(model.truth - model.said),), np.mean, n_resamples=4000, method="percentile", random_state=1
    )
    assert ours.low == pytest.approx(theirs.confidence_interval.low, abs=0.01)
    assert ours.high == pytest.approx(theirs.confidence_interval.high, abs=0.01)
    assert draws.std(ddof=1) == pytest.approx(theirs.standard_error, rel=0.05)


def gain(mine: Answers, other: Answers, metric: str = "roc_auc", seed: int = 7, resamples: int = 2000) -> Gain:
    found = draw({"mine": mine, "other": other}, [metric], seed=seed, resamples=resamples)
    values = [score(metric, one) for one in (mine, other)]
    return gain_of(find_metric(metric), *values, found["mine"][metric], found["other"][metric])


def test_models_that_answer_alike_have_no_gain_and_no_doubt_about_it() -> None:
    mine, _ = pair(300, 2)
    found = gain(mine, mine)
    assert (found.value, found.error, found.low, found.high, found.at_least(0.95)) == (0, 0, 0, 0, 0)
    assert found.chance_of_loss(0.01) == 1.0


def test_pairing_makes_the_interval_narrower_than_that_of_either_model() -> None:
    mine, other = pair(600, 4)
    own = draw({"mine": mine}, ["roc_auc"], seed=7)["mine"]["roc_auc"].std()
    assert gain(mine, other).error < 0.8 * math.sqrt(2) * own


def test_a_loss_of_a_metric_where_lower_is_better_is_a_negative_gain() -> None:
    mine, other = pair(500, 4, better=1.5)
    assert gain(mine, other).value > 0
    assert gain(mine, other, "log_loss").value == pytest.approx(score("log_loss", other) - score("log_loss", mine))


def test_more_confidence_is_a_lower_bound() -> None:
    found = gain(*pair(400, 6))
    bounds = [found.at_least(level) for level in (0.9, 0.95, 0.975, 0.99, 0.995)]
    assert bounds == sorted(bounds, reverse=True)
    assert found.at_least(0.975) == pytest.approx(found.low)
    with pytest.raises(EvaluationError, match="no bound at the level 0.5"):
        found.at_least(0.5)


def test_the_chance_of_loss_is_a_one_sided_normal_test() -> None:
    found = Gain(-0.02, 0.008, {}, 0, 0)
    assert found.chance_of_loss(0.005) == pytest.approx(stats.norm.cdf((-0.02 + 0.005) / 0.008))
    assert Gain(-0.02, 0.0, {}, 0, 0).chance_of_loss(0.005) == 0.0


@given(st.integers(0, 25), st.integers(0, 25))
@settings(max_examples=40, deadline=None)
def test_mcnemar_is_the_exact_binomial_test(only_mine: int, only_other: int) -> None:
    truth = np.ones(only_mine + only_other + 5, dtype=int)
    mine, other = truth.copy(), truth.copy()
    other[:only_mine] = 0
    mine[only_mine : only_mine + only_other] = 0
    found = mcnemar(Answers("binary", truth, mine, None, (0, 1)), Answers("binary", truth, other, None, (0, 1)))
    assert (found.only_mine, found.only_other) == (only_mine, only_other)
    n, k = only_mine + only_other, min(only_mine, only_other)
    both_tails = 2 * sum(math.comb(n, i) for i in range(k + 1)) / 2**n
    assert found.p == pytest.approx(min(1.0, both_tails))


def holm_by_definition(p_values: list[float], level: float) -> set[int]:
    """Reject the smallest, the next, ... as long as each is at most level / (how many are left)."""
    rejected: set[int] = set()
    for rank, n in enumerate(sorted(range(len(p_values)), key=lambda n: p_values[n])):
        if p_values[n] > level / (len(p_values) - rank):
            break
        rejected.add(n)
    return rejected


@given(st.lists(st.floats(0.001, 1), min_size=1, max_size=8), st.sampled_from([0.01, 0.05, 0.2]))
def test_holm_rejects_what_its_definition_rejects(p_values: list[float], level: float) -> None:
    adjusted = holm(p_values)
    assert {n for n, p in enumerate(adjusted) if p <= level} == holm_by_definition(p_values, level)


@given(st.lists(st.floats(0, 1), max_size=8))
def test_holm_never_makes_a_p_value_smaller_nor_changes_their_order(p_values: list[float]) -> None:
    adjusted = holm(p_values)
    assert all(p <= q <= 1 for p, q in zip(p_values, adjusted, strict=True))
    for a, b in itertools.combinations(range(len(p_values)), 2):
        if p_values[a] < p_values[b]:
            assert adjusted[a] <= adjusted[b]


def simulated(n: int, times: int, better: float) -> Iterator[tuple[float, Gain]]:
    """Yield the true gain and the measured one, for many small holdouts out of one world."""
    mine, other = pair(200_000, 99, better=better)
    true = score("roc_auc", mine) - score("roc_auc", other)
    source = np.random.default_rng(1)
    for time in range(times):
        rows = source.integers(0, 200_000, n)
        yield true, gain(mine.rows(rows), other.rows(rows), seed=time, resamples=600)


@pytest.mark.heavy
@pytest.mark.parametrize("better", [0.0, 0.5])
def test_the_interval_holds_the_true_gain_as_often_as_it_says(better: float) -> None:
    found = list(simulated(500, 600, better))
    inside = sum(one.low <= true <= one.high for true, one in found) / len(found)
    above = sum(one.at_least(0.95) <= true for true, one in found) / len(found)
    # 600 trials of a 95 % interval lie within 0.95 +- 0.027 at three standard errors.
    assert inside == pytest.approx(0.95, abs=0.027)
    assert above == pytest.approx(0.95, abs=0.027)


@pytest.mark.heavy
def test_a_model_that_is_as_good_is_called_worse_in_a_slice_as_rarely_as_it_says() -> None:
    found = [one.chance_of_loss(0.0) for _, one in simulated(300, 600, 0.0)]
    assert sum(p <= 0.05 for p in found) / len(found) == pytest.approx(0.05, abs=0.027)
