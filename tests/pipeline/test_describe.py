"""The description of a pipeline: who provides what, in which order, and which types fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol, TypedDict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead import DAG, PythonOperator, Secret, task
from fairlead.errors import (
    ConditionError,
    CycleError,
    InvalidTaskError,
    ParamError,
    PipelineError,
    SecretError,
    TypeMismatchError,
    UnknownParameterError,
)
from fairlead.pipeline import BranchPythonOperator, command
from fairlead.pipeline.annotations import fits, parameters_of
from fairlead.pipeline.describe import Description, describe, frozen, thawed
from fairlead.pipeline.order import find_cycle, topological
from fairlead.pipeline.params import ParamSources, Untyped, parse_overrides
from fairlead.pipeline.spec import Graph
from fairlead.pipeline.wires import in_folder, is_plain

ROOT = Path(__file__).parent


def described(dag: DAG, *overrides: str, file: Mapping[str, Any] | None = None, **environ: str) -> Description:
    sources = ParamSources(command_line=parse_overrides(overrides), file=file or {})
    return describe(dag, sources, ROOT, str(ROOT / "pipeline.py"), environ)


def of(*functions: Callable[..., Any], **settings: Any) -> DAG:
    with DAG("d", **settings) as dag:
        for function in functions:
            PythonOperator(function)
    return dag


def extract() -> int: ...
def clean(extract: int, n: int = 3) -> list[int]: ...
def load(clean: list[int], source: Path, token: Secret, run_id: str, seed: int): ...


def test_a_description_says_where_every_argument_comes_from() -> None:
    found = described(of(load, clean, extract, seed=7), "n=5", file={"source": "data.csv"}, TOKEN="hunter22")
    assert list(found.graph.tasks) == ["extract", "clean", "load"]
    spec = found.graph.tasks["load"]
    assert (spec.data, spec.order_only, spec.wiring) == (("clean",), (), {"clean": "clean"})
    assert spec.params == {"source": "data.csv", "token": "secret"}  # a project that is moved keeps its keys
    assert spec.files == {"source": str(ROOT / "data.csv")}
    assert spec.provided == ("run_id", "seed")
    assert found.graph.tasks["clean"].params == {"n": 5}
    assert found.graph.frozen == {"clean": {"n": {"untyped": "5"}}, "load": {"source": "data.csv"}}
    assert found.secrets == ("hunter22",)
    assert "hunter22" not in str(found.graph.to_dict())
    assert spec.location.startswith("test_describe.py:")


def test_a_description_survives_json() -> None:
    import json

    dag = of(
        extract,
        clean,
        seed=3,
        pools={"db": 2},
        schedule=timedelta(minutes=5),
        start_date=date(2026, 1, 31),
        notify=[command(["true"])],
        description="A test.",
    )
    graph = described(dag).graph
    assert Graph.from_json(json.dumps(graph.to_dict())) == graph
    assert (graph.schedule, graph.start_date, graph.pools) == ("every 300s", "2026-01-31", {"db": 2})


def test_drawn_edges_hand_nothing_over_and_implied_ones_need_not_be_drawn() -> None:
    dag = of(extract, clean)
    with dag:
        after = PythonOperator(lambda: 1, task_id="after")
        dag["clean"] >> after
        dag["extract"] >> dag["clean"]
    graph = described(dag).graph
    assert set(graph.edges()) == {("extract", "clean"), ("clean", "after")}
    assert graph.tasks["after"].order_only == ("clean",)
    assert graph.tasks["clean"].data == ("extract",)


def test_tasks_inside_arguments_are_edges() -> None:
    @task
    def one() -> int: ...
    @task
    def both(values: Any, table: Any) -> None: ...

    with DAG("d") as dag:
        a: Any = one()
        b: Any = one()
        both([a, 1], table={"b": (b.part, None)})
    spec = described(dag).graph.tasks["both"]
    assert spec.data == ("one", "one__1")
    assert spec.wiring == {"values": "[one, 1]", "table": "{'b': [one__1.part, None]}"}


def test_keywords_for_a_function_that_takes_any_are_handed_over() -> None:
    def loose(a: int, **rest: Any) -> None: ...

    with DAG("d") as dag:
        PythonOperator(loose, op_kwargs={"a": 1, "b": 2})
    assert set(described(dag).wires["loose"]) == {"a", "b"}


@pytest.mark.parametrize(
    ("function", "overrides", "kind", "words"),
    [
        (lambda clen: 1, [], UnknownParameterError, "did you mean 'clean'"),
        (lambda run_idd: 1, [], UnknownParameterError, "did you mean 'run_id'"),
        (lambda seed: 1, [], UnknownParameterError, "'seed' of task 'x'"),
        (lambda n: 1, ["m=1"], ParamError, "No task has a parameter 'm'"),
        (lambda x: 1, [], UnknownParameterError, "'x' of task 'x'"),
    ],
)
def test_what_nothing_provides_is_named_with_the_nearest(
    function: Any, overrides: list[str], kind: type, words: str
) -> None:
    dag = of(extract, clean)
    with dag:
        PythonOperator(function, task_id="x", op_kwargs={"n": 1} if overrides else {})
    with pytest.raises(kind, match=words):
        described(dag, *overrides)


def test_a_secret_that_is_not_set_is_missed_before_anything_runs() -> None:
    def login(token: Secret) -> None: ...

    with pytest.raises(SecretError, match="'token'"):
        described(of(login))


def test_a_branch_binds_those_after_it_however_the_edge_was_made() -> None:
    def choose() -> str: ...
    def implied(choose: str) -> None: ...
    def drawn() -> None: ...

    with DAG("d") as dag:
        branch = BranchPythonOperator(choose)
        PythonOperator(implied)
        branch >> PythonOperator(drawn)
    graph = described(dag).graph
    assert graph.tasks["implied"].condition == "choose chooses implied"
    assert graph.tasks["drawn"].condition == "choose chooses drawn"
    assert graph.tasks["drawn"].data == ("choose",)


def test_a_condition_on_a_task_of_another_dag_is_refused() -> None:
    with DAG("other"):
        stranger = PythonOperator(extract, task_id="stranger")
    dag = of(extract)
    dag["extract"].when(stranger.passed)
    with pytest.raises(ConditionError, match="'stranger'"):
        described(dag)


def test_a_mapped_parameter_takes_the_items_and_a_condition_its_own_input() -> None:
    def each(n: int, extract: Any) -> int: ...

    dag = of(extract, clean)
    with dag:
        mapped = PythonOperator(each).map(n=dag["clean"])
        mapped.when(dag["clean"].output != [])
    spec = described(dag).graph.tasks["each"]
    assert (spec.mapped, spec.wiring["n"], spec.data) == ("n", "item of clean", ("clean", "extract"))
    assert spec.map_only is None  # the condition reads the whole list


@pytest.mark.parametrize(
    ("seed", "overrides", "file", "expected"),
    [
        (7, [], {}, 7),
        (None, [], {}, None),
        (7, ["seed=8"], {}, 8),
        (7, [], {"seed": 9}, 9),
        (None, ["seed=1"], {}, 1),
    ],
)
def test_the_nearest_seed_wins(seed: int | None, overrides: list[str], file: Any, expected: int | None) -> None:
    assert described(of(extract, seed=seed), *overrides, file=file).graph.seed == expected


def test_a_resumed_run_keeps_its_seed() -> None:
    found = describe(of(extract, seed=7), ParamSources(), ROOT, "pipeline.py", {}, seed=5)
    assert found.graph.seed == 5


def test_a_parameter_that_is_new_since_the_run_began_is_looked_up_now() -> None:
    def train(old: int, new: int, optional: int = 1) -> None: ...

    now = ParamSources(file={"old": 2, "new": 3, "optional": 4})
    sources = ParamSources(file={"train": {"old": 1}}, otherwise=now)
    found = describe(of(train), sources, ROOT, "pipeline.py", {})
    assert found.graph.tasks["train"].params == {"old": 1, "new": 3}


class Keys(TypedDict):
    n: int


class Sized(Protocol):
    def __len__(self) -> int: ...


class Model: ...


class Tree(Model): ...


@pytest.mark.parametrize(
    ("given", "wanted", "expected"),
    [
        (int, int, True),
        (int, float, True),
        (bool, int, True),
        (float, int, False),
        (int, str, False),
        (dict, list, False),
        (list[int], list[str], True),
        (list, Sequence, True),
        (Tree, Model, True),
        (Model, Tree, True),
        (Model, int, False),
        (int, int | None, True),
        (int | None, int, True),
        (int | None, str, False),
        (int | str, str | bytes, True),
        (None.__class__, int, False),
        (None.__class__, int | None, True),
        (dict, Keys, True),
        (Keys, dict, True),
        (list, Sized, True),
        (Sized, list, True),
        (int, object, True),
        (Any, int, True),
        (int, Any, True),
        ("Frame", int, True),
    ],
)
def test_types_fit_unless_they_cannot(given: Any, wanted: Any, expected: bool) -> None:
    assert fits(given, wanted) is expected


def test_types_are_compared_along_every_edge() -> None:
    def words() -> list[str]: ...
    def each(word: str) -> list[int]: ...
    def again(numbers: list[int]) -> int: ...
    def total(again: list[int]) -> int: ...
    def wrong(again: int) -> int: ...

    with DAG("d") as dag:
        first = PythonOperator(each).map(word=PythonOperator(words))
        PythonOperator(again).map(numbers=first)
        PythonOperator(total)
    described(dag)
    with dag:
        PythonOperator(wrong)
    with pytest.raises(TypeMismatchError, match=r"'again' returns list\[int\].*'wrong' expects int"):
        described(dag)


def test_annotations_that_cannot_be_resolved_count_as_none_each_alone() -> None:
    def f(a: int, b: Nowhere, c: "Path | None" = None, *args: int, **rest: Missing) -> Elsewhere: ...  # noqa: F821, UP037

    found = {one.name: (one.kind, one.annotation) for one in parameters_of(f)}
    assert found == {
        "a": ("named", int),
        "b": ("named", Any),
        "c": ("named", Path | None),
        "args": ("*", int),
        "rest": ("**", Any),
    }


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"pool": "db"}, "'db'"),
        ({"pool": "none"}, "1 or more"),
        ({"publish": "x.docx"}, r"\.parquet"),
        ({"versions": ["no-such-thing"]}, "installed distribution"),
        ({"effect": True, "idempotency_key": "{nobody}"}, "{run_id}"),
        ({"effect": True, "idempotency_key": "{run_id"}, "{run_id}"),
    ],
)
def test_options_that_only_the_pipeline_can_judge(options: dict[str, Any], words: str) -> None:
    with DAG("d", pools={"none": 0}) as dag:
        PythonOperator(extract, **options)
    with pytest.raises(InvalidTaskError, match=words):
        described(dag)


def test_a_pipeline_without_tasks_is_refused() -> None:
    with pytest.raises(PipelineError, match="has no tasks"):
        described(DAG("d"))


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.lists(st.sampled_from("abcdefgh"), max_size=3)))
def test_an_order_has_everything_after_what_it_needs_or_there_is_a_circle(
    drawn: dict[str, list[str]],
) -> None:
    upstream = {name: [other for other in others if other in drawn] for name, others in drawn.items()}
    try:
        order = topological(upstream)
    except CycleError:
        # The circle that is shown is one: every arrow in it exists.
        left = {name for name in upstream if name in reachable(name, upstream)}
        loop = find_cycle({name: [o for o in upstream[name] if o in left] for name in left}, left)
        assert loop[0] == loop[-1]
        assert all(a in upstream[b] for a, b in zip(loop, loop[1:], strict=False))
        return
    assert sorted(order) == sorted(upstream)
    place = {name: n for n, name in enumerate(order)}
    assert all(place[other] < place[name] for name, others in upstream.items() for other in others)


def reachable(name: str, upstream: Mapping[str, Sequence[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(upstream[name])
    while waiting:
        other = waiting.pop()
        if other not in found:
            found.add(other)
            waiting += upstream[other]
    return found


def test_a_long_chain_of_tasks_is_ordered_without_recursion() -> None:
    upstream = {str(n): [str(n - 1)] if n else [] for n in range(5000)}
    assert topological(upstream) == [str(n) for n in range(5000)]


@pytest.mark.parametrize(
    "value",
    [1, "5", Untyped("5"), [Untyped("5"), 1.5], {"a": {"b": Untyped("x")}}, None, True, [], {}],
)
def test_what_is_stored_with_a_run_is_read_as_its_source_gave_it(value: Any) -> None:
    import json

    back = thawed(json.loads(json.dumps(frozen(value))))
    assert back == value
    assert type(back) is type(value)


def test_dates_are_stored_so_that_they_are_read_again_as_dates() -> None:
    for moment in (date(2026, 1, 31), datetime(2026, 1, 31, 6, 30)):
        assert isinstance(thawed(frozen(moment)), Untyped)
        assert thawed(frozen(moment)) == moment.isoformat()


def test_plain_values_have_content_that_can_be_written_down() -> None:
    assert all(map(is_plain, [1, "a", None, b"", Path("a"), date(2026, 1, 31), {"a": [1, (2,)]}]))
    assert not any(map(is_plain, [object(), {1: 2}, {1, 2}, [lambda: 1]]))


def test_relative_paths_are_the_projects_and_absolute_ones_stay() -> None:
    value = [Path("a"), {"b": Path("/b")}, (Path("c"),), "d"]
    assert in_folder(value, Path("/p")) == [Path("/p/a"), {"b": Path("/b")}, (Path("/p/c"),), "d"]
