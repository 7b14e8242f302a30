"""The statistics are those of the field, hold against one wild value, and say of quiet times that they are quiet."""

from __future__ import annotations

import math
from typing import Any

import numpy
import polars
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.spatial import distance

from fairlead.errors import MonitorError
from fairlead.monitor import Profile, Thresholds, compare, profile
from fairlead.monitor.drift.statistics import chi_square, false_discovery, jensen_shannon, kolmogorov_p, psi

N = 200_000


def draws(seed: int, shift: float) -> dict[str, Any]:
    draw = numpy.random.default_rng(seed)
    return {
        "normal": draw.normal(shift, 1, N),
        "lognormal": draw.lognormal(shift / 2, 1, N),
        "ties": draw.poisson(3 + shift, N).astype(float),
        "rounded": numpy.round(draw.normal(50 + 5 * shift, 15, N)),
        "two heaps": numpy.where(draw.random(N) < 0.5, draw.normal(-5, 1, N), draw.normal(5 + shift, 1, N)),
        "mostly zero": numpy.where(draw.random(N) < 0.7 - 0.1 * shift, 0.0, draw.exponential(10, N)),
        "yes or no": (draw.random(N) < 0.3 + shift / 5).astype(float),
    }


THEN, NOW = draws(1, 0.0), draws(2, 0.5)
REPORT = compare(profile(polars.DataFrame(THEN)), profile(polars.DataFrame(NOW)))


def decile_psi(then: Any, now: Any) -> float:
    edges = numpy.unique(numpy.quantile(then, numpy.arange(1, 10) / 10, method="inverted_cdf"))
    shares = [
        numpy.diff(numpy.searchsorted(numpy.sort(one), edges, side="right") / len(one), prepend=0, append=1)
        for one in (then, now)
    ]
    p, q = (numpy.maximum(one, 1e-4) for one in shares)
    return float(((q - p) * numpy.log(q / p)).sum())


@pytest.mark.parametrize("name", sorted(THEN))
def test_numbers_agree_with_scipy_on_the_rows_themselves(name: str) -> None:
    then, now, found = THEN[name], NOW[name], REPORT[name]
    assert found.ks == pytest.approx(stats.ks_2samp(then, now, method="asymp").statistic, abs=1e-4)
    assert found.wasserstein == pytest.approx(stats.wasserstein_distance(then, now), abs=2e-4 * then.std())
    assert found.psi == pytest.approx(decile_psi(then, now), abs=2e-3)


counts = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=2, max_size=8)


@given(counts)
def test_chi_square_is_that_of_scipy(table: list[tuple[int, int]]) -> None:
    then, now = (numpy.array(one, dtype=float) for one in zip(*table, strict=True))
    if not then.sum() or not now.sum():
        return
    present = then + now > 0
    expected = stats.chi2_contingency(numpy.stack([then, now])[:, present], correction=False)
    statistic, freedom, chance = chi_square(then, now)
    assert (statistic, freedom) == (pytest.approx(expected.statistic), expected.dof)
    assert chance == pytest.approx(expected.pvalue)


@given(counts)
def test_the_jensen_shannon_distance_is_that_of_scipy(table: list[tuple[int, int]]) -> None:
    then, now = (numpy.array(one, dtype=float) for one in zip(*table, strict=True))
    if not then.sum() or not now.sum():
        return
    shares = then / then.sum(), now / now.sum()
    expected = distance.jensenshannon(*shares, base=2)
    assert jensen_shannon(*shares) == pytest.approx(0 if math.isnan(expected) else expected, abs=1e-7)
    assert psi(*shares) >= 0


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_false_discovery_is_that_of_scipy(chances: list[float]) -> None:
    assert false_discovery(chances) == pytest.approx(stats.false_discovery_control(chances))


@given(st.floats(0, 1), st.integers(200, 10**7), st.integers(200, 10**7))
def test_the_p_value_of_a_distance_is_that_of_the_limit(gap: float, then: int, now: int) -> None:
    expected = stats.kstwobign.sf(gap * math.sqrt(then * now / (then + now)))
    assert kolmogorov_p(gap, then, now) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("side", ["current", "reference"])
def test_one_sentinel_value_neither_hides_nor_makes_a_drift(side: str) -> None:
    draw = numpy.random.default_rng(8)
    then, now, same = draw.normal(0, 1, 100_000), draw.normal(0.5, 1, 100_000), draw.normal(0, 1, 100_000)
    for other, has_drifted in ((now, True), (same, False)):
        clean = compare(*(profile(polars.DataFrame({"x": one})) for one in (then, other)))["x"]
        tables = {"reference": then.copy(), "current": other.copy()}
        tables[side][17] = 1e6
        report = compare(*(profile(polars.DataFrame({"x": one})) for one in tables.values()))
        spoilt = report["x"]
        assert ("x" in report.drifted) == has_drifted
        for statistic in ("ks", "psi", "js", "wasserstein_robust"):
            assert getattr(spoilt, statistic) == pytest.approx(getattr(clean, statistic), abs=2e-3)
        assert spoilt.wasserstein > 9  # the plain one is moved by that value alone


