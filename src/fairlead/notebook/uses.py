"""Which names each cell reads, binds, changes and deletes: the threads that hold a notebook's cells together."""

from __future__ import annotations

import builtins
import re
from dataclasses import field
from typing import TYPE_CHECKING, Any

from fairlead.notebook.magics import UNKNOWN
from fairlead.notebook.record import record
from fairlead.notebook.scope import Function, Scope
from fairlead.notebook.trail import Trail

if TYPE_CHECKING:
    from fairlead.notebook.index import Index
    from fairlead.notebook.notebook import Cell, Notebook

GIVEN: frozenset[str] = frozenset(
    (
        *dir(builtins),
        *("__file__", "__name__", "__doc__", "__builtins__", "__annotations__", "__class__", UNKNOWN),
        *("In", "Out", "_", "__", "___", "_i", "_ii", "_iii", "_ih", "_oh", "_dh", "display", "exit", "quit"),
        *("get_ipython", "dbutils", "spark", "sc", "sqlContext", "displayHTML"),
    )
)
"""Names that nobody has to bind: Python's, IPython's, and those of hosted notebooks."""

_OUTPUT_OF_CELL = re.compile(r"_i?\d+$")
_BINDING_MAGICS = frozenset(
    ("pylab", "load", "loadpy", "store", "run", "cython", "R", "sql", "env", "macro", "edit", "Rpull")
)
"""Magics that may bind names which cannot be seen here."""

_BOUND_IN_BROKEN = re.compile(r"^\s*([A-Za-z_]\w*)\s*=(?!=)|^\s*(?:def|class)\s+(\w+)", re.MULTILINE)


@record()
class CellUses:
    """Hold what a cell does to names of the notebook; names local to functions and comprehensions are not here.

    Each name comes with the node of the cell that does it; one that a file behind ``%run`` binds, with that file.

    Parameters
    ----------
    cell : int, its number.
    needs : names that the cell reads before it binds them itself while it runs, also inside functions and objects of
        classes of the notebook that it uses, with the first node of each (for a function, the one that uses it).
        Built-in names are not needed from anybody.
    binds : names that are bound when the cell is done (assignment, def, class, import, for, with), with the last node
        of each.
    changes : names whose object is changed where it is: receivers of ``x[...] =``, ``x.a =``, ``x += ``, ``del x[0]``,
        in-place methods and ``inplace=True``; of other methods that may change it (``fit``, ``append``, unknown ones);
        arguments of functions of the notebook that change them; and the names that share such an object.
    deletes : names that ``del`` takes away.
    later : names that functions defined here need once they are called, and that the cell does not bind itself.
    unseen : what may bind more names than can be seen (``from x import *``), or "".
    """

    cell: int
    needs: dict[str, Any] = field(default_factory=dict)
    binds: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, Any] = field(default_factory=dict)
    deletes: dict[str, Any] = field(default_factory=dict)
    later: dict[str, Any] = field(default_factory=dict)
    unseen: str = ""


def uses_of(notebook: Notebook, index: Index) -> tuple[CellUses, ...]:
    r"""Return the uses of every cell of code, in order; the index learns what expressions stand on the way.

    >>> from fairlead.notebook.index import index_of
    >>> from fairlead.notebook.read import notebook_of
    >>> notebook = notebook_of("# %%\nx = [1]\n# %%\nx.append(y)\n", "a.py")
    >>> first, second = uses_of(notebook, index_of(notebook))
    >>> list(first.binds), list(second.needs), list(second.changes)
    (['x'], ['x', 'y'], ['x'])
    """
    trail = Trail()
    earlier: set[str] = set()
    shares: dict[str, set[str]] = {}
    functions: dict[str, Function] = {}
    found = []
    for cell in notebook.code_cells:
        trail.cell = cell.number
        uses = _uses(cell, Scope(index.aliases, functions, earlier, shares, trail), functions, earlier)
        earlier |= uses.binds.keys()
        if uses.deletes:
            earlier -= uses.deletes.keys()
        found.append(uses)
    index.learn(trail)
    return tuple(found)


def _uses(cell: Cell, scope: Scope, functions: dict[str, Function], earlier: set[str]) -> CellUses:
    try:
        scope.run(cell.tree.body if cell.tree is not None else ())
    except RecursionError:
        scope.unseen = "code that is nested too deeply"
        scope.trail.lost = True
    needs, binds, changes, later = scope.needs, scope.binds, scope.changes, scope.later
    if scope.used:
        needs, binds, changes = dict(needs), dict(binds), dict(changes)
        _add_functions(scope, functions, needs, binds, changes)
    if later:
        later = {name: node for name, node in later.items() if name not in binds and name not in needs}
    brought = _brought(cell) if cell.runs else {}
    given = GIVEN | brought.keys() if brought else GIVEN
    return CellUses(
        cell.number,
        _wanted(needs, given, earlier),
        binds | brought if brought else binds,
        {name: node for name, node in changes.items() if name not in GIVEN} if changes else changes,
        scope.deletes,
        _wanted(later, given, earlier) if later else later,
        scope.unseen or _unseen(cell),
    )


def _wanted(names: dict[str, Any], given: frozenset[str], earlier: set[str]) -> dict[str, Any]:
    """Return the names that somebody has to bind: not what is given anyway, unless it was bound before."""
    return {
        name: node
        for name, node in names.items()
        if name in earlier or not (name in given or (name[0] == "_" and _OUTPUT_OF_CELL.match(name)))
    }


def _add_functions(
    scope: Scope,
    functions: dict[str, Function],
    needs: dict[str, Any],
    binds: dict[str, Any],
    changes: dict[str, Any],
) -> None:
    """Add what functions of the notebook do that a cell uses, also through others, as if it did so itself."""
    waiting = list(scope.used.items())
    seen: set[str] = set()
    while waiting:
        name, reader = waiting.pop()
        made = functions.get(name)
        if made is None or name in seen:
            continue
        seen.add(name)
        waiting += [(needed, reader) for needed in made.needs]
        for names, into in ((made.needs, needs), (made.binds, binds), (made.changes, changes)):
            for one in names:
                if into is not needs or one not in scope.binds:
                    into.setdefault(one, reader)


def _brought(cell: Cell) -> dict[str, Notebook]:
    """Return the names that files behind ``%run`` bind."""
    from fairlead.notebook.index import index_of  # a file of its own index, made only for %run

    return {name: run for run in cell.runs for uses in uses_of(run, index_of(run)) for name in uses.binds}


def _unseen(cell: Cell) -> str:
    if cell.problem is not None:
        return "code that cannot be read"
    for magic in cell.magics:
        if magic.name in _BINDING_MAGICS and not (magic.name == "run" and cell.runs):
            return f"%{magic.name}"
        if magic.kind == "cell" and cell.tree is None and ("-o " in magic.text or "--out" in magic.text):
            return f"%%{magic.name}"
    return ""
