"""The operators of the subset."""

from __future__ import annotations

import functools
import inspect
import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from fairlead.airflow.context import Context
from fairlead.airflow.exceptions import AirflowException, AirflowSkipException
from fairlead.airflow.expanding import Partial
from fairlead.airflow.operator import Operator
from fairlead.errors import AirflowError

WANTS_ALL = frozenset({"ti", "task_instance"})
"""Parameters by which a function may ask for XComs."""


class PythonOperator(Operator):
    """Call a function."""

    kind = "PythonOperator"
    fields: ClassVar[tuple[str, ...]] = ("templates_dict", "op_args", "op_kwargs")

    def __init__(
        self,
        *,
        python_callable: Callable[..., Any],
        op_args: Any = (),
        op_kwargs: Any = None,
        templates_dict: Mapping[str, Any] | None = None,
        templates_exts: Any = None,
        multiple_outputs: bool = False,
        **rest: Any,
    ) -> None:
        super().__init__(**rest)
        if not callable(python_callable):
            raise AirflowError.of_operator(self.kind, self.task_id, f"python_callable={python_callable!r}")
        self.python_callable = python_callable
        self.op_args = list(op_args)
        self.op_kwargs = dict(op_kwargs or {})
        self.templates_dict = dict(templates_dict or {})
        self.multiple_outputs = multiple_outputs
        self.draw_inputs()

    @classmethod
    def partial(cls, **fixed: Any) -> Partial:
        """Hold arguments that are the same for all parts of a mapped task."""
        return Partial(cls, fixed)

    @property
    def pulls(self) -> bool:
        """Tell whether the function may ask for XComs."""
        names = _parameters(self.python_callable)
        asks = not WANTS_ALL.isdisjoint(names) or any(one.kind is one.VAR_KEYWORD for one in names.values())
        code = getattr(inspect.unwrap(self.python_callable), "__code__", None)
        return asks or "get_current_context" in getattr(code, "co_names", ()) or super().pulls

    def execute(self, context: Context) -> Any:
        """Call the function with its arguments, and with what of the context it has parameters for."""
        args, kwargs = self.rendered("op_args", context), self.rendered("op_kwargs", context)
        if self.templates_dict:
            context["templates_dict"] = self.rendered("templates_dict", context)
        value = self.python_callable(*args, **self._with_context(args, kwargs, context))
        if self.multiple_outputs and value is not None:
            for key, one in value.items():
                context["ti"].xcom_push(key, one)
        return value

    def _with_context(self, args: Sequence[Any], kwargs: Mapping[str, Any], context: Context) -> dict[str, Any]:
        known = _parameters(self.python_callable)
        if any(one.kind is one.VAR_KEYWORD for one in known.values()):
            taken = list(known)[: len(args)]
            return {**{name: one for name, one in context.items() if name not in taken}, **kwargs}
        free = list(known)[len(args) :]
        return {**{name: context[name] for name in free if name in context}, **kwargs}


class BranchPythonOperator(PythonOperator):
    """Call a function that returns the ids of the tasks that go on."""

    kind = "BranchPythonOperator"
    chooses: ClassVar[str | None] = "branch"

    def execute(self, context: Context) -> Any:
        """Return what the function chose, checked."""
        chosen = super().execute(context)
        names = [chosen] if isinstance(chosen, str) else list(chosen or ())
        for name in names:
            if name not in self.dag.operators and name not in self.dag.group_ids:
                raise AirflowError.bad_choice(self.kind, self.task_id, str(name), sorted(self.dag.operators))
        return chosen


class ShortCircuitOperator(PythonOperator):
    """Call a function; what follows is skipped unless it returns something true."""

    kind = "ShortCircuitOperator"
    chooses: ClassVar[str | None] = "short_circuit"

    def __init__(self, *, ignore_downstream_trigger_rules: bool = True, **rest: Any) -> None:
        super().__init__(**rest)
        self.ignore_downstream_trigger_rules = ignore_downstream_trigger_rules


class EmptyOperator(Operator):
    """Do nothing."""

    kind = "EmptyOperator"

    def execute(self, context: Context) -> None:
        """Do nothing."""


class LatestOnlyOperator(EmptyOperator):
    """Let everything pass: a run that is started by hand is the latest."""

    kind = "LatestOnlyOperator"


class BashOperator(Operator):
    """Run a command in bash; the last line of its output is the task's value."""

    kind = "BashOperator"
    fields: ClassVar[tuple[str, ...]] = ("bash_command", "env", "cwd")

    def __init__(
        self,
        *,
        bash_command: Any,
        env: Mapping[str, str] | None = None,
        append_env: bool = False,
        cwd: str | None = None,
        skip_on_exit_code: int | Sequence[int] | None = 99,
        do_xcom_push: bool = True,
        **rest: Any,
    ) -> None:
        super().__init__(**rest)
        if isinstance(bash_command, str) and bash_command.endswith((".sh", ".bash")):
            raise AirflowError.of_operator(self.kind, self.task_id, f"the file {bash_command!r} as a template")
        self.bash_command = bash_command
        self.env = env
        self.append_env = append_env
        self.cwd = cwd
        self.skip_on_exit_code = (
            {skip_on_exit_code} if isinstance(skip_on_exit_code, int) else set(skip_on_exit_code or ())
        )
        self.do_xcom_push = do_xcom_push
        self.draw_inputs()

    @classmethod
    def partial(cls, **fixed: Any) -> Partial:
        """Hold arguments that are the same for all parts of a mapped task."""
        return Partial(cls, fixed)

    def execute(self, context: Context) -> str | None:
        """Run the command and return the last line that it printed."""
        env = self.rendered("env", context)
        if env is None or self.append_env:
            env = {**os.environ, **(env or {})}
        command = self.rendered("bash_command", context)
        done = subprocess.Popen(
            ["bash", "-c", command], env=env, cwd=self.rendered("cwd", context), text=True, errors="backslashreplace",
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        last = ""
        assert done.stdout is not None
        for line in done.stdout:
            print(line, end="", flush=True)
            last = line.rstrip()
        code = done.wait()
        if code in self.skip_on_exit_code:
            raise AirflowSkipException(f"Bash command returned exit code {code}")
        if code:
            raise AirflowException(f"Bash command failed: it returned exit code {code}")
        return last if self.do_xcom_push else None


@functools.lru_cache(maxsize=1024)
def _parameters(function: Callable[..., Any]) -> Mapping[str, inspect.Parameter]:
    return inspect.signature(function).parameters
