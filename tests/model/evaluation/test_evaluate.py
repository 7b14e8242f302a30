"""An evaluation: which rows judge, what is compared with what, and what is refused."""

import json
import math
import pickle
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from fairlead.clock import ManualClock
from fairlead.errors import EvaluationError, MetricError, TrainingDataError
from fairlead.model import Model
from fairlead.model.evaluation import Folds, Holdout, TimeOrdered, evaluate_recipe, trained_on
from fairlead.model.evaluation.evaluate import Evaluation


def customers(n: int = 400, seed: int = 1) -> pd.DataFrame:
    """Return customers of whom new and expensive ones leave more often."""
    source = np.random.default_rng(seed)
    tenure, charge = source.integers(0, 72, n), source.uniform(20, 110, n)
    chance = 1 / (1 + np.exp(0.08 * tenure - 0.03 * charge))
    return pd.DataFrame(
        {
            "id": np.arange(n),
            "week": [date(2026, 1, 5) + timedelta(weeks=n // 20) for n in range(n)],
            "tenure": tenure.astype(float),
            "charge": charge,
            "plan": np.where(tenure % 3 == 0, "month", "year"),
            "left": np.where(source.random(n) < chance, "yes", "no"),
        }
    )


def recipe(C: float = 1.0) -> Any:
    return make_pipeline(StandardScaler(), LogisticRegression(C=C))


def on_numbers(table: pd.DataFrame) -> pd.DataFrame:
    return table[["tenure", "charge"]]


def evaluated(table: pd.DataFrame, **options: Any) -> Evaluation:
    """Judge by the last 150 customers."""
    train, rest = table.iloc[:-150], table.iloc[-150:]
    split = Holdout(on_numbers(rest), rest["left"], rest["id"])
    return evaluate_recipe(
        recipe(), on_numbers(train), train["left"], **{"model_name": "churn", "split": split, "keys": train["id"],
        "metrics": ["roc_auc", "accuracy"], "resamples": 200, "folds": 3, "seed": 7, **options},
    )  # fmt: skip


def champion(table: pd.DataFrame, *, knows: bool = True) -> Model:
    metadata = trained_on(table["id"].tolist()) if knows else None
    return Model.fit("churn", recipe(0.01), on_numbers(table), table["left"], seed=1, metadata=metadata)


def test_the_candidate_is_judged_by_rows_that_it_did_not_learn_from() -> None:
    table = customers()
    found = evaluated(table)
    train, rest = table.iloc[:-150], table.iloc[-150:]
    by_hand = recipe().fit(on_numbers(train), train["left"]).predict_proba(on_numbers(rest))[:, 1]
    assert found.values["roc_auc"] == pytest.approx(roc_auc_score(rest["left"] == "yes", by_hand))
    assert found.rows == {"train": 250, "judged": 150}


def test_the_same_inputs_give_the_same_evaluation_but_for_the_time_it_took() -> None:
    table = customers()
    one, other = (evaluated(table, clock=ManualClock()).to_dict() for _ in range(2))
    assert one == other


def test_an_evaluation_is_plain_values() -> None:
    table = customers()
    found = evaluated(table, champion=champion(table.iloc[:200]), champion_version=3, slices=["tenure"])
    assert json.loads(json.dumps(found.to_dict(), allow_nan=False))["champion"]["version"] == 3
    assert pickle.loads(pickle.dumps(found)).to_dict() == found.to_dict()


def test_its_own_copy_is_the_model_that_training_gives() -> None:
    table = customers()
    train = table.iloc[:-150]
    assert evaluated(table).digest == Model.fit("churn", recipe(), on_numbers(train), train["left"], seed=7).digest


def test_a_model_that_is_already_fitted_is_not_fitted_again() -> None:
    table = customers()
    train = table.iloc[:-150]
    fitted = Model.fit("churn", recipe(), on_numbers(train), train["left"], seed=7, params={"note": "mine"})
    assert evaluated(table, model=fitted).digest == fitted.digest


def test_a_dummy_knows_nothing_and_a_stump_a_little() -> None:
    found = evaluated(customers())
    assert found.scores["dummy"]["roc_auc"].value == 0.5
    assert 0.5 < found.scores["simple"]["roc_auc"].value < found.values["roc_auc"]
    assert found.gains["dummy"]["roc_auc"].value == pytest.approx(found.values["roc_auc"] - 0.5)


def test_a_baseline_of_your_own_takes_the_place_of_the_simple_one() -> None:
    found = evaluated(customers(), baselines={"simple": recipe()})
    assert found.gains["simple"]["roc_auc"].value == 0


def test_rows_that_the_champion_was_trained_on_are_left_out_for_both() -> None:
    table = customers()
    found = evaluated(table, champion=champion(table.iloc[:330]), champion_version=3)
    assert found.champion is not None
    assert (found.champion.rows, found.champion.excluded, found.champion.trouble) == (70, 80, None)
    rest, train = table.iloc[330:], table.iloc[:250]
    mine = recipe().fit(on_numbers(train), train["left"]).predict_proba(on_numbers(rest))[:, 1]
    theirs = champion(table.iloc[:330]).predict_proba(rest)[:, 1]
    truth = rest["left"] == "yes"
    assert found.gains["champion"]["roc_auc"].value == pytest.approx(
        roc_auc_score(truth, mine) - roc_auc_score(truth, theirs)
    )


def test_a_champion_that_learned_nearly_all_rows_is_not_compared() -> None:
    table = customers()
    found = evaluated(table, champion=champion(table.iloc[:380]), champion_version=3)
    assert found.champion is not None
    assert found.champion.trouble == "only 20 of 150 rows are new to it; it was trained on the others"
    assert "champion" not in found.gains


def test_a_champion_that_does_not_say_what_it_learned_is_compared_only_on_the_callers_word() -> None:
    table = customers()
    silent = champion(table.iloc[:200], knows=False)
    unknown, vouched = evaluated(table, champion=silent), evaluated(table, champion=silent, champion_is_unseen=True)
    assert unknown.champion is not None and vouched.champion is not None
    assert unknown.champion.trouble == "it is not known which rows it was trained on"
    assert (vouched.champion.trouble, vouched.champion.rows) == (None, 150)


def test_rows_without_ids_are_not_taken_for_rows_that_the_champion_has_not_seen() -> None:
    table = customers()
    rest = table.iloc[-150:]
    nameless = Holdout(on_numbers(rest), rest["left"])
    found = evaluated(table, champion=champion(table.iloc[:330]), split=nameless)
    assert found.champion is not None and found.champion.trouble is not None
    assert found.champion.trouble.endswith("the rows to be judged by have no ids (keys=...)")
    assert "champion" not in found.gains


def test_a_champion_of_another_schema_is_told_and_not_compared() -> None:
    table = customers()
    old = table.iloc[:200].assign(age=40.0)
    other = Model.fit("churn", recipe(), old[["tenure", "age"]], old["left"], metadata=trained_on(old["id"].tolist()))
    found = evaluated(table, champion=other, champion_version=3)
    assert found.champion is not None and found.champion.trouble is not None
    assert "it cannot be measured on these rows" in found.champion.trouble
    assert "'age'" in found.champion.trouble


def test_a_champion_of_other_classes_is_told_and_not_compared() -> None:
    table = customers()
    old = table.iloc[:200]
    other = Model.fit("churn", recipe(), on_numbers(old), old["left"] == "yes", metadata=trained_on([]))
    found = evaluated(table, champion=other)
    assert found.champion is not None and found.champion.trouble is not None
    assert "it answers another question" in found.champion.trouble


def test_cross_validation_judges_every_row_by_a_copy_that_has_not_seen_it() -> None:
    table = customers()
    found = evaluate_recipe(recipe(), on_numbers(table), table["left"], model_name="churn", split=Folds(4))
    assert found.rows == {"train": 400, "judged": 400}
    assert found.split == "cross-validation with 4 folds on 400 rows"
    assert 0.7 < found.values["roc_auc"] < 0.95


def test_cross_validation_does_not_reward_learning_by_heart() -> None:
    from sklearn.tree import DecisionTreeClassifier

    table = customers()
    noise = pd.DataFrame({"id": table["id"].to_numpy(), "more": np.random.default_rng(2).random(400)})
    truth = np.random.default_rng(3).integers(0, 2, 400)
    found = evaluate_recipe(
        DecisionTreeClassifier(random_state=0), noise, truth, model_name="noise", metrics=["accuracy"]
    )
    assert abs(found.values["accuracy"] - 0.5) < 0.1


def test_the_latest_rows_judge_if_the_split_is_by_time() -> None:
    table = customers().sample(frac=1, random_state=4)
    found = evaluate_recipe(
        on_columns(),
        table[["week", "tenure", "charge"]],
        table["left"],
        model_name="churn",
        split=TimeOrdered("week", 0.25),
    )
    assert found.rows == {"train": 300, "judged": 100}
    assert (found.time_column, found.is_time_ordered) == ("week", True)
    assert len(found.folds["accuracy"].values) == 5


def on_columns() -> Any:
    from sklearn.compose import ColumnTransformer

    return make_pipeline(ColumnTransformer([("numbers", StandardScaler(), ["tenure", "charge"])]), LogisticRegression())


def test_a_holdout_that_is_not_later_is_told() -> None:
    table = customers()
    columns = ["week", "tenure", "charge"]
    odd, even = table.iloc[1::2], table.iloc[::2]
    found = evaluate_recipe(
        on_columns(), odd[columns], odd["left"], model_name="churn", split=Holdout(even[columns], even["left"])
    )
    assert (found.time_column, found.is_time_ordered) == ("week", False)


def test_all_rows_of_one_time_stay_on_one_side() -> None:
    table = customers()
    found = evaluate_recipe(
        on_columns(),
        table[["week", "tenure", "charge"]],
        table["left"],
        model_name="c",
        split=TimeOrdered("week", 0.21),
    )
    assert found.rows["judged"] % 20 == 0


@pytest.mark.parametrize("share", [0.001, 0.5])
def test_rows_of_one_time_leave_nothing_to_be_judged_by(share: float) -> None:
    table = customers().assign(week=date(2026, 1, 5))
    with pytest.raises(EvaluationError, match="'week' leaves no later rows"):
        evaluate_recipe(
            on_columns(), table[["week", "tenure"]], table["left"], model_name="c", split=TimeOrdered("week", share)
        )


def test_slices_are_measured_on_their_own_rows() -> None:
    table = customers()
    found = evaluated(
        table,
        champion=champion(table.iloc[:200]),
        slices={"new": lambda rows: rows["tenure"] < 12, "nobody": lambda rows: rows["tenure"] > 1000},
    )
    [new] = found.slices
    rest = table.iloc[-150:]
    assert (new.name, new.rows, new.compared) == ("new", (rest["tenure"] < 12).sum(), (rest["tenure"] < 12).sum())
    assert new.gains["accuracy"].value == pytest.approx(new.candidate["accuracy"] - new.champion["accuracy"])


def test_a_slice_of_one_class_has_no_area_and_is_not_an_error() -> None:
    table = customers()
    stayed = set(np.flatnonzero(table["left"] == "no").tolist())
    rest = table.iloc[-150:]
    mask = [n in stayed for n in rest["id"]]
    found = evaluated(table, champion=champion(table.iloc[:200]), slices={"stayed": lambda rows: mask})
    assert set(found.slices[0].candidate) == {"accuracy"}
    assert set(found.slices[0].gains) == {"accuracy"}


def test_polars_rows_give_the_same_numbers_as_pandas_rows() -> None:
    table = customers()
    train, rest = (
        pl.from_pandas(part[["tenure", "charge", "left"]]) for part in (table.iloc[:-150], table.iloc[-150:])
    )
    found = evaluate_recipe(
        recipe(), train.drop("left"), train["left"], model_name="churn", metrics=["roc_auc", "accuracy"],
        split=Holdout(rest.drop("left"), rest["left"]), resamples=200, folds=3, seed=7,
    )  # fmt: skip
    assert found.values == pytest.approx(evaluated(table).values)


def test_a_regression_is_judged_by_distances() -> None:
    source = np.random.default_rng(1)
    rows = pd.DataFrame({"x": source.normal(0, 1, 300)})
    found = evaluate_recipe(LinearRegression(), rows, rows["x"] * 2 + source.normal(0, 1, 300), model_name="line")
    assert found.values["mae"] == pytest.approx(math.sqrt(2 / math.pi), rel=0.1)
    assert found.gains["simple"]["mae"].value > 0
    assert found.calibration == ()


def test_saving_and_loading_changes_no_bit() -> None:
    assert evaluated(customers()).parity.is_exact


def test_what_cannot_be_saved_is_told_as_trouble_of_parity() -> None:
    table = customers()
    local = make_pipeline(FunctionTransformer(untrusted), LogisticRegression())
    train = table.iloc[:-150]
    unsafe = Model.fit("churn", local, on_numbers(train), train["left"])
    found = evaluated(table, model=unsafe)
    assert found.parity.trouble is not None
    assert "untrusted" in found.parity.trouble


def untrusted(rows: Any) -> Any:
    return rows


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"left": "no"}, TrainingDataError, "'no'"),
        ({"left": None}, TrainingDataError, "missing"),
    ],
)
def test_a_target_that_teaches_nothing_is_refused(change: dict[str, Any], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        evaluated(customers().assign(**change))


def test_a_holdout_without_a_class_is_refused() -> None:
    table = customers()
    few = table.iloc[-150:]
    few = few[few["left"] == "no"].head(20)
    two = pd.concat([few.assign(left="no").head(19), few.tail(1)])
    with pytest.raises(TrainingDataError, match="'no'"):
        evaluated(table, split=Holdout(on_numbers(two), two["left"]))


def test_a_class_that_only_the_holdout_has_is_named() -> None:
    table = customers()
    rest = table.iloc[-150:].copy()
    rest.iloc[3, rest.columns.get_loc("left")] = "maybe"
    with pytest.raises(EvaluationError, match=r"class 'maybe', which the training rows do not have"):
        evaluated(table, split=Holdout(on_numbers(rest), rest["left"]))


def test_a_rare_class_that_no_row_of_the_holdout_has_is_named() -> None:
    table = customers()
    train, rest = table.iloc[:-150].copy(), table.iloc[-150:]
    train.iloc[:20, train.columns.get_loc("left")] = "maybe"
    with pytest.raises(EvaluationError, match=r"Not one of the 150 rows has the class 'maybe'"):
        evaluate_recipe(
            recipe(), on_numbers(train), train["left"], model_name="c", metrics=["roc_auc"],
            split=Holdout(on_numbers(rest), rest["left"]),
        )  # fmt: skip


def test_fewer_rows_of_a_class_than_folds_are_named() -> None:
    table = customers(60).assign(left=["yes"] * 3 + ["no"] * 57)
    with pytest.raises(EvaluationError, match="class 'yes' has 3 rows, fewer than the 5 folds"):
        evaluate_recipe(recipe(), on_numbers(table), table["left"], model_name="churn")


def test_a_handful_of_rows_is_refused() -> None:
    table = customers(9).assign(left=["yes", "no", "no"] * 3)
    with pytest.raises(EvaluationError, match="9 rows; at least 10"):
        evaluate_recipe(recipe(), on_numbers(table), table["left"], model_name="churn")


@pytest.mark.parametrize(
    ("slices", "words"),
    [
        (["tenre"], "'tenre' is not in the table .* named for slices"),
        ({"x": lambda rows: [True]}, "slice 'x' must be true or false for each of 150 rows; it is a list of 1 values"),
        ({"x": lambda rows: True}, "slice 'x' must be true or false"),
    ],
)
def test_a_slice_that_cannot_be_cut_is_named(slices: Any, words: str) -> None:
    with pytest.raises(EvaluationError, match=words):
        evaluated(customers(), slices=slices)


def test_a_metric_that_is_misspelt_is_named() -> None:
    with pytest.raises(MetricError, match="no metric 'auc'"):
        evaluated(customers(), metrics=["auc"])
