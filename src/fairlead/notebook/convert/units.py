"""Read a notebook into units: every statement with the names it reads, binds and changes, and what it does besides."""

from __future__ import annotations

import ast
import importlib.metadata
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from fairlead.notebook.cell import code_cell
from fairlead.notebook.convert.arguments import MAY_CHANGE, Handlings
from fairlead.notebook.convert.cutting import units_of_cell
from fairlead.notebook.convert.effects import EffectReader, statements_within
from fairlead.notebook.convert.kinds import (
    ARRAY,
    DATA,
    FIGURE,
    IMMUTABLE,
    ONCE,
    PURE_BUILTINS,
    Kinds,
    class_of,
    kinds_of_datasets,
)
from fairlead.notebook.convert.sharing import Sharing, looped
from fairlead.notebook.convert.unit import Shown, Unit
from fairlead.notebook.facts import Facts
from fairlead.notebook.flow.knowledge.estimators import KIND_OF
from fairlead.notebook.magics import UNKNOWN
from fairlead.notebook.methods import PURE
from fairlead.notebook.notebook import Cell, Magic, Notebook
from fairlead.notebook.scope import Function, Scope, root_of
from fairlead.notebook.uses import GIVEN

_ASKS = frozenset(("input", "raw_input", "getpass.getpass"))
_SHELL_NAMES = re.compile(r"_(?:i{0,3}|\d+|i\d+|__?)$|In$|Out$")
_HIDING = frozenset(("exec", "eval", "globals", "locals", "vars", "compile", "execfile"))
_ENVIRONMENT = re.compile(r"%(?:env|set_env)\s+(?P<name>[A-Za-z_]\w*)(?:\s*=\s*|\s+)(?P<value>[^${}\s][^${}]*)$")
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


@dataclass(slots=True)
class Trouble:
    """Hold what cannot be carried over, and where."""

    cell: int
    line: int
    reason: str


@dataclass
class Reading:
    """Hold a notebook as units.

    Parameters
    ----------
    kinds_after : the kind of what each unit wrote, by name; aliases : what imported names stand for.
    glued : pairs of units that must be in one task.
    dropped : lines that are no statements (magics), as (cell, reason); needed : packages that ``!pip install`` names.
    """

    notebook: Notebook
    facts: Facts
    units: list[Unit] = field(default_factory=list)
    kinds_after: list[dict[str, str]] = field(default_factory=list)
    bodies: dict[str, ast.AST] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)
    dropped: list[tuple[int, str]] = field(default_factory=list)
    needed: list[str] = field(default_factory=list)
    glued: list[tuple[int, int]] = field(default_factory=list)
    watches_random: bool = False
    star_imports: bool = False


