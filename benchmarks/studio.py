"""Open the studio in a real browser and measure what a person waits for: start, pages, the slider, twenty tabs.

bash .ci/browser                        # once: Debian's chromium
python benchmarks/studio.py             # everything: some minutes
python benchmarks/studio.py --only start,slider --repeat 10

What each line means, and the targets, stand in benchmarks/README.md ("The studio"). Exit code 1: a target was missed.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from engine import listed

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "studio" / "browser"))

from shop import make_shop
from walking import CHROMIUM, FLAGS

CASES = ("start", "pages", "slider", "tabs")
PAGES = ("", "notebook", "pipeline", "runs", "features", "checks", "tests", "models", "monitor")
TABS = 20
TARGETS: Mapping[str, float] = {
    "start to the first answer, s": 1.5,
    "page ready, ms": 400,
    "page, kB": 100,
    "requests to other hosts": 0,
    "slider to repaint, p95 ms": 100,
    "20 tabs, longest wait for an answer, s": 2.0,
    "20 tabs, memory after less before, MB": 20,
}
"""What is to be reached; of several pages the slowest or largest counts."""

READY = """() => {
  const page = performance.getEntriesByType('navigation')[0];
  const paint = performance.getEntriesByName('first-contentful-paint')[0];
  const all = performance.getEntriesByType('resource');
  return {
    ready: Math.max(page.domContentLoadedEventEnd, paint ? paint.startTime : 0),
    paint: paint ? paint.startTime : null,
    bytes: page.transferSize + all.reduce((sum, one) => sum + one.transferSize, 0),
  };
}"""
SLIDER = """() => {
  window.waits = [];
  const slider = document.getElementById('month');
  slider.addEventListener('input', (event) => {
    const began = event.timeStamp;
    const watch = new MutationObserver(() => {
      watch.disconnect();
      requestAnimationFrame(() => requestAnimationFrame(() => window.waits.push(performance.now() - began)));
    });
    watch.observe(document.getElementById('year'), {childList: true, subtree: true});
  });
}"""


class Studio:
    """Run `fairlead studio` as a person does, and know its process, its address and its cookie."""

    def __init__(self, project: Path, lesson: Path, python: str) -> None:
        self._began = time.monotonic()
        self.process = subprocess.Popen(
            [python, "-m", "fairlead", "studio", "--no-browser", "--port", "0", "--project", str(project)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "FAIRLEAD_LESSON": str(lesson), "PYTHONUNBUFFERED": "1"},
            text=True,
        )
        self.address = self._read_address()
        self.host = urlsplit(self.address).netloc
        self.origin = f"http://{self.host}"
        self.cookie = self.ask(self.address.removeprefix(self.origin))[1]["set-cookie"].partition(";")[0]

    def _read_address(self) -> str:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            found = re.search(r"http://\S+token=\S+", line)
            if found is not None:
                return found[0]
        raise SystemExit("the studio printed no address")

    def ask(self, path: str, cookie: str = "") -> tuple[int, dict[str, str], bytes]:
        """Ask for a page without a browser."""
        connection = http.client.HTTPConnection(self.host, timeout=60)
        try:
            connection.request("GET", path, headers={"Cookie": cookie})
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def first_answer(self) -> float:
        """Return seconds from the start of the process to the first page."""
        status, headers, _ = self.ask("/", self.cookie)
        if status in (303, 307):
            status, _, _ = self.ask(headers["location"].removeprefix(self.origin), self.cookie)
        assert status == 200, status
        return time.monotonic() - self._began

    @property
    def memory(self) -> float:
        """Return the memory that the process holds, in MB."""
        text = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
        found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
        assert found is not None
        return int(found[1]) * 1024 / 1e6

    def close(self) -> None:
        """Press Ctrl-C."""
        self.process.terminate()
        self.process.wait(20)


@contextmanager
def opened(project: Path, lesson: Path, python: str) -> Iterator[Studio]:
    studio = Studio(project, lesson, python)
    try:
        yield studio
    finally:
        studio.close()


def prepared(folder: Path, python: str) -> tuple[Path, Path]:
    """Return two projects after a run of each; the years of the lesson's are simulated."""
    shop, lesson = make_shop(folder / "returns"), folder / "churn-lesson"
    quietly = {"stdout": subprocess.DEVNULL, "check": True}
    subprocess.run([python, "-m", "fairlead", "init", "--example", "churn", str(lesson)], **quietly)  # type: ignore[call-overload]
    for home in (shop, lesson):
        subprocess.run([python, "-m", "fairlead", "run"], cwd=home, **quietly)  # type: ignore[call-overload]
        command = [python, "-m", "fairlead.project.simulating.work", str(home)]
        with subprocess.Popen(command, stdin=subprocess.PIPE) as work:  # it ends when its input does
            assert work.wait() == 0
    return shop, lesson


def start(homes: tuple[Path, Path], python: str, repeat: int) -> dict[str, float]:
    """Measure how soon the studio answers."""
    found = []
    for _ in range(repeat):
        with opened(*homes, python) as studio:
            found.append(studio.first_answer())
    return {"start to the first answer, s": statistics.median(found), "start, worst s": max(found)}


def pages(studio: Studio, browser: Any, repeat: int) -> dict[str, float]:
    """Measure when each page can be read, and what it weighs; every visit is that of a browser that was never here."""
    rows: dict[str, float] = {}
    outside: list[str] = []
    for prefix in ("mine", "churn"):
        for page in PAGES:
            seen = [_visit(studio, browser, f"/{prefix}/{page}", outside) for _ in range(repeat + 1)][1:]
            ready = statistics.median(one["ready"] for one in seen)
            size = max(one["bytes"] for one in seen) / 1000
            print(f"  /{prefix}/{page:<10} ready {ready:6.0f} ms   {size:6.1f} kB", flush=True)
            rows["page ready, ms"] = max(rows.get("page ready, ms", 0.0), ready)
            rows["page, kB"] = max(rows.get("page, kB", 0.0), size)
    return {**rows, "requests to other hosts": float(len(outside))}


