"""What the faults of a notebook cost: it is run in a process with limits, and what was measured is kept by its content.

`begin_trial` starts it as work of its own; `trial_of` says how far it is and what came of it. An edited notebook is
another one: what was measured of it before is not shown for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fairlead.finding import Finding
from fairlead.project import work
from fairlead.project.inspecting.data import replacements
from fairlead.project.work import Tell, Work

KIND = "trial"


@dataclass(frozen=True, slots=True)
class Cost:
    """Hold one score, as the notebook computes it and without its leaks, as both were measured."""

    metric: str
    as_it_stands: float
    honest: float
    cell: int | None
    leaks: tuple[str, ...]
    order: str

    @property
    def difference(self) -> float:
        """Return by how much the notebook's own score is too good."""
        return self.as_it_stands - self.honest


def trial_of(project: Path, name: str, content: bytes) -> Work | None:
    """Return the last trial of a notebook as it stands; None if nobody has begun one."""
    return work.work_of(project, KIND, work.key_of(name, content))


def begin_trial(project: Path, name: str, content: bytes, chosen: Mapping[str, str]) -> Work:
    """Begin to run a notebook, unless that goes on already.

    Parameters
    ----------
    chosen : by path in the notebook, the file that is read in its place; see `replacements`.
    """
    return work.begin(project, KIND, work.key_of(name, content), {"name": name, "chosen": dict(chosen)})


def stop_trial(project: Path, name: str, content: bytes) -> bool:
    """Stop a trial; tell whether there was one to stop."""
    return work.stop(project, KIND, work.key_of(name, content))


def findings_of(trial: Work) -> list[Finding]:
    """Return what a trial has measured; nothing of one that has not ended well."""
    return [Finding.from_dict(one) for one in (trial.result or {}).get("findings", ())]


def told_about(finding: Finding, measured: Sequence[Finding]) -> list[Finding]:
    """Return what was measured that tells what a finding costs.

    Of a leak that is the score without it; of hidden state, and of a path that is nowhere else, whether the notebook
    runs again at all.
    """
    group = finding.evidence.get("group")
    told = [one for one in measured if one.code == "leak-cost" and finding.code in one.evidence.get("leaks", ())]
    if group in ("state", "randomness"):
        told += [one for one in measured if one.code == "restart-differs"]
    return told


def costs_of(findings: Sequence[Finding]) -> list[Cost]:
    """Return the scores with and without leaks, those that change most first."""
    costs = [
        Cost(
            str(one.evidence["metric"]), float(one.evidence["as_it_stands"]), float(one.evidence["honest"]),
            one.where.cell, tuple(one.evidence.get("leaks", ())), str(one.evidence.get("order", "page")),
        )
        for one in findings
        if one.code == "leak-cost"
    ]  # fmt: skip
    return sorted(costs, key=lambda cost: -abs(cost.difference))


def measure(project: Path, given: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    """Run a notebook and return what was measured: the body of the work.

    Raises
    ------
    CheckError
        The notebook, or a file that is to be read in the place of a path, is not there.
    """
    from fairlead.notebook.facts import Facts
    from fairlead.notebook.read import notebook_of
    from fairlead.notebook.trial.findings import try_out
    from fairlead.project.checking.excerpt import with_sources
    from fairlead.project.checking.one import lines_in_file
    from fairlead.project.inspecting.listing import path_in

    path = path_in(project, given["name"])
    replaced = replacements(project, given["chosen"])
    content = path.read_bytes()
    notebook = notebook_of(content, str(path), beside=path.parent)
    found = try_out(Facts(notebook), replaced=replaced, on_run=lambda what: tell({"what": what}))
    shown = with_sources(found, notebook, lines_in_file(notebook, content))
    return {"findings": [one.to_dict() for one in shown], "data": replaced}
