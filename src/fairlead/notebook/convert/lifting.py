"""Which values of the notebook become parameters: paths, sizes, seeds, hyper-parameters, constants with a name."""

from __future__ import annotations

import ast
import os
import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from fairlead.notebook.convert.cutting import span_in
from fairlead.notebook.convert.grouping import Group
from fairlead.notebook.convert.unit import Unit
from fairlead.notebook.convert.versions import Flow
from fairlead.notebook.flow.knowledge.estimators import KIND_OF

Kind = Literal["path", "size", "seed", "hyper-parameter", "constant"]

_SIZES = frozenset(("test_size", "train_size"))
_SEEDS = frozenset(("random_state", "random_seed"))
_NEVER = frozenset(["verbose", "n_jobs", "copy", "axis", "inplace"])
_PROVIDED = frozenset(("seed", "run_id", "logical_date", "params", "idempotency_key"))
_TAKES_PATHS = (
    "pandas.",
    "polars.",
    "numpy.",
    "joblib.",
    "open",
    "sqlite3.",
    "pickle.",
    "io.open",
    "gzip.open",
    "json.",
)
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Lifted:
    """Hold a value that became a parameter.

    Parameters
    ----------
    task : the task whose section holds it; None where several take it.
    text : as it stands in the notebook; wrap : whether the argument has to be a text, not a path.
    """

    name: str
    value: Any
    kind: Kind
    unit: int
    text: str
    span: tuple[int, int] | None
    task: str | None = None
    wrap: bool = False

    @property
    def annotation(self) -> str:
        """Return the type of the parameter as it is written."""
        return "Path" if self.kind == "path" and "://" not in str(self.value) else type(self.value).__name__


