"""Values of expressions: names, literals, attributes, operators, comparisons."""

from __future__ import annotations

import ast
import builtins
from typing import Any

from fairlead.notebook.flow import cutting, scoring
from fairlead.notebook.flow.attributes import attribute_of
from fairlead.notebook.flow.knowledge.estimators import KIND_OF
from fairlead.notebook.flow.knowledge.functions import SKLEARN
from fairlead.notebook.flow.knowledge.metrics import TRUTH_FIRST
from fairlead.notebook.flow.rows import Rows, filter_of, opposite, origin
from fairlead.notebook.flow.run import Run
from fairlead.notebook.flow.values import NOTHING, UNKNOWN, Constant, Items, Library, Model, Table, Value, mixed

_BUILTINS = {name: Library(f"builtins.{name}") for name in dir(builtins)}
_CUSTOMARY = {
    "np": "numpy",
    "pd": "pandas",
    "plt": "matplotlib.pyplot",
    "sns": "seaborn",
    "xgb": "xgboost",
    "lgb": "lightgbm",
}


def constant(run: Run, node: ast.Constant) -> Value:
    """Return a literal."""
    return Constant(node.value)


def name(run: Run, node: ast.Name) -> Value:
    """Return what a name holds; a name that nothing binds may come from ``import *`` or from a cell that is gone."""
    found = run.scope.find(node.id)
    if found is not None:
        return found
    known = _BUILTINS.get(node.id)
    if known is not None:
        return known
    return _unbound(run, node.id)


def _unbound(run: Run, word: str) -> Value:
    if word in KIND_OF or ("_" in word and (word in SKLEARN or word in TRUTH_FIRST)):
        return Library(f"sklearn.{word}")
    if word in _CUSTOMARY:
        return Library(_CUSTOMARY[word])
    for module in run.stars:
        root = module.partition(".")[0]
        if root in ("numpy", "pylab", "sklearn", "keras", "tensorflow", "pandas", "scipy"):
            return Library(f"{'numpy' if root == 'pylab' else module}.{word}")
    if word.startswith("_") or word in _OF_IPYTHON:
        return UNKNOWN
    found = Table(rows=origin(f"{word}?"), seen=set(), known=False)
    run.module.names[word] = found
    return found


_OF_IPYTHON = frozenset({"get_ipython", "display", "spark", "sc", "dbutils", "In", "Out", "exit", "quit"})


def attribute(run: Run, node: ast.Attribute) -> Value:
    """Return ``value.name``."""
    return attribute_of(run, run.value(node.value), node.attr, node)


def sequence(run: Run, node: ast.List | ast.Tuple | ast.Set) -> Value:
    """Return a list, tuple or set."""
    values: list[Value] = []
    rest: Value | None = None
    for element in node.elts:
        if isinstance(element, ast.Starred):
            inner = run.value(element.value)
            if isinstance(inner, Items):
                values += inner.values
                rest = rest or inner.rest
            else:
                rest = inner
        else:
            values.append(run.value(element))
    return Items(type(node).__name__.lower(), values, rest=rest)


def mapping(run: Run, node: ast.Dict) -> Value:
    """Return a dict."""
    keys: list[object] = []
    values: list[Value] = []
    rest: Value | None = None
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:
            inner = run.value(value)
            if isinstance(inner, Items) and inner.keys is not None:
                keys += inner.keys
                values += inner.values
            else:
                rest = inner
            continue
        found = run.value(key)
        keys.append(found.value if isinstance(found, Constant) else None)
        values.append(run.value(value))
    return Items("dict", values, keys, rest)


def binary(run: Run, node: ast.BinOp) -> Value:
    """Return ``left + right`` and the like; each row of the result comes from the same row."""
    left, right = run.value(node.left), run.value(node.right)
    if type(left) is Table or type(right) is Table:
        if isinstance(node.op, ast.Sub) and cutting.is_positions(left) and cutting.is_positions(right):
            return cutting.without_positions(right)
        result: Value = combined(run, left, right, node, isinstance(node.op, (ast.BitAnd, ast.BitOr, ast.BitXor)))
        if isinstance(node.op, ast.Sub) and isinstance(result, Table):
            result.length_of = _difference(left, right)
        return result
    if isinstance(left, Items):
        if isinstance(right, Items) and isinstance(node.op, ast.Add) and left.keys is None:
            both = [left.rest] if left.rest is not None and right.rest is not None else []
            return Items(left.kind, [*left.values, *both, *right.values][:200], rest=right.rest or left.rest)
        once = isinstance(right, Constant) and right.value in (0, 1)
        if isinstance(node.op, ast.Mult) and left.keys is None and not once:
            return Items(left.kind, [*left.values, *left.values][:200], rest=left.rest)  # twice stands for often
        return left
    if isinstance(left, Constant) and isinstance(right, Constant) and isinstance(node.op, (ast.Add, ast.Sub)):
        return _together(left.value, right.value, node.op)
    if isinstance(left, Library) and isinstance(right, Items):
        return UNKNOWN
    return UNKNOWN


