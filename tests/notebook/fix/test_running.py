"""A mended notebook runs: with a seed its score repeats itself, behind the split a scaler tells the honest one."""

from __future__ import annotations

import contextlib
import io
import json
import pickle
from pathlib import Path
from typing import Any

import pytest

from fairlead.notebook.check import check_notebook
from fairlead.notebook.fix import fix_notebook
from fairlead.notebook.read import notebook_of

HEAD = """\
import numpy as np
import pandas as pd
from sklearn.datasets import make_classification
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler

X, y = make_classification(60, 6, random_state=1)
"""
SPLIT = "X_train, X_test, y_train, y_test = train_test_split(X, y)\n"
SEEDED = "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=3)\n"


def fixed(code: str) -> tuple[str, set[str]]:
    result = fix_notebook(code.encode(), "a.py", check_notebook(notebook_of(code, "a.py")))
    return result.content.decode(), {one.rule for one in result.mended}


def run(code: str) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "notebook"}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(code, "a.py", "exec"), names)
    return names


@pytest.mark.parametrize(
    "model",
    ["RandomForestClassifier(20)", "RandomForestClassifier(\n    n_estimators=20,  # few\n)", "LogisticRegression()"],
)
def test_with_seeds_a_score_repeats_itself(model: str) -> None:
    code, rules = fixed(HEAD + SPLIT + f"score = {model}.fit(X_train, y_train).score(X_test, y_test)\nprint(score)\n")
    assert "no-seed-split" in rules
    assert run(code)["score"] == run(code)["score"]


def test_a_scaler_behind_the_split_tells_the_honest_score() -> None:
    shift = "X[:3] *= 300\n"
    scored = (
        "model = KNeighborsClassifier(3).fit(X_train, y_train)\nscore = model.score(X_test, y_test)\nprint(score)\n"
    )
    code, rules = fixed(HEAD + shift + "X = StandardScaler().fit_transform(X)\n" + SEEDED + scored)
    assert "preprocess-before-split" in rules
    names = run(code)
    by_hand = (
        HEAD
        + shift
        + SEEDED
        + (
            "mean, deviation = X_train.mean(axis=0), X_train.std(axis=0)\n"
            "X_train, X_test = (X_train - mean) / deviation, (X_test - mean) / deviation\n"
        )
    )
    honest = run(by_hand + scored)
    assert names["score"] == honest["score"]
    assert abs(names["X_test"] - honest["X_test"]).max() < 1e-9
    assert abs(names["X_train"].mean()) < 1e-9


def test_test_rows_get_the_scale_of_the_training_rows() -> None:
    code, rules = fixed(
        HEAD + SEEDED + "scaler = StandardScaler()\nraw = X_test\nX_train = scaler.fit_transform(X_train)\n"
        "X_test = scaler.fit_transform(X_test)\n"
        "model = LogisticRegression().fit(X_train, y_train)\nprint(model.score(X_test, y_test))\n"
    )
    assert "refit-on-test" in rules
    names = run(code)
    assert abs(names["X_test"] - (names["raw"] - names["scaler"].mean_) / names["scaler"].scale_).max() < 1e-9


def test_a_path_is_the_old_one_until_the_environment_says_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATA_DIR", raising=False)
    mine, theirs = tmp_path / "home" / "jo", tmp_path / "theirs"
    for folder, word in ((mine, "mine"), (theirs, "theirs")):
        folder.mkdir(parents=True)
        (folder / "a.csv").write_text(f"word\n{word}\n")
    code = 'import pandas as pd\n\ndf = pd.read_csv("/Users/jo/a.csv")\n'
    text, rules = fixed(code)
    assert rules == {"abs-path"}
    here = text.replace("/Users/jo", str(mine))
    assert run(here)["df"]["word"][0] == "mine"
    monkeypatch.setenv("DATA_DIR", str(theirs))
    assert run(here)["df"]["word"][0] == "theirs"


def test_a_saved_model_prepares_raw_rows_and_its_card_says_what_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code = HEAD.replace("import numpy", "import pickle\nfrom datetime import date\n\nimport numpy", 1) + (
        'X = pd.DataFrame(X, columns=list("abcdef"))\nraw = X\nX = X * 1000\nscaler = StandardScaler()\n'
        "X = scaler.fit_transform(X)\nmodel = LogisticRegression().fit(X, y)\n"
        'with open(f"churn_{date.today()}.pkl", "wb") as file:\n    pickle.dump(model, file)\n'
    )
    text, rules = fixed(code)
    assert {"preprocess-not-persisted", "model-not-versioned"} <= rules
    names = run(text)
    run(text)
    (file,) = tmp_path.glob("churn_*.pkl")
    card = json.loads(file.with_suffix(".json").read_text())
    assert (card["version"], card["columns"]) == (file.stem.partition("_")[2], list("abcdef"))
    assert "scikit-learn" in card["libraries"]
    again = pickle.loads(file.read_bytes()).predict(names["raw"] * 1000)
    assert list(again) == list(names["model"].predict(names["X"]))
