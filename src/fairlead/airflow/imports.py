"""What a file finds when it imports Airflow: modules of the known names, with the subset in them.

They stand in for Airflow in every file that imports it, whether it is installed or not: the same file does the same on
every machine. `pendulum`, which Airflow brings along, has a stand-in only where it is missing.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Mapping, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

from fairlead import airflow as subset
from fairlead.airflow import graph
from fairlead.errors import AirflowError

_PYTHON = ("PythonOperator", "BranchPythonOperator", "ShortCircuitOperator", "get_current_context")
_EXCEPTIONS = ("AirflowException", "AirflowFailException", "AirflowSkipException")
_SDK = (
    "DAG", "Label", "Param", "TaskGroup", "TriggerRule", "XComArg", "chain", "cross_downstream", "dag",
    "get_current_context", "task", "task_group",
)  # fmt: skip

MODULES: Mapping[str, Sequence[str]] = {
    "airflow": ("DAG", "XComArg"),
    "airflow.decorators": ("dag", "task", "task_group"),
    "airflow.exceptions": _EXCEPTIONS,
    "airflow.models": ("DAG", "Param", "XComArg"),
    "airflow.models.baseoperator": ("chain", "cross_downstream"),
    "airflow.models.dag": ("DAG", "dag"),
    "airflow.models.param": ("Param",),
    "airflow.models.xcom_arg": ("XComArg",),
    "airflow.operators": (),
    "airflow.operators.bash": ("BashOperator",),
    "airflow.operators.empty": ("EmptyOperator",),
    "airflow.operators.latest_only": ("LatestOnlyOperator",),
    "airflow.operators.python": _PYTHON,
    "airflow.providers": (),
    "airflow.providers.common": (),
    "airflow.providers.common.compat": (),
    "airflow.providers.common.compat.sdk": (*_SDK, *_EXCEPTIONS),
    "airflow.providers.standard": (),
    "airflow.providers.standard.operators": (),
    "airflow.providers.standard.operators.bash": ("BashOperator",),
    "airflow.providers.standard.operators.empty": ("EmptyOperator",),
    "airflow.providers.standard.operators.latest_only": ("LatestOnlyOperator",),
    "airflow.providers.standard.operators.python": _PYTHON,
    "airflow.sdk": (*_SDK, *_EXCEPTIONS),
    "airflow.sdk.exceptions": _EXCEPTIONS,
    "airflow.task": (),
    "airflow.task.trigger_rule": ("TriggerRule",),
    "airflow.utils": (),
    "airflow.utils.edgemodifier": ("Label",),
    "airflow.utils.helpers": ("chain", "cross_downstream"),
    "airflow.utils.task_group": ("TaskGroup",),
    "airflow.utils.trigger_rule": ("TriggerRule",),
}
"""The modules that a file may import, and what is in each."""


class StandIn(ModuleType):
    """Be one of Airflow's modules; what is not in it is an error that says so."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if f"{self.__name__}.{name}" in MODULES:
            return importlib.import_module(f"{self.__name__}.{name}")
        if name not in MODULES[self.__name__]:
            raise AirflowError.unknown_name(self.__name__, name)
        return getattr(subset, name)


class Finder(MetaPathFinder, Loader):
    """Find the stand-ins before anything else looks for Airflow."""

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """Return the place of a module of Airflow.

        Raises
        ------
        AirflowError
            It is one that is not part of the subset.
        """
        if fullname == "pendulum":
            return self._pendulum()
        if fullname != "airflow" and not fullname.startswith("airflow."):
            return None
        if fullname not in MODULES:
            raise AirflowError.unknown_module(fullname)
        return ModuleSpec(fullname, self, is_package=True)

    def _pendulum(self) -> ModuleSpec | None:
        others = [one for one in sys.meta_path if one is not self]
        for finder in others:
            if (found := finder.find_spec("pendulum", None, None)) is not None:
                return found
        return importlib.util.spec_from_file_location("pendulum", Path(__file__).with_name("pendulum.py"))

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Return the stand-in, empty."""
        return StandIn(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Leave it empty: its names are looked up when they are asked for."""


def before() -> None:
    """Let the stand-ins be found; what was imported of Airflow before stays where it is used."""
    if not any(isinstance(one, Finder) for one in sys.meta_path):
        for name in [one for one in sys.modules if one == "airflow" or one.startswith("airflow.")]:
            del sys.modules[name]
        sys.meta_path.insert(0, Finder())
    graph.made.clear()


def after(module: ModuleType) -> None:
    """Give the module those of its DAGs that no variable holds: Airflow finds them too."""
    held = {id(value) for value in vars(module).values()}
    for dag in graph.made:
        dag.file = getattr(module, "__file__", None)
        if id(dag) not in held:
            setattr(module, f"dag_{dag.dag_id}", dag)
