"""What a suite asks of a table, whichever library holds it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, cast

from fairlead.data.expr import Expr
from fairlead.data.metric import Metric, Name
from fairlead.data.schema import Schema

WHOLE_COLUMN = frozenset({"statistic", "duplicated"})
"""Parts of an expression that cannot be decided row by row; a table learns them first."""


Progress = Callable[[int, int], None]
"""Is told how many rows are done, and how many there are in all."""


class Rows(NamedTuple):
    """Hold rows of a table.

    Parameters
    ----------
    numbers : counted from 0, labels of a pandas index, or None each where rows have no order.
    values : tuple of tuples, the wanted columns of each row as plain Python values.
    """

    numbers: tuple[Any, ...]
    values: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Ask for the rows for which a condition is true, and for some of their columns."""

    condition: Expr
    columns: tuple[str, ...]


class Table(Protocol):
    """Answer questions about a table; implemented for Polars and, through Narwhals, for other libraries."""

    schema: Schema

    def measure(self, metrics: Iterable[Metric], on_progress: Progress | None = None) -> dict[str, Any]:
        """Compute metrics and return them by their keys; tell `on_progress` at the end, and on the way if it can be."""

    def rows(self, wanted: Sequence[Wanted], limit: int | None) -> list[Rows]:
        """Fetch the first rows for which each condition is true."""


def statistic_metric(part: Expr) -> Metric:
    """Give the metric whose value stands for a ``statistic`` in an expression."""
    name, value, where, *options = part.args
    return Metric(cast(Name, name), value, where, tuple(options))
