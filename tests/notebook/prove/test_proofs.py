"""Whole proofs of small projects in plain Python: what is the same, what is noticed, what cannot be run."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from converted_people import write_project

from fairlead.errors import NotebookRunError, PipelineRunError, ProveError
from fairlead.notebook.prove.process import Limits
from fairlead.notebook.prove.proof import Proof
from fairlead.project.proving import ProveOptions, check_proof, prove, read_proof

CELLS = (
    "import csv\nimport random",
    "rows = list(csv.DictReader(open('people.csv')))",
    "pay = [float(row['pay']) for row in rows]\nprint('rows', len(pay))",
    "mean = sum(pay) / len(pay)\nmean",
)

PIPELINE = """
import csv

from fairlead import DAG, task


@task
def extract() -> list[float]:
    rows = list(csv.DictReader(open("../people.csv")))
    pay = [float(row["pay"]) for row in rows]
    print("rows", len(pay))
    return pay


@task
def evaluate(pay: list[float]) -> float:
    mean = sum(pay) / len(pay)
    print(mean)
    return mean


with DAG("people") as dag:
    evaluate(extract())
"""

TASKS = {
    "extract": {"statements": [(2, 0), (3, 0), (3, 1)], "returns": "value", "outputs": {"pay": ("pay", (3, 0))}},
    "evaluate": {"statements": [(4, 0), (4, 1)], "returns": "value", "outputs": {"mean": ("mean", (4, 0))}},
}


def project(folder: Path, cells: Sequence[str] = CELLS, pipeline: str = PIPELINE, **more: Any) -> Path:
    return write_project(folder, cells, pipeline, more.pop("tasks", TASKS), **{"shows": {(4, 1): {}}, **more})


def proved(folder: Path, times: int = 1, **limits: Any) -> Proof:
    return prove(folder, ProveOptions(Limits(**limits), times=times))


def test_the_same_is_the_same(tmp_path: Path) -> None:
    said: list[str] = []
    folder = project(tmp_path)
    proof = prove(folder, ProveOptions(times=3), lambda name, done, total: said.append(name))
    assert (proof.verdict, proof.is_proved, proof.first) == ("identical", True, None)
    assert [(row.task, row.name, row.cell, row.outcome) for row in proof.rows] == [
        ("extract", "pay", 3, "same"),
        ("extract", "what it prints", 3, "same"),
        ("evaluate", "mean", 4, "same"),
        ("evaluate", "what it prints", 4, "same"),
    ]
    assert list(dict.fromkeys(said)) == ["notebook 1/3", "notebook 2/3", "notebook 3/3", "pipeline"]
    assert read_proof(folder) == Proof.from_dict(json.loads(json.dumps(proof.to_dict()))) == proof
    assert "../people.csv" in proof.identity["data"]
    assert not (folder / ".fairlead").exists()  # the project's own runs are left alone


def test_the_first_task_that_differs_is_named(tmp_path: Path) -> None:
    proof = proved(
        project(tmp_path, pipeline=PIPELINE.replace('    print("rows"', '    pay[7] += 0.5\n    print("rows"'))
    )
    assert proof.verdict == "differs"
    assert proof.first is not None
    assert (proof.first.task, proof.first.name, proof.first.where) == ("extract", "pay", "[7]")
    assert (proof.first.notebook, proof.first.pipeline) == ("1259.0", "1259.5")
    assert [row.outcome for row in proof.rows] == ["different", "same", "different", "different"]


@pytest.mark.heavy
def test_the_last_bit_is_within_tolerance_and_said(tmp_path: Path) -> None:
    proof = proved(
        project(tmp_path, pipeline=PIPELINE.replace("sum(pay) / len(pay)", "sum(pay) / len(pay) * (1 + 2**-52)"))
    )
    assert proof.verdict == "within tolerance"
    assert proof.first is not None
    assert proof.first.outcome == "close"
    assert 0 < proof.first.largest < 1e-15


def test_a_notebook_that_does_not_repeat_itself_proves_nothing(tmp_path: Path) -> None:
    cells = (*CELLS[:3], "mean = random.SystemRandom().random()\nmean")
    folder = project(tmp_path, cells)
    proof = proved(folder, times=2)
    assert (proof.verdict, proof.is_proved) == ("does not repeat", False)
    assert proof.first is not None
    assert (proof.first.task, proof.first.name) == ("evaluate", "mean")
    assert proof.first.again is not None
    assert proof.first.again[1] != proof.first.again[2]


@pytest.mark.heavy
def test_what_differs_is_told_although_something_else_does_not_repeat(tmp_path: Path) -> None:
    cells = (*CELLS[:3], "mean = random.SystemRandom().random()\nmean")
    pipeline = PIPELINE.replace('print("rows", len(pay))', 'print("rows", len(pay) + 1)')
    assert proved(project(tmp_path, cells, pipeline), times=2).verdict == "differs"


def test_what_cannot_be_compared_is_counted_and_named(tmp_path: Path) -> None:
    cells = (*CELLS[:3], "mean = (one for one in pay)\nprint('done')")
    pipeline = PIPELINE.replace("sum(pay) / len(pay)", "iter(pay)").replace("print(mean)", "print('done')")
    pipeline = pipeline.replace("return mean", "return {'mean': (one for one in pay)} and None")
    tasks = {
        **TASKS,
        "evaluate": {"statements": [(4, 0), (4, 1)], "returns": "value", "outputs": {"mean": ("mean", (4, 0))}},
    }
    proof = proved(project(tmp_path, cells, pipeline, tasks=tasks, shows={}))
    assert proof.verdict == "differs"  # a generator here and None there are not the same


@pytest.mark.heavy
def test_an_object_that_nobody_can_look_into_is_not_called_the_same(tmp_path: Path) -> None:
    cells = (*CELLS[:3], "import threading\nmean = threading.Lock()")
    pipeline = PIPELINE.replace("mean = sum(pay) / len(pay)\n    print(mean)", "mean = None").replace(
        "return mean", "return {}"
    )
    tasks = {**TASKS, "evaluate": {"statements": [(4, 1)], "returns": "mapping", "outputs": {"mean": ("mean", (4, 1))}}}
    proof = proved(project(tmp_path, cells, pipeline, tasks=tasks, shows={}))
    assert proof.verdict == "differs"
    assert proof.first is not None
    assert (proof.first.name, proof.first.pipeline) == ("mean", "not there")


def test_what_is_in_no_task_is_told(tmp_path: Path) -> None:
    cells = (*CELLS, "print('by the way')")
    proof = proved(project(tmp_path, cells))
    assert proof.verdict == "identical"
    assert proof.left_out == ((5, "by the way", "task"),)
    assert ("cell 5: by the way", "task") in proof.uncompared


@pytest.mark.heavy
def test_files_are_compared(tmp_path: Path) -> None:
    cells = (*CELLS[:3], "mean = sum(pay)\nopen('out.txt', 'w').write(f'{mean}\\nend\\n');")
    written = "open('../out.txt', 'w').write(f'{mean}\\n{END}\\n')"
    for end, verdict in (("end", "identical"), ("END", "differs")):
        pipeline = PIPELINE.replace(" / len(pay)\n    print(mean)", "\n    " + written.replace("{END}", end))
        proof = proved(project(tmp_path / end, cells, pipeline, shows={}))
        assert proof.verdict == verdict
        assert [(row.kind, row.name) for row in proof.rows][-1] == ("file", "out.txt")
        assert not (tmp_path / end / "out.txt").exists()  # it was written into a copy
    assert proof.first is not None
    assert (proof.first.notebook, proof.first.pipeline) == (repr("end\n"), repr("END\n"))


def test_a_path_that_the_project_has_elsewhere_is_read_there_by_the_notebook(tmp_path: Path) -> None:
    cells = (CELLS[0], CELLS[1].replace("people.csv", "/Users/john/people.csv"), *CELLS[2:])
    param = {
        "name": "source",
        "task": "extract",
        "kind": "path",
        "text": "'/Users/john/people.csv'",
        "value": "../people.csv",
    }
    assert proved(project(tmp_path, cells, params=[param])).verdict == "identical"


@pytest.mark.heavy
def test_what_lies_beside_the_folder_is_found_and_may_be_written(tmp_path: Path) -> None:
    work = tmp_path / "work/notebooks"
    cells = (
        "import csv, os",
        "rows = list(csv.DictReader(open('../data/people.csv')))",
        "pay = [float(row['pay']) for row in rows]\nprint('rows', len(pay))",
        "mean = sum(pay)\nos.makedirs('../new', exist_ok=True)\nopen('../new/out.txt', 'w').write(str(mean));\n"
        "open('../models/out.txt', 'w').write(str(mean));",
    )
    writing = "import os\n    os.makedirs('../../new', exist_ok=True)\n"
    writing += "".join(f"    open('../../{folder}/out.txt', 'w').write(str(mean))\n" for folder in ("new", "models"))
    pipeline = PIPELINE.replace("../people.csv", "../../data/people.csv").replace(
        " / len(pay)\n    print(mean)", f"\n    {writing}"
    )
    folder = project(work, cells, pipeline, shows={})
    for name in ("data", "models"):
        (tmp_path / "work" / name).mkdir()
    (work / "people.csv").rename(tmp_path / "work/data/people.csv")
    proof = proved(folder)
    assert proof.verdict == "identical"
    assert sum(row.kind == "file" for row in proof.rows) == 1 + 1
    assert list((tmp_path / "work/models").iterdir()) == []
    assert not (tmp_path / "work/new").exists()
    assert "../../data/people.csv" in proof.identity["data"]


@pytest.mark.heavy
def test_streams_of_a_parallel_pipeline(tmp_path: Path) -> None:
    cells = ("import random\nrandom.seed(1)", "a = random.random()", "b = random.random()", "a2 = random.random()")
    pipeline = """
