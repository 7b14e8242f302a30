"""Whole proofs with the real libraries: pandas, Polars, scikit-learn in several processes, matplotlib."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from converted_people import PIPELINE, people, write_project

from fairlead.notebook.prove.proof import Proof
from fairlead.project.proving import ProveOptions, prove

pytestmark = pytest.mark.heavy

COUNT = '    print("rows"'
END_OF_EXTRACT = "return df\n\n\n@task\ndef transform"
SAYS = "    print(accuracy)\n"
CHANGES = {
    "nothing": ("", "", None),
    "a parameter of the model": ("LogisticRegression()", "LogisticRegression(C=0.999999)", ("train", "model")),
    "the last bit": ('df["pay"] / df["age"]', '(df["pay"] / df["age"] * (1 + 2**-52))', ("transform", "df")),
    "a type": (END_OF_EXTRACT, END_OF_EXTRACT.replace("df", 'df.astype({"age": "int32"})', 1), ("extract", "df")),
    "columns": (COUNT, f'    df = df[["pay", "age", "left", "ratio"]]\n{COUNT}', ("transform", "df")),
    "order of rows": (COUNT, f'    df = df.sort_values("pay")\n{COUNT}', ("transform", "df")),
    "one row": (COUNT, f"    df = df.iloc[:-1]\n{COUNT}", ("transform", "df")),
    "a missing value": (COUNT, f'    df.loc[3, "pay"] = None\n{COUNT}', ("transform", "df")),
    "a print less": (SAYS, "", ("evaluate", "what it prints")),
    "a print more": (SAYS, "    print(accuracy, end=' ')\n    print()\n", ("evaluate", "what it prints")),
    "rounding": (SAYS, "    print(round(accuracy, 2))\n", ("evaluate", "what it prints")),
}


@pytest.mark.parametrize("name", sorted(CHANGES))
def test_one_change_of_the_pipeline_is_found_where_it_was_made(name: str, tmp_path: Path) -> None:
    old, new, place = CHANGES[name]
    assert old in PIPELINE
    proof = proved(people(tmp_path, PIPELINE.replace(old, new)))
    first = proof.first
    assert (None if first is None else (first.task, first.name)) == place
    assert (proof.verdict == "identical") is (place is None)


def proved(folder: Path, times: int = 1) -> Proof:
    return prove(folder, ProveOptions(times=times))


SEARCH = (
    "import numpy as np\nimport polars as pl\nimport matplotlib.pyplot as plt\nimport joblib\n"
    "from sklearn.ensemble import RandomForestClassifier\nfrom sklearn.model_selection import GridSearchCV",
    "np.random.seed(3)\ntable = pl.read_csv('people.csv')\nnoise = np.random.normal(size=60)",
    "grid = {'max_depth': [2, 3], 'n_estimators': [5]}\n"
    "search = GridSearchCV(RandomForestClassifier(random_state=0), grid, cv=3, n_jobs=2)\n"
    "search.fit(np.c_[table['age'], noise], table['left'])\nsearch.best_score_",
    "plt.hist(noise)\nplt.title('noise')\nplt.show()",
    "joblib.dump(search.best_estimator_, 'model.joblib');",
)

SEARCH_PIPELINE = """
import joblib
import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import polars as pl
from fairlead import DAG, task
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import GridSearchCV


@task
def extract() -> dict:
    np.random.seed(3)
    table = pl.read_csv("../people.csv")
    noise = np.random.normal(size=60)
    return {"table": table, "noise": noise}


@task
def train(table: pl.DataFrame, noise):
    grid = {"max_depth": [2, 3], "n_estimators": [5]}
    search = GridSearchCV(RandomForestClassifier(random_state=0), grid, cv=3, n_jobs=2)
    search.fit(np.c_[table["age"], noise], table["left"])
    print(search.best_score_)
    joblib.dump(search.best_estimator_, "../model.joblib")
    return search


@task
def explore(noise) -> None:
    plt.hist(noise)
    plt.title("noise")
    plt.savefig("noise.png")
    plt.close("all")


with DAG("people") as dag:
    extracted = extract()
    train(table=extracted["table"], noise=extracted["noise"])
    explore(noise=extracted["noise"])
"""

SEARCH_TASKS: Mapping[str, Mapping[str, Any]] = {
    "extract": {
        "statements": [(2, 0), (2, 1), (2, 2)],
        "returns": "mapping",
        "outputs": {"table": ("table", (2, 1)), "noise": ("noise", (2, 2))},
    },
    "train": {
        "statements": [(3, 0), (3, 1), (3, 2), (3, 3), (5, 0)],
        "returns": "value",
        "outputs": {"search": ("search", (3, 2))},
    },
    "explore": {"statements": [(4, 0), (4, 1), (4, 2)], "returns": "nothing"},
}


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("", "", None),
        ("plt.hist(noise)", "plt.hist(noise, bins=11)", ("explore", "figure 1")),
        ('"n_estimators": [5]', '"n_estimators": [6]', ("train", "search")),
    ],
)
def test_a_search_in_several_processes_with_a_figure_and_a_file(
    old: str, new: str, place: tuple[str, str] | None, tmp_path: Path
) -> None:
    pipeline = SEARCH_PIPELINE.replace(old, new) if old else SEARCH_PIPELINE
    assert place is None or pipeline != SEARCH_PIPELINE
    proof = proved(write_project(tmp_path, SEARCH, pipeline, SEARCH_TASKS, shows={(3, 3): {}}), times=2)
    assert (proof.verdict == "identical") is (place is None)
    assert (None if proof.first is None else (proof.first.task, proof.first.name)) == place
    kinds = {(row.kind, row.name) for row in proof.rows}
    assert kinds >= {("figure", "figure 1"), ("file", "model.joblib"), ("value", "table")}
    # Seconds differ from run to run: they are named, and do not make the notebook one that does not repeat itself.
    assert any("mean_fit_time" in what for what, _ in proof.uncompared)
    assert proof.only_pipeline == ("noise.png",)
