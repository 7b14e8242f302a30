"""Every expectation has its page, written from the expectation itself, and the example on it prints what it says."""

import pytest
from expectation_pages import FOLDER, TITLES, family_of, shipped, written, written_index

from fairlead.data.kind import Kind

REWRITE = "run: python tests/house/expectation_pages.py"


@pytest.mark.parametrize("kind", [pytest.param(kind, id=kind.alias) for kind in shipped()])
def test_the_page_of_an_expectation_is_as_the_expectation_says(kind: Kind) -> None:
    path = FOLDER / f"{kind.alias}.md"
    assert path.is_file(), REWRITE
    assert path.read_text() == written(kind), REWRITE  # which runs the example anew


def test_the_list_of_expectations_is_complete() -> None:
    assert (FOLDER / "index.md").read_text() == written_index(), REWRITE
    assert {path.stem for path in FOLDER.glob("*.md")} == {kind.alias for kind in shipped()} | {"index"}, REWRITE


def test_every_family_has_a_heading_and_an_expectation() -> None:
    assert {family_of(kind) for kind in shipped()} == set(TITLES)
