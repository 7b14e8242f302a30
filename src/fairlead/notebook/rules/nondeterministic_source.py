"""A value that is another one each time, though nothing has changed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.index import Found
from fairlead.notebook.rules.rule import Hit, rule
from fairlead.notebook.texts import Spot

_NOW = (
    *("datetime.datetime.now", "datetime.datetime.today", "datetime.datetime.utcnow", "datetime.date.today"),
    *("pandas.Timestamp.now", "pandas.Timestamp.today", "pandas.Timestamp.utcnow", "pandas.to_datetime"),
)
_LISTS = frozenset(("glob.glob", "glob.iglob", "os.listdir", "os.scandir"))
_ORDERLESS = frozenset(
    (
        *("sorted", "len", "set", "frozenset", "any", "all", "sum", "min", "max", "print", "bool", "natsort.natsorted"),
        *("numpy.sort", "numpy.unique", "display", "collections.Counter", "Counter", "shutil.rmtree", "os.remove"),
    )
)
_KEEPS_ORDER = frozenset(
    ("list", "tuple", "enumerate", "numpy.array", "pandas.Series", "pandas.Index", "dict.fromkeys")
)
_LIMIT = re.compile(r"\blimit\s+(\d+)", re.IGNORECASE)
_A_LOOK = 50
"""Rows up to which a LIMIT is only a look at the table."""
_ASKS = (".read_sql", ".read_sql_query", ".execute", ".sql", ".query", ".read_gbq")


@rule("portability", "warning")
def nondeterministic_source(facts: Facts) -> Iterator[Hit]:
    """Find data whose content or order is another one each time the notebook runs.

    What it does
    ------------
    Reports the present time that goes into a column or into the name of a file that is read, sets turned into lists,
    folder listings that are used in the order in which the disk gives them, ``LIMIT`` without ``ORDER BY``, and
    ``hash()`` or ``uuid4()`` in a column.

    Why it hurts in production
    --------------------------
    The same notebook on the same data gives other features, another order of columns or another sample. The model of
    today cannot be compared with that of yesterday, and columns in another order than in training quietly give wrong
    answers.

    Example
    -------
    Bad::

        # %%
        import pandas as pd

        customers = pd.read_csv("customers.csv", parse_dates=["joined"])
        customers["days"] = (pd.Timestamp.now() - customers["joined"]).dt.days

    Good::

        # %%
        import pandas as pd

        AS_OF = pd.Timestamp("2024-06-30")
        customers = pd.read_csv("customers.csv", parse_dates=["joined"])
        customers["days"] = (AS_OF - customers["joined"]).dt.days

    Fix
    ---
    Make the date a parameter, put ``sorted(...)`` around sets and listings, say ``ORDER BY``, and use a hash that is
    the same in every process (``hashlib``).

    Known limits
    ------------
    The time that a program takes, a log line and the name of a file that is written are fine. A set or listing that
    is sorted anywhere later in the notebook is left alone. Random numbers are what the rules on seeds look at.
    """
    yield from _times(facts)
    yield from _sets(facts)
    yield from _listings(facts)
    yield from _queries(facts)
    yield from _identities(facts)


def _times(facts: Facts) -> Iterator[Hit]:
    index = facts.index
    for found, name in index.calls(*_NOW):
        if name == "pandas.to_datetime" and not _is_word(found.node, ("now", "today")):
            continue
        if _fills_a_column(found):
            message = f"`{name.partition('datetime.')[2] or name}` makes this column another one every day."
            yield Hit(index.place(found), message, evidence={"call": name})
    for use in facts.files:
        if use.kind != "read" or use.text is not None and use.text.whole or not use.call.node.args:
            continue
        inside = {index.name_of(node.func) for node in ast.walk(use.call.node.args[0]) if isinstance(node, ast.Call)}
        if inside & set(_NOW):
            yield Hit(index.place(use.call), "Which file is read depends on the day on which the notebook runs.")


def _is_word(node: ast.Call, words: tuple[str, ...]) -> bool:
    return bool(node.args) and isinstance(node.args[0], ast.Constant) and node.args[0].value in words


def _fills_a_column(found: Found[ast.Call]) -> bool:
    """Tell whether a value goes into a column of a table: ``df["age"] = now() - ...``, ``df.assign(age=now())``."""
    statement = found.statement
    if isinstance(statement, ast.Assign):
        target = statement.targets[0]
        return isinstance(target, ast.Subscript) and _is_column(target.slice) and not _is_record(statement.value)
    return False


def _is_column(key: ast.expr) -> bool:
    if isinstance(key, ast.Tuple):
        return len(key.elts) == 2 and isinstance(key.elts[1], ast.Constant) and isinstance(key.elts[1].value, str)
    return isinstance(key, ast.Constant) and isinstance(key.value, str)


def _is_record(value: ast.expr) -> bool:
    """Tell whether a time is only noted as it is (``log["started"] = datetime.now().isoformat()``): no feature."""
    while isinstance(value, (ast.Call, ast.Attribute)):
        value = value.func if isinstance(value, ast.Call) else value.value
    return isinstance(value, (ast.Name, ast.JoinedStr))


def _sets(facts: Facts) -> Iterator[Hit]:
    """Yield ``list(set(...))`` and its like, unless it is sorted then."""
    index = facts.index
    kept = [
        (found, name)
        for found, name in index.calls(*_KEEPS_ORDER)
        if found.node.args and _is_set(facts, found.node.args[0])
    ]
    if not kept:
        return
    inside_orderless = {
        id(argument) for found, name in index.named_calls if name in _ORDERLESS for argument in _arguments(found.node)
    }
    for found, name in kept:
        if id(found.node) in inside_orderless or _is_only_shown(found) or _is_sorted_later(facts, found):
            continue
        if _is_used_without_order(found):
            continue
        message = f"`{name}(set(...))`: the order of a set of strings is another one in every process."
        yield Hit(index.place(found), message, "medium", evidence={"call": name})


def _arguments(node: ast.Call) -> Iterator[ast.expr]:
    for argument in node.args:
        yield argument
        if isinstance(argument, ast.GeneratorExp) and argument.generators:
            yield argument.generators[0].iter


def _is_set(facts: Facts, node: ast.expr) -> bool:
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Sub, ast.BitAnd, ast.BitOr, ast.BitXor)):
        return _is_set(facts, node.left) or _is_set(facts, node.right)
    if isinstance(node, (ast.Set, ast.SetComp)):
        return not isinstance(node, ast.Set) or not all(
            isinstance(one, ast.Constant) and isinstance(one.value, (int, float)) for one in node.elts
        )
    if not isinstance(node, ast.Call):
        return False
    called = node.func
    if isinstance(called, ast.Attribute) and called.attr in (
        "intersection",
        "union",
        "difference",
        "symmetric_difference",
    ):
        return _is_set(facts, called.value)
    return facts.index.name_of(called) in ("set", "frozenset")


def _is_only_shown(found: Found[ast.Call]) -> bool:
    """Tell whether a value goes nowhere: it ends a cell, or is printed."""
    return isinstance(found.statement, ast.Expr) and (
        found.statement.value is found.node or _root(found.statement.value) == "print"
    )


def _root(node: ast.expr) -> str:
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""


def _is_used_without_order(found: Found[ast.Call]) -> bool:
    """Tell whether the list is only a collection of names to drop, to look in or to test: order does not matter."""
    statement = found.statement
    if isinstance(statement, (ast.Assert, ast.If, ast.While, ast.Return, ast.Raise)):
        return not isinstance(statement, ast.Return)
    for node in ast.walk(statement) if isinstance(statement, (ast.Assign, ast.Expr)) else ():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            orderless = node.func.attr in ("drop", "isin", "difference", "issubset", "update")
            if orderless and _holds(node, found.node):
                return True
        if isinstance(node, ast.Compare) and _holds(node, found.node):
            return True
    return False


def _holds(outer: ast.AST, inner: ast.AST) -> bool:
    return any(node is inner for node in ast.walk(outer)) and outer is not inner


def _is_sorted_later(facts: Facts, found: Found[ast.Call]) -> bool:
    """Tell whether the name that the value gets is sorted anywhere."""
    statement = found.statement
    names = (
        {target.id for target in statement.targets if isinstance(target, ast.Name)}
        if isinstance(statement, ast.Assign)
        else set()
    )
    if not names:
        return False
    for call, name in facts.index.calls(".sort", "sorted", "natsort.natsorted", "numpy.sort", "len"):
        node = call.node
        if name == ".sort" and isinstance(node.func, ast.Attribute) and _named(node.func.value) in names:
            return True
        if name in ("sorted", "natsort.natsorted", "numpy.sort") and node.args and _named(node.args[0]) in names:
            return True
    return False


def _named(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _listings(facts: Facts) -> Iterator[Hit]:
    index = facts.index
    listings = [
        found for found, name in index.calls(*_LISTS, ".glob", ".rglob", ".iterdir") if _lists_files(facts, found, name)
    ]
    if not listings:
        return
    harmless: set[int] = set()
    for found, name in index.named_calls:
        if name in _ORDERLESS:
            harmless.update(id(argument) for argument in _arguments(found.node))
            harmless.update(id(one.args[0]) for one in found.node.args if isinstance(one, ast.Call) and one.args)
    for comparison in index.of(ast.Compare):
        harmless.update(id(one) for one in comparison.node.comparators)
    for choice in index.of(ast.SetComp):
        harmless.update(id(one.iter) for one in choice.node.generators)
    told: set[int] = set()
    for found in listings:
        if (
            id(found.statement) in told
            or id(found.node) in harmless
            or not _order_matters(facts, found)
            or _is_sorted_later(facts, found)
        ):
            continue
        told.add(id(found.statement))
        name = (index.name_of(found.node.func) or "").removeprefix("?.")
        message = f"`{name}` gives files in the order of the disk, which is another one on another computer."
        yield Hit(index.place(found), message, "medium", fix="Put `sorted(...)` around it.", evidence={"call": name})


def _lists_files(facts: Facts, found: Found[ast.Call], name: str) -> bool:
    if name == ".glob" and (facts.index.name_of(found.node.func) or "").startswith("glob."):
        return True
    return name != ".glob" or len(found.node.args) == 1


def _order_matters(facts: Facts, found: Found[ast.Call]) -> bool:
    statement = found.statement
    if isinstance(statement, (ast.For, ast.AsyncFor)):
        return statement.iter is not found.node or _collects(statement)
    if isinstance(statement, ast.Expr):
        value = statement.value
        return isinstance(value, ast.Call) and value is not found.node and _root(value) != "print" and _adds(value)
    return isinstance(statement, (ast.Assign, ast.AugAssign, ast.AnnAssign))


def _adds(value: ast.Call) -> bool:
    return isinstance(value.func, ast.Attribute) and value.func.attr in ("append", "extend", "concat")


def _collects(loop: ast.For | ast.AsyncFor) -> bool:
    """Tell whether a loop builds something in the order in which it goes."""
    return any(
        (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("append", "extend"))
        or (
            isinstance(node, ast.AugAssign)
            and isinstance(node.op, ast.Add)
            and not isinstance(node.value, ast.Constant)
        )
        or (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("concat", "concatenate")
        )
        for statement in loop.body
        for node in ast.walk(statement)
    )


def _queries(facts: Facts) -> Iterator[Hit]:
    for found, _ in facts.index.calls(*_ASKS):
        if not found.node.args:
            continue
        text = facts.texts.of(found.node.args[0], Spot.of(found))
        limit = _LIMIT.search(text.value) if text is not None else None
        if (
            limit
            and int(limit[1]) > _A_LOOK
            and text is not None
            and "order by" not in " ".join(text.value.lower().split())
        ):
            message = f"LIMIT {limit[1]} without ORDER BY takes whichever rows the database finds first."
            yield Hit(facts.index.place(found), message, evidence={"limit": int(limit[1])})


def _identities(facts: Facts) -> Iterator[Hit]:
    """Yield ``hash`` and ``uuid4`` that fill a column."""
    index = facts.index
    own = {found.node.name for found in index.of(ast.FunctionDef)}
    for found, name in index.calls("uuid.uuid4", "uuid.uuid1", "hash", ".apply", ".map"):
        if name in (".apply", ".map"):
            given = found.node.args[0] if found.node.args else None
            if not (isinstance(given, ast.Name) and given.id == "hash" and "hash" not in own):
                continue
            name = "hash"
        elif not (_fills_a_column(found) or (name == "hash" and _is_mapped(found))) or name in own:
            continue
        said = (
            "gives other numbers for the same text in every process" if name == "hash" else "is another one every time"
        )
        yield Hit(index.place(found), f"`{name.removeprefix('uuid.')}` {said}.", evidence={"call": name})


def _is_mapped(found: Found[ast.Call]) -> bool:
    """Tell whether a call stands in a lambda whose results are kept."""
    return isinstance(found.function, ast.Lambda) and isinstance(found.statement, ast.Assign)
