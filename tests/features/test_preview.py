"""A preview shows real rows before and after each step, whatever the step is."""

import json
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.feature_selection import SelectKBest
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, MinMaxScaler, OneHotEncoder, StandardScaler

from fairlead.errors import FeatureError, FeatureStepError
from fairlead.features import preview

CUSTOMERS = pd.DataFrame(
    {
        "tenure": [1.0, np.nan, 29.0, 50.0],
        "contract": ["Monthly", "Yearly", "Monthly", "Yearly"],
        "note": ["late call", "call", "slow", "late"],
    }
)
LEFT = [1, 0, 1, 0]
NUMBERS = Pipeline([("impute", SimpleImputer(strategy="median")), ("scale", StandardScaler())])
RECIPE = ColumnTransformer([("numbers", NUMBERS, ["tenure"]), ("words", OneHotEncoder(), ["contract"])])


class Doubled(TransformerMixin, BaseEstimator):
    """A transformer of one's own that gives arrays and no names."""

    def fit(self, X: Any, y: Any = None) -> "Doubled":
        self.width_ = X.shape[1]
        return self

    def transform(self, X: Any) -> Any:
        return np.asarray(X, dtype=float) * 2


class Odd(Doubled):
    """A transformer that does what it is told when it transforms."""

    def __init__(self, does: Any) -> None:
        self.does = does

    def transform(self, X: Any) -> Any:
        return self.does(X)


def test_each_step_shows_its_rows_before_and_after() -> None:
    seen = preview(RECIPE, CUSTOMERS)
    impute = seen["numbers/impute"]
    assert impute.before.rows == ((1.0,), (None,), (29.0,), (50.0,))
    assert impute.after.rows == ((1.0,), (29.0,), (29.0,), (50.0,))
    assert impute.cells == ((False,), (True,), (False,), (False,))
    assert [(one.name, one.status, one.cells) for one in impute.columns] == [("tenure", "changed", 1)]
    assert impute.facts == ("tenure: median 29",)


def test_columns_are_added_changed_dropped_or_untouched() -> None:
    whole = preview(RECIPE, CUSTOMERS).steps[0]
    assert whole.named("changed") == ["numbers__tenure"] and whole.columns[0].was == "tenure"
    assert whole.named("added") == ["words__contract_Monthly", "words__contract_Yearly"]
    assert whole.named("dropped") == ["contract", "note"]
    rest = preview(FunctionTransformer(lambda t: t.assign(n=1)), CUSTOMERS).steps[0]
    assert rest.named("untouched") == ["tenure", "contract", "note"] and rest.named("added") == ["n"]


def test_the_steps_stand_in_the_order_of_the_recipe_groups_before_what_they_hold() -> None:
    seen = preview(make_pipeline(RECIPE, LogisticRegression()), CUSTOMERS, LEFT)
    assert [(step.name, step.kind) for step in seen.steps] == [
        ("columntransformer", "columns"),
        ("columntransformer/numbers", "pipeline"),
        ("columntransformer/numbers/impute", "step"),
        ("columntransformer/numbers/scale", "step"),
        ("columntransformer/words", "step"),
        ("logisticregression", "model"),
    ]
    assert seen["logisticregression"].facts == ("learns from 3 features", "answers 0, 1")


def test_a_fitted_recipe_is_shown_as_it_was_fitted_and_not_fitted_again() -> None:
    fitted = SimpleImputer(strategy="median").fit(CUSTOMERS[["tenure"]])
    later = pd.DataFrame({"tenure": [np.nan, 1_000.0]})
    seen = preview(fitted, later)
    assert not seen.is_fitted_here and seen.steps[0].after.rows == ((29.0,), (1_000.0,))
    assert preview(fitted, later, fit_on=later).steps[0].facts == ("tenure: median 1,000",)
    assert fitted.statistics_[0] == 29


