"""The gate: every condition passes and fails by the number, and what cannot be judged never passes."""

import json
import pickle
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from fairlead.errors import GateError, MetricError
from fairlead.finding import Severity, collected
from fairlead.model.evaluation.calibration import Bin
from fairlead.model.evaluation.compare import LEVELS, Gain, Interval, McNemar
from fairlead.model.evaluation.evaluate import Evaluation
from fairlead.model.evaluation.judge import Folded
from fairlead.model.evaluation.latency import Latency
from fairlead.model.evaluation.parity import Parity
from fairlead.model.evaluation.rival import Champion, Slice
from fairlead.model.gate import (
    CONDITIONS,
    Condition,
    Gate,
    Judgement,
    Verdict,
    behaviour_passed,
    better_than_baseline,
    better_than_dummy,
    calibration_error_below,
    cannot,
    champion_unchanged,
    condition,
    exact_parity,
    fails,
    latency_below,
    metric_floor,
    no_slice_regresses,
    not_worse_than_champion,
    passes,
    split_is_time_ordered,
    suite_passed,
)


def gain(value: float, error: float = 0.002) -> Gain:
    """Return a gain whose lower bound at 95 % is 1.645 standard errors below it."""
    quantiles = dict(zip(LEVELS, (1.282, 1.645, 1.960, 2.326, 2.576), strict=True))
    lower = {str(level): value - z * error for level, z in quantiles.items()}
    return Gain(value, error, lower, value - 1.96 * error, value + 1.96 * error)


def slice_of(name: str, rows: int, value: float, error: float = 0.01) -> Slice:
    return Slice(name, rows, rows, {"roc_auc": 0.8}, {"roc_auc": 0.8 - value}, {"roc_auc": gain(value, error)})


def evaluation(**changes: Any) -> Evaluation:
    """Return an evaluation of a model with AUC 0.84 beside a champion with 0.83."""
    values = {"candidate": 0.84, "champion": 0.83, "dummy": 0.5, "simple": 0.72}
    scores = {name: {"roc_auc": Interval(v, v - 0.02, v + 0.02)} for name, v in values.items()}
    scores["candidate"]["calibration_error"] = Interval(0.02, 0.01, 0.03)
    whole = Evaluation(
        model="churn",
        digest="c0ffee" * 10,
        task="binary",
        metrics=("roc_auc",),
        split="a holdout of 1,404 rows, learned from 5,639 others",
        split_kind="holdout",
        time_column=None,
        is_time_ordered=None,
        rows={"train": 5639, "judged": 1404},
        scores=scores,
        gains={
            "champion": {"roc_auc": gain(0.01)},
            "dummy": {"roc_auc": gain(0.34)},
            "simple": {"roc_auc": gain(0.12)},
        },
        folds={"roc_auc": Folded(0.85, 0.01, (0.84, 0.86))},
        slices=(slice_of("contract = month", 800, 0.01), slice_of("contract = year", 300, 0.0)),
        calibration=(Bin(1404, 0.25, 0.26),),
        champion=Champion(3, "beef" * 16, rows=1404),
        mcnemar=McNemar(37, 39, 0.91),
        latency=Latency(3.0, 4.0, 0.01, 1000),
        parity=Parity("as fitted, and saved and loaded again", 1404, 0),
        holdout="h" * 64,
        seed=7,
        looks=2,
    )
    return replace(whole, **changes)


def judge(asked: Condition, *, given: Mapping[str, Any] | None = None, **changes: Any) -> Judgement:
    return Gate([asked]).decide(evaluation(**changes), **(given or {})).judgements[0]


NO_CHAMPION: dict[str, Any] = {"champion": None, "mcnemar": None}
TROUBLED = Champion(3, "beef" * 16, 0, 80, "it is not known which rows it was trained on")
SAME = {"behaviour": [{"name": "age", "passed": True}]}

