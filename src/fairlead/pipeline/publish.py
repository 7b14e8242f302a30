"""Outputs that people and other tools read: written to a table file after the task, off the critical path."""

from __future__ import annotations

import json
import os
from collections import deque

from fairlead.blobs import Blobs, digest_of
from fairlead.pipeline.artifacts import Artifact, fingerprint
from fairlead.pipeline.channel import Message
from fairlead.pipeline.hands import Flight
from fairlead.pipeline.journal import Journal
from fairlead.pipeline.spec import TaskSpec

DEATH_LIMIT = 3
"""So often a worker may die while it writes a file before that counts as failed."""


class Publisher:
    """Know which outputs are to be written to files, and which files hold them already.

    Attributes
    ----------
    orders : what is to be written; problems : what could not be, in sentences.
    """

    def __init__(self, blobs: Blobs, folder: str, journal: Journal) -> None:
        self.blobs = blobs
        self.folder = folder
        self.journal = journal
        self.orders: deque[Message] = deque()
        self.problems: list[str] = []

    def offer(self, task_id: str, spec: TaskSpec, artifact: Artifact) -> None:
        """Write the output to its public file, off the critical path, unless that holds it already."""
        if spec.publish is None or task_id != spec.id:
            return
        known = self.blobs.get_named(_publication(spec.publish))
        mark = fingerprint(os.path.join(self.folder, spec.publish))
        if known is None or json.loads(known) != {"digest": artifact.digest, "fingerprint": mark}:
            order = {"do": "publish", "task": task_id, "attempt": 0, "path": spec.publish}
            self.orders.append({**order, "artifact": artifact.to_dict()})

    def again(self, flight: Flight, *, counts: bool) -> None:
        """Write a file once more whose worker died; if that counts, as it died over it, up to a limit."""
        deaths = flight.order.get("deaths", 0) + counts
        if deaths < DEATH_LIMIT:
            self.orders.append({**flight.order, "deaths": deaths})
        else:
            error = {"type": "WorkerDied", "message": f"the worker that wrote it died {DEATH_LIMIT} times"}
            self.ended(flight, {"state": "failed", "error": error})

    def ended(self, flight: Flight, message: Message) -> None:
        """Note what became of an order."""
        path = flight.order["path"]
        if message["state"] == "published":
            document = {"digest": flight.order["artifact"]["digest"], "fingerprint": message["fingerprint"]}
            self.blobs.put_named(_publication(path), json.dumps(document).encode())
            self.journal.event("published", flight.id, path=path)
        else:
            self.problems.append(f"{path} could not be written: {message['error']['message']}")
            self.journal.event("publish_failed", flight.id, path=path, error=message["error"])


def _publication(path: str) -> str:
    return f"published-{digest_of(path.encode())[:32]}"
