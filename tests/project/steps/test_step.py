"""One task at a time, as another scheduler asks for it: what a step gives, skips, repeats and refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from fairlead.errors import StepError
from fairlead.project import Project, Selection
from fairlead.project import run as run_project
from fairlead.project.steps.step import holds, run_task

PIPELINE = """
from pathlib import Path

from fairlead import DAG, BranchPythonOperator, PythonOperator


def numbers():
    return [1, 2, 2]


def square(number):
    return number * number


def total(square):
    print("the total is", sum(square))
    return sum(square)


def choose(total):
    return "small"


def small(total): return "small"
def large(total): return "large"
def join(small, large): return small or large
def announce(total): return Path("announced.txt").write_text(Path("announced.txt").read_text() + "x")
def never(total): ...


def shaky():
    raise OSError("the line is down") if Path("down.txt").exists() else ValueError("wrong")


with DAG("steps") as dag:
    numbers = PythonOperator(numbers)
    square = PythonOperator(square).map(number=numbers)
    total = PythonOperator(total)
    choose = BranchPythonOperator(python_callable=choose)
    small, large = PythonOperator(small), PythonOperator(large)
    join = PythonOperator(join, trigger_rule="none_failed")
    announce = PythonOperator(announce, effect=True, idempotency_key="{run_id}").when(total.output > 1)
    never = PythonOperator(never).when(total.output > 1000)
    shaky = PythonOperator(shaky, retries={OSError: 2})
    choose >> [small, large]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which the steps up to `total` have been carried out, as the run "r:1"."""
    place = tmp_path_factory.mktemp("steps")
    (place / "pipeline.py").write_text(PIPELINE)
    (place / "announced.txt").write_text("")
    for task in ("numbers", "square", "total"):
        assert run_task(place, task, run="r:1").state == "succeeded"
    return place


def test_a_mapped_task_is_listed_carried_out_part_by_part_and_joined(folder: Path) -> None:
    run_task(folder, "numbers", run="parts")
    listed = run_task(folder, "square", run="parts", item="")
    assert len(listed.items) == 3
    assert len(set(listed.items)) == 2, "equal items are one"
    parts = [run_task(folder, "square", run="parts", item=item).digest for item in listed.items]
    joined = run_task(folder, "square", run="parts")
    assert joined.items == listed.items
    assert joined.digest == run_task(folder, "square", run="r:1").digest
    assert parts[1] == parts[2] != parts[0]


def test_the_digests_are_those_of_a_plain_run(folder: Path) -> None:
    step = run_task(folder, "total", run="r:1")
    project = Project.find(folder)
    outcome = run_project(project, selection=Selection(until=("total",), force=True))
    with project.open_store() as store:
        rows = {row["task_id"]: row for row in store.runs.tasks(outcome.run_id)}
    assert rows["total"]["artifact"]["digest"] == step.digest


def test_a_step_that_is_taken_from_the_store_prints_nothing(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for task in ("numbers", "square"):
        run_task(folder, task, run="prints")
    run_task(folder, "total", run="prints")
    run_task(folder, "total", run="prints")
    assert "the total is" not in capfd.readouterr().out, "it was taken from the store"


def test_a_branch_says_what_goes_on_and_the_rest_is_skipped(folder: Path) -> None:
    chosen = run_task(folder, "choose", run="r:1")
    assert chosen.chosen == ("small",)
    skipped = run_task(folder, "large", run="r:1")
    assert (skipped.state, skipped.reason) == ("skipped", "choose chooses large does not hold: choose chose small")
    run_task(folder, "small", run="r:1")
    assert run_task(folder, "join", run="r:1").state == "succeeded"


def test_a_task_passed_over_elsewhere_counts_as_skipped(folder: Path) -> None:
    for task in ("numbers", "square", "total", "choose", "small"):
        run_task(folder, task, run="elsewhere")
    assert run_task(folder, "join", run="elsewhere").state == "succeeded", "large has left no row at all"


def test_a_condition_is_looked_at_alone(folder: Path) -> None:
    assert holds(folder, "announce", run="r:1").state == "succeeded"
    found = holds(folder, "never", run="r:1")
    assert (found.state, found.reason) == ("skipped", "total > 1000 does not hold: total is 9")


def test_an_effect_happens_once_a_run_of_the_other_scheduler(folder: Path) -> None:
    for run in ("r:1", "r:1"):
        assert run_task(folder, "announce", run=run).state == "succeeded"
    assert (folder / "announced.txt").read_text() == "x"


def test_a_failure_is_final_unless_the_pipeline_repeats_it(folder: Path) -> None:
    wrong = run_task(folder, "shaky", run="wrong")
    assert (wrong.state, wrong.reason, wrong.final) == ("failed", "ValueError: wrong", True)
    (folder / "down.txt").touch()
    assert [run_task(folder, "shaky", run="down").final for _ in range(3)] == [False, False, True]


def test_a_task_without_what_comes_before_it_is_refused(folder: Path) -> None:
    with pytest.raises(StepError, match="'total' cannot run: 'square', which comes before it, has left no result"):
        run_task(folder, "total", run="new")
    assert run_task(folder, "total", run="new", latest=True).state == "succeeded"
