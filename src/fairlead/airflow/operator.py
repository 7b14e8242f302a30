"""An operator: what stands in a file for one task, and what it does when the task runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from fairlead.airflow.context import Context
from fairlead.airflow.edges import Edges
from fairlead.airflow.graph import DAG, current_dag
from fairlead.airflow.trigger_rule import RULES
from fairlead.airflow.xcom import XComArg, filled, operators_in
from fairlead.errors import AirflowError

HARMLESS = frozenset({
    "depends_on_past", "do_xcom_push", "doc", "doc_json", "doc_md", "doc_rst", "doc_yaml", "email", "email_on_failure",
    "email_on_retry", "end_date", "ignore_first_depends_on_past", "map_index_template", "max_active_tis_per_dag",
    "max_active_tis_per_dagrun", "owner", "priority_weight", "queue", "show_return_value_in_logs", "start_date",
    "task_display_name", "task_group", "ui_color", "wait_for_downstream", "wait_for_past_depends_before_skipping",
    "weight_rule",
})  # fmt: skip
"""Arguments that change nothing in a run that is started by hand, on one machine."""

ONLY_FALSE = frozenset({"depends_on_past", "wait_for_downstream"})
"""Of them, those that would matter if they were true: they look at earlier runs."""

OPTIONS = ("retries", "retry_delay", "max_retry_delay", "execution_timeout", "trigger_rule", "pool")
IGNORED_IF = {"retry_exponential_backoff": (True, False, 0, 1, 2, 2.0, None), "pool": ("default_pool", None)}
"""Values that need nothing: waits double here in any case, and there is room for all in the default pool."""


class Operator(Edges):
    """Stand for one task.

    Parameters
    ----------
    task_id : the task's id; groups around it put theirs before it.
    rest : what Airflow's operators take; what is not in the subset is an error.
    """

    kind = "Operator"
    fields: ClassVar[tuple[str, ...]] = ()
    """The arguments in which templates are filled in and XComs stand."""

    chooses: ClassVar[str | None] = None
    ignore_downstream_trigger_rules = False

    def __init__(self, *, task_id: str, dag: DAG | None = None, **rest: Any) -> None:
        self.dag = dag or current_dag(self.kind, task_id)
        group = rest.pop("task_group", None) or (self.dag.groups[-1] if self.dag.groups else None)
        own = {**self.dag.operator_args, **(group.default_args if group else {}), **rest}
        self.task_id: str = f"{group.prefix}{task_id}" if group else task_id
        self.group_ids = _groups_around(group)
        self.params = dict(own.pop("params", None) or {})
        self.options = self._options(own)
        self.expanded: tuple[str, Any] | None = None
        self.dag.take(self)

    def _options(self, given: Mapping[str, Any]) -> dict[str, Any]:
        options: dict[str, Any] = {}
        for name, value in given.items():
            if name in ONLY_FALSE and value:
                raise AirflowError.of_operator(self.kind, self.task_id, f"{name}={value!r}")
            if name in HARMLESS or (name in IGNORED_IF and value in IGNORED_IF[name]):
                continue
            if name == "trigger_rule" and str(value) in RULES:
                options[name] = RULES[str(value)]
            elif name in OPTIONS and name not in ("pool", "trigger_rule"):
                options[name] = value
            elif value is not None:
                shown = f"{name}={value!r}" if isinstance(value, (str, int, float, bool)) else f"the argument {name}"
                raise AirflowError.of_operator(self.kind, self.task_id, shown)
        return options

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise AirflowError.of_operator(self.kind, self.__dict__.get("task_id", "?"), f"'{name}' of an operator")

    @property
    def output(self) -> XComArg:
        """Stand for what the task returns."""
        return XComArg(self)

    @property
    def roots(self) -> list[Operator]:
        """Return the operator itself."""
        return [self]

    @property
    def leaves(self) -> list[Operator]:
        """Return the operator itself."""
        return [self]

    def draw_inputs(self) -> None:
        """Draw the edges that the arguments imply."""
        inputs = [one for name in self.fields for one in operators_in(getattr(self, name))]
        inputs += list(operators_in(self.expanded[1])) if self.expanded else []
        for one in inputs:
            self.dag.connect(one, self)

    @property
    def pulls(self) -> bool:
        """Tell whether the task may ask for XComs of tasks further up."""
        return any("xcom" in text for name in self.fields for text in _texts(getattr(self, name)))

    def rendered(self, name: str, context: Context) -> Any:
        """Return an argument with XComs and templates filled in."""
        from fairlead.airflow.templates import render

        value = filled(getattr(self, name), context.outputs, context["params"])
        return render(value, context, self, name)

    def execute(self, context: Context) -> Any:
        """Do what the task does and return its value."""
        raise NotImplementedError


def _groups_around(group: Any) -> frozenset[str]:
    found = set()
    while group is not None:
        found.add(group.group_id)
        group = group.parent
    return frozenset(found)


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for one in value.values() for text in _texts(one)]
    return [text for one in value for text in _texts(one)] if isinstance(value, (list, tuple, set)) else []
