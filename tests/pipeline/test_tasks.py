"""Options of a task, and fields of its output that conditions refer to."""

from datetime import timedelta
from typing import Any

import pytest

from fairlead import DAG, PythonOperator
from fairlead.errors import FairleadError, InvalidTaskError, ScheduleError
from fairlead.pipeline.condition import Field
from fairlead.pipeline.tasks import Options, Task, read_options


def made(**options: Any) -> Task:
    with DAG("d"):
        return PythonOperator(lambda: 1, task_id="load", **options)


def test_a_task_without_options_has_the_documented_defaults() -> None:
    assert read_options("load", {}) == Options()
    assert Options().trigger_rule == "all_success"
    assert (Options().retries, Options().cache, Options().executor, Options().effect) == (
        0,
        True,
        "process",
        False,
    )


@pytest.mark.parametrize(
    ("option", "given", "read"),
    [
        ("timeout", "2m", 120.0),
        ("timeout", timedelta(seconds=3), 3.0),
        ("timeout", 5, 5.0),
        ("retry_delay", "250ms", 0.25),
        ("retry_delay", 0, 0.0),
        ("max_retry_delay", "1h", 3600.0),
        ("versions", ["polars"], ("polars",)),
        ("retries", {ValueError: 2}, {ValueError: 2}),
        ("cache", "6h", "6h"),
        ("trigger_rule", "all_done", "all_done"),
    ],
)
def test_options_are_read(option: str, given: Any, read: Any) -> None:
    assert getattr(read_options("load", {option: given}), option) == read


def test_airflows_spelling_of_the_timeout_is_understood() -> None:
    assert read_options("load", {"execution_timeout": timedelta(minutes=1)}).timeout == 60.0


@pytest.mark.parametrize(
    "given",
    [
        {"retries": -1},
        {"retries": "three"},
        {"retries": {ValueError: -1}},
        {"retries": {"ValueError": 1}},
        {"timeout": 0},
        {"executor": "gpu"},
        {"trigger_rule": "one_failed"},
        {"effect": True, "executor": "thread"},
        {"idempotency_key": "x"},
        {"retry": 1},
        {"timeout": "soon"},
        {"cache": "for ever"},
    ],
)
def test_an_option_that_cannot_be_used_is_refused_with_a_hint(given: dict[str, Any]) -> None:
    with pytest.raises(FairleadError) as caught:
        read_options("load", given)
    assert isinstance(caught.value, (InvalidTaskError, ScheduleError))
    assert caught.value.hint
    if isinstance(caught.value, InvalidTaskError):
        assert "load" in caught.value.message


def test_what_a_task_does_not_have_itself_names_a_part_of_its_output() -> None:
    task = made()
    for part in (task.passed, task["passed"]):
        assert isinstance(part, Field)
        assert (part.task, part.path) == (task, ("passed",))
    assert task.metrics["auc"][0].path == ("metrics", "auc", 0)
    assert task.output.path == ()
    assert task["id"].path == ("id",)  # its own names are reached by brackets
    assert task.id == task.task_id == "load"


def test_a_task_cannot_be_looped_over_or_searched_by_mistake() -> None:
    task = made()
    with pytest.raises(TypeError):
        list(task)  # type: ignore[call-overload]
    with pytest.raises(TypeError):
        "passed" in task  # type: ignore[operator]  # noqa: B015
    with pytest.raises(AttributeError):
        _ = task._private


def test_a_task_is_mapped_once_over_one_parameter() -> None:
    for arguments in ({}, {"a": [1], "b": [2]}):
        with pytest.raises(InvalidTaskError, match="mapped once, over one parameter"):
            made().map(**arguments)
    with pytest.raises(InvalidTaskError, match="mapped once"):
        made().map(a=[1]).map(b=[2])
