"""What lies beside a notebook is found, whichever tool wrote it down."""

from pathlib import Path

import pytest

from fairlead.notebook.facts import Surroundings
from fairlead.notebook.read import notebook_of
from fairlead.notebook.requirements import requirement
from fairlead.notebook.surroundings import surroundings_of


def beside(folder: Path, **files: str) -> Surroundings:
    (folder / ".git").mkdir()
    for name, text in files.items():
        (folder / name).write_text(text)
    return surroundings_of(notebook_of("import pandas"), folder)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("requirements.txt", "# needs\npandas==2.2 \\\n  --hash=sha256:ab\nnumpy  # any\n-e .\n--index-url x\n"),
        ("pyproject.toml", '[project]\ndependencies = ["pandas==2.2"]\n[dependency-groups]\ndev = ["numpy"]\n'),
        ("pyproject.toml", '[tool.poetry.dependencies]\npython = "^3.11"\npandas = "==2.2"\nnumpy = "*"\n'),
        ("setup.cfg", "[options]\ninstall_requires =\n    pandas==2.2\n    numpy\n"),
        (
            "environment.yml",
            "name: x\ndependencies:\n  - python=3.11\n  - conda-forge::pandas==2.2\n  - pip:\n    - numpy\n",
        ),
        ("Pipfile", '[packages]\npandas = "==2.2"\nnumpy = "*"\n'),
    ],
)
def test_requirements_are_read_from_the_files_of_every_tool(tmp_path: Path, name: str, text: str) -> None:
    found = beside(tmp_path, **{name: text})

    assert found.requirements == {"pandas": "==2.2", "numpy": ""}
    assert found.requirements_file == name


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("uv.lock", '[[package]]\nname = "numpy"\nversion = "1.26.4"\nsource = { registry = "x" }\n'),
        ("poetry.lock", '[[package]]\nname = "numpy"\nversion = "1.26.4"\ndescription = ""\n'),
        ("Pipfile.lock", '{"default": {"numpy": {"version": "==1.26.4"}}}'),
    ],
)
def test_a_lock_file_gives_the_version_that_the_project_leaves_open(tmp_path: Path, name: str, text: str) -> None:
    found = beside(tmp_path, **{"pyproject.toml": '[project]\ndependencies = ["numpy"]\n', name: text})

    assert found.requirements == {"numpy": "==1.26.4"}
    assert found.requirements_file == "pyproject.toml"


def test_included_files_are_followed_and_circles_end(tmp_path: Path) -> None:
    found = beside(tmp_path, **{"requirements.txt": "-r base.txt\npandas", "base.txt": "-r requirements.txt\nnumpy>=1"})

    assert found.requirements == {"pandas": "", "numpy": ">=1"}


def test_the_project_above_the_notebook_counts_but_not_what_is_above_its_repository(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("torch")
    project = tmp_path / "project"
    (project / "notebooks").mkdir(parents=True)
    (project / ".git").mkdir()
    assert surroundings_of(notebook_of("x"), project / "notebooks").requirements is None

    (project / "requirements.txt").write_text("pandas")
    found = surroundings_of(notebook_of("x"), project / "notebooks")
    assert (found.requirements, found.requirements_file) == ({"pandas": ""}, "../requirements.txt")


def test_broken_files_say_nothing(tmp_path: Path) -> None:
    found = beside(tmp_path, **{"pyproject.toml": "[project", "Pipfile.lock": "{", "setup.cfg": "no section"})

    assert found.requirements is None


def test_modules_beside_and_in_the_source_folder_are_known(tmp_path: Path) -> None:
    (tmp_path / "src" / "shop").mkdir(parents=True)
    (tmp_path / "src" / "shop" / "__init__.py").write_text("")
    (tmp_path / "data").mkdir()
    found = beside(tmp_path, **{"helpers.py": "", "notes.txt": ""})

    assert {"helpers", "shop"} <= found.modules
    assert found.modules.isdisjoint({"data", "notes"})


def test_files_are_looked_for_when_asked_and_then_remembered(tmp_path: Path) -> None:
    found = beside(tmp_path, **{"a.csv": "x"})

    assert (found.files["a.csv"], found.files["b.csv"]) == (True, False)
    assert sorted(found.files) == ["a.csv", "b.csv"]
    assert str(tmp_path) in found.looked_at


def test_a_line_of_requirements_is_a_package_and_its_bound() -> None:
    assert requirement("scikit-learn [extra] >= 1.2 ; python_version < '4'") == ("scikit-learn", ">= 1.2")
    assert requirement("numpy @ https://files.test/numpy.whl") == ("numpy", "@ https://files.test/numpy.whl")
    assert requirement("-e .") is None
