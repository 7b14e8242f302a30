"""Who wrote what each statement reads, and which statements cannot be parted because of it."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from fairlead.notebook.convert.kinds.kind import FIGURE, IMMUTABLE, ONCE
from fairlead.notebook.convert.reading.reading import Reading
from fairlead.notebook.convert.unit import Unit
from fairlead.notebook.flow.knowledge.estimators import KIND_OF
from fairlead.notebook.scope import Scope

RANDOM = "<random>"
"""The name under which the common stream of random numbers is followed, as if it were a variable."""

Version = tuple[str, int]
"""A name, and the statement that wrote what it holds."""


@dataclass
class Flow:
    """Hold the units with what flows between them.

    Parameters
    ----------
    readers : of each version, the units that read it.
    last : of each name, the unit that wrote it last.
    glue : for each unit, a number; units of one number belong in one task.
    module : names that are bound at the top of a module, with the units that bind them.
    """

    reading: Reading
    units: list[Unit]
    readers: dict[Version, set[int]] = field(default_factory=dict)
    last: dict[str, int] = field(default_factory=dict)
    module: dict[str, int] = field(default_factory=dict)
    at_top: set[int] = field(default_factory=set)
    _root: dict[int, int] = field(default_factory=dict)

    def glued(self, unit: int) -> int:
        """Return the number of the group of units that must stay together with this one."""
        while self._root.get(unit, unit) != unit:
            unit = self._root[unit]
        return unit

    def glue(self, one: int, other: int) -> None:
        """Keep two units together."""
        if self.units[one].role in ("import", "definition", "setup", "dropped", "constant"):
            return
        if self.units[other].role in ("import", "definition", "setup", "dropped", "constant"):
            return
        first, second = sorted((self.glued(one), self.glued(other)))
        self._root[second] = first

    def kind(self, version: Version) -> str:
        """Return the kind of object that a version is."""
        name, unit = version
        return self.reading.kinds_after[unit].get(name, "")


def flow_of(reading: Reading, *, exact: bool) -> Flow:
    """Follow the versions of names through the units of a notebook.

    Parameters
    ----------
    exact : whether the common stream of random numbers is followed like a variable.
    """
    flow = Flow(reading, reading.units)
    _stay_at_home(flow)
    if exact and reading.watches_random:
        _add_random(flow)
    _mark_constants(flow)
    _drop_what_nobody_keeps(flow)
    _find_versions(flow)
    _find_module(flow)
    _glue(flow)
    return flow


def _stay_at_home(flow: Flow) -> None:
    """Let definitions with a state of their own be work: whoever uses them stays with them."""
    changed = set().union(*(unit.changes for unit in flow.units)) if flow.units else set()
    for unit in flow.units:
        if unit.role == "definition" and (
            unit.has_state or unit.binds & changed or _has_state(unit.node, flow.reading.bodies)
        ):
            unit.role = "work"
            for name in unit.binds:
                flow.reading.kinds_after[unit.id][name] = ONCE


def _has_state(node: ast.stmt, bodies: dict[str, ast.AST]) -> bool:
    """Tell whether a function remembers something between calls."""
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return False
    mutable = (ast.List, ast.Dict, ast.Set, ast.Call)
    if any(isinstance(one, mutable) for one in [*node.args.defaults, *node.args.kw_defaults]):
        return True
    for one in node.decorator_list:
        root = one.func if isinstance(one, ast.Call) else one
        if isinstance(root, ast.Name) and root.id in bodies:
            return True
    return False


def _add_random(flow: Flow) -> None:
    begun = False
    for unit in flow.units:
        if unit.role == "dropped" or not (unit.draws or unit.seeds):
            continue
        if not begun and not unit.seeds:
            continue
        if begun:
            unit.reads.add(RANDOM)
        unit.changes.add(RANDOM)
        begun = True
        if unit.role in ("setup", "constant"):
            unit.role = "work"


def _mark_constants(flow: Flow) -> None:
    """Find statements that may be repeated wherever their value is needed, for they give the same each time."""
    fixed: dict[str, bool] = {}
    along: dict[str, bool] = {}
    changed = set().union(*(unit.changes for unit in flow.units)) if flow.units else set()
    learners = {name for name, body in flow.reading.bodies.items() if _is_learner(body)}
    for unit in flow.units:
        may_be = (
            unit.role == "work"
            and isinstance(unit.node, (ast.Assign, ast.AnnAssign))
            and not unit.draws
            and not unit.seeds
            and not unit.draws_figure
            and not unit.changes
            and unit.binds == unit.surely
            and not any(kind in (ONCE, FIGURE) for kind in flow.reading.kinds_after[unit.id].values())
        )
        name_of = flow.reading.facts.index.name_of
        is_alone = not unit.binds & changed and (len(unit.binds) == 1 or _are_plain(unit, flow))
        if may_be and is_alone and _is_constant(unit.node, fixed, name_of) and not _is_shared(unit, flow):
            unit.role = "constant"
        elif may_be and _is_constant(unit.node, along, name_of, learners):
            unit.goes_along = True
        for name in unit.writes:
            fixed[name] = unit.role in ("constant", "import", "definition")
            along[name] = fixed[name] or unit.goes_along


def _is_learner(body: ast.AST) -> bool:
    """Tell whether a class of the notebook is one of models or transformers, made first and fitted later."""
    methods = (
        {one.name for one in body.body if isinstance(one, ast.FunctionDef)} if isinstance(body, ast.ClassDef) else ()
    )
    return bool({"fit", "transform", "predict"} & set(methods))


def _are_plain(unit: Unit, flow: Flow) -> bool:
    """Tell whether all that a statement binds are numbers and texts: ``rows, columns = 2, 3``."""
    return all(flow.reading.kinds_after[unit.id].get(name, "") in IMMUTABLE for name in unit.binds)


def _is_shared(unit: Unit, flow: Flow) -> bool:
    """Tell whether a statement gives another name to something that can change."""
    kinds = flow.reading.kinds_after
    value = unit.node.value  # type: ignore[attr-defined]  # it is an assignment
    names = {one.id for one in ast.walk(value) if isinstance(one, ast.Name)}
    return any(
        other.role == "constant" and name in names and not _is_frozen(other, name, kinds)
        for other in flow.units[: unit.id]
        for name in other.binds
    )


def _is_frozen(unit: Unit, name: str, kinds: list[dict[str, str]]) -> bool:
    return kinds[unit.id].get(name, "") in IMMUTABLE | {"range"}


def _is_constant(node: Any, fixed: dict[str, bool], name_of: Any, learners: Collection[str] = ()) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    if node.value is None or not all(_is_plain_target(one) for one in targets):
        return False
    waiting = [node.value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, ast.Name):
            if not fixed.get(one.id, False):
                return False
        elif isinstance(one, (ast.List, ast.Tuple, ast.Set)):
            waiting += one.elts
        elif isinstance(one, ast.Dict):
            waiting += [*(key for key in one.keys if key is not None), *one.values]
        elif isinstance(one, ast.BinOp):
            waiting += [one.left, one.right]
        elif isinstance(one, ast.UnaryOp):
            waiting.append(one.operand)
        elif isinstance(one, ast.Starred):
            waiting.append(one.value)
        elif isinstance(one, ast.Call):
            name = name_of(one.func) or ""
            last = name.rpartition(".")[2]
            made = last in KIND_OF and (last[:1].isupper() or last.startswith("make_"))
            known = made or name in ("dict", "list", "set", "tuple", "range", "pathlib.Path")
            if not known and not (isinstance(one.func, ast.Name) and one.func.id in learners):
                return False
            waiting += [*one.args, *(keyword.value for keyword in one.keywords)]
        elif not isinstance(one, ast.Constant):
            return False
    return True


def _is_plain_target(node: ast.expr) -> bool:
    if isinstance(node, (ast.Tuple, ast.List)):
        return all(isinstance(one, ast.Name) for one in node.elts)
    return isinstance(node, ast.Name)


def _drop_what_nobody_keeps(flow: Flow) -> None:
    """Let a statement read what it may leave as it was, where somebody reads that afterwards."""
    live: set[str] = set()
    for unit in reversed(flow.units):
        if unit.role == "dropped":
            continue
        unit.reads |= unit.kept & live
        _keep_sharers(flow, unit, live)
        live -= unit.surely - unit.reads
        live |= unit.reads | (unit.changes - unit.made_here)
        live -= unit.surely - unit.reads - unit.changes


def _keep_sharers(flow: Flow, unit: Unit, live: set[str]) -> None:
    """Keep those together that share an object, where a change through one name is seen through another."""
    for root, (group, makers) in unit.sharers.items():
        if (group & live) - {root}:
            flow.reading.glued += [(maker, unit.id) for maker in makers]


def _find_versions(flow: Flow) -> None:
    current: dict[str, int] = {}
    for unit in flow.units:
        if unit.role == "dropped":
            continue
        for name in sorted(unit.reads | (unit.changes - unit.made_here)):
            if name in current:
                unit.inputs[name] = current[name]
                flow.readers.setdefault((name, current[name]), set()).add(unit.id)
        for name in unit.writes:
            current[name] = unit.id
    flow.last = current
    _follow_files(flow)


def _follow_files(flow: Flow) -> None:
    """Let who reads a file come after who wrote it; a path that is not known may be any."""
    moves = any(unit.moves for unit in flow.units)  # then one name may be two files, and two names one
    by_line: dict[tuple[int, int], Unit] = {}
    for unit in flow.units:
        if unit.run is None:
            for line in range(unit.lines[0], unit.lines[1] + 1):
                by_line.setdefault((unit.cell, line), unit)
    callers = _callers(flow)
    for use in flow.reading.facts.files:
        at = by_line.get((use.call.cell, use.call.node.lineno))
        if at is None:
            continue
        path = use.text.value if use.text is not None and use.text.whole and not moves else ""
        units = callers.get(at.id, [at]) if at.role == "definition" else [at]
        for one in units:
            (one.files_written if use.kind == "write" else one.files_read).add(path)
    writers: list[Unit] = []
    for unit in flow.units:
        for before in writers:
            if _meet(before.files_written, unit.files_read | unit.files_written):
                unit.after.add(before.id)
        if unit.files_written and unit.role == "work":
            writers.append(unit)


def _callers(flow: Flow) -> dict[int, list[Unit]]:
    """Return who uses each definition, by the unit that defines it."""
    found: dict[int, list[Unit]] = {}
    for unit in flow.units:
        for name, writer in unit.inputs.items():
            if flow.units[writer].role == "definition" and name:
                found.setdefault(writer, []).append(unit)
    return found


def _meet(written: set[str], touched: set[str]) -> bool:
    return bool(touched) and ("" in written or "" in touched or bool(written & touched))


def _find_module(flow: Flow) -> None:
    """Find what stands at the top of a module: imports, functions that need nothing else, first options."""
    written: dict[str, list[Unit]] = {}
    for unit in flow.units:
        if unit.role != "dropped":
            for name in unit.writes:
                written.setdefault(name, []).append(unit)
    at_top: set[int] = set()
    for unit in flow.units:
        if unit.role == "import" and all(_is_one(written[name]) for name in unit.binds):
            at_top.add(unit.id)
    _find_functions(flow, written, at_top)
    worked = False
    for unit in flow.units:
        if unit.role == "work":
            worked = True
        elif (
            unit.role == "setup"
            and not worked
            and not unit.moves
            and all(writer in at_top for writer in unit.inputs.values())
        ):
            at_top.add(unit.id)
    for number in at_top:
        for name in flow.units[number].binds:
            flow.module[name] = number
    flow.at_top = at_top


def _is_one(writers: list[Unit]) -> bool:
    """Tell whether all that bind a name are imports of the same thing."""
    texts = {unit.text for unit in writers}
    return all(unit.role == "import" for unit in writers) and (
        len(texts) == 1 or len(writers) == 1 or _same_imports(writers)
    )


def _same_imports(writers: list[Unit]) -> bool:
    meanings: dict[str, set[str]] = {}
    for unit in writers:
        if not isinstance(unit.node, (ast.Import, ast.ImportFrom)):
            return False
        module = getattr(unit.node, "module", None)
        for one in unit.node.names:
            name = (one.asname or one.name).partition(".")[0]
            what = f"{module}.{one.name}" if module else (one.name if one.asname else name)
            meanings.setdefault(name, set()).add(what)
    return all(len(what) == 1 for what in meanings.values())


def _find_functions(flow: Flow, written: dict[str, list[Unit]], at_top: set[int]) -> None:
    """Lift definitions to a module, with the constants that they need, as long as all they need is there too."""
    candidates = {
        unit.id
        for unit in flow.units
        if unit.role == "definition" and all(len(written[one]) == 1 for one in unit.binds)
    }
    needs = {number: _free_names(flow.units[number].node) for number in candidates}
    constants = {
        unit.id for unit in flow.units if unit.role == "constant" and all(len(written[one]) == 1 for one in unit.binds)
    }
    for number in constants:
        needs[number] = _free_names(flow.units[number].node)
    allowed = candidates | constants
    changed = True
    while changed:
        changed = False
        for number in sorted(allowed):
            for name in needs[number]:
                writers = written.get(name)
                if (
                    writers
                    and any(one.id not in allowed and one.id not in at_top for one in writers)
                    and name not in flow.units[number].binds
                ):
                    allowed.discard(number)
                    changed = True
                    break
    functions = candidates & allowed
    wanted: set[int] = set(functions)
    waiting = list(functions)
    while waiting:
        for name in needs[waiting.pop()]:
            for one in written.get(name, ()):
                if one.id in constants and one.id not in wanted:
                    wanted.add(one.id)
                    waiting.append(one.id)
    at_top |= wanted


def _free_names(node: ast.stmt) -> set[str]:
    """Return the names that a definition takes from around it, now or when it is called."""
    scope = Scope({}, {}, (), {})
    scope.run([node])
    return {*scope.needs, *scope.later} | {
        name for one in ast.walk(node) if isinstance(one, ast.Global) for name in one.names
    }


def _glue(flow: Flow) -> None:
    for maker, unit in flow.reading.glued:
        flow.glue(maker, unit)
    for version, readers in flow.readers.items():
        writer = flow.units[version[1]]
        if version[0] not in writer.surely and version[0] not in writer.inputs and version[0] != RANDOM:
            for reader in readers:  # who may not come to read it must not be handed what may not be there
                if isinstance(flow.units[reader].node, (ast.If, ast.Try, ast.For, ast.While)):
                    flow.glue(writer.id, reader)
        kind = flow.kind(version)
        held = flow.units[version[1]].holds.get(version[0], set())
        if (
            kind in (ONCE, FIGURE)
            or (kind.startswith("class:") and kind[6:] not in flow.module)
            or held - flow.module.keys()
        ):
            for reader in readers:
                flow.glue(version[1], reader)
    for one in flow.units:
        if one.seeds and one.role == "work":
            following = flow.readers.get((RANDOM, one.id))
            if following:
                flow.glue(one.id, min(following))
    _keep_words(flow)
    drawn: dict[int, int] = {}
    for one in flow.units:
        if one.draws_figure and one.role == "work":
            if one.cell in drawn:
                flow.glue(drawn[one.cell], one.id)
            drawn[one.cell] = one.id


def _keep_words(flow: Flow) -> None:
    """Keep what only prints words with the statement behind it in its cell, or else with the one before."""
    work = [unit for unit in flow.units if unit.role == "work"]
    for position, unit in enumerate(work):
        if unit.inputs or unit.writes or unit.draws_figure or not isinstance(unit.node, ast.Expr):
            continue
        near = [*work[position + 1 : position + 2], *work[max(position - 1, 0) : position]]
        same = next((one for one in near if one.cell == unit.cell and one is not unit), None)
        if same is not None:
            flow.glue(unit.id, same.id)


def results_of(flow: Flow) -> Iterator[Version]:
    """Yield the versions that the notebook was for: the last of their name, which nothing but a display reads."""
    for name, number in flow.last.items():
        unit = flow.units[number]
        if name == RANDOM or name.startswith("_") or unit.role != "work" or name in flow.module:
            continue
        if flow.kind((name, number)) in (ONCE, FIGURE, "function") or name in _targets(unit.node):
            continue
        if unit.holds.get(name, set()) - flow.module.keys():
            continue
        yield name, number


def _targets(node: ast.stmt) -> set[str]:
    """Return the names that only loops and handlers bind."""
    found: set[str] = set()
    for one in ast.walk(node):
        if isinstance(one, (ast.For, ast.AsyncFor)):
            found |= {inner.id for inner in ast.walk(one.target) if isinstance(inner, ast.Name)}
    return found
