"""Modules that cells write with ``%%writefile`` are files of the project."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fairlead.errors import NotConvertibleError
from fairlead.notebook.convert.convert import Converted, convert_notebook
from fairlead.project.converting import convert

MODEL = "%%writefile model.py\ndef doubled(value):\n    return value * 2"
USE = "from model import doubled\n\ntotal = doubled(21)\nprint('total', total)"


def notebook(*cells: str) -> str:
    return "".join(f"# %%\n{cell}\n" for cell in cells)


def converted(*cells: str, **wanted: Any) -> Converted:
    return convert_notebook(notebook(*cells).encode(), "book.py", **wanted)


def refusal(*cells: str) -> str:
    with pytest.raises(NotConvertibleError) as refused:
        converted(*cells)
    return str(refused.value)


def test_a_pipeline_finds_the_module_that_its_notebook_writes(tmp_path: Path) -> None:
    (tmp_path / "book.py").write_text(notebook(MODEL, USE))
    (tmp_path / "model.py").write_text("what an earlier run has left there")

    convert(tmp_path / "book.py", tmp_path / "project")
    command = [sys.executable, "-m", "fairlead", "run", "--json"]
    run = subprocess.run(command, cwd=tmp_path / "project", capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stdout + run.stderr
    assert (tmp_path / "project" / "model.py").read_text() == MODEL.partition("\n")[2] + "\n"


def test_the_cell_is_no_statement_and_is_told() -> None:
    made = converted(MODEL, USE)

    assert "doubled(value)" not in made.files["pipeline.py"]
    assert {"statement": None, "cell": 1, "reason": "%%writefile model.py: the module is a file of the project"} in (
        made.record.dropped
    )


def test_what_is_appended_stands_behind_what_was_written() -> None:
    made = converted("%%writefile model.py\nA = 1", "%%writefile -a ./model.py\nB = A", "import model\nprint(model.B)")

    assert made.files["model.py"] == "A = 1\nB = A\n"


def test_a_module_written_twice_before_it_is_imported_has_its_last_text() -> None:
    made = converted("%%writefile model.py\nA = 1", "%%file model.py\nA = 2", "import model\nprint(model.A)")

    assert made.files["model.py"] == "A = 2\n"


def test_packages_are_written_and_what_they_import_is_needed() -> None:
    made = converted("%%writefile shop/prices.py\nimport pandas as pd", "from shop import prices\nprint(prices.pd)")

    assert made.files["shop/prices.py"] == "import pandas as pd\n"
    assert made.modules == ["pandas"]


def test_a_module_in_a_folder_of_the_search_path_is_found_at_the_top() -> None:
    made = converted("import sys\nsys.path.append('./lib')", "%%writefile lib/model.py\nA = 1", "import model\nmodel.A")

    assert made.files["model.py"] == "A = 1\n"
    assert made.record.modules == {"model.py": "lib/model.py"}


def test_other_files_have_to_be_there_before() -> None:
    made = converted("%%writefile rows.csv\na,b\n1,2", "print(open('rows.csv').read())")

    assert "rows.csv" not in made.files
    assert [one["reason"] for one in made.record.dropped] == [
        "%%writefile rows.csv: what it makes has to be there before the pipeline runs"
    ]


@pytest.mark.parametrize(
    ("line", "text", "why"),
    [
        ("%%writefile model.py", "not python at all", "is not Python"),
        ("%%writefile ../model.py", "A = 1", "outside the notebook's folder"),
        ("%%writefile lib/../../model.py", "A = 1", "outside the notebook's folder"),
        ("%%writefile /srv/model.py", "A = 1", "outside the notebook's folder"),
        ("%%writefile ~/model.py", "A = 1", "outside the notebook's folder"),
        ("%%writefile $name.py", "A = 1", "cannot be told before it runs"),
        ("%%writefile -a model.py", "A = 1", "adds to a file that no cell above it writes"),
        ("%%writefile pipeline.py", "A = 1", "the project has a file of its own there"),
        ("%%writefile tasks/model.py", "A = 1", "the project has a file of its own there"),
    ],
)
def test_what_cannot_be_a_file_of_the_project_is_refused_with_its_cell(line: str, text: str, why: str) -> None:
    said = refusal("x = 1\nprint(x)", f"{line}\n{text}")

    assert "cell 2" in said
    assert why in said


def test_a_module_that_changes_after_it_was_imported_is_refused() -> None:
    first, second = "%%writefile model.py\nA = 1", "%%writefile model.py\nA = 2"

    said = refusal(first, "%%writefile user.py\nimport model", "import user\nprint(user.model.A)", second)

    assert "cell 4" in said
    assert "imported above" in said
    assert converted(first, "import model\nprint(model.A)", first).files["model.py"] == "A = 1\n"


def test_a_module_with_the_name_of_a_file_that_the_project_needs_is_refused() -> None:
    module, use = "%%writefile functions.py\nA = 1", "from functions import A\nprint(A)"

    assert converted(module, use).files["functions.py"] == "A = 1\n"
    said = refusal("def f(x):\n    return x + 1", module, use, "print(f(A))")
    assert "cell 2" in said
    assert "functions.py" in said


def test_two_modules_for_one_place_in_the_project_are_refused() -> None:
    path, first, second = (
        "import sys\nsys.path.insert(0, 'lib')",
        "%%writefile model.py\nA = 1",
        "%%writefile lib/model.py\nA = 2",
    )

    assert "a project has one model.py" in refusal(path, first, second, "import model\nprint(model.A)")
