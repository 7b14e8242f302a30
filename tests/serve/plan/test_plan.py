"""A plan answers as the pipeline does, to the last bit, or there is none and the reason is said."""

from __future__ import annotations

import math
import re
import struct
import warnings
from dataclasses import replace
from typing import Any

import numpy
import pandas
import polars
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from row_functions import added, doubled, first_word, of_the_table, pandas_ratio
from row_recipes import CLASSIFIERS, NUMBER_STEPS, REGRESSORS, WORD_STEPS, model, recipe, table, target
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import FixedThresholdClassifier, GridSearchCV, TunedThresholdClassifierCV
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler

from fairlead.model import Model
from fairlead.serve.domain import Domain
from fairlead.serve.pipeline import REFUSALS, asked
from fairlead.serve.plan import Compiled, compile_plan
from fairlead.serve.plan.proof import prove
from fairlead.serve.plan.row_plan import RowPlan, write_plan
from fairlead.serve.plan.rows import drawn_rows

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(autouse=True)
def any_gain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep a plan however quick it is: how quick that is, a busy machine decides. Measure the crossover on few rows."""
    monkeypatch.setattr("fairlead.serve.plan.compile.LEAST_GAIN", 0)
    monkeypatch.setattr("fairlead.serve.plan.compile.BATCH", 16)


def bits(numbers: Any) -> bytes:
    return struct.pack(f"{len(numbers)}d", *numbers)


def differences(made: Model, plan: Any, count: int, seed: int) -> list[Any]:
    """Return rows that plan and model answer otherwise, each asked alone, without what `compile_plan` goes by."""
    found = []
    for row in drawn_rows(made, Domain.of(made).accepts, count, seed):
        try:
            expected = asked(made, row)
        except REFUSALS:
            with pytest.raises(REFUSALS):
                plan.answer(row)
            continue
        answer = plan.answer(row)
        if bits(answer[0]) != bits(expected[0]) or answer[1] != expected[1]:
            found.append((row, answer, expected))
    return found


def compiled(made: Model, fuzz: int = 25) -> Compiled:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return compile_plan(made, fuzz=fuzz, alone_seconds=0.0)


def check(made: Model, count: int = 2) -> Any:
    found = compiled(made)
    assert found.reason is None
    assert found.checked > 20
    assert differences(made, found.plan, count, seed=1) == []
    return found.plan


@pytest.mark.parametrize("name", sorted(NUMBER_STEPS))
def test_every_step_for_numbers_has_a_row_form(name: str) -> None:
    check(model("binary", recipe(name, "one-hot", CLASSIFIERS["tree"]())))


@pytest.mark.parametrize("name", sorted(WORD_STEPS))
def test_every_step_for_words_has_a_row_form(name: str) -> None:
    check(model("binary", recipe("median, scaled", name, CLASSIFIERS["logistic"]()), "polars"))


@pytest.mark.parametrize("name", sorted(CLASSIFIERS))
def test_every_classifier_has_a_row_form(name: str) -> None:
    check(model("binary", recipe("median, scaled", "one-hot", CLASSIFIERS[name]()), "polars"))


@pytest.mark.parametrize("name", ["forest", "gradient boosting", "hist gradient boosting", "linear svc", "logistic"])
def test_more_than_two_classes_have_a_row_form(name: str) -> None:
    check(model("multiclass", recipe("median, scaled", "one-hot", CLASSIFIERS[name]()), "polars"))


@pytest.mark.parametrize("name", sorted(REGRESSORS))
def test_every_regressor_has_a_row_form(name: str) -> None:
    check(model("regression", recipe("median, scaled", "ordinal", REGRESSORS[name]())))


@pytest.mark.parametrize("name", ["forest", "gradient boosting", "logistic", "ridge"])
def test_a_sparse_matrix_is_added_up_as_scipy_does(name: str) -> None:
    check(model("multiclass", recipe("median, scaled", "one-hot", CLASSIFIERS[name](), sparse=True)))


@pytest.mark.heavy
@pytest.mark.timeout(3600)
@settings(max_examples=80, suppress_health_check=list(HealthCheck))
@given(
    numbers=st.sampled_from(sorted(NUMBER_STEPS)),
    words=st.sampled_from(sorted(WORD_STEPS)),
    estimator=st.sampled_from(sorted(CLASSIFIERS)),
    kind=st.sampled_from(["binary", "multiclass"]),
    container=st.sampled_from(["pandas", "polars"]),
    sparse=st.booleans(),
    seed=st.integers(0, 2**32),
)
def test_any_recipe_of_known_steps_gives_the_same_bits_or_says_why_there_is_no_plan(
    numbers: str, words: str, estimator: str, kind: str, container: str, sparse: bool, seed: int
) -> None:
    unfitted = recipe(numbers, words, CLASSIFIERS[estimator](), sparse=sparse)
    try:
        made = model(kind, unfitted, container)
    except (ValueError, TypeError):  # scikit-learn itself cannot fit this recipe
        return
    found = compile_plan(made, fuzz=100, seed=seed, alone_seconds=0.0)
    if found.plan is None:
        assert found.reason
        assert "the plan gives" not in found.reason or only_rounded(found.reason)
        return
    assert differences(made, found.plan, 10, seed + 1) == []


def only_rounded(reason: str) -> bool:
    """Tell whether two answers differ in the last bits of huge numbers alone.

    BLAS may add a row of unscaled numbers of 1e18 in another order from one call to the next. That such a plan is
    found out, and not used, is what the proof is for.
    """
    ours, _, theirs = reason.partition(" where the pipeline gives ")
    number = r"-?\d+\.?\d*(?:e[+-]?\d+)?"
    pairs = list(zip(re.findall(number, ours), re.findall(number, theirs), strict=True))
    return bool(pairs) and all(math.isclose(float(a), float(b), rel_tol=1e-12) for a, b in pairs)


def logistic(container: str = "polars") -> Model:
    return model("binary", recipe("median, scaled", "one-hot", LogisticRegression()), container)


LOGISTIC = logistic()
LOGISTIC_PLAN = compiled(LOGISTIC).plan


@settings(max_examples=30)
@given(
    st.fixed_dictionaries(
        {
            "age": st.integers(-(2**63), 2**63 - 1),
            "charge": st.none() | st.floats(allow_nan=False, allow_infinity=False),
            "score": st.floats(allow_nan=False, allow_infinity=False),
            "member": st.booleans(),
            "plan": st.sampled_from(["basic", "pro", "team"]) | st.text(),
            "city": st.none() | st.sampled_from(["Bern", "Oslo"]) | st.text(),
        }
    )
)
def test_any_row_of_the_domain_has_the_same_bits_by_plan_and_by_pipeline(row: dict[str, Any]) -> None:
    ready, problems, _ = Domain.of(LOGISTIC).check(row)
    if problems:
        assert [one.sentence for one in problems if "surrogate" not in one.sentence] == []
        return
    assert LOGISTIC_PLAN is not None
    try:
        expected = asked(LOGISTIC, ready)
    except REFUSALS:
        with pytest.raises(REFUSALS):
            LOGISTIC_PLAN.answer(ready)
        return
    answer = LOGISTIC_PLAN.answer(ready)
    assert (bits(answer[0]), answer[1]) == (bits(expected[0]), expected[1])


def test_a_model_whose_plan_differs_has_none_and_says_so_without_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fairlead.serve.plan.finish._agrees", lambda: True)
    monkeypatch.setattr("fairlead.serve.plan.finish.exp", lambda x: 1.0 + x)
    found = compiled(LOGISTIC)
    assert (found.plan, found.checked, found.crossover) == (None, 0, 1)
    assert found.reason is not None
    assert found.reason.startswith("the plan gives (")
    assert "basic" not in found.reason
    assert found.difference is not None
    assert set(found.difference.row) == set(LOGISTIC.schema.names)


def test_rows_of_the_caller_count_as_checked() -> None:
    with_rows = compile_plan(LOGISTIC, rows=table("polars"), fuzz=0, alone_seconds=0.0)
    assert with_rows.checked == 160 + len(LOGISTIC.golden.rows)
    assert str(with_rows.compared) == "20 golden, 160 training and 0 drawn rows"


def test_a_plan_that_differs_on_one_row_of_training_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = table("polars")
    odd = next(row for row in rows.to_dicts() if row["score"] not in {one["score"] for one in LOGISTIC.golden.rows})

    def almost(made: Model, *, takes_apart: bool = True) -> RowPlan:
        plan = write_plan(made, takes_apart=takes_apart)

        def wrong_once(row: Any) -> Any:
            outputs, place = plan.function(row)
            return ((outputs[0], outputs[1] + 1e-15), place) if row["score"] == odd["score"] else (outputs, place)

        return replace(plan, function=wrong_once)

    monkeypatch.setattr("fairlead.serve.plan.compile.write_plan", almost)
    without = compiled(LOGISTIC, fuzz=0)
    assert without.plan is not None
    assert str(without.compared) == "20 golden and 0 drawn rows; 0 training rows: not at hand"
    found = compile_plan(LOGISTIC, rows=rows, fuzz=0, alone_seconds=0.0)
    assert found.plan is None and found.reason is not None
    assert "for a row of training where the pipeline gives" in found.reason
    assert found.difference is not None and found.difference.row["score"] == odd["score"]
    assert [one.digest for one in found.given_up] == [without.plan.digest]


def test_a_plan_says_what_it_does_in_words() -> None:
    assert LOGISTIC_PLAN is not None
    assert LOGISTIC_PLAN.steps == (
        "columntransformer > numbers > simpleimputer: fill 4 columns where a value is missing (median)",
        "columntransformer > numbers > standardscaler: scale 4 columns to mean 0 and deviation 1",
        "columntransformer > words: look 2 columns up in tables of 9 zeros and ones",
        "logisticregression: logistic regression on 13 columns",
    )


def test_a_plan_that_answers_otherwise_is_found_out() -> None:
    plan = write_plan(LOGISTIC)
    source = plan.source.replace("1.0 / (1.0 + exp(", "1.0000000000000002 / (1.0 + exp(")
    assert source != plan.source
    space = dict(plan.function.__globals__)  # type: ignore[attr-defined]
    exec(source, space)
    wrong = type(plan)(LOGISTIC, plan.steps, source, space["plan"])
    proof = prove(wrong, LOGISTIC.golden.rows, alone_seconds=0.0)
    assert proof.difference is not None
    assert proof.difference.by_plan != proof.difference.by_pipeline


@pytest.mark.parametrize(
    ("unfitted", "reason"),
    [
        (
            make_pipeline(
                ColumnTransformer([("text", TfidfVectorizer(), "plan"), ("rest", "passthrough", ["age", "score"])]),
                LogisticRegression(),
            ),
            "step 'columntransformer' > 'text': one column is given as a series, not as a table",
        ),
        (
            make_pipeline(ColumnTransformer([("numbers", "passthrough", ["age"])]), KNeighborsClassifier()),
            "step 'kneighborsclassifier': KNeighborsClassifier has no row form",
        ),
        (
            make_pipeline(
                ColumnTransformer([("numbers", SimpleImputer(missing_values=0), ["age"])]), LogisticRegression()
            ),
            "step 'columntransformer' > 'numbers': it fills in for 0, not for what is missing",
        ),
        (
            recipe("median, scaled", "one-hot", RandomForestClassifier(5, min_samples_leaf=3, n_jobs=2)),
            "step 'randomforestclassifier': several threads add up its trees in no fixed order (n_jobs=2), so its last "
            "bits are not always the same; fit it with n_jobs=None",
        ),
    ],
)
def test_what_has_no_row_form_is_named(unfitted: Any, reason: str) -> None:
    found = compiled(model("binary", unfitted))
    assert (found.plan, found.reason, found.crossover) == (None, reason, 1)


def test_a_private_attribute_that_is_gone_means_the_pipeline_and_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    made = model("binary", recipe("median, scaled", "one-hot", HistGradientBoostingClassifier(max_iter=3)))
    monkeypatch.delattr(made.pipeline[-1], "_predictors")
    assert compiled(made).reason == (
        "step 'histgradientboostingclassifier': HistGradientBoostingClassifier of this version of sklearn is not as "
        "expected ('HistGradientBoostingClassifier' object has no attribute '_predictors')"
    )


def functional(function: Any, container: str) -> Model:
    numbers = [name for name in function(table(container)).columns if name not in ("plan", "city", "member")]
    columns = ColumnTransformer(
        [
            ("numbers", make_pipeline(SimpleImputer(), StandardScaler()), numbers),
            ("words", OneHotEncoder(handle_unknown="ignore"), ["plan"]),
        ]
    )
    return model("binary", make_pipeline(FunctionTransformer(function), columns, LogisticRegression()), container)


def test_a_function_of_polars_expressions_is_taken_apart() -> None:
    plan = check(functional(added, "polars"), 30)
    assert plan.steps[0] == "functiontransformer: added, taken apart: 15 columns out"


@pytest.mark.parametrize(("function", "container"), [(first_word, "polars"), (pandas_ratio, "pandas")])
def test_another_function_of_a_table_is_called_with_one_row(function: Any, container: str) -> None:
    plan = check(functional(function, container))
    assert plan.steps[0].startswith(f"functiontransformer: {function.__name__} on a table of one row")


def test_a_function_that_looks_at_all_rows_sees_one_as_it_does_in_the_pipeline() -> None:
    check(functional(of_the_table, "polars"))


def test_a_step_without_a_row_form_is_called_as_it_is_and_the_rest_is_written() -> None:
    plan = check(model("binary", recipe("splines", "one-hot", LogisticRegression())))
    assert plan.steps[1] == (
        "columntransformer > numbers > splinetransformer: SplineTransformer as it is, on a table of one row, "
        "24 columns out"
    )


def test_a_plan_that_is_hardly_quicker_gives_way_to_the_pipeline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fairlead.serve.plan.compile.LEAST_GAIN", 1e9)
    found = compiled(model("binary", recipe("splines", "one-hot", LogisticRegression())))
    assert found.plan is None
    assert found.reason is not None
    assert found.reason.startswith(
        "the plan is not 1e+09 times as quick as the pipeline: columntransformer > numbers > "
    )


def test_a_function_of_an_array_is_called_with_one_row() -> None:
    steps = make_pipeline(SimpleImputer(), FunctionTransformer(doubled), StandardScaler())
    columns = ColumnTransformer([("numbers", steps, ["age", "charge"])])
    check(model("binary", make_pipeline(columns, LogisticRegression())))


def test_a_model_of_an_array_has_a_plan() -> None:
    rows = numpy.random.default_rng(0).normal(size=(160, 3))
    check(Model.fit("m", make_pipeline(StandardScaler(), LogisticRegression()), rows, target("binary")))


def test_columns_may_be_chosen_by_place_mask_or_slice_and_the_rest_passed_on() -> None:
    columns = ColumnTransformer(
        [
            ("first", StandardScaler(), [0]),
            ("second", SimpleImputer(), [False, True, False, False, False, False]),
            ("third", "passthrough", slice(2, 4)),
            ("words", "drop", ["plan", "city"]),
        ],
        remainder="passthrough",
    )
    check(model("binary", make_pipeline(columns, LogisticRegression())))


def test_steps_may_give_tables_and_later_steps_choose_by_name() -> None:
    numbers = ColumnTransformer(
        [("numbers", SimpleImputer(), ["age", "charge"]), ("rest", "passthrough", ["score", "plan"])],
        verbose_feature_names_out=False,
    ).set_output(transform="pandas")
    words = ColumnTransformer(
        [("words", OneHotEncoder(), ["plan"]), ("scaled", StandardScaler(), ["charge", "age"])],
        remainder="passthrough",
    )
    check(model("binary", make_pipeline(numbers, words, LogisticRegression())))


def test_trees_that_know_categories_and_gaps_have_a_plan() -> None:
    rows = table().assign(
        city=lambda rows: rows["city"].astype("category"), plan=lambda rows: rows["plan"].astype("category")
    )
    booster = HistGradientBoostingClassifier(max_iter=20, min_samples_leaf=3, categorical_features="from_dtype")
    check(Model.fit("m", booster, rows, target("multiclass")), 30)


@pytest.mark.parametrize("estimator", ["forest", "gradient boosting", "hist gradient boosting"])
def test_large_forests_are_walked_down_with_the_same_bits(estimator: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fairlead.serve.plan.trees.WRITTEN_OUT", 0)
    plan = check(model("multiclass", recipe("median, scaled", "ordinal", CLASSIFIERS[estimator]())))
    assert plan.steps[-1].endswith("walked down")


def test_pandas_and_polars_models_of_dates_have_no_plan_or_a_right_one() -> None:
    rows = polars.DataFrame({"x": [1.0, 2.0, 3.0, 4.0] * 10, "at": [f"2024-01-{d:02}" for d in range(1, 21)] * 2})
    rows = rows.with_columns(polars.col("at").str.to_date())
    columns = ColumnTransformer([("x", StandardScaler(), ["x"])])
    made = Model.fit("m", make_pipeline(columns, LogisticRegression()), rows, ["a", "b"] * 20)
    check(made)
    check(
        Model.fit("m", make_pipeline(columns, LogisticRegression()), pandas.DataFrame(rows.to_dict()), ["a", "b"] * 20)
    )


@pytest.mark.parametrize(
    "wrapped",
    [
        FixedThresholdClassifier(LogisticRegression(), threshold=0.31),
        FixedThresholdClassifier(LogisticRegression(), threshold=0.31, pos_label="no"),
        GridSearchCV(LogisticRegression(), {"C": [0.1, 1.0]}, cv=2),
        TunedThresholdClassifierCV(LogisticRegression(), cv=2),
    ],
)
def test_what_holds_another_classifier_has_a_plan(wrapped: Any) -> None:
    check(model("binary", recipe("median, scaled", "one-hot", wrapped)), 15)


def test_an_answer_is_brought_back_to_the_scale_of_the_target() -> None:
    bent = TransformedTargetRegressor(Ridge(), func=numpy.log1p, inverse_func=numpy.expm1)
    check(model("regression", recipe("median, scaled", "one-hot", bent)), 10)


CASTS = {
    "pandas categories": (pandas.DataFrame, {"plan": "category", "city": "category"}),
    "pandas objects": (pandas.DataFrame, {"plan": object, "city": object}),
    "pandas single precision": (pandas.DataFrame, {"score": "float32"}),
    "pandas small": (pandas.DataFrame, {"age": "int8"}),
    "polars categories": (
        polars.DataFrame,
        {"plan": polars.Enum(["basic", "pro", "team"]), "city": polars.Categorical},
    ),
    "polars small": (polars.DataFrame, {"age": polars.UInt8, "score": polars.Float32}),
}


@pytest.mark.parametrize("name", sorted(CASTS))
def test_columns_of_other_types_have_the_same_bits(name: str) -> None:
    kind, types = CASTS[name]
    rows = table("polars" if kind is polars.DataFrame else "pandas")
    rows = rows.cast(types) if kind is polars.DataFrame else rows.astype(types)
    unfitted = recipe("median, scaled", "one-hot", LogisticRegression())
    check(Model.fit("customers", unfitted, rows, target("binary"), seed=7), 10)


def test_what_is_calculated_in_single_precision_has_no_plan_but_trees_do() -> None:
    rows = table()[["score", "charge"]].astype("float32")
    steps = make_pipeline(SimpleImputer(), StandardScaler(), LogisticRegression())
    assert compiled(Model.fit("m", steps, rows, target("binary"))).reason == (
        "step 'standardscaler': it calculates in single precision"
    )
    check(Model.fit("m", make_pipeline(SimpleImputer(), CLASSIFIERS["forest"]()), rows, target("binary")))
