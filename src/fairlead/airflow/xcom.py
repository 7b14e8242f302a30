"""XComs: what a task gives to others, under the key ``return_value`` and under keys that it pushes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fairlead.airflow.edges import Edges

if TYPE_CHECKING:
    from fairlead.airflow.operator import Operator

RETURN = "return_value"


@dataclass(frozen=True, slots=True)
class XComs:
    """Hold the output of a task that has pushed more than its return value, or that chooses."""

    value: Any
    pushed: Mapping[str, Any] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.value.items() if isinstance(self.value, Mapping) else self.value)


def pulled(output: Any, key: str = RETURN, *, mapped: bool = False) -> Any:
    """Return what stands under a key in an output; of a mapped task, a list with one a part.

    >>> pulled(XComs(1, {"rows": 5}), "rows"), pulled(3), pulled([1, 2], mapped=True), pulled(3, "rows")
    (5, 3, [1, 2], None)
    """
    if mapped:
        return [pulled(one, key) for one in output or []]
    if not isinstance(output, XComs):
        return output if key == RETURN else None
    return output.pushed.get(key, output.value if key == RETURN else None)


class XComArg(Edges):
    """Stand for what a task will give; as an argument it is filled in, and it draws the edge."""

    def __init__(self, operator: Operator, key: str = RETURN) -> None:
        self.operator = operator
        self.key = key

    def __getitem__(self, key: str) -> XComArg:
        return XComArg(self.operator, key)

    __iter__ = None

    def __str__(self) -> str:
        task_id = self.operator.task_id
        return f"{{{{ task_instance.xcom_pull(task_ids='{task_id}', key='{self.key}') }}}}"

    @property
    def roots(self) -> list[Operator]:
        """Return the operator behind it."""
        return [self.operator]

    @property
    def leaves(self) -> list[Operator]:
        """Return the operator behind it."""
        return [self.operator]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.operator, name)


@dataclass(frozen=True, slots=True)
class DagParam:
    """Stand for a parameter of a function marked with ``@dag``."""

    name: str


def operators_in(value: Any) -> Iterator[Operator]:
    """Yield the operators whose XComs an argument is made of."""
    if isinstance(value, XComArg):
        yield value.operator
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from operators_in(one)
    elif isinstance(value, (list, tuple, set)):
        for one in value:
            yield from operators_in(one)


def filled(value: Any, outputs: Mapping[str, Any], params: Mapping[str, Any]) -> Any:
    """Return an argument with XComs and parameters in their places."""
    if isinstance(value, XComArg):
        one = value.operator
        return pulled(outputs.get(one.task_id), value.key, mapped=one.expanded is not None)
    if isinstance(value, DagParam):
        return params[value.name]
    if isinstance(value, dict):
        return {key: filled(one, outputs, params) for key, one in value.items()}
    if type(value) in (list, tuple, set):
        return type(value)(filled(one, outputs, params) for one in value)
    return value