# A condition, what is different from a good candidate, what else is given, and how it must come out.
CASES: list[tuple[Condition, dict[str, Any], dict[str, Any], str]] = [
    (suite_passed(), {}, {"suite": {"passed": True}}, "passed"),
    (suite_passed(), {}, {"suite": {"passed": False}}, "failed"),
    (suite_passed(), {}, {"suite": Parity("not a suite", 1, 0)}, "not judged"),
    (suite_passed(), {}, {}, "not judged"),
    (behaviour_passed(), {}, SAME, "passed"),
    (behaviour_passed(least=2), {}, SAME, "failed"),
    (behaviour_passed(), {}, {"behaviour": [{"name": "age", "passed": False}]}, "failed"),
    (behaviour_passed(), {}, {"behaviour": []}, "failed"),
    (behaviour_passed(), {}, {}, "not judged"),
    (metric_floor("roc_auc", 0.84), {}, {}, "passed"),
    (metric_floor("roc_auc", 0.8401), {}, {}, "failed"),
    (metric_floor("roc_auc", 0.85, on="folds"), {}, {}, "passed"),
    (metric_floor("roc_auc", 0.85, on="folds"), {"folds": {}}, {}, "not judged"),
    (metric_floor("calibration_error", 0.02), {}, {}, "passed"),
    (metric_floor("calibration_error", 0.019), {}, {}, "failed"),
    (metric_floor("accuracy", 0.5), {}, {}, "not judged"),
    (better_than_dummy(), {}, {}, "passed"),
    (better_than_dummy(), {"gains": {"dummy": {"roc_auc": gain(0.003)}}}, {}, "failed"),
    (better_than_dummy(), {"gains": {}}, {}, "not judged"),
    (better_than_baseline(), {}, {}, "passed"),
    (better_than_baseline(level=0.9), {"gains": {"simple": {"roc_auc": gain(0.003)}}}, {}, "passed"),
    (better_than_baseline(level=0.95), {"gains": {"simple": {"roc_auc": gain(0.003)}}}, {}, "failed"),
    (not_worse_than_champion(0.005), {}, {}, "passed"),
    (not_worse_than_champion(0.005), {"gains": {"champion": {"roc_auc": gain(-0.0017)}}}, {}, "passed"),
    (not_worse_than_champion(0.005), {"gains": {"champion": {"roc_auc": gain(-0.0018)}}}, {}, "failed"),
    (not_worse_than_champion(0.005), {"gains": {"champion": {"roc_auc": gain(0.0, 0.02)}}}, {}, "failed"),
    (not_worse_than_champion(), NO_CHAMPION, {}, "not applicable"),
    (not_worse_than_champion(), {"champion": TROUBLED}, {}, "not judged"),
    (not_worse_than_champion(metric="f1"), {}, {}, "not judged"),
    (no_slice_regresses(), {}, {}, "passed"),
    (no_slice_regresses(), {"slices": (slice_of("old", 500, -0.05),)}, {}, "failed"),
    (no_slice_regresses(), {"slices": (slice_of("old", 199, -0.05),)}, {}, "not applicable"),
    (no_slice_regresses(margin=0.05), {"slices": (slice_of("old", 500, -0.05),)}, {}, "passed"),
    (no_slice_regresses(), {"slices": ()}, {}, "not judged"),
    (no_slice_regresses(), NO_CHAMPION, {}, "not applicable"),
    (no_slice_regresses(), {"champion": TROUBLED}, {}, "not judged"),
    (calibration_error_below(0.02), {}, {}, "passed"),
    (calibration_error_below(0.019), {}, {}, "failed"),
    (calibration_error_below(0.05), {"scores": {"candidate": {}}}, {}, "not judged"),
    (exact_parity(), {}, {}, "passed"),
    (exact_parity(), {"parity": Parity("saved", 1404, 1, 1e-17)}, {}, "failed"),
    (exact_parity(), {"parity": Parity("saved", 1404, 0, trouble="it is not trusted.")}, {}, "failed"),
    (exact_parity(), {}, {"parity": [Parity("served", 20, 20, 0.1)]}, "failed"),
    (exact_parity(), {}, {"parity": [Parity("served", 20, 0)]}, "passed"),
    (latency_below(4), {}, {}, "passed"),
    (latency_below(3.9), {}, {}, "failed"),
    (latency_below(0.01, rows="batch"), {}, {}, "passed"),
    (split_is_time_ordered(), {}, {}, "not applicable"),
    (split_is_time_ordered(), {"time_column": "week", "is_time_ordered": True}, {}, "passed"),
    (split_is_time_ordered(), {"time_column": "week", "is_time_ordered": False}, {}, "failed"),
    (champion_unchanged(), {}, {"champion_now": 3}, "passed"),
    (champion_unchanged(), {}, {"champion_now": 4}, "failed"),
    (champion_unchanged(), {}, {"champion_now": None}, "failed"),
    (champion_unchanged(), NO_CHAMPION, {"champion_now": None}, "passed"),
    (champion_unchanged(), NO_CHAMPION, {"champion_now": 1}, "failed"),
    (champion_unchanged(), {}, {}, "not judged"),
]


