"""A word is encoded by the answers of other rows, never by the row's own."""

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline

from fairlead.features import cross_fitted

CHANCE = np.random.default_rng(7)
CITIES = pd.DataFrame({"city": CHANCE.integers(0, 300, 600).astype(str)})  # two customers a city: it says nothing
LEFT = CHANCE.integers(0, 2, 600)


def test_a_naive_encoding_leaks_the_answer_and_the_cross_fitted_one_does_not() -> None:
    naive = pd.Series(LEFT).groupby(CITIES["city"]).transform("mean")
    honest = cross_fitted(["city"]).fit_transform(CITIES, LEFT)[:, 0]
    assert roc_auc_score(LEFT, naive) > 0.8
    assert 0.4 < roc_auc_score(LEFT, honest) < 0.6


def test_other_columns_pass_through_with_their_names() -> None:
    table = CITIES.assign(tenure=1.0)
    step = cross_fitted(["city"]).set_output(transform="pandas")
    assert list(step.fit_transform(table, LEFT).columns) == ["city", "tenure"]


def test_the_same_seed_encodes_alike_and_it_warns_of_nothing(recwarn: object) -> None:
    one, other = (cross_fitted(["city"], seed=3).fit_transform(CITIES, LEFT) for _ in range(2))
    assert np.array_equal(one, other) and not list(recwarn)  # type: ignore[call-overload]
    assert make_pipeline(cross_fitted(["city"]), LogisticRegression()).fit(CITIES, LEFT).predict(CITIES[:1]).shape == (
        1,
    )
