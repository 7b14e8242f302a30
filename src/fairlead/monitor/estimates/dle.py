"""Estimate the error of a regression by a model of its errors.

Direct loss estimation, as NannyML describes it: a second model learns, on rows with known outcomes, how large the error
of the first one is, from the features and the prediction; its mean on new rows estimates their error.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from fairlead.errors import MonitorError
from fairlead.monitor.estimates.estimate import Estimate

ASSUMPTION = (
    "Rows that look alike are still answered equally well: what the target depends on has not changed, only which rows "
    "come. A change of that dependence cannot be seen without outcomes."
)
LEAST_ROWS = 100
METRICS = ("mae", "mse", "rmse")


@dataclass(frozen=True, slots=True, eq=False)
class Dle:
    """Estimate the error of a regression without outcomes.

    Make one with `Dle.fit` on rows that the model was not trained on.

    Parameters
    ----------
    absolute, squared : fitted regressions of the absolute and of the squared error.
    spread : deviation of the absolute and of the squared error around what they expect.

    Examples
    --------
    >>> import numpy
    >>> draw = numpy.random.default_rng(0)
    >>> rows = draw.random((4000, 1))
    >>> dle = Dle.fit(rows, rows[:, 0], rows[:, 0] + rows[:, 0] * draw.normal(size=4000))
    >>> bool(dle.estimate("mae", rows[:500] / 2, rows[:500, 0] / 2).value < 0.3)
    True
    """

    absolute: Any
    squared: Any
    spread: tuple[float, float]

    @classmethod
    def fit(cls, rows: Any, predictions: Any, outcomes: Any, *, seed: int = 0) -> Self:
        """Learn how large the errors are.

        Parameters
        ----------
        rows : float array of shape (n, features); NaN where a value is missing.
        predictions, outcomes : float arrays of shape (n,).

        Raises
        ------
        MonitorError
            There are fewer than 100 rows, the lengths differ, or a prediction, an outcome or a value of a row is
            infinite or no number; only the values of rows may be missing.
        """
        import numpy
        from sklearn.ensemble import HistGradientBoostingRegressor  # 1 CPU s, where scikit-learn is not there yet

        inputs, truth = _inputs(rows, predictions), _numbers("outcomes", outcomes)
        if len(truth) != len(inputs):
            raise MonitorError.other_length(len(inputs), len(truth))
        error = truth - numpy.asarray(predictions, dtype=float)
        if len(error) < LEAST_ROWS:
            raise MonitorError.few_rows(len(error), LEAST_ROWS)
        losses = abs(error), error**2
        fitted = [HistGradientBoostingRegressor(random_state=seed).fit(inputs, loss) for loss in losses]
        spread = [float((loss - one.predict(inputs)).std()) for one, loss in zip(fitted, losses, strict=True)]
        return cls(fitted[0], fitted[1], (spread[0], spread[1]))

    def estimate(self, metric: str, rows: Any, predictions: Any) -> Estimate:
        """Estimate "mae", "mse" or "rmse" on rows whose outcomes are not known.

        Raises
        ------
        MonitorError
            The metric is not known, there are no rows, the lengths differ, there is another number of features than in
            the fit, or a number cannot be computed with.
        """
        if metric not in METRICS:
            raise MonitorError.no_such_metric(metric, METRICS)
        inputs = _inputs(rows, predictions)
        if not len(inputs):
            raise MonitorError.few_rows(0, 1)
        wanted, given = self.absolute.n_features_in_ - 1, inputs.shape[1] - 1
        if given != wanted:
            raise MonitorError.bad_numbers("rows", f"they have {given} features, and {wanted} were learned")
        expert, spread = (self.absolute, self.spread[0]) if metric == "mae" else (self.squared, self.spread[1])
        mean = max(float(expert.predict(inputs).mean()), 0.0)
        wide = 1.96 * spread / len(inputs) ** 0.5
        value, low, high = mean, max(mean - wide, 0.0), mean + wide
        if metric == "rmse":
            value, low, high = value**0.5, low**0.5, high**0.5
        return Estimate(metric, value, low, high, len(inputs), ASSUMPTION)


def _inputs(rows: Any, predictions: Any) -> Any:
    import numpy

    features, said = _numbers("rows", rows, may_miss=True), _numbers("predictions", predictions)
    if len(features) != len(said):
        raise MonitorError.other_length(len(features), len(said))
    return numpy.column_stack([features, said])


def _numbers(what: str, values: Any, *, may_miss: bool = False) -> Any:
    """Return values as float64 array; infinite ones are refused, missing ones where there may be none."""
    import numpy

    try:
        found = numpy.asarray(values, dtype=float)
    except (ValueError, TypeError) as error:
        raise MonitorError.bad_numbers(what, "some are no numbers") from error
    wrong = numpy.isinf(found) if may_miss else ~numpy.isfinite(found)
    if wrong.any():
        place = tuple(int(one[0]) for one in numpy.nonzero(wrong))
        raise MonitorError.bad_numbers(what, f"that of row {place[0]} is {found[place]}")
    return found
