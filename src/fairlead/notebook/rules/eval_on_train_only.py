"""A score on the rows of the fit, and no other."""

from __future__ import annotations

from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.leaks import model_name
from fairlead.notebook.rules.rule import Hit, Step, rule


@rule("evaluation", "error")
def eval_on_train_only(facts: Facts) -> Iterator[Hit]:
    """Find notebooks whose only scores are on the rows that the model was fitted on.

    What it does
    ------------
    Reports the first score of a model on exactly its training rows, if the notebook scores no model on other rows.

    Why it hurts in production
    --------------------------
    A model is always good at what it has seen; a deep tree is perfect. The number says nothing of customers to come.

    Example
    -------
    Bad::

        # %%
        import pandas as pd
        from sklearn.metrics import accuracy_score
        from sklearn.tree import DecisionTreeClassifier

        # %%
        titanic = pd.read_csv("train.csv")
        X, y = titanic[["age", "fare"]], titanic["survived"]
        tree = DecisionTreeClassifier(random_state=0).fit(X, y)
        print(accuracy_score(y, tree.predict(X)))

    Good::

        # %%
        import pandas as pd
        from sklearn.metrics import accuracy_score
        from sklearn.model_selection import train_test_split
        from sklearn.tree import DecisionTreeClassifier

        # %%
        titanic = pd.read_csv("train.csv")
        X, y = titanic[["age", "fare"]], titanic["survived"]
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
        tree = DecisionTreeClassifier(random_state=0).fit(X_train, y_train)
        print(accuracy_score(y_train, tree.predict(X_train)), accuracy_score(y_test, tree.predict(X_test)))

    Fix
    ---
    Score rows that were not in the fit: a test part, or cross-validation.

    Known limits
    ------------
    Scores of statistics packages that print a table (``summary()``) are not read.
    """
    trials = [trial for trial in facts.flow.trials if trial.kind in ("score", "folds", "watch")]
    if any(trial.overlap != "same" for trial in trials):
        return
    for trial in trials:
        rows = trial.data.name or "its training rows"
        message = f"`{model_name(trial)}` is scored on the rows that it was fitted on, and on no others."
        path = (
            Step("fit", trial.fit, f"{model_name(trial)} learns from {trial.trained_on.name or 'its rows'}"),
            Step("score", trial.score, f"{rows} are the same rows"),
        )
        yield Hit(trial.score, message, "high" if trial.known and not trial.uncalled else "medium", path)
        return
