"""What runs and what is skipped: conditions, branches, short circuits, trigger rules, and the reasons."""

from typing import Any

import pytest

GATE = """
    def evaluate(): return {{"passed": {passed}, "auc": {auc}, "folds": [1, 2]}}
    def also(): return {{"fresh": True}}
    def deploy(): return "deployed"
    def notice(deploy=None): return "noticed"
    def good(evaluate): return evaluate["auc"] > 0.8
    with DAG("d") as dag:
        evaluate, also, deploy, notice = map(PythonOperator, (evaluate, also, deploy, notice))
        deploy.when({condition})
"""


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("evaluate.passed", "evaluate.passed is False"),
        ('evaluate["passed"]', "evaluate.passed is False"),
        ('evaluate["auc"] > 0.8', "evaluate.auc is 0.7"),
        ('0.8 < evaluate["auc"]', "evaluate.auc is 0.7"),
        ("(evaluate.auc > 0.6) & evaluate.passed", "evaluate.passed is False"),
        ("evaluate.passed | (evaluate.auc == 1)", "evaluate.auc is 0.7"),
        ("~also.fresh", "also.fresh is True"),
        ("evaluate.folds[1] != 2", "evaluate.folds[1] is 2"),
        ("evaluate.auc >= also.fresh", "evaluate.auc is 0.7, also.fresh is True"),
        ("good", "good(evaluate) returned False"),
        (
            "lambda evaluate, also: evaluate['passed'] and also['fresh']",
            "condition(evaluate, also) returned False",
        ),
    ],
)
def test_a_task_whose_condition_does_not_hold_is_skipped_with_the_reason(
    project: Any, condition: str, found: str
) -> None:
    ran = project.run(GATE.format(passed=False, auc=0.7, condition=condition))
    assert ran.state == "succeeded"
    assert ran.states == {
        "evaluate": "succeeded",
        "also": "succeeded",
        "deploy": "skipped",
        "notice": "skipped",
    }
    assert found in ran.tasks["deploy"]["reason"]
    assert "does not hold" in ran.tasks["deploy"]["reason"]
    assert found in ran.explain("deploy").verdict
    assert ran.explain("notice").verdict == "was skipped: `deploy` was skipped"


def test_a_task_whose_condition_holds_runs_and_its_gate_is_asked_anew_each_time(project: Any) -> None:
    ran = project.run(GATE.format(passed=True, auc=0.9, condition="evaluate.passed & good"))
    assert set(ran.states.values()) == {"succeeded"}
    ran = project.run(GATE.format(passed=False, auc=0.9, condition="evaluate.passed & good"))
    assert ran.states["deploy"] == "skipped"
    ran = project.run(GATE.format(passed=True, auc=0.9, condition="evaluate.passed & good"))
    assert ran.states["deploy"] == "succeeded"


def test_two_conditions_on_one_task_must_both_hold(project: Any) -> None:
    source = GATE.format(passed=True, auc=0.7, condition="evaluate.passed).when(evaluate.auc > 0.8")
    assert project.run(source).states["deploy"] == "skipped"


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("evaluate.pased", ["`evaluate.pased`", "no 'pased'", "did you mean 'passed'?"]),
        ("evaluate.auc > 'high'", ["evaluate.auc > 'high'", "'deploy'", "TypeError"]),
        ("lambda evaluate: evaluate['f1'] > 1", ["condition(evaluate)", "'deploy'", "KeyError"]),
        ("evaluate.folds[5] > 1", ["evaluate.folds[5]"]),
    ],
)
def test_a_condition_that_cannot_be_worked_out_fails_its_task_and_names_itself(
    project: Any, condition: str, words: list[str]
) -> None:
    ran = project.run(GATE.format(passed=True, auc=0.7, condition=condition))
    assert ran.states["deploy"] == "failed"
    error = ran.error("deploy")
    assert error["type"] == "ConditionError"
    for word in words:
        assert word in f"{error['message']} {error['hint']}"


