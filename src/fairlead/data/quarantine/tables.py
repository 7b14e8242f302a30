"""Split a table without a folder: both parts come back as tables of the library that the table came from."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fairlead.data.quarantine.folder import ROW, mask_columns, read_manifest, read_valid, scan_quarantine
from fairlead.data.quarantine.rows import broken_rules
from fairlead.data.quarantine.split import SplitResult, split
from fairlead.data.with_polars.collecting import Progress

if TYPE_CHECKING:
    import polars as pl

    from fairlead.data.suite import Suite


@dataclass(frozen=True, slots=True)
class Tables:
    """Hold the two parts of a table that was split in memory.

    Parameters
    ----------
    valid : rows that go on, as a table like the one that was split; None if the split did not pass.
    quarantined : the others, with the same columns.
    reasons : for each quarantined row, the sentences of the rules that it broke.
    """

    valid: Any
    quarantined: Any
    reasons: tuple[tuple[str, ...], ...]


def split_tables(suite: Suite, table: Any, *, on_progress: Progress | None = None) -> SplitResult:
    """Split a table and keep both parts in memory; see `Suite.split`."""
    with tempfile.TemporaryDirectory(prefix="fairlead-split-") as folder:
        library = _library_of(table)
        found = split(
            suite, table, Path(folder) / "split", on_progress=on_progress, is_kept=False, only_numbers=bool(library)
        )
        assert found.out is not None
        removed = scan_quarantine(found.out).collect()
        if library is not None:
            valid, quarantined = _sides(table, library, removed[ROW])
        else:
            valid = read_valid(found.out) if found.passed else None
            quarantined = removed.select(read_manifest(found.out).columns)
        tables = Tables(valid if found.passed else None, quarantined, _reasons(found.out, removed))
    return replace(found, out=None, tables=tables)


def _library_of(table: Any) -> str | None:
    """Name the library that can part a table in memory; None if its rows are not at hand, as those of a file."""
    kinds = {(parent.__module__.partition(".")[0], parent.__name__) for parent in type(table).__mro__}
    known = (("pandas", "DataFrame"), ("polars", "DataFrame"), ("pyarrow", "Table"))
    return next((library for library, name in known if (library, name) in kinds), None)


def _sides(table: Any, library: str, numbers: pl.Series) -> tuple[Any, Any]:
    """Part a table by the numbers of its rows, as its own library does it."""
    import polars as pl

    is_removed = pl.repeat(False, len(table), dtype=pl.Boolean, eager=True).scatter(numbers, True)
    if library == "polars":
        return table.filter(~is_removed), table.filter(is_removed)
    if library == "pyarrow":
        return table.filter((~is_removed).to_arrow()), table.filter(is_removed.to_arrow())
    return table.loc[~is_removed.to_numpy()], table.loc[is_removed.to_numpy()]


def _reasons(out: Path, removed: pl.DataFrame) -> tuple[tuple[str, ...], ...]:
    manifest = read_manifest(out)
    masks = removed.select(mask_columns(len(manifest.rules)))
    known = {row: tuple(rule.sentence for rule in broken_rules(row, manifest)) for row in masks.unique().rows()}
    return tuple(known[row] for row in masks.iter_rows())
