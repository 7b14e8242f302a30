"""The plan: what may start, what cannot run any more, and how it ends; without disk, time or processes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.errors import UnknownTaskError
from fairlead.pipeline.plan import SETTLED, Plan, Settled, allowed_retries, closest, retry_delay
from fairlead.pipeline.spec import Graph, TaskSpec


def graph(**before: str) -> Graph:
    """Return a graph; ``c="ab"`` means that `c` comes after `a` and `b`."""
    return Graph("g", "g.py", {name: TaskSpec(name, data=tuple(others)) for name, others in before.items()})


def plan(**before: str) -> Plan:
    made = graph(**before)
    return Plan(made, made.tasks)


def test_a_task_is_ready_when_the_last_one_before_it_has_succeeded() -> None:
    made = plan(a="", b="", c="ab")
    assert list(made.take()) == ["a", "b"]
    assert list(made.take()) == []
    assert list(made.settle("a", "succeeded")) == []
    assert list(made.take()) == []
    list(made.settle("b", "succeeded"))
    assert list(made.take()) == ["c"]
    list(made.settle("c", "succeeded"))
    assert (made.is_finished, made.outcome()) == (True, "succeeded")


@pytest.mark.parametrize(
    ("rule", "state", "expected"),
    [
        ("all_success", "failed", Settled("z", "upstream_failed", "`a` failed")),
        ("all_success", "cancelled", Settled("z", "upstream_failed", "`a` was cancelled")),
        ("all_success", "skipped", Settled("z", "skipped", "`a` was skipped")),
        ("none_failed", "failed", Settled("z", "upstream_failed", "`a` failed")),
        ("none_failed", "skipped", None),
        ("all_done", "failed", None),
        ("all_done", "cancelled", None),
        ("all_done", "skipped", None),
    ],
)
def test_the_trigger_rules(rule: str, state: str, expected: Settled | None) -> None:
    specs = {"a": TaskSpec("a"), "b": TaskSpec("b"), "z": TaskSpec("z", order_only=("a", "b"), rule=rule)}
    made = Plan(Graph("g", "g.py", specs), specs)
    list(made.take())
    list(made.settle("b", "succeeded"))
    settled = list(made.settle("a", state))
    assert settled == ([expected] if expected else [])
    assert list(made.take()) == ([] if expected else ["z"])


def test_a_failure_goes_all_the_way_down_and_names_the_nearest_cause() -> None:
    made = plan(a="", b="a", c="b", d="")
    assert [(one.id, one.reason) for one in made.settle("a", "failed")] == [
        ("b", "`a` failed"),
        ("c", "`b` could not run"),
    ]
    assert not made.is_finished
    list(made.settle("d", "succeeded"))
    assert (made.is_finished, made.outcome()) == (True, "failed")


def test_a_failure_outweighs_a_cancelled_task_and_that_a_success() -> None:
    made = plan(a="", b="", c="b")
    list(made.settle("a", "succeeded"))
    list(made.settle("b", "cancelled"))
    assert made.state["c"] == "upstream_failed"
    assert made.outcome() == "cancelled"
    made.state["a"] = "failed"
    assert made.outcome() == "failed"


def test_parts_of_a_mapped_task_settle_it_together() -> None:
    made = plan(a="", b="a")
    list(made.take())
    parts = made.expand("a", 3)
    assert parts == ["a[0]", "a[1]", "a[2]"]
    assert list(made.take()) == parts
    assert made.spec_of("a[1]").id == "a"
    list(made.settle("a[0]", "succeeded"))
    list(made.settle("a[1]", "succeeded"))
    assert list(made.settle("a[2]", "succeeded")) == [Settled("a", "succeeded")]
    assert list(made.take()) == ["b"]


@pytest.mark.parametrize(
    ("states", "state", "reason"),
    [
        (["succeeded", "failed", "failed"], "failed", "2 of 3 parts failed"),
        (["cancelled", "failed", "succeeded"], "cancelled", "1 of 3 parts were cancelled"),
        (["skipped", "skipped", "skipped"], "skipped", "all 3 parts were skipped"),
        (["skipped", "succeeded", "skipped"], "succeeded", None),
    ],
)
def test_how_a_mapped_task_ends(states: list[str], state: str, reason: str | None) -> None:
    made = plan(a="")
    list(made.take())
    for part, one in zip(made.expand("a", 3), states, strict=True):
        last = list(made.settle(part, one))
    assert last == [Settled("a", state, reason)]
    assert made.is_finished


def test_a_plan_of_a_part_ignores_what_is_outside() -> None:
    made = Plan(graph(a="", b="a", c="b"), ["b"])
    assert list(made.take()) == ["b"]
    list(made.settle("b", "succeeded"))
    assert made.is_finished


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    count = draw(st.integers(1, 12))
    specs = {}
    for n in range(count):
        before = draw(st.lists(st.integers(0, n - 1), unique=True, max_size=4)) if n else []
        rule = draw(st.sampled_from(["all_success", "none_failed", "all_done"]))
        half = len(before) // 2
        names = [f"t{one}" for one in before]
        specs[f"t{n}"] = TaskSpec(f"t{n}", data=tuple(names[:half]), order_only=tuple(names[half:]), rule=rule)
    return Graph("g", "g.py", specs)


@given(graphs(), st.data())
def test_whatever_happens_each_task_settles_once_and_only_after_those_before_it(
    made: Graph, data: st.DataObject
) -> None:
    plan = Plan(made, made.tasks)
    waiting: list[str] = []
    settled: list[str] = []
    while not plan.is_finished:
        waiting += plan.take()
        assert waiting, "nothing can start and nothing is left: the plan hangs"
        task = waiting.pop(data.draw(st.integers(0, len(waiting) - 1)))
        assert all(plan.state[other] in SETTLED for other in made.tasks[task].upstream)
        settled.append(task)
        settled += [one.id for one in plan.settle(task, data.draw(st.sampled_from(sorted(SETTLED))))]
    assert sorted(settled) == sorted(made.tasks)
    assert not waiting
    assert not list(plan.take())
    states = set(plan.state.values())
    if plan.outcome() == "succeeded":
        assert states <= {"succeeded", "skipped", "upstream_failed"}


def test_names_are_chosen_from_the_graph() -> None:
    assert closest(["a"], graph(a="", b="")) == {"a"}
    with pytest.raises(UnknownTaskError, match="did you mean 'train'"):
        closest(["trian"], graph(train=""))


def test_waits_double_up_to_the_longest_with_a_tenth_either_way() -> None:
    spec = TaskSpec("a", retry_delay=2.0, max_retry_delay=10.0)
    assert [retry_delay(spec, n, 0.5) for n in (1, 2, 3, 4, 50)] == [2.0, 4.0, 8.0, 10.0, 10.0]
    assert retry_delay(spec, 1, 0.0) == pytest.approx(1.8)
    assert retry_delay(spec, 1, 0.9999999) == pytest.approx(2.2)


def test_retries_are_allowed_by_the_class_of_the_exception_or_one_above() -> None:
    spec = TaskSpec("a", retries={"builtins.OSError": 2, "builtins.ValueError": 5})
    assert allowed_retries(spec, ["builtins.ConnectionError", "builtins.OSError"]) == 2
    assert allowed_retries(spec, ["builtins.KeyError", "builtins.LookupError"]) == 0
    assert allowed_retries(TaskSpec("a", retries={"*": 1}), ["builtins.KeyError"]) == 1
    assert allowed_retries(TaskSpec("a"), ["builtins.KeyError"]) == 0


def test_code_that_tasks_share_is_written_once() -> None:
    codes = [{"pieces": {"f": "1"}, "unknown": []}, {"pieces": {"f": "1"}, "unknown": ["g"]}]
    tasks = {name: TaskSpec(name, code=dict(codes[n])) for name, n in (("a", 0), ("b", 0), ("c", 1))}
    made = Graph("g", "g.py", {**tasks, "d": TaskSpec("d")})
    written = made.to_dict()
    assert written["codes"] == codes
    assert [task.get("code") for task in written["tasks"]] == [0, 0, 1, None]
    assert Graph.from_json(json.dumps(written)) == made


def test_a_graph_that_has_its_code_with_each_task_can_be_read() -> None:
    code = {"pieces": {"f": "1"}, "unknown": []}
    read = Graph.from_dict({"name": "g", "file": "g.py", "tasks": [{"id": "a", "code": code}]})
    assert read.tasks["a"] == TaskSpec("a", code=code)


def test_a_graph_survives_json_and_knows_what_follows_what() -> None:
    made = graph(a="", b="a", c="b", d="a")
    assert Graph.from_dict(made.to_dict()) == made
    assert made.descendants({"b"}) == {"b", "c"}
    assert made.ancestors({"c"}) == {"a", "b", "c"}
    assert sorted(made.edges()) == [("a", "b"), ("a", "d"), ("b", "c")]
