"""What a step has learned is said in words, of every kind of step."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
import sklearn.preprocessing as pre
from sklearn.decomposition import PCA, TruncatedSVD
from sklearn.feature_extraction.text import HashingVectorizer, TfidfVectorizer
from sklearn.feature_selection import SelectKBest, VarianceThreshold, f_classif
from sklearn.impute import KNNImputer, MissingIndicator, SimpleImputer

from fairlead.features.facts.table import FACTS, facts_of

NAMES = ["tenure", "charge"]
NUMBERS = pd.DataFrame({"tenure": [0.0, 10.0, 20.0, 30.0], "charge": [1.0, 1.0, 3.0, 3.0]})
GAPS = pd.DataFrame({"tenure": [0.0, np.nan, 20.0, 40.0], "charge": [1.0, 1.0, 3.0, 3.0]})
WORDS = pd.DataFrame({"plan": ["basic", "pro", "basic", "team"]})
LEFT = [0, 0, 1, 1]


@pytest.mark.parametrize(
    ("step", "rows", "facts"),
    [
        (SimpleImputer(strategy="median"), GAPS, ["tenure: median 20", "charge: median 2"]),
        (
            SimpleImputer(add_indicator=True), GAPS,
            ["tenure: mean 20", "charge: mean 2", "marks what is missing in tenure"],
        ),
        (SimpleImputer(strategy="most_frequent"), WORDS, ["plan: commonest value basic"]),
        (SimpleImputer(strategy="constant", fill_value=-1), GAPS, ["tenure: filled with -1", "charge: filled with -1"]),
        (
            KNNImputer(n_neighbors=2), GAPS,
            ["what is missing is taken from the 2 most similar of the rows it has learned"],
        ),
        (MissingIndicator(), GAPS, ["marks what is missing in tenure"]),
        (pre.StandardScaler(), NUMBERS[["charge"]], ["charge: scaled to mean 0, sd 1 using mean 2, sd 1"]),
        (pre.StandardScaler(with_std=False), NUMBERS[["charge"]], ["charge: scaled to mean 0 using mean 2"]),
        (pre.StandardScaler(with_mean=False), NUMBERS[["charge"]], ["charge: scaled to sd 1 using sd 1"]),
        (pre.MinMaxScaler(), NUMBERS[["tenure"]], ["tenure: scaled to 0 to 1 using 0 to 30"]),
        (pre.RobustScaler(), NUMBERS[["tenure"]], ["tenure: scaled by median 15, spread of the middle 50 % 15"]),
        (pre.MaxAbsScaler(), NUMBERS[["tenure"]], ["tenure: divided by its greatest size 30"]),
        (pre.Normalizer(), NUMBERS, ["each row is divided by its own l2 length; nothing is learned"]),
        (pre.OneHotEncoder(), WORDS, ["plan -> 3 columns: basic, pro, team"]),
        (pre.OneHotEncoder(drop="first"), WORDS, ["plan -> 2 columns: pro, team; basic is where all are 0"]),
        (
            pre.OneHotEncoder(min_frequency=2, handle_unknown="infrequent_if_exist"), WORDS,
            ["plan -> 2 columns: basic, infrequent; 2 values are rare and go into one"],
        ),
        (pre.OrdinalEncoder(), WORDS, ["plan: basic = 0, pro = 1, team = 2"]),
        (
            pre.KBinsDiscretizer(2, strategy="uniform"), NUMBERS[["tenure"]],
            ["tenure: 2 bins with edges 0, 15, 30"],
        ),
        (pre.PolynomialFeatures(2), NUMBERS, ["2 columns -> 6: powers and products up to degree 2"]),
        (
            pre.SplineTransformer(n_knots=3), NUMBERS[["tenure"]],
            ["tenure: curves of degree 3 between 3 knots at 0, 15, 30"],
        ),
        (pre.FunctionTransformer(), NUMBERS, ["passes its columns on unchanged"]),
        (pre.FunctionTransformer(np.log1p), NUMBERS, ["calls log1p(); nothing is learned"]),
        (VarianceThreshold(5), NUMBERS, ["keeps 1 of 2 columns: tenure (125)", "drops charge (1)"]),
    ],
    ids=lambda value: type(value).__name__ if hasattr(value, "fit") else "",
)  # fmt: skip
def test_a_step_says_what_it_has_learned(step: Any, rows: pd.DataFrame, facts: list[str]) -> None:
    assert facts_of(step.fit(rows), list(rows.columns)) == (tuple(facts), ())


@pytest.mark.parametrize(
    ("step", "part"),
    [
        (pre.QuantileTransformer(n_quantiles=4), "tenure: placed among 4 quantiles from 0 to 30"),
        (pre.PowerTransformer(), "tenure: yeo-johnson power "),
        (PCA(1), "2 columns -> 1 component with "),
        (TruncatedSVD(1), "2 columns -> 1 component with "),
        (SelectKBest(f_classif, k=1), "keeps 1 of 2 columns: "),
        (pre.TargetEncoder(), "the mean answer over all is 0.5"),
    ],
    ids=lambda value: type(value).__name__ if hasattr(value, "fit") else "",
)
def test_a_step_that_mixes_columns_says_how(step: Any, part: str) -> None:
    facts, notes = facts_of(step.fit(NUMBERS, LEFT), NAMES)
    assert facts[0].startswith(part) and not notes


def test_texts_say_their_vocabulary() -> None:
    facts, _ = facts_of(TfidfVectorizer().fit(["late bill", "late call"]), ["note"])
    assert facts[0] == "a vocabulary of 3 terms: bill, call, late" and "rarest" in facts[1]
    assert facts_of(HashingVectorizer(n_features=16), ["note"])[0] == (
        "words are hashed into 16 columns; nothing is learned",
    )


def test_a_class_that_is_made_from_a_known_one_says_the_same() -> None:
    class OurScaler(pre.StandardScaler):
        """A scaler of one's own."""

    assert facts_of(OurScaler().fit(NUMBERS[["charge"]]), ["charge"])[0][0].startswith("charge: scaled to mean 0, sd 1")


