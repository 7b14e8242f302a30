"""What came out: for each line of a suite, and for the suite as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from fairlead.data.line import Expectation
from fairlead.errors import NAMES_SHOWN, ValidationError, nearest
from fairlead.finding import Finding, Severity, worst

if TYPE_CHECKING:
    from fairlead.data.suite import Suite

SAMPLES = 20
"""Unexpected values of a line that a result holds, as many as Great Expectations keeps."""


@dataclass(frozen=True, slots=True, repr=False)
class Result:
    """Hold what one line of a suite found.

    Parameters
    ----------
    expectation : Expectation
    success : bool, as Great Expectations decides it: by `mostly` alone.
    elements, missing, unexpected : int, rows that the line is about, those of them it does not look at because the
        value is missing, and those that break the rule; None for what is not about rows.
    observed_value : of what is measured.
    details : plain values that explain the observed value, such as how a quantile was found.
    values : unexpected values in the order of the rows; the first of them, or all if all were asked for.
    index : their row numbers or labels.
    keys : the values of the columns that identify each row, where they were asked for.
    error : str or None, why the line could not be decided.
    """

    expectation: Expectation
    success: bool
    elements: int | None = None
    missing: int | None = None
    unexpected: int | None = None
    observed_value: Any = None
    details: Mapping[str, Any] = field(default_factory=dict)
    values: tuple[Any, ...] = ()
    index: tuple[Any, ...] = ()
    keys: tuple[Mapping[str, Any], ...] | None = None
    error: str | None = None

    def __repr__(self) -> str:
        # No value of the table: a result ends up in logs, and a column may be private.
        return f"Result({self.expectation.label}: {self._outcome})"

    @property
    def _outcome(self) -> str:
        if self.error is not None:
            return "not decided"
        if self.unexpected is None:
            return "holds" if self.success else "does not hold"
        return f"{self.unexpected:,} of {counted(self.considered, 'row')} break it"

    @property
    def considered(self) -> int:
        """Count the rows that the rule was put to."""
        return (self.elements or 0) - (self.missing or 0)

    @property
    def unexpected_count(self) -> int | None:
        """Count the rows that break the rule, by its name in Great Expectations."""
        return self.unexpected

    @property
    def share(self) -> float:
        """Give the share of the rows looked at that break the rule, from 0 to 1."""
        return (self.unexpected or 0) / self.considered if self.considered else 0.0

    def to_gx_json(self, result_format: str | Mapping[str, Any] = "SUMMARY") -> dict[str, Any]:
        """Write the result as Great Expectations does, in values that JSON can hold.

        Parameters
        ----------
        result_format : ``BOOLEAN_ONLY``, ``BASIC``, ``SUMMARY`` or ``COMPLETE``, or a mapping with this as
            ``result_format`` and settings beside it.

        Raises
        ------
        SuiteError
            The format is unknown, or needs values that the result does not hold: see `Suite.run`.
        """
        from fairlead.data.gx.result import result_to_gx  # which imports this module

        return result_to_gx(self, result_format)


@dataclass(frozen=True, slots=True, repr=False)
class SuiteResult:
    """Hold what a suite found in a table; in a condition it counts as its success.

    Parameters
    ----------
    suite : Suite
    results : tuple of Result, one a line, in the suite's order.
    rows : int, of the table.
    findings : tuple of Finding, what a person should know.
    seconds : float, wall time of the scan.
    library : str, that held the table.
    """

    suite: Suite
    results: tuple[Result, ...]
    rows: int
    findings: tuple[Finding, ...]
    seconds: float = 0.0
    library: str = "polars"

    def __repr__(self) -> str:
        return f"SuiteResult({self.suite.name!r}, {rules_in_words(self.results)}, {counted(self.rows, 'row')})"

    def __bool__(self) -> bool:
        return self.success

    @property
    def success(self) -> bool:
        """Tell whether every line succeeded."""
        return all(result.success for result in self.results)

    @property
    def passed(self) -> bool:
        """Tell whether no finding is an error or worse: what a condition of a pipeline asks."""
        severity = self.worst_severity
        return severity is None or severity < Severity.ERROR

    def require(self) -> Self:
        """Return the result itself if it passed.

        Raises
        ------
        ValidationError
            It did not; the error names the worst findings.
        """
        if not self.passed:
            raise unmet(self.suite.name, self.rows, self.findings)
        return self

    @property
    def worst_severity(self) -> Severity | None:
        """Give the greatest severity among the findings; None if there are none."""
        return worst(self.findings)

    def to_gx_json(self, result_format: str | Mapping[str, Any] = "SUMMARY") -> dict[str, Any]:
        """Write the results as Great Expectations does, in values that JSON can hold; see `Result.to_gx_json`.

        >>> import polars
        >>> from fairlead.data import Suite, not_null
        >>> result = Suite("people", [not_null("name")]).run(polars.DataFrame({"name": ["Ada", None]}))
        >>> result.to_gx_json("BOOLEAN_ONLY")["statistics"]["unsuccessful_expectations"]
        1
        """
        from fairlead.data.gx.result import suite_result_to_gx  # which imports this module

        return suite_result_to_gx(self, result_format, library=self.library)

    def _repr_html_(self) -> str:
        """Show the result in a notebook."""
        from fairlead.data.report.page import result_html  # which imports this module

        return result_html(self)

    def __getitem__(self, name: str) -> Result:
        """Return the result about a column, or of an expectation by its label, alias, name or id.

        Of several, the first that did not succeed, or the first if all did; `results` has every one, in the order of
        the suite.

        Raises
        ------
        KeyError
            There is none; the error names the nearest.
        """
        found = [one for one in self.results if name in _names_of(one.expectation)]
        if not found:
            raise KeyError(no_result(name, self.results))
        return next((one for one in found if not one.success), found[0])

    def __iter__(self) -> Iterator[Result]:
        return iter(self.results)

    def __len__(self) -> int:
        return len(self.results)


def rules_in_words(results: Sequence[Result]) -> str:
    """Say how many rules failed.

    >>> from fairlead.data import not_null
    >>> rules_in_words([Result(not_null("age"), True), Result(not_null("name"), False)])
    'failed: 1 of 2 rules'
    """
    failed = sum(not result.success for result in results)
    return (
        f"failed: {failed:,} of {counted(len(results), 'rule')}" if failed else f"{counted(len(results), 'rule')} kept"
    )


def counted(number: int, noun: str) -> str:
    """Write a number with its noun.

    >>> counted(1, "row"), counted(1000, "row")
    ('1 row', '1,000 rows')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def no_result(name: object, results: Sequence[Result]) -> str:
    """Say that there is no result by this name, and which there are."""
    if isinstance(name, int):
        return f"a result is found by the name of a column or rule; by number it is result.results[{name}]"
    columns = [one.expectation.column for one in results if one.expectation.column is not None]
    known = list(dict.fromkeys([*columns, *(one.expectation.label for one in results)]))
    near = nearest(str(name), known)
    listed = ", ".join(known[:NAMES_SHOWN]) + (" and more" if len(known) > NAMES_SHOWN else "")
    return f"no result {name!r}; " + (f"did you mean {near!r}?" if near else f"there are: {listed or 'none'}")


def _names_of(line: Expectation) -> set[str | None]:
    return {line.column, line.label, line.kind.alias, line.kind.name, line.id}


def unmet(suite: str, rows: int, findings: Iterable[Finding]) -> ValidationError:
    """Give the error for a table that did not pass, with its findings that are errors, the worst first."""
    failing = sorted((one for one in findings if one.severity >= Severity.ERROR), key=lambda one: -one.severity)
    return ValidationError.of(suite, rows, [one.message for one in failing])
