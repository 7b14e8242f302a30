"""Hold Fairlead's estimates and drift against NannyML's and Evidently's on the same rows, and time the simulator.

python benchmarks/monitor.py                      # every case: some minutes, 4 GB installed
python benchmarks/monitor.py --case estimate
python benchmarks/monitor.py --case sentinel,simulator --skip nannyml

estimate: the performance of a model of January on the flights of 2013, month by month, without outcomes; by Fairlead
and by NannyML from the same probabilities, beside the truth and beside "as good as in the reference".
sentinel: one value of 1e6 among 100,000, in the current rows or in the reference.
simulator: CPU seconds of a simulated year with real models, and of the replay of a policy.

The tables are Markdown, as they stand in benchmarks/README.md and in the docs.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from engine import RunFailed, Subject, heading, listed, ready, spelled
from measure import measure
from peers import FAIRLEAD, HERE, Peer, environment_of, last_words

SCRIPTS = HERE / "monitor"
NANNYML = Peer(
    "nannyml", (), ("nannyml==0.13.1", "pandas<3", "statsmodels", "pyarrow==26.0.1"), distribution="nannyml",
    environment={"NML_DISABLE_USAGE_LOGGING": "1"}, note="it does not import without statsmodels, nor with pandas 3",
)  # fmt: skip
EVIDENTLY = Peer(
    "evidently", (), ("evidently==0.7.23", "pandas<3", "pyarrow==26.0.1"), distribution="evidently",
    note="it does not import with pandas 3",
)  # fmt: skip
CASES = ("estimate", "sentinel", "simulator")
ROOT = HERE.parent


def execute(subject: Subject, script: str, scratch: Path, limit: float) -> dict[str, object]:
    """Run one script in the folder of the tables and return the JSON of its last line.

    Raises
    ------
    RunFailed
        When it ends with an error or does not end within the limit.
    """
    log = scratch / "log.txt"
    environment = environment_of(subject.peer, subject.python, scratch) | {"OMP_NUM_THREADS": "1"}
    if subject.peer is FAIRLEAD:
        environment["PYTHONPATH"] = f"{ROOT / 'examples' / 'flights'}:{environment['PYTHONPATH']}"
    usage = measure(
        [subject.python, SCRIPTS / script, scratch],
        folder=scratch, environment=environment, limit=limit, log=log, memory=False,
    )  # fmt: skip
    words = log.read_text(errors="replace")
    if usage.timed_out:
        raise RunFailed(f"not finished in {limit:g} s (it had used {usage.cpu:.0f} CPU s)")
    if usage.exit_code:
        raise RunFailed(f"exit code {usage.exit_code}: {last_words(words)}")
    found: dict[str, object] = json.loads(words.strip().splitlines()[-1])
    return found


def estimate(run: Mapping[str, dict[str, object]]) -> str:
    """Return the table of both estimates beside the truth."""
    ours, theirs = run["fairlead"], run.get("nannyml", {})
    lines = [
        "| month | rows | true accuracy | fairlead | NannyML | true AUC | fairlead | NannyML |",
        "|---|---|---|---|---|---|---|---|",
    ]
    apart = {"accuracy": 0.0, "roc_auc": 0.0}
    off: dict[str, list[float]] = {name: [] for name in apart}
    constant: dict[str, list[float]] = {name: [] for name in apart}
    months = ours["months"]
    reference = ours["reference"]
    assert isinstance(months, dict) and isinstance(reference, dict)
    for month, one in months.items():
        cells = [month, f"{one['rows']:,}"]
        for metric in apart:
            other = theirs.get(month, {}).get(metric) if theirs else None  # type: ignore[attr-defined]
            shown = "–" if other is None else f"{other:.4f}"
            cells += [f"{one['true'][metric]:.4f}", f"{one['estimated'][metric]:.4f}", shown]
            off[metric].append(abs(one["estimated"][metric] - one["true"][metric]))
            constant[metric].append(abs(reference[metric] - one["true"][metric]))
            if other is not None:
                apart[metric] = max(apart[metric], abs(other - one["estimated"][metric]))
        lines.append("| " + " | ".join(cells) + " |")
    mean = {name: sum(values) / len(values) for name, values in off.items()}
    as_before = {name: sum(values) / len(values) for name, values in constant.items()}
    lines += [
        "",
        "| mean error against the truth | accuracy | AUC |",
        "|---|---|---|",
        f"| estimate | {mean['accuracy']:.4f} | {mean['roc_auc']:.4f} |",
        f'| "as good as in the reference" | {as_before["accuracy"]:.4f} | {as_before["roc_auc"]:.4f} |',
    ]
    if theirs:
        lines.append(f"\nlargest difference: accuracy {apart['accuracy']:.1e}, AUC {apart['roc_auc']:.1e}")
        is_met = max(apart.values()) <= 1e-4
        lines.append(f"target: equal to 1e-4: {'met' if is_met else 'MISSED'}")
    lines.append(
        f"CPU s of the estimates: fairlead {ours['cpu']:.3f}" + (f", NannyML {theirs['cpu']:.3f}" if theirs else "")
    )
    return "\n".join(lines)


def sentinel(run: Mapping[str, dict[str, object]]) -> str:
    """Return the table of what each tool says of a shift of half a deviation, with and without one wild value."""
    cases = list(run["fairlead"])
    lines = ["| | " + " | ".join(cases) + " |", "|---" * (len(cases) + 1) + "|"]
    for tool, found in run.items():
        methods = list(found[cases[0]])  # type: ignore[call-overload]
        for method in methods:
            values = [found[case][method] for case in cases]  # type: ignore[index]
            lines.append(f"| {tool}: {method} | " + " | ".join(f"{value:.4f}" for value in values) + " |")
    return "\n".join(lines)


def simulator(run: Mapping[str, dict[str, object]]) -> str:
    """Return the table of what a simulated year costs, with the targets."""
    ours = run["fairlead"]
    lines = ["| | CPU s | target |", "|---|---|---|"]
    for name, (value, most) in ours.items():  # type: ignore[misc]
        lines.append(f"| {name} | {value:.5f} | < {most:g}: {'met' if value < most else 'MISSED'} |")
    return "\n".join(lines)


PEERS_OF = {"estimate": (FAIRLEAD, NANNYML), "sentinel": (FAIRLEAD, EVIDENTLY, NANNYML), "simulator": (FAIRLEAD,)}
TABLES = {"estimate": estimate, "sentinel": sentinel, "simulator": simulator}


def run_case(case: str, subjects: Mapping[str, Subject], limit: float) -> None:
    """Run the scripts of a case on the same tables, Fairlead's first, which writes them."""
    found: dict[str, dict[str, object]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for peer in PEERS_OF[case]:
            if peer.name not in subjects:
                continue
            print(f"{case}: {peer.name} ...", file=sys.stderr, flush=True)
            try:
                found[peer.name] = execute(subjects[peer.name], f"{case}_{peer.name}.py", Path(folder), limit)
            except RunFailed as error:
                print(f"{case}: {peer.name} failed: {error}")
    print(f"\n## {case}\n\n{TABLES[case](found)}" if "fairlead" in found else f"\n## {case}: nothing was measured")


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and run."""
    peers = (FAIRLEAD, NANNYML, EVIDENTLY)
    names = [peer.name for peer in peers]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--case", type=listed(CASES), default=list(CASES), help=f"cases: {', '.join(CASES)}")
    parser.add_argument(
        "--skip", type=listed(names[1:]), default=[], help=f"tools to leave out: {', '.join(names[1:])}"
    )
    parser.add_argument("--limit", type=float, default=900.0, help="seconds a script may take (900)")
    parser.add_argument("--venvs", type=Path, default=HERE / ".venvs", help="where the tools are installed")
    parser.add_argument("--fairlead", type=Path, default=Path(sys.executable), help="Python that has Fairlead")
    given = parser.parse_args(arguments)
    wanted = {peer.name for case in given.case for peer in PEERS_OF[case]} - set(given.skip)
    subjects = list(ready([peer for peer in peers if peer.name in wanted], given.venvs, given.fairlead))
    print(spelled(heading(subjects), subjects))
    for one in subjects:
        if not isinstance(one, Subject):
            print(one)
    installed = {one.peer.name: one for one in subjects if isinstance(one, Subject)}
    for case in given.case:
        run_case(case, installed, given.limit)


if __name__ == "__main__":
    main()
