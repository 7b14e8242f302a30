"""A model that is saved without what prepared its data."""

from __future__ import annotations

from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.flow.events import CrossValidation, Estimator, Fit, Save
from fairlead.notebook.rules.rule import Hit, Step, rule
from fairlead.notebook.saving import dumped_names, saved_models

_TEACHES = frozenset(("preprocess", "select", "target-encode"))


@rule("serving", "error", fixable=True)
def preprocess_not_persisted(facts: Facts) -> Iterator[Hit]:
    """Find models that are saved without the scaler or encoder that their data went through.

    What it does
    ------------
    Follows the data on which a saved model was trained. If a fitted scaler, imputer, encoder or selector has changed
    them, and that object is neither saved itself nor a step of a saved Pipeline, the save is reported.

    Why it hurts in production
    --------------------------
    The model expects numbers that were scaled with the means of the training data. Whoever loads it has only raw
    numbers. They go in without any error, and the answers are nonsense.

    Example
    -------
    Bad::

        # %%
        import joblib
        import pandas as pd
        from sklearn.linear_model import LogisticRegression
        from sklearn.preprocessing import StandardScaler

        customers = pd.read_csv("customers.csv")
        X, y = customers.drop(columns="churn"), customers["churn"]
        # %%
        scaler = StandardScaler()
        model = LogisticRegression().fit(scaler.fit_transform(X), y)
        joblib.dump(model, "model.joblib")

    Good::

        # %%
        import joblib
        import pandas as pd
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler

        customers = pd.read_csv("customers.csv")
        X, y = customers.drop(columns="churn"), customers["churn"]
        # %%
        model = make_pipeline(StandardScaler(), LogisticRegression()).fit(X, y)
        joblib.dump(model, "model.joblib")

    Fix
    ---
    Make a Pipeline of the scaler and the model, fit it, and save the Pipeline.

    Known limits
    ------------
    Means and medians that were taken with pandas (``df.fillna(df.mean())``) are lost in the same way, but are not
    reported here. An object that is written in a way that is not known counts as not saved.
    """
    saves = list(saved_models(facts))
    if not saves:
        return
    fits = [event for event in facts.flow.events if isinstance(event, (Fit, CrossValidation))]
    kept = {one.identity for save in facts.flow.of(Save) if save.estimator for one in _parts(save.estimator)}
    names = dumped_names(facts)
    for save in saves:
        lost = _lost(save, fits, kept, names)
        if lost:
            yield _hit(save, lost)


def _lost(save: Save, fits: list[Fit | CrossValidation], kept: set[int], names: frozenset[str]) -> dict[int, Fit]:
    """Return the fits of the transformers that the data of a saved model went through and that are not saved."""
    by_place = {fit.place: fit for fit in fits if isinstance(fit, Fit) and fit.estimator is not None}
    found: dict[int, Fit] = {}
    for fit in fits:
        if save.estimator is None or fit.estimator is None or fit.estimator.identity != save.estimator.identity:
            continue
        for learned in fit.data.learned:
            made = by_place.get(learned.place)
            if learned.kind not in _TEACHES or made is None or made.estimator is None or made is fit:
                continue
            if made.estimator.identity not in kept and made.estimator.variable not in names:
                found[made.estimator.identity] = made
    return found


def _parts(estimator: Estimator) -> Iterator[Estimator]:
    yield estimator
    for step in estimator.steps:
        yield from _parts(step)


def _hit(save: Save, lost: dict[int, Fit]) -> Hit:
    fits = sorted(lost.values(), key=lambda fit: fit.place)
    names = ", ".join(f"`{_said(fit.estimator)}`" for fit in fits if fit.estimator is not None)
    model = _said(save.estimator) if save.estimator is not None else "model"
    steps = [Step("fit", fit.place, f"{fit.by.rpartition('.')[2]} learns how to prepare the data") for fit in fits]
    return Hit(
        save.place,
        f"`{model}` is saved without {names}, which its training data went through.",
        path=(*steps, Step("save", save.place, "the model is saved alone")),
        evidence={"lost": [fit.by for fit in fits]},
    )


def _said(estimator: Estimator) -> str:
    return estimator.variable or estimator.name.rpartition(".")[2]
