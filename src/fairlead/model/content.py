"""What a fitted pipeline consists of, so that equal pipelines have one digest, whoever trained them and where.

The bytes of a saved file are not that: they hold the addresses of objects and times of writing.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from fairlead.errors import ModelError
from fairlead.model.trust import import_skops

IDENTITY = frozenset({"__id__", "_skops_version", "protocol"})
"""Fields of the file that say where an object lay or who wrote it, not what it is."""

COUNTERS: Mapping[str, slice] = {
    "sklearn.neighbors._ball_tree.BallTree": slice(7, 11),
    "sklearn.neighbors._kd_tree.KDTree": slice(7, 11),
}
"""Where in the state of these types it stands how often they were asked; being asked does not change a model."""

UNSAVABLE = (TypeError, ValueError, AttributeError, LookupError, RecursionError)
"""What skops, and the steps that it asks for their state, raise where something cannot be written."""


def saved(pipeline: Any) -> bytes:
    """Write a pipeline in the format of skops, compressed.

    Raises
    ------
    ModelError
        A part of it cannot be written.
    """
    skops = import_skops("Saving a model")
    try:
        data: bytes = skops.dumps(pipeline, compression=zipfile.ZIP_DEFLATED, compresslevel=6)
    except UNSAVABLE as error:
        raise ModelError.not_savable(_unsavable_step(pipeline, skops), error) from error
    return data


def content_digest(data: bytes) -> str:
    """Return the SHA-256 of what a saved pipeline consists of: types, values, and the numbers in its arrays."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        content = _normal(json.loads(file.read("schema.json")), file)
    return hashlib.sha256(_text(content).encode()).hexdigest()


def type_names(data: bytes) -> list[str]:
    """Return the names of all classes and functions in a saved pipeline, sorted."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return sorted(set(_types_in(json.loads(file.read("schema.json")))))


def _normal(node: Any, file: zipfile.ZipFile) -> Any:
    """Return a node of the file without what differs from process to process."""
    if isinstance(node, list):
        return [_normal(one, file) for one in node]
    if not isinstance(node, dict):
        return node
    kept = {name: _normal(value, file) for name, value in node.items() if name not in IDENTITY}
    counters = COUNTERS.get(f"{node.get('__module__')}.{node.get('__class__')}")
    if counters is not None:
        kept["content"] = _without(kept["content"], counters)
    if node.get("__loader__") == "SetNode":
        kept["content"] = sorted(kept["content"], key=_text)
    if isinstance(node.get("file"), str) and "__loader__" in node:
        kept["file"] = _numbers_digest(node["file"], file.read(node["file"]))
    # The order of names and values counts: that of a dict can decide the order of columns.
    return list(kept.items())


def _without(content: Any, counters: slice) -> Any:
    """Return the state of an object, a tuple in the form of `_normal`, without some of its members."""
    members = dict(content)
    kept = [one for n, one in enumerate(members["content"]) if n not in range(counters.start, counters.stop)]
    return list({**members, "content": kept}.items())


def _numbers_digest(name: str, data: bytes) -> str:
    if not name.endswith(".npy"):
        return _archive_digest(data) if name.endswith(".npz") else hashlib.sha256(data).hexdigest()
    import numpy  # arrays are NumPy's

    array = numpy.load(io.BytesIO(data), allow_pickle=False)
    sha = hashlib.sha256(f"{array.shape} {array.dtype.descr}".encode())
    # Between the fields of a record there may be bytes that nobody has ever set.
    for part in [array] if array.dtype.names is None else [array[field] for field in array.dtype.names]:
        sha.update(numpy.ascontiguousarray(part).tobytes())
    return sha.hexdigest()


def _archive_digest(data: bytes) -> str:
    """Return the digest of a sparse matrix: an archive of arrays, with the time of its writing."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [_numbers_digest(name, archive.read(name)) for name in sorted(archive.namelist())]
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()


def _text(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def _types_in(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for one in node:
            yield from _types_in(one)
    if isinstance(node, Mapping):
        if isinstance(node.get("__class__"), str) and isinstance(node.get("__module__"), str):
            yield f"{node['__module__']}.{node['__class__']}"
        for value in node.values():
            yield from _types_in(value)


def _unsavable_step(pipeline: Any, skops: Any) -> str:
    """Name the innermost step that cannot be written, as far as the pipeline has steps."""
    steps = getattr(pipeline, "steps", None) or getattr(pipeline, "transformers", None) or ()
    for name, step, *_ in steps:
        try:
            skops.dumps(step)
        except UNSAVABLE:
            inner = _unsavable_step(step, skops)
            return f"{name} ({inner})" if inner != type(step).__name__ else f"{name} ({type(step).__name__})"
    return type(pipeline).__name__
