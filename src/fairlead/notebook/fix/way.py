"""Follow a table from the first statement that learns from it to its split, as far as every step is plain."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from fairlead.notebook.facts import Facts
from fairlead.notebook.fix.learning import LEARNING, Reader, Statement
from fairlead.notebook.fix.parting import Parting, bound_in, names_in, parting_of

_SHOWN = frozenset(
    ("head", "tail", "info", "describe", "sample", "isnull", "isna", "sum", "any", "value_counts", "nunique")
)
_DESCRIBED = frozenset(("columns", "shape", "dtypes"))

_READING = frozenset(("astype", "copy", "to_numpy", "map", "isin", "drop", "ravel", "reshape", "values", "head"))
"""Methods of tables that leave the table as it is (``pop``, for one, does not)."""


@dataclass
class Way:
    """Hold the way of a table to its split.

    Parameters
    ----------
    table : the name that it has now; features : the name of the table without some columns that is made of it.
    kept, dropped : the columns that the features are known to have, or not to have.
    statements : what is to be said again, in order.
    answers : columns that are taken out of it; sources : names of what it is made of.
    """

    table: str
    statements: list[Statement]
    features: str = ""
    kept: frozenset[str] | None = None
    dropped: frozenset[str] = frozenset()
    answers: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)

    def go_on(self, one: Statement) -> None:
        """Take one more statement in; what the table is called afterwards is the table."""
        self.statements.append(one)
        self.table = one.table
        if one.source is not None:
            self.sources |= names_in(one.source)

    def names(self) -> set[str]:
        """Return the names on whose values the statements depend."""
        return {self.table, self.features} - {""}


def way_to_split(
    facts: Facts, reader: Reader, cell: int, node: ast.stmt, *, alone: bool = False
) -> tuple[Way, Parting] | None:
    """Follow a table from the statement that learns from it to its split; None where that is not plain.

    Parameters
    ----------
    alone : whether statements about other columns are left where they are.
    """
    first = reader.read(cell, node)
    if first is None:
        return None
    way = Way(first.table, [])
    way.go_on(first)
    receivers = set(_receivers(first))
    for number, one in _after(facts, cell, node):
        parting = _parted(facts, reader, way, number, one)
        if parting is not None:
            return (way, parting) if _fits(way) else None
        mentioned = names_in(one)
        if receivers & bound_in(one):
            return None
        if not all(_leaves_alone(one, name) for name in way.sources):
            return None
        if not mentioned & (way.names() | reader.names) or _is_shown(one, way):
            continue
        apart = not way.features and _is_apart(reader, way, one)
        statement = None if way.features or (apart and alone) else reader.read(number, one, way.table)
        if statement is not None:
            way.go_on(statement)
            receivers |= set(_receivers(statement))
        elif not apart and not _makes_features(reader, way, one):
            return None
    return None


def _after(facts: Facts, cell: int, node: ast.stmt) -> Iterator[tuple[int, ast.stmt]]:
    for one in facts.notebook.code_cells:
        for statement in one.tree.body if one.tree is not None else ():
            if (one.number, statement.lineno) > (cell, node.lineno):
                yield one.number, statement


def _is_apart(reader: Reader, way: Way, node: ast.stmt) -> bool:
    """Tell whether a statement is about other columns of the table, so that it may come before or after the others."""
    if any(one.columns is None for one in way.statements) or not isinstance(node, (ast.Assign, ast.Expr)):
        return False
    touched = frozenset[str]().union(*[one.columns for one in way.statements if one.columns is not None])
    named = reader.columns(node, way.table)
    if named is None:
        named = _columns_changed(reader, way.table, node)
    return named is not None and not named & touched and not reader.names & names_in(node)


def _columns_changed(reader: Reader, table: str, node: ast.Assign | ast.Expr) -> frozenset[str] | None:
    """Return the columns that a table loses, or that become others: ``df = pd.get_dummies(df, columns=["sex"])``."""
    call = node.value
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return None
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    if isinstance(node, ast.Expr):
        if not (isinstance(given.get("inplace"), ast.Constant) and given["inplace"].value is True):  # type: ignore[attr-defined]
            return None
    elif [ast.unparse(target) for target in node.targets] != [table]:
        return None
    if call.func.attr == "get_dummies":
        is_of_table = bool(call.args) and isinstance(call.args[0], ast.Name) and call.args[0].id == table
        return reader.names_of(given["columns"]) if is_of_table and "columns" in given else None
    is_method = isinstance(call.func.value, ast.Name) and call.func.value.id == table
    return reader.names_of(labels) if is_method and (labels := _dropped(call)) is not None else None


def _dropped(call: ast.Call) -> ast.expr | None:
    """Return which columns a call of ``drop`` names; None where it drops rows, or something else is called."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr != "drop":
        return None
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    axis = given.get("axis", call.args[1] if len(call.args) > 1 else None)
    by_axis = isinstance(axis, ast.Constant) and axis.value in (1, "columns")
    if given.keys() - {"columns", "labels", "axis", "inplace"}:
        return None
    return given.get("columns") or (call.args[0] if call.args and by_axis else given.get("labels") if by_axis else None)


