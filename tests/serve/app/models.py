"""Small models as people make them: with a plan, without one, with a suite, and one that refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy
import pandas
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from fairlead.data import Suite, between
from fairlead.model import Model, Registry
from fairlead.project import Project

ROWS = 120
ROW = {"tenure": 12, "charge": 70.5, "plan": "pro"}


def customers() -> pandas.DataFrame:
    random = numpy.random.default_rng(5)
    table = pandas.DataFrame(
        {
            "tenure": random.integers(1, 60, ROWS),
            "charge": random.normal(60, 20, ROWS).round(2),
            "plan": random.choice(["basic", "pro", "team"], ROWS),
        }
    )
    table.loc[3, "charge"] = numpy.nan
    return table


def left(table: pandas.DataFrame) -> list[str]:
    """Return who has left: those who are new and pay much."""
    risk = table["charge"].fillna(60) / 20 - table["tenure"] / 12
    return ["yes" if one > numpy.median(risk) else "no" for one in risk]


def recipe(estimator: Any, unknown: str = "ignore") -> Any:
    return make_pipeline(
        make_column_transformer(
            (SimpleImputer(), ["tenure", "charge"]), (OneHotEncoder(handle_unknown=unknown), ["plan"])
        ),
        estimator,
    )


def put_models(folder: Path) -> None:
    """Make a project. Of churn the first of three versions is champion, of the others the only one."""
    (folder / "fairlead.toml").write_text("")
    table = customers()
    suite = Suite(
        "asked", [between("charge", 0, 500, on_row="quarantine"), between("tenure", 0, 600, on_row="flag")]
    ).to_gx()
    with Project.find(folder, needs_pipeline=False).open_registry(actor="ada") as registry:
        for C in (0.01, 0.1, 1.0):
            registry.put(Model.fit("churn", recipe(LogisticRegression(C=C)), table, left(table), seed=7))
        registry.put(Model.fit("near", recipe(KNeighborsClassifier()), table, left(table), seed=7))
        registry.put(Model.fit("ruled", recipe(LogisticRegression()), table, left(table), seed=7, suite=suite))
        registry.put(Model.fit("strict", recipe(LogisticRegression(), "error"), table, left(table), seed=7))
        registry.put(Model.fit("price", recipe(LinearRegression()), table, table["tenure"] * 2.5, seed=7))
        for name in registry.names():
            registry.promote(name, 1, expect=None, why="first")


def registry_of(folder: Path) -> Any:
    """Open the registry of a project."""
    return Project.find(folder, needs_pipeline=False).open_registry(actor="ada")


def promote(folder: Path, version: int, **options: Any) -> None:
    """Promote a version of churn, whoever is champion."""
    with registry_of(folder) as registry:
        found: Registry = registry
        found.promote("churn", version, expect=found.holder("churn").version, why="better", **options)
