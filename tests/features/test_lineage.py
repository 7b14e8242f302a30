"""Each feature is traced back to the raw columns that it is made of."""

import itertools
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import PCA
from sklearn.impute import KNNImputer, SimpleImputer
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, PolynomialFeatures, StandardScaler

from fairlead.errors import FeatureError
from fairlead.features import lineage

ROWS = pd.DataFrame(
    {
        "total": [1.0, 8.0, np.nan, 4.0, 5.0, 7.0],
        "months": [1.0, 4.0, 3.0, 2.0, 9.0, 6.0],
        "a": ["x", "y", "x", "y", "x", "y"],
        "a_b": ["p", "q", "q", "p", "q", "p"],
        "unused": [0.0, 1.0, 2.0, 3.0, 4.0, 5.0],
    }
)


class Ratio(TransformerMixin, BaseEstimator):
    """A step of one's own that gives no names."""

    def fit(self, X: Any, y: Any = None) -> "Ratio":
        self.n_ = 1
        return self

    def transform(self, X: Any) -> Any:
        return np.column_stack([X["total"].fillna(0) / X["months"], X["months"]])


def test_names_trace_features_through_blocks_and_encoders() -> None:
    numbers = make_pipeline(SimpleImputer(add_indicator=True), StandardScaler())
    recipe = ColumnTransformer([("n", numbers, ["total", "months"]), ("w", OneHotEncoder(), ["a", "a_b"])])
    made = lineage(recipe, ROWS)
    assert made.columns_of("n__total") == ("total",) and made.columns_of("n__missingindicator_total") == ("total",)
    assert made.features_from("a") == ("w__a_x", "w__a_y") and made.features_from("a_b") == ("w__a_b_p", "w__a_b_q")
    assert made.unused == ("unused",) and {source.how for source in made.features.values()} == {"named"}


def test_the_value_of_one_column_is_not_taken_for_the_name_of_another() -> None:
    rows = pd.DataFrame({"a": ["b_x", "y"], "a_b": ["x", "y"]})
    made = lineage(OneHotEncoder(), rows)
    assert list(made.features)[0] == "a_b_x"
    assert [source.columns for source in lineage(OneHotEncoder(feature_name_combiner=odd), rows).features.values()] == [
        ("a",), ("a",), ("a_b",), ("a_b",)
    ]  # fmt: skip


def odd(column: str, value: Any) -> str:
    return f"{value} of {column}"


def test_products_are_made_of_all_their_factors_and_a_constant_of_none() -> None:
    made = lineage(PolynomialFeatures(2), ROWS[["months", "unused"]])
    assert made.columns_of("months unused") == ("months", "unused")
    assert made.columns_of("months^2") == ("months",) and made.columns_of("1") == ()


def test_functions_and_steps_of_ones_own_are_measured_and_marked_so() -> None:
    made = lineage(Ratio(), ROWS)
    assert made.columns_of("ratio_0") == ("total", "months") and made.columns_of("ratio_1") == ("months",)
    assert {source.how for source in made.features.values()} == {"measured"} and "(measured)" in str(made)
    whole = lineage(make_pipeline(Ratio(), StandardScaler()), ROWS)
    assert [source.columns for source in whole.features.values()] == [("total", "months"), ("months",)]


def test_measuring_works_on_polars_arrays_and_mixed_columns() -> None:
    def both(table: Any) -> Any:
        return table.select(pl.col("months") * 2, joined=pl.col("a") + pl.col("a_b"))

    made = lineage(FunctionTransformer(both), pl.from_pandas(ROWS))
    assert made.columns_of("months") == ("months",) and made.columns_of("joined") == ("a", "a_b")
    sums = lineage(FunctionTransformer(lambda x: x[:, [0]] + x[:, [1]]), np.arange(12.0).reshape(4, 3) ** 2)
    assert sums.columns_of("functiontransformer_0") == ("x0", "x1")


def test_names_that_leave_other_columns_out_are_not_believed() -> None:
    made = lineage(KNNImputer(n_neighbors=1), ROWS[["total", "months"]])
    assert made.columns_of("total") == ("total", "months") and made.features["total"].how == "measured"


def test_components_are_made_of_every_column() -> None:
    made = lineage(PCA(1), ROWS[["months", "unused"]])
    assert made.features["pca0"].columns == ("months", "unused")


def test_unions_put_sources_side_by_side() -> None:
    union = FeatureUnion([("same", "passthrough"), ("double", FunctionTransformer(lambda t: t[["months"]] * 2))])
    made = lineage(union, ROWS[["total", "months"]])
    assert [source.columns for source in made.features.values()] == [("total",), ("months",), ("months",)]


def test_what_gives_other_values_each_time_is_assumed_of_all() -> None:
    counter = itertools.count()
    made = lineage(FunctionTransformer(lambda t: t[["months"]] + next(counter)), ROWS[["total", "months"]])
    assert made.features["months"].columns == ("total", "months") and made.features["months"].how == "assumed"


def test_skrub_says_which_features_a_column_became() -> None:
    skrub = pytest.importorskip("skrub")
    made = lineage(skrub.TableVectorizer(), ROWS)
    assert made.features_from("months") == ("months",) and made.features_from("a") == ("a_y",)


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    made = lineage(StandardScaler(), ROWS[["months"]])
    with pytest.raises(FeatureError, match="makes no feature 'month'"):
        made.columns_of("month")
    with pytest.raises(FeatureError, match="Column 'month' is not in the table") as told:
        made.features_from("month")
    assert told.value.hint == "did you mean 'months'?"
