"""Write suites in the JSON of Great Expectations, of 1.x and of 0.18."""

from __future__ import annotations

from collections.abc import Mapping
from keyword import iskeyword
from typing import TYPE_CHECKING, Any, Literal

from fairlead.data.expr import SIGNS, Expr, lit
from fairlead.data.files.condition_text import condition_text
from fairlead.data.gx.value import exact_value, from_exact, plain_value
from fairlead.data.row_condition import condition_of
from fairlead.errors import SuiteError
from fairlead.finding import Severity

if TYPE_CHECKING:
    from fairlead.data.line import Expectation
    from fairlead.data.suite import Suite

Version = Literal["1", "0.18"]

VERSION_OF: Mapping[str, str] = {"1": "1.24.1", "0.18": "0.18.22"}
"""The release of Great Expectations whose format is written."""

SEVERITY_OF: Mapping[Severity, str] = {
    Severity.INFO: "info", Severity.WARNING: "warning", Severity.ERROR: "critical", Severity.CRITICAL: "critical",
}  # fmt: skip
"""Great Expectations has three grades, and its highest is what holds if nothing is said: our ``error``."""

WITHOUT_DEFAULT = frozenset({"double_sided"})
"""Arguments that Great Expectations must be given and we need not."""

_OPERATORS = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_TREE = frozenset({"column", "literal", "not", "missing", "in", *SIGNS})


def to_gx(suite: Suite, version: Version = "1") -> dict[str, Any]:
    """Write a suite as Great Expectations does, in values that JSON can hold.

    Expectations that Great Expectations does not have are written under their names here; it will refuse them.

    Parameters
    ----------
    version : ``1`` for 1.x, ``0.18`` for what came before.

    Raises
    ------
    SuiteError
        An argument cannot be written, a table for example.
    """
    if version not in VERSION_OF:
        raise SuiteError.unknown_gx_version(version, VERSION_OF)
    meta = {key: plain_value(value) for key, value in suite.meta.items() if key != "gx"}
    carried = dict(suite.meta.get("gx") or {})
    identity = carried.pop("id", None)
    own = {key: list(value) for key, value in (("keys", suite.keys), ("private", suite.private)) if value}
    meta |= {"great_expectations_version": VERSION_OF[version]} | ({"fairlead": own} if own else {})
    if version == "1":
        lines = [line_to_gx(line) for line in suite]
        return {"name": suite.name, "id": identity, "expectations": lines, "meta": meta, "notes": None, **carried}
    lines = [_in_old_format(line_to_gx(line, version)) for line in suite]
    head = {"expectation_suite_name": suite.name, "ge_cloud_id": identity, "data_asset_type": None}
    return {**head, "expectations": lines, "meta": meta, **carried}


def line_to_gx(line: Expectation, version: Version = "1") -> dict[str, Any]:
    """Write a line of a suite; see `to_gx`."""
    kwargs, exact = _arguments(line)
    own: dict[str, Any] = {"kwargs": exact} if exact else {}
    own |= _own_options(line)
    if line.mostly != 1:
        kwargs["mostly"] = line.mostly
    _write_condition(line, version, kwargs, own)
    meta = {key: plain_value(value) for key, value in line.meta.items()}
    written: dict[str, Any] = {
        "type": line.kind.name, "kwargs": kwargs, "meta": meta | ({"fairlead": own} if own else {}),
        "severity": SEVERITY_OF[line.severity],
    }  # fmt: skip
    more = {"id": line.id, "notes": line.notes, "description": line.description}
    return written | {key: value for key, value in more.items() if value is not None}


