"""What an expectation is: its name, its parameters, its sentence, and how it is decided.

Each kind of expectation is one object of the table `KINDS`, made by a decorator over the function that decides
it. Everything else is read off that object: the check of arguments, the scan, the sentence in a result, the
page in the documentation, the form in a browser. Calling a kind makes an `Expectation`, a line of a suite.

There are three ways to decide, by what a kind looks at:

- a `Condition` on each row (`row_kind`, `column_kind`, `pair_kind`, `record_kind`);
- a `Measure` of the table (`measure_kind`): numbers to be computed, and a judgement on them;
- the names and types of the columns alone (`schema_kind`).
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

from fairlead.data.expr import Expr, all_of, any_of, col
from fairlead.data.metric import Metric
from fairlead.errors import FairleadError, SuiteError

if TYPE_CHECKING:
    from fairlead.data.line import Expectation

Family = Literal["column", "pair", "record", "table"]
"""What a kind is about: one column, two, several of one row, or the whole table."""

Sentence = str | Callable[..., str]
"""What must be true, with ``{name}`` for arguments, or a function of the arguments that says it."""

LONGEST_SHOWN = 60
"""Characters of a condition that stands behind its words; a longer one would hide them."""

REQUIRED: Any = inspect.Parameter.empty


@dataclass(frozen=True, slots=True)
class Parameter:
    """Describe one argument of a kind: for checking, for the docs page and for a form.

    Parameters
    ----------
    name : str
    type : str, in words: ``number``, ``number or date``, ``list``, ``text``, ``true or false``, ``column`` or
        ``columns``.
    help : str, one clause.
    default : what holds when it is not given; `REQUIRED` if it must be.
    """

    name: str
    type: str
    help: str
    default: Any = REQUIRED

    @property
    def is_required(self) -> bool:
        """Tell whether the argument must be given."""
        return self.default is REQUIRED


@dataclass(frozen=True, slots=True)
class Condition:
    """Say which rows are looked at, and what must hold for them.

    A row is unexpected if `considered` is true and `holds` is not true (false or missing).
    """

    considered: Expr
    holds: Expr

    @property
    def unexpected(self) -> Expr:
        """Give the expression that is true for the rows that break the rule, and false for all others."""
        return self.considered & ~Expr("true", (self.holds,))


@dataclass(frozen=True, slots=True)
class Judgement:
    """Hold what a measure found.

    Parameters
    ----------
    success : bool
    observed_value : plain Python value that is compared with what is expected.
    details : plain values that explain it.
    unexpected_values : values of the column that should not be there.
    """

    success: bool
    observed_value: Any
    details: Mapping[str, Any] = field(default_factory=dict)
    unexpected_values: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """Say which numbers of the table are needed, and how they are judged.

    Parameters
    ----------
    metrics : the numbers, by name.
    judge : function of their values, by the same names.
    """

    metrics: Mapping[str, Metric]
    judge: Callable[[Mapping[str, Any]], Judgement]


@dataclass(frozen=True, slots=True)
class Example:
    """A small table, arguments and what must come out: shown on the docs page, and run by the tests.

    Parameters
    ----------
    table : columns by name.
    kwargs : arguments of the kind.
    unexpected : row numbers that break the rule, for a kind that looks at rows.
    observed_value : for a kind that measures.
    """

    table: Mapping[str, Sequence[Any]]
    kwargs: Mapping[str, Any]
    success: bool = False
    unexpected: tuple[int, ...] | None = None
    observed_value: Any = None


@dataclass(frozen=True, slots=True)
class Kind:
    """Describe a kind of expectation; call it with its arguments to get a line of a suite.

    Parameters
    ----------
    name : str, its Great Expectations name, ``expect_column_values_to_be_between``.
    alias : str, its short name, ``between``.
    family : what it is about.
    parameters : its arguments in order, the columns first.
    sentence : what must be true.
    decide : function of the arguments (and of the schema, for a schema kind).
    way : what `decide` returns.
    example : for the docs page.
    default_on_row : what becomes of a row that breaks the rule.
    module : str, the module that defines it, for a custom one.
    """

    name: str
    alias: str
    family: Family
    parameters: tuple[Parameter, ...]
    sentence: Sentence
    decide: Callable[..., Any]
    way: Literal["rows", "measure", "schema"]
    example: Example | None = None
    default_on_row: Literal["fail", "quarantine", "flag"] = "quarantine"
    module: str | None = None

    @property
    def is_custom(self) -> bool:
        """Tell whether a project made it, not Fairlead."""
        return self.module is not None

    @property
    def doc(self) -> str:
        """Give the text of the kind's page: the docstring of the function that decides."""
        return inspect.cleandoc(self.decide.__doc__ or "")

    def __call__(self, *args: Any, **options: Any) -> Expectation:
        """Make a line of a suite: arguments in order or by name, then `mostly`, `severity`, `on_row` and so on.

        Raises
        ------
        SuiteError
            An argument is missing, unknown or of no use.
        """
        from fairlead.data.line import Expectation

        names = [parameter.name for parameter in self.parameters]
        if len(args) > len(names):
            raise SuiteError.too_many_arguments(self.alias, len(args), names)
        by_place = dict(zip(names, args, strict=False))
        twice = next((name for name in by_place if name in options), None)
        if twice:
            raise SuiteError.argument_twice(self.alias, twice)
        return Expectation.of(self, {**by_place, **options})

    def __reduce__(self) -> tuple[Any, ...]:
        # The functions inside cannot be pickled; the name says which they are.
        return _kind_again, (self.name, self.module)

    def says(self, kwargs: Mapping[str, Any]) -> str:
        """Write what must be true, with the arguments in place."""
        if callable(self.sentence):
            return self.sentence(**kwargs)
        return self.sentence.format(**{name: shown(value) for name, value in kwargs.items()})


