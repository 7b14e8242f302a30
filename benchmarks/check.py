"""Measure `fairlead check`, and the linters that people would otherwise take, on the same notebooks.

python benchmarks/check.py                       # every case: some minutes
python benchmarks/check.py --case ratio,cold

What each number means stands in benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine import RunFailed, Subject, Target, heading, listed, number, ready
from measure import Usage, measure
from peers import FAIRLEAD, HERE, Peer, environment_of, last_words

SCRIPTS = HERE / "check"
NOTEBOOKS = 500
TIMED = 150
"""Notebooks that are timed one by one."""

RUFF_VERSION = "ruff==0.17.6"
RUFF = Peer("ruff", (), (RUFF_VERSION,), distribution="ruff", note="its default rules, no cache")
NBQA = Peer("nbqa", (), ("nbqa==1.9.1", RUFF_VERSION), distribution="nbqa", note="ruff through nbqa")
TOOLS = (RUFF, NBQA)
CASES = ("ratio", "cold", "many")
KINDS = {"scripts": "the labelled scripts", "corpus": "the corpus of the rules"}
"""What the notebooks that are timed one by one are made of: code as people write it, and code that breaks rules."""


@dataclass(slots=True)
class Bench:
    """Run commands on the same notebooks."""

    scratch: Path
    notebooks: Path
    repeat: int
    limit: float
    subjects: Mapping[str, Subject]

    def run(self, tool: str, command: Sequence[str | Path], codes: Sequence[int] = (0, 1)) -> tuple[Usage, str]:
        """Run a command to its end and return what it cost and said.

        Raises
        ------
        RunFailed
            It did not end as it should.
        """
        subject = self.subjects[tool]
        log = self.scratch / "log.txt"
        environment = environment_of(subject.peer, subject.python, self.scratch)
        usage = measure(command, folder=self.scratch, environment=environment, limit=self.limit, log=log, memory=False)
        words = log.read_text(errors="replace")
        if usage.timed_out or usage.exit_code not in codes:
            raise RunFailed(f"exit code {usage.exit_code}: {last_words(words)}")
        return usage, words

    def command(self, tool: str, target: Path) -> list[str | Path]:
        """Return the command that checks a notebook or a folder with a tool."""
        python = self.subjects[tool].python
        if tool == "ruff":
            return [python.parent / "ruff", "check", "--isolated", "--no-cache", "--quiet", target]
        if tool == "nbqa":
            return [python.parent / "nbqa", "ruff", "--isolated", "--no-cache", "--quiet", target]
        return [python, "-m", "fairlead", "check", target, "--no-cache", "-o", self.scratch / "report"]


def ratio(bench: Bench, kind: str) -> tuple[list[list[str]], dict[str, float]]:
    """Time notebooks of a kind one by one in a process that is warm."""
    few = bench.scratch / kind
    python = bench.subjects[FAIRLEAD.name].python
    bench.run(FAIRLEAD.name, [python, SCRIPTS / "notebooks.py", few, str(TIMED), kind])
    _, words = bench.run(FAIRLEAD.name, [python, SCRIPTS / "with_fairlead.py", few])
    timed = json.loads(words.strip().splitlines()[-1])
    ratios = [one["check"] / one["parse"] for one in timed]
    whole, parse = ([one[name] * 1000 for one in timed] for name in ("whole", "parse"))
    rows = [
        ["", "median", "p99"],
        ["bare ast.parse, ms", number(statistics.median(parse)), number(highest(parse))],
        ["check without JSON / ast.parse", number(statistics.median(ratios)), number(highest(ratios))],
        ["whole check, warm, ms", number(statistics.median(whole)), number(highest(whole))],
    ]
    cells, lines = (statistics.median(one[name] for one in timed) for name in ("cells", "lines"))
    rows.append([f"({len(timed)} notebooks, {cells:.0f} cells of code, {lines:.0f} lines in the median)"])
    return rows, {
        f"{kind}: check / ast.parse, median": statistics.median(ratios),
        f"{kind}: check / ast.parse, p99": highest(ratios),
        f"{kind}: warm check, median ms": statistics.median(whole),
    }


def highest(values: Sequence[float]) -> float:
    """Return the 99th percentile."""
    return sorted(values)[max(0, math.ceil(len(values) * 0.99) - 1)]


def commands(bench: Bench, target: Path, unit: str) -> tuple[list[list[str]], dict[str, float]]:
    """Run each tool in turn, then all again; the median counts."""
    used: dict[str, list[Usage]] = {name: [] for name in bench.subjects}
    failed: dict[str, str] = {}
    for _ in range(bench.repeat):
        for tool in used:
            if tool not in failed:
                print(f"{tool} ...", file=sys.stderr, flush=True)
                try:
                    used[tool].append(bench.run(tool, bench.command(tool, target))[0])
                except RunFailed as error:
                    failed[tool] = str(error)
    rows, found = [["", "CPU s", "wall s", "CPU / fairlead"]], {}
    medians = {
        tool: (statistics.median(one.cpu for one in runs), statistics.median(one.wall for one in runs))
        for tool, runs in used.items()
        if runs and tool not in failed
    }
    own = medians.get(FAIRLEAD.name)
    for tool, (cpu, wall) in medians.items():
        rows.append([tool, number(cpu), number(wall), f"{cpu / own[0]:.3g}x" if own else "-"])
        found[f"{tool} CPU s"], found[f"{tool} wall s"] = cpu, wall
    rows += [[f"{tool}  failed: {why}"] for tool, why in failed.items()]
    return rows, {f"{unit}: {name}": value for name, value in found.items()}


TARGETS = (
    *(Target(f"{kind}: check / ast.parse, median", at_most=5) for kind in KINDS),
    *(Target(f"{kind}: check / ast.parse, p99", at_most=15) for kind in KINDS),
    *(Target(f"{kind}: warm check, median ms", at_most=30) for kind in KINDS),
    Target("one notebook: fairlead CPU s", at_most=0.25),
    Target(f"{NOTEBOOKS} notebooks: fairlead wall s", at_most=10),
)


def cases(bench: Bench, chosen: Sequence[str]) -> Iterator[tuple[str, list[list[str]], dict[str, float]]]:
    """Yield each case with its title, its table and its numbers."""
    if "ratio" in chosen:
        for kind, said in KINDS.items():
            yield (f"ratio: notebooks of {said}, one by one, CPU, in a process that is warm", *ratio(bench, kind))
    if "cold" in chosen:
        first = min(bench.notebooks.glob("*.ipynb"))
        yield ("cold: one notebook, the whole command", *commands(bench, first, "one notebook"))
    if "many" in chosen:
        title = f"many: {NOTEBOOKS} notebooks, {len(os.sched_getaffinity(0))} cores"
        yield (title, *commands(bench, bench.notebooks, f"{NOTEBOOKS} notebooks"))


def text_of(title: str, rows: Sequence[Sequence[str]], found: Mapping[str, float]) -> str:
    """Return a case as text, with what became of its targets."""
    full = [row for row in rows if len(row) > 1]
    widths = [max(len(row[n]) for row in full) for n in range(len(full[0]))]
    lines = [f"## {title}"]
    for row in rows:
        cells = [
            row[0].ljust(widths[0]),
            *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=False)),
        ]
        lines.append("  ".join(cells).rstrip())
    for target in TARGETS:
        if target.column in found:
            value = found[target.column]
            word = "met" if target.met(value) else "MISSED"
            lines.append(f"target {target.column} <= {target.at_most:g}: {word} ({number(value)})")
    return "\n".join(lines)


def options() -> argparse.Namespace:
    """Read the command line."""
    names = [FAIRLEAD.name, *(peer.name for peer in TOOLS)]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--only", type=listed(names), default=names, help=f"tools: {', '.join(names)}")
    parser.add_argument("--case", type=listed(CASES), default=list(CASES), help=f"cases: {', '.join(CASES)}")
    parser.add_argument("--repeat", type=int, default=5, help="runs of each command (5)")
    parser.add_argument("--limit", type=float, default=900.0, help="seconds a run may take (900)")
    parser.add_argument("--venvs", type=Path, default=HERE / ".venvs", help="where the tools are installed")
    parser.add_argument("--fairlead", type=Path, default=Path(sys.executable), help="Python that has Fairlead")
    parser.add_argument("--json", type=Path, help="also write every number to this file")
    return parser.parse_args()


def subjects_of(chosen: argparse.Namespace) -> dict[str, Subject]:
    """Install what is asked for; what cannot be installed is left out, and said."""
    wanted = [FAIRLEAD, *(peer for peer in TOOLS if peer.name in chosen.only)]
    found: dict[str, Subject] = {}
    for subject in ready(wanted, chosen.venvs.resolve(), chosen.fairlead.absolute()):
        if isinstance(subject, Subject):
            found[subject.peer.name] = subject
        else:
            print(f"{subject.name}  failed: {subject.failed}", flush=True)
    return found


def main() -> int:
    """Measure and print; return 1 when a target was missed."""
    chosen = options()
    subjects = subjects_of(chosen)
    head = heading(list(subjects.values()))
    print("\n".join(f"{name}: {value}" for name, value in head.items()))
    results: dict[str, float] = {}
    is_missed = False
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        notebooks = Path(scratch, "notebooks")
        bench = Bench(Path(scratch), notebooks, max(1, chosen.repeat), chosen.limit, subjects)
        python = subjects[FAIRLEAD.name].python
        bench.run(FAIRLEAD.name, [python, SCRIPTS / "notebooks.py", notebooks, str(NOTEBOOKS), "corpus"])
        for title, rows, found in cases(bench, chosen.case):
            text = text_of(title, rows, found)
            print(f"\n{text}\nload average {os.getloadavg()[0]:.2f}", flush=True)
            is_missed |= "MISSED" in text
            results |= found
    if chosen.json:
        chosen.json.write_text(json.dumps({**head, "numbers": results}, indent=1))
    return int(is_missed)


if __name__ == "__main__":
    sys.exit(main())
