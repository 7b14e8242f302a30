"""The steps are plain functions, so they are tested as such: no pipeline runs here."""

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from churn import features, model, quality, sources
from fairlead.errors import ValidationError
from fairlead.finding import Severity, collected

LIMITS = {"max_bad_share": 0.0, "max_lone_auc": 0.95}
CUSTOMER = {
    "customer_id": "1",
    "churn": "No",
    "multiple_lines": "No phone service",
    "internet_service": "DSL",
    **dict.fromkeys(sources.ADD_ONS, "No"),
    "contract": "One year",
    "payment_method": "Mailed check",
    **dict.fromkeys(sources.FLAGS, 0),
    "tenure": 10,
    "monthly_charges": 30.0,
    "total_charges": 290.0,
}


def table(*changes: dict[str, object]) -> pl.DataFrame:
    """Return one customer a change, with ids 1, 2, 3."""
    rows = [CUSTOMER | {"customer_id": str(n)} | change for n, change in enumerate(changes, start=1)]
    return sources.typed(pl.DataFrame(rows), "test")


def many(n: int = 400) -> pl.DataFrame:
    """Return customers of whom those with a monthly contract leave more often."""
    return table(
        *(
            {
                "contract": "Month-to-month" if n % 2 else "Two year",
                "churn": "Yes" if n % 6 in (0, 1, 3) else "No",
                "tenure": 1 + n % 70,
                "total_charges": 30.0 * (1 + n % 70),
            }
            for n in range(n)
        )
    )


def training_table() -> pl.DataFrame:
    return features.load({"bad_customers": []}, features.transform(many(), []), holdout_share=0.2, seed=7)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"tenure": -1}, "tenure is at least 0 and at most 120"),
        ({"tenure": None}, "tenure is not missing"),
        ({"contract": "INVALID"}, "contract is one of"),
        ({"female": 3}, "female is one of 0, 1"),
        ({"monthly_charges": -5.0}, "monthly_charges is at least 1"),
        ({"total_charges": 9000.0}, "what was paid in all is half to double"),
        ({"total_charges": None}, "what was paid in all is half to double"),
    ],
)
def test_validate_names_the_rule_that_is_broken(change: dict[str, object], rule: str) -> None:
    with pytest.raises(ValidationError, match=f"(?s)2 rows.*does not pass.*{rule}.*1 of 2 rows"):
        quality.validate(table({}, change), [], **LIMITS)


def test_what_is_set_aside_is_reported_and_the_customer_is_named() -> None:
    with collected() as found:
        report = quality.validate(table({}, {"tenure": -1}, {}), [], max_bad_share=0.5, max_lone_auc=0.95)
    assert report["bad_customers"] == ["2"]
    assert {finding.code for finding in found.findings} >= {"data-between", "data-plausible-total"}
    assert all(finding.severity <= Severity.WARNING for finding in found.findings)


def test_a_customer_who_comes_twice_stops_the_run() -> None:
    twice = table({}, {}).with_columns(customer_id=pl.lit("1"))
    assert not quality.SUITE.split(twice).passed


def test_validate_tolerates_a_few_bad_rows_and_load_leaves_them_out() -> None:
    customers = table({}, {"tenure": -1}, {})
    report = quality.validate(customers, [], max_bad_share=0.5, max_lone_auc=0.95)
    loaded = features.load(report, features.transform(customers, []), holdout_share=0.2, seed=7)
    assert (report["rows"], report["rows_failing"], report["bad_customers"]) == (3, 1, ["2"])
    assert loaded["customer_id"].to_list() == ["1", "3"]


def test_a_new_customer_without_a_bill_is_valid_and_has_paid_nothing() -> None:
    newcomer = table({"tenure": 0, "total_charges": None})
    assert quality.validate(newcomer, [], **LIMITS)["nulls"] == {"total_charges": 1}
    assert features.transform(newcomer, [])["total_charges"].to_list() == [0.0]


def test_validate_refuses_a_column_that_gives_the_answer_away() -> None:
    customers = many().with_columns(paperless_billing=(pl.col("churn") == "Yes").cast(pl.Int64))
    with pytest.raises(ValueError, match="'paperless_billing' alone tells who churns: AUC 1.000"):
        quality.validate(customers, [], **LIMITS)


def test_clean_says_one_thing_in_one_way() -> None:
    cleaned = features.clean(table({"churn": "Yes", "tech_support": "No internet service"}))
    assert cleaned.select("churned", "tech_support", "multiple_lines").row(0) == (1, "No", "No")


def test_train_refuses_a_feature_that_looks_at_other_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    own = features.added()
    leaking = pl.col("tenure") - pl.col("tenure").mean()
    monkeypatch.setattr(features, "added", lambda: {**own, "above_mean": leaking})
    with pytest.raises(ValueError, match="above_mean depends on the other rows"):
        model.train(training_table(), recipe="full", C=0.1, seed=7)


def test_scikit_learn_knows_the_columns_that_are_added() -> None:
    cleaned = features.clean(table({}))
    assert features.names_with_added(None, cleaned.columns) == features.add_features(cleaned).columns


def test_the_split_of_a_customer_does_not_change_when_others_arrive() -> None:
    everyone = training_table()
    some = features.load({"bad_customers": []}, features.transform(many(50), []), holdout_share=0.2, seed=7)
    assert_frame_equal(everyone.head(50).select("customer_id", "split"), some.select("customer_id", "split"))
    assert 0.15 < (everyone["split"] == "holdout").mean() < 0.25


def test_dropped_files_are_listed_by_name_and_others_are_left_alone(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv", "notes.md"):
        (tmp_path / name).touch()
    assert sources.new_files(tmp_path) == [tmp_path / "a.csv", tmp_path / "b.csv"]


def test_a_missing_drop_folder_holds_no_files(tmp_path: Path) -> None:
    assert sources.new_files(tmp_path / "not there") == []


def test_a_dropped_file_is_read_as_it_was_written_and_replaces_older_rows(tmp_path: Path) -> None:
    table({"tenure": 11}, {}).write_csv(tmp_path / "a.csv")
    [file] = sources.new_files(tmp_path)
    joined = sources.customers(table({}), [sources.read_drop(file)])
    assert_frame_equal(joined, table({"tenure": 11}, {}))


def test_a_cell_that_is_not_a_number_is_left_to_validate(tmp_path: Path) -> None:
    table({}).with_columns(tenure=pl.lit("ten")).write_csv(tmp_path / "a.csv")
    [file] = sources.new_files(tmp_path)
    assert sources.read_drop(file)["tenure"].to_list() == [None]


@pytest.mark.parametrize(
    ("spoiled", "message"),
    [
        (table({}).drop("tenure", "churn"), r"a\.csv has no column churn, tenure; it has customer_id"),
        (table({}).with_columns(customer_id=None), r"a\.csv: 1 of 1 rows have no customer_id"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, spoiled: pl.DataFrame, message: str) -> None:
    spoiled.write_csv(tmp_path / "a.csv")
    with pytest.raises(ValueError, match=message):
        sources.read_drop(tmp_path / "a.csv")
