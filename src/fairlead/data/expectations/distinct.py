"""The different values of a column, as a set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fairlead.data.expectations.membership import VALUE_SET, check_set
from fairlead.data.expr import col
from fairlead.data.kind import COLUMN, Example, Judgement, Kind, Measure, Parameter, measure_kind
from fairlead.data.metric import Metric
from fairlead.data.schema import NUMBERS, family_of_value, fitting_value

SHOWN = 1_000
"""Different values that a result lists; of a column with more of them a list is no use to anybody."""

_PLANS = {"plan": ["basic", "pro", "pro", "team", None]}


def _counted(column: str) -> dict[str, Metric]:
    return {"counts": Metric("value_counts", col(column))}


def fitted_set(value_set: Sequence[Any], values: Sequence[Any]) -> dict[Any, Any]:
    """Return the members of a set as the values of a column are, each with what it was given as.

    >>> from datetime import date
    >>> fitted_set(["2026-11-23"], [date(2026, 1, 1)])
    {datetime.date(2026, 11, 23): '2026-11-23'}
    """
    families = {family_of_value(value) for value in values}
    are_alike = len(families) == 1 or families <= NUMBERS  # else a column of Python objects of any type
    family = families.pop() if families and are_alike else None
    found = {}
    for given in value_set:
        fitted = given if family is None else fitting_value(given, family)
        if fitted is None:  # of another type: equal to no value
            fitted = (type(given).__name__, given)
        found[_in_zone(fitted, values)] = given
    return found


def _in_zone(value: Any, values: Sequence[Any]) -> Any:
    zone = getattr(values[0], "tzinfo", None) if values else None
    is_naive = zone is not None and getattr(value, "tzinfo", zone) is None
    return value.replace(tzinfo=zone) if is_naive else value


def in_order(values: Sequence[Any]) -> list[Any]:
    """Return values sorted; if they have no order among themselves, as they are."""
    try:
        return sorted(values)
    except TypeError:
        return list(values)


def _judged(counts: Sequence[Sequence[Any]], unexpected: Sequence[Any], absent: Sequence[Any] | None) -> Judgement:
    """Say which values are there, which of them should not be, and which should be and are not."""
    counted: dict[Any, int] = dict(counts)  # type: ignore[arg-type]  # pairs
    values = in_order(list(counted))
    shown = values[:SHOWN]
    details: dict[str, Any] = {"value_counts": [{"value": value, "count": counted[value]} for value in shown]}
    if len(values) > SHOWN:
        details["distinct"] = len(values)
    if unexpected:
        details["unexpected"] = in_order(unexpected)[:SHOWN]
    if absent:
        details["missing"] = in_order(absent)[:SHOWN]
    return Judgement(not unexpected and not absent, shown, details, tuple(in_order(unexpected)[:SHOWN]))


@measure_kind(
    "expect_column_distinct_values_to_be_in_set",
    "distinct_in_set",
    COLUMN,
    VALUE_SET,
    sentence="every value of {column} is one of {value_set}",
    example=Example(_PLANS, {"column": "plan", "value_set": ["basic", "pro"]}, False, None, ["basic", "pro", "team"]),
)
def distinct_in_set(column: str, value_set: Sequence[Any] | None) -> Measure:
    """Every different value of a column is among those of a set.

    Missing values are left out. It says the same as `in_set`, about values and not about rows: use it where the
    number of rows does not matter. The set None allows every value.
    """
    if value_set is not None:
        check_set("distinct_in_set", value_set)

    def judge(values: Mapping[str, Any]) -> Judgement:
        present = [value for value, _ in values["counts"]]
        allowed = fitted_set(value_set, present) if value_set is not None else present
        return _judged(values["counts"], [value for value in present if value not in allowed], None)

    return Measure(_counted(column), judge)


@measure_kind(
    "expect_column_distinct_values_to_contain_set",
    "distinct_contains_set",
    COLUMN,
    VALUE_SET,
    sentence="{column} has each of the values {value_set}",
    example=Example(_PLANS, {"column": "plan", "value_set": ["pro"]}, True, None, ["basic", "pro", "team"]),
)
def distinct_contains_set(column: str, value_set: Sequence[Any]) -> Measure:
    """Each value of a set occurs in a column; others may too. Missing values are left out."""
    check_set("distinct_contains_set", value_set)

    def judge(values: Mapping[str, Any]) -> Judgement:
        present = [value for value, _ in values["counts"]]
        there = set(present)
        absent = [given for fitted, given in fitted_set(value_set, present).items() if fitted not in there]
        return _judged(values["counts"], [], absent)

    return Measure(_counted(column), judge)


@measure_kind(
    "expect_column_distinct_values_to_equal_set",
    "distinct_equals_set",
    COLUMN,
    VALUE_SET,
    sentence="the values of {column} are {value_set}",
    example=Example(
        _PLANS, {"column": "plan", "value_set": ["basic", "pro", "free"]}, False, None, ["basic", "pro", "team"]
    ),
)
def distinct_equals_set(column: str, value_set: Sequence[Any]) -> Measure:
    """The different values of a column are those of a set: each occurs, and no other. Missing values are left out."""
    check_set("distinct_equals_set", value_set)

    def judge(values: Mapping[str, Any]) -> Judgement:
        present = [value for value, _ in values["counts"]]
        there, allowed = set(present), fitted_set(value_set, present)
        absent = [given for fitted, given in allowed.items() if fitted not in there]
        return _judged(values["counts"], [value for value in present if value not in allowed], absent)

    return Measure(_counted(column), judge)


@measure_kind(
    "expect_column_most_common_value_to_be_in_set",
    "most_common_in_set",
    COLUMN,
    VALUE_SET,
    Parameter(
        "ties_okay", "true or false", "whether of several that are equally common one in the set is enough", None
    ),
    sentence="the most common value of {column} is one of {value_set}",
    example=Example(
        {"plan": ["pro", "pro", "basic", "basic", "team"]},
        {"column": "plan", "value_set": ["pro"], "ties_okay": True},
        True,
        None,
        ["basic", "pro"],
    ),
)
def most_common_in_set(column: str, value_set: Sequence[Any], ties_okay: bool | None) -> Measure:
    """The value that occurs most often is among those of a set.

    If several are equally common, the rule is broken, even if all of them are in the set; with `ties_okay` it is
    enough that one of them is. Missing values are left out; a column without any breaks the rule.
    """
    check_set("most_common_in_set", value_set)

    def judge(values: Mapping[str, Any]) -> Judgement:
        most = max((n for _, n in values["counts"]), default=0)
        common = in_order([value for value, n in values["counts"] if n == most])
        allowed = fitted_set(value_set, common)
        inside = [value for value in common if value in allowed]
        return Judgement(bool(inside) and (bool(ties_okay) or len(common) == 1), common[:SHOWN])

    return Measure(_counted(column), judge)


__all__ = ["Kind", "distinct_contains_set", "distinct_equals_set", "distinct_in_set", "most_common_in_set"]
