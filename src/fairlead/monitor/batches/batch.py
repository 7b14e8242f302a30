"""A batch: what is kept of the rows of one stretch of time, so that it can be compared with any other for ever."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from fairlead.finding import Finding

PROFILE, ROWS, SEGMENT = "profile", "answers", "segment:"
"""What the blobs of a batch are of: the profile of its inputs, answers and outcomes; the answers row by row; and the
profile of a segment, with its column and its name after the colon."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Describe a batch; its profiles lie elsewhere.

    Parameters
    ----------
    version : that answered most of its rows; None if nobody says so.
    versions : how many rows each version answered.
    began, ended : from when to when its rows are, seconds since 1970-01-01 UTC; None if nobody says so.
    rows : of the batch.
    source : the path of the table, or "log".
    content : SHA-256 of what was profiled: the same rows, the same content.
    blobs : SHA-256 of each blob, by what it is of.
    facts : what else is known, as plain values: `is_open`, `refused`, `findings`.
    at : when it was profiled.
    """

    model: str
    name: str
    version: int | None
    versions: Mapping[str, int]
    began: float | None
    ended: float | None
    rows: int
    source: str
    content: str
    blobs: Mapping[str, str]
    at: float
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Tell whether more rows may come: it was profiled before its time was over."""
        return bool(self.facts.get("is_open"))

    def segments_of(self, column: str) -> Sequence[str]:
        """Name the segments of a column that were profiled."""
        begin = f"{SEGMENT}{column}="
        return tuple(name.removeprefix(begin) for name in self.blobs if name.startswith(begin))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return what was odd about the rows themselves."""
        return tuple(Finding.from_dict(one) for one in self.facts.get("findings", ()))

    def to_row(self) -> dict[str, Any]:
        """Return it as the store keeps it."""
        names = (
            "model", "name", "version", "versions", "began", "ended", "source", "content", "blobs", "facts", "at",
        )  # fmt: skip
        return {**{name: getattr(self, name) for name in names}, "row_count": self.rows}

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """Build it again from its row in the store."""
        known = {name: value for name, value in row.items() if name != "row_count"}
        return cls(rows=row["row_count"], **known)
