"""Put the tables and charts of a run of examples/flights into the page that shows them.

    cd examples/flights && fairlead run && cd ../.. && python tests/examples/flights_page.py examples/flights/out

A table stands between two comments: its name, and "end". The heavy test of the example compares them with a run.
"""

import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "explanation" / "a-year-of-flights.md"
IMAGES = ROOT / "docs" / "images"
BLOCK = re.compile(r"<!-- (\w+) -->\n\n(.*?)\n\n<!-- end -->", re.DOTALL)


def blocks(text: str) -> dict[str, str]:
    """Return what stands between the comments, by name."""
    return dict(BLOCK.findall(text))


def filled(page: str, found: dict[str, str]) -> str:
    """Return the page with its blocks replaced by those of the same name."""
    return BLOCK.sub(lambda match: f"<!-- {match[1]} -->\n\n{found[match[1]]}\n\n<!-- end -->", page)


def main() -> None:
    out = Path(sys.argv[1])
    found = blocks((out / "report.md").read_text(encoding="utf-8"))
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8"), found), encoding="utf-8")
    for chart in out.glob("*.svg"):
        shutil.copyfile(chart, IMAGES / f"flights-{chart.name}")


if __name__ == "__main__":
    main()
