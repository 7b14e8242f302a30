"""Score a table on a Dask cluster: each worker does whole chunks, and what is done lies on the disk that all share.

A chunk is a file that appears whole, and two that do the same one write the same. So Dask may repeat what a killed
worker had, and nothing depends on what it remembers.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fairlead.errors import EngineError, FairleadError, MissingExtraError, ScoringError
from fairlead.pipeline.engines.dask import CONNECT, Cluster
from fairlead.project.settings import Project

if TYPE_CHECKING:
    from fairlead.serve.scoring import Chunks, Hand

DEATHS = 3
"""So often a worker may die under a chunk before the chunk counts as what kills it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Name a version so that another machine finds the same one.

    Parameters
    ----------
    folder : of the project, at the same path there.
    store, blobs : where its record and its files lie.
    """

    folder: str
    store: str
    blobs: str
    name: str
    version: int
    digest: str


def carry_of(project: Project, asked: Asked) -> Callable[[Chunks, Sequence[int]], Iterator[int]] | None:
    """Return what does chunks on the project's engine; None if that is this machine.

    Raises
    ------
    EngineError
        The engine is none that is known.
    """
    if project.runs_on == "local":
        return None
    cluster = Cluster.parse(project.runs_on, project.workers)
    return lambda chunks, todo: carried(cluster, asked, chunks, todo)


def carried(cluster: Cluster, asked: Asked, chunks: Chunks, todo: Sequence[int]) -> Iterator[int]:
    """Do chunks on a cluster, and give the number of each as soon as it is done.

    Raises
    ------
    EngineError
        Nothing answers, there is no worker, or a worker does not see the project's folder.
    FairleadError
        What a worker could not go on with.
    """
    if not todo:
        return
    try:
        import distributed  # 1 CPU s; only where a cluster is named
    except ImportError as error:
        raise MissingExtraError.needs("distributed", "dask", f"The engine {cluster}") from error
    made: Any = distributed.LocalCluster
    connect: Any = distributed.Client
    local: Any = None
    client: Any = None
    try:
        if not cluster.address:
            local = made(
                n_workers=cluster.processes, threads_per_worker=1, host="127.0.0.1", dashboard_address=None,
                memory_limit=None, silence_logs="CRITICAL",
            )  # fmt: skip
        try:
            client = connect(cluster.address or local, timeout=CONNECT, set_as_default=False)
            client.wait_for_workers(1, timeout=CONNECT)
        except OSError as error:  # TimeoutError is one
            reason = EngineError.no_scheduler if client is None else EngineError.no_workers
            raise reason(str(cluster), CONNECT) from error
        yield from _done(client, cluster, asked, chunks, todo)
    finally:
        if client is not None:
            client.close()
        if local is not None:
            local.close()


def _done(client: Any, cluster: Cluster, asked: Asked, chunks: Chunks, todo: Sequence[int]) -> Iterator[int]:
    from distributed import KilledWorker, as_completed

    futures = client.map(_there, [(asked, chunks, number) for number in todo], pure=False, retries=0)
    wait: Any = as_completed
    try:
        for future in wait(futures, loop=client.loop):
            answer = future.result(timeout=CONNECT)
            if isinstance(answer, dict):
                raise FairleadError.from_dict(answer)
            if not chunks.file(answer).exists():
                raise ScoringError.not_shared(str(cluster), chunks.work)
            yield answer
    except FairleadError:
        raise
    except KilledWorker as error:
        raise ScoringError.worker_dies(str(cluster), DEATHS) from error
    except Exception as error:  # the edge of Dask: whatever it raises, its scheduler or its workers are gone
        raise ScoringError.cluster_lost(str(cluster), f"{type(error).__name__}: {error}") from error


def _there(order: tuple[Asked, Chunks, int]) -> int | dict[str, str | None]:
    """Do one chunk in a worker; what Fairlead cannot go on with is given back as plain values."""
    asked, chunks, number = order
    try:
        if not Path(chunks.work).is_dir() or not Path(asked.folder).is_dir():
            return ScoringError.not_shared(os.uname().nodename, chunks.work).to_dict()
        _hand(asked, chunks).do(number)
    except FairleadError as error:
        return error.to_dict()
    return number


@lru_cache(maxsize=2)
def _hand(asked: Asked, chunks: Chunks) -> Hand:
    """Load the model once for each process and job."""
    from dataclasses import replace

    from fairlead.serve.scoring import Hand

    found = Project.find(asked.folder, needs_pipeline=False)
    project = replace(found, store_location=asked.store, blobs_location=asked.blobs)
    with project.open_registry() as registry:
        model = registry.load(asked.name, asked.version)
    if model.digest != asked.digest:
        raise ScoringError.other_model(f"{asked.name}:{asked.version}")
    return Hand(model, chunks)
