"""Which steps have a form for one row, by the library and the name of their class."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fairlead.serve.plan import compose, encode, forest, function, impute, linear, scale, wrap
from fairlead.serve.plan.code import Code, Col

Write = Callable[[Any, list[Col], Code], list[Col]]
"""Write a fitted transformer as lines of code, and return the columns that it gives."""

Finish = Callable[[Any, list[Col], Code], None]
"""Write a fitted estimator as lines of code that return the outputs and the answer."""

TRANSFORMERS: Mapping[str, Write] = {
    "sklearn.Pipeline": compose.pipeline,
    "sklearn.ColumnTransformer": compose.column_transformer,
    "sklearn.FeatureUnion": compose.feature_union,
    "sklearn.SimpleImputer": impute.simple_imputer,
    "sklearn.StandardScaler": scale.standard_scaler,
    "sklearn.MinMaxScaler": scale.min_max_scaler,
    "sklearn.RobustScaler": scale.robust_scaler,
    "sklearn.MaxAbsScaler": scale.max_abs_scaler,
    "sklearn.Binarizer": scale.binarizer,
    "sklearn.KBinsDiscretizer": scale.bins,
    "sklearn.PolynomialFeatures": scale.polynomial_features,
    "sklearn.PowerTransformer": scale.power_transformer,
    "sklearn.OneHotEncoder": encode.one_hot_encoder,
    "sklearn.OrdinalEncoder": encode.ordinal_encoder,
    "sklearn.TargetEncoder": encode.target_encoder,
    "sklearn.FunctionTransformer": function.function_transformer,
    "sklearn.MissingIndicator": impute.missing_indicator,
    **dict.fromkeys(
        ("sklearn.SelectKBest", "sklearn.SelectPercentile", "sklearn.SelectFpr", "sklearn.SelectFdr",
         "sklearn.SelectFwe", "sklearn.GenericUnivariateSelect", "sklearn.VarianceThreshold", "sklearn.SelectFromModel",
         "sklearn.RFE", "sklearn.RFECV", "sklearn.SequentialFeatureSelector"),
        compose.selection,
    ),
}  # fmt: skip

ESTIMATORS: Mapping[str, Finish] = {
    **dict.fromkeys(
        ("sklearn.LinearRegression", "sklearn.Ridge", "sklearn.RidgeCV", "sklearn.Lasso", "sklearn.LassoCV",
         "sklearn.ElasticNet", "sklearn.ElasticNetCV", "sklearn.SGDRegressor", "sklearn.HuberRegressor",
         "sklearn.BayesianRidge", "sklearn.LinearSVR", "sklearn.QuantileRegressor"),
        linear.linear_regression,
    ),
    **dict.fromkeys(
        ("sklearn.GridSearchCV", "sklearn.RandomizedSearchCV", "sklearn.HalvingGridSearchCV",
         "sklearn.HalvingRandomSearchCV"),
        wrap.search,
    ),
    "sklearn.FixedThresholdClassifier": wrap.fixed_threshold,
    "sklearn.TunedThresholdClassifierCV": wrap.tuned_threshold,
    "sklearn.TransformedTargetRegressor": wrap.transformed_target,
    "sklearn.LogisticRegression": linear.logistic_regression,
    "sklearn.LogisticRegressionCV": linear.logistic_regression,
    "sklearn.SGDClassifier": linear.sgd_classifier,
    "sklearn.LinearSVC": linear.linear_classifier,
    "sklearn.RidgeClassifier": linear.linear_classifier,
    "sklearn.RidgeClassifierCV": linear.linear_classifier,
    "sklearn.Perceptron": linear.linear_classifier,
    "sklearn.DecisionTreeClassifier": forest.decision_tree,
    "sklearn.DecisionTreeRegressor": forest.decision_tree,
    "sklearn.ExtraTreeClassifier": forest.decision_tree,
    "sklearn.ExtraTreeRegressor": forest.decision_tree,
    "sklearn.RandomForestClassifier": forest.random_forest,
    "sklearn.RandomForestRegressor": forest.random_forest,
    "sklearn.ExtraTreesClassifier": forest.random_forest,
    "sklearn.ExtraTreesRegressor": forest.random_forest,
    "sklearn.GradientBoostingClassifier": forest.gradient_boosting,
    "sklearn.GradientBoostingRegressor": forest.gradient_boosting,
    "sklearn.HistGradientBoostingClassifier": forest.hist_gradient_boosting,
    "sklearn.HistGradientBoostingRegressor": forest.hist_gradient_boosting,
}  # fmt: skip


def known_as(step: Any) -> str:
    """Return the library of a step and the name of its class.

    >>> known_as(3)
    'builtins.int'
    """
    kind = type(step)
    return f"{kind.__module__.partition('.')[0]}.{kind.__qualname__}"
