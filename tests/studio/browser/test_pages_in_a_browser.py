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


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_in_either_theme(browser: Any, studio: Any, path: str) -> None:
    found = {}
    with walking(browser, studio) as walk:
        walk.to(path)
        for theme in THEMES:
            walk.page.emulate_media(color_scheme=theme)
            walk.page.wait_for_timeout(400)  # colours go over into each other
            found[theme] = violations(walk)
    assert found == {theme: [] for theme in THEMES}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_into_a_telephone_and_into_100_kb(browser: Any, studio: Any, path: str) -> None:
    sizes: list[int] = []
    with walking(browser, studio, width=375) as walk:
        walk.page.on("response", lambda answer: sizes.append(_size(answer)))
        walk.to(path)
        walk.page.wait_for_timeout(200)
        wide = walk.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 375
    assert 0 < sum(sizes) < LARGEST, sizes


def _size(answer: Any) -> int:
    if "text/event-stream" in answer.headers.get("content-type", ""):
        return 0
    return len(answer.body())
