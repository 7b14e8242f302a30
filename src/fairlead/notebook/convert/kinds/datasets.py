"""The kinds of scikit-learn's data sets, and of their parts."""

from __future__ import annotations

import ast
from typing import Any

from fairlead.notebook.convert.kinds.kind import ARRAY, BUNCH, BUNCH_OF_FRAMES, FRAME, SERIES

_BUNCHES = frozenset(
    ["load_iris", "load_wine", "load_breast_cancer", "load_digits", "load_diabetes"]
    + ["fetch_california_housing", "fetch_olivetti_faces", "fetch_lfw_people", "fetch_covtype"]
)


def kind_of_dataset(node: ast.Call, last: str) -> str:
    """Return the kind of a data set of scikit-learn that is one object; `kinds_of_datasets` has those of several."""
    options = {one.arg: one.value.value for one in node.keywords if isinstance(one.value, ast.Constant)}
    if last not in _BUNCHES or "return_X_y" in {one.arg for one in node.keywords}:
        return ""
    return BUNCH_OF_FRAMES if options.get("as_frame") else BUNCH


def kinds_of_datasets(node: ast.Call, name: str, number: int) -> list[str]:
    """Return the kinds of what a function of scikit-learn gives at once, as ``X, y = load_iris(return_X_y=True)``."""
    last = name.rpartition(".")[2]
    if not name.startswith("sklearn.datasets.") or number != 2:
        return []
    if last.startswith("make_"):
        return [] if last in ("make_multilabel_classification", "make_biclusters", "make_checkerboard") else [ARRAY] * 2
    frames = any(one.arg == "as_frame" for one in node.keywords)
    return [FRAME, SERIES] if frames else [ARRAY] * 2 if last in _BUNCHES else []


def kind_in_bunch(owner: str, part: Any) -> str:
    """Return the kind of a part of a data set: its ``data``, its ``target``."""
    parts = {"data": FRAME, "target": SERIES, "frame": FRAME}
    return parts.get(part, "") if owner == BUNCH_OF_FRAMES else ARRAY if part in ("data", "target", "images") else ""
