"""A policy is a pure function of what was known; a replay on the past says what it would have brought."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.errors import MonitorError
from fairlead.monitor import (
    All,
    ChallengerWins,
    Costs,
    Every,
    History,
    Matrix,
    Never,
    Policy,
    Replayed,
    Seen,
    WhenBelow,
    WhenDrift,
    replay,
    replay_all,
)
from fairlead.monitor import Any as AnyOf
from fairlead.monitor.replays.matrix import cells
from fairlead.monitor.replays.oracle import best_training_times


def matrix(errors: Any, periods: int = 6, **more: Any) -> Matrix:
    """Return a matrix in which the model of period s makes ``errors(s, t)`` of 100 answers wrong in period t."""
    scores = {(s, t): {"errors": float(errors(s, t)), "accuracy": 1 - errors(s, t) / 100} for s, t in cells(periods)}
    return Matrix(
        [f"month {n}" for n in range(periods)], [30.0 * n for n in range(periods)], [100] * periods, scores, **more
    )


DECAY = matrix(lambda s, t: 10 + 2 * (t - s), target={"accuracy": 0.9})
SUDDEN = matrix(lambda s, t: 40 if s < 3 <= t else 10, periods=9, target={"accuracy": 0.9})


def test_who_never_trains_keeps_the_first_model() -> None:
    found = replay(DECAY, Never())
    assert found.models == (0, 0, 0, 0, 0)
    assert found.errors == 12 + 14 + 16 + 18 + 20
    assert (found.retrains, found.money, found.labels) == (0, 0.0, 0)


def test_a_model_is_trained_only_on_what_was_known() -> None:
    assert replay(DECAY, Every(30)).models == (0, 1, 2, 3, 4)
    assert replay(DECAY, Every(30), label_delay=1).models == (0, 0, 1, 2, 3)
    assert replay(DECAY, Every(90)).models == (0, 0, 0, 3, 3)


def test_the_threshold_stays_that_of_the_first_model() -> None:
    # After the break the model of months 0 to 3 is half wrong still: a threshold that followed it would stay silent.
    broken = matrix(
        lambda s, t: {True: 10, False: max(10, 40 - 10 * (s - 2))}[t < 3 or s < 0], 9, target={"accuracy": 0.9}
    )
    found = replay(broken, WhenBelow("accuracy", drop=0.05))
    assert found.retrains >= 3
    assert found.scores[-1]["accuracy"] == pytest.approx(0.9)


def test_patience_waits_for_periods_of_the_same_model() -> None:
    eager, patient = (replay(SUDDEN, WhenBelow("accuracy", drop=0.05, patience=n)) for n in (1, 2))
    assert [before for before, _ in eager.reasons] == ["month 4"]
    assert [before for before, _ in patient.reasons] == ["month 5"]
    assert eager.reasons[0][1] == "accuracy was 0.600, below 0.850"


def test_outcomes_that_are_late_make_a_policy_late() -> None:
    at_once, later = (replay(SUDDEN, WhenBelow("accuracy", drop=0.05), label_delay=n) for n in (0, 2))
    assert at_once.errors < later.errors
    assert later.reasons[0][0] == "month 6"


def test_a_challenger_wins_only_if_it_is_better_by_enough() -> None:
    scores = {(s, t): {"errors": 1.0, "log_loss": 0.5 - 0.02 * s} for s, t in cells(4)}
    history = Matrix(list("abcd"), [0, 30, 60, 90], [100] * 4, scores)
    assert replay(history, ChallengerWins(0.01)).retrains == 1
    assert replay(history, ChallengerWins(0.03)).retrains == 0


def test_drift_of_inputs_is_blind_to_a_change_of_the_outcome() -> None:
    no_drift = {cell: {"age": 0.01, "plan": 0.02} for cell in cells(9)}
    blind = Matrix(SUDDEN.periods, SUDDEN.days, SUDDEN.rows, SUDDEN.scores, SUDDEN.target, no_drift)
    assert replay(blind, WhenDrift()).retrains == 0
    moved = {cell: {"age": 0.5, "plan": 0.02} for cell in cells(9)}
    assert replay(Matrix(SUDDEN.periods, SUDDEN.days, SUDDEN.rows, SUDDEN.scores, {}, moved), WhenDrift()).retrains == 7


def test_policies_combine() -> None:
    late = WhenBelow("accuracy", drop=0.05)
    assert [one for one, _ in replay(SUDDEN, AnyOf(Every(90), late)).reasons] == ["month 4", "month 7"]
    assert [one for one, _ in replay(SUDDEN, All(Every(150), late)).reasons] == ["month 6"]


def test_money_counts_errors_trainings_and_labels() -> None:
    found = replay(DECAY, WhenBelow("accuracy", threshold=0.85), Costs(error=2, retrain=50, label=0.1))
    assert found.money == pytest.approx(found.errors * 2 + found.retrains * 50 + found.labels * 0.1)
    assert found.labels == 400
    assert found.below("accuracy", 0.85) == 1
    assert found.mean("accuracy") == pytest.approx(1 - found.errors / 500)


def by_trying(history: Matrix, error: float, retrain: float, delay: int) -> float:
    """Return the least cost over all sets of times to train."""
    times = range(2 + delay, len(history.periods))
    costs = []
    for count in range(len(times) + 1):
        for chosen in itertools.combinations(times, count):
            model, cost = 0, 0.0
            for period in range(1, len(history.periods)):
                if period in chosen:
                    model, cost = period - 1 - delay, cost + retrain
                cost += error * history.scores[model, period]["errors"]
            costs.append(cost)
    return min(costs)


@given(st.lists(st.integers(0, 50), min_size=15, max_size=15), st.integers(0, 60), st.integers(0, 2))
def test_nothing_is_cheaper_than_the_oracle(errors: list[int], retrain: int, delay: int) -> None:
    table = dict(zip(cells(6), errors, strict=True))
    history = matrix(lambda s, t: table[s, t])
    costs = Costs(error=1, retrain=retrain)
    *policies, never, always, oracle = replay_all(history, [Every(30), Every(60)], costs, label_delay=delay)
    assert oracle.policy == "oracle"
    assert oracle.money == by_trying(history, 1, retrain, delay)
    assert all(oracle.money <= one.money for one in (*policies, never, always))
    assert oracle.retrains == len(best_training_times(history, 1, retrain, delay))


@given(st.lists(st.integers(0, 100), min_size=15, max_size=15))
def test_a_policy_has_no_state(errors: list[int]) -> None:
    table = dict(zip(cells(6), errors, strict=True))
    history = matrix(lambda s, t: table[s, t], target={"accuracy": 0.8})
    policy: Policy = AnyOf(Every(60), WhenBelow("accuracy", drop=0.1, patience=2))
    first: Replayed = replay(history, policy)
    assert replay(history, policy) == first


def test_a_matrix_survives_being_stored() -> None:
    kept = json.loads(json.dumps(DECAY.to_document()))
    assert Matrix.from_document(kept).to_document() == DECAY.to_document()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Every(0), "days"),
        (lambda: WhenBelow("accuracy"), "threshold"),
        (lambda: WhenBelow("accuracy", 0.8, 0.1), "threshold"),
        (lambda: WhenBelow("acuracy", 0.8), "did you mean 'accuracy'"),
        (lambda: WhenBelow("accuracy", 0.8, patience=0), "patience"),
        (lambda: WhenDrift(share=0), "share"),
        (lambda: WhenDrift(psi=float("nan")), "psi"),
        (lambda: ChallengerWins(gain=0), "gain"),
        (lambda: Costs(error=-5), "0 or more"),
        (lambda: AnyOf(), "one policy or more"),
        (lambda: All(3), "one policy or more"),  # type: ignore[arg-type]
        (lambda: matrix(lambda s, t: 0, periods=1), "1 period"),
        (lambda: Matrix(["a", "b"], [0, 1], [1, 1], {}), "'a' did in 'b'"),
    ],
)
def test_what_makes_no_sense_is_refused(make: Any, said: str) -> None:
    with pytest.raises(MonitorError) as caught:
        make()
    assert said in str(caught.value)


@pytest.mark.parametrize("policy", [Never(), Every(1), WhenBelow("accuracy", drop=0.1), WhenDrift(), ChallengerWins()])
def test_before_anything_was_seen_no_policy_has_a_reason(policy: Policy) -> None:
    assert policy.reason(History([])) is None
    assert policy.reason(History([Seen(day=0, age=0)])) is None
    assert str(policy)
