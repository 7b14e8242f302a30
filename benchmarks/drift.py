"""Measure Fairlead's drift report, scipy on the rows, and Evidently, in turn, in one call.

python benchmarks/drift.py               # 100,000 and 1,000,000 rows of 20 columns: some minutes, 1 GB installed
python benchmarks/drift.py --case 100k --skip evidently

What each number means stands in benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine import RunFailed, Subject, heading, listed, ready, spelled
from measure import measure
from peers import FAIRLEAD, HERE, Peer, environment_of, last_words

SCRIPTS = HERE / "drift"
STACK = ("numpy==2.4.6", "polars==2.1.0", "pyarrow==26.0.1")
SCIPY = Peer("scipy", (), (*STACK, "scipy==1.17.1"), venv="drift-scipy", distribution="scipy", note="on the rows")
EVIDENTLY = Peer(
    "evidently", (), ("evidently==0.7.23", "pandas<3", "pyarrow==26.0.1"), distribution="evidently",
    note="DataDriftPreset, one statistic a column; it does not import with pandas 3",
)  # fmt: skip
SIZES = {"100k": 100_000, "1m": 1_000_000}
TOLERANCE = {"ks": 1e-4, "psi": 1e-3}


@dataclass(frozen=True, slots=True)
class Job:
    """Say what one line measures: which tool's script, with which option."""

    label: str
    tool: str
    script: str
    option: str = ""
    sizes: tuple[str, ...] = tuple(SIZES)


JOBS = (
    Job("fairlead", "fairlead", "with_fairlead.py"),
    Job("fairlead, two stored profiles", "fairlead", "with_compare.py"),
    Job("KS and chi2 as alibi-detect", "scipy", "with_scipy.py", "few"),
    Job("scipy, five statistics", "scipy", "with_scipy.py"),
    Job("evidently", "evidently", "with_evidently.py", sizes=("100k",)),
)
TARGETS = (
    ("100k", "evidently", 50.0),
    ("100k", "KS and chi2 as alibi-detect", 5.0),
    ("1m", "scipy, five statistics", 10.0),
)


def execute(subject: Subject, arguments: Sequence[object], scratch: Path, limit: float) -> dict[str, object]:
    """Run one script and return its last line.

    Raises
    ------
    RunFailed
        When it ends with an error or does not end within the limit.
    """
    log = scratch / "log.txt"
    environment = environment_of(subject.peer, subject.python, scratch)
    environment["PYTHONPATH"] = f"{SCRIPTS}:{environment['PYTHONPATH']}"
    command = [subject.python, SCRIPTS / str(arguments[0]), *map(str, arguments[1:])]
    usage = measure(command, folder=scratch, environment=environment, limit=limit, log=log, memory=False)
    words = log.read_text(errors="replace")
    if usage.timed_out:
        raise RunFailed(f"not finished in {limit:g} s (it had used {usage.cpu:.0f} CPU s)")
    if usage.exit_code:
        raise RunFailed(f"exit code {usage.exit_code}: {last_words(words)}")
    lines = words.strip().splitlines() or ["{}"]
    found: dict[str, object] = json.loads(lines[-1]) if lines[-1].startswith("{") else {}
    return found


def run_size(size: str, subjects: Mapping[str, Subject], repeat: int, limit: float) -> None:
    """Run every job on tables of one size in turn, and print the numbers, the ratios, and what they agree on."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        execute(subjects["fairlead"], ["data.py", SIZES[size], scratch], scratch, limit)
        tables = [scratch / f"{side}-{SIZES[size]}.parquet" for side in ("then", "now")]
        runs: dict[str, list[dict[str, object]]] = {}
        failed: dict[str, str] = {}
        for turn in range(repeat):
            for job in JOBS:
                if job.tool not in subjects or size not in job.sizes or job.label in failed:
                    continue
                print(f"{size}: {job.label} {turn + 1} ...", file=sys.stderr, flush=True)
                option = [job.option] if job.option else []
                try:
                    one = execute(subjects[job.tool], [job.script, *tables, *option], scratch, limit)
                    runs.setdefault(job.label, []).append(one)
                except RunFailed as error:
                    failed[job.label] = str(error)
    print_size(size, runs, failed)


def print_size(size: str, runs: Mapping[str, Sequence[Mapping[str, object]]], failed: Mapping[str, str]) -> None:
    """Print the medians of the runs, the ratios and the targets."""

    def median(label: str, name: str) -> float:
        return statistics.median(float(str(one[name])) for one in runs[label])

    print(f"\n## {size}: 20 columns of {SIZES[size]:,} rows, compared with as many")
    print(f"{'':30}{'compute CPU s':>15}{'/ fairlead':>12}{'total CPU s':>13}{'peak MB':>9}")
    for label in runs:
        cpu = median(label, "cpu")
        ratio = cpu / median("fairlead", "cpu")
        print(f"{label:30}{cpu:15.4f}{ratio:11.3g}x{median(label, 'total'):13.2f}{median(label, 'peak'):9.0f}")
    for label, reason in failed.items():
        print(f"{label}  failed: {reason}")
    for where, label, least in TARGETS:
        if where == size and label in runs:
            value = median(label, "cpu") / median("fairlead", "cpu")
            print(f"target {label} / fairlead >= {least:g}: {'met' if value >= least else 'MISSED'} ({value:.3g})")
    if "scipy, five statistics" in runs:
        print(agreement(runs["fairlead"][0]["found"], runs["scipy, five statistics"][0]["found"]))


def agreement(ours: object, theirs: object) -> str:
    """Return how far the two are apart, at most, in each statistic."""
    assert isinstance(ours, dict) and isinstance(theirs, dict)
    apart: dict[str, float] = {}
    for name, statistics_ in theirs.items():
        for statistic, value in statistics_.items():
            found = ours[name][statistic]
            off = abs(found - value) / (value if statistic in ("chi2", "wasserstein") and value else 1.0)
            apart[statistic] = max(apart.get(statistic, 0.0), off)
    return "largest differences from scipy (chi2 and wasserstein relative): " + ", ".join(
        f"{name} {value:.1e}" for name, value in sorted(apart.items())
    )


def main() -> None:
    """Read the command line and run."""
    names = [FAIRLEAD.name, SCIPY.name, EVIDENTLY.name]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--case", type=listed(list(SIZES)), default=list(SIZES), help=f"sizes: {', '.join(SIZES)}")
    parser.add_argument("--skip", type=listed(names), default=[], help=f"tools to leave out: {', '.join(names[1:])}")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each (3)")
    parser.add_argument("--limit", type=float, default=600.0, help="seconds a run may take (600)")
    parser.add_argument("--venvs", type=Path, default=HERE / ".venvs", help="where the tools are installed")
    parser.add_argument("--fairlead", type=Path, default=Path(sys.executable), help="Python that has Fairlead")
    given = parser.parse_args()
    peers = [one for one in (FAIRLEAD, SCIPY, EVIDENTLY) if one.name not in given.skip]
    subjects = list(ready(peers, given.venvs, given.fairlead))
    print(spelled(heading(subjects), subjects))
    installed = {one.peer.name: one for one in subjects if isinstance(one, Subject)}
    for one in subjects:
        if not isinstance(one, Subject):
            print(one)
    for size in given.case:
        run_size(size, installed, given.repeat, given.limit)


if __name__ == "__main__":
    main()
