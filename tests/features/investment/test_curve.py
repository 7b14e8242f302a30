"""The curve measures what a step brings, and nothing leaks into the measurement."""

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

from fairlead.errors import CurveError, FeatureError, FeatureStepError
from fairlead.features import Costs, curve


def customers(rows: int = 240) -> pd.DataFrame:
    random = np.random.default_rng(3)
    strong, weak = random.normal(size=rows), random.normal(size=rows)
    left = strong + 0.5 * weak + random.normal(size=rows) > 0
    table = pd.DataFrame({"weak": weak, "strong": strong, "noise": random.normal(size=rows), "day": np.arange(rows)})
    return table.assign(left=np.where(left, "yes", "no"))


def on(*columns: str) -> Pipeline:
    return make_pipeline(ColumnTransformer([("n", StandardScaler(), list(columns))]), LogisticRegression())


STEPS = [("weak", on("weak")), ("strong", on("weak", "strong")), ("noise", on("weak", "strong", "noise"))]
COSTS = Costs(kept=100, offer=20, cases_a_month=1_000)


def test_a_step_that_helps_is_told_from_one_that_does_not() -> None:
    found = curve(STEPS, customers(), "left", repeats=1)
    assert [point.shuffled.verdict for point in found.points][:2] == [None, "helps"]
    assert found["noise"].shuffled.verdict in ("does nothing", "not clear")
    assert found["strong"].shuffled.better == 5 and found.positive == "yes"


def test_the_score_of_each_fold_is_the_one_that_a_loop_by_hand_gives() -> None:
    from fairlead.features.investment.folds import shuffled_folds

    table, answers = customers(), (customers()["left"] == "yes").to_numpy().astype(int)
    folds = shuffled_folds(answers, None, is_classes=True, cv=4, repeats=1, seed=7)
    found = curve(STEPS[:1], table, "left", cv=4, repeats=1)
    for fold, one in zip(folds, found.points[0].shuffled.folds, strict=True):
        model = on("weak").fit(table.iloc[fold.train], answers[fold.train])
        chances = model.predict_proba(table.iloc[fold.test])[:, 1]
        said = chances >= 0.5
        assert one.score == pytest.approx(roc_auc_score(answers[fold.test], chances))
        assert one.accuracy == pytest.approx((said == answers[fold.test]).mean())
        assert one.false_positive_rate == pytest.approx(said[answers[fold.test] == 0].mean())


class Spy(TransformerMixin, BaseEstimator):
    """A step that writes down which rows it was fitted on and which it was given later."""

    seen: list[tuple[str, frozenset[int]]] = []

    def fit(self, X: Any, y: Any = None) -> "Spy":
        Spy.seen.append(("fit", frozenset(X["day"])))
        return self

    def transform(self, X: Any) -> Any:
        Spy.seen.append(("transform", frozenset(X["day"])))
        return X[["weak"]]


def test_no_step_is_ever_fitted_on_a_row_that_it_is_tested_on_not_even_for_the_threshold() -> None:
    Spy.seen.clear()
    spied = [("spy", make_pipeline(Spy(), LogisticRegression()))]
    curve(spied, customers(), "left", costs=COSTS, time="day", cv=3, repeats=1)
    parts = runs_of(Spy.seen)
    assert len(parts) == (3 + 3) * (1 + 3)  # each fold, and three inside it for the threshold
    for n in range(0, len(parts), 4):
        (learned, tested), *inner = parts[n : n + 4]
        assert tested and not learned & tested
        for few, aside in inner:
            assert few < learned and aside < learned and not few & aside
        if n >= 12:  # in order of time
            assert max(learned) < min(tested) and all(max(few) < min(aside) for few, aside in inner)


def runs_of(seen: list[tuple[str, frozenset[int]]]) -> list[tuple[frozenset[int], frozenset[int]]]:
    """Return for each fit the rows that were learned from, and all other rows that were given afterwards."""
    runs: list[tuple[frozenset[int], frozenset[int]]] = []
    for what, rows in seen:
        if what == "fit":
            runs.append((rows, frozenset()))
        elif rows != runs[-1][0]:
            runs[-1] = (runs[-1][0], runs[-1][1] | rows)
    return runs


