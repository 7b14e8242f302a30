"""Let what learns from all rows learn behind the split: from the training rows alone.

``X = scaler.fit_transform(X)`` before ``train_test_split(X, ...)`` goes, and behind the split come
``X_train = scaler.fit_transform(X_train)`` and ``X_test = scaler.transform(X_test)``; so do gaps that are filled with
means, columns that are scaled in their table, and all that is done to the table on the way. It is done only where that
whole way is plain and nothing later looks at the table.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from fairlead.notebook.facts import Facts
from fairlead.notebook.fix.edit import Edit
from fairlead.notebook.fix.imports import is_free
from fairlead.notebook.fix.learning import LEARNING, Reader
from fairlead.notebook.fix.parting import Parting, names_in
from fairlead.notebook.fix.said_again import edits_of
from fairlead.notebook.fix.spans import text_of
from fairlead.notebook.fix.standing import Standing, top_statements
from fairlead.notebook.fix.way import Way, is_described, way_to_split
from fairlead.notebook.flow.events import Estimator, Fit
from fairlead.notebook.notebook import Place
from fairlead.notebook.rules.rule import Hit

_MOVED = {
    "StandardScaler": "scaler",
    "MinMaxScaler": "scaler",
    "MaxAbsScaler": "scaler",
    "RobustScaler": "scaler",
    "PowerTransformer": "transformer",
    "QuantileTransformer": "transformer",
    "SimpleImputer": "imputer",
    "KNNImputer": "imputer",
    "IterativeImputer": "imputer",
    "PCA": "pca",
    "TruncatedSVD": "svd",
    "CountVectorizer": "vectorizer",
    "TfidfVectorizer": "vectorizer",
}
"""Transformers that learn from the rows that they get and answer row by row; each with a name, if it has none."""

_STATELESS = frozenset(("PolynomialFeatures", "Normalizer", "passthrough"))
"""What may be a step beside them."""

_NOT_PLAIN = "what happens to the table from here to its split is not plain enough to be said again behind it"


def moved_behind_split(facts: Facts, hit: Hit) -> Sequence[Edit] | str:
    """Say behind the split what is done to the table before it, where that surely changes nothing else."""
    if _sees_copies(facts, hit):
        return "rows are repeated before the split: behind it, too, it would learn from copies of test rows"
    standing = Standing.of(facts, hit.place)
    if standing is None:
        return "it does not stand at the top of a cell"
    here = standing.cell, standing.node
    learned = frozenset(tuple(one.place) for trial in facts.flow.trials for one in trial.statistics)
    found = way_to_split(facts, Reader(facts, learned), *here)
    found = found or way_to_split(facts, Reader(facts, learned), *here, alone=True)
    if found is None:
        return _NOT_PLAIN
    way, parting = found
    fits = list(_fits(way))
    for cell, call in fits:
        strange = _strange(facts, facts.index.place_of(call, cell))
        if strange:
            return f"`{strange}` is not one of those that can surely be moved"
    used = _used_behind(facts, way, parting)
    if used:
        return f"`{used}` is used again behind the split"
    named: dict[int, str] = {}
    made: list[str] = []
    for cell, call in fits:
        maker = call.func.value if isinstance(call.func, ast.Attribute) else None
        if not isinstance(maker, ast.Call):
            continue
        name = _MOVED.get((facts.index.name_of(maker.func) or "").rpartition(".")[2], "preparation")
        if not is_free(facts, name) or name in named.values():
            return f"the name `{name}` is taken"
        named[id(maker)] = name
        made.append(f"{name} = {text_of(facts, maker, cell)}")
    return edits_of(facts, way, parting, named, made)


def _fits(way: Way) -> Iterator[tuple[int, ast.Call]]:
    for one in way.statements:
        for call in one.learns:
            if isinstance(call.func, ast.Attribute) and call.func.attr in LEARNING:
                yield one.cell, call


def _used_behind(facts: Facts, way: Way, parting: Parting) -> str:
    """Return the name of the table if anything behind the split looks at more than its columns and its shape."""
    for cell, node in top_statements(facts):
        if (cell, node.lineno) <= (parting.cell, parting.statement.lineno):
            continue
        for name in way.names():
            if name in names_in(node) and not is_described(node, name):
                return name
    return ""


def _strange(facts: Facts, place: Place) -> str:
    """Return the name of what is fitted, or of a step of it, that is not known to answer row by row; "" if all are."""
    event = next((one for one in facts.flow.of(Fit) if one.place == place and one.estimator is not None), None)
    waiting = [event.estimator] if event is not None else []
    if not waiting:
        return "it"
    while waiting:
        one = waiting.pop()
        assert one is not None
        short = one.name.rpartition(".")[2]
        if one.steps:
            waiting += one.steps
        elif short not in _MOVED and short not in _STATELESS and not _knows_what_to_do(one):
            return short
    return ""


def _knows_what_to_do(encoder: Estimator) -> bool:
    """Tell whether an encoder answers for a category that only test rows have, where others would stop."""
    return encoder.arguments.get("handle_unknown") in ("ignore", "infrequent_if_exist", "use_encoded_value", "warn")


def _sees_copies(facts: Facts, hit: Hit) -> bool:
    return any(
        trial.overlap == "copies" and any(one.place == hit.place for one in trial.statistics)
        for trial in facts.flow.trials
    )
