"""The field of a row that was meant to be another: a name that is not the model's, near one that is missing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import islice
from typing import Any

from fairlead.errors import nearest
from fairlead.serve.domain import Problem

MOST_LOOKED_AT = 100
"""Fields of a row among which one is looked for; and fields of a request that are looked for."""


class Misnamed:
    """Look for misspelled fields in the rows of one request, for each missing field once.

    >>> misnamed = Misnamed({"tenure", "charge"})
    >>> missing = Problem("tenure", "missing", "'tenure' is not in the row.")
    >>> misnamed.said(missing, {"tenuer": 12, "charge": 70.5})
    "'tenure' is not in the row. Is 'tenuer' meant?"
    """

    def __init__(self, names: Collection[str]) -> None:
        self._names = names
        self._near: dict[str, str | None] = {}

    def said(self, problem: Problem, row: Mapping[str, Any]) -> str:
        """Return the sentence of a problem; of a missing field it asks whether one with a like name is meant."""
        if problem.rule != "missing" or problem.field is None:
            return problem.sentence
        field = problem.field
        if field not in self._near and len(self._near) < MOST_LOOKED_AT:
            odd = [one for one in islice(row, MOST_LOOKED_AT) if one not in self._names]
            self._near[field] = nearest(field, odd)
        near = self._near.get(field)
        return f"{problem.sentence} Is {near!r} meant?" if near is not None and near in row else problem.sentence