def _arguments(line: Expectation) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give the arguments in plain words, and those again that lose something by it."""
    from fairlead.data.line import differs

    kwargs: dict[str, Any] = {}
    exact: dict[str, Any] = {}
    for parameter in line.kind.parameters:
        value = line.kwargs[parameter.name]
        is_default = not parameter.is_required and not differs(value, parameter.default)
        if is_default and parameter.name not in WITHOUT_DEFAULT:
            continue
        try:
            marked = exact_value(value)
        except TypeError as error:
            raise SuiteError.not_in_gx(line.kind.alias, parameter.name, str(error)) from None
        kwargs[parameter.name] = plain_value(value)
        if marked != kwargs[parameter.name]:
            exact[parameter.name] = marked
    return kwargs, exact


def _own_options(line: Expectation) -> dict[str, Any]:
    """Give what Great Expectations has no word for, where it is not as it would be anyway."""
    from fairlead.data.line import FAIL_ABOVE, WARN_ABOVE

    defaults = {"on_row": line.kind.default_on_row, "warn_above": WARN_ABOVE, "fail_above": FAIL_ABOVE}
    own = {name: getattr(line, name) for name, value in defaults.items() if getattr(line, name) != value}
    return own | ({"severity": "critical"} if line.severity == Severity.CRITICAL else {})


def _write_condition(line: Expectation, version: Version, kwargs: dict[str, Any], own: dict[str, Any]) -> None:
    given = line.row_condition
    if given is None:
        return
    if not isinstance(given, (str, Expr)):
        given = condition_of(given)
        assert given is not None
    if isinstance(given, str):
        kwargs["row_condition"] = given
        kwargs["condition_parser"] = line.condition_parser or ("great_expectations" if "col(" in given else "pandas")
        if line.condition_parser is None:
            own["condition_parser"] = None
        return
    written = condition_to_gx(given) if version == "1" else query_text(given)
    kwargs["row_condition"] = written
    if isinstance(written, str):
        kwargs["condition_parser"] = "pandas"
    again = condition_of(written)
    if version != "1" or again is None or again.text != given.text:
        own["row_condition"] = _tree(given)
    if line.condition_parser is not None or isinstance(written, str):
        own["condition_parser"] = line.condition_parser


def _in_old_format(written: dict[str, Any]) -> dict[str, Any]:
    """Put a line into the words of 0.18, which knows neither severity nor notes."""
    meta, severity = dict(written["meta"]), written["severity"]
    own = dict(meta.pop("fairlead", {}))
    if severity != "critical":
        own["severity"] = severity
    own |= {key: written[key] for key in ("notes", "description") if key in written}
    return {
        "expectation_type": written["type"],
        "kwargs": written["kwargs"],
        "meta": meta | ({"fairlead": own} if own else {}),
        **({"ge_cloud_id": written["id"]} if "id" in written else {}),
    }


def condition_to_gx(condition: Expr) -> Any:
    """Write a row condition as an object of Great Expectations 1.9 and later, or as text where it has no object.

    >>> from fairlead.data.expr import col
    >>> condition_to_gx(col("age") > 18)
    {'type': 'comparison', 'column': {'name': 'age'}, 'operator': '>', 'parameter': 18}
    """
    return _object(condition) or query_text(condition)


def query_text(condition: Expr) -> str:
    """Write a row condition as text for the ``query`` of pandas.

    Raises
    ------
    SuiteError
        It uses something that there are no words for, such as a regular expression.

    >>> from fairlead.data.expr import col
    >>> query_text((col("first name") == "Ada") & ~col("age").is_null())
    "(`first name` == 'Ada') & (~age.isnull())"
    """
    op, args = condition.op, condition.args
    if op == "column":
        return _column_text(args[0])
    if op == "literal":
        return condition_text(condition)
    if op in SIGNS:
        return f"{_operand(args[0])} {SIGNS[op]} {_operand(args[1])}"
    if op == "not":
        return f"~{_operand(args[0])}"
    if op == "missing":
        return f"{_operand(args[0])}.isnull()"
    if op == "in":
        return f"{_operand(args[0])} in [{', '.join(condition_text(lit(one)) for one in args[1])}]"
    return condition_text(condition)  # which says why it cannot be written


def _column_text(name: str) -> str:
    if name.isidentifier() and not iskeyword(name):
        return name
    if "`" in name:
        raise SuiteError.unwritable_condition(name, "the backtick in the name")
    return f"`{name}`"


def _operand(part: Expr) -> str:
    return query_text(part) if part.op in ("column", "literal", "missing") else f"({query_text(part)})"


def _object(condition: Expr) -> dict[str, Any] | None:
    op, args = condition.op, condition.args
    if op in ("and", "or"):
        parts = [_object(part) for part in args]
        return None if None in parts else {"type": op, "conditions": parts}
    if op == "not" and args[0].op in ("missing", "in"):
        return _object_of_value(args[0], is_negated=True)
    return _object_of_value(condition, is_negated=False)


def _object_of_value(condition: Expr, *, is_negated: bool) -> dict[str, Any] | None:
    op, args = condition.op, condition.args
    if not args or not isinstance(args[0], Expr) or args[0].op != "column":
        return None
    column = {"name": args[0].args[0]}
    if op == "missing":
        return {"type": "nullity", "column": column, "is_null": not is_negated}
    if op == "in":
        members, operator = [plain_value(one) for one in args[1]], "NOT_IN" if is_negated else "IN"
        return {"type": "comparison", "column": column, "operator": operator, "parameter": members}
    if op in _OPERATORS and args[1].op == "literal":
        parameter = plain_value(args[1].args[0])
        return {"type": "comparison", "column": column, "operator": _OPERATORS[op], "parameter": parameter}
    return None


def _tree(condition: Expr) -> dict[str, Any]:
    """Write an expression as it is, for the way back."""
    return {"op": condition.op, "args": [_tree(arg) if isinstance(arg, Expr) else _leaf(arg) for arg in condition.args]}


def _leaf(value: Any) -> Any:
    try:
        return {"value": exact_value(value)}
    except TypeError as error:
        raise SuiteError.unwritable_condition(repr(value), str(error)) from None


def condition_from(tree: Any) -> Expr:
    """Return the expression that was written for the way back.

    Raises
    ------
    SuiteError
        Someone has changed it into something else.
    """
    try:
        op, args = tree["op"], tree["args"]
        read = tuple(condition_from(arg) if "op" in arg else from_exact(arg["value"]) for arg in args)
    except (TypeError, KeyError):
        raise SuiteError.bad_condition(str(tree), "it is no expression") from None
    if op not in _TREE:
        raise SuiteError.bad_condition(str(tree), f"the operation {op!r} is not known")
    return Expr(op, read)
