"""A model that is saved under a date or a bare name, and nothing else about it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.flow.events import Save
from fairlead.notebook.rules.rule import Hit, rule
from fairlead.notebook.saving import path_of, saved_models, text_in
from fairlead.notebook.tree import names_in

_CLOCK = frozenset(("now", "today", "utcnow", "strftime", "time", "ctime", "asctime", "isoformat", "localtime"))
_VERSION = re.compile(r"\d+\.\d+|(?:^|/)v?\d+(?:/|$)")
_VERSION_NAME = re.compile(r"version|run_?id|sha|hash|digest|commit|revision|uuid|git", re.IGNORECASE)
_RECORD = re.compile(r"version|meta|schema|manifest|model_?card|info|config|trained", re.IGNORECASE)
_REGISTRIES = ("*.log_model", "*.register_model", "*.autolog", "*.log_artifact", "*.Artifact", "fairlead.model.save")


@rule("serving", "warning", fixable=True)
def model_not_versioned(facts: Facts) -> Iterator[Hit]:
    """Find models that are saved under a date or a bare name, without a version and without a record.

    What it does
    ------------
    Looks at the path under which a model is written. A date or time in it (``model_20240131.pkl``, ``datetime.now()``)
    and a name that stays the same in each run (``model_final.pkl``) are reported, unless the path holds a version, a
    registry (MLflow, Weights & Biases) takes the model, or the notebook writes a record beside it (``metadata.json``, a
    dict with a version in the same file).

    Why it hurts in production
    --------------------------
    When answers go wrong at night the first question is: which model is that, and what was it trained on? A date does
    not say it, and a file that is overwritten each time cannot even be put back.

    Example
    -------
    Bad::

        # %%
        from datetime import datetime

        import joblib
        import pandas as pd
        from sklearn.linear_model import LogisticRegression

        customers = pd.read_csv("customers.csv")
        model = LogisticRegression().fit(customers[["tenure"]], customers["churn"])
        joblib.dump(model, f"model_{datetime.now():%Y%m%d}.pkl")

    Good::

        # %%
        import joblib
        import pandas as pd
        from sklearn.linear_model import LogisticRegression

        version = "1.4.0"
        customers = pd.read_csv("customers.csv")
        model = LogisticRegression().fit(customers[["tenure"]], customers["churn"])
        joblib.dump({"model": model, "version": version, "columns": ["tenure"]}, f"churn-{version}.joblib")

    Fix
    ---
    Save the model in a registry, or under a version with a record of its data, code and columns beside it.

    Known limits
    ------------
    A path that comes from elsewhere is not looked at. Whether the record says enough is not judged.
    """
    if next(facts.index.calls(*_REGISTRIES), None) is not None or _has_record(facts):
        return
    for save in saved_models(facts):
        hit = _judged(facts, save)
        if hit is not None:
            yield hit


def _judged(facts: Facts, save: Save) -> Hit | None:
    path = path_of(facts, save.node)
    if not path:
        return None
    names = {name for node in path for name in names_in(node)}
    names |= {one.attr for node in path for one in ast.walk(node) if isinstance(one, ast.Attribute)}
    text = text_in(path)
    if any(_VERSION_NAME.search(name) for name in names) or _VERSION.search(text):
        return None
    variable = save.estimator.variable if save.estimator is not None else ""
    said = f"`{variable}`" if variable else "The model"
    if names & _CLOCK or re.search(r"20\d\d[-_]?[01]\d|%Y", text):
        return Hit(save.place, f"{said} is saved under a date, without a version or a record of what it is.")
    if _is_constant(path):
        file = next((word for word in text.split() if "." in word), text.split()[0] if text.split() else "")
        message = f"{said} is saved as '{file}' in every run: the one before is overwritten."
        return Hit(save.place, message, "medium", evidence={"file": file})
    return None


def _is_constant(path: list[ast.expr]) -> bool:
    """Tell whether a path is the same in each run, as far as it is written here."""
    if isinstance(path[0], ast.Constant):
        return True
    if isinstance(path[0], ast.Call) or (isinstance(path[0], ast.Name) and len(path) > 1):
        written = path[0] if isinstance(path[0], ast.Call) else path[1]
        return any(
            isinstance(one, ast.Constant) and isinstance(one.value, str) for one in ast.walk(written)
        ) and not any(isinstance(one, ast.JoinedStr) for one in ast.walk(written))
    return False


def _has_record(facts: Facts) -> bool:
    """Tell whether a notebook writes down what its model is: a file of facts, or a dict around the model."""
    for found, _ in facts.index.calls(
        "json.dump", "json.dumps", "yaml.dump", "yaml.safe_dump", "toml.dump", "tomli_w.dump"
    ):
        said = [one for node in ast.walk(found.statement) for one in _words(node)]
        if any(_RECORD.search(word) for word in said):
            return True
    return False


def _words(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
