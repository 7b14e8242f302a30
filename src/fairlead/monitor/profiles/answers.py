"""What a model has answered and how it turned out, as three more columns of a batch: predictions, outcomes, errors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fairlead.errors import MonitorError
from fairlead.monitor.profiles.columns import kind_of, numbers_of

PREDICTION, TARGET, ERROR = "(prediction)", "(target)", "(error)"
"""The names of these columns in a profile; no column of a table is called so."""

ANSWERS = {PREDICTION: "The predictions", TARGET: "The outcomes", ERROR: "The errors"}


def answer_columns(predictions: Any, outcomes: Any, rows: int) -> Iterator[tuple[str, Any]]:
    """Give the predictions, the outcomes and the errors with their names, each as a series of Narwhals.

    Parameters
    ----------
    predictions : one for each row: numbers (probabilities of the positive class, or values) or classes.
    outcomes : one for each row, None or NaN where it is not known yet.
    rows : how many there are.

    Raises
    ------
    MonitorError
        There is not one for each row; one is a number and the other a word.

    Notes
    -----
    Outcomes and errors are those of the rows whose outcome is known: late ones are no drift. Without any, there is
    neither of the two columns. The error of a number is the outcome less the prediction; a class is "right" or "wrong".
    """
    said = None if predictions is None else _series(PREDICTION, predictions, rows)
    if said is not None:
        yield PREDICTION, said
    if outcomes is None:
        return
    turned = _series(TARGET, outcomes, rows)
    is_known = _is_known(turned)
    if not is_known.any():
        return
    yield TARGET, turned.filter(is_known.tolist())
    if said is not None:
        is_known &= _is_known(said)
        if is_known.any():
            yield ERROR, _error(said.filter(is_known.tolist()), turned.filter(is_known.tolist()))


def _series(name: str, values: Any, rows: int) -> Any:
    import narwhals as nw
    import polars  # 0.1 CPU s; the table may be of another library

    found = nw.from_native(values, series_only=True, pass_through=True)
    if not isinstance(found, nw.Series):
        plain = values.tolist() if str(getattr(values, "dtype", "")) == "object" else values
        found = nw.from_native(polars.Series(name, plain, strict=False), series_only=True)
    if len(found) != rows:
        raise MonitorError.other_length(rows, len(found))
    if kind_of(found) is None:
        raise MonitorError.no_answers(name.strip("()"), str(found.dtype))
    return found


def _is_known(series: Any) -> Any:
    import numpy

    if kind_of(series) == "number":
        return ~numpy.isnan(numbers_of(series))
    return ~series.is_null().to_numpy()


def _error(said: Any, turned: Any) -> Any:
    import narwhals as nw
    import numpy
    import polars

    kinds = [kind_of(one) for one in (said, turned)]
    if kinds == ["category", "category"]:
        is_right = numpy.array([str(one) == str(other) for one, other in zip(said, turned, strict=True)])
        found = polars.Series(ERROR, numpy.where(is_right, "right", "wrong"))
    elif all(kind == "number" or one.dtype == nw.Boolean for kind, one in zip(kinds, (said, turned), strict=True)):
        found = polars.Series(ERROR, numbers_of(turned) - numbers_of(said))
    else:
        raise MonitorError.other_kind_of_outcomes(str(said.dtype), str(turned.dtype))
    return nw.from_native(found, series_only=True)
