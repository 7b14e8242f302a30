"""Look into a fall of a model of the project: from two tables, or from the log of its predictions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from fairlead.errors import TriageError
from fairlead.project.models import meant
from fairlead.project.serving import log_folder
from fairlead.project.settings import Project

if TYPE_CHECKING:
    import polars as pl

    from fairlead.data.suite import Suite
    from fairlead.model import Model
    from fairlead.monitor.triaging.batch import Answers
    from fairlead.monitor.triaging.diagnosis import Triage

NEWEST_DAYS = 30
"""Of a log without --since the newest so many days are looked into."""


@dataclass(frozen=True, slots=True)
class Looked:
    """Hold a diagnosis, and what it was made of.

    Parameters
    ----------
    about : the model, and the rows before and after, in words.
    """

    triage: Triage
    about: str


@dataclass(frozen=True, slots=True)
class Tables:
    """Say which tables are compared, and what their columns mean.

    Parameters
    ----------
    before, after : paths of files, of a time when all was well, and of now.
    target : the column of the outcome; empty where it is not known yet.
    probability : the column of the probability that was answered; the model is asked if not given.
    positive : the outcome that the probability is of; the second class of the model if not given.
    time : the column to sort by; as the rows come if not given.
    leave_out : columns that nobody learns from.
    """

    before: str
    after: str
    target: str
    probability: str | None = None
    positive: str | None = None
    time: str | None = None
    leave_out: tuple[str, ...] = ()


def triage_tables(
    tables: Tables,
    project: Project | None,
    *,
    model: str | None = None,
    suite: Suite | None = None,
    error_cost: float | None = None,
    currency: str = "",
) -> Looked:
    """Compare two tables with outcomes.

    Parameters
    ----------
    model : as `read_reference` takes it; its suite and its recipe are used. None if the tables hold probabilities.
    suite : instead of that of the model.

    Raises
    ------
    TriageError
        A column is missing, an outcome is not known to the model, the model is not about two classes, or neither a
        model nor a probability is given.
    TableError, UnknownModelError, ModelInputError
        A table cannot be read; there is no such model; the rows are not such as it needs.
    MonitorError
        Too few outcomes are known.
    """
    from fairlead.frame import read_table

    if model is None and tables.probability is None:
        what = "what the model answered"
        raise TriageError.not_named(what, "--model NAME, or --probability COLUMN of both tables")
    if model is not None and project is None:
        raise TriageError.not_named("which project has the model", "the folder of a project: call it there")
    named = None if model is None or project is None else _model(project, model)
    frames = [_sorted(read_table(path), tables.time, path) for path in (tables.before, tables.after)]
    for frame, path in zip(frames, (tables.before, tables.after), strict=True):
        for role, column in (("the outcome", tables.target), ("the probability", tables.probability)):
            if column is not None and column not in frame.columns:
                raise TriageError.no_column(role, column, path, frame.columns)
        for column in tables.leave_out:
            if column not in frame.columns:
                raise TriageError.no_column("--leave-out", column, path, frame.columns)
    positive = _positive(frames, tables, named)
    answers = [
        _answers(frame, tables, named, positive, path)
        for frame, path in zip(frames, (tables.before, tables.after), strict=True)
    ]
    title = f"{model}, " if model else ""
    about = f"{title}{tables.before} ({len(frames[0]):,} rows) against {tables.after} ({len(frames[1]):,} rows)"
    return Looked(_triage(answers, named, suite, error_cost, currency), about)


def triage_log(
    project: Project,
    *,
    model: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    reference: tuple[datetime | None, datetime | None] = (None, None),
    suite: Suite | None = None,
    error_cost: float | None = None,
    currency: str = "",
) -> Looked:
    """Compare two windows of the log of predictions, with the outcomes that are known by now.

    Parameters
    ----------
    model : as `read_reference` takes it; the only one there is if not given.
    since, until : the window that is looked into; the newest 30 days if not given.
    reference : from when until when all was well; all that was before `since` if not given.

    Raises
    ------
    TriageError
        A window is empty, or the model is not about two classes.
    LogError, UnknownModelError, ServingError, MonitorError
        There is no log; no such model; too few outcomes are known.
    """
    import polars as pl

    from fairlead.serve.log import read_joined

    with project.open_registry() as registry:
        name, which = meant(registry, model)
        version = registry.get(name, which).version
        named = registry.load(name, version)
    _check_binary(named)
    folder = log_folder(project, name)
    rows = read_joined(folder).filter(pl.col("arm") != "shadow", pl.col("prediction").is_not_null())
    newest = rows.select(pl.col("at").max()).collect().item()
    if newest is None:
        raise TriageError.bad_window(f"the log of {name} has no predictions")
    begin = since or newest - timedelta(days=NEWEST_DAYS)
    windows = ((reference[0], reference[1] or begin), (begin, until))
    frames = []
    for (first, last), what in zip(windows, ("before", "since"), strict=True):
        part = rows
        part = part if first is None else part.filter(pl.col("at") >= _aware(first))
        part = part if last is None else part.filter(pl.col("at") < _aware(last))
        frame = part.sort("at").collect()
        if not frame.height:
            raise TriageError.bad_window(f"no prediction of {name} lies {what} {_aware(begin):%Y-%m-%d %H:%M}")
        frames.append(frame)
    answers = [_logged(frame, named, name, version) for frame in frames]
    about = (
        f"{name}:{version}, {len(frames[0]):,} predictions before {_aware(begin):%Y-%m-%d} against "
        f"{len(frames[1]):,} since"
    )
    return Looked(_triage(answers, named, suite, error_cost, currency), about)


def _model(project: Project, reference: str) -> Model:
    with project.open_registry() as registry:
        name, which = meant(registry, reference)
        found = registry.load(name, which)
    _check_binary(found)
    return found


def _check_binary(model: Model) -> None:
    if model.task != "binary":
        raise TriageError.not_binary(model.name, model.task)


def _sorted(frame: pl.DataFrame, time: str | None, path: str) -> pl.DataFrame:
    if time is None:
        return frame
    if time not in frame.columns:
        raise TriageError.no_column("the time", time, path, frame.columns)
    return frame.sort(time, maintain_order=True)


def _positive(frames: Sequence[pl.DataFrame], tables: Tables, model: Model | None) -> Any:
    """Return the outcome that the probability is of."""
    seen = sorted(
        {value for frame in frames for value in frame[tables.target].drop_nulls().unique().to_list()}, key=str
    )
    known = seen if model is None else list(model.classes)
    if tables.positive is not None:
        found = next((one for one in known if str(one) == tables.positive), None)
        if found is None:
            raise TriageError.unknown_outcome("--positive", tables.positive, known)
        return found
    if model is not None:
        return model.classes[1]
    if set(map(str, seen)) <= {"0", "1", "0.0", "1.0", "False", "True", "false", "true"}:
        return next((one for one in seen if str(one).lower() in ("1", "1.0", "true")), 1)
    raise TriageError.which_is_positive(seen[:3])


def _outcomes(values: pl.Series, positive: Any, classes: Sequence[Any] | None, path: str) -> list[bool | None]:
    """Return whether each outcome is the positive one; None where it is not known."""
    plain = [None if value != value else value for value in values.to_list()]
    words = None if classes is None else {str(one): one for one in classes}
    if words is not None:
        strange = next((value for value in plain if value is not None and str(_plain(value)) not in words), None)
        if strange is not None:
            raise TriageError.unknown_outcome(path, strange, classes or ())
    return [None if value is None else str(_plain(value)) == str(_plain(positive)) for value in plain]


def _plain(value: Any) -> Any:
    """Return a whole number without its point: a column with gaps is read as decimal numbers."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _answers(frame: pl.DataFrame, tables: Tables, model: Model | None, positive: Any, path: str) -> Answers:
    from fairlead.monitor.triaging.batch import Answers

    classes = None if model is None else [_plain(one) for one in model.classes]
    outcomes = _outcomes(frame[tables.target], positive, classes, path)
    dropped = [tables.target, *tables.leave_out, *filter(None, (tables.probability, tables.time))]
    asked = None
    said = None
    if model is None:
        inputs: Any = frame.drop(dropped)
    else:
        inputs, asked, said = _asked(model, frame, positive)
    if tables.probability is None:
        return Answers.of(inputs, asked, outcomes, said)
    given = frame[tables.probability].to_numpy()
    return Answers.of(inputs, given, outcomes, again=asked)


