"""How operators become a pipeline: one task each, with what it may read, and what must hold for it to run."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

from fairlead.airflow.choices import Branched, Closed, HasItems
from fairlead.airflow.context import Context, current, moment_of
from fairlead.airflow.expanding import ITEM, with_item
from fairlead.airflow.graph import DAG
from fairlead.airflow.operator import Operator
from fairlead.airflow.xcom import XComArg, XComs
from fairlead.errors import AirflowError
from fairlead.pipeline.condition import Condition
from fairlead.pipeline.tasks import Options, Task, read_options


def build(dag: DAG) -> None:
    """Add a task to the DAG for each of its operators."""
    for operator in dag.operators.values():
        dag.add(Task(operator.task_id, runner(operator), dag, options_of(operator)))
    for operator in dag.operators.values():
        connect(dag, operator)


def options_of(operator: Operator) -> Options:
    """Return the options of an operator's task: it runs every time, and an exception is what may be repeated."""
    given = {name: value for name, value in operator.options.items() if name not in ("trigger_rule", "retries")}
    retries = operator.options.get("retries") or 0
    read = read_options(operator.task_id, {**given, "retries": {Exception: retries} if retries else 0, "cache": False})
    rule = operator.options.get("trigger_rule", "all_success")
    return Options(**{**{name: getattr(read, name) for name in Options.__dataclass_fields__}, "trigger_rule": rule})


def connect(dag: DAG, operator: Operator) -> None:
    """Give a task its edges, its inputs and its conditions."""
    made = dag.tasks[operator.task_id]
    direct, further = dag.before[operator.task_id], dag.ancestors(operator.task_id)
    conditions = list(_conditions(dag, operator, direct, further))
    read = {**direct, **(further if operator.pulls else {})}
    made.given["outputs"] = {name: dag.tasks[name] for name in read}
    looked_at = {*read, *(one.id for condition in conditions for one in condition.tasks)}
    made.aside = frozenset(looked_at - direct.keys())
    for name in direct:
        made.upstream[name] = dag.tasks[name]
    for condition in conditions:
        made.condition = condition if made.condition is None else made.condition & condition
    if operator.expanded is not None:
        if operator.chooses:
            raise AirflowError.of_operator(operator.kind, operator.task_id, "expand of a task that chooses")
        source = operator.expanded[1]
        made.mapped = (ITEM, dag.tasks[source.operator.task_id] if isinstance(source, XComArg) else source)


def _conditions(dag: DAG, operator: Operator, direct: Mapping[str, Operator], further: Mapping[str, Operator]) -> Any:
    task_id = operator.task_id
    keeps = frozenset({task_id, *operator.group_ids, *further, *(g for one in further.values() for g in one.group_ids)})
    found: list[Condition] = []
    for name, one in further.items():
        if one.chooses == "branch" and name in direct:
            found.append(Branched(dag.tasks[name], task_id, keeps))
        everything = one.ignore_downstream_trigger_rules
        if one.chooses == "short_circuit" and (name in direct or everything):
            found.append(Closed(dag.tasks[name]))
    if operator.expanded is not None and isinstance(operator.expanded[1], XComArg):
        found.append(HasItems(dag.tasks[operator.expanded[1].operator.task_id]))
    return found


def runner(operator: Operator) -> Callable[..., Any]:
    """Return the function of an operator's task."""

    def run(run_id: str, logical_date: str | None, params: dict[str, Any], outputs: dict[str, Any]) -> Any:
        return carried_out(operator, run_id, logical_date, params, outputs)

    def run_part(
        run_id: str, logical_date: str | None, params: dict[str, Any], outputs: dict[str, Any], item: Any
    ) -> Any:
        part = copy.copy(operator)
        with_item(part, item)
        return carried_out(part, run_id, logical_date, params, outputs)

    function = run if operator.expanded is None else run_part
    function.__name__ = function.__qualname__ = operator.task_id
    function.__doc__ = getattr(vars(operator).get("python_callable"), "__doc__", None)
    return function


def carried_out(
    operator: Operator, run_id: str, logical_date: str | None, params: Mapping[str, Any], outputs: Mapping[str, Any]
) -> Any:
    """Do what an operator does; return its value, with what else it has pushed."""
    context = Context(operator, outputs, run_id, moment_of(logical_date, run_id), {**params, **operator.params})
    token = current.set(context)
    try:
        value = operator.execute(context)
    finally:
        current.reset(token)
    pushed = context["ti"].pushed
    return XComs(value, pushed) if pushed or operator.chooses else value
