"""The overview: the verdict, what needs a person, what comes next; and how to begin where there is nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fairlead.project.example import write_start
from fairlead.project.settings import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    write_start(tmp_path / "mine")
    return Project.find(tmp_path / "mine")


def write_run(project: Project, run_id: str, state: str, tasks: dict[str, dict[str, Any]]) -> None:
    """Write a run into the store as the engine leaves it."""
    from fairlead.pipeline.owner import this_process

    rows = [
        {"run_id": run_id, "task_id": name, "name": name, "position": n, "state": "pending", "pool": None}
        for n, name in enumerate(tasks)
    ]
    with project.open_store() as store, store.transaction():
        store.runs.create(
            {"id": run_id, "pipeline": "mine", "file": "pipeline.py", "state": "pending", "created": 1e9,
             "logical_date": None, "options": {}, "graph": '{"name":"mine","file":"pipeline.py","tasks":[]}'},
            rows,
        )  # fmt: skip
        fence = store.runs.take(run_id, this_process(), None, 1e9, 10.0)
        store.runs.write_tasks([{**row, **_task(tasks[row["task_id"]])} for row in rows])
        store.runs.end(run_id, fence, state, f"{state}: for a reason", 1e9 + 5)


def _task(values: dict[str, Any]) -> dict[str, Any]:
    empty = dict.fromkeys(
        ("reason", "started", "ended", "cpu", "pid", "cache_key", "artifact", "rows_in", "rows_out", "error",
         "source_run")
    )  # fmt: skip
    return {**empty, "attempt": 1, "cached": 0, **values}


def test_a_folder_without_a_project_shows_how_to_begin(open_studio: Any, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "churn.ipynb").write_text("{}")
    page = open_studio(tmp_path / "mine").get("/mine/")
    assert page.status == 404
    assert "There is no project in this folder yet" in page.words
    assert "fairlead convert churn.ipynb" in page.words and "fairlead init" in page.words
    assert not (tmp_path / "mine" / ".fairlead").exists(), "looking writes nothing"


def test_a_new_project_is_told_to_run(open_studio: Any, project: Project) -> None:
    page = open_studio(project.folder).get("/mine/")
    assert page.status == 200
    assert "Nothing is in production yet" in page.words
    assert "The pipeline has not run yet." in page.words
    assert page.words.count("fairlead run") >= 2, "in what is needed, and as the command that fills the card"


def test_a_failed_run_needs_a_person_and_says_what_to_do(open_studio: Any, project: Project) -> None:
    error = {"type": "ValueError", "message": "3 ages are below 0 <b>\nmore"}
    write_run(
        project, "20261120-101112-abcdef", "failed",
        {"extract": {"state": "succeeded"}, "train": {"state": "failed", "error": error}},
    )  # fmt: skip
    page = open_studio(project.folder).get("/mine/")
    assert "Production needs a person" in page.words
    assert "The latest run failed at train: 3 ages are below 0 <b>" in page.words
    assert "0 &lt;b&gt;" in page.text
    assert "fairlead resume abcdef" in page.words
    assert 'href="/mine/runs/20261120-101112-abcdef"' in page.text


def test_a_check_that_does_not_pass_leads_to_its_suite(open_studio: Any, project: Project) -> None:
    with project.open_store() as store, store.transaction():
        store.validations.add(
            {"id": "v1", "suite": "customers", "source": "data/customers.csv", "at": 1e9, "row_count": 7043,
             "success": False, "worst": "error", "split": None, "run_id": None, "task_id": None, "seconds": 0.1},
            [],
        )  # fmt: skip
    page = open_studio(project.folder).get("/mine/")
    assert "data/customers.csv does not pass its suite customers." in page.words
    assert 'href="/mine/checks/customers"' in page.text
    assert "7,043 rows were checked" in page.words


def test_a_model_in_use_that_is_watched_and_tested_is_healthy(open_studio: Any, project: Project) -> None:
    from fairlead.clock import SystemClock

    now = SystemClock().now()
    write_run(project, "20261120-101112-abcdef", "succeeded", {"extract": {"state": "succeeded"}})
    with project.open_store() as store, store.transaction():
        card = {"metrics": {"roc_auc": 0.8334}, "rows": 5639}
        version = store.models.add(
            {"name": "churn", "digest": "d", "at": now, "actor": "you", "why": "", "parts": {}, "card": card}
        )
        alias = {"name": "churn", "alias": "champion", "version": version, "strategy": "replace", "share": 1.0,
                 "at": now, "actor": "you", "why": "the gate passed"}  # fmt: skip
        assert store.models.move(alias, None)
    studio = open_studio(project.folder)
    assert "Nobody has looked yet how churn does in production." in studio.get("/mine/").words
    with project.open_store() as store, store.transaction():
        store.monitoring.add_look(
            {"model": "churn", "at": now, "batch": "2026-11", "verdict": "holds up", "findings": []}
        )
    page = studio.get("/mine/")
    assert "Production is healthy" in page.words
    assert "churn version 1 answers, and nothing waits for a person." in page.words
    assert "0.833 measured" in page.words and "holds up" in page.words
    with project.open_store() as store, store.transaction():
        store.tests.add(
            {"id": "s", "at": now, "seconds": 1.0, "model": None, "version": None},
            [{"test": "tests/test_a.py::test_age", "layer": "data", "level": "unit", "outcome": "failed",
              "seconds": 0.1, "said": "assert -1 > 0", "proves": ""}],
        )  # fmt: skip
    page = studio.get("/mine/")
    assert "One test does not pass: test_age." in page.words and "assert -1 > 0" in page.words


def test_a_broken_settings_file_is_said_with_its_line(open_studio: Any, project: Project) -> None:
    (project.folder / "fairlead.toml").write_text("[project\n")
    page = open_studio(project.folder).get("/mine/")
    assert page.status == 404 and "FL001" in page.words and "fairlead.toml" in page.words


def test_every_page_of_the_frame_can_be_reached_by_the_keyboard(open_studio: Any, project: Project) -> None:
    text = open_studio(project.folder).get("/mine/").text
    assert text.index('class="skip"') < text.index("<header"), "the first stop of the keyboard"
    for address in ("/", "/notebook", "/pipeline", "/runs", "/features", "/checks", "/tests", "/models", "/monitor"):
        assert f'href="/mine{address}"' in text
    assert 'aria-current="page"' in text and '<html lang="en"' in text
    assert 'href="/churn/"' in text and 'href="/learn"' in text
