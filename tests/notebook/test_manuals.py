"""The docstring of a rule is its manual page, and its examples are true."""

import re
from textwrap import dedent

import pytest

from fairlead.notebook.check import check_notebook
from fairlead.notebook.read import notebook_of
from fairlead.notebook.rules import all_rules
from fairlead.notebook.rules.rule import Rule

SECTIONS = ("What it does", "Why it hurts in production", "Example", "Fix", "Known limits")
every_rule = pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.name)


def example(rule: Rule, heading: str) -> str | None:
    """Return the block of code under ``Bad::`` or ``Good::``, or None where words tell of it."""
    found = re.search(rf"^{heading}::\n\n((?:(?: {{4}}.*)?\n)+)", rule.section("Example") + "\n", re.MULTILINE)
    return dedent(found[1]) if found else None


def hits(rule: Rule, code: str) -> list[str]:
    findings = check_notebook(notebook_of(code, "example.py"), select=[rule.name], confidence="low")
    return [finding.message for finding in findings if finding.code == rule.name]


@every_rule
def test_a_manual_page_has_its_sections_in_order(rule: Rule) -> None:
    places = [rule.manual.find(f"\n{title}\n{'-' * len(title)}\n") for title in SECTIONS]

    assert all(place > 0 for place in places), [t for t, p in zip(SECTIONS, places, strict=True) if p <= 0]
    assert places == sorted(places)
    assert all(rule.section(title) for title in SECTIONS)


@every_rule
def test_the_first_line_of_a_manual_page_is_a_sentence(rule: Rule) -> None:
    assert rule.summary.endswith(".") and rule.summary[0].isupper() and len(rule.summary) < 120


@every_rule
def test_a_rule_finds_its_bad_example_and_not_its_good_one(rule: Rule) -> None:
    bad, good = example(rule, "Bad"), example(rule, "Good")
    if bad is None and good is None:
        assert "Bad" not in rule.section("Example")
        return
    assert bad and hits(rule, bad), "the bad example is not found"
    assert good and not hits(rule, good), hits(rule, good or "")
