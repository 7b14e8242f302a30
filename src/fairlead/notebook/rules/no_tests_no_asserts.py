"""A notebook that never checks itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.notebook import Place
from fairlead.notebook.rules.rule import Hit, rule

_ENOUGH = 15
"""Statements below which there is little to test."""
_CHECKERS = frozenset(
    (
        "pytest",
        "unittest",
        "doctest",
        "hypothesis",
        "pandera",
        "great_expectations",
        "pointblank",
        "fairlead",
        "deepchecks",
        "ipytest",
    )
)


@rule("tests", "info")
def no_tests_no_asserts(facts: Facts) -> Iterator[Hit]:
    """Find notebooks that make data or a model and check nothing on the way.

    What it does
    ------------
    Looks for anything that checks: an ``assert``, a ``raise``, ``np.testing``, a function named ``test_...``, a
    library for tests or validation. A notebook of some length that trains a model or writes a file and has none of
    them is reported once, at its first such step.

    Why it hurts in production
    --------------------------
    In a notebook you look at every table with your own eyes. In production nobody looks. What you checked by looking
    (no missing values, as many rows as before, a score above chance) is then checked by nobody.

    Example
    -------
    Bad::

        # %%
        import pandas as pd
        from sklearn.linear_model import LogisticRegression

        churn = pd.read_csv("churn.csv")
        churn = churn.drop(columns=["customer"])
        churn["total"] = churn["total"].fillna(0)
        # %%
        churn["per_month"] = churn["total"] / churn["tenure"].clip(lower=1)
        churn["is_new"] = churn["tenure"] < 6
        churn["is_old"] = churn["tenure"] > 60
        X = churn[["total", "per_month", "is_new", "is_old"]]
        y = churn["churn"]
        # %%
        train, test = X[:5000], X[5000:]
        model = LogisticRegression()
        model.fit(train, y[:5000])
        score = model.score(test, y[5000:])
        print(score)
        print(model.coef_)

    Good::

        # %%
        import pandas as pd
        from sklearn.linear_model import LogisticRegression

        churn = pd.read_csv("churn.csv")
        churn = churn.drop(columns=["customer"])
        churn["total"] = churn["total"].fillna(0)
        # %%
        churn["per_month"] = churn["total"] / churn["tenure"].clip(lower=1)
        churn["is_new"] = churn["tenure"] < 6
        churn["is_old"] = churn["tenure"] > 60
        X = churn[["total", "per_month", "is_new", "is_old"]]
        y = churn["churn"]
        assert X.notna().all().all()
        # %%
        train, test = X[:5000], X[5000:]
        model = LogisticRegression()
        model.fit(train, y[:5000])
        score = model.score(test, y[5000:])
        assert score > 0.75, score

    Fix
    ---
    Turn what you look at into an ``assert``, and functions into tests (`fairlead test`).

    Known limits
    ------------
    One check anywhere is enough for this rule; whether it checks the right thing cannot be seen.
    """
    index = facts.index
    if index.of(ast.Assert):
        return
    if index.of(ast.Raise):
        return
    if sum(len(cell.tree.body) for cell in facts.notebook.code_cells if cell.tree is not None) < _ENOUGH:
        return
    if any(one.module.partition(".")[0] in _CHECKERS for one in index.imports):
        return
    if any(found.node.name.startswith("test_") for found in index.of(ast.FunctionDef)):
        return
    if facts.mentions(".testing.assert", "testing import assert"):
        return
    step = _first_step(facts)
    if step is not None:
        yield Hit(step, "The notebook makes something that others will use, and checks nothing on the way.")


def _first_step(facts: Facts) -> Place | None:
    """Return where a model is first trained or a file first written."""
    trained = next(facts.index.calls(".fit", ".fit_transform", ".train"), None)
    places = [facts.index.place(use.call) for use in facts.files if use.kind == "write" and use.sure]
    if trained is not None:
        places.append(facts.index.place(trained[0]))
    return min(places, default=None)
