"""Read the statements that learn from a table, or change it with what was learned, as far as they are plain.

All that is not learned must come row by row from the table itself; of anything else a mend keeps its hands off.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from fairlead.notebook.facts import Facts

STATISTICS = frozenset(("mean", "median", "mode", "std", "var", "min", "max", "quantile"))
_ROW_BY_ROW = frozenset(("fillna", "astype", "round", "clip", "copy", "abs", "to_numpy", "ravel", "flatten", "reshape"))
_OF_NUMPY = frozenset(("log", "log1p", "log10", "sqrt", "exp", "abs", "round", "asarray", "array"))
LEARNING = frozenset(("fit", "fit_transform"))


@dataclass(frozen=True, slots=True)
class Statement:
    """Hold a statement that learns from a table, or changes it, or both.

    Parameters
    ----------
    table : the name of the table that it changes or learns from.
    learns : the calls in it that learn from all rows.
    binds : the name that it gives to what was learned, where that is all it does.
    columns : of the table that it reads and writes; None where it takes the table as a whole.
    source : what the table is made of, where that is not itself: ``X`` in ``scaled = scaler.fit_transform(X)``.
    written : whether it writes into the table where it is.
    """

    cell: int
    node: ast.stmt
    table: str
    learns: tuple[ast.Call, ...] = ()
    binds: str = ""
    columns: frozenset[str] | None = None
    source: ast.expr | None = None
    written: bool = False


@dataclass
class Reader:
    """Read statements of one table; what is not sure is None.

    Parameters
    ----------
    learned : places of the calls that learn from rows which are evaluated.
    names : what the statements that were read so far have learned, and what they fitted.
    """

    facts: Facts
    learned: frozenset[tuple[int, ...]]
    names: set[str] = field(default_factory=set)

    def read(self, cell: int, node: ast.stmt, table: str = "") -> Statement | None:
        """Return a statement that learns from a table or changes it row by row.

        Parameters
        ----------
        table : the only one that may be meant; without it, the one that the statement is about.
        """
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            return self._assignment(cell, node, node.targets[0], table)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            return self._call(cell, node, node.value, table)
        return None

    def _assignment(self, cell: int, node: ast.Assign, target: ast.expr, table: str) -> Statement | None:
        learns = self._learning(cell, node.value)
        if isinstance(target, ast.Name) and learns and _is_of_one_number(node.value, learns):
            base = base_of(_learned_from(learns[0]))
            if not base or (table and base != table) or not self._is_made_of(node.value, base, learns):
                return None
            self.names.add(target.id)
            return Statement(cell, node, base, learns, target.id, self.columns(node.value, base))
        base = base_of(target)
        source = self._source(node.value, learns) if isinstance(target, ast.Name) else None
        other = source is not None and base_of(source) != base
        if not base or (table and table not in (base, base_of(source) if other else base)):
            return None
        if not self._is_place(target, base) or not self._is_made_of(
            node.value, base, learns, source if other else None
        ):
            return None
        whole = isinstance(target, ast.Name)
        columns = None if whole else self.columns(node, base)
        return Statement(cell, node, base, learns, "", columns, source if other else None, written=not whole)

    def _source(self, value: ast.expr, learns: tuple[ast.Call, ...]) -> ast.expr | None:
        """Return what a transformer is given in a value, if one is."""
        for call in ast.walk(value):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute) or not call.args:
                continue
            is_known = isinstance(call.func.value, ast.Name) and call.func.value.id in self.names
            if (call in learns and call.func.attr in LEARNING) or (call.func.attr == "transform" and is_known):
                return call.args[0]
        return None

    def _call(self, cell: int, node: ast.Expr, call: ast.Call, table: str) -> Statement | None:
        learns = self._learning(cell, call)
        if not isinstance(call.func, ast.Attribute):
            return None
        if learns == (call,) and call.func.attr == "fit":
            base = base_of(_learned_from(call))
            if not base or (table and base != table) or not isinstance(call.func.value, ast.Name):
                return None
            self.names.add(call.func.value.id)
            return Statement(cell, node, base, learns, call.func.value.id, self.columns(call, base))
        base = base_of(call.func.value)
        in_place = any(one.arg == "inplace" and _is_true(one.value) for one in call.keywords)
        if not base or (table and base != table) or not in_place or call.func.attr != "fillna":
            return None
        if not self._is_made_of(call, base, learns):
            return None
        return Statement(cell, node, base, learns, columns=self.columns(call, base), written=True)

    def _learning(self, cell: int, node: ast.AST) -> tuple[ast.Call, ...]:
        """Return the calls in a node that learn from rows which are evaluated, of nested ones the outermost."""
        if isinstance(node, ast.Call) and tuple(self.facts.index.place_of(node, cell)) in self.learned:
            return (node,)
        return tuple(call for child in ast.iter_child_nodes(node) for call in self._learning(cell, child))

    def _is_place(self, target: ast.expr, table: str) -> bool:
        """Tell whether something is written to a table as a whole or to named columns of it."""
        return isinstance(target, ast.Name) or self._key(target, table) is not None

    def _key(self, node: ast.expr, table: str) -> ast.expr | None:
        """Return by what columns of a table are chosen: ``df[key]``, ``df.loc[:, key]``."""
        if not isinstance(node, ast.Subscript):
            return None
        owner, key = node.value, node.slice
        if (
            isinstance(owner, ast.Attribute)
            and owner.attr == "loc"
            and isinstance(key, ast.Tuple)
            and len(key.elts) == 2
        ):
            rows, key = key.elts
            if not isinstance(rows, ast.Slice) or rows.lower or rows.upper or rows.step:
                return None
            owner = owner.value
        if not isinstance(owner, ast.Name) or owner.id != table:
            return None
        return key if self.names_of(key) is not None else None

    def names_of(self, key: ast.expr) -> frozenset[str] | None:
        """Return the columns that a key names: a text, a list of texts, or a name that is bound to one of them once."""
        if isinstance(key, ast.Name):
            bound = self.facts.texts.bindings.get(key.id, ())
            return self.names_of(bound[0][1]) if len(bound) == 1 and not isinstance(bound[0][1], ast.Name) else None
        try:
            value = ast.literal_eval(key)
        except ValueError:
            return None
        names = [value] if isinstance(value, str) else value
        is_list = isinstance(names, list) and all(isinstance(one, str) for one in names)
        return frozenset(names) if is_list else None

    def columns(self, node: ast.AST, table: str) -> frozenset[str] | None:
        """Return the columns of a table that are named in a node; None where it is taken as a whole."""
        found: set[str] = set()
        waiting = [node]
        while waiting:
            one = waiting.pop()
            key = self._key(one, table) if isinstance(one, ast.Subscript) else None
            if key is not None:
                found |= self.names_of(key) or set()
            elif isinstance(one, ast.Name) and one.id == table:
                return None
            else:
                waiting += ast.iter_child_nodes(one)
        return frozenset(found)

    def _is_made_of(
        self, node: ast.expr, table: str, learns: tuple[ast.Call, ...], source: ast.expr | None = None
    ) -> bool:
        """Tell whether each row of a value comes from the same row of a table, from constants and what was learned."""

        def made(*nodes: ast.expr | None) -> bool:
            return all(one is None or self._is_made_of(one, table, learns, source) for one in nodes)

        if node is source:
            return True
        if node in learns:
            return self._learns_plainly(node, table, source)
        if isinstance(node, ast.Name):
            return node.id == table or node.id in self.names or self._is_constant(node)
        if isinstance(node, ast.Constant):
            return True
        if isinstance(node, ast.BinOp):
            return made(node.left, node.right)
        if isinstance(node, ast.UnaryOp):
            return made(node.operand)
        if isinstance(node, ast.Subscript):
            if isinstance(node.value, ast.Call) and node.value in learns:  # mode()[0]
                return isinstance(node.slice, ast.Constant) and made(node.value)
            return self._key(node, table) is not None
        if isinstance(node, ast.Attribute):
            of_source = isinstance(source, ast.Name) and isinstance(node.value, ast.Name) and node.value.id == source.id
            return node.attr in ("values", "columns", "index") and (of_source or made(node.value))
        if isinstance(node, (ast.List, ast.Tuple)):
            return made(*node.elts)
        if not isinstance(node, ast.Call):
            return False
        name = self.facts.index.name_of(node.func) or ""
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        if name == "pandas.DataFrame" or name.startswith("numpy.") and name[6:] in _OF_NUMPY:
            return made(*given)
        if not isinstance(node.func, ast.Attribute):
            return False
        if node.func.attr == "transform":
            return isinstance(node.func.value, ast.Name) and node.func.value.id in self.names and made(*given)
        return node.func.attr in _ROW_BY_ROW and made(node.func.value, *given)

    def _learns_plainly(self, node: ast.expr, table: str, given: ast.expr | None = None) -> bool:
        """Tell whether a call learns from this table alone: a statistic, or a fit with nothing but the rows."""
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            return False
        source = _learned_from(node)
        if source is not None and source is given:
            return node.func.attr == "fit_transform" and len(node.args) == 1 and not node.keywords
        if source is None or base_of(source) != table:
            return False
        return self._is_made_of(source, table, ()) and (
            node.func.attr in STATISTICS or node.func.attr in LEARNING and len(node.args) == 1 and not node.keywords
        )

    def _is_constant(self, node: ast.Name) -> bool:
        bound = self.facts.texts.bindings.get(node.id, ())
        try:
            return len(bound) == 1 and ast.literal_eval(bound[0][1]) is not None
        except ValueError:
            return False


def _is_of_one_number(node: ast.expr, learns: tuple[ast.Call, ...]) -> bool:
    """Tell whether a value is a statistic and nothing else: ``df["age"].mean()``, ``df["town"].mode()[0]``."""
    inner = node.value if isinstance(node, ast.Subscript) else node
    if not isinstance(inner, ast.Call) or learns != (inner,):
        return False
    return isinstance(inner.func, ast.Attribute) and inner.func.attr in STATISTICS


def _learned_from(call: ast.Call) -> ast.expr | None:
    """Return what a call learns from: the argument of a fit or of a function, the table of a method."""
    if not isinstance(call.func, ast.Attribute):
        return None
    if call.func.attr in LEARNING or base_of(call.func.value) in ("np", "numpy"):
        return call.args[0] if call.args else None
    return call.func.value


def base_of(node: ast.AST | None) -> str:
    """Return the name that a chain of subscripts, attributes and methods begins with."""
    while isinstance(node, (ast.Subscript, ast.Attribute, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _is_true(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is True
