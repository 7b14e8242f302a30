"""Look at the rows that a split has put aside: which rules they broke, in words."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from fairlead.data.policy import shortened
from fairlead.data.quarantine.folder import (
    BITS,
    BROKEN,
    ROW,
    Manifest,
    Rule,
    has_bit,
    mask_columns,
    read_manifest,
    scan_parts,
)
from fairlead.data.with_polars.collecting import collected
from fairlead.errors import SplitError

if TYPE_CHECKING:
    import polars as pl

WHY = "__why"
"""Column of an exported quarantine that says in words what is wrong with a row."""
FLAG = " (flag)"
"""Mark of a rule that a quarantined row breaks too, and that is not why it was taken out."""


@dataclass(frozen=True, slots=True)
class QuarantinedRow:
    """Hold one quarantined row.

    Parameters
    ----------
    number : int, its place in the table that was split, counted from 0.
    values : by column, private columns left out.
    broken : the rules that it broke.
    """

    number: int
    values: Mapping[str, Any]
    broken: tuple[Rule, ...]

    @property
    def why(self) -> str:
        """Say in words what is wrong with the row, with its values."""
        return "; ".join(self._said(rule) for rule in self.broken)

    @property
    def wrong(self) -> frozenset[str]:
        """Name the columns that a broken rule is about."""
        return frozenset(name for rule in self.broken for name in rule.columns)

    def _said(self, rule: Rule) -> str:
        found = [f"{name} is {_shown(self.values[name])}" for name in rule.columns if name in self.values]
        return f"{' and '.join(found)}, {_expected(rule)}" if found else _expected(rule)


def quarantined_rows(
    out: str | os.PathLike[str], *, limit: int | None = None, rule: str | None = None
) -> list[QuarantinedRow]:
    """Read quarantined rows, in the order of the table that was split.

    Parameters
    ----------
    out : folder of the split.
    limit : int or None, rows at the most.
    rule : label, short name, column or number of a rule; only rows that broke it.

    Raises
    ------
    SplitError
        It is no split folder, or it has no such rule.
    """
    manifest = read_manifest(out)
    rows = rows_that_broke(out, manifest, rule)
    found = collected(rows if limit is None else rows.head(limit))
    names = [name for name in manifest.columns if name not in manifest.private]
    masks = mask_columns(len(manifest.rules))
    return [
        QuarantinedRow(
            row[ROW], {name: row[name] for name in names}, broken_rules([row[one] for one in masks], manifest)
        )
        for row in found.iter_rows(named=True)
    ]


def rows_that_broke(out: str | os.PathLike[str], manifest: Manifest, rule: str | None) -> pl.LazyFrame:
    """Open the quarantined rows, all of them or those that broke a rule."""
    import polars as pl

    rows = scan_parts(out, manifest.quarantine)
    if rule is None:
        return rows
    return rows.filter(pl.any_horizontal([has_bit(one.bit) for one in rules_named(manifest, rule)]))


def broken_rules(masks: Sequence[int], manifest: Manifest) -> tuple[Rule, ...]:
    """Read the masks of a row."""
    return tuple(rule for bit, rule in enumerate(manifest.rules) if masks[bit // BITS] >> bit % BITS & 1)


def rules_named(manifest: Manifest, name: str) -> list[Rule]:
    """Return the rules with this number or label or, if there are none, of this short name or about this column.

    Raises
    ------
    SplitError
        There are none.
    """
    rules = manifest.rules
    found = [rule for rule in rules if name in (str(rule.bit), rule.label)]
    found = found or [rule for rule in rules if name == rule.label.partition("(")[0] or name in rule.columns]
    if not found:
        raise SplitError.unknown_rule(name, [rule.label for rule in rules])
    return found


def rules_now(out: str | os.PathLike[str]) -> list[Rule]:
    """Return the rules about rows, each with the number of quarantined rows that break it now."""
    import polars as pl

    manifest = read_manifest(out)
    rules = manifest.rules
    if not rules:
        return []
    counts = collected(
        scan_parts(out, manifest.quarantine).select(
            has_bit(bit).sum().cast(pl.Int64).alias(str(bit)) for bit in range(len(rules))
        )
    ).row(0)
    return [replace(rule, broken=broken) for rule, broken in zip(rules, counts, strict=True)]


def exported(
    out: str | os.PathLike[str], *, rule: str | None = None, limit: int | None = None, flat: bool = False
) -> pl.DataFrame:
    """Return quarantined rows as a table to be repaired: `__row`, the keys, the other columns, and why in words.

    Private columns are left out; what is not in a file of repaired rows stays as it is.

    Parameters
    ----------
    flat : leave out columns that text cannot hold, such as lists.
    """
    import polars as pl

    manifest = read_manifest(out)
    rows = rows_that_broke(out, manifest, rule)
    found = collected(rows if limit is None else rows.head(limit))
    others = [name for name in manifest.columns if name not in manifest.keys]
    names = [name for name in (*manifest.keys, *others) if name not in manifest.private]
    if flat:
        names = [name for name in names if _is_flat(found.schema[name])]
    masks = mask_columns(len(manifest.rules))
    reasons = {row: _reasons(broken_rules(row, manifest)) for row in found.select(masks).unique().rows()}
    why = pl.Series(WHY, [reasons[row] for row in found.select(masks).iter_rows()], dtype=pl.String)
    return found.select(ROW, *names).with_columns(why)


def _reasons(rules: Sequence[Rule]) -> str:
    return "; ".join(map(_expected, rules))


def _expected(rule: Rule) -> str:
    return f"expected that {rule.sentence}{'' if rule.removes else FLAG}"


def _is_flat(dtype: pl.DataType) -> bool:
    return not dtype.is_nested() and str(dtype).partition("(")[0] not in ("Binary", "Duration", "Object")


def _shown(value: Any) -> str:
    if value is None or value != value:
        return "missing"
    return repr(shortened(value)) if isinstance(value, str) else str(shortened(str(value)))


def is_own(name: str) -> bool:
    """Tell whether a column is one that a split or an export adds.

    >>> [is_own(name) for name in ("__row", "__broken_1", "__why", "age")]
    [True, True, True, False]
    """
    return name in (ROW, WHY) or name == BROKEN or name.startswith(f"{BROKEN}_")


def listed(rows: Sequence[QuarantinedRow]) -> Iterator[dict[str, Any]]:
    """Yield rows as plain values."""
    for row in rows:
        broken = [rule.label for rule in row.broken]
        yield {"row": row.number, "values": dict(row.values), "broken": broken, "why": row.why}
