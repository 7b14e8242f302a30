"""What every walk needs: a browser that sees nothing but the studio, and what axe-core says of a page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
ROOT = Path(__file__).parents[3]
AXE = ROOT / "build" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
THEMES = ("dark", "light")


@dataclass
class Walk:
    """A page in a browser, and what went wrong while somebody walked.

    Parameters
    ----------
    page : Playwright's page.
    origin : of the studio.
    outside : addresses of other hosts that were asked for; errors : what the console and the scripts complained of.
    """

    page: Any
    origin: str
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def to(self, path: str) -> Any:
        """Open an address of the studio, and return the page."""
        answer = self.page.goto(f"{self.origin}{path}", wait_until="load")
        assert answer is not None
        assert answer.status == (404 if path.endswith("/nowhere") else 200), f"{path}: {answer.status}"
        if answer.status == 404:
            self.errors.clear()  # the console complains of the status
        return self.page

    def text(self, selector: str = "main") -> str:
        """Return what a person reads in a part of the page."""
        return " ".join(self.page.locator(selector).first.inner_text().split())


@contextmanager
def walking(browser: Any, studio: Any, *, theme: str = "light", width: int = 1280, **options: Any) -> Iterator[Walk]:
    """Open the printed address in a fresh browser profile; at the end nothing may have gone wrong by itself."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme, **options)
    page = context.new_page()
    walk = Walk(page, studio.origin)
    page.on("request", lambda one: None if _is_inside(one.url, studio.host) else walk.outside.append(one.url))
    page.on("pageerror", lambda error: walk.errors.append(str(error)))
    page.on("console", lambda said: walk.errors.append(said.text) if said.type == "error" else None)
    page.goto(f"{studio.origin}/?token={studio.token}")
    try:
        yield walk
    finally:
        context.close()
    assert walk.outside == []
    assert walk.errors == []


def _is_inside(url: str, host: str) -> bool:
    return url.startswith(("data:", "about:", "blob:")) or urlsplit(url).netloc == host


def violations(walk: Walk, *rules: str) -> list[str]:
    """Return what axe-core finds wrong on the page, each with the first places; by all rules, or only by some."""
    if not walk.page.evaluate("'axe' in window"):
        # Put in by the debugger's protocol: the page's own policy, which allows no other scripts, stays as it is.
        walk.page.evaluate(AXE.read_text(encoding="utf-8"))
    options = {"resultTypes": ["violations"], **({"runOnly": list(rules)} if rules else {})}
    found = walk.page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{one['id']}: {one['help']} at {json.dumps([node['target'] for node in one['nodes'][:3]])}"
        f" {one['nodes'][0].get('failureSummary', '')[:300]}"
        for one in found["violations"]
    ]