@pytest.mark.parametrize(("asked", "changes", "given", "status"), CASES)
def test_a_condition_comes_out_by_its_numbers(
    asked: Condition, changes: dict[str, Any], given: dict[str, Any], status: str
) -> None:
    found = judge(asked, given=given, **changes)
    assert found.status == status, found.said
    assert found.holds == (status in ("passed", "not applicable"))
    assert found.said and found.said[-1] != "."


def test_every_condition_is_seen_to_fail_and_to_pass_here() -> None:
    own = {name for name, kind in CONDITIONS.items() if kind.module == "fairlead.model.gate.conditions"}
    for status in ("passed", "failed"):
        assert {asked.name for asked, _, _, found in CASES if found == status} == own


def test_a_condition_says_what_it_asks_for() -> None:
    assert [asked.sentence for asked in (metric_floor("roc_auc", 0.8), no_slice_regresses(), latency_below(50))] == [
        "roc_auc is at least 0.8",
        "The model is worse than the champion by more than 0.01 in no slice of at least 200 rows",
        "An answer takes at most 50 ms",
    ]


def test_a_few_slices_that_are_worse_by_chance_pass_where_one_alone_would_not() -> None:
    alone = (slice_of("old", 500, -0.03),)
    among = (*alone, *(slice_of(f"part {n}", 500, 0.0) for n in range(19)))
    assert judge(no_slice_regresses(), slices=alone).status == "failed"
    assert judge(no_slice_regresses(), slices=among).status == "passed"


def test_a_slice_that_is_much_worse_is_found_among_many() -> None:
    among = (slice_of("old", 500, -0.08), *(slice_of(f"part {n}", 500, 0.01) for n in range(19)))
    found = judge(no_slice_regresses(), slices=among)
    assert found.status == "failed"
    assert found.said == "worse than the champion (version 3) in 1 of 20 slices: old (500 rows, roc_auc -0.080)"


def test_a_gate_passes_only_if_every_condition_holds() -> None:
    good, bad = metric_floor("roc_auc", 0.8), metric_floor("roc_auc", 0.9)
    assert Gate([good, better_than_dummy()]).decide(evaluation()).passed
    refused = Gate([good, bad, suite_passed()]).decide(evaluation())
    assert not refused.passed
    assert refused.reasons == ["roc_auc 0.840 is below the limit 0.9", "nobody has said whether the data was checked"]