def _together(one: object, other: object, operator: ast.operator) -> Value:
    """Return two texts as one, such as a folder and a file, or the sum or difference of two whole numbers."""
    if isinstance(one, int) and isinstance(other, int):
        return Constant(one + other if isinstance(operator, ast.Add) else one - other)
    both = isinstance(operator, ast.Add) and isinstance(one, str) and isinstance(other, str) and len(one) < 1000
    return Constant(f"{one}{other}") if both else UNKNOWN


def _difference(left: Value, right: Value) -> Rows | None:
    """Return the rows that ``len(both) - len(test)`` counts; a number taken away from that changes little."""
    whole = left.length_of if isinstance(left, Table) else None
    if whole is None or isinstance(right, Constant):
        return whole
    gone = right.length_of if isinstance(right, Table) else None
    return whole - gone if gone is not None and gone < whole else None


def combined(run: Run, left: Value, right: Value, node: ast.expr, is_mask: bool) -> Value:
    """Return what an operator makes of a table and something else."""
    if type(left) is Table and (isinstance(right, Constant) or right is UNKNOWN):
        alone = left.like(own={}, length_of=None, learned=left.all_learned)
        return _masked(run, alone, node) if is_mask else alone
    result = mixed([left, right])
    if not isinstance(result, Table):
        return result
    if result is left or result is right:
        result = result.like()
    result.length_of = None
    if is_mask:
        _masked(run, result, node)
    compared = _truth_of(left, right)
    if compared is not None:
        result.truth = compared
    return result


def _masked(run: Run, table: Table, node: ast.expr) -> Table:
    """Make a table of comparisons a mask; a comparison of statistics with one another is a number still."""
    if table.rows or table.shape in ("random", "index"):
        table.shape = "mask"
        table.cut = filter_of(table.derived, run.text(node))
    else:
        table.shape = "number"
    return table


def _truth_of(left: Value, right: Value) -> Table | None:
    """Return the truth where answers of a model meet it."""
    if not (isinstance(left, Table) and isinstance(right, Table)):
        return None
    if left.predictions and not right.predictions and right.rows:
        return right
    if right.predictions and not left.predictions and left.rows:
        return left
    return None


def boolean(run: Run, node: ast.BoolOp) -> Value:
    """Return ``a and b``: one of them."""
    values = [run.value(one) for one in node.values]
    return next((one for one in values if type(one) is Table), values[-1])


def unary(run: Run, node: ast.UnaryOp) -> Value:
    """Return ``~mask``, ``-x``, ``not x``."""
    value = run.value(node.operand)
    if type(value) is Table:
        if isinstance(node.op, (ast.Invert, ast.USub, ast.Not)) and value.cut is not None:
            return cutting.rest_of(value)
        return value.like(length_of=None)
    if isinstance(value, Constant) and isinstance(node.op, ast.USub) and isinstance(value.value, (int, float)):
        return Constant(-value.value)
    return UNKNOWN


def compare(run: Run, node: ast.Compare) -> Value:
    """Return the mask of a comparison."""
    left = run.value(node.left)
    rights = [run.value(one) for one in node.comparators]
    known = _answer(node.ops[0], left, rights[0]) if len(rights) == 1 else None
    if known is not None:
        return Constant(known)
    if type(left) is not Table and not any(type(one) is Table for one in rights):
        return UNKNOWN
    whole = _of_truth(node.ops[0], left, rights[0])
    if whole is not None:
        return whole
    result = combined(run, left, rights[0], node, True)
    if isinstance(result, Table) and result.shape == "mask" and isinstance(node.ops[0], (ast.Eq, ast.NotEq)):
        equal = filter_of(result.derived, f"{run.text(node.left)} == {run.text(node.comparators[0])}")
        result.cut = equal if isinstance(node.ops[0], ast.Eq) else opposite(equal)
    tried = isinstance(node.comparators[0], ast.Name) and not isinstance(node.ops[0], (ast.Eq, ast.NotEq))
    if tried and run.loops and isinstance(left, Table) and left.predictions and isinstance(result, Table):
        return scoring.searched_threshold(run, result, node)
    return result


def _of_truth(operator: ast.cmpop, left: Value, right: Value) -> Table | None:
    """Return the mask that ``mask == False`` and the like stand for."""
    if not (isinstance(left, Table) and left.shape == "mask" and left.cut is not None):
        return None
    if not (isinstance(right, Constant) and isinstance(right.value, bool)):
        return None
    if not isinstance(operator, (ast.Eq, ast.NotEq, ast.Is, ast.IsNot)):
        return None
    return left.like() if right.value is isinstance(operator, (ast.Eq, ast.Is)) else cutting.rest_of(left)


