"""The lesson's project: copied once, and never over something else."""

from pathlib import Path

import pytest

from fairlead.errors import ProjectError
from fairlead.project.lesson import lesson_home, make_lesson


def test_it_is_copied_once_and_then_left_alone(tmp_path: Path) -> None:
    home = tmp_path / "data" / "churn-lesson"
    assert make_lesson(home)
    (home / "pipeline.py").write_text("# changed by a person\n")
    assert not make_lesson(home)
    assert (home / "pipeline.py").read_text() == "# changed by a person\n"


def test_a_folder_with_something_else_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("...")
    with pytest.raises(ProjectError, match="not empty"):
        make_lesson(tmp_path)


def test_a_data_folder_that_is_not_absolute_is_passed_over() -> None:
    assert lesson_home({"XDG_DATA_HOME": "data"}) == Path.home() / ".local" / "share" / "fairlead" / "churn-lesson"
