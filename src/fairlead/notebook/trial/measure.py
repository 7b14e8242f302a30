"""What is read off a split and a score while a notebook runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

SURE = 0.95
"""A column whose correlation with the target is above this is named. Chosen by us: a starting value."""

CLASSES = 20
"""More different values than this are no classes."""


def split_facts(parts: Sequence[Any]) -> dict[str, Any]:
    """Describe the parts of a split: train and test of each array in turn.

    Returns
    -------
    dict with `train` and `test` (rows), `shared` (test rows whose values stand in a training row too), `balance` (share
    of each class of the target, if there are few) and `telling` (columns that nearly are the target).
    """
    if len(parts) < 2 or not all(hasattr(one, "__len__") for one in parts):
        return {}
    facts: dict[str, Any] = {"train": len(parts[0]), "test": len(parts[1]), "shared": _shared(parts[0], parts[1])}
    if len(parts) >= 4:
        facts |= {"balance": _balance(parts[2], parts[3]), "telling": _telling(parts[0], parts[2])}
    return facts


def number_of(value: Any) -> float | None:
    """Return a score as one number: of several folds their mean; None if it is none."""
    try:
        import numpy

        if isinstance(value, Mapping) and "test_score" in value:
            value = value["test_score"]
        found = numpy.asarray(value, dtype=float)
    except (TypeError, ValueError):
        return None
    if found.size == 0 or found.ndim > 1 or not numpy.isfinite(found).all():
        return None
    return float(found.mean())


def _shared(train: Any, test: Any) -> int | None:
    """Count the test rows that stand in the training rows with the same values."""
    try:
        seen = set(_hashes(train).tolist())
        return sum(one in seen for one in _hashes(test).tolist())
    except (TypeError, ValueError, ImportError):  # texts of any length, lists in cells, sparse matrices
        return None


def _hashes(table: Any) -> Any:
    import pandas

    frame = table if isinstance(table, pandas.DataFrame) else pandas.DataFrame(table)
    return pandas.util.hash_pandas_object(frame, index=False)


def _balance(*targets: Any) -> dict[str, float]:
    values = [value for target in targets for value in getattr(target, "tolist", lambda target=target: list(target))()]
    if any(isinstance(value, list) for value in values):
        return {}
    counts = Counter(values)
    if not 2 <= len(counts) <= CLASSES:
        return {}
    return {str(value): count / len(values) for value, count in counts.most_common()}


def _telling(features: Any, target: Any) -> list[dict[str, Any]]:
    """Name the columns of numbers that nearly are the target."""
    if not hasattr(features, "select_dtypes"):
        return []
    import numpy
    import pandas

    truth = pandas.Series(numpy.asarray(target).ravel())
    if not pandas.api.types.is_numeric_dtype(truth):
        truth = pandas.Series(pandas.factorize(truth)[0])
    found = []
    for name in features.select_dtypes(["number", "bool"]).columns:
        column = pandas.Series(numpy.asarray(features[name], dtype=float))
        if column.nunique() > 1 and truth.nunique() > 1:
            correlation = abs(float(column.corr(truth.astype(float))))
            if correlation >= SURE:
                found.append({"column": str(name), "correlation": correlation})
    return found
