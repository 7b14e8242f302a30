"""One abstract run: names and what they hold, the events so far, and the budget that makes every run end."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from fairlead.notebook.flow.events import Data, Estimator, Event, Learned
from fairlead.notebook.flow.rows import origin
from fairlead.notebook.flow.values import UNKNOWN, Constant, Model, Table, Value, tables_in
from fairlead.notebook.notebook import Place
from fairlead.notebook.tree import names_in

if TYPE_CHECKING:
    from fairlead.notebook.index import Index

DEEPEST_EXPRESSION = 90
DEEPEST_CALL = 6
STEPS_A_LINE = 10
FEWEST_STEPS = 600

Expression = Callable[["Run", Any], Value]
Statement = Callable[["Run", Any], bool]


class Scope:
    """Hold the names of a notebook, a function call or a class body.

    Attributes
    ----------
    results, yields : what a function call returns and yields.
    globals : names that ``global`` or ``nonlocal`` sends elsewhere.
    """

    __slots__ = ("globals", "names", "parent", "results", "yields")

    def __init__(self, parent: Scope | None = None) -> None:
        self.names: dict[str, Value] = {}
        self.parent = parent
        self.results: list[Value] = []
        self.yields: list[Value] = []
        self.globals: set[str] | None = None

    def find(self, name: str) -> Value | None:
        """Return what a name holds here or further out."""
        scope: Scope | None = self
        while scope is not None:
            found = scope.names.get(name)
            if found is not None:
                return found
            scope = scope.parent
        return None

    def bind(self, name: str, value: Value) -> None:
        """Let a name hold a value."""
        if self.globals is not None and name in self.globals:
            outer = self.parent
            while outer is not None and name not in outer.names and outer.parent is not None:
                outer = outer.parent
            (outer or self).names[name] = value
            return
        self.names[name] = value


class Run:
    """Hold the state of the abstract run, and evaluate any node.

    Attributes
    ----------
    cell : number of the cell in which the code at hand stands.
    steps : how many statements may still be run before calls are no longer followed and loops run once.
    abroad : where the notebook brings in the code of numbers that are no cells of it (``%run``).
    sides : the sides of conditions in a loop that the statement at hand stands on, as parts of rows.
    made : the last object made of each class of the notebook.
    callers : of the calls that are followed at the moment: the node, the arguments, the scope and cell it is in.
    left_out : texts of positions of which a row was left out.
    many : origins of which each turn of a loop reads another: files of a directory.
    made_before : how many estimators there were when the rows of a cut in folds were parted.
    last_net : the network that learned last; best_kept : the files in which the best state of networks is kept.
    loops : how many loops are around the statement at hand; vague : how many of them are not run turn by turn.
    """

    __slots__ = (
        "_last",
        "_texts",
        "abroad",
        "best_kept",
        "called",
        "caller",
        "callers",
        "calls",
        "cell",
        "depth",
        "estimators",
        "events",
        "expressions",
        "functions",
        "index",
        "last_net",
        "left_out",
        "loops",
        "made",
        "made_before",
        "many",
        "module",
        "nets",
        "saved",
        "scope",
        "sides",
        "stars",
        "statements",
        "steps",
        "tests",
        "uncalled",
        "vague",
    )

    def __init__(
        self,
        index: Index,
        expressions: dict[type, Expression],
        statements: dict[type, Statement],
        caller: Callable[..., Value],
        lines: int,
    ) -> None:
        self.index = index
        self.expressions = expressions
        self.statements = statements
        self.caller = caller
        self.steps = FEWEST_STEPS + STEPS_A_LINE * lines
        self.events: list[Event] = []
        self.estimators: list[Estimator] = []
        self.module = self.scope = Scope()
        self.cell = 1
        self.loops = 0
        self.vague = 0
        self.depth = 0
        self.calls: list[Any] = []
        self.callers: list[tuple[Any, Any, Scope, int]] = []
        self.called: dict[int, int] = {}
        self.tests: list[Table] = []
        self.sides: list[str] = []
        self.functions: dict[int, Any] = {}
        self.uncalled = False
        self.stars: list[str] = []
        self.left_out: set[str] = set()
        self.many: set[str] = set()
        self.made_before: dict[str, int] = {}
        self.last_net: Model | None = None
        self.best_kept: set[str] = set()
        self.nets: dict[int, Model] = {}
        self.saved: dict[str, Value] = {}
        self.made: dict[int, Value] = {}
        self.abroad: dict[int, Place] = {}
        self._texts: dict[int, list[str]] = {}
        self._last: dict[tuple[type, Place], Event] = {}

    @property
    def is_frugal(self) -> bool:
        """Tell whether the budget is spent: each statement that is left is run once, and no call is followed."""
        return self.steps <= 0

    def value(self, node: ast.expr) -> Value:
        """Return the value of an expression; names and constants, which are most of them, by the shortest way."""
        kind = type(node)
        if kind is ast.Name:
            found = self.scope.names.get(node.id)  # type: ignore[attr-defined]
            if found is not None:
                return found
        elif kind is ast.Constant:
            return Constant(node.value)  # type: ignore[attr-defined]
        if self.depth > DEEPEST_EXPRESSION:
            return UNKNOWN
        handler = self.expressions.get(kind)
        if handler is None:
            return UNKNOWN
        self.depth += 1
        value = handler(self, node)
        self.depth -= 1
        return value

    def call(self, callee: Value, arguments: Any, node: ast.expr) -> Value:
        """Call any value with arguments that are evaluated already."""
        return self.caller(self, callee, arguments, node)

    def execute(self, block: Sequence[ast.stmt]) -> bool:
        """Run statements; return whether the last one leaves the block (return, raise, break, continue)."""
        statements = self.statements
        for statement in block:
            self.steps -= 1
            handler = statements.get(type(statement))
            if handler is not None and handler(self, statement):
                return True
        return False

    def place(self, node: Any) -> Place:
        """Return where a node stands."""
        return self.abroad.get(self.cell) or self.index.place_of(node, self.cell)

    def enter(self, place: Place, code: str) -> None:
        """Go on in code that is brought in at a place of the notebook: all that happens in it happens there."""
        self.cell = len(self.index.notebook.cells) + len(self.abroad) + 1
        self.abroad[self.cell] = place
        self._texts[self.cell] = code.split("\n")

    def site(self, node: Any) -> str:
        """Return a short name of where a node stands, the same for the same node."""
        return f"{self.cell}:{node.lineno}:{node.col_offset}"

    def source(self, node: Any) -> str:
        """Return a short name of where the rows come from that a node reads.

        It is the same for each turn of a loop, and for each call of the function around it that is written alike, as
        long as the constants are the same; only a node that names something of the function's own can read other rows
        in each call.
        """
        inner, here = self.scope, self.cell
        names = sorted(names_in(node))
        known = [repr(one.value) for name in names if type(one := inner.find(name)) is Constant]
        found = " ".join([self.site(node), *known])
        for call, arguments, outer, cell in reversed(self.callers):
            if inner.names.keys().isdisjoint(names):
                break
            self.cell = cell
            given = [repr(one.value) for one in arguments.all() if type(one) is Constant]
            found += f" by {self.text(call)} {' '.join(given)}"
            names, inner = sorted(names_in(call)), outer
        self.cell = here
        return found

    def text(self, node: Any) -> str:
        """Return the source of a node; of one that spans lines, only where it stands."""
        if node.lineno != node.end_lineno:
            return self.site(node)
        lines = self._texts.get(self.cell)
        if lines is None:
            lines = self._texts[self.cell] = self.index.notebook.cells[self.cell - 1].code.split("\n")
        if node.lineno > len(lines):
            return self.site(node)
        text: str = lines[node.lineno - 1][node.col_offset : node.end_col_offset]
        return text

    def happened(self, event: Event) -> None:
        """Record an event, unless the same was the last to happen there."""
        key = (type(event), event.place)
        last = self._last.get(key)
        if last is None or last != event:
            self._last[key] = event
            self.events.append(event)

    def circumstances(self, node: Any) -> dict[str, Any]:
        """Return what every event says of where and when it happened."""
        return {"place": self.place(node), "node": node, "loop": self.loops > 0, "uncalled": self.uncalled}

    def learned(self, data: Table, by: str, kind: str, node: Any, *, sure: bool = True) -> frozenset[Learned]:
        """Return the statistics that depend on a data: a new one, and those that the data depended on."""
        if not data.rows:
            return data.all_learned
        one = Learned(data.rows, by, kind, self.place(node), columns_of(data), sure and data.known)
        return data.all_learned | {one}

    def with_rows(self, value: Value, node: ast.expr) -> Table:
        """Return a value as a table with rows; what has none that are known gets an origin of its own name."""
        if type(value) is Table and value.rows:
            return value
        tables = list(tables_in(value))
        for table in tables:
            if table.rows:
                return table
        name = node.id if isinstance(node, ast.Name) else self.site(node)
        rows = origin(f"{name}?")
        if tables:
            return tables[0].like(rows=rows, known=False)
        made = Table(rows=rows, known=False)
        if isinstance(node, ast.Name) and value is UNKNOWN:
            self.scope.bind(node.id, made)
        return made


def name_of(node: ast.AST | None) -> str:
    """Return the name of an argument for messages, or ""."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def columns_of(table: Table) -> frozenset[str] | None:
    """Return the columns that a statistic of this table is computed from."""
    return table.derived if table.derived is not None else table.columns


def data_of(table: Table, node: ast.AST | None = None) -> Data:
    """Return the description of a table for an event."""
    own = table.own
    return Data(
        table.rows,
        table.all_learned if own else table.learned,
        sure_columns(table),
        _derived(table) if own else table.derived,
        table.repeated,
        table.known,
        name_of(node) if node is not None else "",
        table.ordered,
    )


def sure_columns(table: Table) -> frozenset[str] | None:
    """Return the columns that are surely in a table."""
    if table.columns is not None:
        return table.columns
    if table.narrowed or table.shape != "table":
        return None
    seen = frozenset(table.seen or ())
    return (seen | frozenset(table.own)) - table.dropped or None


def _derived(table: Table) -> frozenset[str] | None:
    names: set[str] = set(table.derived or ())
    for name, column in table.own.items():
        names |= (column.derived or frozenset()) - {name}
    return frozenset(names)
