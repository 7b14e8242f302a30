"""Write the estimators that are made of trees."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

from fairlead.serve.plan.code import Code, Col
from fairlead.serve.plan.compose import transformed
from fairlead.serve.plan.finish import exponential, logistic, return_greatest, return_number, softmax
from fairlead.serve.plan.trees import Tree, features_of, of_sklearn, sums


def decision_tree(step: Any, cols: list[Col], code: Code) -> None:
    """Write one tree."""
    _forest(step, [step], cols, code)


def random_forest(step: Any, cols: list[Col], code: Code) -> None:
    """Write the mean of the trees of a forest."""
    members = step.estimators_
    if step.n_jobs not in (None, 1) and not _is_free_of_order(members):
        raise code.refuse(
            f"several threads add up its trees in no fixed order (n_jobs={step.n_jobs}), so its last bits are not "
            "always the same; fit it with n_jobs=None"
        )
    _forest(step, members, cols, code)


def _is_free_of_order(members: Sequence[Any]) -> bool:
    """Tell whether a sum of leaves is the same in any order: it is if all are whole numbers."""
    return all(((one.tree_.value % 1) == 0).all() for one in members)


def _forest(step: Any, members: Sequence[Any], cols: list[Col], code: Code) -> None:
    if step.n_outputs_ != 1:
        raise code.refuse("it has several targets")
    is_classifier = hasattr(step, "classes_")
    width = len(step.classes_) if is_classifier else 1
    trees = [of_sklearn(one.tree_, width) for one in members]
    columns, maybe = single_precision(
        trees, cols, code, takes_missing=not code.is_sparse and _takes_missing(members[0])
    )
    into = [code.let("0.0") for _ in range(width)]
    sums([(tree, into) for tree in trees], columns, maybe, code)
    if len(members) > 1 or hasattr(step, "estimators_"):
        into = [code.let(f"{local} / {len(members)}") for local in into]
    if is_classifier:
        return_greatest(into, code)
    else:
        return_number(into[0], code)


def _takes_missing(member: Any) -> bool:
    import numpy

    return bool(member._support_missing_values(numpy.zeros((1, 1), dtype=numpy.float32)))


def gradient_boosting(step: Any, cols: list[Col], code: Code) -> None:
    """Write a sum of trees on what scikit-learn begins with."""
    import numpy

    members = step.estimators_.tolist()
    rate = step.learning_rate
    trees = [[_scaled(of_sklearn(one.tree_, 1), rate) for one in row] for row in members]
    listed = [tree for row in trees for tree in row]
    columns, maybe = single_precision(listed, cols, code, takes_missing=False)
    if not (isinstance(step.init_, str) or type(step.init_).__name__ in ("DummyClassifier", "DummyRegressor")):
        raise code.refuse(f"it begins with a {type(step.init_).__name__}")
    begin = step._raw_predict_init(numpy.zeros((1, step.n_features_in_), dtype=numpy.float32))[0].tolist()
    into = [code.let(code.keep(float(one))) for one in begin]
    sums([(tree, [into[n]]) for row in trees for n, tree in enumerate(row)], columns, maybe, code)
    if not hasattr(step, "classes_"):
        return_number(into[0], code)
    elif len(into) > 1:
        softmax(into, code)
    elif type(step._loss).__name__ == "ExponentialLoss":
        logistic(into[0], code, factor=2, above=">=")
    else:
        logistic(into[0], code, above=">=")


def _scaled(tree: Tree, rate: float) -> Tree:
    return Tree(
        tree.feature, tree.threshold, tree.left, tree.right,
        [tuple(rate * value for value in row) for row in tree.values], tree.missing_left,
    )  # fmt: skip


def single_precision(
    trees: Sequence[Tree], cols: list[Col], code: Code, *, takes_missing: bool
) -> tuple[dict[int, str], frozenset[int]]:
    """Write the columns that trees ask for as numbers of single precision, as scikit-learn's trees compare them.

    All columns are packed, not only those: scikit-learn refuses a row with a number that is too large anywhere.

    Returns
    -------
    columns : the local of each column that a tree asks for.
    maybe : columns of which a value may be missing.
    """
    locals_ = [code.number(col) for col in cols]
    for col, local in zip(cols, locals_, strict=True):
        if not takes_missing and not _is_there(col):
            code.lines.append(f"if {local} != {local}: raise Beyond")
        if col.may_overflow:
            code.lines.append(f"if {local} - {local} != 0.0 and {local} == {local}: raise Beyond")
    used = features_of(trees)
    packer = struct.Struct(f"={len(cols)}f")
    names = [f"x{n}" if n in set(used) else "_" for n in range(len(cols))]
    pack, unpack = code.keep(packer.pack), code.keep(packer.unpack)
    code.lines.append(f"{', '.join(names)}, = {unpack}({pack}({', '.join(locals_)}))")
    return {n: f"x{n}" for n in used}, frozenset(n for n in used if not _is_there(cols[n]))


def _is_there(col: Col) -> bool:
    """Tell whether a column always has a value."""
    if col.lookup is None:
        return col.never_missing
    rows = [*col.lookup.rows.values(), *([col.lookup.unknown] if col.lookup.unknown is not None else [])]
    return all(row[col.place] == row[col.place] for row in rows)


def hist_gradient_boosting(step: Any, cols: list[Col], code: Code) -> None:
    """Write a sum of trees that know categories and missing values."""
    if step._preprocessor is not None:
        cols = transformed(step._preprocessor, cols, code)
    import numpy

    is_categorical = step._is_categorical_remapped if step._preprocessor is not None else None
    categories = [] if is_categorical is None else numpy.flatnonzero(is_categorical).tolist()
    stages = [[_of_hist(one) for one in row] for row in step._predictors]
    listed = [tree for row in stages for tree in row]
    columns, maybe = {}, set()
    for n in features_of(listed):
        columns[n] = code.floating(cols[n])
        if n in categories:
            columns[n] = code.let(f"-1 if {columns[n]} != {columns[n]} or {columns[n]} < 0.0 else {columns[n]}")
        elif not _is_there(cols[n]):
            maybe.add(n)
    begin = numpy.asarray(step._baseline_prediction, dtype=float).reshape(-1).tolist()
    into = [code.let(code.keep(float(one))) for one in begin]
    sums([(tree, [into[n]]) for row in stages for n, tree in enumerate(row)], columns, frozenset(maybe), code)
    link = type(step._loss.link).__name__
    if hasattr(step, "classes_"):
        softmax(into, code) if len(into) > 1 else logistic(into[0], code)
    elif link == "IdentityLink":
        return_number(into[0], code)
    elif link == "LogLink":
        exponential(into[0], code)
    else:
        raise code.refuse(f"its link is {link}")


def _of_hist(predictor: Any) -> Tree:
    nodes = predictor.nodes
    is_leaf = nodes["is_leaf"].tolist()
    features = nodes["feature_idx"].tolist()
    missing_left = [bool(one) for one in nodes["missing_go_to_left"].tolist()]
    sets = [
        _left_set(predictor.raw_left_cat_bitsets[place].tolist(), goes_left) if is_set and not leaf else None
        for is_set, leaf, place, goes_left in zip(
            nodes["is_categorical"].tolist(), is_leaf, nodes["bitset_idx"].tolist(), missing_left, strict=True
        )
    ]
    return Tree(
        [-1 if leaf else feature for feature, leaf in zip(features, is_leaf, strict=True)],
        nodes["num_threshold"].tolist(),
        nodes["left"].tolist(),
        nodes["right"].tolist(),
        [(value,) for value in nodes["value"].tolist()],
        missing_left,
        sets if any(one is not None for one in sets) else None,
    )


def _left_set(words: Sequence[int], missing_left: bool) -> frozenset[float]:
    """Return the codes whose bit is set in words of 32 bits, and -1 for a missing one where that goes to the left."""
    codes = {float(32 * n + bit) for n, word in enumerate(words) for bit in range(32) if word >> bit & 1}
    return frozenset(codes | ({-1.0} if missing_left else set()))