KINDS: dict[str, Kind] = {}
"""Every kind there is, by its Great Expectations name; custom ones come in as they are defined."""


def find_kind(name: str) -> Kind:
    """Return the kind with this name or alias.

    Raises
    ------
    SuiteError
        There is none; the error names the nearest.
    """
    load_kinds()
    if name in KINDS:
        return KINDS[name]
    by_alias = {kind.alias: kind for kind in KINDS.values()}
    if name in by_alias:
        return by_alias[name]
    raise SuiteError.unknown_expectation(name, [*by_alias, *KINDS])


def _kind_again(name: str, module: str | None) -> Kind:
    """Return the kind that was pickled by its name."""
    if module is not None and name not in KINDS:
        importlib.import_module(module)  # which registers it
    return find_kind(name)


def load_kinds() -> dict[str, Kind]:
    """Return the table with all kinds that come with Fairlead in it."""
    import fairlead.data.expectations  # noqa: F401  # each module there adds its kinds

    return KINDS


COLUMN = Parameter("column", "column", "the column")
COLUMN_A = Parameter("column_A", "column", "the first column")
COLUMN_B = Parameter("column_B", "column", "the second column")
COLUMN_LIST = Parameter("column_list", "columns", "the columns")
PAIR_IGNORE = Parameter(
    "ignore_row_if",
    "text",
    "which rows are left out: both_values_are_missing, either_value_is_missing or neither",
    "both_values_are_missing",
)
RECORD_IGNORE = Parameter(
    "ignore_row_if",
    "text",
    "which rows are left out: all_values_are_missing, any_value_is_missing or never",
    "all_values_are_missing",
)


def row_kind(
    name: str, alias: str, *parameters: Parameter, sentence: Sentence, **options: Any
) -> Callable[[Callable[..., Condition]], Kind]:
    """Register a rule about rows in general; the function takes the parameters by name and returns a `Condition`."""

    def register(decide: Callable[..., Condition]) -> Kind:
        family = _family_of(parameters)
        return _add(Kind(name, alias, family, parameters, sentence, decide, "rows", **options))

    return register


def column_kind(
    name: str, alias: str, *parameters: Parameter, sentence: Sentence, **options: Any
) -> Callable[[Callable[..., Expr]], Kind]:
    """Register a rule about each value of a column that is not missing.

    The decorated function takes the value as an `Expr` and the parameters by name, and returns what must hold.
    """

    def register(decide: Callable[..., Expr]) -> Kind:
        def condition(column: str, **kwargs: Any) -> Condition:
            value = col(column)
            return Condition(value.is_not_null(), decide(value, **kwargs))

        condition.__doc__ = decide.__doc__
        return _add(Kind(name, alias, "column", (COLUMN, *parameters), sentence, condition, "rows", **options))

    return register


