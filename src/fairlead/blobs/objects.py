"""Keep blobs on an object store: S3, Google Cloud Storage, Azure and others."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from fairlead.blobs.digest import CHUNK_BYTES, Buffer
from fairlead.blobs.local import LocalBlobs
from fairlead.blobs.store import FRESH, PART_PREFIX, READ_ONLY, BlobRef, blob_key, is_digest, name_key
from fairlead.errors import BlobCorruptError, BlobMissingError, MissingExtraError, StoreReadOnlyError


class ObjectBlobs:
    """Keep blobs on an object store: S3 through obstore, Google Cloud Storage, Azure and others through fsspec.

    A completed PUT (or multipart upload) is the commit. Content is hashed and kept in a local cache folder
    first, and what is fetched is hashed before it is trusted.

    Parameters
    ----------
    url : str, for example ``s3://bucket/prefix`` or ``s3://bucket/prefix?endpoint=http://127.0.0.1:9000``
    cache : str or path, local folder; may be emptied at any time
    step : callable, told "blob-part-written" before and "blob-renamed" after a PUT, "manifest-..." likewise
    options : dict, storage options that fsspec passes to the driver; with any of them, S3 too goes through fsspec

    Raises
    ------
    MissingExtraError
        When fsspec, or its driver for this URL, is not installed.

    Notes
    -----
    Multipart uploads that a killed writer left open cost storage: set a life-cycle rule on the bucket that
    aborts them after a day. A damaged object is renamed to ``.part-corrupt-<sha256>`` and is not removed.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     blobs = ObjectBlobs("memory://example", cache=folder)
    ...     blobs.read(blobs.write([b"abc"]))
    b'abc'
    """

    def __init__(
        self,
        url: str,
        *,
        cache: str | os.PathLike[str],
        step: Callable[[str], None] | None = None,
        options: dict[str, Any] | None = None,
    ) -> None:
        self.url = url.rstrip("/")
        self.shown = self.url.partition("?")[0]  # as a person knows it
        self._step = step
        self._cache = LocalBlobs(cache)
        # The seal in the cache of each blob that this process wrote or fetched and verified.
        self._seals: dict[str, str] = {}
        self._files, self._base = _open_filesystem(self.url, options or {})

    @property
    def location(self) -> str:
        """Give the URL of the store."""
        return self.url

    @property
    def nearby(self) -> LocalBlobs:
        """Give the cache folder, for what processes of this machine tell each other."""
        return self._cache

    def write(self, buffers: Iterable[Buffer]) -> BlobRef:
        """Store the buffers, one after the other, as one blob, unless the same content is there already.

        Raises
        ------
        DiskFullError
            When the cache folder has no room.
        StoreReadOnlyError
            When the cache folder or the object store refuses the write.
        """
        local = self._cache.write(buffers)
        self._seals[local.digest] = local.seal
        if not self._is_fresh(local.digest, local.size):
            source = self._cache.path(local)
            target = self._key("cas", blob_key(local.digest))
            self._put(target, "blob", lambda: self._files.put_file(source, target))
        return BlobRef(local.digest, local.size, "")

    def path(self, ref: BlobRef) -> str:
        """Give the path of the verified content in the cache folder, fetching it when it is not there.

        Raises
        ------
        BlobMissingError
            When the object store has no such blob.
        BlobCorruptError
            When what the object store sent is not the content of the digest; the object is set aside, for a
            new write to replace it.
        """
        local = BlobRef(ref.digest, ref.size, self._seals.get(ref.digest, ""))
        try:
            if local.seal:
                return self._cache.path(local)
            self._seals[ref.digest] = self._cache.verify(local).seal
        except (BlobMissingError, BlobCorruptError):
            self._seals[ref.digest] = self._fetch(ref).seal
        return self._cache.path(BlobRef(ref.digest, ref.size, self._seals[ref.digest]))

    def verify(self, ref: BlobRef) -> BlobRef:
        """Fetch the content again and check it; an object store has no seal.

        Raises
        ------
        BlobMissingError, BlobCorruptError
            As `path` does.
        """
        self._seals[ref.digest] = self._fetch(ref).seal
        return BlobRef(ref.digest, ref.size, "")

    def read(self, ref: BlobRef) -> bytes:
        """Read the verified content.

        Raises
        ------
        BlobMissingError, BlobCorruptError
            As `path` does.
        """
        with open(self.path(ref), "rb", buffering=0) as file:
            return file.read()

    def exists(self, digest: str, size: int) -> bool:
        """Say whether a blob of this digest and size is stored; its content is not read."""
        ref = self.stat(digest)
        return ref is not None and ref.size == size

    def stat(self, digest: str) -> BlobRef | None:
        """Give the reference of a stored blob, or None; its content is not read."""
        details = self._details(digest)
        return None if details is None else BlobRef(digest, int(details["size"]), "")

    def committed(self, digest: str) -> float | None:
        """Give when a blob was committed, in seconds since 1970; None where the store does not tell."""
        details = self._details(digest)
        return None if details is None else _committed(details)

    def digests(self) -> Iterator[str]:
        """List the digests of all stored blobs, in order."""
        return (name for name in self._below("cas") if is_digest(name))

    def delete(self, digest: str) -> bool:
        """Remove a blob, here and in the cache, and say whether there was one."""
        self._seals.pop(digest, None)
        self._cache.delete(digest)
        return self._remove(self._key("cas", blob_key(digest)))

    def put_named(self, name: str, data: bytes) -> None:
        """Store a small document under a name with one PUT; an older one is replaced.

        Raises
        ------
        ValueError
            When the name has other signs than letters, digits, ``.``, ``_`` and ``-``.
        StoreReadOnlyError
            When the object store refuses the write.
        """
        target = self._key("keys", name_key(name))
        self._put(target, "manifest", lambda: self._files.pipe_file(target, data))

    def get_named(self, name: str) -> bytes | None:
        """Read the document of this name, or None."""
        try:
            return bytes(self._files.cat_file(self._key("keys", name_key(name))))
        except FileNotFoundError:
            return None

    def names(self) -> Iterator[str]:
        """List the names of all documents, in order."""
        return (name[:-5] for name in self._below("keys") if name.endswith(".json"))

    def delete_named(self, name: str) -> bool:
        """Remove a document and say whether there was one."""
        return self._remove(self._key("keys", name_key(name)))

    def refuses_taken_keys(self, name: str) -> bool | None:
        """Try whether the store refuses a PUT that asks for a free key; None where that cannot be asked for."""
        if not self.url.startswith("s3://") or not hasattr(self._files, "endpoint"):
            return None
        key = self._key("keys", name_key(name))
        try:
            return [self._files.create(key, data) for data in (b"1", b"2")] == [True, False]
        finally:
            with contextlib.suppress(FileNotFoundError):
                self._files.rm_file(key)

    def sweep_parts(self, older_than: float, now: float) -> int:
        """Remove what killed writers left in the cache folder; an unfinished PUT leaves no object."""
        return self._cache.sweep_parts(older_than, now)

    def _details(self, digest: str) -> dict[str, Any] | None:
        """Ask the store once for all that it says of a blob; None if there is none."""
        try:
            found: dict[str, Any] = self._files.info(self._key("cas", blob_key(digest)))
        except FileNotFoundError:
            return None
        return found

    def _is_fresh(self, digest: str, size: int) -> bool:
        """Tell whether a blob is there and need not be committed anew."""
        details = self._details(digest)
        if details is None or int(details["size"]) != size:
            return False
        committed = _committed(details)
        return committed is None or time.time() - committed <= FRESH

    def _put(self, target: str, kind: str, put: Callable[[], None]) -> None:
        if self._step is not None:
            self._step(f"{kind}-part-written")
        try:
            try:
                put()
            except FileNotFoundError:
                # Only stores that have real folders ask for this.
                self._files.makedirs(target.rpartition("/")[0], exist_ok=True)
                put()
        except OSError as error:
            if isinstance(error, PermissionError) or error.errno in READ_ONLY:
                raise StoreReadOnlyError.folder(self.shown) from error
            raise
        if self._step is not None:
            self._step(f"{kind}-renamed")

    def _fetch(self, ref: BlobRef) -> BlobRef:
        key = self._key("cas", blob_key(ref.digest))
        # What the cache holds under this digest is not trusted, or it would not be fetched.
        self._cache.delete(ref.digest)
        try:
            with self._files.open(key, "rb") as remote:
                local = self._cache.write(iter(lambda: remote.read(CHUNK_BYTES), b""))
        except FileNotFoundError:
            raise BlobMissingError.of(ref.digest) from None
        if local.digest == ref.digest:
            return local
        self._cache.delete(local.digest)
        # Under its digest it would stop the right content being written. A key that may only read leaves it.
        with contextlib.suppress(OSError):
            self._files.mv(key, f"{key.rpartition('/')[0]}/{PART_PREFIX}corrupt-{ref.digest}")
        place = f"{self.shown}/cas/{blob_key(ref.digest)}"
        raise BlobCorruptError.of(ref.digest, place, local.digest)

    def _remove(self, key: str) -> bool:
        try:
            self._files.rm_file(key)
        except FileNotFoundError:
            return False
        return True

    def _below(self, room: str) -> list[str]:
        found: list[str] = self._files.find(self._key(room, "").rstrip("/"))
        return sorted(key.rpartition("/")[2] for key in found)

    def _key(self, room: str, key: str) -> str:
        return f"{self._base}/{room}/{key}" if self._base else f"{room}/{key}"


def _committed(details: dict[str, Any]) -> float | None:
    """Return when an object was committed, in seconds since 1970; None where the store does not tell."""
    when = details.get("mtime", details.get("LastModified", details.get("created")))
    return float(when.timestamp() if hasattr(when, "timestamp") else when) if when is not None else None


def _open_filesystem(url: str, options: dict[str, Any]) -> tuple[Any, str]:
    if url.startswith("s3://") and not options:
        from fairlead.blobs.s3 import Place, S3Files  # only a store on S3 needs it

        place = Place.parse(url)
        return S3Files(place), place.prefix
    try:
        # fsspec costs 0.11 CPU s to import; a local store never needs it.
        from fsspec.core import url_to_fs

        # A listing kept from before would hide what another process has just committed.
        files, base = url_to_fs(url, use_listings_cache=False, **options)
    except ImportError as error:
        # fsspec hides the name of the driver in the cause of its own error.
        module = getattr(error.__cause__ or error, "name", None) or "fsspec"
        raise MissingExtraError.needs(module, "objects", f"The store {url}") from error
    return files, base.rstrip("/")