def _answer(operator: ast.cmpop, left: Value, right: Value) -> bool | None:
    """Return the answer of a comparison of constants, or of ``x is None``, where it is known."""
    if not isinstance(right, Constant):
        return None
    if isinstance(operator, (ast.Is, ast.IsNot)) and right.value is None:
        if not isinstance(left, (Constant, Table, Items, Model)):
            return None
        return (isinstance(left, Constant) and left.value is None) is isinstance(operator, ast.Is)
    if isinstance(left, Constant) and isinstance(operator, (ast.Eq, ast.NotEq)):
        return bool((left.value == right.value) is isinstance(operator, ast.Eq))
    return None


def choice_of(run: Run, test: Value, node: ast.expr) -> bool | None:
    """Return which way a condition goes, where that is plain: a literal, or an argument of a followed function."""
    if isinstance(test, Constant) and (run.calls or isinstance(node, ast.Constant)):
        return bool(test.value)
    return None


def either(run: Run, node: ast.IfExp) -> Value:
    """Return ``a if test else b``."""
    test = run.value(node.test)
    choice = choice_of(run, test, node.test)
    if choice is not None:
        return run.value(node.body if choice else node.orelse)
    result = joined(run.value(node.body), run.value(node.orelse))
    if isinstance(test, Table) and test.rows and not isinstance(result, (Table, Items)):
        return test.like(shape="row", cut=None, truth=None)
    return result


def joined(one: Value, other: Value) -> Value:
    """Return what is one or the other."""
    if one is other:
        return one
    if type(one) is Table and type(other) is Table:
        return _joined_tables(one, other)
    if isinstance(one, Items) and isinstance(other, Items):
        if len(one.values) == len(other.values) and one.keys == other.keys:
            return Items(
                one.kind,
                [joined(a, b) for a, b in zip(one.values, other.values, strict=True)],
                one.keys,
                one.rest or other.rest,
            )
        return other if len(other.values) >= len(one.values) else one
    if isinstance(one, Items) or isinstance(other, Items):
        return one if isinstance(one, Items) else other
    if type(other) is Table or one is UNKNOWN or one is NOTHING or isinstance(one, Constant):
        return other if other is not UNKNOWN and not (isinstance(other, Constant) and other.value is None) else one
    if type(one) is Table or other is UNKNOWN or isinstance(other, Constant):
        return one
    return other


def _joined_tables(one: Table, other: Table) -> Table:
    if one.__dict__ == other.__dict__:
        return other
    merged = mixed([one, other])
    assert isinstance(merged, Table)
    facts = {
        "narrowed": one.narrowed or other.narrowed,
        "dropped": one.dropped & other.dropped,
        "shape": other.shape,
        "cut": one.cut if one.cut == other.cut else other.cut,
        "length_of": one.length_of if one.length_of == other.length_of else None,
        "columns": one.columns & other.columns if one.columns is not None and other.columns is not None else None,
    }
    if one.own and other.own:
        merged = merged.like(learned=one.learned | other.learned, own={**one.own, **other.own})
    return merged.like(**facts)


def text(run: Run, node: ast.JoinedStr) -> Value:
    """Return an f-string; what stands in it is evaluated, since it may score a model."""
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            run.value(part.value)
    return UNKNOWN


def walrus(run: Run, node: ast.NamedExpr) -> Value:
    """Return ``(name := value)``."""
    value = run.value(node.value)
    if isinstance(node.target, ast.Name):
        run.scope.bind(node.target.id, value)
    return value


def inner(run: Run, node: ast.Await | ast.Starred) -> Value:
    """Return the value in ``await x`` or ``*x``."""
    return run.value(node.value)


def result(run: Run, node: ast.Yield | ast.YieldFrom) -> Value:
    """Note what a generator yields."""
    if node.value is not None:
        run.scope.yields.append(run.value(node.value))
    return UNKNOWN


EXPRESSIONS: dict[type, Any] = {
    ast.Constant: constant,
    ast.Name: name,
    ast.Attribute: attribute,
    ast.Subscript: cutting.subscript,
    ast.List: sequence,
    ast.Tuple: sequence,
    ast.Set: sequence,
    ast.Dict: mapping,
    ast.BinOp: binary,
    ast.BoolOp: boolean,
    ast.UnaryOp: unary,
    ast.Compare: compare,
    ast.IfExp: either,
    ast.JoinedStr: text,
    ast.NamedExpr: walrus,
    ast.Await: inner,
    ast.Starred: inner,
    ast.Yield: result,
    ast.YieldFrom: result,
}
