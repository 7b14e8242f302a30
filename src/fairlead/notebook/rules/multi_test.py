"""One test set that judges several models."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from fairlead.notebook.facts import Facts
from fairlead.notebook.flow.events import Evaluate
from fairlead.notebook.flow.judging import Trial
from fairlead.notebook.flow.rows import Rows, share_rows
from fairlead.notebook.leaks import model_name
from fairlead.notebook.notebook import Place
from fairlead.notebook.rules.rule import Hit, Step, rule


@rule("leakage", "warning")
def multi_test(facts: Facts) -> Iterator[Hit]:
    """Find test rows that choose among several models, with no other rows left for the last word.

    What it does
    ------------
    Reports held-out rows on which two or more models are scored (or one model in a loop over its settings), if no other
    rows are scored.

    Why it hurts in production
    --------------------------
    The best of many scores is the luckiest one, too. The test set was to play customers nobody has met; once it has
    chosen
    the model, it is part of the training, and its score promises more than production keeps.

    Example
    -------
    Bad::

        # %%
        import pandas as pd
        from sklearn.ensemble import RandomForestClassifier
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import train_test_split

        # %%
        heart = pd.read_csv("heart.csv")
        X_train, X_test, y_train, y_test = train_test_split(heart.drop(columns="ill"), heart["ill"], random_state=0)
        for model in [LogisticRegression(), RandomForestClassifier(random_state=0)]:
            model.fit(X_train, y_train)
            print(model.score(X_test, y_test))

    Good::

        # %%
        import pandas as pd
        from sklearn.ensemble import RandomForestClassifier
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import cross_val_score, train_test_split

        # %%
        heart = pd.read_csv("heart.csv")
        X_train, X_test, y_train, y_test = train_test_split(heart.drop(columns="ill"), heart["ill"], random_state=0)
        for model in [LogisticRegression(), RandomForestClassifier(random_state=0)]:
            print(cross_val_score(model, X_train, y_train).mean())
        chosen = RandomForestClassifier(random_state=0).fit(X_train, y_train)
        print(chosen.score(X_test, y_test))

    Fix
    ---
    Compare models by cross-validation on the training rows, and score the chosen one on the test rows, once.

    Known limits
    ------------
    Whether somebody chooses by these scores, or only looks at them, cannot be seen in the code.
    """
    groups: dict[Rows, list[Trial]] = {}
    for trial in facts.flow.trials:
        if trial.kind == "score" and (trial.is_held_out or trial.overlap == "copies") and not _is_fold(trial.data.rows):
            groups.setdefault(trial.data.rows, []).append(trial)
    turns = {event.place for event in facts.flow.of(Evaluate) if event.loop}
    for rows, trials in groups.items():
        second = _second_model(facts, trials, turns)
        if second is None or _is_followed(rows, groups, trials):
            continue
        names = dict.fromkeys(model_name(trial) for trial in trials)
        message = f"{_told(list(names))} scored on the same test rows{_named(second)}, and no other rows are left."
        path = tuple(Step("score", trial.score, f"{model_name(trial)} is scored") for trial in trials[:6])
        yield Hit(second.score, message, "medium" if not second.uncalled else "low", path)


def _second_model(facts: Facts, trials: list[Trial], turns: set[Place]) -> Trial | None:
    """Return the first score of a second model; of a model made anew in each turn of a loop, its score."""
    first = trials[0]
    for trial in trials:
        if trial.estimator is not None and first.estimator is not None:
            if trial.estimator.place != first.estimator.place and not _is_same(trial, first):
                return trial
            in_loop = trial.score in turns and trial.fit in _fits_in_loops(facts)
            if in_loop and ... in trial.estimator.arguments.values():
                return trial
    return None


def _is_same(one: Trial, other: Trial) -> bool:
    """Tell whether the models of two trials are one: a search, and the best model that it found."""
    if one.fit != other.fit or one.estimator is None or other.estimator is None:
        return False
    return one.estimator in other.estimator.steps or other.estimator in one.estimator.steps


def _fits_in_loops(facts: Facts) -> set[Place]:
    """Return where loops fit models that are made anew in each turn."""
    from fairlead.notebook.flow.events import Fit

    fits = [fit for fit in facts.flow.of(Fit) if fit.loop]
    return {fit.place for fit in fits} - {fit.place for fit in fits if fit.again}


@lru_cache(maxsize=1024)
def _is_fold(rows: Rows) -> bool:
    """Tell whether rows are the test part of a fold: each fold has others."""
    return any(
        part.startswith("in#=at ") or part.partition("#")[2].split(" ")[0] not in _SINGLE and "#=" not in part
        for path in rows
        for part in path[1:]
    )


_SINGLE = frozenset({"split", "sample", "pieces", "choice", "validation"})


def _is_followed(rows: Rows, groups: dict[Rows, list[Trial]], trials: list[Trial]) -> bool:
    """Tell whether other rows have the last word: scored at the end, and not by as many models."""
    last = max(trial.score for trial in trials)
    return any(
        max(trial.score for trial in others) > last and not share_rows(rows, other) and _count(others) < _count(trials)
        for other, others in groups.items()
        if other != rows
    )


def _count(trials: list[Trial]) -> int:
    """Return how many models are tried."""
    return len({(trial.fit, trial.estimator.place if trial.estimator is not None else None) for trial in trials})


def _told(names: list[str]) -> str:
    if len(names) == 1:
        return f"Several models `{names[0]}` are"
    return ", ".join(f"`{name}`" for name in names[:4]) + (" and others" if len(names) > 4 else "") + " are"


def _named(trial: Trial) -> str:
    return f" (`{trial.data.name}`)" if trial.data.name else ""
