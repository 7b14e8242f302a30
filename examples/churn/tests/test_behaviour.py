"""Layer behaviour: what the model answers."""

import pytest

from churn.behaviour import BEHAVIOUR
from fairlead.model import Model
from fairlead.testing import Behaviour, Holdout, answers_golden_rows

pytestmark = pytest.mark.ml(layer="behaviour")


@pytest.mark.parametrize("asked", BEHAVIOUR, ids=lambda one: one.sentence)
def test_the_model_behaves(asked: Behaviour, model: Model, holdout: Holdout) -> None:
    asked(model, holdout)


def test_golden_rows_are_answered_to_the_last_bit(model: Model) -> None:
    answers_golden_rows(model)


def test_no_answer_is_certain_or_no_number(model: Model, holdout: Holdout) -> None:
    chances = model.predict_proba(holdout.rows)[:, 1]
    assert ((chances > 0) & (chances < 1)).all()


def test_a_category_that_nobody_had_is_answered(model: Model, holdout: Holdout) -> None:
    row = model.schema.names and holdout.rows.head(1).to_dicts()[0]
    assert model.predict_proba([row | {"payment_method": "Cash"}]).shape == (1, 2)


def test_it_does_not_say_the_same_to_everybody(model: Model, holdout: Holdout) -> None:
    chances = model.predict_proba(holdout.rows)[:, 1]
    assert chances.min() < 0.05
    assert chances.max() > 0.7


def test_the_numbers_that_golden_rows_hold_are_its_probabilities(model: Model, holdout: Holdout) -> None:
    assert (model.score_rows(holdout.rows) == model.predict_proba(holdout.rows)).all()
