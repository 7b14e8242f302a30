"""Each rule finds what its corpus marks, and nothing in the notebooks that are fine.

`corpus/<rule>/bad_*.py` are notebooks (`# %%` parts cells) in which every line marked ``# <- hit`` must be found, and
no other line; `good_*.py` are those in which the rule must find nothing. An .ipynb has no marks: a bad one must be hit.
"""

from pathlib import Path

import pytest

from fairlead.finding import Finding
from fairlead.notebook.check import check_notebook
from fairlead.notebook.read import read_notebook
from fairlead.notebook.rules import GROUPS, all_rules
from fairlead.notebook.surroundings import surroundings_of

CORPUS = Path(__file__).parent / "corpus"
MARK = "# <- hit"
FILES = sorted(file for file in CORPUS.glob("*/*") if file.suffix in (".py", ".ipynb"))
ON_SURROUNDINGS = {"deps-missing", "deps-unpinned", "data-snapshot-missing"}
"""Rules that look at what lies beside the notebook: beside these lie requirements and data."""


def named(file: Path) -> str:
    return f"{file.parent.name}/{file.name}"


def lines_found(file: Path, rule: str) -> list[Finding]:
    notebook = read_notebook(file)
    surroundings = surroundings_of(notebook, file.parent) if rule in ON_SURROUNDINGS else None
    return check_notebook(notebook, select=[rule], confidence="low", surroundings=surroundings)


def marked_lines(file: Path) -> set[int]:
    return {number for number, line in enumerate(file.read_text().splitlines(), 1) if MARK in line}


@pytest.mark.parametrize("file", [file for file in FILES if file.name.startswith("bad_")], ids=named)
def test_a_bad_notebook_is_hit_on_its_marked_lines(file: Path) -> None:
    findings = [finding for finding in lines_found(file, file.parent.name) if finding.code == file.parent.name]

    assert findings, "nothing was found"
    marked = marked_lines(file)
    if marked:
        assert {finding.where.line for finding in findings} == marked, [finding.message for finding in findings]


@pytest.mark.parametrize("file", [file for file in FILES if file.name.startswith("good_")], ids=named)
def test_a_good_notebook_is_left_alone(file: Path) -> None:
    findings = lines_found(file, file.parent.name)

    assert [f"{finding.where}: {finding.code}: {finding.message}" for finding in findings] == []


def test_every_file_of_the_corpus_belongs_to_a_rule_and_says_what_it_is() -> None:
    names = {name for group in GROUPS.values() for name in group}
    assert {file.parent.name for file in FILES} <= names
    assert [named(file) for file in FILES if not file.name.startswith(("bad_", "good_"))] == []


BUILT_IN_TESTS = {
    *("hidden-state-out-of-order", "stale-cell", "error-in-output", "secret-in-output", "pii-in-output"),
    *("cell-too-long", "notebook-too-long", "untitled-notebook", "output-bloat"),
}
"""Rules on counts, outputs and sizes: their tests build the notebooks in sight."""


@pytest.mark.parametrize("rule", [rule.name for rule in all_rules() if rule.name not in BUILT_IN_TESTS])
def test_every_rule_has_five_bad_and_five_good_notebooks(rule: str) -> None:
    names = [file.name for file in FILES if file.parent.name == rule]

    assert sum(name.startswith("bad_") for name in names) >= 5
    assert sum(name.startswith("good_") for name in names) >= 5
