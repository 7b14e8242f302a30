"""What a task of an Airflow file finds when it runs: the context, and the task instance in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from fairlead.airflow.xcom import RETURN, pulled
from fairlead.errors import AirflowError

if TYPE_CHECKING:
    from fairlead.airflow.operator import Operator

current: ContextVar[Context | None] = ContextVar("airflow_context", default=None)


class Context(dict[str, Any]):
    """Hold what a task may ask for by name."""

    def __init__(
        self,
        operator: Operator,
        outputs: Mapping[str, Any],
        run_id: str,
        moment: datetime,
        params: Mapping[str, Any],
    ) -> None:
        self.operator = operator
        self.outputs = outputs
        instance = TaskInstance(operator, outputs, run_id)
        dag = SimpleNamespace(dag_id=operator.dag.dag_id)
        run = SimpleNamespace(
            dag_id=operator.dag.dag_id, run_id=run_id, logical_date=moment, conf={}, run_type="manual"
        )
        super().__init__(
            conf={},
            dag=dag,
            dag_run=run,
            data_interval_end=moment,
            data_interval_start=moment,
            ds=f"{moment:%Y-%m-%d}",
            ds_nodash=f"{moment:%Y%m%d}",
            logical_date=moment,
            params=dict(params),
            run_id=run_id,
            task=operator,
            task_instance=instance,
            ti=instance,
            ts=moment.isoformat(),
            ts_nodash=f"{moment:%Y%m%dT%H%M%S}",
            ts_nodash_with_tz=moment.isoformat().replace("-", "").replace(":", ""),
        )

    def __missing__(self, name: str) -> Any:
        raise AirflowError.of_operator(self.operator.kind, self.operator.task_id, f"'{name}' of the context")


class TaskInstance:
    """Give XComs, and take those that a task pushes."""

    def __init__(self, operator: Operator, outputs: Mapping[str, Any], run_id: str) -> None:
        self.operator = operator
        self.task_id: str = operator.task_id
        self.dag_id = operator.dag.dag_id
        self.run_id = run_id
        self.task = operator
        self.pushed: dict[str, Any] = {}
        self._outputs = outputs

    def xcom_push(self, key: str, value: Any) -> None:
        """Give a value under a key."""
        self.pushed[key] = value

    def xcom_pull(
        self, task_ids: str | Sequence[str] | None = None, *, key: str = RETURN, dag_id: str | None = None
    ) -> Any:
        """Return what a task before this one gave under a key; a list for several tasks.

        Raises
        ------
        AirflowError
            The task does not come before this one: what it gives could be there or not.
        """
        if dag_id not in (None, self.dag_id):
            raise self._outside(f"xcom_pull with dag_id={dag_id!r}")
        if task_ids is None:
            before = self.operator.dag.ancestors(self.task_id)
            found = (pulled(self._outputs.get(one), key) for one in before if before[one].expanded is None)
            return next((one for one in found if one is not None), None)
        if not isinstance(task_ids, str):
            return [self._pull(one, key) for one in task_ids]
        return self._pull(task_ids, key)

    def _pull(self, task_id: str, key: str) -> Any:
        if task_id not in self._outputs:
            raise self._outside(f"xcom_pull of '{task_id}', which does not come before it,")
        mapped = self.operator.dag.operators[task_id].expanded is not None
        return pulled(self._outputs[task_id], key, mapped=mapped)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise self._outside(f"'{name}' of the task instance")

    def _outside(self, what: str) -> AirflowError:
        return AirflowError.of_operator(self.operator.kind, self.task_id, what)


def get_current_context() -> Context:
    """Return the context of the task that runs.

    Raises
    ------
    RuntimeError
        None does.
    """
    found = current.get()
    if found is None:
        raise RuntimeError("get_current_context: no task is running")
    return found


def moment_of(logical_date: str | None, run_id: str) -> datetime:
    """Return the date that a run is about: the moment in its id if it was given none.

    >>> moment_of(None, "20261123-160750-kgcbdz").isoformat()
    '2026-11-23T16:07:50+00:00'
    >>> moment_of("2026-11-01", "x").isoformat()
    '2026-11-01T00:00:00+00:00'
    """
    if logical_date is not None:
        found = datetime.fromisoformat(logical_date)
        return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
    return datetime.strptime(run_id[:15], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
