"""What is computed within one row is no statistic; what is computed over rows is, however it is written."""

import pytest

from fairlead.notebook.facts import Facts
from fairlead.notebook.flow.pairs import leaks_of_pairs
from fairlead.notebook.read import notebook_of

HEAD = """import numpy as np
import pandas as pd
from functools import reduce
from scipy import stats
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import LabelEncoder, StandardScaler
df = pd.read_csv("a.csv")
X, y = df.drop(columns="y"), df["y"]
"""
SCORE = """
X_train, X_test, y_train, y_test = train_test_split(X, y)
model = LogisticRegression().fit(X_train, y_train)
print(model.score(X_test, y_test))
"""


def kinds(code: str) -> set[str]:
    """Return what is wrong with the one evaluation of a script."""
    pairs = leaks_of_pairs(Facts(notebook_of(HEAD + code, "a.py")).flow)
    (found,) = {kinds for _, _, kinds, _ in pairs}
    return set(found)


@pytest.mark.parametrize(
    "code",
    [
        'X["w"] = X.t.apply(lambda t: np.mean([len(w) for w in t.split()]))',
        'def words(t):\n    return sum(len(w) for w in t.split())\nX["w"] = X.t.apply(lambda t: words(t))',
        'X["w"] = [max([len(w) for w in t.split()]) for t in X["t"]]',
        "X = np.array(list(map(lambda r: (r - np.mean(r)) / np.std(r), X.values)))",
        "for i, r in enumerate(X.values):\n    X.iloc[i] = (r - r.mean()) / r.std()",
        'X["u"] = np.mean([X["a"], X["b"]], axis=0)',
        'X["u"] = X[["a", "b"]].T.mean()',
        'X["u"] = X[["a", "b"]].apply(np.mean, axis=1)',
        'X = np.vstack([X["a"], X["b"]]).T',
        "from keras.preprocessing.sequence import pad_sequences\n"
        "X = pad_sequences(X.t, maxlen=max([len(t) for t in X.t]))",
        "X = X.apply(pd.to_numeric)",
        "X = X.apply(LabelEncoder().fit_transform)",
    ],
)
def test_what_looks_at_one_row_learns_nothing(code: str) -> None:
    assert kinds(code + SCORE) == set()


@pytest.mark.parametrize(
    "code",
    [
        'n = [len(t) for t in X["t"]]\nX["n"] = np.array(n) - np.mean(n)',
        'X["a"] = X["a"] - np.mean([X["a"], X["b"]])',
        'X["a"] = X["a"] - X[["a", "b"]].T.mean(axis=1)["a"]',
        "X = X.apply(stats.zscore)",
        "X = X.fillna(X.apply(np.nanmean))",
        'X[["a"]] = X[["a"]].apply(StandardScaler().fit_transform)',
        'def fill(how):\n    return getattr(X["a"], how)()\nX["a"] = X["a"].fillna(fill("mean"))',
        "X = reduce(lambda d, f: f(d), [lambda d: d.fillna(d.mean()), lambda d: d * 2], X)",
    ],
)
def test_what_looks_at_all_rows_is_a_statistic(code: str) -> None:
    assert kinds(code + SCORE) == {"preprocessing"}


def test_a_function_that_is_mapped_over_two_parts_keeps_them_apart() -> None:
    parts = "a, b, c, d = train_test_split(X, y)\n"
    score = "\nprint(LogisticRegression().fit(a, c).score(b, d))"

    assert kinds(parts + "a, b = map(lambda part: part * 2, (a, b))" + score) == set()
    assert kinds(parts + "a, b = map(StandardScaler().fit(a).transform, (a, b))" + score) == set()
    assert kinds(parts + "a, b = map(StandardScaler().fit_transform, (a, b))" + score) == {"refit"}


@pytest.mark.parametrize(
    "score",
    [
        "ConfusionMatrixDisplay.from_estimator(model, b, d)",
        "ConfusionMatrixDisplay.from_predictions(d, model.predict(b))",
        "plot_confusion_matrix(model, b, d)",
        "print(make_scorer(f1_score)(model, b, d))",
        "ourlib.evaluate(model, b, d)",
        "ourlib.evaluate(model, a, c, b, d)",
    ],
)
def test_scores_that_are_drawn_or_asked_of_other_functions_count(score: str) -> None:
    code = f"""import ourlib
from sklearn.metrics import ConfusionMatrixDisplay, f1_score, make_scorer, plot_confusion_matrix
X = StandardScaler().fit_transform(X)
a, b, c, d = train_test_split(X, y)
model = LogisticRegression().fit(a, c)
{score}
"""

    assert kinds(code) == {"preprocessing"}


def test_a_function_that_is_not_known_is_not_said_to_score_the_training_rows() -> None:
    code = "import ourlib\nmodel = LogisticRegression().fit(X, y)\nourlib.evaluate(model, X, y)\n"

    assert leaks_of_pairs(Facts(notebook_of(HEAD + code, "a.py")).flow) == []
