"""Triage names the cause of a fall by its numbers, and says when there is none."""

from __future__ import annotations

from typing import Any

import numpy
import polars
import pytest
from causes import CAUSES, confusion
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from fairlead.errors import MonitorError
from fairlead.monitor import Answers, triage
from fairlead.monitor.triaging.page import triage_page

ROWS = 4000


def world(seed: int, shift: float = 0.0, change: str = "") -> Answers:
    """Return answers of a model that knew the truth once; `shift` moves the rows, `change` the truth."""
    draw = numpy.random.default_rng(seed)
    x, z = draw.normal(shift, 1, ROWS), draw.choice(["a", "b", "c"], ROWS)
    odds = 2.5 * x + numpy.where(z == "a", 1.0, -0.5)
    sure = 1 / (1 + numpy.exp(-odds))
    truth = draw.random(ROWS) < 1 / (1 + numpy.exp(-(odds + {"base rate": 1.5}.get(change, 0.0))))
    if change == "concept":
        truth = truth | ((z == "b") & (draw.random(ROWS) < 0.4))
    table = polars.DataFrame({"x": x, "z": z})
    if change == "data":
        table = table.with_columns(z=polars.lit("unknown"))
        sure = 1 / (1 + numpy.exp(-0.8 * x))
        truth = draw.random(ROWS) < 1 / (1 + numpy.exp(-odds / 3))
    return Answers.of(table, sure, truth)


REFERENCE = world(1)


@pytest.mark.parametrize(
    ("cause", "now", "action"),
    [
        ("none", world(2), None),
        ("data", world(3, change="data"), None),
        ("population", world(4, shift=0.1), None),
        ("base rate", world(5, change="base rate"), "recalibrate"),
        ("concept", world(6, change="concept"), "retrain"),
    ],
)
def test_each_cause_has_its_name(cause: str, now: Answers, action: str | None) -> None:
    if cause == "population":  # rows near the border, where nobody can be sure
        draw = numpy.random.default_rng(9)
        x = draw.normal(0, 0.35, ROWS)
        sure = 1 / (1 + numpy.exp(-2.5 * x))
        z = draw.choice(["b", "c"], ROWS)
        sure = 1 / (1 + numpy.exp(-(2.5 * x - 0.5)))
        now = Answers.of(polars.DataFrame({"x": x, "z": z}), sure, draw.random(ROWS) < sure)
    found = triage(REFERENCE, now)
    assert found.cause == cause, str(found)
    assert found.finding.action == action
    assert len(found.steps) == 5
    assert str(found).startswith("accuracy 0.")


@pytest.mark.heavy
def test_nine_of_ten_simulated_falls_of_real_customers_get_their_name() -> None:
    found, wrong = confusion(seeds=3, first=100)
    for cause in CAUSES:
        falls = sum(found[cause, named] for named in CAUSES)
        assert falls >= 6
        assert found[cause, cause] >= 0.9 * falls, "\n\n".join(wrong)


def test_a_concept_that_changed_is_shown_where_it_did() -> None:
    found = triage(REFERENCE, world(6, change="concept"))
    assert "where z is 'b'" in found.finding.why


def test_the_parts_of_a_fall_add_up() -> None:
    found = triage(REFERENCE, world(5, change="base rate"))
    fall, _, mix, rate, rest = (one.points for one in found.steps)
    assert fall is not None and mix is not None and rate is not None and rest is not None
    assert mix + rate + rest == pytest.approx(fall, abs=1e-9)


def test_outcomes_that_are_not_known_yet_are_told_and_left_out() -> None:
    later = world(7)
    outcomes: list[Any] = [None if n % 3 else value for n, value in enumerate(later.outcomes)]
    found = triage(REFERENCE, Answers.of(later.table, later.probabilities, outcomes))
    assert "33% of the outcomes are known" in found.steps[0].answer


def test_columns_that_are_not_there_are_broken() -> None:
    now = world(8)
    found = triage(REFERENCE, Answers.of(now.table.drop("z"), now.probabilities, 1 - now.outcomes))
    assert found.cause == "data"
    assert "'z' is not in the current table" in found.steps[1].answer


def test_too_few_outcomes_are_refused() -> None:
    now = world(8)
    with pytest.raises(MonitorError, match="0 outcomes of 4000 rows known by now; 100 are needed"):
        triage(REFERENCE, Answers.of(now.table, now.probabilities, [None] * ROWS))
    with pytest.raises(MonitorError, match="An outcome is 'yes'"):
        Answers.of(now.table, now.probabilities, ["yes"] * ROWS)
    with pytest.raises(MonitorError, match="values for them"):
        Answers.of(now.table, now.probabilities[:5], now.outcomes)
    with pytest.raises(MonitorError, match="outcomes are the same"):
        triage(Answers.of(now.table, now.probabilities, [True] * ROWS), now)


