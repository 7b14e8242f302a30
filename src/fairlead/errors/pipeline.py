"""Say what is wrong with a pipeline as it is written, and with the parameters and secrets that it asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairlead.errors import FairleadError
from fairlead.errors.words import choice, clause, nearest, package_of, place, quoted, raised, show

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path
    from typing import Self


class PipelineError(FairleadError):
    """Tell that the pipeline as it is written cannot run."""

    code = "FL100"

    @classmethod
    def no_tasks(cls, dag: str, where: str | None = None) -> Self:
        """A DAG without a single task."""
        return cls(
            f"The DAG '{dag}' has no tasks.",
            where=where,
            hint="make them inside its `with DAG(...)` block: extract = PythonOperator(extract).",
        )

    @classmethod
    def bad_setting(cls, dag: str, name: str, value: object, expected: str, where: str | None = None) -> Self:
        """A setting of the DAG has a value that it cannot take."""
        return cls(
            f"The DAG '{dag}' has {name}={show(value)}, which must be {expected}.",
            where=where,
            hint=f"correct it in DAG({dag!r}, {name}=...), or leave it out.",
        )


class PipelineImportError(PipelineError):
    """Tell that the pipeline file cannot be loaded, or that it has not exactly one DAG to run."""

    code = "FL101"

    @classmethod
    def raised(cls, file: Path | str, error: BaseException, line: int | None = None) -> Self:
        """Importing the file raised `error`, at `line` of it.

        >>> print(PipelineImportError.raised("pipeline.py", NameError("name 'x' is not defined"), 3))
        The pipeline file 'pipeline.py' could not be imported: NameError: name 'x' is not defined.
        Where: pipeline.py:3
        Hint: `python pipeline.py` shows the whole traceback.
        """
        if isinstance(error, ModuleNotFoundError) and error.name:
            return cls.missing_module(file, error.name, line)
        return cls(
            f"The pipeline file '{file}' could not be imported: {raised(error)}.",
            where=place(file, line),
            hint=f"`python {file}` shows the whole traceback.",
        )

    @classmethod
    def missing_module(cls, file: Path | str, module: str, line: int | None = None) -> Self:
        """The file imports a module that is neither installed nor part of the project."""
        package = package_of(module.partition(".")[0])
        return cls(
            f"The pipeline file '{file}' imports '{module}', which is not installed.",
            where=place(file, line),
            hint=f"run `pip install {package}` in the environment that Fairlead runs in,"
            " or put the module beside the pipeline file if it is yours.",
        )

    @classmethod
    def no_dag(cls, file: Path | str) -> Self:
        """The file was imported and has no DAG in it."""
        return cls(
            f"There is no DAG in '{file}': it was imported, and no variable at its top level is a DAG.",
            hint='write `with DAG("my_pipeline") as dag:` at the top level and make the tasks inside it.',
        )

    @classmethod
    def several_dags(cls, file: Path | str, names: Sequence[str]) -> Self:
        """The file has more DAGs than one, and nothing says which to run."""
        return cls(
            f"There are {len(names)} DAGs in '{file}': {quoted(names)}.",
            hint=f"choose one of them: --dag {names[0]}.",
        )

    @classmethod
    def unknown_dag(cls, file: Path | str, name: str, known: Iterable[str]) -> Self:
        """The file has no DAG of the name that was asked for."""
        return cls(
            f"There is no DAG '{name}' in '{file}'.",
            hint=choice(name, known, otherwise='write `with DAG("my_pipeline") as dag:` at its top level.'),
        )


class CycleError(PipelineError):
    """Tell that tasks wait for each other in a circle, so that none of them could ever begin."""

    code = "FL102"

    @classmethod
    def of(cls, cycle: Sequence[str], where: str | None = None) -> Self:
        """Show the circle; `cycle` lists its tasks along the edges, the first one may be repeated at the end.

        >>> print(CycleError.of(["extract", "clean", "load"]).message)
        Tasks wait for each other in a circle: extract -> clean -> load -> extract.
        """
        closed = list(cycle) if len(cycle) > 1 and cycle[0] == cycle[-1] else [*cycle, cycle[0]]
        if len(closed) == 2:
            return cls(
                f"Task '{closed[0]}' waits for itself: {closed[0]} -> {closed[0]}.",
                where=where,
                hint=f"remove the edge {closed[0]} >> {closed[0]}, or its parameter of that name.",
            )
        return cls(
            f"Tasks wait for each other in a circle: {' -> '.join(closed)}.",
            where=where,
            hint=f"remove one of these edges, perhaps the last: {closed[-2]} >> {closed[-1]}"
            f" (or the parameter '{closed[-2]}' of '{closed[-1]}').",
        )


class DuplicateTaskError(PipelineError):
    """Tell that two tasks of a DAG have one id."""

    code = "FL103"

    @classmethod
    def of(cls, name: str, dag: str, where: str | None = None) -> Self:
        """The id `name` is given twice in `dag`."""
        return cls(
            f"Two tasks in the DAG '{dag}' have the id '{name}'; each id can be used once.",
            where=where,
            hint=f'give one of them another id: PythonOperator(task_id="{name}_2", ...).',
        )


class UnknownTaskError(PipelineError):
    """Tell that no task has this id."""

    code = "FL104"

    @classmethod
    def of(cls, name: str, known: Iterable[str], where: str | None = None) -> Self:
        """No task is called `name`; `known` are the tasks there are.

        >>> print(UnknownTaskError.of("trian", ["extract", "train"]))
        There is no task 'trian'.
        Hint: did you mean 'train'?
        """
        return cls(
            f"There is no task '{name}'.",
            where=where,
            hint=choice(name, known, otherwise="the pipeline has no tasks yet; make one first."),
        )


class UnknownParameterError(PipelineError):
    """Tell that a task has a parameter that nothing provides."""

    code = "FL105"

    @classmethod
    def of(cls, task: str, parameter: str, candidates: Iterable[str], where: str | None = None) -> Self:
        """Neither a task nor a parameter of the run is called `parameter`.

        Parameters
        ----------
        task, parameter : str
            Whose parameter it is, and its name.
        candidates : iterable of str
            What a parameter could be named after: tasks, parameters of the run, provided values.
        where : str or None
            File and line of the task's function.
        """
        near = nearest(parameter, candidates)
        return cls(
            f"Nothing provides the parameter '{parameter}' of task '{task}':"
            " no task, no parameter of the run and no built-in value has that name.",
            where=where,
            hint=f"did you mean '{near}'?"
            if near
            else f"name it after an upstream task, set '{parameter}' in the params file or give a default.",
        )

    @classmethod
    def not_a_parameter(cls, task: str, name: str, parameters: Iterable[str], where: str | None = None) -> Self:
        """An argument was given that the function of the task does not take."""
        return cls(
            f"Task '{task}' was given a value for '{name}', and its function has no parameter of that name.",
            where=where,
            hint=choice(name, parameters, otherwise="leave it out: the function has no parameters."),
        )


class TypeMismatchError(PipelineError):
    """Tell that a task returns something else than the next task expects."""

    code = "FL106"

    @classmethod
    def of(cls, upstream: str, returns: str, task: str, parameter: str, expects: str, where: str | None = None) -> Self:
        """`upstream` is annotated to return one type and the `parameter` of `task` with another."""
        return cls(
            f"Task '{upstream}' returns {returns}, but the parameter '{parameter}' of task '{task}' expects {expects}.",
            where=where,
            hint=f"correct one of the two annotations, or convert the value in '{upstream}'.",
        )


class InvalidTaskError(PipelineError):
    """Tell that a task is not written in a way that can run."""

    code = "FL107"

    @classmethod
    def not_callable(cls, task_id: str, value: object, where: str | None = None) -> Self:
        """What was given to run is not a function."""
        return cls(
            f"Task '{task_id}' is to run {show(value)} ({type(value).__name__}); expected a function.",
            where=where,
            hint="give the function without calling it: PythonOperator(extract), not ...(extract()).",
        )

    @classmethod
    def already_a_task(cls, task_id: str, where: str | None = None) -> Self:
        """``PythonOperator`` was given a task instead of a function."""
        return cls(
            f"Task '{task_id}' is a task already and cannot be made into one again; expected a function.",
            where=where,
            hint=f"use '{task_id}' as it is, or give the function it was made of.",
        )

    @classmethod
    def lambda_needs_id(cls, dag: str, where: str | None = None) -> Self:
        """A lambda has no name that the task could take as its id."""
        return cls(
            f"A task of the DAG '{dag}' runs a lambda, which has no name to take as the task's id.",
            where=where,
            hint='give it an id, PythonOperator(task_id="extract", ...), or write the function with `def`.',
        )

    @classmethod
    def bad_id(cls, task_id: str, where: str | None = None) -> Self:
        """An id that cannot stand in a file name or on a command line."""
        return cls(
            f"The task id {show(task_id)} cannot be used; expected a name without spaces and / \\ : [ ].",
            where=where,
            hint=f"call it '{_tidy_id(task_id)}'.",
        )

    @classmethod
    def unknown_option(cls, task_id: str, option: str, known: Iterable[str], where: str | None = None) -> Self:
        """A keyword that no task takes."""
        return cls(
            f"Task '{task_id}' has an option '{option}' that does not exist.",
            where=where,
            hint=choice(option, known, otherwise="remove it."),
        )

    @classmethod
    def bad_option(cls, task_id: str, option: str, value: object, expected: str, where: str | None = None) -> Self:
        """An option whose value it cannot take; `expected` says what it can ("a number of 0 or more").

        >>> print(InvalidTaskError.bad_option("load", "retries", -1, "a number of 0 or more").message)
        Option 'retries' of task 'load' is -1; expected a number of 0 or more.
        """
        return cls(
            f"Option '{option}' of task '{task_id}' is {show(value)}; expected {expected}.",
            where=where,
            hint=f"change '{option}', or leave it out to use the default.",
        )

    @classmethod
    def bad_map(cls, task_id: str, parameters: Sequence[str], where: str | None = None) -> Self:
        """``.map()`` was given not exactly one parameter, or was used twice."""
        given = quoted(parameters) if parameters else "no parameter"
        return cls(
            f"Task '{task_id}' is to be mapped over {given}; a task is mapped once, over one parameter.",
            where=where,
            hint=f"write {task_id}.map(item=items), where `items` is a task that returns the list.",
        )

    @classmethod
    def not_a_task(cls, value: object, where: str | None = None) -> Self:
        """``>>`` and ``<<`` were given something else than a task."""
        return cls(
            f"An edge leads to {show(value)} ({type(value).__name__}); expected a task or a list of tasks.",
            where=where,
            hint="make a task of the function first: load = PythonOperator(load).",
        )

    @classmethod
    def unequal_chain(cls, n_left: int, n_right: int, where: str | None = None) -> Self:
        """Two lists that follow each other in ``chain()`` have different lengths."""
        return cls(
            f"A chain cannot join a list of {n_left} and a list of {n_right}: it pairs tasks one to one.",
            where=where,
            hint="give both lists the same length, or put a single task between them.",
        )

    @classmethod
    def unknown_pool(cls, task_id: str, pool: str, known: Iterable[str], where: str | None = None) -> Self:
        """The pool of a task is none that the DAG has."""
        return cls(
            f"Task '{task_id}' wants a slot in the pool '{pool}', which the DAG does not have.",
            where=where,
            hint=choice(pool, known, otherwise=f'give the DAG one: DAG(..., pools={{"{pool}": 1}}).'),
        )


class OutsideDAGError(PipelineError):
    """Tell that a task belongs to no DAG, or that an edge would join two DAGs."""

    code = "FL108"

    @classmethod
    def of(cls, what: str, name: str, where: str | None = None) -> Self:
        """`what` ("PythonOperator", "@task") was used for the task `name` outside a ``with DAG(...)``."""
        return cls(
            f"{what} made the task '{name}' outside a DAG.",
            where=where,
            hint='make it inside the block `with DAG("my_pipeline") as dag:`.',
        )

    @classmethod
    def across(cls, upstream: str, dag: str, downstream: str, other_dag: str, where: str | None = None) -> Self:
        """An edge from a task of one DAG to a task of another."""
        return cls(
            f"Task '{upstream}' belongs to the DAG '{dag}' and task '{downstream}' to '{other_dag}';"
            " an edge joins tasks of one DAG.",
            where=where,
            hint=f"make '{downstream}' inside the same `with DAG(...)` block as '{upstream}'.",
        )


class ConditionError(PipelineError):
    """Tell that the condition of a task cannot be decided."""

    code = "FL109"

    @classmethod
    def not_a_condition(cls, task_id: str, value: object, where: str | None = None) -> Self:
        """``.when()`` was given something that is neither a condition nor a function."""
        return cls(
            f"Task '{task_id}' is to run when {show(value)} ({type(value).__name__});"
            " expected a condition on an upstream task's output.",
            where=where,
            hint=f'write {task_id}.when(evaluate.passed) or {task_id}.when(evaluate["auc"] > 0.8).',
        )

    @classmethod
    def used_as_bool(cls, condition: str, where: str | None = None) -> Self:
        """A condition was used as true or false while the pipeline is being written."""
        return cls(
            f"`{condition}` is not true or false yet: the pipeline is only being written, no task has run.",
            where=where,
            hint="join conditions with & and | instead of `and` and `or`, and use .when() instead of `if`.",
        )

    @classmethod
    def unknown_task(cls, task_id: str, name: str, known: Iterable[str], where: str | None = None) -> Self:
        """The condition asks for the output of a task that the DAG does not have."""
        return cls(
            f"The condition of task '{task_id}' asks for '{name}', which is no task of its DAG.",
            where=where,
            hint=choice(name, known, otherwise="name a parameter of the condition after an upstream task."),
        )

    @classmethod
    def no_such_part(cls, condition: str, part: str | int, known: Sequence[str]) -> Self:
        """The output that the condition reads has no such key or attribute; `known` are those it has."""
        return cls(
            f"`{condition}` cannot be worked out: the output has no '{part}'.",
            where="the condition given to .when()",
            hint=choice(str(part), known, otherwise=f"return a dict with the key '{part}' from that task."),
        )

    @classmethod
    def failed(cls, task_id: str, condition: str, exception: str) -> Self:
        """Working out the condition raised `exception`."""
        return cls(
            f"The condition `{condition}` of task '{task_id}' could not be worked out: {clause(exception)}.",
            where=f"task '{task_id}'",
            hint="compare the upstream output with a value of its own type.",
        )


class ParamError(FairleadError):
    """Tell that a parameter of the run has no usable value."""

    code = "FL150"

    @classmethod
    def wrong_type(cls, name: str, value: object, expected: str, source: str) -> Self:
        """The value, which came from `source` ("params.toml", "--param"), is not of the expected type.

        >>> print(ParamError.wrong_type("folds", "five", "int", "--param"))
        The parameter 'folds' is 'five'; expected int.
        Where: --param
        Hint: set 'folds' to a value of type int there.
        """
        return cls(
            f"The parameter '{name}' is {show(value)}; expected {expected}.",
            where=source,
            hint=f"set '{name}' to a value of type {expected} there.",
        )

    @classmethod
    def unknown(cls, name: str, known: Iterable[str], source: str | None = None) -> Self:
        """A parameter was set that no task takes."""
        return cls(
            f"No task has a parameter '{name}'.",
            where=source,
            hint=choice(name, known, otherwise="leave it out: no task of the pipeline takes parameters."),
        )

    @classmethod
    def bad_override(cls, text: str) -> Self:
        """What was given with ``--param`` is not NAME=VALUE."""
        return cls(
            f"{show(text)} does not set a parameter; expected NAME=VALUE.",
            where="--param",
            hint="write for instance --param folds=5.",
        )


class SecretError(FairleadError):
    """Tell that a secret is not set."""

    code = "FL700"

    @classmethod
    def missing(cls, name: str, looked_in: Sequence[str], where: str | None = None) -> Self:
        """None of the places that were `looked_in` has it; the values of other secrets are never shown.

        >>> print(SecretError.missing("DB_PASSWORD", ["the environment"]))
        The secret 'DB_PASSWORD' is not set; looked in the environment.
        Hint: set it in the environment: export DB_PASSWORD=...
        """
        variable = "".join(c if c.isalnum() else "_" for c in name.upper())
        return cls(
            f"The secret '{name}' is not set; looked in {', '.join(looked_in) or 'no place'}.",
            where=where,
            hint=f"set it in the environment: export {variable}=...",
        )

    @classmethod
    def exposed(cls, file: Path | str) -> Self:
        """Every user of the machine can read or write the file of secrets."""
        return cls(
            f"The file of secrets '{file}' can be read or written by every user of this machine.",
            hint=f"take that right away (`chmod 600 {file}`), and change the secrets if others were here.",
        )

    @classmethod
    def bad_file(cls, file: Path | str) -> Self:
        """The file of secrets is not TOML; the parser's words stay out, as they may quote a secret."""
        return cls(
            f"The file of secrets '{file}' is not valid TOML.",
            hint='a line reads name = "value"; look for a missing quote.',
        )


def _tidy_id(task_id: str) -> str:
    """Return the nearest id that may be used."""
    return "_".join("".join(" " if c in "/[]\\:\0" else c for c in task_id).split()) or "my_task"
