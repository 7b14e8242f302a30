"""Turn a notebook into a machine learning pipeline that really runs.

The names a person writes a pipeline with are found here, and each is loaded only when it is asked for,
so that ``import fairlead`` costs next to nothing.

>>> import fairlead
>>> fairlead.DAG.__name__
'DAG'
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fairlead.finding import Finding
    from fairlead.pipeline import (
        DAG,
        BranchPythonOperator,
        PythonOperator,
        Secret,
        ShortCircuitOperator,
        chain,
        checkpoint,
        command,
        task,
        webhook,
    )

__version__ = "0.1.0"

_PIPELINE = (
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
)
_ROOM_OF = {"Finding": "fairlead.finding", **dict.fromkeys(_PIPELINE, "fairlead.pipeline")}

__all__ = [
    "DAG",
    "BranchPythonOperator",
    "Finding",
    "PythonOperator",
    "Secret",
    "ShortCircuitOperator",
    "__version__",
    "chain",
    "checkpoint",
    "command",
    "task",
    "webhook",
]


def __getattr__(name: str) -> object:
    """Load a public name the first time it is asked for."""
    if name not in _ROOM_OF:
        raise AttributeError(f"module 'fairlead' has no attribute {name!r}")
    value: object = getattr(import_module(_ROOM_OF[name]), name)
    globals()[name] = value  # the next look-up finds it without coming here
    return value


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({*globals(), *__all__})
