"""Categories that are encoded in a way that cannot be repeated when the model serves."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from fairlead.notebook.facts import Facts
from fairlead.notebook.flow.events import Fit
from fairlead.notebook.flow.knowledge.estimators import kind_of
from fairlead.notebook.index import Found
from fairlead.notebook.rules.rule import Hit, rule
from fairlead.notebook.saving import dumped_names
from fairlead.notebook.scope import root_of

_TARGET = re.compile(r"(?:^|_)(?:y|target|targets|label|labels|outcome|response)(?:$|_|\d)", re.IGNORECASE)
_KEPT = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Return)
_MODELS = frozenset(("classifier", "regressor", "net", "search", "pipeline", "clusterer"))


@rule("serving", "error")
def train_serve_encoding(facts: Facts) -> Iterator[Hit]:
    """Find categories that are turned into numbers in a way that production cannot repeat.

    What it does
    ------------
    Reports ``get_dummies``, ``factorize``, ``.cat.codes`` and ``LabelEncoder`` on features of a notebook that trains a
    model: each makes up its table of categories from the rows at hand, and nothing keeps that table. Encoding the
    target is fine, so is an encoder that is saved, and dummies that are brought into the trained columns (``reindex``).

    Why it hurts in production
    --------------------------
    In production one customer arrives at a time. ``get_dummies`` makes one column of it where the model expects twenty,
    and ``factorize`` calls whatever comes first 0. The model stops with an error, or, worse, reads north as south.

    Example
    -------
    Bad::

        # %%
        import pandas as pd
        from sklearn.linear_model import LogisticRegression

        customers = pd.read_csv("customers.csv")
        X = pd.get_dummies(customers[["contract", "tenure"]])
        model = LogisticRegression().fit(X, customers["churn"])

    Good::

        # %%
        import pandas as pd
        from sklearn.compose import make_column_transformer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import OneHotEncoder

        customers = pd.read_csv("customers.csv")
        one_hot = OneHotEncoder(handle_unknown="ignore")
        encode = make_column_transformer((one_hot, ["contract"]), remainder="passthrough")
        model = make_pipeline(encode, LogisticRegression()).fit(customers[["contract", "tenure"]], customers["churn"])

    Fix
    ---
    Put a ``OneHotEncoder(handle_unknown="ignore")`` into a Pipeline with the model, and save the Pipeline.

    Known limits
    ------------
    Whether a column is the target is told by what the model is fitted on, and else by its name (``y``, ``target``,
    ``label``). A table of codes that is written by hand (``map({"no": 0})``) is fine and not reported.
    """
    if not facts.mentions("get_dummies", "factorize", "LabelEncoder", "codes") or not _trains(facts):
        return
    targets = _targets(facts)
    told: set[tuple[int, int]] = set()
    encodings: list[tuple[Found[Any], str, ast.expr | None]] = [*_calls(facts)]
    if facts.mentions("codes"):
        encodings += _codes(facts)
    for found, said, value in encodings:
        place = facts.index.place(found)
        if (place.cell, place.line) in told or not isinstance(found.statement, (*_KEPT, ast.Expr, ast.For)):
            continue
        if _is_target(found, value, targets):
            continue
        told.add((place.cell, place.line))
        message = f"`{said}` makes its table of categories from the rows at hand, and nothing keeps it for production."
        yield Hit(place, message, evidence={"encoder": said})


def _trains(facts: Facts) -> bool:
    return any(one.kind in _MODELS for one in facts.flow.estimators) or any(
        kind_of(name) in _MODELS for name in facts.index.called
    )


def _targets(facts: Facts) -> frozenset[str]:
    """Return the names and columns that models are fitted to."""
    found: set[str] = set()
    for fit in facts.flow.of(Fit):
        if fit.target is None:
            continue
        found.update(fit.target.derived or ())
        if fit.target.columns is not None and len(fit.target.columns) == 1:
            found |= fit.target.columns
        given = [*fit.node.args, *(k.value for k in fit.node.keywords)] if isinstance(fit.node, ast.Call) else []
        if any(isinstance(one, ast.Name) and one.id == fit.target.name for one in given):
            found.add(fit.target.name)  # of `df["churn"]` the name would be the whole table's
    return frozenset(found)


def _calls(facts: Facts) -> Iterator[tuple[Found[ast.Call], str, ast.expr | None]]:
    """Yield the calls that encode, with what they are called and what they encode."""
    reindexed = next(facts.index.calls(".reindex", ".align"), None) is not None
    keeps_columns = any(one.endswith(("columns", "cols", "features")) for one in dumped_names(facts))
    for found, name in facts.index.calls("pandas.get_dummies", "pandas.factorize", ".factorize"):
        if name.endswith("get_dummies") and (reindexed or keeps_columns):
            continue
        if isinstance(found.statement, _KEPT) and not _is_looked_at(found):
            receiver = (
                found.node.func.value if name == ".factorize" and isinstance(found.node.func, ast.Attribute) else None
            )
            yield found, name.rpartition(".")[2], receiver or (found.node.args[0] if found.node.args else None)
    yield from _label_encoders(facts)


def _is_looked_at(found: Found[ast.Call]) -> bool:
    """Tell whether dummies are made only to look at them: for a correlation or a mean."""
    value = getattr(found.statement, "value", None)
    return (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Attribute)
        and value.func.attr in ("corr", "mean", "sum")
    )


def _label_encoders(facts: Facts) -> Iterator[tuple[Found[ast.Call], str, ast.expr | None]]:
    kept = dumped_names(facts)
    names: set[str] = set()
    for found, _ in facts.index.calls("*.LabelEncoder"):
        if isinstance(found.statement, ast.Assign):
            roots = {root_of(target) for target in found.statement.targets}
            names.update(root for root in roots if root is not None and found.statement.value is found.node)
            if roots & kept:
                return
    for found, _ in facts.index.calls(".fit_transform", ".fit"):
        receiver = found.node.func.value if isinstance(found.node.func, ast.Attribute) else None
        made = isinstance(receiver, ast.Call) and (facts.index.name_of(receiver.func) or "").endswith("LabelEncoder")
        if (made or (receiver is not None and root_of(receiver) in names)) and found.node.args:
            yield found, "LabelEncoder", found.node.args[0]
    for found, _ in facts.index.calls(".apply"):
        given = found.node.args[0] if found.node.args else None
        if (
            isinstance(given, ast.Attribute)
            and given.attr == "fit_transform"
            and isinstance(found.node.func, ast.Attribute)
        ):
            made = isinstance(given.value, ast.Call) and (facts.index.name_of(given.value.func) or "").endswith(
                "LabelEncoder"
            )
            if made or root_of(given.value) in names:
                yield found, "LabelEncoder", found.node.func.value


def _codes(facts: Facts) -> Iterator[tuple[Found[ast.Attribute], str, ast.expr | None]]:
    """Yield where categories become their numbers: ``df.region.astype("category").cat.codes``."""
    for found in facts.index.of(ast.Attribute):
        node = found.node
        if node.attr != "codes" or not isinstance(found.statement, _KEPT):
            continue
        if isinstance(node.value, ast.Attribute) and node.value.attr == "cat":
            yield found, ".cat.codes", node.value.value
        elif isinstance(node.value, ast.Call) and (facts.index.name_of(node.value.func) or "").endswith("Categorical"):
            yield found, "Categorical(...).codes", node.value.args[0] if node.value.args else None


def _is_target(found: Found[Any], value: ast.expr | None, targets: frozenset[str]) -> bool:
    """Tell whether what is encoded is what the model is to answer."""
    written = [value] if value is not None else []
    statement = found.statement
    if isinstance(statement, ast.Assign):
        first = statement.targets[0]
        written.append(first.elts[0] if isinstance(first, ast.Tuple) and first.elts else first)
    words = {word for one in written for word in _words(one)}
    return any(word in targets or _TARGET.search(word) for word in words)


def _words(node: ast.expr) -> Iterator[str]:
    """Yield the name or the column that an expression is about: ``y``, ``df["churn"]``, ``df.churn``."""
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Attribute):
        yield node.attr
        if node.attr == "values":
            yield from _words(node.value)
    elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
        yield node.slice.value
    elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Name):
        yield node.slice.id  # df[TARGET]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        yield from _words(node.func.value)
