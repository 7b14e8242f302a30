"""The DAG of an Airflow file: it gathers operators, and becomes a pipeline when it is complete."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from fairlead.airflow.xcom import DagParam
from fairlead.errors import AirflowError, DuplicateTaskError, OutsideDAGError
from fairlead.pipeline import graph

if TYPE_CHECKING:
    from fairlead.airflow.groups import TaskGroup
    from fairlead.airflow.operator import Operator

HARMLESS = frozenset({
    "access_control", "allowed_run_types", "auto_register", "dag_display_name", "dagrun_timeout", "default_view",
    "disable_bundle_versioning", "doc_md", "end_date", "is_paused_upon_creation", "jinja_environment_kwargs",
    "max_active_runs", "max_active_tasks", "max_consecutive_failed_dag_runs", "orientation", "owner_links", "tags",
})  # fmt: skip
"""Arguments that change nothing in a run that is started by hand."""

ONCE = frozenset({"@once", "@continuous"})

made: list[DAG] = []
"""Every DAG of the file that is being read: Airflow finds those too that no variable holds."""

_open: list[DAG] = []


class Param:
    """Hold the default of a parameter, and what may stand in its place."""

    def __init__(self, default: Any = None, description: str | None = None, **schema: Any) -> None:
        self.value = default
        self.description = description
        self.schema = schema


class DAG(graph.DAG):
    """Gather operators, and the edges between them.

    Parameters
    ----------
    dag_id : the DAG's name; the others as in Airflow. What is not in the subset is an error.
    """

    def __init__(
        self,
        dag_id: str,
        description: str | None = None,
        schedule: Any = None,
        start_date: Any = None,
        *,
        catchup: bool = False,
        default_args: Mapping[str, Any] | None = None,
        params: Mapping[str, Any] | None = None,
        template_searchpath: Any = None,
        user_defined_macros: Mapping[str, Any] | None = None,
        user_defined_filters: Mapping[str, Callable[..., Any]] | None = None,
        render_template_as_native_obj: bool = False,
        **rest: Any,
    ) -> None:
        for name, value in rest.items():
            if name not in HARMLESS and value not in (None, False, [], {}):
                raise AirflowError.of_dag(dag_id, f"the argument {name}")
        if schedule is not None and not isinstance(schedule, (str, timedelta)):
            raise AirflowError.of_dag(dag_id, f"schedule={type(schedule).__name__}(...)")
        if template_searchpath:
            raise AirflowError.of_dag(dag_id, "template_searchpath")
        defaults = dict(params or {})
        super().__init__(
            dag_id,
            description=description or "",
            schedule=None if schedule in ONCE else schedule,
            start_date=start_date if schedule else None,
            catchup=catchup,
            params={name: one.value if isinstance(one, Param) else one for name, one in defaults.items()},
        )
        self.operator_args = dict(default_args or {})
        self.macros = dict(user_defined_macros or {})
        self.filters = dict(user_defined_filters or {})
        self.native = render_template_as_native_obj
        self.operators: dict[str, Operator] = {}
        self.before: dict[str, dict[str, Operator]] = {}
        self.groups: list[TaskGroup] = []
        self.group_ids: set[str] = set()
        made.append(self)

    def __enter__(self) -> DAG:
        _open.append(self)
        return self

    def __exit__(self, *_: object) -> None:
        _open.remove(self)

    def take(self, operator: Operator) -> None:
        """Take up an operator.

        Raises
        ------
        DuplicateTaskError
            Another one has the same id.
        """
        if operator.task_id in self.operators:
            raise DuplicateTaskError.of(operator.task_id, self.dag_id)
        self.operators[operator.task_id] = operator
        self.before[operator.task_id] = {}
        if self.groups:
            self.groups[-1].take(operator)

    def connect(self, first: Operator, then: Operator) -> None:
        """Draw an edge.

        Raises
        ------
        OutsideDAGError
            The two are in different DAGs.
        """
        if first.dag is not then.dag:
            raise OutsideDAGError.across(first.task_id, first.dag.dag_id, then.task_id, then.dag.dag_id)
        self.before[then.task_id][first.task_id] = first

    def complete(self) -> None:
        """Become a pipeline: a task for each operator."""
        if not self.tasks:
            from fairlead.airflow.build import build

            build(self)

    def ancestors(self, task_id: str) -> dict[str, Operator]:
        """Return every operator that comes before one, the nearest first."""
        found: dict[str, Operator] = {}
        waiting = list(self.before[task_id].values())
        for one in waiting:
            if one.task_id not in found:
                found[one.task_id] = one
                waiting.extend(self.before[one.task_id].values())
        return found


def current_dag(what: str, name: str) -> DAG:
    """Return the DAG that is open.

    Raises
    ------
    OutsideDAGError
        None is.
    """
    if not _open:
        raise OutsideDAGError.of(what, name)
    return _open[-1]


def is_open() -> bool:
    """Tell whether there is an open DAG."""
    return bool(_open)


def dag(dag_id: Any = "", **options: Any) -> Any:
    """Mark a function that draws a DAG when it is called; its parameters are the DAG's."""
    if callable(dag_id):
        return _drawing(dag_id, {})
    return functools.partial(_drawing, options={"dag_id": dag_id, **options} if dag_id else options)


def _drawing(function: Callable[..., Any], options: dict[str, Any]) -> Callable[..., DAG]:
    @functools.wraps(function)
    def draw(*args: Any, **kwargs: Any) -> DAG:
        bound = inspect.signature(function).bind(*args, **kwargs)
        bound.apply_defaults()
        known = {**bound.arguments, **dict(options.get("params") or {})}
        about = {"dag_id": function.__name__, "doc_md": function.__doc__, **options, "params": known}
        with DAG(**about) as opened:
            function(**{name: DagParam(name) for name in bound.arguments})
        return opened

    return draw
