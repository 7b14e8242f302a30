"""Columns that were chosen with a look at the test rows."""

from __future__ import annotations

from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.leaks import of_rule, rows_in_words, short
from fairlead.notebook.rules.rule import Hit, rule


@rule("leakage", "error")
def feature_selection(facts: Facts) -> Iterator[Hit]:
    """Find columns that were chosen with the help of rows on which the model is scored.

    What it does
    ------------
    Reports ``SelectKBest``, ``RFE``, ``SelectFromModel``, correlations, importances or p-values that chose columns, if
    they were computed from rows that are evaluated later.

    Why it hurts in production
    --------------------------
    Among many columns some fit the test answers by chance. Choosing them with those answers in sight makes noise look
    like knowledge: with enough random columns a model can seem to be right nine times in ten, and knows nothing.

    Example
    -------
    Bad::

        # %%
        import pandas as pd
        from sklearn.feature_selection import SelectKBest
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import train_test_split

        # %%
        genes = pd.read_csv("genes.csv")
        y = genes.pop("ill")
        X = SelectKBest(k=20).fit_transform(genes, y)
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
        print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))

    Good::

        # %%
        import pandas as pd
        from sklearn.feature_selection import SelectKBest
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import train_test_split

        # %%
        genes = pd.read_csv("genes.csv")
        y = genes.pop("ill")
        X_train, X_test, y_train, y_test = train_test_split(genes, y, random_state=0)
        selector = SelectKBest(k=20).fit(X_train, y_train)
        model = LogisticRegression().fit(selector.transform(X_train), y_train)
        print(model.score(selector.transform(X_test), y_test))

    Fix
    ---
    Choose columns with the training rows only, best as a step of a Pipeline.

    Known limits
    ------------
    Columns that a person chose after looking at a plot of all rows cannot be seen in the code.
    """
    for leak in of_rule(facts, "feature-selection"):
        by = short(leak.learned.by)
        message = f"`{by}` chooses columns with {rows_in_words(leak.learned)}, also those of the evaluation."
        yield leak.hit(message, "Choose columns with the training rows only.")
