"""Remove what old runs have left and nothing needs any more."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from fairlead.blobs import Blobs
from fairlead.clock import SystemClock
from fairlead.pipeline.manifest import read_manifest
from fairlead.project.settings import Project
from fairlead.store import Store

PART_AGE = 3600.0
"""Seconds after which a half-written file counts as left behind; a living writer renames it much sooner."""

VALIDATIONS_KEPT = 100
"""So many of the latest validations by each suite stay in any case: they are small, and a trend needs them."""

YOUNG = 600.0
"""Seconds during which a blob stays even if nothing names it yet: its manifest may be about to be written."""

BLOBS_AT_ONCE = 100
"""So many are deleted in one turn: whoever wants to put a model meanwhile waits no longer than that takes."""

MEMORIES = ("replay", "tables", "work")
"""Folders in the state of a project with what only saves time: of replays, of work that the studio began, tables."""

MEMORY_AGE = 90 * 86_400.0
"""Seconds after which what only saves time is forgotten."""

clock = SystemClock()


@dataclass(frozen=True, slots=True)
class Garbage:
    """Count what was removed, or would be."""

    runs: int = 0
    results: int = 0
    blobs: int = 0
    bytes: int = 0
    parts: int = 0
    validations: int = 0
    models: int = 0
    memories: int = 0


def collect_garbage(
    project: Project, *, keep: int = 10, older_than: float | None = None, dry_run: bool = False
) -> Garbage:
    """Forget old runs and validations, retire old models, and remove the files that only they needed.

    Parameters
    ----------
    keep : how many of the latest runs of each pipeline stay in any case; an unfinished run always stays.
    older_than : float, seconds; only runs that were created longer ago go.
    dry_run : count, and remove nothing.
    """
    blobs = project.open_blobs()
    with project.open_store() as store:
        now = clock.now()
        gone = list(_old_runs(store, keep, now - (older_than or 0.0)))
        kept = [row["id"] for row in store.runs.recent(1_000_000) if row["id"] not in set(gone)]
        retired = _old_models(project, store, dry_run=dry_run)
        needed, keys = _needed(store, blobs, kept)
        needed |= store.models.digests(without=retired) | store.monitoring.digests()
        dead_keys = [key for key in blobs.names() if _belongs_to(key) not in keys and not key.startswith("published-")]
        dead = list(_dead_blobs(blobs, needed, now))
        old = store.validations.old(max(keep, VALIDATIONS_KEPT), now - (older_than or 0.0))
        found = Garbage(
            runs=len(gone),
            results=len(dead_keys),
            blobs=len(dead),
            bytes=sum(size for _, size in dead),
            validations=len(old),
            models=len(retired),
            memories=_forget(project, now, dry_run=dry_run),
        )
        if dry_run:
            return found
        with store.transaction():
            store.runs.delete(gone)
            store.validations.delete(old)
        # Names before content: what is named is always there.
        for key in dead_keys:
            blobs.delete_named(key)
        _delete_blobs(store, blobs, [digest for digest, _ in dead], now)
        for run_id in gone:
            shutil.rmtree(project.state / "logs" / run_id, ignore_errors=True)
        return replace(found, parts=blobs.sweep_parts(PART_AGE, now))


def _forget(project: Project, now: float, *, dry_run: bool) -> int:
    """Remove files that only save time and are old, and return how many; a dry run only counts them."""
    old = [
        path
        for name in MEMORIES
        for path in (project.state / name).rglob("*")
        if path.is_file() and now - path.stat().st_mtime > MEMORY_AGE
    ]
    for path in () if dry_run else old:
        path.unlink(missing_ok=True)
    return len(old)


def _old_runs(store: Store, keep: int, before: float) -> Iterator[str]:
    seen: dict[str, int] = {}
    for row in store.runs.recent(1_000_000):
        seen[row["pipeline"]] = seen.get(row["pipeline"], 0) + 1
        ended = row["state"] not in ("running", "pending", "interrupted")
        if ended and seen[row["pipeline"]] > keep and row["created"] < before:
            yield row["id"]


def _old_models(project: Project, store: Store, *, dry_run: bool) -> list[tuple[str, int]]:
    """Retire the versions of models that nothing needs, and return them; a dry run only returns them."""
    gone: list[tuple[str, int]] = []
    if not store.models.names():
        return gone
    with project.open_registry(actor="fairlead gc") as registry:
        for name in registry.names():
            act = registry.unneeded if dry_run else registry.keep
            gone += [(name, one) for one in act(name, project.keep_models, champion_days=project.keep_champions)]
    return gone


def _delete_blobs(store: Store, blobs: Blobs, digests: list[str], now: float) -> None:
    """Delete blobs while no model is put: a new version may have found a file of its own among them."""
    for start in range(0, len(digests), BLOBS_AT_ONCE):
        with store.transaction():
            store.models.take_turns()
            named = store.models.digests() | store.monitoring.digests()
            for digest in digests[start : start + BLOBS_AT_ONCE]:
                if digest not in named and now - (blobs.committed(digest) or 0.0) > YOUNG:  # a task may have it anew
                    blobs.delete(digest)


def _needed(store: Store, blobs: Blobs, run_ids: list[str]) -> tuple[set[str], set[str]]:
    """Return the digests and the cache keys that the kept runs name."""
    digests: set[str] = set()
    keys: set[str] = set()
    for run_id in run_ids:
        for row in store.runs.tasks(run_id):
            if row["cache_key"]:
                keys.add(row["cache_key"])
            if row["artifact"]:
                digests.add(row["artifact"]["digest"])
    for key in keys:
        manifest = read_manifest(blobs, key)
        if manifest is not None:
            digests.update(_digests_in(json.loads(manifest["parts"])))
    for name in blobs.names():
        if ".checkpoint." in name and _belongs_to(name) in keys:
            digests.add(json.loads(blobs.get_named(name) or b"{}").get("digest", ""))
    digests.update(row["artifact"]["digest"] for row in store.runs.effect_artifacts())
    return digests, keys


def _digests_in(found: Mapping[str, Any]) -> Iterator[str]:
    yield from (digest for digest in (found.get("inputs") or {}).values() if isinstance(digest, str))
    if found.get("item"):
        yield found["item"]


def _dead_blobs(blobs: Blobs, needed: set[str], now: float) -> Iterator[tuple[str, int]]:
    for digest in blobs.digests():
        ref = blobs.stat(digest)
        if digest not in needed and ref is not None and now - (blobs.committed(digest) or 0.0) > YOUNG:
            yield digest, ref.size


def _belongs_to(name: str) -> str:
    """Return the cache key that a named document belongs to: itself, its items, or a checkpoint."""
    return name.partition(".")[0]
