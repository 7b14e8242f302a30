"""Write what changes each number by itself: scalers, and what makes bins."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from fairlead.serve.plan.code import Code, Col, Lookup, of_lookup


def standard_scaler(step: Any, cols: list[Col], code: Code) -> list[Col]:
    """Write ``(x - mean) / scale``."""
    code.say(f"scale {len(cols)} columns to mean 0 and deviation 1")
    return _centred(cols, step.mean_ if step.with_mean else None, step.scale_ if step.with_std else None, code)


def robust_scaler(step: Any, cols: list[Col], code: Code) -> list[Col]:
    """Write ``(x - center) / scale``."""
    code.say(f"scale {len(cols)} columns by their quantiles")
    center, scale = (step.with_centering and step.center_, step.with_scaling and step.scale_)
    return _centred(cols, None if center is False else center, None if scale is False else scale, code)


def max_abs_scaler(step: Any, cols: list[Col], code: Code) -> list[Col]:
    """Write ``x / scale``."""
    code.say(f"scale {len(cols)} columns by their greatest value")
    cols = _centred(cols, None, step.scale_, code)
    return _clipped(cols, -1.0, 1.0, code) if getattr(step, "clip", False) else cols


def min_max_scaler(step: Any, cols: list[Col], code: Code) -> list[Col]:
    """Write ``x * scale + min``."""
    code.say(f"scale {len(cols)} columns to the range {step.feature_range}")
    cols = each(checked(cols, code), "{} * {}", lambda x, scale: x * scale, step.scale_, code)
    cols = each(cols, "{} + {}", lambda x, least: x + least, step.min_, code)
    return _clipped(cols, float(step.feature_range[0]), float(step.feature_range[1]), code) if step.clip else cols


def _centred(cols: list[Col], center: Any, scale: Any, code: Code) -> list[Col]:
    cols = checked(cols, code)
    if center is not None:
        cols = each(cols, "{} - {}", lambda x, center: x - center, center, code)
    if scale is not None and code.is_sparse:  # scikit-learn multiplies a sparse matrix
        return each(cols, "{} * {}", lambda x, factor: x * factor, 1.0 / scale, code)
    return cols if scale is None else each(cols, "{} / {}", lambda x, scale: x / scale, scale, code)


def _clipped(cols: list[Col], low: float, high: float, code: Code) -> list[Col]:
    clipped = []
    for col in cols:
        x = code.number(col)
        local = code.let(
            f"{code.keep(low)} if {x} < {code.keep(low)} else {code.keep(high)} if {x} > {code.keep(high)} else {x}"
        )
        clipped.append(Col(local, col.form, col.name, never_missing=col.never_missing))
    return clipped


def binarizer(step: Any, cols: list[Col], code: Code) -> list[Col]:
    """Write 1 for what is above a threshold."""
    code.say(f"{len(cols)} columns: whether above {step.threshold:g}")
    threshold = code.keep(float(step.threshold))
    return [
        Col(code.let(f"1.0 if {code.floating(col)} > {threshold} else 0.0"), never_missing=True)
        for col in present(cols, code)
    ]


def bins(step: Any, cols: list[Col], code: Code) -> list[Col]:
    """Write the number of the bin that a value falls into; one-hot by a lookup."""
    if step.dtype is not None and step.dtype != float:
        raise code.refuse("its bins are not counted in double precision")
    code.say(f"put {len(cols)} columns into bins")
    code.objects["bisect"] = bisect_right
    found = []
    for col, edges in zip(present(cols, code), step.bin_edges_, strict=True):
        local = code.let(f"bisect({code.keep(edges[1:-1].tolist())}, {code.floating(col)})")
        found.append(Col(local, "number", never_missing=True))
    if step.encode == "ordinal":
        return found
    from fairlead.serve.plan.encode import one_hot_encoder

    found = one_hot_encoder(step._encoder, found, code)
    code.is_sparse = step.encode == "onehot"
    return found


def polynomial_features(step: Any, cols: list[Col], code: Code) -> list[Col]:
    """Write products of columns, each from a shorter one as scikit-learn does."""
    if code.is_sparse:
        raise code.refuse("products of a sparse matrix have no row form")
    code.say(f"{step.n_output_features_} products of {len(cols)} columns")
    floats = [code.floating(col) for col in present(cols, code)]
    known: dict[tuple[int, ...], str] = {(): "1.0"} | {(n,): local for n, local in enumerate(floats)}
    found = []
    for powers in step.powers_.tolist():
        factors = tuple(n for n, power in enumerate(powers) for _ in range(power))
        for start in range(len(factors) - 1, -1, -1):
            if factors[start:] not in known:
                known[factors[start:]] = code.let(f"{known[factors[start + 1 :]]} * {floats[factors[start]]}")
        found.append(Col(known[factors], may_overflow=len(factors) > 1, never_missing=True))
    return found


def power_transformer(step: Any, cols: list[Col], code: Code) -> list[Col]:
    """Write the transform of Yeo and Johnson, with the functions of NumPy that SciPy calls."""
    if step.method != "yeo-johnson":
        raise code.refuse("the transform of Box and Cox has no row form")
    code.say(f"bend {len(cols)} columns towards a normal distribution")
    import numpy

    code.objects.update(log1p=numpy.log1p, expm1=numpy.expm1)
    found = []
    for col, power in zip(checked(cols, code), step.lambdas_.tolist(), strict=True):
        x = code.floating(col)
        above = "log1p({})" if abs(power) < 2.3e-16 else f"expm1({code.keep(power)} * log1p({{}})) / {code.keep(power)}"
        rest = code.keep(2 - power)
        below = "-log1p(-{})" if abs(power - 2) <= 2.3e-16 else f"-expm1({rest} * log1p(-{{}})) / {rest}"
        local = code.let(f"float({above.format(x)} if {x} >= 0.0 else {below.format(x)})")
        found.append(Col(local, name=col.name, may_overflow=True, never_missing=col.never_missing))
    return standard_scaler(step._scaler, found, code) if step.standardize else found


def each(
    cols: Sequence[Col], text: str, function: Callable[[float, float], float], numbers: Iterable[Any], code: Code
) -> list[Col]:
    """Write one expression for each column, with a number of its own; in a lookup the numbers themselves are changed.

    Parameters
    ----------
    text : of the expression, with places for the column and the number.
    function : that gives the same.
    """
    given = [float(number) for number in numbers]
    found: list[Col] = []
    for one in code.stretches(cols):
        if isinstance(one, Lookup):
            of_these = given[len(found) : len(found) + one.width]
            changed = one.mapped(lambda row, of_these=of_these: tuple(map(function, row, of_these)))
            found += of_lookup(changed)
        else:
            expression = text.format(code.number(one), code.keep(given[len(found)]))
            found.append(Col(code.let(expression), name=one.name, may_overflow=True, never_missing=one.never_missing))
    return found


def checked(cols: Iterable[Col], code: Code) -> list[Col]:
    """Write, where a column may be infinite, that the pipeline is asked then: scikit-learn refuses it."""
    found = []
    for col in cols:
        if col.may_overflow:
            local = code.number(col)
            code.lines.append(f"if {local} - {local} != 0.0 and {local} == {local}: raise Beyond")
        found.append(replace(col, may_overflow=False))
    return found


def present(cols: Iterable[Col], code: Code) -> list[Col]:
    """Write, where a column may be missing or infinite, that the pipeline is asked then: scikit-learn refuses it."""
    found = []
    for col in checked(cols, code):
        if not col.never_missing:
            local = code.number(col)
            code.lines.append(f"if {local} != {local}: raise Beyond")
        found.append(replace(col, never_missing=True))
    return found
