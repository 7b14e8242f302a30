"""Processes that train models side by side, and end when the one that waits for them does."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, nullcontext
from multiprocessing import active_children, connection, get_context, parent_process
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from fairlead.errors import ReplayError
from fairlead.monitor.replays.keeping import Kept
from fairlead.monitor.replays.training import Job, Made, Recipe, make

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS")
"""Each process takes one processor: several models side by side are faster than several threads for one."""

_mine: tuple[Recipe, Kept] | None = None


class Hands:
    """Hold the processes. On the way out by an error they are ended at once, also in the middle of a model."""

    def __init__(self, count: int, recipe: Recipe, folder: Path, is_trusted: bool, needs_main: bool) -> None:
        self._needs_main = needs_main
        self._before = set(active_children())
        # A fork would copy locks that threads of Polars hold; a new process begins clean.
        context = get_context("spawn")
        self._pool = ProcessPoolExecutor(
            count, mp_context=context, initializer=_begin, initargs=(recipe, str(folder), is_trusted)
        )
        self._set = {name: os.environ.get(name) for name in THREADS}

    def __enter__(self) -> Self:
        os.environ.update(dict.fromkeys(THREADS, "1"))  # they are read where numpy and polars are loaded
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        for name, value in self._set.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        self._pool.shutdown(wait=kind is None, cancel_futures=True)
        if kind is not None:
            for child in set(active_children()) - self._before:
                child.terminate()

    def all_made(self, jobs: Iterable[Job]) -> Iterator[Made]:
        """Yield what becomes of each job, as it comes.

        Raises
        ------
        ReplayError
            A process has died.
        """
        try:
            with _without_main() if not self._needs_main else nullcontext():
                futures = [self._pool.submit(_do, job) for job in jobs]  # starts the processes
            for future in as_completed(futures):
                yield future.result()
        except BrokenProcessPool:
            raise ReplayError.worker_died() from None


def pool_of(count: int, recipe: Recipe, folder: Path, is_trusted: bool) -> Hands:
    """Return processes that make models by a recipe.

    Raises
    ------
    ReplayError
        The recipe cannot go to another process.
    """
    import pickle

    try:
        written = pickle.dumps(recipe)
    except Exception as error:  # whatever its classes raise
        name = type(recipe.make).__name__
        raise ReplayError.no_recipe(name, f"it cannot be handed to another process ({error})") from error
    return Hands(count, recipe, folder, is_trusted, b"__main__" in written)


@contextmanager
def _without_main() -> Iterator[None]:
    """Let new processes not run the script again that has started this one: nothing of it is needed there."""
    main = sys.modules["__main__"]
    before = {name: getattr(main, name, None) for name in ("__spec__", "__file__")}
    try:
        for name in before:
            setattr(main, name, None)
        yield
    finally:
        for name, value in before.items():
            setattr(main, name, value)


def _begin(recipe: Recipe, folder: str, is_trusted: bool) -> None:
    """Take what every job needs, and end with the process that waits, even if that is killed."""
    global _mine
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one that waits is told, and ends us
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _mine = recipe, Kept(Path(folder), is_trusted=is_trusted)


def _end_with_parent() -> None:
    parent: Any = parent_process()
    connection.wait([parent.sentinel])
    os._exit(1)


def _do(job: Job) -> Made:
    assert _mine is not None
    return make(job, *_mine)
