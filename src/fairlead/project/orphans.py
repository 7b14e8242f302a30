"""Which run is meant, who owns it, and what becomes of a run whose owner has died."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fairlead.clock import SystemClock, timestamp
from fairlead.errors import NothingToResumeError, RunNotFoundError, RunOwnedError
from fairlead.pipeline.owner import is_dead
from fairlead.store import Store

UNFINISHED = ("pending", "running", "interrupted", "failed", "cancelled")

clock = SystemClock()


def find_run(store: Store, text: str | None, *, unfinished: bool = False) -> str:
    """Return the id of a run from its beginning or end; the latest (unfinished) one when nothing is given.

    Raises
    ------
    RunNotFoundError, NothingToResumeError, RunError
        There is none, or several.
    """
    if text is None:
        rows = store.runs.recent(50)
        if not rows:
            raise NothingToResumeError.no_runs() if unfinished else RunNotFoundError.of("", [])
        if not unfinished:
            return str(rows[0]["id"])
        left = [row for row in rows if row["state"] in UNFINISHED]
        if not left or left[0]["id"] != rows[0]["id"]:
            raise NothingToResumeError.finished(rows[0]["id"], rows[0]["state"])
        return str(left[0]["id"])
    found = store.runs.matching(text)
    if not found:
        raise RunNotFoundError.of(text, [row["id"] for row in store.runs.recent(5)])
    if len(found) > 1 and text not in found:
        raise RunNotFoundError.ambiguous(text, found)
    name = text if text in found else found[0]
    if unfinished and store.runs.get(name)["state"] == "succeeded":
        raise NothingToResumeError.finished(name, "succeeded")
    return name


def refuse_if_owned(row: Mapping[str, Any], *, certain: bool = False) -> None:
    """Raise if a living process owns a run.

    Raises
    ------
    RunOwnedError
        Who it is and since when.
    """
    owner = row["owner"]
    if owner is None and not certain:
        return
    dead = is_dead(owner) if owner else None
    if certain or dead is False or (dead is None and row["lease"] > clock.now()):
        owner = owner or {"pid": 0, "host": "another machine"}
        raise RunOwnedError.of(row["id"], owner["pid"], owner["host"], timestamp(row["started"] or row["created"]))


def mark_orphans(store: Store) -> list[str]:
    """Mark the runs whose owner has died as interrupted, so that none stays "running" for ever."""
    marked = []
    for row in store.runs.recent(50, state="running"):
        dead = is_dead(row["owner"]) if row["owner"] else None
        if dead or (dead is None and row["lease"] < clock.now()):
            reason = "its process died" if dead else "its process gave no sign of life"
            if row["owner"] and store.runs.interrupt(row["id"], row["owner"], reason, clock.now()):
                marked.append(row["id"])
    return marked
