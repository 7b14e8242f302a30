"""A number about a whole table that a suite needs, said without saying how it is computed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fairlead.data.expr import Expr

ADDITIVE = frozenset({"rows", "hits", "count", "sum", "min", "max", "mean", "std"})
"""Metrics of which parts of a table can be added up: one scan gives all of them, in little memory."""

Name = Literal[
    "rows",  # rows where `where` holds
    "hits",  # rows where `of`, a condition, is true
    "count",  # values of `of` that are not missing
    "sum",
    "min",
    "max",
    "mean",
    "std",  # with n - 1 below the sum of squares
    "n_unique",  # different values of `of`, missing ones left out
    "value_counts",  # list of (value, how often), missing ones left out, in no order
    "pair_counts",  # list of (a, b, how often) of `of` and options[0]
    "quantile",  # options: (q, interpolation); the value, and how it was found
    "values",  # every value of `of` that is not missing, as a list: for tests that need all of them
]


@dataclass(frozen=True, slots=True)
class Metric:
    """Name a number about a table.

    Parameters
    ----------
    name : what is computed.
    of : of which column or expression; None for ``rows``.
    where : over which rows; None for all.
    options : what else the metric depends on.

    >>> from fairlead.data.expr import col
    >>> Metric("mean", col("fare")).key
    'mean(fare)'
    """

    name: Name
    of: Expr | None = None
    where: Expr | None = None
    options: tuple[object, ...] = ()

    @property
    def key(self) -> str:
        """Write the metric; two with the same key have the same value."""
        of = self.of.key if self.of is not None else ""
        options = "".join(f", {getattr(option, 'key', option)}" for option in self.options)
        return f"{self.name}({of}{options})" + (f" where {self.where.key}" if self.where is not None else "")

    @property
    def is_additive(self) -> bool:
        """Tell whether one scan gives it together with all others of this sort."""
        return self.name in ADDITIVE

    @property
    def expressions(self) -> list[Expr]:
        """List the expressions that the metric is made of."""
        return [part for part in (self.of, self.where, *self.options) if isinstance(part, Expr)]

    @property
    def operands(self) -> list[Expr]:
        """List the expressions whose values it is computed of."""
        return [part for part in (self.of, *self.options) if isinstance(part, Expr)]

    @property
    def columns(self) -> frozenset[str]:
        """Name the columns that are read."""
        return frozenset[str]().union(*(part.columns for part in self.expressions))
