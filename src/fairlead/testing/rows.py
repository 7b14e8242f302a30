"""Rows that checks are made on: with their truth, or as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fairlead.model.golden import spread
from fairlead.model.rows import plain_rows, table_of

if TYPE_CHECKING:
    from fairlead.model import Model

ROWS_ASKED = 500
"""Rows that a model is asked about in one check, evenly spread over those given."""


@dataclass(frozen=True, slots=True, eq=False)
class Holdout:
    """Hold rows that a model did not learn from, with the truth of each.

    Parameters
    ----------
    rows : pandas or polars table, or list of dicts, of shape (n_rows, n_columns).
    truth : the answers, of length n_rows.
    """

    rows: Any
    truth: Sequence[Any]

    def __len__(self) -> int:
        return len(self.truth)


def some_rows(model: Model, holdout: Holdout | Any, limit: int | None = ROWS_ASKED) -> list[Mapping[str, Any]]:
    """Return rows as plain values, with the columns of the model; at most `limit`, evenly spread."""
    rows = holdout.rows if isinstance(holdout, Holdout) else holdout
    listed: list[Mapping[str, Any]] = list(plain_rows(table_of(rows, model.schema), model.schema))
    return listed if limit is None else [listed[n] for n in spread(limit, len(listed))]