def pair_kind(
    name: str, alias: str, *parameters: Parameter, sentence: Sentence, **options: Any
) -> Callable[[Callable[..., Expr]], Kind]:
    """Register a rule about the values of two columns in each row; the function takes both as `Expr`."""

    def register(decide: Callable[..., Expr]) -> Kind:
        def condition(column_A: str, column_B: str, ignore_row_if: str, **kwargs: Any) -> Condition:
            a, b = col(column_A), col(column_B)
            return Condition(_pair_considered(alias, ignore_row_if, a, b), decide(a, b, **kwargs))

        condition.__doc__ = decide.__doc__
        taken = (COLUMN_A, COLUMN_B, *parameters, PAIR_IGNORE)
        return _add(Kind(name, alias, "pair", taken, sentence, condition, "rows", **options))

    return register


def record_kind(
    name: str, alias: str, *parameters: Parameter, sentence: Sentence, **options: Any
) -> Callable[[Callable[..., Expr]], Kind]:
    """Register a rule about several columns of each row; the function takes a list of `Expr`.

    A function with a parameter `considered` also gets the expression that says which rows are looked at.
    """

    def register(decide: Callable[..., Expr]) -> Kind:
        wants_considered = "considered" in inspect.signature(decide).parameters

        def condition(column_list: Sequence[str], ignore_row_if: str, **kwargs: Any) -> Condition:
            values = [col(column) for column in column_list]
            considered = _record_considered(alias, ignore_row_if, values)
            more = {"considered": considered} if wants_considered else {}
            return Condition(considered, decide(values, **more, **kwargs))

        condition.__doc__ = decide.__doc__
        taken = (COLUMN_LIST, *parameters, RECORD_IGNORE)
        return _add(Kind(name, alias, "record", taken, sentence, condition, "rows", **options))

    return register


def measure_kind(
    name: str, alias: str, *parameters: Parameter, sentence: Sentence, **options: Any
) -> Callable[[Callable[..., Measure]], Kind]:
    """Register a judgement on numbers about the table; the function returns a `Measure`."""

    def register(decide: Callable[..., Measure]) -> Kind:
        return _add(Kind(name, alias, _family_of(parameters), parameters, sentence, decide, "measure", **options))

    return register


def schema_kind(
    name: str, alias: str, *parameters: Parameter, sentence: Sentence, **options: Any
) -> Callable[[Callable[..., Judgement | Condition]], Kind]:
    """Register a rule about the names and types of the columns; the function takes the `Schema` first.

    Where the types do not settle it, as in a column of Python objects, it returns a `Condition` on each row.
    """

    def register(decide: Callable[..., Judgement | Condition]) -> Kind:
        family: Family = "column" if _family_of(parameters) == "column" else "table"
        return _add(Kind(name, alias, family, parameters, sentence, decide, "schema", **options))

    return register


def expectation(function: Callable[..., Expr]) -> Kind:
    """Make an expectation of your own from a function that returns a condition.

    Each argument that the function passes to `col` is a column, any other is a setting. A row where a column of
    the condition is missing is left out, unless the condition itself asks whether that column is missing.

    >>> @expectation
    ... def positive_margin(revenue, cost):
    ...     '''The revenue is more than the cost.'''
    ...     return col(revenue) > col(cost)
    >>> positive_margin("revenue", "cost").sentence
    'the revenue is more than the cost (revenue > cost)'

    Raises
    ------
    SuiteError
        The function has no name, or that of an expectation of Fairlead. Calling the expectation also raises it, if
        the function fails or returns something else than a condition.
    """
    name = getattr(function, "__name__", "<lambda>")
    if name == "<lambda>":
        raise SuiteError.nameless()
    _check_free(name)
    given = inspect.signature(function).parameters.values()
    parameters = tuple(Parameter(one.name, "column or setting", "", one.default) for one in given)

    def condition(**kwargs: Any) -> Condition:
        holds = _called(function, name, kwargs)
        asked = {part.args[0].args[0] for part in holds.walk() if part.op == "missing" and part.args[0].op == "column"}
        present = sorted(holds.columns - asked)
        return Condition(all_of(col(column).is_not_null() for column in present), holds)

    def sentence(**kwargs: Any) -> str:
        holds = _called(function, name, kwargs).text
        says = _first_line(function)
        if not says:
            return f"{name}: {holds}"
        return f"{says} ({holds})" if len(holds) <= LONGEST_SHOWN else says

    condition.__doc__ = function.__doc__
    own = Kind(f"expect_{name}", name, "record", parameters, sentence, condition, "rows", module=function.__module__)
    return _add(own)


