"""Write linear models.

Columns side by side are multiplied with the coefficients by the call that scikit-learn makes, on an array of the same
shape, since a product of matrices adds up in an order of its own. A sparse row is added up from the left, column by
column, so plain Python does the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fairlead.serve.plan.code import Code, Col, Lookup
from fairlead.serve.plan.finish import logistic, return_number, softmax

MOST_TERMS = 3_000
"""Products of a sparse row that are written out."""


def linear_regression(step: Any, cols: list[Col], code: Code) -> None:
    """Write a weighted sum."""
    code.say(f"weighted sum of {len(cols)} columns")
    scores = _scores(step, cols, code)
    if len(scores) > 1:
        raise code.refuse("it has several targets")
    code.lines.append(f"if {scores[0]} - {scores[0]} != 0.0: raise Beyond")
    return_number(scores[0], code)


def logistic_regression(step: Any, cols: list[Col], code: Code) -> None:
    """Write the probabilities of a logistic regression."""
    code.say(f"logistic regression on {len(cols)} columns")
    scores = _scores(step, cols, code)
    softmax(scores, code) if len(scores) > 1 else logistic(scores[0], code)


def linear_classifier(step: Any, cols: list[Col], code: Code) -> None:
    """Write the decision function of a linear classifier that knows no probabilities."""
    code.say(f"decision function of {len(cols)} columns")
    scores = _scores(step, cols, code)
    for score in scores:
        code.lines.append(f"if {score} - {score} != 0.0: raise Beyond")
    if len(scores) == 1:
        code.lines.append(f"return ({scores[0]},), 1 if {scores[0]} > 0.0 else 0")
        return
    outputs = code.let(f"({', '.join(scores)},)")
    code.lines.append(f"return {outputs}, {outputs}.index(max({outputs}))")


def sgd_classifier(step: Any, cols: list[Col], code: Code) -> None:
    """Write a classifier that was fitted by stochastic gradient descent."""
    if step.loss not in ("log_loss", "modified_huber"):
        return linear_classifier(step, cols, code)
    if step.loss != "log_loss" or len(step.classes_) > 2:
        raise code.refuse(f"probabilities of the loss {step.loss!r} for {len(step.classes_)} classes have no row form")
    return logistic_regression(step, cols, code)


def _scores(step: Any, cols: list[Col], code: Code) -> list[str]:
    """Write the weighted sums and return their locals."""
    import numpy

    if step.coef_.dtype != numpy.float64:
        raise code.refuse(f"its coefficients are {step.coef_.dtype}")
    if hasattr(step.coef_, "toarray"):
        raise code.refuse("its coefficients are a sparse matrix")
    if code.is_sparse:
        return _added(step, cols, code)
    code.objects.update(array=numpy.array)
    coef = step.coef_.T if step.coef_.ndim == 2 else step.coef_
    x = code.let(f"array(({listed(cols, code)},))")
    product = code.let(f"{x} @ {code.keep(coef)} + {code.keep(step.intercept_)}")
    count = 1 if coef.ndim == 1 else coef.shape[1]
    if count == 1:
        return [code.let(f"{product}.item()")]
    names = code.let(f"{product}[0].tolist()")
    return [code.let(f"{names}[{n}]") for n in range(count)]


def listed(cols: list[Col], code: Code) -> str:
    """Return the expression for the numbers of one row as a list."""
    parts = [f"*{code.looked_up(one)}" if isinstance(one, Lookup) else code.number(one) for one in code.stretches(cols)]
    return f"[{', '.join(parts)}]"


def _added(step: Any, cols: list[Col], code: Code) -> list[str]:
    import numpy

    rows = numpy.atleast_2d(step.coef_).tolist()
    begins = numpy.broadcast_to(numpy.atleast_1d(step.intercept_), (len(rows),)).tolist()
    stretches = list(code.stretches(cols))
    if len(rows) * len(stretches) > MOST_TERMS:
        raise code.refuse(f"{len(rows) * len(stretches):,} products of a sparse row are more than a plan writes out")
    return [
        code.let(f"{' + '.join(['0.0', *_terms(stretches, row, code)])} + {code.keep(float(begin))}")
        for row, begin in zip(rows, begins, strict=True)
    ]


def _terms(stretches: Sequence[Col | Lookup], coef: Sequence[float], code: Code) -> list[str]:
    terms: list[str] = []
    at = 0
    for one in stretches:
        if isinstance(one, Lookup) and one.has_one_number:
            of_these = coef[at : at + one.width]
            summed = one.mapped(lambda row, of_these=of_these: _product(row, of_these))
            terms.append(code.look_up(one.value, summed.rows, summed.unknown).join("()"))
            at += one.width
        elif isinstance(one, Lookup):
            row = code.looked_up(one)
            terms += [f"{row}[{n}] * {code.keep(float(coef[at + n]))}" for n in range(one.width)]
            at += one.width
        else:
            terms.append(f"{code.number(one)} * {code.keep(float(coef[at]))}")
            at += 1
    return terms


def _product(row: Sequence[float], coef: Sequence[float]) -> float:
    """Return the one product of a row that has no other number than 0."""
    return next((x * c for x, c in zip(row, coef, strict=True) if x != 0.0), 0.0)
