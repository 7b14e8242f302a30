"""Segments: the rows of one value of a column of words, or of one range of a column of numbers."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from fairlead.errors import BatchError

if TYPE_CHECKING:
    import polars as pl

SEGMENTS_SHOWN = 20
"""So many of the most frequent values of a column are segments; a column with thousands of values makes no segments."""


@dataclass(frozen=True, slots=True)
class Segmentation:
    """Say how a column parts the rows.

    Parameters
    ----------
    edges : between the ranges of a column of numbers, ascending; empty for a column of words.
    """

    column: str
    edges: tuple[float, ...] = ()

    @classmethod
    def read(cls, text: str) -> Self:
        """Read "contract", or "tenure: 12, 24".

        Raises
        ------
        ValueError
            An edge is no number, or they do not rise.

        >>> Segmentation.read("tenure: 12, 24")
        Segmentation(column='tenure', edges=(12.0, 24.0))
        """
        column, colon, rest = text.partition(":")
        try:
            edges = tuple(float(one) for one in rest.split(",")) if colon else ()
        except ValueError:
            raise ValueError(f"an edge in {text!r} is no number") from None
        if not column.strip() or list(edges) != sorted(set(edges)):
            raise ValueError(f"{text!r} names no column, or its edges do not rise")
        return cls(column.strip(), edges)

    def labels(self, table: pl.DataFrame) -> pl.Series:
        """Return the name of the segment of each row, null where the value is missing.

        Raises
        ------
        BatchError
            The table has no such column.

        >>> import polars
        >>> rows = polars.DataFrame({"tenure": [1, 30, None, 12]})
        >>> Segmentation("tenure", (12.0,)).labels(rows).to_list()
        ['below 12', '12 or more', None, '12 or more']
        """
        import polars as pl

        if self.column not in table.columns:
            raise BatchError.no_column("segments", self.column, table.columns)
        values = table[self.column]
        if not self.edges:
            return values.cast(pl.String)
        numbers = values.cast(pl.Float64, strict=False)
        names = [_range(low, high) for low, high in zip((None, *self.edges), (*self.edges, None), strict=True)]
        words = [None if one is None or one != one else names[bisect_right(self.edges, one)] for one in numbers]
        return pl.Series(self.column, words, dtype=pl.String)

    def masks(self, table: pl.DataFrame) -> dict[str, Any]:
        """Return for each of the most frequent segments which rows are in it, a bool array of shape (rows,)."""
        labels = self.labels(table)
        counts = labels.drop_nulls().value_counts(name="n")
        ordered = sorted(counts.rows(), key=lambda row: (-row[1], row[0]))[:SEGMENTS_SHOWN]
        return {word: (labels == word).fill_null(False).to_numpy() for word, _ in ordered}


def _range(low: float | None, high: float | None) -> str:
    if low is None:
        return f"below {high:g}"
    return f"{low:g} or more" if high is None else f"{low:g} to below {high:g}"