def _check_free(name: str) -> None:
    """Check that no expectation of Fairlead has this name; one of your own may be defined again."""
    taken = {one for kind in load_kinds().values() if not kind.is_custom for one in (kind.name, kind.alias)}
    if name in taken or f"expect_{name}" in taken:
        raise SuiteError.built_in_name(name)


def _called(function: Callable[..., Any], name: str, kwargs: Mapping[str, Any]) -> Expr:
    """Call the function of a custom expectation, and check that what it returns is a condition."""
    try:
        holds = function(**kwargs)
    except FairleadError:
        raise
    except Exception as error:  # whatever the code of a user raises
        raise SuiteError.body_failed(name, error) from error
    if not isinstance(holds, Expr):
        raise SuiteError.not_a_condition(name, holds)
    wrong = _number_in(holds)
    if wrong is not None:
        raise SuiteError.computes_only(name, wrong.text)
    return holds


_NUMBERS = frozenset({"add", "sub", "mul", "div", "abs", "length"})


def _number_in(condition: Expr) -> Expr | None:
    """Find what stands where a condition belongs, and is a number."""
    if condition.op in ("and", "or", "not"):
        return next((found for part in condition.args if (found := _number_in(part)) is not None), None)
    return condition if condition.op in _NUMBERS else None


def _first_line(function: Callable[..., Any]) -> str:
    """Give the first line of a docstring as a clause: it stands after "Expected that"."""
    line = inspect.cleandoc(function.__doc__ or "").partition("\n")[0].rstrip(" .")
    is_word = line[:1].isupper() and not line[1:2].isupper()  # not an abbreviation
    return line[:1].lower() + line[1:] if is_word else line


def shown(value: Any) -> str:
    """Write an argument as part of a sentence."""
    if isinstance(value, (list, tuple, set, frozenset)):
        listed = ", ".join(shown(item) for item in islice(value, 6 if len(value) <= 6 else 5))
        return (listed or "nothing") if len(value) <= 6 else f"{listed} and {len(value) - 5} more"
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {shown(item)}" for name, item in value.items())
    return f"{value:g}" if isinstance(value, float) else str(value)


def _family_of(parameters: Sequence[Parameter]) -> Family:
    """Tell from the first parameters what a kind is about."""
    types = [parameter.type for parameter in parameters]
    if "columns" in types:
        return "record"
    families: dict[int, Family] = {0: "table", 1: "column"}
    return families.get(types.count("column"), "pair")


def _add(kind: Kind) -> Kind:
    KINDS[kind.name] = kind
    return kind


def _pair_considered(alias: str, ignore_row_if: str, a: Expr, b: Expr) -> Expr:
    if ignore_row_if == "both_values_are_missing":
        return any_of([a.is_not_null(), b.is_not_null()])
    if ignore_row_if == "either_value_is_missing":
        return all_of([a.is_not_null(), b.is_not_null()])
    if ignore_row_if == "neither":
        return all_of([])
    raise SuiteError.bad_argument(
        alias, "ignore_row_if", ignore_row_if, "both_values_are_missing, either_value_is_missing or neither"
    )


def _record_considered(alias: str, ignore_row_if: str, values: Sequence[Expr]) -> Expr:
    present = [value.is_not_null() for value in values]
    if ignore_row_if == "all_values_are_missing":
        return any_of(present)
    if ignore_row_if == "any_value_is_missing":
        return all_of(present)
    if ignore_row_if == "never":
        return all_of([])
    raise SuiteError.bad_argument(
        alias, "ignore_row_if", ignore_row_if, "all_values_are_missing, any_value_is_missing or never"
    )
