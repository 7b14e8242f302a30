"""A model is the same wherever it is trained from the same inputs, and says clearly what it cannot do."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy
import pandas
import polars
import pytest
from recipes import RECIPES, one_hot, recipe
from same import same_bits
from sklearn.cluster import Birch
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor, RandomForestClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import KFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler, TargetEncoder

from fairlead.errors import FairleadError, ModelError, ModelInputError, TrainingDataError
from fairlead.model import Model

HERE = Path(__file__).parent


def fit(customers: Any, churned: Any, name: str = "one hot, logistic regression", **options: Any) -> Model:
    return Model.fit("churn", RECIPES[name](), customers, churned, **{"seed": 7, **options})


class TestDigest:
    @pytest.mark.parametrize("name", RECIPES)
    def test_training_twice_gives_one_digest(self, name: str, customers: Any, churned: Any) -> None:
        assert fit(customers, churned, name).digest == fit(customers, churned, name).digest

    def test_another_process_gives_the_same_digest(self, customers: Any, churned: Any, tmp_path: Path) -> None:
        table = tmp_path / "customers.parquet"
        polars.from_pandas(customers).with_columns(churned=polars.Series(churned)).write_parquet(table)
        names = ["one hot, logistic regression", "ordinal, random forest", "one hot, boosted histograms"]
        code = (
            f"import sys; sys.path.insert(0, {str(HERE)!r}); import pandas; from recipes import RECIPES\n"
            f"from fairlead.model import Model; rows = pandas.read_parquet({str(table)!r}); y = rows.pop('churned')\n"
            f"for name in {names!r}: print(Model.fit('churn', RECIPES[name](), rows, y, seed=7).digest)"
        )
        digests = []
        for hash_seed in ("1", "2"):
            environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
            done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
            digests.append(done.stdout.split())
        rows = pandas.read_parquet(table)
        target = rows.pop("churned")
        assert digests[0] == digests[1] == [fit(rows, target, name).digest for name in names]

    def test_another_seed_another_row_another_setting_give_another_digest(self, customers: Any, churned: Any) -> None:
        changed_row = customers.copy()
        changed_row.loc[0, "charge"] += 0.01
        changed_target = ["no" if churned[0] == "yes" else "yes", *churned[1:]]
        models = [
            fit(customers, churned),
            fit(customers, churned, seed=8),
            fit(changed_row, churned),
            fit(customers, changed_target),
            Model.fit("churn", recipe(one_hot(), LogisticRegression(C=0.5)), customers, churned, seed=7),
            fit(customers, churned, metrics={"auc": 0.8}),
            fit(customers, churned, suite={"name": "customers"}),
        ]
        assert len({model.digest for model in models}) == len(models)

    def test_asking_a_model_does_not_change_its_digest(self, customers: Any, churned: Any) -> None:
        model = fit(customers, churned, "neighbours")
        before = Model.of("churn", model.pipeline, customers, churned, seed=7).digest
        model.predict(customers)
        assert Model.of("churn", model.pipeline, customers, churned, seed=7).digest == before == model.digest

    def test_the_library_of_a_table_does_not_change_the_digest_of_its_data(self, customers: Any, churned: Any) -> None:
        numbers = customers[["tenure", "charge"]].fillna(0.0)
        found = [
            Model.fit("churn", LogisticRegression(), table, churned).data_digest
            for table in (numbers, polars.from_pandas(numbers), numbers.to_dict("records"))
        ]
        assert found[0] == found[1] == found[2]

    def test_code_of_the_project_counts(
        self, customers: Any, churned: Any, project_module: Any, tmp_path: Path
    ) -> None:
        def digest(text: str) -> str:
            module = project_module("shop_steps", text)
            steps = make_pipeline(FunctionTransformer(module.numbers), LogisticRegression())
            return Model.fit("churn", steps, customers, churned, root=tmp_path).code_digest

        plain = "def numbers(rows):\n    return rows[['tenure']]\n"
        comment = "def numbers(rows):\n    # months\n    return rows[['tenure']]\n"
        other = "def numbers(rows):\n    return rows[['tenure']] * 2\n"
        assert digest(plain) == digest(comment) != digest(other)

    def test_code_counts_even_if_its_module_was_unloaded_since(
        self, customers: Any, churned: Any, project_module: Any, tmp_path: Path
    ) -> None:
        module = project_module("shop_steps", "def numbers(rows):\n    return rows[['tenure']]\n")
        steps = make_pipeline(FunctionTransformer(module.numbers), LogisticRegression())
        first = Model.fit("churn", steps, customers, churned, root=tmp_path)
        del sys.modules["shop_steps"]
        assert Model.fit("churn", steps, customers, churned, root=tmp_path).digest == first.digest


class TestAnswers:
    def test_rows_of_any_library_and_order_get_one_answer(self, customers: Any, churned: Any) -> None:
        model = fit(customers, churned)
        expected = model.score_rows(customers)
        for rows in (
            customers[["plan", "paperless", "charge", "tenure"]],
            polars.from_pandas(customers),
            polars.from_pandas(customers).lazy(),
            customers.to_dict("records"),
            customers.assign(more=1),
            customers.astype({"tenure": "float64", "plan": "object"}),
        ):
            assert same_bits(model.score_rows(rows), expected)

    def test_a_model_of_a_polars_table_gives_its_steps_polars_tables(self, customers: Any, churned: Any) -> None:
        seen: list[type] = []

        def look(rows: Any) -> Any:
            seen.append(type(rows))
            return rows.select("tenure", polars.col("charge").fill_null(0.0))

        steps = make_pipeline(FunctionTransformer(look), LogisticRegression())
        model = Model.fit("churn", steps, polars.from_pandas(customers), churned)
        model.predict(customers)
        model.predict(customers.to_dict("records"))
        assert set(seen) == {polars.DataFrame}

    def test_an_array_is_a_table_without_names(self, customers: Any, churned: Any) -> None:
        array = customers[["tenure", "charge"]].fillna(0.0).to_numpy()
        model = Model.fit("churn", StandardScaler() and LogisticRegression(), array, churned)
        assert model.schema.names == ("x0", "x1")
        assert same_bits(model.score_rows(array), model.score_rows([{"x1": b, "x0": a} for a, b in array]))
        with pytest.raises(ModelInputError, match="3 columns; the model was trained with 2"):
            model.predict(numpy.zeros((1, 3)))

    def test_classes_and_tasks(self, customers: Any, churned: Any) -> None:
        binary = fit(customers, churned)
        assert (binary.task, binary.classes) == ("binary", ("no", "yes"))
        assert binary.predict_proba(customers).shape == (len(customers), 2)
        many = Model.fit("plan", LogisticRegression(), customers[["tenure"]], customers["plan"])
        assert (many.task, many.classes) == ("multiclass", ("basic", "pro", "team"))
        number = Model.fit("charge", LinearRegression(), customers[["tenure"]], customers["charge"].fillna(0))
        assert (number.task, number.classes) == ("regression", ())
        assert number.score_rows(customers).shape == (len(customers), 1)

    def test_without_probabilities_the_decision_is_what_is_compared(self, customers: Any, churned: Any) -> None:
        model = fit(customers, churned, "support vectors without probabilities")
        assert model.score_rows(customers).shape == (len(customers), 1)
        with pytest.raises(ModelError, match="knows no probabilities"):
            model.predict_proba(customers)

    def test_golden_rows_hold_every_bit(self, customers: Any, churned: Any) -> None:
        model = fit(customers, churned, golden_rows=7)
        assert len(model.golden.rows) == 7
        assert model.golden.rows[0]["tenure"] == customers["tenure"][0]
        assert same_bits(model.golden.numbers, model.score_rows(list(model.golden.rows)))


class TestSeeds:
    def test_a_seed_reaches_every_step_and_the_recipe_stays_as_it_was(self, customers: Any, churned: Any) -> None:
        given = recipe(one_hot(), RandomForestClassifier(3))
        model = Model.fit("churn", given, customers, churned, seed=7)
        assert model.pipeline.named_steps["model"].random_state is not None
        assert given.named_steps["model"].random_state is None
        assert not hasattr(given, "classes_")

    def test_a_splitter_that_shuffles_is_seeded_too(self, customers: Any, churned: Any) -> None:
        given = recipe(TargetEncoder(cv=KFold(3, shuffle=True)), LogisticRegression())
        one, other = (Model.fit("churn", given, customers, churned, seed=7) for _ in range(2))
        assert one.digest == other.digest

    def test_without_a_seed_the_recipe_decides(self, customers: Any, churned: Any) -> None:
        given = recipe(one_hot(), RandomForestClassifier(3, random_state=3))
        model = Model.fit("churn", given, customers, churned)
        assert model.pipeline.named_steps["model"].random_state == 3
        assert model.params == {"model__n_estimators": 3, "model__random_state": 3, "columns__words__handle_unknown":
                                "ignore", "columns__numbers__simpleimputer__strategy": "median"}  # fmt: skip


class TestBadInput:
    def refused(self, *, hint: str = "", **changes: Any) -> FairleadError:
        with pytest.raises(FairleadError) as caught:
            Model.fit("churn", **changes)
        assert hint in str(caught.value.hint)
        return caught.value

    def test_a_column_that_the_table_has_not_is_named_with_the_nearest(self, customers: Any, churned: Any) -> None:
        table = customers.rename(columns={"tenure": "tenur"})
        error = self.refused(recipe=recipe(one_hot(), LogisticRegression()), X=table, y=churned, hint="'tenur'")
        assert type(error) is TrainingDataError
        assert "'tenure'" in error.message

    @pytest.mark.parametrize(
        ("target", "said"),
        [
            (lambda y: ["no"] * len(y), "'no' in all of 120 rows"),
            (lambda y: y[:-1], "119 values"),
            (lambda y: [None, *y[1:]], "The target of 1 of 120 rows is missing, the first in row 0"),
            (lambda y: pandas.Series([float("nan"), *([1.0, 0.0] * 60)][:120]), "The target of 1 of 120 rows"),
        ],
    )
    def test_a_target_that_cannot_be_learned(self, customers: Any, churned: Any, target: Any, said: str) -> None:
        error = self.refused(recipe=LogisticRegression(), X=customers[["tenure"]], y=target(churned))
        assert said in error.message

    @pytest.mark.parametrize(("classes", "said"), [(["no", "yes", "maybe"], "'maybe'"), (["no"], "'yes' is in")])
    def test_classes_that_do_not_agree_with_the_target(
        self, customers: Any, churned: Any, classes: Any, said: str
    ) -> None:
        error = self.refused(recipe=LogisticRegression(), X=customers[["tenure"]], y=churned, classes=classes)
        assert type(error) is TrainingDataError
        assert said in error.message

    def test_a_regressor_learns_numbers(self, customers: Any, churned: Any) -> None:
        error = self.refused(recipe=HistGradientBoostingRegressor(), X=customers[["tenure"]], y=churned)
        assert "a regressor learns numbers" in error.message

    @pytest.mark.parametrize("value", [float("nan"), float("inf"), "good", None])
    def test_a_metric_that_nothing_can_be_compared_with(self, customers: Any, churned: Any, value: Any) -> None:
        error = self.refused(recipe=LogisticRegression(), X=customers[["tenure"]], y=churned, metrics={"auc": value})
        assert "'auc'" in error.message

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            (LogisticRegression, "the class LogisticRegression"),
            (42, "is of type int"),
            (StandardScaler(), "neither a classifier nor a regressor"),
            (make_pipeline(Birch(), LogisticRegression()), "step birch (Birch) cannot be saved"),
        ],
    )
    def test_a_recipe_that_is_none(self, customers: Any, churned: Any, given: Any, said: str) -> None:
        error = self.refused(recipe=given, X=customers[["tenure"]], y=churned)
        assert said in error.message

    @pytest.mark.parametrize(
        ("rows", "said"),
        [
            ([], "0 rows"),
            ({"tenure": [1]}, "one dict"),
            ([1, 2], "a list of int"),
            ("tenure", "of type str"),
            ([{"a": 1}, {}], "Row 1 has no 'a'"),
            (pandas.DataFrame([[1, 2]], columns=["a", "a"]), "'a' is there twice"),
            (pandas.DataFrame({"a": [1, "x"]}), "values of the types int, str"),
            (pandas.DataFrame({"a": [[1], [2]]}), "values of the types list"),
        ],
    )
    def test_rows_that_are_none(self, rows: Any, said: str) -> None:
        error = self.refused(recipe=LogisticRegression(), X=rows, y=[0, 1])
        assert said in error.message

    def test_a_pipeline_that_is_not_fitted(self, customers: Any, churned: Any) -> None:
        with pytest.raises(ModelError, match="has not been fitted"):
            Model.of("churn", recipe(one_hot(), LogisticRegression()), customers, churned)

    def test_a_class_of_the_pipeline_that_is_not_among_the_rows(self, customers: Any) -> None:
        pipeline = LogisticRegression().fit(customers[["tenure"]], customers["plan"])
        two = customers["plan"] != "team"
        with pytest.raises(TrainingDataError, match="'team' does not occur"):
            Model.of("plan", pipeline, customers.loc[two, ["tenure"]], customers["plan"][two])

    @pytest.mark.parametrize(
        ("change", "said", "hint"),
        [
            (lambda row: {"tenur" if k == "tenure" else k: v for k, v in row.items()}, "no column 'tenure'", "'tenur'"),
            (lambda row: {**row, "tenure": "12"}, "'tenure' in row 0 is '12', of type str; expected a number", ""),
            (lambda row: {**row, "plan": 3}, "expected text", ""),
            (lambda row: {**row, "paperless": "yes"}, "expected true or false", ""),
            (
                lambda row: {**row, "tenure": None},
                "'tenure' in row 0 is missing; in training",
                'may_be_missing=["tenure"]',
            ),
            (lambda row: {**row, "plan": float("nan")}, "'plan' in row 0 is missing", ""),
        ],
    )
    def test_rows_that_a_model_cannot_answer(
        self, customers: Any, churned: Any, change: Any, said: str, hint: str
    ) -> None:
        model = fit(customers, churned)
        with pytest.raises(ModelInputError) as caught:
            model.predict([change(customers.to_dict("records")[0])])
        assert said in caught.value.message
        assert hint in str(caught.value.hint)

    @pytest.mark.parametrize("container", ["pandas", "polars", "numpy"])
    def test_a_value_that_was_never_missing_is_refused_whatever_holds_the_rows(self, container: str) -> None:
        whole = pandas.DataFrame({"x0": [1.0, 2.0, 3.0, 4.0], "x1": [0.0, 1.0, 0.0, 1.0]})
        ways = {"pandas": lambda rows: rows, "polars": polars.from_pandas, "numpy": lambda rows: rows.to_numpy()}
        model = Model.fit("churn", HistGradientBoostingRegressor(), ways[container](whole), [1.0, 2.0, 3.0, 4.0])
        gap = whole.copy()
        gap.loc[2, "x1"] = numpy.nan
        for rows in (gap, polars.from_pandas(gap), gap.to_numpy(), gap.astype(object).to_dict("records")):
            with pytest.raises(ModelInputError, match="'x1' in row 2 is missing"):
                model.predict(rows)
        assert len(model.predict(whole)) == 4

    def test_a_column_that_may_be_missing_is_said_to_be(self, customers: Any, churned: Any) -> None:
        model = fit(customers, churned, may_be_missing=["tenure"])
        assert model.schema["tenure"].nullable
        row = customers.to_dict("records")[0]
        assert model.predict([{**row, "tenure": None}]).shape == (1,)
        assert model.predict([{**row, "charge": None}]).shape == (1,)  # training has seen that
        with pytest.raises(TrainingDataError, match="'tenur' may be missing later"):
            fit(customers, churned, may_be_missing=["tenur"])

    def test_a_text_that_training_has_not_seen_is_the_recipes_to_handle(self, customers: Any, churned: Any) -> None:
        rows = [{**customers.to_dict("records")[0], "plan": "gold"}]
        assert fit(customers, churned).predict_proba(rows).shape == (1, 2)
        strict = Model.fit("churn", recipe(OneHotEncoder(), LogisticRegression()), customers, churned)
        for ask in (strict.predict, strict.predict_proba, strict.score_rows):
            with pytest.raises(ModelInputError) as caught:
                ask(rows)
            assert caught.value.message == (
                "The value of 'plan' in row 0 is 'gold', which the model cannot handle; "
                "in training there were 'basic', 'pro', 'team'."
            )

    @pytest.mark.parametrize("library", ["pandas", "polars"])
    def test_a_column_of_categories_has_no_place_for_another_one(
        self, library: str, customers: Any, churned: Any
    ) -> None:
        plans = ["basic", "pro", "team"]
        table = customers.astype({"plan": pandas.CategoricalDtype(plans)})
        if library == "polars":
            table = polars.from_pandas(customers).with_columns(polars.col("plan").cast(polars.Enum(plans)))
        model = Model.fit("churn", HistGradientBoostingClassifier(max_iter=3), table, churned)
        rows = customers.to_dict("records")[:2]
        assert len(model.predict(rows)) == 2
        with pytest.raises(ModelInputError, match="'plan' in row 1 is 'gold'"):
            model.predict([rows[0], {**rows[1], "plan": "gold"}])

    @pytest.mark.parametrize("rows", [[], pandas.DataFrame({"tenure": []}), polars.DataFrame({"tenure": []})])
    def test_no_rows_are_no_question(self, rows: Any, customers: Any, churned: Any) -> None:
        with pytest.raises(ModelInputError, match="There are no rows to answer"):
            fit(customers, churned).predict(rows)

    def test_what_is_kept_beside_a_model_must_be_plain(self, customers: Any, churned: Any) -> None:
        with pytest.raises(ModelError, match="'scorer' in metadata is a builtin_function_or_method"):
            fit(customers, churned, metadata={"scorer": len})


def test_a_model_cannot_be_changed(customers: Any, churned: Any) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        fit(customers, churned).name = "other"  # type: ignore[misc]
