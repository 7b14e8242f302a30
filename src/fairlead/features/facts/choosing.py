"""Say which columns a step of selection keeps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from fairlead.features.facts.words import counted, listed, name_at, number


def selection(part: Any, names: Sequence[str]) -> Iterator[str]:
    """Say which columns are kept and dropped, with the scores that decided it, best first."""
    support = list(part.get_support())
    scores = _scores(part)
    places = sorted(range(len(support)), key=lambda n: -scores[n] if scores and scores[n] == scores[n] else n)
    kept = [_scored(names, n, scores) for n in places if support[n]]
    gone = [_scored(names, n, scores) for n in places if not support[n]]
    yield f"keeps {len(kept):,} of {counted(len(support), 'column')}: {listed(kept) or 'none'}"
    if gone:
        yield f"drops {listed(gone)}"


def _scored(names: Sequence[str], place: int, scores: list[float] | None) -> str:
    name = name_at(names, place)
    return name if scores is None else f"{name} ({number(scores[place])})"


def _scores(part: Any) -> list[float] | None:
    """Return the number that decided about each column: its score, its variance, its weight in a model."""
    import numpy as np

    for name in ("scores_", "variances_"):
        if getattr(part, name, None) is not None:
            return [float(score) for score in getattr(part, name)]
    model = getattr(part, "estimator_", None)
    weights = getattr(model, "feature_importances_", getattr(model, "coef_", None))
    if weights is None or np.shape(weights)[-1] != len(part.get_support()):
        return None
    return [float(weight) for weight in np.abs(np.atleast_2d(weights)).mean(axis=0)]
