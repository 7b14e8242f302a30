"""Split a table: rows that keep the rules go on, rows that break one are put aside with the reason.

One pass over the table writes both parts and counts everything that can be added up. Which row goes where is
decided by the rules with ``on_row="quarantine"`` and ``"fail"``; one with ``"flag"`` is only counted, and named with
the rows that go for another reason. So the valid part is the table's own rows and columns and nothing else.

A split that does not pass keeps its report and its quarantine, so that a person can look, and no valid rows: what
comes next cannot read by accident what was refused.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

from fairlead.clock import Clock, SystemClock, timestamp
from fairlead.data.check import own_columns
from fairlead.data.policy import finding_of, passes, sentinel_of
from fairlead.data.quarantine.as_polars import polars_table
from fairlead.data.quarantine.folder import SUITE, Manifest, Rule, has_bit, scan_quarantine, scan_valid, write_manifest
from fairlead.data.quarantine.one_pass import (
    QUARANTINE,
    VALID,
    Pass,
    Passed,
    judged,
    part_of,
    write_parts,
)
from fairlead.data.quarantine.place import appearing, check_place
from fairlead.data.quarantine.selection import selection_findings
from fairlead.data.quarantine.sentinel import is_sentinel
from fairlead.data.result import Result, counted, unmet
from fairlead.data.with_polars.collecting import Progress, collected
from fairlead.data.with_polars.files import FileTable
from fairlead.data.with_polars.scan import PolarsTable
from fairlead.errors import RowsLostError, SuiteError
from fairlead.finding import Finding, Severity, worst

if TYPE_CHECKING:
    import polars as pl

    from fairlead.data.quarantine.tables import Tables
    from fairlead.data.suite import Suite

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True, repr=False)
class SplitResult:
    """Hold what a split found and where it put the rows; in a condition it counts as whether it passed.

    Parameters
    ----------
    suite : str, its name.
    out : folder of the split; None for one in memory.
    passed : whether the valid rows may go on; if not, they are not there.
    rows_in, rows_valid, rows_quarantined : int; the first is the sum of the others, always.
    results : what each line of the suite found, in its order.
    findings : what a person should know.
    seconds : float, wall time.
    private : columns of which no value is shown.
    tables : both parts of a split in memory.
    """

    suite: str
    out: Path | None
    passed: bool
    rows_in: int
    rows_valid: int
    rows_quarantined: int
    results: tuple[Result, ...]
    findings: tuple[Finding, ...]
    seconds: float = 0.0
    private: tuple[str, ...] = ()
    tables: Tables | None = None

    def __repr__(self) -> str:
        outcome = "passed" if self.passed else "did not pass"
        rows = f"{self.rows_quarantined:,} of {counted(self.rows_in, 'row')} quarantined"
        return f"SplitResult({self.suite!r}, {outcome}, {rows})"

    def __bool__(self) -> bool:
        return self.passed

    def _repr_html_(self) -> str:
        """Show the split in a notebook."""
        from fairlead.data.report.page import split_html  # only a notebook needs it

        return split_html(self)

    def require(self) -> Self:
        """Return the result itself if it passed.

        Raises
        ------
        ValidationError
            It did not; the error names the worst findings.
        """
        if not self.passed:
            raise unmet(self.suite, self.rows_in, self.findings)
        return self

    @property
    def worst_severity(self) -> Severity | None:
        """Give the greatest severity among the findings; None if there are none."""
        return worst(self.findings)

    def scan_valid(self) -> pl.LazyFrame:
        """Open the valid rows of a split in a folder; an error if it did not pass."""
        assert self.out is not None, "a split in memory has its rows in `valid`"
        return scan_valid(self.out)

    @property
    def valid(self) -> Any:
        """Give the rows that go on, as a table.

        Raises
        ------
        ValidationError, SplitError
            The split did not pass.
        """
        if self.tables is not None:
            return self.require().tables.valid  # type: ignore[union-attr]  # it is the same result
        return self.scan_valid().collect()

    @property
    def quarantined(self) -> Any:
        """Give the rows that were set aside, as a table; from a folder with `__row` and `__broken`."""
        if self.tables is not None:
            return self.tables.quarantined
        assert self.out is not None
        return scan_quarantine(self.out).collect()


def split(
    suite: Suite,
    table: Any,
    out: str | os.PathLike[str],
    *,
    overwrite: bool = False,
    clock: Clock | None = None,
    on_progress: Progress | None = None,
    is_kept: bool = True,
    only_numbers: bool = False,
) -> SplitResult:
    """Write the rows that keep the rules to ``out/valid`` and the others to ``out/quarantine``; see `Suite.split`.

    Parameters
    ----------
    is_kept : whether the folder will stay, so that a finding may name it.
    only_numbers : whether it is asked only which rows are removed: the others are counted and not written, and a
        column that no line needs may be one that Parquet cannot hold.
    """
    started = time.monotonic()
    place = Path(out).absolute()
    check_place(place, overwrite=overwrite)
    needed = _needed(suite) if only_numbers else None
    with appearing(place) as folder, polars_table(table, folder / "table.parquet", needed=needed) as opened:
        one = Pass.of(suite, opened, folder, needed)
        rows_in, passed = _asked(opened, lambda: _written(one, on_progress))
        valid, quarantine = part_of(one, VALID), part_of(one, QUARANTINE)
        check_rows(rows_in, valid.rows, quarantine.rows)
        results, sample = judged(one, passed)
        findings = _findings(suite, one, results, os.fspath(out) if is_kept else None)
        share = quarantine.rows / rows_in if rows_in else 0.0
        findings += tuple(selection_findings(sample, share, private=frozenset(suite.private)))
        manifest = _manifest(suite, one, results, findings, timestamp((clock or SystemClock()).now()))
        if not manifest.passed:
            shutil.rmtree((folder / VALID).parent)
        write_manifest(folder, _with_suite(manifest, suite, folder))
    rows = (rows_in, valid.rows, quarantine.rows)
    seconds, private = time.monotonic() - started, tuple(suite.private)
    return SplitResult(suite.name, place, manifest.passed, *rows, tuple(results), findings, seconds, private)


def _needed(suite: Suite) -> frozenset[str]:
    """Name the columns whose values or types decide something, or are shown."""
    lines = suite.expectations
    named = {line.column for line in lines if line.column is not None}
    shown = {name for line in lines if line.is_about_rows for name in own_columns(line)}
    return frozenset(suite.keys).union(named, shown, *(line.needed_columns() for line in lines))


def check_rows(rows_in: int, valid: int, quarantined: int) -> None:
    """Check that no row was lost or doubled.

    Raises
    ------
    RowsLostError
        The numbers do not add up.
    """
    if rows_in != valid + quarantined:
        raise RowsLostError.of(rows_in, valid, quarantined)


def _written(one: Pass, on_progress: Progress | None) -> tuple[int, Passed]:
    """Write both parts. The rows are counted by a query of its own, which shares nothing with the pass that writes."""
    import polars as pl

    rows_in = int(collected(one.table.lazy.select(pl.len())).item())
    return rows_in, write_parts(one, rows_in, on_progress)


def _asked(table: PolarsTable, ask: Callable[[], Answer]) -> Answer:
    """Read a table; an error names the file, and types that the first rows of a text file suggest are corrected."""
    return table.telling(ask) if isinstance(table, FileTable) else ask()


def _findings(suite: Suite, one: Pass, results: Sequence[Result], out: str | None) -> tuple[Finding, ...]:
    private = frozenset(suite.private)
    told = [finding_of(result, is_split=True, private=private, out=out) for result in results]
    told += [
        sentinel_of(results[place], private=private, out=out)
        for place in one.removing
        if _is_one_code(one, place, results)
    ]
    return tuple(finding for finding in told if finding is not None)


def _is_one_code(one: Pass, place: int, results: Sequence[Result]) -> bool:
    """Tell whether all rows that break a rule about a column have one value, known to stand for a missing one."""
    import polars as pl

    column, values = results[place].expectation.column, results[place].values
    if column is None or not values or not is_sentinel(values[0]) or any(value != values[0] for value in values):
        return False
    rows = one.quarantine.filter(has_bit(one.bits[place]))
    return bool(collected(rows.select(pl.col(column).n_unique() == 1)).item())


def _manifest(
    suite: Suite, one: Pass, results: Sequence[Result], findings: tuple[Finding, ...], created: str
) -> Manifest:
    valid, quarantine = part_of(one, VALID), part_of(one, QUARANTINE)
    passed = passes(findings)
    return Manifest(
        suite=suite.name,
        suite_problem=None,
        rules=tuple(_rule(one, place, results[place]) for place in one.about_rows),
        keys=tuple(suite.keys),
        private=tuple(suite.private),
        columns=tuple(one.table.schema.names),
        passed=passed,
        rows_in=valid.rows + quarantine.rows,
        rows_valid=valid.rows,
        rows_quarantined=quarantine.rows,
        valid=(valid,) if passed else (),
        quarantine=(quarantine,),
        findings=tuple(finding.to_dict() for finding in findings),
        created=created,
    )


def _rule(one: Pass, place: int, result: Result) -> Rule:
    line = result.expectation
    about = (line.label, line.sentence, line.on_row, str(line.severity), tuple(own_columns(line)))
    return Rule(one.bits[place], *about, result.considered, result.unexpected or 0)


def _with_suite(manifest: Manifest, suite: Suite, folder: Path) -> Manifest:
    """Write the suite beside the manifest; a suite that no file can hold is no reason to lose the split."""
    from fairlead.data.files.suite_file import save_suite  # which imports Suite, and that this module's caller

    try:
        save_suite(suite, folder / SUITE)
    except SuiteError as error:
        return replace(manifest, suite_problem=error.message)
    return manifest
