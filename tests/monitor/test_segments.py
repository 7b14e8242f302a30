"""A drift of one segment is found, and fifty quiet ones do not make one of it."""

from __future__ import annotations

import math
from typing import Any

import numpy
import pandas
import polars
import pytest

from fairlead.errors import MonitorError
from fairlead.monitor import SegmentReport, compare, compare_segments, profile, profile_segments
from fairlead.monitor.profiles.answers import ERROR


def batch(seed: int, rows: int = 20_000, shops: int = 20) -> polars.DataFrame:
    draw = numpy.random.default_rng(seed)
    names = [f"shop {n}" for n in range(shops)]
    return polars.DataFrame(
        {
            "shop": draw.choice(names, rows),
            "price": draw.lognormal(3, 1, rows),
            "age": draw.normal(40, 12, rows),
            "way": draw.choice(["cash", "card"], rows),
        }
    )


THEN = batch(1)


def by_shop(table: polars.DataFrame, **more: Any) -> dict[str, Any]:
    return profile_segments(table, "shop", ["price", "age", "way"], **more)


def test_what_has_drifted_in_one_segment_is_hidden_in_all_and_found_in_it() -> None:
    now = batch(2).with_columns(
        price=polars.when(polars.col("shop") == "shop 7").then(polars.col("price") * 3).otherwise("price")
    )
    assert compare(profile(THEN), profile(now)).drifted == ()
    report = compare_segments(by_shop(THEN), by_shop(now))
    assert report.drifted == ("shop 7",)
    assert next(iter(report)) == "shop 7"  # the worst first
    assert report["shop 7"].drifted == ("price",)
    assert report.findings[0].message.startswith("Segment 'shop 7': column 'price' has drifted")
    assert "shop 7" in str(report).splitlines()[1]
    assert report.to_dict()["drifted"] == ["shop 7"]


def test_segments_of_one_distribution_are_quiet_all_together() -> None:
    pairs = [(by_shop(batch(seed, 2000, 25)), by_shop(batch(seed + 1, 2000, 25))) for seed in range(0, 40, 2)]
    assert sum(bool(compare_segments(*pair).drifted) for pair in pairs) <= 3  # 5 % of 20 is one
    # Judged one by one, some segment is always far off by accident.
    alone = [any(compare(then[name], now[name]).drifted for name in then if name in now) for then, now in pairs]
    assert sum(alone) > 10


def test_a_segment_whose_errors_have_drifted_comes_before_one_with_other_rows() -> None:
    draw = numpy.random.default_rng(5)
    sure = draw.random(THEN.height)
    truth = (draw.random(THEN.height) < sure).astype(int)
    moved = THEN.with_columns(
        price=polars.when(polars.col("shop") == "shop 3").then(polars.col("price") * 3).otherwise("price")
    )
    turned = numpy.where((THEN["shop"] == "shop 9").to_numpy(), 1 - truth, truth)
    report = compare_segments(
        by_shop(THEN, predictions=sure, outcomes=truth), by_shop(moved, predictions=sure, outcomes=turned)
    )
    assert list(report)[:2] == ["shop 9", "shop 3"]
    assert ERROR in report["shop 9"].drifted


def test_segments_that_have_gone_or_come_are_named() -> None:
    now = THEN.with_columns(polars.col("shop").replace({"shop 4": "shop new"}))
    report = compare_segments(by_shop(THEN), by_shop(now))
    assert {one.code: one.message.split("'")[1] for one in report.findings} == {
        "segment-gone": "shop 4",
        "segment-new": "shop new",
    }
    assert len(report) == 19


def test_many_values_are_fifty_segments_and_the_others() -> None:
    parts = by_shop(batch(3, 6000, 70))
    assert len(parts) == 51
    assert sum(one.rows for one in parts.values()) == 6000
    assert list(parts)[-1] == "(others)"
    gaps = THEN.with_columns(shop=polars.when(polars.col("shop") == "shop 1").then(None).otherwise("shop"))
    assert by_shop(gaps)["(missing)"].rows == by_shop(THEN)["shop 1"].rows


def test_the_library_of_the_table_makes_no_difference() -> None:
    table = THEN.head(500).with_columns(age=polars.col("age").round().cast(polars.Int64) % 3)
    for by in ("shop", "age"):
        plain = {name: one.to_bytes() for name, one in profile_segments(table, by).items()}
        for other in (table.to_pandas(), table.to_arrow(), pandas.DataFrame(table.to_dict(as_series=False))):
            assert {name: one.to_bytes() for name, one in profile_segments(other, by).items()} == plain


@pytest.mark.parametrize(
    ("by", "said"), [("shp", "did you mean 'shop'"), ("price", "too many for segments; 50 at most")]
)
def test_what_makes_no_segments_is_refused(by: str, said: str) -> None:
    with pytest.raises(MonitorError, match=said):
        profile_segments(THEN, by)


def test_empty_tables_are_told_as_they_are_of_all_rows() -> None:
    with pytest.raises(MonitorError, match="no rows"):
        compare_segments(by_shop(THEN.clear()), by_shop(THEN))
    report = compare_segments(by_shop(THEN), by_shop(THEN.clear()))
    assert isinstance(report, SegmentReport)
    assert [one.code for one in report.findings] == ["empty-batch"]
    assert str(report)
    nothing = compare_segments(by_shop(THEN), by_shop(THEN.with_columns(price=None, way=None)))
    numbers = [value for one in nothing.values() for drift in one.values() for value in drift.to_dict().values()]
    assert all(math.isfinite(one) for one in numbers if isinstance(one, float))
