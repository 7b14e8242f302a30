"""What stands in the code of a notebook: every node by its type, from one walk over the trees."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar

from fairlead.notebook.notebook import Notebook, Place
from fairlead.notebook.record import new
from fairlead.notebook.trail import WATCHED, Nodes, Trail, Unit
from fairlead.notebook.tree import FIELDS, LEAVES

Node = TypeVar("Node", bound=ast.AST)
Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class Found(NamedTuple, Generic[Node]):
    """Hold a node with where it stands.

    Parameters
    ----------
    cell : int, number of its cell.
    statement : the innermost statement that it is part of.
    function : the innermost function or class around it; None at the top of a cell.
    """

    node: Node
    cell: int
    statement: ast.stmt
    function: ast.AST | None = None


class Import(NamedTuple):
    """Hold one imported name.

    Parameters
    ----------
    module : ``sklearn.preprocessing``; relative ones begin with dots.
    name : what is taken from the module; None of ``import module``.
    alias : the name that it has here.
    """

    module: str
    name: str | None
    alias: str
    cell: int
    node: ast.Import | ast.ImportFrom
    function: ast.AST | None = None

    @property
    def qualified(self) -> str:
        """Return what the alias stands for, such as ``sklearn.preprocessing.StandardScaler``."""
        return self.module if self.name is None else f"{self.module}.{self.name}"


@dataclass(frozen=True)
class Index:
    """Answer where nodes of a type stand, and what a dotted name means through the notebook's imports."""

    notebook: Notebook
    imports: tuple[Import, ...]
    aliases: dict[str, str]
    """What each imported name stands for; of a name imported twice, the last."""

    _nodes: Nodes = field(repr=False)
    _found: dict[type[ast.AST], Sequence[Found[Any]]] = field(default_factory=dict, repr=False)
    _lines: dict[int, list[str]] = field(default_factory=dict, repr=False)

    def of(self, kind: type[Node]) -> Sequence[Found[Node]]:
        """Return every node of a type, in the order of the notebook; one that holds another comes before it."""
        found = self._found.get(kind)
        if found is None:
            if kind not in self._nodes:
                self._nodes.update(_nodes_of(self.notebook, WATCHED if kind in WATCHED else frozenset(FIELDS)))
            nodes: Any = self._nodes.get(kind)
            found = self._found[kind] = _in_order(nodes, kind) if nodes else ()
        return found

    def learn(self, trail: Trail) -> None:
        """Keep the expressions that were seen while names were followed, so that they need no walk of their own."""
        if not trail.lost:
            self._nodes.update(trail.nodes)

    def calls(self, *names: str) -> Iterator[tuple[Found[ast.Call], str]]:
        """Return the calls of these names in order, each with the name by which it was found.

        Parameters
        ----------
        names : qualified names; one that begins with a dot is a method of anything; one that begins with ``*.`` is
            known by its last part wherever it comes from: ``calls("pandas.read_csv", ".dropna", "*.train_test_split")``
        """
        meant = self._meant
        wanted = [name for name in names if name in meant]
        if not wanted:
            return iter(())
        calls, numbers = self.named_calls, self.called
        first: dict[int, str] = {}
        for name in reversed(wanted):  # what is found twice keeps the name that is asked for first
            is_method = name[0] == "."
            for dotted in meant[name]:
                for number in numbers[dotted]:
                    if not is_method or type(calls[number][0].node.func) is ast.Attribute:
                        first[number] = name
        return iter([(calls[number][0], first[number]) for number in sorted(first)])

    @cached_property
    def named_calls(self) -> Sequence[tuple[Found[ast.Call], str]]:
        """Return every call with the dotted name of what is called, "" where that has none."""
        name_of = self.name_of
        return [(found, name_of(found[0].func) or "") for found in self.of(ast.Call)]

    @cached_property
    def called(self) -> dict[str, list[int]]:
        """Return each dotted name that is called, with the positions of its calls among all."""
        by_name: dict[str, list[int]] = defaultdict(list)
        for number, (_, name) in enumerate(self.named_calls):
            by_name[name].append(number)
        by_name.pop("", None)
        return dict(by_name)

    @cached_property
    def _meant(self) -> dict[str, list[str]]:
        """Return the dotted names of calls by each name that they can be asked for."""
        meant: dict[str, list[str]] = defaultdict(list)
        for name in self.called:
            last = name[name.rfind(".") + 1 :]
            for asked in (name, f"*.{last}", f".{last}"):
                meant[asked].append(name)
        return dict(meant)

    @cached_property
    def assigned(self) -> dict[str, list[ast.expr]]:
        """Return the values that each name is assigned, in order."""
        values: dict[str, list[ast.expr]] = {}
        for found in self.of(ast.Assign):
            for target in found.node.targets:
                if isinstance(target, ast.Name):
                    values.setdefault(target.id, []).append(found.node.value)
        return values

    def name_of(self, node: ast.AST) -> str | None:
        """Return the dotted name of an expression, its first part replaced by what was imported under it.

        ``pd.read_csv`` is ``pandas.read_csv``; ``df.dropna`` stays as it is; what is no chain of names has none, and
        the method of such a thing (``f(x).dropna``) is ``?.dropna``.
        """
        if type(node) is ast.Name:
            return self.aliases.get(node.id, node.id)
        if type(node) is not ast.Attribute:
            return None
        name, owner = node.attr, node.value
        while type(owner) is ast.Attribute:
            name, owner = f"{owner.attr}.{name}", owner.value
        root = self.aliases.get(owner.id, owner.id) if type(owner) is ast.Name else "?"
        return f"{root}.{name}"

    def is_plain(self, cell: int) -> bool:
        """Tell whether the code of a cell is ASCII, so that the columns of its nodes count characters as they are."""
        lines = self._lines.get(cell)
        if lines is None:
            code = self.notebook.cells[cell - 1].code
            lines = self._lines[cell] = [] if code.isascii() else code.split("\n")
        return not lines

    def place(self, found: Found[Any]) -> Place:
        """Return where a node stands."""
        return self.place_of(found.node, found.cell)

    def place_of(self, node: Any, cell: int) -> Place:
        """Return where a node of a cell stands; columns in characters, where `ast` counts bytes."""
        line, end_line = node.lineno, node.end_lineno or node.lineno
        column, end_column = node.col_offset, node.end_col_offset or node.col_offset
        lines = self._lines.get(cell)
        if not lines and (lines is not None or self.is_plain(cell)):
            return new(Place, (cell, line, column, end_line, end_column))
        lines = self._lines[cell]
        return Place(cell, line, _column(lines, line, column), end_line, _column(lines, end_line, end_column))


