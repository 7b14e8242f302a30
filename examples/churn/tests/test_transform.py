"""Layer transform: what is made of it."""

import math

import polars as pl
import pytest

from churn import features
from fairlead.testing import same_alone, same_in_any_order, same_twice

pytestmark = pytest.mark.ml(layer="transform")

CUSTOMER = {
    "tenure": 10, "monthly_charges": 30.0, "total_charges": 250.0, "online_security": "Yes", "online_backup": "No",
    "device_protection": "Yes", "tech_support": "No", "streaming_tv": "No", "streaming_movies": "Yes",
}  # fmt: skip


def made(**changes: object) -> dict[str, object]:
    return features.add_features(pl.DataFrame([CUSTOMER | changes])).row(0, named=True)


def test_no_service_is_written_as_no(raw: pl.DataFrame) -> None:
    cleaned = features.clean(raw)
    assert set(cleaned["multiple_lines"]) == {"No", "Yes"}
    assert set(cleaned["tech_support"]) == {"No", "Yes"}


def test_before_the_first_bill_nothing_was_paid(raw: pl.DataFrame) -> None:
    cleaned = features.clean(raw)
    assert raw.filter(pl.col("tenure") == 0)["total_charges"].null_count() == 11
    assert cleaned.filter(pl.col("tenure") == 0)["total_charges"].to_list() == [0.0] * 11
    assert cleaned["total_charges"].null_count() == 0


def test_who_left_is_one_and_who_stayed_is_zero(raw: pl.DataFrame) -> None:
    both = raw.with_columns(features.clean(raw)["churned"])
    assert both.filter(pl.col("churn") == "Yes")["churned"].unique().to_list() == [1]
    assert both.filter(pl.col("churn") == "No")["churned"].unique().to_list() == [0]


def test_customers_of_whom_nobody_knows_whether_they_leave_are_cleaned_alike(raw: pl.DataFrame) -> None:
    assert features.clean(raw.drop("churn")).equals(features.clean(raw).drop("churned"))


def test_the_average_charge_is_the_total_by_the_months() -> None:
    assert made()["average_charge"] == 25.0
    assert made(tenure=0, total_charges=0.0)["average_charge"] == 0.0


def test_the_change_of_the_charge_is_the_last_month_against_the_average() -> None:
    assert made()["charge_change"] == 5.0


def test_add_ons_are_counted() -> None:
    assert made()["add_ons"] == 3
    assert made(**dict.fromkeys(("online_security", "device_protection", "streaming_movies"), "No"))["add_ons"] == 0


def test_the_charge_is_shared_by_the_add_ons_and_the_line_itself() -> None:
    assert made()["charge_per_add_on"] == 7.5


def test_logarithms_begin_at_zero() -> None:
    assert made(tenure=0)["log_tenure"] == 0.0
    assert made()["log_total_charges"] == pytest.approx(math.log(251))


def test_the_first_three_months_are_new() -> None:
    assert [made(tenure=n)["is_new"] for n in (0, 3, 4)] == [1, 1, 0]


@pytest.mark.ml(layer="transform", level="integration")
def test_a_customer_alone_gets_the_features_that_he_gets_among_others(table: pl.DataFrame) -> None:
    same_alone(features.add_features, table)


@pytest.mark.ml(layer="transform", level="integration")
def test_the_order_of_the_customers_does_not_matter(raw: pl.DataFrame) -> None:
    same_in_any_order(features.clean, raw)


@pytest.mark.ml(layer="transform", level="integration")
def test_features_that_are_there_already_stay(table: pl.DataFrame) -> None:
    same_twice(features.add_features, table)


@pytest.mark.ml(layer="transform", level="integration")
def test_a_customer_keeps_his_side_of_the_split_when_others_arrive(table: pl.DataFrame) -> None:
    half = features.load({"bad_customers": []}, table.drop("split").head(3000), 0.2, seed=7)
    assert half["split"].equals(table["split"].head(3000))


@pytest.mark.ml(layer="transform", level="integration")
def test_the_holdout_has_its_share_and_as_many_churners(table: pl.DataFrame) -> None:
    held = table.filter(pl.col("split") == "holdout")
    assert held.height / table.height == pytest.approx(0.2, abs=0.02)
    assert held["churned"].mean() == pytest.approx(table["churned"].mean(), abs=0.03)


@pytest.mark.ml(layer="transform", level="integration")
def test_no_customer_is_on_both_sides(table: pl.DataFrame) -> None:
    assert table["customer_id"].n_unique() == table.height