def test_a_condition_that_only_warns_does_not_refuse_and_is_told() -> None:
    verdict = Gate([better_than_dummy(), metric_floor("roc_auc", 0.9, on_fail="warn")]).decide(evaluation())
    assert (verdict.passed, verdict.reasons) == (True, [])
    assert verdict.summary == "passed: 1 condition holds, 1 only warns"
    assert [(one.code, one.severity) for one in verdict.findings] == [
        ("gate-passed", Severity.INFO),
        ("gate-metric-floor", Severity.WARNING),
    ]


def test_findings_hold_every_number() -> None:
    found = judge(not_worse_than_champion(0.005), gains={"champion": {"roc_auc": gain(-0.02)}}).finding
    assert found.severity is Severity.ERROR
    assert found.evidence == {
        "status": "failed", "margin": 0.005, "level": 0.95, "metric": "roc_auc", "candidate": 0.84, "champion": 0.83,
        "gain": -0.02, "at_least": pytest.approx(-0.02329), "rows": 1404,
    }  # fmt: skip
    assert found.message == (
        "The model is not worse than the champion by more than 0.005: roc_auc is 0.0200 worse than that of the champion"
        " (version 3); at worst -0.0233, -0.005 is allowed."
    )


def test_findings_reach_whoever_listens() -> None:
    with collected() as heard:
        Gate([metric_floor("roc_auc", 0.9)]).decide(evaluation())
    assert [one.code for one in heard.findings] == ["gate-refused", "gate-metric-floor"]


@pytest.mark.parametrize(("looks", "is_warned"), [(None, False), (10, False), (11, True)])
def test_many_looks_at_one_holdout_are_warned_of(looks: int | None, is_warned: bool) -> None:
    verdict = Gate([better_than_dummy()]).decide(evaluation(looks=looks))
    warnings = [one for one in verdict.findings if one.code == "gate-looks"]
    assert bool(warnings) == is_warned
    if warnings:
        assert warnings[0].evidence["luck"] == pytest.approx(0.0292, abs=1e-4)  # sqrt(ln 11 / 2808)


def test_a_verdict_is_read_as_text() -> None:
    gate = Gate([metric_floor("roc_auc", 0.9), better_than_dummy(), split_is_time_ordered(), suite_passed()])
    assert str(gate.decide(evaluation())) == (
        "churn: refused: 2 of 4 conditions do not hold\n"
        "\n"
        "✗ metric_floor           roc_auc 0.840 is below the limit 0.9\n"
        "✓ better_than_dummy      roc_auc 0.840 against 0.500 of the dummy model; at worst +0.337\n"
        "– split_is_time_ordered  the table has no column of times\n"
        "? suite_passed           nobody has said whether the data was checked\n"
        "\n"
        "metric   candidate                 champion     dummy    simple\n"
        "roc_auc  0.840  (0.820 to 0.860)     0.830     0.500     0.720\n"
        "\n"
        "Judged by a holdout of 1,404 rows, learned from 5,639 others.\n"
        "The champion (version 3) was asked about 1,404 of these rows.\n"
        "Right where the other is wrong: candidate 37, champion 39 (p 0.91).\n"
        "These rows were looked at 2 times so far, this time included."
    )


def test_a_verdict_in_a_notebook_escapes_what_it_shows() -> None:
    page = Gate([metric_floor("roc_auc", 0.9)]).decide(evaluation(model="<churn>"))._repr_html_()
    assert "&lt;churn&gt;" in page and "<churn>" not in page
    assert "roc_auc 0.840 is below the limit 0.9" in page


def test_a_verdict_survives_json_and_pickle() -> None:
    verdict = Gate([asked for asked, *_ in CASES]).decide(evaluation())
    assert json.loads(json.dumps(verdict.to_dict(), allow_nan=False))["passed"] is False
    assert pickle.loads(pickle.dumps(verdict)).to_dict() == verdict.to_dict()
    assert isinstance(verdict, Verdict)
    assert (verdict.champion_version, verdict.looks) == (3, 2)


