"""A pipeline as a person writes it: `with DAG(...)`, operators, `@task`, and the edges between them."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from types import EllipsisType, FrameType, TracebackType
from typing import Any, Generic, ParamSpec, TypeVar, overload

from fairlead.errors import DuplicateTaskError, InvalidTaskError, OutsideDAGError, UnknownTaskError
from fairlead.pipeline.tasks import Neighbour, Options, Task, read_options

P = ParamSpec("P")
R = TypeVar("R")
_open: list[DAG] = []


class DAG:
    """Collect tasks and the edges between them into one pipeline.

    Parameters
    ----------
    dag_id : str
        The pipeline's name.
    params : path of a TOML file beside the pipeline file, or a mapping
        Values for parameters that no upstream task provides.
    seed : int, optional
        Seeds Python's and NumPy's global generators anew in every task, so that a run can be repeated.
    schedule : cron expression, preset such as ``"@daily"``, ``"every 15m"`` or timedelta, optional
    start_date : first moment that the schedule covers; catchup : whether missed slots are run later.
    pools : how many tasks that name a pool may run at the same time, over all runs of the project.
    default_args : options for every task that does not set them itself.
    notify : webhooks and commands told about the end of a run.

    Examples
    --------
    >>> def extract(): return [1, 2]
    >>> def total(extract): return sum(extract)
    >>> with DAG("sums") as dag:
    ...     first, second = map(PythonOperator, (extract, total))
    ...     first >> second
    <Task total>
    """

    __fairlead_dag__ = True

    def __init__(
        self,
        dag_id: str,
        *,
        params: str | Path | Mapping[str, Any] | None = None,
        seed: int | None = None,
        description: str = "",
        schedule: str | timedelta | None = None,
        start_date: datetime | date | str | None = None,
        catchup: bool = False,
        timezone: str = "UTC",
        pools: Mapping[str, int] | None = None,
        default_args: Mapping[str, Any] | None = None,
        notify: Sequence[Any] = (),
        secrets: str | Path | None = None,
    ) -> None:
        self.dag_id = dag_id
        self.params = params
        self.seed = seed
        self.description = description
        self.schedule = schedule
        self.start_date = start_date
        self.catchup = catchup
        self.timezone = timezone
        self.pools = dict(pools or {})
        self.default_args = dict(default_args or {})
        self.notify = tuple(notify) if isinstance(notify, (list, tuple)) else (notify,)
        self.secrets = secrets
        self.tasks: dict[str, Task] = {}
        self.file = _caller_file(sys._getframe(1))

    def __repr__(self) -> str:
        return f"<DAG {self.dag_id}: {len(self.tasks)} tasks>"

    def __enter__(self) -> DAG:
        _open.append(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _open.remove(self)
        if kind is None:
            self._name_placeholders(sys._getframe(1))

    def __getitem__(self, task_id: str) -> Task:
        if task_id not in self.tasks:
            raise UnknownTaskError.of(task_id, sorted(self.tasks))
        return self.tasks[task_id]

    def add(self, task: Task) -> Task:
        """Take up a task.

        Raises
        ------
        DuplicateTaskError
            Another task of the pipeline has the same id.
        """
        if task.id in self.tasks:
            raise DuplicateTaskError.of(task.id, self.dag_id)
        self.tasks[task.id] = task
        return task

    def complete(self) -> None:
        """Do what can be done only when every task is there; `describe` asks for it. Here: nothing."""

    def _name_placeholders(self, frame: FrameType) -> None:
        """Give placeholders (`x = PythonOperator(...)`) the name of the variable that holds them."""
        unnamed = {id(task): task for task in self.tasks.values() if task.function is placeholder}
        for name, value in {**frame.f_globals, **frame.f_locals}.items():
            if id(value) in unnamed and value.id.startswith(PLACEHOLDER) and name != value.id:
                del self.tasks[value.id]
                value.id = name
                self.add(value)
        for task in self.tasks.values():
            task.upstream = {up.id: up for up in task.upstream.values()}


PLACEHOLDER = "placeholder-"


def placeholder() -> None:
    """Do nothing: stands for a task that has no function yet."""


def PythonOperator(
    python_callable: Callable[..., Any] | EllipsisType | None = None,
    *,
    task_id: str | None = None,
    op_args: Sequence[Any] = (),
    op_kwargs: Mapping[str, Any] | None = None,
    dag: DAG | None = None,
    **options: Any,
) -> Task:
    """Make a task of a function, in Airflow's spelling.

    Parameters
    ----------
    python_callable : the function; ``...`` makes a placeholder that does nothing, to sketch a pipeline.
    task_id : the task's id; the function's name when not given.
    op_args, op_kwargs : arguments with fixed values; all others are matched by name.
    **options : see `Options`.

    Raises
    ------
    OutsideDAGError
        There is no open ``with DAG(...)`` and no `dag` is given.
    InvalidTaskError
        The function or an option cannot be used.
    """
    owner = dag or current_dag("PythonOperator", task_id or str(getattr(python_callable, "__name__", "?")))
    if python_callable is ...:
        name = task_id or f"{PLACEHOLDER}{len(owner.tasks) + 1}"
        return make_task(owner, placeholder, name, {}, options)
    if isinstance(python_callable, Task):
        raise InvalidTaskError.already_a_task(python_callable.id)
    if not callable(python_callable):
        raise InvalidTaskError.not_callable(task_id or "?", python_callable)
    function = getattr(python_callable, "__fairlead_function__", python_callable)
    given = by_name(function, op_args) | dict(op_kwargs or {})
    return make_task(owner, function, task_id, given, options)


def BranchPythonOperator(python_callable: Callable[..., Any], **rest: Any) -> Task:
    """Make a task that returns the id (or ids) of those tasks right after it that run; the others are skipped."""
    made = PythonOperator(python_callable, **rest)
    made.chooses = "branch"
    return made


def ShortCircuitOperator(python_callable: Callable[..., Any], **rest: Any) -> Task:
    """Make a task after which nothing runs unless it returns something true."""
    made = PythonOperator(python_callable, **rest)
    made.chooses = "short_circuit"
    return made


class TaskFunction(Generic[P, R]):
    """A function marked with `@task`: called inside ``with DAG`` it makes a task, elsewhere it just runs."""

    def __init__(self, function: Callable[P, R], options: Mapping[str, Any], task_id: str | None) -> None:
        self.__fairlead_function__ = function
        self.options = options
        self.task_id = task_id
        functools.update_wrapper(self, function)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Make a task, or just run the function outside a DAG."""
        if not _open:
            return self.__fairlead_function__(*args, **kwargs)
        return self._make(by_name(self.__fairlead_function__, args) | kwargs)  # type: ignore[return-value]  # inside a DAG the result stands for the output

    def map(self, **source: Any) -> Task:
        """Make a task that runs once per item of a list; see `Task.map`."""
        return self._make({}).map(**source)

    def override(self, *, task_id: str | None = None, **options: Any) -> TaskFunction[P, R]:
        """Return the same function with another id or other options."""
        return TaskFunction(self.__fairlead_function__, {**self.options, **options}, task_id or self.task_id)

    def _make(self, given: dict[str, Any]) -> Task:
        function = self.__fairlead_function__
        owner = current_dag("@task", function.__name__)
        base = self.task_id or function.__name__
        name, n = base, 0
        while name in owner.tasks:
            n += 1
            name = f"{base}__{n}"
        return make_task(owner, function, name, given, self.options)