def _column(lines: list[str], line: int, offset: int) -> int:
    if line > len(lines):
        return offset
    return len(lines[line - 1].encode(errors="replace")[:offset].decode(errors="ignore"))


def index_of(notebook: Notebook) -> Index:
    """Collect the statements of all cells; expressions are collected as names are followed, or when asked for."""
    nodes = _statements_of(notebook)
    imports = tuple(_imports(nodes))
    aliases = {alias: meaning for cell in notebook.cells for run in cell.runs for alias, meaning in _brought(run)}
    aliases.update({one.alias: _meaning(one) for one in imports})
    return Index(notebook, imports, aliases, nodes)


def _brought(run: Notebook) -> Iterator[tuple[str, str]]:
    """Yield what the names stand for that a file behind ``%run`` imports."""
    yield from index_of(run).aliases.items()


_BLOCKS: dict[type[ast.AST], tuple[str, ...]] = {
    kind: tuple(field for field in ("body", "handlers", "cases", "orelse", "finalbody") if field in kind._fields)
    for kind in FIELDS
    if kind is ast.ExceptHandler or kind is ast.match_case or issubclass(kind, ast.stmt)
}
"""The fields of each type in which statements stand, or what holds statements."""


def _statements_of(notebook: Notebook) -> Nodes:
    """Return every statement and every handler of exceptions."""
    nodes: Nodes = {kind: [] for kind in _BLOCKS}
    waiting: list[tuple[Any, Unit]] = [
        (statement, (cell.number, statement, None))
        for cell in notebook.code_cells
        if cell.tree is not None
        for statement in cell.tree.body
    ]
    for node, unit in waiting:  # which grows as it is gone through
        kind = type(node)
        nodes[kind].append((node, unit))
        for block in _BLOCKS[kind]:
            cell, statement, function = unit[0], unit[1], node if kind in _SCOPES else unit[2]
            waiting += [
                (inner, (cell, inner if isinstance(inner, ast.stmt) else statement, function))
                for inner in getattr(node, block)
            ]
    return nodes