def test_an_unfitted_recipe_is_copied_and_stays_unfitted() -> None:
    recipe = make_pipeline(SimpleImputer(), StandardScaler())
    assert preview(recipe, CUSTOMERS[["tenure"]]).is_fitted_here
    assert not hasattr(recipe[0], "statistics_")


def test_a_model_at_the_end_needs_no_answers_to_show_the_features_before_it() -> None:
    seen = preview(make_pipeline(RECIPE, LogisticRegression()), CUSTOMERS)
    assert [step.kind for step in seen.steps] == ["columns", "pipeline", "step", "step", "step"]


def test_rows_may_be_pandas_polars_dicts_or_an_array() -> None:
    rows = CUSTOMERS[["tenure", "contract"]]
    tables = [rows, pl.from_pandas(rows), rows.to_dict("records"), pl.from_pandas(rows).lazy()]
    found = [preview(RECIPE, table).steps[0].after.rows for table in tables]
    assert all(one == found[0] for one in found)
    assert preview(StandardScaler(), np.array([[1.0], [3.0]])).steps[0].after.rows == ((-1.0,), (1.0,))


def test_a_row_that_a_step_changes_is_shown_though_it_is_not_among_the_first() -> None:
    rows = pd.DataFrame({"tenure": [*map(float, range(50)), np.nan, 3.0]})
    seen = preview(SimpleImputer(), rows, show=3)
    assert seen.places == (0, 1, 50) and seen.steps[0].cells == ((False,), (False,), (True,))


def test_steps_of_ones_own_without_names_keep_those_of_their_input_and_say_so() -> None:
    step = preview(Doubled().fit(CUSTOMERS[["tenure"]]), CUSTOMERS[["tenure"]]).steps[0]
    assert step.after.columns == ("tenure",) and step.after.rows[2] == (58.0,)
    assert step.facts == ("width: 1",) and step.notes == ("says no names; those of its input are shown",)


@pytest.mark.parametrize(
    "gives",
    [
        lambda t: pl.DataFrame({"a": [1.0, 2.0, 3.0, 4.0]}),
        lambda t: pd.DataFrame({"a": [1.0, 2.0, 3.0, 4.0]}),
        lambda t: np.array([[1.0], [2.0], [3.0], [4.0]]),
        lambda t: csr_matrix([[1.0], [2.0], [3.0], [4.0]]),
        lambda t: [[1.0], [2.0], [3.0], [4.0]],
        lambda t: np.array([1.0, 2.0, 3.0, 4.0]),
        lambda t: pd.Series([1.0, 2.0, 3.0, 4.0]),
    ],
    ids=["polars", "pandas", "array", "sparse", "lists", "flat", "series"],
)
def test_whatever_a_step_gives_is_shown_as_plain_values(gives: Any) -> None:
    step = preview(Odd(gives), CUSTOMERS[["tenure"]]).steps[0]
    assert step.after is not None and step.after.rows == ((1.0,), (2.0,), (3.0,), (4.0,))


def test_a_list_of_rows_has_all_its_columns_and_goes_on_into_the_next_step() -> None:
    recipe = make_pipeline(Odd(lambda t: [[n, -n] for n in range(len(t))]), StandardScaler())
    seen = preview(recipe.fit(CUSTOMERS[["tenure"]]), CUSTOMERS[["tenure"]])
    assert seen["odd"].after.rows[2] == (2, -2)
    assert len(seen["standardscaler"].after.columns) == 2


def fails(table: Any) -> Any:
    raise RuntimeError("no such\n  city")


