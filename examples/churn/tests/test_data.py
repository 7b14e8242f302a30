"""Layer data: what goes in."""

import polars as pl
import pytest

from churn import quality, sources
from churn.model import inputs
from fairlead.data import Suite
from fairlead.errors import ValidationError
from fairlead.model import Model
from fairlead.testing import Holdout, keeps_schema, schema_drift

pytestmark = pytest.mark.ml(layer="data")


@pytest.mark.ml(layer="data", level="integration")
def test_the_customers_pass_their_suite(raw: pl.DataFrame, suite: Suite) -> None:
    assert suite.run(raw).success


@pytest.mark.ml(layer="data", level="integration")
def test_no_customer_is_lost_between_the_source_and_the_training_table(raw: pl.DataFrame, table: pl.DataFrame) -> None:
    bad = quality.validate(raw, [], max_bad_share=0.01, max_lone_auc=0.95)["bad_customers"]
    assert table.height + len(bad) == raw.height == 7043


@pytest.mark.parametrize(
    ("column", "value"),
    [("tenure", -1), ("monthly_charges", 0.0), ("contract", "weekly"), ("senior_citizen", 2), ("churn", "maybe")],
)
def test_a_value_that_cannot_be_is_caught(raw: pl.DataFrame, suite: Suite, column: str, value: object) -> None:
    broken = raw.with_columns(pl.lit(value).cast(raw[column].dtype).alias(column))
    failed = [one.expectation.sentence for one in suite.run(broken).results if not one.success]
    assert any(column in sentence for sentence in failed), failed


def test_a_customer_who_is_there_twice_stops_the_run(raw: pl.DataFrame, suite: Suite) -> None:
    twice = suite.split(pl.concat([raw, raw.head(1)]))
    assert not twice.passed
    with pytest.raises(ValidationError, match="customer_id"):
        twice.require()


def test_a_total_that_does_not_fit_the_months_is_set_aside(raw: pl.DataFrame) -> None:
    odd = raw.with_columns(
        pl.when(pl.col("customer_id") == "2").then(1e6).otherwise(pl.col("total_charges")).alias("total_charges")
    )
    assert quality.validate(odd, [], max_bad_share=0.01, max_lone_auc=0.95)["bad_customers"] == ["2"]


def test_a_column_that_gives_the_answer_away_is_refused(raw: pl.DataFrame) -> None:
    told = raw.with_columns((pl.col("churn") == "Yes").cast(pl.Int64).alias("paperless_billing"))
    with pytest.raises(ValueError, match="'paperless_billing' alone tells who churns"):
        quality.validate(told, [], max_bad_share=0.01, max_lone_auc=0.95)


def test_no_input_of_the_model_is_the_answer_or_an_id() -> None:
    numbers, words = inputs("full")
    assert not {"churn", "churned", "customer_id", "split"} & {*numbers, *words}


@pytest.mark.ml(layer="data", level="integration", proves="data-1")
def test_the_holdout_looks_as_the_training_rows_did(model: Model, holdout: Holdout) -> None:
    keeps_schema(model.schema, holdout.rows)


def test_a_source_that_changes_its_words_is_noticed(model: Model, holdout: Holdout) -> None:
    renamed = holdout.rows.with_columns(pl.lit("Fibre").alias("internet_service"))
    (words,) = schema_drift(model.schema, renamed)
    assert "'internet_service' has a value that training had not: 'Fibre'" in words


def test_a_file_without_a_column_is_refused_with_its_name() -> None:
    with pytest.raises(ValueError, match=r"drop\.csv has no column .*tenure"):
        sources.typed(pl.DataFrame({"customer_id": ["1"]}), "drop.csv")
