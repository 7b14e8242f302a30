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
    │   ├── LoaderDiedError          FL208  the process that loads the pipeline file has died
    │   └── EngineError              FL209  the engine that was named cannot be used
    ├── StoreError                   FL300  the database of runs reports an error
    │   ├── StoreLockedError         FL301  another process keeps the database locked
    │   ├── StoreVersionError        FL302  the database was written by another version of Fairlead
    │   ├── StoreUnreachableError    FL303  the database server does not answer
    │   ├── StoreReadOnlyError       FL304  the database, or the folder of outputs, cannot be written
    │   └── DiskFullError            FL305  no space is left on the disk
    ├── BlobError                    FL400  the place where outputs are stored reports an error
    │   ├── BlobMissingError         FL401  a stored output is gone
    │   ├── BlobCorruptError         FL402  a stored output has changed on the disk
    │   ├── OutputError              FL403  an output cannot be turned into bytes, or back
    │   └── ObjectStoreError         FL740  the object store that outputs lie in cannot be used
    ├── TableError                   FL500  a table cannot be read, or is not as expected
    ├── SuiteError                   FL510  an expectation is not written in a way that can be checked
    ├── ValidationError              FL512  a table does not pass its suite
    ├── SplitError                   FL520  the folder of a split cannot be used
    │   └── RowsLostError            FL521  a split has lost rows, or has too many
    ├── ModelError                   FL530  a model cannot be made, saved or used
    │   ├── TrainingDataError        FL531  nothing can be learned from these rows or this target
    │   ├── ModelInputError          FL532  rows are not such as a model needs
    │   ├── TamperedModelError       FL533  the files of a model are not those that were saved
    │   ├── UntrustedTypeError       FL534  a model is made of a type that is not trusted, or not to be found
    │   ├── ModelVersionError        FL535  a model was trained with other versions of its libraries
    │   ├── GoldenMismatchError      FL536  a model does not answer as it did in training
    │   ├── UnknownModelError        FL540  the registry has no such model, version or alias
    │   ├── StaleChampionError       FL541  another version has taken the alias meanwhile
    │   ├── PromotionError           FL542  an alias cannot be given in this way
    │   ├── StillNeededError         FL543  a version that is in use cannot be retired
    │   ├── MirrorError              FL544  a model cannot be mirrored to MLflow
    │   └── ModelImportError         FL565  a model of MLflow cannot be imported
    ├── EvaluationError              FL550  a model cannot be measured on these rows
    │   └── MetricError              FL551  a metric has no value here
    ├── GateError                    FL552  a gate is not written in a way that can be judged
    ├── CheckError                   FL560  notebooks cannot be checked in the way that was asked
    ├── ProveError                   FL660  it cannot be proved that a pipeline computes what its notebook computes
    │   ├── NotebookRunError         FL661  a notebook does not run to its end
    │   └── PipelineRunError         FL662  a converted pipeline does not run to its end
    ├── FeatureError                 FL561  a recipe cannot be shown or measured
    │   ├── FeatureStepError         FL562  a step of a recipe fails
    │   ├── CurveError               FL563  the investment curve cannot be measured
    │   └── JoinError                FL564  two tables cannot be joined by time
    ├── MLTestError                  FL570  a test of a model or a transformation cannot be made
    ├── MonitorError                 FL610  batches cannot be profiled or compared
    │   ├── BatchError               FL611  a batch cannot be kept, or there is none as asked for
    │   ├── PolicyError              FL620  the words of a policy cannot be understood
    │   ├── ReplayError              FL621  a history cannot be replayed
    │   ├── TriageError              FL622  a fall of a model cannot be looked into
    │   └── DetectorError            FL623  a detector of changes in a stream cannot be used
    ├── UnanswerableRowError         FL580  a model cannot answer a row
    ├── ServingError                 FL585  a model cannot be served in this way
    ├── ApiKeyError                  FL586  an API key is missing, or cannot be made or revoked
    ├── LogError                     FL593  predictions cannot be logged, or the log cannot be read
    ├── OutcomeError                 FL594  outcomes cannot be joined to the predictions
    ├── ScoringError                 FL595  a table cannot be scored
    ├── ParityError                  FL596  a model answers otherwise over HTTP than it was trained
    ├── ConvertError                 FL640  a notebook cannot be turned into a project in the way that was asked
    │   └── NotConvertibleError      FL641  cells of a notebook do something that a pipeline cannot
    ├── SandboxError                 FL810  a learner's code cannot be held on this machine
    ├── LessonError                  FL811  the lesson has no such chapter, quiz or exercise, or cannot take an answer
    ├── ScheduleError                FL600  a schedule, a date or a duration cannot be understood
    ├── ExportError                  FL720  the pipeline cannot be written for another tool
    ├── ContainerError               FL741  the files that carry a project to other machines cannot be written
    ├── StepError                    FL721  another scheduler's step of the pipeline cannot be carried out
    ├── AirflowError                 FL730  an Airflow file is outside the subset that runs here
    ├── SecretError                  FL700  a secret is not set
    └── StudioError                  FL800  the studio cannot be opened, or not do what was asked

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

