"""Recipes as people write them, by name; each has to be saved, loaded, and to answer as before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import (
    ExtraTreesClassifier,
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
    StackingClassifier,
    VotingClassifier,
)
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    KBinsDiscretizer,
    OneHotEncoder,
    OrdinalEncoder,
    SplineTransformer,
    StandardScaler,
    TargetEncoder,
)
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

NUMBERS = ["tenure", "charge"]


def recipe(encoder: Any, estimator: Any) -> Pipeline:
    """Return numbers imputed and scaled, texts encoded, and an estimator behind them."""
    numbers = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
    columns = ColumnTransformer([("numbers", numbers, NUMBERS), ("words", encoder, ["plan"])])
    return Pipeline([("columns", columns), ("model", estimator)])


def one_hot(**options: Any) -> OneHotEncoder:
    return OneHotEncoder(handle_unknown="ignore", **options)


def ordinal() -> OrdinalEncoder:
    return OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)


RECIPES: Mapping[str, Callable[[], Any]] = {
    "one hot, logistic regression": lambda: recipe(one_hot(), LogisticRegression()),
    "ordinal, random forest": lambda: recipe(ordinal(), RandomForestClassifier(5)),
    "target encoder, gradient boosting": lambda: recipe(TargetEncoder(), GradientBoostingClassifier(n_estimators=5)),
    "one hot, boosted histograms": lambda: recipe(
        one_hot(sparse_output=False), HistGradientBoostingClassifier(max_iter=5)
    ),
    "boosted histograms alone": lambda: HistGradientBoostingClassifier(max_iter=5, categorical_features=["plan"]),
    "extra trees": lambda: recipe(one_hot(), ExtraTreesClassifier(5)),
    "neighbours": lambda: recipe(one_hot(sparse_output=False), KNeighborsClassifier()),
    "naive Bayes": lambda: recipe(one_hot(sparse_output=False), GaussianNB()),
    "neural network": lambda: recipe(one_hot(), MLPClassifier(hidden_layer_sizes=4, max_iter=20, tol=10.0)),
    "support vectors without probabilities": lambda: recipe(one_hot(), LinearSVC()),
    "calibrated": lambda: recipe(one_hot(), CalibratedClassifierCV(LogisticRegression(), cv=2)),
    "vote": lambda: recipe(
        one_hot(), VotingClassifier([("a", LogisticRegression()), ("b", DecisionTreeClassifier())], voting="soft")
    ),
    "stack": lambda: recipe(
        one_hot(), StackingClassifier([("a", LogisticRegression()), ("b", DecisionTreeClassifier())], cv=2)
    ),
    "dummy": lambda: recipe(one_hot(), DummyClassifier()),
    "a function of NumPy": lambda: make_pipeline(
        ColumnTransformer([("log", FunctionTransformer(numpy.log1p), ["tenure"])]), LogisticRegression()
    ),
    "bins and splines": lambda: make_pipeline(
        ColumnTransformer(
            [
                ("bins", KBinsDiscretizer(4, quantile_method="averaged_inverted_cdf"), ["tenure"]),
                ("splines", SplineTransformer(), ["tenure"]),
            ]
        ),
        LogisticRegression(),
    ),
}
