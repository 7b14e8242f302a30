"""What gates have decided about the models of a project, and why: from the events of the registry and of runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from fairlead.finding import Finding
from fairlead.model.version import Version
from fairlead.store import Store

RUNS_READ = 30
"""Of so many of the latest runs the verdicts are looked for."""
HEAD = {"gate-passed": "passed", "gate-refused": "refused"}

Decision = Literal["passed", "refused"]


@dataclass(frozen=True, slots=True)
class Condition:
    """Hold how one condition came out: ``passed``, ``failed``, ``not judged`` or ``not applicable``."""

    sentence: str
    status: str
    said: str
    on_fail: str = "refuse"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Hold what a gate has decided.

    Parameters
    ----------
    rows : int or None, how many rows it was judged by.
    conditions : all of them where the version was promoted; else those that did not hold.
    is_whole : whether all of them are known.
    """

    decision: Decision
    summary: str
    rows: int | None
    at: float
    run: str | None
    task: str | None
    conditions: tuple[Condition, ...]
    metrics: Mapping[str, float]
    is_whole: bool = False


def verdict_of_promotion(event: Mapping[str, Any]) -> Verdict | None:
    """Return the verdict that a promotion rests on; None if it rests on none."""
    evidence = (event.get("data") or {}).get("evidence") or {}
    conditions = evidence.get("conditions")
    if not isinstance(conditions, list):
        return None
    values = (evidence.get("evaluation") or {}).get("values") or {}
    return Verdict(
        "passed" if evidence.get("passed") else "refused", str(evidence.get("summary", "")),
        _judged((evidence.get("evaluation") or {}).get("rows")), float(event["at"]), None, None,
        tuple(
            Condition(str(one["sentence"]), str(one["status"]), str(one["said"]), str(one.get("on_fail", "refuse")))
            for one in conditions
        ),
        {name: value for name, value in values.items() if isinstance(value, int | float)}, True,
    )  # fmt: skip


def verdicts_of_runs(store: Store, name: str) -> list[Verdict]:
    """Return what gates have decided about a model in the latest runs, the newest first; a cached one is told once."""
    found: list[Verdict] = []
    for run in store.runs.recent(limit=RUNS_READ):
        events = [one for one in store.runs.events(run["id"]) if one["kind"] == "finding"]
        by_task: dict[str, list[Mapping[str, Any]]] = {}
        for event in events:
            if str((event["data"] or {}).get("code", "")).startswith("gate-"):
                by_task.setdefault(event["task_id"], []).append(event)
        for task, told in by_task.items():
            found += _verdicts(run["id"], task, told, name)
    return sorted(found, key=lambda one: -one.at)


def _verdicts(run: str, task: str, events: Sequence[Mapping[str, Any]], name: str) -> Iterable[Verdict]:
    heads = [one for one in events if one["data"]["code"] in HEAD and f"'{name}'" in one["data"]["message"]]
    if len(heads) != 1:  # of several gates in one task nothing says which condition belongs to which
        return []
    head: dict[str, Any] = dict(heads[0]["data"])
    evidence = head["evidence"]
    rest = [one["data"] for one in events if one["data"]["code"] not in HEAD and one["data"]["code"] != "gate-looks"]
    metrics = {
        key: float(value) for key, value in evidence.items()
        if isinstance(value, int | float) and key not in ("rows", "looks")
    }  # fmt: skip
    decision: Decision = "passed" if HEAD[head["code"]] == "passed" else "refused"
    summary = head["message"].partition("' ")[2].rstrip(".")
    return [
        Verdict(
            decision, summary, _judged(evidence.get("rows")), float(heads[0]["at"]), run, task,
            tuple(_condition(one) for one in rest), metrics,
        )
    ]  # fmt: skip


def _condition(values: Mapping[str, Any]) -> Condition:
    finding = Finding.from_dict({**values, "where": values.get("where") or {}})
    sentence, _, said = finding.message.partition(": ")
    refuses = str(finding.severity) in ("error", "critical")
    return Condition(
        sentence, str(finding.evidence.get("status", "failed")), said.rstrip("."), "refuse" if refuses else "warn"
    )


def _judged(rows: Any) -> int | None:
    """Return how many rows judged a model: an evaluation counts them by what they were for."""
    found = rows.get("judged") if isinstance(rows, Mapping) else rows
    return found if isinstance(found, int) else None


def verdicts_by_version(
    versions: Sequence[Version], events: Sequence[Mapping[str, Any]], of_runs: Sequence[Verdict]
) -> dict[int, Verdict]:
    """Return what was decided about each version: when it was promoted, or else in the run that made it."""
    found = {one.version: verdict for one in versions for verdict in of_runs if one.run and verdict.run == one.run}
    for event in events:
        verdict = verdict_of_promotion(event) if event["version"] is not None else None
        if verdict is not None:
            found[event["version"]] = verdict
    return found
