"""Numbers that lie not too far from the others."""

from __future__ import annotations

from typing import Any

from fairlead.data.expr import any_of, col, statistic
from fairlead.data.kind import COLUMN, Condition, Example, Kind, Parameter, row_kind
from fairlead.errors import SuiteError

_NUMBERS = [9, 10, 10, 10, 11, 11, 12, 40]


def _check_number(alias: str, name: str, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value:
        raise SuiteError.bad_argument(alias, name, value, "a number")


@row_kind(
    "expect_column_value_z_scores_to_be_less_than",
    "z_score_below",
    COLUMN,
    Parameter("threshold", "number", "how many standard deviations are too many"),
    Parameter("double_sided", "true or false", "whether values far below the mean count as well", True),
    sentence="{column} is less than {threshold} standard deviations from its mean",
    default_on_row="flag",
    example=Example({"fare": _NUMBERS}, {"column": "fare", "threshold": 2, "double_sided": True}, unexpected=(7,)),
)
def z_score_below(column: str, threshold: float, double_sided: bool) -> Condition:
    """Numbers are less than so many standard deviations from their mean.

    The score of a value x is (x - mean) / s, with n - 1 in the standard deviation s. Without `double_sided` only
    values above the mean can break the rule. Where the standard deviation is 0, or there is one value only, no value
    breaks it. Missing values are left out.

    As mean and s come from the table that is checked, a row may break the rule in one table and keep it in another:
    such rows are flagged and not taken out, unless `on_row` says otherwise. A single row cannot be checked.
    """
    _check_number("z_score_below", "threshold", threshold)
    value = col(column)
    present = value.is_not_null()
    mean, std = statistic("mean", value, present), statistic("std", value, present)
    score = (value - mean) / std
    below = score.abs() < abs(threshold) if double_sided else score < threshold
    return Condition(present, any_of([std.is_null(), std == 0, below]))


@row_kind(
    "expect_column_values_to_not_be_outliers",
    "not_outliers",
    COLUMN,
    Parameter("method", "text", "how far is measured: iqr, from the quartiles, or std, from the mean", "iqr"),
    Parameter("multiplier", "number", "how many interquartile ranges or standard deviations are allowed", 1.5),
    sentence="{column} is no outlier ({multiplier} {method})",
    default_on_row="flag",
    example=Example({"fare": _NUMBERS}, {"column": "fare"}, unexpected=(7,)),
)
def not_outliers(column: str, method: str, multiplier: float) -> Condition:
    """Numbers are no outliers.

    With ``iqr`` a value may lie so many interquartile ranges below the first or above the third quartile (the fences
    of a box plot; the quartiles are interpolated linearly). The fences are
    allowed. With ``std`` it must lie less than so many standard deviations, with n - 1, from the mean; a value equal to
    the mean, and a single value, are no outliers. Missing values are left out.

    As the limits come from the table that is checked, rows that break the rule are flagged and not taken out, unless
    `on_row` says otherwise. A single row cannot be checked.
    """
    _check_number("not_outliers", "multiplier", multiplier)
    if multiplier < 0:
        raise SuiteError.bad_argument("not_outliers", "multiplier", multiplier, "a number of at least 0")
    value = col(column)
    present = value.is_not_null()
    if method == "iqr":
        low, high = (statistic("quantile", value, present, q, "linear") for q in (0.25, 0.75))
        fence = (high - low) * multiplier
        return Condition(present, (value >= low - fence) & (value <= high + fence))
    if method == "std":
        mean, std = statistic("mean", value, present), statistic("std", value, present)
        distance = (value - mean).abs()
        return Condition(present, any_of([std.is_null(), distance == 0, distance < std * multiplier]))
    raise SuiteError.bad_argument("not_outliers", "method", method, "iqr or std")


__all__ = ["Kind", "not_outliers", "z_score_below"]
