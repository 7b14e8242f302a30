"""A run and its stages in sentences: how it stands, and what to watch for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fairlead.clock import show_duration
from fairlead.pipeline.spec import TaskSpec
from fairlead.studio.views.words import counted

COUNTED: Mapping[str, str] = {
    "succeeded": "computed",
    "cached": "from the store",
    "skipped": "skipped",
    "failed": "failed",
    "upstream_failed": "could not run",
    "cancelled": "cancelled",
    "running": "running",
    "retrying": "trying again",
    "pending": "waiting",
}
ENDS: Mapping[str, str] = {
    "succeeded": "Succeeded in",
    "failed": "Failed after",
    "interrupted": "Cut off after",
    "cancelled": "Cancelled after",
}


def in_counts(counts: Mapping[str, int]) -> str:
    """Say how many stages went which way.

    >>> in_counts({"succeeded": 3, "skipped": 1})
    '4 stages: 3 computed, 1 skipped.'
    """
    found = ", ".join(f"{counts[state]} {word}" for state, word in COUNTED.items() if counts.get(state))
    return f"{counted(sum(counts.values()), 'stage')}: {found}."


def headline(run: Mapping[str, Any], counts: Mapping[str, int], failed: Sequence[Mapping[str, Any]], now: float) -> str:
    """Say in a sentence how a run stands."""
    state, whole = run["state"], sum(counts.values())
    took = show_duration((run["ended"] or now) - (run["started"] or run["created"]))
    if state in ("running", "pending"):
        open_ = sum(counts.get(one, 0) for one in ("pending", "running", "retrying"))
        return f"Running for {took}: {whole - open_} of {counted(whole, 'stage')} done"
    if state == "failed" and failed:
        return f"Failed at {failed[0]['task_id']} after {took}"
    return f"{ENDS.get(state, state)} {took}"


def error_of(row: Mapping[str, Any]) -> str:
    """Return the error of a task as one line: its type and the first line of its message.

    >>> error_of({"error": {"type": "ValueError", "message": "no rows" + chr(10) + "Hint: look"}})
    'ValueError: no rows'
    """
    error = row["error"] or {}
    message = str(error.get("message") or "").split("\n")[0]
    return f"{error.get('type', 'Error')}: {message}".removesuffix(": ")


def watch_for(spec: TaskSpec) -> list[str]:
    """Say what somebody who looks after a stage should know about it: read off how it is written.

    >>> watch_for(TaskSpec("deploy", condition="evaluate.passed", effect=True))[0]
    'It runs only if evaluate.passed holds; if not, it is skipped and the reason is stored.'
    """
    said = []
    if spec.condition:
        said.append(f"It runs only if {spec.condition} holds; if not, it is skipped and the reason is stored.")
    if spec.rule != "all_success":
        said.append(f"It runs by the rule {spec.rule.replace('_', ' ')}: also if not everything before it succeeded.")
    if spec.effect:
        said.append("It changes something outside of the run, so it is never repeated on its own; a resume may ask.")
    if spec.mapped:
        said.append(f"It runs once for each item of `{spec.mapped}`; one item that fails fails the stage.")
    if spec.retries:
        said.append(_retries(spec))
    else:
        said.append("It is not tried again: one failure fails it, and what follows does not run.")
    if spec.timeout is None:
        said.append("It has no time limit: if it hangs, the run hangs until somebody cancels it.")
    else:
        said.append(f"It is stopped after {show_duration(spec.timeout)}.")
    said += _storing(spec)
    if spec.pool:
        said.append(f"It waits for a place in the pool `{spec.pool}`, which other runs share.")
    if spec.publish:
        said.append(f"Its output is also written to {spec.publish}.")
    return said


def _retries(spec: TaskSpec) -> str:
    each = [
        f"{counted(times, 'time')} {'on any error' if name == '*' else f'on {name}'}"
        for name, times in spec.retries.items()
    ]
    wait = f"after {show_duration(spec.retry_delay)} at first, then longer"
    return f"It is tried again up to {', '.join(each)}, {wait}: look whether it does so every time."


def _storing(spec: TaskSpec) -> list[str]:
    unknown = spec.code.get("unknown", ()) if spec.code else ()
    if not spec.cache:
        return ["It runs every time: no result of it is used again."]
    if unknown:
        names = ", ".join(f"`{one}`" for one in unknown[:3])
        return [f"It runs every time, because what it uses cannot be followed: {names}."]
    if spec.cache_age is not None:
        return [f"A stored result is used again for {show_duration(spec.cache_age)}."]
    return []
