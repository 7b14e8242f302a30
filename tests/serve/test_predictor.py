"""A predictor answers one row and many as the model itself does."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy
import pandas
import pytest
from sklearn.compose import ColumnTransformer
from sklearn.dummy import DummyRegressor
from sklearn.ensemble import GradientBoostingClassifier, HistGradientBoostingClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from fairlead.errors import UnanswerableRowError
from fairlead.model import Model
from fairlead.serve.domain import Domain
from fairlead.serve.plan import compile_plan
from fairlead.serve.predictor import Answer, Predictor

pytestmark = pytest.mark.filterwarnings("ignore")


def customers(rows: int = 80) -> pandas.DataFrame:
    dice = numpy.random.default_rng(1)
    return pandas.DataFrame(
        {"x": dice.normal(size=rows), "n": dice.integers(0, 9, rows), "plan": ["a", "b"] * (rows // 2)}
    )


def model(estimator: Any, truth: Any = None, encoder: Any = None) -> Model:
    table = customers()
    columns = ColumnTransformer(
        [
            ("numbers", StandardScaler(), ["x", "n"]),
            ("words", encoder or OneHotEncoder(handle_unknown="ignore"), ["plan"]),
        ]
    )
    truth = numpy.where(table["x"] > 0, "yes", "no") if truth is None else truth
    return Model.fit("customers", make_pipeline(columns, estimator), table, truth, seed=1)


def quickly(made: Model) -> Predictor:
    """Return a predictor whose plan is proved on fewer rows."""
    return Predictor(made, Domain.of(made), compile_plan(made, fuzz=40, alone_seconds=0.0))


@cache
def logistic() -> Predictor:
    return quickly(model(LogisticRegression()))


def rows(count: int) -> list[dict[str, Any]]:
    return [{"x": 0.37 * n - 3, "n": n % 9, "plan": "abc"[n % 3]} for n in range(count)]


@pytest.mark.parametrize("count", [1, 3, 40])
@pytest.mark.parametrize("crossover", [1, 10, 1000])
def test_many_rows_are_answered_by_plan_or_in_one_batch_as_the_crossover_says(count: int, crossover: int) -> None:
    predictor = logistic()
    predictor = replace(predictor, compiled=replace(predictor.compiled, crossover=crossover))
    answers = predictor.many(rows(count))
    made = predictor.model
    if count < crossover:
        expected = [made.score_rows([row])[0].tolist() for row in rows(count)]
    else:
        expected = made.score_rows(rows(count)).tolist()
    assert [list(one.outputs) for one in answers] == expected
    assert [one.prediction for one in answers] == made.predict(rows(count)).tolist()


def test_no_rows_have_no_answers() -> None:
    assert logistic().many([]) == []


def test_a_predictor_is_made_of_a_model_and_the_rows_to_prove_it_on() -> None:
    made = model(LogisticRegression())
    predictor = Predictor.of(made, rows=customers())
    assert predictor.compiled.checked > 2000
    assert predictor.one(rows(1)[0]) == quickly(made).one(rows(1)[0])


def test_without_a_plan_the_pipeline_answers() -> None:
    predictor = quickly(model(KNeighborsClassifier()))
    assert predictor.compiled.plan is None
    (row,) = rows(1)
    expected = Answer(tuple(predictor.model.score_rows([row])[0].tolist()), predictor.model.predict([row]).tolist()[0])
    assert predictor.one(row) == expected
    assert predictor.many([row]) == [expected]


@pytest.mark.parametrize("truth", [["no", "yes"] * 40, [0, 1] * 40, [False, True] * 40, [2.5, 7.5, 2.5, 9.0] * 20])
def test_a_prediction_is_a_plain_value_of_the_target(truth: list[Any]) -> None:
    predictor = quickly(model(LogisticRegression(), [str(one) for one in truth] if 2.5 in truth else truth))
    answer = predictor.one(rows(1)[0])
    assert answer.prediction in predictor.model.classes
    assert type(answer.prediction) is type(predictor.model.classes[0])


def test_a_regression_predicts_a_number_and_several_targets_a_list() -> None:
    predictor = quickly(model(LinearRegression(), [float(n) for n in range(80)]))
    answer = predictor.one(rows(1)[0])
    assert answer.outputs == (answer.prediction,)
    several = replace(predictor.model, pipeline=DummyRegressor().fit(customers(), numpy.ones((80, 2))))
    assert Predictor(several, predictor.domain, replace(predictor.compiled, plan=None)).one(rows(1)[0]).prediction == [
        1,
        1,
    ]


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("estimator", [KNeighborsClassifier(), LogisticRegression()])
def test_a_row_that_the_pipeline_refuses_is_no_crash(estimator: Any, count: int) -> None:
    predictor = quickly(model(estimator, encoder=OneHotEncoder()))
    with pytest.raises(UnanswerableRowError, match="plan"):
        predictor.many([{"x": 1.0, "n": 1, "plan": "unseen"}] * count)
    with pytest.raises(UnanswerableRowError, match="plan"):
        predictor.one({"x": 1.0, "n": 1, "plan": "unseen"})


@pytest.mark.parametrize(
    "estimator",
    [
        GradientBoostingClassifier(init="zero", n_estimators=1, learning_rate=1e-300),
        HistGradientBoostingClassifier(max_iter=1, learning_rate=1e-300),
        LogisticRegression(C=1e-300),
    ],
)
def test_the_class_of_a_tie_is_that_which_scikit_learn_gives(estimator: Any) -> None:
    table = customers()
    made = Model.fit("ties", estimator, table[["x", "n"]], ["no", "yes"] * 40, seed=1)
    predictor = quickly(made)
    assert predictor.compiled.plan is not None
    for row in [{"x": 0.0, "n": 0}, {"x": 1e-300, "n": 3}, {"x": -5.0, "n": 8}]:
        answer = predictor.one(row)
        assert answer.outputs == pytest.approx((0.5, 0.5))
        assert answer.prediction == made.predict([row]).tolist()[0]
