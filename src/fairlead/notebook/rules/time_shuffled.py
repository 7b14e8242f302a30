"""A random split of rows that follow one another in time."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.flow.events import Split
from fairlead.notebook.notebook import Place
from fairlead.notebook.rules.rule import Hit, Step, rule

_WORDS = ("date", "time", "timestamp", "month", "year", "day", "week")


@rule("leakage", "error")
def time_shuffled(facts: Facts) -> Iterator[Hit]:
    """Find random splits of rows that follow one another in time.

    What it does
    ------------
    Reports a shuffled split of rows with lags, moving averages or shifted targets (medium confidence), and of a table
    that is sorted or indexed by a date (low confidence).

    Why it hurts in production
    --------------------------
    A shuffled split tests on Tuesday what was trained on Monday and Wednesday. In production there is no Wednesday yet:
    the model must guess what follows, which is much harder than filling a gap.

    Example
    -------
    Bad::

        # %%
        import pandas as pd
        from sklearn.linear_model import Ridge
        from sklearn.model_selection import train_test_split

        # %%
        sales = pd.read_csv("sales.csv", parse_dates=["date"]).sort_values("date")
        sales["last_week"] = sales["sold"].shift(7)
        sales = sales.dropna()
        X_train, X_test, y_train, y_test = train_test_split(sales[["last_week"]], sales["sold"], random_state=0)
        print(Ridge().fit(X_train, y_train).score(X_test, y_test))

    Good::

        # %%
        import pandas as pd
        from sklearn.linear_model import Ridge

        # %%
        sales = pd.read_csv("sales.csv", parse_dates=["date"]).sort_values("date")
        sales["last_week"] = sales["sold"].shift(7)
        sales = sales.dropna()
        train, test = sales[:-90], sales[-90:]
        model = Ridge().fit(train[["last_week"]], train["sold"])
        print(model.score(test[["last_week"]], test["sold"]))

    Fix
    ---
    Split by time: train on what was before, test on what came after (``shuffle=False``, ``TimeSeriesSplit``, a date).

    Known limits
    ------------
    Whether a date matters depends on the data: customers have a date of birth, too.
    """
    told: set[Place] = set()
    is_dated: bool | None = None
    for split in facts.flow.of(Split):
        if not split.shuffled or split.place in told or split.by in (".sample", "torch.utils.data.random_split"):
            continue
        if any(data.ordered for data in split.data):
            told.add(split.place)
            path = (Step("split", split.place, "later rows may train, earlier ones test"),)
            yield Hit(
                split.place,
                "Rows with lags or moving values are parted at random: the future is in the fit.",
                "medium",
                path,
            )
            continue
        if is_dated is None:
            is_dated = _is_dated(facts)
        if is_dated:
            told.add(split.place)
            yield Hit(split.place, "Rows of a table in the order of dates are parted at random.", "low")


def _is_dated(facts: Facts) -> bool:
    """Tell whether some table is sorted or indexed by a date."""
    for found, _ in facts.index.calls(".sort_values", ".set_index", ".resample", ".asfreq"):
        name = found.node.func.attr if isinstance(found.node.func, ast.Attribute) else ""
        if name in ("resample", "asfreq") or any(_names_a_date(argument) for argument in found.node.args[:1]):
            return True
    return False


def _names_a_date(node: ast.expr) -> bool:
    word = node.value.lower() if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
    return any(word == one or word.endswith(f"_{one}") or word.startswith(f"{one}_") for one in _WORDS)
