"""Write what fills gaps."""

from __future__ import annotations

from typing import Any

from fairlead.serve.plan.code import Code, Col, Form
from fairlead.serve.plan.scale import checked


def simple_imputer(step: Any, cols: list[Col], code: Code) -> list[Col]:
    """Write a value in place of each missing one; with `add_indicator`, say beside it where that was."""
    missing = step.missing_values
    if not (missing is None or missing != missing):
        raise code.refuse(f"it fills in for {missing!r}, not for what is missing")
    found, filled = [], 0
    for col, statistic in zip(cols, step.statistics_, strict=True):
        value = statistic.item() if hasattr(statistic, "item") else statistic
        if value is None or value != value:
            if step.keep_empty_features:
                raise code.refuse("a column without any value is kept")
            continue  # nothing was seen in training: scikit-learn drops the column
        found.append(_filled(step, col, value, code))
        filled += 1
    code.say(f"fill {filled} columns where a value is missing ({step.strategy})")
    if step.add_indicator:
        found += [_indicated(cols[n], code) for n in step.indicator_.features_]
    return found


def _filled(step: Any, col: Col, value: Any, code: Code) -> Col:
    if col.never_missing:
        return col
    if col.is_text:
        is_seen = step.missing_values is None if col.gap == "none" else step.missing_values is not None
        if not is_seen:
            return col
        local = code.let(f"{code.keep(value)} if {col.local} is None else {col.local}")
        return Col(local, "number", col.name, is_text=True, never_missing=True)
    if isinstance(value, str) or step.missing_values is None:
        raise code.refuse("numbers are filled as if they were text")
    (one,) = checked([col], code)
    local = one.local if one.form == "raw" else code.number(one)
    gap = f"{local} is None" if one.form == "raw" else f"{local} != {local}"
    filled = code.let(f"{code.keep(float(value))} if {gap} else {local}")
    form: Form = "float" if one.form == "float" else "number"
    return Col(filled, form, one.name, never_missing=True, is_single=one.is_single)


def _indicated(col: Col, code: Code) -> Col:
    if col.is_text:
        raise code.refuse("gaps in text are indicated")
    if col.never_missing:
        return Col(code.let("0.0"), never_missing=True)
    local = col.local if col.form == "raw" else code.number(col)
    return Col(code.let(f"1.0 if {f'{local} is None' if col.form == 'raw' else f'{local} != {local}'} else 0.0"))


def missing_indicator(step: Any, cols: list[Col], code: Code) -> list[Col]:
    """Write where a value is missing; the pipeline says what it thinks of one where training has seen none."""
    if not (step.missing_values is None or step.missing_values != step.missing_values):
        raise code.refuse(f"it looks for {step.missing_values!r}, not for what is missing")
    code.say(f"{len(step.features_)} columns: whether missing")
    return [_indicated(cols[n], code) for n in step.features_]
