"""The log of predictions is opened as the project's settings say."""

from pathlib import Path

import pytest

from fairlead.errors import LogError, ProjectError
from fairlead.project import Project
from fairlead.project.predictions import open_log
from fairlead.serve.log import Record, read_log

DAY = 86_400.0


def project_with(folder: Path, settings: str) -> Project:
    (folder / "fairlead.toml").write_text(settings)
    return Project.find(folder, needs_pipeline=False)


def record(id: str, at: float = 7.5) -> Record:
    return Record(id, at, "churn", 1, {"age": 36}, [0.5], "yes")


def test_the_log_lies_in_the_project_and_keeps_everything_unless_told(tmp_path: Path) -> None:
    project = project_with(tmp_path, "")
    with open_log(project, "churn") as log:
        log.append([record("old")])
    open_log(project, "churn").close()
    assert read_log(tmp_path / ".fairlead" / "predictions" / "churn").collect()["id"].to_list() == ["old"]


def test_what_is_older_than_the_project_keeps_goes(tmp_path: Path) -> None:
    project = project_with(tmp_path, "[predictions]\nkeep_days = 30\n")
    with open_log(project, "churn") as log:
        log.append([record("old")])
    with pytest.raises(LogError, match="No prediction has been logged"):
        read_log(log.folder)


def test_an_answer_that_cannot_be_logged_is_refused_or_given_as_the_project_says(tmp_path: Path) -> None:
    for policy in ("refuse", "answer"):
        log = open_log(project_with(tmp_path, f'[predictions]\non_log_failure = "{policy}"\n'), "churn")
        log.close()
        if policy == "refuse":
            with pytest.raises(LogError):
                log.append([record("a")])
        else:
            log.append([record("a")])
            assert log.lost == 1


@pytest.mark.parametrize("line", ["keep_days = 0", "keep_mb = -1", 'on_log_failure = "hope"', "keep_days = 1.5"])
def test_a_setting_that_means_nothing_is_refused(tmp_path: Path, line: str) -> None:
    with pytest.raises(ProjectError, match=f"predictions.{line.partition(' ')[0]}"):
        project_with(tmp_path, f"[predictions]\n{line}\n")
