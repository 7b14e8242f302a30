"""A score with nothing to compare it with."""

from __future__ import annotations

from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.flow.events import Estimator, Fit
from fairlead.notebook.leaks import model_name
from fairlead.notebook.rules.rule import Hit, rule

_SIMPLE = frozenset(
    [
        "DummyClassifier",
        "DummyRegressor",
        "LogisticRegression",
        "LogisticRegressionCV",
        "LinearRegression",
        "Ridge",
        "RidgeCV",
        "Lasso",
        "LassoCV",
        "ElasticNet",
        "GaussianNB",
        "MultinomialNB",
        "BernoulliNB",
        "ComplementNB",
        "CategoricalNB",
        "KNeighborsClassifier",
        "KNeighborsRegressor",
        "DecisionTreeClassifier",
        "DecisionTreeRegressor",
        "NearestCentroid",
        "Perceptron",
        "RidgeClassifier",
        "SGDClassifier",
        "OLS",
        "Logit",
        "LinearSVC",
        "LinearDiscriminantAnalysis",
    ]
)


@rule("evaluation", "info")
def no_baseline(facts: Facts) -> Iterator[Hit]:
    """Find scores of a complex model with nothing simple to compare them with.

    What it does
    ------------
    Reports the score of boosted trees, forests, support vector machines and nets in a notebook in which no simple model
    (a dummy, a linear model, neighbours, one tree) is fitted.

    Why it hurts in production
    --------------------------
    0.87 is a good score if guessing gives 0.5, and a bad one if it gives 0.9. A model that is hardly better than a mean
    costs money every day for nothing.

    Example
    -------
    Bad::

        # %%
        import pandas as pd
        from sklearn.ensemble import GradientBoostingRegressor
        from sklearn.model_selection import train_test_split

        # %%
        bikes = pd.read_csv("bikes.csv")
        X_train, X_test, y_train, y_test = train_test_split(bikes.drop(columns="hired"), bikes["hired"], random_state=0)
        print(GradientBoostingRegressor().fit(X_train, y_train).score(X_test, y_test))

    Good::

        # %%
        import pandas as pd
        from sklearn.dummy import DummyRegressor
        from sklearn.ensemble import GradientBoostingRegressor
        from sklearn.model_selection import train_test_split

        # %%
        bikes = pd.read_csv("bikes.csv")
        X_train, X_test, y_train, y_test = train_test_split(bikes.drop(columns="hired"), bikes["hired"], random_state=0)
        print(DummyRegressor().fit(X_train, y_train).score(X_test, y_test))
        print(GradientBoostingRegressor().fit(X_train, y_train).score(X_test, y_test))

    Fix
    ---
    Score ``DummyClassifier`` or ``DummyRegressor``, or the rule that is in use today, on the same rows.

    Known limits
    ------------
    A baseline that is computed by hand (the mean of the training answers) is not recognised.
    """
    fitted = [fit.estimator for fit in facts.flow.of(Fit) if fit.estimator is not None]
    if any(_is_simple(estimator) for estimator in [*fitted, *facts.flow.estimators]):
        return
    for trial in facts.flow.trials:
        if trial.kind in ("score", "folds") and trial.is_held_out and not trial.uncalled and trial.known:
            message = f"`{model_name(trial)}` is scored, and no simple model beside it tells how good that is."
            yield Hit(trial.score, message, "medium")
            return


def _is_simple(estimator: Estimator) -> bool:
    return estimator.name.rpartition(".")[2] in _SIMPLE
