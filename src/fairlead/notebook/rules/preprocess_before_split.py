"""A statistic that was learned before the rows were parted."""

from __future__ import annotations

from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.leaks import of_rule, rows_in_words, short
from fairlead.notebook.rules.rule import Hit, rule


@rule("leakage", "error", fixable=True)
def preprocess_before_split(facts: Facts) -> Iterator[Hit]:
    """Find statistics that were learned from test rows before the rows were parted.

    What it does
    ------------
    Reports a scaler, an imputer, a mean or median that fills gaps, a PCA, a clustering, a vectorizer or bins of equal
    counts, if it was learned from rows on which the model is scored later. The finding names the way from there over
    the split to the score.

    Why it hurts in production
    --------------------------
    The test rows stand for customers whom the model has never met. If their mean was used to prepare the training rows,
    the model has met them, and the score is better than what real customers will see. In production there is one row at
    a time and no table from which to take the mean.

    Example
    -------
    Bad::

        # %%
        import pandas as pd
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import train_test_split
        from sklearn.preprocessing import StandardScaler

        # %%
        customers = pd.read_csv("customers.csv")
        X = StandardScaler().fit_transform(customers[["tenure", "charges"]])
        X_train, X_test, y_train, y_test = train_test_split(X, customers["churn"], random_state=0)
        model = LogisticRegression().fit(X_train, y_train)
        print(model.score(X_test, y_test))

    Good::

        # %%
        import pandas as pd
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import train_test_split
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler

        # %%
        customers = pd.read_csv("customers.csv")
        X = customers[["tenure", "charges"]]
        X_train, X_test, y_train, y_test = train_test_split(X, customers["churn"], random_state=0)
        model = make_pipeline(StandardScaler(), LogisticRegression()).fit(X_train, y_train)
        print(model.score(X_test, y_test))

    Fix
    ---
    Part the rows first. Put the step into a Pipeline with the model, so that it learns from the training rows alone.

    Known limits
    ------------
    Encoders of categories (one-hot, label and ordinal codes) learn which labels there are, and are not reported. Code
    in
    other modules is not read. Filters are taken to part rows if they look at the same column.
    """
    for leak in of_rule(facts, "preprocess-before-split"):
        by = short(leak.learned.by)
        message = f"`{by}` learns from {rows_in_words(leak.learned)}, and {_where(leak.trial.kind)}."
        yield leak.hit(message, f"Part the rows first, and let `{by}` learn from the training rows only.")


def _where(kind: str) -> str:
    return "the model is then scored on some of them" if kind != "watch" else "some of them are watched during the fit"
