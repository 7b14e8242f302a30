"""A threshold that was tuned on the rows of the score."""

from __future__ import annotations

from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.flow.events import Evaluate
from fairlead.notebook.flow.rows import share_rows
from fairlead.notebook.leaks import short
from fairlead.notebook.notebook import Place
from fairlead.notebook.rules.rule import Hit, Step, rule


@rule("leakage", "error")
def threshold_on_test(facts: Facts) -> Iterator[Hit]:
    """Find thresholds that were chosen on the very rows on which the model is scored.

    What it does
    ------------
    Reports a loop that scores the answers at one threshold after another, and a threshold that was read off a ROC or
    precision-recall curve and applied to the same answers, where no other rows are scored.

    Why it hurts in production
    --------------------------
    The threshold that is best for these rows is not best for others. Its score has been chosen among many, and
    customers
    will see a lower one.

    Example
    -------
    Bad::

        # %%
        import numpy as np
        import pandas as pd
        from sklearn.linear_model import LogisticRegression
        from sklearn.metrics import f1_score
        from sklearn.model_selection import train_test_split

        # %%
        mails = pd.read_csv("mails.csv")
        X_train, X_test, y_train, y_test = train_test_split(mails.drop(columns="spam"), mails["spam"], random_state=0)
        chance = LogisticRegression().fit(X_train, y_train).predict_proba(X_test)[:, 1]
        print(max(f1_score(y_test, chance > threshold) for threshold in np.linspace(0.1, 0.9, 81)))

    Good::

        # %%
        import pandas as pd
        from sklearn.linear_model import LogisticRegression
        from sklearn.metrics import f1_score
        from sklearn.model_selection import train_test_split

        # %%
        mails = pd.read_csv("mails.csv")
        X_train, X_test, y_train, y_test = train_test_split(mails.drop(columns="spam"), mails["spam"], random_state=0)
        chance = LogisticRegression().fit(X_train, y_train).predict_proba(X_test)[:, 1]
        print(f1_score(y_test, chance > 0.5))

    Fix
    ---
    Choose the threshold on validation rows or out-of-fold answers (``TunedThresholdClassifierCV``), then score the test
    rows once.

    Known limits
    ------------
    A threshold that a person typed in after looking at a plot cannot be seen in the code.
    """
    scores = [event for event in facts.flow.of(Evaluate) if event.estimator is not None]
    told: set[Place] = set()
    for event in scores:
        chosen = [one for one in event.thresholds if share_rows(one.rows, event.data.rows)]
        used = min(chosen, key=lambda one: one.place, default=None)  # a set has another order in each process
        if used is None or used.place in told or _is_followed(event, scores) or _is_training(event):
            continue
        told.add(used.place)
        rows = event.data.name or "the rows of the score"
        message = f"The threshold is chosen on {_quoted(rows)}, which also give the score."
        path = (
            Step("fit", used.place, f"a threshold is chosen by {short(used.by)}"),
            Step("score", event.place, f"{event.metric} at that threshold, on the same rows"),
        )
        yield Hit(used.place, message, "medium", path)


def _is_followed(event: Evaluate, scores: list[Evaluate]) -> bool:
    """Tell whether other held-out rows are scored later."""
    return any(
        other.place > event.place
        and not share_rows(other.data.rows, event.data.rows)
        and (other.trained_on is None or not share_rows(other.trained_on.rows, other.data.rows))
        for other in scores
    )


def _is_training(event: Evaluate) -> bool:
    return event.trained_on is not None and share_rows(event.trained_on.rows, event.data.rows)


def _quoted(name: str) -> str:
    return f"`{name}`" if name.isidentifier() else name
