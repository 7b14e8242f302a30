"""Take notebooks all the way with `fairlead convert`, `run`, `check` and `prove`, and judge them by a way of its own.

python benchmarks/convert.py                                 # the corpus of the tests: some minutes
python benchmarks/convert.py --only magics,plots --stages convert,run,oracle
python benchmarks/convert.py --notebooks FOLDER --json rows.jsonl

What each column means stands in benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from engine import listed

CORPUS = Path(__file__).resolve().parents[1] / "tests" / "notebook" / "conversions"
sys.path.insert(0, str(CORPUS))

from harness import STAGES, Harness, Row, rates, saved, table  # noqa: E402
from sources import Case, cases, write  # noqa: E402


def notebooks(chosen: argparse.Namespace, scratch: Path) -> Iterator[tuple[Path, Case | None]]:
    """Give each notebook, with what it must become where that is known."""
    if chosen.notebooks:
        for path in sorted(chosen.notebooks.resolve().rglob("*.ipynb")):
            if ".ipynb_checkpoints" not in path.parts and (not chosen.only or path.stem in chosen.only):
                yield path, None
        return
    for case in cases():
        if (not chosen.only or case.name in chosen.only) and (chosen.slow or not case.slow):
            yield write(case, scratch / case.name / "source"), case


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--notebooks", type=Path, help="a folder of notebooks, in place of the corpus")
    parser.add_argument("--only", type=lambda text: text.split(","), help="names of notebooks")
    parser.add_argument("--stages", type=listed(STAGES), default=list(STAGES), help=f"stages: {', '.join(STAGES)}")
    parser.add_argument("--slow", action="store_true", help="also those that end at a limit of time or memory")
    parser.add_argument("--limit", type=float, default=300.0, help="seconds that a stage may take (300)")
    parser.add_argument("--path", default="", help="folders of more libraries, for every process")
    parser.add_argument("--fairlead", default=sys.executable, help="Python that has Fairlead")
    parser.add_argument("--keep", type=Path, help="where the projects are left; by default they are removed")
    parser.add_argument("--json", type=Path, help="also write every row to this file")
    return parser.parse_args()


def main() -> int:
    """Judge and print; return 1 when the proof calls identical what is not."""
    chosen = options()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as made:
        scratch = chosen.keep.resolve() if chosen.keep else Path(made)
        harness = Harness(scratch, python=chosen.fairlead, extra=chosen.path, limit=chosen.limit)
        for path, case in notebooks(chosen, scratch):
            rows.append(harness.take(path, case, chosen.stages))
            lines = table(rows[-1:]).split("\n")
            print("\n".join(lines[:2] if len(rows) == 1 else lines[1:2]), flush=True)
            if chosen.json:
                saved(rows, chosen.json)
    print(f"\n{rates(rows)}\nload average {os.getloadavg()[0]:.2f}")
    return int(any(row.silent for row in rows))


if __name__ == "__main__":
    sys.exit(main())
