"""Small converted projects, as `fairlead convert` writes them: a notebook, its pipeline, and the record."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from fairlead.notebook.read import read_notebook

PEOPLE = "age,pay,left\n" + "\n".join(f"{20 + n % 40},{1000 + 37 * n % 2000},{n % 3 == 0:d}" for n in range(60)) + "\n"


def write_notebook(path: Path, cells: Sequence[str]) -> None:
    made = [
        {"cell_type": "code", "id": f"c{n}", "metadata": {}, "execution_count": None, "outputs": [], "source": source}
        for n, source in enumerate(cells)
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made}), encoding="utf-8")


def write_project(
    folder: Path,
    cells: Sequence[str],
    pipeline: str,
    tasks: Mapping[str, Mapping[str, Any]],
    *,
    shows: Mapping[tuple[int, int], Mapping[str, Any]] | None = None,
    random: Mapping[str, Any] | None = None,
    random_places: Sequence[tuple[int, int]] = (),
    original: Sequence[str] | None = None,
    fixes: Sequence[Mapping[str, Any]] = (),
    params: Sequence[Mapping[str, Any]] = (),
    order: str = "document",
) -> Path:
    """Write a project into ``folder/project`` whose notebook has worked in ``folder``.

    tasks : for each its `statements` as (cell, index), `returns`, and `outputs`: name -> (variable or "shown", place).
    shows : for the statements that show something, ``{"output": ..., "name": ..., "task": ...}``.
    """
    project = folder / "project"
    write_notebook(project / "notebook/people.ipynb", cells)
    (folder / "people.csv").write_text(PEOPLE, encoding="utf-8")
    (project / "fairlead.toml").write_text('[project]\nname = "people"\n', encoding="utf-8")
    (project / "pipeline.py").write_text(pipeline, encoding="utf-8")
    places = [
        (cell.number, index, statement)
        for cell in read_notebook(project / "notebook/people.ipynb").code_cells
        for index, statement in enumerate(cell.tree.body if cell.tree else [])
    ]
    number = {(cell, index): n for n, (cell, index, _) in enumerate(places)}
    statements = [
        {
            "id": n, "cell": cell, "index": index, "lines": [one.lineno, one.end_lineno],
            "tasks": [name for name, task in tasks.items() if (cell, index) in task["statements"]],
            "where": "task", "reason": "", "shows": _shows(one, (shows or {}).get((cell, index))),
            "random": (cell, index) in random_places,
        }
        for n, (cell, index, one) in enumerate(places)
    ]  # fmt: skip
    record = {
        "format": 1,
        "notebook": {"file": "notebook/people.ipynb", "sha256": "", "folder": "..", "order": order},
        "original": None,
        "pipeline": "pipeline.py", "dag": "people",
        "statements": statements,
        "tasks": [
            {
                "name": name, "statements": [number[place] for place in task["statements"]], "returns": task["returns"],
                "outputs": [
                    {
                        "name": out, "variable": None if variable == "shown" else variable, "after": number[place],
                        "kind": "shown" if variable == "shown" else "variable", "role": "result",
                    }
                    for out, (variable, place) in task.get("outputs", {}).items()
                ],
            }
            for name, task in tasks.items()
        ],
        "random": random or {"mode": "none"},
        "fixes": list(fixes), "dropped": [], "digests": {}, "params": list(params),
    }  # fmt: skip
    if original is not None:
        write_notebook(project / "notebook/original.ipynb", original)
        record["original"] = {"file": "notebook/original.ipynb", "sha256": ""}
    (project / "notebook/conversion.json").write_text(json.dumps(record), encoding="utf-8")
    return project


def _shows(statement: ast.stmt, given: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if given is None else {"text": ast.unparse(statement), "output": False, "name": "", "task": ""} | given


CELLS = (
    "import pandas as pd\nfrom sklearn.linear_model import LogisticRegression",
    "df = pd.read_csv('people.csv')\ndf.head()",
    "df['ratio'] = df['pay'] / df['age']\nprint('rows', len(df))",
    "model = LogisticRegression().fit(df[['age', 'ratio']], df['left'])",
    "accuracy = model.score(df[['age', 'ratio']], df['left'])\naccuracy",
)

PIPELINE = """
import pandas as pd
from sklearn.linear_model import LogisticRegression

from fairlead import DAG, task


@task
def extract() -> pd.DataFrame:
    df = pd.read_csv("../people.csv")
    print(df.head())
    return df


@task
def transform(df: pd.DataFrame) -> pd.DataFrame:
    df["ratio"] = df["pay"] / df["age"]
    print("rows", len(df))
    return df


@task
def train(df: pd.DataFrame):
    model = LogisticRegression().fit(df[["age", "ratio"]], df["left"])
    return model


@task
def evaluate(df: pd.DataFrame, model) -> float:
    accuracy = model.score(df[["age", "ratio"]], df["left"])
    print(accuracy)
    return accuracy


with DAG("people") as dag:
    clean = transform(extract())
    evaluate(clean, train(clean))
"""

TASKS: Mapping[str, Mapping[str, Any]] = {
    "extract": {"statements": [(2, 0), (2, 1)], "returns": "value", "outputs": {"df": ("df", (2, 0))}},
    "transform": {"statements": [(3, 0), (3, 1)], "returns": "value", "outputs": {"df": ("df", (3, 0))}},
    "train": {"statements": [(4, 0)], "returns": "value", "outputs": {"model": ("model", (4, 0))}},
    "evaluate": {"statements": [(5, 0), (5, 1)], "returns": "value", "outputs": {"accuracy": ("accuracy", (5, 0))}},
}

SHOWS: Mapping[tuple[int, int], Mapping[str, Any]] = {(2, 1): {}, (5, 1): {}}


def people(folder: Path, pipeline: str = PIPELINE, cells: Sequence[str] = CELLS, **more: Any) -> Path:
    """Write the project of these people; `pipeline` and `cells` may differ from it."""
    return write_project(folder, cells, pipeline, TASKS, **{"shows": SHOWS, **more})
