"""Say what is wrong with a table, and with the folder that a split of it is kept in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairlead.errors import FairleadError
from fairlead.errors.words import REASON_LEFT_OUT, choice, clause, count, other_separator, quoted, show

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path
    from typing import Self


class TableError(FairleadError):
    """Tell that a table cannot be read, or is not as expected."""

    code = "FL500"

    @classmethod
    def not_found(cls, path: Path | str, near: str | None = None) -> Self:
        """There is no file at `path`; `near` is one that may have been meant.

        >>> print(TableError.not_found("custmers.csv", "customers.csv"))
        There is no table at 'custmers.csv'.
        Hint: did you mean 'customers.csv'?
        """
        anywhere = "check the path; one that is not absolute begins at the project's folder."
        return cls(
            f"There is no table at '{path}'.",
            hint=f"did you mean '{near}'?" if near else anywhere,
        )

    @classmethod
    def unsupported_format(cls, path: Path | str, supported: Iterable[str]) -> Self:
        """The end of the file's name is none that is known."""
        return cls(
            f"The format of '{path}' is not known; expected one of {quoted(supported)}.",
            hint="convert the file to Parquet or CSV, or rename it if only its ending is wrong.",
        )

    @classmethod
    def unreadable(cls, path: Path | str, reason: str, columns: Sequence[str] = ()) -> Self:
        """The file is there, and its content is not what its name promises; `columns` are what it seems to have."""
        error = cls(
            f"The table '{path}' cannot be read: {clause(reason)}.",
            hint=other_separator(columns) or "check that the file is whole and of the format that its ending says.",
        )
        error.discreet = f"The table '{path}' cannot be read; {REASON_LEFT_OUT}."
        return error

    @classmethod
    def missing_column(
        cls, name: str, columns: Sequence[str], n_rows: int | None = None, where: str | None = None
    ) -> Self:
        """The table has no such column.

        >>> print(TableError.missing_column("tenre", ["tenure", "churn"], 7043))
        Column 'tenre' is not in the table (7043 rows, 2 columns).
        Hint: did you mean 'tenure'?
        """
        rows = "" if n_rows is None else f"{count(n_rows, 'row')}, "
        return cls(
            f"Column '{name}' is not in the table ({rows}{count(len(columns), 'column')}).",
            where=where,
            hint=other_separator(columns)
            or choice(name, columns, otherwise="check the task that made the table: it has no columns at all."),
        )

    @classmethod
    def not_a_table(cls, kind: str) -> Self:
        """A value of the type `kind` stands where a table is expected."""
        return cls(
            f"A table of polars, pandas or pyarrow is expected, not {kind}.",
            hint="return a DataFrame; a list of rows becomes one by polars.DataFrame(rows).",
        )

    @classmethod
    def not_checkable(cls, kind: str) -> Self:
        """A value of the type `kind` is to be checked by a suite."""
        return cls(
            f"A table of polars, pandas, pyarrow, DuckDB or PySpark, or the path of a file, is expected, not {kind}.",
            hint="name several files by a pattern, such as 'sales/*.parquet'; make a table of an array by "
            "pandas.DataFrame(array).",
        )

    @classmethod
    def not_writable(cls, column: str | None, target: str, reason: str) -> Self:
        """A column, or without one the whole table, cannot be put into `target`: a file, or a fingerprint."""
        subject = "The table" if column is None else f"Column '{column}'"
        return cls(
            f"{subject} cannot be written to {target}: {clause(reason)}.",
            hint="give all values of a column one type, such as text, numbers or dates.",
        )

    @classmethod
    def no_files(cls, pattern: str) -> Self:
        """No file matches the pattern."""
        return cls(
            f"No file matches '{pattern}'.",
            hint="put the files there, or check the pattern: * stands for any name, ** for any folders.",
        )

    @classmethod
    def other_columns(cls, path: Path | str, first: Path | str, difference: str) -> Self:
        """The files of one table do not have the same columns."""
        return cls(
            f"The file '{path}' is not of the same table as '{first}': {clause(difference)}.",
            hint="take the file out, or write it again with the same columns.",
        )

    @classmethod
    def failed_query(cls, library: str, reason: str) -> Self:
        """The library that holds the table cannot answer a question about it."""
        error = cls(
            f"{library} cannot answer what the suite asks of the table: {clause(reason)}.",
            hint="check that the table can still be read, and that no number in it is too large to calculate with.",
        )
        error.discreet = f"{library} cannot answer what the suite asks of the table; {REASON_LEFT_OUT}."
        return error

    @classmethod
    def object_column(cls, name: str, value: object) -> Self:
        """A column holds Python objects that no rule can be put to."""
        error = cls(
            f"Column '{name}' holds Python objects such as {show(value)}, of no type that tables know.",
            hint="turn it into text, numbers or dates, or leave the column out.",
        )
        error.discreet = f"Column '{name}' holds Python objects of no type that tables know."
        return error

    @classmethod
    def scan_failed(cls, reason: str) -> Self:
        """Reading the table, or computing with its values, ended with an error of the table library."""
        error = cls(
            f"The table could not be gone through to its end: {clause(reason)}.",
            hint="check that its file is whole, and that its columns have the types that the rules expect.",
        )
        error.discreet = f"The table could not be gone through to its end; {REASON_LEFT_OUT}."
        return error

    @classmethod
    def duplicate_column(cls, name: str, path: Path | str | None = None) -> Self:
        """Two columns have the same name, so that a rule about it could mean either."""
        table = "the table" if path is None else f"the table '{path}'"
        return cls(
            f"Two columns of {table} are called '{name}'.",
            hint="give each column a name of its own.",
        )


