"""The documentation's pages, and the fenced blocks in them."""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]
FENCE = re.compile(r"^(?P<indent> *)```(?P<info>[^`\n]*)\n(?P<body>.*?)^(?P=indent)```[ ]*$", re.M | re.S)
TITLE = re.compile(r'^\w+ title="([^"]+)"$')


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of a page: its info string, its text, and the line its text begins on."""

    info: str
    text: str
    line: int

    @property
    def title(self) -> str | None:
        """The file that the block is, or a part of it; only blocks of a played page have one."""
        found = TITLE.match(self.info)
        return found[1] if found else None


def blocks(page: Path) -> Iterator[Block]:
    text = page.read_text()
    for found in FENCE.finditer(text):
        line = text.count("\n", 0, found.start("body")) + 1
        yield Block(found["info"].strip(), textwrap.dedent(found["body"]), line)