BRANCH = """
    def choose(): return {chosen!r}
    def fast(choose): return "fast"
    def slow(): return "slow"
    def other(): return "other"
    def join(fast, slow): return [fast, slow]
    def strict(fast, slow): ...
    with DAG("d") as dag:
        choose = BranchPythonOperator(choose)
        fast, slow, other = map(PythonOperator, (fast, slow, other))
        choose >> [slow, other]
        PythonOperator(join, trigger_rule="none_failed")
        PythonOperator(strict)
"""


def test_only_the_chosen_branch_runs(project: Any) -> None:
    ran = project.run(BRANCH.format(chosen="fast"))
    assert ran.states == {
        "choose": "succeeded",
        "fast": "succeeded",
        "slow": "skipped",
        "other": "skipped",
        "join": "succeeded",
        "strict": "skipped",
    }
    assert ran.value("join") == ["fast", None]
    assert "choose chose fast" in ran.explain("slow").verdict
    ran = project.run(BRANCH.format(chosen=["slow", "other"]))
    assert (ran.states["fast"], ran.states["slow"], ran.states["other"]) == (
        "skipped",
        "succeeded",
        "succeeded",
    )
    ran = project.run(BRANCH.format(chosen=None))
    assert {ran.states[name] for name in ("fast", "slow", "other")} == {"skipped"}


def test_a_branch_that_does_not_exist_is_an_error_and_not_a_skip(project: Any) -> None:
    ran = project.run(BRANCH.format(chosen="fats"))
    assert ran.states["choose"] == "failed"
    assert "'fats'" in ran.error("choose")["message"]
    assert "did you mean 'fast'?" in ran.error("choose")["hint"]


@pytest.mark.parametrize(("given", "state"), [(True, "succeeded"), ([], "skipped")])
def test_after_a_short_circuit_nothing_runs_unless_it_gives_something_true(
    project: Any, given: object, state: str
) -> None:
    ran = project.run(
        f"""
        def check(): return {given}
        def drawn(): ...
        def implied(check): ...
        def later(drawn): ...
        with DAG("d") as dag:
            check = ShortCircuitOperator(check)
            drawn, implied, later = map(PythonOperator, (drawn, implied, later))
            check >> drawn
        """
    )
    assert ran.states == {"check": "succeeded", "drawn": state, "implied": state, "later": state}


RULES = """
    def good(): return 1
    def bad(): raise ValueError("no")
    def off(): return 2
    def ends(good=0, bad=0, off=0): return [good, bad, off]
    with DAG("d") as dag:
        good, bad, off = map(PythonOperator, (good, bad, off))
        off.when(good.output == 2)
        for rule in ("all_success", "none_failed", "all_done"):
            for other in (bad, off):
                task_ = PythonOperator(lambda: None, task_id=f"{rule}_{other.id}", trigger_rule=rule)
                [good, other] >> task_
        PythonOperator(ends, trigger_rule="all_done")
"""


def test_the_three_trigger_rules(project: Any) -> None:
    ran = project.run(RULES)
    assert ran.state == "failed"
    assert ran.outcome.reason == "failed: bad"
    assert ran.states == {
        "good": "succeeded",
        "bad": "failed",
        "off": "skipped",
        "ends": "succeeded",
        "all_success_bad": "upstream_failed",
        "none_failed_bad": "upstream_failed",
        "all_done_bad": "succeeded",
        "all_success_off": "skipped",
        "none_failed_off": "succeeded",
        "all_done_off": "succeeded",
    }
    assert ran.value("ends") == [1, None, None]
    assert ran.explain("all_success_bad").verdict == "could not run: `bad` failed"
    assert "ValueError: no" in ran.explain("bad").verdict
    assert "pipeline.py:3" in ran.explain("bad").reasons[0]
    assert "all_success_bad" in ran.tasks


def test_what_follows_a_task_that_could_not_run_cannot_run_either(project: Any) -> None:
    ran = project.run(
        """
        def a(): raise ValueError("no")
        def b(a): ...
        def c(b): ...
        with DAG("d") as dag: a, b, c = map(PythonOperator, (a, b, c))
        """
    )
    assert ran.states == {"a": "failed", "b": "upstream_failed", "c": "upstream_failed"}
    assert ran.tasks["c"]["reason"] == "`b` could not run"
