"""NannyML on the same rows: its two default statistics of numbers; from 0.1 on Jensen-Shannon is a drift by default."""

import json
import sys
from pathlib import Path

import nannyml as nml
import pandas as pd

METHODS = {"KS": "kolmogorov_smirnov", "Jensen-Shannon": "jensen_shannon"}
folder = Path(sys.argv[1])
found = {}
for n, case in enumerate(json.loads((folder / "cases.json").read_text())):
    then, now = (pd.read_parquet(folder / f"{side}-{n}.parquet") for side in ("then", "now"))
    calculator = nml.UnivariateDriftCalculator(
        column_names=["x"], continuous_methods=list(METHODS.values()), chunk_number=1
    )
    frame = calculator.fit(then).calculate(now).filter(period="analysis").to_df()
    found[case] = {name: float(frame["x", method, "value"].iloc[0]) for name, method in METHODS.items()}
print(json.dumps(found))
