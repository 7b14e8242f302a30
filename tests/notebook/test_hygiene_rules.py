"""Rules on sizes and names, which nobody has to want: they are off unless selected."""

import pytest

from fairlead.finding import Finding
from fairlead.notebook.check import check_notebook
from fairlead.notebook.read import notebook_of
from fairlead.notebook.rules import GROUPS, chosen_rules


def found(rule: str, *cells: str, path: str = "work.py") -> list[Finding]:
    text = "".join(f"# %%\n{cell}\n" for cell in cells)
    return check_notebook(notebook_of(text, path), select=[rule], confidence="low")


def lines(n: int, line: str = "x{i} = {i}") -> str:
    return "\n".join(line.format(i=i) for i in range(n))


def test_hygiene_is_off_unless_it_is_selected() -> None:
    on = {rule.name for rule in chosen_rules()}

    assert on.isdisjoint(GROUPS["hygiene"])
    assert {rule.name for rule in chosen_rules(["hygiene"])} == set(GROUPS["hygiene"])


@pytest.mark.parametrize(
    "cell",
    [
        lines(51),
        "import os\n" + lines(60, "os.getenv('{i}')"),
        lines(70) + "\n# end\n",
        "%matplotlib inline\n" + lines(55),
    ],
)
def test_a_cell_of_more_than_a_screen_is_found(cell: str) -> None:
    assert [finding.where.line for finding in found("cell-too-long", "y = 1", cell)] == [4]


@pytest.mark.parametrize(
    "cell",
    [
        lines(50),
        lines(40) + "\n" * 30,
        lines(40) + "\n" + lines(40, "# note {i}"),
        "def one():\n" + lines(60, "    x{i} = {i}"),
        "class One:\n" + lines(60, "    x{i} = {i}"),
    ],
)
def test_a_cell_that_fits_or_defines_one_thing_is_left_alone(cell: str) -> None:
    assert found("cell-too-long", cell) == []


def test_a_script_has_no_cells_that_could_be_too_long() -> None:
    assert check_notebook(notebook_of(lines(90), "script.py"), select=["cell-too-long"]) == []


@pytest.mark.parametrize("cells", [["x = 1"] * 61, [lines(30)] * 28])
def test_a_notebook_of_many_cells_or_lines_is_found(cells: list[str]) -> None:
    assert len(found("notebook-too-long", *cells)) == 1


@pytest.mark.parametrize("cells", [["x = 1"] * 60, [lines(40)] * 20, ["x = 1"] * 40 + [""] * 40])
def test_a_notebook_of_common_length_is_left_alone(cells: list[str]) -> None:
    assert found("notebook-too-long", *cells) == []


@pytest.mark.parametrize(
    "name",
    [
        "Untitled.ipynb",
        "Untitled12.ipynb",
        "model-Copy1.ipynb",
        "churn (2).ipynb",
        "churn_model_FINAL_v3_USE_THIS.ipynb",
        "report copy.ipynb",
    ],
)
def test_a_name_that_says_nothing_is_found(name: str) -> None:
    content = '{"cells": [{"cell_type": "code", "source": "x = 1"}], "nbformat": 4}'
    assert len(check_notebook(notebook_of(content, name), select=["untitled-notebook"])) == 1


@pytest.mark.parametrize(
    "name",
    [
        "churn_training.ipynb",
        "finals_of_the_cup.ipynb",
        "copying_files.ipynb",
        "lastminute.ipynb",
        "final_fit_for_new_rows.ipynb",
        "last_rows.ipynb",
        "a/Untitled/b.ipynb",
    ],
)
def test_a_name_that_says_something_is_left_alone(name: str) -> None:
    content = '{"cells": [{"cell_type": "code", "source": "x = 1"}], "nbformat": 4}'
    assert check_notebook(notebook_of(content, name), select=["untitled-notebook"]) == []
