"""The best that could have been done, known only afterwards: what any policy is measured by."""

from __future__ import annotations

from fairlead.monitor.replays.matrix import Matrix


def best_training_times(
    matrix: Matrix, error: float, retrain: float, label_delay: int = 0, label: float = 0.0
) -> list[int]:
    """Return before which periods training would have cost least in all.

    By dynamic programming over "which model is in use after this period", as for the cost matrix of Mahadevan and
    Mathioudakis 2024 (Knowledge-Based Systems 293).

    Parameters
    ----------
    error, retrain, label : what one wrong answer, one training and one outcome to learn from cost. Where all are 0,
        errors are counted.

    >>> scores = {(s, t): {"errors": 10.0 * (t - s)} for s in range(4) for t in range(s + 1, 4)}
    >>> matrix = Matrix(list("abcd"), [0, 1, 2, 3], [100] * 4, scores)
    >>> best_training_times(matrix, 1, 5), best_training_times(matrix, 1, 1000)
    ([2, 3], [])
    """
    each = error or (0.0 if retrain or label else 1.0)
    # By the model in use: what it has cost until now, and the periods before which it was trained.
    ways: dict[int, tuple[float, list[int]]] = {0: (0.0, [])}
    for period in range(1, len(matrix.periods)):
        newest = period - 1 - label_delay
        if newest > 0 and newest not in ways:
            # Outcomes that an earlier training has needed are there already.
            cost, before = min(
                (cost + retrain + label * sum(matrix.rows[model + 1 : newest + 1]), model)
                for model, (cost, _) in ways.items()
            )
            ways[newest] = cost, [*ways[before][1], period]
        ways = {
            model: (cost + each * matrix.scores[model, period].get("errors", 0.0), times)
            for model, (cost, times) in ways.items()
        }
    return min(ways.values(), key=lambda way: way[0])[1]
