"""The page Features: real rows step by step, where a feature comes from, and what the work has brought."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fairlead.project.featuring.known import begin_curve, key_of_project, known_of
from fairlead.studio.pages.features import levels_of, stages_of
from fairlead.studio.views.investment import panel

SETTINGS = """
[features]
recipe = "shop.py:recipe"
rows = "shop.py:orders"
target = "returned"
time = "day"
cost = { kept = 30, offer = 5, success = 0.5, cases_a_month = 100, threshold = 0.5 }
cv = 3
repeats = 1
"""
SHOP = """
import pandas as pd
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler


def orders():
    prices = [float(10 + n * 7 % 50) if n % 9 else None for n in range(120)]
    return pd.DataFrame({
        "price": prices,
        "items": [1 + n % 4 for n in range(120)],
        "day": range(120),
        "returned": [int((n * 7 % 50) > 25 or n % 11 == 0) for n in range(120)],
    })


def recipe():
    return Pipeline([("fill", SimpleImputer()), ("scale", StandardScaler()), ("model", LogisticRegression())])
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Make a project that is not about churn, small enough to be measured in a test."""
    home = tmp_path / "shop"
    home.mkdir()
    (home / "fairlead.toml").write_text('[project]\nname = "shop"\n' + SETTINGS, encoding="utf-8")
    (home / "shop.py").write_text(SHOP, encoding="utf-8")
    return home


def when_done(read: Callable[[], Any]) -> Any:
    """Wait for work in another process, and return it."""
    deadline = time.monotonic() + 200
    while (work := read()) is None or work.is_running:
        assert time.monotonic() < deadline, "the work has not ended"
        time.sleep(0.2)
    return work


def test_rows_are_shown_before_and_after_each_step(open_studio: Any, shop: Path) -> None:
    studio = open_studio(mine=shop)
    assert "Rows are taken through the recipe." in studio.get("/mine/features").words
    work = when_done(lambda: known_of(shop).recipe)
    assert work.state == "done", work.said

    page = studio.get("/mine/features").text
    assert re.findall(r'<span class="name">([^<]+)', page) == ["Raw", "Fill", "Scale"]
    assert "120 rows, 3 columns, as they come" in page and "missing in: price" in page

    filled = studio.get("/mine/features?step=1")
    prices = [float(10 + n * 7 % 50) for n in range(120) if n % 9]
    assert f"price: mean {sum(prices) / len(prices):.4g}" in filled.words
    mean = f"{sum(prices) / len(prices):.4g}"
    assert re.search(rf'<td class="is-changed">{mean}<span class="hidden"> changed', filled.text)
    assert "measured on 120 rows" in filled.words


def test_a_feature_is_traced_to_its_columns(open_studio: Any, shop: Path) -> None:
    studio = open_studio(mine=shop)
    when_done(lambda: known_of(shop).recipe)
    page = studio.get("/mine/features?feature=items")
    assert re.search(r'<ul class="sources"[^>]*><li><code>items</code></li></ul>', page.text)


def test_the_curve_is_measured_when_it_is_asked_for(open_studio: Any, shop: Path) -> None:
    studio = open_studio(mine=shop)
    when_done(lambda: known_of(shop).recipe)
    before = studio.get("/mine/features")
    assert "has not been measured for the code as it is now" in before.words
    assert 'type="range"' not in before.text

    answer = studio.send_form("/mine/features/measure")
    assert (answer.status, answer.headers["location"]) == (303, "/mine/features")
    work = when_done(lambda: known_of(shop).curve)
    assert work.state == "done", work.said
    assert [one["step"] for one in work.told if "step" in one] == [1, 2]

    page = studio.get("/mine/features?level=1")
    points = work.result["points"]
    assert re.search(r'type="range"[^>]* min="1" max="2" value="1"', page.text)
    for split in ("shuffled", "in_time"):
        found = points[0][split]
        assert f"{found['accuracy']['mean']:.1%}" in page.words
        assert f"{found['false_positive_rate']['mean']:.1%}" in page.words
        assert f"{found['impact']['mean']:,.0f} USD" in page.words
    assert "100 cases a month; an offer costs 5 USD" in page.words
    assert "in order of time" in page.words


def test_changed_code_is_another_question(shop: Path) -> None:
    before = key_of_project(shop)
    (shop / "tests").mkdir()
    (shop / "tests" / "test_shop.py").write_text("x = 1\n", encoding="utf-8")
    assert key_of_project(shop) == before
    (shop / "shop.py").write_text(SHOP.replace("SimpleImputer()", "SimpleImputer(strategy='median')"), encoding="utf-8")
    assert key_of_project(shop) != before


def test_a_recipe_that_fails_says_which_step(open_studio: Any, shop: Path) -> None:
    (shop / "shop.py").write_text(SHOP.replace('"price": prices', '"price": ["dear"] * 120'), encoding="utf-8")
    studio = open_studio(mine=shop)
    studio.get("/mine/features")
    assert when_done(lambda: known_of(shop).recipe).state == "failed"
    page = studio.get("/mine/features")
    assert "The recipe cannot be shown" in page.words and "'fill'" in page.words
    assert "Try again" in page.words


def test_a_project_without_a_recipe_says_how_to_name_one(open_studio: Any, tmp_path: Path) -> None:
    home = tmp_path / "bare"
    home.mkdir()
    (home / "fairlead.toml").write_text('[project]\nname = "bare"\n', encoding="utf-8")
    page = open_studio(mine=home).get("/mine/features")
    assert page.status == 200 and "This project does not say which recipe it has." in page.words


def test_a_measurement_that_fails_is_told(open_studio: Any, shop: Path) -> None:
    settings = (shop / "fairlead.toml").read_text(encoding="utf-8")
    (shop / "fairlead.toml").write_text(settings.replace("kept = 30", "keep = 30"), encoding="utf-8")
    begin_curve(shop)
    work = when_done(lambda: known_of(shop, begins=False).curve)
    assert work.state == "failed" and "features.cost" in work.error["message"]
    assert "features.cost" in open_studio(mine=shop).get("/mine/features").words


STEP: dict[str, Any] = {
    "path": ["encode"],
    "name": "encode",
    "kind": "step",
    "is_group": False,
    "does": "OneHotEncoder",
    "summary": "1 column added, 1 column dropped, 1 column untouched",
    "before": {"columns": ["plan", "age"], "rows": [["pro", 3]]},
    "after": {"columns": ["age", "plan_pro"], "rows": [[3, 1]]},
    "columns": [
        {"name": "age", "status": "untouched", "was": "age", "cells": 0},
        {"name": "plan_pro", "status": "added", "was": "plan_pro", "cells": 1},
        {"name": "plan", "status": "dropped", "was": "plan", "cells": 0},
    ],
    "cells": [[False, True]],
    "facts": ["plan -> 1 column: pro"],
    "notes": [],
}


def test_new_cells_are_marked_and_dropped_columns_shown_before() -> None:
    raw, stage = stages_of({"steps": [STEP], "all_rows": 1})
    assert raw.name == "Raw" and raw.after == STEP["before"]
    assert stage.before is not None and set(stage.before["columns"]) == {"plan", "age"}
    assert stage.after is not None
    marked = dict(zip(stage.after["columns"], stage.marks[0], strict=True))
    assert marked == {"age": "", "plan_pro": "is-new"}


def test_numbers_that_do_not_go_with_the_task_are_left_out() -> None:
    score = {"mean": 3.25, "low": 3.0, "high": 3.5}
    outcome = {"verdict": None, "score": score, "accuracy": None, "false_positive_rate": None, "impact": None}
    curve = {"costs": None, "points": [{"name": "first", "shuffled": outcome, "in_time": None}]}
    found = levels_of(curve)[0]["splits"]
    assert list(found) == ["shuffled"]
    assert found["shuffled"]["score"] == {"mean": "3.250", "range": "3.000 to 3.500"}
    assert found["shuffled"]["accuracy"] is None


def test_the_drawing_says_its_numbers_and_holds_no_style() -> None:
    one = {"mean": 0.5, "low": 0.4, "high": 0.6}
    drawn = panel("accuracy", {"shuffled": [one, one]}, names=["a", "<b>"], chosen=1, shown="{:.0%}".format, id="x")
    assert "shuffled: a 50%, &lt;b&gt; 50%" in drawn and "style=" not in drawn
    assert 'class="level is-chosen" data-level="1"' in drawn