@overload
def task(function: Callable[P, R], /) -> TaskFunction[P, R]: ...
@overload
def task(*, task_id: str | None = None, **options: Any) -> Callable[[Callable[P, R]], TaskFunction[P, R]]: ...
def task(function: Any = None, /, *, task_id: str | None = None, **options: Any) -> Any:
    """Mark a function as a task; calling it inside ``with DAG`` draws the pipeline.

    Examples
    --------
    >>> @task
    ... def double(x): return 2 * x
    >>> double(21)
    42
    >>> with DAG("doubles") as dag:
    ...     out = double(double(1))
    >>> sorted(dag.tasks)
    ['double', 'double__1']
    """
    if function is None:
        return lambda inner: TaskFunction(inner, options, task_id)
    return TaskFunction(function, {}, None)


def chain(*tasks: Neighbour) -> None:
    """Draw edges between neighbours: ``chain(a, [b, c], d)``; two lists next to each other are paired.

    Raises
    ------
    InvalidTaskError
        Two lists that follow each other have different lengths.
    """
    for left, right in zip(tasks, tasks[1:], strict=False):
        if isinstance(left, Task):
            left.set_downstream(right)
        elif isinstance(right, Task):
            right.set_upstream(left)
        elif len(left) == len(right):
            for a, b in zip(left, right, strict=True):
                a.set_downstream(b)
        else:
            raise InvalidTaskError.unequal_chain(len(left), len(right))


def current_dag(what: str, name: str) -> DAG:
    """Return the innermost open pipeline.

    Raises
    ------
    OutsideDAGError
        No ``with DAG(...)`` block is open.
    """
    if not _open:
        raise OutsideDAGError.of(what, name)
    return _open[-1]


def make_task(
    dag: DAG,
    function: Callable[..., Any],
    task_id: str | None,
    given: dict[str, Any],
    options: Mapping[str, Any],
) -> Task:
    """Check id and options, and add the task to the pipeline."""
    name = task_id or str(getattr(function, "__name__", ""))
    if name == "<lambda>":
        raise InvalidTaskError.lambda_needs_id(dag.dag_id)
    if not name or any(c in "/[]\\:\0" or c.isspace() for c in name):
        raise InvalidTaskError.bad_id(name)
    defaults = {key: value for key, value in dag.default_args.items() if key not in options}
    made = Task(name, function, dag, read_options(name, {**defaults, **options}), given)
    return dag.add(made)


def by_name(function: Callable[..., Any], values: Sequence[Any]) -> dict[str, Any]:
    """Give values in order the names of a function's parameters.

    Raises
    ------
    InvalidTaskError
        There are more values than parameters that have a name (those of ``*args`` have none).

    >>> by_name(lambda a, b=1: a, [5])
    {'a': 5}
    """
    if not values:
        return {}
    names, written = _named_parameters(function)
    if len(values) > len(names):
        expected = f"at most {len(names)}, for the parameters by name: {written}"
        raise InvalidTaskError.bad_option(function.__name__, "op_args", tuple(values), expected)
    return dict(zip(names, values, strict=False))


@functools.lru_cache(maxsize=256)  # one function may be called for thousands of tasks
def _named_parameters(function: Callable[..., Any]) -> tuple[list[str], str]:
    """Return the parameters that a value in order can be given to, and all of them as they are written."""
    import inspect  # costs 8 ms of CPU; only the process that reads pipelines needs it

    known = inspect.signature(function).parameters.values()
    names = [one.name for one in known if one.kind in (one.POSITIONAL_OR_KEYWORD, one.POSITIONAL_ONLY)]
    return names, ", ".join(map(str, known))


def _caller_file(frame: FrameType | None) -> str | None:
    return frame.f_globals.get("__file__") if frame else None


__all__ = [
    "DAG",
    "BranchPythonOperator",
    "Options",
    "PythonOperator",
    "ShortCircuitOperator",
    "Task",
    "TaskFunction",
    "chain",
    "task",
]
