"""What a task prints goes to a log file of its own, one a task and attempt, without secrets."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from contextvars import ContextVar
from typing import IO, Any, Protocol

from fairlead.pipeline.secrets import Redactor

Path = str | None


class Capture(Protocol):
    """Send what is printed to a file for a while."""

    def to(self, path: Path) -> contextlib.AbstractContextManager[None]:
        """Write all output to the file while the context is open; an empty file is removed."""
        ...

    def redact(self, text: str) -> str:
        """Return `text` without secrets."""
        ...


class ProcessCapture:
    """Redirect the process's own output, with that of its libraries and subprocesses.

    The output goes to a file of the worker, which gets the name of the task only if the task said something:
    making and removing a file for every silent task costs more than the rest of its hand-over. With secrets,
    a thread reads the output from a pipe and takes them out before anything reaches the disk.
    """

    def __init__(self, folder: str, redactor: Redactor | None = None) -> None:
        self._redactor = redactor
        self._path = worker_log(folder, os.getpid())
        self._log = -1
        self._pump: _Pump | None = None
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(line_buffering=True)  # so that a killed task leaves what it said

    def redact(self, text: str) -> str:
        """Return `text` without secrets."""
        return text if self._redactor is None else self._redactor.redact(text)

    @contextlib.contextmanager
    def to(self, path: Path) -> Iterator[None]:
        """Give the output of what is done inside the name `path`."""
        if self._log < 0:
            self._begin()
        try:
            yield
        finally:
            _flush()
            if self._pump is not None:
                self._pump.drain()
            if path is not None and os.fstat(self._log).st_size > 0:
                os.rename(self._path, path)
                os.close(self._log)
                self._begin()

    def _begin(self) -> None:
        self._log = _open_log(self._path)
        if self._redactor is not None and self._pump is None:
            self._pump = _Pump(self._redactor)
        if self._pump is not None:
            self._pump.log = self._log
        target = self._log if self._pump is None else self._pump.entrance
        os.dup2(target, 1)
        os.dup2(target, 2)


class _Pump:
    """Read from a pipe in a thread and write to a file without secrets."""

    MARK = b"\0end of task\0"

    def __init__(self, redactor: Redactor) -> None:
        import threading  # only where a pipeline has secrets

        self.log = -1
        self._exit, self.entrance = os.pipe()
        self._stream = redactor.stream()
        self._drained = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        held = b""
        while data := os.read(self._exit, 65536):
            before, mark, after = (held + data).partition(self.MARK)
            # The mark itself may arrive in two pieces; nothing else is held back, for the task may die next.
            at = before.rfind(b"\0")
            cut = at if not mark and at >= 0 and self.MARK.startswith(before[at:]) else len(before)
            held = after if mark else before[cut:]
            os.write(self.log, self._stream.feed(before[:cut]))
            if mark:
                os.write(self.log, self._stream.close())
                self._drained.set()

    def drain(self) -> None:
        """Wait until everything that was written has reached the file."""
        self._drained.clear()
        os.write(self.entrance, self.MARK)
        self._drained.wait(timeout=10.0)


def log_name(task_id: str, attempt: int) -> str:
    """Return the file name of an attempt's log.

    >>> log_name("read[3]", 2)
    'read[3].2.log'
    """
    return f"{task_id}.{attempt}.log"


def worker_log(folder: str, pid: int) -> str:
    """Return the file that a worker writes to until the output belongs to a task.

    >>> worker_log("logs", 12)
    'logs/.worker-12.log'
    """
    return f"{folder}/.worker-{pid}.log"


def keep_log(folder: str, pid: int | None, name: str) -> None:
    """Give what a dead worker had said the name of the task that it was at."""
    if pid is not None:
        with contextlib.suppress(FileNotFoundError):
            if os.stat(worker_log(folder, pid)).st_size > 0:
                os.replace(worker_log(folder, pid), f"{folder}/{name}")


def remove_worker_logs(folder: str) -> None:
    """Remove the files of workers that have ended; what tasks said has its own name by then."""
    with contextlib.suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(".worker-"):
                os.unlink(entry.path)


_current: ContextVar[IO[str] | None] = ContextVar("current_log", default=None)


class ThreadCapture:
    """Redirect what each thread prints through `sys.stdout` and `sys.stderr` to its own file."""

    def __init__(self, redactor: Redactor | None = None) -> None:
        self._redactor = redactor
        if redactor is not None:
            # What subprocesses say cannot be told apart by threads; it still must not hold a secret.
            pump = _Pump(redactor)
            pump.log = os.dup(1)
            os.dup2(pump.entrance, 1)
            os.dup2(pump.entrance, 2)
        sys.stdout = _PerThread(sys.stdout, self)
        sys.stderr = _PerThread(sys.stderr, self)

    def redact(self, text: str) -> str:
        """Return `text` without secrets."""
        return text if self._redactor is None else self._redactor.redact(text)

    @contextlib.contextmanager
    def to(self, path: Path) -> Iterator[None]:
        """Write what this thread prints to the file."""
        if path is None:
            yield
            return
        log = _open_log(path)
        with open(log, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False) as stream:
            token = _current.set(stream)
            try:
                yield
            finally:
                _current.reset(token)
        _close_log(log, path)


class _PerThread:
    """Stand in for `sys.stdout` and write to the file of the thread that prints."""

    def __init__(self, fallback: Any, capture: ThreadCapture) -> None:
        self._fallback = fallback
        self._capture = capture

    def write(self, text: str) -> int:
        stream = _current.get()
        (self._fallback if stream is None else stream).write(self._capture.redact(text))
        return len(text)

    def flush(self) -> None:
        (_current.get() or self._fallback).flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._fallback, name)


class NoCapture:
    """Leave output where it goes: for tasks that run in the caller's own process."""

    def __init__(self, redactor: Redactor | None = None) -> None:
        self._redactor = redactor

    def redact(self, text: str) -> str:
        """Return `text` without secrets."""
        return text if self._redactor is None else self._redactor.redact(text)

    @contextlib.contextmanager
    def to(self, path: Path) -> Iterator[None]:
        """Change nothing."""
        yield


def _open_log(path: str) -> int:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND
    try:
        return os.open(path, flags, 0o644)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return os.open(path, flags, 0o644)


def _close_log(log: int, path: str) -> None:
    if os.fstat(log).st_size == 0:
        os.unlink(path)
    os.close(log)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(ValueError, OSError):  # a task may have closed or replaced it
            stream.flush()
