"""Airflow files, unchanged, on this engine: what runs, what is skipped, and what is refused by name."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def ran(text: str, *words: str, code: int = 0) -> dict[str, Any]:
        (tmp_path / "dags.py").write_text(text)
        line = [sys.executable, "-m", "fairlead", "run", "dags.py", "--json", "--date", "2026-11-26", *words]
        done = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == code, done.stdout + done.stderr
        document: dict[str, Any] = json.loads(done.stdout)
        return document

    return ran


def states(document: dict[str, Any]) -> dict[str, str]:
    return {one["task"]: one["state"] for one in document["tasks"]}


HANDED_OVER = """
from datetime import datetime, timedelta

from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk import DAG, get_current_context, task


def push(ti, **kwargs):
    ti.xcom_push(key="rows", value=3)
    return "pushed"


def args(a, b, *, c, ds, params):
    assert (a, b, c, ds, params["n"]) == (1, "2026-11-26", "n is 5", "2026-11-26", 5), (a, b, c, ds, params)


@task
def several() -> dict[str, int]:
    return {"x": 1, "y": 2}


@task
def sum_up(x, y=10, ti=None):
    assert ti.xcom_pull(task_ids="push", key="rows") == 3
    assert ti.xcom_pull(task_ids="push") == "pushed"
    assert get_current_context()["run_id"] == ti.run_id
    return x + y


@task(retries=1, retry_delay=timedelta(seconds=0.01))
def check(total, words):
    assert total == 3
    assert words == "3 rows on 2026-11-26", words


with DAG(
    "handed_over", schedule="@daily", start_date=datetime(2026, 1, 1), default_args={"owner": "me", "retries": 0},
    params={"n": 5}, tags=["x"],
) as dag:
    pushed = PythonOperator(task_id="push", python_callable=push)
    arguments = PythonOperator(
        task_id="args", python_callable=args, op_args=[1, "{{ ds }}"], op_kwargs={"c": "n is {{ params.n }}"}
    )
    both = several()
    total = sum_up(both["x"], y=both["y"])
    said = BashOperator(
        task_id="said", bash_command="echo no; echo $ROWS rows on {{ ds }}",
        env={"ROWS": "{{ ti.xcom_pull(task_ids='push', key='rows') }}"}, append_env=True,
    )
    pushed >> [arguments, said]
    pushed >> both
    check(total, said.output)
"""


def test_values_templates_and_parameters_are_handed_over(run: Run) -> None:
    found = states(run(HANDED_OVER))
    assert found == dict.fromkeys(("push", "args", "several", "sum_up", "said", "check"), "succeeded")


SKIPPED = """
from airflow.exceptions import AirflowSkipException
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import BranchPythonOperator, PythonOperator, ShortCircuitOperator
from airflow.sdk import DAG, Label, TriggerRule, task


def skip():
    raise AirflowSkipException("not today")


def fail():
    raise ValueError("on purpose")


with DAG("skipped", schedule=None) as dag:
    branch = BranchPythonOperator(task_id="branch", python_callable=lambda: "left")
    left, right, far = (EmptyOperator(task_id=name) for name in ("left", "right", "far"))
    join = EmptyOperator(task_id="join", trigger_rule=TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS)
    strict = EmptyOperator(task_id="strict")
    branch >> [left, right, join]
    branch >> Label("other") >> right >> far
    [left, far] >> join
    [left, right] >> strict

    closed = ShortCircuitOperator(task_id="closed", python_callable=lambda: 0)
    after = EmptyOperator(task_id="after")
    at_the_end = EmptyOperator(task_id="at_the_end", trigger_rule="all_done")
    closed >> after >> at_the_end

    gentle = ShortCircuitOperator(
        task_id="gentle", python_callable=lambda: False, ignore_downstream_trigger_rules=False
    )
    gentle >> EmptyOperator(task_id="gentle_after") >> EmptyOperator(task_id="gentle_end", trigger_rule="all_done")

    skipping = PythonOperator(task_id="skipping", python_callable=skip)
    skipping >> EmptyOperator(task_id="passed_over")

    failing = PythonOperator(task_id="failing", python_callable=fail)
    failing >> EmptyOperator(task_id="not_reached")
    failing >> EmptyOperator(task_id="mends", trigger_rule="one_failed")
    branch >> EmptyOperator(task_id="left_alone", trigger_rule="one_failed")

    @task.branch
    def choose():
        return None

    choose() >> EmptyOperator(task_id="unchosen")