def border(seed: int, rows: int) -> Answers:
    """Return rows near the border, whose outcomes keep what their probabilities promise."""
    draw = numpy.random.default_rng(seed)
    x, z = draw.normal(0, 0.8, rows), draw.choice(["a", "b", "c"], rows)
    sure = 1 / (1 + numpy.exp(-(2.5 * x + numpy.where(z == "a", 1.0, -0.5))))
    return Answers.of(polars.DataFrame({"x": x, "z": z}), sure, draw.random(rows) < sure)


def test_a_fall_that_chance_could_be_is_told_by_what_the_probabilities_promise() -> None:
    seeds = [seed for seed in range(40) if (found := triage(REFERENCE, border(seed, 500))).now < found.before]
    named = [triage(REFERENCE, border(seed, 500)) for seed in seeds]
    unsure = [one for one in named if "within chance" in one.steps[0].answer]
    assert len(unsure) > 5
    assert sum(one.cause == "population" for one in unsure) > 0.9 * len(unsure)
    assert "But the probabilities promise -" in unsure[0].steps[0].answer


def test_no_change_is_no_cause() -> None:
    causes = [triage(REFERENCE, world(seed)).cause for seed in range(20, 60)]
    assert causes.count("none") >= 36


def test_a_broken_column_is_the_cause_however_small_the_fall() -> None:
    now = world(2)
    broken = now.table.with_columns(x=polars.when(polars.int_range(polars.len()) % 5 == 0).then(1e6).otherwise("x"))
    outcomes = now.outcomes.copy()
    outcomes[: ROWS // 100] = 1 - now.said[: ROWS // 100]
    found = triage(REFERENCE, Answers.of(broken, now.probabilities, outcomes))
    assert found.cause == "data"
    assert found.finding.action is None


def recipe() -> Any:
    columns = make_column_transformer(("passthrough", ["x"]), (OneHotEncoder(handle_unknown="ignore"), ["z"]))
    return make_pipeline(columns, HistGradientBoostingClassifier(max_iter=30, random_state=0))


def test_a_challenger_says_what_a_new_model_brings() -> None:
    found = triage(REFERENCE, world(6, change="concept"), recipe=recipe(), error_cost=10, currency="EUR")
    tried = found.expected.tried
    assert found.cause == "concept" and tried is not None
    assert tried.low < tried.points < tried.high
    assert tried.rows == ROWS * 0.4
    assert found.expected.money == pytest.approx(tried.points * ROWS * 10)
    assert "EUR" in found.advice
    assert "Of two that have learned from 2,400 rows each" in found.steps[4].answer


def test_another_base_rate_is_worth_what_new_odds_bring() -> None:
    found = triage(REFERENCE, world(5, change="base rate"))
    assert found.expected.tried is not None
    assert found.expected.points == found.expected.tried.points
    assert found.advice.startswith("Calibrate the probabilities")


def test_a_challenger_that_cannot_be_trained_is_told_and_stops_nothing() -> None:
    found = triage(REFERENCE, world(6, change="concept"), recipe=LogisticRegression())
    assert found.cause == "concept"
    assert "A challenger cannot be trained: ValueError" in found.steps[4].answer
    few = world(6, change="concept")
    outcomes: list[Any] = [value if n < 250 else None for n, value in enumerate(few.outcomes)]
    assert (
        "Too few outcomes"
        in triage(REFERENCE, Answers.of(few.table, few.probabilities, outcomes), recipe=recipe()).steps[4].answer
    )


def test_every_step_is_a_finding_and_the_cause_is_a_warning() -> None:
    found = triage(REFERENCE, world(6, change="concept"))
    assert [str(one.severity) for one in found.findings] == ["warning", "info", "info", "info", "info", "warning"]
    assert found.to_document()["cause"] == "concept"
    with pytest.raises(MonitorError, match="0 or more"):
        triage(REFERENCE, REFERENCE, error_cost=-1)


def test_a_page_begins_with_the_cause() -> None:
    page = triage_page(triage(REFERENCE, world(5, change="base rate")), about="<June & July>", made="Now.")
    assert page.index("Another base rate") < page.index("<h2>What to do")
    assert "<June" not in page
    assert "<script" not in page
