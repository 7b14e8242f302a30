"""A model that nobody tried on rows it has not met."""

from __future__ import annotations

from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.flow.events import Fit
from fairlead.notebook.flow.models import final_kind
from fairlead.notebook.leaks import short
from fairlead.notebook.rules.rule import Hit, rule

_ANSWERING = frozenset({"classifier", "regressor", "net"})


@rule("evaluation", "warning")
def no_holdout(facts: Facts) -> Iterator[Hit]:
    """Find notebooks that train a model and never score it.

    What it does
    ------------
    Reports the first fit of a model in a notebook that scores no model at all: no test rows, no cross-validation, no
    validation rows.

    Why it hurts in production
    --------------------------
    Nobody knows how good the model is. Whatever it says to customers, right or wrong, is found out by the customers.

    Example
    -------
    Bad::

        # %%
        import pandas as pd
        from sklearn.ensemble import RandomForestClassifier

        # %%
        customers = pd.read_csv("customers.csv")
        model = RandomForestClassifier(random_state=0)
        model.fit(customers.drop(columns="churn"), customers["churn"])
        print(model.predict(pd.read_csv("new.csv")))

    Good::

        # %%
        import pandas as pd
        from sklearn.ensemble import RandomForestClassifier
        from sklearn.model_selection import cross_val_score

        # %%
        customers = pd.read_csv("customers.csv")
        model = RandomForestClassifier(random_state=0)
        X, y = customers.drop(columns="churn"), customers["churn"]
        print(cross_val_score(model, X, y).mean())
        model.fit(X, y)
        print(model.predict(pd.read_csv("new.csv")))

    Fix
    ---
    Keep some rows aside before the fit and score them, or use cross-validation.

    Known limits
    ------------
    A score that is computed in another notebook, or by a service to which answers are handed in, is not seen.
    """
    if any(trial.kind in ("score", "folds", "watch") for trial in facts.flow.trials):
        return
    for fit in facts.flow.of(Fit):
        estimator = fit.estimator
        if estimator is None or fit.uncalled:
            continue
        kind = final_kind(estimator)
        if kind in _ANSWERING or fit.target is not None and kind == "unknown":
            message = f"`{short(estimator.name)}` is fitted, and no model is scored on rows it has not met."
            yield Hit(fit.place, message, "high" if kind in _ANSWERING else "medium")
            return