def test_a_gate_is_data_and_comes_back_from_it() -> None:
    gate = Gate([asked for asked, *_ in CASES] + [metric_floor("roc_auc", 0.9, on_fail="warn")])
    again = Gate.from_dict(json.loads(json.dumps(gate.to_dict())))
    assert again == gate
    assert pickle.loads(pickle.dumps(gate)) == gate


def test_a_condition_of_a_project_is_one_function() -> None:
    @condition
    def few_rows(evidence: Any, most: int) -> Any:
        """The model learned from at most {most} rows."""
        rows = evidence.evaluation.rows["train"]
        return (passes if rows <= most else fails)(f"{rows:,} rows", rows=rows)

    try:
        assert few_rows(10_000).sentence == "The model learned from at most 10000 rows"
        assert judge(few_rows(10_000)).status == "passed"
        assert Gate.from_dict([{"condition": "few_rows", "most": 10}]).decide(evaluation()).reasons == ["5,639 rows"]
    finally:
        del CONDITIONS["few_rows"]


def test_a_condition_that_breaks_lets_nothing_pass() -> None:
    @condition
    def broken(evidence: Any) -> Any:
        """Break."""
        return evidence.evaluation.scores["nobody"]

    @condition
    def careless(evidence: Any) -> Any:
        """Be careless."""
        return True

    try:
        with pytest.raises(GateError, match="'broken' raised KeyError"):
            judge(broken())
        with pytest.raises(GateError, match="'careless' returned True; expected passes"):
            judge(careless())
    finally:
        del CONDITIONS["broken"], CONDITIONS["careless"]


def test_a_condition_needs_a_sentence_and_a_name_of_its_own() -> None:
    def metric_floor(evidence: Any) -> Any:
        """Be else."""
        return cannot("never")

    def wordless(evidence: Any) -> Any:
        return cannot("never")

    with pytest.raises(GateError, match="a condition 'metric_floor' already"):
        condition(metric_floor)
    with pytest.raises(GateError, match="'wordless' has no docstring"):
        condition(wordless)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ([], "no conditions, so everything would pass"),
        ({}, "no conditions, so everything would pass"),
        ([{"condition": "metric_flor"}], "did you mean 'metric_floor'"),
        ([{"condition": "metric_floor", "metric": "roc_auc"}], "'metric_floor' needs 'floor'"),
        ([{"condition": "metric_floor", "metric": "roc_auc", "flor": 0.8}], "no argument 'flor'"),
        ([{"condition": "exact_parity", "on_fail": "shout"}], "on_fail='shout'; expected 'refuse' or 'warn'"),
        ([{"condition": "metric_floor", "metric": "f1", "floor": "high"}], "floor='high'; expected a number"),
        ([{"metric": "roc_auc"}], "it holds {'metric': 'roc_auc'}"),
        (["exact_parity"], "it holds 'exact_parity'"),
    ],
)
def test_a_gate_that_is_written_wrongly_is_refused(written: Any, words: str) -> None:
    with pytest.raises(GateError, match=words):
        Gate.from_dict(written)


def test_a_gate_holds_nothing_but_conditions() -> None:
    with pytest.raises(GateError, match="it holds 0.8"):
        Gate([0.8])  # type: ignore[list-item]
    with pytest.raises(GateError, match="has no argument '0.9'"):
        exact_parity(0.9)


@pytest.mark.parametrize("asked", [metric_floor("roc_auc", 0.8, on="train"), latency_below(5, rows="two")])
def test_a_word_that_means_nothing_is_refused_when_it_is_judged(asked: Condition) -> None:
    with pytest.raises(GateError, match="expected '"):
        judge(asked)


def test_a_floor_of_an_unknown_metric_is_an_error_and_no_pass() -> None:
    scores = {"candidate": {"auc": Interval(0.8, 0.7, 0.9)}}
    with pytest.raises(MetricError, match="no metric 'auc'"):
        judge(metric_floor("auc", 0.5), scores=scores)
