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


def collect_garbage(
    project: Project, *, keep: int = 10, older_than: float | None = None, dry_run: bool = False
) -> Garbage:
    """Forget old runs and validations, and remove the outputs that only they needed.

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
        needed, keys = _needed(store, blobs, kept)
        dead_keys = [key for key in blobs.names() if _belongs_to(key) not in keys and not key.startswith("published-")]
        dead = list(_dead_blobs(blobs, needed, now))
        old = store.validations.old(max(keep, VALIDATIONS_KEPT), now - (older_than or 0.0))
        found = Garbage(len(gone), len(dead_keys), len(dead), sum(size for _, size in dead), validations=len(old))
        if dry_run:
            return found
        with store.transaction():
            store.runs.delete(gone)
            store.validations.delete(old)
        # Names before content: what is named is always there.
        for key in dead_keys:
            blobs.delete_named(key)
        for digest, _ in dead:
            blobs.delete(digest)
        for run_id in gone:
            shutil.rmtree(project.state / "logs" / run_id, ignore_errors=True)
        return replace(found, parts=blobs.sweep_parts(PART_AGE, now))


def _old_runs(store: Store, keep: int, before: float) -> Iterator[str]:
    seen: dict[str, int] = {}
    for row in store.runs.recent(1_000_000):
        seen[row["pipeline"]] = seen.get(row["pipeline"], 0) + 1
        ended = row["state"] not in ("running", "pending", "interrupted")
        if ended and seen[row["pipeline"]] > keep and row["created"] < before:
            yield row["id"]


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
        if digest not in needed and ref is not None and _age(ref.seal, now) > YOUNG:
            yield digest, ref.size


def _age(seal: str, now: float) -> float:
    _, _, changed = seal.partition(".")
    return now - int(changed, 16) / 1e9 if changed else float("inf")


def _belongs_to(name: str) -> str:
    """Return the cache key that a named document belongs to: itself, its items, or a checkpoint."""
    return name.partition(".")[0]
