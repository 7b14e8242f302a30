"""Which rows a recipe learns from, and which it is judged by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fairlead.errors import EvaluationError
from fairlead.model.casts import values_of
from fairlead.model.evaluation.seen import key_list, row_keys
from fairlead.model.rows import read_columns, schema_of, take
from fairlead.model.schema import Column, is_missing
from fairlead.model.target import Task, read_target

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

ROWS_AT_A_GLANCE = 200

LEAST_ROWS = 10
"""Fewer rows than this give no number that means anything."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Hold a table, the truth beside it, and what tells its rows apart.

    Parameters
    ----------
    X : pandas, polars or NumPy table.
    y : list, the truth as plain values.
    keys : list of str
    has_ids : bool, whether the keys are ids; if not, they are all that stands in the rows.
    """

    X: Any
    y: list[Any]
    keys: list[str]
    has_ids: bool

    def __len__(self) -> int:
        return len(self.y)

    @classmethod
    def of(cls, X: Any, y: Any, keys: Any, where: str) -> Rows:
        """Take rows as a person gives them.

        Raises
        ------
        TrainingDataError
            The truth has another length, or is missing somewhere, or is the same everywhere.
        EvaluationError
            There are too few rows.
        """
        truth = read_target(y, len(X))
        if len(truth) < LEAST_ROWS:
            raise EvaluationError.too_few_rows(len(truth), LEAST_ROWS, where)
        if keys is None:
            return cls(X, truth, row_keys(X, schema_of(X)), has_ids=False)
        return cls(X, truth, key_list(keys), has_ids=True)

    def take(self, positions: Sequence[int]) -> Rows:
        """Return some of the rows."""
        truth, keys = [self.y[n] for n in positions], [self.keys[n] for n in positions]
        return Rows(take(self.X, positions), truth, keys, self.has_ids)


@dataclass(frozen=True, slots=True)
class Folds:
    """Judge each row by a copy of the recipe that has not seen it: cross-validation.

    Parameters
    ----------
    folds : int
    """

    folds: int = 5


@dataclass(frozen=True, slots=True, eq=False)
class Holdout:
    """Judge by rows that were kept aside: nothing was fitted on them, and nothing chosen by them.

    Parameters
    ----------
    X, y : as those that are learned from.
    keys : what tells rows apart, such as a customer's id.
    """

    X: Any
    y: Any
    keys: Any = None


@dataclass(frozen=True, slots=True)
class TimeOrdered:
    """Judge by the latest rows, as production will: learn from those before.

    Parameters
    ----------
    column : of times; all rows of one time are on one side.
    share : float in (0, 1), of the rows that are judged by, as nearly as the times allow.
    """

    column: str
    share: float = 0.2


Split = Folds | Holdout | TimeOrdered


@dataclass(frozen=True, slots=True)
class Parts:
    """Hold what a recipe learns from and what it is judged by.

    Parameters
    ----------
    folds : int or None; with folds both are the same rows, each judged by a copy that has not seen it.
    kind, sentence : how the rows were parted, as a word and in words.
    time_column : of times, if there is one.
    is_time_ordered : whether all rows that are judged by are later; None where there is no time.
    """

    train: Rows
    judged: Rows
    kind: str
    sentence: str
    time_column: str | None
    is_time_ordered: bool | None
    folds: int | None = None


def part(rows: Rows, split: Split) -> Parts:
    """Part rows as the split says.

    Raises
    ------
    EvaluationError
        A column is not there, times are missing, or too few rows are on a side.
    """
    if isinstance(split, Folds):
        said = f"cross-validation with {split.folds} folds on {len(rows):,} rows"
        return Parts(rows, rows, "folds", said, _times(rows.X), _is_ordered(rows, rows), split.folds)
    if isinstance(split, Holdout):
        judged = Rows.of(split.X, split.y, split.keys, "the holdout")
        said = f"a holdout of {len(judged):,} rows, learned from {len(rows):,} others"
        return Parts(rows, judged, "holdout", said, _times(rows.X), _is_ordered(rows, judged))
    early, late = _by_time(rows, split)
    said = f"the latest {len(late):,} rows by '{split.column}', learned from the {len(early):,} before"
    return Parts(early, late, "time", said, split.column, True)


def columns_at_a_glance(table: Any) -> tuple[Column, ...]:
    """Describe the columns by the first rows: enough to tell words, numbers and times apart."""
    return schema_of(take(table, range(min(len(table), ROWS_AT_A_GLANCE)))).columns


def fold_positions(rows: Rows, folds: int, task: Task, seed: int, *, time: str | None) -> Iterator[tuple[Any, Any]]:
    """Yield the positions of the rows to learn from and to be judged by, fold after fold.

    Parameters
    ----------
    time : a column of times; then each fold is judged by rows that are later than those it learns from.

    Raises
    ------
    EvaluationError
        A class has fewer rows than there are folds.
    """
    import numpy as np
    from sklearn.model_selection import KFold, StratifiedKFold, TimeSeriesSplit

    nothing = np.zeros(len(rows))
    if time is not None:
        order = np.argsort(_moments(rows, time), kind="stable")
        for early, late in TimeSeriesSplit(folds).split(nothing):
            yield order[early], order[late]
        return
    if task == "regression":
        yield from KFold(folds, shuffle=True, random_state=seed).split(nothing)
        return
    counts = {value: rows.y.count(value) for value in dict.fromkeys(rows.y)}
    rarest = min(counts, key=lambda value: counts[value])
    if counts[rarest] < folds:
        raise EvaluationError.too_few_of_class(rarest, counts[rarest], folds)
    yield from StratifiedKFold(folds, shuffle=True, random_state=seed).split(nothing, np.asarray(rows.y))


def _by_time(rows: Rows, split: TimeOrdered) -> tuple[Rows, Rows]:
    """Part at the time that leaves the wanted share behind it, or as nearly as whole times allow."""
    import numpy as np

    moments = _moments(rows, split.column)
    border = np.sort(moments)[min(len(rows) - 1, round(len(rows) * (1 - split.share)))]
    if not (moments < border).any():
        raise EvaluationError.one_moment(split.column)
    early, late = np.flatnonzero(moments < border), np.flatnonzero(moments >= border)
    order = late[np.argsort(moments[late], kind="stable")]
    for part_of, where in ((early, "the rows to learn from"), (late, "the latest rows")):
        if len(part_of) < LEAST_ROWS:
            raise EvaluationError.too_few_rows(len(part_of), LEAST_ROWS, where)
    return rows.take(early.tolist()), rows.take(order.tolist())


def _moments(rows: Rows, column: str) -> Array:
    """Return the rank of each row's time; equal times have equal ranks."""
    import numpy as np

    times = column_of(rows.X, column, "the split by time")
    missing = sum(is_missing(one) for one in times)
    if missing:
        raise EvaluationError.missing_times(column, missing)
    place = {moment: n for n, moment in enumerate(sorted(set(times)))}
    return np.array([place[one] for one in times])


def column_of(table: Any, column: str, purpose: str) -> list[Any]:
    """Return a column of a table as plain values.

    Raises
    ------
    EvaluationError
        It is not there.
    """
    names, columns = read_columns(table)
    if column not in names:
        raise EvaluationError.unknown_column(column, names, purpose)
    return values_of(columns[names.index(column)])


def _times(table: Any) -> str | None:
    """Return the first column of times, if there is one."""
    return next((one.name for one in columns_at_a_glance(table) if one.kind in ("date", "datetime")), None)


def _is_ordered(train: Rows, judged: Rows) -> bool | None:
    """Tell whether all rows that are judged by are later than those learned from; None where there is no time."""
    column = _times(train.X)
    if column is None:
        return None
    early, late = (column_of(one.X, column, "the order in time") for one in (train, judged))
    known = ([t for t in early if not is_missing(t)], [t for t in late if not is_missing(t)])
    return bool(known[0] and known[1] and max(known[0]) < min(known[1]))
