"""Checkpoints inside a long task: state that outlives a killed worker.

A checkpoint belongs to the cache key of the task, so it is found again after a crash, a retry or a resume with
the same code and inputs, and by nothing else. Outside a run both functions do nothing, so that a task stays
a plain function.
"""

from __future__ import annotations

import json
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from fairlead.blobs import Blobs, digest_of
from fairlead.pipeline.artifacts import Artifact, is_stored, load_output, store_output


@dataclass(frozen=True, slots=True)
class Place:
    """Say where the checkpoints of the task that now runs belong, and which of them it has touched."""

    key: str
    blobs: Blobs
    names: set[str] = field(default_factory=set)


place: ContextVar[Place | None] = ContextVar("place", default=None)


def save(name: str, value: Any) -> None:
    """Store `value` under `name`; an earlier one under that name is replaced.

    >>> save("epoch", 3)  # outside a run: nothing happens
    """
    here = place.get()
    if here is not None:
        here.names.add(name)
        artifact = store_output(value, here.blobs)
        here.blobs.put_named(document(here.key, name), json.dumps(artifact.to_dict()).encode())


def load(name: str, default: Any = None) -> Any:
    """Return what was last saved under `name` by this task on the same inputs, or `default`.

    >>> load("epoch", default=0)
    0
    """
    here = place.get()
    data = None if here is None else here.blobs.get_named(document(here.key, name))
    if here is None or data is None:
        return default
    here.names.add(name)
    artifact = Artifact.from_dict(json.loads(data))
    return load_output(artifact, here.blobs) if is_stored(artifact, here.blobs) else default


def forget(done: Place) -> None:
    """Remove the checkpoints of a task that has succeeded: one that is made to run anew begins at its beginning."""
    for name in done.names:
        done.blobs.delete_named(document(done.key, name))


def document(key: str, name: str) -> str:
    """Return the name of the document that points at a checkpoint; `name` may be any text."""
    return f"{key}.checkpoint.{digest_of(name.encode())[:32]}"