class Reader:
    """Read the statements of a notebook one after another, in the order in which they are to run."""

    def __init__(self, notebook: Notebook, cells: Sequence[Cell], *, copies_on_write: bool = True) -> None:
        self.facts = Facts(notebook)
        self.cells = cells
        index = self.facts.index
        self.reading = Reading(notebook, self.facts)
        self._units = list(self._cut())
        self.reading.units = self._units
        self.reading.bodies = dict(self._definitions())
        self.changed_imports = self._changed_imports()
        self._aliases = {name: what for name, what in index.aliases.items() if name not in self.changed_imports}
        closures = frozenset(name for name, body in self.reading.bodies.items() if _makes_closures(body))
        classes = frozenset(name for name, body in self.reading.bodies.items() if isinstance(body, ast.ClassDef))
        self.kinds = Kinds(self._name_of, closures, classes)
        self.reading.watches_random = self._seeds_a_stream()
        modules = self._modules = frozenset(one.alias for one in index.imports if one.name is None)
        self.effects = EffectReader(
            self._name_of, self.kinds, self.reading.bodies, modules, watches_random=self.reading.watches_random
        )
        self.handlings = Handlings(self.reading.bodies, frozenset(self._aliases), self._name_of)
        self.sharing = Sharing(
            self.kinds, self._name_of, self._aliases.keys(), self.handlings, frames_share_views=not copies_on_write
        )
        self._functions: dict[str, Function] = {}
        self._known: set[str] = set()
        self._late: dict[str, set[str]] = {}
        self._holds: dict[str, set[str]] = {}
        self._from_shell: set[str] = set()
        self._stateful: set[str] = set()
        self._classes = classes
        self._postponed = any(one.module == "__future__" and one.name == "annotations" for one in index.imports)

    def _name_of(self, node: ast.AST) -> str | None:
        return self.facts.index.name_of(node)

    # Statements

    def _cut(self) -> Iterator[Unit]:
        number = 0
        for cell in self.cells:
            for unit in self._cut_cell(cell, number):
                number += 1
                yield unit

    def _cut_cell(self, cell: Cell, number: int) -> Iterator[Unit]:
        if cell.problem is not None:
            message = cell.problem.message or "it cannot be read"
            self._trouble(cell.number, cell.problem.line, f"it is not Python: {message}")
            return
        self._magics(cell)
        runs = {place.line: run for run, place in zip(cell.runs, cell.run_places, strict=True)}
        variables = {magic.line: said for magic in cell.magics if (said := _variable_of(magic))}
        timed = {magic.line for magic in cell.magics if magic.name == "timeit" and magic.kind == "line"}
        fails = "raises-exception" in cell.tags
        for unit in units_of_cell(cell, 0):
            if fails and unit.index == len(cell.tree.body) - 1:  # type: ignore[union-attr]  # it has statements
                unit.role, unit.reason = "dropped", "it is meant to fail"
            run = runs.get(unit.lines[0])
            said = variables.get(unit.lines[0])
            if isinstance(unit.node, ast.Pass) and (run is not None or said is not None):
                others = self._brought(run, cell, unit) if run is not None else _set_variable(*(said or ("", "")), cell)
                for brought in others:
                    brought.id = number
                    number += 1
                    yield brought
                continue
            unit.id = number
            number += 1
            if isinstance(unit.node, ast.Pass):
                unit.role = "dropped"
            elif unit.lines[0] in timed:
                unit.role, unit.reason = "dropped", "%timeit only measures"
            yield unit

    def _brought(self, run: Notebook, cell: Cell, at: Unit) -> Iterator[Unit]:
        """Yield the statements of a file of ``%run``, as if they stood in the cell."""
        for inner in run.code_cells:
            if inner.problem is not None or inner.runs:
                self._trouble(cell.number, at.lines[0], f"%run of {run.path}, which cannot be followed to its end")
                return
            for unit in units_of_cell(inner, 0, run.path):
                if not _is_main_guard(unit.node):
                    unit.cell = cell.number
                    yield unit

    def _magics(self, cell: Cell) -> None:
        for magic in cell.magics:
            reason, is_trouble = _of_magic(magic.kind, magic.name, magic.text)
            if magic.kind == "shell" and magic.name in ("pip", "pip3", "conda", "uv") or magic.name in ("pip", "conda"):
                self.reading.needed += _packages_in(magic.text)
            if magic.name == "run" and magic.kind == "line":
                if not cell.runs:
                    self._trouble(cell.number, magic.line, f"{magic.text.strip()!r} names a file that is not there")
            elif is_trouble and not _variable_of(magic):
                self._trouble(cell.number, magic.line, reason)
            elif not is_trouble:
                self.reading.dropped.append((cell.number, reason))

    def _trouble(self, cell: int, line: int, reason: str) -> None:
        self.reading.troubles.append(Trouble(cell, line, reason))

    def _definitions(self) -> Iterator[tuple[str, ast.AST]]:
        for unit in self._units:
            for node in (unit.node, *statements_within(unit.node)):
                if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                    yield node.name, node
                elif isinstance(node, ast.Assign) and (
                    isinstance(node.value, ast.Lambda) or _makes_a_type(node, self._name_of)
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
        from fairlead.notebook.convert.effects import SEEDS

        return any(name in SEEDS for _, name in self.facts.index.named_calls) or any(cell.runs for cell in self.cells)

    # What each does

    def read(self) -> Reading:
        """Read every statement.

        What cannot be carried over is told in `Reading.troubles`; nothing is raised.
        """
        for unit in self._units:
            if unit.role != "dropped":
                self._read(unit)
            self.reading.kinds_after.append({name: self.kinds.of_names.get(name, "") for name in unit.writes})
        self._show()
        return self.reading

    def _read(self, unit: Unit) -> None:
        node = unit.node
        if _is_from_shell(node):
            unit.role = "dropped"
            self._from_shell |= {one.id for target in node.targets for one in _names(target)}  # type: ignore[attr-defined]
            return
        scope = Scope(self._aliases, self._functions, self._known, {})
        used_before = dict(self._functions)
        try:
            scope.run([node])
        except RecursionError:
            self._trouble(unit.cell, unit.lines[0], "its code is nested too deeply")
            return
        reads, binds, changes = set(scope.needs), set(scope.binds), set(scope.changes)
        changes |= self._changed_too(node)
        self._add_functions(scope, {**used_before, **self._functions}, reads, binds, changes)
        reads |= self._named_in_text(node)
        for name in reads & self._late.keys():
            reads |= self._late[name] & self._known
        unit.surely = _surely_bound(node) & binds
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
        self._learn_kinds(unit)
        self.sharing.follow(unit.id, node, unit.surely)
        after = set().union(*(self.sharing.changed_with(name) for name in changes)) if changes else set()
        unit.changes = {name for name in before | after | changes if name in self._known or name in binds}
        unit.made_here = (binds & changes) - reads - old
        unit.reads = (reads | (unit.changes - unit.surely - unit.made_here)) & self._known
        self._glue(unit, changes)
        self._known |= binds
        self._learn_holders(unit)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            self._learn_defaults(unit, node)

    def _changed_too(self, node: ast.stmt) -> set[str]:
        """Return names whose objects a statement changes in ways that only their kinds tell."""
        found: set[str | None] = set()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            return set()
        for one in ast.walk(node):
            if isinstance(one, ast.Call):
                found |= self._changed_by_call(one)
            elif isinstance(one, ast.Subscript) and isinstance(one.value, ast.Name):
                if self.kinds.of_names.get(one.value.id) == "defaultdict":
                    found.add(one.value.id)
            elif isinstance(one, ast.Name) and one.id in self._stateful and isinstance(one.ctx, ast.Load):
                found.add(one.id)
        return {name for name in found if name is not None and name in self._known and name not in self._aliases}

    def _changed_by_call(self, call: ast.Call) -> set[str | None]:
        found: set[str | None] = set()
        called = call.func
        for one in call.keywords:
            if one.arg == "out":
                found |= {
                    root_of(each) for each in (one.value.elts if isinstance(one.value, ast.Tuple) else (one.value,))
                }
            elif (one.arg in ("copy", "deep") and isinstance(one.value, ast.Constant) and one.value.value is False) or (
                (one.arg or "").startswith("overwrite_")
                and not (isinstance(one.value, ast.Constant) and not one.value.value)
            ):
                found |= {root_of(each) for each in call.args}
        if isinstance(called, ast.Attribute):
            root, method = root_of(called.value), called.attr
            kind = self.kinds.of(called.value)
            if method in MAY_CHANGE and not kind.startswith(("pandas.", "polars.")) and kind not in IMMUTABLE:
                found.add(root)
            own = self.handlings.method(method)
            if own is not None and not kind.startswith(("pandas.", "polars.", "numpy.", "estimator:")):
                found |= own.names(own.changed) | ({root} if "self" in own.changed else set())
                found |= {
                    inner.id
                    for each in own.given(call, own.changed - {"self"}, self._is_data)
                    for inner in ast.walk(each)
                    if isinstance(inner, ast.Name)
                }
            if method in ("shuffle", "put", "place", "putmask", "at", "copyto", "put_along_axis") and call.args:
                found.add(root_of(call.args[0]))
        elif isinstance(called, ast.Name):
            known = called.id in self._known and called.id not in self.reading.bodies and called.id not in self._aliases
            if known:  # whatever it is, it may change what it holds, and what it is given
                found.add(called.id)
                found |= {root_of(each) for each in call.args}
        else:
            found.add(root_of(called))
        return found

    def _learn_holders(self, unit: Unit) -> None:
        """Remember which names hold functions and classes, and what those will look up when they are called."""
        node = unit.node
        if unit.role == "definition" or isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            for name in unit.changes:  # a decorator may keep what it decorates
                self._holds[name] = self._holds.get(name, set()) | unit.binds
            unit.holds = {name: set(self._holds[name]) for name in unit.changes}
            return
        held: set[str] = set()
        late: set[str] = set()
        called = {id(one.func) for one in ast.walk(node) if isinstance(one, ast.Call)}
        closures = self.kinds._closures
        for one in ast.walk(node):
            if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load):
                held |= self._holds.get(one.id, set())
                late |= self._late.get(one.id, set())
                if one.id in self.reading.bodies and (
                    id(one) not in called or one.id in self._classes or one.id in closures
                ):
                    held.add(one.id)
                    late |= self._needs_of(one.id)
            elif isinstance(one, ast.Lambda):
                late |= {each.id for each in ast.walk(one.body) if isinstance(each, ast.Name)} - {
                    each.arg for each in one.args.args
                }
        late -= self._aliases.keys() | (GIVEN - self._known)
        for name in unit.writes:
            more = name in unit.changes
            self._holds[name] = held | (self._holds.get(name, set()) if more else set())
            is_plain = self.kinds.of_names.get(name, "") in DATA | IMMUTABLE
            self._late[name] = set() if is_plain else late | (self._late.get(name, set()) if more else set())
        unit.holds = {name: set(self._holds[name]) for name in unit.writes}

    def _learn_defaults(self, unit: Unit, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """A default is an object of its own: who calls the function may change it."""
        given = [one for one in [*node.args.defaults, *node.args.kw_defaults] if one is not None]
        names = {one.id for part in given for one in ast.walk(part) if isinstance(one, ast.Name)} & self._known
        names = {one for one in names if self.kinds.of_names.get(one, "") not in IMMUTABLE and one not in self._aliases}
        names -= self.reading.bodies.keys()
        if names:
            self._stateful.add(node.name)
            unit.has_state = True
            self.sharing._share(unit.id, node.name, names)

    def _needs_of(self, name: str) -> set[str]:
        found: set[str] = set()
        waiting, seen = [name], set()
        while waiting:
            one = waiting.pop()
            made = self._functions.get(one)
            if made is None or one in seen:
                continue
            seen.add(one)
            found |= set(made.needs)
            waiting += list(made.needs)
        return found

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
        self, scope: Scope, functions: dict[str, Function], needs: set[str], binds: set[str], changes: set[str]
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
                changes |= self._changed_arguments(name)

    def _changed_arguments(self, name: str) -> set[str]:
        """Return the names handed to a function of the notebook that may change its arguments through other names."""
        made = self.handlings.function(name)
        if made is None or not made.changed:
            return set()
        found = made.names(made.changed)
        unit = self._current
        for call in ast.walk(unit.node):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == name:
                for one in made.given(call, made.changed, self._is_data):
                    for inner in ast.walk(one):
                        if isinstance(inner, ast.Name) and inner.id in self._known and inner.id not in self._aliases:
                            found.add(inner.id)
        kinds = self.kinds.of_names
        return {one for one in found if kinds.get(one, "") not in IMMUTABLE and one not in self.reading.bodies}

    def _is_data(self, value: ast.expr) -> bool:
        return self.kinds.of(value) in DATA

    @property
    def _current(self) -> Unit:
        return self._units[len(self.reading.kinds_after)]

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
            missing -= _only_later(unit.node) | (_in_annotations(unit.node) if self._postponed else set())
        for name in sorted(missing):
            if name in self._from_shell:
                self._trouble(
                    unit.cell,
                    line,
                    f"it reads {name!r}, which a line of the shell gives back: only a notebook has that",
                )
                return
            if not self.reading.star_imports and not _is_guarded(unit.node):
                self._trouble(unit.cell, line, f"it needs {name!r}, which nothing above it makes")
                return
        for name in sorted(scope.needs):
            if name in ("get_ipython", UNKNOWN) and name not in self._known:
                what = "what a line of the shell gives back" if name == UNKNOWN else "IPython itself (get_ipython)"
                self._trouble(unit.cell, line, f"it uses {what}, which only a notebook has")
            elif _SHELL_NAMES.match(name) and name not in self._known:
                self._trouble(unit.cell, line, f"it reads {name!r}, the notebook's memory of what was shown before")
        if isinstance(unit.node, ast.ImportFrom) and any(one.name == "*" for one in unit.node.names):
            self.reading.star_imports = True
        for one in ast.walk(unit.node):
            if isinstance(one, ast.Call):
                name = self._name_of(one.func) or ""
                if name in _ASKS:
                    self._trouble(
                        unit.cell, one.lineno, f"it waits for a person ({name}()): give the value a name instead"
                    )
                elif name in _HIDING and name not in self._known and not (name == "vars" and one.args):
                    self._trouble(unit.cell, one.lineno, f"{name}() hides which names it uses")
            elif isinstance(one, (ast.Await, ast.AsyncFor, ast.AsyncWith)) and not _is_in_function(unit.node, one):
                self._trouble(unit.cell, one.lineno, "it awaits at the top of a cell: wrap it in asyncio.run(...)")

    def _is_alone(self, node: ast.stmt) -> bool:
        """Tell whether a statement only takes names away."""
        return isinstance(node, ast.Delete) and all(isinstance(one, ast.Name) for one in node.targets)

    def _role(self, unit: Unit, is_setup: bool) -> Any:
        node = unit.node
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names = {(one.asname or one.name).partition(".")[0] for one in node.names}
            return "work" if names & self.changed_imports else "import"
        if _only_imports(node):
            return "import"
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            return "definition"
        if isinstance(node, ast.Assign) and (isinstance(node.value, ast.Lambda) or _makes_a_type(node, self._name_of)):
            return "definition" if all(isinstance(one, ast.Name) for one in node.targets) else "work"
        if "os.chdir" in unit.calls and isinstance(node, ast.Expr):
            unit.moves = True
            return "setup"
        if "os.chdir" in unit.calls:
            self._trouble(unit.cell, unit.lines[0], "it changes the working folder (os.chdir) within other code")
        return "setup" if is_setup else "work"

    def _learn_kinds(self, unit: Unit) -> None:
        """Remember what kinds of objects names hold from here on."""
        node, names = unit.node, self.kinds.of_names
        figure = unit.draws_figure
        if isinstance(node, ast.Assign):
            found = [(target, self._kind_of(node.value), node.value) for target in node.targets]
            for target, kind, value in found:
                self._set_kind(target, kind, value, figure)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            self._set_kind(node.target, self.kinds.of(node.value), node.value, False)
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            names[node.target.id] = self.kinds.of(ast.BinOp(node.target, node.op, node.value))
        elif isinstance(node, (ast.Import, ast.ImportFrom)) and unit.role == "work":
            names.update(dict.fromkeys(unit.binds, ONCE))  # what it changes belongs to the process: often a module
        else:
            for name in unit.binds:
                names[name] = ""
            self._learn_within(node, figure)
        for one in ast.walk(node):
            if isinstance(one, ast.NamedExpr):
                names[one.target.id] = self.kinds.of(one.value)

    def _kind_of(self, value: ast.expr) -> str:
        """Return the kind of what is given a name; a module with another name stays in its process."""
        return ONCE if isinstance(value, ast.Name) and value.id in self._modules else self.kinds.of(value)

    def _learn_within(self, node: ast.stmt, figure: bool) -> None:
        """Learn what a compound statement leaves in its names: what one branch says, unless another contradicts."""
        names = self.kinds.of_names
        said: dict[str, set[str]] = {}
        for inner in sorted((node, *statements_within(node)), key=lambda one: (one.lineno, one.col_offset)):
            if isinstance(inner, (ast.With, ast.AsyncWith)):
                for item in inner.items:
                    if isinstance(item.optional_vars, ast.Name):
                        names[item.optional_vars.id] = self.kinds.of(item.context_expr)
            elif isinstance(inner, ast.For):
                for target, value in looped(inner.target, inner.iter):
                    kind = self.kinds.of(value)
                    of_one = {"range": "int", FIGURE: FIGURE, "str": "str"}.get(kind, "")
                    if isinstance(value, ast.Call) and self._name_of(value.func) == "range":
                        of_one = "int"
                    elif self._parts_rows(value):
                        of_one = ARRAY
                    for one in _names(target):
                        names[one.id] = of_one
            elif isinstance(inner, ast.Assign):
                kind = self.kinds.of(inner.value)
                for target in inner.targets:
                    if isinstance(target, ast.Name):
                        said.setdefault(target.id, set()).add(kind)
                        names[target.id] = kind
                    else:
                        self._set_kind(target, kind, inner.value, figure)
        for name, kinds in said.items():
            names[name] = (
                ONCE if ONCE in kinds else FIGURE if FIGURE in kinds else kinds.pop() if len(kinds) == 1 else ""
            )

    def _parts_rows(self, value: ast.expr) -> bool:
        """Tell whether a loop goes over the numbers of rows that a splitter of scikit-learn gives."""
        is_split = isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr == "split"
        return is_split and KIND_OF.get(class_of(self.kinds.of(value.func.value))) == "splitter"  # type: ignore[attr-defined]

    def _set_kind(self, target: ast.expr, kind: str, value: ast.expr, figure: bool) -> None:
        names = self.kinds.of_names
        if isinstance(target, ast.Name):
            names[target.id] = kind
        elif isinstance(target, (ast.Tuple, ast.List)):
            if isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(target.elts):
                kinds_of_parts = [self._kind_of(one) for one in value.elts]
                for each, of_part, part in zip(target.elts, kinds_of_parts, value.elts, strict=True):
                    self._set_kind(each, of_part, part, figure)
                return
            kinds = self._of_several(value, len(target.elts))
            for position, one in enumerate(target.elts):
                inner = one.value if isinstance(one, ast.Starred) else one
                spread = kinds[position] if kinds else kind if kind in (ONCE, FIGURE) else ""
                if (
                    spread == ONCE
                    and isinstance(value, ast.Call)
                    and self._name_of(value.func) in ("zip", "map", "filter")
                ):
                    spread = "tuple"
                self._set_kind(inner, spread, value, figure)

    def _of_several(self, value: ast.expr, number: int) -> list[str]:
        """Return the kinds of what a call gives at once: of ``train_test_split(X, y)`` those of X, X, y, y."""
        if isinstance(value, ast.Call):
            name = self._name_of(value.func) or ""
            if name.endswith("train_test_split") and 2 * len(value.args) == number:
                return [kind for one in value.args for kind in [self.kinds.of(one)] * 2]
            return kinds_of_datasets(value, name, number)
        return []

    # What is shown

    def _show(self) -> None:
        """Find the last expression of each cell, whose value the notebook shows; others' values are lost there too."""
        last: dict[int, Unit] = {}
        for unit in self._units:
            if unit.role != "dropped" or isinstance(unit.node, ast.Pass):
                last[unit.cell] = unit
        by_number = {cell.number: cell for cell in self.cells}
        for unit in self._units:
            if unit.role != "work" or not isinstance(unit.node, ast.Expr) or unit.run:
                continue
            value = unit.node.value
            is_last = last.get(unit.cell) is unit
            shows = is_last and not _is_silenced(by_number[unit.cell], unit)
            kind = _worth_showing(value, self._name_of, self.reading.bodies)
            fits = self._shows_model(value)
            if fits:
                kind = "maybe"
            if isinstance(value, ast.Constant) and not shows:
                unit.role, unit.reason = "dropped", "a text or number by itself does nothing"
            elif kind and shows and not unit.draws_figure:
                bare = isinstance(value, (ast.Tuple, ast.GeneratorExp)) and not unit.text.startswith("(")
                unit.shown = Shown(f"({unit.text})" if bare or _is_loose_tuple(value, unit.text) else unit.text)
                model = value.func.value if fits else None  # type: ignore[attr-defined]  # it is the call of a method
                unit.shown.model = model.id if isinstance(model, ast.Name) else ""
            elif shows and not unit.draws_figure and self._is_unknown_call(value):
                unit.shown = Shown(unit.text, may_be_none=True)
            elif kind == "plain" and not unit.draws_figure and not unit.changes and not unit.draws:
                unit.role, unit.reason = "dropped", "its value is not shown: it is not the last in its cell"

    def _is_unknown_call(self, value: ast.expr) -> bool:
        """Tell whether nobody knows what a method gives, or a function of a module beside the notebook."""
        if not isinstance(value, ast.Call) or not isinstance(value.func, ast.Attribute):
            return False
        if value.func.attr in _SHOWS_ITSELF | _GIVES_NONE:
            return False
        if any(one.arg == "inplace" for one in value.keywords):
            return _pandas_gives_tables_back()
        return self.kinds.of(value.func.value) in ("", ONCE)

    def _shows_model(self, value: ast.expr) -> bool:
        """Tell whether what is shown is a model of scikit-learn that has been fitted: its name and parameters."""
        if (
            not isinstance(value, ast.Call)
            or not isinstance(value.func, ast.Attribute)
            or value.func.attr not in ("fit", "set_params")
        ):
            return False
        kind = self.kinds.of(value.func.value)
        return kind.startswith("estimator:sklearn.")


def _variable_of(magic: Magic) -> tuple[str, str] | None:
    """Return the variable of the environment that a line sets, ``%env NAME=value``, and its value; None for others."""
    if magic.kind != "line" or magic.name not in ("env", "set_env"):
        return None
    found = _ENVIRONMENT.match(magic.text.strip())
    return (found["name"], found["value"].rstrip()) if found is not None else None


def _set_variable(name: str, value: str, cell: Cell) -> Iterator[Unit]:
    """Yield what sets a variable of the environment, as statements of Python."""
    written = code_cell(cell.number, f"import os\nos.environ[{_quoted(name)}] = {_quoted(value)}")
    yield from units_of_cell(written, 0, "%env")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _is_from_shell(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Name)
        and node.value.func.id == UNKNOWN
    )


