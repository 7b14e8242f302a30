"""From customers to a training table: clean rows, an honest split; and the features that the recipe adds."""

import hashlib
from collections.abc import Sequence
from typing import Any

import polars as pl

from churn.sources import ADD_ONS, customers


def transform(extract: pl.DataFrame, read_drop: list[pl.DataFrame]) -> pl.DataFrame:
    """Clean every row; `churned` (1 or 0) is the truth that a model has to find."""
    return clean(customers(extract, read_drop))


def clean(table: pl.DataFrame) -> pl.DataFrame:
    """Write one fact in one way: no such service is "No", and before the first bill nothing was paid.

    Of customers who are still to be asked about, nobody knows the `churn`; then there is no `churned` either.
    """
    cleaned = table.with_columns(
        pl.col("multiple_lines", *ADD_ONS).replace({"No internet service": "No", "No phone service": "No"}),
        pl.when(pl.col("tenure") == 0).then(0.0).otherwise(pl.col("total_charges")).alias("total_charges"),
    )
    if "churn" not in table.columns:
        return cleaned
    churned = pl.col("churn").replace_strict({"Yes": 1, "No": 0}, default=None, return_dtype=pl.Int64)
    return cleaned.with_columns(churned.alias("churned")).drop("churn")


def added() -> dict[str, pl.Expr]:
    """Say what a customer's own row says between the lines: counts, ratios and logarithms."""
    average = pl.col("total_charges") / pl.max_horizontal("tenure", 1)
    add_ons = pl.sum_horizontal((pl.col(name) == "Yes").cast(pl.Int64) for name in ADD_ONS)
    return {
        "average_charge": average,
        "charge_change": pl.col("monthly_charges") - average,
        "add_ons": add_ons,
        "charge_per_add_on": pl.col("monthly_charges") / (1 + add_ons),
        "log_tenure": pl.col("tenure").log1p(),
        "log_total_charges": pl.col("total_charges").log1p(),
        "is_new": (pl.col("tenure") <= 3).cast(pl.Int64),
    }


def add_features(table: pl.DataFrame) -> pl.DataFrame:
    """Add the features; a step of the recipe, so that a single customer gets the same in production as here."""
    return table.with_columns(**added())


def names_with_added(_: object, names: Sequence[str]) -> list[str]:
    """Return the columns that `add_features` gives, for scikit-learn."""
    return [*names, *added()]


def check_rows_stand_alone(table: pl.DataFrame, rows: int = 100) -> None:
    """Make the features of some rows one at a time and compare them with those of the same rows made together.

    Raises
    ------
    ValueError
        A row looks different alone than among the others, as it would in production.
    """
    step = max(1, table.height // rows)
    together = add_features(table).gather_every(step)
    alone = pl.concat([add_features(table[i]) for i in range(0, table.height, step)])
    different = [name for name in together.columns if not alone[name].equals(together[name])]
    if different:
        raise ValueError(
            f"A customer's {', '.join(different)} depends on the other rows: made alone it is different. "
            "What is learned from many rows (a mean, a range) belongs into a step of the recipe that has a `fit`."
        )


def load(validate: dict[str, Any], transform: pl.DataFrame, holdout_share: float, seed: int) -> pl.DataFrame:
    """Build the training table: the customers that passed, each with the `split` ``train`` or ``holdout``.

    The side depends on the customer's id and the seed alone: it does not change when others arrive.
    """
    good = transform.filter(~pl.col("customer_id").is_in(validate["bad_customers"]))
    sides = ["holdout" if position(name, seed) < holdout_share else "train" for name in good["customer_id"]]
    return good.with_columns(pl.Series("split", sides, dtype=pl.String))


def position(customer_id: str, seed: int) -> float:
    """Map a customer to a number in [0, 1) that looks random and is always the same.

    >>> round(position("1", seed=7), 3)
    0.842
    """
    return int.from_bytes(hashlib.sha256(f"{seed}:{customer_id}".encode()).digest()[:8]) / 2**64
