"""Ask a table one expectation at a time, as Great Expectations' first releases did.

    >>> import polars
    >>> people = from_polars(polars.DataFrame({"name": ["Ada", "Alan"], "age": [36, -1]}))
    >>> answer = people.expect_column_values_to_be_between("age", min_value=0, max_value=120)
    >>> answer["success"], answer.result["partial_unexpected_list"]
    (False, [-1])

A thin view: each call is a suite of one line, and what was asked can be had as a suite.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from fairlead.data.gx.parameter import with_parameters
from fairlead.data.gx.result import ResultFormat, exception_info, result_to_gx, suite_result_to_gx
from fairlead.data.gx.value import plain_value
from fairlead.data.kind import Kind, find_kind, load_kinds
from fairlead.data.line import OPTIONS, Expectation
from fairlead.data.source import open_table
from fairlead.data.suite import Suite
from fairlead.errors import SuiteError


class Answer(Mapping[str, Any]):
    """Hold what came out, under the keys of Great Expectations: ``success``, ``result``, ``exception_info`` ...

    A mapping; each key is an attribute too. In a condition it counts as its success: ``if answer: ...``. As JSON it is
    written by ``json.dumps(answer.to_json_dict())``.

    >>> answer = Answer({"success": False, "result": {"observed_value": 3}})
    >>> bool(answer), answer["result"], answer.result
    (False, {'observed_value': 3}, {'observed_value': 3})
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = dict(document)

    def __getitem__(self, key: str) -> Any:
        return self._document[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._document)

    def __len__(self) -> int:
        return len(self._document)

    def __bool__(self) -> bool:
        return bool(self._document["success"])

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._document:
            raise AttributeError(f"an answer has no {name!r}; it has {', '.join(self._document)}")
        return self._document[name]

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self._document})

    def __repr__(self) -> str:
        import json

        return json.dumps(self._document, indent=2, ensure_ascii=False)

    def to_json_dict(self) -> dict[str, Any]:
        """Return a plain dict that JSON can hold."""
        return dict(self._document)


