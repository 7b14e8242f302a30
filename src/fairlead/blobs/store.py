"""What every store of blobs promises, and how it names what it keeps."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from fairlead.blobs.digest import Buffer

PART_PREFIX = ".part-"
READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}

is_digest = re.compile(r"[0-9a-f]{64}").fullmatch
_is_name = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}").fullmatch

FRESH = 300.0
"""Seconds after which a blob that is written again is committed anew, so that `fairlead gc` sees that it is in use."""


@dataclass(frozen=True, slots=True)
class BlobRef:
    """Name a blob: what its content must be, and when it was last known to be so.

    Parameters
    ----------
    digest : str, SHA-256 of the content, 64 lower-case hexadecimal digits
    size : int, bytes
    seal : str, inode and change time of the verified file; "" where there is none (object stores)

    Examples
    --------
    >>> BlobRef("ba7816bf" * 8, 3, "").size
    3
    """

    digest: str
    size: int
    seal: str


class Blobs(Protocol):
    """Keep blobs and named documents, on a disk or on an object store."""

    @property
    def location(self) -> str:
        """Give what `open_blobs` needs to open the same store again, in this or another process."""
        ...

    @property
    def nearby(self) -> Blobs:
        """Give a store in a folder of this machine, for what processes of this machine tell each other."""
        ...

    def write(self, buffers: Iterable[Buffer]) -> BlobRef:
        """Store the buffers, one after the other, as one blob."""
        ...

    def path(self, ref: BlobRef) -> str:
        """Give the path of a local file that holds the verified content."""
        ...

    def verify(self, ref: BlobRef) -> BlobRef:
        """Check the content against its digest and give the reference with a fresh seal."""
        ...

    def read(self, ref: BlobRef) -> bytes:
        """Read the verified content."""
        ...

    def exists(self, digest: str, size: int) -> bool:
        """Say whether a blob of this digest and size is stored; its content is not read."""
        ...

    def stat(self, digest: str) -> BlobRef | None:
        """Give the reference of a stored blob, or None; its content is not read."""
        ...

    def committed(self, digest: str) -> float | None:
        """Give when a blob was committed, in seconds since 1970; None where the store does not tell."""
        ...

    def digests(self) -> Iterator[str]:
        """List the digests of all stored blobs."""
        ...

    def delete(self, digest: str) -> bool:
        """Remove a blob and say whether there was one."""
        ...

    def put_named(self, name: str, data: bytes) -> None:
        """Store a small document under a name, whole or not at all."""
        ...

    def get_named(self, name: str) -> bytes | None:
        """Read the document of this name, or None."""
        ...

    def names(self) -> Iterator[str]:
        """List the names of all documents."""
        ...

    def delete_named(self, name: str) -> bool:
        """Remove a document and say whether there was one."""
        ...

    def sweep_parts(self, older_than: float, now: float) -> int:
        """Remove what killed writers left behind and give the number of files removed."""
        ...


def blob_key(digest: str) -> str:
    """Give the place of a blob below ``cas``.

    Raises
    ------
    ValueError
        When it is not a digest, and could lead out of the store.

    >>> blob_key("ab" * 32)[:6]
    'ab/aba'
    """
    if not is_digest(digest):
        raise ValueError(f"{digest!r} is not a SHA-256 digest: 64 lower-case hexadecimal digits are expected.")
    return f"{digest[:2]}/{digest}"


def name_key(name: str) -> str:
    """Give the place of a named document below ``keys``.

    Raises
    ------
    ValueError
        When the name has other signs than letters, digits, ``.``, ``_`` and ``-``.

    >>> name_key("key-1")
    'ke/key-1.json'
    """
    if not _is_name(name):
        raise ValueError(
            f"{name!r} cannot name a document: use 1 to 200 letters, digits, '.', '_' or '-', no '.' first."
        )
    return f"{name[:2]}/{name}.json"
