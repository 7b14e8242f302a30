"""Where each task of a graph is drawn: columns, and few crossings between them."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from itertools import count, pairwise

from fairlead.pipeline.draw.node import Edge, Node

MOST_BENDS = 4000
SWEEPS = 4


@dataclass(frozen=True, slots=True)
class Layout:
    """Place vertices in columns; every link goes from one column to the next.

    A vertex is a node or a bend: a place where an edge passes a column that is between its ends. All edges of
    a node that are on their way to later columns share its bends.

    Attributes
    ----------
    columns : vertices from left to right, each column from top to bottom
    links : pairs of vertices of neighbouring columns
    nodes : node of each vertex that is not a bend
    dashed : bends that lead to conditional tasks only
    """

    columns: tuple[tuple[int, ...], ...]
    links: tuple[tuple[int, int], ...]
    nodes: Mapping[int, Node]
    dashed: frozenset[int]

    def is_dashed(self, vertex: int) -> bool:
        """Tell whether links into a vertex are drawn as conditional."""
        return self.nodes[vertex].conditional if vertex in self.nodes else vertex in self.dashed


def layers_of(nodes: Sequence[Node], edges: Iterable[Edge]) -> list[list[str]]:
    """Return the ids in layers: each task is one layer after the last of its upstream tasks.

    >>> layers_of([Node("a"), Node("b"), Node("c")], [("a", "b"), ("b", "c"), ("a", "c")])
    [['a'], ['b'], ['c']]
    """
    depth = _depths(nodes, edges)
    layers: list[list[str]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for node in nodes:
        layers[depth[node.id]].append(node.id)
    return layers


def _depths(nodes: Sequence[Node], edges: Iterable[Edge]) -> dict[str, int]:
    upstream: dict[str, list[str]] = {node.id: [] for node in nodes}
    for source, target in edges:
        upstream[target].append(source)
    depth: dict[str, int] = {}
    for name in TopologicalSorter(upstream).static_order():
        depth[name] = max((depth[source] + 1 for source in upstream[name]), default=0)
    return depth


def lay_out(nodes: Sequence[Node], edges: Iterable[Edge]) -> Layout | None:
    """Place tasks in layers with few crossings, or return None where edges bend too often to be followed."""
    edges = list(dict.fromkeys(edges))
    depth = _depths(nodes, edges)
    number = {node.id: vertex for vertex, node in enumerate(nodes)}
    targets: dict[str, list[str]] = {}
    for source, target in edges:
        targets.setdefault(source, []).append(target)
    farthest = {source: max(depth[target] for target in targets[source]) for source in targets}
    if sum(last - depth[source] - 1 for source, last in farthest.items()) > MOST_BENDS:
        return None
    columns = [[number[name] for name in layer] for layer in layers_of(nodes, edges)]
    conditional = {node.id for node in nodes if node.conditional}
    links: list[tuple[int, int]] = []
    dashed: set[int] = set()
    bends = count(len(nodes))
    for source, last in farthest.items():
        at = number[source]
        for layer in range(depth[source] + 1, last + 1):
            links += [(at, number[target]) for target in targets[source] if depth[target] == layer]
            if layer < last:
                bend = next(bends)
                columns[layer].append(bend)
                links.append((at, bend))
                at = bend
                if all(target in conditional for target in targets[source] if depth[target] > layer):
                    dashed.add(bend)
    return Layout(_untangled(columns, links), tuple(links), dict(enumerate(nodes)), frozenset(dashed))


def _untangled(columns: list[list[int]], links: Sequence[tuple[int, int]]) -> tuple[tuple[int, ...], ...]:
    """Order each column by the mean place of its neighbours, to and fro, and keep what crosses least.

    Sugiyama, Tagawa and Toda (1981), "Methods for visual understanding of hierarchical system structures",
    IEEE Transactions on Systems, Man, and Cybernetics 11(2), pages 109-125: the barycentre method.
    """
    before, after = vertices_before(links), vertices_before((right, left) for left, right in links)
    best, fewest = columns, _crossings(columns, before)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        order = list(reversed(columns)) if sweep % 2 else list(columns)
        neighbours = after if sweep % 2 else before
        for index in range(1, len(order)):
            order[index] = _by_mean_place(order[index], order[index - 1], neighbours)
        columns = list(reversed(order)) if sweep % 2 else order
        if (crossings := _crossings(columns, before)) < fewest:
            best, fewest = columns, crossings
    return tuple(map(tuple, best))


def vertices_before(links: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    """Return the vertices to the left of each.

    >>> vertices_before([(0, 2), (1, 2)])
    {2: [0, 1]}
    """
    found: dict[int, list[int]] = {}
    for left, right in links:
        found.setdefault(right, []).append(left)
    return found


def _by_mean_place(column: list[int], fixed: list[int], neighbours: Mapping[int, list[int]]) -> list[int]:
    place = {vertex: index for index, vertex in enumerate(fixed)}
    mean = {
        vertex: sum(place[one] for one in neighbours[vertex]) / len(neighbours[vertex])
        if vertex in neighbours
        else float(index)
        for index, vertex in enumerate(column)
    }
    return sorted(column, key=lambda vertex: mean[vertex])


def _crossings(columns: Sequence[Sequence[int]], before: Mapping[int, list[int]]) -> int:
    crossings = 0
    for left, right in pairwise(columns):
        place = {vertex: index for index, vertex in enumerate(left)}
        seen: list[int] = []
        for vertex in right:
            starts = sorted(place[one] for one in before.get(vertex, ()))
            crossings += sum(len(seen) - bisect_right(seen, start) for start in starts)
            for start in starts:
                insort(seen, start)
    return crossings