def _parted(facts: Facts, reader: Reader, way: Way, cell: int, node: ast.stmt) -> Parting | None:
    """Return the split of the table, or of the features that are made of it, there or in the call itself."""
    parting = parting_of(facts, cell, node, way.features or way.table)
    if parting is not None and way.features and way.table in names_in(node):
        return None  # the table decides about the split, too
    if parting is not None or way.features or not isinstance(node, ast.Assign):
        return parting
    call, target = node.value, node.targets[0]
    name = facts.index.name_of(call.func) or "" if isinstance(call, ast.Call) else ""
    if not isinstance(call, ast.Call) or not name.startswith("sklearn.") or not name.endswith(".train_test_split"):
        return None
    if not isinstance(target, (ast.Tuple, ast.List)) or not all(isinstance(one, ast.Name) for one in target.elts):
        return None
    parts = [one.id for one in target.elts if isinstance(one, ast.Name)]
    if len(parts) != 2 * len(call.args) or len(set(parts)) != len(parts):
        return None
    found = [number for number, one in enumerate(call.args) if _are_features(reader, way, one, change=False)]
    others = [one for number, one in enumerate(call.args) if number not in found]
    if len(found) != 1 or not all(_is_answer(way, one) for one in others):
        return None
    if not all(_is_answer(way, keyword.value) for keyword in call.keywords):
        return None
    _are_features(reader, way, call.args[found[0]], change=True)
    return Parting(cell, node, parts[2 * found[0]], parts[2 * found[0] + 1])


def _fits(way: Way) -> bool:
    """Tell whether all columns that the statements are about are among the features, and none is an answer."""
    if not way.dropped and way.kept is None:
        return True
    for one in way.statements:
        if one.columns is None or one.columns & (way.dropped | way.answers):
            return False
        if way.kept is not None and not one.columns <= way.kept:
            return False
    return True


def _makes_features(reader: Reader, way: Way, node: ast.stmt) -> bool:
    """Tell whether a statement only takes features and answers out of the table: ``X, y = df[features], df["y"]``."""
    if not isinstance(node, ast.Assign) or len(node.targets) != 1:
        return False
    target, value = node.targets[0], node.value
    pairs = [(target, value)]
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        pairs = list(zip(target.elts, value.elts, strict=True))
    for one, given in pairs:
        if not isinstance(one, ast.Name):
            return False
        if way.table not in names_in(given):
            if one.id in way.names():
                return False
        elif one.id == way.table:
            return False
        elif not way.features and _are_features(reader, way, given, change=True):
            way.features = one.id
        elif not _is_answer(way, given):
            return False
    return True


def _are_features(reader: Reader, way: Way, node: ast.expr, *, change: bool) -> bool:
    """Tell whether an expression is the table without some columns, or some columns of it, by their names."""
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == way.table:
        names = reader.names_of(node.slice)
        if names is None or isinstance(node.slice, ast.Constant):
            return False
        if change:
            way.kept = names
        return True
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    if not isinstance(node.func.value, ast.Name) or node.func.value.id != way.table:
        return False
    labels = _dropped(node)
    names = reader.names_of(labels) if labels is not None else None
    if names is None:
        return False
    if change:
        way.dropped = names
    return True


def _is_answer(way: Way, node: ast.expr) -> bool:
    """Tell whether an expression is one column of the table, which is then an answer, or has nothing to do with it."""
    while (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("astype", "to_numpy")
    ):
        node = node.func.value
    if isinstance(node, ast.Attribute) and node.attr == "values":
        node = node.value
    name = None
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and isinstance(node.value, ast.Name):
        name = node.slice.value if node.value.id == way.table else None
    elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == way.table:
        name = node.attr
    if isinstance(name, str):
        way.answers.add(name)
        return True
    return not way.names() & names_in(node)


def _is_shown(node: ast.stmt, way: Way) -> bool:
    """Tell whether a statement only shows the table: ``df.head()``, ``print(df.shape)``."""
    if not isinstance(node, ast.Expr):
        return False
    value = node.value
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in ("print", "display"):
        return not value.keywords and all(_is_look(one, way) for one in value.args)
    return _is_look(value, way)


def _is_look(node: ast.expr, way: Way) -> bool:
    while isinstance(node, (ast.Call, ast.Attribute)):
        if isinstance(node, ast.Call):
            if not isinstance(node.func, ast.Attribute) or node.func.attr not in _SHOWN or node.keywords:
                return False
            node = node.func.value
        elif node.attr in _DESCRIBED:
            node = node.value
        else:
            return False
    return isinstance(node, ast.Name) and node.id in way.names() or isinstance(node, ast.Constant)


def is_described(node: ast.stmt, name: str) -> bool:
    """Tell whether a statement asks a table only for its columns or its shape."""
    uses = sum(isinstance(one, ast.Name) and one.id == name for one in ast.walk(node))
    fine = sum(
        isinstance(one, ast.Attribute)
        and one.attr in _DESCRIBED
        and isinstance(one.value, ast.Name)
        and one.value.id == name
        for one in ast.walk(node)
    )
    return uses == fine and not isinstance(node, (ast.FunctionDef, ast.ClassDef))


def _receivers(one: Statement) -> Iterator[str]:
    for call in one.learns:
        if (
            isinstance(call.func, ast.Attribute)
            and call.func.attr in LEARNING
            and isinstance(call.func.value, ast.Name)
        ):
            yield call.func.value.id


def _leaves_alone(statement: ast.stmt, name: str) -> bool:
    """Tell whether a statement does not change what a name holds.

    One that binds something of it to another name only reads it; any other that mentions it may change it.
    """
    if name not in names_in(statement):
        return True
    if not isinstance(statement, ast.Assign) or any(name in names_in(target) for target in statement.targets):
        return False
    calls = [one for one in ast.walk(statement.value) if isinstance(one, ast.Call)]
    return all(isinstance(one.func, ast.Attribute) and one.func.attr in _READING for one in calls)
