"""Say how columns are mixed into new ones: components, polynomials, splines, clusters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from fairlead.features.facts.words import counted, each, listed, name_at, number, percent


def components(part: Any, names: Sequence[str]) -> Iterator[str]:
    """Say how much of the variance the components keep, and which columns weigh most in the first."""
    shares = part.explained_variance_ratio_
    yield (
        f"{counted(len(names), 'column')} -> {counted(len(shares), 'component')} with {percent(float(sum(shares)))} "
        f"of the variance: {', '.join(map(percent, shares[:5]))}{' ...' if len(shares) > 5 else ''}"
    )
    weights = getattr(part, "components_", None)
    if weights is not None and len(weights):
        heaviest = sorted(range(len(weights[0])), key=lambda n: -abs(weights[0][n]))[:3]
        yield f"the first is mostly {listed(f'{name_at(names, n)} ({number(weights[0][n])})' for n in heaviest)}"


def factors(part: Any, names: Sequence[str]) -> Iterator[str]:
    """Say how many columns become how many."""
    yield f"{counted(len(names), 'column')} -> {counted(len(part.components_), 'component')}"


def polynomial(part: Any, names: Sequence[str]) -> Iterator[str]:
    """Say the degree, and how many columns become how many."""
    what = "products of different columns" if part.interaction_only else "powers and products"
    degree = part.degree if isinstance(part.degree, int) else f"{part.degree[0]} to {part.degree[1]}"
    yield f"{counted(len(names), 'column')} -> {part.n_output_features_:,}: {what} up to degree {degree}"


def spline(part: Any, names: Sequence[str]) -> Iterator[str]:
    """Say where the knots of each column are."""
    degree = part.degree
    for name, curve in each(names, part.bsplines_):
        knots = curve.t[degree : len(curve.t) - degree]
        yield f"{name}: curves of degree {degree} between {counted(len(knots), 'knot')} at {listed(knots)}"


def clusters(part: Any, names: Sequence[str]) -> Iterator[str]:
    """Say how many clusters there are."""
    yield f"distances to {counted(len(part.cluster_centers_), 'cluster')}"
