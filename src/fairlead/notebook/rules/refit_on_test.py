"""A transformer that learned again from the test rows."""

from __future__ import annotations

from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.flow.events import Learned
from fairlead.notebook.flow.judging import Trial
from fairlead.notebook.leaks import model_name, short
from fairlead.notebook.notebook import Place
from fairlead.notebook.rules.rule import Confidence, Hit, Step, rule


@rule("leakage", "error", fixable=True)
def refit_on_test(facts: Facts) -> Iterator[Hit]:
    """Find transformers that learn again from the test rows.

    What it does
    ------------
    Reports ``fit_transform`` (or ``fit``, or a mean) on the test rows, whose result is then given to a model that was
    fitted on other rows.

    Why it hurts in production
    --------------------------
    The model learned what "0.5" means with the scale of the training rows; the test rows come with a scale of their
    own.
    The same customer gets another number, and the score is of a model that does not exist. In production, one row at a
    time, a scaler that fits itself anew turns every value into zero.

    Example
    -------
    Bad::

        # %%
        import pandas as pd
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import train_test_split
        from sklearn.preprocessing import StandardScaler

        # %%
        wine = pd.read_csv("wine.csv")
        X_train, X_test, y_train, y_test = train_test_split(wine.drop(columns="good"), wine["good"], random_state=0)
        scaler = StandardScaler()
        X_train = scaler.fit_transform(X_train)
        X_test = scaler.fit_transform(X_test)
        print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))

    Good::

        # %%
        import pandas as pd
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import train_test_split
        from sklearn.preprocessing import StandardScaler

        # %%
        wine = pd.read_csv("wine.csv")
        X_train, X_test, y_train, y_test = train_test_split(wine.drop(columns="good"), wine["good"], random_state=0)
        scaler = StandardScaler()
        X_train = scaler.fit_transform(X_train)
        X_test = scaler.transform(X_test)
        print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))

    Fix
    ---
    Only ``transform`` the test rows, with the transformer that was fitted on the training rows.

    Known limits
    ------------
    Gaps of a separate test file that are filled with its own mean are not reported while that file is only predicted.
    """
    told: set[Place] = set()
    for trial in facts.flow.trials:
        for learned in trial.refits:
            if learned.place in told:
                continue
            told.add(learned.place)
            by = short(learned.by)
            message = f"`{by}` is fitted again, on rows that `{model_name(trial)}` only predicts."
            yield Hit(learned.place, message, _confidence(learned, trial), _path(learned, trial, by))


def _confidence(learned: Learned, trial: Trial) -> Confidence:
    if trial.uncalled or not trial.known or learned.by.startswith(("pandas.", "numpy.")):
        return "medium"
    return "high" if any(one.by == learned.by for one in trial.trained_on.learned) else "medium"


def _path(learned: Learned, trial: Trial, by: str) -> tuple[Step, ...]:
    before = [one for one in trial.trained_on.learned if one.by == learned.by]
    first = [Step("fit", min(one.place for one in before), f"{by} learns from the training rows")] if before else []
    return (
        *first,
        Step("refit", learned.place, f"{by} learns again"),
        Step("score", trial.score, f"{model_name(trial)} answers for rows on another scale"),
    )
