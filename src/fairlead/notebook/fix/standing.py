"""A statement at the top of a cell among the others, and the plain split behind it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from fairlead.notebook.facts import Facts
from fairlead.notebook.fix.parting import names_in
from fairlead.notebook.notebook import Place

Top = tuple[int, ast.stmt]
"""A cell, and a statement at the top of it."""


@dataclass(frozen=True, slots=True)
class Split:
    """Hold a plain split: ``X_train, X_test, ... = train_test_split(X, ...)``, each side as many names as it needs."""

    cell: int
    node: ast.Assign
    call: ast.Call
    parts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Standing:
    """Hold a statement at the top of a cell, among all that stand there."""

    cell: int
    node: ast.stmt
    all: Sequence[Top]

    @classmethod
    def of(cls, facts: Facts, place: Place) -> Standing | None:
        """Return the statement that holds a place; None if there is none at the top of a cell."""
        tops = list(top_statements(facts))
        begin, end = (place.line, place.column), (place.end_line, place.end_column)
        for cell, node in tops:
            own = facts.index.place_of(node, cell)
            is_inside = (own.line, own.column) <= begin and end <= (own.end_line, own.end_column)
            if cell == place.cell and is_inside:
                return cls(cell, node, tops)
        return None

    def up_to(self, split: Split) -> Iterator[Top]:
        """Yield the statements between this one and a split."""
        places = [node for _, node in self.all]
        yield from self.all[places.index(self.node) + 1 : places.index(split.node)]

    def behind(self, split: Split) -> Iterator[Top]:
        """Yield the statements behind a split."""
        yield from self.all[[node for _, node in self.all].index(split.node) + 1 :]


def top_statements(facts: Facts) -> Iterator[Top]:
    """Yield the statements at the top of all cells, in order."""
    for cell in facts.notebook.code_cells:
        for node in cell.tree.body if cell.tree is not None else ():
            yield cell.number, node


def split_behind(facts: Facts, standing: Standing) -> Split | None:
    """Return the first split behind a statement, if it is a plain one."""
    places = [node for _, node in standing.all]
    for cell, node in standing.all[places.index(standing.node) + 1 :]:
        calls = [one for one in ast.walk(node) if isinstance(one, ast.Call) and _is_split(facts, one)]
        if not calls:
            continue
        if not isinstance(node, ast.Assign) or node.value is not calls[0] or len(node.targets) != 1:
            return None
        target = node.targets[0]
        if not isinstance(target, (ast.Tuple, ast.List)):
            return None
        parts = [one.id for one in target.elts if isinstance(one, ast.Name)]
        is_plain = len(parts) == len(target.elts) == len(set(parts)) == 2 * len(calls[0].args)
        return Split(cell, node, calls[0], parts) if is_plain else None
    return None


def used_elsewhere(statements: Iterable[Top], names: set[str]) -> str:
    """Return a name that one of the statements mentions, or ""."""
    return next((min(names_in(node) & names) for _, node in statements if names_in(node) & names), "")


def _is_split(facts: Facts, call: ast.Call) -> bool:
    name = facts.index.name_of(call.func) or ""
    return name.startswith("sklearn.") and name.endswith(".train_test_split")
