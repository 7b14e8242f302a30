"""Say what went wrong, where, what was expected, and one thing to do next.

Bad data is a `Finding`; an exception means that Fairlead cannot go on. Every one of them is here::

    FairleadError                    FL000  Fairlead cannot go on
    ├── ProjectError                 FL001  the project folder or its fairlead.toml is not as it should be
    ├── MissingExtraError            FL010  a package that this needs is not installed
    ├── PipelineError                FL100  the pipeline as it is written cannot run
    │   ├── PipelineImportError      FL101  the pipeline file cannot be loaded
    │   ├── CycleError               FL102  tasks wait for each other in a circle
    │   ├── DuplicateTaskError       FL103  two tasks have one id
    │   ├── UnknownTaskError         FL104  no task has this id
    │   ├── UnknownParameterError    FL105  nothing provides a parameter of a task
    │   ├── TypeMismatchError        FL106  a task returns something else than the next one expects
    │   ├── InvalidTaskError         FL107  a task is not written in a way that can run
    │   ├── OutsideDAGError          FL108  a task belongs to no DAG, or to another one
    │   └── ConditionError           FL109  the condition of a task cannot be decided
    ├── ParamError                   FL150  a parameter of the run has no usable value
    ├── RunError                     FL200  what was asked of a run is not possible
    │   ├── RunNotFoundError         FL201  no run has this id
    │   ├── NothingToResumeError     FL202  no run is left to be finished
    │   ├── RunOwnedError            FL203  another process is working on the run
    │   ├── FencedError              FL204  another process has taken the run over
    │   ├── ShapeChangedError        FL205  the pipeline has other tasks than when the run began
    │   ├── StoredOutputMissingError FL206  an output that was to be used again is not stored
    │   ├── EffectUnknownError       FL207  a side effect may or may not have happened
    │   └── LoaderDiedError          FL208  the process that loads the pipeline file has died
    ├── StoreError                   FL300  the database of runs reports an error
    │   ├── StoreLockedError         FL301  another process keeps the database locked
    │   ├── StoreVersionError        FL302  the database was written by another version of Fairlead
    │   ├── StoreUnreachableError    FL303  the database server does not answer
    │   ├── StoreReadOnlyError       FL304  the database, or the folder of outputs, cannot be written
    │   └── DiskFullError            FL305  no space is left on the disk
    ├── BlobError                    FL400  the place where outputs are stored reports an error
    │   ├── BlobMissingError         FL401  a stored output is gone
    │   ├── BlobCorruptError         FL402  a stored output has changed on the disk
    │   └── OutputError              FL403  an output cannot be turned into bytes, or back
    ├── TableError                   FL500  a table cannot be read, or is not as expected
    ├── ScheduleError                FL600  a schedule, a date or a duration cannot be understood
    └── SecretError                  FL700  a secret is not set

The wording lives in named constructors, which a caller raises: ``raise UnknownTaskError.of("trian", tasks)``.
Each code has a page in the documentation, docs/errors/<code>.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path
    from typing import ClassVar, Self

NAMES_SHOWN = 8
"""A longer list of names is cut here: a message is read in a terminal."""

VALUE_WIDTH = 60
"""Characters of a value that a message shows."""

PACKAGE_OF = {"PIL": "pillow", "cv2": "opencv-python", "sklearn": "scikit-learn", "yaml": "pyyaml"}
"""Modules that newcomers import most and whose package has another name."""


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that `name` was most likely meant to be, or None if none comes near.

    >>> nearest("tenre", ["gender", "tenure", "churn"])
    'tenure'
    >>> nearest("AUC", ["auc", "f1"])
    'auc'
    >>> nearest("tenre", ["churn"]) is None
    True
    """
    from difflib import get_close_matches  # only needed once something has gone wrong

    by_folded = {candidate.casefold(): candidate for candidate in candidates}
    matches = get_close_matches(name.casefold(), by_folded, n=1)
    return by_folded[matches[0]] if matches else None


def all_errors() -> dict[str, type[FairleadError]]:
    """Return every class of error by its code, the base class included.

    >>> all_errors()["FL102"].__name__
    'CycleError'
    """
    found: dict[str, type[FairleadError]] = {}
    waiting: list[type[FairleadError]] = [FairleadError]
    while waiting:
        kind = waiting.pop()
        if "code" in vars(kind):  # a user's own subclass goes by the code that it inherits
            found[kind.code] = kind
        waiting += kind.__subclasses__()
    return dict(sorted(found.items()))