def test_a_threshold_that_is_stated_is_used_for_money_accuracy_and_false_positives() -> None:
    strict = Costs(kept=100, offer=20, threshold=0.9)
    found = curve(STEPS[1:2], customers(), "left", costs=strict, repeats=1).points[0].shuffled
    loose = curve(STEPS[1:2], customers(), "left", costs=COSTS, repeats=1).points[0].shuffled
    assert {fold.threshold for fold in found.folds} == {0.9} and len({fold.threshold for fold in loose.folds}) > 1
    assert found.false_positive_rate.mean < loose.false_positive_rate.mean  # type: ignore[union-attr]
    assert loose.impact.mean > found.impact.mean  # type: ignore[union-attr]


def test_a_feature_of_the_date_helps_on_shuffled_rows_and_not_in_order_of_time() -> None:
    day = np.arange(300)
    level = np.repeat(np.random.default_rng(5).permutation(30), 10) * 1.0  # each ten days have a level of their own
    table = pd.DataFrame(
        {"day": day, "decade": day // 10, "x": np.random.default_rng(6).normal(size=300), "price": level}
    )
    from sklearn.ensemble import RandomForestRegressor

    def forest(*columns: str) -> Pipeline:
        return make_pipeline(ColumnTransformer([("n", "passthrough", list(columns))]), RandomForestRegressor(10))

    steps = [("without", forest("x")), ("with the date", forest("x", "decade"))]
    found = curve(steps, table, "price", metric="neg_mean_absolute_error", time="day", repeats=1)
    dated = found["with the date"]
    assert found.metric == "mean_absolute_error" and not found.higher_is_better
    assert dated.shuffled.verdict == "helps" and dated.in_time is not None and dated.in_time.verdict != "helps"
    assert "in order of time" in found.table() and "What production will see" in found.table()


def test_the_same_seed_gives_the_same_numbers_and_kept_ones_are_the_same_bits(tmp_path: Path) -> None:
    tree = [
        (
            "tree",
            make_pipeline(ColumnTransformer([("n", "passthrough", ["weak"])]), DecisionTreeClassifier(max_features=1)),
        )
    ]
    fresh = curve(tree, customers(), "left", costs=COSTS, cv=3, repeats=1)
    first = curve(tree, customers(), "left", costs=COSTS, cv=3, repeats=1, cache=tmp_path)
    files = list(tmp_path.rglob("curve-*.json"))
    again = curve(tree, customers(), "left", costs=COSTS, cv=3, repeats=1, cache=tmp_path)
    assert fresh == first == again and len(files) == 1
    assert fresh != curve(tree, customers(), "left", costs=COSTS, cv=3, repeats=1, seed=8)


def test_kept_numbers_are_used_for_the_same_question_only(tmp_path: Path) -> None:
    def count(**changed: Any) -> int:
        asked = {"data": customers(), "target": "left", "cv": 3, "repeats": 1, **changed}
        curve(changed.pop("steps", STEPS[:1]), **{k: v for k, v in asked.items() if k != "steps"}, cache=tmp_path)
        return len(list(tmp_path.rglob("curve-*.json")))

    assert count() == 1 and count() == 1
    assert count(steps=STEPS[:2]) == 2  # the first step is not measured again
    other = [count(cv=4), count(seed=8), count(metric="accuracy"), count(costs=COSTS), count(data=customers(250))]
    assert other == [3, 4, 5, 6, 7]


def test_a_damaged_document_is_measured_again(tmp_path: Path) -> None:
    first = curve(STEPS[:1], customers(), "left", cv=3, repeats=1, cache=tmp_path)
    file = next(tmp_path.rglob("curve-*.json"))
    file.write_bytes(b"{")
    assert curve(STEPS[:1], customers(), "left", cv=3, repeats=1, cache=tmp_path) == first
    assert json.loads(file.read_bytes())["folds"]


def test_polars_arrays_and_answers_beside_the_table_give_the_same_numbers() -> None:
    table = customers()
    base = curve(STEPS[:1], table, "left", cv=3, repeats=1).points[0].shuffled.score
    polars = curve(STEPS[:1], pl.from_pandas(table), "left", cv=3, repeats=1)
    beside = curve(STEPS[:1], table.drop(columns="left"), table["left"], cv=3, repeats=1)
    array = make_pipeline(StandardScaler(), LogisticRegression())
    arrays = curve([("weak", array)], table[["weak"]].to_numpy(), table["left"].to_numpy(), cv=3, repeats=1)
    for other in (polars, beside, arrays):
        assert other.points[0].shuffled.score.mean == pytest.approx(base.mean)


def test_more_than_two_classes_have_an_accuracy_and_no_false_positives() -> None:
    table = customers().assign(left=lambda t: np.where(t["strong"] > 1, "late", t["left"]))
    found = curve(STEPS[:2], table, "left", metric="accuracy", cv=3, repeats=1).points[1].shuffled
    assert found.accuracy is not None and found.false_positive_rate is None


def test_one_pipeline_is_a_curve_of_its_transformers() -> None:
    whole = Pipeline([("first", FirstColumns(1)), ("scale", StandardScaler()), ("model", LogisticRegression())])
    assert [point.name for point in curve(whole, customers()[["weak", "left"]], "left", cv=3).points] == [
        "first",
        "scale",
    ]


class FirstColumns(TransformerMixin, BaseEstimator):
    """Take the first columns."""

    def __init__(self, count: int) -> None:
        self.count = count

    def fit(self, X: Any, y: Any = None) -> "FirstColumns":
        return self

    def transform(self, X: Any) -> Any:
        return X.iloc[:, : self.count]


def test_a_model_that_had_not_finished_learning_is_noted() -> None:
    recipe = make_pipeline(
        ColumnTransformer([("n", "passthrough", ["weak", "strong"])]), LogisticRegression(max_iter=1)
    )
    found = curve([("short", recipe)], customers(), "left", cv=3, repeats=1)
    assert found.points[0].shuffled.unfinished == 3
    assert "short: the model had not finished learning in 3 of 3 folds" in found.table()


def nothing(model: Any, rows: Any, answers: Any) -> float:
    return float("nan")


def bad_steps() -> list[tuple[Any, str]]:
    return [
        ([], "The curve has no steps"),
        ([STEPS[0], STEPS[0]], "Two steps of the curve are called 'weak'"),
        ([on("weak")], "Step 1 of the curve is of type Pipeline"),
        ([("raw", StandardScaler())], "The recipe of step 'raw' is a StandardScaler that predicts nothing"),
        ([STEPS[0], ("line", LinearRegression())], "Step 'line' is a regressor, and the first step a classifier"),
    ]


@pytest.mark.parametrize(("steps", "message"), bad_steps())
def test_steps_that_cannot_be_measured_are_said(steps: Any, message: str) -> None:
    with pytest.raises(CurveError, match=message):
        curve(steps, customers(), "left")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"target": "lefd"}, "Column 'lefd' is not in the table"),
        ({"time": "dya"}, "Column 'dya' is not in the table"),
        ({"metric": "roc"}, "There is no metric 'roc'"),
        ({"metric": nothing}, "'nothing' gives no number for step 'weak', fold 1"),
        ({"cv": 1}, "'cv' is 1; expected a whole number of 2 or more"),
        ({"repeats": 0}, "'repeats' is 0"),
        ({"cv": 200}, "fewer than the 200 folds"),
        ({"target": np.zeros(240)}, "'target' is 0.0 in all of 240 rows"),
        ({"target": ["yes", "no"]}, "'target' has 2 values, and the table 240 rows"),
        ({"target": [None, *["yes", "no"] * 119, "no"]}, "'target' is missing in 1 of 240 rows"),
        ({"time": [np.nan, *range(239)]}, "'time' is missing in 1 of 240 rows"),
        ({"time": ["May"] * 240}, "'time' is 'May'; expected times, days or numbers, not text"),
        ({"time": [1] * 120 + [2] * 120}, "'time' has 2 different times; 5 folds in order of time need 6 or more"),
        ({"target": ["yes"] * 100 + ["no"] * 140, "time": "day"}, "No .* row of fold . has the class"),
    ],
)
def test_a_question_that_has_no_answer_is_said(given: dict[str, Any], message: str) -> None:
    with pytest.raises(FeatureError, match=message):
        curve(STEPS[:1], customers(), **{"target": "left", **given})