class Dataset:
    """Look at a table and answer one expectation at a time; every kind is a method under its name and its alias.

    Beside the arguments of the kind and what every line of a suite can be given, each method takes
    ``result_format`` (``BASIC`` if not given), ``catch_exceptions`` and ``include_config``.

    Parameters
    ----------
    table : whatever `Suite.run` takes.
    parameters : values that stand for ``{"$PARAMETER": "name"}`` in arguments.

    Raises
    ------
    TableError
        It is no table, or cannot be read.
    """

    def __init__(self, table: Any, *, parameters: Mapping[str, Any] | None = None) -> None:
        self.table = table
        self.parameters = dict(parameters or {})
        open_table(table)  # so that what is no table fails here, not at the first question
        self._asked: dict[tuple[Any, ...], tuple[Expectation, bool]] = {}

    def __getattr__(self, name: str) -> Callable[..., Answer]:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            kind = find_kind(name)
        except SuiteError as error:
            raise AttributeError(str(error)) from None

        def ask(*args: Any, **options: Any) -> Answer:
            return self._ask(kind, args, options)

        ask.__name__, ask.__qualname__, ask.__doc__ = name, f"Dataset.{name}", kind.doc
        return ask

    def __dir__(self) -> list[str]:
        kinds = load_kinds().values()
        return sorted({*super().__dir__(), *(kind.name for kind in kinds), *(kind.alias for kind in kinds)})

    def __repr__(self) -> str:
        return f"Dataset of {len(self._columns())} columns, asked {len(self._asked)} expectations"

    def _columns(self) -> list[str]:
        return open_table(self.table).schema.names

    def validate(
        self,
        expectation_suite: Suite | None = None,
        *,
        result_format: str | Mapping[str, Any] = "BASIC",
        only_return_failures: bool = False,
    ) -> Answer:
        """Check the table against a suite, or against all that was asked of it, in one scan.

        Parameters
        ----------
        only_return_failures : whether results of lines that succeeded are left out.

        Raises
        ------
        TableError, SuiteError
            A line does not fit the table.
        """
        suite = self.get_expectation_suite(discard_failed_expectations=False)
        suite = suite if expectation_suite is None else expectation_suite
        form = ResultFormat.of(result_format)
        result = self._with_keys(suite, form).run(self.table, samples=form.samples)
        document = suite_result_to_gx(result, form, library=result.library)
        if only_return_failures:
            document["results"] = [one for one in document["results"] if not one["success"]]
        return Answer(document)

    def get_expectation_suite(self, discard_failed_expectations: bool = True, *, name: str = "default") -> Suite:
        """Return what was asked as a suite: of each kind and column what was asked last.

        Parameters
        ----------
        discard_failed_expectations : whether what did not succeed is left out.
        """
        asked = self._asked.values()
        return Suite(name, [line for line, success in asked if success or not discard_failed_expectations])

    def remove_expectation(self, name: str, **arguments: Any) -> list[Expectation]:
        """Forget what was asked under this name or alias with these arguments, and return it.

        Raises
        ------
        SuiteError
            There was nothing of the sort.
        """
        kind = find_kind(name)
        found = [
            key for key, (line, _) in self._asked.items()
            if line.kind.name == kind.name and arguments.items() <= line.kwargs.items()
        ]  # fmt: skip
        if not found:
            raise SuiteError.not_remembered(name, [line.kind.name for line, _ in self._asked.values()])
        return [self._asked.pop(key)[0] for key in found]

    def get_evaluation_parameter(self, name: str, default: Any = None) -> Any:
        """Return the value that stands for a parameter."""
        return self.parameters.get(name, default)

    def set_evaluation_parameter(self, name: str, value: Any) -> None:
        """Give the value that stands for ``{"$PARAMETER": name}``."""
        self.parameters[name] = value

    def _ask(self, kind: Kind, args: tuple[Any, ...], options: dict[str, Any]) -> Answer:
        result_format = options.pop("result_format", None) or "BASIC"
        is_caught = options.pop("catch_exceptions", False)
        has_config = options.pop("include_config", True)
        try:
            document = self._answer(kind, args, options, ResultFormat.of(result_format))
        except Exception as error:
            if not is_caught:
                raise
            document = _failed(kind, args, options, error)
        if not has_config:
            del document["expectation_config"]
        return Answer(document)

    def _answer(
        self, kind: Kind, args: tuple[Any, ...], options: Mapping[str, Any], form: ResultFormat
    ) -> dict[str, Any]:
        line = self._line(kind, args, options)
        suite = self._with_keys(Suite("one", [line]), form)
        found = suite.run(self.table, samples=form.samples)
        self._asked[_about(line)] = (line, found.success)
        return result_to_gx(found.results[0], form, library=found.library)

    def _with_keys(self, suite: Suite, form: ResultFormat) -> Suite:
        """Return the suite with the columns that a result needs beside the unexpected values."""
        whole_rows = self._columns() if form.include_unexpected_rows else ()
        return replace(
            suite, keys=tuple(dict.fromkeys((*suite.keys, *form.unexpected_index_column_names, *whole_rows)))
        )

    def _line(self, kind: Kind, args: tuple[Any, ...], options: Mapping[str, Any]) -> Expectation:
        from fairlead.data.gx.reading import is_rule

        known = {*OPTIONS, *(parameter.name for parameter in kind.parameters)}
        values = {key: with_parameters(value, self.parameters) for key, value in options.items()}
        rule = {key: value for key, value in values.items() if key in known or is_rule(key, value)}
        return kind(*(with_parameters(value, self.parameters) for value in args), **rule)


def from_pandas(table: Any, *, parameters: Mapping[str, Any] | None = None) -> Dataset:
    """Look at a pandas data frame; see `Dataset`.

    >>> import pandas
    >>> from_pandas(pandas.DataFrame({"age": [36, 41]})).between("age", 0, 120)["success"]
    True
    """
    return Dataset(table, parameters=parameters)


def from_polars(table: Any, *, parameters: Mapping[str, Any] | None = None) -> Dataset:
    """Look at a table of polars, eager or lazy; see `Dataset`."""
    return Dataset(table, parameters=parameters)


def from_table(table: Any, *, parameters: Mapping[str, Any] | None = None) -> Dataset:
    """Look at a table of any library, or at the files that a path or a pattern names; see `Dataset`."""
    return Dataset(table, parameters=parameters)


def _about(line: Expectation) -> tuple[Any, ...]:
    """Tell two lines apart that can stand beside each other; of two about the same thing the later one counts."""
    where = line.where
    return (line.kind.name, *line.columns, where.key if where is not None else None)


def _failed(kind: Kind, args: tuple[Any, ...], options: Mapping[str, Any], error: Exception) -> dict[str, Any]:
    by_place = dict(zip((parameter.name for parameter in kind.parameters), args, strict=False))
    trace = "".join(traceback.format_exception(error))
    return {
        "success": False,
        "expectation_config": {"type": kind.name, "kwargs": plain_value({**by_place, **options}), "meta": {}},
        "result": {},
        "meta": {},
        "exception_info": exception_info(str(error), trace),
    }


__all__ = ["Answer", "Dataset", "from_pandas", "from_polars", "from_table"]
