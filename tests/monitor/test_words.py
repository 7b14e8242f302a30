"""A policy is read as a person writes it, and what it says of itself is read back as the same policy."""

from __future__ import annotations

from typing import Any as Anything

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.errors import MonitorError, PolicyError
from fairlead.monitor import All, Any, ChallengerWins, Every, Never, Policy, WhenBelow, WhenDrift, policy_of


@pytest.mark.parametrize(
    ("text", "policy"),
    [
        ("never", Never()),
        ("always", Every(periods=1)),
        ("every 3", Every(periods=3)),
        ("EVERY 3 Periods", Every(periods=3)),
        ("every period", Every(periods=1)),
        ("every 90 days", Every(90)),
        ("every 2 weeks", Every(14)),
        ("below auc 0.70 for 2", WhenBelow("roc_auc", 0.7, patience=2)),
        ("below acc target - 0.03", WhenBelow("accuracy", drop=0.03)),
        ("below acc target -0.03 for 3", WhenBelow("accuracy", drop=0.03, patience=3)),
        ("above log_loss 0.5", WhenBelow("log_loss", 0.5)),
        ("above mae target + 2", WhenBelow("mae", drop=2)),
        ("drift", WhenDrift()),
        ("drift 30%", WhenDrift(share=0.3)),
        ("drift 0.25 in 30%", WhenDrift(0.3, 0.25)),
        ("challenger", ChallengerWins()),
        ("challenger 0.01 auc", ChallengerWins(0.01, "roc_auc")),
        ("every 6 or below auc 0.7", Any(Every(periods=6), WhenBelow("roc_auc", 0.7))),
        ("every 6 and drift or never", Any(All(Every(periods=6), WhenDrift()), Never())),
    ],
)
def test_words_are_a_policy(text: str, policy: Policy) -> None:
    assert policy_of(text) == policy


NUMBERS = st.integers(1, 400).map(lambda n: n / 400)
METRICS = st.sampled_from(["accuracy", "log_loss", "mae", "roc_auc"])
SINGLE = st.one_of(
    st.just(Never()),
    st.integers(1, 60).map(lambda n: Every(periods=n)),
    st.integers(1, 400).map(Every),
    st.builds(WhenBelow, METRICS, threshold=NUMBERS, patience=st.integers(1, 5)),
    st.builds(WhenBelow, METRICS, drop=NUMBERS, patience=st.integers(1, 5)),
    st.builds(WhenDrift, st.integers(1, 100).map(lambda n: n / 100), NUMBERS),
    st.builds(ChallengerWins, NUMBERS, METRICS),
)
BOTH = st.lists(SINGLE, min_size=2, max_size=3).map(lambda some: All(*some))


@given(st.one_of(SINGLE, BOTH, st.lists(st.one_of(SINGLE, BOTH), min_size=2, max_size=3).map(lambda some: Any(*some))))
def test_what_a_policy_says_is_read_back_as_the_same(policy: Policy) -> None:
    assert policy_of(str(policy)) == policy


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "a part of it is empty"),
        ("every 3 or ", "a part of it is empty"),
        ("evry 3", "'evry' is not understood"),
        ("every 2 month", "counts in 'month'"),
        ("every 1.5", "whole number of periods"),
        ("every -1", "1 or more"),
        ("below auc", "nothing is there"),
        ("below auc high", "it is 'high'"),
        ("below auc 0.7 foo", "'foo' is not understood"),
        ("below auc 0.7 for 1.5", "whole number of periods"),
        ("below acuracy 0.7", "did you mean 'accuracy'"),
        ("below", "does not say which metric"),
        ("below log_loss 0.5", "write above log_loss"),
        ("above auc 0.5", "write below roc_auc"),
        ("drift 0.2 in 200%", "at most 1"),
        ("challenger 0", "above 0"),
        (3, "expected a text"),
    ],
)
def test_other_words_are_refused_with_what_can_be_written(text: Anything, said: str) -> None:
    with pytest.raises(PolicyError) as caught:
        policy_of(text)
    assert said in str(caught.value)


def test_three_periods_are_three_whatever_the_months_are_long() -> None:
    with pytest.raises(MonitorError, match="either that or `periods`"):
        Every(30, 3)
    with pytest.raises(MonitorError, match="1 or more"):
        Every(periods=0)
