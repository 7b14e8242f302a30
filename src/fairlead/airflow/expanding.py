"""Dynamic task mapping: one operator, run once an item of a list that may be known only then."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

from fairlead.airflow.xcom import RETURN, XComArg, operators_in
from fairlead.errors import AirflowError

ITEM = "item"
"""The parameter in which a part finds its item."""


class Partial:
    """Hold the arguments that all parts of a mapped operator share, until it is told over what it is expanded."""

    def __init__(self, kind: Any, fixed: Mapping[str, Any]) -> None:
        self.kind = kind
        self.fixed = dict(fixed)

    def expand(self, **lists: Any) -> Any:
        """Make the operator: once for each item, or for each combination of several lists."""
        empty: dict[str, Any] = {
            name: [] if name in ("op_args",) else {} if name == "op_kwargs" else None for name in lists
        }
        made = self.kind(**{**empty, **self.fixed})
        return expanded(made, lists, each="argument")

    def expand_kwargs(self, kwargs: Any) -> Any:
        """Make the operator: once for each set of arguments in a list."""
        return expanded(self.kind(**self.fixed), {"kwargs": kwargs}, each="arguments")


def expanded(operator: Any, lists: Mapping[str, Any], *, each: str) -> Any:
    """Let an operator run once an item.

    Parameters
    ----------
    each : what an item is: the "argument" of the one name, "arguments" by name, or "call" for those of a function.

    Raises
    ------
    AirflowError
        It is expanded over something that cannot be told apart into items here.
    """
    values = dict(lists)
    late = [name for name, value in values.items() if any(True for _ in operators_in(value))]
    if len(values) == 1:
        name, source = next(iter(values.items()))
        if isinstance(source, XComArg):
            if source.key != RETURN:
                raise AirflowError.of_operator(operator.kind, operator.task_id, f"expand over the key '{source.key}'")
        elif late or not isinstance(source, (list, tuple, dict)):
            raise AirflowError.of_operator(operator.kind, operator.task_id, f"expand over {type(source).__name__}")
        elif isinstance(source, dict):
            source = list(source.items())
        operator.expanded = (f"{each}:{name}", source)
    else:
        if late or not values:
            what = "expand over several lists, of which a task gives one,"
            raise AirflowError.of_operator(operator.kind, operator.task_id, what)
        columns = [list(one.items()) if isinstance(one, dict) else list(one) for one in values.values()]
        combinations = [dict(zip(values, row, strict=True)) for row in itertools.product(*columns)]
        operator.expanded = ("call:*" if each == "call" else "arguments:*", combinations)
    operator.draw_inputs()
    return operator


def with_item(operator: Any, item: Any) -> None:
    """Set the arguments of an operator to those of one part."""
    each, _, name = operator.expanded[0].partition(":")
    values = item if each == "arguments" or name == "*" else {name: item}
    if each == "call":
        operator.op_kwargs = {**operator.op_kwargs, **values}
        return
    for one, value in values.items():
        if one not in operator.fields:
            raise AirflowError.of_operator(operator.kind, operator.task_id, f"expand over {one}")
        setattr(operator, one, value)
