"""Rows are parted before any is repeated, where the whole way is plain; otherwise nothing is touched, with a reason."""

from __future__ import annotations

import pytest

from fairlead.notebook.check import check_notebook
from fairlead.notebook.fix import Fixed, fix_notebook
from fairlead.notebook.read import notebook_of

RULE = "resample-before-split"
HEAD = """import pandas as pd
from imblearn.over_sampling import SMOTE
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from sklearn.utils import resample

wine = pd.read_csv("wine.csv")
"""
SCORED = """model = LogisticRegression().fit(X_train, y_train)
print(model.score(X_test, y_test))
"""
NOTE = "# The rows are parted before any is repeated: none of the test rows has a copy among the training rows.\n"
TAKEN = 'X = wine.drop(columns="good")\ny = wine["good"]\n'
PARTED = "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)\n"
TAKEN_TWICE = """X_train = wine.drop(columns="good")
X_test = wine_test.drop(columns="good")
y_train = wine["good"]
y_test = wine_test["good"]
"""


def fixed(code: str) -> Fixed:
    return fix_notebook(code.encode(), "notebook.py", check_notebook(notebook_of(code, "notebook.py"), select=[RULE]))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            'few = wine[wine["good"] == 1]\nwine = pd.concat([wine, few, few])\n' + TAKEN + PARTED,
            NOTE
            + "wine, wine_test = train_test_split(wine, random_state=0)\n"
            + 'few = wine[wine["good"] == 1]\nwine = pd.concat([wine, few, few])\n'
            + TAKEN_TWICE,
            id="rows of one class again",
        ),
        pytest.param(
            "few, many = 1, 2\n"
            'good = wine[wine["good"] == 1]\nrest = wine[wine["good"] == 0]\n'
            "more = resample(good, replace=True, n_samples=len(rest), random_state=1)\n"
            "wine = pd.concat([rest, more])\n"
            "wine = wine.sample(frac=1, random_state=2).reset_index(drop=True)\n"
            'X, y = wine.drop("good", axis=1), wine["good"]\n'
            "X_train, X_test, y_train, y_test = train_test_split(X, y, stratify=y, test_size=0.3)  # a third\n",
            "few, many = 1, 2\n"
            + NOTE
            + 'wine, wine_test = train_test_split(wine, stratify=wine["good"], test_size=0.3)\n'
            'good = wine[wine["good"] == 1]\nrest = wine[wine["good"] == 0]\n'
            "more = resample(good, replace=True, n_samples=len(rest), random_state=1)\n"
            "wine = pd.concat([rest, more])\n"
            "wine = wine.sample(frac=1, random_state=2).reset_index(drop=True)\n"
            'X_train, y_train = wine.drop("good", axis=1), wine["good"]\n'
            'X_test, y_test = wine_test.drop("good", axis=1), wine_test["good"]\n'
            "# a third\n",
            id="resample, a shuffle, strata and a comment",
        ),
        pytest.param(
            "more = pd.concat([wine] * 3)\n"
            'X = more.drop(columns="good").values\ny = more.good\nscaler = StandardScaler()\n'
            "scaled = scaler.fit_transform(X)\n"
            "X_train, X_test, y_train, y_test = train_test_split(scaled, y, random_state=0)\n",
            NOTE + "wine, wine_test = train_test_split(wine, random_state=0)\n" + "more = pd.concat([wine] * 3)\n"
            'X_train = more.drop(columns="good").values\nX_test = wine_test.drop(columns="good").values\n'
            "y_train = more.good\ny_test = wine_test.good\nscaler = StandardScaler()\n"
            "X_train = scaler.fit_transform(X_train)\nX_test = scaler.transform(X_test)\n",
            id="another name, and a scaler on the way",
        ),
        pytest.param(
            'few = wine[wine["good"] == 1]\nmore = pd.concat([wine, few, few])\n'
            "X_train, X_test, y_train, y_test = train_test_split(\n"
            '    more.drop(columns="good"), more["good"], stratify=more["good"]\n)\n',
            NOTE
            + 'wine, wine_test = train_test_split(wine, stratify=wine["good"])\n'
            + 'few = wine[wine["good"] == 1]\nmore = pd.concat([wine, few, few])\n'
            'X_train = more.drop(columns="good")\nX_test = wine_test.drop(columns="good")\n'
            'y_train = more["good"]\ny_test = wine_test["good"]\n',
            id="tables that have no name",
        ),
        pytest.param(
            TAKEN + "X, y = SMOTE(random_state=0).fit_resample(X, y)\n" + PARTED,
            TAKEN + PARTED + "X_train, y_train = SMOTE(random_state=0).fit_resample(X_train, y_train)\n",
            id="a sampler",
        ),
        pytest.param(
            "sampler = SMOTE()\n"
            'more, answers = sampler.fit_resample(wine.drop(columns="good"), wine["good"])\n'
            "X_train, X_test, y_train, y_test = train_test_split(more, answers, stratify=answers)\n",
            "sampler = SMOTE()\n"
            'X_train, X_test, y_train, y_test = train_test_split(wine.drop(columns="good"), wine["good"], '
            'stratify=wine["good"])\n'
            "X_train, y_train = sampler.fit_resample(X_train, y_train)\n",
            id="a sampler with tables that have no name",
        ),
    ],
)
def test_rows_are_parted_before_they_are_repeated(before: str, after: str) -> None:
    result = fixed(HEAD + before + SCORED)
    assert result.content.decode() == HEAD + after + SCORED
    assert fixed(result.content.decode()).content == result.content


COPIED = 'few = wine[wine["good"] == 1]\nwine = pd.concat([wine, few, few])\n'
MORE = "X, y = SMOTE(random_state=0).fit_resample(X, y)\n"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (COPIED + TAKEN + PARTED + "print(len(wine))\n", "`wine` is used again behind the split"),
        (COPIED + TAKEN + "print(few.shape)\n" + PARTED, "not plain enough"),
        (COPIED + "wine = wine.fillna(wine.mean())\n" + TAKEN + PARTED, "not plain enough"),
        (COPIED + TAKEN + "X = X[y.notna()]\n" + PARTED, "not plain enough"),
        ("wine_test = 1\n" + COPIED + TAKEN + PARTED, "the name `wine_test` is taken"),
        ("def size():\n    return len(wine)\n" + COPIED + TAKEN + PARTED, "`wine` is used again"),
        (COPIED + TAKEN + PARTED.replace("random_state=0", "test_size=len(X) // 5"), "decided by more than the rows"),
        (
            'other = pd.read_csv("more.csv")\nwine = pd.concat([wine, other, other])\n' + TAKEN + PARTED,
            "which table the repeated rows come from is not plain",
        ),
        (TAKEN + MORE + "print(X.shape)\n" + PARTED, "used on the way to the split"),
        (TAKEN + MORE + PARTED + "print(X.shape)\n", "`X` is used again behind the split"),
        (TAKEN + "if True:\n    " + MORE + PARTED, "which table"),
    ],
)
def test_what_is_not_plain_is_left_with_the_reason(code: str, reason: str) -> None:
    result = fixed(HEAD + code + SCORED)
    assert result.content.decode() == HEAD + code + SCORED
    assert any(reason in one.reason for one in result.left), result.left


def test_the_split_must_be_there_when_the_rows_are_repeated() -> None:
    late = "from sklearn.model_selection import train_test_split\n"
    code = HEAD.replace(late, "") + COPIED + TAKEN + late + PARTED + SCORED
    (left,) = fixed(code).left
    assert "only later" in left.reason
