"""Write estimators that hold another one: found by a search, with a threshold of their own, of a bent target."""

from __future__ import annotations

from functools import partial
from typing import Any

from fairlead.serve.plan.code import Code, Col
from fairlead.serve.plan.compose import finished


def search(step: Any, cols: list[Col], code: Code) -> None:
    """Write the best estimator of a search."""
    finished(step.best_estimator_, cols, code)


def fixed_threshold(step: Any, cols: list[Col], code: Code) -> None:
    """Write a classifier with a threshold that was given."""
    threshold = 0.5 if step.threshold == "auto" else float(step.threshold)
    _threshold(step, threshold, step.pos_label, cols, code)


def tuned_threshold(step: Any, cols: list[Col], code: Code) -> None:
    """Write a classifier with a threshold that was found by cross-validation."""
    _threshold(step, float(step.best_threshold_), step._curve_scorer._get_pos_label(), cols, code)


def _threshold(step: Any, threshold: float, positive: Any, cols: list[Col], code: Code) -> None:
    if not hasattr(step.estimator_, "predict_proba") or step.response_method == "decision_function":
        raise code.refuse("a threshold on a decision function has no row form")
    place = 1 if positive is None else step.classes_.tolist().index(positive)
    finished(step.estimator_, cols, code)
    code.say(f"the answer is {step.classes_.tolist()[place]!r} from a probability of {threshold:g} on")
    code.after.append(f"place = {place} if outputs[{place}] >= {code.keep(threshold)} else {1 - place}")


def transformed_target(step: Any, cols: list[Col], code: Code) -> None:
    """Write a regressor whose answer is brought back to the scale of the target."""
    finished(step.regressor_, cols, code)
    code.say("bring the answer back to the scale of the target")
    code.after.append(f"outputs = {code.keep(partial(_brought_back, step.transformer_))}(outputs)")


def _brought_back(transformer: Any, outputs: tuple[float, ...]) -> tuple[float, ...]:
    import numpy  # the transformer has imported it

    return (float(transformer.inverse_transform(numpy.array([outputs])).item()),)
