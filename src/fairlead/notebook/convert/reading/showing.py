"""Find what the cells of a notebook show: the value of each one's last expression."""

from __future__ import annotations

import ast
import importlib.metadata
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from fairlead.notebook.convert.kinds.kind import ONCE, PURE_BUILTINS
from fairlead.notebook.convert.kinds.kinds import Kinds
from fairlead.notebook.convert.reading.reading import Reading
from fairlead.notebook.convert.unit import Shown, Unit
from fairlead.notebook.methods import PURE
from fairlead.notebook.notebook import Cell

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


def find_shown(reading: Reading, cells: Sequence[Cell], kinds: Kinds, name_of: Callable[[ast.AST], str | None]) -> None:
    """Find the last expression of each cell, whose value the notebook shows; others' values are lost there too."""
    last: dict[int, Unit] = {}
    for unit in reading.units:
        if unit.role != "dropped" or isinstance(unit.node, ast.Pass):
            last[unit.cell] = unit
    by_number = {cell.number: cell for cell in cells}
    for unit in reading.units:
        if unit.role != "work" or not isinstance(unit.node, ast.Expr) or unit.run:
            continue
        value = unit.node.value
        is_last = last.get(unit.cell) is unit
        shows = is_last and not _is_silenced(by_number[unit.cell], unit)
        kind = _worth_showing(value, name_of, reading.bodies)
        fits = _shows_model(value, kinds)
        if fits:
            kind = "maybe"
        if isinstance(value, ast.Constant) and not shows:
            unit.role, unit.reason = "dropped", "a text or number by itself does nothing"
        elif kind and shows and not unit.draws_figure:
            bare = isinstance(value, (ast.Tuple, ast.GeneratorExp)) and not unit.text.startswith("(")
            unit.shown = Shown(f"({unit.text})" if bare or _is_loose_tuple(value, unit.text) else unit.text)
            model = value.func.value if fits else None  # type: ignore[attr-defined]  # it is the call of a method
            unit.shown.model = model.id if isinstance(model, ast.Name) else ""
        elif shows and not unit.draws_figure and _is_unknown_call(value, kinds):
            unit.shown = Shown(unit.text, may_be_none=True)
        elif kind == "plain" and not unit.draws_figure and not unit.changes and not unit.draws:
            unit.role, unit.reason = "dropped", "its value is not shown: it is not the last in its cell"


def _is_unknown_call(value: ast.expr, kinds: Kinds) -> bool:
    """Tell whether nobody knows what a method gives, or a function of a module beside the notebook."""
    if not isinstance(value, ast.Call) or not isinstance(value.func, ast.Attribute):
        return False
    if value.func.attr in _SHOWS_ITSELF | _GIVES_NONE:
        return False
    if any(one.arg == "inplace" for one in value.keywords):
        return _pandas_gives_tables_back()
    return kinds.of(value.func.value) in ("", ONCE)


def _shows_model(value: ast.expr, kinds: Kinds) -> bool:
    """Tell whether what is shown is a model of scikit-learn that has been fitted: its name and parameters."""
    if (
        not isinstance(value, ast.Call)
        or not isinstance(value.func, ast.Attribute)
        or value.func.attr not in ("fit", "set_params")
    ):
        return False
    kind = kinds.of(value.func.value)
    return kind.startswith("estimator:sklearn.")


def _is_silenced(cell: Cell, unit: Unit) -> bool:
    """Tell whether a semicolon, or ``%%capture``, keeps the value of a cell from being shown."""
    line = cell.code.split("\n")[unit.lines[1] - 1].encode()[unit.node.end_col_offset or 0 :].decode(errors="ignore")
    return line.lstrip().startswith(";") or any(one.name == "capture" for one in cell.magics)


def _is_loose_tuple(value: ast.expr, text: str) -> bool:
    """Tell whether a tuple is written without brackets of its own: ``(a), b``."""
    return (
        isinstance(value, ast.Tuple)
        and bool(value.elts)
        and value.col_offset == value.elts[0].col_offset
        and bool(text)
    )


@cache
def _pandas_gives_tables_back() -> bool:
    """Tell whether ``df.dropna(inplace=True)`` shows the table, as from pandas 3 on, in this environment."""
    try:
        return int(importlib.metadata.version("pandas").partition(".")[0]) >= 3
    except importlib.metadata.PackageNotFoundError:
        return False


def _worth_showing(value: ast.expr, name_of: Callable[[ast.AST], str | None], bodies: Mapping[str, ast.AST]) -> str:
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
