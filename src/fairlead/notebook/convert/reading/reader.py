"""Read a notebook into units: every statement with the names it reads, binds and changes, and what it does besides."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from fairlead.notebook.convert.arguments import Handlings
from fairlead.notebook.convert.effects import SEEDS, EffectReader, statements_within
from fairlead.notebook.convert.kinds.kind import IMMUTABLE
from fairlead.notebook.convert.kinds.kinds import Kinds
from fairlead.notebook.convert.reading.cells import cut
from fairlead.notebook.convert.reading.changing import Changing
from fairlead.notebook.convert.reading.holding import Holding
from fairlead.notebook.convert.reading.kinds_of_names import KindsOfNames
from fairlead.notebook.convert.reading.reading import Reading
from fairlead.notebook.convert.reading.showing import find_shown
from fairlead.notebook.convert.reading.syntax import (
    in_annotations,
    is_from_shell,
    is_guarded,
    is_in_function,
    makes_a_type,
    makes_closures,
    names_of_target,
    only_imports,
    only_later,
    surely_bound,
)
from fairlead.notebook.convert.reading.written import follow_writing
from fairlead.notebook.convert.sharing import Sharing
from fairlead.notebook.convert.unit import Role, Unit
from fairlead.notebook.facts import Facts
from fairlead.notebook.magics import UNKNOWN
from fairlead.notebook.notebook import Cell, Notebook
from fairlead.notebook.scope import Function, Scope
from fairlead.notebook.uses import GIVEN

_ASKS = frozenset(("input", "raw_input", "getpass.getpass"))
_SHELL_NAMES = re.compile(r"_(?:i{0,3}|\d+|i\d+|__?)$|In$|Out$")
_HIDING = frozenset(("exec", "eval", "globals", "locals", "vars", "compile", "execfile"))
_FORMULAS = re.compile(r"[A-Za-z_]\w*")
_TAKES_NAMES_FROM_TEXT = frozenset(
    [
        "query",
        "eval",
        "ols",
        "glm",
        "logit",
        "probit",
        "wls",
        "gls",
        "rlm",
        "mixedlm",
        "poisson",
        "from_formula",
        "dmatrix",
        "dmatrices",
        "quantreg",
        "phreg",
        "gee",
    ]
)


class Reader:
    """Read the statements of a notebook one after another, in the order in which they are to run."""

    def __init__(self, notebook: Notebook, cells: Sequence[Cell], *, copies_on_write: bool = True) -> None:
        self.facts = Facts(notebook)
        self.cells = cells
        index = self.facts.index
        self.reading = Reading(notebook, self.facts)
        self._units = list(cut(cells, self.reading))
        self.reading.units = self._units
        follow_writing(cells, self.reading)
        self.reading.bodies = dict(self._definitions())
        self.changed_imports = self._changed_imports()
        self._aliases = {name: what for name, what in index.aliases.items() if name not in self.changed_imports}
        closures = frozenset(name for name, body in self.reading.bodies.items() if makes_closures(body))
        classes = frozenset(name for name, body in self.reading.bodies.items() if isinstance(body, ast.ClassDef))
        self.kinds = Kinds(self._name_of, closures, classes)
        self.reading.watches_random = self._seeds_a_stream()
        modules = frozenset(one.alias for one in index.imports if one.name is None)
        self.effects = EffectReader(
            self._name_of, self.kinds, self.reading.bodies, modules, watches_random=self.reading.watches_random
        )
        self.handlings = Handlings(self.reading.bodies, frozenset(self._aliases), self._name_of)
        self.sharing = Sharing(
            self.kinds, self._name_of, self._aliases.keys(), self.handlings, frames_share_views=not copies_on_write
        )
        self._functions: dict[str, Function] = {}
        self._known: set[str] = set()
        self._from_shell: set[str] = set()
        bodies, imported = self.reading.bodies, self._aliases.keys()
        self.kinds_of_names = KindsOfNames(self.kinds, self._name_of, modules)
        self.changing = Changing(self.kinds, self.handlings, bodies, imported, self._known)
        self.holding = Holding(self.kinds, bodies, closures | classes, imported, self._functions, self._known)
        self._postponed = any(one.module == "__future__" and one.name == "annotations" for one in index.imports)

    def _name_of(self, node: ast.AST) -> str | None:
        return self.facts.index.name_of(node)

    def _definitions(self) -> Iterator[tuple[str, ast.AST]]:
        for unit in self._units:
            for node in (unit.node, *statements_within(unit.node)):
                if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                    yield node.name, node
                elif isinstance(node, ast.Assign) and (
                    isinstance(node.value, ast.Lambda) or makes_a_type(node, self._name_of)
                ):
                    yield from ((one.id, node.value) for one in node.targets if isinstance(one, ast.Name))

    def _changed_imports(self) -> set[str]:
        """Return imported names that are no modules and that statements write into."""
        taken = {one.alias for one in self.facts.index.imports if one.name is not None}
        found: set[str] = set()
        for unit in self._units:
            for node in ast.walk(unit.node):
                if isinstance(node, (ast.Subscript, ast.Attribute)) and isinstance(node.ctx, (ast.Store, ast.Del)):
                    while isinstance(node, (ast.Subscript, ast.Attribute)):
                        node = node.value
                    if isinstance(node, ast.Name) and node.id in taken and node.id not in ("rcParams", "environ"):
                        found.add(node.id)
        return found

    def _seeds_a_stream(self) -> bool:
        return any(name in SEEDS for _, name in self.facts.index.named_calls) or any(cell.runs for cell in self.cells)

    def read(self) -> Reading:
        """Read every statement.

        What cannot be carried over is told in `Reading.troubles`; nothing is raised.
        """
        for unit in self._units:
            if unit.role != "dropped":
                self._read(unit)
            self.reading.kinds_after.append({name: self.kinds.of_names.get(name, "") for name in unit.writes})
        find_shown(self.reading, self.cells, self.kinds, self._name_of)
        return self.reading

    def _read(self, unit: Unit) -> None:
        node = unit.node
        if is_from_shell(node):
            unit.role = "dropped"
            self._from_shell |= {one.id for target in node.targets for one in names_of_target(target)}  # type: ignore[attr-defined]
            return
        scope = Scope(self._aliases, self._functions, self._known, {})
        used_before = dict(self._functions)
        try:
            scope.run([node])
        except RecursionError:
            self.reading.trouble(unit.cell, unit.lines[0], "its code is nested too deeply")
            return
        reads, binds, changes = set(scope.needs), set(scope.binds), set(scope.changes)
        changes |= self.changing.by(node)
        self._add_functions(node, scope, {**used_before, **self._functions}, reads, binds, changes)
        reads |= self._named_in_text(node)
        reads |= self.holding.looked_up_late(reads)
        unit.surely = surely_bound(node) & binds
        unit.deletes = set(scope.deletes)
        unit.binds = binds
        unit.kept = {name for name in binds - unit.surely if name in self._known}
        self._refuse(unit, scope, reads)
        if self._is_alone(node):
            unit.role, unit.reason = "dropped", "names end with their task"
            self._known -= unit.deletes
            return
        found = self.effects.of(node)
        unit.draws, unit.seeds = found.draws, found.seeds
        unit.draws_figure = found.figure and not found.setup
        unit.calls = found.calls
        unit.labels = found.labels
        unit.learns = any(isinstance(one, ast.Attribute) and one.attr.startswith("fit") for one in ast.walk(node))
        unit.role = self._role(unit, found.setup)
        before = set().union(*(self.sharing.changed_with(name) for name in changes)) if changes else set()
        old = set().union(*(self.sharing.changed_with(name) - {name} for name in changes)) if changes else set()
        self.kinds_of_names.learn(unit)
        self.sharing.follow(unit.id, node, unit.surely)
        after = set().union(*(self.sharing.changed_with(name) for name in changes)) if changes else set()
        unit.changes = {name for name in before | after | changes if name in self._known or name in binds}
        unit.made_here = (binds & changes) - reads - old
        unit.reads = (reads | (unit.changes - unit.surely - unit.made_here)) & self._known
        self._glue(unit, changes)
        self._known |= binds
        self.holding.learn(unit)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            self._learn_defaults(unit, node)

    def _learn_defaults(self, unit: Unit, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """A default is an object of its own: who calls the function may change it."""
        given = [one for one in [*node.args.defaults, *node.args.kw_defaults] if one is not None]
        names = {one.id for part in given for one in ast.walk(part) if isinstance(one, ast.Name)} & self._known
        names = {one for one in names if self.kinds.of_names.get(one, "") not in IMMUTABLE and one not in self._aliases}
        names -= self.reading.bodies.keys()
        if names:
            self.changing.stateful.add(node.name)
            unit.has_state = True
            self.sharing.share(unit.id, node.name, names)

    def _glue(self, unit: Unit, changes: set[str]) -> None:
        """Note which statements must share a task with this one: those that made it share what it changes."""
        for name in changes:
            group = self.sharing.changed_with(name)
            makers = self.sharing.makers(group) - {unit.id}
            if makers and len(group) > 1:
                unit.sharers[name] = (group, makers)
        for node in ast.walk(unit.node):
            if isinstance(node, ast.Compare) and any(isinstance(one, (ast.Is, ast.IsNot)) for one in node.ops):
                sides = [node.left, *node.comparators]
                if any(isinstance(one, ast.Constant) for one in sides):
                    continue
                names = {one.id for side in sides for one in ast.walk(side) if isinstance(one, ast.Name)}
                self.reading.glued += [(maker, unit.id) for maker in self.sharing.makers(names)]

    def _add_functions(
        self,
        node: ast.stmt,
        scope: Scope,
        functions: dict[str, Function],
        needs: set[str],
        binds: set[str],
        changes: set[str],
    ) -> None:
        """Add what functions of the notebook do that a statement uses, also through others."""
        waiting, seen = list(scope.used), set()
        while waiting:
            name = waiting.pop()
            made = functions.get(name)
            if made is None or name in seen:
                continue
            seen.add(name)
            waiting += list(made.needs)
            needs |= {one for one in made.needs if one not in scope.binds or one in self._known}
            binds |= set(made.binds)
            changes |= set(made.changes)
            body = self.reading.bodies.get(name)
            if isinstance(body, ast.ClassDef):
                inner_needs, inner_changes, inner_binds = _of_methods(body, self._aliases)
                needs |= inner_needs
                changes |= inner_changes
                binds |= inner_binds
            if body is not None and not isinstance(body, ast.ClassDef):
                changes |= self.changing.by_calls_of(name, node)

    def _named_in_text(self, node: ast.stmt) -> set[str]:
        """Return names of the notebook that stand in texts which a library looks up: ``df.query("x > @limit")``."""
        found: set[str] = set()
        for call in ast.walk(node):
            if not isinstance(call, ast.Call):
                continue
            last = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            if last in _TAKES_NAMES_FROM_TEXT:
                for one in ast.walk(call):
                    if isinstance(one, ast.Constant) and isinstance(one.value, str):
                        found |= set(_FORMULAS.findall(one.value)) & (self._known | self._functions.keys())
        return found

    def _refuse(self, unit: Unit, scope: Scope, reads: set[str]) -> None:
        line = unit.lines[0]
        missing = {name for name in reads if name not in self._known and name not in GIVEN}
        if missing and not self.reading.star_imports:
            missing -= only_later(unit.node) | (in_annotations(unit.node) if self._postponed else set())
        for name in sorted(missing):
            if name in self._from_shell:
                self.reading.trouble(
                    unit.cell,
                    line,
                    f"it reads {name!r}, which a line of the shell gives back: only a notebook has that",
                )
                return
            if not self.reading.star_imports and not is_guarded(unit.node):
                self.reading.trouble(unit.cell, line, f"it needs {name!r}, which nothing above it makes")
                return
        for name in sorted(scope.needs):
            if name in ("get_ipython", UNKNOWN) and name not in self._known:
                what = "what a line of the shell gives back" if name == UNKNOWN else "IPython itself (get_ipython)"
                self.reading.trouble(unit.cell, line, f"it uses {what}, which only a notebook has")
            elif _SHELL_NAMES.match(name) and name not in self._known:
                self.reading.trouble(
                    unit.cell, line, f"it reads {name!r}, the notebook's memory of what was shown before"
                )
        if isinstance(unit.node, ast.ImportFrom) and any(one.name == "*" for one in unit.node.names):
            self.reading.star_imports = True
        for one in ast.walk(unit.node):
            if isinstance(one, ast.Call):
                name = self._name_of(one.func) or ""
                if name in _ASKS:
                    self.reading.trouble(
                        unit.cell, one.lineno, f"it waits for a person ({name}()): give the value a name instead"
                    )
                elif name in _HIDING and name not in self._known and not (name == "vars" and one.args):
                    self.reading.trouble(unit.cell, one.lineno, f"{name}() hides which names it uses")
            elif isinstance(one, (ast.Await, ast.AsyncFor, ast.AsyncWith)) and not is_in_function(unit.node, one):
                self.reading.trouble(
                    unit.cell, one.lineno, "it awaits at the top of a cell: wrap it in asyncio.run(...)"
                )

    def _is_alone(self, node: ast.stmt) -> bool:
        """Tell whether a statement only takes names away."""
        return isinstance(node, ast.Delete) and all(isinstance(one, ast.Name) for one in node.targets)

    def _role(self, unit: Unit, is_setup: bool) -> Role:
        node = unit.node
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names = {(one.asname or one.name).partition(".")[0] for one in node.names}
            return "work" if names & self.changed_imports else "import"
        if only_imports(node):
            return "import"
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            return "definition"
        if isinstance(node, ast.Assign) and (isinstance(node.value, ast.Lambda) or makes_a_type(node, self._name_of)):
            return "definition" if all(isinstance(one, ast.Name) for one in node.targets) else "work"
        if "os.chdir" in unit.calls and isinstance(node, ast.Expr):
            unit.moves = True
            return "setup"
        if "os.chdir" in unit.calls:
            self.reading.trouble(unit.cell, unit.lines[0], "it changes the working folder (os.chdir) within other code")
        return "setup" if is_setup else "work"


def _of_methods(body: ast.ClassDef, aliases: dict[str, str]) -> tuple[set[str], set[str], set[str]]:
    """Return the names outside a class that its methods need, change and bind."""
    needs: set[str] = set()
    changes: set[str] = set()
    binds: set[str] = set()
    for node in body.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            scope = Scope(aliases, {}, (), {})
            scope.run([node])
            made = scope._functions.get(node.name)
            if made is not None:
                needs |= set(made.needs)
                changes |= set(made.changes)
                binds |= set(made.binds)
    return needs, changes, binds
