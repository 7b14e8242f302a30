"""The answer among the features."""

from __future__ import annotations

from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.flow.events import CrossValidation, Data, Fit
from fairlead.notebook.flow.models import final_kind
from fairlead.notebook.flow.rows import share_rows
from fairlead.notebook.notebook import Place
from fairlead.notebook.rules.rule import Confidence, Hit, rule

_MODELS = frozenset({"classifier", "regressor", "net", "unknown", "pipeline", "search"})


@rule("leakage", "critical")
def target_in_features(facts: Facts) -> Iterator[Hit]:
    """Find models that are given the answer, or a column computed from it, as a feature.

    What it does
    ------------
    Reports a fit in which the target column is still among the features, or a feature was computed from the target,
    or the
    column from which the target was computed is still there.

    Why it hurts in production
    --------------------------
    The model copies the answer from its input and is always right. In production the answer is not in the input,
    because
    it is what we ask for: the column is empty, or the request fails.

    Example
    -------
    Bad::

        # %%
        import pandas as pd
        from sklearn.ensemble import RandomForestRegressor
        from sklearn.model_selection import train_test_split

        # %%
        flats = pd.read_csv("flats.csv")
        flats["price_per_metre"] = flats["price"] / flats["area"]
        X = flats.drop(columns="price")
        X_train, X_test, y_train, y_test = train_test_split(X, flats["price"], random_state=0)
        print(RandomForestRegressor().fit(X_train, y_train).score(X_test, y_test))

    Good::

        # %%
        import pandas as pd
        from sklearn.ensemble import RandomForestRegressor
        from sklearn.model_selection import train_test_split

        # %%
        flats = pd.read_csv("flats.csv")
        flats["metre_per_room"] = flats["area"] / flats["rooms"]
        X = flats.drop(columns="price")
        X_train, X_test, y_train, y_test = train_test_split(X, flats["price"], random_state=0)
        print(RandomForestRegressor().fit(X_train, y_train).score(X_test, y_test))

    Fix
    ---
    Drop the target, and every column that is known only once the target is, from the features.

    Known limits
    ------------
    Columns of the file that follow from the target (a reason for leaving, a date of closing) can only be told by
    someone
    who knows the data. Means of the target per category are a matter of `target-encoding`.
    """
    told: set[Place] = set()
    for event in facts.flow.events:
        if not isinstance(event, (Fit, CrossValidation)) or event.estimator is None or event.target is None:
            continue
        if event.place in told or final_kind(event.estimator) not in _MODELS:
            continue
        found = _answer_in(event.data, event.target)
        if found is None:
            continue
        told.add(event.place)
        message, confidence = found
        if event.uncalled or not (event.data.known and event.target.known):
            confidence = "medium"
        yield Hit(event.place, message, confidence)


def _answer_in(features: Data, target: Data) -> tuple[str, Confidence] | None:
    """Return what tells the answer among features, and how sure that is."""
    names = target.derived
    if not names or target.ordered or len(names) > 2 or not share_rows(features.rows, target.rows):
        return None
    still = sorted(names & features.columns) if features.columns is not None else []
    if still and len(names) == 1:
        return f"The target `{still[0]}` is among the features of the model.", "high"
    if still:
        return f"`{still[0]}`, from which the target comes, is among the features of the model.", "medium"
    looks_back = features.ordered  # earlier answers may be known when the next one is asked for
    if (
        not looks_back
        and features.derived is not None
        and names & features.derived
        and not _by_encoding(features, names)
    ):
        return f"A feature was computed from the target `{sorted(names & features.derived)[0]}`.", "high"
    return None


def _by_encoding(features: Data, names: frozenset[str]) -> bool:
    """Tell whether a statistic carries the target: that is told by `target-encoding`, where it leaks."""
    return any(one.columns is not None and one.columns & names for one in features.learned)
