"""Rows that were repeated or made up before the rows were parted."""

from __future__ import annotations

from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.flow.events import Resample
from fairlead.notebook.flow.judging import Trial
from fairlead.notebook.leaks import cut_of, model_name, short, split_places
from fairlead.notebook.notebook import Place
from fairlead.notebook.rules.rule import Confidence, Hit, Step, rule


@rule("leakage", "critical", fixable=True)
def resample_before_split(facts: Facts) -> Iterator[Hit]:
    """Find rows that were repeated or made up before train and test were parted.

    What it does
    ------------
    Reports SMOTE and other over-sampling, ``sample(replace=True)``, ``resample`` and tables put together with copies of
    their own rows, if the result is parted into train and test, or into folds, afterwards.

    Why it hurts in production
    --------------------------
    A copy of a training row lands in the test set. A model that learned it by heart is right about it and seems to be
    brilliant: a forest that knows 78 of 100 customers reports 95. In production no customer is a copy.

    Example
    -------
    Bad::

        # %%
        import pandas as pd
        from imblearn.over_sampling import SMOTE
        from sklearn.ensemble import RandomForestClassifier
        from sklearn.model_selection import train_test_split

        # %%
        customers = pd.read_csv("customers.csv")
        X, y = SMOTE(random_state=0).fit_resample(customers.drop(columns="churn"), customers["churn"])
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
        print(RandomForestClassifier().fit(X_train, y_train).score(X_test, y_test))

    Good::

        # %%
        import pandas as pd
        from imblearn.over_sampling import SMOTE
        from sklearn.ensemble import RandomForestClassifier
        from sklearn.model_selection import train_test_split

        # %%
        customers = pd.read_csv("customers.csv")
        X_train, X_test, y_train, y_test = train_test_split(
            customers.drop(columns="churn"), customers["churn"], random_state=0
        )
        X_more, y_more = SMOTE(random_state=0).fit_resample(X_train, y_train)
        print(RandomForestClassifier().fit(X_more, y_more).score(X_test, y_test))

    Fix
    ---
    Part the rows first and resample the training rows only; for cross-validation use the Pipeline of imbalanced-learn.

    Known limits
    ------------
    Taking rows away (``RandomUnderSampler``) copies none and is not reported. Copies that are already in the file are
    not
    visible in the code.
    """
    splits = split_places(facts.flow)
    names = {event.place: event.by for event in facts.flow.of(Resample)}
    told: set[Place] = set()
    for trial in facts.flow.trials:
        place = trial.data.repeated
        if trial.overlap != "copies" or place is None or place in told or trial.kind == "predict":
            continue
        told.add(place)
        by = short(names.get(place, "resampling"))
        message = (
            f"`{by}` repeats or makes up rows before train and test are parted: copies of training rows are scored."
        )
        yield Hit(place, message, _confidence(trial), _path(trial, place, by, splits))


def _confidence(trial: Trial) -> Confidence:
    return "high" if trial.known and not trial.uncalled else "medium"


def _path(trial: Trial, place: Place, by: str, splits: dict[str, Place]) -> tuple[Step, ...]:
    steps = [Step("resample", place, f"{by} repeats or makes up rows")]
    cut = cut_of(trial, splits)
    if cut is not None:
        steps.append(Step("split", cut, "copies land on both sides"))
    if trial.fit != trial.score:
        steps.append(Step("model", trial.fit, f"{model_name(trial)} is fitted"))
    steps.append(Step("score", trial.score, "copies of training rows are scored"))
    return tuple(steps)