AIRFLOW_HINT = "docs/reference/airflow.md lists what is. Airflow itself runs this file: `airflow dags test`."
"""What to do about an Airflow file that is outside the subset."""

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
    def no_project(cls, folder: Path | str, ran: Sequence[str] = ()) -> Self:
        """No ``fairlead.toml`` in `folder` or above it; in the folders `ran` below it a file was run without one."""
        there = f" (files were run in {_names(ran)})" if ran else ""
        return cls(
            f"There is no project here: no fairlead.toml in '{folder}' or in a folder above it.",
            hint=f"go to the project's folder{there}, or make a project with `fairlead init`.",
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
    def no_folder(cls, path: Path | str) -> Self:
        """There is no folder at `path`."""
        return cls(
            f"There is no folder '{path}'.",
            hint="give a folder with a fairlead.toml or a pipeline.py in it; `fairlead init` makes one.",
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

    @classmethod
    def unknown_check(cls, name: str, known: Iterable[str]) -> Self:
        """`fairlead doctor` makes no check of this name."""
        return cls(
            f"'{name}' is not a check of `fairlead doctor`.",
            hint=_choice(name, known, otherwise="leave --only out for all of them."),
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

    @classmethod
    def needs_package(cls, package: str, purpose: str) -> Self:
        """Without `package`, which is in no extra, `purpose` is not possible."""
        return cls(
            f"{purpose} needs the package '{package}', which is not installed.",
            hint=f"run `pip install {package}`.",
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

    @classmethod
    def scheduler(cls, address: str, reason: str) -> Self:
        """The scheduler of a Dask cluster does not answer any more.

        >>> print(LoaderDiedError.scheduler("tcp://cluster:8786", "OSError: closed").message)
        The scheduler of the Dask cluster tcp://cluster:8786 does not answer any more: OSError: closed.
        """
        return cls(
            f"The scheduler of the Dask cluster {address} does not answer any more: {reason}.",
            hint="what was finished is stored: start the cluster again, or run `fairlead resume --engine local`.",
        )

    @classmethod
    def no_workers(cls, address: str) -> Self:
        """A Dask cluster has lost its last worker.

        >>> print(LoaderDiedError.no_workers("tcp://cluster:8786").message)
        The Dask cluster tcp://cluster:8786 has no worker left.
        """
        return cls(
            f"The Dask cluster {address} has no worker left.",
            hint="what was finished is stored: start workers again, or run `fairlead resume --engine local`.",
        )


class EngineError(RunError):
    """Tell that the engine that was named cannot be used."""

    code = "FL209"

    @classmethod
    def unknown(cls, text: str) -> Self:
        """An engine is none that is known.

        >>> print(EngineError.unknown("ray://x").message)
        'ray://x' is not an engine.
        """
        return cls(
            f"'{text}' is not an engine.",
            hint="engines are: local, dask-local:4 (four workers here), dask://HOST:PORT and dask+tls://HOST:PORT.",
        )

    @classmethod
    def no_scheduler(cls, cluster: str, seconds: float) -> Self:
        """Nothing answers at the address of the scheduler.

        >>> print(EngineError.no_scheduler("tcp://cluster:8786", 30.0).message)
        No Dask scheduler answered at tcp://cluster:8786 within 30 s.
        """
        return cls(
            f"No Dask scheduler answered at {cluster} within {seconds:g} s.",
            hint="look whether it runs and can be reached from here: `dask scheduler` prints its address.",
        )

    @classmethod
    def no_workers(cls, cluster: str, seconds: float) -> Self:
        """The cluster has a scheduler and no worker.

        >>> print(EngineError.no_workers("tcp://cluster:8786", 30.0).message)
        The Dask cluster tcp://cluster:8786 had no worker within 30 s.
        """
        return cls(
            f"The Dask cluster {cluster} had no worker within {seconds:g} s.",
            hint="start one on a machine that sees the project: `dask worker HOST:PORT`.",
        )

    @classmethod
    def no_project(cls, host: str, file: str) -> Self:
        """A worker's machine does not have the project.

        >>> print(EngineError.no_project("node7", "/data/churn/pipeline.py").message)
        The Dask worker on node7 does not find the pipeline file /data/churn/pipeline.py.
        """
        return cls(
            f"The Dask worker on {host} does not find the pipeline file {file}.",
            hint="put the project on a folder that all machines share, or at the same path in the workers' image.",
        )

    @classmethod
    def other_code(cls, host: str, file: str) -> Self:
        """A worker's machine has another version of the project.

        >>> print(EngineError.other_code("node7", "/data/churn/pipeline.py").message)
        The Dask worker on node7 has another version of /data/churn/pipeline.py, or of what it imports.
        """
        return cls(
            f"The Dask worker on {host} has another version of {file}, or of what it imports.",
            hint="bring code and packages there to the state that they have here: results are those of one version.",
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
            "The database of the project can only be read by this user; who only looks has to write beside it too.",
            where=str(path),
            hint="check who owns the file and its folder (`ls -ld`); let this user write there, or work in a copy.",
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

    @classmethod
    def while_exporting(cls, out: Path | str) -> Self:
        """There is no room for the file `out`; what stood there before stays."""
        return cls(
            "No space is left on the disk.",
            where=str(out),
            hint="free some space there, then the same command again; or name a file on another disk.",
        )

    @classmethod
    def while_scoring(cls, out: Path | str) -> Self:
        """There is no room for the answers in `out`; those that are written stay."""
        return cls(
            "No space is left on the disk.",
            where=str(out),
            hint="free some space there, then the same command again: it goes on where it stopped.",
        )


# --- notebooks -------------------------------------------------------------------------------------------


class ProveError(FairleadError):
    """Tell that it cannot be proved that a pipeline computes what its notebook computes."""

    code = "FL660"

    @classmethod
    def not_converted(cls, folder: Path | str) -> Self:
        """In `folder` is no project that was converted from a notebook."""
        return cls(
            f"There is no record of a conversion in '{folder}': notebook/conversion.json.",
            hint="go to the folder that `fairlead convert NOTEBOOK --out FOLDER` has written, or name it.",
        )

    @classmethod
    def bad_record(cls, path: Path | str, reason: str) -> Self:
        """The record of a conversion cannot be understood."""
        return cls(
            f"The record of the conversion '{path}' cannot be read: {_clause(reason)}.",
            hint="convert the notebook again: what you have changed in the project is kept.",
        )

    @classmethod
    def no_notebook(cls, path: Path | str) -> Self:
        """The notebook that was converted is gone."""
        return cls(
            f"The notebook '{path}' is not there, with which the pipeline is to be compared.",
            hint="put it back (it belongs into the repository), or convert the notebook again.",
        )

    @classmethod
    def no_pipeline(cls, path: Path | str) -> Self:
        """The pipeline that was written is gone."""
        return cls(
            f"The pipeline '{path}' is not there.",
            hint="put it back, or convert the notebook again.",
        )

    @classmethod
    def no_proof(cls, path: Path | str) -> Self:
        """Nothing was proved yet."""
        return cls(
            f"There is no proof yet: '{path}' does not exist.",
            hint="run `fairlead prove`.",
        )

    @classmethod
    def bad_proof(cls, path: Path | str, reason: str) -> Self:
        """The file at `path` is no proof."""
        return cls(
            f"'{path}' is no proof that this version of Fairlead has written: {_clause(reason)}.",
            hint="run `fairlead prove` again.",
        )


class NotebookRunError(ProveError):
    """Tell that a notebook does not run to its end, and in which cell it stops."""

    code = "FL661"

    @classmethod
    def failed(cls, cell: int, line: int | None, kind: str, message: str, *, recorded: bool = False) -> Self:
        """A cell raises an error; `recorded`: in the order of its execution counts the notebook runs to the end."""
        said = f"{kind}: {message}".rstrip(": ")
        hint = (
            "in the order of its execution counts it runs: put the cells into that order and convert it again."
            if recorded
            else "make it run: *Restart and run all* must come to the end. "
            "A file that is missing belongs beside the notebook."
        )
        return cls(
            f"The notebook stops in cell {cell}: {_clause(said)}.",
            where=f"cell {cell}, line {line}" if line else f"cell {cell}",
            hint=hint,
        )

    @classmethod
    def waits_for_input(cls, cell: int, prompt: str) -> Self:
        """A cell asks somebody to type."""
        return cls(
            f"The notebook waits in cell {cell} for somebody to type: {prompt}.",
            where=f"cell {cell}",
            hint="write the answer into the cell, in the place of input().",
        )

    @classmethod
    def late(cls, cell: int, seconds: float) -> Self:
        """A cell was at work when the time was up."""
        return cls(
            f"The notebook was not done after {seconds:g} seconds; it was ended in cell {cell}.",
            where=f"cell {cell}",
            hint="if it needs that long: --time SECONDS. If the cell never ends, mend its loop.",
        )

    @classmethod
    def out_of_memory(cls, cell: int, gigabytes: float | None) -> Self:
        """A cell wanted more memory than it may have, or than there is (`gigabytes` None)."""
        than = f"the {gigabytes:g} GB that it may take" if gigabytes else "there is"
        return cls(
            f"The notebook wants more memory in cell {cell} than {than}.",
            where=f"cell {cell}",
            hint="if the machine has more: --memory GB. Otherwise read fewer rows or columns.",
        )

    @classmethod
    def died(cls, cell: int, how: str) -> Self:
        """The process ended in a cell, by itself or because something ended it."""
        return cls(
            f"The process of the notebook ended in cell {cell}: {how}.",
            where=f"cell {cell}",
            hint="run that cell alone; a library may have crashed in it.",
        )


class PipelineRunError(ProveError):
    """Tell that a converted pipeline does not run to its end, and in which task it stops."""

    code = "FL662"

    @classmethod
    def failed(cls, task: str | None, message: str, where: str | None = None) -> Self:
        """A task failed (None: the pipeline could not be loaded), where the notebook ran to its end."""
        what = f"stops in task '{task}'" if task else "cannot be loaded"
        return cls(
            f"The notebook runs to its end, but the pipeline {what}: {_clause(message)}.",
            where=where,
            hint="see what it says: `fairlead run`." if task else "see what it says: `fairlead graph`.",
        )

    @classmethod
    def late(cls, tasks: Iterable[str], seconds: float) -> Self:
        """Tasks were at work when the time was up."""
        at = _names(tasks) if tasks else "no task"
        return cls(
            f"The pipeline was not done after {seconds:g} seconds; {at} was at work.",
            hint="if it needs that long: --time SECONDS.",
        )

    @classmethod
    def died(cls, tasks: Iterable[str], how: str) -> Self:
        """Its process ended."""
        at = _names(tasks) if tasks else "no task"
        return cls(
            f"The process of the pipeline ended while {at} was at work: {how}.",
            hint="see what it says: `fairlead run`.",
        )


class CheckError(FairleadError):
    """Tell that notebooks cannot be checked in the way that was asked; what is wrong in one is a `Finding`."""

    code = "FL560"

    @classmethod
    def no_such_file(cls, path: Path | str, found: Iterable[str]) -> Self:
        """There is nothing at `path`; `found` are notebooks and scripts beside it."""
        return cls(
            f"There is no file or folder '{path}'.",
            hint=_choice(str(path), found, otherwise="name a notebook (.ipynb), a Python file, or a folder of them."),
        )

    @classmethod
    def nothing_to_check(cls, paths: Iterable[Path | str]) -> Self:
        """There is no notebook in these folders."""
        return cls(
            f"There is no notebook in {_names(map(str, paths))}.",
            hint="in folders .ipynb files and Python files with cells (# %%) are looked for; name any other itself.",
        )

    @classmethod
    def bad_data(cls, given: str, file: str | None) -> Self:
        """What was given for --data names no file; `file` is None where it is no pair at all."""
        return cls(
            f"`--data {given}` names no file that is there."
            if file is not None
            else f"`--data {given}` is no pair: nothing says which file is to be read.",
            hint="write --data PATH=FILE: the path as it stands in the notebook, and the file to read instead.",
        )

    @classmethod
    def unknown_rule(cls, name: str, known: Iterable[str], where: str | None = None) -> Self:
        """No rule and no group of rules has this name."""
        near = nearest(name, known)
        return cls(
            f"There is no rule or group of rules called '{name}'.",
            where=where,
            hint=f"did you mean '{near}'?" if near else "`fairlead rule` lists them all.",
        )

    @classmethod
    def no_baseline(cls, path: Path | str) -> Self:
        """There is no baseline at `path`."""
        return cls(
            f"The baseline '{path}' does not exist.",
            hint=f"write it from what there is today: `fairlead check --write-baseline {path}`.",
        )

    @classmethod
    def bad_baseline(cls, path: Path | str, reason: str) -> Self:
        """The file at `path` is no baseline."""
        return cls(
            f"'{path}' is no baseline that Fairlead has written: {_clause(reason)}.",
            hint=f"write it again: `fairlead check --write-baseline {path}`.",
        )

    @classmethod
    def not_written(cls, path: Path | str, reason: str) -> Self:
        """A mended notebook cannot be written."""
        return cls(
            f"'{path}' was mended but cannot be written: {_clause(reason)}.",
            hint="see to it that the file and its folder may be written; `--show-fixes` shows what would change.",
        )

    @classmethod
    def changed_meanwhile(cls, name: str) -> Self:
        """The notebook is another one than that whose mending was looked at."""
        return cls(
            f"'{name}' has changed since its mending was shown, and was left as it is.",
            hint="look at the new mending, and mend it then.",
        )

    @classmethod
    def no_git(cls) -> Self:
        """The program git is not there."""
        return cls(
            "What has changed cannot be found out: the program 'git' is not installed.",
            hint="install git, or leave out --diff.",
        )

    @classmethod
    def no_repository(cls, folder: Path | str) -> Self:
        """The folder is in no git repository."""
        return cls(
            f"What has changed cannot be found out: '{folder}' is in no git repository.",
            hint="leave out --diff, or go to the repository that holds the notebooks.",
        )

    @classmethod
    def no_revision(cls, base: str, folder: Path | str) -> Self:
        """The repository knows no such revision."""
        return cls(
            f"The git repository of '{folder}' has no revision '{base}'.",
            hint="name a branch, tag or commit that is here; in CI, fetch the history first (fetch-depth: 0).",
        )

    @classmethod
    def no_ruff(cls) -> Self:
        """The program ruff is not there."""
        return cls(
            "The option --ruff needs the program 'ruff', which is not installed here.",
            hint="run `pip install ruff`, or leave out --ruff.",
        )

    @classmethod
    def ruff_failed(cls, reason: str) -> Self:
        """Ruff has not given findings."""
        return cls(
            f"Ruff has given no findings: {_clause(reason)}.",
            hint="run `ruff check` itself to see what it says, or leave out --ruff.",
        )


# --- features --------------------------------------------------------------------------------------------


class ConvertError(FairleadError):
    """Tell that a notebook cannot be turned into a project in the way that was asked; nothing was written."""

    code = "FL640"

    @classmethod
    def no_such_file(cls, path: Path | str, found: Iterable[str]) -> Self:
        """There is no notebook at `path`; `found` are those beside it."""
        return cls(
            f"There is no file '{path}'.",
            hint=_choice(str(path), found, otherwise="name a notebook (.ipynb), or a Python file with cells (# %%)."),
        )

    @classmethod
    def no_notebook(cls, path: Path | str, reason: str) -> Self:
        """The file is no notebook in Python; `reason` says what it is."""
        return cls(
            f"'{path}' cannot be converted: {reason}.", hint="open it in Jupyter, and save it as a notebook in Python."
        )

    @classmethod
    def nothing_to_do(cls, path: Path | str) -> Self:
        """No cell of the notebook does any work."""
        return cls(
            f"'{path}' has no statement that would become a task: it is empty, or only imports and defines.",
            hint="convert a notebook that reads or computes something.",
        )

    @classmethod
    def folder_not_empty(cls, folder: Path | str) -> Self:
        """The folder holds files that are not of an earlier conversion."""
        return cls(
            f"The folder '{folder}' has files in it that `fairlead convert` did not write.",
            hint=f"give a new folder with --out, or add the pipeline to that project: --into {folder}.",
        )

    @classmethod
    def no_project(cls, folder: Path | str) -> Self:
        """The folder given for --into is no project."""
        return cls(f"The folder '{folder}' is no project: it has no fairlead.toml.", hint="make a new one with --out.")

    @classmethod
    def not_converted(cls, folder: Path | str) -> Self:
        """The folder was not made from a notebook."""
        return cls(
            f"The folder '{folder}' was not made from a notebook: it has no notebook/conversion.json.",
            hint="make it with `fairlead convert NOTEBOOK --out FOLDER`.",
        )

    @classmethod
    def bad_record(cls, path: Path | str, reason: str) -> Self:
        """The record of a conversion cannot be read."""
        return cls(
            f"The record '{path}' of the conversion cannot be read: {reason}.",
            hint="convert the notebook again: `fairlead convert NOTEBOOK --out FOLDER`.",
        )

    @classmethod
    def bad_data(cls, given: str, file: str | None) -> Self:
        """What was given for --data names no file; `file` is None where it is no pair at all."""
        return cls(
            f"`--data {given}` names no file that is there."
            if file is not None
            else f"`--data {given}` is no pair: nothing says which file is to be read.",
            hint="write --data PATH=FILE: the path as it stands in the notebook, and the file to read instead.",
        )


class NotConvertibleError(ConvertError):
    """Tell which cells do something that a pipeline cannot; nothing was written."""

    code = "FL641"

    @classmethod
    def of(cls, path: Path | str, troubles: Sequence[tuple[int, int, str]]) -> Self:
        """These cells cannot be carried over; `troubles` are cell, line in the cell, and the reason."""
        shown = [f"in cell {cell}, line {line}, {reason}" for cell, line, reason in troubles[:NAMES_SHOWN]]
        more = len(troubles) - len(shown)
        listed = "; ".join([*shown, *([f"and {more} more"] if more else [])])
        return cls(
            f"'{path}' cannot be converted, and nothing was written: {listed}.",
            where=f"cell {troubles[0][0]}",
            hint="change these cells in the notebook, run it from top to bottom, and convert it again.",
        )


class FeatureError(FairleadError):
    """Tell that a recipe cannot be shown or measured."""

    code = "FL561"

    @classmethod
    def not_a_recipe(cls, kind: str) -> Self:
        """Neither a transformer nor a pipeline of them."""
        return cls(
            f"A recipe is expected, not a value of type {kind}.",
            hint="give a scikit-learn Pipeline, ColumnTransformer or transformer.",
        )

    @classmethod
    def not_a_table(cls, kind: str) -> Self:
        """Rows in a form that has no columns."""
        return cls(
            f"Rows are expected as a table, not as a value of type {kind}.",
            hint="give a pandas or polars table, a list of dicts, or an array with a row for each row.",
        )

    @classmethod
    def no_rows(cls, columns: int) -> Self:
        """An empty table shows nothing."""
        return cls(
            f"There is nothing to show: 0 rows, {_count(columns, 'column')}.",
            hint="look at the step before: a filter or a join may have taken every row out.",
        )

    @classmethod
    def unknown_column(cls, name: str, columns: Sequence[str], where: str | None = None) -> Self:
        """A column is asked for that the table has not."""
        return cls(
            f"Column '{name}' is not in the table ({_count(len(columns), 'column')}).",
            where=where,
            hint=_choice(name, columns, otherwise="give the table its columns."),
        )

    @classmethod
    def unknown_feature(cls, name: str, features: Sequence[str]) -> Self:
        """A feature is asked for that the recipe does not make."""
        return cls(
            f"The recipe makes no feature '{name}' ({_count(len(features), 'feature')}).",
            hint=_choice(name, features, otherwise="ask for one that it makes."),
        )

    @classmethod
    def not_fitted(cls, path: str, kind: str) -> Self:
        """The recipe has learned nothing yet, and cannot without the answers."""
        return cls(
            f"The recipe is not fitted, and its step '{path}' ({kind}) learns from the answers.",
            hint="give the answers, target=..., or a recipe that is fitted already.",
        )


class FeatureStepError(FeatureError):
    """Tell that a step of a recipe fails."""

    code = "FL562"

    @classmethod
    def failed(cls, path: str, kind: str, error: BaseException, where: str | None = None) -> Self:
        """A step raises; `path` says where in the recipe it is."""
        told = cls(
            f"The step '{path}' ({kind}) fails with {_raised(error)}.",
            where=where,
            hint="try this step alone on the same rows: `fit_transform`, or `fit` for a model.",
        )
        told.discreet = f"The step '{path}' ({kind}) fails with {type(error).__name__}; {REASON_LEFT_OUT}."
        return told


class CurveError(FeatureError):
    """Tell that the investment curve cannot be measured."""

    code = "FL563"

    @classmethod
    def no_steps(cls) -> Self:
        """An empty list of steps."""
        return cls("The curve has no steps.", hint='give at least one: [("raw", recipe)].')

    @classmethod
    def not_a_step(cls, position: int, kind: str) -> Self:
        """An item of the list is no pair of a name and a recipe."""
        return cls(
            f"Step {position} of the curve is of type {kind}; a pair of a name and a recipe is expected.",
            hint='write it as ("one-hot", recipe).',
        )

    @classmethod
    def duplicate_step(cls, name: str) -> Self:
        """Two steps have one name."""
        return cls(f"Two steps of the curve are called '{name}'.", hint="give each a name of its own.")

    @classmethod
    def no_model(cls, step: str, kind: str) -> Self:
        """A recipe ends in a transformer, so that it predicts nothing."""
        return cls(
            f"The recipe of step '{step}' is a {kind} that predicts nothing.",
            hint="put a model at its end, the same in each step: make_pipeline(features, LogisticRegression()).",
        )

    @classmethod
    def other_model(cls, step: str, kind: str, first: str) -> Self:
        """One step predicts classes and another numbers."""
        return cls(
            f"Step '{step}' is a {kind}, and the first step a {first}.",
            hint="end each step in the same model, so that only the features differ.",
        )

    @classmethod
    def other_length(cls, name: str, values: int, rows: int) -> Self:
        """The target, the times or the groups are not as long as the table."""
        return cls(
            f"'{name}' has {_count(values, 'value')}, and the table {_count(rows, 'row')}.",
            hint="take both from one table, after every filter.",
        )

    @classmethod
    def missing_values(cls, name: str, missing: int, rows: int) -> Self:
        """Rows without an answer cannot be judged, and rows without a time not be put in order."""
        return cls(
            f"'{name}' is missing in {missing} of {_count(rows, 'row')}.",
            hint="leave these rows out, or fill the values in.",
        )

    @classmethod
    def constant_target(cls, name: str, value: object, rows: int) -> Self:
        """There is one answer only."""
        return cls(
            f"'{name}' is {_show(value)} in all of {_count(rows, 'row')}, so there is nothing to tell apart.",
            hint="check the column and the filter before it, or take rows of a longer time.",
        )

    @classmethod
    def too_few_rows(cls, rows: int, folds: int) -> Self:
        """Fewer rows, groups or moments than the split needs."""
        return cls(
            f"{_count(rows, 'row')} cannot be split into {folds} folds.",
            hint="use fewer folds (cv=...), or more rows.",
        )

    @classmethod
    def too_few_of_class(cls, value: object, rows: int, folds: int) -> Self:
        """A class has fewer rows than there are folds."""
        return cls(
            f"The class {_show(value)} has {_count(rows, 'row')}, fewer than the {folds} folds.",
            hint="use fewer folds (cv=...), or collect more rows of this class.",
        )

    @classmethod
    def class_missing(cls, value: object, part: str, fold: int, split: str) -> Self:
        """A part of a fold holds no row of a class."""
        return cls(
            f"No {part} row of fold {fold} has the class {_show(value)} ({split}).",
            hint="use fewer folds (cv=...), or rows of a longer time.",
        )

    @classmethod
    def too_few_moments(cls, name: str, moments: int, folds: int) -> Self:
        """So few different times that no later part is left for each fold."""
        return cls(
            f"'{name}' has {_count(moments, 'different time')}; "
            f"{folds} folds in order of time need {folds + 1} or more.",
            hint="use fewer folds (cv=...), or a finer time.",
        )

    @classmethod
    def unknown_metric(cls, name: str, known: Sequence[str]) -> Self:
        """Scikit-learn has no scorer of this name."""
        return cls(
            f"There is no metric '{name}'.",
            hint=_choice(name, known, otherwise="give a name of scikit-learn's, such as roc_auc."),
        )

    @classmethod
    def no_number(cls, metric: str, step: str, fold: int, split: str) -> Self:
        """The metric gives NaN or infinity."""
        return cls(
            f"The metric '{metric}' gives no number for step '{step}', fold {fold} ({split}).",
            hint="look for predictions that are NaN, and for folds with one class only.",
        )

    @classmethod
    def no_chances(cls, step: str, kind: str) -> Self:
        """A business impact needs a probability to hold against the threshold."""
        return cls(
            f"The model of step '{step}' ({kind}) gives no probabilities, which the costs are reckoned from.",
            hint="use a model with predict_proba, such as CalibratedClassifierCV around it, or leave costs out.",
        )

    @classmethod
    def not_two_classes(cls, classes: int) -> Self:
        """Costs are stated for yes or no."""
        return cls(
            "The costs are those of a decision between two classes, and the "
            + ("target is a number." if classes == 0 else f"target has {classes} classes."),
            hint="leave costs out, or make a target of yes and no.",
        )

    @classmethod
    def bad_setting(cls, name: str, value: object, expected: str) -> Self:
        """An argument of the curve or a cost is out of its range."""
        return cls(f"'{name}' is {_show(value)}; expected {expected}.", hint=f"change '{name}'.")


class JoinError(FeatureError):
    """Tell that two tables cannot be joined by time."""

    code = "FL564"

    @classmethod
    def other_libraries(cls, left: str, right: str) -> Self:
        """The tables are not both polars or both pandas ones."""
        return cls(
            f"The left table is one of {left}, the right one of {right}; both polars or both pandas is expected.",
            hint="convert one of them first: polars.from_pandas(table), table.to_pandas().",
        )

    @classmethod
    def no_time_named(cls) -> Self:
        """Neither `on` nor both of the two names is given."""
        return cls(
            "Which columns hold the times is not said.",
            hint='name one that both tables have, on="time", or left_time="..." and right_time="...".',
        )

    @classmethod
    def not_one_name(cls, argument: str, value: object) -> Self:
        """Several columns, or something that is no name, where the column of times is meant."""
        return cls(
            f"'{argument}' is {_show(value)}, of type {type(value).__name__}; expected the name of one time column.",
            hint="columns that say whose row it is go to by=[...], two names of times to left_time=, right_time=.",
        )

    @classmethod
    def unknown_column(cls, name: str, side: str, columns: Sequence[str]) -> Self:  # type: ignore[override]
        """A column is named that the table has not."""
        return cls(
            f"Column '{name}' is not in the {side} table ({_count(len(columns), 'column')}).",
            hint=_choice(name, columns, otherwise="give the table its columns."),
        )

    @classmethod
    def column_twice(cls, name: str, side: str) -> Self:
        """Two columns have one name."""
        return cls(f"Column '{name}' is in the {side} table twice.", hint="drop or rename one of them.")

    @classmethod
    def no_times(cls, name: str, side: str, dtype: str) -> Self:
        """A column holds text or anything else that has no order in time."""
        return cls(
            f"Column '{name}' of the {side} table holds {dtype}; times, days or numbers are expected.",
            hint="read it as times first: pandas.to_datetime(...), or str.to_datetime() in polars.",
        )

    @classmethod
    def missing_times(cls, name: str, side: str, missing: int, rows: int) -> Self:
        """Of a row without a time nobody can say whether it is of the past or of the future."""
        return cls(
            f"Column '{name}' of the {side} table is missing in {missing} of {_count(rows, 'row')}, "
            "which are neither past nor future.",
            hint="leave these rows out, or fill the times in.",
        )

    @classmethod
    def other_times(cls, left: str, left_kind: str, right: str, right_kind: str) -> Self:
        """Times of two kinds, of which one is not known to be before or after the other."""
        return cls(
            f"'{left}' is a {left_kind}, and '{right}' is a {right_kind}: which of two is earlier is not known.",
            hint="say the time zone of both, or make both days; a fact of a day is known when the day is over.",
        )

    @classmethod
    def out_of_range(cls, name: str, unit: str) -> Self:
        """A year beyond what 64 bits of nanoseconds hold."""
        return cls(
            f"Column '{name}' holds a time that cannot be counted in {unit} (1677 to 2262 in ns).",
            hint="bring both columns to microseconds, or look for a 9999-12-31 that stands for never.",
        )

    @classmethod
    def bad_duration(cls, name: str, value: object, *, is_number: bool) -> Self:
        """A length of time that does not go with the times."""
        expected = "a number, as the times are numbers" if is_number else "a timedelta, as the times are dates"
        return cls(f"'{name}' is {_show(value)}; expected {expected}.", hint=f"change '{name}'.")

    @classmethod
    def negative_duration(cls, name: str, value: object) -> Self:
        """It would look into the future."""
        return cls(f"'{name}' is {_show(value)}; below 0 it would let rows of the future in.", hint="give 0 or more.")

    @classmethod
    def other_keys(cls, name: str, left: str, right: str) -> Self:
        """A key that is text here and a number there matches nothing."""
        return cls(
            f"Column '{name}' is {left} in the left table and {right} in the right one, so that nothing would match.",
            hint="bring both to one type.",
        )

    @classmethod
    def tied_rows(cls, rows: int, time: str, keys: Sequence[str]) -> Self:
        """Two right rows have one key and time, and which is meant is not known."""
        same = ", ".join(f"'{name}'" for name in [*keys, time])
        return cls(
            f"For {_count(rows, 'left row')} the right row is not the only one with the same {same}.",
            hint='keep one of them, or say that the last one in the table counts: ties="last".',
        )

    @classmethod
    def name_taken(cls, name: str, suffix: str) -> Self:
        """The new name of a right column is one that is there already."""
        return cls(
            f"A column of the right table would be called '{name}', and there is one already.",
            hint=f"give another ending: suffix=..., now {suffix!r}.",
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


class ObjectStoreError(BlobError):
    """Tell that the object store that outputs lie in cannot be used."""

    code = "FL740"

    @classmethod
    def bad_location(cls, location: str) -> Self:
        """The place is not written as one."""
        return cls(
            f"{_show(location)} is not a place in an object store.",
            hint='write it as "s3://BUCKET/PREFIX", and its address as the setting store.endpoint.',
        )

    @classmethod
    def no_bucket(cls, bucket: str, endpoint: str) -> Self:
        """The store answers and has no such bucket."""
        return cls(
            f"There is no bucket '{bucket}' at {_shown_url(endpoint)}.",
            hint="make it with your store's own tool, or mend store.blobs; Fairlead makes no buckets.",
        )

    @classmethod
    def failed(cls, place: str, reason: str) -> Self:
        """The store does not answer, or not as it should."""
        return cls(
            f"The object store {place} does not do what it is asked: {_clause(reason)}.",
            hint="`fairlead doctor` tries it step by step; address and region are store.endpoint and store.region.",
        )

    @classmethod
    def bad_credentials(cls, file: str) -> Self:
        """The shared file of credentials cannot be read; its words stay out, as they may quote a secret."""
        return cls(
            f"The file of credentials '{file}' cannot be read.",
            hint="a section reads [default], and a line aws_access_key_id = ...; or set AWS_ACCESS_KEY_ID instead.",
        )

    @classmethod
    def forked(cls, place: str) -> Self:
        """A process has spoken to the store and was then forked; its copy would wait for ever."""
        return cls(
            f"This process is a fork of one that has spoken to the object store {place}, and cannot speak to it.",
            hint="start processes with the method 'spawn' or 'forkserver', or fork before outputs are read.",
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
    def unreadable(cls, path: Path | str, reason: str, columns: Sequence[str] = ()) -> Self:
        """The file is there, and its content is not what its name promises; `columns` are what it seems to have."""
        error = cls(
            f"The table '{path}' cannot be read: {_clause(reason)}.",
            hint=_split(columns) or "check that the file is whole and of the format that its ending says.",
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
            hint=_split(columns)
            or _choice(name, columns, otherwise="check the task that made the table: it has no columns at all."),
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


class ModelError(FairleadError):
    """Tell that a model cannot be made, saved or used."""

    code = "FL530"

    @classmethod
    def no_estimator(cls, value: object) -> Self:
        """What should be a recipe is no scikit-learn estimator, or the class of one."""
        if isinstance(value, type):
            return cls(f"The recipe is the class {value.__name__}.", hint=f"make one of it: {value.__name__}().")
        return cls(
            f"The recipe is of type {type(value).__name__}, and no scikit-learn estimator.",
            hint="give a Pipeline or an estimator, such as make_pipeline(StandardScaler(), LogisticRegression()).",
        )

    @classmethod
    def no_predictor(cls, kind: str) -> Self:
        """The recipe ends with something that answers nothing."""
        return cls(
            f"The recipe ends with {kind}, which is neither a classifier nor a regressor.",
            hint="put an estimator at its end, such as LogisticRegression or HistGradientBoostingRegressor.",
        )

    @classmethod
    def not_fitted(cls, kind: str) -> Self:
        """A model was to be made of a pipeline that has not been trained."""
        return cls(
            f"The {kind} has not been fitted, so it can answer nothing yet.",
            hint="fit it first, or let Fairlead do it: Model.fit(name, recipe, X, y).",
        )

    @classmethod
    def not_savable(cls, step: str, error: BaseException) -> Self:
        """A part of the pipeline cannot be written to a file."""
        return cls(
            f"The step {step} cannot be saved: {_raised(error)}.",
            hint="use functions and classes that are written at the top of a module of the project.",
        )

    @classmethod
    def no_probabilities(cls, name: str, task: str) -> Self:
        """A model is asked for probabilities and knows none."""
        return cls(
            f"The model '{name}' ({task}) knows no probabilities.",
            hint="ask it with predict, or train an estimator that has predict_proba.",
        )

    @classmethod
    def bad_metric(cls, metric: str, value: object) -> Self:
        """A metric that nothing can be compared with."""
        return cls(
            f"The metric '{metric}' is {_show(value)}; expected a finite number.",
            hint="look for missing values in the predictions or the target it was computed from.",
        )

    @classmethod
    def not_plain(cls, what: str, name: str, value: object) -> Self:
        """Something that is to be kept with a model is no value that JSON can hold."""
        return cls(
            f"'{name}' in {what} is a {type(value).__name__}, which cannot be kept with a model.",
            hint="give text, numbers, lists or dicts of them.",
        )

    @classmethod
    def changed(cls, name: str) -> Self:
        """The pipeline was fitted again after the model was made of it."""
        return cls(
            f"The pipeline of the model '{name}' has changed since the model was made of it.",
            hint="make the model anew from the pipeline as it is now: Model.of(name, pipeline, X, y).",
        )

    @classmethod
    def other_format(cls, name: str, found: object, known: int) -> Self:
        """The files of a model were written by a newer Fairlead."""
        return cls(
            f"The files of the model '{name}' have the format {_show(found)}; this version of Fairlead reads {known}.",
            hint="use the version of Fairlead that wrote them, or train the model again.",
        )

    @classmethod
    def bad_name(cls, what: str, name: object) -> Self:
        """A name of a model or an alias that commands could not tell apart."""
        return cls(
            f"{_show(name)} cannot be the name of {what}.",
            hint="use letters, digits, '-' and '_', and begin with a letter, as in 'churn' or 'champion'.",
        )

    @classmethod
    def folder_taken(cls, folder: Path | str) -> Self:
        """A model is to be exported to a folder that holds something."""
        return cls(f"The folder '{folder}' is not empty, and nothing in it is overwritten.", hint="name a new folder.")

    @classmethod
    def no_export(cls, folder: Path | str, file: str) -> Self:
        """A folder that is no exported model."""
        return cls(
            f"There is no exported model in '{folder}': it has no {file}.",
            hint="make one: `fairlead models export NAME FOLDER`.",
        )

    @classmethod
    def broken_export(cls, folder: Path | str, file: str, reason: str) -> Self:
        """What says which files an exported model has cannot be read."""
        return cls(
            f"The model in '{folder}' cannot be read, for its {file} is damaged: {_clause(reason)}.",
            hint="carry the whole folder over again, or export the model anew: `fairlead models export NAME FOLDER`.",
        )


class TrainingDataError(ModelError):
    """Tell that nothing can be learned from these rows or this target."""

    code = "FL531"

    @classmethod
    def no_rows(cls, columns: int) -> Self:
        """An empty table."""
        return cls(
            f"There is nothing to train on: 0 rows, {_count(columns, 'column')}.",
            hint="look at the step before: a filter or a join may have taken every row out.",
        )

    @classmethod
    def column_twice(cls, name: str) -> Self:
        """Two columns have one name."""
        return cls(f"The column '{name}' is there twice.", hint="drop or rename one of them.")

    @classmethod
    def mixed_column(cls, name: str, types: Sequence[str], odd: object) -> Self:
        """A column holds values of several types, or of one that no request can bring."""
        return cls(
            f"The column '{name}' holds values of the types {', '.join(types)}, such as {_show(odd)}.",
            hint="bring it to one of: whole number, number, truth value, text, date, time.",
        )

    @classmethod
    def unknown_column(cls, name: str, columns: Sequence[str]) -> Self:
        """The recipe asks for a column that the table has not."""
        return cls(
            f"The recipe asks for the column '{name}', which the table has not ({_count(len(columns), 'column')}).",
            hint=_choice(name, columns, otherwise="give the table its columns."),
        )

    @classmethod
    def other_length(cls, values: int, rows: int) -> Self:
        """The target is not as long as the table."""
        return cls(
            f"The target has {_count(values, 'value')}, and the table {_count(rows, 'row')}.",
            hint="take both from one table, after every filter.",
        )

    @classmethod
    def missing_target(cls, missing: int, first: int, rows: int) -> Self:
        """Values of the target are missing."""
        return cls(
            f"The target of {missing} of {_count(rows, 'row')} is missing, the first in row {first}.",
            hint="train on the rows whose outcome is known: drop the others, or join the outcomes.",
        )

    @classmethod
    def constant_target(cls, value: object, rows: int) -> Self:
        """There is one outcome only."""
        return cls(
            f"The target is {_show(value)} in all of {_count(rows, 'row')}, so there is nothing to tell apart.",
            hint="check the column and the filter before it, or take rows of a longer time.",
        )

    @classmethod
    def class_missing(cls, name: object, found: Sequence[object]) -> Self:
        """A class that was expected does not occur in the target."""
        return cls(
            f"The class {_show(name)} does not occur in the target; "
            f"found {', '.join(map(_show, found[:NAMES_SHOWN]))}.",
            hint="take more rows, or split them so that each part has every class (stratify=y).",
        )

    @classmethod
    def unknown_class(cls, name: object, classes: Sequence[object]) -> Self:
        """The target has a class that was not expected."""
        return cls(
            f"The class {_show(name)} is in the target; expected {', '.join(map(_show, classes[:NAMES_SHOWN]))}.",
            hint="mend the value at its source, or name it among the classes.",
        )

    @classmethod
    def no_such_column(cls, name: str, columns: Sequence[str]) -> Self:
        """A column that is said to have missing values later is not there."""
        return cls(
            f"The column '{name}' may be missing later, and the table has no such column.",
            hint=_choice(name, columns, otherwise="give the table its columns."),
        )

    @classmethod
    def no_number(cls, value: object) -> Self:
        """A regression is to learn something that is no number."""
        return cls(
            f"The target holds {_show(value)}; a regressor learns numbers.",
            hint="use a classifier, or turn the target into numbers.",
        )


class ModelInputError(ModelError):
    """Tell that rows are not such as a model needs."""

    code = "FL532"

    @classmethod
    def not_rows(cls, kind: str) -> Self:
        """Something that is no table."""
        return cls(
            f"Rows are expected; what was given is {kind}.",
            hint='give a pandas or polars table, or a list of dicts: [{"tenure": 3, "plan": "basic"}].',
        )

    @classmethod
    def no_rows(cls) -> Self:
        """A table without a single row."""
        return cls("There are no rows to answer.", hint="give at least one; an empty table needs no model.")

    @classmethod
    def never_missing(cls, column: str, row: int) -> Self:
        """A value is missing in a column in which training has never seen that."""
        return cls(
            f"The value of '{column}' in row {row} is missing; in training this column always had one.",
            hint="give it a value. If it may be missing and the recipe can handle that, train with "
            f'may_be_missing=["{column}"].',
        )

    @classmethod
    def unknown_value(cls, column: str, row: int, value: object, known: Sequence[object]) -> Self:
        """A value that training has not seen, and that the recipe has no place for."""
        more = f" and {len(known) - NAMES_SHOWN} more" if len(known) > NAMES_SHOWN else ""
        return cls(
            f"The value of '{column}' in row {row} is {_show(value)}, which the model cannot handle; "
            f"in training there were {', '.join(map(_show, known[:NAMES_SHOWN]))}{more}.",
            hint='mend it, or train with an encoder that handles others, as OneHotEncoder(handle_unknown="ignore").',
        )

    @classmethod
    def missing_column(cls, missing: Sequence[str], others: Sequence[str]) -> Self:
        """Columns of training are not in the rows; `others` are in them and not needed."""
        first = missing[0]
        near = nearest(first, others)
        return cls(
            f"The rows have no column {_names(missing)}, which the model was trained with.",
            hint=f"'{near}' is there: did you mean it?" if near else "give every column of training.",
        )

    @classmethod
    def wrong_type(cls, column: str, row: int, value: object, kind: str) -> Self:
        """A value is of another kind than the column had in training."""
        words = {"int": "a number", "float": "a number", "bool": "true or false", "string": "text"}
        return cls(
            f"The value of '{column}' in row {row} is {_show(value)}, of type {type(value).__name__}; "
            f"expected {words.get(kind, f'a {kind} in ISO 8601')}.",
            hint="convert it as it was converted for training.",
        )

    @classmethod
    def wrong_width(cls, found: int, expected: int) -> Self:
        """An array has not as many columns as in training."""
        return cls(
            f"The array has {_count(found, 'column')}; the model was trained with {expected}.",
            hint="give the columns of training in their order.",
        )

    @classmethod
    def ragged(cls, row: int, column: str) -> Self:
        """A row of a list of dicts lacks a key that the first one has."""
        return cls(
            f"Row {row} has no '{column}', which row 0 has.",
            hint=f'give it, with a missing value as {{"{column}": null}}.',
        )


class TamperedModelError(ModelError):
    """Tell that the files of a model are not those that were saved. Nothing in them was interpreted."""

    code = "FL533"

    @classmethod
    def part_changed(cls, part: str, expected: str, found: str | None) -> Self:
        """The bytes of a file have another SHA-256."""
        other = f", found {found[:12]}" if found else ""
        return cls(
            f"The file {part} of the model has changed: its SHA-256 should begin with {expected[:12]}{other}.",
            hint="it was not loaded; go back to another version (`fairlead models list`), or train again.",
        )

    @classmethod
    def part_missing(cls, part: str) -> Self:
        """A file is gone."""
        return cls(
            f"The file {part} of the model is gone, or was set aside because its bytes had changed.",
            hint="put back the folder of outputs, go back to another version, or train again.",
        )

    @classmethod
    def other_digest(cls, name: str, expected: str, found: str) -> Self:
        """The files are whole and are not those of this version."""
        return cls(
            f"The files of the model '{name}' are those of another one: expected the digest {expected[:12]}, "
            f"found {found[:12]}.",
            hint="it was not loaded; go back to another version (`fairlead models list`), or train again.",
        )

    @classmethod
    def other_pipeline(cls, name: str) -> Self:
        """The card of the model names another pipeline."""
        return cls(
            f"The pipeline in the files of the model '{name}' is not the one that its card describes.",
            hint="it was not loaded; go back to another version (`fairlead models list`), or train again.",
        )


class UntrustedTypeError(ModelError):
    """Tell that a model is made of a type that nobody has declared to be trusted, or that cannot be imported."""

    code = "FL534"

    @classmethod
    def of(cls, types: Sequence[str]) -> Self:
        """Types of a pipeline that are neither Fairlead's list nor in the project's settings."""
        entries = ", ".join(f'"{name}"' for name in types[:NAMES_SHOWN])
        return cls(
            f"The model is made of {_names(types)}, which {'is' if len(types) == 1 else 'are'} not trusted.",
            where="fairlead.toml, [models] trusted",
            hint=f"if the code is yours or you have read it, add: trusted = [{entries}].",
        )

    @classmethod
    def no_module(cls, name: str) -> Self:
        """A function or class that another process could not import."""
        word = name.rpartition(".")[2]
        what = "a lambda" if "<lambda>" in name else f"'{word}', which is written in the script or notebook itself"
        return cls(
            f"The recipe uses {what}, so no other process could load the model.",
            hint="write it as a function or class in a module of the project, and import it from there.",
        )

    @classmethod
    def not_found(cls, reason: str) -> Self:
        """A type cannot be imported here."""
        return cls(
            f"A part of the model cannot be imported here: {_clause(reason)}.",
            hint="load it where the project's modules and its libraries can be imported.",
        )


class ModelVersionError(ModelError):
    """Tell that a model was trained with other versions of its libraries than those that are installed."""

    code = "FL535"

    @classmethod
    def of(cls, name: str, trained: Mapping[str, str], here: Mapping[str, str]) -> Self:
        """`trained` are the versions that do not agree, `here` all those that are installed."""
        each = ", ".join(f"{one} {version} (here is {here.get(one, 'none')})" for one, version in trained.items())
        wanted = " ".join(f'"{one}=={version}"' for one, version in trained.items())
        return cls(
            f"The model '{name}' was trained with {each}.",
            hint=f"install what it was trained with (`pip install {wanted}`), or train it again.",
        )


class GoldenMismatchError(ModelError):
    """Tell that a model that was read again does not answer as it did in training."""

    code = "FL536"

    @classmethod
    def of(cls, name: str, row: int, trained: str, here: str) -> Self:
        """A golden row whose answer has changed."""
        return cls(
            f"The model '{name}' answers its golden row {row} with {here}; in training it was {trained}.",
            hint="a step that keeps a state outside of itself, another processor or another NumPy can be the cause: "
            "train the model where it is used.",
        )


class UnknownModelError(ModelError):
    """Tell that the registry has no such model, version or alias."""

    code = "FL540"

    @classmethod
    def of(cls, name: str, known: Sequence[str]) -> Self:
        """No model has this name."""
        return cls(
            f"There is no model '{name}' in the registry.",
            hint=_choice(name, known, otherwise="run a pipeline that puts one there: `fairlead run`."),
        )

    @classmethod
    def no_version(cls, name: str, version: int, known: Sequence[int]) -> Self:
        """The model has no such version."""
        listed = ", ".join(map(str, known[:NAMES_SHOWN]))
        return cls(f"The model '{name}' has no version {version}.", hint=f"use one of {listed}.")

    @classmethod
    def no_alias(cls, name: str, alias: str, known: Sequence[str]) -> Self:
        """No version of the model has this alias."""
        otherwise = f'give it to a version: `fairlead models promote {name}:VERSION --alias {alias} --why "..."`.'
        return cls(f"No version of the model '{name}' is its {alias}.", hint=_choice(alias, known, otherwise))

    @classmethod
    def bad_reference(cls, text: str) -> Self:
        """Not a way to name a version."""
        return cls(
            f"{_show(text)} names no version of a model.",
            hint="write NAME for the champion, NAME@ALIAS, or NAME:VERSION, as in churn:3.",
        )

    @classmethod
    def retired(cls, name: str, version: int) -> Self:
        """The version was given up, so its files may be gone."""
        return cls(
            f"Version {version} of the model '{name}' was retired, so its files are no longer kept.",
            hint="use another version (`fairlead models list`), or train it again: equal inputs give the same version.",
        )


class StaleChampionError(ModelError):
    """Tell that another version has taken the alias since it was looked at."""

    code = "FL541"

    @classmethod
    def of(cls, name: str, alias: str, expected: int | None, found: int | None) -> Self:
        """`expected` is what the decision was made against, `found` what holds the alias now."""
        return cls(
            f"The {alias} of '{name}' is {_version(found)}, and no longer {_version(expected)}: nothing was changed.",
            hint=f"compare again with the {alias} of now, and then promote.",
        )


class PromotionError(ModelError):
    """Tell that an alias cannot be given in this way."""

    code = "FL542"

    @classmethod
    def bad_share(cls, share: object) -> Self:
        """A share of requests that is none."""
        return cls(
            f"The canary share is {_show(share)}; expected a part of the requests between 0 and 1.",
            hint="give it as 10% or 0.1.",
        )

    @classmethod
    def unknown_strategy(cls, kind: str, known: Sequence[str]) -> Self:
        """Not a way to deploy."""
        return cls(f"There is no deploy strategy {_show(kind)}.", hint=_choice(kind, known, otherwise="leave it out."))

    @classmethod
    def two_strategies(cls) -> Self:
        """A version is to be on trial in two ways."""
        return cls("A version is on trial as a canary or as a shadow, not both.", hint="leave one of the two out.")

    @classmethod
    def nobody_beside(cls, name: str, alias: str, kind: str) -> Self:
        """A canary or a shadow needs a champion beside it."""
        return cls(
            f"There is no {alias} of '{name}' yet, beside which a {kind} could run.",
            hint="let the first version replace nobody: leave the strategy out.",
        )

    @classmethod
    def nothing_before(cls, name: str, alias: str, version: int, others: Sequence[int] = ()) -> Self:
        """There is no earlier version to go back to; `others` have held the alias since."""
        if others:
            later = f"{', '.join(map(str, others))} {'has' if len(others) == 1 else 'have'}"
            return cls(
                f"No version of '{name}' was its {alias} before version {version}; {later} been since.",
                hint=f'name the version: `fairlead models rollback {name} --to {others[-1]} --why "..."`.',
            )
        return cls(
            f"No other version of '{name}' has been its {alias}.",
            hint=f"`fairlead models show {name}` lists what happened; promote a version instead.",
        )

    @classmethod
    def holds_already(cls, name: str, version: int, alias: str) -> Self:
        """The version to go back to is the one that is in use."""
        return cls(
            f"Version {version} of '{name}' is its {alias} already.",
            hint=f"`fairlead models show {name}` lists those that were it before.",
        )

    @classmethod
    def never_held(cls, name: str, version: int, alias: str, earlier: Sequence[int]) -> Self:
        """A version to go back to that has never held the alias."""
        listed = f"{', '.join(map(str, earlier)) or 'no other'} {'have' if len(earlier) > 1 else 'has'}"
        return cls(
            f"Version {version} of '{name}' has never been its {alias}; {listed} been.",
            hint=f'promote it if it is meant: `fairlead models promote {name}:{version} --why "..."`.',
        )

    @classmethod
    def why_missing(cls, what: str) -> Self:
        """It was not said why."""
        reason = "better on the holdout" if what == "promotion" else "precision fell after the price change"
        return cls(f"A {what} is kept with its reason, and none was given.", hint=f'say it: `--why "{reason}"`.')

    @classmethod
    def no_version_named(cls, name: str) -> Self:
        """A version is to get an alias, and it was not said which."""
        return cls(
            f"It is not said which version of '{name}' is meant.",
            hint=f"name it, as in {name}:3; `fairlead models list {name}` shows them.",
        )

    @classmethod
    def two_versions(cls, reference: str, version: int) -> Self:
        """Two versions were named where one is meant."""
        return cls(f"'{reference}' and {version} name two versions.", hint="name one of them.")


class StillNeededError(ModelError):
    """Tell that a version cannot be retired, as it is in use."""

    code = "FL543"

    @classmethod
    def of(cls, name: str, version: int, reason: str) -> Self:
        """`reason` says what it is needed for."""
        return cls(
            f"Version {version} of '{name}' stays: {reason}.",
            hint="give the alias to another version first.",
        )


class MirrorError(ModelError):
    """Tell that a model cannot be mirrored to an MLflow server."""

    code = "FL544"

    @classmethod
    def of(cls, name: str, url: str, reason: object) -> Self:
        """`reason` is what the client of MLflow says; a password in `url` is left out of the message."""
        return cls(
            f"MLflow did not take the model '{name}': {_without_password(str(reason), url)}.",
            where=_shown_url(url),
            hint="check that an MLflow server runs there, and mirror again: it goes on where it stopped.",
        )


class ModelImportError(ModelError):
    """Tell that a model of MLflow cannot be imported."""

    code = "FL565"

    @classmethod
    def no_place(cls, uri: str) -> Self:
        """Not a folder, and no address in MLflow either."""
        return cls(
            f"'{uri}' is no folder, and no address of a model in MLflow.",
            hint="write models:/NAME/VERSION, models:/NAME@ALIAS, runs:/RUN/model, or a folder with a file MLmodel.",
        )

    @classmethod
    def not_fetched(cls, uri: str, url: str | None, reason: object) -> Self:
        """The server does not answer, or has no such model; a password in `url` is left out of the message."""
        said = _without_password(str(reason), url or "")
        return cls(
            f"'{uri}' cannot be fetched from MLflow: {_clause(said)}.",
            where=_shown_url(url) if url else None,
            hint="check the name and the version, and say which server it is on: `--from http://127.0.0.1:5000`.",
        )

    @classmethod
    def no_mlmodel(cls, uri: str) -> Self:
        """A folder that is no model of MLflow."""
        return cls(
            f"There is no model of MLflow in '{uri}': it has no file MLmodel.",
            hint="name the folder that `mlflow.sklearn.save_model` wrote, or in a run the one of the model itself.",
        )

    @classmethod
    def broken_mlmodel(cls, uri: str, reason: str) -> Self:
        """The file that describes the model cannot be read."""
        return cls(f"The file MLmodel of '{uri}' is damaged: {_clause(reason)}.", hint="fetch or log the model again.")

    @classmethod
    def no_sklearn(cls, uri: str, flavors: Sequence[str]) -> Self:
        """A model of another library."""
        return cls(
            f"The model '{uri}' is none of scikit-learn; its flavors are {', '.join(flavors) or 'none'}.",
            hint="log it with mlflow.sklearn.log_model, or train it again with Model.fit.",
        )

    @classmethod
    def unknown_form(cls, uri: str, form: str, known: Sequence[str]) -> Self:
        """The pipeline is written in a way that nobody here can read."""
        return cls(
            f"The model '{uri}' is stored as '{form}'; known are {', '.join(known)}.",
            hint='log it again: mlflow.sklearn.log_model(..., serialization_format="skops").',
        )

    @classmethod
    def is_pickle(cls, uri: str, form: str) -> Self:
        """Loading it would run code."""
        return cls(
            f"The model '{uri}' is stored as {form}. Loading that runs whatever code is in it, so it was not opened.",
            hint="if you trust who wrote it and the way it came: `--trust-pickle` (in Python trust_pickle=True). "
            'Better: log it again with serialization_format="skops".',
        )

    @classmethod
    def not_loadable(cls, uri: str, error: BaseException) -> Self:
        """The pickle ends with an error."""
        return cls(
            f"The model '{uri}' cannot be loaded: {_raised(error)}.",
            hint="install the libraries that it was made with, and put its own code into a module of the project.",
        )

    @classmethod
    def rows_needed(cls, uri: str) -> Self:
        """MLflow does not keep the rows of training."""
        return cls(
            f"The model '{uri}' comes without the rows that it was trained on, and they were not given.",
            hint="name them: `--data customers.parquet --target churn`. The schema, the reference and the golden rows "
            "are taken from them.",
        )

    @classmethod
    def rows_not_needed(cls, uri: str) -> Self:
        """A model that Fairlead has mirrored has its schema and reference with it."""
        return cls(
            f"The model '{uri}' was mirrored by Fairlead and brings its own schema, reference and golden rows.",
            hint="leave `--data` and `--target` out.",
        )

    @classmethod
    def no_target(cls, target: str, columns: Sequence[str]) -> Self:
        """The table has no such column."""
        return cls(
            f"The target '{target}' is not in the table ({_count(len(columns), 'column')}).",
            hint=_choice(target, columns, otherwise="name the column of the answers."),
        )

    @classmethod
    def other_rows(cls, uri: str, error: BaseException) -> Self:
        """The pipeline cannot answer the rows, so they are not those that it was trained on."""
        return cls(
            f"The model '{uri}' cannot answer the rows that were given: {_raised(error)}.",
            hint="give the rows of its training as they were then: the same columns, types and categories.",
        )


class EvaluationError(FairleadError):
    """Tell that a model cannot be measured on these rows."""

    code = "FL550"

    @classmethod
    def too_few_rows(cls, rows: int, least: int, where: str) -> Self:
        """So few rows that no number about them would mean anything."""
        return cls(
            f"There are {_count(rows, 'row')}; at least {least:,} are needed.",
            where=where,
            hint="keep a larger share of the rows for the holdout, or use fewer folds.",
        )

    @classmethod
    def unknown_class(cls, value: object, known: Sequence[object], where: str) -> Self:
        """A class turns up that the training rows do not have."""
        return cls(
            f"The target has the class {_show(value)}, which the training rows do not have; they have {_show(known)}.",
            where=where,
            hint="split the rows so that each class is on both sides, or leave the class out.",
        )

    @classmethod
    def class_missing(cls, value: object, rows: int, where: str) -> Self:
        """A class that the training rows have is nowhere among the rows to be judged by."""
        return cls(
            f"Not one of the {rows:,} rows has the class {_show(value)}, which the training rows have.",
            where=where,
            hint="keep more rows for the holdout, or split so that each class is on both sides.",
        )

    @classmethod
    def too_few_of_class(cls, value: object, rows: int, folds: int) -> Self:
        """A class has fewer rows than there are folds."""
        return cls(
            f"The class {_show(value)} has {_count(rows, 'row')}, fewer than the {folds} folds.",
            hint="use fewer folds, or collect more rows of this class.",
        )

    @classmethod
    def unknown_column(cls, name: str, known: Sequence[str], purpose: str) -> Self:
        """A column that is named for a purpose ("slices", "the split by time") is not in the table."""
        return cls(
            f"Column '{name}' is not in the table ({_count(len(known), 'column')}); it was named for {purpose}.",
            hint=_choice(name, known, otherwise="name a column of the table."),
        )

    @classmethod
    def not_a_mask(cls, name: str, rows: int, found: str) -> Self:
        """A slice does not say yes or no for each row."""
        return cls(
            f"The slice '{name}' must be true or false for each of {_count(rows, 'row')}; it is {found}.",
            hint="give a column's name, or a function such as lambda rows: rows['tenure'] < 12.",
        )

    @classmethod
    def too_many_values(cls, column: str, values: int, most: int) -> Self:
        """A column of words has too many different ones to make a slice of each."""
        return cls(
            f"Column '{column}' has {values:,} different values; at most {most} make slices.",
            hint="name another column, or say which rows are meant: slices={'new': lambda rows: rows['tenure'] < 12}.",
        )

    @classmethod
    def missing_times(cls, column: str, missing: int) -> Self:
        """Rows without a time cannot be put in order."""
        return cls(
            f"Column '{column}' is missing in {_count(missing, 'row')}, so they cannot be put in order of time.",
            hint="leave these rows out, or fill the time in.",
        )

    @classmethod
    def one_moment(cls, column: str) -> Self:
        """All rows are of one time, so there is no later part."""
        return cls(
            f"Column '{column}' leaves no later rows to be judged by: too many of them are of one time.",
            hint="name a column with more different times, or a smaller share.",
        )

    @classmethod
    def no_such_level(cls, level: float, known: Sequence[float]) -> Self:
        """No bound is kept for this level of confidence."""
        return cls(
            f"There is no bound at the level {level:g}.",
            hint=f"use one of {', '.join(f'{one:g}' for one in known)}.",
        )


class MetricError(EvaluationError):
    """Tell that a metric has no value on these rows, or does not fit the question."""

    code = "FL551"

    @classmethod
    def unknown(cls, name: str, known: Iterable[str]) -> Self:
        """There is no such metric."""
        return cls(
            f"There is no metric '{name}'.",
            hint=_choice(name, known, otherwise="see fairlead.model.evaluation.METRICS."),
        )

    @classmethod
    def other_task(cls, name: str, task: str, fitting: Iterable[str]) -> Self:
        """The metric is about another kind of question."""
        return cls(f"The metric '{name}' cannot be asked of a {task} model.", hint=f"use one of {_names(fitting)}.")

    @classmethod
    def no_rows(cls, name: str) -> Self:
        """There is nothing to measure."""
        return cls(f"The metric '{name}' has no value on 0 rows.", hint="look at the filter that chose the rows.")

    @classmethod
    def no_chances(cls, name: str) -> Self:
        """The model gives no probabilities."""
        return cls(
            f"The metric '{name}' needs probabilities, and the model has no predict_proba.",
            hint="use a metric of classes, such as 'f1', or wrap the estimator in CalibratedClassifierCV.",
        )

    @classmethod
    def answers_missing(cls, name: str, missing: int, rows: int) -> Self:
        """Some answers are no numbers."""
        return cls(
            f"The metric '{name}' has no value: the answer is not a finite number in {missing:,} of"
            f" {_count(rows, 'row')}.",
            hint="look at one of these rows step by step; a division by 0 or a missing value is likely.",
        )

    @classmethod
    def one_class(cls, name: str, there: Sequence[object], classes: Sequence[object], rows: int) -> Self:
        """Not every class is among the rows."""
        return cls(
            f"The metric '{name}' has no value: of the classes {_show(classes)} the {_count(rows, 'row')} hold only"
            f" {_show(there)}.",
            hint="take more rows, or a metric that needs no second class, such as 'accuracy'.",
        )

    @classmethod
    def not_a_number(cls, name: str, rows: int) -> Self:
        """The metric came out as NaN or infinite."""
        return cls(
            f"The metric '{name}' is not a finite number on {_count(rows, 'row')}.",
            hint="look at the truth of these rows: it may be constant.",
        )


class GateError(FairleadError):
    """Tell that a gate is not written in a way that can be judged."""

    code = "FL552"

    @classmethod
    def unknown_condition(cls, name: str, known: Iterable[str]) -> Self:
        """There is no such condition."""
        return cls(
            f"There is no condition '{name}'.",
            hint=_choice(name, known, otherwise="write it: a function with @condition."),
        )

    @classmethod
    def not_a_condition(cls, found: object) -> Self:
        """Something else stands in the list of conditions."""
        return cls(
            f"A gate is a list of conditions; it holds {_show(found)}.",
            hint='call a condition: Gate([metric_floor("roc_auc", 0.8)]).',
        )

    @classmethod
    def no_conditions(cls) -> Self:
        """A gate without conditions would let everything pass."""
        return cls(
            "The gate has no conditions, so everything would pass.",
            hint='say at least one: Gate([metric_floor("roc_auc", 0.8)]).',
        )

    @classmethod
    def bad_argument(cls, condition: str, name: str, value: object, expected: str) -> Self:
        """An argument of a condition has a value that it cannot take."""
        return cls(
            f"The condition '{condition}' has {name}={_show(value)}; expected {expected}.", hint=f"correct '{name}'."
        )

    @classmethod
    def unknown_argument(cls, condition: str, name: str, known: Iterable[str]) -> Self:
        """A condition takes no such argument."""
        return cls(
            f"The condition '{condition}' has no argument '{name}'.",
            hint=_choice(name, known, otherwise="it takes none."),
        )

    @classmethod
    def argument_missing(cls, condition: str, name: str) -> Self:
        """A condition was not told something that it needs."""
        return cls(f"The condition '{condition}' needs '{name}'.", hint=f"write {condition}({name}=...).")

    @classmethod
    def name_taken(cls, name: str) -> Self:
        """A project's own condition has the name of one that comes with Fairlead."""
        return cls(f"There is a condition '{name}' already.", hint="give the function another name.")

    @classmethod
    def no_sentence(cls, name: str) -> Self:
        """A project's own condition does not say what it asks for."""
        return cls(
            f"The condition '{name}' has no docstring, so nobody could read what it asks for.",
            hint="write one sentence into it; {name} stands for the argument of that name.",
        )

    @classmethod
    def raised(cls, name: str, error: BaseException) -> Self:
        """A project's own condition could not be judged."""
        return cls(
            f"The condition '{name}' raised {_raised(error)}.",
            hint="mend it; nothing passes a gate that cannot be judged.",
        )

    @classmethod
    def no_judgement(cls, name: str, found: object) -> Self:
        """A project's own condition returned something else than a judgement."""
        return cls(
            f"The condition '{name}' returned {_show(found)}; expected passes(...), fails(...) or skips(...).",
            hint="return one of the three.",
        )


class MLTestError(FairleadError):
    """A test of a model or a transformation cannot be made."""

    code = "FL570"

    @classmethod
    def no_such_column(cls, column: str, columns: Iterable[str]) -> Self:
        """Tell that a test is about a column that the model does not know."""
        known = list(columns)
        return cls(
            f"Column {column!r} is not among the {len(known)} columns of the model.",
            hint=_choice(column, known, "does the test mean another model?"),
        )

    @classmethod
    def empty_slice(cls, chosen: str, rows: int) -> Self:
        """Tell that no row of a holdout is in the slice that a test is about."""
        return cls(
            f"Nothing can be measured where {chosen}: none of the {rows} rows of the holdout is so.",
            hint="are the values written as in the table?",
        )

    @classmethod
    def no_table(cls, kind: str) -> Self:
        """Tell that a transformation was given, or gave back, something else than a table."""
        return cls(
            f"A transformation is tested on tables of pandas or polars; this is a {kind}.",
            hint="give the table itself, and a function that returns a table.",
        )

    @classmethod
    def no_output(cls, task_id: str) -> Self:
        """Tell that no run has made the table that tests are made on."""
        return cls(
            f"No run of this project has an output of the task {task_id!r}.",
            where="fairlead.toml, [testing] table",
            hint="run `fairlead run` first, or name another task there.",
        )

    @classmethod
    def no_fixture(cls, name: str, setting: str) -> Self:
        """Tell that a test asks for something that the project does not say how to get."""
        return cls(
            f"The fixture `{name}` has nothing to give: fairlead.toml does not say where it comes from.",
            where=f"fairlead.toml, [testing] {setting}",
            hint=f"set `{setting}` there, or write a fixture `{name}` in conftest.py.",
        )


class MonitorError(FairleadError):
    """Batches cannot be profiled or compared."""

    code = "FL610"

    @classmethod
    def no_such_column(cls, column: str, columns: Iterable[str]) -> Self:
        """Tell that a table has no column of that name."""
        known = list(columns)
        return cls(
            f"Column {column!r} is not among the {_count(len(known), 'column')} of the table.",
            hint=_choice(column, known, "is it another table?"),
        )

    @classmethod
    def other_columns(cls, names: Iterable[str]) -> Self:
        """Tell that two profiles cannot be merged because only one of them has these columns."""
        return cls(
            f"Two profiles have different columns: only one of them has {_names(names)}.",
            hint="profile both tables with the same `columns`.",
        )

    @classmethod
    def other_kind(cls, name: str) -> Self:
        """Tell that a column is numbers in one profile and words in the other."""
        return cls(
            f"Column '{name}' is numbers in one profile and words in the other.",
            hint="read the column as the same type in both tables.",
        )

    @classmethod
    def no_profile(cls, reason: str) -> Self:
        """Tell that bytes are no profile that can be read."""
        return cls(f"This is no profile: {reason}.", hint="make it again from the table, with `profile`.")

    @classmethod
    def empty_reference(cls) -> Self:
        """Tell that there is nothing to compare with."""
        return cls("The reference has no rows, so nothing can be compared with it.", hint="take an earlier window.")

    @classmethod
    def no_such_metric(cls, metric: str, known: Iterable[str]) -> Self:
        """Tell that a policy is about a metric of which nobody knows whether more is better."""
        return cls(f"There is no metric {metric!r}.", hint=_choice(metric, known, "look at the list of metrics."))

    @classmethod
    def bad_policy(cls, policy: str, name: str, value: object, expected: str) -> Self:
        """Tell that a policy was given something that makes no sense."""
        return cls(
            f"{policy} was given {name} = {_show(value)}; expected {expected}.",
            hint=f"mend `{name}` where the policy is made.",
        )

    @classmethod
    def other_length(cls, rows: int, found: int) -> Self:
        """Tell that there is not one value for each row."""
        return cls(f"There are {rows} rows and {found} values for them.", hint="give one for each row, in their order.")

    @classmethod
    def few_rows(cls, rows: int, needed: int) -> Self:
        """Tell that nothing can be learned or said from so few rows."""
        return cls(f"There are {rows} rows, and {needed} are needed.", hint="take a longer window.")

    @classmethod
    def one_class(cls, rows: int) -> Self:
        """Tell that all outcomes are the same, so that nothing is to be learned from them."""
        return cls(f"All {rows} outcomes are the same.", hint="take a longer window, or see whether outcomes are late.")

    @classmethod
    def no_outcome(cls, value: object, what: str = "outcome") -> Self:
        """Tell that an outcome, or an answer, is neither 1 nor 0."""
        return cls(
            f"An {what} is {_show(value)}; expected 1 or 0, True or False.", hint=f'compare first: {what}s == "yes".'
        )

    @classmethod
    def bad_numbers(cls, what: str, reason: str) -> Self:
        """Tell that numbers cannot be computed with."""
        return cls(f"The {what} cannot be computed with: {reason}.", hint="leave such rows out, or mend them first.")

    @classmethod
    def no_answers(cls, name: str, kind: str) -> Self:
        """Tell that what was given as predictions or outcomes is of a type that a model cannot answer."""
        return cls(f"The {name}s are of type {kind}; expected numbers or classes.", hint="give one value for each row.")

    @classmethod
    def other_kind_of_outcomes(cls, prediction: str, outcome: str) -> Self:
        """Tell that predictions and outcomes cannot be held against each other."""
        return cls(
            f"The predictions are of type {prediction} and the outcomes of type {outcome}: which of them are wrong, "
            "nobody can tell.",
            hint="give both as numbers (probabilities and 0 or 1), or both as classes.",
        )

    @classmethod
    def too_many_segments(cls, by: str, count: int, limit: int) -> Self:
        """Tell that a column of numbers has more values than there can be segments."""
        return cls(
            f"Column '{by}' has {count} different numbers, too many for segments; {limit} at most.",
            hint="cut it into ranges first, or take another column.",
        )

    @classmethod
    def few_outcomes(cls, known: int, rows: int, needed: int) -> Self:
        """Tell that too few outcomes are known by now."""
        return cls(
            f"{_count(known, 'outcome')} of {_count(rows, 'row')} known by now; {needed} are needed.",
            hint="wait until they are there, or take a longer window.",
        )

    @classmethod
    def bad_probabilities(cls, reason: str) -> Self:
        """Tell that numbers are no probabilities."""
        return cls(f"These are no probabilities: {reason}.", hint="give that of the positive class, between 0 and 1.")

    @classmethod
    def few_periods(cls, periods: int) -> Self:
        """Tell that there is no later period on which a model could be scored."""
        return cls(
            f"A history of {_count(periods, 'period')} cannot be replayed; 2 or more are needed.",
            hint="cut the history into shorter periods.",
        )

    @classmethod
    def no_cell(cls, trained: str, scored: str) -> Self:
        """Tell that a staleness matrix does not say how a model did in a later period."""
        return cls(
            f"The matrix does not say how the model of '{trained}' did in '{scored}'.",
            hint="make the matrix again; what is known of it already is not computed twice.",
        )

    @classmethod
    def few_windows(cls, windows: int) -> Self:
        """Tell that too few windows of quiet times were given to learn from them what is usual."""
        return cls(
            f"What is usual cannot be learned from {_count(windows, 'window')}; 3 or more in a row are needed.",
            hint="profile the reference week by week, or day by day.",
        )


class PolicyError(MonitorError):
    """The words of a policy cannot be understood."""

    code = "FL620"

    @classmethod
    def no_text(cls, value: object) -> Self:
        """Tell that a policy is written as something else than a text."""
        return cls(f"A policy is {_show(value)}; expected a text.", hint='write it in quotes: "every 3".')

    @classmethod
    def not_understood(cls, text: str, word: str, forms: Iterable[str]) -> Self:
        """Tell from which word on a policy is not understood."""
        where = f"{word!r} is not understood there" if word else "a part of it is empty"
        return cls(f"The policy {_show(text)} cannot be read: {where}.", hint=f"write it like {_names(forms)}.")

    @classmethod
    def no_number(cls, text: str, word: str | None, what: str) -> Self:
        """Tell that a number is missing in a policy."""
        found = "nothing is there" if word is None else f"it is {word!r}"
        return cls(
            f"The policy {_show(text)} needs a number for the {what}; {found}.",
            hint="write a number such as 3, 0.70 or 30%.",
        )

    @classmethod
    def no_unit(cls, text: str, word: str, known: Iterable[str]) -> Self:
        """Tell that a policy counts in a unit that is not known."""
        return cls(
            f"The policy {_show(text)} counts in {word!r}.",
            hint=_choice(word, known, "count in periods, days or weeks; a period is as long as --period says."),
        )

    @classmethod
    def no_metric(cls, text: str, word: str, known: Iterable[str]) -> Self:
        """Tell that a policy is about a metric that is not known."""
        said = f"is about {word!r}, which is no metric" if word else "does not say which metric"
        return cls(f"The policy {_show(text)} {said}.", hint=_choice(word, known, "name one of the metrics."))

    @classmethod
    def wrong_way(cls, text: str, metric: str, bad: str) -> Self:
        """Tell that a metric is bad on the other side of a threshold."""
        better = "higher" if bad == "below" else "lower"
        return cls(
            f"The policy {_show(text)} would train while {metric} is good: it is better when it is {better}.",
            hint=f"write {bad} {metric}.",
        )

    @classmethod
    def senseless(cls, text: str, reason: str) -> Self:
        """Tell that a policy was understood and makes no sense."""
        first = reason.partition("\n")[0]
        return cls(f"The policy {_show(text)} makes no sense: {_clause(first)}.", hint="mend that number.")


class ReplayError(MonitorError):
    """A history cannot be replayed."""

    code = "FL621"

    @classmethod
    def not_named(cls, what: str, option: str, setting: str) -> Self:
        """Tell that it is not said what is to be replayed."""
        return cls(f"It is not said {what}.", hint=f"give {option}, or write {setting} into [replay] of fairlead.toml.")

    @classmethod
    def no_column(cls, role: str, column: str, columns: Iterable[str]) -> Self:
        """Tell that the table lacks the column of the time or of the outcome."""
        known = list(columns)
        return cls(
            f"The column {column!r} of {role} is not in the table ({_count(len(known), 'column')}).",
            hint=_choice(column, known, "is it another table?"),
        )

    @classmethod
    def no_times(cls, column: str, found: str) -> Self:
        """Tell that a column does not hold times."""
        return cls(
            f"The column '{column}' holds no times: {_clause(found)}.",
            hint="name a column of dates or times, or of texts such as 2013-02-28 or 2013-02-28 17:30.",
        )

    @classmethod
    def nothing_left(cls, rows: int, without_time: int, without_outcome: int) -> Self:
        """Tell that no row can be learned from."""
        return cls(
            f"Not one of {_count(rows, 'row')} can be used: {without_time} have no time, {without_outcome} no outcome.",
            hint="is it the right table, and are the columns the right ones?",
        )

    @classmethod
    def one_outcome(cls, period: str, rows: int, value: object) -> Self:
        """Tell that the first model would have nothing to tell apart."""
        return cls(
            f"All {_count(rows, 'row')} up to {period}, which the first model learns from, have the outcome "
            f"{_show(value)}.",
            hint="let it learn from more periods (--first 3), or make them longer (--period month).",
        )

    @classmethod
    def bad_number(cls, option: str, value: object, expected: str) -> Self:
        """Tell that a number of the replay makes no sense."""
        return cls(f"The option {option} is {_show(value)}; expected {expected}.", hint=f"mend {option}.")

    @classmethod
    def no_recipe(cls, text: str, reason: str) -> Self:
        """Tell that what is to be trained is not found, or is nothing that can be trained."""
        return cls(
            f"The recipe {text!r} cannot be used: {_clause(reason)}.",
            hint="write FILE.py:NAME, of an unfitted estimator, of a function that returns one, or of one that is "
            "given "
            "a table and returns a model.",
        )

    @classmethod
    def not_trained(cls, period: str, reason: str) -> Self:
        """Tell that a model could not be trained or asked; what was done is kept."""
        return cls(
            f"The model of {period} could not be made and scored: {_clause(reason)}.",
            hint="mend the recipe or the table, and call it again; models that are done stay.",
        )

    @classmethod
    def worker_died(cls) -> Self:
        """Tell that a process that trains has died."""
        return cls(
            "A process that trained a model has died; it may have needed more memory than there is.",
            hint="call it again with --workers 1; models that are done stay.",
        )

    @classmethod
    def not_measured(cls, policy: str, metric: str, known: Iterable[str]) -> Self:
        """Tell that a policy, or the table, is about a metric that these models do not have."""
        return cls(
            f"'{policy}' is about {metric}, which these models are not measured by.", hint=_choice("", known, "")
        )

    @classmethod
    def no_target(cls, policy: str, metric: str) -> Self:
        """Tell that a policy compares with a promise that nobody could measure."""
        return cls(
            f"The policy '{policy}' compares with what the first model promised, "
            f"and its {metric} could not be measured.",
            hint=f"give the threshold itself: below {metric} 0.7, or let the first model learn from more (--first).",
        )


class TriageError(MonitorError):
    """A fall of a model cannot be looked into."""

    code = "FL622"

    @classmethod
    def not_named(cls, what: str, option: str) -> Self:
        """Tell that it is not said what is compared."""
        return cls(f"It is not said {what}.", hint=f"give {option}.")

    @classmethod
    def no_column(cls, role: str, column: str, table: str, columns: Iterable[str]) -> Self:
        """Tell that a table lacks a column that is needed."""
        known = list(columns)
        return cls(
            f"The column {column!r} of {role} is not in {table} ({_count(len(known), 'column')}).",
            hint=_choice(column, known, "is it another table?"),
        )

    @classmethod
    def not_binary(cls, name: str, task: str) -> Self:
        """Tell that the model does not answer yes or no."""
        return cls(
            f"The model '{name}' answers a {task} question; a fall is looked into where there are two classes.",
            hint="look at the drift of its columns: fairlead.monitor.compare.",
        )

    @classmethod
    def unknown_outcome(cls, table: str, value: object, classes: Iterable[object]) -> Self:
        """Tell that an outcome is none of the classes."""
        return cls(
            f"An outcome in {table} is {_show(value)}; the model knows {' and '.join(map(_show, classes))}.",
            hint="write outcomes as in training, and leave those empty that are not known yet.",
        )

    @classmethod
    def which_is_positive(cls, values: Iterable[object]) -> Self:
        """Tell that without a model nobody knows which outcome the probability is of."""
        return cls(
            f"The outcomes are {' and '.join(map(_show, values))}, and it is not said which the probability is of.",
            hint="give --positive.",
        )

    @classmethod
    def not_trained(cls, reason: str) -> Self:
        """Tell that a challenger could not be trained."""
        return cls(f"A challenger cannot be trained: {_clause(reason)}.", hint="mend the recipe, or the columns.")

    @classmethod
    def bad_window(cls, reason: str) -> Self:
        """Tell that the windows of the log make no sense."""
        return cls(f"The windows cannot be compared: {_clause(reason)}.", hint="give --since, and --until if need be.")


class DetectorError(MonitorError):
    """A detector of changes in a stream cannot be used."""

    code = "FL623"

    @classmethod
    def no_such_detector(cls, name: str, known: Iterable[str]) -> Self:
        """Tell that there is no detector of this name."""
        return cls(f"There is no detector {name!r}.", hint=_choice(name, known, "name one that there is."))

    @classmethod
    def bad_setting(cls, detector: str, name: str, value: object, expected: str) -> Self:
        """Tell that a detector was given something that makes no sense."""
        return cls(f"'{detector}' was given {name} = {_show(value)}; expected {expected}.", hint=f"mend `{name}`.")

    @classmethod
    def no_value(cls, detector: str, position: int, value: object, expected: str) -> Self:
        """Tell that a value of the stream is nothing that the detector can take."""
        return cls(
            f"Value {position} of the stream is {_show(value)}; {detector} takes {expected}.",
            hint="leave out what is not known yet; a stream of errors is 1 for a wrong answer and 0 for a right one.",
        )

    @classmethod
    def no_change(cls, before: float, after: float) -> Self:
        """Tell that there is nothing to detect."""
        return cls(
            f"Between {before:g} and {after:g} there is no change to detect.", hint="give two different error rates."
        )


class BatchError(MonitorError):
    """Tell that a batch cannot be kept, or that there is none as asked for."""

    code = "FL611"

    @classmethod
    def other_rows(cls, name: str, rows: int, found: int) -> Self:
        """There is a batch of this name already, and it was made of other rows."""
        return cls(
            f"There is a batch '{name}' of {_count(rows, 'row')} already, made of other rows than these {found}.",
            hint="give the new one another name, or say --replace.",
        )

    @classmethod
    def unknown(cls, name: str, model: str, known: Iterable[str]) -> Self:
        """There is no batch of this name."""
        return cls(
            f"The model '{model}' has no batch '{name}'.",
            hint=_choice(name, known, "keep one: `fairlead monitor add TABLE --batch NAME`."),
        )

    @classmethod
    def profile_gone(cls, name: str, what: str) -> Self:
        """The file of a profile is no longer there."""
        return cls(
            f"What is kept of batch '{name}' ({what}) is gone from the place where outputs are stored.",
            hint=f"make it again from the rows: `fairlead monitor add TABLE --batch {name} --replace`.",
        )

    @classmethod
    def bad_reference(cls, text: str, known: Iterable[str], words: Iterable[str]) -> Self:
        """The words for a reference mean nothing."""
        return cls(
            f"{_show(text)} is no reference: there are the batches {_names(known) or '(none)'}.",
            hint=f"say one of: {', '.join(words)}.",
        )

    @classmethod
    def no_reference(cls, text: str, batch: str, known: Iterable[str]) -> Self:
        """There is no batch that a reference could be made of."""
        return cls(
            f"There is nothing that '{text}' could mean for the batch '{batch}'; kept are {_names(known)}.",
            hint="keep earlier batches (`fairlead monitor add TABLE --batch NAME`), or say --reference training.",
        )

    @classmethod
    def no_training(cls, model: str, reason: str) -> Self:
        """Nothing is kept of what the rows of the training looked like."""
        return cls(
            f"What the training of '{model}' looked like is not known: {_clause(reason)}.",
            hint="choose a batch: `fairlead monitor --reference previous`.",
        )

    @classmethod
    def bad_answer(cls, value: object, classes: Iterable[str]) -> Self:
        """An answer or an outcome is nothing that the model could have said."""
        known = list(classes)
        expected = f"one of {_names(known)}" if known else "a number"
        return cls(
            f"An answer or outcome is {_show(value)}; expected {expected}.",
            hint="is it the right column?",
        )

    @classmethod
    def no_column(cls, role: str, column: str, columns: Iterable[str]) -> Self:
        """The table lacks the column that was named for something."""
        return cls(
            f"The table has no column '{column}' for {role}.",
            hint=_choice(column, columns, "look at the table."),
        )

    @classmethod
    def no_times(cls, column: str, kind: str) -> Self:
        """A column that is to say when a row is from holds no times."""
        return cls(
            f"The column '{column}' holds {kind}, and no times.",
            hint="write times as in 2024-03-05T12:00:00+01:00, or name the batch: --batch 2024-03.",
        )

    @classmethod
    def name_or_time(cls) -> Self:
        """It is not said which batch the rows are, or it is said twice."""
        return cls(
            "It is not said which batch these rows are.",
            hint="name it (--batch 2024-03), or name the column that tells (--time COLUMN).",
        )


class UnanswerableRowError(FairleadError):
    """Tell that a row has the right form and that the pipeline of the model refuses it all the same."""

    code = "FL580"

    @classmethod
    def by_pipeline(cls, name: str, error: BaseException) -> Self:
        """A step of the pipeline raised; what it says may be long, so its first line counts."""
        reason = str(error).strip().partition("\n")[0] or type(error).__name__
        return cls(
            f"The model '{name}' cannot answer this row: {_clause(reason)}.",
            hint="send values as in training, or let a step of the recipe take such values.",
        )


class ServingError(FairleadError):
    """Tell that a model cannot be served in the way that was asked."""

    code = "FL585"

    @classmethod
    def no_port(cls, host: str, port: int, reason: str) -> Self:
        """The address cannot be listened at; `reason` is what the system says."""
        return cls(
            f"Nothing can be served at {host}:{port}: {_clause(reason)}.",
            hint="stop what listens there, or choose another port: --port 8001, or --port 0 for any that is free.",
        )

    @classmethod
    def which_model(cls, known: Sequence[str]) -> Self:
        """No model was named, and the registry does not have exactly one."""
        if not known:
            return cls("There is no model in the registry.", hint="run a pipeline that puts one there: `fairlead run`.")
        return cls(
            f"The registry has {len(known)} models: {_names(known)}.",
            hint=f"say which one is meant: `fairlead serve {known[0]}`; other commands take `--model {known[0]}`.",
        )


class ApiKeyError(FairleadError):
    """Tell that an API key is missing, or cannot be made or revoked."""

    code = "FL586"

    @classmethod
    def none_yet(cls, host: str) -> Self:
        """Others can reach the server, and nobody has a key."""
        return cls(
            f"Other machines can reach {host}, and there is no API key that they would have to show.",
            hint="make one: `fairlead keys add NAME`. To let everybody in, say so: --no-auth.",
        )

    @classmethod
    def none_here(cls) -> Self:
        """API keys are to be asked for, and nobody has one."""
        return cls("API keys are to be asked for, and there is none.", hint="make one: `fairlead keys add NAME`.")

    @classmethod
    def taken(cls, name: str) -> Self:
        """A key with this name counts already."""
        return cls(
            f"There is a key '{name}' already.",
            hint=f"use another name, or take that one back first: `fairlead keys revoke {name}`.",
        )

    @classmethod
    def unknown(cls, name: str, known: Sequence[str]) -> Self:
        """No key with this name counts."""
        return cls(
            f"There is no key '{name}' that could be revoked.",
            hint=_choice(name, known, otherwise="`fairlead keys list` shows them all."),
        )

    @classmethod
    def bad_name(cls, name: str) -> Self:
        """A name that is none."""
        return cls(
            f"{_show(name)} is no name for a key.",
            hint="use letters, digits, dots, dashes and underscores, at most 100: who asks with it, as in web-shop.",
        )


class LogError(FairleadError):
    """Tell that predictions cannot be logged, or that the log of them cannot be read."""

    code = "FL593"

    @classmethod
    def not_writable(cls, folder: Path | str, reason: object) -> Self:
        """The folder of the log cannot be made or written; `reason` is what the system says."""
        return cls(
            f"Predictions cannot be logged: {_clause(str(reason))}.",
            where=str(folder),
            hint="let the user of the server write there, or name another folder.",
        )

    @classmethod
    def not_written(cls, folder: Path | str, records: int, reason: object) -> Self:
        """Records were to be logged and could not be; none of them is acknowledged."""
        return cls(
            f"{_count(records, 'prediction')} could not be logged: {_clause(str(reason))}.",
            where=str(folder),
            hint="make room or let the folder be written; the log goes on by itself once it can.",
        )

    @classmethod
    def behind(cls, folder: Path | str, waiting: int, reason: object) -> Self:
        """Journals pile up, as none of them can be made into a segment; `waiting` is in bytes."""
        return cls(
            f"{waiting / 1e6:,.0f} MB of the log wait to become segments, and that fails: {_clause(str(reason))}.",
            where=str(folder),
            hint="mend what fails; the log goes on by itself then, and nothing of it is lost.",
        )

    @classmethod
    def closed(cls, folder: Path | str) -> Self:
        """A record came after the log was closed."""
        return cls(
            "The log of predictions is closed.",
            where=str(folder),
            hint="close it after the last request is answered.",
        )

    @classmethod
    def no_log(cls, folder: Path | str) -> Self:
        """There is no log where one was to be read."""
        return cls(
            "No prediction has been logged here.",
            where=str(folder),
            hint="the server writes the log; is it the folder that it was started with?",
        )

    @classmethod
    def bad_setting(cls, name: str, value: object, expected: str) -> Self:
        """A setting of the log has a value that means nothing."""
        return cls(f"The log cannot use {name} = {_show(value)}; expected {expected}.", hint="change the setting.")


class OutcomeError(FairleadError):
    """Tell that outcomes cannot be joined to the predictions that they are about."""

    code = "FL594"

    @classmethod
    def no_column(cls, role: str, column: str, columns: Iterable[str]) -> Self:
        """A table of outcomes lacks the column that is to be the `role`: the id, the truth or the time."""
        known = list(columns)
        return cls(
            f"The outcomes have no column '{column}' for {role}.",
            hint=_split(known) or _choice(column, known, "name the column that has it."),
        )

    @classmethod
    def no_id(cls, rows: int) -> Self:
        """Rows say what happened and not to which prediction."""
        return cls(
            f"{_count(rows, 'outcome')} without an id: nobody knows which prediction is meant.",
            hint="leave these rows out.",
        )

    @classmethod
    def no_class(cls, values: Sequence[object], classes: Sequence[object]) -> Self:
        """A truth is none of the classes that the model can answer."""
        shown = ", ".join(_show(value) for value in values)
        return cls(
            f"The model answers {', '.join(map(_show, classes[:NAMES_SHOWN]))}, and the outcomes say {shown}.",
            hint="write the outcomes as the target was written in training.",
        )

    @classmethod
    def no_number(cls, values: Sequence[object]) -> Self:
        """A truth is no number, and the model answers numbers."""
        shown = ", ".join(_show(value) for value in values)
        return cls(f"The model answers numbers, and the outcomes say {shown}.", hint="leave these rows out.")

    @classmethod
    def no_time(cls, column: str, value: object) -> Self:
        """A value of the column of times cannot be read as one."""
        return cls(
            f"{_show(value)} in column '{column}' is no time.",
            hint='write times in ISO 8601, as in "2026-11-23T14:45:00Z".',
        )


class ScoringError(FairleadError):
    """Tell that a table cannot be scored in the way that was asked."""

    code = "FL595"

    @classmethod
    def not_parquet(cls, out: Path | str) -> Self:
        """Predictions are written as Parquet only."""
        return cls(f"Predictions are written as Parquet, and '{out}' ends otherwise.", hint="end it with .parquet.")

    @classmethod
    def is_there(cls, out: Path | str) -> Self:
        """A file that would be written is there."""
        return cls(
            "There is a file already, and it is not overwritten.",
            where=str(out),
            hint="move it away, or name another one.",
        )

    @classmethod
    def is_busy(cls, out: Path | str) -> Self:
        """Another process is scoring into the same file."""
        return cls("Another process is writing this file.", where=str(out), hint="wait for it, or name another one.")

    @classmethod
    def other_job(cls, out: Path | str, work: Path | str, what: str) -> Self:
        """What was begun and interrupted was begun with something else; `what` says with what."""
        return cls(
            f"Scoring was interrupted here, and it was begun with {what}.",
            where=str(out),
            hint=f"repeat it as it was begun, or remove '{work}' to begin anew.",
        )

    @classmethod
    def missing_column(cls, column: str, columns: Iterable[str]) -> Self:
        """The table lacks a column of the model, or one that is to stay."""
        known = list(columns)
        return cls(
            f"The table has no column '{column}' ({_count(len(known), 'column')}).",
            hint=_split(known) or _choice(column, known, "is it the table that the model is for?"),
        )

    @classmethod
    def column_taken(cls, column: str) -> Self:
        """The table has a column of a name that is written."""
        return cls(
            f"The table has a column '{column}', which would be written too.",
            hint="rename it, or say which columns stay: `--keep customer_id`.",
        )

    @classmethod
    def rows_lost(cls, rows: int, answered: int, quarantined: int) -> Self:
        """Rows in and rows out do not add up; the result is not given out."""
        return cls(
            f"{_count(rows, 'row')} came in; {answered:,} answered and {quarantined:,} refused are not as many.",
            hint="this is a bug of Fairlead: please report it; nothing was written.",
        )

    @classmethod
    def worker_dies(cls, cluster: str, times: int) -> Self:
        """Worker after worker dies under one chunk."""
        return cls(
            f"Workers of {cluster} have died {times} times under the same rows.",
            hint="look for the memory that a worker may have; what is done stays, and the same command goes on.",
        )

    @classmethod
    def cluster_lost(cls, cluster: str, reason: str) -> Self:
        """The cluster has gone away in the middle."""
        return cls(
            f"The cluster {cluster} is lost: {_clause(reason)}.",
            hint="what is done stays: the same command goes on, with another engine or with `--engine local`.",
        )

    @classmethod
    def not_shared(cls, who: str, folder: Path | str) -> Self:
        """A worker writes elsewhere than this machine reads."""
        return cls(
            f"The worker on {who} does not have the folder '{folder}' that this machine has.",
            hint="put the project, the table and the answers on a folder that all machines share, at the same path.",
        )

    @classmethod
    def other_model(cls, called: str) -> Self:
        """A worker finds another model under the same name."""
        return cls(
            f"A worker has another model under the name {called}.",
            hint="let all machines use one store and one place of outputs: store.url and store.blobs.",
        )


class ParityError(FairleadError):
    """Tell that a server does not answer as the model was trained, or that this cannot be found out."""

    code = "FL596"

    @classmethod
    def differs(cls, model: str, different: int, rows: int, example: str) -> Self:
        """Answers over HTTP are other ones; `example` is the first row with both answers."""
        return cls(
            f"'{model}' is not put into use: {different:,} of {_count(rows, 'row')} are answered otherwise over HTTP "
            f"than by the trained model; {_clause(example)}.",
            hint="this is a bug of a step, or of Fairlead: `/model` names the plan. The alias has not moved.",
        )

    @classmethod
    def not_compared(cls, model: str, reason: str) -> Self:
        """Nothing could be compared."""
        return cls(
            f"'{model}' is not put into use, as its server could not be compared with it: {_clause(reason)}.",
            hint='mend that, or say why it must go without: `--no-parity "REASON"`. The alias has not moved.',
        )

    @classmethod
    def no_server(cls, reason: str) -> Self:
        """The server that was started for the comparison does not answer."""
        return cls(
            f"The server of the comparison does not answer: {_clause(reason)}.",
            hint="start it yourself to see more: `fairlead serve NAME:VERSION --port 0`.",
        )

    @classmethod
    def odd_status(cls, status: int, text: str) -> Self:
        """The server gave neither an answer nor a refusal."""
        return cls(
            f"The server of the comparison answers {status}: {_clause(text[:200])}.",
            hint="start it yourself to see more: `fairlead serve NAME:VERSION --port 0`.",
        )

    @classmethod
    def no_reason(cls) -> Self:
        """The comparison is to be left out, and it was not said why."""
        return cls(
            "A model that goes into use without a comparison is kept with the reason, and none was given.",
            hint='say it: `--no-parity "the server extra is not on this machine; replayed on staging"`.',
        )


class StudioError(FairleadError):
    """Tell that the studio cannot be opened, or cannot do what a page asks of it."""

    code = "FL800"

    @classmethod
    def no_port(cls, host: str, port: int, reason: str) -> Self:
        """The address cannot be listened at; `reason` is what the system says."""
        return cls(
            f"The studio cannot listen at {host}:{port}: {_clause(reason)}.",
            hint="another studio may be open there; leave out --port for one that is free.",
        )

    @classmethod
    def bad_parameter(cls, text: str) -> Self:
        """A line of the form that starts a run does not set a parameter."""
        return cls(
            f"'{text}' does not set a parameter, so nothing was started.",
            hint="write one a line: n=5 for all stages, train.n=5 for one.",
        )


class SandboxError(FairleadError):
    """Tell that a learner's code cannot be held on this machine, so that it was not run."""

    code = "FL810"

    @classmethod
    def no_level(cls, tried: Mapping[str, str]) -> Self:
        """None of the ways to hold code works here.

        Parameters
        ----------
        tried : level -> why it does not work.

        >>> print(SandboxError.no_level({"bubblewrap": "there is no program bwrap"}))
        Code from the editor cannot be held on this machine, so it is not run: bubblewrap (there is no program bwrap).
        Hint: install bubblewrap (Debian and Ubuntu: apt install bubblewrap), then start the studio again.
        """
        said = "; ".join(f"{name} ({_clause(why)})" for name, why in tried.items())
        return cls(
            f"Code from the editor cannot be held on this machine, so it is not run: {said}.",
            hint="install bubblewrap (Debian and Ubuntu: apt install bubblewrap), then start the studio again.",
        )

    @classmethod
    def not_held(cls, level: str, why: str) -> Self:
        """A limit of the level could not be set, so that the code was not started."""
        return cls(
            f"The code was not run: its limits could not be set ({level}: {_clause(why)}).",
            hint="run it again; if this stays, start the studio again, and it looks anew for what works here.",
        )


class LessonError(FairleadError):
    """Tell that the lesson has no such part, or cannot take an answer."""

    code = "FL811"

    @classmethod
    def unknown_part(cls, kind: str, name: str, known: Iterable[str]) -> Self:
        """The lesson has no chapter, quiz, prediction or editor of this name.

        >>> print(LessonError.unknown_part("chapter", "tests", ["notebook", "testing"]))
        The lesson has no chapter 'tests'.
        Hint: did you mean 'testing'?
        """
        names = list(known)
        near = nearest(name, names)
        hint = f"did you mean '{near}'?" if near else f"use one of {', '.join(names)}."
        return cls(f"The lesson has no {kind} {_show(name)}.", hint=hint)

    @classmethod
    def no_choice(cls, quiz: str) -> Self:
        """Nothing was chosen."""
        return cls(f"No answer was chosen in the quiz '{quiz}'.", hint="choose one, then ask for the result.")

    @classmethod
    def code_too_long(cls, length: int, most: int) -> Self:
        """More code was sent than the editor takes."""
        return cls(
            f"The code has {length:,} characters; the editor takes {most:,}.",
            hint="it needs a few lines only; put the text back with Reset.",
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


class ContainerError(FairleadError):
    """Tell that the files that carry a project to other machines cannot be written."""

    code = "FL741"

    @classmethod
    def bad_name(cls, name: str) -> Self:
        """A project's name has nothing in it that could name an image."""
        return cls(
            f"The project's name, {_show(name)}, cannot name an image.",
            hint='set project.name to lower-case letters, digits and hyphens, at most 52: "churn".',
        )

    @classmethod
    def in_the_way(cls, path: Path | str) -> Self:
        """A file is there that is not as it would be written."""
        return cls(
            f"'{path}' is there already, and not as it would be written now.",
            hint="write elsewhere (--out), move it away, or write over all of them: --force.",
        )

    @classmethod
    def not_writable(cls, folder: Path | str, reason: str) -> Self:
        """The folder cannot be written."""
        return cls(
            f"'{folder}' cannot be written: {_clause(reason)}.",
            hint="choose another folder: --out.",
        )


class ExportError(FairleadError):
    """Tell that a pipeline cannot be written as a file of another tool."""

    code = "FL720"

    @classmethod
    def of_task(cls, tool: str, task: str, what: str, hint: str) -> Self:
        """A task has something that the other tool cannot do; `what` is it, as a person wrote it."""
        return cls(f"Task '{task}' cannot be exported to {tool}: {what}.", hint=hint)

    @classmethod
    def of_pipeline(cls, tool: str, pipeline: str, what: str, hint: str) -> Self:
        """A setting of the pipeline has no counterpart in the other tool."""
        return cls(f"The pipeline '{pipeline}' cannot be exported to {tool}: {what}.", hint=hint)

    @classmethod
    def name_taken(cls, tool: str, task: str, name: str) -> Self:
        """The file needs a name for a step of its own that a task has already."""
        return cls(
            f"Task '{task}' cannot be exported to {tool}: it needs a step '{name}' there, and a task has that id.",
            hint=f"give the task '{name}' another id.",
        )


class StepError(FairleadError):
    """Tell that a step which another scheduler asked for cannot be carried out."""

    code = "FL721"
    final: bool = False
    """Whether to repeat the step would be against the pipeline: its retries are used up, or not for this error."""

    @classmethod
    def nothing_before(cls, task: str, before: str, run: str) -> Self:
        """A task that must have succeeded before has left nothing in this run."""
        return cls(
            f"'{task}' cannot run: '{before}', which comes before it, has left no result in the run '{run}'.",
            hint=f"run '{before}' in the same run; one that was only marked as done there has no output.",
        )

    @classmethod
    def failed(cls, task: str, run: str, reason: str, *, final: bool = False) -> Self:
        """The task itself has failed."""
        error = cls(
            f"Task '{task}' failed in the run '{run}': {_clause(reason)}.",
            hint="its output and its traceback stand above, and in `fairlead logs`.",
        )
        error.final = final
        return error

    @classmethod
    def undecided(cls, task: str, run: str, reason: str) -> Self:
        """The condition of a task cannot be decided."""
        return cls(
            f"Whether '{task}' may run cannot be decided in the run '{run}': {_clause(reason)}.",
            hint="look at the condition in `.when(...)` and at what the tasks that it reads returned.",
        )

    @classmethod
    def died(cls, task: str, run: str) -> Self:
        """The process that looked at the condition has died."""
        return cls(
            f"Whether '{task}' may run cannot be decided in the run '{run}': the process that looked at it died.",
            hint="signal 9 is often the system running out of memory; the step may be repeated.",
        )


class AirflowError(FairleadError):
    """Tell that an Airflow file has something that does not run here."""

    code = "FL730"

    @classmethod
    def unknown_name(cls, module: str, name: str) -> Self:
        """The file imports something that is not part of the subset."""
        return cls(
            f"'{name}' of '{module}' is not part of the Airflow that runs here.",
            hint=AIRFLOW_HINT,
        )

    @classmethod
    def unknown_module(cls, module: str) -> Self:
        """The file imports a module of Airflow, or of a provider, that is not part of the subset."""
        return cls(f"The module '{module}' is not part of the Airflow that runs here.", hint=AIRFLOW_HINT)

    @classmethod
    def of_operator(cls, operator: str, task: str, what: str) -> Self:
        """An operator is used in a way that does not run here; `what` names the argument, or what it does."""
        return cls(f"{operator} '{task}': {what} is not part of the Airflow that runs here.", hint=AIRFLOW_HINT)

    @classmethod
    def of_dag(cls, dag: str, what: str) -> Self:
        """A DAG has an argument that does not work here."""
        return cls(f"DAG '{dag}': {what} is not part of the Airflow that runs here.", hint=AIRFLOW_HINT)

    @classmethod
    def template(cls, operator: str, task: str, field: str, reason: str) -> Self:
        """A template in a field of an operator cannot be filled in."""
        return cls(
            f"{operator} '{task}': the template in {field} cannot be filled in: {_clause(reason)}.",
            hint="docs/reference/airflow.md lists what a template may name.",
        )

    @classmethod
    def bad_choice(cls, operator: str, task: str, chosen: str, known: Iterable[str]) -> Self:
        """A branch names a task that the DAG does not have."""
        return cls(
            f"{operator} '{task}' returned '{chosen}', which is no task of the DAG.",
            hint=f"its tasks are {_names(known)}.",
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
    """Return the value as code, cut to what a message has room for; a text keeps its closing quote."""
    text = repr(value)
    end = text[0] if isinstance(value, str) else ""
    return text if len(text) <= VALUE_WIDTH else f"{text[: VALUE_WIDTH - 1 - len(end)]}…{end}"


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


def _split(columns: Sequence[str]) -> str | None:
    """Return a hint if the only column is the header of a CSV file that is separated otherwise than by commas.

    >>> _split(["tenure;churn"])
    "is it separated by ';'? Write it with commas."
    """
    found = next((one for one in ";\t|" if one in columns[0]), None) if len(columns) == 1 else None
    return found and f"is it separated by {found!r}? Write it with commas."


def _place(path: Path | str, line: int | None) -> str | None:
    """Return a file and line as an editor opens them; without a line there is nothing to add to the name."""
    return None if line is None else f"{path}:{line}"


def _package(module: str) -> str:
    """Return what to install for a module."""
    return PACKAGE_OF.get(module, module)


def _version(number: int | None) -> str:
    """Return a version of a model in words."""
    return "nobody" if number is None else f"version {number}"


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
