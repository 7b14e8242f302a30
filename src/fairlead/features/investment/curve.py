"""Measure what each round of work on the features brings."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fairlead.blobs import Blobs
from fairlead.errors import CurveError
from fairlead.features.investment.costs import Costs
from fairlead.features.investment.folds import Fold, check_classes, shuffled_folds, time_folds
from fairlead.features.investment.growing import growing
from fairlead.features.investment.interval import LEVEL
from fairlead.features.investment.keeping import Kept, data_of
from fairlead.features.investment.measure import Trial, measured
from fairlead.features.investment.outcome import Outcome, Point, outcome
from fairlead.features.investment.question import (
    Metric,
    Question,
    metric_of,
    named_steps,
    predicts_classes,
    question,
)

SHUFFLED, IN_TIME = "shuffled", "in order of time"


@dataclass(frozen=True, slots=True)
class Curve:
    """Hold what each step scored. It shows itself as a table in a terminal and as a drawing in Jupyter.

    Parameters
    ----------
    points : one for each step.
    metric : name of the score.
    higher_is_better : bool
    target : name of the answers.
    positive : the class that counts as yes, of two; else None.
    baseline : accuracy of always giving the commonest answer; None for a number.
    rows : number of rows.
    cv, repeats, seed : the shuffled folds.
    costs : unit costs, or None.
    """

    points: tuple[Point, ...]
    metric: str
    higher_is_better: bool
    target: str
    positive: Any
    baseline: float | None
    rows: int
    cv: int
    repeats: int
    seed: int
    costs: Costs | None

    def __getitem__(self, name: str) -> Point:
        """Return a step by its name."""
        for point in self.points:
            if point.name == name:
                return point
        raise KeyError(f"{name!r}: use one of {', '.join(point.name for point in self.points)}.")

    @property
    def has_time(self) -> bool:
        """Tell whether the steps were also measured in order of time."""
        return self.points[0].in_time is not None

    def to_dict(self) -> dict[str, Any]:
        """Return the curve with the numbers of all folds as plain values, ready for JSON."""
        return {
            "metric": self.metric,
            "higher_is_better": self.higher_is_better,
            "target": self.target,
            "positive": self.positive,
            "baseline": self.baseline,
            "rows": self.rows,
            "cv": self.cv,
            "repeats": self.repeats,
            "seed": self.seed,
            "level": LEVEL,
            "costs": None if self.costs is None else self.costs.to_dict(),
            "points": [point.to_dict() for point in self.points],
        }

    def table(self) -> str:
        """Return the steps as a table for a terminal."""
        from fairlead.features.investment.curve_text import table_of

        return table_of(self)

    def svg(self) -> str:
        """Return the steps as a drawing that a screen reader can read and that suits light and dark pages."""
        from fairlead.features.investment.curve_svg import svg_of

        return svg_of(self)

    def __str__(self) -> str:
        return self.table()

    def _repr_svg_(self) -> str:
        return self.svg()


def curve(
    steps: Any,
    data: Any,
    target: Any,
    *,
    metric: str | Callable[[Any, Any, Any], float] = "roc_auc",
    costs: Costs | None = None,
    time: Any = None,
    groups: Any = None,
    cv: int = 5,
    repeats: int = 3,
    seed: int = 7,
    cache: str | os.PathLike[str] | Blobs | None = None,
) -> Curve:
    """Measure what each round of work on the features brings, by cross-validation on the same folds.

    Everything that a recipe learns it learns from the training rows of a fold: whole recipes are fitted, model and all.

    Parameters
    ----------
    steps : list of (name, recipe), each recipe whole and with its model at the end; or one pipeline, of which each
        transformer is a step.
    data : pandas or polars table, list of dicts, or array.
    target : name of the column of answers, or values beside the table. Of two classes the second in order is yes.
    metric : name of a scorer of scikit-learn, or a scorer: a function of model, rows and answers, higher is better.
    costs : unit costs, for two classes.
    time : name of a column of times, or values; the steps are then measured in order of time, too. The column stays
        among the rows.
    groups : name of a column, or values, such as customers who have several rows; a group is never on both sides.
    cv, repeats : int, folds, and how often they are drawn anew on shuffled rows.
    seed : int, of the folds and of each ``random_state`` in a recipe that is not set.
    cache : folder or store of blobs in which to keep numbers. They are used again for the same rows, recipe, code,
        settings and versions; a recipe whose code cannot be followed is measured each time.

    Raises
    ------
    CurveError
        There are no steps, or they, the answers, the times, the metric or the folds cannot be used.
    FeatureStepError
        A step of a recipe fails; it is named.

    Examples
    --------
    >>> import pandas as pd
    >>> from sklearn.linear_model import LogisticRegression
    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.preprocessing import StandardScaler
    >>> table = pd.DataFrame({"hours": range(40), "left": [0, 1, 0, 0] * 5 + [1, 0, 1, 1] * 5})
    >>> found = curve([("scaled", make_pipeline(StandardScaler(), LogisticRegression()))], table, "left", cv=3)
    >>> len(found.points[0].shuffled.folds), 0.5 < found.points[0].shuffled.score.mean < 1
    (9, True)
    """
    pairs = named_steps(growing(steps) if hasattr(steps, "steps") else steps)
    _check_counts(cv, repeats)
    asked = question(data, target, time=time, groups=groups, is_classes=predicts_classes(pairs))
    if costs is not None and asked.task != "binary":
        raise CurveError.not_two_classes(len(asked.classes))
    scored = metric_of(metric)
    kept = Kept(cache, None if cache is None else data_of(asked), {"cv": cv, "repeats": repeats})
    outcomes = {
        split: _outcomes(pairs, part, folds, split, scored, costs, seed, kept)
        for split, part, folds in _splits(asked, cv=cv, repeats=repeats, seed=seed)
    }
    later = outcomes.get(IN_TIME, [None] * len(pairs))
    points = [
        Point(name, shuffled, in_time)
        for (name, _), shuffled, in_time in zip(pairs, outcomes[SHUFFLED], later, strict=True)
    ]
    return Curve(
        points=tuple(points),
        metric=scored.name,
        higher_is_better=scored.higher_is_better,
        target=asked.target,
        positive=asked.classes[1] if asked.task == "binary" else None,
        baseline=_baseline(asked),
        rows=len(asked.answers),
        cv=cv,
        repeats=repeats,
        seed=seed,
        costs=costs,
    )


def _check_counts(cv: int, repeats: int) -> None:
    for name, value, least in (("cv", cv, 2), ("repeats", repeats, 1)):
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise CurveError.bad_setting(name, value, f"a whole number of {least} or more")


def _splits(asked: Question, *, cv: int, repeats: int, seed: int) -> list[tuple[str, Question, list[Fold]]]:
    """Return the splits to measure on: shuffled, and in order of time if there are times."""
    is_classes = asked.task != "regression"
    shuffled = shuffled_folds(asked.answers, asked.groups, is_classes=is_classes, cv=cv, repeats=repeats, seed=seed)
    found = [(SHUFFLED, replace(asked, times=None), shuffled)]
    if asked.times is not None:
        found.append((IN_TIME, asked, time_folds(asked.times, asked.groups, cv=cv, name=asked.time_name)))
    for split, _, folds in found:
        check_classes(asked.answers, folds, asked.classes, split)
    return found


def _outcomes(
    pairs: Sequence[tuple[str, Any]], asked: Question, folds: Sequence[Fold], split: str, metric: Metric,
    costs: Costs | None, seed: int, kept: Kept,
) -> list[Outcome]:  # fmt: skip
    """Measure each step on one split and compare it with the one before."""
    outcomes: list[Outcome] = []
    for name, recipe in pairs:
        trial = Trial(name, recipe, asked, metric, costs, seed, split)
        key = kept.key(trial)
        numbers = kept.get(key)
        if numbers is None:
            numbers = measured(trial, folds)
            kept.put(key, numbers)
        outcomes.append(outcome(numbers, outcomes, higher_is_better=metric.higher_is_better))
    return outcomes


def _baseline(asked: Question) -> float | None:
    """Return the share of the commonest class."""
    import numpy as np

    return float(np.unique(asked.answers, return_counts=True)[1].max() / len(asked.answers)) if asked.classes else None
