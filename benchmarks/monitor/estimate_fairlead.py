"""Fairlead: the model of January on the flights of each month, estimated, beside the truth.

The reference is January, answered by models that have not learned from its day (5 folds by day). The rows are written
for the other tool.
"""

import json
import sys
import time
from pathlib import Path

import polars as pl
from sklearn.model_selection import GroupKFold, cross_val_predict

from fairlead.monitor import Cbpe
from flights import features, history, model, sources

METRICS = ("accuracy", "roc_auc")
folder = Path(sys.argv[1])
table = features.transform(sources.flights(), sources.weather(), sources.planes())
table = history.periods(table, share=0.5, seed=7)
january, later = table.filter(pl.col("period") == 0), table.filter(pl.col("period") > 0)
truth = january["late"].to_numpy()
known = cross_val_predict(
    model.unfitted(40), model.inputs(january), truth,
    groups=january["day"].to_numpy(), cv=GroupKFold(5), method="predict_proba",
)[:, 1]  # fmt: skip
sure = model.fitted(january, 40).predict_proba(model.inputs(later))[:, 1]
pl.DataFrame({"sure": known, "truth": truth}).write_parquet(folder / "reference.parquet")
answers = later.select(month=pl.col("day").dt.month(), truth="late").with_columns(sure=pl.Series(sure))
answers.write_parquet(folder / "answers.parquet")

parts = {history.MONTHS[month - 1]: part for (month,), part in answers.partition_by("month", as_dict=True).items()}
began = time.process_time()
cbpe = Cbpe.fit(known, truth)
estimated = {
    month: {name: cbpe.estimate(name, part["sure"].to_numpy()).value for name in METRICS}
    for month, part in parts.items()
}
cpu = time.process_time() - began
months = {
    month: {
        "rows": part.height,
        "true": history.scores_of(part["truth"].to_numpy(), part["sure"].to_numpy()),
        "estimated": estimated[month],
    }
    for month, part in parts.items()
}
print(json.dumps({"months": months, "reference": history.scores_of(truth, known), "cpu": cpu}))