"""


def test_what_is_not_chosen_is_skipped_as_airflow_does_it(run: Run) -> None:
    found = states(run(SKIPPED, code=1))
    assert found == {
        "branch": "succeeded", "left": "succeeded", "right": "skipped", "far": "skipped", "join": "succeeded",
        "strict": "skipped", "closed": "succeeded", "after": "skipped", "at_the_end": "skipped",
        "gentle": "succeeded", "gentle_after": "skipped", "gentle_end": "succeeded", "skipping": "skipped",
        "passed_over": "skipped", "failing": "failed", "not_reached": "upstream_failed", "mends": "succeeded",
        "left_alone": "skipped", "choose": "succeeded", "unchosen": "skipped",
    }  # fmt: skip


MAPPED = """
from airflow.decorators import dag, task, task_group
from airflow.operators.python import PythonOperator
from airflow.utils.task_group import TaskGroup


def show(n):
    return n * 10


@dag(schedule=None)
def mapped(limit: int = 3):
    @task
    def numbers(limit):
        return list(range(limit))

    @task
    def add(x, y=1):
        return x + y

    @task
    def total(values, ti=None):
        assert sum(values) == 2 + 3 + 4, values
        assert sorted(ti.xcom_pull(task_ids="add")) == [2, 3, 4]

    total(add.partial(y=2).expand(x=numbers(limit)))

    @task
    def nothing():
        return []

    @task
    def never(x):
        raise AssertionError("there are no items")

    never.expand(x=nothing())

    pairs = add.override(task_id="pairs").expand(x=[1, 2], y=[10, 20])

    with TaskGroup("outer") as outer:
        one = PythonOperator.partial(task_id="one", python_callable=show).expand(op_args=[[1], [2]])

        @task_group
        def inner(n):
            return add.override(task_id="deep")(n)

        inner(5)

    pairs >> outer


mapped()
"""


def test_mapped_tasks_and_groups_run(run: Run) -> None:
    found = states(run(MAPPED))
    assert found["total"] == "succeeded"
    assert [found[f"add[{n}]"] for n in range(3)] == ["succeeded"] * 3
    assert found["never"] == "skipped"
    assert sum(name.startswith("pairs[") for name in found) == 4
    assert found["outer.one[1]"] == found["outer.inner.deep"] == "succeeded"


def test_a_dag_without_a_schedule_is_run_by_its_name_among_several(run: Run) -> None:
    text = "from airflow import DAG\nfrom airflow.operators.empty import EmptyOperator\n"
    text += "".join(f"with DAG('{name}') as {name}:\n    EmptyOperator(task_id='x')\n" for name in ("one", "two"))
    assert states(run(text, "--dag", "two")) == {"x": "succeeded"}


BEGIN = """
from datetime import timedelta
from airflow.sdk import DAG, task
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import BranchPythonOperator, PythonOperator


def pulls(ti):
    return ti.xcom_pull(task_ids="c")


def tries(ti):
    return ti.try_number