def _nodes_of(notebook: Notebook, wanted: frozenset[type[ast.AST]]) -> Nodes:
    """Return the nodes of the wanted types."""
    nodes: Nodes = {kind: [] for kind in wanted}
    for cell in notebook.code_cells:
        if cell.tree is not None:
            _walk(cell.number, cell.tree, nodes)
    return nodes


_INNER, _LEAF, _SCOPE, _STATEMENT = range(4)
_SCOPES = frozenset((ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef))
_IMPORTS = frozenset((ast.Import, ast.ImportFrom))
_SORTS: dict[type[Any], int] = {
    kind: _LEAF if kind in LEAVES else _STATEMENT if issubclass(kind, ast.stmt) else _INNER for kind in FIELDS
} | {ast.Lambda: _SCOPE, str: _LEAF, int: _LEAF, type(None): _LEAF}


def _walk(cell: int, tree: ast.Module, nodes: Nodes) -> None:
    """Add every node of a cell that is of a wanted type to the list of its type, a node before those in it.

    This is the hottest loop of a check, hence no call and no object a node but one tuple: what the nodes of a statement
    share is made once, and order is restored only for the types that somebody asks for. Nothing recurs: trees are deep.
    """
    sorts = _SORTS
    name = None if ast.Name in nodes else ast.Name
    constant = None if ast.Constant in nodes else ast.Constant
    bare = _IMPORTS if ast.alias not in nodes else frozenset()
    units: list[tuple[Any, Unit]] = [(statement, (cell, statement, None)) for statement in reversed(tree.body)]
    while units:
        top, unit = units.pop()
        kind: type[Any] = type(top)
        if kind in nodes:
            nodes[kind].append((top, unit))
        if kind in bare:
            continue
        inner = (cell, unit[1], top) if kind in _SCOPES else unit
        waiting = [top]
        while waiting:
            node = waiting.pop()
            kind = type(node)
            if kind is ast.Call:
                children: Sequence[Any] = [node.func, *node.args, *node.keywords]
            elif kind is ast.Attribute or kind is ast.keyword or kind is ast.Expr:
                children = (node.value,)
            elif kind is ast.Assign:
                children = (*node.targets, node.value)
            elif kind is ast.Subscript:
                children = (node.value, node.slice)
            else:
                children = _children(node)
            for child in children:
                kind = type(child)
                if kind is name or kind is constant:
                    continue
                sort = sorts[kind]
                if sort < _SCOPE:
                    if kind in nodes:
                        nodes[kind].append((child, inner))
                    if sort == _INNER:
                        waiting.append(child)
                elif sort == _SCOPE:
                    units.append((child, inner))
                else:
                    units.append((child, (cell, child, inner[2])))


def _children(node: Any) -> Sequence[Any]:
    """Return what a node holds."""
    found: list[Any] = []
    for field_ in FIELDS[type(node)]:
        value = getattr(node, field_)
        if type(value) is list:
            found += value
        elif value is not None:
            found.append(value)
    return found


def _in_order(nodes: list[tuple[Any, Unit]], kind: type[ast.AST]) -> tuple[Found[Any], ...]:
    """Return nodes of a type by place; what has none of its own (arguments) stands where its statement does."""
    if "lineno" in kind._attributes:
        places = [(unit[0], node.lineno, node.col_offset) for node, unit in nodes]
    else:
        places = [(cell, statement.lineno, statement.col_offset) for _, (cell, statement, _) in nodes]
    found: list[Found[Any]] = [new(Found, (node, *unit)) for node, unit in nodes]
    return tuple([found[number] for number in sorted(range(len(nodes)), key=places.__getitem__)])


def _imports(nodes: Nodes) -> Iterator[Import]:
    both = [*nodes.get(ast.Import, ()), *nodes.get(ast.ImportFrom, ())]
    for node, cell, _, function in _in_order(both, ast.Import):
        if type(node) is ast.Import:
            for one in node.names:
                alias = one.asname or one.name.partition(".")[0]
                yield new(Import, (one.name, None, alias, cell, node, function))
        else:
            module = "." * node.level + (node.module or "")
            for one in node.names:
                yield new(Import, (module, one.name, one.asname or one.name, cell, node, function))


def _meaning(one: Import) -> str:
    """Return what a name stands for: ``import a.b`` binds ``a``, ``import a.b as c`` binds ``a.b``."""
    module, name, alias = one[:3]
    if name is not None:
        return f"{module}.{name}"
    return alias if alias == module.partition(".")[0] else module
