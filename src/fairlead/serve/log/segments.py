"""Segments: Parquet files that journals were made into, by day, and how long they stay.

The name of a segment says from when to when its records are, and of which journal it was made. It appears at once and
whole; only then is the journal removed. So a journal whose segment is there is not read any more, and every record is
in the log once.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fairlead.serve.log.journal import sync_folder

if TYPE_CHECKING:
    import polars as pl

_read_name = re.compile(r"(\d{13,})-(\d{13,})_(.+)\.parquet").fullmatch


@dataclass(frozen=True, slots=True, order=True)
class Segment:
    """Hold where a segment lies, the times of its first and last record in milliseconds, and its journal's name."""

    first: int
    last: int
    journal: str
    path: Path


def segments(folder: Path) -> list[Segment]:
    """Return the segments of a log, the oldest first."""
    found = []
    for path in folder.glob("????-??-??/*.parquet"):
        parts = _read_name(path.name)
        if parts is not None:
            found.append(Segment(int(parts[1]), int(parts[2]), parts[3], path))
    return sorted(found)


def write_segment(folder: Path, journal: str, table: pl.DataFrame) -> Path:
    """Write what a journal holds as a segment, so that it survives a power cut.

    Raises
    ------
    OSError
        It cannot be written; polars says so with an error of its own kind, or with this one.
    """
    first, last = (int(moment.timestamp() * 1000) for moment in (table["at"].min(), table["at"].max()))  # type: ignore[union-attr]
    day = folder / datetime.fromtimestamp(first / 1000, UTC).date().isoformat()
    day.mkdir(exist_ok=True)
    path = day / f"{first:013d}-{last:013d}_{journal}.parquet"
    part = day / f".{path.name}.part-{os.getpid()}"
    try:
        with open(part, "wb") as file:
            table.write_parquet(file, compression="zstd", row_group_size=65_536)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(day)
    sync_folder(folder)
    return path


def retire(folder: Path, now: float, *, days: float | None = None, most_bytes: int | None = None) -> list[Path]:
    """Remove the segments that are too old, and the oldest ones while all are too large; return what was removed.

    Parameters
    ----------
    now : float, seconds since 1970-01-01 UTC.
    days : age of a segment's last record, above which it goes.
    most_bytes : of all segments together.
    """
    kept = segments(folder)
    sizes = {one: one.path.stat().st_size for one in kept}
    gone = []
    for one in kept:
        is_old = days is not None and one.last / 1000 < now - days * 86_400
        is_much = most_bytes is not None and sum(sizes.values()) > most_bytes
        if is_old or is_much:
            one.path.unlink(missing_ok=True)
            del sizes[one]
            gone.append(one.path)
    for day in {path.parent for path in gone}:
        if not any(day.iterdir()):
            day.rmdir()
    return gone
