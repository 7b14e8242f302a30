"""What must be true of the customers before a model may learn from them."""

from typing import Any

import polars as pl
from sklearn.metrics import roc_auc_score
from sklearn.tree import DecisionTreeClassifier

from churn.sources import ADD_ONS, FLAGS, NUMBERS, customers
from fairlead.data import Expr, Suite, between, col, expectation, in_set, not_null, unique

CHOICES = {
    "churn": ("Yes", "No"),
    "multiple_lines": ("Yes", "No", "No phone service"),
    "internet_service": ("DSL", "Fiber optic", "No"),
    **dict.fromkeys(ADD_ONS, ("Yes", "No", "No internet service")),
    "contract": ("Month-to-month", "One year", "Two year"),
    "payment_method": (
        "Electronic check",
        "Mailed check",
        "Bank transfer (automatic)",
        "Credit card (automatic)",
    ),
}


@expectation
def plausible_total(tenure: str, monthly: str, total: str) -> Expr:
    """What was paid in all is half to double of the months times the monthly charge, or not there in month 0."""
    expected = col(tenure) * col(monthly)
    is_plausible = (col(total) >= expected / 2) & (col(total) <= expected * 2)
    no_bill_yet = (col(tenure) == 0) & col(total).is_null()
    return no_bill_yet | (col(total).is_not_null() & is_plausible)


def suite(max_bad_share: float) -> Suite:
    """Return what must be true of the customers.

    Parameters
    ----------
    max_bad_share : float, share of customers in [0, 1] that may break one rule; `load` leaves those out.
    """
    limits = {"warn_above": 0.0, "fail_above": max_bad_share}
    known = [in_set(name, list(values), **limits) for name, values in CHOICES.items()]
    flags = [in_set(name, [0, 1], **limits) for name in FLAGS]
    always_there = [not_null(name, **limits) for name in (*CHOICES, *FLAGS, "tenure", "monthly_charges")]
    return Suite(
        "customers",
        [
            unique("customer_id", on_row="fail", severity="critical"),
            *always_there,
            *known,
            *flags,
            between("tenure", 0, 120, **limits),
            between("monthly_charges", 1, 500, **limits),
            plausible_total("tenure", "monthly_charges", "total_charges", **limits),
        ],
        keys=["customer_id"],
    )


SUITE = suite(max_bad_share=0.01)
"""For the command line: ``fairlead validate data/customers.parquet --suite churn/quality.py:SUITE``."""


def inputs() -> Suite:
    """Return what must be true of a customer that the model is asked about: cleaned, and nobody knows who leaves."""
    yes_or_no = dict.fromkeys(("multiple_lines", *ADD_ONS), ("Yes", "No"))
    choices = {name: values for name, values in (CHOICES | yes_or_no).items() if name != "churn"}
    return Suite(
        "customer",
        [
            *(not_null(name) for name in (*choices, *FLAGS, *NUMBERS)),
            *(in_set(name, list(values)) for name, values in choices.items()),
            *(in_set(name, [0, 1]) for name in FLAGS),
            between("tenure", 0, 120),
            between("monthly_charges", 1, 500),
        ],
    )


def validate(
    extract: pl.DataFrame, read_drop: list[pl.DataFrame], max_bad_share: float, max_lone_auc: float
) -> dict[str, Any]:
    """Set customers aside that break a rule, and check every column for giving the answer away.

    What is found stands in the record of the run, also if it stops nothing.

    Parameters
    ----------
    max_bad_share : as in `suite`.
    max_lone_auc : float, how well one column alone may tell who churns (area under the ROC curve, 0.5 to 1).

    Raises
    ------
    ValidationError
        More customers than that break a rule.
    ValueError
        A column gives the answer away.
    """
    split = suite(max_bad_share).split(customers(extract, read_drop)).require()
    lone_auc = tell_alone(split.valid)
    refuse_giveaway(lone_auc, max_lone_auc)
    return {
        "passed": split.passed,
        "rows": split.rows_in,
        "rows_failing": split.rows_quarantined,
        "failing": {one.expectation.sentence: one.unexpected for one in split.results if one.unexpected},
        "nulls": {column.name: column.null_count() for column in split.valid if column.null_count()},
        "lone_auc": lone_auc,
        "bad_customers": split.quarantined["customer_id"].to_list(),
    }


def tell_alone(table: pl.DataFrame) -> dict[str, float]:
    """Measure how well each column by itself tells who churns: the AUC of a tree on that column.

    The tree has at most 8 leaves of at least 50 customers each, so it cannot learn customers by heart.
    """
    churned = table["churn"] == "Yes"
    if churned.n_unique() < 2:
        return {}
    codes = table.drop("customer_id", "churn").with_columns(pl.col(pl.String).rank("dense")).fill_null(-1)
    tree = DecisionTreeClassifier(max_depth=3, min_samples_leaf=50, random_state=0)
    return {
        column.name: float(roc_auc_score(churned, tree.fit(one, churned).predict_proba(one)[:, 1]))
        for column in codes
        for one in [column.to_frame()]
    }


def refuse_giveaway(lone_auc: dict[str, float], max_lone_auc: float) -> None:
    """Stop at a column that tells the answer by itself: it was probably written down after the fact."""
    for name, auc in lone_auc.items():
        if auc > max_lone_auc:
            raise ValueError(
                f"Column '{name}' alone tells who churns: AUC {auc:.3f}, at most {max_lone_auc:g} is allowed "
                "(validate.max_lone_auc). It was probably written down after they had left: leave it out."
            )
