"""A model that is trained and forgotten."""

from __future__ import annotations

from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.flow.events import CrossValidation, Evaluate, Fit, Predict, Save
from fairlead.notebook.rules.rule import Hit, rule
from fairlead.notebook.saving import MODEL_SAVERS

_MODELS = frozenset(("classifier", "regressor", "net", "search", "pipeline"))


@rule("serving", "warning")
def model_not_saved(facts: Facts) -> Iterator[Hit]:
    """Find notebooks that train a model and keep nothing of it.

    What it does
    ------------
    Reports the last model that a notebook trains and uses, if nothing in the notebook writes a model: no ``joblib``, no
    ``pickle``, no ``save``, no registry.

    Why it hurts in production
    --------------------------
    The model lives in the memory of one kernel and is gone with it. To serve it somebody has to run the whole notebook
    again, and gets a model that is not quite the one that was looked at.

    Example
    -------
    Bad::

        # %%
        import pandas as pd
        from sklearn.linear_model import LogisticRegression

        customers = pd.read_csv("customers.csv")
        X, y = customers.drop(columns="churn"), customers["churn"]
        model = LogisticRegression().fit(X, y)
        print(model.score(X, y))

    Good::

        # %%
        import joblib
        import pandas as pd
        from sklearn.linear_model import LogisticRegression

        customers = pd.read_csv("customers.csv")
        X, y = customers.drop(columns="churn"), customers["churn"]
        model = LogisticRegression().fit(X, y)
        print(model.score(X, y))
        joblib.dump(model, "models/churn-1.0.joblib")

    Fix
    ---
    Save the model at the end, together with what it needs: its version, its columns, what prepared its data.

    Known limits
    ------------
    Any call that may write a model counts, whichever of several models it writes. Models that are trained in functions
    which the notebook never calls are left out, and so are clusterings.
    """
    used = {
        event.estimator.identity
        for event in facts.flow.events
        if isinstance(event, (Evaluate, Predict)) and event.estimator is not None
    }
    last = None
    for event in facts.flow.events:
        if not isinstance(event, (Fit, CrossValidation)) or event.uncalled or event.estimator is None:
            continue
        is_search = isinstance(event, CrossValidation) and event.search
        if event.estimator.kind in _MODELS and (event.estimator.identity in used or is_search):
            last = event
    if last is None or any(save.what == "model" for save in facts.flow.of(Save)):
        return
    if next(facts.index.calls(*MODEL_SAVERS), None) is not None:
        return
    estimator = last.estimator
    name = estimator.variable or estimator.name.rpartition(".")[2] if estimator is not None else "model"
    yield Hit(last.place, f"`{name}` is trained and used, but no model is ever saved.")