_TYPES = frozenset(
    [
        "collections.namedtuple",
        "namedtuple",
        "typing.NamedTuple",
        "NamedTuple",
        "enum.Enum",
        "enum.IntEnum",
        "typing.TypedDict",
        "typing.NewType",
        "typing.TypeVar",
        "dataclasses.make_dataclass",
    ]
)


def _makes_a_type(node: ast.Assign, name_of: Any) -> bool:
    """Tell whether a class is made by a call: ``Point = namedtuple("Point", "x y")``."""
    value = node.value
    if not isinstance(value, ast.Call):
        return False
    name = name_of(value.func) or ""
    return name in _TYPES or (name == "type" and len(value.args) == 3)


def _only_later(node: ast.stmt) -> set[str]:
    """Return the names that a statement reads only within lambdas and functions: they are looked up at the call."""
    inside = [
        inner
        for one in ast.walk(node)
        if isinstance(one, (ast.Lambda, ast.FunctionDef, ast.AsyncFunctionDef))
        for part in (one.body if isinstance(one.body, list) else [one.body])
        for inner in ast.walk(part)
    ]
    within = {id(one) for one in inside}
    later = {one.id for one in inside if isinstance(one, ast.Name)}
    return later - {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and id(one) not in within}


def _in_annotations(node: ast.stmt) -> set[str]:
    parts = [
        part
        for one in ast.walk(node)
        for part in (getattr(one, "annotation", None), getattr(one, "returns", None))
        if part is not None
    ]
    return {one.id for part in parts for one in ast.walk(part) if isinstance(one, ast.Name)}


