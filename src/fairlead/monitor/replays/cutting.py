"""Cut a table into periods by its time column: one file for each, sorted by time, named by its content."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from fairlead.errors import ReplayError
from fairlead.finding import Finding, Severity, Where
from fairlead.frame import fingerprint, scan_table, write_parquet

if TYPE_CHECKING:
    import polars as pl

Length = Literal["day", "week", "month", "quarter", "year"]
LENGTHS: dict[str, str] = {"day": "1d", "week": "1w", "month": "1mo", "quarter": "1q", "year": "1y"}
"""How long a period can be, with the words of Polars for it."""

FORMS = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M")
"""How times are read where they are texts; with an offset behind them they are brought to UTC."""

AT_ONCE = 256 * 2**20
"""Bytes of a file up to which it is read in one piece; a larger one is read once for each period."""

FEW = 100
"""Rows of a period below which its scores say little."""

PERIOD = "__fairlead_period__"


@dataclass(frozen=True, slots=True)
class Period:
    """Hold one period of a history.

    Parameters
    ----------
    name : such as "2013-02".
    path : of the file with its rows.
    digest : of its content.
    rows : in it.
    day : days since the beginning of the history, at its end.
    """

    name: str
    path: Path
    digest: str
    rows: int
    day: float


@dataclass(frozen=True, slots=True)
class Cut:
    """Hold a history in periods.

    Parameters
    ----------
    periods : in their order; without those that have no rows.
    target : the column of the outcome.
    columns : the others, without the time unless it is asked for.
    findings : what was left out, and what is thin.
    """

    periods: tuple[Period, ...]
    target: str
    columns: tuple[str, ...]
    findings: tuple[Finding, ...] = ()


def cut(
    table: Any,
    folder: Path,
    *,
    time: str,
    target: str,
    every: str = "month",
    columns: Sequence[str] | None = None,
    leave_out: Sequence[str] = (),
) -> Cut:
    """Cut a table into periods.

    Parameters
    ----------
    table : polars, pandas or pyarrow table, or the path of a file. It need not be sorted.
    folder : for the files.
    time, target : columns of the time of a row, and of its outcome. Rows without one of them are left out.
    every : "day", "week" (from Monday on), "month", "quarter" or "year", in the time zone of the column.
    columns : to keep; all but the time, the outcome and those to leave out if not given.

    Raises
    ------
    ReplayError
        A column is not there, the time holds no times, or no row is left.
    TableError
        The file cannot be read.

    Examples
    --------
    >>> import polars, tempfile
    >>> rows = polars.DataFrame({"at": ["2013-01-05", "2013-02-07", "2013-02-01"], "x": [1, 2, 3], "y": [0, 1, 0]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     found = cut(rows, Path(folder), time="at", target="y")
    >>> [(one.name, one.rows, one.day) for one in found.periods], found.columns
    ([('2013-01', 1, 31.0), ('2013-02', 2, 59.0)], ('x',))
    """
    import polars as pl

    if every not in LENGTHS:
        raise ReplayError.bad_number("--period", every, f"one of {', '.join(LENGTHS)}")
    rows, is_small = _opened(table)
    schema = rows.collect_schema()
    for role, name in (("the time", time), ("the outcome", target)):
        if name not in schema:
            raise ReplayError.no_column(role, name, schema)
    kept = _columns(schema, time, target, columns, leave_out)
    moments = _moments(rows, time, schema[time])
    outcome = pl.col(target).fill_nan(None) if schema[target].is_float() else pl.col(target)
    marked = rows.with_columns(moments.dt.truncate(LENGTHS[every]).alias(PERIOD), outcome)
    counts = marked.select(
        rows=pl.len(), time=pl.col(PERIOD).null_count(), target=pl.col(target).null_count()
    ).collect()
    total, timeless, unknown = counts.row(0)
    good = marked.filter(pl.col(PERIOD).is_not_null(), pl.col(target).is_not_null())
    if is_small:
        good = good.collect().lazy()
    begins = good.select(pl.col(PERIOD).unique().sort()).collect()[PERIOD].to_list()
    if not begins:
        raise ReplayError.nothing_left(total, timeless, unknown)
    ends = pl.Series(begins).dt.offset_by(LENGTHS[every]).to_list()
    order = pl.col(time) if schema[time] != pl.String else moments
    periods = []
    for begin, end in zip(begins, ends, strict=True):
        part = good.filter(pl.col(PERIOD) == begin).sort(order, maintain_order=True).select(*kept, target).collect()
        name = _name(begin, every)
        days = (_instant(end) - _instant(begins[0])) / 86400
        periods.append(_written(part, folder, name, days))
    findings = [*_left_out(total, timeless, unknown, time, target), *_thin(periods), *_gaps(begins, ends, every)]
    return Cut(tuple(periods), target, kept, tuple(findings))


def _opened(table: Any) -> tuple[pl.LazyFrame, bool]:
    """Return the rows, and whether they are few enough to be held at once."""
    import narwhals as nw
    import polars as pl

    if isinstance(table, str | os.PathLike):
        return scan_table(table), os.path.getsize(table) <= AT_ONCE
    if isinstance(table, pl.LazyFrame):
        return table, True
    return nw.from_native(table, eager_only=True).to_polars().lazy(), True


def _columns(
    schema: Any, time: str, target: str, wanted: Sequence[str] | None, leave_out: Sequence[str]
) -> tuple[str, ...]:
    for name in (*(wanted or ()), *leave_out):
        if name not in schema:
            raise ReplayError.no_column("the recipe" if wanted and name in wanted else "--leave-out", name, schema)
    others = [name for name in schema if name not in (time, target)] if wanted is None else wanted
    found = tuple(name for name in others if name not in leave_out and name != target)
    if not found:
        raise ReplayError.no_column("what is learned from", "any other", schema)
    return found


def _moments(rows: pl.LazyFrame, time: str, dtype: pl.DataType) -> pl.Expr:
    """Return the time of each row, without a zone where texts have none."""
    import polars as pl

    column = pl.col(time)
    if dtype == pl.Date:
        return column.cast(pl.Datetime("us"))
    if isinstance(dtype, pl.Datetime):
        return column.cast(pl.Datetime("us", dtype.time_zone))
    if dtype != pl.String:
        sample = rows.select(column.drop_nulls().first()).collect().item()
        raise ReplayError.no_times(time, f"it holds {dtype} such as {sample!r}")
    with_zone = column.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f%#z", strict=False, time_zone="UTC", time_unit="us")
    plain = [column.str.to_datetime(form, strict=False, time_unit="us") for form in FORMS]
    found = pl.coalesce(*plain, with_zone.dt.replace_time_zone(None))
    looked = rows.select(given=column.count(), read=found.count(), first=column.filter(found.is_null()).first())
    given, read, first = looked.collect().row(0)
    if given and not read:
        raise ReplayError.no_times(time, f"such as {first!r}")
    return found


def _name(begin: Any, every: str) -> str:
    if every == "quarter":
        return f"{begin:%Y} Q{(begin.month + 2) // 3}"
    return begin.strftime({"month": "%Y-%m", "year": "%Y"}.get(every, "%Y-%m-%d"))  # type: ignore[no-any-return]


def _instant(moment: Any) -> float:
    """Return seconds on the clock of the wall: a day is a day when the clock is put forward, too."""
    import datetime

    return float(moment.replace(tzinfo=datetime.UTC).timestamp())


def _written(part: pl.DataFrame, folder: Path, name: str, day: float) -> Period:
    digest = fingerprint(part)
    path = folder / f"{digest[:32]}.parquet"
    if path.exists():
        os.utime(path)
    else:
        write_parquet(part, path)
    return Period(name, path, digest, part.height, day)


def _left_out(total: int, timeless: int, unknown: int, time: str, target: str) -> Iterator[Finding]:
    for code, count, column, what in (
        ("rows-without-time", timeless, time, "no time that can be read"),
        ("rows-without-outcome", unknown, target, "no outcome yet"),
    ):
        if count:
            yield Finding(
                code,
                Severity.WARNING,
                f"{count:,} of {total:,} rows have {what} and are left out.",
                Where(table_column=column),
                "What is left may differ from what is gone: outcomes of one kind often come later than the others.",
                {"rows": count, "of": total},
            )


def _thin(periods: Sequence[Period]) -> Iterator[Finding]:
    thin = [one.name for one in periods if one.rows < FEW]
    if thin:
        yield Finding(
            "thin-periods",
            Severity.WARNING,
            f"{len(thin)} of {len(periods)} periods have fewer than {FEW} rows, such as {thin[0]}.",
            why="A score on so few rows moves by chance more than by the age of a model.",
            evidence={"periods": thin},
            fix="Make the periods longer.",
        )


def _gaps(begins: Sequence[Any], ends: Sequence[Any], every: str) -> Iterator[Finding]:
    gaps = [
        (_name(end, every), _name(begin, every))
        for end, begin in zip(ends[:-1], begins[1:], strict=True)
        if end != begin
    ]
    if gaps:
        yield Finding(
            "gap",
            Severity.INFO,
            f"There are no rows from {gaps[0][0]} until {gaps[0][1]}" + (" and elsewhere." if len(gaps) > 1 else "."),
            why="The period after a gap is answered by older models than its number says; ages in days are right.",
            evidence={"gaps": [list(one) for one in gaps]},
        )
