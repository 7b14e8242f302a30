"""A task: one plain function in a pipeline, with what decides when and how it runs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal, TypeVar, Union

from fairlead.clock import duration
from fairlead.errors import InvalidTaskError, OutsideDAGError
from fairlead.pipeline.condition import Condition, Field, as_condition

if TYPE_CHECKING:
    from fairlead.pipeline.graph import DAG

TriggerRule = Literal["all_success", "none_failed", "all_done"]
TRIGGER_RULES: Mapping[str, str] = {
    "all_success": "every upstream task succeeded",
    "none_failed": "no upstream task failed (skipped ones are fine)",
    "all_done": "every upstream task has ended, whatever the outcome",
}
Retries = int | Mapping[type[BaseException], int]
Neighbour = Union["Task", Sequence["Task"]]
N = TypeVar("N", "Task", Sequence["Task"])


@dataclass(frozen=True, slots=True)
class Options:
    """Hold everything about a task except its function and its edges.

    Attributes
    ----------
    retries : int, or mapping of exception type to int
        How often a failed attempt is repeated; with a mapping only the named exception types are.
    retry_delay : float, seconds
        Wait before the first repetition; doubled for each further one, up to `max_retry_delay`,
        with a random tenth added or taken (jitter) so that many tasks do not return at once.
    timeout : float or None, seconds
        After this time the worker process is killed and the attempt has failed.
    cache : bool or str
        Whether a stored result of the same code and inputs is taken instead of running;
        a duration such as ``"6h"`` limits its age.
    versions : names of installed distributions whose versions belong to the cache key.
    publish : path of a Parquet (or CSV, JSONL) file that the output is also written to, after the task.
    """

    retries: Retries = 0
    retry_delay: float = 1.0
    max_retry_delay: float = 300.0
    timeout: float | None = None
    trigger_rule: TriggerRule = "all_success"
    pool: str | None = None
    executor: Literal["process", "thread"] = "process"
    effect: bool = False
    idempotency_key: str | None = None
    cache: bool | str = True
    versions: tuple[str, ...] = ()
    publish: str | None = None


AIRFLOW_SPELLINGS = {"execution_timeout": "timeout"}
DEFAULT_OPTIONS = Options()
KNOWN_OPTIONS = frozenset(Options.__dataclass_fields__)


def read_options(task_id: str, given: Mapping[str, Any]) -> Options:
    """Check options given as keywords and return them in one value.

    Raises
    ------
    InvalidTaskError
        An option is unknown, or its value is not one that the option can take.

    >>> read_options("load", {"timeout": "2m"}).timeout
    120.0
    """
    if not given:
        return DEFAULT_OPTIONS
    values = {AIRFLOW_SPELLINGS.get(name, name): value for name, value in given.items()}
    for name in values.keys() - KNOWN_OPTIONS:
        raise InvalidTaskError.unknown_option(task_id, name, sorted(KNOWN_OPTIONS))
    for name in ("retry_delay", "max_retry_delay", "timeout"):
        if isinstance(values.get(name), (str, int, float, timedelta)):
            values[name] = duration(values[name])
    if "versions" in values:
        names = values["versions"]
        values["versions"] = (names,) if isinstance(names, str) else tuple(names)
    options = Options(**values)
    for name, allowed in (("trigger_rule", tuple(TRIGGER_RULES)), ("executor", ("process", "thread"))):
        if getattr(options, name) not in allowed:
            raise InvalidTaskError.bad_option(task_id, name, getattr(options, name), "one of " + ", ".join(allowed))
    if options.timeout is not None and options.timeout <= 0:
        raise InvalidTaskError.bad_option(task_id, "timeout", options.timeout, "a positive time")
    by_kind = options.retries if isinstance(options.retries, Mapping) else {Exception: options.retries}
    if any(not isinstance(count, int) or count < 0 for count in by_kind.values()):
        raise InvalidTaskError.bad_option(task_id, "retries", options.retries, "a number of 0 or more")
    if any(not isinstance(kind, type) or not issubclass(kind, BaseException) for kind in by_kind):
        raise InvalidTaskError.bad_option(
            task_id, "retries", options.retries, "classes of exceptions as keys, such as {OSError: 3}"
        )
    if isinstance(options.cache, str):
        duration(options.cache)
    if options.effect and options.executor == "thread":
        raise InvalidTaskError.bad_option(
            task_id, "executor", "thread", "process, because a side effect must not be cut off by a neighbour"
        )
    if options.idempotency_key is not None and not options.effect:
        raise InvalidTaskError.bad_option(
            task_id, "idempotency_key", options.idempotency_key, "given together with effect=True"
        )
    return options


@dataclass(eq=False, slots=True)
class Task:
    """Stand for one function in a pipeline; `>>` and `<<` draw edges as in Airflow.

    An attribute or item that a task does not have itself names a field of its *output*:
    ``deploy.when(evaluate.passed)`` or ``deploy.when(evaluate["auc"] > 0.8)``.
    """

    id: str
    function: Callable[..., Any]
    dag: DAG
    options: Options = field(default_factory=Options)
    given: dict[str, Any] = field(default_factory=dict)
    upstream: dict[str, Task] = field(default_factory=dict)
    condition: Condition | None = None
    mapped: tuple[str, Any] | None = None
    chooses: Literal["branch", "short_circuit"] | None = None
    aside: frozenset[str] = frozenset()

    __fairlead_task__ = True
    __iter__ = None  # a task has items (fields of its output) but cannot be looped over when drawn
    __contains__ = None

    @property
    def task_id(self) -> str:
        """Return the id under Airflow's name for it."""
        return self.id

    @property
    def output(self) -> Field:
        """Refer to the whole output, for conditions: ``fast.when(choose.output == "fast")``."""
        return Field(self, ())

    def __getattr__(self, name: str) -> Field:
        if name.startswith("_"):
            raise AttributeError(name)
        return Field(self, (name,))

    def __getitem__(self, name: str | int) -> Field:
        return Field(self, (name,))

    def __repr__(self) -> str:
        return f"<Task {self.id}>"

    def when(self, condition: Condition | Callable[..., object]) -> Task:
        """Run this task only if `condition` holds; otherwise it is skipped and the reason is stored.

        A condition is a field of an upstream output (true or false, or compared with a value), several
        joined with ``&`` and ``|``, or a function whose parameters are named after tasks.
        """
        made = as_condition(condition, self)
        self.condition = made if self.condition is None else self.condition & made
        return self

    def map(self, **source: Any) -> Task:
        """Run this task once per item of a list that is known only at run time.

        ``read.map(file=new_files)`` calls ``read(file=item)`` for each item that ``new_files`` returned;
        a task further down that has a parameter ``read`` receives the list of results, in order.
        """
        if len(source) != 1 or self.mapped is not None:
            raise InvalidTaskError.bad_map(self.id, sorted(source))
        self.mapped = next(iter(source.items()))
        return self

    def set_upstream(self, other: Neighbour) -> None:
        """Draw an edge from `other` (a task or a list of tasks) to this task."""
        for task in _tasks(other):
            self._connect(task, self)

    def set_downstream(self, other: Neighbour) -> None:
        """Draw an edge from this task to `other` (a task or a list of tasks)."""
        for task in _tasks(other):
            self._connect(self, task)

    @staticmethod
    def _connect(first: Task, then: Task) -> None:
        if first.dag is not then.dag:
            raise OutsideDAGError.across(first.id, first.dag.dag_id, then.id, then.dag.dag_id)
        then.upstream[first.id] = first

    def __rshift__(self, other: N) -> N:
        self.set_downstream(other)
        return other

    def __lshift__(self, other: N) -> N:
        self.set_upstream(other)
        return other

    def __rrshift__(self, other: Sequence[Task]) -> Task:
        self.set_upstream(other)
        return self

    def __rlshift__(self, other: Sequence[Task]) -> Task:
        self.set_downstream(other)
        return self


def _tasks(other: Neighbour) -> Iterable[Task]:
    found: Collection[Any] = other if isinstance(other, (list, tuple, set, frozenset)) else [other]
    for task in found:
        if not isinstance(task, Task):
            raise InvalidTaskError.not_a_task(task)
    return found
