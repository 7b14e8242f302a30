"""Measure how good a recipe is, beside what it has to beat, on rows that it did not learn from.

``evaluate_recipe(recipe, X, y, ...)`` gives an `Evaluation`: metrics with intervals, gains over a dummy, a simple
baseline and the champion, slices, calibration, latency.

Read in this order: `answers` (what a metric looks at), `metrics` (the table of them), `weighted` (the same on thousands
of resamples), `calibration`, `compare` (intervals and gains); `split` and `seen` (which rows), `slices`, `baselines`;
`judge`, `rival` (the champion), `latency`, `parity`; `evaluate`, which puts them together.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fairlead.model.evaluation.evaluate import Evaluation, evaluate_recipe
    from fairlead.model.evaluation.metrics import METRICS, find_metric
    from fairlead.model.evaluation.seen import trained_on
    from fairlead.model.evaluation.split import Folds, Holdout, TimeOrdered

__all__ = [
    "METRICS",
    "Evaluation",
    "Folds",
    "Holdout",
    "TimeOrdered",
    "evaluate_recipe",
    "find_metric",
    "trained_on",
]

_PLACES = {
    "METRICS": "metrics",
    "Evaluation": "evaluate",
    "Folds": "split",
    "Holdout": "split",
    "TimeOrdered": "split",
    "evaluate_recipe": "evaluate",
    "find_metric": "metrics",
    "trained_on": "seen",
}


def __getattr__(name: str) -> object:
    """Load a public name the first time it is asked for."""
    if name not in __all__:
        raise AttributeError(f"module 'fairlead.model.evaluation' has no attribute {name!r}")
    value: object = getattr(import_module(f"fairlead.model.evaluation.{_PLACES[name]}"), name)
    globals()[name] = value  # the next look-up finds it without coming here
    return value
