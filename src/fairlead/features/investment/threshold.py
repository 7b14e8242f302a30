"""Choose the threshold that pays best on rows that the model has not learned from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fairlead.features.investment.costs import Costs

if TYPE_CHECKING:
    import numpy as np

NOBODY = 1.0000001
"""A threshold above every probability: no offer pays."""


def best_threshold(chances: np.ndarray[Any, Any], is_positive: np.ndarray[Any, Any], costs: Costs) -> float:
    """Return the threshold at which offers bring the most money: halfway between two probabilities that differ.

    >>> import numpy as np
    >>> costs = Costs(kept=100, offer=30)
    >>> best_threshold(np.array([0.1, 0.2, 0.6, 0.8]), np.array([0, 0, 1, 1]), costs)
    0.4
    """
    import numpy as np

    order = np.argsort(-chances, kind="stable")
    ranked = chances[order]
    total = np.cumsum(costs.gains(is_positive[order]))
    ends = np.append(ranked[1:] != ranked[:-1], True)  # rows of one probability get an offer together or not at all
    best = int(np.argmax(np.where(ends, total, -np.inf)))
    if total[best] <= 0:
        return NOBODY
    following = ranked[best + 1] if best + 1 < len(ranked) else 0.0
    return float((ranked[best] + following) / 2)
