"""Store bytes under the digest of their content, so that a half-written result can never be read.

A blob is written to a temporary file, then renamed to the SHA-256 of its content: whoever finds the name
finds the whole content. A named document (a manifest) says what a blob is for; it is written after the blob.

Layout of a local store::

    <root>/cas/ab/<sha256>        the content
    <root>/keys/ab/<name>.json    small named documents
    .part-*                       in either folder: being written; left behind only by a killed process

On an object store the same names are keys, and one completed PUT takes the place of the rename.

Read in this order: `store` (what every store promises), `local` (a folder), `objects` (a bucket), `digest`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from fairlead.blobs.digest import CHUNK_BYTES, Buffer, digest_file, digest_of
from fairlead.blobs.local import SMALL_BYTES, LocalBlobs
from fairlead.blobs.store import BlobRef, Blobs

if TYPE_CHECKING:
    from fairlead.blobs.objects import ObjectBlobs

__all__ = [
    "CHUNK_BYTES",
    "SMALL_BYTES",
    "BlobRef",
    "Blobs",
    "Buffer",
    "LocalBlobs",
    "ObjectBlobs",
    "digest_file",
    "digest_of",
    "open_blobs",
]


def open_blobs(
    location: str | os.PathLike[str],
    *,
    cache: str | os.PathLike[str] | None = None,
    durable: bool = False,
    step: Callable[[str], None] | None = None,
) -> Blobs:
    """Open the store at a folder or at a URL such as ``s3://bucket/prefix``.

    Parameters
    ----------
    location : str or path, a folder, a ``file://`` URL, or any URL that fsspec understands
    cache : str or path, local folder for the blobs of an object store; needed for a URL
    durable : bool, survive a power cut and not only a killed process (local stores; costs an fsync a write)
    step : callable, told each named point of the write protocol; a test stops the process there

    Raises
    ------
    ValueError
        When the location is a URL and no cache folder is given.
    MissingExtraError
        When fsspec, or its driver for this URL, is not installed.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     blobs = open_blobs(folder)
    ...     ref = blobs.write([b"hello ", b"world"])
    ...     blobs.read(ref), blobs.exists(ref.digest, 11)
    (b'hello world', True)
    """
    text = os.fspath(location)
    # A mounted folder can rename, which is a stronger commit than fsspec's plain copy.
    folder = text.removeprefix("file://")
    if "://" not in folder:
        return LocalBlobs(folder, durable=durable, step=step)
    if cache is None:
        raise ValueError(f"The store {text} needs a local cache folder. Hint: pass cache=<folder>.")
    from fairlead.blobs.objects import ObjectBlobs  # a local store never needs it

    return ObjectBlobs(text, cache=cache, step=step)


def __getattr__(name: str) -> object:
    """Load `ObjectBlobs` the first time it is asked for."""
    if name != "ObjectBlobs":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from fairlead.blobs.objects import ObjectBlobs

    return ObjectBlobs