def _only_imports(node: ast.stmt) -> bool:
    """Tell whether a statement imports one of several modules: ``try: import a`` ``except ImportError: a = None``."""
    if not isinstance(node, (ast.Try, ast.If)):
        return False
    inner = list(statements_within(node))
    calm = (ast.Import, ast.ImportFrom, ast.Pass)
    return any(isinstance(one, calm[:2]) for one in inner) and all(
        isinstance(one, calm) or (isinstance(one, ast.Assign) and isinstance(one.value, ast.Constant)) for one in inner
    )


def _is_loose_tuple(value: ast.expr, text: str) -> bool:
    """Tell whether a tuple is written without brackets of its own: ``(a), b``."""
    return (
        isinstance(value, ast.Tuple)
        and bool(value.elts)
        and value.col_offset == value.elts[0].col_offset
        and bool(text)
    )


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


def _makes_closures(body: ast.AST) -> bool:
    """Tell whether a function may give what cannot be handed on: a function, a class or an iterator made in it."""
    if isinstance(body, ast.ClassDef):
        return False
    if isinstance(body, ast.Lambda):
        return any(isinstance(one, (ast.Lambda, ast.GeneratorExp)) for one in ast.walk(body.body))
    for one in ast.walk(body):
        if one is not body and isinstance(
            one, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Yield, ast.YieldFrom)
        ):
            return True
        if isinstance(one, ast.Return) and one.value is not None:  # noqa: SIM102
            if any(isinstance(inner, (ast.Lambda, ast.GeneratorExp)) for inner in ast.walk(one.value)):
                return True
    return isinstance(body, ast.AsyncFunctionDef)


