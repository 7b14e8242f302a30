"""The manifest: a small document under the cache key that says which blob is the result, written after it.

It is what makes a finished task survive everything: whoever finds a valid manifest takes the result instead
of running the task, even if the database was deleted.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

from fairlead.blobs import Blobs
from fairlead.pipeline.artifacts import Artifact


def write_manifest(blobs: Blobs, order: Mapping[str, Any], artifact: Artifact) -> None:
    """Write the manifest of a task's result; the blob must be written before."""
    document = {
        "key": order["key"],
        "task": order["task"],
        "run": order["run"],
        "attempt": order["attempt"],
        "fence": order["fence"],
        "parts": order["parts"],
        "artifact": artifact.to_dict(),
        "created": time.time(),
    }
    blobs.put_named(order["key"], json.dumps(document, separators=(",", ":")).encode())


def read_manifest(blobs: Blobs, key: str) -> dict[str, Any] | None:
    """Return the manifest under a key, or None if there is none that can be read."""
    data = blobs.get_named(key)
    if data is None:
        return None
    try:
        found = json.loads(data.decode())
    except ValueError:
        return None
    return found if isinstance(found, dict) and found.get("key") == key else None
