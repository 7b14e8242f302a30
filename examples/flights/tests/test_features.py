"""What a model is given of a flight is known one hour before it leaves; whatever happens later changes none of it."""

import datetime

import polars as pl
import pytest

from flights import features, sources

DAYS = (datetime.date(2013, 6, 10), datetime.date(2013, 6, 13))


@pytest.fixture(scope="module")
def tables() -> list[pl.DataFrame]:
    """Return the real flights of four days, with the weather and the planes."""
    flights = sources.flights()
    return [flights.filter(pl.col("day").is_between(*DAYS)), sources.weather(), sources.planes()]


@pytest.fixture(scope="module")
def table(tables: list[pl.DataFrame]) -> pl.DataFrame:
    return features.transform(*tables)


def test_every_flight_that_arrived_comes_once(tables: list[pl.DataFrame], table: pl.DataFrame) -> None:
    arrived = tables[0].filter(pl.col("arr_delay").is_not_null())
    assert table.height == arrived.height > 3000
    assert table["late"].mean() == pytest.approx((arrived["arr_delay"] > 15).mean())
    assert table["when"].is_sorted()


def test_what_happens_in_the_hour_before_and_after_changes_no_feature(
    tables: list[pl.DataFrame], table: pl.DataFrame
) -> None:
    flights, weather, planes = tables
    moment = datetime.datetime(2013, 6, 12, 20, 0, tzinfo=datetime.UTC)  # flights until then; what is known at 19:00
    known = moment - datetime.timedelta(hours=1)
    # Who was to leave before 19:00 has left by then, or is late by the minutes since. Of the others nobody knows.
    waited = (pl.lit(known) - pl.col("when")).dt.total_minutes()
    is_today = pl.col("arr_delay").is_not_null() & (pl.col("day") >= moment.date())
    later = flights.with_columns(
        pl.when(pl.col("dep_delay") >= waited).then(9999.0).otherwise("dep_delay").alias("dep_delay"),
        pl.when(is_today).then(9999.0).otherwise("arr_delay").alias("arr_delay"),
    )
    other = weather.with_columns(pl.when(pl.col("when") > known).then(99.0).otherwise("temp").alias("temp"))
    changed = features.transform(later, other, planes)
    before = [
        one.filter(pl.col("when").is_between(moment - datetime.timedelta(minutes=30), moment)).select(features.FEATURES)
        for one in (table, changed)
    ]
    assert before[0].height > 20
    assert before[0].equals(before[1])
    # And the same change is seen where it is known: that the test can fail.
    evening = [one.filter(pl.col("when") > moment + datetime.timedelta(hours=4)) for one in (table, changed)]
    assert not evening[0]["recent_delay"].equals(evening[1]["recent_delay"])


def test_recent_delays_are_those_of_two_to_four_hours_before(tables: list[pl.DataFrame], table: pl.DataFrame) -> None:
    flights = tables[0]
    row = table.filter(pl.col("origin") == "JFK").row(900, named=True)
    begin, end = (row["when"] - datetime.timedelta(hours=hours) for hours in (4, 2))
    window = flights.filter((pl.col("origin") == "JFK") & pl.col("when").is_between(begin, end))["dep_delay"]
    assert row["recent_flights"] == window.count()
    assert row["recent_delay"] == pytest.approx(window.drop_nulls().clip(upper_bound=60).mean())


def test_the_share_of_late_flights_is_that_of_the_day_before(tables: list[pl.DataFrame], table: pl.DataFrame) -> None:
    yesterday = tables[0].filter((pl.col("carrier") == "UA") & (pl.col("day") == datetime.date(2013, 6, 11)))
    expected = (yesterday["arr_delay"].drop_nulls() > 15).mean()
    found = table.filter((pl.col("carrier") == "UA") & (pl.col("day") == datetime.date(2013, 6, 12)))
    assert found["carrier_yesterday"].unique().to_list() == [pytest.approx(expected)]
    first = table.filter(pl.col("day") == DAYS[0])
    assert first["carrier_yesterday"].null_count() == first.height  # nobody knows the day before the first
