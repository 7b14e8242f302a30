"""Tables, transformers and estimators to make models of, by name."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import (
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.feature_selection import SelectKBest
from sklearn.impute import MissingIndicator, SimpleImputer
from sklearn.linear_model import (
    ElasticNet,
    Lasso,
    LinearRegression,
    LogisticRegression,
    Perceptron,
    Ridge,
    RidgeClassifier,
    SGDClassifier,
    SGDRegressor,
)
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.preprocessing import (
    Binarizer,
    FunctionTransformer,
    KBinsDiscretizer,
    MaxAbsScaler,
    MinMaxScaler,
    OneHotEncoder,
    OrdinalEncoder,
    PolynomialFeatures,
    PowerTransformer,
    RobustScaler,
    SplineTransformer,
    StandardScaler,
    TargetEncoder,
)
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from fairlead.model import Model

NUMBERS = ["age", "charge", "score", "member"]
WORDS = ["plan", "city"]
CITIES = ("Bern", "Lyon", "Oslo", "Porto", "Turku")


def table(container: str = "pandas", rows: int = 160, seed: int = 3) -> Any:
    """Return customers: whole numbers, numbers with gaps, truth values, words, and words with gaps."""
    dice = random.Random(seed)
    columns: dict[str, list[Any]] = {
        "age": [dice.randint(18, 90) for _ in range(rows)],
        "charge": [None if dice.random() < 0.1 else round(dice.uniform(5, 120), 2) for _ in range(rows)],
        "score": [dice.gauss(0, 3) for _ in range(rows)],
        "member": [dice.random() < 0.4 for _ in range(rows)],
        "plan": [dice.choice(("basic", "basic", "pro", "team")) for _ in range(rows)],
        "city": [None if dice.random() < 0.15 else dice.choice(CITIES) for _ in range(rows)],
    }
    return pl.DataFrame(columns) if container == "polars" else pd.DataFrame(columns)


def target(kind: str, rows: int = 160, seed: int = 3) -> list[Any]:
    """Return the truth for the rows of `table`: two or three words, or a number."""
    dice = random.Random(seed + 1)
    ages = table("pandas", rows, seed)["age"].tolist()
    if kind == "regression":
        return [age * 1.5 + dice.gauss(0, 8) for age in ages]
    words = ("no", "yes") if kind == "binary" else ("gold", "iron", "zinc")
    return [
        words[min(len(words) - 1, int((age - 18 + dice.gauss(0, 15)) / 73 * len(words)) % len(words))] for age in ages
    ]


def filled(*steps: Any) -> Any:
    """Return steps behind one that fills gaps in numbers."""
    return make_pipeline(SimpleImputer(strategy="median"), *steps)


NUMBER_STEPS: dict[str, Any] = {
    "binarizer": lambda: filled(Binarizer(threshold=30)),
    "bins": lambda: filled(KBinsDiscretizer(4, encode="ordinal", quantile_method="averaged_inverted_cdf")),
    "bins one-hot": lambda: filled(KBinsDiscretizer(4, encode="onehot-dense", quantile_method="averaged_inverted_cdf")),
    "constant": lambda: SimpleImputer(strategy="constant", fill_value=-1),
    "indicator": lambda: filled_with_indicator(),
    "logarithm": lambda: filled(FunctionTransformer(np.cbrt)),
    "max abs": lambda: filled(MaxAbsScaler()),
    "mean": lambda: SimpleImputer(strategy="mean"),
    "median, scaled": lambda: filled(StandardScaler()),
    "min max": lambda: filled(MinMaxScaler(feature_range=(-1, 2), clip=True)),
    "most frequent": lambda: SimpleImputer(strategy="most_frequent"),
    "polynomial": lambda: filled(PolynomialFeatures(3)),
    "power": lambda: filled(PowerTransformer()),
    "robust": lambda: filled(RobustScaler()),
    "selected": lambda: filled(StandardScaler(), selected_by_spread()),
    "splines": lambda: filled(SplineTransformer(n_knots=4)),
    "union": lambda: FeatureUnion(
        [("filled", filled(StandardScaler())), ("gaps", MissingIndicator(error_on_new=False))]
    ),
}


def filled_with_indicator() -> Any:
    """Return a step that fills gaps, and says beside it where they were."""
    return make_pipeline(SimpleImputer(strategy="mean", add_indicator=True), StandardScaler())


def selected_by_spread() -> Any:
    """Return a step that keeps two columns."""
    return SelectKBest(_spread, k=2)


def _spread(X: Any, y: Any) -> Any:
    return np.asarray(X).std(axis=0)


WORD_STEPS: dict[str, Any] = {
    "one-hot": lambda: OneHotEncoder(handle_unknown="ignore"),
    "one-hot dense": lambda: OneHotEncoder(handle_unknown="ignore", sparse_output=False),
    "one-hot drop": lambda: OneHotEncoder(drop="first", handle_unknown="ignore"),
    "one-hot frequent": lambda: OneHotEncoder(min_frequency=30, handle_unknown="infrequent_if_exist"),
    "one-hot strict": lambda: OneHotEncoder(),
    "ordinal": lambda: OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1, encoded_missing_value=-2),
    "ordinal strict": lambda: OrdinalEncoder(encoded_missing_value=9),
    "target": lambda: TargetEncoder(random_state=0),
}

CLASSIFIERS: dict[str, Any] = {
    "extra trees": lambda: ExtraTreesClassifier(9, min_samples_leaf=3, random_state=0),
    "forest": lambda: RandomForestClassifier(9, min_samples_leaf=3, random_state=0),
    "gradient boosting": lambda: GradientBoostingClassifier(n_estimators=9, random_state=0),
    "hist gradient boosting": lambda: HistGradientBoostingClassifier(max_iter=9, min_samples_leaf=5, random_state=0),
    "linear svc": lambda: LinearSVC(max_iter=50),
    "logistic": lambda: LogisticRegression(max_iter=50),
    "perceptron": lambda: Perceptron(max_iter=20),
    "ridge": lambda: RidgeClassifier(),
    "sgd": lambda: SGDClassifier(max_iter=20, random_state=0),
    "tree": lambda: DecisionTreeClassifier(max_depth=5, random_state=0),
}

REGRESSORS: dict[str, Any] = {
    "elastic net": lambda: ElasticNet(max_iter=50),
    "extra trees": lambda: ExtraTreesRegressor(9, min_samples_leaf=3, random_state=0),
    "forest": lambda: RandomForestRegressor(9, min_samples_leaf=3, random_state=0),
    "gradient boosting": lambda: GradientBoostingRegressor(n_estimators=9, random_state=0),
    "hist gradient boosting": lambda: HistGradientBoostingRegressor(max_iter=9, min_samples_leaf=5, random_state=0),
    "hist poisson": lambda: HistGradientBoostingRegressor(loss="poisson", max_iter=9, min_samples_leaf=5),
    "lasso": lambda: Lasso(max_iter=50),
    "linear": lambda: LinearRegression(),
    "ridge": lambda: Ridge(),
    "sgd": lambda: SGDRegressor(max_iter=20, random_state=0),
    "tree": lambda: DecisionTreeRegressor(max_depth=5, random_state=0),
}


def recipe(numbers: str, words: str, estimator: Any, *, sparse: bool = False) -> Any:
    """Return a recipe of a step for the numbers, a step for the words and an estimator.

    Parameters
    ----------
    sparse : put the blocks together as a sparse matrix.
    """
    columns = ColumnTransformer(
        [("numbers", NUMBER_STEPS[numbers](), NUMBERS), ("words", WORD_STEPS[words](), WORDS)],
        sparse_threshold=1.0 if sparse else 0.0,
    )
    return make_pipeline(columns, estimator)


def model(kind: str, unfitted: Any, container: str = "pandas") -> Model:
    """Fit a model on `table`."""
    truth = target(kind)
    if kind == "regression":
        truth = [abs(value) for value in truth]
    return Model.fit("customers", unfitted, table(container), truth, seed=7)
