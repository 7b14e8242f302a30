"""Outcomes: what really happened, told later, by the id of the prediction.

Each call adds a file; none is changed. Which outcome of an id counts is decided when they are read: the one that became
known last. So corrections need no update, and a file that is added twice does no harm.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fairlead.clock import Clock, SystemClock, parse_timestamp
from fairlead.errors import OutcomeError, ScheduleError
from fairlead.frame import write_parquet
from fairlead.frame.libraries import library_and_table, load
from fairlead.serve.log.read import Moment, moment_of, read_log

if TYPE_CHECKING:
    import polars as pl

FOLDER = "outcomes"
MOST_FILES = 200
"""Above so many files they are made into one."""
SAMPLES = 3
LAST_OF_DAY = timedelta(days=1) - timedelta(microseconds=1)
_is_day = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Recorded:
    """Hold what became of outcomes that were told.

    Parameters
    ----------
    rows : int, that were told.
    added : of predictions without an outcome so far; corrected : of those that had another one; repeated : that were
        known already; empty : without a truth, and left out.
    unknown : of those kept, how many belong to no prediction in the log; unknown_ids : some of them.
    older : of those kept, how many became known before what is known already; they count only as of that time.
    conflicting : ids that were told twice in one call with different truths, known at the same time; the last
        row counts.
    """

    rows: int
    added: int = 0
    corrected: int = 0
    repeated: int = 0
    empty: int = 0
    unknown: int = 0
    older: int = 0
    conflicting: int = 0
    unknown_ids: tuple[str, ...] = ()


def record_outcomes(
    folder: str | os.PathLike[str],
    outcomes: Any,
    *,
    id: str = "id",
    truth: str = "truth",
    known_at: str | None = None,
    classes: Sequence[Any] | None = None,
    clock: Clock | None = None,
) -> Recorded:
    """Keep outcomes beside the log of predictions.

    Parameters
    ----------
    folder : of the log.
    outcomes : polars, pandas or pyarrow table, or list of dicts.
    id, truth : the columns of the id of the prediction and of what really happened.
    known_at : the column of the time at which it became known; now if not given. UTC unless it says otherwise. A day
        without a time is over when it counts; today counts from now on.
    classes : that the model can answer; empty for a regression. A truth is then brought to the type of the class, so
        that it can be compared with the prediction. Any truth is taken as it is if not given.

    Raises
    ------
    OutcomeError
        A column is missing, an id is empty, or a truth is nothing that the model could have answered. Nothing is kept.
    LogError
        There is no log.

    Examples
    --------
    >>> import tempfile
    >>> from fairlead.serve.log import PredictionLog, Record, read_joined
    >>> with tempfile.TemporaryDirectory() as folder, PredictionLog(folder) as log:
    ...     log.append([Record("a1", 7.5, "churn", 3, {"age": 36}, [0.25, 0.75], "yes")])
    ...     told = record_outcomes(folder, [{"id": "a1", "truth": "no"}, {"id": "b7", "truth": "no"}])
    ...     read_joined(folder).select("id", "prediction", "truth").collect().rows()
    [('a1', 'yes', 'no')]
    >>> told.added, told.unknown, told.unknown_ids
    (2, 1, ('b7',))
    """
    import polars as pl

    place = Path(folder)
    logged = read_log(place).select("id")
    table = _as_table(outcomes)
    now = (clock or SystemClock()).now()
    told = _told(table, id, truth, known_at, now)
    named = told.filter(pl.col("truth").is_not_null())
    if classes is not None:
        named = named.with_columns(_as_answered(named["truth"], classes))
    conflicting = named.group_by("id", "known_at").agg(pl.col("truth").n_unique()).filter(pl.col("truth") > 1).height
    before = read_outcomes(place).select("id", old="truth", old_at="known_at").collect()
    both = _winners(named).join(before, on="id", how="left")
    is_same = both["old"].cast(pl.String).eq_missing(both["truth"].cast(pl.String))
    is_new = both["old"].is_null()
    is_older = (~is_new & ~is_same & (both["known_at"] < both["old_at"])).fill_null(False)
    kept = both.filter(~is_same).drop("old", "old_at")
    unknown = kept.lazy().join(logged, on="id", how="anti").select("id").collect()["id"].sort()
    if len(kept):
        write_parquet(kept, place / FOLDER / f"{round(now * 1000):013d}-{os.getpid()}-{os.urandom(4).hex()}.parquet")
        _gather(place / FOLDER)
    return Recorded(
        rows=len(table),
        added=int(is_new.sum()),
        corrected=int((~is_new & ~is_same & ~is_older).sum()),
        repeated=len(named) - len(kept),
        empty=len(told) - len(named),
        older=int(is_older.sum()),
        unknown=len(unknown),
        conflicting=conflicting,
        unknown_ids=tuple(unknown.head(SAMPLES)),
    )


def read_outcomes(folder: str | os.PathLike[str], *, as_of: Moment | None = None) -> pl.LazyFrame:
    """Return the outcomes that count: one a prediction, the one that became known last.

    Parameters
    ----------
    as_of : what counted at that time; now if not given.

    Returns
    -------
    polars.LazyFrame with the columns id, truth, known_at and recorded_at
    """
    load("polars", "Reading outcomes")
    import polars as pl

    rows = _all(Path(folder) / FOLDER)
    moment = moment_of(as_of)
    return _winners(rows if moment is None else rows.filter(pl.col("known_at") <= moment)).lazy()


def read_joined(
    folder: str | os.PathLike[str],
    *,
    since: Moment | None = None,
    until: Moment | None = None,
    model: str | None = None,
    version: int | None = None,
    as_of: Moment | None = None,
) -> pl.LazyFrame:
    """Return the predictions with their outcomes, null where there is none yet.

    Parameters
    ----------
    since, until, model, version : see `read_log`.
    as_of : only with the outcomes that were known at that time; a replay of history must not know more.

    Returns
    -------
    polars.LazyFrame with the columns of `read_log`, and truth, known_at and delay (from the answer until it was known)
    """
    import polars as pl

    log = read_log(folder, since=since, until=until, model=model, version=version)
    outcomes = read_outcomes(folder, as_of=as_of).drop("recorded_at")
    return log.join(outcomes, on="id", how="left").with_columns(delay=pl.col("known_at") - pl.col("at"))


def unknown_outcomes(folder: str | os.PathLike[str]) -> pl.LazyFrame:
    """Return the outcomes that belong to no prediction in the log; they join as soon as it is there."""
    return read_outcomes(folder).join(read_log(folder).select("id"), on="id", how="anti")


def is_given() -> pl.Expr:
    """Return whether a line of the log is an answer that somebody was given: none of a shadow, none in quarantine."""
    import polars as pl

    return (pl.col("arm") != "shadow") & pl.col("prediction").is_not_null()


def label_maturity(joined: pl.LazyFrame, *, every: str = "1d") -> pl.DataFrame:
    """Return, by the time of the predictions, how many have an outcome, and how long that took.

    Answers of a shadow, which nobody was given, and rows in quarantine do not count.

    Parameters
    ----------
    joined : from `read_joined`.
    every : length of a period, as Polars writes it.

    Returns
    -------
    polars.DataFrame with the columns period, predictions, labelled, share (0 to 1) and median_delay
    """
    import polars as pl

    return (
        joined.filter(is_given())
        .group_by(pl.col("at").dt.truncate(every).alias("period"))
        .agg(
            predictions=pl.len(),
            labelled=pl.col("truth").is_not_null().sum(),
            share=pl.col("truth").is_not_null().mean(),
            median_delay=pl.col("delay").median(),
        )
        .sort("period")
        .collect()
    )


def _told(table: pl.DataFrame, id: str, truth: str, known_at: str | None, now: float) -> pl.DataFrame:
    import polars as pl

    roles = {"the id": id, "the truth": truth, **({} if known_at is None else {"the time": known_at})}
    for role, column in roles.items():
        if column not in table.columns:
            raise OutcomeError.no_column(role, column, table.columns)
    nameless = table[id].null_count()
    if nameless:
        raise OutcomeError.no_id(nameless)
    moment = pl.lit(moment_of(now))
    times = moment if known_at is None else _times(table[known_at], known_at, moment_of(now)).fill_null(moment)
    return table.select(
        id=pl.col(id).cast(pl.String),
        truth=pl.col(truth),
        known_at=times.cast(pl.Datetime("us", "UTC")),
        recorded_at=moment.cast(pl.Datetime("us", "UTC")),
    )


def _times(values: pl.Series, column: str, now: Any) -> pl.Expr:
    """Read a column of times: moments, days, seconds since 1970, or text in ISO 8601."""
    import polars as pl

    if isinstance(values.dtype, pl.Datetime):
        is_aware = values.dtype.time_zone is not None
        return pl.lit(values.dt.convert_time_zone("UTC") if is_aware else values.dt.replace_time_zone("UTC"))
    if values.dtype == pl.Date:
        values = values.cast(pl.String)
    found = {value: _time(value, column, now) for value in values.unique().drop_nulls()}
    return pl.lit(pl.Series([found.get(value) for value in values], dtype=pl.Datetime("us", "UTC")))


def _time(value: Any, column: str, now: Any) -> Any:
    try:
        if isinstance(value, int | float):
            return moment_of(value)
        moment = moment_of(parse_timestamp(value))
        if moment is None or not _is_day.fullmatch(value.strip()):
            return moment
        return now if moment <= now <= moment + LAST_OF_DAY else moment + LAST_OF_DAY
    except (ScheduleError, AttributeError, ValueError, OverflowError):
        raise OutcomeError.no_time(column, value) from None


def _as_answered(truths: pl.Series, classes: Sequence[Any]) -> pl.Series:
    """Bring what happened to the type of what the model answers."""
    import polars as pl

    different = truths.unique(maintain_order=True).to_list()
    if not classes:
        numbers = truths.cast(pl.Float64, strict=False)
        odd = truths.filter(~numbers.is_finite().fill_null(False)).unique(maintain_order=True)
        if len(odd):
            raise OutcomeError.no_number(odd.head(SAMPLES).to_list())
        return numbers
    meant = {value: _class_of(value, classes) for value in different}
    if None in meant.values():
        raise OutcomeError.no_class([value for value in different if meant[value] is None][:SAMPLES], classes)
    return pl.Series("truth", [meant[value] for value in truths], dtype=pl.Series(list(classes)).dtype)


def _class_of(value: Any, classes: Sequence[Any]) -> Any:
    """Return the class that a value is, or that a text writes; None if there is none."""
    for one in classes:
        if one == value or (isinstance(value, str) and value == str(one)):
            return one
    return None


def _winners(rows: pl.DataFrame) -> pl.DataFrame:
    """Return for each id what became known last; of what became known together, what was told last."""
    return rows.sort("known_at", "recorded_at", maintain_order=True).unique("id", keep="last", maintain_order=True)


def _all(folder: Path) -> pl.DataFrame:
    import polars as pl

    empty = pl.DataFrame(
        schema={
            "id": pl.String, "truth": pl.Null,
            "known_at": pl.Datetime("us", "UTC"), "recorded_at": pl.Datetime("us", "UTC"),
        }
    )  # fmt: skip
    while True:
        try:
            parts = [pl.read_parquet(path, glob=False) for path in sorted(folder.glob("*.parquet"))]
            return pl.concat([empty, *parts], how="diagonal_relaxed")
        except FileNotFoundError:  # made into one with others a moment ago
            continue


def _gather(folder: Path) -> None:
    """Make many files into one; what a crash leaves twice counts once."""
    files = sorted(folder.glob("*.parquet"))
    if len(files) > MOST_FILES:
        name = f"{files[-1].stem.partition('-')[0]}-{os.getpid()}-{os.urandom(4).hex()}.parquet"
        write_parquet(_all(folder).unique(maintain_order=True), folder / name)
        for path in files:
            path.unlink(missing_ok=True)


def _as_table(outcomes: Any) -> pl.DataFrame:
    import polars as pl

    if isinstance(outcomes, list | tuple):
        return pl.DataFrame(list(outcomes), infer_schema_length=None)
    library, table = library_and_table(outcomes)
    if library == "pandas":
        return pl.from_pandas(table)
    return table if library == "polars" else pl.DataFrame(pl.from_arrow(table))
