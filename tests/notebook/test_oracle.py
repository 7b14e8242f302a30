"""What happens in a run of the labelled scripts agrees with their labels."""

import pytest
from confusion import SCRIPTS
from oracle import comparisons, observe, runnable

KINDS = ("overlap", "preprocessing", "refit")


def test_a_mean_over_all_rows_is_observed() -> None:
    assert observe(SCRIPTS / "titanic_median_then_split.py")[23, 24].preprocessing


def test_statistics_of_the_training_part_are_observed_to_be_clean() -> None:
    seen = observe(SCRIPTS / "telco_churn_train_only.py")[27, 28]
    assert (seen.overlap, seen.preprocessing, seen.refit) == (False, False, False)


def test_copies_of_rows_on_both_sides_are_observed() -> None:
    assert observe(SCRIPTS / "duplicates_concat_before_split.py")[19, 20].overlap


def test_statistics_learned_again_on_the_test_part_are_observed() -> None:
    assert observe(SCRIPTS / "per_part_statistics_loop.py")[19, 20].refit


@pytest.mark.heavy
def test_no_label_calls_clean_what_a_run_shows_to_leak() -> None:
    done = list(comparisons(runnable()))
    assert len({one.pair.file for one in done}) >= 50
    assert [(str(one.pair), kind) for one in done for kind in one.contradictions()] == []
    seen = sum(bool(getattr(one.observed, kind)) for one in done for kind in KINDS)
    unseen = [(str(one.pair), kind) for one in done for kind in one.unseen()]
    assert len(unseen) < 0.15 * seen
