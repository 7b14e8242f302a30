"""A suite: what must be true of a table, line by line."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from fairlead.data.check import check_table
from fairlead.data.line import Expectation
from fairlead.data.record import record_of
from fairlead.data.result import SAMPLES, SuiteResult, counted
from fairlead.data.source import open_table, source_name
from fairlead.errors import FairleadError, SuiteError
from fairlead.finding import report

if TYPE_CHECKING:
    from fairlead.clock import Clock
    from fairlead.data.gx.writing import Version
    from fairlead.data.quarantine.split import SplitResult
    from fairlead.data.row import RowChecker
    from fairlead.data.schema import Family, Schema
    from fairlead.data.table import Progress


@dataclass(frozen=True, slots=True, repr=False)
class Suite:
    """Say what must be true of a table.

    Parameters
    ----------
    name : str
    expectations : sequence of Expectation, its lines.
    keys : columns that identify a row: they are kept beside unexpected values and shown with them.
    private : columns of which no value is ever shown.
    meta : what Great Expectations keeps beside a suite; carried along.

    >>> import polars
    >>> from fairlead.data import between, not_null
    >>> suite = Suite("people", [not_null("name"), between("age", 0, 120)])
    >>> result = suite.run(polars.DataFrame({"name": ["Ada", "Alan"], "age": [36, -1]}))
    >>> result.success, result["age"].unexpected_count, result["age"].values
    (False, 1, (-1,))
    """

    name: str
    expectations: Sequence[Expectation] = ()
    keys: Sequence[str] = ()
    private: Sequence[str] = ()
    meta: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not isinstance(self.name, str):
            raise SuiteError.no_name(_in_words(self.name))
        if not isinstance(self.expectations, Iterable) or isinstance(self.expectations, (str, Mapping)):
            raise SuiteError.no_list(self.name, _in_words(self.expectations))
        object.__setattr__(self, "expectations", tuple(self.expectations))
        stray = next((line for line in self.expectations if not isinstance(line, Expectation)), None)
        if stray is not None:
            raise SuiteError.not_an_expectation(self.name, stray)
        for name in ("keys", "private"):
            columns = getattr(self, name)
            object.__setattr__(self, name, (columns,) if isinstance(columns, str) else tuple(columns))

    def __repr__(self) -> str:
        return f"Suite({self.name!r}, {counted(len(self.expectations), 'rule')})"

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Suite:
        """Read a suite from a file of TOML, or of JSON as Great Expectations writes it (``.json``).

        Raises
        ------
        SuiteError
            The file cannot be read, or a line in it is not as it should be; the error names file and line.
        """
        from fairlead.data.files.suite_file import load_suite  # which imports this module

        return load_suite(path)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the suite to a file of TOML, or of JSON as Great Expectations reads it (``.json``).

        Raises
        ------
        SuiteError
            The file cannot be written, or something in the suite cannot be written in this format.
        """
        from fairlead.data.files.suite_file import save_suite  # which imports this module

        save_suite(self, path)

    @classmethod
    def from_gx(
        cls, source: str | os.PathLike[str] | Mapping[str, Any], *, parameters: Mapping[str, Any] | None = None
    ) -> Suite:
        """Read a suite of Great Expectations, of 1.x or 0.18.

        Parameters
        ----------
        source : path of a JSON file, the JSON itself, or what it was parsed to.
        parameters : values of its parameters (``{"$PARAMETER": "name"}``) by their names.

        Raises
        ------
        SuiteError
            It cannot be read; the error names file and line.
        """
        from fairlead.data.gx.reading import read_gx  # which imports this module

        return read_gx(source, parameters=parameters)

    def to_gx(self, version: Version = "1") -> dict[str, Any]:
        """Write the suite as Great Expectations does, in values that JSON can hold.

        Parameters
        ----------
        version : ``1`` for 1.x, ``0.18`` for what came before.

        Raises
        ------
        SuiteError
            An argument cannot be written, a table for example.

        >>> from fairlead.data import not_null
        >>> Suite("people", [not_null("name")]).to_gx()["expectations"][0]["type"]
        'expect_column_values_to_not_be_null'
        """
        from fairlead.data.gx.writing import to_gx  # which imports this module

        return to_gx(self, version)

    def _repr_html_(self) -> str:
        """Show the rules in a notebook."""
        from fairlead.data.report.page import suite_html  # which imports this module

        return suite_html(self)

    def __iter__(self) -> Iterator[Expectation]:
        return iter(self.expectations)

    def __len__(self) -> int:
        return len(self.expectations)

    def run(
        self, table: Any, *, samples: int | Literal["all"] | None = SAMPLES, on_progress: Progress | None = None
    ) -> SuiteResult:
        """Check a table and return what was found; the table stays as it is.

        Inside a task of a pipeline the findings also go into the record of the run.

        Parameters
        ----------
        table : polars (eager or lazy), pandas or pyarrow table, DuckDB relation, PySpark data frame, or the path of
            a file or a pattern of paths (``*.parquet``).
        samples : int, unexpected values to keep of each line; ``"all"``, or None, keeps all of them.
        on_progress : is called with the rows done and the rows in all, at most ten times a second while a table of
            Polars or a file is gone through, and once at the end.

        Raises
        ------
        TableError
            The table cannot be read, or a column is not in it.
        SuiteError
            A line does not fit the table's types.
        """
        limit = _limit(samples)
        with discreet(self.private):
            result = check_table(self, open_table(table), samples=limit, on_progress=on_progress)
        record = record_of(
            self.name, source_name(table), result.rows, result.results, result.findings,
            seconds=result.seconds, private=self.private,
        )  # fmt: skip
        report(result.findings, record)
        return result

    def split(
        self,
        table: Any,
        out: str | os.PathLike[str] | None = None,
        *,
        overwrite: bool = False,
        clock: Clock | None = None,
        on_progress: Progress | None = None,
    ) -> SplitResult:
        """Part a table into the rows that go on and those that break a rule.

        Without a folder both parts stay in memory, as `valid` and `quarantined` of the result: tables of the library
        that the table came from, with `result.tables.reasons` for each quarantined row. A column of a pandas table that
        no line and no key needs may then be one that Parquet cannot hold.

        A row that breaks a rule with ``on_row="quarantine"`` or ``"fail"`` goes to the quarantine, with two columns
        more: `__broken`, which rules it broke, and `__row`, its number in the table. The order of the rows stays. Lines
        about the whole table are judged by the whole table, not by the rows that stay.

        The folder appears as a whole, or not at all. If the split does not pass (see `SplitResult.passed`), the report
        and the quarantine are written, and no valid rows. Inside a task of a pipeline the findings also go into the
        record of the run.

        Parameters
        ----------
        table : as in `run`, PySpark left out.
        out : folder to be made, for tables of any size; see `fairlead.data.quarantine.folder` for what lies in it.
        overwrite : replace a split that is there.
        clock : for the time in the report.
        on_progress : as in `run`.

        Raises
        ------
        TableError, SuiteError
            As in `run`.
        SplitError
            Something is at `out` already.
        RowsLostError
            The rows that were written are not as many as came in; nothing is kept then.
        DiskFullError
            No space is left; nothing is kept then.

        >>> import polars, tempfile
        >>> from fairlead.data import between
        >>> people = polars.DataFrame({"name": ["Ada", "Alan"], "age": [36, -1]})
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     suite = Suite("people", [between("age", 0, 120, fail_above=0.5)])
        ...     result = suite.split(people, f"{folder}/people")
        ...     result.scan_valid().collect().rows(), result.rows_quarantined
        ([('Ada', 36)], 1)
        >>> Suite("people", [between("age", 0, 120, fail_above=0.5)]).split(people).quarantined.rows()
        [('Alan', -1)]
        """
        from fairlead.data.quarantine.split import split  # which writes files; most suites only run
        from fairlead.data.quarantine.tables import split_tables

        with discreet(self.private):
            if out is None:
                result = split_tables(self, table, on_progress=on_progress)
            else:
                result = split(self, table, out, overwrite=overwrite, clock=clock, on_progress=on_progress)
        record = record_of(
            self.name, source_name(table), result.rows_in, result.results, result.findings,
            seconds=result.seconds, private=self.private, split=result,
        )  # fmt: skip
        report(result.findings, record)
        return result

    def row_checker(self, *, schema: Schema | Mapping[str, Family] | None = None) -> RowChecker:
        """Make a function that checks one row, such as the JSON of a request, in microseconds.

        Parameters
        ----------
        schema : what the columns hold, so that text is read as a date where a date belongs; see `RowChecker`.

        >>> from fairlead.data import between, unique
        >>> check = Suite("people", [between("age", 0, 120), unique("name")]).row_checker()
        >>> [broken.message for broken in check({"age": -1, "name": "Ada"})]
        ['Expected that age is at least 0 and at most 120; age is -1.']
        >>> check.skipped[0].reason
        'it compares a row with others'
        """
        from fairlead.data.row import RowChecker  # only servers need it

        return RowChecker(self.expectations, schema=schema, private=self.private)


@contextmanager
def discreet(private: Sequence[str]) -> Iterator[None]:
    """Let no error show a value of the table, if the suite has private columns."""
    try:
        yield
    except FairleadError as error:
        if not private or error.discreet is None:
            raise
        raise error.without_values() from None  # the error itself would show the value in a traceback


def _in_words(value: object) -> str:
    """Name what stands in the wrong place."""
    if value is None:
        return "nothing"
    if isinstance(value, Expectation):
        return "a single expectation"
    return "a list" if isinstance(value, (list, tuple)) else f"a value of the type {type(value).__name__}"


def _limit(samples: int | str | None) -> int | None:
    """Return how many unexpected values to keep; None for all."""
    if samples is None or samples == "all":
        return None
    if isinstance(samples, bool) or not isinstance(samples, int) or samples < 0:
        raise SuiteError.bad_argument("run", "samples", samples, 'a whole number or "all"')
    return samples
