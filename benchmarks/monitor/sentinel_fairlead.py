"""Fairlead on a shift of half a deviation, with one value of 1e6 and without; the rows are written for others."""

import json
import sys
from pathlib import Path

import numpy as np
import polars as pl

from fairlead.monitor import compare, profile

folder, ROWS = Path(sys.argv[1]), 100_000
draw = np.random.default_rng(8)
then, now, same = draw.normal(0, 1, ROWS), draw.normal(0.5, 1, ROWS), draw.normal(0, 1, ROWS)


def spoilt(values: np.ndarray) -> np.ndarray:
    return np.where(np.arange(ROWS) == 17, 1e6, values)


CASES = {
    "shift, clean": (then, now),
    "shift, 1e6 in current": (then, spoilt(now)),
    "shift, 1e6 in reference": (spoilt(then), now),
    "no shift, 1e6 in current": (then, spoilt(same)),
}
found = {}
for n, (case, pair) in enumerate(CASES.items()):
    tables = [pl.DataFrame({"x": one}) for one in pair]
    for side, table in zip(("then", "now"), tables, strict=True):
        table.write_parquet(folder / f"{side}-{n}.parquet")
    drift = compare(*map(profile, tables))["x"]
    found[case] = {
        "KS": drift.ks, "PSI": drift.psi, "Jensen-Shannon": drift.js, "Wasserstein, robust": drift.wasserstein_robust,
    }  # fmt: skip
(folder / "cases.json").write_text(json.dumps(list(CASES)))
print(json.dumps(found))
