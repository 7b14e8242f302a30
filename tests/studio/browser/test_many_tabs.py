"""Tabs share one connection: a browser opens six to one host, and the seventh must load and be told like the first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from walking import walking

pytestmark = [pytest.mark.heavy, pytest.mark.timeout(300)]
TABS = 12
PIPELINE = """
import time
from pathlib import Path

from fairlead import DAG, PythonOperator


def wait() -> int:
    while not Path("go").exists():
        time.sleep(0.05)
    return 1


def after(wait: int) -> int:
    return wait + 1


with DAG("waiting") as dag:
    wait, after = map(PythonOperator, (wait, after))
    wait >> after
"""


def test_twelve_tabs_follow_a_run_to_its_end(browser: Any, tmp_path: Path, serve: Any) -> None:
    home = tmp_path / "waiting"
    home.mkdir()
    (home / "fairlead.toml").write_text('[project]\nname = "waiting"\n')
    (home / "pipeline.py").write_text(PIPELINE)
    with serve(home, tmp_path / "churn-lesson") as studio, walking(browser, studio) as walk:
        page = walk.to("/mine/pipeline")
        page.locator("main form[action$='/runs'] button").first.click()
        page.wait_for_function("() => document.querySelector('[data-live=yes]')", timeout=60_000)
        address = page.url
        tabs = []
        for _ in range(TABS):
            tab = page.context.new_page()
            tab.goto(address, wait_until="load", timeout=60_000)
            assert tab.locator("[data-live=yes]").count() == 1, tab.locator("main").inner_text()
            tabs.append(tab)
        (home / "go").touch()
        for tab in (page, *tabs):
            tab.wait_for_function(
                "() => document.querySelector('main h1').innerText.includes('Succeeded')", timeout=60_000
            )
