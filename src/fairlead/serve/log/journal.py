"""A journal: the file that one process appends its records to, before anything else is done with them.

A record is in the journal as soon as the kernel has it, so that killing the process loses none. The process keeps its
journal locked; one that nobody has locked is left over from a process that died, and is taken over.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import threading
from pathlib import Path

FOLDER = "journal"
SUFFIX = ".jsonl"


class Journal:
    """Append lines to a new file that belongs to this process as long as it is open. One thread writes at a time.

    Parameters
    ----------
    folder : of the log.
    opened : float, seconds since 1970-01-01 UTC.

    Attributes
    ----------
    path : of the file; the stem of its name is that of the segment which it becomes.
    size : of what was written, in bytes.

    Raises
    ------
    OSError
        The file cannot be made.
    """

    def __init__(self, folder: Path, opened: float) -> None:
        place = folder / FOLDER
        place.mkdir(parents=True, exist_ok=True)
        self.path = place / f"{round(opened * 1000):013d}-{os.getpid()}-{os.urandom(4).hex()}{SUFFIX}"
        unlocked = self.path.with_suffix(".new")  # nobody takes it over before it is locked
        self._file = os.open(unlocked, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o640)
        fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        unlocked.rename(self.path)
        self._syncing = threading.Lock()
        self._synced = 0
        self.opened = opened
        self.size = 0

    def write(self, text: bytes) -> int:
        """Return once the kernel has all of the text, which ends with a line feed: the size of the file then.

        Raises
        ------
        OSError
            It could not be written. What was written of it is taken back.
        """
        try:
            written = os.write(self._file, text)
            while written < len(text):  # a disk that gets full takes a part
                written += os.write(self._file, text[written:])
        except OSError:
            os.ftruncate(self._file, self.size)
            raise
        self.size += len(text)
        return self.size

    def sync(self, size: int) -> None:
        """Return once the disk has so much of the file; one call serves all who wait for it."""
        with self._syncing:
            if self._synced < size:
                reached = self.size
                os.fsync(self._file)
                self._synced = reached

    def discard(self) -> None:
        """Remove the file: its lines are in a segment, or it has none."""
        self.path.unlink(missing_ok=True)
        self.close()

    def close(self) -> None:
        """Give the file up as it is; whoever comes first makes it into a segment."""
        os.close(self._file)


def journals(folder: Path) -> list[Path]:
    """Return the journals of a log, the oldest first."""
    with contextlib.suppress(FileNotFoundError):
        return sorted(one for one in (folder / FOLDER).iterdir() if one.suffix == SUFFIX)
    return []


class Orphan:
    """Take over a journal whose process is gone, so that no other process does.

    Raises
    ------
    BlockingIOError
        Its process is alive, or another one has taken it over.
    FileNotFoundError
        Another process has made it into a segment already.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if not os.fstat(self._file).st_nlink:  # it was removed between the two calls
                raise FileNotFoundError(path)
        except OSError:
            os.close(self._file)
            raise

    def discard(self) -> None:
        """Remove the file, whose lines are in a segment, and give it up."""
        self.path.unlink(missing_ok=True)
        os.close(self._file)

    def close(self) -> None:
        """Give the file up as it is."""
        os.close(self._file)


def whole_lines(data: bytes) -> bytes:
    r"""Return the lines that were written to their end; what stands behind the last line feed was never acknowledged.

    >>> whole_lines(b'{"id":"a"}\n{"id":'), whole_lines(b'{"i')
    (b'{"id":"a"}\n', b'')
    """
    return data[: data.rfind(b"\n") + 1]


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names of the files of a folder."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
