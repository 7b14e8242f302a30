"""Compute the digests that blobs are named by."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable

Buffer = bytes | bytearray | memoryview

# One chunk is hashed and written while it is still in the processor's cache.
CHUNK_BYTES = 1 << 20


def digest_of(*buffers: Buffer) -> str:
    """Compute the SHA-256 of the buffers, one after the other.

    Examples
    --------
    >>> digest_of(b"a", b"bc") == digest_of(b"abc")
    True
    """
    sha = hashlib.sha256()
    for buffer in buffers:
        sha.update(buffer)
    return sha.hexdigest()


def digest_file(path: str | os.PathLike[str], on_chunk: Callable[[int], None] | None = None) -> str:
    """Compute the SHA-256 of a file in chunks of 1 MB.

    Parameters
    ----------
    path : str or path
    on_chunk : callable, told the number of bytes of each chunk, to show progress

    Raises
    ------
    OSError
        When the file cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.NamedTemporaryFile() as file:
    ...     _ = file.write(b"abc"), file.flush()
    ...     digest_file(file.name) == digest_of(b"abc")
    True
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return digest_open(descriptor, on_chunk)
    finally:
        os.close(descriptor)


def digest_open(descriptor: int, on_chunk: Callable[[int], None] | None = None) -> str:
    """Compute the SHA-256 of what an open file holds, from where it stands; it stays open."""
    sha = hashlib.sha256()
    chunk = memoryview(bytearray(CHUNK_BYTES))
    with open(descriptor, "rb", buffering=0, closefd=False) as file:
        while count := file.readinto(chunk):
            sha.update(chunk[:count])
            if on_chunk is not None:
                on_chunk(count)
    return sha.hexdigest()
