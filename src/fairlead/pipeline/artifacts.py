"""How a task's output travels to the next task: a file that is mapped, never copied through a pipe.

=========  ===================================  =====================================================
format     for                                  why
=========  ===================================  =====================================================
pickle5    pandas, NumPy, any other object      buffers lie beside the pickle and are mapped privately:
                                                nothing is copied, and ``df.loc[...] = x`` works and
                                                leaves the file alone
arrow      Polars frames, PyArrow tables        memory-mapped Arrow IPC; both are immutable
=========  ===================================  =====================================================
"""

from __future__ import annotations

import io
import mmap
import os
import pickle
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fairlead.blobs import SMALL_BYTES, BlobRef, Blobs, digest_file, digest_of
from fairlead.errors import BlobCorruptError, BlobMissingError, OutputError

MAGIC = b"FLP5"
ALIGNMENT = 64


@dataclass(frozen=True, slots=True)
class Artifact:
    """Name a stored output: its blob, its format, its shape, and the input files it stands for.

    Attributes
    ----------
    files : fingerprints of the files that an output made of paths points at; the output is only
        as good as they are.
    findings : what checks found while the output was made, each as plain values.
    rows, columns : int or None, the shape of a table.
    """

    digest: str
    size: int
    seal: str
    format: str
    rows: int | None = None
    columns: int | None = None
    files: Mapping[str, str] | None = None
    findings: Sequence[Mapping[str, Any]] | None = None

    @property
    def ref(self) -> BlobRef:
        """Return the reference to the blob."""
        return BlobRef(self.digest, self.size, self.seal)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        values: dict[str, Any] = {
            "digest": self.digest,
            "size": self.size,
            "seal": self.seal,
            "format": self.format,
        }
        if self.rows is not None:
            values["rows"] = self.rows
        if self.columns is not None:
            values["columns"] = self.columns
        if self.findings is not None:
            values["findings"] = self.findings
        if self.files is not None:
            values["files"] = self.files
        return values

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Artifact:
        """Rebuild from `to_dict`; other keys are left aside."""
        return cls(
            values["digest"],
            values["size"],
            values["seal"],
            values["format"],
            values.get("rows"),
            values.get("columns"),
            values.get("files"),
            values.get("findings"),
        )


def store_output(value: Any, blobs: Blobs) -> Artifact:
    """Write a task's output as one blob.

    Raises
    ------
    OutputError
        The value cannot be stored (an open file, a generator, a lambda, ...).
    """
    from fairlead.frame import shape_of  # only workers store outputs

    format_name, buffers = encode(value)
    files = files_of(value)
    if files:
        # The content of the files decides about the output's digest, not their names alone.
        buffers = [*buffers, *(f"\n{name}\0{mark}".encode() for name, mark in sorted(files.items()))]
    ref = blobs.write(buffers)
    shape = shape_of(value) or (None, None)
    return Artifact(ref.digest, ref.size, ref.seal, format_name, shape[0], shape[1], files or None)


def load_output(artifact: Artifact, blobs: Blobs) -> Any:
    """Read an output back; large buffers are mapped privately, so the value may be changed in place."""
    if artifact.format == "pickle5" and artifact.size < SMALL_BYTES:
        return decode(bytearray(blobs.read(artifact.ref)))  # to map so little would cost more than to copy it
    path = blobs.path(artifact.ref)
    if artifact.format == "arrow-polars":
        import polars  # only where a Polars frame was stored

        return polars.read_ipc(path)  # a file on disk is mapped
    if artifact.format == "arrow-table":
        import pyarrow  # only where a PyArrow table was stored

        with pyarrow.memory_map(path) as source:
            return pyarrow.ipc.open_file(source).read_all()
    with open(path, "rb") as file:
        return decode(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY))


