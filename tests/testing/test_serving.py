"""Checks between training and production."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier

from fairlead.model import Model
from fairlead.model.golden import Golden
from fairlead.testing import answers_golden_rows, keeps_schema, serves_as_trained, stored_client

ROWS = pd.DataFrame({"months": range(60), "plan": [0.5, 1.5, 2.5] * 20})
TRUTH = [int(n < 25) for n in range(60)]


@pytest.fixture(scope="module")
def model() -> Model:
    return Model.fit("churn", HistGradientBoostingClassifier(max_iter=5), ROWS, TRUTH, seed=3)


class TestGoldenRows:
    def test_a_model_answers_its_golden_rows(self, model: Model) -> None:
        answers_golden_rows(model)

    def test_the_last_bit_counts(self, model: Model) -> None:
        first, *others = model.golden.outputs
        bent = Golden(model.golden.rows, ((first[0], (float.fromhex(first[1]) + 2**-53).hex()), *others))
        with pytest.raises(AssertionError, match="Golden row 0 of 20 was answered with"):
            answers_golden_rows(replace(model, golden=bent))


class TestServing:
    def test_a_stored_model_answers_as_the_one_in_memory(self, model: Model) -> None:
        serves_as_trained(model, stored_client(model), ROWS)

    def test_an_answer_that_differs_is_shown_with_its_row(self, model: Model) -> None:
        def rounded(rows: object) -> object:
            return model.score_rows(rows).round(2)

        with pytest.raises(AssertionError) as failure:
            serves_as_trained(model, rounded, ROWS)
        assert "rows are served otherwise than the model answers" in str(failure.value)
        assert "trained" in str(failure.value).splitlines()[1]

    def test_answers_that_are_missing_are_counted(self, model: Model) -> None:
        with pytest.raises(AssertionError, match="60 rows were asked, and 59 answers came"):
            serves_as_trained(model, lambda rows: model.score_rows(rows)[1:], ROWS)


class TestSchema:
    def test_the_table_of_training_keeps_its_schema(self, model: Model) -> None:
        keeps_schema(model.schema, ROWS)

    def test_whole_numbers_may_stand_where_fractions_stood(self, model: Model) -> None:
        keeps_schema(model.schema, ROWS.assign(plan=1))

    def test_every_difference_is_a_line(self, model: Model) -> None:
        with pytest.raises(AssertionError) as failure:
            keeps_schema(model.schema, pd.DataFrame({"months": ["1", "2"]}))
        assert str(failure.value).splitlines() == [
            "The table is not as in training: 2 differences.",
            "  'months' is string, and was int in training.",
            "  'plan' is gone.",
        ]

    def test_missing_values_are_told_where_training_had_none(self, model: Model) -> None:
        with pytest.raises(AssertionError, match="'plan' has missing values, and had none in training"):
            keeps_schema(model.schema, pd.DataFrame({"months": [1, 2], "plan": [1.5, None]}))
