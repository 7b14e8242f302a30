"""Time and memory as tables and graphs grow, and the exponent with which they do.

    python benchmarks/scale.py                  # 10^5 to 10^7 rows, 10 to 10^4 tasks
    python benchmarks/scale.py --large          # also 10^8 rows (6 GB of disk) and 10^5 tasks
    python benchmarks/scale.py --only tasks --json scale.json

Every number is that of a process of its own, with all its children: CPU seconds, wall seconds, and the largest sum of
proportional set sizes. The exponent is the slope of log(cost less that of the smallest size, which is a start) over
log(size), fitted to the points that cost a fifth more than it or above: 1 is linear.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import tempfile
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from measure import measure

PART = 250_000
LIMIT = 1800.0

ROWS = (100_000, 1_000_000, 10_000_000)
TASKS = (10, 100, 1_000, 10_000)
LARGE_ROWS, LARGE_TASKS = 100_000_000, 100_000
LAYER = 100
MORE = 1.2
"""A cost counts from so many times that of the smallest size on: below is noise."""

VALIDATE = """
from fairlead.data import Suite, between, greater_than, in_set, matches_regex, mean_between, not_null, unique
suite = Suite("calls", [
    not_null("id"), unique("id"), between("age", 0, 120), in_set("plan", ["flat", "minute", "family"]),
    matches_regex("customer", "^C[0-9]{8}$"), greater_than("fare", "base"), mean_between("fare", 50, 300),
])
found = suite.run(sys.argv[1])
assert found.rows == int(sys.argv[2]) and not found.success, found.rows
"""
PROFILE = """
from fairlead.monitor import profile
seen = profile(sys.argv[1])
assert seen.rows == int(sys.argv[2]) and len(seen) == 6
"""
PROFILE_DUCKDB = """
import duckdb
from fairlead.monitor import profile
seen = profile(duckdb.read_parquet(sys.argv[1]))
assert seen.rows == int(sys.argv[2]) and len(seen) == 6
"""
CASES = {"validate": VALIDATE, "profile": PROFILE, "profile, DuckDB": PROFILE_DUCKDB}

PIPELINE = """
import os
from fairlead import DAG, PythonOperator

def step(n):
    return n + 1

with DAG("scale") as dag:
    before = []
    for layer in range({layers}):
        now = [PythonOperator(step, task_id=f"t{{layer}}_{{k}}", op_kwargs={{"n": k}}) for k in range({width})]
        for k, one in enumerate(now):
            for two in {{k, (k + 1) % {width}}} if before else ():
                before[two] >> one
        before = now
"""


@dataclass(frozen=True, slots=True)
class Point:
    """Hold what one size cost."""

    case: str
    size: int
    cpu: float
    wall: float
    peak: float
    failed: bool


def write_table(path: Path, rows: int) -> None:
    """Write a table in parts, so that it need not fit into memory; a part depends on nothing but its place."""
    writer = None
    for first in range(0, rows, PART):
        count = min(PART, rows - first)
        dice = np.random.default_rng(first)
        number = np.arange(first, first + count)
        base = np.round(dice.gamma(2.0, 60.0, count) + 10, 2)
        table = pa.table(
            {
                "id": number,
                "customer": np.char.add("C", np.char.zfill((number // 4).astype(str), 8)),
                "age": np.where(dice.random(count) < 0.03, -1, dice.integers(0, 96, count)),
                "plan": dice.choice(["flat", "minute", "family"], count),
                "base": base,
                "fare": base + dice.integers(1, 90, count),
            }
        )
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table, row_group_size=PART)
    assert writer is not None
    writer.close()


def of_tables(folder: Path, sizes: Sequence[int]) -> list[Point]:
    """Measure each case on each table."""
    found = []
    for rows in sizes:
        path = folder / "table.parquet"
        write_table(path, rows)
        for case, code in CASES.items():
            command = [sys.executable, "-c", f"import sys\n{code}", str(path), str(rows)]
            found.append(cost(case, rows, command, folder))
        path.unlink()
    return found


def of_tasks(folder: Path, sizes: Sequence[int]) -> list[Point]:
    """Measure a first run, and the run after it whose results are all stored."""
    found = []
    for tasks in sizes:
        place = folder / f"tasks-{tasks}"
        place.mkdir()
        width = min(LAYER, tasks)
        (place / "pipeline.py").write_text(PIPELINE.format(layers=tasks // width, width=width))
        (place / "fairlead.toml").write_text("")
        command = [sys.executable, "-m", "fairlead", "run", "--quiet"]
        for case in ("run", "run again, all stored"):
            found.append(cost(case, tasks, command, place))
    return found


def cost(case: str, size: int, command: Sequence[str], folder: Path) -> Point:
    """Measure one command and say so."""
    log = folder / "log"
    used = measure(command, folder=folder, environment=os.environ, limit=LIMIT, log=log)
    failed = used.exit_code != 0
    point = Point(case, size, round(used.cpu, 3), round(used.wall, 3), round(used.peak, 1), failed)
    why = f"  failed: {log.read_text()[-300:]}" if failed else ""
    print(
        f"{case:24} {size:>12,}  {point.cpu:9.2f} s CPU  {point.wall:9.2f} s  {point.peak:9.0f} MB"
        f"  @{os.getloadavg()[0]:.0f}{why}",
        flush=True,
    )
    return point


def exponent(points: Sequence[Point], what: str) -> float | None:
    """Return the slope over the sizes that cost more than the smallest, less what that one costs."""
    good = sorted((one for one in points if not one.failed), key=lambda one: one.size)
    if len(good) < 3:
        return None
    start = getattr(good[0], what)
    pairs = [
        (math.log(one.size), math.log(getattr(one, what) - start))
        for one in good[1:]
        if getattr(one, what) > MORE * start
    ]
    if len(pairs) < 2:
        return None
    sizes, costs = zip(*pairs, strict=True)
    return float(np.polyfit(sizes, costs, 1)[0])


def main() -> None:
    """Measure, print, and write it down if asked."""
    parser = argparse.ArgumentParser(description=textwrap.dedent(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", choices=("tables", "tasks"))
    parser.add_argument("--large", action="store_true", help="also 10^8 rows and 10^5 tasks")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    points: list[Point] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if given.only != "tasks":
            points += of_tables(folder, (*ROWS, LARGE_ROWS) if given.large else ROWS)
        if given.only != "tables":
            points += of_tasks(folder, (*TASKS, LARGE_TASKS) if given.large else TASKS)
    found: Mapping[str, dict[str, float | None]] = {
        case: {what: exponent([one for one in points if one.case == case], what) for what in ("cpu", "peak")}
        for case in dict.fromkeys(one.case for one in points)
    }
    print("\nexponents (1 is linear)")
    for case, both in found.items():
        shown = {what: "-" if value is None else f"{value:.2f}" for what, value in both.items()}
        print(f"{case:24} CPU {shown['cpu']:>5}   memory {shown['peak']:>5}")
    if given.json:
        given.json.write_text(json.dumps({"points": [asdict(one) for one in points], "exponents": found}, indent=2))
    sys.exit(any(one.failed for one in points))


if __name__ == "__main__":
    main()
