"""Say what is wrong with a suite of expectations, and that a table does not pass one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairlead.errors import FairleadError
from fairlead.errors.words import choice, clause, count, quoted, raised, show

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path
    from typing import Self

VALIDATION_PROBLEMS_SHOWN = 5
"""Findings that the error about a table names; the result has them all."""


class SuiteError(FairleadError):
    """Tell that an expectation, or a suite of them, is not written in a way that can be checked."""

    code = "FL510"

    argument: str | None = None
    """Which argument is at fault, where one is: a file of suites is searched for its line."""

    @classmethod
    def unknown_expectation(cls, name: str, known: Iterable[str], where: str | None = None) -> Self:
        """No expectation has this name."""
        return cls(
            f"There is no expectation '{name}'.",
            where=where,
            hint=choice(name, known, otherwise="`fairlead.data` lists them all."),
        )

    @classmethod
    def unknown_argument(cls, expectation: str, name: str, known: Iterable[str]) -> Self:
        """The expectation has no such argument."""
        error = cls(
            f"The expectation {expectation} has no argument '{name}'.",
            hint=choice(name, known, otherwise="it has none."),
        )
        error.argument = name
        return error

    @classmethod
    def missing_argument(cls, expectation: str, names: Sequence[str]) -> Self:
        """An argument that the expectation cannot do without."""
        return cls(
            f"The expectation {expectation} needs {quoted(names)}.",
            hint=f"write {expectation}({', '.join(f'{name}=...' for name in names)}).",
        )

    @classmethod
    def too_many_arguments(cls, expectation: str, given: int, names: Sequence[str]) -> Self:
        """More arguments in a row than the expectation has."""
        return cls(
            f"The expectation {expectation} takes {count(len(names), 'argument')}, not {given}.",
            hint=f"they are {', '.join(names)}; give everything else by name, as in mostly=0.95.",
        )

    @classmethod
    def argument_twice(cls, expectation: str, name: str) -> Self:
        """An argument is given by its place and by its name."""
        error = cls(f"The argument '{name}' of {expectation} is given twice.", hint="give it once.")
        error.argument = name
        return error

    @classmethod
    def bad_argument(cls, expectation: str, name: str, value: object, expected: str) -> Self:
        """An argument has a value of no use."""
        error = cls(
            f"The argument '{name}' of {expectation} is {show(value)}; expected {expected}.",
            hint=f"change '{name}'.",
        )
        error.argument = name
        return error

    @classmethod
    def warns_after_failing(cls, expectation: str, warn_above: float, fail_above: float) -> Self:
        """A split would fail at a smaller share of broken rows than it warns at."""
        error = cls(
            f"The argument 'warn_above' of {expectation} is {warn_above:g}, but a split fails above {fail_above:g} "
            "already.",
            hint="raise 'fail_above' to 'warn_above' at least, or lower 'warn_above'.",
        )
        error.argument = "warn_above"
        return error

    @classmethod
    def unknown_type(cls, expectation: str, argument: str, name: str, near: str) -> Self:
        """No type has this name; `near` is one that may have been meant."""
        error = cls(f"There is no type '{name}' for {expectation} to look for.", hint=f"did you mean '{near}'?")
        error.argument = argument
        return error

    @classmethod
    def bad_bounds(cls, expectation: str, low: object, high: object) -> Self:
        """The least value is above the greatest."""
        error = cls(
            f"The expectation {expectation} can never hold: min_value {show(low)} is above max_value {show(high)}.",
            hint="swap the two.",
        )
        error.argument = "min_value"
        return error

    @classmethod
    def no_bounds(cls, expectation: str) -> Self:
        """Neither a least nor a greatest value is given."""
        return cls(
            f"The expectation {expectation} has neither min_value nor max_value.",
            hint="give at least one of them.",
        )

    @classmethod
    def not_an_expectation(cls, suite: str, value: object) -> Self:
        """A suite holds something that is no expectation."""
        return cls(
            f"The suite '{suite}' holds {show(value)}, which is not an expectation.",
            hint='write its lines as calls: between("age", 0, 120).',
        )

    @classmethod
    def no_name(cls, kind: str) -> Self:
        """A suite is made with something else than its name in the first place."""
        return cls(
            f"The name of a suite comes first, as text, not {kind}.",
            hint='write Suite("people", [not_null("name")]).',
        )

    @classmethod
    def no_list(cls, suite: str, kind: str) -> Self:
        """The expectations of a suite are not given as a list."""
        return cls(
            f"The expectations of the suite '{suite}' are {kind}, not a list.",
            hint=f'put them in brackets: Suite({show(suite)}, [not_null("name")]).',
        )

    @classmethod
    def no_expectations(cls, where: str) -> Self:
        """The file of a suite holds no rule, so that every table would pass."""
        return cls(
            "The suite holds no expectation, so that every table would pass.",
            where=where,
            hint="write some, or have them proposed: `fairlead validate --suggest TABLE --output suite.toml`.",
        )

    @classmethod
    def built_in_name(cls, name: str) -> Self:
        """A custom expectation has the name of one of Fairlead's own."""
        return cls(
            f"'{name}' is an expectation of Fairlead, and your own cannot take its place.",
            hint=f"give your function another name, such as own_{name}.",
        )

    @classmethod
    def nameless(cls) -> Self:
        """A custom expectation is made of a function without a name."""
        return cls(
            "An expectation has the name of its function, and this function has no name.",
            hint="write it with def, and @expectation above it.",
        )

    @classmethod
    def body_failed(cls, expectation: str, error: BaseException) -> Self:
        """The function of a custom expectation raised an error."""
        return cls(
            f"The expectation {expectation} cannot be made: {raised(error)}.",
            hint="in its function, write columns as col(name), and compare them with plain values or with each other.",
        )

    @classmethod
    def computes_only(cls, expectation: str, text: str) -> Self:
        """The function of a custom expectation returns a number or text, not a condition."""
        return cls(
            f"The expectation {expectation} returns {text}, which is neither true nor false.",
            hint="compare it with something: col(a) - col(b) > 0.",
        )

    @classmethod
    def not_a_condition(cls, expectation: str, value: object) -> Self:
        """The function of a custom expectation returns something else than a condition."""
        return cls(
            f"The expectation {expectation} returns {show(value)}, not a condition on columns.",
            hint="return something like col(a) > col(b).",
        )

    @classmethod
    def not_a_row(cls, value: object) -> Self:
        """Something else than one row is to be checked as one."""
        return cls(
            f"One row is expected, with its values by the names of the columns, not {show(value)}.",
            hint='write it as {"age": 36}; check a table by suite.run(table).',
        )

    @classmethod
    def mixed_types(cls, column: str, value: object, other: str, where: str | None = None) -> Self:
        """A column holds values of several types, and a rule cannot be put to one of them."""
        error = cls(
            f"'{column}' holds {show(value)}, which cannot be compared with {other}.",
            where=where,
            hint="give all values of the column one type.",
        )
        error.discreet = f"'{column}' holds values of types that cannot be compared."
        return error

    @classmethod
    def not_in_order(cls, library: str) -> Self:
        """A rule looks at the row above, and the rows of the table have no order."""
        return cls(
            f"The rows of a table of {library} have no order, so that a rule about the row above cannot be checked.",
            hint="write the table to a Parquet file in the order that is meant, and check that.",
        )

    @classmethod
    def too_many_values(cls, column: str, limit: int, library: str) -> Self:
        """A rule is decided by Python for each different value, and too many of them break it."""
        return cls(
            f"More than {limit} different values of {column} break a rule that {library} cannot decide itself.",
            hint="write the table to a Parquet file, and check that.",
        )

    @classmethod
    def used_as_bool(cls, condition: str) -> Self:
        """A condition stands where Python decides at once."""
        return cls(
            f"Whether {condition} holds is not known before a table is looked at.",
            hint="join conditions with & and |, negate one with ~, each in parentheses.",
        )

    @classmethod
    def bad_condition(cls, text: str, reason: str) -> Self:
        """A row condition cannot be read."""
        error = cls(
            f"The row condition {show(text)} cannot be read: {clause(reason)}.",
            hint='write it as col("age") > 18, with and, or, not, == and .notNull().',
        )
        error.argument = "row_condition"
        return error

    @classmethod
    def bad_regex(cls, regex: str, reason: str) -> Self:
        """A pattern is not a regular expression."""
        return cls(
            f"{show(regex)} is not a regular expression: {clause(reason)}.",
            hint="escape characters that stand for themselves: \\. is a full stop.",
        )

    @classmethod
    def slow_regex(cls, regex: str, characters: int, seconds: float) -> Self:
        """A regular expression takes too long on a value."""
        return cls(
            f"The regular expression {show(regex)} was not done with a text of {characters} characters "
            f"after {seconds:g} seconds.",
            hint="avoid a repetition inside a repetition, such as (a+)+, or check the length of the text first.",
        )

    @classmethod
    def function_failed(cls, name: str, kind: str, error: BaseException) -> Self:
        """A Python function that looks at single values raised an error."""
        failed = f"The function {name} failed on a value of the type {kind}: {type(error).__name__}"
        found = cls(f"{failed}: {clause(str(error))}.", hint="let it return False for a value that it cannot use.")
        found.discreet = f"{failed}."
        return found

    @classmethod
    def python_objects(cls, column: str) -> Self:
        """A column of Python objects without a common type is compared, or computed with."""
        return cls(
            f"Column '{column}' holds Python objects, of which it can only be said whether they are there.",
            hint="give the column one type, such as text or numbers.",
        )

    @classmethod
    def wrong_type(cls, expectation: str, column: str, family: str, value: object) -> Self:
        """A value is compared with a column of another type."""
        return cls(
            f"'{column}' is {family}, and {show(value)} is not.",
            where=f"expectation {expectation}",
            hint="give a value of the column's type, or change the column's type when it is read.",
        )

    @classmethod
    def uncomparable(cls, expectation: str, left: str, right: str) -> Self:
        """Two columns of different types are compared."""
        return cls(
            f"No comparison of {left} with {right} is possible.",
            where=f"expectation {expectation}",
            hint="compare columns of one type.",
        )

    @classmethod
    def wrong_operand(cls, expectation: str, operand: str, expected: str) -> Self:
        """An operation is applied to a column of another type."""
        return cls(
            f"Expected {expected}; found {operand}.",
            where=f"expectation {expectation}",
            hint="use another column, or change the column's type when it is read.",
        )

    @classmethod
    def do_not_fit(cls, problems: Sequence[str], hint: str | None = None) -> Self:
        """Several lines of a suite do not fit the table."""
        return cls(f"{len(problems)} lines of the suite do not fit the table: {' '.join(problems)}", hint=hint)

    @classmethod
    def bad_json(cls, reason: str) -> Self:
        """The file of a suite is not JSON."""
        return cls(f"The suite is not valid JSON: {clause(reason)}.", hint="correct the file at this line.")

    @classmethod
    def no_gx_suite(cls) -> Self:
        """JSON that is no suite of Great Expectations."""
        return cls(
            "This JSON is not a suite of Great Expectations: it has no name, or no list of expectations.",
            hint='a suite reads {"name": "people", "expectations": [{"type": "...", "kwargs": {...}}]}.',
        )

    @classmethod
    def runs_sql(cls, name: str) -> Self:
        """An expectation that can only be decided by a database."""
        return cls(
            f"The expectation '{name}' runs a query in a database of yours, and Fairlead runs no SQL out of a suite.",
            hint="run the query yourself and check its result as a table, or say the rule with an expectation of your "
            "own.",
        )

    @classmethod
    def no_parameter(cls, text: str, known: Iterable[str]) -> Self:
        """A parameter of a suite has no value."""
        listed = list(known)
        given = f"given are {quoted(listed)}" if listed else "none are given"
        error = cls(
            f"The parameter {show(text)} of the suite has no value; {given}.",
            hint="give it when the suite is read: Suite.from_gx(path, parameters={...}).",
        )
        error.argument = text  # which stands in the file like the name of an argument
        return error

    @classmethod
    def unknown_gx_version(cls, version: object, known: Iterable[str]) -> Self:
        """A format of Great Expectations that cannot be written."""
        return cls(
            f"Suites of Great Expectations {show(version)} cannot be written.", hint=f"choose one of {quoted(known)}."
        )

    @classmethod
    def not_in_gx(cls, expectation: str, argument: str, value: str) -> Self:
        """An argument cannot be written as JSON."""
        return cls(
            f"The argument '{argument}' of {expectation} is {value}, which JSON cannot hold.",
            hint="give text, numbers, dates or lists of them; of a table, its path.",
        )

    @classmethod
    def unknown_result_format(cls, value: object, known: Iterable[str]) -> Self:
        """A result is asked for in a form that there is not."""
        return cls(f"There is no result format {show(value)}.", hint=choice(str(value), known, otherwise=""))

    @classmethod
    def not_all_values(cls, expectation: str, kept: int, found: int) -> Self:
        """A result holds only some of the unexpected values, and all are asked for."""
        return cls(
            f"The result of {expectation} holds {kept} of {found} unexpected values; COMPLETE needs all of them.",
            hint='run the suite again: suite.run(table, samples="all").',
        )

    @classmethod
    def not_remembered(cls, name: str, known: Iterable[str]) -> Self:
        """A dataset is to forget an expectation that was not asked of it."""
        return cls(
            f"No expectation '{name}' with these arguments was asked of the table.",
            hint=choice(name, known, otherwise="none was asked yet."),
        )

    @classmethod
    def no_key(cls, name: str, known: Iterable[str]) -> Self:
        """A result does not hold the column that is to identify rows."""
        return cls(
            f"The result does not hold the column '{name}', which is to identify rows.",
            hint=choice(name, known, otherwise=f"name it in the suite: Suite(..., keys=[{name!r}])."),
        )

    @classmethod
    def no_file(cls, path: Path | str, near: str | None = None) -> Self:
        """There is no suite at `path`; `near` is a file beside it that may have been meant."""
        return cls(
            f"There is no suite at '{path}'.",
            hint=f"did you mean '{near}'?"
            if near
            else "write one, or have one proposed: `fairlead validate --suggest TABLE --output suite.toml`.",
        )

    @classmethod
    def unreadable_file(cls, path: Path | str, reason: str) -> Self:
        """The file of a suite cannot be read."""
        return cls(f"The suite '{path}' cannot be read: {clause(reason)}.", hint="check that it is a text file.")

    @classmethod
    def unwritable_file(cls, path: Path | str, reason: str) -> Self:
        """The file of a suite cannot be written."""
        return cls(f"The suite cannot be written to '{path}': {clause(reason)}.", hint="choose another place.")

    @classmethod
    def bad_toml(cls, reason: str) -> Self:
        """The file of a suite is not TOML."""
        return cls(
            f"The suite is not valid TOML: {clause(reason)}.",
            hint='a line reads name = value, and text stands in quotes: column = "age".',
        )

    @classmethod
    def unknown_suite_key(cls, key: str, known: Iterable[str]) -> Self:
        """A suite says something that means nothing."""
        return cls(
            f"A suite has no '{key}'.",
            hint=choice(key, known, otherwise="each expectation stands under a line of its own: [[expect]]."),
        )

    @classmethod
    def bad_suite_key(cls, key: str, value: object, expected: str) -> Self:
        """A suite says something of the wrong type."""
        return cls(f"'{key}' of the suite is {show(value)}; expected {expected}.", hint=f"change '{key}'.")

    @classmethod
    def no_type(cls, given: Sequence[str]) -> Self:
        """A line of a suite's file does not say which expectation it is."""
        said = f"only {quoted(given)}" if given else "nothing at all"
        return cls(
            f"An expectation says {said}, not its type.",
            hint='give it one: type = "not_null".',
        )

    @classmethod
    def not_in_toml(cls, subject: str, key: str, value: str) -> Self:
        """A value cannot be written in TOML."""
        return cls(
            f"'{key}' of {subject} holds {value}, which cannot be written in a suite file.",
            hint="give text, numbers, dates or lists of them; of a table, its path.",
        )

    @classmethod
    def unwritable_condition(cls, condition: str, part: str) -> Self:
        """A row condition made in Python has no words in a file."""
        return cls(
            f"The row condition {show(condition)} cannot be written in a suite file, because of {part}.",
            hint="use comparisons, is_in and is_null in it, or keep the suite in Python.",
        )

    @classmethod
    def no_python(cls, name: str, folder: str) -> Self:
        """A suite names a Python file that is not there."""
        return cls(f"There is no Python file '{name}' in '{folder}'.", hint="its path begins at the suite's folder.")

    @classmethod
    def bad_python(cls, name: str, error: BaseException) -> Self:
        """A Python file that a suite names cannot be imported."""
        return cls(f"'{name}' cannot be imported: {raised(error)}.", hint=f"mend it, and try `python {name}`.")

    @classmethod
    def not_in_a_file(cls, expectation: str, module: str) -> Self:
        """An expectation of one's own was defined where a suite file cannot point to."""
        return cls(
            f"The expectation {expectation} is defined in '{module}', which is no file that a suite can name.",
            hint="put the function into a file such as checks.py, and import it from there.",
        )

    @classmethod
    def several_suites(cls, path: Path | str, names: Iterable[str]) -> Self:
        """A Python file holds several suites, and none is named."""
        listed = list(names)
        return cls(f"'{path}' holds {len(listed)} suites: {quoted(listed)}.", hint=f"name one: {path}:{listed[0]}.")

    @classmethod
    def no_history(cls, name: str | None, known: Iterable[str]) -> Self:
        """No validation by this suite is stored."""
        begin = "begin one: `fairlead validate TABLE --suite suite.toml`, in the project's folder."
        if name is None:
            return cls("No validation is stored in this project.", hint=begin)
        return cls(f"No validation by the suite '{name}' is stored.", hint=choice(name, known, otherwise=begin))

    @classmethod
    def would_overwrite(cls, path: Path | str) -> Self:
        """A proposed suite would replace a file that a person may have changed."""
        return cls(
            f"'{path}' is there already.",
            hint="choose another name, or add --overwrite if nothing in it is worth keeping.",
        )

    @classmethod
    def no_such_suite(cls, name: str, path: Path | str, known: Iterable[str]) -> Self:
        """A Python file holds no suite of this name."""
        return cls(
            f"'{path}' holds no suite called '{name}'.",
            hint=choice(name, known, otherwise='make one there: customers = Suite("customers", [...]).'),
        )


class ValidationError(FairleadError):
    """Tell that a table does not pass its suite, where a task may only go on with one that does."""

    code = "FL512"

    @classmethod
    def of(cls, suite: str, rows: int, problems: Sequence[str]) -> Self:
        """`problems` are the sentences of the findings that are errors, the worst first."""
        shown = " ".join(problems[:VALIDATION_PROBLEMS_SHOWN])
        more = len(problems) - VALIDATION_PROBLEMS_SHOWN
        rest = f" And {count(more, 'more finding')}." if more > 0 else ""
        return cls(
            f"The table ({count(rows, 'row')}) does not pass the suite '{suite}': {shown}{rest}",
            hint="mend the data at its source, or set broken rows aside with `suite.split(table, out)`.",
        )
