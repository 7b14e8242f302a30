"""Batches out of the log of predictions: cut by day, week or month, with the outcomes that are known by now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fairlead.errors import LogError
from fairlead.finding import Finding, Severity
from fairlead.monitor.batches.answered import Answered
from fairlead.monitor.batches.batch import Batch
from fairlead.monitor.batches.intake import Intake
from fairlead.monitor.batches.periods import FORMATS, span_of, zone_of
from fairlead.monitor.performance.maturity import quantiles_of
from fairlead.monitor.watching.expert import Earlier
from fairlead.monitor.watching.settings import Watched
from fairlead.project.monitoring.subject import Subject
from fairlead.serve.log import read_joined

if TYPE_CHECKING:
    import polars as pl

INPUT = "input."
GIVEN = ("champion", "canary")
"""Whose answers somebody was given; a shadow's answers are those of a fresh model, to compare with."""

SLACK = 86_400.0
"""Seconds by which a clock may be ahead before a time is said to be in the future."""

EARLIER_ROWS = 20_000
"""From so many of the latest rows with outcomes the error of a regression is learned."""

AskFresh = Callable[["pl.DataFrame", float], Mapping[str, Answered]]
"""Asks a fresh model about the rows of a batch that began at some time; nothing if it has learned from later rows."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Hold how many rows of a period are in the log, and how many outcomes are known."""

    name: str
    rows: int
    answered: int
    labelled: int
    last_known: float

    @property
    def labels(self) -> list[float]:
        """Return what changes when an outcome comes, or is corrected."""
        return [self.labelled, self.last_known]


def has_log(folder: Path) -> bool:
    """Tell whether any prediction was logged."""
    try:
        read_joined(folder)
    except LogError:
        return False
    return True


def counted(folder: Path, watched: Watched) -> list[Counted]:
    """Return the periods that the log has rows of, in the order of time."""
    import polars as pl

    found = (
        read_joined(folder)
        .filter(pl.col("arm").is_in(GIVEN))
        .group_by(_name(watched).alias("period"))
        .agg(
            rows=pl.len(),
            answered=pl.col("prediction").is_not_null().sum(),
            labelled=(pl.col("truth").is_not_null() & pl.col("prediction").is_not_null()).sum(),
            last_known=pl.col("known_at").max().dt.timestamp("ms"),
        )
        .sort("period")
        .collect()
    )
    return [
        Counted(row["period"], row["rows"], row["answered"], row["labelled"], (row["last_known"] or 0) / 1000)
        for row in found.rows(named=True)
    ]


def new_batches(
    folder: Path,
    subject: Subject,
    watched: Watched,
    known: Mapping[str, Batch],
    now: float,
    ask_fresh: AskFresh | None = None,
) -> Iterator[Intake]:
    """Give the batches of the log that are new, or have more rows or outcomes than when they were kept.

    A batch of which the log has fewer rows by now stays as it was kept: old rows are removed from a log.
    """
    for one in counted(folder, watched):
        before = known.get(one.name)
        if before is not None and before.source != "log":
            continue
        if before is not None and one.answered < before.rows:
            continue
        ended = (span_of(one.name, zone_of(watched.timezone)) or (0.0, 0.0))[1]
        is_same = before is not None and before.rows == one.answered and list(before.facts["labels"]) == one.labels
        if is_same and before is not None and before.is_open == (ended > now):
            continue
        yield _intake(folder, one, subject, watched, now, ask_fresh)


def earlier_rows(folder: Path, subject: Subject, began: float) -> Earlier | None:
    """Return the latest rows from before a time whose outcomes are known; None without any.

    Parameters
    ----------
    began : seconds since 1970-01-01 UTC.
    """
    import polars as pl

    given = (
        read_joined(folder, until=began)
        .filter(pl.col("arm").is_in(GIVEN), pl.col("prediction").is_not_null(), pl.col("truth").is_not_null())
        .sort("at")
        .tail(EARLIER_ROWS)
        .collect()
    )
    return Earlier(_inputs(given), _answered(given, subject)) if given.height else None