def encode(value: Any) -> tuple[str, Sequence[bytes | memoryview]]:
    """Return a value's format and the buffers of its file."""
    kind = type(value)
    library = kind.__module__.partition(".")[0]
    if library == "polars" and kind.__name__ == "DataFrame":
        sink = io.BytesIO()
        value.write_ipc(sink, compression="uncompressed")
        return "arrow-polars", [sink.getbuffer()]
    if library == "pyarrow" and kind.__name__ == "Table":
        import pyarrow  # the value itself comes from it

        output = pyarrow.BufferOutputStream()
        with pyarrow.ipc.new_file(output, value.schema) as writer:
            writer.write_table(value)
        return "arrow-table", [memoryview(output.getvalue())]
    return "pickle5", list(_pickled(value))


def _pickled(value: Any) -> Iterator[bytes | memoryview]:
    """Lay out: magic, sizes of pickle and buffers, the pickle, then each buffer on a 64-byte boundary."""
    out_of_band: list[pickle.PickleBuffer] = []
    try:
        body = pickle.dumps(value, protocol=5, buffer_callback=out_of_band.append)
    except Exception as error:
        raise OutputError.not_storable(type(value).__name__, f"{type(error).__name__}: {error}") from error
    views = [buffer.raw() for buffer in out_of_band]
    header = MAGIC + struct.pack(f"<IQ{len(views)}Q", len(views), len(body), *(view.nbytes for view in views))
    yield header + body
    at = len(header) + len(body)
    for view in views:
        padding = -at % ALIGNMENT
        if padding:
            yield bytes(padding)
        yield view
        at += padding + view.nbytes


def decode(data: mmap.mmap | bytearray) -> Any:
    """Rebuild a value from the layout of `_pickled`; its buffers stay views of `data`.

    >>> decode(bytearray(b"".join(encode([1, "two"])[1])))
    [1, 'two']
    """
    view = memoryview(data)
    if view[:4] != MAGIC:
        raise OutputError.unknown_layout(bytes(view[:4]))
    count, body_size = struct.unpack_from("<IQ", view, 4)
    sizes = struct.unpack_from(f"<{count}Q", view, 16)
    at = 16 + 8 * count
    body = view[at : at + body_size]
    at += body_size
    buffers = []
    for size in sizes:
        at += -at % ALIGNMENT
        buffers.append(view[at : at + size])
        at += size
    return pickle.loads(body, buffers=buffers)


def files_of(value: Any) -> dict[str, str]:
    """Return the fingerprints of the files that a value points at: a Path, or a flat list of paths.

    >>> files_of(3), files_of([])
    ({}, {})
    """
    paths = [value] if isinstance(value, Path) else value if isinstance(value, (list, tuple)) else []
    places = [os.path.abspath(path) for path in paths if isinstance(path, Path)]
    return {place: fingerprint(place) for place in places}


def fingerprint(path: str) -> str:
    """Return what stands for the content of a file or folder in a cache key.

    A file counts by its content. A folder counts by the names, sizes and change times in it, so that a large
    one is not read. Something that does not exist is "missing".
    """
    if os.path.isdir(path):
        lines = [f"{entry}\0{status.st_size}\0{status.st_mtime_ns}" for entry, status in sorted(_walk(path))]
        return "folder-" + digest_of("\n".join(lines).encode())
    try:
        return digest_file(path)
    except (FileNotFoundError, NotADirectoryError):  # the latter: a file stands where a folder is meant
        return "missing"


def _walk(folder: str) -> Iterator[tuple[str, os.stat_result]]:
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if not name.startswith("."):
                path = os.path.join(where, name)
                yield os.path.relpath(path, folder), os.stat(path)


def is_stored(artifact: Artifact, blobs: Blobs) -> bool:
    """Tell whether an output can still be used: its blob is whole, and the files it points at are unchanged.

    The content of the blob is read only if its file was touched since it was written.
    """
    found = blobs.stat(artifact.digest)
    if found is None or found.size != artifact.size:
        return False
    if found.seal != artifact.seal:
        try:
            blobs.verify(artifact.ref)
        except (BlobMissingError, BlobCorruptError):
            return False
    return all(fingerprint(path) == mark for path, mark in (artifact.files or {}).items())
