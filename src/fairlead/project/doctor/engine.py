"""The engine: whether it can be reached, and whether its workers have what this machine has."""

from __future__ import annotations

import platform
import socket
from importlib import metadata
from typing import Any

from fairlead import __version__
from fairlead.errors import EngineError
from fairlead.finding import Finding
from fairlead.project.doctor.subject import Seen, Subject, doubt, fault

COMPARED = ("cloudpickle", "dask", "distributed", "numpy", "pandas", "polars", "pyarrow", "scikit-learn")
"""Packages whose versions decide about results, or about whether orders are understood."""


def check_engine(subject: Subject) -> Seen:
    """Connect to the scheduler of a cluster and compare the versions of each worker with those here."""
    project = subject.project
    if project is None or project.runs_on == "local":
        return Seen("engine: local" if project is not None else "")
    from fairlead.pipeline.engines.dask import Cluster  # most projects run on one machine

    try:
        cluster = Cluster.parse(project.runs_on, project.workers)
    except EngineError as error:
        return Seen("engine unknown", (fault("engine-unknown", error.message, error.hint or "mend run.engine."),))
    if not cluster.address:
        return Seen(f"engine: {cluster}, made for each run")
    host, _, port = cluster.address.partition("://")[2].rpartition(":")
    trouble = reach(host, int(port), subject.patience)
    if trouble is not None:
        message = f"Nothing answers at {cluster.address}: {trouble}."
        fix = "look whether the scheduler runs, and whether a firewall is between: `dask scheduler` prints its address."
        return Seen("the engine does not answer", (fault("engine-unreachable", message, fix),))
    return _of_workers(cluster.address, subject.patience)


def reach(host: str, port: int, seconds: float) -> str | None:
    """Return why no connection can be made to an address; None if one could."""
    try:
        socket.create_connection((host.strip("[]"), port), seconds).close()
    except OSError as error:
        return error.strerror or str(error) or type(error).__name__
    return None


def versions_here() -> dict[str, str | None]:
    """Return what this process is made of; a worker of the cluster calls it as well."""
    found: dict[str, str | None] = {"python": platform.python_version(), "fairlead": __version__}
    for name in COMPARED:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = None
    return found


def differences(here: dict[str, str | None], there: dict[str, str | None]) -> list[str]:
    """Return in what a worker differs, each as ``name there/here``; a package that it lacks counts.

    >>> differences({"python": "3.11.7", "polars": "1.30"}, {"python": "3.11.7", "polars": None})
    ['polars none/1.30']
    """
    return [
        f"{name} {there.get(name) or 'none'}/{version or 'none'}"
        for name, version in here.items()
        if there.get(name) != version and version is not None
    ]


def _of_workers(address: str, patience: float) -> Seen:
    from distributed import Client  # 1 CPU s; only where a cluster is named

    client: Any = None
    try:
        connect: Any = Client
        client = connect(address, timeout=patience * 3, set_as_default=False)
        found = client.run(versions_here, on_error="return")
    except Exception as error:  # the cluster's own words, of many classes: they are a finding
        message = f"The scheduler at {address} does not do what it is asked: {type(error).__name__}."
        fix = f"bring its Dask to the version here: {versions_here()['distributed'] or 'none is installed'}."
        return Seen("the engine does not answer", (fault("engine-unreachable", message, fix),))
    finally:
        if client is not None:
            client.close()
    if not found:
        fix = "start one on a machine that sees the project: `dask worker HOST:PORT`."
        return Seen("no worker", (fault("no-workers", f"The cluster {address} has no worker.", fix),))
    here = versions_here()
    findings: list[Finding] = []
    for worker, there in sorted(found.items()):
        if not isinstance(there, dict):
            message = f"The worker {worker} has no Fairlead that could be asked: {type(there).__name__}."
            findings.append(
                fault("worker-without-fairlead", message, 'install it there: `pip install "fairlead[dask]"`.')
            )
        elif other := differences(here, there):
            message = f"The worker {worker} has other versions than this machine (there/here): {', '.join(other)}."
            why = "a result is one of its versions: caching and models suppose that all machines have the same."
            say = fault if there.get("fairlead") != __version__ else doubt
            findings.append(say("worker-versions", message, "install the same lock file on every machine.", why=why))
    return Seen(f"engine: {address}, {len(found)} workers", tuple(findings))
