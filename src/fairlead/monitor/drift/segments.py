"""Drift within each part of the rows, judged over all parts together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fairlead.errors import MonitorError
from fairlead.finding import Finding, Severity
from fairlead.monitor.drift import findings
from fairlead.monitor.drift.report import DriftReport, columns_compared, judged_together
from fairlead.monitor.drift.thresholds import Thresholds
from fairlead.monitor.profiles.answers import ERROR
from fairlead.monitor.profiles.table import Profile

LEAST_SHARE = 0.01
"""A segment that has gone or come is worth a finding from so large a share of the rows on."""


@dataclass(frozen=True, slots=True, eq=False)
class SegmentReport(Mapping[str, DriftReport]):
    """Hold how far each segment is from its reference: a mapping from their names to reports, the worst first.

    First come segments in which the errors have drifted, then those with the largest share of drifted columns, then
    those with most rows.

    Parameters
    ----------
    reports : one for each segment that both have.
    rows : of each of them, of the reference and of the current table.
    odd : segments that have gone or come.
    """

    reports: Mapping[str, DriftReport]
    rows: Mapping[str, tuple[int, int]]
    odd: tuple[Finding, ...]

    def __getitem__(self, name: str) -> DriftReport:
        if name not in self.reports:
            raise KeyError(f"{name!r} was not compared; compared were {', '.join(self.reports) or 'no segments'}")
        return self.reports[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.reports)

    def __len__(self) -> int:
        return len(self.reports)

    @property
    def drifted(self) -> tuple[str, ...]:
        """Return the segments of which a column, the predictions, the outcomes or the errors have drifted."""
        return tuple(name for name, one in self.reports.items() if one.drifted)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return what there is to say, each with its segment; the worst first."""
        said = [
            _of_segment(name, one)
            for name, report in self.reports.items()
            for one in report.findings
            if one.severity >= Severity.WARNING
        ]
        return tuple(sorted([*self.odd, *said], key=lambda one: -one.severity))

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain values, ready for JSON."""
        return {
            "drifted": list(self.drifted),
            "segments": {name: {"rows": self.rows[name], **one.to_dict()} for name, one in self.reports.items()},
            "findings": [one.to_dict() for one in self.findings],
        }

    def __str__(self) -> str:
        if not self.reports:
            return "no segment could be compared"
        width = max(map(len, self.reports))
        lines = [f"{'segment':{width}}  {'rows':>19}  drifted"]
        for name, one in self.reports.items():
            rows = "{:,} -> {:,}".format(*self.rows[name])
            lines.append(f"{name:{width}}  {rows:>19}  {', '.join(one.drifted) or '–'}")
        return "\n".join(lines)


def compare_segments(
    reference: Mapping[str, Profile], current: Mapping[str, Profile], *, thresholds: Thresholds | None = None
) -> SegmentReport:
    """Compare each segment of a table with the same one of the reference.

    Parameters
    ----------
    reference, current : made by `profile_segments` of the same column.
    thresholds : what a drift is; `Thresholds` as they are if not given. The rate of false discoveries holds for all
        columns of all segments together: with fifty segments, something is always far off by accident.

    Raises
    ------
    MonitorError
        The reference has no rows.

    >>> import polars
    >>> from fairlead.monitor import profile_segments
    >>> then = polars.DataFrame({"plan": ["a", "b"] * 500, "age": [40, 30] * 500})
    >>> now = polars.DataFrame({"plan": ["a", "b"] * 500, "age": [40, 60] * 500})
    >>> print(compare_segments(*(profile_segments(one, "plan") for one in (then, now))))
    segment                 rows  drifted
    b           500 -> 500  age
    a           500 -> 500  –
    """
    judged = thresholds or Thresholds()
    sizes = [sum(one.rows for one in parts.values()) for parts in (reference, current)]
    if not sizes[0]:
        raise MonitorError.empty_reference()
    if not sizes[1]:
        return SegmentReport({}, {}, (findings.empty_batch(),))
    both = [name for name in reference if name in current and reference[name].rows and current[name].rows]
    compared = [columns_compared(reference[name], current[name]) for name in both]
    reports = judged_together([one for one, _ in compared], [odd for _, odd in compared], judged)
    order = sorted(
        zip(both, reports, strict=True),
        key=lambda pair: (ERROR not in pair[1].drifted, -pair[1].share, -current[pair[0]].rows),
    )
    gone = [(name, one.rows / sizes[0]) for name, one in reference.items() if name not in both]
    come = [(name, one.rows / sizes[1]) for name, one in current.items() if name not in both]
    odd = [findings.segment_gone(name, share) for name, share in gone if share >= LEAST_SHARE]
    odd += [findings.segment_new(name, share) for name, share in come if share >= LEAST_SHARE]
    return SegmentReport(dict(order), {name: (reference[name].rows, current[name].rows) for name in both}, tuple(odd))


def _of_segment(name: str, finding: Finding) -> Finding:
    from dataclasses import replace

    return replace(finding, message=f"Segment '{name}': {finding.message[0].lower()}{finding.message[1:]}")