@pytest.mark.parametrize(
    ("does", "note"),
    [
        (fails, "cannot be shown: RuntimeError: no such city"),
        (lambda t: None, "cannot be shown: what it gives is of type NoneType, and no table"),
        (lambda t: 3, "cannot be shown: what it gives is of type int, and no table"),
    ],
)
def test_a_step_that_cannot_be_shown_says_why_and_so_do_those_after_it(does: Any, note: str) -> None:
    recipe = Pipeline([("odd", Odd(does)), ("scale", StandardScaler())])
    recipe.steps[0][1].width_, recipe.steps[1][1].mean_ = 1, np.array([0.0])  # as if they were fitted
    seen = preview(recipe, CUSTOMERS[["tenure"]])
    assert seen["odd"].notes == (note,) and seen["odd"].after is None
    assert seen["scale"].notes == ("the step before gave no table",)
    assert "cannot be shown" in str(seen) and seen.lineage.features == {}
    json.dumps(seen.to_dict(), allow_nan=False)


def test_a_step_that_gives_other_rows_is_shown_with_their_number() -> None:
    step = preview(Odd(lambda t: t.dropna()), CUSTOMERS[["tenure"]]).steps[0]
    assert step.notes[0] == "gives 3 rows for 4" and len(step.after.rows) == 3


def test_a_step_that_changes_its_input_in_place_changes_nothing_of_the_callers() -> None:
    def spoil(table: Any) -> Any:
        table["tenure"] = 0.0
        return table

    rows = CUSTOMERS[["tenure"]].copy()
    step = preview(FunctionTransformer(spoil), rows).steps[0]
    assert step.before.rows[2] == (29.0,) and step.after.rows[2] == (0.0,)
    assert rows.equals(CUSTOMERS[["tenure"]])


def test_unions_passthrough_drop_texts_and_searches_are_walked() -> None:
    union = FeatureUnion([("double", Doubled()), ("scale", MinMaxScaler()), ("none", "drop"), ("as_is", "passthrough")])
    blocks = [("both", make_pipeline(SimpleImputer(), union), ["tenure"]), ("texts", CountVectorizer(), "note")]
    recipe = Pipeline([("blocks", ColumnTransformer(blocks)), ("pass", "passthrough"), ("k", SelectKBest(k=2))])
    seen = preview(recipe, CUSTOMERS, LEFT)
    assert seen["blocks/texts"].facts == ("a vocabulary of 3 terms: call, late, slow",)
    assert seen["pass"].facts == ("passes its columns on unchanged",)
    assert seen["k"].facts[0].startswith("keeps 2 of 6 columns")
    search = GridSearchCV(make_pipeline(RECIPE, LogisticRegression()), {"logisticregression__C": [1.0]}, cv=2)
    assert preview(search, CUSTOMERS, LEFT)["logisticregression"].kind == "model"
    assert preview(search.fit(CUSTOMERS, LEFT), CUSTOMERS).is_fitted_here is False


def test_extra_columns_and_another_order_are_put_right_and_said() -> None:
    fitted = make_pipeline(StandardScaler()).fit(pd.DataFrame({"a": [1.0, 3.0], "b": [0.0, 2.0]}))
    seen = preview(fitted, pd.DataFrame({"b": [0.0], "id": [7], "a": [1.0]}))
    assert seen.notes == ("not part of the recipe: id",) and seen.steps[0].after.rows == ((-1.0, -1.0),)


def test_a_column_that_is_not_there_is_named_with_the_nearest() -> None:
    with pytest.raises(FeatureError, match="Column 'tenure' is not in the table") as told:
        preview(RECIPE, CUSTOMERS.rename(columns={"tenure": "tenur"}))
    assert told.value.hint == "did you mean 'tenur'?" and told.value.where == "step 'numbers'"
    with pytest.raises(FeatureError, match="Column 'tenure' is not in the table"):
        preview(clone_fitted(), CUSTOMERS.rename(columns={"tenure": "tenur"}))


def clone_fitted() -> Any:
    return ColumnTransformer([("n", StandardScaler(), ["tenure"])]).fit(CUSTOMERS)


def test_an_unfitted_step_that_fails_is_named() -> None:
    recipe = make_pipeline(ColumnTransformer([("numbers", StandardScaler(), ["contract"])]))
    with pytest.raises(FeatureStepError, match=r"'columntransformer/numbers' \(StandardScaler\) fails with ValueError"):
        preview(recipe, CUSTOMERS)


