"""Write encoders as lookups: the fitted encoder itself is asked what it gives for each value that it knows."""

from __future__ import annotations

import warnings
from typing import Any

from fairlead.serve.plan.code import Code, Col, Lookup, of_lookup

UNKNOWN_TEXT = "\x00 never seen \x00"
UNKNOWN_NUMBER = 8.98846567431158e307


def one_hot_encoder(step: Any, cols: list[Col], code: Code) -> list[Col]:
    """Write a row of zeros and a one for each column."""
    widths = [_one_hot_width(step, n) for n in range(len(cols))]
    code.say(f"look {len(cols)} columns up in tables of {sum(widths)} zeros and ones")
    code.is_sparse = step.sparse_output
    return looked_up(step, cols, widths, code)


def ordinal_encoder(step: Any, cols: list[Col], code: Code) -> list[Col]:
    """Write a number for each value."""
    code.say(f"look {len(cols)} columns up in tables of codes")
    return looked_up(step, cols, [1] * len(cols), code)


def target_encoder(step: Any, cols: list[Col], code: Code) -> list[Col]:
    """Write for each value what the target was on average, drawn towards the mean."""
    width = len(step.classes_) if step.target_type_ == "multiclass" else 1
    code.say(f"look {len(cols)} columns up in tables of the target's averages")
    return looked_up(step, cols, [width] * len(cols), code)


def _one_hot_width(step: Any, n: int) -> int:
    infrequent = getattr(step, "infrequent_categories_", None)
    seldom = 0 if infrequent is None or infrequent[n] is None else len(infrequent[n])
    width = len(step.categories_[n]) - seldom + (seldom > 0)
    dropped = step.drop_idx_
    return width - (dropped is not None and dropped[n] is not None)


def looked_up(step: Any, cols: list[Col], widths: list[int], code: Code) -> list[Col]:
    """Ask an encoder, of which each column stands for itself, for all that it knows, and write its columns as lookups.

    Parameters
    ----------
    widths : how many columns it gives for each.
    """
    found: list[Col] = []
    for n, col in enumerate(cols):
        start = sum(widths[:n])
        given = _answers(step, cols, n, slice(start, start + widths[n]), sum(widths))
        if not given.rows and given.unknown is None:
            raise code.refuse(f"{type(step).__name__} does not answer for column {col.name or n!r}")
        found += of_lookup(Lookup(_key(col, code), given.rows, given.unknown))
    return found


def _key(col: Col, code: Code) -> str:
    """Return the local that holds the value, a missing one as None."""
    if col.lookup is None and (col.form == "raw" or col.never_missing):
        return col.local
    local = code.number(col)
    return code.let(f"None if {local} != {local} else {local}")


def _answers(step: Any, cols: list[Col], n: int, place: slice, width: int) -> Lookup:
    known = [value for value in step.categories_[n].tolist() if value is not None and value == value]
    rows = dict(zip(known, _asked(step, n, known, width) or (), strict=False))
    gaps = [value for value in step.categories_[n].tolist() if value is None or value != value]
    gap = gaps[0] if gaps else None if cols[n].is_text and cols[n].gap == "none" else float("nan")
    of_gap = None if cols[n].never_missing else _asked(step, n, [gap], width)
    if of_gap is not None:
        rows[None] = of_gap[0]
    of_unknown = _asked(step, n, [UNKNOWN_TEXT if cols[n].is_text else UNKNOWN_NUMBER], width)
    return Lookup(
        "", {value: row[place] for value, row in rows.items()}, None if of_unknown is None else of_unknown[0][place]
    )


def _asked(step: Any, n: int, values: list[Any], width: int) -> list[tuple[float, ...]] | None:
    """Return what an encoder gives for some values in one column; None if it refuses one of them."""
    import numpy  # the encoder has imported it

    if not values:
        return None
    rows = numpy.empty((len(values), len(step.categories_)), dtype=object)
    for place, known in enumerate(step.categories_):
        rows[:, place] = known.tolist()[0]
    rows[:, n] = values
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            answer = step.transform(rows)
        except (ValueError, TypeError):
            return None
    dense = numpy.asarray(answer.toarray() if hasattr(answer, "toarray") else answer, dtype=float)
    return None if dense.shape[1] != width else [tuple(row) for row in dense.tolist()]
