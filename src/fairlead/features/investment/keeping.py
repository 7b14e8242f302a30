"""Keep what was measured, so that the same question is answered at once the second time."""

from __future__ import annotations

import json
import os
from hashlib import sha256
from typing import Any

from fairlead.blobs import Blobs, open_blobs
from fairlead.features.investment.identity import data_identity, recipe_identity, versions
from fairlead.features.investment.measure import Measured, Trial
from fairlead.features.investment.question import Question

FORMAT = 1
"""Raised when a number is reckoned in another way, so that what was kept before is not used."""


class Kept:
    """Keep the numbers of each step and split under a digest of all that they depend on.

    Parameters
    ----------
    place : folder, store of blobs, or None to keep nothing.
    data : digest of rows, answers, times and groups; None keeps nothing.
    settings : all else that the numbers depend on: folds, repeats, costs.
    """

    def __init__(
        self, place: str | os.PathLike[str] | Blobs | None, data: str | None, settings: dict[str, Any]
    ) -> None:
        self._blobs = open_blobs(place) if isinstance(place, str | os.PathLike) else place
        self._data = data
        self._settings = settings

    def key(self, trial: Trial) -> str | None:
        """Return the name under which the numbers of a step are kept; None if they must not be."""
        if self._blobs is None or self._data is None:
            return None
        recipe, scorer = recipe_identity(trial.recipe), recipe_identity(trial.metric.scorer)
        if recipe is None or scorer is None:
            return None
        costs = None if trial.costs is None else trial.costs.to_dict()
        parts = [FORMAT, versions(), self._data, recipe, scorer, trial.metric.higher_is_better, costs, trial.seed]
        text = json.dumps([*parts, trial.split, self._settings], sort_keys=True)
        return f"curve-{sha256(text.encode()).hexdigest()}"

    def get(self, key: str | None) -> list[Measured] | None:
        """Return the numbers kept under a name, or None; a damaged document counts as none."""
        data = None if key is None or self._blobs is None else self._blobs.get_named(key)
        if data is None:
            return None
        try:
            return [Measured(**fold) for fold in json.loads(data)["folds"]]
        except (ValueError, KeyError, TypeError):
            return None

    def put(self, key: str | None, folds: list[Measured]) -> None:
        """Keep numbers under a name; a float is read back to the same bits."""
        if key is not None and self._blobs is not None:
            document = {"format": FORMAT, "folds": [fold.to_dict() for fold in folds]}
            self._blobs.put_named(key, json.dumps(document).encode())


def data_of(question: Question) -> str | None:
    """Return the digest of rows, answers, times and groups."""
    return data_identity(question.rows, question.answers, question.times, question.groups)
