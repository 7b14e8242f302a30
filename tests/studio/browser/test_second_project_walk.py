"""The same pages on a project that has nothing to do with churn: a shop that asks which orders come back."""

from __future__ import annotations

from typing import Any

import pytest
from walking import walking

pytestmark = [pytest.mark.heavy, pytest.mark.timeout(900)]
MINUTES = 60_000


def test_from_overview_to_monitor_it_is_about_the_orders(browser: Any, studio: Any) -> None:
    with walking(browser, studio) as walk:
        page = walk.to("/mine/")
        assert "returns" in walk.text("body")
        for name, words in (
            ("Notebook", "returns.ipynb"),
            ("Pipeline", "extract"),
            ("Runs", "returns"),
            ("Data checks", "rules.toml"),
            ("Models", "returns"),
            ("Monitor", "Nothing is known of returns in production yet"),
        ):
            page.get_by_role("navigation", name="Pages").get_by_role("link", name=name, exact=True).click()
            page.wait_for_load_state()
            assert words in walk.text("main"), name
            assert "churn" not in walk.text("main").casefold(), name


def test_a_run_is_started_followed_and_overlaps(browser: Any, studio: Any) -> None:
    with walking(browser, studio) as walk:
        page = walk.to("/mine/pipeline")
        page.locator("#force").check()
        page.locator("#run-with button").click()
        page.wait_for_function(
            "() => document.querySelector('main h1').innerText.includes('Succeeded')", timeout=2 * MINUTES
        )
        page.wait_for_function("() => document.querySelector('main').innerText.includes('At the same time ran')")
        assert "validate and transform" in walk.text()


def test_its_suite_is_edited_and_run(browser: Any, studio: Any) -> None:
    with walking(browser, studio) as walk:
        page = walk.to("/mine/checks/suite/rules.toml")
        text = page.locator("#suite-text").input_value()
        assert 'column = "price"' in text
        page.locator("#suite-text").fill(text.replace("max_value = 500", "max_value = 100"))
        page.locator("#suite-form button[value=run]").click()
        page.wait_for_selector("#result", timeout=MINUTES)
        assert "0 of 1 expectation" in walk.text("main h1")


def test_its_own_year_is_simulated(browser: Any, studio: Any) -> None:
    with walking(browser, studio) as walk:
        page = walk.to("/mine/monitor?view=year")
        page.wait_for_selector("#chart svg.chart", timeout=3 * MINUTES)
        assert "category == 'shoes'" in walk.text("#headline")
        assert "EUR" not in walk.text("#strategies")  # hidden until somebody has guessed
        page.get_by_role("link", name="Show it without a guess").click()
        page.wait_for_selector("#replay table")
        assert "12 EUR" in walk.text("#replay")


def test_its_notebook_has_the_leak_and_no_problem_of_churn(browser: Any, studio: Any) -> None:
    with walking(browser, studio) as walk:
        page = walk.to("/mine/notebook/returns.ipynb")
        assert page.locator("article.cell").count() == 5
        page.locator("article.cell[data-cell='3'] a.choose").click()
        page.wait_for_function("() => document.querySelector('#detail .eyebrow').innerText.includes('Cell 3 of')")
        assert "split" in walk.text("#detail")
