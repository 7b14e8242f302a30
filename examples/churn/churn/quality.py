"""What must be true of the customers before a model may learn from them."""

from typing import Any

import polars as pl
from sklearn.metrics import roc_auc_score
from sklearn.tree import DecisionTreeClassifier

from churn.sources import ADD_ONS, FLAGS, customers

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


def rules() -> dict[str, pl.Expr]:
    """Return what must be true of every row: a sentence, and the expression that checks it."""
    tenure, monthly, total = map(pl.col, ("tenure", "monthly_charges", "total_charges"))
    plausible = total.is_between(tenure * monthly / 2, tenure * monthly * 2)
    no_bill_yet = (tenure == 0) & total.is_null()
    return {
        **{f"{name} is one of {', '.join(known)}": pl.col(name).is_in(known) for name, known in CHOICES.items()},
        **{f"{name} is 0 or 1": pl.col(name).is_in([0, 1]) for name in FLAGS},
        "tenure is 0 to 120 months": tenure.is_between(0, 120),
        "monthly_charges is 1 to 500": monthly.is_between(1, 500),
        "total_charges is half to double of tenure x monthly_charges, or not there yet": plausible | no_bill_yet,
    }


def validate(
    extract: pl.DataFrame, read_drop: list[pl.DataFrame], max_bad_share: float, max_lone_auc: float
) -> dict[str, Any]:
    """Check every row against `rules`, and every column for giving the answer away.

    Parameters
    ----------
    max_bad_share : float, share of rows in [0, 1] that may break a rule; `load` leaves those rows out.
    max_lone_auc : float, how well one column alone may tell who churns (area under the ROC curve, 0.5 to 1).

    Raises
    ------
    ValueError
        More rows than that break a rule, or a column gives the answer away.
    """
    table = customers(extract, read_drop)
    # A comparison with null is null, neither true nor false: what cannot be checked has not passed.
    holds = table.select(rule.fill_null(False).alias(sentence) for sentence, rule in rules().items())
    good = holds.select(pl.all_horizontal(pl.all())).to_series()
    failing = {sentence: int((~holds[sentence]).sum()) for sentence in holds.columns}
    bad_customers = table.filter(~good)["customer_id"].to_list()
    refuse_many_bad(bad_customers, failing, table.height, max_bad_share)
    lone_auc = tell_alone(table.filter(good))
    refuse_giveaway(lone_auc, max_lone_auc)
    return {
        "passed": True,
        "rows": table.height,
        "rows_failing": len(bad_customers),
        "failing": failing,
        "nulls": {column.name: column.null_count() for column in table if column.null_count()},
        "lone_auc": lone_auc,
        "bad_customers": bad_customers,
    }


def refuse_many_bad(bad: list[str], failing: dict[str, int], rows: int, max_bad_share: float) -> None:
    """Stop at more bad customers than allowed, and say where to look."""
    if len(bad) <= max_bad_share * rows:
        return
    worst = max(failing, key=failing.__getitem__)
    raise ValueError(
        f"{len(bad)} of {rows} customers break a rule; at most a share of {max_bad_share:g} may "
        f"(validate.max_bad_share). Most often broken, {failing[worst]} times: '{worst}'. "
        f"Look at customer {', '.join(bad[:3])}."
    )


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
