"""What a column of words looks like: how often each value occurs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

VALUES_KEPT = 1000
"""So many of the most frequent values are counted by name, the others together."""


@dataclass(frozen=True, slots=True)
class CategoryProfile:
    """Hold how often each value of a column occurs.

    Parameters
    ----------
    rows : of the column, missing values included.
    nulls : missing values.
    counts : of the most frequent values, by their text.
    others : values that are not counted by name.
    values : how many different values there are; after a merge of profiles with `others`, at least so many.

    >>> CategoryProfile.of({"a": 3, "b": 1}, nulls=1).rows
    5
    """

    rows: int
    nulls: int
    counts: Mapping[str, int]
    others: int = 0
    values: int = 0

    @classmethod
    def of(cls, counts: Mapping[str, int], nulls: int, *, others: int = 0, values: int | None = None) -> Self:
        """Keep the most frequent values by name; of those with equal counts the first by name."""
        frequent = sorted(sorted(counts), key=counts.__getitem__, reverse=True)[:VALUES_KEPT]
        kept = {name: counts[name] for name in frequent}
        total = sum(counts.values())
        return cls(
            rows=total + others + nulls,
            nulls=nulls,
            counts=kept,
            others=others + total - sum(kept.values()),
            values=len(counts) if values is None else values,
        )

    def merged(self, other: CategoryProfile) -> Self:
        """Return the profile of the rows of both."""
        counts = Counter(self.counts)
        counts.update(other.counts)
        values = max(len(counts), self.values, other.values)
        return type(self).of(counts, self.nulls + other.nulls, others=self.others + other.others, values=values)

    def to_document(self) -> dict[str, Any]:
        """Return it as plain values, ready for JSON."""
        return {
            "kind": "category",
            "rows": self.rows,
            "nulls": self.nulls,
            "counts": dict(self.counts),
            "others": self.others,
            "values": self.values,
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Build the profile again that `to_document` described."""
        return cls(**{name: value for name, value in document.items() if name != "kind"})
