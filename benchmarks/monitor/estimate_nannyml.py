"""NannyML's CBPE from the same probabilities, a month a chunk."""

import json
import sys
import time
from pathlib import Path

import nannyml as nml
import pandas as pd

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
folder = Path(sys.argv[1])
tables = {}
for name in ("reference", "answers"):
    table = pd.read_parquet(folder / f"{name}.parquet")
    tables[name] = table.assign(said=(table["sure"] >= 0.5).astype(int))
began = time.process_time()
cbpe = nml.CBPE(
    y_pred_proba="sure", y_pred="said", y_true="truth", problem_type="classification_binary",
    metrics=["accuracy", "roc_auc"], chunk_number=1,
)  # fmt: skip
cbpe.fit(tables["reference"])
found = {}
for month, part in tables["answers"].groupby("month"):
    frame = cbpe.estimate(part.reset_index(drop=True)).filter(period="analysis").to_df()
    found[MONTHS[month - 1]] = {name: float(frame[name, "value"].iloc[0]) for name in ("accuracy", "roc_auc")}
print(json.dumps(found | {"cpu": time.process_time() - began}))