def test_a_step_that_fails_is_named_with_its_place_in_the_recipe() -> None:
    recipe = make_pipeline(ColumnTransformer([("n", StandardScaler(), ["left_on"])]), LogisticRegression())
    with pytest.raises(
        FeatureStepError, match=r"'columntransformer/n' \(StandardScaler\) fails with ValueError"
    ) as told:
        curve([("words as numbers", recipe)], customers().assign(left_on="May"), "left")
    assert told.value.where == "step 'words as numbers' of the curve"
    with pytest.raises(FeatureError, match="Column 'wek' is not in the table") as unknown:
        curve([("typo", on("wek"))], customers(), "left")
    assert unknown.value.hint == "did you mean 'weak'?" and "step 'typo'" in str(unknown.value.where)


def test_costs_ask_for_two_classes_and_for_probabilities() -> None:
    with pytest.raises(CurveError, match="target is a number"):
        curve([("line", Ridge())], customers()[["weak", "strong"]], "strong", metric="r2", costs=COSTS)
    recipe = make_pipeline(ColumnTransformer([("n", "passthrough", ["weak"])]), LinearSVC())
    with pytest.raises(CurveError, match=r"step 'svc' \(LinearSVC\) gives no probabilities"):
        curve([("svc", recipe)], customers(), "left", costs=COSTS)
    assert curve([("svc", recipe)], customers(), "left", cv=2, repeats=1).points[0].shuffled.score.mean > 0.5


