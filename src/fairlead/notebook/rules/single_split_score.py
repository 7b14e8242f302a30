"""One score from one split."""

from __future__ import annotations

from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.flow.events import CrossValidation, Split
from fairlead.notebook.leaks import model_name
from fairlead.notebook.rules.rule import Hit, rule


@rule("evaluation", "info")
def single_split_score(facts: Facts) -> Iterator[Hit]:
    """Find notebooks whose scores all come from one random split.

    What it does
    ------------
    Reports the first score on the test part of a random split, if there is no cross-validation, no loop over splits
    and no
    bootstrap in the notebook.

    Why it hurts in production
    --------------------------
    Another seed gives another score, often by more than the models differ. A decision made on one draw is partly
    luck, and
    there is no interval to tell how much.

    Example
    -------
    Bad::

        # %%
        import pandas as pd
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import train_test_split

        # %%
        heart = pd.read_csv("heart.csv")
        X_train, X_test, y_train, y_test = train_test_split(heart.drop(columns="ill"), heart["ill"], random_state=0)
        print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))

    Good::

        # %%
        import pandas as pd
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import cross_val_score

        # %%
        heart = pd.read_csv("heart.csv")
        scores = cross_val_score(LogisticRegression(), heart.drop(columns="ill"), heart["ill"], cv=10)
        print(scores.mean(), scores.std())

    Fix
    ---
    Add ``cross_val_score`` on the training rows, and report mean and spread.

    Known limits
    ------------
    With very many rows one split is enough; a split by time is one split on purpose, and is not reported.
    """
    if any(True for _ in facts.flow.of(CrossValidation)):
        return
    splits = list(facts.flow.of(Split))
    if any(split.loop or not split.by.endswith(_ONCE) for split in splits) or not any(
        split.shuffled for split in splits
    ):
        return
    if any(True for _ in facts.index.calls("*.bootstrap", "*.resample", "*.cross_val_score")):
        return
    for trial in facts.flow.trials:
        if trial.kind == "score" and trial.is_held_out and not trial.uncalled:
            message = f"`{model_name(trial)}` is scored on one random split: another seed gives another score."
            yield Hit(trial.score, message, "medium")
            return


_ONCE = ("train_test_split", ".sample", "random_split", "numpy.split", "array_split")