def _inputs(given: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    return given.select(pl.col(f"^{INPUT}.*$").name.map(lambda name: name.removeprefix(INPUT)))


def _intake(
    folder: Path, one: Counted, subject: Subject, watched: Watched, now: float, ask_fresh: AskFresh | None
) -> Intake:
    import polars as pl

    span = span_of(one.name, zone_of(watched.timezone))
    assert span is not None  # the name was made by the same rule
    rows = read_joined(folder, since=span[0], until=span[1]).collect()
    given = rows.filter(pl.col("arm").is_in(GIVEN), pl.col("prediction").is_not_null()).sort("at", maintain_order=True)
    table = _inputs(given)
    answered = _answered(given, subject)
    delays = (given["known_at"].drop_nulls().dt.timestamp("ms") / 1000 - span[1]).to_numpy()
    fresh = _shadows(rows, given, subject)
    if ask_fresh is not None and not fresh and table.height:
        asked = ask_fresh(table, span[0])
        fresh = {name: replace(one, truth=answered.truth) for name, one in asked.items()}
    versions = given["version"].value_counts().rows()
    return Intake(
        name=one.name,
        table=table,
        source="log",
        answered=answered,
        versions={str(version): count for version, count in versions},
        began=span[0],
        ended=span[1],
        is_open=span[1] > now,
        refused=one.rows - one.answered,
        delays=quantiles_of(delays),
        fresh=fresh,
        findings=list(_odd(one, span, now)),
        labels=one.labels,
    )


def _answered(rows: pl.DataFrame, subject: Subject) -> Answered:
    return Answered.of(
        subject.task,
        subject.classes,
        rows["prediction"].to_list(),
        rows["truth"].to_list(),
        chances_of(rows["outputs"].to_list(), subject),
    )


def chances_of(outputs: Sequence[Any], subject: Subject) -> Any:
    """Return logged outputs as probabilities, float array of shape (rows, classes); None if they are none."""
    import numpy

    if subject.task == "regression" or not outputs or any(len(one or ()) != len(subject.classes) for one in outputs):
        return None
    found = numpy.asarray(outputs, dtype=float)
    are_chances = (found >= 0).all() and numpy.allclose(found.sum(axis=1), 1.0, atol=1e-6)
    return found if are_chances else None


def _shadows(rows: pl.DataFrame, given: pl.DataFrame, subject: Subject) -> dict[str, Answered]:
    """Return what a shadow answered to the same requests, in their order; nothing without a shadow."""
    import polars as pl

    shadow = rows.filter(pl.col("arm") == "shadow", pl.col("prediction").is_not_null())
    if not shadow.height:
        return {}
    version = shadow["version"].value_counts(sort=True)["version"][0]
    theirs = shadow.filter(pl.col("version") == version).unique("id", keep="last")
    theirs = theirs.select("id", their="prediction", their_outputs="outputs")
    both = given.select("id", "truth").join(theirs, on="id", how="left", maintain_order="left")
    nothing = [None] * len(subject.classes)
    outputs = [nothing if one is None else one for one in both["their_outputs"].to_list()]
    seen = both["their"].is_not_null()
    chances = chances_of([one for one, is_in in zip(outputs, seen, strict=True) if is_in], subject)
    if chances is not None:
        import numpy

        whole = numpy.full((len(outputs), len(subject.classes)), numpy.nan)
        whole[seen.to_numpy()] = chances
        chances = whole
    truth = [value if is_in else None for value, is_in in zip(both["truth"].to_list(), seen, strict=True)]
    found = Answered.of(subject.task, subject.classes, both["their"].to_list(), truth, chances)
    return {f"{subject.name}:{version}": found}


def _odd(one: Counted, span: tuple[float, float], now: float) -> Iterator[Finding]:
    if one.rows > one.answered:
        share = (one.rows - one.answered) / one.rows
        yield Finding(
            "rows-refused",
            Severity.WARNING if share > 0.01 else Severity.INFO,
            f"{one.rows - one.answered:,} of {one.rows:,} requests in {one.name} were not answered ({share:.1%}).",
            why="They did not fit the model, so they are in no metric.",
            evidence={"refused": one.rows - one.answered, "rows": one.rows},
            fix="look at the column `problems` of the log.",
        )
    if span[0] > now + SLACK:
        yield Finding(
            "times-in-future",
            Severity.WARNING,
            f"The batch {one.name} is in the future.",
            why="A clock is wrong, or a time zone.",
            fix="compare the clocks of the machines.",
        )


def _name(watched: Watched) -> pl.Expr:
    import polars as pl

    return pl.col("at").dt.convert_time_zone(watched.timezone).dt.strftime(FORMATS[watched.period])