def _surely_bound(node: ast.stmt) -> set[str]:
    """Return the names that a statement binds whatever happens."""
    if isinstance(node, ast.Assign):
        return {one.id for target in node.targets for one in _names(target)}
    if isinstance(node, (ast.AnnAssign, ast.AugAssign)):
        return {one.id for one in _names(node.target)} if node.value is not None else set()
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {node.name}
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return {(one.asname or one.name).partition(".")[0] for one in node.names}
    if isinstance(node, ast.If):
        sides = [_all_surely(node.body), _all_surely(node.orelse)]
        return sides[0] & sides[1]
    if isinstance(node, (ast.With, ast.AsyncWith)):
        return {one.id for item in node.items if item.optional_vars is not None for one in _names(item.optional_vars)}
    if isinstance(node, ast.Try):
        return _all_surely(node.finalbody)
    return set()


def _all_surely(body: Iterable[ast.stmt]) -> set[str]:
    return set().union(*(_surely_bound(one) for one in body))


def _names(target: ast.expr) -> Iterator[ast.Name]:
    if isinstance(target, ast.Name):
        yield target
    elif isinstance(target, (ast.Tuple, ast.List)):
        for one in target.elts:
            yield from _names(one)
    elif isinstance(target, ast.Starred):
        yield from _names(target.value)


