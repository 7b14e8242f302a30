"""Compare two profiles: every statistic of every column, what has drifted, and what cannot be compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fairlead.errors import MonitorError
from fairlead.finding import Finding
from fairlead.monitor.drift import findings
from fairlead.monitor.drift.column import ColumnDrift, category_drift, number_drift
from fairlead.monitor.drift.statistics import false_discovery
from fairlead.monitor.drift.thresholds import Thresholds
from fairlead.monitor.profiles.answers import ANSWERS
from fairlead.monitor.profiles.categories import CategoryProfile
from fairlead.monitor.profiles.numbers import NumberProfile
from fairlead.monitor.profiles.table import ColumnProfile, Profile


@dataclass(frozen=True, slots=True, eq=False)
class DriftReport(Mapping[str, ColumnDrift]):
    """Hold how far each column is from its reference: a mapping from names to statistics.

    Parameters
    ----------
    columns : the statistics of each column that both tables have.
    findings : what has drifted, and what could not be compared; the worst first.
    thresholds : what it was judged by.
    """

    columns: Mapping[str, ColumnDrift]
    findings: tuple[Finding, ...]
    thresholds: Thresholds

    def __getitem__(self, name: str) -> ColumnDrift:
        if name not in self.columns:
            raise KeyError(f"{name!r} was not compared; compared were {', '.join(self.columns) or 'no columns'}")
        return self.columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def __len__(self) -> int:
        return len(self.columns)

    @property
    def drifted(self) -> tuple[str, ...]:
        """Return the columns that have drifted, the furthest first."""
        found = [name for name, one in self.columns.items() if self.thresholds.reasons(one)]
        return tuple(sorted(found, key=lambda name: -(self.columns[name].psi or 0.0)))

    @property
    def share(self) -> float:
        """Return the share of the columns of the table that have drifted, in [0, 1]; answers are none of them."""
        inputs = [name for name in self.columns if name not in ANSWERS]
        return sum(name in inputs for name in self.drifted) / len(inputs) if inputs else 0.0

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain values, ready for JSON."""
        return {
            "drifted": list(self.drifted),
            "share": self.share,
            "columns": {name: one.to_dict() for name, one in self.columns.items()},
            "findings": [one.to_dict() for one in self.findings],
        }

    def __str__(self) -> str:
        if not self.columns:
            return "no column could be compared"
        width = max(map(len, self.columns))
        head = f"{'column':{width}}  {'psi':>7}  {'js':>6}  {'ks':>6}  {'missing':>15}"
        return "\n".join([head, *(_line(one, width, one.name in self.drifted) for one in self.columns.values())])


def compare(reference: Profile, current: Profile, *, thresholds: Thresholds | None = None) -> DriftReport:
    """Compare a table with a reference, by their profiles.

    Parameters
    ----------
    reference, current : made by `profile`, or read from the store; any earlier window can be the reference.
    thresholds : what a drift is; `Thresholds` as they are if not given.

    Raises
    ------
    MonitorError
        The reference has no rows.

    Examples
    --------
    >>> import polars
    >>> from fairlead.monitor import profile
    >>> then = polars.DataFrame({"age": range(1000), "plan": ["a", "b"] * 500})
    >>> now = polars.DataFrame({"age": range(300, 1300), "plan": ["a", "b"] * 500})
    >>> found = compare(profile(then), profile(now))
    >>> round(found["age"].ks, 3), found["plan"].chi2, found.drifted
    (0.3, 0.0, ('age',))
    """
    judged = thresholds or Thresholds()
    if not reference.rows:
        raise MonitorError.empty_reference()
    if not current.rows:
        return DriftReport({}, (findings.empty_batch(),), judged)
    columns, odd = columns_compared(reference, current)
    return judged_together([columns], [odd], judged)[0]


def columns_compared(reference: Profile, current: Profile) -> tuple[dict[str, ColumnDrift], list[Finding]]:
    """Return the statistics of the columns that both have, and what there is to say of the others."""
    odd: list[Finding] = []
    columns: dict[str, ColumnDrift] = {}
    for name, before in reference.items():
        if name not in current:
            odd.append(findings.absent(name, current))
            continue
        drift = _column(name, before, current[name])
        if isinstance(drift, Finding):
            odd.append(drift)
        else:
            columns[name] = drift
    return columns, odd + [findings.new(name) for name in current if name not in reference]


def judged_together(
    tables: Sequence[Mapping[str, ColumnDrift]], odd: Sequence[Sequence[Finding]], thresholds: Thresholds
) -> list[DriftReport]:
    """Return a report for each table; the p-values are corrected for all columns of all tables."""
    tested = [(place, name) for place, columns in enumerate(tables) for name in columns]
    tested = [(place, name) for place, name in tested if tables[place][name].p_value is not None]
    rates = false_discovery([tables[place][name].p_value or 0.0 for place, name in tested])
    corrected = [dict(columns) for columns in tables]
    for (place, name), rate in zip(tested, rates, strict=True):
        corrected[place][name] = corrected[place][name].with_q(rate)
    reports = []
    for columns, others in zip(corrected, odd, strict=True):
        found = [findings.drifted(one, reasons) for one in columns.values() if (reasons := thresholds.reasons(one))]
        worst_first = sorted([*others, *found], key=lambda one: -one.severity)
        reports.append(DriftReport(columns, tuple(worst_first), thresholds))
    return reports


def _column(name: str, before: ColumnProfile, now: ColumnProfile) -> ColumnDrift | Finding:
    if isinstance(before, NumberProfile) and isinstance(now, NumberProfile) and before.is_time == now.is_time:
        return number_drift(name, before, now)
    if isinstance(before, CategoryProfile) and isinstance(now, CategoryProfile):
        return category_drift(name, before, now)
    if now.nulls == now.rows or before.nulls == before.rows:  # without any value there is no kind to differ
        rates = before.nulls / before.rows, now.nulls / now.rows
        return ColumnDrift(
            name, findings.kind(before if now.nulls == now.rows else now), (before.rows, now.rows), rates
        )
    return findings.type_changed(name, before, now)


def _line(drift: ColumnDrift, width: int, has_drifted: bool) -> str:
    missing = "{:.1%} -> {:.1%}".format(*drift.null_rate)
    texts = ["–" if one is None else f"{one:.3f}" for one in (drift.psi, drift.js, drift.ks)]
    mark = "  drifted" if has_drifted else ""
    return f"{drift.name:{width}}  {texts[0]:>7}  {texts[1]:>6}  {texts[2]:>6}  {missing:>15}{mark}"
