"""What a model must answer, whatever it has learned: what does not matter, what moves it which way, how good it is.

After Ribeiro et al. (2020), Beyond Accuracy: Behavioral Testing of NLP Models with CheckList, section 2: invariance
tests, directional expectation tests and minimum functionality tests, here for rows of a table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from fairlead.errors import MetricError, MLTestError
from fairlead.testing.broken import Broken, require
from fairlead.testing.rows import ROWS_ASKED, Holdout, some_rows

if TYPE_CHECKING:
    from fairlead.model import Model

Slice = Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Ask one thing of a model; call it in a test, or give many to `check_behaviour`.

    Parameters
    ----------
    sentence : what must hold.
    judge : function of a model and a holdout; returns what is broken, or None.
    """

    sentence: str
    judge: Callable[[Model, Holdout], Broken | None]

    def __call__(self, model: Model, holdout: Holdout) -> None:
        """Fail if the model does not behave so.

        Raises
        ------
        AssertionError
            It does not; the text names the worst rows.
        MLTestError
            It cannot be asked: a column is missing, for example.
        """
        __tracebackhide__ = True
        require(self.judge(model, holdout))


@dataclass(frozen=True, slots=True)
class BehaviourResult:
    """Hold how a model behaved: what was asked, whether it passed, and what was found if not."""

    name: str
    passed: bool
    said: str = ""


def check_behaviour(behaviours: Iterable[Behaviour], model: Model, holdout: Holdout) -> list[BehaviourResult]:
    """Ask everything of a model, as the gate wants it; a question that cannot be asked did not pass.

    Returns
    -------
    list of BehaviourResult, one for each question, in order.
    """
    return [_result(one, model, holdout) for one in behaviours]


def _result(behaviour: Behaviour, model: Model, holdout: Holdout) -> BehaviourResult:
    try:
        broken = behaviour.judge(model, holdout)
    except (MLTestError, MetricError) as error:
        return BehaviourResult(behaviour.sentence, False, error.message)
    return BehaviourResult(behaviour.sentence, broken is None, "" if broken is None else broken.sentence)


def invariant(column: str, values: Sequence[Any], *, tolerance: float = 0.0, rows: int = ROWS_ASKED) -> Behaviour:
    """Ask that a column does not matter: whichever of `values` stands in it, the answer stays.

    Parameters
    ----------
    values : two or more that are put into the column of every row, in turn.
    tolerance : float, by how much an answer (a probability, or the number predicted) may move.
    rows : int, how many rows of the holdout are asked about.
    """
    sentence = f"`{column}` does not matter: the answer moves by at most {tolerance:g}"

    def judge(model: Model, holdout: Holdout) -> Broken | None:
        _check_column(model, column)
        base = some_rows(model, holdout, rows)
        answers = [_ask(model, base, column, value) for value in values]
        moved = [max(one) - min(one) for one in zip(*answers, strict=True)]
        worst = _worst_first(moved, tolerance)
        if not worst:
            return None
        said = (
            f"`{column}` matters: between {_listed(values)} the answer moves by up to {moved[worst[0]]:.3g} "
            f"(allowed: {tolerance:g}) in {len(worst)} of {len(base)} rows."
        )
        shown = [
            {**{f"{column}={v}": a[n] for v, a in zip(values, answers, strict=True)}, **_without(base[n], column)}
            for n in worst
        ]
        return Broken(said, shown, len(worst), {"largest": moved[worst[0]], "rows": len(base)})

    return Behaviour(sentence, judge)


