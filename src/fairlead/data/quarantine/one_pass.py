"""Write both parts of a split in one pass over the table, and count on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fairlead.data import plan
from fairlead.data.check import check_named, own_columns, result_of, with_rows
from fairlead.data.expr import Expr
from fairlead.data.quarantine.folder import ROW, Part, count_rows, has_bit, mask_columns, masks
from fairlead.data.quarantine.selection import FAMILIES, Sample
from fairlead.data.result import SAMPLES, Result
from fairlead.data.table import Rows
from fairlead.data.with_polars.collecting import Progress, RowCounter, collected_all
from fairlead.data.with_polars.scan import PolarsTable
from fairlead.errors import SplitError

if TYPE_CHECKING:
    import polars as pl

    from fairlead.data.suite import Suite

VALID, QUARANTINE = "valid/part-0.parquet", "quarantine/part-0.parquet"
ROWS_COMPARED = 5_000
"""Rows of each part, about, that are compared to say how removed rows differ: chance then explains a D of 0.03."""
_RULE = "__rule_"  # columns that are there only during the pass: one for each rule about rows, true where it is broken
_ANY = f"{_RULE}any"


@dataclass(frozen=True, slots=True)
class Pass:
    """Hold what the one pass over a table needs.

    Parameters
    ----------
    checks : the lines of the suite, fitted to the table.
    keys : columns that identify a row.
    folder : where the parts go.
    needed : columns of the quarantined rows that are asked for, while the valid rows are only counted; None: all
        columns of all rows.
    """

    table: PolarsTable
    checks: Sequence[plan.Check]
    keys: Sequence[str]
    folder: Path
    needed: frozenset[str] | None = None

    @classmethod
    def of(cls, suite: Suite, table: PolarsTable, folder: Path, needed: frozenset[str] | None = None) -> Pass:
        """Fit a suite to a table.

        Raises
        ------
        TableError, SuiteError, SplitError
            It does not fit, or a column has a name that a split gives itself.
        """
        found = cls(table, plan.checks_of(suite.expectations, table.schema), suite.keys, folder, needed)
        taken = {ROW, *mask_columns(len(found.bits))}
        for name in table.schema.names:
            if name in taken or name.startswith(_RULE):
                raise SplitError.reserved_column(name)
        check_named(suite, table.schema)
        return found

    @property
    def about_rows(self) -> list[int]:
        """List the places of the checks about rows."""
        return [place for place, check in enumerate(self.checks) if check.condition is not None]

    @property
    def removing(self) -> list[int]:
        """List the places of the checks that can remove rows."""
        return [place for place in self.about_rows if self.checks[place].line.on_row != "flag"]

    @property
    def bits(self) -> dict[int, int]:
        """Give, by the place of each check about rows, the bit that stands for it."""
        return {place: bit for bit, place in enumerate(self.about_rows)}

    @property
    def quarantine(self) -> pl.LazyFrame:
        """Open the quarantined rows, once they are written."""
        import polars as pl

        return pl.scan_parquet(self.folder / QUARANTINE, glob=False)


@dataclass(frozen=True, slots=True)
class Passed:
    """Hold what one pass over the table gave.

    Parameters
    ----------
    values : metrics by their keys.
    flagged : by the place of each check that only flags, some of the rows that break it.
    kept : some of the rows that stay.
    """

    values: Mapping[str, Any]
    flagged: Mapping[int, pl.DataFrame]
    kept: pl.DataFrame


def write_parts(one: Pass, rows_in: int, on_progress: Progress | None = None) -> Passed:
    """Write the rows that stay and those that go, and return what was counted meanwhile."""
    import polars as pl

    counter = None if on_progress is None else RowCounter(rows_in, 1, on_progress)

    base = _judged(one)
    removed = base.filter(pl.col(_ANY))
    valid = base.filter(~pl.col(_ANY))
    for name in (VALID, QUARANTINE):
        (one.folder / name).parent.mkdir(exist_ok=True)
    bits = {bit: pl.col(f"{_RULE}{place}") for place, bit in one.bits.items()}
    names = _written(one)
    quarantine = removed.select(*names, *masks(bits, len(bits)), pl.col(ROW).cast(pl.Int64))
    holistic = one.table.measure(metric for metric in plan.metrics_of(one.checks) if not metric.is_additive)
    counters = _counters(one)
    flagging = [place for place in one.about_rows if place not in one.removing]
    tap = [] if counter is None else [counter.tap(ROW).alias(_ANY)]
    queries = [
        _sunk(valid.select(names if one.needed is None else ROW), one.folder / VALID),
        _sunk(quarantine, one.folder / QUARANTINE),
        base.select(*(expr.alias(str(n)) for n, expr in enumerate(counters.values())), *tap),
        _drawn(valid, rows_in).select(_compared(one)),
        *(_shown(base.filter(pl.col(f"{_RULE}{place}")), one, place) for place in flagging),
    ]
    _, _, counts, kept, *flagged = _run(queries, counter)
    values = {**holistic, **dict(zip(counters, counts.row(0)[: len(counters)], strict=True))}
    return Passed(values, dict(zip(flagging, flagged, strict=True)), kept)


def _sunk(rows: pl.LazyFrame, path: Path) -> pl.LazyFrame:
    """Write a part. At zstd's level 2 flights take as much room as at 3, Polars' own, and 8 % less processor time."""
    return rows.sink_parquet(path, compression_level=2, lazy=True)


def _run(queries: Sequence[pl.LazyFrame], counter: RowCounter | None) -> list[pl.DataFrame]:
    if counter is None:
        return collected_all(queries)
    found = counter.watch(lambda: collected_all(queries))
    counter.finish()
    return found


def judged(one: Pass, passed: Passed) -> tuple[list[Result], Sample]:
    """Judge every line, with some of the rows that break it, and draw removed rows to be compared with kept ones."""
    results = [result_of(check, passed.values, one.table.schema) for check in one.checks]
    broken = [place for place in one.removing if results[place].unexpected]
    queries = [_shown(one.quarantine.filter(has_bit(one.bits[place])), one, place) for place in broken]
    *shown, drawn = collected_all([*queries, _removed(one, passed.kept.columns)])
    for place, sample in {**passed.flagged, **dict(zip(broken, shown, strict=True))}.items():
        rows = Rows(tuple(sample[ROW].to_list()), tuple(sample.drop(ROW).rows()))
        results[place] = with_rows(results[place], rows, one.keys)
    removed = {name: drawn.filter(~drawn[f"{_RULE}{n}"])[name] for n, name in enumerate(passed.kept.columns)}
    return results, Sample(passed.kept, removed)


def _removed(one: Pass, columns: Sequence[str]) -> pl.LazyFrame:
    """Draw some of the removed rows, and say for each column which of them were removed for it."""
    import polars as pl

    about: dict[str, list[int]] = {name: [] for name in columns}
    for place in one.removing:
        for name in one.checks[place].line.needed_columns() & about.keys():
            about[name].append(one.bits[place])
    is_about = [
        pl.any_horizontal([pl.lit(False), *map(has_bit, about[name])]).alias(f"{_RULE}{n}")
        for n, name in enumerate(columns)
    ]
    return _drawn(one.quarantine, count_rows(one.folder / QUARANTINE)).select(*columns, *is_about)


def part_of(one: Pass, name: str) -> Part:
    """Describe a part that was written, with its rows as the file itself counts them."""
    return Part(name, count_rows(one.folder / name))


def _judged(one: Pass) -> pl.LazyFrame:
    """Give the table with a column for each rule about rows, and one that says whether the row goes."""
    import polars as pl

    conditions = {
        f"{_RULE}{place}": Expr("true", (condition.unexpected,))  # a row that a rule says nothing about breaks none
        for place, check in enumerate(one.checks)
        if (condition := check.condition) is not None
    }
    is_removed = pl.any_horizontal([pl.lit(False), *(pl.col(f"{_RULE}{place}") for place in one.removing)])
    return one.table.numbered(conditions).with_columns(is_removed.alias(_ANY)).cache()


def _counters(one: Pass) -> dict[str, pl.Expr]:
    """Give what counts, by the keys of the metrics; which rule a row breaks is known by then."""
    import polars as pl

    known = {one.checks[place].unexpected.key: pl.col(f"{_RULE}{place}").sum() for place in one.about_rows}
    additive = [metric for metric in plan.metrics_of(one.checks) if metric.is_additive and metric.key not in known]
    return {**one.table.additive(additive), **known}


def _drawn(rows: pl.LazyFrame, number: int) -> pl.LazyFrame:
    """Draw about so many rows as are compared, the same ones each time, however the table is ordered."""
    import polars as pl

    return rows.filter(pl.col(ROW).cast(pl.Int64).hash(0) % max(1, number // ROWS_COMPARED) == 0)


def _written(one: Pass) -> list[str]:
    wanted = None if one.needed is None else one.needed.union(_compared(one))
    return [name for name in one.table.schema.names if wanted is None or name in wanted]


def _compared(one: Pass) -> list[str]:
    return [column.name for column in one.table.schema.columns if column.family in FAMILIES]


def _shown(rows: pl.LazyFrame, one: Pass, place: int) -> pl.LazyFrame:
    """Take some rows that break a rule: the number of each, the values of the rule's columns, and the keys."""
    import polars as pl

    columns = [*own_columns(one.checks[place].line), *one.keys]
    return rows.select(ROW, *(pl.col(name).alias(f"value_{n}") for n, name in enumerate(columns))).head(SAMPLES)
