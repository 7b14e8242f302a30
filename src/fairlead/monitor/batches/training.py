"""The rows of the training as a reference: from what a model itself keeps of them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from fairlead.monitor.profiles.answers import TARGET
from fairlead.monitor.profiles.categories import CategoryProfile
from fairlead.monitor.profiles.numbers import NumberProfile
from fairlead.monitor.profiles.table import ColumnProfile, Profile

TIMES = frozenset({"date", "datetime"})


def training_profile(reference: Mapping[str, Any], classes: Sequence[Any] = (), *, has_chances: bool = True) -> Profile:
    """Return the profile of the inputs of a training, and of its target.

    Parameters
    ----------
    reference : what the model keeps, see `fairlead.model.reference`: quantiles at some thousand shares of the rows,
        counts of words.
    classes : in order; of two, the target is 1 for the second where the model gives probabilities.
    """
    rows, shares = reference["rows"], reference["shares"]
    columns = {name: _column(one, rows, shares) for name, one in reference["columns"].items()}
    target = _column(reference["target"], rows, shares)
    if len(classes) == 2 and has_chances and isinstance(target, CategoryProfile):
        target = _as_numbers(target, [str(one) for one in classes])
    return Profile(rows, {**columns, TARGET: target})


def _as_numbers(target: CategoryProfile, classes: Sequence[str]) -> NumberProfile:
    import numpy

    counts = [target.counts.get(one, 0) for one in classes]
    return NumberProfile.of(numpy.repeat([0.0, 1.0], counts))


def _column(about: Mapping[str, Any], rows: int, shares: Sequence[float]) -> ColumnProfile:
    if "counts" in about:
        return CategoryProfile.of(about["counts"], about["missing"], others=about["others"])
    return _numbers(about, rows, shares)


def _numbers(about: Mapping[str, Any], rows: int, shares: Sequence[float]) -> NumberProfile:
    """Return the knots at the quantiles. Of equal ones the first and the last share say how many rows are below it.

    Between two quantiles nobody knows; the counts are off by a thousandth of the rows at most.
    """
    import numpy

    values = numpy.array(about["quantiles"], dtype=float)
    finite = rows - about["missing"] if len(values) else 0
    ranks = numpy.array([max(math.ceil(share * finite), 1) for share in shares[: len(values)]], dtype=float)
    knots, first = numpy.unique(values, return_index=True)
    last = numpy.append(first[1:], len(values)) - 1
    below, through = ranks[first] - 1 if len(values) else ranks, ranks[last] if len(values) else ranks
    return NumberProfile(
        rows=rows,
        nulls=about["missing"],
        infinite=0,
        knots=knots,
        below=below,
        through=through,
        mean=about["mean"] or 0.0,
        deviation=about["deviation"] or 0.0,
        is_time=about["kind"] in TIMES,
    )
