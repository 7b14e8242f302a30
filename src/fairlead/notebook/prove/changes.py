"""What mending changed in the results of a notebook: "reported 0.95, honest 0.78"."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterator, Sequence

from fairlead.notebook.notebook import Notebook
from fairlead.notebook.prove.compare import NUMBER, compare
from fairlead.notebook.prove.node import Shelf
from fairlead.notebook.prove.proof import Change
from fairlead.notebook.prove.recording import NotebookRun, Said

LABEL = 70


def changes_of(
    before: tuple[Notebook, NotebookRun], again: NotebookRun, after: tuple[Notebook, NotebookRun], shelf: Shelf
) -> list[Change]:
    """Pair the statements that are the same in a notebook before and after it was mended, and compare what they say.

    Parameters
    ----------
    before : the notebook as it was with a run of it; again : another run of it.
    after : the mended one.
    """
    notebook, run = before
    mended, honest = after
    found = []
    for place, other in _pairs(notebook, mended):
        for change in _changed(place, other, run, honest, notebook, shelf):
            found.append(Change(*change, repeats=_text(run.said.get(place, ())) == _text(again.said.get(place, ()))))
    return found


def _pairs(notebook: Notebook, other: Notebook) -> Iterator[tuple[str, str]]:
    """Yield the places of statements that stand in both."""
    left, right = list(_statements(notebook)), list(_statements(other))
    matcher = difflib.SequenceMatcher(None, [text for _, text in left], [text for _, text in right], autojunk=False)
    for block in matcher.get_matching_blocks():
        for n in range(block.size):
            yield left[block.a + n][0], right[block.b + n][0]


def _statements(notebook: Notebook) -> Iterator[tuple[str, str]]:
    for cell in notebook.code_cells:
        if cell.tree is not None:
            for index, statement in enumerate(cell.tree.body):
                yield f"{cell.number}.{index}", ast.unparse(statement)


def _changed(
    place: str, other: str, run: NotebookRun, honest: NotebookRun, notebook: Notebook, shelf: Shelf
) -> Iterator[tuple[int, str, str, str]]:
    cell = int(place.partition(".")[0])
    left, right = run.shown.get(place), honest.shown.get(other)
    if left is not None and right is not None:
        found = compare(left, right, shelf)
        if found.outcome in ("close", "different") and found.first is not None:
            label = _label(notebook, place)
            yield cell, f"{label} {found.first.where}".strip(), found.first.left, found.first.right
            return
    lines, others = _text(run.said.get(place, ())).splitlines(), _text(honest.said.get(other, ())).splitlines()
    for old, new in zip(lines, others, strict=False):
        if old != new:
            yield cell, *_numbers(old, new)
    if len(lines) != len(others):
        yield cell, _label(notebook, place), f"{len(lines)} lines", f"{len(others)} lines"


def _numbers(old: str, new: str) -> tuple[str, str, str]:
    """Return what is common to two lines, and what is not: "accuracy: 0.95" and "accuracy: 0.78" differ in a number."""
    numbers, others = NUMBER.findall(old), NUMBER.findall(new)
    if NUMBER.sub("#", old) != NUMBER.sub("#", new) or len(numbers) != len(others):
        return "what is printed", old.strip()[:LABEL], new.strip()[:LABEL]
    changed = [(a, b) for a, b in zip(numbers, others, strict=True) if a != b]
    label = NUMBER.sub("…", old).strip()[:LABEL] if len(numbers) > 1 else NUMBER.sub("", old).strip(" :=\t")[:LABEL]
    return label, ", ".join(a for a, _ in changed), ", ".join(b for _, b in changed)


def _label(notebook: Notebook, place: str) -> str:
    cell, _, index = place.partition(".")
    tree = notebook.cells[int(cell) - 1].tree
    return ast.unparse(tree.body[int(index)])[:LABEL] if tree is not None else ""


def _text(said: Sequence[Said]) -> str:
    return "".join(one.text for one in said if not one.silent)
