"""Where a project's state lies, and how much it may do at once."""

from pathlib import Path

import pytest

from fairlead.errors import ProjectError
from fairlead.project import Project


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a project with a folder inside."""
    (tmp_path / "pipeline.py").write_text("")
    (tmp_path / "data").mkdir()
    return tmp_path


def write(folder: Path, text: str) -> None:
    (folder / "fairlead.toml").write_text(text)


@pytest.mark.parametrize("inside", [".", "data"])
def test_paths_in_the_settings_begin_at_the_projects_folder(
    folder: Path, inside: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, '[store]\nurl = "runs.db"\nblobs = "outputs"\n')
    monkeypatch.chdir(folder / inside)
    project = Project.find()
    assert project.store_location == str(folder / "runs.db")
    assert project.blobs_location == str(folder / "outputs")
    monkeypatch.setenv("FAIRLEAD_STORE", "other.db")
    assert Project.find().store_location == str(folder / "other.db")


def test_addresses_and_whole_paths_stay_as_they_are(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, '[store]\nurl = "postgresql://me@db.example/runs"\nblobs = "s3://bucket/runs"\n')
    project = Project.find(folder)
    assert project.store_location == "postgresql://me@db.example/runs"
    assert project.blobs_location == "s3://bucket/runs"
    monkeypatch.setenv("FAIRLEAD_BLOBS", "/srv/shared")
    assert Project.find(folder).blobs_location == "/srv/shared"


def test_without_settings_the_state_lies_in_the_project(folder: Path) -> None:
    project = Project.find(folder)
    assert project.store_location == str(folder / ".fairlead" / "store.db")
    assert project.blobs_location == str(folder / ".fairlead")


@pytest.mark.parametrize("key", ["workers", "threads"])
@pytest.mark.parametrize("value", [0, -1])
def test_a_run_without_hands_is_refused(folder: Path, key: str, value: int) -> None:
    write(folder, f"[run]\n{key} = {value}\n")
    with pytest.raises(ProjectError, match=f"run.{key}.*{value}.*1 or more"):
        Project.find(folder)


@pytest.mark.parametrize("text", ["0", "-1", "many", "2.5"])
def test_a_number_of_workers_in_the_environment_that_is_none_is_refused(
    folder: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAIRLEAD_WORKERS", text)
    with pytest.raises(ProjectError, match=f"FAIRLEAD_WORKERS.*{text}"):
        Project.find(folder)


def test_the_environment_wins_and_an_empty_variable_does_not_count(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, "[run]\nworkers = 3\n")
    assert Project.find(folder).workers == 3
    monkeypatch.setenv("FAIRLEAD_WORKERS", "5")
    assert Project.find(folder).workers == 5
    monkeypatch.setenv("FAIRLEAD_WORKERS", "")
    assert Project.find(folder).workers == 3


def test_where_one_file_was_run_without_settings_its_runs_are_found(tmp_path: Path) -> None:
    folder = tmp_path / "dags"
    (folder / ".fairlead").mkdir(parents=True)
    (folder / ".fairlead" / "store.db").touch()
    (folder / "daily.py").write_text("with DAG('daily'): ...")
    assert Project.find(folder).pipeline == folder / "daily.py"
    with pytest.raises(ProjectError) as raised:
        Project.find(tmp_path)
    assert "'dags'" in str(raised.value.hint)
    (folder / "weekly.py").write_text("with DAG('weekly'): ...")
    with pytest.raises(ProjectError, match="no project here"):
        Project.find(folder)  # which of the two is meant nobody has said
