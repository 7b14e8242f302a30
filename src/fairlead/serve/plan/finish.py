"""Write how an estimator goes from its sums to outputs and answer."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import exp
from typing import Any

from fairlead.serve.plan.code import Code


def return_number(local: str, code: Code) -> None:
    """Write the answer of a regression."""
    code.lines.append(f"return ({local},), None")


def return_greatest(locals_: Sequence[str], code: Code) -> None:
    """Write outputs of which the first greatest is the answer."""
    if len(locals_) == 2:
        first, second = locals_
        code.lines.append(f"return ({first}, {second}), 1 if {second} > {first} else 0")
        return
    outputs = code.let(f"({', '.join(locals_)},)")
    code.lines.append(f"return {outputs}, {outputs}.index(max({outputs}))")


def logistic(score: str, code: Code, *, factor: int = 1, above: str = ">") -> None:
    """Write the two probabilities of a score, and the second class where the score is above 0.

    Parameters
    ----------
    above : how the estimator compares the score with 0.
    """
    code.lines.append(f"if {score} - {score} != 0.0: raise Beyond")
    scaled = score if factor == 1 else code.let(f"{factor} * {score}")
    code.objects.update(exp=exp, expit=_expit())
    if _agrees():
        p = code.let(f"1.0 / (1.0 + exp(-{scaled})) if {scaled} > -700.0 else expit({scaled})")
    else:
        p = code.let(f"expit({scaled})")
    code.lines.append(f"return (1.0 - {p}, {p}), 1 if {score} {above} 0.0 else 0")


def softmax(scores: Sequence[str], code: Code) -> None:
    """Write the probabilities of several scores.

    Parameters
    ----------
    scores : their locals.
    """
    code.objects.update(softmax=_softmax, array=_array())
    code.lines.append(f"return softmax(array(([{', '.join(scores)}],)))")


def exponential(score: str, code: Code) -> None:
    """Write the exponential of a score, by NumPy's function, which may differ from Python's in the last bit."""
    code.objects.update(array=_array(), exponential=_exponential())
    code.lines.append(f"return (exponential(array([{score}])).item(),), None")


def _softmax(x: Any) -> tuple[tuple[float, ...], int]:
    """Return probabilities as `sklearn.utils.extmath.softmax` calculates them, and the place of the greatest score."""
    from fairlead.serve.plan.row_plan import BeyondPlanError

    place = int(x.argmax())
    x = x - x.max(axis=1).reshape(-1, 1)
    x = _exponential()(x)
    x /= x.sum(axis=1).reshape(-1, 1)
    outputs = tuple(x[0].tolist())
    if outputs[0] != outputs[0]:
        raise BeyondPlanError
    return outputs, place


@lru_cache(maxsize=1)
def _exponential() -> Any:
    import numpy

    return numpy.exp


def _array() -> Any:
    import numpy

    return numpy.array


def _expit() -> Any:
    from scipy.special import expit

    return lambda score: float(expit(score))


@lru_cache(maxsize=1)
def _agrees() -> bool:
    """Tell whether Python's exponential gives the logistic function of SciPy to the last bit, on this machine."""
    import numpy
    from scipy.special import expit

    scores = numpy.concatenate([numpy.linspace(-40, 40, 20_001), numpy.linspace(-700, 700, 5_001), [0.0, -0.0]])
    return all(1.0 / (1.0 + exp(-x)) == y for x, y in zip(scores.tolist(), expit(scores).tolist(), strict=True))