def _asked(model: Model, frame: pl.DataFrame, positive: Any) -> tuple[Any, Any, Any]:
    """Return the rows as the model takes them, and what it answers: the probability, and whether it says positive."""
    import numpy

    from fairlead.model.rows import table_of

    tolerant = model.tolerant()
    place = list(model.classes).index(positive)
    table = table_of(frame, tolerant.schema)
    said = numpy.asarray(tolerant.predict(frame)) == positive
    return table, tolerant.predict_proba(frame)[:, place], said


def _logged(frame: pl.DataFrame, model: Model, name: str, version: int) -> Answers:
    """Return the answers of a log. Rows that this version has answered are asked again."""
    import numpy
    import polars as pl

    from fairlead.monitor.triaging.batch import Answers

    inputs = frame.select(pl.col("^input\\..*$")).rename(lambda column: column.removeprefix("input."))
    positive = model.classes[1]
    sure = frame.select(pl.col("outputs").list.get(1, null_on_oob=True)).to_series().to_numpy()
    outcomes = _outcomes(frame["truth"], positive, [_plain(one) for one in model.classes], f"the log of {name}")
    said = [str(_plain(value)) == str(_plain(positive)) for value in frame["prediction"].to_list()]
    table, asked, _ = _asked(model, inputs, positive)
    own = (frame["version"] == version).to_numpy()
    return Answers.of(table, sure, outcomes, said, again=numpy.where(own, asked, sure))


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _triage(
    answers: Sequence[Answers], model: Model | None, suite: Suite | None, error_cost: float | None, currency: str
) -> Triage:
    from fairlead.monitor.triaging.diagnosis import triage

    recipe = None
    if model is not None:
        from sklearn.base import clone

        recipe = clone(model.pipeline)
        if suite is None and model.suite is not None:
            from fairlead.data.gx.reading import read_gx

            suite = read_gx(model.suite)
    return triage(answers[0], answers[1], suite=suite, recipe=recipe, error_cost=error_cost, currency=currency)
