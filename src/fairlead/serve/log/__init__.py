"""The log of predictions and their outcomes: what a monitor reads.

A `PredictionLog` appends records so that a killed process loses none; `read_log` gives them back as a table.

Read in this order: `record`, `journal` (one file a process, appended to), `table` (its lines as a table), `segments`
(Parquet, by day), `log` (puts them together), `read`; then `outcomes`.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fairlead.serve.log.log import OnFailure, PredictionLog
    from fairlead.serve.log.outcomes import (
        Recorded,
        is_given,
        label_maturity,
        read_joined,
        read_outcomes,
        record_outcomes,
        unknown_outcomes,
    )
    from fairlead.serve.log.read import has_log, read_log
    from fairlead.serve.log.record import ARMS, Record, new_id

__all__ = [
    "ARMS",
    "OnFailure",
    "PredictionLog",
    "Record",
    "Recorded",
    "has_log",
    "is_given",
    "label_maturity",
    "new_id",
    "read_joined",
    "read_log",
    "read_outcomes",
    "record_outcomes",
    "unknown_outcomes",
]

_PLACES = {
    "ARMS": "record",
    "OnFailure": "log",
    "PredictionLog": "log",
    "Record": "record",
    "has_log": "read",
    "new_id": "record",
    "read_log": "read",
}


def __getattr__(name: str) -> object:
    """Load a public name the first time it is asked for."""
    if name not in __all__:
        raise AttributeError(f"module 'fairlead.serve.log' has no attribute {name!r}")
    value: object = getattr(import_module(f"fairlead.serve.log.{_PLACES.get(name, 'outcomes')}"), name)
    globals()[name] = value  # the next look-up finds it without coming here
    return value