class SplitError(FairleadError):
    """Tell that the folder of a split cannot be used, or what is to be put back does not fit it."""

    code = "FL520"

    @classmethod
    def not_a_split(cls, place: Path | str) -> Self:
        """The folder holds no split."""
        return cls(
            f"There is no split in '{place}': it has no split.json.",
            hint="`fairlead quarantine list` shows the splits of the project.",
        )

    @classmethod
    def unreadable(cls, path: Path | str, reason: str) -> Self:
        """What a split says about itself cannot be read."""
        return cls(
            f"'{path}' cannot be read: {clause(reason)}.",
            hint="split the table again; the file is written by Fairlead and not to be changed by hand.",
        )

    @classmethod
    def other_format(cls, path: Path | str, found: object, known: int) -> Self:
        """The split was written by another version."""
        return cls(
            f"'{path}' has the format {show(found)}; this version of Fairlead reads {known}.",
            hint="split the table again, or use the version of Fairlead that wrote it.",
        )

    @classmethod
    def part_missing(cls, path: Path | str) -> Self:
        """A file that belongs to the split is gone."""
        return cls(f"The split has lost its file '{path}'.", hint="put the file back, or split the table again.")

    @classmethod
    def exists(cls, place: Path | str) -> Self:
        """There is a split already where one is to be written."""
        return cls(
            f"There is a split in '{place}' already.",
            hint="name another folder, or replace it with overwrite=True (`--overwrite`).",
        )

    @classmethod
    def place_taken(cls, place: Path | str) -> Self:
        """Something else is where the split is to be written; it is never overwritten."""
        return cls(f"'{place}' is there and is no split, so it stays.", hint="name another folder.")

    @classmethod
    def did_not_pass(cls, place: Path | str, reasons: Sequence[str]) -> Self:
        """The split failed, so there are no valid rows in it."""
        first = f": {clause(reasons[0])}" if reasons else ""
        return cls(
            f"The split in '{place}' did not pass, so it has no valid rows{first}.",
            hint=f"look at the rows: `fairlead quarantine show {place}`; mend the source or the suite; split again.",
        )

    @classmethod
    def reserved_column(cls, name: str) -> Self:
        """The table has a column by a name that a split gives."""
        return cls(
            f"The table has a column '{name}', a name that a split uses itself.",
            hint=f"drop or rename it before the split; a quarantined table is read without '{name}'.",
        )

    @classmethod
    def unsupported_table(cls, kind: str, instead: str) -> Self:
        """A table of this kind can be checked, and cannot be split."""
        return cls(f"A table of {kind} cannot be split as it is.", hint=instead)

    @classmethod
    def no_suite(cls, place: Path | str, reason: str) -> Self:
        """Rows cannot be checked again, as the suite is not in the folder."""
        return cls(
            f"The split in '{place}' holds no suite to check rows by: {clause(reason)}.",
            hint="split the table again with a suite that can be written as TOML.",
        )

    @classmethod
    def in_use(cls, place: Path | str) -> Self:
        """Another process is putting rows back at this moment."""
        return cls(f"Another process is releasing rows of '{place}'.", hint="wait until it is done, and try again.")

    @classmethod
    def nothing_asked(cls) -> Self:
        """It was not said what has become of the rows."""
        return cls(
            "Nothing was said about why rows may go back.",
            hint="give a file of repaired rows (`--repaired FILE`), recode a value (`--recode age=-1:null`), "
            "or accept a rule (`--accept RULE --why TEXT`).",
        )

    @classmethod
    def bad_recode(cls, text: str) -> Self:
        """What is to be recoded cannot be understood."""
        return cls(
            f"{show(text)} does not say what to recode.", hint="write it as COLUMN=VALUE:null, as in age=-1:null."
        )

    @classmethod
    def why_missing(cls) -> Self:
        """Rows are to be accepted without a reason."""
        return cls(
            "Rows that break a rule are accepted only with a reason.",
            hint='say it, as it is kept with the split: `--why "checked with the source on the phone"`.',
        )

    @classmethod
    def unknown_rule(cls, name: str, rules: Sequence[str]) -> Self:
        """No rule of the split has this name."""
        return cls(
            f"The split has no rule '{name}'.", hint=choice(name, rules, otherwise="it has no rules about rows.")
        )

    @classmethod
    def not_matched(cls, reason: str, hint: str) -> Self:
        """Repaired rows cannot be matched with the quarantined ones."""
        return cls(f"The repaired rows cannot be matched: {clause(reason)}.", hint=hint)

    @classmethod
    def wrong_value(cls, column: str, dtype: str, reason: str) -> Self:
        """A repaired value is not of the column's type."""
        return cls(
            f"Not all values given for the column '{column}' are {dtype}: {clause(reason)}.",
            hint="write them as the other values of the column are written.",
        )


class RowsLostError(SplitError):
    """Tell that the rows that were written are not the rows that came in."""

    code = "FL521"

    @classmethod
    def of(cls, rows_in: int, valid: int, quarantined: int) -> Self:
        """The numbers of rows do not add up.

        >>> print(RowsLostError.of(7043, 6900, 140))
        7043 rows came in, and 6900 valid and 140 quarantined ones were written: 3 are lost.
        Hint: nothing was kept; make sure that nobody changes the table meanwhile, and try again.
        """
        difference = rows_in - valid - quarantined
        what = (
            f"{difference} {'is' if difference == 1 else 'are'} lost" if difference > 0 else f"{-difference} too many"
        )
        return cls(
            f"{count(rows_in, 'row')} came in, and {valid} valid and {quarantined} quarantined ones were written: "
            f"{what}.",
            hint="nothing was kept; make sure that nobody changes the table meanwhile, and try again.",
        )
