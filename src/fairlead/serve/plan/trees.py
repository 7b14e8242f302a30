"""Write trees: small ones as nested ifs, large ones as tuples that a loop walks down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from fairlead.serve.plan.code import Code

WRITTEN_OUT = 20_000
"""Trees of so many nodes together are written as ifs, several times as quick as a loop. To compile a node Python takes
10 to 25 µs, and 3 KB for the moment."""

DEEPEST = 80
"""Python reads blocks of at most 100 levels."""

MOST = 1_000_000
"""Nodes of a forest that is kept as tuples, about 100 bytes each."""


@dataclass(frozen=True, slots=True)
class Tree:
    """Hold the nodes of a tree as lists.

    Parameters
    ----------
    feature : for each node the column that it asks for; negative in a leaf.
    threshold : values up to it go to the left.
    left, right : the nodes below.
    values : what a leaf adds to each output.
    missing_left : whether a missing value goes to the left.
    sets : the codes that go to the left, of a node that asks for a category; None of others.
    """

    feature: Sequence[int]
    threshold: Sequence[float]
    left: Sequence[int]
    right: Sequence[int]
    values: Sequence[tuple[float, ...]]
    missing_left: Sequence[bool]
    sets: Sequence[frozenset[Any] | None] | None = None

    def is_leaf(self, node: int) -> bool:
        """Tell whether a node has none below."""
        return self.feature[node] < 0

    def depth(self) -> int:
        """Return how many questions lead to the farthest leaf."""
        depths = [0] * len(self.feature)
        for node in range(len(depths)):  # a node stands before those below it
            if not self.is_leaf(node):
                depths[self.left[node]] = depths[self.right[node]] = depths[node] + 1
        return max(depths)


def of_sklearn(tree: Any, width: int) -> Tree:
    """Return a fitted `tree_` of scikit-learn as lists.

    Parameters
    ----------
    width : how many of its values a leaf adds.
    """
    left = tree.children_left.tolist()
    return Tree(
        [feature if below >= 0 else -1 for feature, below in zip(tree.feature.tolist(), left, strict=True)],
        tree.threshold.tolist(),
        left,
        tree.children_right.tolist(),
        [tuple(row[:width]) for row in tree.value[:, 0, :].tolist()],
        [bool(one) for one in tree.missing_go_to_left.tolist()],
    )


def features_of(trees: Sequence[Tree]) -> list[int]:
    """Return the columns that some trees ask for, in order."""
    return sorted({one for one in chain.from_iterable(tree.feature for tree in trees) if one >= 0})


def sums(
    trees: Sequence[tuple[Tree, Sequence[str]]], columns: dict[int, str], maybe: frozenset[int], code: Code
) -> None:
    """Write what adds the leaves of some trees to locals, tree by tree.

    Parameters
    ----------
    trees : each with the locals that the values of its leaf are added to.
    columns : the local of each column.
    maybe : columns of which a value may be missing.
    """
    count = sum(len(tree.feature) for tree, _ in trees)
    if count > MOST:
        raise code.refuse(f"{count:,} nodes of trees take more memory than a plan may")
    if count <= WRITTEN_OUT and max(tree.depth() for tree, _ in trees) <= DEEPEST:
        for tree, into in trees:
            _written(tree, into, columns, maybe, code)
        code.say(f"{len(trees)} trees of {count:,} nodes, written as ifs")
    else:
        _walked(trees, columns, maybe, code)
        code.say(f"{len(trees)} trees of {count:,} nodes, walked down")


def _written(tree: Tree, into: Sequence[str], columns: dict[int, str], maybe: frozenset[int], code: Code) -> None:
    todo: list[tuple[int, int, str]] = [(0, 0, "")]  # node, level, the line before it
    while todo:
        node, level, head = todo.pop()
        if head:
            code.lines.append(" " * (level - 1) + head)
        if tree.is_leaf(node):
            code.lines.append(" " * level + _added(tree.values[node], into, code))
            continue
        todo.append((tree.right[node], level + 1, "else:"))
        todo.append((tree.left[node], level + 1, f"if {_question(tree, node, columns, maybe, code)}:"))


def _added(values: Sequence[float], into: Sequence[str], code: Code) -> str:
    pairs = zip(into, values, strict=True)
    added = [f"{local} += {code.keep(float(value))}" for local, value in pairs if value != 0.0]
    return "; ".join(added) or "pass"


def _question(tree: Tree, node: int, columns: dict[int, str], maybe: frozenset[int], code: Code) -> str:
    """Return the condition under which a row goes to the left; a missing value makes each comparison false."""
    feature = tree.feature[node]
    local = columns[feature]
    found = None if tree.sets is None else tree.sets[node]
    if found is not None:
        return f"{local} in {code.keep(found)}"
    threshold = code.keep(float(tree.threshold[node]))
    if feature in maybe and tree.missing_left[node]:
        return f"not {local} > {threshold}"
    return f"{local} <= {threshold}"


def _walked(
    trees: Sequence[tuple[Tree, Sequence[str]]], columns: dict[int, str], maybe: frozenset[int], code: Code
) -> None:
    row = code.let(f"({', '.join(columns.values())},)")
    places = {feature: place for place, feature in enumerate(columns)}
    groups: dict[tuple[str, ...], list[Tree]] = {}
    for tree, into in trees:
        groups.setdefault(tuple(into), []).append(tree)
    is_plain = not maybe and all(tree.sets is None for tree, _ in trees)
    walk = PLAIN_WALK if is_plain else WALK
    for into, group in groups.items():
        shared: dict[Any, Any] = {}
        roots = tuple(_tuples(tree, places, is_plain, shared) for tree in group)
        code.lines += [line.format(roots=code.keep(roots), row=row) for line in walk]
        code.lines += [f" {local} += t[{n}]" for n, local in enumerate(into)]


PLAIN_WALK = (
    "for node in {roots}:",
    " while True:",
    "  f, t, l, r = node",
    "  if f < 0: break",
    "  node = l if {row}[f] <= t else r",
)
WALK = (
    "for node in {roots}:",
    " while True:",
    "  f, t, l, r, kind = node",
    "  if f < 0: break",
    "  if kind == 0: node = l if {row}[f] <= t else r",
    "  elif kind == 1: node = r if {row}[f] > t else l",
    "  else: node = l if {row}[f] in t else r",
)
"""A node is a place in the row, a threshold or a set, what is below to the left and to the right, and the kind of the
question: up to the threshold; the same, and missing values too; in the set. In a leaf the place is negative, and the
values stand for the threshold."""


def _tuples(tree: Tree, places: dict[int, int], is_plain: bool, shared: dict[Any, Any]) -> Any:
    """Return the root of a tree of tuples.

    Parameters
    ----------
    shared : thresholds and leaves that were met before. Most leaves of a forest are alike; what is kept once is near at
        hand for the processor.
    """
    nodes: list[Any] = [None] * len(tree.feature)
    for node in reversed(range(len(nodes))):
        if tree.is_leaf(node):
            values = tree.values[node]
            made: tuple[Any, ...] = shared.setdefault(values, (-1, values, None, None, 0)[: 4 if is_plain else 5])
        else:
            found = None if tree.sets is None else tree.sets[node]
            threshold = tree.threshold[node]
            asked = shared.setdefault(threshold, threshold) if found is None else found
            kind = int(tree.missing_left[node]) if found is None else 2
            made = (places[tree.feature[node]], asked, nodes[tree.left[node]], nodes[tree.right[node]], kind)
            made = made[:4] if is_plain else made
        nodes[node] = made
    return nodes[0]
