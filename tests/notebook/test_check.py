"""How rules become findings, and how findings are left out."""

import json
from collections.abc import Iterator

import pytest

from fairlead.errors import CheckError
from fairlead.notebook import check as checking
from fairlead.notebook.check import check_notebook
from fairlead.notebook.facts import Facts
from fairlead.notebook.notebook import Place
from fairlead.notebook.read import notebook_of
from fairlead.notebook.rules import GROUPS, all_rules, find_rule
from fairlead.notebook.rules.rule import Hit, Rule, rule

RULE = "undefined-on-restart"


def codes(text: str, select: tuple[str, ...] = (RULE,)) -> list[str]:
    return [finding.code for finding in check_notebook(notebook_of(text, "a.py"), select=select)]


def test_a_comment_with_a_reason_leaves_a_finding_out() -> None:
    assert codes(f"print(x)  # fairlead: ignore[{RULE}] the kernel of the lab sets it") == []


def test_a_comment_alone_on_its_line_stands_for_the_next() -> None:
    assert codes(f"# fairlead: ignore[{RULE}] set by the lab\nprint(x)") == []


def test_a_comment_without_a_reason_works_but_is_told_of() -> None:
    assert codes(f"print(x)  # fairlead: ignore[{RULE}]") == ["suppression-without-reason"]


def test_a_comment_for_the_cell_holds_for_the_cell_only() -> None:
    assert codes(f"# %%\n# fairlead: ignore-cell[{RULE}] why not\nprint(x)\n\nprint(x, y)\n# %%\nprint(z)") == [RULE]


def test_a_suppression_that_nothing_needs_is_told_of() -> None:
    assert codes(f"x = 1  # fairlead: ignore[{RULE}] once it was needed") == ["unused-suppression"]


def test_a_suppression_of_a_rule_that_did_not_run_is_not_called_unused() -> None:
    assert codes("x = 1  # fairlead: ignore[abs-path] for the demo") == []


def test_a_suppression_of_an_unknown_rule_names_the_nearest() -> None:
    finding = check_notebook(notebook_of("x = 1  # fairlead: ignore[abs-pth] demo", "a.py"), select=[RULE])[0]

    assert finding.message == "There is no rule `abs-pth` to ignore; did you mean `abs-path`?"


@pytest.mark.parametrize(("tag", "left"), [("fairlead-ignore", []), (f"fairlead-ignore:{RULE}", []), ("other", [RULE])])
def test_a_tag_leaves_out_what_is_found_in_its_cell(tag: str, left: list[str]) -> None:
    cell = {"cell_type": "code", "source": "print(x)", "metadata": {"tags": [tag]}}
    notebook = notebook_of(json.dumps({"cells": [cell]}), "a.ipynb")

    assert [finding.code for finding in check_notebook(notebook, select=[RULE])] == left


def test_findings_come_in_the_order_of_the_notebook() -> None:
    findings = check_notebook(notebook_of("# %%\nb\n# %%\nx = (\n# %%\nprint(a)\nimport os", "a.py"), select=["state"])

    places = [finding.where.line or 0 for finding in findings]
    assert places == sorted(places)


def test_groups_and_names_choose_the_rules() -> None:
    assert codes("print(x)", ("state",)) == [RULE]
    assert codes("print(x)", ("randomness",)) == []
    with pytest.raises(CheckError, match="no-seed-spilt"):
        codes("print(x)", ("no-seed-spilt",))


def test_an_ignored_rule_is_not_run() -> None:
    assert check_notebook(notebook_of("print(x)", "a.py"), select=["state"], ignore=[RULE]) == []


def test_a_rule_that_fails_does_not_take_the_others_down(monkeypatch: pytest.MonkeyPatch) -> None:
    @rule("state", "error")
    def broken(facts: Facts) -> Iterator[Hit]:
        """Fail."""
        raise ZeroDivisionError("by design")
        yield Hit(Place(1, 1), "")

    def chosen(*_: object) -> tuple[Rule, ...]:
        return (broken, find_rule(RULE), broken)

    monkeypatch.setattr(checking, "chosen_rules", chosen)
    found = check_notebook(notebook_of("print(x)", "a.py"))

    assert [finding.code for finding in found] == [RULE, "rule-failed"]
    assert "by design" in found[1].message
    assert "ZeroDivisionError" in found[1].evidence["traceback"]


def test_a_finding_carries_why_where_it_ends_and_what_to_do() -> None:
    finding = check_notebook(notebook_of("# %%\nx = 1\n# %%\nprint(x, yy)", "a.py"), select=[RULE])[0]

    assert finding.why.startswith("On your screen the name is still there")
    assert finding.evidence["group"] == "state"
    assert (finding.where.end_line, finding.where.end_column) == (4, 12)
    assert finding.fix is not None


def test_every_listed_rule_is_written_and_in_its_group() -> None:
    assert [rule.name for rule in all_rules()] == [name for names in GROUPS.values() for name in names]
    assert all(rule.name in GROUPS[rule.group] for rule in all_rules())


def test_notebooks_are_not_changed_by_being_checked() -> None:
    notebook = notebook_of("# %%\nprint(x)\nx = 1", "a.py")

    assert check_notebook(notebook) == check_notebook(notebook)