def _is_main_guard(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and "__name__" in ast.unparse(node.test) and not node.orelse


def _is_guarded(node: ast.stmt) -> bool:
    """Tell whether a statement catches that a name is missing."""
    return isinstance(node, ast.Try) and any(
        one.type is None or any(word in ast.unparse(one.type) for word in ("NameError", "Exception"))
        for one in node.handlers
    )


def _is_in_function(top: ast.stmt, node: ast.AST) -> bool:
    return any(
        inner is node
        for outer in ast.walk(top)
        if isinstance(outer, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
        for inner in ast.walk(outer)
    )


def _is_silenced(cell: Cell, unit: Unit) -> bool:
    """Tell whether a semicolon, or ``%%capture``, keeps the value of a cell from being shown."""
    line = cell.code.split("\n")[unit.lines[1] - 1].encode()[unit.node.end_col_offset or 0 :].decode(errors="ignore")
    return line.lstrip().startswith(";") or any(one.name == "capture" for one in cell.magics)


_SHOWN_NODES = (
    *(ast.Name, ast.Attribute, ast.Subscript, ast.Compare, ast.BinOp, ast.BoolOp, ast.UnaryOp, ast.Tuple, ast.List),
    *(ast.Dict, ast.Set, ast.Constant, ast.JoinedStr, ast.IfExp, ast.ListComp, ast.DictComp, ast.SetComp),
)
_SHOWS_ITSELF = frozenset(
    [
        "info",
        "plot",
        "hist",
        "boxplot",
        "show",
        "print",
        "display",
        "fit",
        "append",
        "extend",
        "update",
        "sort",
        "scatter",
        "bar",
        "add",
        "compile",
        "train",
        "seed",
    ]
)
_GIVES_NONE = frozenset(
    [
        "add",
        "chdir",
        "clear",
        "close",
        "commit",
        "discard",
        "fill",
        "flush",
        "insort",
        "join_thread",
        "makedirs",
        "mkdir",
    ]
    + ["put", "reload", "remove", "reverse", "seed", "shuffle", "sleep", "start", "writelines"]
)
"""Methods and functions of the standard library that give nothing, or a module that nobody looks at."""

_SHOWN_MODULES = (
    "pandas.",
    "numpy.",
    "sklearn.metrics.",
    "polars.",
    "scipy.stats.",
    "math.",
    "statistics.",
    "collections.",
)


_SHOWN_FUNCTIONS = PURE_BUILTINS | {"repr"}


@cache
def _pandas_gives_tables_back() -> bool:
    """Tell whether ``df.dropna(inplace=True)`` shows the table, as from pandas 3 on, in this environment."""
    try:
        return int(importlib.metadata.version("pandas").partition(".")[0]) >= 3
    except importlib.metadata.PackageNotFoundError:
        return False


def _worth_showing(value: ast.expr, name_of: Any, bodies: dict[str, ast.AST]) -> str:
    """Return ``plain`` for an expression that only gives a value, ``maybe`` for one that may do more, or ""."""
    if isinstance(value, _SHOWN_NODES):
        return "plain" if not any(isinstance(one, (ast.Call, ast.NamedExpr)) for one in ast.walk(value)) else "maybe"
    if not isinstance(value, ast.Call):
        return ""
    name = name_of(value.func) or ""
    last = name.rpartition(".")[2]
    if isinstance(value.func, ast.Attribute) and not name.startswith(_SHOWN_MODULES):
        if last in _SHOWS_ITSELF or last.startswith("to_") and value.args:
            return ""
        return "maybe" if last in PURE and not any(one.arg == "inplace" for one in value.keywords) else ""
    if name.startswith(_SHOWN_MODULES):
        return "" if ".random." in name or last.startswith(("set_", "save", "shuffle", "seterr", "fill")) else "maybe"
    if name in bodies and isinstance(bodies[name], ast.FunctionDef):
        return "maybe" if _always_gives(bodies[name]) else ""
    return (
        "maybe" if name in _SHOWN_FUNCTIONS or name == "next" or last in ("cross_val_score", "train_test_split") else ""
    )


def _always_gives(body: Any) -> bool:
    """Tell whether a function gives a value at its end."""
    last = body.body[-1]
    return (
        isinstance(last, ast.Return)
        and last.value is not None
        and not any(isinstance(one, ast.Return) and one.value is None for one in ast.walk(body))
    )


_HARMLESS = frozenset(
    [
        "matplotlib",
        "config",
        "load_ext",
        "reload_ext",
        "autoreload",
        "time",
        "timeit",
        "capture",
        "watermark",
        "precision",
        "pylab_",
        "cd_",
        "who",
        "whos",
        "pwd",
        "ls",
        "ll",
        "cat",
        "head",
        "tail",
        "nvidia-smi",
        "echo",
        "pip",
        "pip3",
        "conda",
        "uv",
        "python",
        "python3",
        "wc",
        "date",
        "uname",
        "free",
        "df",
        "which",
        "tree",
        "lscpu",
        "html",
        "HTML",
        "javascript",
        "js",
        "markdown",
        "latex",
        "svg",
        "javascript_",
        "autosave",
        "notebook",
        "colors",
        "xmode",
        "pdb",
        "pinfo",
        "psearch",
        "history",
        "memit",
        "mprun",
        "lprun",
        "prun",
        "apt",
        "apt-get",
        "brew",
        "du",
        "sleep",
        "version",
        "matplotlib_",
        "debug",
        "logstart",
        "warning",
        "jupyter",
        "nbextension",
    ]
)
_EFFECTS_ONCE = frozenset(
    [
        "wget",
        "curl",
        "mkdir",
        "unzip",
        "tar",
        "gunzip",
        "git",
        "gdown",
        "kaggle",
        "mv",
        "cp",
        "rm",
        "chmod",
        "touch",
        "gzip",
    ]
)


def _of_magic(kind: str, name: str, text: str) -> tuple[str, bool]:
    """Return what becomes of a magic, and whether the notebook cannot be converted with it."""
    line = text.strip().split("\n")[0]
    mark = {"cell": "%%", "shell": "!", "help": "?"}.get(kind, "%")
    shown = line if len(line) <= 60 else f"{line[:57]}..."
    if kind == "help":
        return f"{shown}: help is for people", False
    if name in ("pip", "pip3", "conda", "uv"):
        return f"{shown}: packages stand in pyproject.toml", False
    if name == "matplotlib":
        return f"{shown}: figures are saved to plots/", False
    if name in _HARMLESS:
        return f"{shown}: only of use in a notebook", False
    if kind == "cell" and name in ("bash", "sh", "script", "writefile", "file", "system", "sx", "!"):
        return f"{shown}: what it makes has to be there before the pipeline runs", False
    if kind == "shell" and name in _EFFECTS_ONCE:
        return f"{shown}: what it brings or makes has to be there before the pipeline runs", False
    what = {"cell": f"{mark}{name} is another language or another process"}.get(kind, f"{shown} is a line of the shell")
    return f"{what}: write it in Python, or do it before and take it out", True


def _packages_in(text: str) -> list[str]:
    words = text.replace("!", " ").replace("%", " ").split("\n")[0].split("#")[0].split()
    if "install" not in words:
        return []
    found, skip = [], False
    for word in words[words.index("install") + 1 :]:
        if skip or word in ("&&", ";", "|", ">"):
            skip = False
            if word in ("&&", ";", "|", ">"):
                break
            continue
        if word.startswith("-"):
            skip = word in (
                "-r",
                "--requirement",
                "-c",
                "-i",
                "--index-url",
                "--extra-index-url",
                "-e",
                "--target",
                "-t",
            )
            continue
        found.append(word.strip("'\""))
    return [word for word in found if re.match(r"[A-Za-z][\w.-]*", word) and "/" not in word]
