"""The documentation's site stands alone: strict, and with nothing from somebody else's server."""

import os
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOADS = {
    ("script", "src"),
    ("link", "href"),
    ("img", "src"),
    ("iframe", "src"),
    ("source", "src"),
    ("object", "data"),
}


class LoadedAddresses(HTMLParser):
    """Collect what a browser fetches by itself when it opens a page; links that a person follows are not."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if values.get("rel") in ("canonical", "next", "prev"):
            return
        self.addresses += [value for name, value in attrs if (tag, name) in LOADS and value]


def loaded_by(page: str) -> list[str]:
    parser = LoadedAddresses()
    parser.feed(page)
    return parser.addresses


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder


def test_no_page_loads_anything_from_another_server(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert pages
    outside = {
        (str(page.relative_to(site)), address)
        for page in pages
        for address in loaded_by(page.read_text())
        if "//" in address
    }
    assert not outside


def test_a_script_from_another_server_would_be_noticed() -> None:
    assert loaded_by('<script src="https://example.org/x.js"></script>') == ["https://example.org/x.js"]


def test_no_stylesheet_fetches_a_font_or_picture_from_another_server(site: Path) -> None:
    for sheet in site.rglob("*.css"):
        assert "url(http" not in sheet.read_text().replace('"', "").replace("'", ""), sheet
