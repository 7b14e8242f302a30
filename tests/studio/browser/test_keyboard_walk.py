"""Without a mouse: everything is reached by Tab, seen to be reached, and done by Enter, Space and the arrows."""

from __future__ import annotations

from typing import Any

import pytest
from walking import Walk, walking

pytestmark = [pytest.mark.heavy, pytest.mark.timeout(600)]
MOST = 250
"""So many presses of Tab a page may need to be gone through."""

FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const look = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  const drawn = one.matches('a.stage') && one.querySelector('rect.box');
  return {
    name: [one.getAttribute('aria-label'), one.innerText, one.labels?.[0]?.innerText, one.tagName].find(Boolean).trim(),
    tag: one.tagName, id: one.id, href: one.getAttribute('href'),
    rings: drawn
      ? parseFloat(getComputedStyle(drawn).strokeWidth) >= 3
      : look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 1,
    inner: !!one.closest('.editor'),
    size: box.width * box.height,
  };
}"""


def tab_until(walk: Walk, is_it: Any) -> dict[str, Any]:
    """Press Tab until something has the focus; whatever has it on the way can be seen to have it."""
    for _ in range(MOST):
        walk.page.keyboard.press("Tab")
        found = walk.page.evaluate(FOCUSED)
        if found is None:
            continue
        assert found["rings"] or found["inner"] or found["size"] == 0, f"no ring around {found}"
        if is_it(found):
            return dict(found)
    raise AssertionError("not reached by Tab")


def named(text: str) -> Any:
    return lambda found: text in found["name"]


def test_the_first_tab_skips_to_the_content(browser: Any, studio: Any) -> None:
    with walking(browser, studio) as walk:
        page = walk.to("/churn/")
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUSED)["name"] == "Skip to the content"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "content"


@pytest.mark.parametrize(
    "name", ["", "checks", "features", "models", "monitor", "notebook", "pipeline", "runs", "tests"]
)
def test_a_page_is_gone_through_without_a_trap(browser: Any, studio: Any, name: str) -> None:
    with walking(browser, studio) as walk:
        page = walk.to(f"/churn/{name}")
        seen = 0
        for _ in range(MOST):
            page.keyboard.press("Tab")
            found = page.evaluate(FOCUSED)
            if found is None:
                break  # out of the page, at the end
            assert found["rings"] or found["size"] == 0, found
            seen += 1
        assert 10 < seen < MOST, "the keyboard stays inside"


def test_a_quiz_is_answered_by_the_keyboard_alone(browser: Any, studio: Any) -> None:
    with walking(browser, studio) as walk:
        page = walk.to("/learn/pipeline?retry=1")
        tab_until(walk, lambda found: found["tag"] == "INPUT" and "Load is done" in found["name"])
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        tab_until(walk, named("Check"))
        page.keyboard.press("Enter")
        page.wait_for_selector("#quiz .verdict-line")
        assert "1 of 1 point" in walk.text("#quiz")


def test_a_stage_is_chosen_and_the_theme_switched_by_the_keyboard(browser: Any, studio: Any) -> None:
    with walking(browser, studio) as walk:
        page = walk.to("/churn/pipeline")
        tab_until(walk, lambda found: found["name"] == "Dark")
        page.keyboard.press("Enter")
        page.wait_for_function("() => document.documentElement.dataset.theme === 'dark'")
        tab_until(walk, lambda found: (found["href"] or "").endswith("stage=transform"))
        page.keyboard.press("Enter")
        page.wait_for_function("() => document.querySelector('#detail')?.innerText.includes('transform')")
        page.goto(f"{walk.origin}/churn/")
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_the_year_is_moved_by_the_keyboard_and_the_focus_stays(browser: Any, studio: Any) -> None:
    with walking(browser, studio) as walk:
        page = walk.to("/churn/monitor")
        page.wait_for_selector("#chart svg.chart", timeout=180_000)
        tab_until(walk, lambda found: found["id"] == "month")
        for month in (2, 3, 4):
            page.keyboard.press("ArrowRight")
            page.wait_for_function(
                "month => document.querySelector('#chart').innerText.includes(`trained before month ${month}`)",
                arg=month,
            )
            assert page.evaluate("document.activeElement.id") == "month"
        tab_until(walk, named("Time-based"))
        page.keyboard.press("Enter")
        page.wait_for_selector("#strategy-time[open]")


def test_the_editor_is_left_by_escape_and_tab(browser: Any, studio: Any) -> None:
    with walking(browser, studio) as walk:
        page = walk.to("/learn/testing")
        tab_until(walk, lambda found: found["id"] == "code" or found["inner"])
        before = page.locator("#code").input_value()
        page.keyboard.press("Tab")
        assert page.locator("#code").input_value() != before, "Tab indents"
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Escape")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.innerText").strip() == "Run"
