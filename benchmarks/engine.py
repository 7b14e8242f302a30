"""Measure Fairlead's engine and those that people would otherwise take, one after the other, in one call.

python benchmarks/engine.py        # every case, every engine: about half an hour, 2 GB installed
python benchmarks/engine.py --case dag8 --only fairlead,pool,luigi

What each number means, and what the cases are, stands in benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import re
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from measure import Usage, measure
from peers import (
    FAIRLEAD,
    HERE,
    PEERS,
    PLAIN,
    SCRIPTS,
    Peer,
    environment_of,
    install,
    last_words,
    spelled_out,
    version_of,
)

sys.path.insert(0, str(SCRIPTS))
import workload

Metrics = dict[str, float]
SLOW = 20.0  # seconds; a run that takes longer is not repeated
ROWS = 3_125_000  # of eight float64 columns: 200 MB
FEW_ROWS = 1_000


class RunFailed(Exception):
    """Say why an engine gave no number."""


@dataclass(frozen=True, slots=True)
class Target:
    """Say what Fairlead has to reach in one column of a case."""

    column: str
    at_most: float | None = None
    at_least: float | None = None

    def met(self, value: float) -> bool:
        """Tell whether a measured value reaches the target."""
        return (self.at_most is None or value <= self.at_most) and (self.at_least is None or value >= self.at_least)

    def __str__(self) -> str:
        return f"<= {self.at_most:g}" if self.at_most is not None else f">= {self.at_least:g}"


@dataclass(frozen=True, slots=True)
class Case:
    """Name one table: what is measured, for which engines, which column the ratio compares, the targets."""

    name: str
    title: str
    run: Callable[[Bench, Subject], Metrics]
    compared: str
    targets: tuple[Target, ...]
    takes_part: Callable[[Peer], bool] = lambda peer: True


@dataclass(frozen=True, slots=True)
class Subject:
    """Hold an installed engine."""

    peer: Peer
    python: Path
    version: str


@dataclass(slots=True)
class Bench:
    """Run engines in fresh folders and remember what only has to be made once."""

    scratch: Path
    limit: float
    repeat: int
    plain: Subject
    prepared: set[str] = field(default_factory=set)
    plain_usages: dict[str, list[Usage]] = field(default_factory=dict)
    used: int = 0

    def folder(self, subject: Subject) -> Path:
        """Return the folder that a subject is run in: always the same path, since tools store it."""
        return self.scratch / subject.peer.name / "run"

    def fresh(self, subject: Subject) -> Path:
        """Make the run's folder anew, as the engine's own preparation leaves it."""
        if subject.peer.name not in self.prepared:
            self.prepare(subject)
            self.prepared.add(subject.peer.name)
        folder = self.folder(subject)
        self.put_aside(folder)
        shutil.copytree(folder.with_name("prepared"), folder, symlinks=True)
        return folder

    def put_aside(self, folder: Path) -> None:
        """Make room for the next run without removing thousands of small files, which it would pay for.

        ext4 looks at every inode that was removed in the last minutes before it gives out a new one, if the file
        system has no journal. Large files go at once: their memory is the next run's.
        """
        if not folder.exists():
            return
        for path in folder.rglob("*"):
            if path.is_file() and path.stat().st_size > 2**20:
                path.unlink()
        self.used += 1
        folder.rename(self.scratch / f"used-{self.used}")

    def prepare(self, subject: Subject) -> None:
        """Make the folder that runs start from, and run the engine once uncounted.

        So no measured run pays for compiling the engine's files or for reading them from the disk.
        """
        folder = self.folder(subject)
        shutil.rmtree(folder.parent, ignore_errors=True)
        (folder / "finished").mkdir(parents=True)
        for name in ("workload.py", f"with_{subject.peer.name.removesuffix('-mp')}.py"):
            shutil.copy(SCRIPTS / name, folder)
        for name, text in subject.peer.files.items():
            (folder / name).write_text(text)
        for command in subject.peer.prepare:
            self.execute(subject, "dag8", command)
        shutil.copytree(folder, folder.with_name("prepared"), symlinks=True)
        self.execute(subject, "dag8", subject.peer.command)

    def execute(self, subject: Subject, case: str, command: tuple[str, ...], *, memory: bool = False) -> Usage:
        """Run one command of an engine in its folder.

        Raises
        ------
        RunFailed
            When it ends with an error or does not end within the limit.
        """
        folder = self.folder(subject)
        environment = environment_of(subject.peer, subject.python, folder)
        environment |= {"BENCH_CASE": case, "BENCH_RESULTS": str(folder / "finished")}
        log = folder.with_name("log.txt")
        usage = measure(
            spelled_out(command, subject.python, folder),
            folder=folder,
            environment=environment,
            limit=self.limit,
            log=log,
            memory=memory,
        )
        if usage.timed_out:
            raise RunFailed(f"not finished in {self.limit:g} s (it had used {usage.cpu:.0f} CPU s)")
        if usage.exit_code != 0:
            raise RunFailed(f"exit code {usage.exit_code}: {last_words(log.read_text(errors='replace'))}")
        return usage

    def once(self, subject: Subject, case: str) -> Usage:
        """Run a case in a fresh folder and check that its last tasks computed what they should."""
        folder = self.fresh(subject)
        usage = self.execute(subject, case, subject.peer.command, memory=True)
        check(case, folder / "finished")
        return usage

    def again(self, subject: Subject, case: str) -> Usage:
        """Run a case once more where it has just been run, and check that no task had to run."""
        finished = self.folder(subject) / "finished"
        shutil.rmtree(finished)
        finished.mkdir()
        usage = self.execute(subject, case, subject.peer.command, memory=True)
        if ran := len(list(finished.iterdir())):
            raise RunFailed(f"{ran} of the last tasks ran again although nothing had changed")
        return usage

    def often(self, subject: Subject, case: str) -> list[Usage]:
        """Run a case as often as asked for; a slow run is not repeated."""
        usages = [self.once(subject, case)]
        while len(usages) < self.repeat and usages[-1].wall < SLOW:
            usages.append(self.once(subject, case))
        return usages

    def plain_run(self, case: str) -> list[Usage]:
        """Return the runs of the same work as plain function calls, measured once in this call."""
        if case not in self.plain_usages:
            self.plain_usages[case] = self.often(self.plain, case)
        return self.plain_usages[case]

    def coordinator_cpu(self, subject: Subject) -> float | None:
        """Return the CPU seconds of the coordinating process that the last run printed, if it did."""
        text = self.folder(subject).with_name("log.txt").read_text(errors="replace")
        found = re.search(r'"coordinator_cpu_seconds":\s*([0-9.eE+-]+)', text)
        return float(found[1]) if found else None


def check(case: str, finished: Path) -> None:
    """Compare what the last tasks wrote with what they should have computed.

    Raises
    ------
    RunFailed
        When a task did not run, or computed something else.
    """
    found = {path.name: path.read_text().split()[0] for path in finished.iterdir()}
    kind, _, size = case.partition(":")
    if kind in {"dag8", "layered"}:
        tasks = workload.layered(int(size)) if size else workload.DAG8
        depths = workload.depths(tasks)
        expected = {task: str(depths[task]) for task in workload.sinks(tasks)}
    else:
        last = [f"burn{n}" for n in range(int(size))] if kind == "burn" else ["change"]
        expected = {task: found.get(task, "a result") for task in last}
    if found != expected:
        wrong = sorted(task for task in expected if found.get(task) != expected[task])
        raise RunFailed(f"{len(wrong)} of {len(expected)} last tasks did not run or were wrong, e.g. {wrong[:1]}")


def cpu(usages: Sequence[Usage]) -> float:
    """Return the median CPU seconds of some runs."""
    return statistics.median(usage.cpu for usage in usages)


def least_cpu(usages: Sequence[Usage]) -> float:
    """Return the least CPU seconds of some runs.

    Where hundreds of MB are made anew the kernel clears pages, and on a virtual machine the first touch of a page
    is served by the host: half a second more or less in one run and not in the next, whichever engine it is.
    """
    return min(usage.cpu for usage in usages)


def wall(usages: Sequence[Usage]) -> float:
    """Return the least wall seconds of some runs: the least disturbed by whoever else uses the machine."""
    return min(usage.wall for usage in usages)


def peak(usages: Sequence[Usage]) -> float:
    """Return the largest peak of memory of some runs, in MB."""
    return max(usage.peak for usage in usages)


def dag8(bench: Bench, subject: Subject) -> Metrics:
    """Run the eight small tasks from the tool's ordinary entry point."""
    usages = bench.often(subject, "dag8")
    return {
        "CPU s": cpu(usages),
        "wall s": wall(usages),
        "peak MB": peak(usages),
        "processes": max(usage.processes for usage in usages),
        "runs": len(usages),
    }


