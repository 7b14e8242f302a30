"""A fit that stops where the test rows say so."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.flow.judging import Trial
from fairlead.notebook.flow.rows import share_rows
from fairlead.notebook.leaks import model_name
from fairlead.notebook.notebook import Place
from fairlead.notebook.rules.rule import Hit, Step, rule

_STOPS = frozenset(
    {"early_stopping_rounds", "early_stopping", "od_type", "od_wait", "use_best_model", "n_iter_no_change"}
)
_CALLBACKS = (
    "*.EarlyStopping",
    "*.early_stopping",
    "*.ModelCheckpoint",
    "*.EarlyStoppingCallback",
)
_KEEPS = ("*.ModelCheckpoint",)
_LOADS = (".load_weights", "*.load_model", ".load_from_checkpoint", ".load_state_dict")


@rule("leakage", "error")
def early_stopping_on_test(facts: Facts) -> Iterator[Hit]:
    """Find fits that stop early, or keep the best round, by the very rows on which the model is scored.

    What it does
    ------------
    Reports ``eval_set`` or ``validation_data`` with early stopping, the best round, or a checkpoint that is loaded
    again, where the same rows are used for the reported score. Callbacks that watch the training rows
    (``monitor="loss"``) are fine.

    Why it hurts in production
    --------------------------
    The fit ends in the round that happens to suit these rows best. Their score is then the best of hundreds, not that
    of a model that meets new rows.

    Example
    -------
    Bad::

        # %%
        import pandas as pd
        from sklearn.model_selection import train_test_split
        from xgboost import XGBClassifier

        # %%
        loans = pd.read_csv("loans.csv")
        X_train, X_test, y_train, y_test = train_test_split(loans.drop(columns="bad"), loans["bad"], random_state=0)
        model = XGBClassifier(n_estimators=2000, early_stopping_rounds=50)
        model.fit(X_train, y_train, eval_set=[(X_test, y_test)])
        print(model.score(X_test, y_test))

    Good::

        # %%
        import pandas as pd
        from sklearn.model_selection import train_test_split
        from xgboost import XGBClassifier

        # %%
        loans = pd.read_csv("loans.csv")
        X_rest, X_test, y_rest, y_test = train_test_split(loans.drop(columns="bad"), loans["bad"], random_state=0)
        X_train, X_valid, y_train, y_valid = train_test_split(X_rest, y_rest, random_state=0)
        model = XGBClassifier(n_estimators=2000, early_stopping_rounds=50)
        model.fit(X_train, y_train, eval_set=[(X_valid, y_valid)])
        print(model.score(X_test, y_test))

    Fix
    ---
    Cut a validation part off the training rows, and stop by that.

    Known limits
    ------------
    Folds of a cross-validation that stop by their own test part are reported with medium confidence.
    """
    told: set[Place] = set()
    trials = facts.flow.trials
    watches = [trial for trial in trials if trial.kind == "watch"]
    held_out = [trial for trial in trials if trial.kind == "score" and trial.is_held_out] if watches else []
    for watch in watches:
        if watch.fit in told:
            continue
        scored = [trial for trial in held_out if trial.fit == watch.fit]
        same = [trial for trial in scored if share_rows(trial.data.rows, watch.data.rows)]
        if not same or len(same) < len(scored) or not _stops(facts, watch):
            continue
        told.add(watch.fit)
        name = watch.data.name or same[-1].data.name or "test"
        rows = "its test fold" if _is_fold(watch) else f"`{name}`"
        message = f"`{model_name(watch)}` stops where {rows} suits it best, and is scored on the same rows."
        path = (
            Step("fit", watch.fit, f"{model_name(watch)} watches {rows.replace('`', '')} and stops"),
            Step("score", same[-1].score, "the same rows give the score"),
        )
        sure = watch.known and not watch.uncalled and not _is_fold(watch)
        yield Hit(watch.fit, message, "high" if sure else "medium", path)


def _is_fold(trial: Trial) -> bool:
    return any("Fold" in part for path in trial.data.rows for part in path)


def _stops(facts: Facts, watch: Trial) -> bool:
    """Tell whether a fit stops early, or keeps its best round."""
    estimator = watch.estimator
    if estimator is None:
        return False
    if estimator.name.startswith("catboost") or _STOPS & estimator.arguments.keys():
        return True
    calls = (found for found in facts.index.of(ast.Call) if found.node.lineno == watch.fit.line)
    call = next((found.node for found in calls if facts.index.place(found) == watch.fit), None)
    if call is None:
        return False
    names = {keyword.arg for keyword in call.keywords}
    if _STOPS & names:
        return True
    given = "callbacks" in names or any(keyword.arg is None for keyword in call.keywords)
    return given and any(_chooses(facts, found.node, name) for found, name in facts.index.calls(*_CALLBACKS))


def _chooses(facts: Facts, callback: ast.Call, name: str) -> bool:
    """Tell whether a callback chooses the round by the rows that are watched; a kept round must be loaded again."""
    monitor = next((one.value for one in callback.keywords if one.arg == "monitor"), None)
    watched = monitor.value if isinstance(monitor, ast.Constant) else None
    if isinstance(watched, str) and "val" not in watched and not watched.startswith("test"):
        return False
    return name not in _KEEPS or any(True for _ in facts.index.calls(*_LOADS))
