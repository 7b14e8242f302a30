"""What a cell does, in sentences: what it reads, learns, parts, scores and saves, and which names travel through it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fairlead.notebook.facts import Facts
from fairlead.notebook.flow.events import (
    CrossValidation,
    Evaluate,
    Event,
    Fit,
    Predict,
    Read,
    Resample,
    Save,
    Split,
    Transform,
)
from fairlead.notebook.leaks import short
from fairlead.notebook.notebook import Cell

NAMES_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Meaning:
    """Say what a cell does.

    Parameters
    ----------
    sentences : one for each thing that it does, in the order in which it does them.
    takes : names that it needs, each with the cell above that makes it; None where no cell above does.
    gives : names that it makes; changes : names whose object it changes.
    taken_by : names that it makes, and the cells below that need them.
    """

    sentences: tuple[str, ...] = ()
    takes: tuple[tuple[str, int | None], ...] = ()
    gives: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    taken_by: tuple[tuple[str, tuple[int, ...]], ...] = ()


def meanings_of(facts: Facts) -> dict[int, Meaning]:
    """Return what each cell does, by its number."""
    if facts.notebook.language != "python":
        return {cell.number: Meaning(_plainly(cell)) for cell in facts.notebook.cells}
    events: dict[int, list[Event]] = {}
    for event in facts.flow.events:
        events.setdefault(event.place.cell, []).append(event)
    takes: dict[int, list[tuple[str, int | None]]] = {}
    readers: dict[int, dict[str, list[int]]] = {}
    for thread in facts.threads:
        takes.setdefault(thread.reader, []).append((thread.name, thread.source))
        if thread.source is not None:
            readers.setdefault(thread.source, {}).setdefault(thread.name, []).append(thread.reader)
    uses = {one.cell: one for one in facts.uses}
    found = {}
    for cell in facts.notebook.cells:
        use = uses.get(cell.number)
        found[cell.number] = Meaning(
            tuple(_sentences(cell, events.get(cell.number, []), list(use.changes) if use else [])),
            tuple(takes.get(cell.number, ())),
            tuple(use.binds) if use else (),
            tuple(name for name in use.changes if name not in use.binds) if use else (),
            tuple((name, tuple(dict.fromkeys(cells))) for name, cells in readers.get(cell.number, {}).items()),
        )
    return found


def _sentences(cell: Cell, events: list[Event], changed: list[str]) -> Iterator[str]:
    if cell.kind != "code" or cell.tree is None:
        yield from _plainly(cell)
        return
    said = [words for event in events for words in [_WORDS.get(type(event), _nothing)(event)] if words]
    defined = list(_defined(cell.tree))
    said = [*(one for one in defined if one.startswith("Imports")), *said, *defined]
    yield from dict.fromkeys(said or _otherwise(cell, changed))


def _plainly(cell: Cell) -> tuple[str, ...]:
    """Say what a cell is whose code is not looked into."""
    if cell.kind == "markdown":
        return ("Text for people. Nothing in it runs, and nothing of it goes into a pipeline.",)
    if cell.kind == "raw":
        return ("Raw text. Jupyter does not run it.",)
    if not cell.source.strip():
        return ("An empty cell.",)
    magic = next((one for one in cell.magics if one.kind == "cell"), None)
    if magic is not None:
        return (f"Hands all of its text to %%{magic.name}; Python does not see it.",)
    return ("Code that is not read here.",)


def _read(event: Any) -> str:
    what = f"'{event.source}'" if event.source else "a file whose name is not known here"
    return f"Reads {what} with {short(event.by)}."


def _fit(event: Any) -> str:
    rows = event.data.name or "rows"
    if event.estimator is None:
        return f"Computes a {short(event.by)} of {rows}."
    again = " once more" if event.again else ""
    return f"Fits {short(event.by)}{again}, on {rows}."


def _transform(event: Any) -> str:
    return f"Puts {event.data.name or 'rows'} through the fitted {short(event.estimator.name)}."


def _split(event: Any) -> str:
    how = [
        word
        for word, holds in (
            ("with a seed" if event.seeded else "without a seed", True),
            ("keeping the shares of the classes", event.stratified),
            ("keeping groups together", event.grouped),
        )
        if holds
    ]
    return f"Parts the rows into train and test with {short(event.by)}, {' and '.join(how)}."


def _cross_validation(event: Any) -> str:
    return f"Scores {short(event.estimator.name)} by cross-validation, with {short(event.by)}."


def _predict(event: Any) -> str:
    return f"Lets {short(event.estimator.name)} answer for {event.data.name or 'rows'}."


def _evaluate(event: Any) -> str:
    return f"Measures how good the answers are, with {event.metric or 'the score of the model'}."


def _resample(event: Any) -> str:
    return f"Repeats rows, or makes some up, with {short(event.by)}."


def _save(event: Any) -> str:
    what = "something" if event.what == "unknown" else f"a {event.what}"
    where = f" as '{event.target}'" if event.target else ""
    return f"Saves {what}{where} with {'.'.join(event.by.split('.')[-2:])}."


def _nothing(event: Any) -> str:
    return ""


_WORDS: Mapping[type[Event], Callable[[Any], str]] = {
    Read: _read, Fit: _fit, Transform: _transform, Split: _split, CrossValidation: _cross_validation,
    Predict: _predict, Evaluate: _evaluate, Resample: _resample, Save: _save,
}  # fmt: skip


def _defined(tree: ast.Module) -> Iterator[str]:
    modules: dict[str, None] = {}
    functions: list[str] = []
    classes: list[str] = []
    for node in tree.body:
        if isinstance(node, ast.Import):
            modules.update(dict.fromkeys(one.name for one in node.names))
        elif isinstance(node, ast.ImportFrom):
            modules["." * node.level + (node.module or "")] = None
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            functions.append(node.name)
        elif isinstance(node, ast.ClassDef):
            classes.append(node.name)
    for what, names in (
        ("Imports", list(modules)),
        ("Defines the function", functions),
        ("Defines the class", classes),
    ):
        if names:
            plural = ("es" if what.endswith("class") else "s") if len(names) > 1 and what != "Imports" else ""
            yield f"{what}{plural} {_listed(names)}."


def _otherwise(cell: Cell, changed: list[str]) -> Iterator[str]:
    """Say of a cell in which nothing is read, fitted or saved what it leaves behind."""
    assert cell.tree is not None
    names = dict.fromkeys(
        target.id
        for node in cell.tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    )
    if names:
        yield f"Computes {_listed(list(names))}."
    if others := [name for name in changed if name not in names]:
        yield f"Changes {_listed(others)} where it is."
    if names or others:
        return
    if cell.tree.body:
        yield "Shows something and leaves nothing behind that another cell could use." if cell.outputs else "Runs code."
    else:
        yield "Comments only." if cell.source.strip() else "An empty cell."


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:NAMES_SHOWN])
    more = len(names) - NAMES_SHOWN
    return f"{shown} and {more} more" if more > 0 else shown