"""

REFUSED = {
    "another provider": ("from airflow.providers.http.operators.http import HttpOperator", "airflow.providers.http"),
    "a class of the sdk": ("from airflow.sdk import Asset", "'Asset' of 'airflow.sdk'"),
    "a kind of task": ("task.virtualenv", "'task.virtualenv' of 'airflow.sdk'"),
    "a schedule by assets": ("DAG('x', schedule=[object()])", "DAG 'x': schedule=list(...)"),
    "a callback of a dag": ("DAG('x', on_failure_callback=print)", "DAG 'x': the argument on_failure_callback"),
    "an argument": ("with DAG('x'): EmptyOperator(task_id='a', run_as_user='me')", "run_as_user='me'"),
    "a pool": ("with DAG('x'): EmptyOperator(task_id='a', pool='db')", "EmptyOperator 'a': pool='db'"),
    "a rule": ("with DAG('x'): EmptyOperator(task_id='a', trigger_rule='dummy')", "trigger_rule='dummy'"),
    "earlier runs": ("with DAG('x'): EmptyOperator(task_id='a', depends_on_past=True)", "depends_on_past=True"),
    "a file as a template": ("with DAG('x'): BashOperator(task_id='a', bash_command='a.sh')", "the file 'a.sh'"),
    "expand over a key": (
        "with DAG('x'):\n    made = EmptyOperator(task_id='m')\n    task(print).expand(a=made.output['k'])",
        "expand over the key 'k'",
    ),
    "a method of an operator": ("with DAG('x'): EmptyOperator(task_id='a').as_setup()", "'as_setup' of an operator"),
}  # fmt: skip


@pytest.mark.parametrize("what", sorted(REFUSED))
def test_what_is_outside_is_refused_by_name_before_anything_runs(tmp_path: Path, what: str) -> None:
    line, words = REFUSED[what]
    (tmp_path / "dags.py").write_text(f"{BEGIN}\n{line}\n")
    read = """
from pathlib import Path
from fairlead.airflow import imports
from fairlead.errors import AirflowError
from fairlead.pipeline.loader import import_file

imports.before()
try:
    import_file(Path("dags.py").absolute(), Path.cwd())
except AirflowError as error:
    print(error.message)
"""
    done = subprocess.run([sys.executable, "-c", read], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert words in done.stdout
    assert "is not part of the Airflow that runs here." in done.stdout


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("PythonOperator(task_id='a', python_callable=print, op_args=['{{ nowhere }}'])", "the template in op_args"),
        (
            "BranchPythonOperator(task_id='a', python_callable=lambda: 'b') >> EmptyOperator(task_id='c')",
            "returned 'b'",
        ),
        (
            "task(lambda ti: ti.xcom_pull(task_ids='c'), task_id='a')() >> EmptyOperator(task_id='c')",
            "xcom_pull of 'c'",
        ),
        ("task(task_id='a')(tries)()", "'try_number' of the task instance"),
    ],
)
def test_what_only_a_run_shows_fails_that_task_by_name(run: Run, body: str, words: str) -> None:
    document = run(f"{BEGIN}\nwith DAG('x') as dag:\n    {body}\n", code=1)
    (failed,) = [one for one in document["tasks"] if one["state"] == "failed"]
    assert failed["task"] == "a"
    assert words in failed["error"]["message"]


def test_the_same_names_come_from_fairlead_itself(run: Run) -> None:
    text = """
from fairlead.airflow import DAG, BranchPythonOperator, EmptyOperator, PythonOperator, ShortCircuitOperator, dag, task

with DAG("ours") as ours:
    EmptyOperator(task_id="a") >> PythonOperator(task_id="b", python_callable=print)
"""
    assert states(run(text)) == {"a": "succeeded", "b": "succeeded"}


def test_tasks_run_every_time(run: Run) -> None:
    text = "from airflow.sdk import DAG, task\nwith DAG('x') as dag:\n    task(task_id='a')(lambda: 1)()\n"
    run(text)
    assert [one["cached"] for one in run(text)["tasks"]] == [False]


def test_pendulum_has_what_files_use_of_it(run: Run) -> None:
    text = "import pendulum\nfrom airflow.sdk import DAG, task\n"
    text += "with DAG('x', schedule='@daily', start_date=pendulum.datetime(2021, 1, 1, tz='UTC')) as dag:\n"
    text += "    task(task_id='a')(lambda: str(pendulum.duration(days=1)))()\n"
    assert states(run(text)) == {"a": "succeeded"}