def per_task(bench: Bench, subject: Subject) -> Metrics:
    """Return what one more task costs: a long layered graph less a short one, divided by the difference."""
    few, many = 8, subject.peer.many
    short = bench.often(subject, f"layered:{few}")
    coordinator_short = bench.coordinator_cpu(subject)
    long = bench.often(subject, f"layered:{many}")
    coordinator_long = bench.coordinator_cpu(subject)
    milliseconds = 1000 / (many - few)
    metrics = {
        "tasks": float(many),
        "CPU ms": (cpu(long) - cpu(short)) * milliseconds,
        "wall ms": (wall(long) - wall(short)) * milliseconds,
    }
    if coordinator_short is not None and coordinator_long is not None:
        metrics["coordinator ms"] = (coordinator_long - coordinator_short) * milliseconds
    return metrics | {"runs": float(len(long))}


def ten_thousand(bench: Bench, subject: Subject) -> Metrics:
    """Run 10,000 tasks; then, where results are stored, run the same again with nothing left to do."""
    case = "layered:10000"
    first = bench.once(subject, case)
    metrics = {"first wall s": first.wall, "first CPU s": first.cpu, "peak MB": first.peak}
    coordinator = bench.coordinator_cpu(subject)
    if coordinator is not None:
        metrics["coordinator ms/task"] = coordinator / 10
    if subject.peer.name == FAIRLEAD.name:
        again = [bench.again(subject, case) for _ in range(bench.repeat)]
        metrics |= {"cached wall s": wall(again), "cached CPU s": cpu(again)}
    return metrics