class FairleadError(Exception):
    """Tell that Fairlead cannot go on.

    Parameters
    ----------
    message : str
        What failed, with the values, and what was expected.
    where : str or None
        The place: a file and line, a task, a table.
    hint : str or None
        One thing to do next.

    Attributes
    ----------
    code : str
        A stable code such as ``FL101``, with a page in the documentation.
    exit_code : int
        What the command line exits with: 2, could not run.

    >>> print(FairleadError("No pipeline.", where="folder 'churn'", hint="run `fairlead init`."))
    No pipeline.
    Where: folder 'churn'
    Hint: run `fairlead init`.
    """

    code: ClassVar[str] = "FL000"
    exit_code: ClassVar[int] = 2

    def __init__(self, message: str, *, where: str | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        lines = [self.message]
        if self.where:
            lines.append(f"Where: {self.where}")
        if self.hint:
            lines.append(f"Hint: {self.hint}")
        return "\n".join(lines)

    def to_dict(self) -> dict[str, str | None]:
        """Return the error as plain values, ready for JSON.

        >>> UnknownTaskError.of("trian", ["train"]).to_dict()["code"]
        'FL104'
        """
        return {
            "code": self.code,
            "error": type(self).__name__,
            "message": self.message,
            "where": self.where,
            "hint": self.hint,
        }

    @staticmethod
    def from_dict(values: Mapping[str, str | None]) -> FairleadError:
        """Build the error again that `to_dict` described, as the class that has its code.

        A code that this version does not know gives a plain `FairleadError` with the same words.

        >>> type(FairleadError.from_dict({"code": "FL102", "message": "a -> b -> a"})).__name__
        'CycleError'
        """
        kind = all_errors().get(values["code"] or "", FairleadError)
        return kind(values["message"] or "", where=values.get("where"), hint=values.get("hint"))

    @classmethod
    def unexpected(cls, error: BaseException, doing: str) -> Self:
        """Report a fault of Fairlead itself, met while `doing` something ("resuming run ...")."""
        return cls(
            f"Fairlead met an error that it did not foresee while {doing}: {_raised(error)}.",
            hint="finished tasks are kept, so try again; if it comes back, report it with these lines.",
        )


# --- the project -----------------------------------------------------------------------------------------


class ProjectError(FairleadError):
    """Tell that the project folder or its ``fairlead.toml`` is not as it should be."""

    code = "FL001"

    @classmethod
    def no_project(cls, folder: Path | str) -> Self:
        """No ``fairlead.toml`` in `folder` or above it."""
        return cls(
            f"There is no project here: no fairlead.toml in '{folder}' or in a folder above it.",
            hint="go to the project's folder, or make a project with `fairlead init`.",
        )

    @classmethod
    def bad_toml(cls, path: Path | str, line: int | None, reason: str) -> Self:
        """The file at `path` is not valid TOML."""
        return cls(
            f"'{path}' is not valid TOML: {_clause(reason)}.",
            where=_place(path, line),
            hint='a line reads name = value, and text stands in quotes: source = "data/customers.csv".',
        )

    @classmethod
    def unknown_key(cls, path: Path | str, key: str, known: Iterable[str]) -> Self:
        """A key in ``fairlead.toml`` that means nothing."""
        return cls(
            f"'{key}' is not a setting that Fairlead knows.",
            where=str(path),
            hint=_choice(key, known, otherwise="remove the line."),
        )

    @classmethod
    def bad_value(cls, path: Path | str, key: str, value: object, expected: str) -> Self:
        """A key in ``fairlead.toml`` whose value cannot be used."""
        return cls(
            f"The setting '{key}' is {_show(value)}; expected {expected}.",
            where=str(path),
            hint=f"change '{key}', or remove the line to use the default.",
        )

    @classmethod
    def no_pipeline_file(cls, path: Path | str, found: Iterable[str]) -> Self:
        """There is no file at `path`; `found` are the Python files that are there instead."""
        return cls(
            f"The pipeline file '{path}' does not exist.",
            hint=_choice(
                str(path).rpartition("/")[2],
                found,
                otherwise="make a project with a pipeline in it: `fairlead init`.",
            ),
        )

    @classmethod
    def no_params_file(cls, path: Path | str) -> Self:
        """The DAG names a file of parameters, and there is none."""
        return cls(
            f"The file of parameters '{path}' does not exist.",
            hint='write it (a line reads name = value), or take params="..." out of the DAG.',
        )

    @classmethod
    def folder_not_empty(cls, path: Path | str) -> Self:
        """A new project must not overwrite what is in the folder."""
        return cls(
            f"The folder '{path}' is not empty, and Fairlead overwrites nothing.",
            hint="give the new project a folder of its own: `fairlead init NAME`.",
        )

    @classmethod
    def unknown_example(cls, name: str, known: Iterable[str]) -> Self:
        """No bundled example has this name."""
        return cls(
            f"There is no example called '{name}'.",
            hint=_choice(name, known, otherwise="start without one: `fairlead init`."),
        )

    @classmethod
    def not_writable(cls, path: Path | str) -> Self:
        """Fairlead has to write at `path`, and may not."""
        return cls(
            f"'{path}' cannot be written; Fairlead keeps its runs and outputs there.",
            hint="check who owns the folder (`ls -ld`), or work in a copy of the project that is yours.",
        )


class MissingExtraError(FairleadError):
    """Tell that a package is not installed that only this part of Fairlead needs."""

    code = "FL010"

    @classmethod
    def needs(cls, module: str, extra: str, purpose: str) -> Self:
        """Without `module`, which comes with `extra`, `purpose` ("Reading a Parquet file") is not possible.

        >>> print(MissingExtraError.needs("polars", "tables", "Reading a Parquet file"))
        Reading a Parquet file needs the package 'polars', which is not installed.
        Hint: run `pip install "fairlead[tables]"`.
        """
        return cls(
            f"{purpose} needs the package '{_package(module)}', which is not installed.",
            hint=f'run `pip install "fairlead[{extra}]"`.',
        )


# --- the pipeline as it is written -----------------------------------------------------------------------


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
            f"The DAG '{dag}' has {name}={_show(value)}, which must be {expected}.",
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
            f"The pipeline file '{file}' could not be imported: {_raised(error)}.",
            where=_place(file, line),
            hint=f"`python {file}` shows the whole traceback.",
        )

    @classmethod
    def missing_module(cls, file: Path | str, module: str, line: int | None = None) -> Self:
        """The file imports a module that is neither installed nor part of the project."""
        package = _package(module.partition(".")[0])
        return cls(
            f"The pipeline file '{file}' imports '{module}', which is not installed.",
            where=_place(file, line),
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
            f"There are {len(names)} DAGs in '{file}': {_names(names)}.",
            hint=f"choose one of them: --dag {names[0]}.",
        )

    @classmethod
    def unknown_dag(cls, file: Path | str, name: str, known: Iterable[str]) -> Self:
        """The file has no DAG of the name that was asked for."""
        return cls(
            f"There is no DAG '{name}' in '{file}'.",
            hint=_choice(name, known, otherwise='write `with DAG("my_pipeline") as dag:` at its top level.'),
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
            hint=_choice(name, known, otherwise="the pipeline has no tasks yet; make one first."),
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
            hint=_choice(name, parameters, otherwise="leave it out: the function has no parameters."),
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
    def placeholder(cls, task_id: str | None = None, where: str | None = None) -> Self:
        """``PythonOperator(...)``, copied from an example, has dots where the function belongs."""
        subject = f"Task '{task_id}'" if task_id else "A PythonOperator"
        return cls(
            f"{subject} has '...' in the place of its function.",
            where=where,
            hint="give it the function to run: PythonOperator(extract), with `def extract(): ...` above it.",
        )

    @classmethod
    def not_callable(cls, task_id: str, value: object, where: str | None = None) -> Self:
        """What was given to run is not a function."""
        return cls(
            f"Task '{task_id}' is to run {_show(value)} ({type(value).__name__}); expected a function.",
            where=where,
            hint="give the function without calling it: PythonOperator(extract), not ...(extract()).",
        )

    @classmethod
    def not_importable(cls, task_id: str, function: str, where: str | None = None) -> Self:
        """A lambda, or a function made inside another, which a worker process cannot find again."""
        return cls(
            f"Task '{task_id}' runs '{function}', which other processes cannot find again by its name.",
            where=where,
            hint="write it with `def` at the top level of the file, not as a lambda or inside a function.",
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
            f"The task id {_show(task_id)} cannot be used; expected a name without spaces and / \\ : [ ].",
            where=where,
            hint=f"call it '{_tidy_id(task_id)}'.",
        )

    @classmethod
    def unknown_option(cls, task_id: str, option: str, known: Iterable[str], where: str | None = None) -> Self:
        """A keyword that no task takes."""
        return cls(
            f"Task '{task_id}' has an option '{option}' that does not exist.",
            where=where,
            hint=_choice(option, known, otherwise="remove it."),
        )

    @classmethod
    def bad_option(cls, task_id: str, option: str, value: object, expected: str, where: str | None = None) -> Self:
        """An option whose value it cannot take; `expected` says what it can ("a number of 0 or more").

        >>> print(InvalidTaskError.bad_option("load", "retries", -1, "a number of 0 or more").message)
        Option 'retries' of task 'load' is -1; expected a number of 0 or more.
        """
        return cls(
            f"Option '{option}' of task '{task_id}' is {_show(value)}; expected {expected}.",
            where=where,
            hint=f"change '{option}', or leave it out to use the default.",
        )

    @classmethod
    def bad_map(cls, task_id: str, parameters: Sequence[str], where: str | None = None) -> Self:
        """``.map()`` was given not exactly one parameter, or was used twice."""
        given = _names(parameters) if parameters else "no parameter"
        return cls(
            f"Task '{task_id}' is to be mapped over {given}; a task is mapped once, over one parameter.",
            where=where,
            hint=f"write {task_id}.map(item=items), where `items` is a task that returns the list.",
        )

    @classmethod
    def not_a_task(cls, value: object, where: str | None = None) -> Self:
        """``>>`` and ``<<`` were given something else than a task."""
        return cls(
            f"An edge leads to {_show(value)} ({type(value).__name__}); expected a task or a list of tasks.",
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
            hint=_choice(pool, known, otherwise=f'give the DAG one: DAG(..., pools={{"{pool}": 1}}).'),
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
            f"Task '{task_id}' is to run when {_show(value)} ({type(value).__name__});"
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
            hint=_choice(name, known, otherwise="name a parameter of the condition after an upstream task."),
        )

    @classmethod
    def no_such_part(cls, condition: str, part: str | int, known: Sequence[str]) -> Self:
        """The output that the condition reads has no such key or attribute; `known` are those it has."""
        return cls(
            f"`{condition}` cannot be worked out: the output has no '{part}'.",
            where="the condition given to .when()",
            hint=_choice(str(part), known, otherwise=f"return a dict with the key '{part}' from that task."),
        )

    @classmethod
    def failed(cls, task_id: str, condition: str, exception: str) -> Self:
        """Working out the condition raised `exception`."""
        return cls(
            f"The condition `{condition}` of task '{task_id}' could not be worked out: {_clause(exception)}.",
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
            f"The parameter '{name}' is {_show(value)}; expected {expected}.",
            where=source,
            hint=f"set '{name}' to a value of type {expected} there.",
        )

    @classmethod
    def unknown(cls, name: str, known: Iterable[str], source: str | None = None) -> Self:
        """A parameter was set that no task takes."""
        return cls(
            f"No task has a parameter '{name}'.",
            where=source,
            hint=_choice(name, known, otherwise="leave it out: no task of the pipeline takes parameters."),
        )

    @classmethod
    def missing(cls, name: str, task: str) -> Self:
        """A task needs a parameter that has neither a value nor a default."""
        return cls(
            f"The parameter '{name}' of task '{task}' has no value and no default.",
            where=f"task '{task}'",
            hint=f"set it in the params file, or for one run with --param {name}=VALUE.",
        )

    @classmethod
    def bad_override(cls, text: str) -> Self:
        """What was given with ``--param`` is not NAME=VALUE."""
        return cls(
            f"{_show(text)} does not set a parameter; expected NAME=VALUE.",
            where="--param",
            hint="write for instance --param folds=5.",
        )

    @classmethod
    def clash(cls, name: str, other: str, source: str) -> Self:
        """The name of a parameter already means something else (`other`: "a task", "a built-in value")."""
        return cls(
            f"The parameter '{name}' has the name of {other}, so a task that asks for it could mean either.",
            where=source,
            hint=f"give the parameter another name, such as '{name}_value'.",
        )


# --- runs ------------------------------------------------------------------------------------------------


class RunError(FairleadError):
    """Tell that what was asked of a run is not possible."""

    code = "FL200"

    @classmethod
    def already_ended(cls, run: str, state: str) -> Self:
        """Nothing can be cancelled in a run that has ended."""
        return cls(
            f"Run {run} has already ended ({state}); there is nothing to cancel.",
            hint=f"`fairlead show {run}` shows how it went.",
        )

    @classmethod
    def nothing_selected(cls, selection: str) -> Self:
        """`selection` ("--from load --until extract") leaves no task to run."""
        return cls(
            f"'{selection}' selects no task: no path leads from the first to the last.",
            hint="`fairlead graph` shows which task follows which.",
        )


class RunNotFoundError(RunError):
    """Tell that no run has this id."""

    code = "FL201"

    @classmethod
    def of(cls, run: str, recent: Sequence[str]) -> Self:
        """No run is called `run`; `recent` are the latest runs, newest first."""
        return cls(
            f"There is no run '{run}' in this project.",
            hint=_choice(run, recent, otherwise="this project has no runs yet; start one with `fairlead run`."),
        )

    @classmethod
    def ambiguous(cls, start: str, matches: Sequence[str]) -> Self:
        """More runs than one begin with the letters that were given."""
        return cls(
            f"{len(matches)} runs begin with '{start}': {_names(matches)}.",
            hint="give more characters of the id; `fairlead runs` lists them.",
        )


class NothingToResumeError(RunError):
    """Tell that no run is left to be finished."""

    code = "FL202"

    @classmethod
    def no_runs(cls) -> Self:
        """The project has no run at all."""
        return cls(
            "There is nothing to resume: this project has no runs yet.",
            hint="start one with `fairlead run`.",
        )

    @classmethod
    def finished(cls, run: str, state: str) -> Self:
        """The run, or the latest one if none was named, has nothing left to do."""
        return cls(
            f"There is nothing to resume: run {run} has {state}.",
            hint="start a new one with `fairlead run`; tasks that are the same come from the cache.",
        )


class RunOwnedError(RunError):
    """Tell that another process is working on the run."""

    code = "FL203"

    @classmethod
    def of(cls, run: str, process: int, host: str, since: str) -> Self:
        """`process` (its pid) on `host` owns the run; `since` is the time it took it."""
        return cls(
            f"Run {run} is being worked on by process {process} on {host}, since {since}.",
            hint=f"wait for it, or stop it with `fairlead cancel {run}`.",
        )


class FencedError(RunError):
    """Tell that another process has taken the run over, so that this one stops without writing."""

    code = "FL204"

    @classmethod
    def of(cls, run: str) -> Self:
        """Another process holds the run now; this one held it before."""
        return cls(
            f"Another process has taken over run {run}; this one has stopped and written nothing since.",
            hint=f"`fairlead show {run}` shows how the run goes on.",
        )


class ShapeChangedError(RunError):
    """Tell that the pipeline has other tasks than when the run began."""

    code = "FL205"

    @classmethod
    def of(cls, run: str, added: Sequence[str], removed: Sequence[str]) -> Self:
        """Name the tasks that were `added` and `removed` since; both empty means that edges have changed."""
        changes = [f"added {_names(added)}"] if added else []
        changes += [f"removed {_names(removed)}"] if removed else []
        changed = ", ".join(changes) or "other edges"
        return cls(
            f"Run {run} cannot go on: the pipeline has changed since it began ({changed}).",
            hint="start a new run with `fairlead run`; tasks that are the same come from the cache.",
        )


class StoredOutputMissingError(RunError):
    """Tell that an output that was to be used again is not stored."""

    code = "FL206"

    @classmethod
    def of(cls, task: str, upstream: str) -> Self:
        """`task` was to run without `upstream`, and no output of `upstream` is stored."""
        return cls(
            f"Task '{task}' needs the output of '{upstream}', and none is stored.",
            where=f"task '{task}'",
            hint=f"run '{upstream}' too: `fairlead run --from {upstream}`.",
        )


class EffectUnknownError(RunError):
    """Tell that a side effect may or may not have happened, so that Fairlead does not repeat it unasked."""

    code = "FL207"

    @classmethod
    def of(cls, task: str, run: str) -> Self:
        """`task` was cut off in `run` after it had begun and before it reported back."""
        return cls(
            f"Task '{task}' was cut off in run {run}: its side effect may or may not have happened.",
            where=f"task '{task}'",
            hint=f"look whether it happened; if so, `fairlead resume --assume-done {task}`,"
            f" if not, `fairlead resume --repeat-effect {task}`.",
        )


class LoaderDiedError(RunError):
    """Tell that the process that loads the pipeline file has died."""

    code = "FL208"

    @classmethod
    def of(cls, status: int, last_lines: Sequence[str] = ()) -> Self:
        """The process ended with `status`: an exit code, or the negative number of the signal that killed it.

        >>> print(LoaderDiedError.of(-11, ["reading model.bin"]).message)
        The process that loads the pipeline file has died: killed by SIGSEGV. It last said: reading model.bin
        """
        said = f" It last said: {' / '.join(last_lines[-3:])}" if last_lines else " It said nothing."
        return cls(
            f"The process that loads the pipeline file has died: {_ending(status)}.{said}",
            hint="import the file with Python alone to see it happen; look for exit() or memory running out.",
        )


# --- the database of runs --------------------------------------------------------------------------------


class StoreError(FairleadError):
    """Tell that the database of runs reports an error."""

    code = "FL300"

    @classmethod
    def failed(cls, store: Path | str, reason: str) -> Self:
        """The database said `reason`, which has no error class of its own here."""
        return cls(
            f"The database of runs reports an error: {_without_password(reason, str(store))}.",
            where=_shown_url(str(store)),
            hint="if its file is damaged, move it away: finished tasks are found by their stored outputs.",
        )


class StoreLockedError(StoreError):
    """Tell that another process keeps the database locked."""

    code = "FL301"

    @classmethod
    def of(cls, path: Path | str, seconds: float) -> Self:
        """The lock was waited for in vain, for so many `seconds`."""
        return cls(
            f"The database of runs stayed locked by another process for {seconds:g} s.",
            where=str(path),
            hint=f"close whatever has the file open (`fuser {path}` names it), then try again.",
        )


class StoreVersionError(StoreError):
    """Tell that the database was written by another version of Fairlead."""

    code = "FL302"

    @classmethod
    def of(cls, path: Path | str, found: int, supported: int) -> Self:
        """The layout of the database has the number `found`; this version reads up to `supported`."""
        return cls(
            f"The database of runs has layout {found}; this Fairlead reads layout {supported}.",
            where=_shown_url(str(path)),
            hint="upgrade Fairlead: `pip install --upgrade fairlead`."
            if found > supported
            else "move its file away: finished tasks are found by their stored outputs.",
        )


class StoreUnreachableError(StoreError):
    """Tell that the database server does not answer."""

    code = "FL303"

    @classmethod
    def of(cls, url: str, reason: str) -> Self:
        """No connection to `url`; a password in it is left out of the message.

        >>> print(StoreUnreachableError.of("postgresql://ann:secret@db/runs", "timeout").where)
        postgresql://ann@db/runs
        """
        return cls(
            f"The database server cannot be reached: {_without_password(reason, url)}.",
            where=_shown_url(url),
            hint="check that the server runs and that host, user and password in the URL are right.",
        )


class StoreReadOnlyError(StoreError):
    """Tell that the database, or the folder of outputs, cannot be written."""

    code = "FL304"

    @classmethod
    def of(cls, path: Path | str) -> Self:
        """The file at `path`, or the folder it is in, may only be read."""
        return cls(
            "The database of runs can only be read, and a run has to be written down before it begins.",
            where=str(path),
            hint="check who owns the file and its folder (`ls -ld`) and that the disk may be written.",
        )

    @classmethod
    def folder(cls, place: Path | str) -> Self:
        """The folder or the object store at `place`, which holds outputs and logs, may only be read."""
        return cls(
            "Outputs and logs cannot be stored: their place can only be read.",
            where=_shown_url(str(place)),
            hint="check who owns it (`ls -ld`) and that the disk, or the key to the bucket, lets you write.",
        )


class DiskFullError(StoreError):
    """Tell that no space is left on the disk."""

    code = "FL305"

    @classmethod
    def of(cls, path: Path | str, needed: int | None = None) -> Self:
        """Writing at `path` failed for want of space; `needed` is in bytes."""
        size = f": {needed / 1e6:,.1f} MB were to be written" if needed is not None else ""
        return cls(
            f"No space is left on the disk{size}.",
            where=str(path),
            hint="free some space (`fairlead gc` removes outputs that no run needs), then `fairlead resume`.",
        )


# --- outputs, tables, schedules, secrets -----------------------------------------------------------------


class BlobError(FairleadError):
    """Tell that the place where outputs are stored reports an error."""

    code = "FL400"

    @classmethod
    def failed(cls, place: Path | str, reason: str) -> Self:
        """The disk or the object store said `reason`, which has no error class of its own here."""
        return cls(
            f"The place where outputs are stored reports an error: {_without_password(reason, str(place))}.",
            where=_shown_url(str(place)),
            hint="check that it exists and that you may read and write there, then `fairlead resume`.",
        )


class BlobMissingError(BlobError):
    """Tell that a stored output is gone."""

    code = "FL401"

    @classmethod
    def of(cls, digest: str) -> Self:
        """No file is stored under `digest`."""
        return cls(
            f"The stored output {digest[:12]} is gone: its file has been removed.",
            hint="`fairlead resume` runs the task again that made it.",
        )


class BlobCorruptError(BlobError):
    """Tell that a stored output has changed on the disk."""

    code = "FL402"

    @classmethod
    def of(cls, digest: str, path: Path | str, actual: str) -> Self:
        """The bytes at `path` have the digest `actual`, not the `digest` they are stored under."""
        return cls(
            f"A stored output has changed on the disk: expected sha256 {digest[:12]}, found {actual[:12]}.",
            where=str(path),
            hint="`fairlead resume` runs the task again that made it; the damaged file has been set aside.",
        )


class OutputError(BlobError):
    """Tell that what a task returned cannot be turned into bytes, or the bytes not back into a value."""

    code = "FL403"

    @classmethod
    def not_storable(cls, kind: str, reason: str, task: str | None = None) -> Self:
        """A value of the type `kind` cannot be turned into bytes."""
        return cls(
            f"An output of type {kind} cannot be stored: {_clause(reason)}.",
            where=f"task '{task}'" if task else None,
            hint="return a table, an array or plain values; write anything else to a file, return its path.",
        )

    @classmethod
    def not_a_list(cls, task: str, kind: str) -> Self:
        """A task is mapped over something that has no items."""
        return cls(
            f"Task '{task}' is mapped over a value of type {kind}; expected a list.",
            where=f"task '{task}'",
            hint="return a list from the task that it is mapped over.",
        )

    @classmethod
    def unfinished(cls, task: str, kind: str) -> Self:
        """A task returned a generator or a coroutine, whose values do not exist yet."""
        return cls(
            f"Task '{task}' returned a {kind}, whose values have not been computed yet.",
            where=f"task '{task}'",
            hint="return list(...) of a generator; run a coroutine inside the task with asyncio.run(...).",
        )

    @classmethod
    def unknown_layout(cls, found: bytes) -> Self:
        """The bytes do not begin as a stored output does."""
        return cls(
            f"A stored output begins with {found!r}, which this Fairlead cannot read.",
            hint="another version wrote it; upgrade Fairlead, or run its task again.",
        )

    @classmethod
    def unreadable(cls, digest: str, reason: str) -> Self:
        """The bytes are whole, and the value they describe cannot be built again."""
        return cls(
            f"The stored output {digest[:12]} cannot be read back: {_clause(reason)}.",
            hint="install the packages it was made with, or run its task again: `fairlead run --from TASK`.",
        )


class TableError(FairleadError):
    """Tell that a table cannot be read, or is not as expected."""

    code = "FL500"

    @classmethod
    def not_found(cls, path: Path | str, near: str | None = None) -> Self:
        """There is no file at `path`; `near` is one that may have been meant.

        >>> print(TableError.not_found("custmers.csv", "customers.csv"))
        There is no table at 'custmers.csv'.
        Hint: did you mean 'customers.csv'?
        """
        anywhere = "check the path; one that is not absolute begins at the project's folder."
        return cls(
            f"There is no table at '{path}'.",
            hint=f"did you mean '{near}'?" if near else anywhere,
        )

    @classmethod
    def unsupported_format(cls, path: Path | str, supported: Iterable[str]) -> Self:
        """The end of the file's name is none that is known."""
        return cls(
            f"The format of '{path}' is not known; expected one of {_names(supported)}.",
            hint="convert the file to Parquet or CSV, or rename it if only its ending is wrong.",
        )

    @classmethod
    def unreadable(cls, path: Path | str, reason: str) -> Self:
        """The file is there, and its content is not what its name promises."""
        return cls(
            f"The table '{path}' cannot be read: {_clause(reason)}.",
            hint="check that the file is whole and of the format that its ending says.",
        )

    @classmethod
    def missing_column(
        cls, name: str, columns: Sequence[str], n_rows: int | None = None, where: str | None = None
    ) -> Self:
        """The table has no such column.

        >>> print(TableError.missing_column("tenre", ["tenure", "churn"], 7043))
        Column 'tenre' is not in the table (7043 rows, 2 columns).
        Hint: did you mean 'tenure'?
        """
        rows = "" if n_rows is None else f"{_count(n_rows, 'row')}, "
        return cls(
            f"Column '{name}' is not in the table ({rows}{_count(len(columns), 'column')}).",
            where=where,
            hint=_choice(name, columns, otherwise="check the task that made the table: it has no columns at all."),
        )

    @classmethod
    def not_a_table(cls, kind: str) -> Self:
        """A value of the type `kind` stands where a table is expected."""
        return cls(
            f"A table of polars, pandas or pyarrow is expected, not {kind}.",
            hint="return a DataFrame; a list of rows becomes one by polars.DataFrame(rows).",
        )

    @classmethod
    def not_writable(cls, column: str | None, target: str, reason: str) -> Self:
        """A column, or without one the whole table, cannot be put into `target`: a file, or a fingerprint."""
        subject = "The table" if column is None else f"Column '{column}'"
        return cls(
            f"{subject} cannot be written to {target}: {_clause(reason)}.",
            hint="give all values of a column one type, such as text, numbers or dates.",
        )

    @classmethod
    def no_files(cls, pattern: str) -> Self:
        """No file matches the pattern."""
        return cls(
            f"No file matches '{pattern}'.",
            hint="put the files there, or check the pattern: * stands for any name, ** for any folders.",
        )


class ScheduleError(FairleadError):
    """Tell that a schedule, a date or a duration cannot be understood."""

    code = "FL600"

    @classmethod
    def bad_expression(cls, text: str, reason: str) -> Self:
        """The text is neither a cron expression nor an interval."""
        return cls(
            f"The schedule {_show(text)} cannot be understood: {_clause(reason)}.",
            hint='write cron ("30 6 * * 1-5"), a name ("@daily") or an interval ("every 15m").',
        )

    @classmethod
    def unknown_timezone(cls, name: str) -> Self:
        """No time zone has this name."""
        from zoneinfo import available_timezones  # reads a folder: only once something has gone wrong

        near = nearest(name, sorted(available_timezones()))
        return cls(
            f"There is no time zone {_show(name)}.",
            hint=f"did you mean '{near}'?" if near else 'use a name such as "Europe/Berlin" or "UTC".',
        )

    @classmethod
    def no_schedule(cls, dag: str) -> Self:
        """The DAG is to be scheduled and does not say when."""
        return cls(
            f"The DAG '{dag}' has no schedule.",
            hint=f'give it one: DAG("{dag}", schedule="@daily").',
        )

    @classmethod
    def unknown(cls, name: str, known: Iterable[str]) -> Self:
        """No schedule of the project has this name."""
        otherwise = "register those of the pipeline: `fairlead schedule start`."
        return cls(f"There is no schedule '{name}'.", hint=_choice(name, known, otherwise))

    @classmethod
    def name_taken(cls, name: str, file: Path | str, other: Path | str) -> Self:
        """Two pipeline files have a scheduled DAG of one name, and slots and runs go by the name."""
        return cls(
            f"The DAG '{name}' in '{file}' has the name of one in '{other}', which is scheduled already.",
            hint=f"give one of them another name, or forget the other: `fairlead schedule remove {name}`.",
        )

    @classmethod
    def other_project(cls, file: Path | str, folder: Path | str) -> Self:
        """One scheduler is asked to look after the pipelines of two projects."""
        return cls(
            f"'{file}' belongs to another project than the one in '{folder}'.",
            hint="start a scheduler for each project.",
        )

    @classmethod
    def bad_duration(cls, value: object) -> Self:
        """Not a length of time, or a negative one.

        >>> print(ScheduleError.bad_duration("ten minutes").message)
        'ten minutes' is not a length of time of 0 or more.
        """
        return cls(
            f"{_show(value)} is not a length of time of 0 or more.",
            hint='write a number with a unit (w, d, h, m, s, ms), such as "10m" or "1h30m"; bare numbers are seconds.',
        )

    @classmethod
    def bad_time(cls, text: str) -> Self:
        """Not a date or a time."""
        return cls(
            f"{_show(text)} is not a date or a time.",
            hint='write it as "2026-11-23" or "2026-11-23T14:45:12Z" (UTC unless it says otherwise).',
        )

    @classmethod
    def bad_range(cls, start: str, end: str) -> Self:
        """A range of dates that ends before it begins, or holds no slot of the schedule."""
        return cls(
            f"No run is due from {start} to {end}.",
            hint="check that the first date is the earlier one and that a slot of the schedule lies between.",
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


# --- pieces of sentences ---------------------------------------------------------------------------------


def _show(value: object) -> str:
    """Return the value as code, cut to what a message has room for."""
    text = repr(value)
    return text if len(text) <= VALUE_WIDTH else text[: VALUE_WIDTH - 1] + "…"


def _clause(text: str) -> str:
    """Return the words of another library as part of a sentence: one line, without its full stop."""
    return " ".join(text.split()).rstrip(".")


def _raised(error: BaseException) -> str:
    """Return an exception as the last line of a traceback shows it, as part of a sentence."""
    return _clause(f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)


def _count(number: int, noun: str) -> str:
    """Return the number with its noun, in the plural where it belongs."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _names(names: Iterable[str]) -> str:
    """Return the names in quotes, the list cut where it gets long."""
    listed = list(names)
    text = ", ".join(f"'{name}'" for name in listed[:NAMES_SHOWN])
    return text if len(listed) <= NAMES_SHOWN else f"{text} and {len(listed) - NAMES_SHOWN} more"


def _choice(name: str, known: Iterable[str], otherwise: str) -> str:
    """Return a hint: the nearest known name, or all of them, or `otherwise` if there is none."""
    listed = list(known)
    near = nearest(name, listed)
    if near is not None:
        return f"did you mean '{near}'?"
    if len(listed) == 1:
        return f"the only one there is: '{listed[0]}'."
    return f"use one of {_names(listed)}." if listed else otherwise


def _place(path: Path | str, line: int | None) -> str | None:
    """Return a file and line as an editor opens them; without a line there is nothing to add to the name."""
    return None if line is None else f"{path}:{line}"


def _package(module: str) -> str:
    """Return what to install for a module."""
    return PACKAGE_OF.get(module, module)


def _tidy_id(task_id: str) -> str:
    """Return the nearest id that may be used."""
    return "_".join("".join(" " if c in "/[]\\:\0" else c for c in task_id).split()) or "my_task"


def _ending(status: int) -> str:
    """Return in words how a process ended."""
    from signal import Signals  # only needed once a process has died

    if status >= 0:
        return f"exit code {status}"
    names = {number.value: number.name for number in Signals}
    return f"killed by {names.get(-status, f'signal {-status}')}"


def _shown_url(url: str) -> str:
    """Return the URL without its password and its query, which may hold one too."""
    scheme, separator, rest = url.partition("://")
    if not separator:
        return url
    userinfo, _, place = rest.rpartition("@")
    user = userinfo.partition(":")[0]
    return f"{scheme}://{user}{'@' if user else ''}{place.partition('?')[0]}"


def _without_password(text: str, url: str) -> str:
    """Return a driver's words as part of a sentence, with the passwords in `url` struck out."""
    rest = url.partition("://")[2]
    pairs = [pair.partition("=") for pair in rest.partition("?")[2].split("&")]
    passwords = [value for name, _, value in pairs if "pass" in name.lower()]
    passwords.append(rest.rpartition("@")[0].partition(":")[2])
    for password in filter(None, passwords):
        text = text.replace(password, "***")
    return _clause(text)
