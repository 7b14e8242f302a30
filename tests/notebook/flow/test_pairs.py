"""Pairs of a fit and an evaluation, as people label them."""

from fairlead.notebook.facts import Facts
from fairlead.notebook.flow.pairs import leaks_of_pairs
from fairlead.notebook.read import notebook_of

HEAD = """
import pandas as pd
from sklearn.preprocessing import StandardScaler
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
df = pd.read_csv("a.csv")
X, y = df.drop(columns="y"), df["y"]
"""


def pairs(code: str) -> dict[tuple[int, int], tuple[frozenset[str], str]]:
    found = leaks_of_pairs(Facts(notebook_of(HEAD + code, "a.py")).flow)
    first = HEAD.count("\n")
    return {(fit.line - first, place.line - first): (kinds, sure) for fit, place, kinds, sure in found}


def test_a_scaler_of_all_rows_is_preprocessing_of_high_confidence() -> None:
    code = """X = StandardScaler().fit_transform(X)
a, b, c, d = train_test_split(X, y)
m = LogisticRegression().fit(a, c)
m.score(b, d)"""

    assert pairs(code) == {(3, 4): (frozenset(["preprocessing"]), "high")}


def test_a_clean_pair_is_listed_with_nothing_wrong() -> None:
    code = """a, b, c, d = train_test_split(X, y)
m = LogisticRegression().fit(a, c)
m.score(b, d)"""

    assert pairs(code) == {(2, 3): (frozenset(), "high")}


def test_an_unknown_function_on_the_way_lowers_the_confidence() -> None:
    code = """import ourlib
X = ourlib.enrich(StandardScaler().fit_transform(X))
a, b, c, d = train_test_split(X, y)
m = LogisticRegression().fit(a, c)
m.score(b, d)"""

    assert pairs(code) == {(4, 5): (frozenset(["preprocessing"]), "medium")}


def test_a_scaler_fitted_again_on_the_test_rows_is_a_refit_and_the_training_score_an_overlap() -> None:
    code = """a, b, c, d = train_test_split(X, y)
a = StandardScaler().fit_transform(a)
b = StandardScaler().fit_transform(b)
m = LogisticRegression().fit(a, c)
m.score(a, c)
m.score(b, d)"""

    assert pairs(code) == {(4, 5): (frozenset(["overlap"]), "high"), (4, 6): (frozenset(["refit"]), "high")}
