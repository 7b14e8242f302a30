"""Say by which numbers scalers bring columns to one scale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from fairlead.features.facts.words import each, name_at, number


def standard(part: Any, names: Sequence[str]) -> Iterator[str]:
    """Say mean and standard deviation of each column."""
    means, scales = getattr(part, "mean_", None), getattr(part, "scale_", None)
    for place in range(part.n_features_in_):
        aims, uses = [], []
        if means is not None and part.with_mean:
            aims.append("mean 0")
            uses.append(f"mean {number(means[place])}")
        if scales is not None:
            aims.append("sd 1")
            uses.append(f"sd {number(scales[place])}")
        if aims:
            yield f"{name_at(names, place)}: scaled to {', '.join(aims)} using {', '.join(uses)}"


def min_max(part: Any, names: Sequence[str]) -> Iterator[str]:
    """Say the range of each column."""
    low, high = part.feature_range
    for (name, least), most in zip(each(names, part.data_min_), part.data_max_, strict=True):
        yield f"{name}: scaled to {number(low)} to {number(high)} using {number(least)} to {number(most)}"


def robust(part: Any, names: Sequence[str]) -> Iterator[str]:
    """Say median and spread of the middle of each column."""
    low, high = part.quantile_range
    spread = f"spread of the middle {high - low:g} %"
    for place in range(part.n_features_in_):
        uses = []
        if part.center_ is not None:
            uses.append(f"median {number(part.center_[place])}")
        if part.scale_ is not None:
            uses.append(f"{spread} {number(part.scale_[place])}")
        if uses:
            yield f"{name_at(names, place)}: scaled by {', '.join(uses)}"


def max_abs(part: Any, names: Sequence[str]) -> Iterator[str]:
    """Say the greatest size of each column."""
    for name, most in each(names, part.max_abs_):
        yield f"{name}: divided by its greatest size {number(most)}"


def quantile(part: Any, names: Sequence[str]) -> Iterator[str]:
    """Say the quantiles that each column is placed among."""
    shape = "a normal curve" if part.output_distribution == "normal" else "0 to 1, evenly"
    for place, column in enumerate(part.quantiles_.T):
        middle = column[len(column) // 2]
        yield (
            f"{name_at(names, place)}: placed among {len(column):,} quantiles from {number(column[0])} to "
            f"{number(column[-1])}, middle {number(middle)}, and spread over {shape}"
        )


def power(part: Any, names: Sequence[str]) -> Iterator[str]:
    """Say the exponent of each column."""
    after = ", then scaled to mean 0, sd 1" if part.standardize else ""
    for name, exponent in each(names, part.lambdas_):
        yield f"{name}: {part.method} power {number(exponent)}{after}"


def normalizer(part: Any, names: Sequence[str]) -> Iterator[str]:
    """Say that a row, not a column, is scaled."""
    yield f"each row is divided by its own {part.norm} length; nothing is learned"


def binarizer(part: Any, names: Sequence[str]) -> Iterator[str]:
    """Say the threshold."""
    yield f"1 above {number(part.threshold)}, else 0; nothing is learned"
