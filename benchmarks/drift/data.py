"""Make two tables of 12 columns of numbers and 8 of words, the second one drifted in half of them."""

import sys
from pathlib import Path

import numpy as np
import polars as pl


def table(rows: int, seed: int, drift: float) -> pl.DataFrame:
    draw = np.random.default_rng(seed)
    columns: dict[str, object] = {}
    for n in range(12):
        moved = drift * (n % 2)
        values = [
            lambda moved=moved: draw.normal(moved, 1, rows),
            lambda moved=moved: draw.lognormal(moved, 1, rows),
            lambda moved=moved: np.round(draw.normal(40 + 5 * moved, 12, rows)),
            lambda moved=moved: draw.exponential(1 + moved, rows),
        ][n % 4]()
        if n in (0, 1):
            values[draw.random(rows) < 0.03] = np.nan
        columns[f"n{n}"] = values
    for n, kinds in enumerate((2, 3, 5, 10, 20, 50, 200, 1000)):
        weights = 1 / np.arange(1, kinds + 1) ** (1 + drift * (n % 2))
        columns[f"c{n}"] = draw.choice([f"v{k}" for k in range(kinds)], rows, p=weights / weights.sum())
    return pl.DataFrame(columns, nan_to_null=True)


if __name__ == "__main__":
    rows, folder = int(sys.argv[1]), Path(sys.argv[2])
    table(rows, 1, 0.0).write_parquet(folder / f"then-{rows}.parquet")
    table(rows, 2, 0.3).write_parquet(folder / f"now-{rows}.parquet")
