"""Whatever a file holds, checking it gives findings: no crash, no failing rule, no long time."""

import pytest
from fuzz import CELLS, broken, main

from fairlead.notebook.check import check_notebook
from fairlead.notebook.read import notebook_of


def test_three_hundred_damaged_notebooks_are_checked_without_a_crash() -> None:
    assert list(broken(300, seed=7)) == []


@pytest.mark.heavy
def test_ten_thousand_damaged_notebooks_are_checked_without_a_crash() -> None:
    assert list(broken(10_000, seed=8)) == []


@pytest.mark.parametrize("source", CELLS)
def test_odd_code_is_checked_whether_it_is_a_script_or_a_cell(source: str) -> None:
    for text in (source, f"# %%\nimport pandas as pd\n# %%\n{source}\n# %%\n{source}"):
        findings = check_notebook(notebook_of(text, "odd.py"), select=["all"], confidence="low")
        assert [finding for finding in findings if finding.code == "rule-failed"] == []


def test_the_fuzzer_prints_how_many_mutants_broke_the_checker() -> None:
    said: list[str] = []

    assert main(["--count", "3"], said.append) == 0
    assert said == ["3 mutants, 0 of them broke the checker."]


BIG = {
    "digits": "x = " + "1" * 5_000_000,
    "string": "x = '" + "a" * 5_000_000 + "'\n!ls",
    "one line": "x = (" + "a " * 2_500_000 + "\n%ls",
    "lines": "x = 1\n" * 50_000 + "y = = 1\n" + "z = 1\n" * 50_000,
}


@pytest.mark.parametrize("kind", BIG)
def test_a_cell_of_megabytes_is_read(kind: str) -> None:
    notebook = notebook_of(BIG[kind], "big.py")

    assert len(notebook.cells) == 1
    if kind == "lines":
        tree = notebook.cells[0].tree
        assert tree is not None and len(tree.body) >= 100_000
