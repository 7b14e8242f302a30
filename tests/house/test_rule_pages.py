"""Every rule has its page, written from the rule itself."""

import pytest
from rule_pages import FOLDER, TITLES, written, written_index

from fairlead.notebook.rules import all_rules
from fairlead.notebook.rules.notes import NOTES
from fairlead.notebook.rules.rule import Rule

PAGES = (*all_rules(), *NOTES.values())
REWRITE = "run: python tests/house/rule_pages.py"


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.name) for rule in PAGES])
def test_the_page_of_a_rule_is_as_the_rule_says(rule: Rule) -> None:
    path = FOLDER / f"{rule.name}.md"
    assert path.is_file(), REWRITE
    assert path.read_text() == written(rule), REWRITE


def test_the_list_of_rules_is_complete() -> None:
    assert (FOLDER / "index.md").read_text() == written_index(), REWRITE
    assert {path.stem for path in FOLDER.glob("*.md")} == {rule.name for rule in PAGES} | {"index"}, REWRITE


def test_every_group_of_rules_has_a_heading() -> None:
    assert {rule.group for rule in all_rules()} <= set(TITLES)