class Lifter:
    """Find what can become a parameter, task by task."""

    def __init__(
        self, flow: Flow, groups: list[Group], folder: str, data: Mapping[str, str], taken: Iterable[str]
    ) -> None:
        self.flow = flow
        self.groups = groups
        self.folder = folder
        self.data = data
        self.taken = set(taken)
        self.needs_folder = False
        self._written = set().union(*(unit.files_written for unit in flow.units)) if flow.units else set()
        self._moves = any(unit.moves for unit in flow.units)  # then a path means something else further down
        self.constants = dict(self._constants())

    def _constants(self) -> Iterator[tuple[int, Lifted]]:
        """Yield named constants that only tasks read: each becomes a parameter of its name."""
        written: dict[str, int] = {}
        for unit in self.flow.units:
            for name in unit.writes if unit.role != "dropped" else ():
                written[name] = written.get(name, 0) + 1
        paths = self._path_names()
        for unit in self.flow.units:
            if unit.role != "constant" or unit.id in self.flow.at_top or not isinstance(unit.node, ast.Assign):
                continue
            value, targets = unit.node.value, unit.node.targets
            if (
                isinstance(value, ast.UnaryOp)
                and isinstance(value.op, ast.USub)
                and isinstance(value.operand, ast.Constant)
            ):
                number: Any = value.operand.value
                constant: Any = -number if type(number) in (int, float) else None
            else:
                constant = value.value if isinstance(value, ast.Constant) else None
            if (
                type(constant) not in (int, float, str, bool)
                or len(targets) != 1
                or not isinstance(targets[0], ast.Name)
            ):
                continue
            name = targets[0].id
            if name in _PROVIDED or name in self.taken or written[name] != 1 or name.startswith("_"):
                continue
            if isinstance(constant, str) and (len(constant) > _LONGEST or "\n" in constant):
                continue
            if isinstance(constant, float) and constant != constant:
                continue
            if name in paths:
                if self._is_only_a_path(name) and not self._moves:
                    yield unit.id, Lifted(name, self._path(str(constant)), "path", unit.id, unit.text, None)
                continue
            kind: Kind = "seed" if "seed" in name.lower() or name.lower() == "random_state" else "constant"
            yield unit.id, Lifted(name, constant, kind, unit.id, unit.text, None)

    def _path_names(self) -> set[str]:
        """Return the names whose text is (the beginning of) a path."""
        nodes = {id(use.text.node) for use in self.flow.reading.facts.files if use.text is not None}
        return {
            one.id
            for unit in self.flow.units
            if isinstance(unit.node, ast.Assign) and id(unit.node.value) in nodes
            for one in unit.node.targets
            if isinstance(one, ast.Name)
        }

    def _is_only_a_path(self, name: str) -> bool:
        """Tell whether all that is done with a name is to read the file."""
        calls = {id(use.call.node) for use in self.flow.reading.facts.files if use.kind == "read" and use.sure}
        direct = set()
        for unit in self.flow.units:
            for one in ast.walk(unit.node):
                if isinstance(one, ast.Call) and id(one) in calls and self._takes_paths(one):
                    direct |= {id(arg) for arg in one.args[:1] if isinstance(arg, ast.Name) and arg.id == name}
        loads = [
            one
            for unit in self.flow.units
            for one in ast.walk(unit.node)
            if isinstance(one, ast.Name) and one.id == name and isinstance(one.ctx, ast.Load)
        ]
        return bool(loads) and all(id(one) in direct for one in loads)

    def _takes_paths(self, call: ast.Call) -> bool:
        return (self.flow.reading.facts.index.name_of(call.func) or "").startswith(_TAKES_PATHS)

    def _path(self, path: str) -> str:
        """Return a path of the notebook as it is seen from the project."""
        if path in self.data:
            return self.data[path]
        if "://" in path or os.path.isabs(path) or path.startswith("~") or path[1:3] in (":\\", ":/"):
            return path
        return posixpath.normpath(posixpath.join(self.folder, path.replace("\\", "/")))

    def of(self, group: Group) -> list[Lifted]:
        """Return what a task lifts, in the order of its statements."""
        found: list[Lifted] = []
        here = {
            name
            for number in group.all
            for name in self.flow.units[number].writes | set(self.flow.units[number].inputs)
        }
        for number in group.all:
            unit = self.flow.units[number]
            if number in self.constants:
                found.append(self.constants[number])
                continue
            if unit.run is not None or unit.role == "definition":
                continue
            for lifted in self._within(unit):
                named = self._named(lifted, unit, here, found)
                if named is not None:
                    found.append(named)
        return found

    def _named(self, lifted: Lifted, unit: Unit, here: set[str], found: list[Lifted]) -> Lifted | None:
        """Return a value under a name that is free in its task; None where there is none."""
        names = [lifted.name]
        target = unit.node.targets[0] if isinstance(unit.node, ast.Assign) else None
        if isinstance(target, ast.Name) and lifted.kind != "path":
            names.append(f"{target.id}_{lifted.name}")
        if lifted.kind == "path":
            names += [f"{lifted.name}_{number}" for number in range(2, 20)]
        for name in names:
            if name in here or name in self.taken or name in _PROVIDED or not name.isidentifier():
                continue
            same = [one for one in found if one.name == name]
            if all(one.value == lifted.value and type(one.value) is type(lifted.value) for one in same):
                return Lifted(name, lifted.value, lifted.kind, lifted.unit, lifted.text, lifted.span, wrap=lifted.wrap)
        return None

    def _within(self, unit: Unit) -> Iterator[Lifted]:
        yield from self._paths(unit)
        for call in ast.walk(unit.node):
            if not isinstance(call, ast.Call):
                continue
            name = self.flow.reading.facts.index.name_of(call.func) or ""
            last = name.rpartition(".")[2]
            makes = last in KIND_OF and last[:1].isupper()
            for keyword in call.keywords:
                if keyword.arg is None or not isinstance(keyword.value, ast.Constant):
                    continue
                value = keyword.value.value
                kind = _kind_of(keyword.arg, value, makes, last)
                if kind is not None:
                    text = ast.unparse(keyword.value)
                    yield Lifted(keyword.arg, value, kind, unit.id, text, span_in(unit, keyword.value))

    def _paths(self, unit: Unit) -> Iterator[Lifted]:
        if self._moves:
            return
        inside = {id(one) for one in ast.walk(unit.node)}
        for use in self.flow.reading.facts.files:
            if use.kind != "read" or not use.sure or use.text is None:
                continue
            node: Any = use.text.node
            if id(node) not in inside or not isinstance(node, ast.Constant) or not use.text.whole:
                continue
            if node.value != use.text.value or node.value in self._written or node.value in ("", "-", ":memory:"):
                continue
            call = next(
                (one for one in ast.walk(unit.node) if isinstance(one, ast.Call) and _is_argument(node, one)), None
            )
            if call is None:
                continue
            wrap = not self._takes_paths(call) and "://" not in node.value
            yield Lifted(
                _file_name(node.value),
                self._path(node.value),
                "path",
                unit.id,
                repr(node.value),
                span_in(unit, node),
                wrap=wrap,
            )

    def unlifted(self, lifted: Iterable[Lifted]) -> bool:
        """Tell whether a relative path is read that did not become a parameter."""
        if self._moves:
            return True
        spans = {(one.unit, one.span) for one in lifted}
        named = {one.unit for one in self.constants.values() if one.kind == "path"}
        by_node = {
            id(node): unit for unit in self.flow.units for node in ast.walk(unit.node) if isinstance(node, ast.Constant)
        }
        for use in self.flow.reading.facts.files:
            if use.kind == "write" or (use.kind == "look" and not use.sure) or use.by.startswith("sys.path"):
                continue
            if use.text is None:
                if use.by in ("open", "io.open") or use.sure:
                    return True
                continue
            value = use.text.value
            if (
                value in self._written
                or value == ":memory:"
                or "://" in value
                or os.path.isabs(value)
                or value.startswith("~")
            ):
                continue
            unit = by_node.get(id(use.text.node))
            if unit is None:
                return True
            if unit.id in named or (use.text.whole and (unit.id, span_in(unit, use.text.node)) in spans):
                continue
            return True
        return False


def _is_argument(node: ast.AST, call: ast.Call) -> bool:
    return any(one is node for one in [*call.args, *(keyword.value for keyword in call.keywords)])


def _kind_of(name: str, value: Any, makes: bool, last: str) -> Kind | None:
    if type(value) not in (int, float):
        return None
    if name in _SIZES:
        return "size"
    if name in _SEEDS:
        return "seed"
    if name in _NEVER:
        return None
    return "hyper-parameter" if makes or last in ("cross_val_score", "cross_validate") else None


def _file_name(path: str) -> str:
    """Return a name for the parameter that holds a path.

    >>> _file_name("data/churn customers.csv"), _file_name("https://x.org/2020.csv")
    ('churn_customers_csv', 'file_2020_csv')
    """
    last = Path(path.replace("\\", "/").split("?")[0].rstrip("/")).name
    name = "".join(one if one.isalnum() and one.isascii() else "_" for one in last).strip("_").lower()
    name = "_".join(part for part in name.split("_") if part) or "source"
    return name if not name[0].isdigit() else f"file_{name}"