def test_the_whole_curve_is_json_and_the_drawing_is_well_formed_and_speaks() -> None:
    steps = [(f"{name} <&> with a rather long name for a step", recipe) for name, recipe in STEPS]
    stated = Costs(kept=100, offer=20, threshold=0.2)
    found = curve(steps, customers(), "left", costs=stated, time="day", cv=3, repeats=1)
    document = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert len(document["points"][2]["in_time"]["folds"]) == 3 and document["costs"]["kept"] == 100
    drawing = ElementTree.fromstring(found.svg())
    space = "{http://www.w3.org/2000/svg}"
    texts = {
        one.tag.removeprefix(space): one.text or "" for one in drawing if one.tag in (f"{space}title", f"{space}desc")
    }
    assert texts["title"] == "roc auc after each step (higher is better)" and "in order of time" in texts["desc"]
    assert "script" not in found.svg() and "prefers-color-scheme:dark" in found.svg()


def test_no_two_labels_of_the_drawing_overlap() -> None:
    found = curve(STEPS, customers(), "left", time="day", cv=3, repeats=1)
    space = "{http://www.w3.org/2000/svg}"
    boxes = []
    for text in ElementTree.fromstring(found.svg()).iter(f"{space}text"):
        width = len(text.text or "") * (9.0 if text.get("class") == "title" else 7.0)
        x = float(text.get("x", 0)) - (width / 2 if text.get("text-anchor") == "middle" else 0)
        boxes.append((x, float(text.get("y", 0)) - 11, x + width, float(text.get("y", 0)) + 3))
    for n, one in enumerate(boxes):
        for other in boxes[n + 1 :]:
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            assert apart, (one, other)
        assert one[0] >= 0 and one[2] <= 760