def two_cores(bench: Bench, subject: Subject) -> Metrics:
    """Return how much faster two tasks of pure Python end together than one after the other.

    `speed-up` is the seconds of the two tasks when each is run alone, over the seconds from the first start
    to the last end when both are in one run; the engine's own start is in neither. `cores wanted` is the same
    for an idle machine: the seconds that the two tasks ran or stood ready to run, over those same seconds.
    """
    finished = bench.folder(subject) / "finished"
    one: list[Usage] = []
    two: list[Usage] = []
    alone, together, wanted = [], [], []
    while not one or (len(one) < bench.repeat and two[-1].wall < SLOW):
        one.append(bench.once(subject, "burn:1"))
        alone.append(first_to_last(finished))
        two.append(bench.once(subject, "burn:2"))
        together.append(first_to_last(finished))
        wanted.append(sum(ready for _, _, ready in spans(finished)) / together[-1])
    return {
        "alone s": min(alone),
        "together s": min(together),
        "speed-up": 2 * min(alone) / min(together),
        "cores wanted": statistics.median(wanted),
        "command one s": wall(one),
        "command two s": wall(two),
        "runs": len(one),
    }


def spans(finished: Path) -> list[tuple[float, float, float]]:
    """Return start, end (monotonic clock) and ready seconds of each last task."""
    words = [path.read_text().split() for path in finished.iterdir()]
    return [(float(started), float(ended), float(ready)) for _, started, ended, ready in words]


def first_to_last(finished: Path) -> float:
    """Return the seconds from the first start of a last task to the last end of one."""
    found = spans(finished)
    return max(ended for _, ended, _ in found) - min(started for started, _, _ in found)


def handover(bench: Bench, subject: Subject) -> Metrics:
    """Return what handing over 200 MB costs beyond the work itself and beyond the engine's own start."""
    large, small = f"frame:{ROWS}", f"frame:{FEW_ROWS}"
    plain_large, plain_small = bench.plain_run(large), bench.plain_run(small)
    if subject.peer is PLAIN:
        own_large, own_small = plain_large, plain_small
    else:
        own_large, own_small = bench.often(subject, large), bench.often(subject, small)
    return {
        "extra CPU s": least_cpu(own_large) - least_cpu(own_small) - least_cpu(plain_large) + least_cpu(plain_small),
        "extra wall s": wall(own_large) - wall(own_small) - wall(plain_large) + wall(plain_small),
        "peak MB": peak(own_large),
        "extra peak MB": peak(own_large) - peak(own_small) - peak(plain_large) + peak(plain_small),
        "runs": len(own_large),
    }


