"""Batches out of a table: the whole of it by a name, or cut by a column of times."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fairlead.errors import BatchError, FairleadError, ModelInputError
from fairlead.finding import Finding, Severity
from fairlead.monitor.batches.answered import Answered
from fairlead.monitor.batches.intake import Intake
from fairlead.monitor.batches.periods import FORMATS, span_of, zone_of
from fairlead.monitor.batches.times import read_times
from fairlead.monitor.performance.maturity import quantiles_of
from fairlead.monitor.watching.settings import Watched
from fairlead.project.monitoring.log_batches import SLACK
from fairlead.project.monitoring.subject import Subject

if TYPE_CHECKING:
    import polars as pl

    from fairlead.model import Model


@dataclass(frozen=True, slots=True)
class Columns:
    """Say which columns of a table are what; all others are inputs.

    Parameters
    ----------
    time : when a row is from; batch : the name of the batch that all rows are. One of them is needed.
    id : tells rows apart, and is no input; leave_out : other columns that are none.
    answer : what the model answered; probability : of the class that is looked for, of two.
    outcome : what happened, empty where it is not known yet; known_at : when that became known.
    asks : whether the model is asked, where nobody kept what it answered.
    """

    time: str | None = None
    batch: str | None = None
    id: str | None = None
    answer: str | None = None
    probability: str | None = None
    outcome: str | None = None
    known_at: str | None = None
    leave_out: tuple[str, ...] = ()
    asks: bool = False

    @property
    def roles(self) -> Mapping[str, str]:
        """Return the columns that are named, with what each is for."""
        said = {
            "the id": self.id, "the answer": self.answer, "the probability": self.probability,
            "the outcome": self.outcome, "the time an outcome was known": self.known_at,
        }  # fmt: skip
        return {column: role for role, column in said.items() if column is not None}


LoadModel = Callable[[], "Model"]


@dataclass(frozen=True, slots=True)
class TableSource:
    """Hold a table that batches are made of, and what its columns are."""

    table: pl.DataFrame
    path: str
    columns: Columns
    subject: Subject
    watched: Watched
    now: float
    load: LoadModel | None = field(default=None)

    def intakes(self) -> Iterator[Intake]:
        """Give the batches.

        Raises
        ------
        BatchError
            It is not said which batch the rows are, a column is not there or holds something else.
        """
        columns = self.columns
        if (columns.time is None) == (columns.batch is None):
            raise BatchError.name_or_time()
        for column, role in columns.roles.items():
            if column not in self.table.columns:
                raise BatchError.no_column(role, column, self.table.columns)
        if columns.batch is not None:
            yield self._whole(self.table, columns.batch, list(self._repeated_ids(self.table)))
            return
        assert columns.time is not None
        times, odd = read_times(self.table, columns.time, zone_of(self.watched.timezone))
        odd += self._repeated_ids(self.table)
        name = times.dt.convert_time_zone(self.watched.timezone).dt.strftime(FORMATS[self.watched.period])
        # The time is when a row is from, not what the model is told of it, unless the model asks for that column.
        rest = self.table if columns.time in self.subject.inputs else self.table.drop(columns.time)
        place = "(place)"
        rows = rest.with_columns(times.alias(place), name.alias("(name)")).drop_nulls(place).sort(place)
        for (period,), part in rows.group_by("(name)", maintain_order=True):
            yield self._whole(part.drop(place, "(name)"), str(period), odd)
            odd = [one for one in odd if one.code == "times-without-zone"]  # the others are told once
        if not rows.height:
            raise BatchError.no_times(columns.time, "no time at all" if self.table.height else "no rows")

    def _whole(self, rows: pl.DataFrame, name: str, odd: list[Finding]) -> Intake:
        columns = self.columns
        span = span_of(name, zone_of(self.watched.timezone))
        inputs = rows.drop([*columns.roles, *[one for one in columns.leave_out if one in rows.columns]])
        found = [*odd]
        if span is not None and span[0] > self.now + SLACK:
            message = f"The batch {name} is in the future."
            found.append(Finding("times-in-future", Severity.WARNING, message, why="A clock is wrong, or a time zone."))
        answered = self._answered(rows, inputs, found)
        is_by_model = answered is not None or columns.asks
        delays, last_known = self._delays(rows, span)
        labelled = 0 if answered is None else answered.labelled
        return Intake(
            name=name,
            table=inputs,
            source=self.path,
            answered=answered,
            versions={str(self.subject.version): rows.height} if is_by_model else {},
            began=None if span is None else span[0],
            ended=None if span is None else span[1],
            delays=delays,
            findings=found,
            labels=[labelled, last_known],
        )

    def _answered(self, rows: pl.DataFrame, inputs: pl.DataFrame, found: list[Finding]) -> Answered | None:
        """Return what the model answered, as the table says or as it is asked; None without any."""
        columns, subject = self.columns, self.subject
        truth = [None] * rows.height if columns.outcome is None else rows[columns.outcome].to_list()
        if not rows.height:
            return None
        if columns.answer is None and columns.probability is None:
            return self._asked(inputs, truth, found) if columns.asks else None
        chances = None
        if columns.probability is not None:
            chances = _two_sided(rows[columns.probability], columns.probability, subject)
        if columns.answer is not None:
            said: list[Any] = rows[columns.answer].to_list()
        else:
            assert chances is not None
            said = [subject.classes[int(one >= 0.5)] for one in chances[:, 1]]
        missing = sum(one is None for one in said)
        if missing:
            raise BatchError.bad_answer(None, [str(one) for one in subject.classes])
        return Answered.of(subject.task, subject.classes, said, truth, chances)

    def _asked(self, inputs: pl.DataFrame, truth: list[Any], found: list[Finding]) -> Answered | None:
        assert self.load is not None
        model = self.load()
        try:
            return ask(model, inputs, truth, self.subject)
        except (ModelInputError, FairleadError) as error:
            found.append(
                Finding(
                    "not-answered",
                    Severity.ERROR,
                    f"The model cannot answer these rows: {error.message}",
                    why="In production such rows are refused.",
                    fix=error.hint,
                )
            )
            return None

    def _delays(self, rows: pl.DataFrame, span: tuple[float, float] | None) -> tuple[tuple[float, ...], float]:
        if self.columns.known_at is None or span is None:
            return (), 0.0
        times, _ = read_times(rows, self.columns.known_at, zone_of(self.watched.timezone))
        seconds = (times.drop_nulls().dt.timestamp("ms") / 1000).to_numpy()
        return quantiles_of(seconds - span[1]), float(seconds.max()) if len(seconds) else 0.0

    def _repeated_ids(self, rows: pl.DataFrame) -> Iterator[Finding]:
        if self.columns.id is None:
            return
        repeated = rows.height - rows[self.columns.id].n_unique()
        if repeated:
            yield Finding(
                "ids-repeated",
                Severity.WARNING,
                f"{repeated:,} of {rows.height:,} rows have the id of another row.",
                why="Rows that were written twice count twice.",
                evidence={"repeated": repeated},
                fix="keep one row for each id.",
            )


def _two_sided(values: pl.Series, column: str, subject: Subject) -> Any:
    import numpy
    import polars as pl

    if subject.task != "binary":
        raise BatchError.no_column("one probability", column, [])
    found = values.cast(pl.Float64, strict=False).fill_null(float("nan")).to_numpy()
    if not ((found >= 0) & (found <= 1)).all():
        odd = values.filter(~((pl.Series(found) >= 0) & (pl.Series(found) <= 1)).fill_null(False))
        raise BatchError.bad_answer(odd[0], ["a probability between 0 and 1"])
    return numpy.column_stack([1 - found, found])


def ask(model: Model, inputs: pl.DataFrame, truth: list[Any], subject: Subject) -> Answered:
    """Ask a model about rows; any value may be missing in them.

    Raises
    ------
    ModelInputError
        A column is missing, or a value is of another kind than in training.
    """
    asked = model.tolerant()
    if subject.task == "regression" or not hasattr(model.pipeline, "predict_proba"):
        return Answered.of(subject.task, subject.classes, asked.predict(inputs).tolist(), truth)
    chances = asked.predict_proba(inputs)
    said = [model.classes[place] for place in chances.argmax(axis=1)]
    return Answered.of(subject.task, subject.classes, said, truth, chances)
