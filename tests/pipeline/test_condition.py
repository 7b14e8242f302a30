"""Conditions: what they say, what they read, whether they hold."""

from types import SimpleNamespace
from typing import Any

import pytest

from fairlead import DAG, PythonOperator
from fairlead.errors import ConditionError
from fairlead.pipeline.condition import Condition, as_condition, chosen_ids, short
from fairlead.pipeline.tasks import Task


@pytest.fixture
def tasks() -> tuple[Task, Task]:
    with DAG("d"):
        evaluate, check = PythonOperator(...), PythonOperator(...)
    return evaluate, check


OUTPUTS = {
    "evaluate": {"passed": True, "auc": 0.85, "folds": [0.8, 0.9]},
    "check": SimpleNamespace(level=0.8),
}


@pytest.mark.parametrize(
    ("write", "sentence", "holds", "facts"),
    [
        (lambda e, c: e.passed, "evaluate.passed", True, "evaluate.passed is True"),
        (lambda e, c: ~e.passed, "not (evaluate.passed)", False, "evaluate.passed is True"),
        (lambda e, c: e["auc"] > 0.8, "evaluate.auc > 0.8", True, "evaluate.auc is 0.85"),
        (lambda e, c: e.auc >= 0.9, "evaluate.auc >= 0.9", False, "evaluate.auc is 0.85"),
        (lambda e, c: e.auc < 0.9, "evaluate.auc < 0.9", True, "evaluate.auc is 0.85"),
        (lambda e, c: e.auc <= 0.85, "evaluate.auc <= 0.85", True, "evaluate.auc is 0.85"),
        (lambda e, c: e.auc == 0.85, "evaluate.auc == 0.85", True, "evaluate.auc is 0.85"),
        (lambda e, c: e.auc != 0.85, "evaluate.auc != 0.85", False, "evaluate.auc is 0.85"),
        (lambda e, c: e.folds[1] > 0.85, "evaluate.folds[1] > 0.85", True, "evaluate.folds[1] is 0.9"),
        (
            lambda e, c: e.auc > c.level,
            "evaluate.auc > check.level",
            True,
            "evaluate.auc is 0.85, check.level is 0.8",
        ),
        (
            lambda e, c: e.passed & (c.level == 1),
            "(evaluate.passed) and (check.level == 1)",
            False,
            "evaluate.passed is True, check.level is 0.8",
        ),
        (
            lambda e, c: e.passed | (c.level == 1),
            "(evaluate.passed) or (check.level == 1)",
            True,
            "evaluate.passed is True, check.level is 0.8",
        ),
    ],
)
def test_a_condition_says_what_it_asks_and_what_it_found(
    tasks: Any, write: Any, sentence: str, holds: bool, facts: str
) -> None:
    condition: Condition = write(*tasks)
    assert (condition.sentence, condition.holds(OUTPUTS), condition.facts(OUTPUTS)) == (
        sentence,
        holds,
        facts,
    )
    assert {task.id for task in condition.tasks} == {name for name in OUTPUTS if name in sentence}


def test_a_function_is_a_condition_on_the_tasks_its_parameters_name(tasks: Any) -> None:
    def good_enough(evaluate: Any, *, check: Any) -> bool:
        return bool(evaluate["auc"] > check.level)

    condition = as_condition(good_enough, tasks[0])
    assert condition.sentence == "good_enough(evaluate, check)"
    assert condition.holds(OUTPUTS)
    assert condition.functions == (good_enough,)
    joined = tasks[0].passed & good_enough
    assert joined.sentence == "(evaluate.passed) and (good_enough(evaluate, check))"
    assert joined.functions == (good_enough,)
    assert (~joined).functions == (good_enough,)


@pytest.mark.parametrize("wrong", [True, "evaluate.passed", 0.8, print, lambda evalute: True])
def test_what_is_no_condition_is_refused(tasks: Any, wrong: Any) -> None:
    with pytest.raises(ConditionError):
        tasks[1].when(wrong)
    with pytest.raises(ConditionError):
        tasks[0].passed & wrong


def test_a_condition_is_not_true_or_false_while_the_pipeline_is_written(tasks: Any) -> None:
    evaluate, _ = tasks
    for use in (
        lambda: bool(evaluate.passed),
        lambda: 0.5 < evaluate.auc < 0.9,
        lambda: evaluate.a and evaluate.b,
    ):
        with pytest.raises(ConditionError, match="not true or false yet"):
            use()


def test_a_part_that_is_not_there_is_named_with_the_nearest(tasks: Any) -> None:
    with pytest.raises(ConditionError, match="did you mean 'passed'"):
        tasks[0].pased.holds(OUTPUTS)
    with pytest.raises(ConditionError, match="no 'levl'"):
        tasks[1].levl.holds(OUTPUTS)


def test_two_calls_of_when_must_both_hold(tasks: Any) -> None:
    evaluate, check = tasks
    assert check.when(evaluate.passed) is check
    check.when(evaluate.auc > 0.9)
    assert check.condition is not None
    assert check.condition.sentence == "(evaluate.passed) and (evaluate.auc > 0.9)"
    assert not check.condition.holds(OUTPUTS)


def test_choices_are_read_as_ids_and_values_are_shown_short() -> None:
    assert [chosen_ids(one) for one in (None, "a", ["a", "b"], ("a",), [])] == [
        [],
        ["a"],
        ["a", "b"],
        ["a"],
        [],
    ]
    assert len(short(list(range(1000)))) <= 60


@pytest.mark.parametrize(
    "output",
    [
        {"passed": False, "reasons": ["auc 0.80 is below 0.83", "no suite was run"]},
        SimpleNamespace(passed=False, reasons=("auc 0.80 is below 0.83", "no suite was run")),
    ],
)
def test_an_output_that_gives_reasons_beside_the_answer_is_quoted(tasks: Any, output: Any) -> None:
    evaluate, _ = tasks
    assert evaluate.passed.facts({"evaluate": output}) == "auc 0.80 is below 0.83; no suite was run"
    assert (~evaluate.passed).facts({"evaluate": output}) == "auc 0.80 is below 0.83; no suite was run"


def test_reasons_are_left_out_where_the_answer_is_yes_or_they_are_no_list(tasks: Any) -> None:
    evaluate, _ = tasks
    assert evaluate.passed.facts({"evaluate": {"passed": True, "reasons": ["old"]}}) == "evaluate.passed is True"
    assert evaluate.passed.facts({"evaluate": {"passed": False, "reasons": "no"}}) == "evaluate.passed is False"
