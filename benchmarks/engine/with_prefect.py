"""Prefect with `task.submit()`, its default task runner and its own short-lived API server."""

from typing import Any

from prefect import flow, task
from workload import graph, perform

step = task(perform)


@flow
def bench() -> None:
    """Run the graph."""
    futures: dict[str, Any] = {}
    for name, follows in graph().items():
        futures[name] = step.submit(name, *(futures[upstream] for upstream in follows))
    for future in futures.values():
        future.result()


if __name__ == "__main__":
    bench()