def _visit(studio: Studio, browser: Any, path: str, outside: list[str]) -> dict[str, float]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    try:
        page = context.new_page()
        context.request.get(studio.address, max_redirects=0)  # brings the cookie, and nothing into the cache
        page.on("request", lambda one: outside.append(one.url) if _is_outside(one.url, studio.host) else None)
        page.goto(f"{studio.origin}{path}", wait_until="load")
        page.wait_for_selector("main h1")
        found: dict[str, float] = page.evaluate(READY)
        return found
    finally:
        context.close()


def _is_outside(url: str, host: str) -> bool:
    return not url.startswith(("data:", "blob:", "about:")) and urlsplit(url).netloc != host


def slider(studio: Studio, browser: Any, repeat: int) -> dict[str, float]:
    """Press the arrow keys on the slider of the simulated year, and wait for the new drawing each time."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(studio.address)
    page.goto(
        f"{studio.origin}/churn/monitor?view=year&pattern=sudden&mechanism=concept&guess=none&strategy=performance"
    )
    page.wait_for_selector("#chart svg")
    page.evaluate(SLIDER)
    page.focus("#month")
    for press in range(max(30, repeat * 6)):
        page.keyboard.press("ArrowRight" if press % 22 < 11 else "ArrowLeft")
        page.wait_for_function("press => window.waits.length > press", arg=press, timeout=5000)
    waits: list[float] = sorted(page.evaluate("window.waits"))
    context.close()
    return {
        "slider to repaint, median ms": statistics.median(waits),
        "slider to repaint, p95 ms": waits[min(int(len(waits) * 0.95), len(waits) - 1)],
    }


def tabs(studio: Studio, browser: Any, home: Path, python: str) -> dict[str, float]:
    """Let twenty tabs of one browser follow a run, and ask for a page all the while: how long does anybody wait?"""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    first = context.new_page()
    first.goto(studio.address)
    first.goto(f"{studio.origin}/mine/pipeline")
    memory = []
    waits: list[float] = []
    opens: list[float] = []
    for _ in range(2):  # what the first run brings into memory stays; a second one must bring nothing more
        run = subprocess.Popen(
            [python, "-m", "fairlead", "run", "--force"], cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        over = threading.Event()
        asking = threading.Thread(target=_ask_on, args=(studio, over, waits))
        asking.start()
        many = []
        for _ in range(TABS):
            page = context.new_page()
            began = time.monotonic()
            page.goto(f"{studio.origin}/mine/pipeline", wait_until="domcontentloaded")
            opens.append(time.monotonic() - began)
            many.append(page)
        run.wait()
        time.sleep(2.0)
        over.set()
        asking.join()
        said = [page.locator("main h1").inner_text() for page in many]
        assert len(said) == TABS
        for page in many:
            page.close()
        time.sleep(1.0)
        memory.append(studio.memory)
    context.close()
    return {
        "20 tabs, longest wait for an answer, s": max(waits),
        "20 tabs, slowest tab to open, s": max(opens),
        "20 tabs, memory before, MB": memory[0],
        "20 tabs, memory after less before, MB": memory[1] - memory[0],
    }


def _ask_on(studio: Studio, over: threading.Event, waits: list[float]) -> None:
    while not over.is_set():
        began = time.monotonic()
        status, _, _ = studio.ask("/mine/runs", studio.cookie)
        assert status == 200
        waits.append(time.monotonic() - began)
        time.sleep(0.05)


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--only", type=listed(CASES), default=list(CASES), help=f"cases: {', '.join(CASES)}")
    parser.add_argument("--repeat", type=int, default=5, help="starts, and visits to each page (5)")
    parser.add_argument("--fairlead", default=sys.executable, help="Python that has Fairlead")
    parser.add_argument("--json", type=Path, help="also write every number to this file")
    return parser.parse_args()


def main() -> int:
    """Measure and print; return 1 when a target is missed."""
    chosen = options()
    found: dict[str, float] = {}
    from playwright.sync_api import sync_playwright  # only here: the checks of this file need no browser

    with tempfile.TemporaryDirectory(prefix="bench-") as made, sync_playwright() as playwright:
        homes = prepared(Path(made), chosen.fairlead)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        if "start" in chosen.only:
            found |= start(homes, chosen.fairlead, chosen.repeat)
        with opened(*homes, chosen.fairlead) as studio:
            cases: Sequence[tuple[str, Callable[[], dict[str, float]]]] = (
                ("pages", lambda: pages(studio, browser, chosen.repeat)),
                ("slider", lambda: slider(studio, browser, chosen.repeat)),
                ("tabs", lambda: tabs(studio, browser, homes[0], chosen.fairlead)),
            )
            for name, measure in cases:
                if name in chosen.only:
                    found |= measure()
        browser.close()
    missed = [name for name, limit in TARGETS.items() if name in found and found[name] > limit]
    for name, value in found.items():
        limit = f"   target {TARGETS[name]:g}{' MISSED' if name in missed else ''}" if name in TARGETS else ""
        print(f"{name:<44} {value:10.2f}{limit}")
    print(f"load average {os.getloadavg()[0]:.2f}")
    if chosen.json:
        chosen.json.write_text(json.dumps(found, indent=2))
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
