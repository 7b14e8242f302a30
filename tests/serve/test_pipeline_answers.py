"""Where the likeliest class is taken for the answer, it is what the classifier itself would have said."""

from __future__ import annotations

import numpy
import pytest
from sklearn.datasets import make_classification
from sklearn.utils import all_estimators

from fairlead.serve.pipeline import BATCH_IS_EXACT, CLEARLY, LIKELIEST_IS_ANSWER

KNOWN = dict(all_estimators(type_filter="classifier"))
COUNTED = ("CategoricalNB", "ComplementNB", "MultinomialNB")
"""They are for counts, and refuse what is below 0."""

SETTINGS = {
    "ExtraTreesClassifier": {"n_estimators": 20},
    "GradientBoostingClassifier": {"n_estimators": 10},
    "HistGradientBoostingClassifier": {"max_iter": 10},
    "RadiusNeighborsClassifier": {"radius": 50.0},
    "RandomForestClassifier": {"n_estimators": 20},
}


def test_all_of_them_are_classifiers_of_scikit_learn() -> None:
    assert {one for one in LIKELIEST_IS_ANSWER if not one.endswith(("Regressor", "TreeClassifier"))} <= KNOWN.keys()


@pytest.mark.parametrize("classes", [2, 4])
@pytest.mark.parametrize("name", sorted(LIKELIEST_IS_ANSWER & KNOWN.keys()))
def test_the_likeliest_class_is_the_answer(name: str, classes: int) -> None:
    X, y = make_classification(600, 8, n_informative=8, n_redundant=0, n_classes=classes, random_state=3, class_sep=0.4)
    if name in COUNTED:
        X = numpy.abs(numpy.round(X)).astype(int)
    if name == "CategoricalNB":
        X = numpy.minimum(X, 3)
    fitted = KNOWN[name](**SETTINGS.get(name, {})).fit(X, numpy.array(list("dbac"))[y])

    probability = fitted.predict_proba(X)
    ordered = numpy.sort(probability, axis=1)
    clear = ordered[:, -1] - ordered[:, -2] > CLEARLY

    assert clear.sum() > 10
    assert (fitted.classes_[probability.argmax(axis=1)][clear] == fitted.predict(X)[clear]).all()


@pytest.mark.parametrize("name", sorted(BATCH_IS_EXACT & KNOWN.keys()))
def test_a_row_has_the_same_answer_in_any_company(name: str) -> None:
    X, y = make_classification(300, 6, random_state=5)
    fitted = KNOWN[name](**SETTINGS.get(name, {})).fit(X, y)
    alone = numpy.vstack([fitted.predict_proba(X[n : n + 1]) for n in range(60)])
    assert (alone == fitted.predict_proba(X)[:60]).all()
