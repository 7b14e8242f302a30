"""Files behind `%run`: their tables, functions and imports are the notebook's, their findings are their own."""

from pathlib import Path

import pytest

from fairlead.finding import Finding
from fairlead.notebook.check import check_notebook
from fairlead.notebook.read import notebook_of, read_notebook

PREPARE = """import pandas as pd
from sklearn.preprocessing import StandardScaler


def scaled(X):
    return StandardScaler().fit_transform(X)


df = pd.read_csv("/home/you/a.csv")
X, y = df.drop(columns="y"), df["y"]
"""
SCORED = """# %%
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

X_train, X_test, y_train, y_test = train_test_split(scaled(X), y, random_state=0)
model = LogisticRegression().fit(X_train, y_train)
print(model.score(X_test, y_test))
"""


def found(folder: Path, text: str, *select: str) -> list[Finding]:
    (folder / "notebook.py").write_text(text)
    return check_notebook(read_notebook(folder / "notebook.py"), select=select or ["leakage", "portability"])


def test_what_a_file_learned_from_all_rows_leaks_into_the_notebooks_score(tmp_path: Path) -> None:
    (tmp_path / "prepare.py").write_text(PREPARE)

    (leak,) = found(tmp_path, "# %%\n%run prepare.py\n" + SCORED, "leakage")

    assert leak.code == "preprocess-before-split"
    assert (leak.where.line, leak.where.column) == (2, 6)
    assert [step["line"] for step in leak.steps] == [2, 7, 8, 9]


def test_without_the_file_nothing_leaks_and_a_note_says_that_it_is_not_there(tmp_path: Path) -> None:
    (note,) = found(tmp_path, "# %%\n%run prepare.py\n" + SCORED, "leakage")

    assert (note.code, note.where.line) == ("run-not-followed", 2)
    assert "'prepare.py'" in note.message


def test_what_is_wrong_within_the_file_is_told_of_the_file_alone(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(PREPARE + SCORED.removeprefix("# %%\n"))

    of_file = {finding.code for finding in check_notebook(read_notebook(tmp_path / "train.py"))}
    of_notebook = {finding.code for finding in found(tmp_path, "# %%\n%run train.py\n# %%\nprint(model)\n", "all")}

    assert {"preprocess-before-split", "abs-path", "input-without-schema"} <= of_file
    assert not {"preprocess-before-split", "abs-path", "input-without-schema"} & of_notebook


def test_the_file_is_run_where_its_line_stands(tmp_path: Path) -> None:
    (tmp_path / "prepare.py").write_text(PREPARE)
    notebook = "# %%\nX = 1\n%run prepare.py\nX = scaled(X)\n" + SCORED.replace("scaled(X)", "X")

    (leak,) = found(tmp_path, notebook, "leakage")

    assert leak.code == "preprocess-before-split"


def test_imports_of_the_file_are_known_in_the_notebook(tmp_path: Path) -> None:
    (tmp_path / "setup.py").write_text("import pandas as p\n")

    assert [one.code for one in found(tmp_path, "# %%\n%run setup.py\nt = p.read_csv('t.csv')\n", "data")] == [
        "input-without-schema"
    ]


def test_files_bring_in_files_and_notebooks_do_so_too(tmp_path: Path) -> None:
    (tmp_path / "prepare.py").write_text(PREPARE)
    (tmp_path / "more.ipynb").write_text(
        '{"nbformat": 4, "cells": [{"cell_type": "code", "source": "%run prepare.py"}]}'
    )

    (leak,) = found(tmp_path, "# %%\n%run more.ipynb\n" + SCORED, "leakage")

    assert (leak.code, leak.where.line) == ("preprocess-before-split", 2)


@pytest.mark.parametrize(
    "line", ["%run $script", "%run {folder}/a.py", "%run -m lab.prepare", "%run", "%run?"], ids=lambda line: line
)
def test_a_line_that_names_no_file_is_not_called_missing(tmp_path: Path, line: str) -> None:
    assert [one.code for one in found(tmp_path, f"# %%\n{line}\n", "leakage")] == []


def test_py_may_be_left_out_as_ipython_has_it(tmp_path: Path) -> None:
    (tmp_path / "prepare.py").write_text(PREPARE)

    assert [one.code for one in found(tmp_path, "# %%\n%run -i prepare\n" + SCORED, "leakage")] == [
        "preprocess-before-split"
    ]


def test_text_without_a_folder_has_no_files_beside_it() -> None:
    assert check_notebook(notebook_of("# %%\n%run gone.py\n", "a.py"), select=["leakage"]) == []
