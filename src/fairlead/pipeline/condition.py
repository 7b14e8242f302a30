"""Conditions: when a task runs, said as an expression over the outputs of others, with its own sentence."""

from __future__ import annotations

import operator
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fairlead.errors import ConditionError

if TYPE_CHECKING:
    from fairlead.pipeline.tasks import Task


class Condition(ABC):
    """Say yes or no about outputs of upstream tasks; combine with ``&``, ``|`` and ``~``."""

    __slots__ = ()

    @property
    @abstractmethod
    def sentence(self) -> str:
        """Return the condition as a person would write it."""

    @property
    @abstractmethod
    def tasks(self) -> tuple[Task, ...]:
        """Return the tasks whose outputs the condition reads."""

    @property
    def functions(self) -> tuple[Callable[..., object], ...]:
        """Return the user's functions that the condition calls: their code belongs to the cache key."""
        return ()

    @abstractmethod
    def holds(self, outputs: Mapping[str, Any]) -> bool:
        """Evaluate on outputs by task id."""

    @abstractmethod
    def facts(self, outputs: Mapping[str, Any]) -> str:
        """Return what was found, for the reason of a skip."""

    def __and__(self, other: Condition | Callable[..., object]) -> Condition:
        return Joined("and", self, as_condition(other, self.tasks[0]))

    def __or__(self, other: Condition | Callable[..., object]) -> Condition:
        return Joined("or", self, as_condition(other, self.tasks[0]))

    def __invert__(self) -> Condition:
        return Negated(self)

    def __bool__(self) -> bool:
        raise ConditionError.used_as_bool(self.sentence)


COMPARISONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True, eq=False)
class Field(Condition):
    """Refer to a part of a task's output; by itself a condition that the part is true."""

    task: Task
    path: tuple[str | int, ...]

    def __getattr__(self, name: str) -> Field:
        if name.startswith("_"):
            raise AttributeError(name)
        return Field(self.task, (*self.path, name))

    def __getitem__(self, name: str | int) -> Field:
        return Field(self.task, (*self.path, name))

    __iter__ = None
    __contains__ = None

    @property
    def sentence(self) -> str:
        return self.task.id + "".join(f".{part}" if isinstance(part, str) else f"[{part}]" for part in self.path)

    @property
    def tasks(self) -> tuple[Task, ...]:
        return (self.task,)

    def value(self, outputs: Mapping[str, Any]) -> Any:
        """Follow the path into the output: a key of a mapping, an index, or an attribute."""
        found = outputs[self.task.id]
        for part in self.path:
            found = step_into(found, part, self.sentence)
        return found

    def holds(self, outputs: Mapping[str, Any]) -> bool:
        return bool(self.value(outputs))

    def facts(self, outputs: Mapping[str, Any]) -> str:
        return "; ".join(self._reasons(outputs)) or f"{self.sentence} is {short(self.value(outputs))}"

    def _reasons(self, outputs: Mapping[str, Any]) -> list[str]:
        """Return why the part is not true, if what it belongs to says so: in `reasons`, a list of short sentences."""
        if self.value(outputs) or not self.path:
            return []
        owner = Field(self.task, self.path[:-1]).value(outputs)
        reasons = owner.get("reasons") if isinstance(owner, Mapping) else getattr(owner, "reasons", None)
        return [str(reason) for reason in reasons] if isinstance(reasons, (list, tuple)) else []

    def __eq__(self, other: object) -> Comparison:  # type: ignore[override]
        return Comparison(self, "==", other)

    def __ne__(self, other: object) -> Comparison:  # type: ignore[override]
        return Comparison(self, "!=", other)

    def __lt__(self, other: object) -> Comparison:
        return Comparison(self, "<", other)

    def __le__(self, other: object) -> Comparison:
        return Comparison(self, "<=", other)

    def __gt__(self, other: object) -> Comparison:
        return Comparison(self, ">", other)

    def __ge__(self, other: object) -> Comparison:
        return Comparison(self, ">=", other)

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Comparison(Condition):
    """Compare a field of an output with a value, or with a field of another output."""

    left: Field
    sign: str
    right: Any

    @property
    def sentence(self) -> str:
        right = self.right.sentence if isinstance(self.right, Field) else short(self.right)
        return f"{self.left.sentence} {self.sign} {right}"

    @property
    def tasks(self) -> tuple[Task, ...]:
        return (*self.left.tasks, *(self.right.tasks if isinstance(self.right, Field) else ()))

    def holds(self, outputs: Mapping[str, Any]) -> bool:
        right = self.right.value(outputs) if isinstance(self.right, Field) else self.right
        return bool(COMPARISONS[self.sign](self.left.value(outputs), right))

    def facts(self, outputs: Mapping[str, Any]) -> str:
        parts = [side.facts(outputs) for side in (self.left, self.right) if isinstance(side, Field)]
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Joined(Condition):
    """Join two conditions with "and" or "or"."""

    word: str
    left: Condition
    right: Condition

    @property
    def sentence(self) -> str:
        return f"({self.left.sentence}) {self.word} ({self.right.sentence})"

    @property
    def tasks(self) -> tuple[Task, ...]:
        return (*self.left.tasks, *self.right.tasks)

    @property
    def functions(self) -> tuple[Callable[..., object], ...]:
        return (*self.left.functions, *self.right.functions)

    def holds(self, outputs: Mapping[str, Any]) -> bool:
        if self.word == "and":
            return self.left.holds(outputs) and self.right.holds(outputs)
        return self.left.holds(outputs) or self.right.holds(outputs)

    def facts(self, outputs: Mapping[str, Any]) -> str:
        return f"{self.left.facts(outputs)}, {self.right.facts(outputs)}"


