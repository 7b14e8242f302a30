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
They lie in modules by what they are about, and a module is loaded when one of its names is first asked for; `words` has
the pieces of sentences that they share.
Each code has a page in the documentation, docs/errors/<code>.md.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import ClassVar, Self

    from fairlead.errors.airflow import *
    from fairlead.errors.blobs import *
    from fairlead.errors.data import *
    from fairlead.errors.deploy import *
    from fairlead.errors.evaluation import *
    from fairlead.errors.features import *
    from fairlead.errors.model import *
    from fairlead.errors.monitor import *
    from fairlead.errors.notebook import *
    from fairlead.errors.pipeline import *
    from fairlead.errors.project import *
    from fairlead.errors.registry import *
    from fairlead.errors.runs import *
    from fairlead.errors.schedule import *
    from fairlead.errors.serve import *
    from fairlead.errors.store import *
    from fairlead.errors.studio import *
    from fairlead.errors.suite import *
    from fairlead.errors.testing import *
    from fairlead.errors.words import NAMES_SHOWN as NAMES_SHOWN
    from fairlead.errors.words import PACKAGE_OF as PACKAGE_OF
    from fairlead.errors.words import REASON_LEFT_OUT as REASON_LEFT_OUT
    from fairlead.errors.words import VALUE_WIDTH as VALUE_WIDTH
    from fairlead.errors.words import nearest as nearest

_NAMES_IN = {
    "project": "ProjectError MissingExtraError",
    "pipeline": (
        "PipelineError PipelineImportError CycleError DuplicateTaskError UnknownTaskError UnknownParameterError "
        "TypeMismatchError InvalidTaskError OutsideDAGError ConditionError ParamError SecretError"
    ),
    "schedule": "ScheduleError",
    "runs": (
        "RunError RunNotFoundError NothingToResumeError RunOwnedError FencedError ShapeChangedError "
        "StoredOutputMissingError EffectUnknownError LoaderDiedError EngineError"
    ),
    "store": "StoreError StoreLockedError StoreVersionError StoreUnreachableError StoreReadOnlyError DiskFullError",
    "blobs": "BlobError BlobMissingError BlobCorruptError OutputError ObjectStoreError",
    "data": "TableError SplitError RowsLostError",
    "suite": "SuiteError ValidationError VALIDATION_PROBLEMS_SHOWN",
    "model": (
        "ModelError TrainingDataError ModelInputError TamperedModelError UntrustedTypeError ModelVersionError "
        "GoldenMismatchError"
    ),
    "registry": "UnknownModelError StaleChampionError PromotionError StillNeededError MirrorError ModelImportError",
    "evaluation": "EvaluationError MetricError GateError",
    "testing": "MLTestError",
    "notebook": "CheckError ProveError NotebookRunError PipelineRunError ConvertError NotConvertibleError",
    "features": "FeatureError FeatureStepError CurveError JoinError",
    "monitor": "MonitorError BatchError PolicyError ReplayError TriageError DetectorError",
    "serve": "UnanswerableRowError ServingError ApiKeyError LogError OutcomeError ScoringError ParityError",
    "studio": "StudioError SandboxError LessonError",
    "deploy": "ExportError ContainerError StepError",
    "airflow": "AirflowError AIRFLOW_HINT",
    "words": "NAMES_SHOWN PACKAGE_OF REASON_LEFT_OUT VALUE_WIDTH nearest",
}
"""The public names by the module that has them."""

_PLACES = {name: module for module, names in _NAMES_IN.items() for name in names.split()}

if not TYPE_CHECKING:  # a type checker reads the imports above, and so finds a name that is misspelt

    def __getattr__(name: str) -> object:
        """Load a public name the first time it is asked for."""
        if name not in _PLACES:
            raise AttributeError(f"module 'fairlead.errors' has no attribute {name!r}")
        value = getattr(import_module(f"fairlead.errors.{_PLACES[name]}"), name)
        globals()[name] = value  # the next look-up finds it without coming here
        return value


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({*globals(), *_PLACES})


def all_errors() -> dict[str, type[FairleadError]]:
    """Return every class of error by its code, the base class included.

    >>> all_errors()["FL102"].__name__
    'CycleError'
    """
    for module in _NAMES_IN:
        import_module(f"fairlead.errors.{module}")
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

        >>> from fairlead.errors import UnknownTaskError
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
