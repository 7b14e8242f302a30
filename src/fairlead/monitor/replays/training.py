"""Make one model of a replay and score it on every later period: what a process of its own does."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from fairlead.monitor.replays.keeping import Kept

if TYPE_CHECKING:
    import polars as pl

    from fairlead.model.evaluation.answers import Answers
    from fairlead.model.target import Task

Library = Literal["polars", "pandas"]

METRICS: Mapping[str, tuple[str, ...]] = {
    "binary": ("accuracy", "roc_auc", "average_precision", "f1", "precision", "recall", "log_loss", "brier"),
    "multiclass": ("accuracy", "roc_auc", "log_loss"),
    "regression": ("mae", "rmse", "r2"),
}
"""What models are measured by; the number of errors comes with it."""


@dataclass(frozen=True, slots=True)
class Part:
    """Hold some rows of a period: from `start` until before `stop`."""

    path: Path
    digest: str
    start: int
    stop: int

    @property
    def rows(self) -> int:
        """Return how many rows it has."""
        return self.stop - self.start


Span = tuple[Part, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Recipe:
    """Say how a model is made. It goes to other processes, so what is in it must be importable there.

    Parameters
    ----------
    make : unfitted scikit-learn estimator, or a function that is given a table with the outcomes in it, and returns a
        fitted estimator or a `fairlead.model.Model`.
    identity : digest of its code and parameters; None if it cannot be told, and then nothing is kept.
    target : the column of the outcome.
    columns : that an estimator is given.
    classes : all outcomes there are, in order; empty where they are numbers.
    library : of the table that it is given.
    seed : from which every random number of an estimator comes.
    """

    make: Any
    identity: str | None
    target: str
    columns: tuple[str, ...]
    classes: tuple[Any, ...] = ()
    library: Library = "polars"
    seed: int = 0

    def table(self, span: Span) -> Any:
        """Return the rows of a span, with the outcomes."""
        import polars as pl

        rows = pl.concat([_read(one) for one in span])
        return rows.to_pandas() if self.library == "pandas" else rows

    def inputs(self, table: Any) -> Any:
        """Return the columns that an estimator is given."""
        return table[list(self.columns)]

    def fitted(self, table: Any) -> Any:
        """Train on a table with outcomes."""
        from fairlead.model.seeds import quiet, seeded

        with quiet():
            if not hasattr(self.make, "fit"):
                model = self.make(table)
                return model.tolerant() if hasattr(model, "tolerant") else model
            import numpy

            outcomes = numpy.asarray(table[self.target])
            return seeded(self.make, self.seed).fit(self.inputs(table), outcomes)


@dataclass(frozen=True, slots=True)
class Job:
    """Hold one model that is to be made.

    Parameters
    ----------
    name : of the period up to which it learns, for messages.
    number : of the model in the matrix.
    role : "model", "control" (on as many rows as the first had), or "target" (the first model's own evaluation).
    learned : the rows that it learns from.
    scored : the rows of each period that it is scored on, by the number of the period.
    """

    name: str
    number: int
    role: Literal["model", "control", "target"]
    learned: Span
    scored: Mapping[int, Span]

    @property
    def rows(self) -> int:
        """Return how many rows it learns from."""
        return sum(one.rows for one in self.learned)


@dataclass(frozen=True, slots=True)
class Made:
    """Hold what became of a job.

    Parameters
    ----------
    seconds : CPU seconds that the training took, when it was done.
    scores, drift : by the number of the period.
    task : what kind of question the model answers.
    error : why it could not be made; empty if it could.
    warnings : what libraries have warned of.
    was_kept : whether nothing had to be computed.
    """

    job: Job
    seconds: float = 0.0
    scores: Mapping[int, Mapping[str, float]] = field(default_factory=dict)
    drift: Mapping[int, Mapping[str, float]] = field(default_factory=dict)
    task: str = ""
    error: str = ""
    warnings: tuple[str, ...] = ()
    was_kept: bool = False


def key_of(recipe: Recipe, span: Span) -> str:
    """Return the digest of all that a model depends on."""
    parts = (recipe.identity, recipe.target, recipe.columns, recipe.classes, recipe.library, recipe.seed, words(span))
    return sha256(repr(parts).encode()).hexdigest()[:32]


def words(span: Span) -> str:
    """Write which rows a span has, by their content."""
    return " ".join(f"{one.digest}[{one.start}:{one.stop}]" for one in span)


def recall(job: Job, recipe: Recipe, kept: Kept) -> Made | None:
    """Return a model that was made and scored before; None if a part of it is not known yet."""
    known = kept.read(key_of(recipe, job.learned))
    if known is None:
        return None
    scores = {number: known["scores"].get(words(span)) for number, span in job.scored.items()}
    drift = {number: known["drift"].get(words(span)) for number, span in job.scored.items()}
    if None in scores.values() or (job.role == "model" and None in drift.values()):
        return None
    there = {number: one for number, one in drift.items() if one is not None}
    said = tuple(known["warnings"])
    return Made(job, known["seconds"], scores, there, known["task"], warnings=said, was_kept=True)


def make(job: Job, recipe: Recipe, kept: Kept) -> Made:
    """Make a model and score it, as far as that was not done before; what goes wrong is told in the result."""
    try:
        with warnings.catch_warnings(record=True) as heard:
            warnings.simplefilter("always")
            document = _made(job, recipe, kept)
    except Exception as error:  # the edge of one model: whoever waits for it is told why
        return Made(job, error=f"{type(error).__name__}: {error}".strip().rstrip(":"))
    said = {one.category.__name__: str(one.message).strip().partition("\n")[0] for one in heard if _is_of_training(one)}
    document["warnings"] = document["warnings"] or [f"{kind}: {text}" for kind, text in sorted(said.items())]
    kept.write(key_of(recipe, job.learned), document)
    found = recall(job, recipe, _Only(document))
    assert found is not None
    return Made(job, found.seconds, found.scores, found.drift, found.task, warnings=found.warnings)


def _made(job: Job, recipe: Recipe, kept: Kept) -> dict[str, Any]:
    key = key_of(recipe, job.learned)
    known = kept.read(key) or {"seconds": 0.0, "task": "", "scores": {}, "drift": {}, "warnings": []}
    to_score = {number: span for number, span in job.scored.items() if words(span) not in known["scores"]}
    to_compare = [span for span in job.scored.values() if words(span) not in known["drift"]]
    table = None
    if to_score:
        model = kept.model(key)
        if model is None:
            table = recipe.table(job.learned)
            began = time.process_time()
            model = recipe.fitted(table)
            known["seconds"] = time.process_time() - began
            kept.write_model(key, model)
        known["task"] = _task(model, recipe)
        for span in to_score.values():
            known["scores"][words(span)] = scores_of(model, recipe, recipe.table(span))
    if job.role == "model" and to_compare:
        table = recipe.table(job.learned) if table is None else table
        known["drift"] |= _drift(recipe, table, to_compare, kept)
    return known


def _task(model: Any, recipe: Recipe) -> str:
    from sklearn.base import is_regressor

    inner = getattr(model, "pipeline", model)
    try:
        is_number = is_regressor(inner)
    except AttributeError:  # it is of no class of scikit-learn's, which know what they are
        is_number = not hasattr(inner, "classes_")
    if is_number:
        return "regression"
    return "binary" if len(recipe.classes) == 2 else "multiclass"


def scores_of(model: Any, recipe: Recipe, table: Any) -> dict[str, float]:
    """Return how good a model is on rows with outcomes; what has no value there is left out.

    Where all outcomes are the same there is no AUC.
    """
    import numpy

    from fairlead.model.evaluation.answers import ask, numbered

    task: Task = _task(model, recipe)  # type: ignore[assignment]  # one of the three words
    truth = numpy.asarray(table[recipe.target])
    if task == "regression":
        answers = ask(model, recipe.inputs(table), truth.astype(float), task, ())
    else:
        places = numbered(truth.tolist(), recipe.classes, "the table")
        answers = ask(model, recipe.inputs(table), places, task, recipe.classes)
    return measured(answers)


def measured(answers: Answers) -> dict[str, float]:
    """Return every metric that has a value on these answers, and the number of errors.

    Of a regression the errors are the sum of the absolute ones.
    """
    from fairlead.errors import MetricError
    from fairlead.model.evaluation.metrics import score

    wrong = abs(answers.truth - answers.said) if answers.task == "regression" else answers.truth != answers.said
    found = {"errors": float(wrong.sum())}
    for name in METRICS[answers.task]:
        try:
            found[name] = score(name, answers)
        except MetricError:
            continue
    return found


def _drift(recipe: Recipe, table: Any, spans: Sequence[Span], kept: Kept) -> dict[str, dict[str, float]]:
    """Return the PSI of each column of later rows against those that the model learned from."""
    from fairlead.monitor.drift.report import compare
    from fairlead.monitor.profiles.table import profile

    def profiled(span: Span) -> Any:
        return profile(recipe.inputs(recipe.table(span)))

    learned = profile(recipe.inputs(table))
    found = {}
    for span in spans:
        name = sha256(f"{words(span)} {recipe.columns}".encode()).hexdigest()[:32]
        current = kept.profile(name, lambda span=span: profiled(span))  # type: ignore[misc]  # bound where it is called
        report = compare(learned, current)
        found[words(span)] = {column: one.psi for column, one in report.items() if one.psi is not None}
    return found


def _read(part: Part) -> pl.DataFrame:
    import polars as pl

    rows = pl.read_parquet(part.path, glob=False)
    return rows if part.rows == rows.height else rows.slice(part.start, part.rows)


def _is_of_training(heard: warnings.WarningMessage) -> bool:
    return not issubclass(heard.category, DeprecationWarning | FutureWarning | PendingDeprecationWarning)


class _Only(Kept):
    """Hold one document."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document

    def read(self, key: str) -> Any:
        return self._document


Progress = Callable[[int, int], None]
