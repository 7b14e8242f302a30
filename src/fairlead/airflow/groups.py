"""Task groups, labels on edges, and the two ways of drawing many edges at once."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from fairlead.airflow.edges import Edges, draw, things
from fairlead.errors import AirflowError

if TYPE_CHECKING:
    from fairlead.airflow.graph import DAG
    from fairlead.airflow.operator import Operator

HARMLESS = frozenset({"default_args", "tooltip", "ui_color", "ui_fgcolor", "group_display_name", "doc_md",
                      "add_suffix_on_collision"})  # fmt: skip
"""Arguments of a group that change no result; `default_args` is handed on."""


class TaskGroup(Edges):
    """Gather operators under a name, which stands before their ids."""

    def __init__(
        self,
        group_id: str,
        prefix_group_id: bool = True,
        parent_group: TaskGroup | None = None,
        dag: DAG | None = None,
        **rest: Any,
    ) -> None:
        from fairlead.airflow.graph import current_dag

        self.dag = dag or current_dag("TaskGroup", group_id)
        for name in rest.keys() - HARMLESS:
            raise AirflowError.of_operator("TaskGroup", group_id, f"the argument {name}")
        self.parent = parent_group or (self.dag.groups[-1] if self.dag.groups else None)
        base: str = f"{self.parent.prefix}{group_id}" if self.parent else group_id
        self.group_id, n = base, 0
        while self.group_id in self.dag.group_ids:
            n += 1
            self.group_id = f"{base}__{n}"
        self.dag.group_ids.add(self.group_id)
        inherited = self.parent.default_args if self.parent else {}
        self.default_args: dict[str, Any] = {**inherited, **(rest.get("default_args") or {})}
        self.prefix: str = f"{self.group_id}." if prefix_group_id else (self.parent.prefix if self.parent else "")
        self.operators: list[Operator] = []

    def __enter__(self) -> TaskGroup:
        self.dag.groups.append(self)
        return self

    def __exit__(self, *_: object) -> None:
        self.dag.groups.remove(self)

    def take(self, operator: Operator) -> None:
        """Take up an operator, here and in the groups around."""
        self.operators.append(operator)
        if self.parent is not None:
            self.parent.take(operator)

    @property
    def roots(self) -> list[Operator]:
        """Return the operators of the group that none of it comes before."""
        inside = {one.task_id for one in self.operators}
        return [one for one in self.operators if not inside & self.dag.before[one.task_id].keys()]

    @property
    def leaves(self) -> list[Operator]:
        """Return the operators of the group that none of it comes after."""
        followed = {name for one in self.operators for name in self.dag.before[one.task_id]}
        return [one for one in self.operators if one.task_id not in followed]


class Label(Edges):
    """Stand on an edge: ``branch >> Label("fine") >> load``."""

    def __init__(self, label: str) -> None:
        self.label = label
        self._before: list[Any] = []
        self._after: list[Any] = []

    def followed_by(self, other: Any) -> None:
        """Take note of what comes after the label."""
        self._after.append(other)
        for one in self._before:
            draw(one, other)

    def preceded_by(self, other: Any) -> None:
        """Take note of what comes before the label."""
        self._before.append(other)
        for one in self._after:
            draw(other, one)

    @property
    def roots(self) -> list[Operator]:
        """Return nothing: a label is no operator."""
        return []

    @property
    def leaves(self) -> list[Operator]:
        """Return nothing: a label is no operator."""
        return []


def task_group(function: Callable[..., Any] | None = None, /, **options: Any) -> Any:
    """Mark a function whose tasks form a group."""
    if function is None:
        return functools.partial(_grouping, options=options)
    return _grouping(function, options={})


def _grouping(function: Callable[..., Any], options: dict[str, Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def grouped(*args: Any, **kwargs: Any) -> Any:
        with TaskGroup(**{"group_id": function.__name__, **options}) as group:
            given = function(*args, **kwargs)
        return group if given is None else given

    def expand(**_: Any) -> None:
        raise AirflowError.of_operator("@task_group", function.__name__, "expand of a whole group")

    grouped.expand = grouped.partial = expand  # type: ignore[attr-defined]
    return grouped


def chain(*parts: Any) -> None:
    """Draw edges between neighbours: ``chain(a, [b, c], [d, e], f)`` pairs lists that stand next to each other.

    Raises
    ------
    ValueError
        Two such lists have different lengths.
    """
    for left, right in zip(parts, parts[1:], strict=False):
        if isinstance(left, Edges) or isinstance(right, Edges):
            draw(left, right)
        elif len(left) == len(right):
            for one, other in zip(left, right, strict=True):
                draw(one, other)
        else:
            raise ValueError(
                f"chain: lists that follow each other must be equally long, not {len(left)} and {len(right)}"
            )


def cross_downstream(from_tasks: Sequence[Any], to_tasks: Any) -> None:
    """Draw an edge from each of the first to each of the second."""
    draw(list(things(from_tasks)), to_tasks)
