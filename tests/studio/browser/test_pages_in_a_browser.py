"""Every page in both themes: axe-core finds nothing wrong, nothing comes from elsewhere, nothing is large."""

from __future__ import annotations

from typing import Any

import pytest
from walking import THEMES, violations, walking

pytestmark = pytest.mark.heavy

NAMES = ("", "checks", "features", "models", "monitor", "notebook", "pipeline", "runs", "tests")
NOTEBOOK = "/churn/notebook/notebooks/churn_model_FINAL_v3_USE_THIS.ipynb"
PAGES = (
    *(f"/{project}/{name}" for project in ("churn", "mine") for name in NAMES),
    NOTEBOOK,
    f"{NOTEBOOK}/changes",
    "/mine/notebook/returns.ipynb",
    "/churn/pipeline?stage=train",
    "/churn/checks/suite/churn/quality.py:SUITE",
    "/mine/checks/suite/rules.toml",
    "/churn/models/churn",
    "/churn/models/churn/1",
    "/churn/monitor?view=year&pattern=sudden&mechanism=concept&month=8&strategy=time&guess=drift&triage=7",
    "/churn/monitor?view=production",
    "/learn",
    *(f"/learn/{chapter}" for chapter in ("features", "gap", "pipeline", "retraining", "testing")),
    "/learn/summary",
    "/churn/nowhere",
)
LARGEST = 100_000
"""Bytes of a page with all that it loads."""


COLOURS = ("color-contrast", "link-in-text-block")
"""The rules of axe-core that look at colours; all others find in one theme what they find in the other."""


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_into_a_telephone_and_100_kb_and_axe_finds_nothing_in_either_theme(
    browser: Any, studio: Any, path: str
) -> None:
    sizes: list[int] = []
    # Without motion no colour fades: one that does has no contrast yet.
    with walking(browser, studio, theme=THEMES[0], width=375, reduced_motion="reduce") as walk:
        walk.page.on("response", lambda answer: sizes.append(_size(answer)))
        walk.to(path)
        walk.page.wait_for_timeout(200)
        assert walk.page.evaluate("document.documentElement.scrollWidth") <= 375
        walk.page.set_viewport_size({"width": 1280, "height": 900})
        found = {THEMES[0]: violations(walk)}
        walk.page.emulate_media(color_scheme=THEMES[1])
        found[THEMES[1]] = violations(walk, *COLOURS)
    assert found == {theme: [] for theme in THEMES}
    assert 0 < sum(sizes) < LARGEST, sizes


def _size(answer: Any) -> int:
    if "text/event-stream" in answer.headers.get("content-type", ""):
        return 0
    return len(answer.body())