def import_cost(bench: Bench, subject: Subject) -> Metrics:
    """Return the CPU seconds of importing the engine, without those of Python itself; of ours, also of `--help`."""
    bench.fresh(subject)

    def median_of(*command: str) -> float:
        return cpu([bench.execute(subject, "dag8", command) for _ in range(5)])

    bare = median_of("{python}", "-c", "pass")
    metrics = {"CPU s": median_of("{python}", "-c", subject.peer.statement) - bare, "bare python s": bare}
    return metrics | ({"help CPU s": median_of("{bin}/fairlead", "--help")} if subject.peer is FAIRLEAD else {})


CASES = (
    Case(
        "import",
        "import what a pipeline file needs (median of 5, bare Python subtracted)",
        import_cost,
        "CPU s",
        (Target("CPU s", at_most=0.1), Target("help CPU s", at_most=0.25)),
        lambda peer: bool(peer.statement),
    ),
    Case(
        "dag8",
        "extract >> [validate, transform] >> load >> [train, evaluate] >> deploy >> report, fresh state",
        dag8,
        "CPU s",
        (Target("CPU s", at_most=0.25), Target("peak MB", at_most=60)),
    ),
    Case(
        "per-task",
        "what one more task costs in a layered graph",
        per_task,
        "CPU ms",
        (Target("wall ms", at_most=1.0), Target("coordinator ms", at_most=0.3)),
    ),
    Case(
        "10k",
        "10,000 tasks",
        ten_thousand,
        "first wall s",
        (Target("first wall s", at_most=15), Target("cached wall s", at_most=1.5)),
        lambda peer: peer.name in {"fairlead", "plain", "pool"},
    ),
    Case(
        "two-cores",
        "two independent CPU-bound tasks in the default mode",
        two_cores,
        "speed-up",
        (Target("speed-up", at_least=1.85), Target("cores wanted", at_least=1.85)),
    ),
    Case(
        "handover",
        "a 200 MB pandas frame handed to a task that writes into it",
        handover,
        "extra CPU s",
        (Target("extra CPU s", at_most=0.25),),
    ),
)


@dataclass(frozen=True, slots=True)
class Line:
    """Hold one engine's numbers in a case, or why there are none."""

    name: str
    metrics: Mapping[str, float]
    failed: str = ""


def run_case(bench: Bench, case: Case, subjects: Sequence[Subject | Line]) -> Iterator[Line]:
    """Measure a case on each engine in turn; an engine that failed gives a line that says so."""
    for subject in subjects:
        if isinstance(subject, Line):  # it could not be installed
            yield subject
            continue
        if not case.takes_part(subject.peer):
            continue
        print(f"{case.name}: {subject.peer.name} ...", file=sys.stderr, flush=True)
        try:
            yield Line(subject.peer.name, case.run(bench, subject))
        except (RunFailed, OSError) as error:
            yield Line(subject.peer.name, {}, str(error))


def table(case: Case, lines: Sequence[Line]) -> str:
    """Return a case as text: one line an engine, the ratio to Fairlead, then the targets."""
    columns = list(dict.fromkeys(column for line in lines for column in line.metrics))
    own = next((line.metrics for line in lines if line.name == FAIRLEAD.name and line.metrics), None)
    heads = ["engine", *columns, f"{case.compared} / fairlead"]
    rows = [
        [
            line.name,
            *(number(line.metrics.get(column)) for column in columns),
            ratio(line, own, case.compared),
        ]
        for line in lines
        if not line.failed
    ]
    widths = [max(len(row[i]) for row in [heads, *rows]) for i in range(len(heads))]
    text = [f"## {case.name}: {case.title}"]
    for row in [heads, *rows]:
        first, *rest = (cell.ljust(widths[0]) if i == 0 else cell.rjust(widths[i]) for i, cell in enumerate(row))
        text.append("  ".join([first, *rest]))
    text += [f"{line.name}  failed: {line.failed}" for line in lines if line.failed]
    return "\n".join([*text, *verdicts(case, own)])


def verdicts(case: Case, own: Mapping[str, float] | None) -> Iterator[str]:
    """Say for each target whether Fairlead reaches it."""
    for target in case.targets:
        value = None if own is None else own.get(target.column)
        if value is None:
            yield f"target {target.column} {target}: not measured"
        else:
            word = "met" if target.met(value) else "MISSED"
            yield f"target {target.column} {target}: {word} ({number(value)})"