def words(**shares: float) -> Profile:
    values = [word for word, share in shares.items() for _ in range(round(share * 1000))]
    return profile(polars.DataFrame({"plan": [None if word == "null" else word for word in values]}))


def test_a_missing_value_is_a_value_and_a_new_one_is_named() -> None:
    found = compare(words(a=0.5, b=0.5), words(a=0.5, b=0.3, c=0.1, null=0.1))["plan"]
    assert found.unseen == pytest.approx(0.1)
    assert found.null_rate == (0.0, pytest.approx(0.1))
    assert found.l_inf == pytest.approx(0.2)
    expected = stats.chi2_contingency([[500, 500, 0, 0], [500, 300, 100, 100]], correction=False)
    assert found.chi2 == pytest.approx(expected.statistic)
    assert found.cramers_v == pytest.approx(
        stats.contingency.association(numpy.array([[500, 500, 0, 0], [500, 300, 100, 100]]))
    )


def test_a_jump_of_missing_numbers_is_a_drift_though_the_others_are_as_ever() -> None:
    values = list(numpy.random.default_rng(3).normal(size=5000))
    then, now = polars.DataFrame({"x": values}), polars.DataFrame({"x": values[:4000] + [None] * 1000})
    report = compare(profile(then), profile(now))
    assert report.drifted == ("x",)
    assert "20.0% of its values are missing" in report.findings[0].message


@pytest.mark.parametrize("size", [40, 200, 20_000])
def test_samples_of_one_distribution_have_not_drifted(size: int) -> None:
    draw = numpy.random.default_rng(size)
    alarms = 0
    for _ in range(40):
        tables = [
            {**{f"x{n}": draw.normal(size=size) for n in range(6)}, "plan": draw.choice(list("abcd"), size)}
            for _ in range(2)
        ]
        alarms += bool(compare(*(profile(polars.DataFrame(one)) for one in tables)).drifted)
    assert alarms <= 3  # 5 % of 40 is 2


def test_quiet_weeks_say_what_is_usual_of_a_column_that_always_moves() -> None:
    draw = numpy.random.default_rng(5)
    weeks = [
        profile(polars.DataFrame({"temperature": draw.normal(3 * (n % 4), 2, 2000), "age": draw.normal(40, 9, 2000)}))
        for n in range(12)
    ]
    plain, usual = Thresholds(), Thresholds().calibrated(weeks)
    assert compare(weeks[0], weeks[3], thresholds=plain).drifted == ("temperature",)
    assert usual.windows == 11
    assert compare(weeks[1], weeks[2], thresholds=usual).drifted == ()
    broken = profile(polars.DataFrame({"temperature": draw.normal(100, 2, 2000), "age": draw.normal(80, 9, 2000)}))
    assert set(compare(weeks[0], broken, thresholds=usual).drifted) == {"temperature", "age"}
    with pytest.raises(MonitorError, match="2 windows"):
        plain.calibrated(weeks[:2])


TABLE = polars.DataFrame({"x": [1.0, 2.0, 3.0] * 200, "plan": ["a", "b", "c"] * 200})


@pytest.mark.parametrize(
    ("now", "code"),
    [
        (TABLE.clear(), "empty-batch"),
        (TABLE.drop("x"), "missing-column"),
        (TABLE.with_columns(y=1), "new-column"),
        (TABLE.with_columns(x=polars.lit("a")), "type-changed"),
        (TABLE.with_columns(plan=1.0), "type-changed"),
        (TABLE.with_columns(x=polars.lit([1])), "missing-column"),
        (TABLE.with_columns(x=polars.lit(None)), "drift"),
        (TABLE.with_columns(x=polars.lit(None, dtype=polars.Float64)), "drift"),
        (TABLE.with_columns(x=polars.lit(float("nan"))), "drift"),
        (TABLE.with_columns(x=polars.lit(float("inf"))), "drift"),
        (TABLE.with_columns(x=polars.lit(7.0)), "drift"),
        (TABLE.with_columns(plan=polars.lit("z")), "drift"),
    ],
)
def test_an_odd_batch_gives_a_finding_and_no_number_that_is_none(now: polars.DataFrame, code: str) -> None:
    report = compare(profile(TABLE), profile(now))
    assert code in {one.code for one in report.findings}
    numbers = [value for one in report.values() for value in one.to_dict().values() if isinstance(value, float)]
    assert all(math.isfinite(value) for value in numbers)
    assert str(report)


def test_a_constant_column_that_stays_constant_is_quiet() -> None:
    table = polars.DataFrame({"x": [7.0] * 100, "word": ["a"] * 100, "none": [None] * 100})
    report = compare(profile(table), profile(table))
    assert (report.drifted, report.findings) == ((), ())
    assert report["x"].ks == report["word"].psi == 0.0


def test_a_reference_without_rows_is_refused() -> None:
    with pytest.raises(MonitorError, match="no rows"):
        compare(profile(TABLE.clear()), profile(TABLE))


def test_a_stored_profile_compares_as_the_one_that_was_made() -> None:
    now = TABLE.with_columns(x=polars.col("x") * 2)
    kept = Profile.from_bytes(profile(TABLE).to_bytes())
    assert compare(kept, profile(now)).to_dict() == compare(profile(TABLE), profile(now)).to_dict()
