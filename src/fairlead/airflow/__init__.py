"""Airflow files as they are: the subset of Airflow's classes that runs on this engine.

``fairlead run dags/x.py`` finds these in the place of ``airflow`` and its standard provider. What is outside raises an
`AirflowError` that names the operator, while the file is read wherever that is possible.

Read in this order: `graph` and `operator` (what a file is made of), `operators` and `decorators` (the kinds of tasks),
`xcom`, `context` and `templates` (what a task finds when it runs), `choices` (what is skipped), `groups`, `build` (how
all of it becomes a pipeline), `imports` (how a file comes here).
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fairlead.airflow.context import get_current_context
    from fairlead.airflow.decorators import task
    from fairlead.airflow.exceptions import AirflowException, AirflowFailException, AirflowSkipException
    from fairlead.airflow.graph import DAG, Param, dag
    from fairlead.airflow.groups import Label, TaskGroup, chain, cross_downstream, task_group
    from fairlead.airflow.operators import (
        BashOperator,
        BranchPythonOperator,
        EmptyOperator,
        LatestOnlyOperator,
        PythonOperator,
        ShortCircuitOperator,
    )
    from fairlead.airflow.trigger_rule import TriggerRule
    from fairlead.airflow.xcom import XComArg

_PLACES = {
    "AirflowException": "exceptions",
    "AirflowFailException": "exceptions",
    "AirflowSkipException": "exceptions",
    "BashOperator": "operators",
    "BranchPythonOperator": "operators",
    "DAG": "graph",
    "EmptyOperator": "operators",
    "Label": "groups",
    "LatestOnlyOperator": "operators",
    "Param": "graph",
    "PythonOperator": "operators",
    "ShortCircuitOperator": "operators",
    "TaskGroup": "groups",
    "TriggerRule": "trigger_rule",
    "XComArg": "xcom",
    "chain": "groups",
    "cross_downstream": "groups",
    "dag": "graph",
    "get_current_context": "context",
    "task": "decorators",
    "task_group": "groups",
}

__all__ = [
    "DAG",
    "AirflowException",
    "AirflowFailException",
    "AirflowSkipException",
    "BashOperator",
    "BranchPythonOperator",
    "EmptyOperator",
    "Label",
    "LatestOnlyOperator",
    "Param",
    "PythonOperator",
    "ShortCircuitOperator",
    "TaskGroup",
    "TriggerRule",
    "XComArg",
    "chain",
    "cross_downstream",
    "dag",
    "get_current_context",
    "task",
    "task_group",
]


def __getattr__(name: str) -> object:
    """Load a public name the first time it is asked for."""
    if name not in _PLACES:
        raise AttributeError(f"module 'fairlead.airflow' has no attribute {name!r}")
    value: object = getattr(import_module(f"fairlead.airflow.{_PLACES[name]}"), name)
    globals()[name] = value  # the next look-up finds it without coming here
    return value
