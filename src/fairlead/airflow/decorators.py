"""``@task`` and its kinds: functions that make an operator when they are called inside a DAG."""

from __future__ import annotations

import collections.abc
import functools
import inspect
import typing
from collections.abc import Callable
from typing import Any

from fairlead.airflow.expanding import expanded
from fairlead.airflow.graph import current_dag
from fairlead.airflow.operators import BashOperator, BranchPythonOperator, PythonOperator, ShortCircuitOperator
from fairlead.airflow.xcom import XComArg
from fairlead.errors import AirflowError

SHOWN = {PythonOperator: "@task", BranchPythonOperator: "@task.branch", ShortCircuitOperator: "@task.short_circuit"}


class TaskFunction:
    """A function marked with `@task`: each call makes an operator, and stands for what that will give."""

    def __init__(self, function: Callable[..., Any], kind: type[PythonOperator], options: dict[str, Any]) -> None:
        self.function = function
        self.kind = kind
        self.options = options
        functools.update_wrapper(self, function)

    def __call__(self, *args: Any, **kwargs: Any) -> XComArg:
        """Make an operator.

        Raises
        ------
        TypeError
            The function cannot be called so.
        """
        inspect.signature(self.function).bind_partial(*args, **kwargs)
        return XComArg(self._made(args, kwargs))

    def partial(self, **fixed: Any) -> PartialFunction:
        """Hold arguments that are the same for all parts of a mapped task."""
        return PartialFunction(self, fixed)

    def expand(self, **lists: Any) -> XComArg:
        """Make an operator that runs once an item."""
        return PartialFunction(self, {}).expand(**lists)

    def expand_kwargs(self, kwargs: Any) -> XComArg:
        """Make an operator that runs once for each set of arguments."""
        return PartialFunction(self, {}).expand_kwargs(kwargs)

    def override(self, **options: Any) -> TaskFunction:
        """Return the same function with other options."""
        return TaskFunction(self.function, self.kind, {**self.options, **options})

    def _made(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> PythonOperator:
        options = dict(self.options)
        base = options.pop("task_id", None) or self.function.__name__
        opened = current_dag(SHOWN[self.kind], base)
        prefix = opened.groups[-1].prefix if opened.groups else ""
        name, n = base, 0
        while f"{prefix}{name}" in opened.operators:
            n += 1
            name = f"{base}__{n}"
        options.setdefault("multiple_outputs", _gives_several(self.function))
        return self.kind(task_id=name, python_callable=self.function, op_args=args, op_kwargs=kwargs, **options)


class PartialFunction:
    """Hold the arguments that all parts of a mapped function share."""

    def __init__(self, marked: TaskFunction, fixed: dict[str, Any]) -> None:
        self.marked = marked
        self.fixed = fixed

    def expand(self, **lists: Any) -> XComArg:
        """Make an operator that runs once an item."""
        return XComArg(expanded(self.marked._made((), self.fixed), lists, each="call"))

    def expand_kwargs(self, kwargs: Any) -> XComArg:
        """Make an operator that runs once for each set of arguments."""
        return XComArg(expanded(self.marked._made((), self.fixed), {"*": kwargs}, each="call"))


class _Marker:
    """Mark functions: ``@task``, ``@task(...)``, ``@task.branch`` and so on."""

    def __call__(self, function: Callable[..., Any] | None = None, /, **options: Any) -> Any:
        """Mark a function as a task."""
        return _marked(function, PythonOperator, options)

    def python(self, function: Callable[..., Any] | None = None, /, **options: Any) -> Any:
        """Mark a function as a task."""
        return _marked(function, PythonOperator, options)

    def branch(self, function: Callable[..., Any] | None = None, /, **options: Any) -> Any:
        """Mark a function that returns the ids of the tasks that go on."""
        return _marked(function, BranchPythonOperator, options)

    def short_circuit(self, function: Callable[..., Any] | None = None, /, **options: Any) -> Any:
        """Mark a function after which nothing runs unless it returns something true."""
        return _marked(function, ShortCircuitOperator, options)

    def bash(self, function: Callable[..., Any] | None = None, /, **options: Any) -> Any:
        """Mark a function that returns a command for bash."""
        return _marked(function, _BashFunction, options)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise AirflowError.unknown_name("airflow.sdk", f"task.{name}")


class _BashFunction(PythonOperator):
    """Run the command that a function returns."""

    kind = "@task.bash"

    def __init__(self, *, env: Any = None, append_env: bool = False, cwd: str | None = None, **rest: Any) -> None:
        skip = rest.pop("skip_on_exit_code", 99)
        super().__init__(**{**rest, "multiple_outputs": False})
        self.env, self.append_env, self.cwd, self.skip_on_exit_code = env, append_env, cwd, skip

    def execute(self, context: Any) -> Any:
        """Ask the function for the command, and run it."""
        from types import SimpleNamespace

        asked = super().execute(context)
        codes = (
            {self.skip_on_exit_code} if isinstance(self.skip_on_exit_code, int) else set(self.skip_on_exit_code or ())
        )
        from fairlead.airflow.templates import render

        command = render(asked, context, self, "bash_command")
        shell = SimpleNamespace(
            append_env=self.append_env,
            skip_on_exit_code=codes,
            do_xcom_push=True,
            rendered=lambda name, _: {"bash_command": command, "env": self.env, "cwd": self.cwd}[name],
        )
        return BashOperator.execute(shell, context)  # type: ignore[arg-type]  # it has what the method asks for


SHOWN[_BashFunction] = "@task.bash"


def _marked(function: Callable[..., Any] | None, kind: type[PythonOperator], options: dict[str, Any]) -> Any:
    if function is None:
        return lambda inner: TaskFunction(inner, kind, options)
    return TaskFunction(function, kind, options)


def _gives_several(function: Callable[..., Any]) -> bool:
    """Tell whether a function says that it returns a mapping, each value of which becomes an XCom of its own."""
    try:
        given = typing.get_type_hints(function).get("return")
    except Exception:  # an annotation that cannot be resolved says nothing
        return False
    kind = typing.get_origin(given) or given
    return isinstance(kind, type) and issubclass(kind, collections.abc.Mapping)


task = _Marker()
