"""Which recipe a project has, on which rows it is shown, and which rounds of work are measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fairlead.errors import MLTestError, ProjectError
from fairlead.project.place import SETTINGS_FILE
from fairlead.project.settings import Project, read_settings

if TYPE_CHECKING:
    from fairlead.features.investment.costs import Costs

SEED = 7

NAMED = 'a function or value such as "churn/model.py:recipe"'
COSTS = "kept, offer, success, cases_a_month, threshold, currency"


@dataclass(frozen=True, slots=True)
class Subject:
    """Hold what is shown and measured.

    Parameters
    ----------
    recipe : fitted or not.
    rows : table, with the target in it if `target` is the name of a column.
    target : name of the column of answers, or the answers.
    steps : what `curve` takes: named recipes, or one pipeline.
    time : name of the column of times; None if there is none.
    costs : unit costs; None if none are stated.
    said : where recipe and rows come from, in words.
    """

    recipe: Any
    rows: Any
    target: Any
    steps: Any
    time: str | None
    costs: Costs | None
    said: str


def settings_of(home: Path) -> Mapping[str, Any] | None:
    """Return what the settings say of the features; None if nothing, and no model is tested either."""
    settings = read_settings(home / SETTINGS_FILE)
    if "features" in settings:
        found: Mapping[str, Any] = settings["features"]
        return found
    testing = settings.get("testing", {})
    return {} if {"model", "table", "target", "split"} <= testing.keys() else None


def subject_of(home: Path) -> Subject:
    """Return the subject of a project: what ``[features]`` names, else its champion and the rows it was trained on.

    Raises
    ------
    ProjectError
        The settings name no recipe, rows or target, or a cost is not one.
    ReplayError
        What they name is not there, or fails.
    MLTestError, UnknownModelError
        There is no model yet, or no run has made the table.
    """
    given = settings_of(home)
    if given is None:
        raise ProjectError.bad_value(SETTINGS_FILE, "features.recipe", None, NAMED)
    return _named(home, given) if given else _champion(home)


def costs_of(given: Mapping[str, Any]) -> Costs | None:
    """Return the unit costs that settings state.

    Raises
    ------
    ProjectError, CurveError
        One has another name, or is out of its range.
    """
    from fairlead.features.investment.costs import Costs

    stated = given.get("cost")
    if stated is None:
        return None
    try:
        return Costs(**stated)
    except TypeError as error:  # an amount that there is not, or one that is missing
        raise ProjectError.bad_value(SETTINGS_FILE, "features.cost", stated, COSTS) from error


def _named(home: Path, given: Mapping[str, Any]) -> Subject:
    from fairlead.project.recipes import called, recipe_named

    for key in ("recipe", "rows", "target"):
        if key not in given:
            raise ProjectError.bad_value(
                SETTINGS_FILE, f"features.{key}", None, NAMED if key != "target" else "a column"
            )
    recipe = recipe_named(given["recipe"], home, seed=SEED).make
    steps = called(given["steps"], home, seed=SEED) if "steps" in given else recipe
    return Subject(
        recipe=recipe,
        rows=_rows(home, given["rows"]),
        target=given["target"],
        steps=steps,
        time=given.get("time"),
        costs=costs_of(given),
        said=f"the recipe {given['recipe']} on the rows of {given['rows']}",
    )


def _rows(home: Path, named: str) -> Any:
    """Return the table that a function gives, or that a file holds."""
    from fairlead.project.recipes import called

    if ".py:" in named:
        return called(named, home, seed=SEED)
    from fairlead.frame import read_table

    return read_table(str(home / named))


def _champion(home: Path) -> Subject:
    """Return the model that the settings test, and the rows of its training."""
    from sklearn.base import clone

    from fairlead.project.testing import model_tested, side

    model, training = model_tested(), side("train")
    recipe = model.pipeline
    wanted = [name for name in model.schema.names if name in training.rows.columns]
    if not hasattr(recipe, "steps"):
        raise MLTestError.no_fixture("recipe", "model")
    name = read_settings(home / SETTINGS_FILE)["testing"]["model"]
    rows = training.rows.select(wanted) if hasattr(training.rows, "select") else training.rows[wanted]
    return Subject(recipe, rows, training.truth, clone(recipe), None, None, f"the model {name} and its training rows")


def project_of(home: Path) -> Project:
    """Return the project of a folder."""
    return Project.find(home, needs_pipeline=False)
