"""Mistakes of a newcomer: found before anything runs, with what to do next."""

from typing import Any

import pytest

from fairlead.errors import (
    ConditionError,
    CycleError,
    DuplicateTaskError,
    FairleadError,
    InvalidTaskError,
    LoaderDiedError,
    OutsideDAGError,
    ParamError,
    PipelineError,
    PipelineImportError,
    ProjectError,
    ScheduleError,
    SecretError,
    TypeMismatchError,
    UnknownParameterError,
    UnknownTaskError,
)

MISTAKES = {
    "a circle": (
        """
        with DAG("d") as dag:
            extract, clean, load = PythonOperator(...), PythonOperator(...), PythonOperator(...)
            extract >> clean >> load >> extract
        """,
        CycleError,
        ["clean -> load -> extract -> clean", "remove one of these edges"],
    ),
    "a task that waits for itself": (
        """
        with DAG("d") as dag:
            a = PythonOperator(...)
            a >> a
        """,
        CycleError,
        ["'a' waits for itself"],
    ),
    "a parameter that nothing provides": (
        """
        def extract(): ...
        def load(extarct): ...
        with DAG("d") as dag:
            PythonOperator(extract); PythonOperator(load)
        """,
        UnknownParameterError,
        ["'extarct' of task 'load'", "did you mean 'extract'?", "pipeline.py:3"],
    ),
    "a parameter named after its own task": (
        """
        def load(load): ...
        with DAG("d") as dag:
            PythonOperator(load)
        """,
        UnknownParameterError,
        ["'load' of task 'load'"],
    ),
    "a value for a parameter that is not there": (
        """
        def load(path=None): ...
        with DAG("d") as dag:
            PythonOperator(load, op_kwargs={"paht": 1})
        """,
        UnknownParameterError,
        ["'paht'", "did you mean 'path'?"],
    ),
    "one id for two tasks": (
        """
        def load(): ...
        with DAG("d") as dag:
            PythonOperator(load); PythonOperator(load)
        """,
        DuplicateTaskError,
        ["the id 'load'", "pipeline.py:4"],
    ),
    "types that do not fit": (
        """
        def count() -> int: ...
        def shout(count: str): ...
        with DAG("d") as dag:
            PythonOperator(count); PythonOperator(shout)
        """,
        TypeMismatchError,
        ["'count' returns int", "'shout' expects str"],
    ),
    "types that do not fit in a map": (
        """
        def numbers() -> list[int]: ...
        def shout(word: str): ...
        with DAG("d") as dag:
            numbers = PythonOperator(numbers)
            PythonOperator(shout).map(word=numbers)
        """,
        TypeMismatchError,
        ["'numbers' returns int", "'shout' expects str"],
    ),
    "an error in the file": (
        """
        import math
        def helper():
            return math.squareroot(4)
        helper()
        """,
        PipelineImportError,
        ["AttributeError", "squareroot", "pipeline.py:4"],
    ),
    "a syntax error": ("x = (1,\ny = 2\n", PipelineImportError, ["SyntaxError", "pipeline.py:2"]),
    "a missing module": (
        "import sklaern.tree\n",
        PipelineImportError,
        ["imports 'sklaern'", "pipeline.py:2", "pip install sklaern"],
    ),
    "a file that exits": (
        "raise SystemExit('bye')\n",
        PipelineImportError,
        ["SystemExit: bye", "pipeline.py:2"],
    ),
    "no DAG": ("x = 1\n", PipelineImportError, ["no DAG in", 'with DAG("my_pipeline") as dag']),
    "two DAGs": (
        """
        with DAG("one") as one: PythonOperator(..., task_id="a")
        with DAG("two") as two: PythonOperator(..., task_id="a")
        """,
        PipelineImportError,
        ["'one', 'two'", "--dag one"],
    ),
    "a DAG without tasks": ('dag = DAG("d")\n', PipelineError, ["'d' has no tasks"]),
    "a pool that is not there": (
        """
        with DAG("d", pools={"database": 2}) as dag:
            PythonOperator(..., task_id="a", pool="databse")
        """,
        InvalidTaskError,
        ["'databse'", "did you mean 'database'?"],
    ),
    "a pool without a slot": (
        """
        with DAG("d", pools={"database": 0}) as dag:
            PythonOperator(..., task_id="a", pool="database")
        """,
        InvalidTaskError,
        ["'pool' of task 'a'", "1 or more"],
    ),
    "an option that does not exist": (
        """
        with DAG("d") as dag:
            PythonOperator(..., task_id="a", retry=3)
        """,
        InvalidTaskError,
        ["option 'retry'", "did you mean 'retries'?", "pipeline.py:3"],
    ),
    "a trigger rule that does not exist": (
        """
        with DAG("d") as dag:
            PythonOperator(..., task_id="a", trigger_rule="one_success")
        """,
        InvalidTaskError,
        ["'one_success'", "all_success, none_failed, all_done"],
    ),
    "retries by the name of an exception": (
        """
        with DAG("d") as dag:
            PythonOperator(..., task_id="a", retries={"OSError": 3})
        """,
        InvalidTaskError,
        ["'retries' of task 'a'", "OSError"],
    ),
    "a time that is none": (
        """
        with DAG("d") as dag:
            PythonOperator(..., task_id="a", timeout="soon")
        """,
        ScheduleError,
        ["'soon'", "1h30m"],
    ),
    "an idempotency key that cannot be filled in": (
        """
        with DAG("d") as dag:
            PythonOperator(..., task_id="a", effect=True, idempotency_key="{run}")
        """,
        InvalidTaskError,
        ["'idempotency_key' of task 'a'", "run_id"],
    ),
    "a file of a format that nobody writes": (
        """
        with DAG("d") as dag:
            PythonOperator(..., task_id="a", publish="out/table.xlsx")
        """,
        InvalidTaskError,
        ["'publish' of task 'a'", ".parquet"],
    ),
    "one published file for two tasks": (
        """
        with DAG("d") as dag:
            PythonOperator(..., task_id="a", publish="out/x.csv")
            PythonOperator(..., task_id="b", publish="./out/x.csv")
        """,
        InvalidTaskError,
        ["'publish' of task 'b'", "'a' is published there"],
    ),
    "a published file for a mapped task": (
        """
        def each(n): ...
        with DAG("d") as dag:
            PythonOperator(each, publish="x.csv").map(n=[1])
        """,
        InvalidTaskError,
        ["'publish' of task 'each'", "mapped"],
    ),
    "a version of what is not installed": (
        """
        with DAG("d") as dag:
            PythonOperator(..., task_id="a", versions=["no-such-distribution"])
        """,
        InvalidTaskError,
        ["'versions'", "installed distribution"],
    ),
    "a lambda": (
        """
        with DAG("d") as dag:
            PythonOperator(lambda: 1)
        """,
        InvalidTaskError,
        ["lambda", "task_id=", "pipeline.py:3"],
    ),
    "a call in the place of a function": (
        """
        def load(): ...
        with DAG("d") as dag:
            PythonOperator(load(), task_id="a")
        """,
        InvalidTaskError,
        ["is to run None", "without calling it"],
    ),
    "an edge to a function": (
        """
        def load(): ...
        with DAG("d") as dag:
            PythonOperator(..., task_id="a") >> load
        """,
        InvalidTaskError,
        ["make a task of the function first"],
    ),
    "a task outside a DAG": (
        "PythonOperator(print)\n",
        OutsideDAGError,
        ["outside a DAG", 'with DAG("my_pipeline")'],
    ),
    "an edge from one DAG to another": (
        """
        with DAG("one") as one: a = PythonOperator(..., task_id="a")
        with DAG("two") as two: b = PythonOperator(..., task_id="b")
        a >> b
        """,
        OutsideDAGError,
        ["'one'", "'two'", "an edge joins tasks of one DAG"],
    ),
    "a condition used like a value": (
        """
        with DAG("d") as dag:
            a, b = PythonOperator(...), PythonOperator(...)
            if a.passed: a >> b
        """,
        ConditionError,
        ["`a.passed`" if False else "passed` is not true or false yet", ".when()"],
    ),
    "a condition on a task that is not there": (
        """
        with DAG("d") as dag:
            evaluate, deploy = PythonOperator(...), PythonOperator(...)
            deploy.when(lambda evalute: True)
        """,
        ConditionError,
        ["'evalute'"],
    ),
    "more arguments than parameters": (
        """
        @task
        def double(n): ...
        with DAG("d") as dag:
            double(1, 2)
        """,
        InvalidTaskError,
        ["'double'", "2"],
    ),
    "arguments for *args": (
        """
        def total(*numbers): return sum(numbers)
        with DAG("d") as dag:
            PythonOperator(total, op_args=[1, 2])
        """,
        InvalidTaskError,
        ["'total'", "numbers"],
    ),
    "a schedule that cannot be understood": (
        'with DAG("d", params="absent.toml") as dag: a = PythonOperator(...)\n',
        ProjectError,
        ["absent.toml' does not exist"],
    ),
    "a secret that is nowhere": (
        """
        def load(api_token: Secret): ...
        with DAG("d") as dag:
            PythonOperator(load)
        """,
        SecretError,
        ["'api_token' is not set", "export API_TOKEN"],
    ),
    "a file that takes the process with it": (
        "import os\nprint('last words')\nos._exit(3)\n",
        LoaderDiedError,
        ["exit code 3", "last words"],
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_nothing_runs_after(project: Any, mistake: str) -> None:
    source, kind, words = MISTAKES[mistake]
    with pytest.raises(kind) as caught:
        project.run(source)
    for word in words:
        assert word in str(caught.value)
    with project.project.open_store() as store:
        assert store.runs.recent() == []


RIGHT = """
    def train(n: int = 1): ...
    with DAG("d") as dag:
        train = PythonOperator(train)
"""


@pytest.mark.parametrize(
    ("request_", "kind", "words"),
    [
        ({"params": ["m=5"]}, ParamError, ["No task has a parameter 'm'", "'n'"]),
        ({"params": ["trian.n=5"]}, ParamError, ["did you mean 'train.n'?"]),
        ({"params": ["n=five"]}, ParamError, ["'five'", "int", "--param n"]),
        ({"params": ["n"]}, ParamError, ["NAME=VALUE"]),
        ({"only": ("trian",)}, UnknownTaskError, ["did you mean 'train'?"]),
        ({"start": ("trian",)}, UnknownTaskError, ["did you mean 'train'?"]),
        ({"until": ("trian",)}, UnknownTaskError, ["did you mean 'train'?"]),
        ({"dag": "b"}, PipelineImportError, ["no DAG 'b'", "'d'"]),
    ],
)
def test_a_request_that_cannot_be_met_starts_no_run(project: Any, request_: Any, kind: type, words: Any) -> None:
    with pytest.raises(kind) as caught:
        project.run(RIGHT, **request_)
    for word in words:
        assert word in str(caught.value)
    with project.project.open_store() as store:
        assert store.runs.recent() == []


def test_one_of_several_dags_is_chosen_by_name(project: Any) -> None:
    source = MISTAKES["two DAGs"][0]
    assert project.run(source, dag="two").states == {"a": "succeeded"}


def test_the_dict_of_typed_keys_and_protocols_fit_what_nobody_can_check(project: Any) -> None:
    ran = project.run(
        """
        from typing import Optional, Protocol, TypedDict
        class Settings(TypedDict):
            n: int
        class Sized(Protocol):
            def __len__(self) -> int: ...
        def settings() -> dict: return {"n": 1}
        def typed() -> Settings: return {"n": 1}
        def maybe() -> int | None: return 1
        def sized() -> Sized: return [1]
        def one(settings: Settings, sized: list): return settings["n"]
        def two(maybe: int, typed: dict): return maybe
        def three(maybe: Optional[float]): return maybe
        with DAG("d") as dag:
            for function in (settings, typed, maybe, sized, one, two, three): PythonOperator(function)
        """
    )
    assert ran.state == "succeeded"


def test_a_project_without_a_pipeline_says_so(project: Any) -> None:
    with pytest.raises(FairleadError, match="fairlead init"):
        project.run()