import random

from fairlead import DAG, task


@task
def first() -> dict:
    random.seed(11)
    a = random.random()
    a2 = random.random()
    return {"a": a, "a2": a2}


@task
def second() -> float:
    random.seed(22)
    return random.random()


with DAG("people") as dag:
    first()
    second()
"""
    tasks = {
        "first": {
            "statements": [(2, 0), (4, 0)],
            "returns": "mapping",
            "outputs": {"a": ("a", (2, 0)), "a2": ("a2", (4, 0))},
        },
        "second": {"statements": [(3, 0)], "returns": "value", "outputs": {"b": ("b", (3, 0))}},
    }
    random = {"mode": "parallel", "seeds": {"first": 11, "second": 22}}
    places = [(2, 0), (3, 0), (4, 0)]
    more: dict[str, Any] = {"tasks": tasks, "random_places": places, "shows": {}}
    proof = proved(project(tmp_path / "a", cells, pipeline, random=random, **more))
    assert (proof.verdict, proof.mode) == ("identical", "parallel")
    other = {"mode": "parallel", "seeds": {"first": 11, "second": 23}}
    assert proved(project(tmp_path / "b", cells, pipeline, random=other, **more)).verdict == "differs"


def test_what_mending_changed(tmp_path: Path) -> None:
    original = (*CELLS[:3], "mean = max(pay)", "mean", "print(f'best: {mean:.1f}')")
    cells = (*CELLS[:3], "mean = sum(pay) / len(pay)", "mean", "print(f'best: {mean:.1f}')")
    tasks = {
        **TASKS,
        "evaluate": {"statements": [(4, 0), (5, 0), (6, 0)], "returns": "value", "outputs": {"mean": ("mean", (4, 0))}},
    }
    pipeline = PIPELINE.replace("    print(mean)", "    print(mean)\n    print(f'best: {mean:.1f}')")
    fixes = [{"rule": "refit-on-test", "cell": 4, "line": 1, "message": "the mean in place of the maximum"}]
    folder = project(tmp_path, cells, pipeline, tasks=tasks, shows={(5, 0): {}}, original=original, fixes=fixes)
    proof = proved(folder)
    assert proof.verdict == "identical"
    assert [(one.cell, one.label, one.before, one.after, one.repeats) for one in proof.changes] == [
        (5, "mean", "2998.0", "1924.8333333333333", True),
        (6, "best", "2998.0", "1924.8", True),
    ]


FAILURES = {
    "an error": ("1 / 0", NotebookRunError, "The notebook stops in cell 2: ZeroDivisionError: division by zero"),
    "a syntax error": ("x = = 1", NotebookRunError, "The notebook stops in cell 2: SyntaxError"),
    "a missing file": ("open('gone.csv')", NotebookRunError, "The notebook stops in cell 2: FileNotFoundError"),
    "input": (
        "name = input('Who? ')",
        NotebookRunError,
        "The notebook waits in cell 2 for somebody to type: input('Who? ')",
    ),
    "a loop without end": (
        "import time\nwhile True: time.sleep(0.01)",
        NotebookRunError,
        "not done after 3 seconds; it was ended in cell 2",
    ),
    "2 GB": (
        "x = bytearray(2_000_000_000)",
        NotebookRunError,
        "The notebook wants more memory in cell 2 than the 1 GB",
    ),
    "a crash": ("import os; os.kill(os.getpid(), 11)", NotebookRunError, "ended in cell 2: signal 11"),
}


@pytest.mark.parametrize("name", sorted(FAILURES))
def test_a_notebook_that_does_not_run_is_told_with_its_cell(name: str, tmp_path: Path) -> None:
    code, kind, words = FAILURES[name]
    folder = project(tmp_path, ("import csv", code), tasks={}, shows={})
    with pytest.raises(kind) as caught:
        proved(folder, seconds=3.0, memory=1_000_000_000)
    assert words in caught.value.message
    assert caught.value.exit_code == 2
    assert not (folder / "proof").exists()


@pytest.mark.heavy
def test_a_notebook_that_runs_in_the_order_of_its_counts_says_so(tmp_path: Path) -> None:
    folder = project(tmp_path, ("print(x)", "x = 1"), tasks={}, shows={})
    path = folder / "notebook/people.ipynb"
    notebook = json.loads(path.read_text())
    notebook["cells"][0]["execution_count"], notebook["cells"][1]["execution_count"] = 2, 1
    path.write_text(json.dumps(notebook))
    with pytest.raises(NotebookRunError) as caught:
        proved(folder)
    assert "in the order of its execution counts it runs" in str(caught.value)


def test_a_task_that_fails_is_told(tmp_path: Path) -> None:
    with pytest.raises(PipelineRunError) as caught:
        proved(project(tmp_path, pipeline=PIPELINE.replace("sum(pay) / len(pay)", "sum(pay) / 0")))
    assert "the pipeline stops in task 'evaluate': ZeroDivisionError" in caught.value.message
    assert "pipeline.py:" in (caught.value.where or "")


@pytest.mark.heavy
def test_a_task_without_end_is_told(tmp_path: Path) -> None:
    pipeline = PIPELINE.replace("    mean = ", "    import time\n    while True: time.sleep(0.01)\n    mean = ")
    with pytest.raises(PipelineRunError, match="not done after 4 seconds; 'evaluate' was at work"):
        proved(project(tmp_path, pipeline=pipeline), seconds=4.0)


@pytest.mark.heavy
def test_a_pipeline_that_cannot_be_loaded_is_told(tmp_path: Path) -> None:
    with pytest.raises(PipelineRunError, match="the pipeline cannot be loaded"):
        proved(project(tmp_path, pipeline="import nothing_of_that_name\n"))


@pytest.mark.heavy
def test_all_that_a_run_started_is_ended_with_it(tmp_path: Path) -> None:
    mark = tmp_path / "alive"
    writing = f"import time\nwhile True: open({str(mark)!r}, 'a').write('x'); time.sleep(0.05)"
    code = f"import subprocess, sys, time\nsubprocess.Popen([sys.executable, '-c', {writing!r}])\ntime.sleep(60)"
    with pytest.raises(NotebookRunError, match="not done after 2.5 seconds"):
        proved(project(tmp_path / "a", (code,), tasks={}, shows={}), seconds=2.5)
    size = mark.stat().st_size
    time.sleep(0.3)
    assert mark.stat().st_size == size


def test_nothing_of_the_person_is_overwritten(tmp_path: Path) -> None:
    absolute = tmp_path / "people.csv"
    cells = ("import csv", f"open({str(absolute)!r}, 'w')")
    with pytest.raises(NotebookRunError, match="a proof works on copies"):
        proved(project(tmp_path, cells, tasks={}, shows={}))
    assert absolute.stat().st_size > 100


def test_a_proof_holds_until_something_changes(tmp_path: Path) -> None:
    folder = project(tmp_path)
    with pytest.raises(ProveError, match="There is no proof yet"):
        check_proof(folder)
    proved(folder)
    assert check_proof(folder)[1] == []
    (tmp_path / "people.csv").write_text("pay\n1\n")
    (folder / "pipeline.py").write_text(PIPELINE + "\n# another\n")
    (folder / "more.py").write_text("")
    os.unlink(folder / "fairlead.toml")
    assert check_proof(folder)[1] == [
        "The code: fairlead.toml is not there any more",
        "The code has changed: pipeline.py",
        "The code has a new file: more.py",
        "The data has changed: ../people.csv",
    ]


def test_what_is_no_converted_project(tmp_path: Path) -> None:
    with pytest.raises(ProveError, match="There is no record of a conversion"):
        prove(tmp_path)
    folder = project(tmp_path / "a")
    (folder / "notebook/conversion.json").write_text("{}")
    with pytest.raises(ProveError, match="cannot be read: KeyError"):
        prove(folder)
    folder = project(tmp_path / "b")
    os.unlink(folder / "notebook/people.ipynb")
    with pytest.raises(ProveError, match="is not there, with which the pipeline is to be compared"):
        prove(folder)