def ratio(line: Line, own: Mapping[str, float] | None, column: str) -> str:
    """Return a line's number over Fairlead's, where both are large enough to be divided."""
    if own is None or own.get(column, 0.0) <= 0.0 or column not in line.metrics:
        return "-"
    return f"{line.metrics[column] / own[column]:.3g}x"


def number(value: float | None) -> str:
    """Return a number with the digits that mean something."""
    if value is None:
        return "-"
    return f"{value:.0f}" if float(value).is_integer() or abs(value) >= 100 else f"{value:.3g}"


def ready(peers: Sequence[Peer], venvs: Path, fairlead: Path) -> Iterator[Subject | Line]:
    """Give each engine with its interpreter, installed where it was not, or a line that says why not."""
    for peer in peers:
        try:
            python = fairlead if peer is FAIRLEAD else install(peer, venvs)
            yield Subject(peer, python, version_of(peer, python, environment_of(peer, python, venvs)))
        except (RuntimeError, OSError) as error:
            yield Line(peer.name, {}, f"not installed: {error}")


def heading(subjects: Sequence[Subject | Line]) -> dict[str, object]:
    """Return what has to stand beside every number: when, on what, with which versions."""
    return {
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "system": f"{platform.system()} {platform.release()}, {os.cpu_count()} cores",
        "load average": round(os.getloadavg()[0], 2),
        "versions": {s.peer.name: s.version for s in subjects if isinstance(s, Subject)},
    }


def spelled(head: Mapping[str, object], subjects: Sequence[Subject | Line]) -> str:
    """Return the heading as text."""
    lines = [f"{name}: {head[name]}" for name in ("date", "system", "load average")]
    for subject in subjects:
        if isinstance(subject, Subject):
            lines.append(f"{subject.peer.name:<11}{subject.version:<16}{subject.peer.note}")
    return "\n".join(lines)


def options() -> argparse.Namespace:
    """Read the command line."""
    names = [FAIRLEAD.name, *(peer.name for peer in PEERS)]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--only", type=listed(names), default=names, help=f"engines: {', '.join(names)}")
    parser.add_argument("--skip", type=listed(names), default=[], help="engines to leave out")
    cases = [case.name for case in CASES]
    parser.add_argument("--case", type=listed(cases), default=cases, help=f"cases: {', '.join(cases)}")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each (3); slow ones run once")
    parser.add_argument("--limit", type=float, default=300.0, help="seconds a run may take (300)")
    parser.add_argument("--venvs", type=Path, default=HERE / ".venvs", help="where the engines are installed")
    parser.add_argument("--fairlead", type=Path, default=Path(sys.executable), help="Python that has Fairlead")
    parser.add_argument("--json", type=Path, help="also write every number to this file")
    return parser.parse_args()


def listed(allowed: Sequence[str]) -> Callable[[str], list[str]]:
    """Return a reader of comma-separated names."""

    def read(text: str) -> list[str]:
        names = text.split(",")
        unknown = [name for name in names if name not in allowed]
        if unknown:
            raise argparse.ArgumentTypeError(f"{unknown[0]!r} is not one of {', '.join(allowed)}")
        return names

    return read


def main() -> int:
    """Measure and print; return 1 when Fairlead was measured and missed a target."""
    chosen = options()
    venvs, fairlead = chosen.venvs.resolve(), chosen.fairlead.absolute()
    wanted = [peer for peer in (FAIRLEAD, *PEERS) if peer.name in chosen.only and peer.name not in chosen.skip]
    subjects = list(ready(wanted, venvs, fairlead))
    (plain,) = ready([PLAIN], venvs, fairlead)
    if isinstance(plain, Line):
        sys.exit(f"plain functions cannot be measured: {plain.failed}")
    head = heading(subjects)
    print(spelled(head, subjects))
    results: dict[str, dict[str, object]] = {}
    missed = False
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        bench = Bench(Path(scratch), chosen.limit, max(1, chosen.repeat), plain)
        for case in CASES:
            if case.name not in chosen.case:
                continue
            lines = list(run_case(bench, case, subjects))
            text = table(case, lines)
            print(f"\n{text}\nload average {os.getloadavg()[0]:.2f}", flush=True)
            missed = missed or "MISSED" in text
            results[case.name] = {line.name: line.failed or dict(line.metrics) for line in lines}
            if chosen.json:
                chosen.json.write_text(json.dumps({**head, "cases": results}, indent=1))
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
