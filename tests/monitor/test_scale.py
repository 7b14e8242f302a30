"""At a million rows the statistics are those of scipy on the rows, as closely as is claimed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy
import pytest
from scipy import stats

from fairlead.monitor import compare, profile

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks" / "drift"))
from data import table

ROWS = 1_000_000


def decile_psi(then: Any, now: Any) -> float:
    edges = numpy.unique(numpy.quantile(then, numpy.arange(1, 10) / 10, method="inverted_cdf"))
    p, q = (
        numpy.maximum(numpy.bincount(numpy.searchsorted(edges, one), minlength=len(edges) + 1) / len(one), 1e-4)
        for one in (then, now)
    )
    return float(((q - p) * numpy.log(q / p)).sum())


@pytest.mark.heavy
def test_a_million_rows_agree_with_scipy() -> None:
    tables = table(ROWS, 1, 0.0), table(ROWS, 2, 0.3)
    found = compare(*map(profile, tables))
    assert len(found) == 20
    for name, drift in found.items():
        if name.startswith("n"):
            then, now = (one[name].drop_nulls().to_numpy() for one in tables)
            assert drift.ks == pytest.approx(stats.ks_2samp(then, now, method="asymp").statistic, abs=1e-4), name
            expected = stats.wasserstein_distance(then, now)
            assert drift.wasserstein == pytest.approx(expected, abs=1e-4 * then.std()), name
            assert drift.psi == pytest.approx(decile_psi(then, now), abs=1e-3), name
        else:
            counts = [dict(one[name].value_counts().iter_rows()) for one in tables]
            words = sorted({*counts[0], *counts[1]})
            both = numpy.array([[one.get(word, 0) for word in words] for one in counts], dtype=float)
            expected = stats.chi2_contingency(both, correction=False).statistic
            assert drift.chi2 == pytest.approx(expected, rel=1e-12), name
