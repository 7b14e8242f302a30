"""The code of a cell as it is run: IPython's own language where it does something, statement by statement."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fairlead.notebook.notebook import Cell, Magic

WITHOUT_EFFECT = frozenset(
    (
        *("autoreload", "automagic", "cat", "colors", "conda", "config", "hist", "history", "less", "ll", "load_ext"),
        *("lprun", "ls", "lsmagic", "magic", "mamba", "man", "matplotlib", "memit", "more", "mprun", "pdb", "pinfo"),
        *("pinfo2", "pip", "pprint", "precision", "prun", "psearch", "pwd", "reload_ext", "time", "timeit", "uv"),
        *("watermark", "who", "who_ls", "whos", "xmode"),
    )
)
"""Magics that give no name a value: they show, measure, install, or set how things are shown."""

INSTALLING = re.compile(r"^\s*!?!?\s*(?:\S*python\S*\s+-m\s+)?(?:pip3?|conda|mamba|uv|apt|apt-get|brew)\b")
QUIET = re.compile(r";\s*(?:#[^\n]*)?\s*\Z")


@dataclass(frozen=True, slots=True)
class Step:
    """Hold one top-level statement of a cell.

    Parameters
    ----------
    place : ``cell.index``, the index as in the cell's tree; empty for what the tree does not have (``%%bash``).
    shows : whether the notebook shows its value.
    """

    place: str
    tree: ast.stmt
    shows: bool


def steps_of(cell: Cell, shell: Any) -> Iterator[Step]:
    """Yield the statements of a cell in the order in which they run.

    Parameters
    ----------
    shell : IPython's, which knows what its magics are in Python; it is asked only for those that have an effect.

    Raises
    ------
    SyntaxError
        The cell cannot be parsed.
    """
    real = _with_magics(cell, shell)
    tree = ast.parse(real) if real is not None else None
    own = cell.tree.body if cell.tree is not None else []
    if cell.problem is not None:
        raise SyntaxError(cell.problem.message)
    body = own if tree is None else tree.body
    quiet = QUIET.search(cell.source) is not None
    for index, statement in enumerate(body):
        known = index if len(body) == len(own) else _same_line(statement, own)
        shows = index == len(body) - 1 and isinstance(statement, ast.Expr) and not quiet
        yield Step(f"{cell.number}.{known}" if known is not None else "", statement, shows)


def _same_line(statement: ast.stmt, own: list[ast.stmt]) -> int | None:
    return next((n for n, one in enumerate(own) if one.lineno == statement.lineno), None)


def _with_magics(cell: Cell, shell: Any) -> str | None:
    """Return the code of a cell with those magics that have an effect; None if there are none."""
    kept = [magic for magic in cell.magics if _has_effect(magic)]
    if not kept:
        return None
    if kept[0].kind == "cell" and cell.tree is None:
        return str(shell.transform_cell(cell.source))
    lines, sources = cell.code.split("\n"), cell.source.split("\n")
    for magic in kept:
        if magic.kind in ("line", "shell"):
            lines[magic.line - 1] = sources[magic.line - 1]
            following = magic.line
            while sources[following - 1].endswith("\\") and following < len(sources):
                lines[following] = sources[following]
                following += 1
    return str(shell.transform_cell("\n".join(lines)))


def _has_effect(magic: Magic) -> bool:
    if magic.kind == "help":
        return False
    if magic.kind == "shell":
        return not INSTALLING.match(magic.text)
    if magic.kind == "cell":
        return magic.name not in WITHOUT_EFFECT and magic.name not in (
            "capture",
            "html",
            "markdown",
            "latex",
            "svg",
            "javascript",
            "js",
        )
    return magic.name not in WITHOUT_EFFECT