def directional(
    column: str,
    delta: Any,
    direction: Literal["up", "down"],
    *,
    tolerance: float = 0.0,
    share: float = 1.0,
    rows: int = ROWS_ASKED,
) -> Behaviour:
    """Ask that a change of a column moves the answer one way, or not at all.

    Parameters
    ----------
    delta : a number is added to the column; anything else (``"Two year"``) is put into it.
    direction : "up" or "down", of the probability of the second class, or of the number predicted.
    tolerance : float, by how much an answer may move the wrong way.
    share : float in [0, 1], of the rows that must keep to it.
    rows : int, how many rows of the holdout are asked about.
    """
    change = f"{delta:+g}" if _is_number(delta) else f"= {delta!r}"
    sentence = f"`{column}` {change} moves the answer {direction}"

    def judge(model: Model, holdout: Holdout) -> Broken | None:
        _check_column(model, column)
        base = [row for row in some_rows(model, holdout, rows) if row[column] is not None]
        before = _positive(model, base)
        after = _positive(model, [{**row, column: _changed(row[column], delta)} for row in base])
        sign = 1 if direction == "up" else -1
        wrong = [sign * (old - new) for old, new in zip(before, after, strict=True)]
        worst = _worst_first(wrong, tolerance)
        if len(worst) <= (1 - share) * len(base):
            return None
        said = (
            f"`{column}` {change} should move the answer {direction}, and moves it the other way by up to "
            f"{wrong[worst[0]]:.3g} in {len(worst)} of {len(base)} rows."
        )
        shown = [{column: base[n][column], "before": before[n], "after": after[n], **base[n]} for n in worst]
        return Broken(said, shown, len(worst), {"largest": wrong[worst[0]], "rows": len(base)})

    return Behaviour(sentence, judge)


def minimum(where: Slice, metric: str, floor: float) -> Behaviour:
    """Ask that a metric is good enough on a slice of the holdout.

    Parameters
    ----------
    where : values by column that choose the rows, such as ``{"contract": "Two year"}``; None or {} for all rows.
    metric : name of a metric, see `fairlead.model.evaluation.METRICS`.
    floor : float, the least it may be; of a metric where lower is better, the most.
    """
    chosen = " and ".join(f"`{name}` is {value!r}" for name, value in (where or {}).items()) or "all rows"
    sentence = f"{metric} is at least {floor:g} where {chosen}" if where else f"{metric} is at least {floor:g}"

    def judge(model: Model, holdout: Holdout) -> Broken | None:
        from fairlead.model.evaluation.answers import ask, numbered
        from fairlead.model.evaluation.metrics import find_metric, score

        for column in where or {}:
            _check_column(model, column)
        base = some_rows(model, holdout, None)
        places = [n for n, row in enumerate(base) if all(row[k] == v for k, v in (where or {}).items())]
        if not places:
            raise MLTestError.empty_slice(chosen, len(base))
        found = [holdout.truth[n] for n in places]
        truth = _floats(found) if model.task == "regression" else numbered(found, model.classes, "the holdout")
        value = score(metric, ask(model, [base[n] for n in places], truth, model.task, model.classes))
        if find_metric(metric).gain(value, floor) >= 0:
            return None
        said = f"{metric} is {value:.3f} where {chosen} ({len(places)} rows); the floor is {floor:g}."
        return Broken(said, numbers={"value": value, "rows": len(places)})

    return Behaviour(sentence, judge)


def _check_column(model: Model, column: str) -> None:
    if column not in model.schema.names:
        raise MLTestError.no_such_column(column, model.schema.names)


def _ask(model: Model, base: Sequence[Mapping[str, Any]], column: str, value: Any) -> list[float]:
    return _positive(model, [{**row, column: value} for row in base])


def _positive(model: Model, rows: Sequence[Mapping[str, Any]]) -> list[float]:
    """Return one number for each row: the probability of the last class, or the prediction."""
    return [float(one[-1]) for one in model.score_rows(list(rows))] if rows else []


def _worst_first(moved: Sequence[float], tolerance: float) -> list[int]:
    """Return the places of what is above the tolerance, or no number, the largest first."""
    over = [n for n, one in enumerate(moved) if not one <= tolerance]
    return sorted(over, key=lambda n: -moved[n])


def _changed(value: Any, delta: Any) -> Any:
    return value + delta if _is_number(delta) else delta


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _without(row: Mapping[str, Any], column: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != column}


def _listed(values: Sequence[Any]) -> str:
    return ", ".join(map(repr, values[:-1])) + f" and {values[-1]!r}"


def _floats(values: Sequence[Any]) -> Any:
    import numpy

    return numpy.asarray(values, dtype=float)