@dataclass(frozen=True, slots=True)
class Negated(Condition):
    """Turn a condition round."""

    inner: Condition

    @property
    def sentence(self) -> str:
        return f"not ({self.inner.sentence})"

    @property
    def tasks(self) -> tuple[Task, ...]:
        return self.inner.tasks

    @property
    def functions(self) -> tuple[Callable[..., object], ...]:
        return self.inner.functions

    def holds(self, outputs: Mapping[str, Any]) -> bool:
        return not self.inner.holds(outputs)

    def facts(self, outputs: Mapping[str, Any]) -> str:
        return self.inner.facts(outputs)


@dataclass(frozen=True, slots=True)
class Predicate(Condition):
    """Ask a function whose parameters are named after upstream tasks."""

    function: Callable[..., object]
    reads: tuple[Task, ...]

    @classmethod
    def of(cls, function: Callable[..., object], task: Task) -> Predicate:
        """Match the parameters of `function` with tasks of the pipeline.

        Raises
        ------
        ConditionError
            `function` cannot be called, or a parameter is not named after a task.
        """
        if not callable(function) or not hasattr(function, "__code__"):
            raise ConditionError.not_a_condition(task.id, function)
        code = function.__code__
        names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        for name in names:
            if name not in task.dag.tasks:
                raise ConditionError.unknown_task(task.id, name, sorted(task.dag.tasks))
        return cls(function, tuple(task.dag.tasks[name] for name in names))

    @property
    def sentence(self) -> str:
        name = self.function.__name__
        called = "condition" if name == "<lambda>" else name
        return f"{called}({', '.join(task.id for task in self.reads)})"

    @property
    def tasks(self) -> tuple[Task, ...]:
        return self.reads

    @property
    def functions(self) -> tuple[Callable[..., object], ...]:
        return (self.function,)

    def holds(self, outputs: Mapping[str, Any]) -> bool:
        return bool(self.function(**{task.id: outputs[task.id] for task in self.reads}))

    def facts(self, outputs: Mapping[str, Any]) -> str:
        return f"{self.sentence} returned {short(self.holds(outputs))}"


def as_condition(value: Condition | Callable[..., object], task: Task) -> Condition:
    """Return a condition as it is, and a function as the condition that it returns something true.

    Parameters
    ----------
    task : one of the pipeline that the condition is about; it knows the others by name.

    Raises
    ------
    ConditionError
        `value` is neither, or a parameter of the function is not named after a task.
    """
    return value if isinstance(value, Condition) else Predicate.of(value, task)


@dataclass(frozen=True, slots=True)
class Chosen(Condition):
    """Hold if a branching task returned this task's id (alone or in a list)."""

    branch: Task
    task_id: str

    @property
    def sentence(self) -> str:
        return f"{self.branch.id} chooses {self.task_id}"

    @property
    def tasks(self) -> tuple[Task, ...]:
        return (self.branch,)

    def holds(self, outputs: Mapping[str, Any]) -> bool:
        return self.task_id in chosen_ids(outputs[self.branch.id])

    def facts(self, outputs: Mapping[str, Any]) -> str:
        chosen = chosen_ids(outputs[self.branch.id])
        return f"{self.branch.id} chose {', '.join(chosen) or 'nothing'}"


def chosen_ids(output: Any) -> list[str]:
    """Return what a branching task chose as a list of task ids.

    >>> chosen_ids("fast"), chosen_ids(["a", "b"]), chosen_ids(None)
    (['fast'], ['a', 'b'], [])
    """
    if output is None:
        return []
    return [output] if isinstance(output, str) else [str(name) for name in output]


def step_into(value: Any, part: str | int, sentence: str) -> Any:
    """Take one key, index or attribute of a value.

    Raises
    ------
    ConditionError
        The value has no such part; the message lists those that it has.

    >>> step_into({"passed": True}, "passed", "evaluate.passed")
    True
    """
    if isinstance(value, Mapping):
        if part in value:
            return value[part]
        raise ConditionError.no_such_part(sentence, part, [str(name) for name in value])
    if isinstance(part, int):
        return value[part]
    if hasattr(value, part):
        return getattr(value, part)
    raise ConditionError.no_such_part(sentence, part, [name for name in vars(type(value)) if not name.startswith("_")])


def short(value: Any, limit: int = 60) -> str:
    """Show a value in at most `limit` characters.

    >>> short("a" * 100, 10)
    "'aaaaa..."
    """
    text = repr(value)
    return text if len(text) <= limit else text[: max(limit - 4, 1)] + "..."
