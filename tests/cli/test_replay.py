"""`fairlead replay`: from a recipe and a table to what each policy would have brought; killed, it goes on."""

from __future__ import annotations

import signal
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy
import polars as pl
import pytest
from sklearn.linear_model import LogisticRegression

from fairlead.model import Model
from fairlead.project import Project

RECIPES = """
import time
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline


def train(history, pause, C, seed):
    time.sleep(pause)
    columns = make_column_transformer(("passthrough", ["x", "z"]))
    model = make_pipeline(columns, LogisticRegression(C=C, random_state=seed))
    return model.fit(history, history["left"].to_list())


def recipe(C):
    return LogisticRegression(C=C)


def needs(one, other):
    return None


class Kind:
    pass


RECIPE = LogisticRegression()
NUMBER = 3
"""


@pytest.fixture
def shell(near: Any) -> Any:
    return near


@pytest.fixture
def history(here: Any) -> str:
    """Write a history of five months, and recipes of several kinds; return the name of their file."""
    draw = numpy.random.default_rng(0)
    day = numpy.sort(draw.integers(0, 150, 1500))
    x, z = draw.normal(size=(2, 1500))
    sure = 1 / (1 + numpy.exp(-3 * (x * numpy.cos(day / 75) + z * numpy.sin(day / 75))))
    left = numpy.where(draw.random(1500) < sure, "yes", "no")
    at = [date(2013, 1, 1) + timedelta(days=int(one)) for one in day]
    pl.DataFrame({"at": at, "x": x, "z": z, "left": left}).write_parquet("history.parquet")
    name = f"recipes_of_{here.folder.name}.py"  # a module of its own in this process
    Path(name).write_text(RECIPES)
    Path("params.toml").write_text("C = 0.5\n[train]\npause = 0.0\n")
    return name


GIVEN = ("replay", "history.parquet", "--time", "at", "--target", "left")


@pytest.mark.parametrize("name", ["RECIPE", "recipe", "train"])
def test_a_recipe_may_be_an_estimator_or_a_function(here: Any, history: str, name: str) -> None:
    answer = here(*GIVEN, "--recipe", f"{history}:{name}", "--json")
    assert answer.code == 0, answer.err
    found = answer.document
    assert [one["policy"] for one in found["policies"][-3:]] == ["never", "always", "oracle"]
    assert found["models"] == {"made": 8, "kept": 0}  # four models, three of the first one's size, and its promise
    assert found["matrix"]["periods"] == [f"2013-0{n}" for n in range(1, 6)]
    assert found["shelf_life"][0]["loss"] == 0
    assert 0.5 < found["policies"][-2]["score"] < 1


def test_the_recipe_of_a_model_is_trained_anew(here: Any, history: str) -> None:
    project = Project.find(needs_pipeline=False)
    rows = pl.read_parquet("history.parquet")
    with project.open_registry(actor="ada") as registry:
        registry.put(Model.fit("churn", LogisticRegression(), rows.select("x", "z"), rows["left"].to_list(), seed=7))
        registry.promote("churn", 1, expect=None, why="first")
    assert here(*GIVEN, "--json").document["models"]["made"] == 8
    assert here(*GIVEN, "--model", "churn:1", "--json").document["models"] == {"made": 0, "kept": 8}


def test_what_is_replayed_may_stand_in_the_settings(here: Any, history: str) -> None:
    settings = f"""
    [replay]
    table = "history.parquet"
    time = "at"
    target = "left"
    recipe = "{history}:RECIPE"
    policies = ["every 2", "below auc target - 0.05"]
    error_cost = 5
    retrain_cost = 20
    currency = "EUR"
    """
    Path("fairlead.toml").write_text(settings)
    answer = here("replay", "--html", "out/replay.html")
    assert answer.code == 0, answer.err
    assert "every 2 periods" in answer.out
    assert "money EUR" in answer.out
    assert "  never " in answer.out and "* always " in answer.out and "  oracle " in answer.out
    assert "More data, or newer data:" in answer.out
    assert "8 models were trained and scored: 10 cells, measured for real." in answer.out
    assert Path("out/replay.html").read_text().startswith("<!DOCTYPE html>")
    once_more = here("replay", "--policy", "never", "--label-delay", "1", "--json").document
    assert [one["policy"] for one in once_more["policies"]] == ["never", "never", "always", "oracle"]
    assert once_more["models"] == {"made": 0, "kept": 8}
    Path("fairlead.toml").write_text('[replay]\nerror_cost = "5"\n')
    assert "replay.error_cost" in here("replay").err


def kept(folder: Path) -> list[Path]:
    """Return the models that are done."""
    return sorted((folder / ".fairlead" / "replay").rglob("models/*.json"))


@pytest.mark.drill
def test_a_replay_that_is_killed_goes_on_where_it_was(shell: Any, here: Any, history: str) -> None:
    Path("params.toml").write_text("C = 0.5\n[train]\npause = 0.7\n")
    running = shell.start(*GIVEN, "--recipe", f"{history}:train", "--workers", "2", "--json")
    for _ in range(1200):
        if len(kept(here.folder)) >= 2:
            break
        time.sleep(0.05)
    running.send_signal(signal.SIGKILL)
    running.communicate()
    done = len(kept(here.folder))
    assert 2 <= done < 8
    answer = here(*GIVEN, "--recipe", f"{history}:train", "--json")
    assert answer.code == 0, answer.err
    found = answer.document
    assert found["models"]["kept"] >= done
    assert found["models"]["made"] + found["models"]["kept"] == 8
    assert len(kept(here.folder)) == 8
    again = here(*GIVEN, "--recipe", f"{history}:train", "--json").document
    assert again["matrix"] == found["matrix"]
    assert not list(Path(".fairlead").rglob("*.part-*"))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ((), "FL585"),
        (("--recipe", "recipes.py"), "does not say which name in which file"),
        (("--recipe", "recipe.py:RECIPE"), "there is no file recipe.py"),
        (("--recipe", "recipes.py:RECIPES"), "has nothing of that name"),
        (("--recipe", "recipes.py:NUMBER"), "it is a int"),
        (("--recipe", "recipes.py:Kind"), "returns a Kind"),
        (("--recipe", "recipes.py:needs"), "nothing gives its arguments one and other a value"),
        (("--recipe", "recipes.py:RECIPE", "--policy", "evry 3"), "'evry' is not understood"),
        (("--recipe", "recipes.py:RECIPE", "--time", "att"), "did you mean 'at'"),
        (("--recipe", "recipes.py:RECIPE", "--metric", "r2"), "'--metric' is about r2"),
        (("--recipe", "recipes.py:RECIPE", "--period", "hour"), "one of day, week"),
        (("--recipe", "recipes.py:RECIPE", "--error-cost", "-5"), "0 or more"),
        (("--recipe", "recipes.py:RECIPE", "--leave-out", "y"), "'y'"),
    ],
)
def test_what_cannot_be_replayed_is_told(here: Any, history: str, more: tuple[str, ...], said: str) -> None:
    answer = here(*GIVEN, *(one.replace("recipes.py", history) for one in more))
    assert (answer.code, answer.out) == (2, "")
    assert said in " ".join(answer.err.split())


def test_what_is_not_said_is_asked_for(here: Any, history: str) -> None:
    assert "which table holds the history" in here("replay").err
    assert "which column says when a row was" in here("replay", "history.parquet").err
    assert "--target COLUMN" in here("replay", "history.parquet", "--time", "at").err
