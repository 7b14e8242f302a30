"""Read the log: what is in segments, and what is still in journals."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fairlead.errors import LogError
from fairlead.frame.libraries import load
from fairlead.serve.log.journal import journals, whole_lines
from fairlead.serve.log.segments import Segment, segments
from fairlead.serve.log.table import Kinds, no_records, table_of_lines

if TYPE_CHECKING:
    import polars as pl

    from fairlead.model.schema import Column, InputSchema

COLUMNS = "columns"
"""The folder that says what the columns of each version hold."""

Moment = float | date | datetime


def read_log(
    folder: str | os.PathLike[str],
    *,
    since: Moment | None = None,
    until: Moment | None = None,
    model: str | None = None,
    version: int | None = None,
) -> pl.LazyFrame:
    """Return the records of a log, those that were appended a moment ago among them, each of them once.

    Segments outside the time asked for are not opened. What is in journals is read now; the segments when the table is
    collected.

    Parameters
    ----------
    folder : of the log.
    since, until : of the time of the answer; `until` itself is left out. Seconds since 1970-01-01 UTC, a day, or a
        moment, in UTC if it does not say otherwise.
    model, version : only these.

    Returns
    -------
    polars.LazyFrame with the columns id, at, model, version, arm, outputs, prediction, latency_s, problems and unfit
    (values that do not fit the type of their column, as JSON by name), and ``input.NAME`` for each input. An input that
    a version does not know is null there. Where nothing was answered, as in quarantine, prediction is null.

    Raises
    ------
    LogError
        There is no log.
    """
    load("polars", "Reading the log of predictions")
    import polars as pl

    place = Path(folder)
    first, last = moment_of(since), moment_of(until)
    # Journals first: what becomes a segment from here on is then read here, and what did so before is found below.
    unrolled = {path.stem: data for path in journals(place) if (data := _bytes_of(path)) is not None}
    rolled = segments(place)
    if not rolled and not unrolled:
        raise LogError.no_log(place)
    known = {one.journal for one in rolled}
    wanted = [one for one in rolled if _is_within(one, first, last)]
    lines = b"".join(whole_lines(data) for stem, data in unrolled.items() if stem not in known)
    parts = [pl.scan_parquet(one.path, glob=False) for one in wanted]
    if lines or not parts:
        parts.append((table_of_lines(lines, read_kinds(place)) if lines else no_records()).lazy())
    found: pl.LazyFrame = pl.concat(parts, how="diagonal_relaxed")
    if first is not None:
        found = found.filter(pl.col("at") >= first)
    if last is not None:
        found = found.filter(pl.col("at") < last)
    if model is not None:
        found = found.filter(pl.col("model") == model)
    return found if version is None else found.filter(pl.col("version") == version)


def has_log(folder: str | os.PathLike[str]) -> bool:
    """Tell whether a prediction was ever logged in a folder."""
    place = Path(folder)
    return bool(segments(place) or journals(place))


def declare_kinds(folder: Path, model: str, version: int, schema: InputSchema) -> None:
    """Write down what the columns of a version hold, unless it is known."""
    path = folder / COLUMNS / f"{model}-{version}.json"
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    kinds = {column.name: _kind_of(column) for column in schema.columns}
    part = path.with_suffix(f".part-{os.getpid()}")
    part.write_text(json.dumps({"model": model, "version": version, "kinds": kinds}))
    part.rename(path)


def _kind_of(column: Column) -> str:
    has_zone = column.kind == "datetime" and str(column.low)[-6:-5] in ("+", "-")
    return "datetime_utc" if has_zone else column.kind


def read_kinds(folder: Path) -> Kinds:
    """Return what the columns of each version hold."""
    found: dict[tuple[str, int], Mapping[str, str]] = {}
    for path in sorted((folder / COLUMNS).glob("*.json")):
        document = json.loads(path.read_text())
        found[document["model"], document["version"]] = document["kinds"]
    return found


def _is_within(one: Segment, first: datetime | None, last: datetime | None) -> bool:
    """Tell whether a segment may hold records of the time; its own times are cut to milliseconds."""
    is_before = first is not None and one.last < first.timestamp() * 1000 - 1
    return not is_before and (last is None or one.first <= last.timestamp() * 1000)


def _bytes_of(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:  # it became a segment a moment ago
        return None


def moment_of(moment: Moment | None) -> datetime | None:
    """Return a moment in UTC.

    >>> str(moment_of(7.5)), str(moment_of(date(2026, 11, 23)))
    ('1970-01-01 00:00:07.500000+00:00', '2026-11-23 00:00:00+00:00')
    """
    if moment is None:
        return None
    if isinstance(moment, int | float):
        return datetime.fromtimestamp(moment, UTC)
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
