"""Evidently on the same rows: three of its statistics; from 0.1 on each is a drift by its default."""

import json
import sys
from pathlib import Path

import pandas as pd
from evidently import DataDefinition, Dataset, Report
from evidently.metrics import ValueDrift

METHODS = {"Jensen-Shannon": "jensenshannon", "PSI": "psi", "Wasserstein, normed": "wasserstein"}
folder = Path(sys.argv[1])
found = {}
for n, case in enumerate(json.loads((folder / "cases.json").read_text())):
    then, now = (
        Dataset.from_pandas(pd.read_parquet(folder / f"{side}-{n}.parquet"), DataDefinition(numerical_columns=["x"]))
        for side in ("then", "now")
    )
    metrics = [ValueDrift(column="x", method=method) for method in METHODS.values()]
    values = [float(one["value"]) for one in Report(metrics).run(now, then).dict()["metrics"]]
    found[case] = dict(zip(METHODS, values, strict=True))
print(json.dumps(found))
