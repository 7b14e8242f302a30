"""Write results as documents of Great Expectations, key by key, in plain values that JSON can hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from fairlead.data.gx.value import plain_value
from fairlead.data.gx.writing import SEVERITY_OF, VERSION_OF, condition_to_gx
from fairlead.errors import SuiteError

if TYPE_CHECKING:
    from fairlead.data.line import Expectation
    from fairlead.data.result import Result, SuiteResult
    from fairlead.data.suite import Suite

FORMATS = ("BOOLEAN_ONLY", "BASIC", "SUMMARY", "COMPLETE")
"""Forms of a result, each with more in it than the one before."""

PARTIAL = 20
"""Unexpected values that the shorter forms show."""

WITHOUT_MISSING = frozenset({"expect_column_values_to_not_be_null", "expect_column_values_to_be_null"})
"""Kinds that look at missing values too, so that none are left out and counted apart."""

WITHOUT_OBSERVED = frozenset({"expect_column_to_exist"})
"""Kinds of which a result says nothing but whether it succeeded."""


@dataclass(frozen=True, slots=True)
class ResultFormat:
    """Say how much of a result is wanted; the names are those of Great Expectations.

    Parameters
    ----------
    level : int, place in `FORMATS`.
    partial_unexpected_count : int, unexpected values in lists that are cut.
    unexpected_index_column_names : columns that identify a row; row numbers do if there are none.
    include_unexpected_rows : whether the whole rows are listed, as many as of unexpected values.
    exclude_unexpected_values : whether unexpected values are left out.
    return_unexpected_index_query : whether there is an expression that picks the rows.
    """

    level: int = 1
    partial_unexpected_count: int = PARTIAL
    unexpected_index_column_names: tuple[str, ...] = ()
    include_unexpected_rows: bool = False
    exclude_unexpected_values: bool = False
    return_unexpected_index_query: bool = True

    @classmethod
    def of(cls, given: str | Mapping[str, Any]) -> ResultFormat:
        """Read a result format.

        Raises
        ------
        SuiteError
            There is none of this name, or a setting in it is unknown or of no use.

        >>> ResultFormat.of("SUMMARY").name
        'SUMMARY'
        """
        settings = dict(given) if isinstance(given, Mapping) else {"result_format": given}
        name = settings.pop("result_format", "BASIC")
        if name not in FORMATS:
            raise SuiteError.unknown_result_format(name, FORMATS)
        known = [one for one in cls.__dataclass_fields__ if one != "level"]
        unknown = next((one for one in settings if one not in known), None)
        if unknown is not None:
            raise SuiteError.unknown_argument("result_format", unknown, known)
        count = settings.get("partial_unexpected_count", PARTIAL)
        if not isinstance(count, int) or isinstance(count, bool) or count < 0:
            raise SuiteError.bad_argument(
                "result_format", "partial_unexpected_count", count, "a whole number, 0 or more"
            )
        names = settings.pop("unexpected_index_column_names", None) or ()
        return cls(FORMATS.index(name), unexpected_index_column_names=tuple(names), **settings)

    @property
    def name(self) -> str:
        """Give the name of the form."""
        return FORMATS[self.level]

    @property
    def samples(self) -> int | None:
        """Say how many unexpected values of a line are needed; None if all are."""
        if self.name == "COMPLETE":
            return None
        return self.partial_unexpected_count if self.level else 0


def result_to_gx(
    result: Result,
    result_format: str | Mapping[str, Any] | ResultFormat = "SUMMARY",
    *,
    keys: Sequence[str] = (),
    library: str = "pandas",
) -> dict[str, Any]:
    """Write the result of one line of a suite.

    Parameters
    ----------
    result_format : one of `FORMATS`, or a mapping with ``result_format`` and settings: see `ResultFormat`.
    keys : columns that identify a row, if the format names none.
    library : in whose words the expression that picks rows is written.

    Raises
    ------
    SuiteError
        The format is unknown, or needs values that the result does not hold.
    """
    form = result_format if isinstance(result_format, ResultFormat) else ResultFormat.of(result_format)
    return {
        "success": bool(result.success),
        "expectation_config": config_of(result.expectation),
        "result": _found(result, form, form.unexpected_index_column_names or tuple(keys), library),
        "meta": {},
        "exception_info": exception_info(result.error),
    }


def suite_result_to_gx(
    result: SuiteResult,
    result_format: str | Mapping[str, Any] | ResultFormat = "SUMMARY",
    *,
    library: str = "pandas",
) -> dict[str, Any]:
    """Write the result of a suite; see `result_to_gx`."""
    form = result_format if isinstance(result_format, ResultFormat) else ResultFormat.of(result_format)
    return {
        "success": result.success,
        "results": [_in_suite(one, result.suite, form, library) for one in result],
        "suite_name": result.suite.name,
        "suite_parameters": {},
        "statistics": statistics_of([one.success for one in result]),
        "meta": {"great_expectations_version": VERSION_OF["1"]},
        "id": (result.suite.meta.get("gx") or {}).get("id"),
    }


def _in_suite(result: Result, suite: Suite, form: ResultFormat, library: str) -> dict[str, Any]:
    """Write a result of a suite, without any value of its private columns."""
    private = frozenset(suite.private)
    names = tuple(key for key in form.unexpected_index_column_names or suite.keys if key not in private)
    shown = replace(
        form,
        unexpected_index_column_names=names,
        include_unexpected_rows=form.include_unexpected_rows and not private,
    )
    line = result.expectation
    if not private.isdisjoint({*line.columns, *line.needed_columns()}):
        shown = replace(shown, exclude_unexpected_values=True)
        if result.elements is None:
            shown = replace(shown, level=0)
    return result_to_gx(result, shown, library=library)


def statistics_of(successes: Sequence[bool]) -> dict[str, Any]:
    """Count the lines that succeeded.

    >>> statistics_of([True, False])["success_percent"]
    50.0
    """
    good = sum(successes)
    return {
        "evaluated_expectations": len(successes),
        "successful_expectations": good,
        "unsuccessful_expectations": len(successes) - good,
        "success_percent": _percent(good, len(successes)),
    }


def config_of(line: Expectation) -> dict[str, Any]:
    """Write a line as it stands in a result: what was given, in plain values."""
    from fairlead.data.line import differs

    defaults = {one.name: one.default for one in line.kind.parameters}
    kwargs = {name: plain_value(value) for name, value in line.kwargs.items() if differs(value, defaults[name])}
    if line.mostly != 1:
        kwargs["mostly"] = line.mostly
    if line.row_condition is not None:
        kwargs["row_condition"] = line.row_condition if isinstance(line.row_condition, str) else _where(line)
    if line.condition_parser is not None:
        kwargs["condition_parser"] = line.condition_parser
    config = {"type": line.kind.name, "kwargs": kwargs, "meta": plain_value(line.meta)}
    more = {"id": line.id, "notes": line.notes, "description": line.description}
    return config | {"severity": SEVERITY_OF[line.severity]} | {k: v for k, v in more.items() if v is not None}


def _where(line: Expectation) -> Any:
    """Write a row condition that was given as an expression."""
    where = line.where
    assert where is not None
    try:
        return condition_to_gx(where)
    except SuiteError:  # there are no words for it: a result says it as well as it can
        return where.text


def exception_info(message: str | None = None, traceback: str | None = None) -> dict[str, Any]:
    """Say whether an exception was raised instead of a result."""
    return {
        "raised_exception": message is not None,
        "exception_traceback": traceback,
        "exception_message": message,
    }


def _found(result: Result, form: ResultFormat, keys: tuple[str, ...], library: str) -> dict[str, Any]:
    if form.level == 0 or result.error is not None:
        return {}
    if result.elements is None:
        return _measured(result, form)
    found = _counted(result)
    if form.level >= FORMATS.index("BASIC"):
        found |= _listed(result, form, keys)
    if form.level >= FORMATS.index("SUMMARY") and form.partial_unexpected_count:
        found |= _summed_up(result, form, keys)
    if form.name == "COMPLETE":
        found |= _complete(result, form, keys, library)
    return found


def _measured(result: Result, form: ResultFormat) -> dict[str, Any]:
    if result.expectation.kind.name in WITHOUT_OBSERVED:
        return {}
    found: dict[str, Any] = {"observed_value": plain_value(result.observed_value)}
    if result.details:
        found["details"] = plain_value(result.details)
    if result.values and not form.exclude_unexpected_values:
        values = [plain_value(value) for value in result.values]
        found |= {"unexpected_count": len(values), "partial_unexpected_list": values[: form.partial_unexpected_count]}
    return found


def _counted(result: Result) -> dict[str, Any]:
    elements, missing, unexpected = result.elements or 0, result.missing or 0, result.unexpected or 0
    percent = _percent(unexpected, elements - missing)
    found = {"element_count": elements, "unexpected_count": unexpected, "unexpected_percent": percent}
    if result.expectation.kind.name in WITHOUT_MISSING:
        return found
    return found | {
        "missing_count": missing,
        "missing_percent": _percent(missing, elements),
        "unexpected_percent_total": _percent(unexpected, elements),
        "unexpected_percent_nonmissing": percent,
    }


def _percent(part: int, whole: int) -> float | None:
    return part / whole * 100 if whole else None


def _listed(result: Result, form: ResultFormat, keys: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if not form.exclude_unexpected_values:
        found["partial_unexpected_list"] = _plain_values(result)[: form.partial_unexpected_count]
    if keys:
        found["unexpected_index_column_names"] = list(keys)
    if form.include_unexpected_rows:
        places = range(len(result.values))[: form.partial_unexpected_count]
        found["unexpected_rows"] = [_row(result, place) for place in places]
    return found


def _summed_up(result: Result, form: ResultFormat, keys: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    counted = result.values if form.name == "COMPLETE" else result.values[: form.partial_unexpected_count]
    counts = None if form.exclude_unexpected_values else _counts(counted, form.partial_unexpected_count)
    if counts is not None:
        found["partial_unexpected_counts"] = counts
    if _has_index(result, keys):
        found["partial_unexpected_index_list"] = _index(result, form, keys)[: form.partial_unexpected_count]
    return found


def _counts(values: Sequence[Any], limit: int) -> list[dict[str, Any]] | None:
    """Count equal values, the most frequent first; None for values that cannot be told apart, such as lists."""
    try:
        counted = Counter(tuple(value.values()) if isinstance(value, Mapping) else value for value in values)
    except TypeError:
        return None
    ordered = counted.most_common(limit)
    try:
        ordered.sort(key=lambda item: (-item[1], item[0]))
    except TypeError:  # values of several types, or missing ones: they stay in the order of the rows
        ordered.sort(key=lambda item: -item[1])
    return [{"value": plain_value(value), "count": count} for value, count in ordered]


def _complete(result: Result, form: ResultFormat, keys: tuple[str, ...], library: str) -> dict[str, Any]:
    _demand_all(result)
    found: dict[str, Any] = {}
    if not form.exclude_unexpected_values:
        found["unexpected_list"] = _plain_values(result)
    if _has_index(result, keys):
        found["unexpected_index_list"] = _index(result, form, keys)
    if form.return_unexpected_index_query and _has_index(result, ()):
        numbers = [plain_value(number) for number in result.index]
        found["unexpected_index_query"] = (
            f"df.filter(items={numbers!r}, axis=0)" if library == "pandas" else f"df[{numbers!r}]"
        )
    return found


def _demand_all(result: Result) -> None:
    if len(result.values) < (result.unexpected or 0):
        raise SuiteError.not_all_values(result.expectation.label, len(result.values), result.unexpected or 0)


def _plain_values(result: Result) -> list[Any]:
    return [plain_value(value) for value in result.values]


def _has_index(result: Result, keys: tuple[str, ...]) -> bool:
    """Tell whether rows can be named: by key columns or, where rows have an order, by their numbers."""
    return bool(keys) or None not in result.index


def _index(result: Result, form: ResultFormat, keys: tuple[str, ...]) -> list[Any]:
    """Name the rows; without values all of them stand in one object, column by column."""
    places = range(len(result.values))
    if not keys:
        return [plain_value(number) for number in result.index]
    if form.exclude_unexpected_values:
        return [{key: [_key(result, place, key) for place in places] for key in keys}]
    return [{**_shown(result, place), **{key: _key(result, place, key) for key in keys}} for place in places]


def _key(result: Result, place: int, key: str) -> Any:
    shown = _shown(result, place)
    known = {**(result.keys[place] if result.keys else {}), **shown}
    if key not in known:
        raise SuiteError.no_key(key, known)
    return plain_value(known[key])


def _row(result: Result, place: int) -> dict[str, Any]:
    keys = result.keys[place] if result.keys else {}
    return {**{key: plain_value(value) for key, value in keys.items()}, **_shown(result, place)}


def _shown(result: Result, place: int) -> dict[str, Any]:
    """Give the values of the line's own columns in a row, by column."""
    line, value = result.expectation, result.values[place]
    if isinstance(value, Mapping):
        return {key: plain_value(one) for key, one in value.items()}
    values = value if line.kind.family == "pair" else (value,)
    return {name: plain_value(one) for name, one in zip(line.columns, values, strict=True)}
