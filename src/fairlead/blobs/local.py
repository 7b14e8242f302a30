"""Keep blobs in a folder."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import itertools
import os
import time
from collections.abc import Callable, Iterable, Iterator
from typing import NoReturn

from fairlead.blobs.digest import CHUNK_BYTES, Buffer, digest_open
from fairlead.blobs.store import FRESH, PART_PREFIX, READ_ONLY, BlobRef, blob_key, is_digest, name_key
from fairlead.errors import BlobCorruptError, BlobMissingError, DiskFullError, StoreReadOnlyError

# Below this size it is cheaper to join and hash first, and to write nothing when the content is there.
SMALL_BYTES = 64 * 1024

_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0)
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class LocalBlobs:
    """Keep blobs in a folder; any number of processes may write to it at once.

    Parameters
    ----------
    root : str or path, made with the first write
    durable : bool, fsync each file and its folder, so that a power cut loses nothing that was returned
    step : callable, told "blob-part-written", "blob-renamed", "manifest-part-written", "manifest-renamed"

    Notes
    -----
    A blob is trusted without reading it while its inode and change time are those of its seal. A change made
    in place within one tick of the file clock after the rename (4 ms before Linux 6.13) escapes that.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     blobs = LocalBlobs(folder)
    ...     blobs.put_named("key-1", b"{}")
    ...     blobs.get_named("key-1"), blobs.get_named("key-2"), list(blobs.names())
    (b'{}', None, ['key-1'])
    """

    def __init__(
        self,
        root: str | os.PathLike[str],
        *,
        durable: bool = False,
        step: Callable[[str], None] | None = None,
    ) -> None:
        self.root = os.path.abspath(os.fspath(root))
        self.durable = durable
        self._step = step
        self._cas = f"{self.root}/cas"
        self._keys = f"{self.root}/keys"
        # Process ids repeat across machines that share a folder, so a part's name is also random.
        self._token = os.urandom(4).hex()
        self._counter = itertools.count()

    @property
    def location(self) -> str:
        """Give the folder of the store."""
        return self.root

    @property
    def nearby(self) -> LocalBlobs:
        """Give itself: it is a folder of this machine."""
        return self

    def write(self, buffers: Iterable[Buffer]) -> BlobRef:
        """Store the buffers, one after the other, as one blob.

        Parameters
        ----------
        buffers : iterable of contiguous bytes-like objects; read once, never joined when large

        Raises
        ------
        DiskFullError
            When the disk, a quota or a file size limit is reached; nothing is left behind.
        StoreReadOnlyError
            When the folder cannot be written.
        """
        stream = iter(buffers)
        head: list[memoryview] = []
        size = 0
        for buffer in stream:
            view = _flat(buffer)
            head.append(view)
            size += view.nbytes
            if size >= SMALL_BYTES:
                return self._write_stream(itertools.chain(head, map(_flat, stream)))
        return self._write_small(b"".join(head))

    def path(self, ref: BlobRef) -> str:
        """Give the path of the verified content: by its seal when that holds, else by hashing it again.

        Raises
        ------
        BlobMissingError
            When there is no such blob.
        BlobCorruptError
            When the content is not that of the digest; the file is set aside, for a new write to replace it.
        """
        path = self._blob_path(ref.digest)
        if not ref.seal or self._stat(ref.digest, path) != ref:
            self.verify(ref)
        return path

    def verify(self, ref: BlobRef) -> BlobRef:
        """Hash the content again and give the reference with a fresh seal.

        Raises
        ------
        BlobMissingError, BlobCorruptError
            As `path` does.
        """
        path = self._blob_path(ref.digest)
        try:
            descriptor = os.open(path, os.O_RDONLY)
        except FileNotFoundError:
            raise BlobMissingError.of(ref.digest) from None
        try:
            # The seal is taken before the content is read: a change during the reading makes it stale.
            status = os.fstat(descriptor)
            found = digest_open(descriptor)
        finally:
            os.close(descriptor)
        if found != ref.digest:
            self._set_aside(path, status)
            raise BlobCorruptError.of(ref.digest, path, found)
        return _ref(ref.digest, status)

    def read(self, ref: BlobRef) -> bytes:
        """Read the verified content.

        Raises
        ------
        BlobMissingError, BlobCorruptError
            As `path` does.
        """
        try:
            descriptor = os.open(self._blob_path(ref.digest), os.O_RDONLY)
        except FileNotFoundError:
            raise BlobMissingError.of(ref.digest) from None
        try:
            if ref.seal and _ref(ref.digest, os.fstat(descriptor)) == ref:
                return _all_of(descriptor)
        finally:
            os.close(descriptor)
        with open(self.path(ref), "rb", buffering=0) as file:
            return file.read()

    def exists(self, digest: str, size: int) -> bool:
        """Say whether a blob of this digest and size is stored; its content is not read."""
        try:
            return os.stat(self._blob_path(digest)).st_size == size
        except FileNotFoundError:
            return False

    def stat(self, digest: str) -> BlobRef | None:
        """Give the reference of a stored blob, or None; its content is not read."""
        return self._stat(digest, self._blob_path(digest))

    def committed(self, digest: str) -> float | None:
        """Give when a blob was committed, in seconds since 1970; None if there is none."""
        try:
            return os.stat(self._blob_path(digest)).st_ctime
        except FileNotFoundError:
            return None

    def digests(self) -> Iterator[str]:
        """List the digests of all stored blobs, in order."""
        return (name for _, name in _files_below(self._cas) if is_digest(name))

    def delete(self, digest: str) -> bool:
        """Remove a blob and say whether there was one."""
        return self._remove(self._blob_path(digest))

    def put_named(self, name: str, data: bytes) -> None:
        """Store a small document under a name, whole or not at all; an older one is replaced.

        Raises
        ------
        ValueError
            When the name has other signs than letters, digits, ``.``, ``_`` and ``-``.
        DiskFullError, StoreReadOnlyError
            As `write` does.
        """
        self._commit(self._name_path(name), data, "manifest")

    def get_named(self, name: str) -> bytes | None:
        """Read the document of this name, or None."""
        try:
            descriptor = os.open(self._name_path(name), os.O_RDONLY)
        except FileNotFoundError:
            return None
        try:
            return _all_of(descriptor)
        finally:
            os.close(descriptor)

    def names(self) -> Iterator[str]:
        """List the names of all documents, in order."""
        return (name[:-5] for _, name in _files_below(self._keys) if name.endswith(".json"))

    def delete_named(self, name: str) -> bool:
        """Remove a document and say whether there was one."""
        return self._remove(self._name_path(name))

    def sweep_parts(self, older_than: float, now: float) -> int:
        """Remove what killed writers left behind and give the number of files removed.

        Parameters
        ----------
        older_than : float, seconds since the last write to the file; a living writer's file is younger
        now : float, seconds since the epoch
        """
        limit = now - older_than
        files = itertools.chain(_files_below(self._cas), _files_below(self._keys))
        parts = [path for path, name in files if name.startswith(PART_PREFIX)]
        return sum(self._remove(path) for path in parts if _is_older(path, limit))

    def _write_small(self, data: bytes) -> BlobRef:
        digest = hashlib.sha256(data).hexdigest()
        path = self._blob_path(digest)
        known = self._already(digest, len(data), path)
        return known or _ref(digest, self._commit(path, data, "blob"))

    def _write_stream(self, views: Iterable[memoryview]) -> BlobRef:
        part = self._part(self._cas)
        sha = hashlib.sha256()
        descriptor = self._create(part)
        try:
            size = 0
            for view in views:
                for start in range(0, view.nbytes, CHUNK_BYTES):
                    chunk = view[start : start + CHUNK_BYTES]
                    sha.update(chunk)
                    self._fill(descriptor, chunk)
                size += view.nbytes
            digest = sha.hexdigest()
            path = self._blob_path(digest)
            known = self._already(digest, size, path)
            if known is not None:
                os.unlink(part)
                return known
            return _ref(digest, self._publish(descriptor, part, path, "blob"))
        except BaseException:
            _drop(part)
            raise
        finally:
            os.close(descriptor)

    def _commit(self, path: str, data: bytes, kind: str) -> os.stat_result:
        # A rename within one folder costs half of one between two (12 and 22 us on ext4).
        part = self._part(path.rpartition("/")[0])
        descriptor = self._create(part)
        try:
            self._fill(descriptor, memoryview(data))
            return self._publish(descriptor, part, path, kind)
        except BaseException:
            _drop(part)
            raise
        finally:
            os.close(descriptor)

    def _publish(self, descriptor: int, part: str, path: str, kind: str) -> os.stat_result:
        """Give a finished temporary file its name: from here on the content is stored."""
        if self._step is not None:
            self._step(f"{kind}-part-written")
        try:
            if self.durable:
                os.fsync(descriptor)
            self._rename(part, path)
            status = os.fstat(descriptor)
        except OSError as error:
            self._explain(error)
        if self._step is not None:
            self._step(f"{kind}-renamed")
        return status

    def _rename(self, part: str, path: str) -> None:
        try:
            os.replace(part, path)
        except FileNotFoundError:
            self._make_folder(os.path.dirname(path))
            os.replace(part, path)
        if self.durable:
            _sync(os.path.dirname(path))

    def _create(self, part: str) -> int:
        try:
            try:
                return os.open(part, _CREATE, 0o666)
            except FileNotFoundError:
                self._make_folder(os.path.dirname(part))
                return os.open(part, _CREATE, 0o666)
        except OSError as error:
            self._explain(error)

    def _fill(self, descriptor: int, view: memoryview) -> None:
        try:
            written = os.write(descriptor, view)
            while written < view.nbytes:  # A nearly full disk takes a part and refuses the rest.
                written += os.write(descriptor, view[written:])
        except OSError as error:
            self._explain(error)

    def _explain(self, error: OSError) -> NoReturn:
        if error.errno in _FULL:
            raise DiskFullError.of(self.root) from error
        if error.errno in READ_ONLY:
            raise StoreReadOnlyError.folder(self.root) from error
        raise error

    def _already(self, digest: str, size: int, path: str) -> BlobRef | None:
        """Give the reference of the same content if it is stored; in a durable store, on disk for certain."""
        try:
            status = os.stat(path)
            if status.st_size == size and time.time() - status.st_ctime > FRESH:
                # The seals that others hold of it break, and each of them hashes it once more.
                status = self._renewed(path, status)
        except FileNotFoundError:  # also if `gc` has taken it just now
            return None
        if status.st_size != size:
            return None
        if self.durable:
            # Another process may have renamed it a moment ago and not yet reached its own fsync.
            _sync(path)
            _sync(os.path.dirname(path))
        return _ref(digest, status)

    def _renewed(self, path: str, status: os.stat_result) -> os.stat_result:
        """Let a file be as of now; one that cannot be written stays as it is."""
        try:
            os.utime(path)
        except FileNotFoundError:
            raise
        except OSError:  # a store that is only read
            return status
        return os.stat(path)

    def _make_folder(self, folder: str) -> None:
        try:
            os.mkdir(folder)
        except FileExistsError:
            return
        except FileNotFoundError:
            self._make_folder(os.path.dirname(folder))
            self._make_folder(folder)
            return
        if self.durable:
            _sync(os.path.dirname(folder))

    def _remove(self, path: str) -> bool:
        try:
            os.unlink(path)
        except FileNotFoundError:
            return False
        except OSError as error:
            self._explain(error)
        return True

    def _set_aside(self, path: str, status: os.stat_result) -> None:
        """Rename a wrong file, which under its digest would stop the right content being written.

        The next sweep removes it.
        """
        # A read-only store, or another reader was faster: the caller learns of the damage in any case.
        with contextlib.suppress(OSError):
            if os.stat(path).st_ino == status.st_ino:
                os.replace(path, f"{self._cas}/{PART_PREFIX}corrupt-{os.path.basename(path)}")

    def _stat(self, digest: str, path: str) -> BlobRef | None:
        try:
            return _ref(digest, os.stat(path))
        except FileNotFoundError:
            return None

    def _part(self, folder: str) -> str:
        return f"{folder}/{PART_PREFIX}{os.getpid()}-{self._token}-{next(self._counter)}"

    def _blob_path(self, digest: str) -> str:
        return f"{self._cas}/{blob_key(digest)}"

    def _name_path(self, name: str) -> str:
        return f"{self._keys}/{name_key(name)}"


def _ref(digest: str, status: os.stat_result) -> BlobRef:
    return BlobRef(digest, status.st_size, f"{status.st_ino:x}.{status.st_ctime_ns:x}")


def _all_of(descriptor: int) -> bytes:
    """Read an open file to its end; one call is enough for a small one."""
    data = os.read(descriptor, SMALL_BYTES)
    while len(data) >= SMALL_BYTES and (more := os.read(descriptor, CHUNK_BYTES)):
        data += more
    return data


def _flat(buffer: Buffer) -> memoryview:
    view = memoryview(buffer)
    if view.nbytes == 0:
        return memoryview(b"")  # An array of shape (0, 3) cannot be cast.
    return view if view.format == "B" and view.ndim == 1 else view.cast("B")


def _drop(part: str) -> None:
    # It may have been renamed already, or the disk be gone; the error that led here is the one to tell.
    with contextlib.suppress(OSError):
        os.unlink(part)


def _sync(path: str) -> None:
    """Bring a file to the disk, or the names in a folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _files_below(folder: str) -> Iterator[tuple[str, str]]:
    """List the path and the name of each file below a folder, in order of the paths."""
    for place, folders, names in os.walk(folder, followlinks=True, onerror=_unless_missing):
        folders.sort()
        yield from ((f"{place}/{name}", name) for name in sorted(names))


def _unless_missing(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError | NotADirectoryError):
        raise error


def _is_older(path: str, limit: float) -> bool:
    try:
        return os.stat(path).st_mtime < limit
    except FileNotFoundError:
        return False