def test_an_unknown_step_says_its_short_attributes() -> None:
    class Own:
        def __init__(self) -> None:
            self.limit_, self.by_name_, self.many_ = 3.5, {"a": 1.0}, list(range(9))
            self.both_, self.matrix_, self._secret_, self.given = [1, 2], np.ones((2, 2)), 1, 2

    assert facts_of(Own(), NAMES)[0] == ("limit: 3.5", "by name: a = 1", "many: 9 values", "both: tenure 1, charge 2")


def test_facts_that_cannot_be_read_are_noted_and_do_not_stop_anything() -> None:
    broken = pre.StandardScaler().fit(NUMBERS)
    broken.mean_ = np.array([1.0])
    facts, notes = facts_of(broken, NAMES)
    assert notes[0].startswith("what it has learned could not be read: IndexError") and facts


def test_skrub_says_what_each_column_was_taken_for() -> None:
    skrub = pytest.importorskip("skrub")
    rows = pd.DataFrame(
        {"plan": ["a", "b", "a"], "n": [1.0, 2.0, 4.0], "day": pd.to_datetime(["2026-01-01"] * 2 + ["2026-03-05"])}
    )
    facts, notes = facts_of(skrub.TableVectorizer().fit(rows), list(rows.columns))
    assert "numbers: n" in facts and "times: day" in facts and "words with few values: plan" in facts
    assert any(fact.startswith("day -> ") and "DatetimeEncoder" in fact for fact in facts) and not notes


def test_the_table_names_classes_that_exist() -> None:
    import sklearn.cluster
    import sklearn.compose
    import sklearn.decomposition
    import sklearn.feature_extraction
    import sklearn.feature_extraction.text
    import sklearn.feature_selection
    import sklearn.impute
    import sklearn.pipeline

    modules = [
        pre, sklearn.cluster, sklearn.compose, sklearn.decomposition, sklearn.feature_extraction, sklearn.impute,
        sklearn.feature_extraction.text, sklearn.feature_selection, sklearn.pipeline,
    ]  # fmt: skip
    of_skrub = {"TableVectorizer", "Cleaner", "DatetimeEncoder", "StringEncoder", "TextEncoder", "GapEncoder"}
    of_skrub |= {"MinHashEncoder", "ApplyToCols", "ApplyToEachCol", "ApplyToSubFrame", "ApplyToFrame"}
    experimental = {"IterativeImputer"}
    named = set(FACTS) - of_skrub - experimental
    assert {name for name in named if not any(hasattr(module, name) for module in modules)} == set()
