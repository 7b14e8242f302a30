"""Pipelines: tasks, the graph between them, and the engine that runs them through every crash.

Read in this order: `tasks` and `graph` (what a person writes), `describe` (checked, in plain values: `spec`),
`plan` (what is next), `run` (the pump), `engines` and `worker` (where tasks run), `artifacts` and `cache`
(what they leave).

Names are loaded when they are first asked for: the coordinator, which imports no user code, needs few of them.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fairlead.pipeline import checkpoint
    from fairlead.pipeline.graph import (
        DAG,
        BranchPythonOperator,
        PythonOperator,
        ShortCircuitOperator,
        chain,
        task,
    )
    from fairlead.pipeline.notify import command, webhook
    from fairlead.pipeline.secrets import Secret

__all__ = [
    "DAG",
    "BranchPythonOperator",
    "PythonOperator",
    "Secret",
    "ShortCircuitOperator",
    "chain",
    "checkpoint",
    "command",
    "task",
    "webhook",
]

_PLACES = {"Secret": "secrets", "command": "notify", "webhook": "notify"}


def __getattr__(name: str) -> object:
    """Load a public name the first time it is asked for."""
    if name not in __all__:
        raise AttributeError(f"module 'fairlead.pipeline' has no attribute {name!r}")
    if name == "checkpoint":
        return import_module("fairlead.pipeline.checkpoint")
    value: object = getattr(import_module(f"fairlead.pipeline.{_PLACES.get(name, 'graph')}"), name)
    globals()[name] = value  # the next look-up finds it without coming here
    return value
