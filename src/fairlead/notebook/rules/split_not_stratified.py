"""A split that may leave a class out."""

from __future__ import annotations

from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.flow.events import Fit, Split
from fairlead.notebook.flow.models import final_kind
from fairlead.notebook.flow.rows import is_within
from fairlead.notebook.rules.rule import Hit, rule

_PARTING = ("train_test_split", "ShuffleSplit.split", "KFold.split")


@rule("evaluation", "info")
def split_not_stratified(facts: Facts) -> Iterator[Hit]:
    """Find random splits for a classifier that do not keep the shares of the classes.

    What it does
    ------------
    Reports ``train_test_split`` without ``stratify``, and ``KFold`` or ``ShuffleSplit``, if a classifier is fitted on
    the
    training part.

    Why it hurts in production
    --------------------------
    By chance the test set gets more or fewer of the rare answers than life has, and the score moves with that. A small
    class can be missing altogether.

    Example
    -------
    Bad::

        # %%
        import pandas as pd
        from sklearn.model_selection import train_test_split
        from sklearn.svm import SVC

        # %%
        wine = pd.read_csv("wine.csv")
        X_train, X_test, y_train, y_test = train_test_split(wine.drop(columns="kind"), wine["kind"], random_state=0)
        print(SVC().fit(X_train, y_train).score(X_test, y_test))

    Good::

        # %%
        import pandas as pd
        from sklearn.model_selection import train_test_split
        from sklearn.svm import SVC

        # %%
        wine = pd.read_csv("wine.csv")
        X, y = wine.drop(columns="kind"), wine["kind"]
        X_train, X_test, y_train, y_test = train_test_split(X, y, stratify=y, random_state=0)
        print(SVC().fit(X_train, y_train).score(X_test, y_test))

    Fix
    ---
    ``train_test_split(..., stratify=y)``, or ``StratifiedKFold`` in place of ``KFold``.

    Known limits
    ------------
    With many rows and classes of like size it makes no difference.
    """
    trained = {
        fit.data.rows
        for fit in facts.flow.of(Fit)
        if fit.estimator is not None and final_kind(fit.estimator) == "classifier"
    }
    if not trained:
        return
    told = set()
    for split in facts.flow.of(Split):
        if split.stratified or split.grouped or not split.shuffled or split.place in told:
            continue
        if not split.by.endswith(_PARTING) or not split.parts:
            continue
        if any(is_within(rows, split.parts[0]) for rows in trained):
            told.add(split.place)
            by = split.by.removesuffix(".split").rpartition(".")[2]
            yield Hit(split.place, f"`{by}` does not keep the shares of the classes in train and test.", "medium")