def test_an_unfitted_step_that_learns_from_the_answers_asks_for_them() -> None:
    with pytest.raises(FeatureError, match="is not fitted, and its step 'k'") as told:
        preview(Pipeline([("k", SelectKBest(k=1))]), CUSTOMERS[["tenure"]].fillna(0))
    assert "target=" in str(told.value.hint)


@pytest.mark.parametrize("recipe", [3, "scale", StandardScaler, None])
def test_what_is_no_recipe_is_said(recipe: Any) -> None:
    with pytest.raises(FeatureError, match="A recipe is expected"):
        preview(recipe, CUSTOMERS)


@pytest.mark.parametrize("rows", [None, 3, [], {"a": [1]}])
def test_what_is_no_table_is_said(rows: Any) -> None:
    with pytest.raises(FeatureError, match="Rows are expected as a table"):
        preview(StandardScaler(), rows)
    with pytest.raises(FeatureError, match="nothing to show: 0 rows, 1 column"):
        preview(StandardScaler(), CUSTOMERS[["tenure"]][:0])


def test_an_unknown_step_is_answered_with_those_there_are() -> None:
    with pytest.raises(KeyError, match="numbers/impute"):
        preview(RECIPE, CUSTOMERS)["nunbers"]


def test_infinite_numbers_times_and_missing_values_become_json() -> None:
    rows = pd.DataFrame(
        {"n": [np.inf, 1.0], "t": pd.to_datetime(["2026-03-01", None]), "i": pd.array([1, None], "Int64")}
    )
    seen = preview(FunctionTransformer(), rows)
    assert seen.steps[0].after.rows == (("inf", "2026-03-01T00:00:00", 1), (1.0, None, None))
    json.dumps(seen.to_dict(), allow_nan=False)


def test_the_text_marks_changed_cells_with_a_star() -> None:
    assert (
        str(preview(make_pipeline(SimpleImputer(strategy="median")), CUSTOMERS[["tenure"]]))
        == """\
Pipeline, fitted here: 1 step, 4 rows

1. simpleimputer (SimpleImputer): 1 column changed
   - tenure: median 29
   before  tenure
                1
                -
               29
               50
   after   tenure
                1
              29*
               29
               50"""
    )


def test_a_number_that_is_only_kept_in_32_bits_is_not_changed_and_another_one_is() -> None:
    rows = pd.DataFrame({"a": [0.1, 2.5], "b": [0.1, 2.5]})
    step = FunctionTransformer(lambda t: t.assign(b=t["b"] * (1 + 1e-6)).astype("float32"))
    shown = preview(step, rows).steps[0]
    assert shown.named("untouched") == ["a"]
    assert shown.named("changed") == ["b"]


def test_the_html_escapes_what_the_table_holds() -> None:
    page = preview(FunctionTransformer(), pd.DataFrame({"<b>": ["<script>alert(1)</script>"]}))._repr_html_()
    assert "<script>" not in page and "&lt;script&gt;" in page and "&lt;b&gt;" in page


@pytest.mark.heavy
def test_no_transformer_of_scikit_learn_stops_a_preview() -> None:
    from sklearn.utils import all_estimators

    random = np.random.default_rng(7)
    numbers = pd.DataFrame(random.random((30, 3)), columns=["a", "b", "c"])
    answers, shown, unread = np.arange(30) % 2, 0, []
    for name, kind in all_estimators(type_filter="transformer"):
        try:
            fitted = kind().fit(numbers, answers)
        except (TypeError, ValueError, AttributeError):
            continue  # it needs arguments, texts or another target
        seen = preview(fitted, numbers)
        json.dumps(seen.to_dict(), allow_nan=False)
        assert str(seen) and seen._repr_html_()
        shown += seen.steps[0].after is not None
        unread += [name for note in seen.steps[0].notes if "could not be read" in note]
    assert shown > 50 and unread == []
