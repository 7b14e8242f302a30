"""Functions of tables, as a person writes them into a recipe."""

from __future__ import annotations

from typing import Any

import polars as pl


def added(table: pl.DataFrame) -> pl.DataFrame:
    """Add columns by expressions: arithmetic, comparisons, choices, gaps."""
    return table.with_columns(
        (pl.col("charge") / pl.max_horizontal("age", 1)).alias("ratio"),
        (pl.col("age") - 2 * pl.col("score")).alias("difference"),
        pl.col("charge").fill_null(0.0).log1p().alias("log_charge"),
        (pl.col("age") <= 30).cast(pl.Int64).alias("is_young"),
        pl.sum_horizontal((pl.col(name) == "pro").cast(pl.Int64) for name in ("plan", "city")).alias("pros"),
        pl.when(pl.col("charge") > 50).then(pl.lit(1.5)).otherwise(pl.col("score")).alias("chosen"),
        pl.col("city").is_null().cast(pl.Int64).alias("no_city"),
    ).with_columns((pl.col("ratio") * pl.col("pros")).alias("product"), (pl.col("age") * pl.col("age")).alias("square"))


def first_word(table: pl.DataFrame) -> pl.DataFrame:
    """Change text by an expression that is not read, only called."""
    return table.with_columns(pl.col("plan").str.slice(0, 1), pl.col("charge").fill_null(strategy="zero"))


def pandas_ratio(table: Any) -> Any:
    """Add a ratio to a pandas table."""
    return table.assign(ratio=table["charge"].fillna(0.0) / table["age"].clip(lower=1), plan=table["plan"].str.upper())


def of_the_table(table: pl.DataFrame) -> pl.DataFrame:
    """Add what depends on the other rows, as no step should."""
    return table.with_columns((pl.col("score") - pl.col("score").mean()).alias("centred"))


def doubled(rows: Any) -> Any:
    """Return an array with twice as many columns."""
    import numpy

    return numpy.hstack([rows, rows * rows])
