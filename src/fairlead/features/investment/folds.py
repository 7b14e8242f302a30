"""Split rows for measuring: shuffled, or so that the model is always tested on a later time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fairlead.clock import derive_seed
from fairlead.errors import CurveError

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Fold:
    """Hold the positions of the rows to learn from and of those to be tested on."""

    train: Array
    test: Array


def shuffled_folds(
    answers: Array, groups: Array | None, *, is_classes: bool, cv: int, repeats: int, seed: int
) -> list[Fold]:
    """Return folds of shuffled rows, each class in each fold, groups never on both sides; `repeats` times anew.

    Raises
    ------
    CurveError
        There are fewer rows, groups, or rows of a class, than folds.
    """
    import numpy as np
    from sklearn.model_selection import GroupKFold, KFold, StratifiedGroupKFold, StratifiedKFold

    _check_counts(answers, groups, is_classes=is_classes, cv=cv)
    kinds: dict[tuple[bool, bool], Any] = {
        (False, False): KFold,
        (False, True): StratifiedKFold,
        (True, False): GroupKFold,
        (True, True): StratifiedGroupKFold,
    }
    kind = kinds[groups is not None, is_classes]
    rows = np.zeros((len(answers), 1))
    found = []
    for repeat in range(repeats):
        split = kind(cv, shuffle=True, random_state=derive_seed(seed, "fold", str(repeat)))
        found += [Fold(train, test) for train, test in split.split(rows, answers, groups)]
    return found


def _check_counts(answers: Array, groups: Array | None, *, is_classes: bool, cv: int) -> None:
    import numpy as np

    units = len(answers) if groups is None else len(np.unique(groups))
    if units < cv:
        raise CurveError.too_few_rows(units, cv)
    if is_classes:
        classes, counts = np.unique(answers, return_counts=True)
        rarest = int(np.argmin(counts))
        if counts[rarest] < cv:
            raise CurveError.too_few_of_class(classes[rarest].item(), int(counts[rarest]), cv)


def time_folds(times: Array, groups: Array | None, *, cv: int, name: str) -> list[Fold]:
    """Return folds in order of time: learn from all that was before, be tested on the part that comes next.

    Rows of one moment are never on both sides, nor are those of one group.

    Parameters
    ----------
    times : array of one time for each row.
    name : what the times are called.

    Raises
    ------
    CurveError
        There are too few different times.

    >>> import numpy as np
    >>> days = np.array([3, 1, 2, 2])
    >>> [(fold.train.tolist(), fold.test.tolist()) for fold in time_folds(days, None, cv=2, name="day")]
    [([1], [2, 3]), ([1, 2, 3], [0])]
    """
    import numpy as np

    order = np.argsort(times, kind="stable")
    ordered = times[order]
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    if len(starts) < cv + 1:
        raise CurveError.too_few_moments(name, len(starts), cv)
    edges = _edges(starts, len(times), cv + 1)
    folds = [Fold(order[:start], order[start:end]) for start, end in zip(edges[1:-1], edges[2:], strict=True)]
    if groups is None:
        return folds
    apart = [Fold(fold.train[~np.isin(groups[fold.train], groups[fold.test])], fold.test) for fold in folds]
    if not all(len(fold.train) for fold in apart):
        raise CurveError.too_few_rows(len(np.unique(groups)), cv)
    return apart


def _edges(starts: Array, rows: int, parts: int) -> list[int]:
    """Cut rows in order of time into parts of about one size, each at the first row of a moment.

    Parameters
    ----------
    starts : position of the first row of each moment; at least as many as parts.
    """
    chosen = [0]
    for part in range(1, parts):
        # One moment at least is left for each of the parts that are still to come.
        free = range(chosen[-1] + 1, len(starts) - (parts - part) + 1)
        wanted = rows * part / parts
        chosen.append(min(free, key=lambda n: abs(starts[n] - wanted)))
    return [*(int(starts[n]) for n in chosen), rows]


def check_classes(answers: Array, folds: Sequence[Fold], classes: Sequence[Any], split: str) -> None:
    """Make sure that every class is there to learn from and to be tested on.

    Raises
    ------
    CurveError
        A class is missing in a part of a fold.
    """
    import numpy as np

    for number, fold in enumerate(folds, start=1):
        for part, places in (("training", fold.train), ("test", fold.test)):
            found = np.unique(answers[places])
            for code, label in enumerate(classes):
                if code not in found:
                    raise CurveError.class_missing(label, part, number, split)
