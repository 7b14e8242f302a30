"""A score on rows of which some were in the fit."""

from __future__ import annotations

from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.leaks import model_name
from fairlead.notebook.notebook import Place
from fairlead.notebook.rules.rule import Hit, Step, rule


@rule("leakage", "critical")
def train_test_overlap(facts: Facts) -> Iterator[Hit]:
    """Find scores on rows of which some were in the fit.

    What it does
    ------------
    Reports a score on test rows by a model that was fitted on all rows, a score on the whole table by a model that was
    fitted on a part of it, and slices that overlap.

    Why it hurts in production
    --------------------------
    A model knows the rows that it was fitted on. A score that counts them tells how well it remembers, not how well it
    guesses, and production asks only for guesses.

    Example
    -------
    Bad::

        # %%
        import pandas as pd
        from sklearn.ensemble import RandomForestClassifier
        from sklearn.model_selection import train_test_split

        # %%
        loans = pd.read_csv("loans.csv")
        X, y = loans.drop(columns="default"), loans["default"]
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
        model = RandomForestClassifier(random_state=0).fit(X, y)
        print(model.score(X_test, y_test))

    Good::

        # %%
        import pandas as pd
        from sklearn.ensemble import RandomForestClassifier
        from sklearn.model_selection import train_test_split

        # %%
        loans = pd.read_csv("loans.csv")
        X, y = loans.drop(columns="default"), loans["default"]
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
        model = RandomForestClassifier(random_state=0).fit(X_train, y_train)
        print(model.score(X_train, y_train), model.score(X_test, y_test))

    Fix
    ---
    Fit on the training rows only, and score rows that were not among them.

    Known limits
    ------------
    A score on exactly the rows of the fit is a question for `eval-on-train-only`. Rows that are in two files are not
    visible in the code.
    """
    told: set[Place] = set()
    for trial in facts.flow.trials:
        if trial.overlap != "part" or trial.kind not in ("score", "watch") or trial.score in told:
            continue
        told.add(trial.score)
        rows, trained = trial.data.name or "these rows", trial.trained_on.name or "rows"
        verb = "is scored on" if trial.kind == "score" else "watches"
        message = f"`{model_name(trial)}` {verb} {_quoted(rows)}, of which some were in its fit on {_quoted(trained)}."
        path = (
            Step("fit", trial.fit, f"{model_name(trial)} learns from {trained}"),
            Step("score", trial.score, f"some of {rows} were among them"),
        )
        sure = trial.known and not trial.uncalled and trial.kind == "score"
        yield Hit(trial.score, message, "high" if sure else "medium", path)


def _quoted(name: str) -> str:
    return f"`{name}`" if name.isidentifier() else name
