"""Take a batch in: profile its rows, its answers, its outcomes and its segments, in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from fairlead.finding import Finding
from fairlead.frame import fingerprint
from fairlead.monitor.batches.answered import Answered
from fairlead.monitor.batches.batch import PROFILE, ROWS, SEGMENT, Batch
from fairlead.monitor.batches.segments import Segmentation
from fairlead.monitor.profiles.segments import profile_segments
from fairlead.monitor.profiles.table import profile

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True, eq=False)
class Intake:
    """Hold the rows of one batch before they are profiled.

    Parameters
    ----------
    table : the inputs of the model, a Polars table.
    answered : what the model answered, in the order of the rows; None if nobody knows.
    versions : how many rows each version answered.
    began, ended : seconds since 1970-01-01 UTC.
    is_open : whether more rows may come.
    refused : rows that the model did not answer.
    delays : quantiles of the seconds until outcomes were known, see `Maturity`.
    fresh : what a fresh model answered to the same rows, by its name.
    findings : what was odd about the rows.
    labels : how many outcomes are known and when the last one became so, to see whether there are new ones.
    """

    name: str
    table: pl.DataFrame
    source: str
    answered: Answered | None = None
    versions: Mapping[str, int] = field(default_factory=dict)
    began: float | None = None
    ended: float | None = None
    is_open: bool = False
    refused: int = 0
    delays: tuple[float, ...] = ()
    fresh: Mapping[str, Answered] = field(default_factory=dict)
    findings: Sequence[Finding] = ()
    labels: Sequence[float] = ()

    def batch(self, model: str, at: float) -> Batch:
        """Return what is kept of it beside the profiles."""
        version = max(self.versions, key=lambda one: (self.versions[one], one), default=None)
        facts: dict[str, Any] = {
            "is_open": self.is_open,
            "refused": self.refused,
            "findings": [one.to_dict() for one in self.findings],
            "labels": list(self.labels),
        }
        return Batch(
            model=model,
            name=self.name,
            version=None if version is None else int(version),
            versions=dict(self.versions),
            began=self.began,
            ended=self.ended,
            rows=self.table.height,
            source=self.source,
            content=self.content,
            blobs={},
            at=at,
            facts=facts,
        )

    @property
    def content(self) -> str:
        """Return the SHA-256 of the rows and the answers; outcomes that come later do not change it."""
        said = b"" if self.answered is None else self.answered.said.tobytes()
        return sha256(f"{fingerprint(self.table)} {sha256(said).hexdigest()}".encode()).hexdigest()

    def parts(self, segmentations: Sequence[Segmentation] = ()) -> dict[str, bytes]:
        """Return the profiles and the answers as bytes, by what they are of.

        Raises
        ------
        BatchError
            A column of a segmentation is not there.
        """
        said = None if self.answered is None else self.answered.predictions
        turned = None if self.answered is None or not self.answered.labelled else self.answered.outcomes
        found = {PROFILE: profile(self.table, predictions=said, outcomes=turned)}
        for one in segmentations if self.table.height else ():
            table = self.table.with_columns(one.labels(self.table))
            for name, part in profile_segments(table, one.column, predictions=said, outcomes=turned).items():
                found[f"{SEGMENT}{one.column}={name}"] = part
        parts = {name: one.to_bytes() for name, one in found.items()}
        return parts if self.answered is None else {**parts, ROWS: self.answered.sampled().to_bytes()}
