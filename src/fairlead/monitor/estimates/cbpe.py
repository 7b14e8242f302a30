"""Estimate the performance of a classification from its own probabilities.

Confidence-based performance estimation, as NannyML describes it: the probabilities are calibrated on rows with known
outcomes; the expected number of right and wrong answers then follows from the calibrated ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from fairlead.errors import MonitorError
from fairlead.monitor.estimates.estimate import Estimate
from fairlead.monitor.estimates.metrics import METRICS

if TYPE_CHECKING:
    from numpy.typing import NDArray

ASSUMPTION = (
    "Rows that look alike still turn out alike: what an outcome depends on has not changed, only which rows come. "
    "A change of that dependence cannot be seen without outcomes."
)
DRAWS = 400
"""So many times the outcomes are drawn from the probabilities, for the band."""

LEAST_ROWS = 100


@dataclass(frozen=True, slots=True, eq=False)
class Cbpe:
    """Estimate metrics of a binary classification without outcomes.

    Make one with `Cbpe.fit` on rows that the model was not trained on.

    Parameters
    ----------
    calibration : a fitted isotonic regression, from the model's probability to the share of positive outcomes.
    rows : how many rows it was fitted on.

    Examples
    --------
    >>> import numpy
    >>> draw = numpy.random.default_rng(0)
    >>> sure = draw.random(5000)
    >>> cbpe = Cbpe.fit(sure, draw.random(5000) < sure)
    >>> round(cbpe.estimate("accuracy", draw.random(2000) / 4).value, 2)
    0.88
    """

    calibration: Any
    rows: int

    @classmethod
    def fit(cls, probabilities: Any, outcomes: Any) -> Self:
        """Calibrate the probabilities of a model.

        Parameters
        ----------
        probabilities : float array of shape (n,), of the positive class, in [0, 1].
        outcomes : bool or 0/1 array of shape (n,).

        Raises
        ------
        MonitorError
            There are fewer than 100 rows, one class only, a probability out of [0, 1], or another number of outcomes.
        """
        import numpy
        from sklearn.isotonic import IsotonicRegression  # 1 CPU s, where scikit-learn is not there yet

        sure = probabilities_of(probabilities)
        truth = binary(outcomes)
        if len(truth) != len(sure):
            raise MonitorError.other_length(len(sure), len(truth))
        if len(sure) < LEAST_ROWS:
            raise MonitorError.few_rows(len(sure), LEAST_ROWS)
        if numpy.isnan(truth).any():
            raise MonitorError.no_outcome(None)
        if not 0 < truth.mean() < 1:
            raise MonitorError.one_class(len(truth))
        calibration = IsotonicRegression(out_of_bounds="clip", y_min=0.0, y_max=1.0).fit(sure, truth)
        return cls(calibration, len(sure))

    def calibrated(self, probabilities: Any) -> NDArray[Any]:
        """Return the probabilities of a positive outcome, float array of shape (n,)."""
        found: NDArray[Any] = self.calibration.predict(probabilities_of(probabilities))
        return found

    def estimate(self, metric: str, probabilities: Any, answers: Any = None, *, seed: int = 0) -> Estimate:
        """Estimate a metric on rows whose outcomes are not known.

        Parameters
        ----------
        metric : "accuracy", "roc_auc", "f1", "precision", "recall" or "specificity".
        probabilities : float array of shape (n,), of the positive class, as the model gave them.
        answers : bool or 0/1 array of shape (n,), as the model gave them; where the probability is 0.5 or more if not
            given.
        seed : of the draws of outcomes that the band is made of.

        Raises
        ------
        MonitorError
            The metric is not known, there are no rows, a probability is out of [0, 1], or an answer is not 0 or 1.
        """
        import numpy

        if metric not in METRICS:
            raise MonitorError.no_such_metric(metric, METRICS)
        sure = probabilities_of(probabilities)
        if not len(sure):
            raise MonitorError.few_rows(0, 1)
        said = sure >= 0.5 if answers is None else _answered(answers)
        if len(said) != len(sure):
            raise MonitorError.other_length(len(sure), len(said))
        expected = self.calibrated(sure)
        compute = METRICS[metric]
        draws = _drawn(compute, expected, said, seed)
        low, high = numpy.quantile(draws, [0.025, 0.975])
        value = float(compute(expected, said, expected))
        return Estimate(metric, value, min(float(low), value), max(float(high), value), len(sure), ASSUMPTION)

    def estimate_all(self, probabilities: Any, answers: Any = None, metrics: Sequence[str] = ()) -> dict[str, Estimate]:
        """Estimate several metrics, all of them if none is named; see `estimate`."""
        return {name: self.estimate(name, probabilities, answers) for name in metrics or METRICS}


def _drawn(compute: Any, expected: NDArray[Any], said: NDArray[Any], seed: int) -> NDArray[Any]:
    """Return the metric of outcomes that are drawn from the probabilities, a few at a time."""
    import numpy

    draw = numpy.random.default_rng(seed)
    at_once = max(1, 4_000_000 // len(expected))
    parts = [min(at_once, DRAWS - begin) for begin in range(0, DRAWS, at_once)]
    found = [
        compute((draw.random((part, len(expected)), dtype=numpy.float32) < expected).astype(float), said, expected)
        for part in parts
    ]
    return numpy.concatenate(found)


def _answered(answers: Any) -> NDArray[Any]:
    """Return answers as bool array of shape (n,)."""
    import numpy

    found = binary(answers, "answer")
    if numpy.isnan(found).any():
        raise MonitorError.no_outcome(None, "answer")
    return found > 0.5


def binary(outcomes: Any, what: str = "outcome") -> NDArray[Any]:
    """Return outcomes as float64 array of shape (n,): 1, 0, or NaN where one is None or NaN.

    Raises
    ------
    MonitorError
        One is something else.

    >>> binary([True, 0, None]).tolist()
    [1.0, 0.0, nan]
    """
    import numpy

    known = {True: 1.0, False: 0.0, None: float("nan")}
    found = []
    for one in outcomes.tolist() if hasattr(outcomes, "tolist") else outcomes:
        is_gap = isinstance(one, float) and one != one
        if not is_gap and (isinstance(one, str) or one not in known):
            raise MonitorError.no_outcome(one, what)
        found.append(known[None] if is_gap else known[one])
    return numpy.array(found, dtype=float)


def probabilities_of(values: Any) -> NDArray[Any]:
    """Return probabilities as float64 array of shape (n,).

    Raises
    ------
    MonitorError
        One is missing or out of [0, 1], or there is not one for each row.
    """
    import numpy

    try:
        found = numpy.asarray(values, dtype=float)
    except (ValueError, TypeError) as error:
        raise MonitorError.bad_probabilities("some are words") from error
    if found.ndim != 1:
        raise MonitorError.bad_probabilities(f"they have the shape {found.shape}; expected one for each row")
    wrong = ~((found >= 0) & (found <= 1))
    if wrong.any():
        raise MonitorError.bad_probabilities(f"the one of row {int(wrong.argmax())} is {found[wrong.argmax()]}")
    return found
