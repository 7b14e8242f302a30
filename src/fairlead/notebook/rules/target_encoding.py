"""Categories that were replaced by the mean answer of all rows."""

from __future__ import annotations

from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.leaks import of_rule, rows_in_words, short
from fairlead.notebook.rules.rule import Hit, rule


@rule("leakage", "critical")
def target_encoding(facts: Facts) -> Iterator[Hit]:
    """Find categories that were replaced by the mean answer of rows on which the model is scored.

    What it does
    ------------
    Reports ``TargetEncoder`` and its relatives, and ``groupby(...)[target].mean()`` that flows into features, where the
    answers of test rows were part of the mean.

    Why it hurts in production
    --------------------------
    The feature carries the answers of the very rows that are to be guessed. In a small group it almost is the answer.
    The score shines, and in production, where there is no answer yet, the feature is worth little.

    Example
    -------
    Bad::

        # %%
        import pandas as pd
        from sklearn.ensemble import RandomForestRegressor
        from sklearn.model_selection import train_test_split

        # %%
        houses = pd.read_csv("houses.csv")
        houses["district_price"] = houses.groupby("district")["price"].transform("mean")
        X = houses[["area", "district_price"]]
        X_train, X_test, y_train, y_test = train_test_split(X, houses["price"], random_state=0)
        print(RandomForestRegressor().fit(X_train, y_train).score(X_test, y_test))

    Good::

        # %%
        import pandas as pd
        from sklearn.ensemble import RandomForestRegressor
        from sklearn.model_selection import train_test_split

        # %%
        houses = pd.read_csv("houses.csv")
        train, test = train_test_split(houses, random_state=0)
        train, test = train.copy(), test.copy()
        means = train.groupby("district")["price"].mean()
        train["district_price"] = train["district"].map(means)
        test["district_price"] = test["district"].map(means)
        model = RandomForestRegressor().fit(train[["area", "district_price"]], train["price"])
        print(model.score(test[["area", "district_price"]], test["price"]))

    Fix
    ---
    Compute the means from the training rows only, for training rows out of fold:
    ``sklearn.preprocessing.TargetEncoder``
    in a Pipeline does both.

    Known limits
    ------------
    A mean that is computed from the training rows and put on the same rows tells them their own answers, too; that is
    not reported, since the test score stays honest.
    """
    for leak in of_rule(facts, "target-encoding"):
        by = short(leak.learned.by)
        message = f"`{by}` puts the answers of {rows_in_words(leak.learned)} into a feature."
        yield leak.hit(message, "Learn the encoding from the training rows only.")
