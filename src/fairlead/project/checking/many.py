"""Check many notebooks side by side; one that takes its process down does not take the others with it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fairlead.project.checking.one import Checked, Examined, Options, examine

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

FEWEST_SHARED = 6
"""Notebooks below which starting processes costs more than it brings."""

BATCH = 4
"""Notebooks that a process is given at once: enough to hide the way there, few enough to share out evenly."""


@dataclass(frozen=True, slots=True)
class Job:
    """Hold one notebook that is to be checked.

    Parameters
    ----------
    file : its name, for findings.
    content : of the file.
    folder : in which it lies.
    """

    file: str
    content: bytes
    folder: Path
    options: Options


def examine_all(jobs: Sequence[Job], processes: int | None = None) -> Iterator[tuple[int, Examined]]:
    """Yield the number of each job with its result, as they come.

    Parameters
    ----------
    processes : how many work side by side; one for each processor that we may use if not given.
    """
    hands = min(processes or len(os.sched_getaffinity(0)), -(-len(jobs) // BATCH))
    if hands < 2 or len(jobs) < FEWEST_SHARED:
        yield from ((number, attempted(job)) for number, job in enumerate(jobs))
        return
    from fairlead.notebook.rules import all_rules

    all_rules()  # here, once: each process is then born with them
    # The largest first: the last to finish should be small ones.
    order = sorted(range(len(jobs)), key=lambda number: -len(jobs[number].content))
    batches = [order[n : n + BATCH] for n in range(0, len(order), BATCH)]
    left = dict.fromkeys(order)
    for number, result in _shared(jobs, batches, hands):
        del left[number]
        yield number, result
    for number in left:  # of a process that died, each alone in one of its own
        yield number, _apart(jobs[number])


def attempted(job: Job) -> Examined:
    """Check one notebook; whatever goes wrong is told as its trouble."""
    try:
        return examine(job.file, job.content, job.folder, job.options)
    except Exception as error:  # the edge of one notebook: the others are checked all the same
        words = " ".join(f"{type(error).__name__}: {error}".split())
        return Examined(Checked(job.file, trouble=f"Fairlead has met an error of its own in it: {words}"), {})


def _attempted_all(jobs: Sequence[Job]) -> list[Examined]:
    return [attempted(job) for job in jobs]


def _shared(jobs: Sequence[Job], batches: Sequence[Sequence[int]], hands: int) -> Iterator[tuple[int, Examined]]:
    from concurrent.futures import as_completed
    from concurrent.futures.process import BrokenProcessPool

    with _pool(hands) as pool:
        waiting: dict[Future[list[Examined]], Sequence[int]] = {
            pool.submit(_attempted_all, [jobs[number] for number in batch]): batch for batch in batches
        }
        try:
            for future in as_completed(waiting):
                try:
                    results = future.result()
                except BrokenProcessPool:
                    continue
                yield from zip(waiting[future], results, strict=True)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)  # Ctrl-C need not wait for the rest


def _apart(job: Job) -> Examined:
    from concurrent.futures.process import BrokenProcessPool

    with _pool(1) as pool:
        try:
            return pool.submit(attempted, job).result()
        except BrokenProcessPool:
            trouble = "the process that checked it has died; it may need more memory than there is"
            return Examined(Checked(job.file, trouble=trouble), {})


def _pool(hands: int) -> ProcessPoolExecutor:
    import multiprocessing  # 15 ms that a single notebook need not pay
    from concurrent.futures import ProcessPoolExecutor

    # A fork has the rules loaded already; and nothing else runs in this process by now, so it is safe.
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else None
    return ProcessPoolExecutor(hands, mp_context=multiprocessing.get_context(method), initializer=_prepared)


def _prepared() -> None:
    """Let Ctrl-C end the one that waits, and not fill the screen from each process."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
