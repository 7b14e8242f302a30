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
    ├── SuiteError                   FL510  an expectation is not written in a way that can be checked
    ├── ValidationError              FL512  a table does not pass its suite
    ├── SplitError                   FL520  the folder of a split cannot be used
    │   └── RowsLostError            FL521  a split has lost rows, or has too many
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

VALIDATION_PROBLEMS_SHOWN = 5
"""Findings that the error about a table names; the result has them all."""

VALUE_WIDTH = 60
"""Characters of a value that a message shows."""

REASON_LEFT_OUT = "the reason is left out, as it may show a value of a private column"
"""Stands for the words of another library, which often quote a value."""

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

    discreet: str | None = None
    """What to say instead where no value of a table may be shown, if the message may show one."""

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

    def without_values(self) -> Self:
        """Return the error with a message that shows no value of a table."""
        return type(self)(self.discreet or self.message, where=self.where, hint=self.hint)

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
    def not_callable(cls, task_id: str, value: object, where: str | None = None) -> Self:
        """What was given to run is not a function."""
        return cls(
            f"Task '{task_id}' is to run {_show(value)} ({type(value).__name__}); expected a function.",
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
    def bad_override(cls, text: str) -> Self:
        """What was given with ``--param`` is not NAME=VALUE."""
        return cls(
            f"{_show(text)} does not set a parameter; expected NAME=VALUE.",
            where="--param",
            hint="write for instance --param folds=5.",
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
        error = cls(
            f"The table '{path}' cannot be read: {_clause(reason)}.",
            hint="check that the file is whole and of the format that its ending says.",
        )
        error.discreet = f"The table '{path}' cannot be read; {REASON_LEFT_OUT}."
        return error

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
    def not_checkable(cls, kind: str) -> Self:
        """A value of the type `kind` is to be checked by a suite."""
        return cls(
            f"A table of polars, pandas, pyarrow, DuckDB or PySpark, or the path of a file, is expected, not {kind}.",
            hint="name several files by a pattern, such as 'sales/*.parquet'; make a table of an array by "
            "pandas.DataFrame(array).",
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

    @classmethod
    def other_columns(cls, path: Path | str, first: Path | str, difference: str) -> Self:
        """The files of one table do not have the same columns."""
        return cls(
            f"The file '{path}' is not of the same table as '{first}': {_clause(difference)}.",
            hint="take the file out, or write it again with the same columns.",
        )

    @classmethod
    def failed_query(cls, library: str, reason: str) -> Self:
        """The library that holds the table cannot answer a question about it."""
        error = cls(
            f"{library} cannot answer what the suite asks of the table: {_clause(reason)}.",
            hint="check that the table can still be read, and that no number in it is too large to calculate with.",
        )
        error.discreet = f"{library} cannot answer what the suite asks of the table; {REASON_LEFT_OUT}."
        return error

    @classmethod
    def object_column(cls, name: str, value: object) -> Self:
        """A column holds Python objects that no rule can be put to."""
        error = cls(
            f"Column '{name}' holds Python objects such as {_show(value)}, of no type that tables know.",
            hint="turn it into text, numbers or dates, or leave the column out.",
        )
        error.discreet = f"Column '{name}' holds Python objects of no type that tables know."
        return error

    @classmethod
    def scan_failed(cls, reason: str) -> Self:
        """Reading the table, or computing with its values, ended with an error of the table library."""
        error = cls(
            f"The table could not be gone through to its end: {_clause(reason)}.",
            hint="check that its file is whole, and that its columns have the types that the rules expect.",
        )
        error.discreet = f"The table could not be gone through to its end; {REASON_LEFT_OUT}."
        return error

    @classmethod
    def duplicate_column(cls, name: str, path: Path | str | None = None) -> Self:
        """Two columns have the same name, so that a rule about it could mean either."""
        table = "the table" if path is None else f"the table '{path}'"
        return cls(
            f"Two columns of {table} are called '{name}'.",
            hint="give each column a name of its own.",
        )


class SuiteError(FairleadError):
    """Tell that an expectation, or a suite of them, is not written in a way that can be checked."""

    code = "FL510"

    argument: str | None = None
    """Which argument is at fault, where one is: a file of suites is searched for its line."""

    @classmethod
    def unknown_expectation(cls, name: str, known: Iterable[str], where: str | None = None) -> Self:
        """No expectation has this name."""
        return cls(
            f"There is no expectation '{name}'.",
            where=where,
            hint=_choice(name, known, otherwise="`fairlead.data` lists them all."),
        )

    @classmethod
    def unknown_argument(cls, expectation: str, name: str, known: Iterable[str]) -> Self:
        """The expectation has no such argument."""
        error = cls(
            f"The expectation {expectation} has no argument '{name}'.",
            hint=_choice(name, known, otherwise="it has none."),
        )
        error.argument = name
        return error

    @classmethod
    def missing_argument(cls, expectation: str, names: Sequence[str]) -> Self:
        """An argument that the expectation cannot do without."""
        return cls(
            f"The expectation {expectation} needs {_names(names)}.",
            hint=f"write {expectation}({', '.join(f'{name}=...' for name in names)}).",
        )

    @classmethod
    def too_many_arguments(cls, expectation: str, given: int, names: Sequence[str]) -> Self:
        """More arguments in a row than the expectation has."""
        return cls(
            f"The expectation {expectation} takes {_count(len(names), 'argument')}, not {given}.",
            hint=f"they are {', '.join(names)}; give everything else by name, as in mostly=0.95.",
        )

    @classmethod
    def argument_twice(cls, expectation: str, name: str) -> Self:
        """An argument is given by its place and by its name."""
        error = cls(f"The argument '{name}' of {expectation} is given twice.", hint="give it once.")
        error.argument = name
        return error

    @classmethod
    def bad_argument(cls, expectation: str, name: str, value: object, expected: str) -> Self:
        """An argument has a value of no use."""
        error = cls(
            f"The argument '{name}' of {expectation} is {_show(value)}; expected {expected}.",
            hint=f"change '{name}'.",
        )
        error.argument = name
        return error

    @classmethod
    def warns_after_failing(cls, expectation: str, warn_above: float, fail_above: float) -> Self:
        """A split would fail at a smaller share of broken rows than it warns at."""
        error = cls(
            f"The argument 'warn_above' of {expectation} is {warn_above:g}, but a split fails above {fail_above:g} "
            "already.",
            hint="raise 'fail_above' to 'warn_above' at least, or lower 'warn_above'.",
        )
        error.argument = "warn_above"
        return error

    @classmethod
    def unknown_type(cls, expectation: str, argument: str, name: str, near: str) -> Self:
        """No type has this name; `near` is one that may have been meant."""
        error = cls(f"There is no type '{name}' for {expectation} to look for.", hint=f"did you mean '{near}'?")
        error.argument = argument
        return error

    @classmethod
    def bad_bounds(cls, expectation: str, low: object, high: object) -> Self:
        """The least value is above the greatest."""
        error = cls(
            f"The expectation {expectation} can never hold: min_value {_show(low)} is above max_value {_show(high)}.",
            hint="swap the two.",
        )
        error.argument = "min_value"
        return error

    @classmethod
    def no_bounds(cls, expectation: str) -> Self:
        """Neither a least nor a greatest value is given."""
        return cls(
            f"The expectation {expectation} has neither min_value nor max_value.",
            hint="give at least one of them.",
        )

    @classmethod
    def not_an_expectation(cls, suite: str, value: object) -> Self:
        """A suite holds something that is no expectation."""
        return cls(
            f"The suite '{suite}' holds {_show(value)}, which is not an expectation.",
            hint='write its lines as calls: between("age", 0, 120).',
        )

    @classmethod
    def no_name(cls, kind: str) -> Self:
        """A suite is made with something else than its name in the first place."""
        return cls(
            f"The name of a suite comes first, as text, not {kind}.",
            hint='write Suite("people", [not_null("name")]).',
        )

    @classmethod
    def no_list(cls, suite: str, kind: str) -> Self:
        """The expectations of a suite are not given as a list."""
        return cls(
            f"The expectations of the suite '{suite}' are {kind}, not a list.",
            hint=f'put them in brackets: Suite({_show(suite)}, [not_null("name")]).',
        )

    @classmethod
    def no_expectations(cls, where: str) -> Self:
        """The file of a suite holds no rule, so that every table would pass."""
        return cls(
            "The suite holds no expectation, so that every table would pass.",
            where=where,
            hint="write some, or have them proposed: `fairlead validate --suggest TABLE --output suite.toml`.",
        )

    @classmethod
    def built_in_name(cls, name: str) -> Self:
        """A custom expectation has the name of one of Fairlead's own."""
        return cls(
            f"'{name}' is an expectation of Fairlead, and your own cannot take its place.",
            hint=f"give your function another name, such as own_{name}.",
        )

    @classmethod
    def nameless(cls) -> Self:
        """A custom expectation is made of a function without a name."""
        return cls(
            "An expectation has the name of its function, and this function has no name.",
            hint="write it with def, and @expectation above it.",
        )

    @classmethod
    def body_failed(cls, expectation: str, error: BaseException) -> Self:
        """The function of a custom expectation raised an error."""
        return cls(
            f"The expectation {expectation} cannot be made: {_raised(error)}.",
            hint="in its function, write columns as col(name), and compare them with plain values or with each other.",
        )

    @classmethod
    def computes_only(cls, expectation: str, text: str) -> Self:
        """The function of a custom expectation returns a number or text, not a condition."""
        return cls(
            f"The expectation {expectation} returns {text}, which is neither true nor false.",
            hint="compare it with something: col(a) - col(b) > 0.",
        )

    @classmethod
    def not_a_condition(cls, expectation: str, value: object) -> Self:
        """The function of a custom expectation returns something else than a condition."""
        return cls(
            f"The expectation {expectation} returns {_show(value)}, not a condition on columns.",
            hint="return something like col(a) > col(b).",
        )

    @classmethod
    def not_a_row(cls, value: object) -> Self:
        """Something else than one row is to be checked as one."""
        return cls(
            f"One row is expected, with its values by the names of the columns, not {_show(value)}.",
            hint='write it as {"age": 36}; check a table by suite.run(table).',
        )

    @classmethod
    def mixed_types(cls, column: str, value: object, other: str, where: str | None = None) -> Self:
        """A column holds values of several types, and a rule cannot be put to one of them."""
        error = cls(
            f"'{column}' holds {_show(value)}, which cannot be compared with {other}.",
            where=where,
            hint="give all values of the column one type.",
        )
        error.discreet = f"'{column}' holds values of types that cannot be compared."
        return error

    @classmethod
    def not_in_order(cls, library: str) -> Self:
        """A rule looks at the row above, and the rows of the table have no order."""
        return cls(
            f"The rows of a table of {library} have no order, so that a rule about the row above cannot be checked.",
            hint="write the table to a Parquet file in the order that is meant, and check that.",
        )

    @classmethod
    def too_many_values(cls, column: str, limit: int, library: str) -> Self:
        """A rule is decided by Python for each different value, and too many of them break it."""
        return cls(
            f"More than {limit} different values of {column} break a rule that {library} cannot decide itself.",
            hint="write the table to a Parquet file, and check that.",
        )

    @classmethod
    def used_as_bool(cls, condition: str) -> Self:
        """A condition stands where Python decides at once."""
        return cls(
            f"Whether {condition} holds is not known before a table is looked at.",
            hint="join conditions with & and |, negate one with ~, each in parentheses.",
        )

    @classmethod
    def bad_condition(cls, text: str, reason: str) -> Self:
        """A row condition cannot be read."""
        error = cls(
            f"The row condition {_show(text)} cannot be read: {_clause(reason)}.",
            hint='write it as col("age") > 18, with and, or, not, == and .notNull().',
        )
        error.argument = "row_condition"
        return error

    @classmethod
    def bad_regex(cls, regex: str, reason: str) -> Self:
        """A pattern is not a regular expression."""
        return cls(
            f"{_show(regex)} is not a regular expression: {_clause(reason)}.",
            hint="escape characters that stand for themselves: \\. is a full stop.",
        )

    @classmethod
    def slow_regex(cls, regex: str, characters: int, seconds: float) -> Self:
        """A regular expression takes too long on a value."""
        return cls(
            f"The regular expression {_show(regex)} was not done with a text of {characters} characters "
            f"after {seconds:g} seconds.",
            hint="avoid a repetition inside a repetition, such as (a+)+, or check the length of the text first.",
        )

    @classmethod
    def function_failed(cls, name: str, kind: str, error: BaseException) -> Self:
        """A Python function that looks at single values raised an error."""
        failed = f"The function {name} failed on a value of the type {kind}: {type(error).__name__}"
        found = cls(f"{failed}: {_clause(str(error))}.", hint="let it return False for a value that it cannot use.")
        found.discreet = f"{failed}."
        return found

    @classmethod
    def python_objects(cls, column: str) -> Self:
        """A column of Python objects without a common type is compared, or computed with."""
        return cls(
            f"Column '{column}' holds Python objects, of which it can only be said whether they are there.",
            hint="give the column one type, such as text or numbers.",
        )

    @classmethod
    def wrong_type(cls, expectation: str, column: str, family: str, value: object) -> Self:
        """A value is compared with a column of another type."""
        return cls(
            f"'{column}' is {family}, and {_show(value)} is not.",
            where=f"expectation {expectation}",
            hint="give a value of the column's type, or change the column's type when it is read.",
        )

    @classmethod
    def uncomparable(cls, expectation: str, left: str, right: str) -> Self:
        """Two columns of different types are compared."""
        return cls(
            f"No comparison of {left} with {right} is possible.",
            where=f"expectation {expectation}",
            hint="compare columns of one type.",
        )

    @classmethod
    def wrong_operand(cls, expectation: str, operand: str, expected: str) -> Self:
        """An operation is applied to a column of another type."""
        return cls(
            f"Expected {expected}; found {operand}.",
            where=f"expectation {expectation}",
            hint="use another column, or change the column's type when it is read.",
        )

    @classmethod
    def do_not_fit(cls, problems: Sequence[str], hint: str | None = None) -> Self:
        """Several lines of a suite do not fit the table."""
        return cls(f"{len(problems)} lines of the suite do not fit the table: {' '.join(problems)}", hint=hint)

    @classmethod
    def bad_json(cls, reason: str) -> Self:
        """The file of a suite is not JSON."""
        return cls(f"The suite is not valid JSON: {_clause(reason)}.", hint="correct the file at this line.")

    @classmethod
    def no_gx_suite(cls) -> Self:
        """JSON that is no suite of Great Expectations."""
        return cls(
            "This JSON is not a suite of Great Expectations: it has no name, or no list of expectations.",
            hint='a suite reads {"name": "people", "expectations": [{"type": "...", "kwargs": {...}}]}.',
        )

    @classmethod
    def runs_sql(cls, name: str) -> Self:
        """An expectation that can only be decided by a database."""
        return cls(
            f"The expectation '{name}' runs a query in a database of yours, and Fairlead runs no SQL out of a suite.",
            hint="run the query yourself and check its result as a table, or say the rule with an expectation of your "
            "own.",
        )

    @classmethod
    def no_parameter(cls, text: str, known: Iterable[str]) -> Self:
        """A parameter of a suite has no value."""
        listed = list(known)
        given = f"given are {_names(listed)}" if listed else "none are given"
        error = cls(
            f"The parameter {_show(text)} of the suite has no value; {given}.",
            hint="give it when the suite is read: Suite.from_gx(path, parameters={...}).",
        )
        error.argument = text  # which stands in the file like the name of an argument
        return error

    @classmethod
    def unknown_gx_version(cls, version: object, known: Iterable[str]) -> Self:
        """A format of Great Expectations that cannot be written."""
        return cls(
            f"Suites of Great Expectations {_show(version)} cannot be written.", hint=f"choose one of {_names(known)}."
        )

    @classmethod
    def not_in_gx(cls, expectation: str, argument: str, value: str) -> Self:
        """An argument cannot be written as JSON."""
        return cls(
            f"The argument '{argument}' of {expectation} is {value}, which JSON cannot hold.",
            hint="give text, numbers, dates or lists of them; of a table, its path.",
        )

    @classmethod
    def unknown_result_format(cls, value: object, known: Iterable[str]) -> Self:
        """A result is asked for in a form that there is not."""
        return cls(f"There is no result format {_show(value)}.", hint=_choice(str(value), known, otherwise=""))

    @classmethod
    def not_all_values(cls, expectation: str, kept: int, found: int) -> Self:
        """A result holds only some of the unexpected values, and all are asked for."""
        return cls(
            f"The result of {expectation} holds {kept} of {found} unexpected values; COMPLETE needs all of them.",
            hint='run the suite again: suite.run(table, samples="all").',
        )

    @classmethod
    def not_remembered(cls, name: str, known: Iterable[str]) -> Self:
        """A dataset is to forget an expectation that was not asked of it."""
        return cls(
            f"No expectation '{name}' with these arguments was asked of the table.",
            hint=_choice(name, known, otherwise="none was asked yet."),
        )

    @classmethod
    def no_key(cls, name: str, known: Iterable[str]) -> Self:
        """A result does not hold the column that is to identify rows."""
        return cls(
            f"The result does not hold the column '{name}', which is to identify rows.",
            hint=_choice(name, known, otherwise=f"name it in the suite: Suite(..., keys=[{name!r}])."),
        )

    @classmethod
    def no_file(cls, path: Path | str, near: str | None = None) -> Self:
        """There is no suite at `path`; `near` is a file beside it that may have been meant."""
        return cls(
            f"There is no suite at '{path}'.",
            hint=f"did you mean '{near}'?"
            if near
            else "write one, or have one proposed: `fairlead validate --suggest TABLE --output suite.toml`.",
        )

    @classmethod
    def unreadable_file(cls, path: Path | str, reason: str) -> Self:
        """The file of a suite cannot be read."""
        return cls(f"The suite '{path}' cannot be read: {_clause(reason)}.", hint="check that it is a text file.")

    @classmethod
    def unwritable_file(cls, path: Path | str, reason: str) -> Self:
        """The file of a suite cannot be written."""
        return cls(f"The suite cannot be written to '{path}': {_clause(reason)}.", hint="choose another place.")

    @classmethod
    def bad_toml(cls, reason: str) -> Self:
        """The file of a suite is not TOML."""
        return cls(
            f"The suite is not valid TOML: {_clause(reason)}.",
            hint='a line reads name = value, and text stands in quotes: column = "age".',
        )

    @classmethod
    def unknown_suite_key(cls, key: str, known: Iterable[str]) -> Self:
        """A suite says something that means nothing."""
        return cls(
            f"A suite has no '{key}'.",
            hint=_choice(key, known, otherwise="each expectation stands under a line of its own: [[expect]]."),
        )

    @classmethod
    def bad_suite_key(cls, key: str, value: object, expected: str) -> Self:
        """A suite says something of the wrong type."""
        return cls(f"'{key}' of the suite is {_show(value)}; expected {expected}.", hint=f"change '{key}'.")

    @classmethod
    def no_type(cls, given: Sequence[str]) -> Self:
        """A line of a suite's file does not say which expectation it is."""
        said = f"only {_names(given)}" if given else "nothing at all"
        return cls(
            f"An expectation says {said}, not its type.",
            hint='give it one: type = "not_null".',
        )

    @classmethod
    def not_in_toml(cls, subject: str, key: str, value: str) -> Self:
        """A value cannot be written in TOML."""
        return cls(
            f"'{key}' of {subject} holds {value}, which cannot be written in a suite file.",
            hint="give text, numbers, dates or lists of them; of a table, its path.",
        )

    @classmethod
    def unwritable_condition(cls, condition: str, part: str) -> Self:
        """A row condition made in Python has no words in a file."""
        return cls(
            f"The row condition {_show(condition)} cannot be written in a suite file, because of {part}.",
            hint="use comparisons, is_in and is_null in it, or keep the suite in Python.",
        )

    @classmethod
    def no_python(cls, name: str, folder: str) -> Self:
        """A suite names a Python file that is not there."""
        return cls(f"There is no Python file '{name}' in '{folder}'.", hint="its path begins at the suite's folder.")

    @classmethod
    def bad_python(cls, name: str, error: BaseException) -> Self:
        """A Python file that a suite names cannot be imported."""
        return cls(f"'{name}' cannot be imported: {_raised(error)}.", hint=f"mend it, and try `python {name}`.")

    @classmethod
    def not_in_a_file(cls, expectation: str, module: str) -> Self:
        """An expectation of one's own was defined where a suite file cannot point to."""
        return cls(
            f"The expectation {expectation} is defined in '{module}', which is no file that a suite can name.",
            hint="put the function into a file such as checks.py, and import it from there.",
        )

    @classmethod
    def several_suites(cls, path: Path | str, names: Iterable[str]) -> Self:
        """A Python file holds several suites, and none is named."""
        listed = list(names)
        return cls(f"'{path}' holds {len(listed)} suites: {_names(listed)}.", hint=f"name one: {path}:{listed[0]}.")

    @classmethod
    def no_history(cls, name: str | None, known: Iterable[str]) -> Self:
        """No validation by this suite is stored."""
        begin = "begin one: `fairlead validate TABLE --suite suite.toml`, in the project's folder."
        if name is None:
            return cls("No validation is stored in this project.", hint=begin)
        return cls(f"No validation by the suite '{name}' is stored.", hint=_choice(name, known, otherwise=begin))

    @classmethod
    def would_overwrite(cls, path: Path | str) -> Self:
        """A proposed suite would replace a file that a person may have changed."""
        return cls(
            f"'{path}' is there already.",
            hint="choose another name, or add --overwrite if nothing in it is worth keeping.",
        )

    @classmethod
    def no_such_suite(cls, name: str, path: Path | str, known: Iterable[str]) -> Self:
        """A Python file holds no suite of this name."""
        return cls(
            f"'{path}' holds no suite called '{name}'.",
            hint=_choice(name, known, otherwise='make one there: customers = Suite("customers", [...]).'),
        )


class SplitError(FairleadError):
    """Tell that the folder of a split cannot be used, or what is to be put back does not fit it."""

    code = "FL520"

    @classmethod
    def not_a_split(cls, place: Path | str) -> Self:
        """The folder holds no split."""
        return cls(
            f"There is no split in '{place}': it has no split.json.",
            hint="`fairlead quarantine list` shows the splits of the project.",
        )

    @classmethod
    def unreadable(cls, path: Path | str, reason: str) -> Self:
        """What a split says about itself cannot be read."""
        return cls(
            f"'{path}' cannot be read: {_clause(reason)}.",
            hint="split the table again; the file is written by Fairlead and not to be changed by hand.",
        )

    @classmethod
    def other_format(cls, path: Path | str, found: object, known: int) -> Self:
        """The split was written by another version."""
        return cls(
            f"'{path}' has the format {_show(found)}; this version of Fairlead reads {known}.",
            hint="split the table again, or use the version of Fairlead that wrote it.",
        )

    @classmethod
    def part_missing(cls, path: Path | str) -> Self:
        """A file that belongs to the split is gone."""
        return cls(f"The split has lost its file '{path}'.", hint="put the file back, or split the table again.")

    @classmethod
    def exists(cls, place: Path | str) -> Self:
        """There is a split already where one is to be written."""
        return cls(
            f"There is a split in '{place}' already.",
            hint="name another folder, or replace it with overwrite=True (`--overwrite`).",
        )

    @classmethod
    def place_taken(cls, place: Path | str) -> Self:
        """Something else is where the split is to be written; it is never overwritten."""
        return cls(f"'{place}' is there and is no split, so it stays.", hint="name another folder.")

    @classmethod
    def did_not_pass(cls, place: Path | str, reasons: Sequence[str]) -> Self:
        """The split failed, so there are no valid rows in it."""
        first = f": {_clause(reasons[0])}" if reasons else ""
        return cls(
            f"The split in '{place}' did not pass, so it has no valid rows{first}.",
            hint=f"look at the rows: `fairlead quarantine show {place}`; mend the source or the suite; split again.",
        )

    @classmethod
    def reserved_column(cls, name: str) -> Self:
        """The table has a column by a name that a split gives."""
        return cls(
            f"The table has a column '{name}', a name that a split uses itself.",
            hint=f"drop or rename it before the split; a quarantined table is read without '{name}'.",
        )

    @classmethod
    def unsupported_table(cls, kind: str, instead: str) -> Self:
        """A table of this kind can be checked, and cannot be split."""
        return cls(f"A table of {kind} cannot be split as it is.", hint=instead)

    @classmethod
    def no_suite(cls, place: Path | str, reason: str) -> Self:
        """Rows cannot be checked again, as the suite is not in the folder."""
        return cls(
            f"The split in '{place}' holds no suite to check rows by: {_clause(reason)}.",
            hint="split the table again with a suite that can be written as TOML.",
        )

    @classmethod
    def in_use(cls, place: Path | str) -> Self:
        """Another process is putting rows back at this moment."""
        return cls(f"Another process is releasing rows of '{place}'.", hint="wait until it is done, and try again.")

    @classmethod
    def nothing_asked(cls) -> Self:
        """It was not said what has become of the rows."""
        return cls(
            "Nothing was said about why rows may go back.",
            hint="give a file of repaired rows (`--repaired FILE`), recode a value (`--recode age=-1:null`), "
            "or accept a rule (`--accept RULE --why TEXT`).",
        )

    @classmethod
    def bad_recode(cls, text: str) -> Self:
        """What is to be recoded cannot be understood."""
        return cls(
            f"{_show(text)} does not say what to recode.", hint="write it as COLUMN=VALUE:null, as in age=-1:null."
        )

    @classmethod
    def why_missing(cls) -> Self:
        """Rows are to be accepted without a reason."""
        return cls(
            "Rows that break a rule are accepted only with a reason.",
            hint='say it, as it is kept with the split: `--why "checked with the source on the phone"`.',
        )

    @classmethod
    def unknown_rule(cls, name: str, rules: Sequence[str]) -> Self:
        """No rule of the split has this name."""
        return cls(
            f"The split has no rule '{name}'.", hint=_choice(name, rules, otherwise="it has no rules about rows.")
        )

    @classmethod
    def not_matched(cls, reason: str, hint: str) -> Self:
        """Repaired rows cannot be matched with the quarantined ones."""
        return cls(f"The repaired rows cannot be matched: {_clause(reason)}.", hint=hint)

    @classmethod
    def wrong_value(cls, column: str, dtype: str, reason: str) -> Self:
        """A repaired value is not of the column's type."""
        return cls(
            f"Not all values given for the column '{column}' are {dtype}: {_clause(reason)}.",
            hint="write them as the other values of the column are written.",
        )


class RowsLostError(SplitError):
    """Tell that the rows that were written are not the rows that came in."""

    code = "FL521"

    @classmethod
    def of(cls, rows_in: int, valid: int, quarantined: int) -> Self:
        """The numbers of rows do not add up.

        >>> print(RowsLostError.of(7043, 6900, 140))
        7043 rows came in, and 6900 valid and 140 quarantined ones were written: 3 are lost.
        Hint: nothing was kept; make sure that nobody changes the table meanwhile, and try again.
        """
        difference = rows_in - valid - quarantined
        what = (
            f"{difference} {'is' if difference == 1 else 'are'} lost" if difference > 0 else f"{-difference} too many"
        )
        return cls(
            f"{_count(rows_in, 'row')} came in, and {valid} valid and {quarantined} quarantined ones were written: "
            f"{what}.",
            hint="nothing was kept; make sure that nobody changes the table meanwhile, and try again.",
        )


class ValidationError(FairleadError):
    """Tell that a table does not pass its suite, where a task may only go on with one that does."""

    code = "FL512"

    @classmethod
    def of(cls, suite: str, rows: int, problems: Sequence[str]) -> Self:
        """`problems` are the sentences of the findings that are errors, the worst first."""
        shown = " ".join(problems[:VALIDATION_PROBLEMS_SHOWN])
        more = len(problems) - VALIDATION_PROBLEMS_SHOWN
        rest = f" And {_count(more, 'more finding')}." if more > 0 else ""
        return cls(
            f"The table ({_count(rows, 'row')}) does not pass the suite '{suite}': {shown}{rest}",
            hint="mend the data at its source, or set broken rows aside with `suite.split(table, out)`.",
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
