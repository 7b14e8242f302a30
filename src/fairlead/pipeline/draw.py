"""Drawings of a pipeline's graph: text for a terminal, Mermaid, DOT, SVG and plain values."""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from itertools import count, pairwise

from fairlead.pipeline.states import ICONS

Edge = tuple[str, str]

MANY = "×n"


@dataclass(frozen=True, slots=True)
class Node:
    """Stand for a task in a drawing.

    Attributes
    ----------
    label : str, the id where it is empty
    state : str, as the task's (``cached`` for a success from the cache); "" draws no state
    conditional : bool, the task runs only if its condition holds
    mapped : bool, the task runs once per item of a list
    """

    id: str
    label: str = ""
    state: str = ""
    conditional: bool = False
    mapped: bool = False

    @property
    def name(self) -> str:
        """Return the label, marked where the task runs once per item."""
        return f"{self.label or self.id}{f' {MANY}' if self.mapped else ''}"

    @property
    def short(self) -> str:
        """Return the icon of the state and the name."""
        return f"{ICONS.get(self.state, '·')} {self.name}" if self.state else self.name

    @property
    def standing(self) -> str:
        """Return the state as icon and word, "" if there is none."""
        return f"{ICONS.get(self.state, '·')} {self.state.replace('_', ' ')}" if self.state else ""


# --- layout ----------------------------------------------------------------------------------------------

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
    before, after = _neighbours(links), _neighbours((right, left) for left, right in links)
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


def _neighbours(links: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
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


# --- text ------------------------------------------------------------------------------------------------

MOST_ROWS = 40
MOST_TRACKS = 8
NAMES_SHOWN = 6
ARROW, MAYBE = "─> ", "─?> "
ENDS_ABOVE, ENDS_BELOW = "▲", "▼"
# Arms of a junction: left, right, up, down.
JUNCTIONS: Mapping[tuple[bool, bool, bool, bool], str] = {
    (True, True, False, False): "─",
    (True, True, False, True): "┬",
    (True, True, True, False): "┴",
    (True, True, True, True): "┼",
    (True, False, False, True): "┐",
    (True, False, True, False): "┘",
    (True, False, True, True): "┤",
    (False, True, False, True): "┌",
    (False, True, True, False): "└",
    (False, True, True, True): "├",
}


def text_graph(nodes: Sequence[Node], edges: Sequence[Edge], *, width: int = 80) -> str:
    """Draw the graph for a terminal, from left to right; what would not be readable becomes a list.

    A ``?`` before an arrowhead marks a task that runs only if its condition holds, ``×n`` one that runs once
    per item. Lines lead to the right, and up or down to an arrowhead; where they merely pass each other a
    ``│`` is drawn. What is wider than `width` columns goes on below, at ``…``.

    >>> tasks = [Node("extract"), Node("validate"), Node("transform"), Node("load")]
    >>> edges = [("extract", name) for name in ("validate", "transform")]
    >>> edges += [(name, "load") for name in ("validate", "transform")]
    >>> print(text_graph(tasks, edges))
    extract ─┬─> validate ──┬─> load
             └─> transform ─┘
    """
    layout = lay_out(nodes, edges)
    drawing = None if layout is None else _drawn(layout, width)
    lines = _listed(nodes, edges, width) if drawing is None else drawing
    legend = dict.fromkeys(node.standing for node in nodes if node.standing)
    if any(node.conditional for node in nodes) and drawing is not None:
        legend["?> only if its condition holds"] = None
    if any(node.mapped for node in nodes):
        legend[f"{MANY} once per item"] = None
    return "\n".join([*lines, *(["", "  ".join(legend)] if legend else [])])


def _drawn(layout: Layout, width: int) -> list[str] | None:
    for staggered in (False, True):
        rows = _rows(layout, staggered)
        if max(rows.values(), default=0) >= MOST_ROWS:
            return None
        channels = [_channel(column, layout, rows) for column in layout.columns]
        drawn = [channel for channel in channels if channel is not None]
        if len(drawn) == len(channels):
            return _in_bands([_column(column, layout, rows) for column in layout.columns], drawn, width)
    return None


def _rows(layout: Layout, staggered: bool) -> dict[int, int]:
    """Give each vertex a row: that of its topmost upstream neighbour where it is free, else the next below.

    With `staggered`, neighbouring columns use odd and even rows in turn, so that no line that leaves a column
    can be mistaken for one that arrives in the next.
    """
    before = _neighbours(layout.links)
    rows: dict[int, int] = {}
    for index, column in enumerate(layout.columns):
        free = 0
        for vertex in column:
            row = max(free, min((rows[one] for one in before.get(vertex, ())), default=0))
            rows[vertex] = row + (row + index) % 2 if staggered else row
            free = rows[vertex] + 1
    return rows


def _column(column: Sequence[int], layout: Layout, rows: Mapping[int, int]) -> list[str]:
    """Return the lines of one column: arrowheads, names, and a line on where something comes after."""
    leaving, reached = ({link[side] for link in layout.links} for side in (0, 1))
    nodes = {vertex: layout.nodes[vertex] for vertex in column if vertex in layout.nodes}
    arrows = {vertex: MAYBE if node.conditional else ARROW for vertex, node in nodes.items()}
    arrow = max(len(arrows[vertex]) if vertex in reached else len(ARROW) for vertex in nodes)
    width = arrow + max(len(node.short) for node in nodes.values()) + 2
    lines = [" " * width] * (max(rows.values()) + 1)
    for vertex in column:
        if vertex not in nodes:
            lines[rows[vertex]] = "─" * width
            continue
        head = arrows[vertex].rjust(arrow, "─") if vertex in reached else " " * arrow
        text = f"{head}{nodes[vertex].short} "
        lines[rows[vertex]] = text.ljust(width, "─" if vertex in leaving else " ")
    return lines


@dataclass(frozen=True, slots=True)
class _Bundle:
    """Hold the rows of links that all lead to the same places: they share one vertical line."""

    sources: frozenset[int]
    targets: frozenset[int]

    @property
    def rows(self) -> frozenset[int]:
        return self.sources | self.targets

    @property
    def is_straight(self) -> bool:
        return len(self.rows) == 1


def _channel(column: Sequence[int], layout: Layout, rows: Mapping[int, int]) -> list[str] | None:
    """Return the lines between a column and the next, or None if they could not be told apart."""
    bundles = _unambiguous(_bundles(column, layout, rows))
    tracks = _tracks(bundles)
    if tracks is None:
        return None
    straight = {row for bundle in bundles if bundle.is_straight for row in bundle.sources}
    lines = []
    for row in range(max(rows.values()) + 1):
        leaving = [track for track, bundle in enumerate(tracks) if row in bundle.sources]
        arriving = [track for track, bundle in enumerate(tracks) if row in bundle.targets]
        # A line from the left goes as far as track `until`, and one to the right begins at track `since`.
        until = len(tracks) if row in straight else max(leaving, default=-1)
        since = -1 if row in straight else min(arriving, default=len(tracks))
        line = ""
        for track, bundle in enumerate(tracks):
            between = "─" if track <= until or track > since else " "
            line += (between if track else "") + _meeting(bundle, row, track, until, since)
        lines.append(line)
    return lines


def _bundles(column: Sequence[int], layout: Layout, rows: Mapping[int, int]) -> list[_Bundle]:
    """Return the links out of a column, those together that lead to the same vertices."""
    targets: dict[int, set[int]] = {rows[vertex]: set() for vertex in column}
    inside = set(column)
    for left, right in layout.links:
        if left in inside:
            targets[rows[left]].add(rows[right])
    sources: dict[frozenset[int], set[int]] = {}
    for row, ends in targets.items():
        if ends:
            sources.setdefault(frozenset(ends), set()).add(row)
    return [_Bundle(frozenset(starts), ends) for ends, starts in sources.items()]


def _unambiguous(bundles: list[_Bundle]) -> list[_Bundle]:
    """Split bundles until whoever follows the lines comes to the right tasks only.

    Where several lines arrive in one row, each of them leads to that row only; where several leave one row,
    each of them comes from that row only.
    """
    while len(bundles) <= MOST_TRACKS + MOST_ROWS:
        split = [_split(bundle, bundles) for bundle in bundles]
        index = next((index for index, parts in enumerate(split) if len(parts) > 1), None)
        if index is None:
            break
        bundles = [*bundles[:index], *split[index], *bundles[index + 1 :]]
    return bundles


def _split(bundle: _Bundle, bundles: Sequence[_Bundle]) -> tuple[_Bundle, ...]:
    others = [other for other in bundles if other is not bundle]
    for row in sorted(bundle.targets if len(bundle.targets) > 1 else ()):
        if any(row in other.targets for other in others):
            return _Bundle(bundle.sources, frozenset({row})), _Bundle(bundle.sources, bundle.targets - {row})
    for row in sorted(bundle.sources if len(bundle.sources) > 1 else ()):
        if any(row in other.sources for other in others):
            return _Bundle(frozenset({row}), bundle.targets), _Bundle(bundle.sources - {row}, bundle.targets)
    return (bundle,)


def _tracks(bundles: Sequence[_Bundle]) -> list[_Bundle] | None:
    """Order the vertical lines so that in each row lines arrive to the right of those that leave."""
    waiting = [bundle for bundle in bundles if not bundle.is_straight]
    placed: list[_Bundle] = []
    while waiting and len(placed) < MOST_TRACKS:
        free = [
            bundle
            for bundle in waiting
            if not any(other.sources & bundle.targets for other in waiting if other is not bundle)
        ]
        if not free:
            break
        placed.append(free[0])
        waiting.remove(free[0])
    return None if waiting else placed


def _meeting(bundle: _Bundle, row: int, track: int, until: int, since: int) -> str:
    """Return the character where a vertical line meets a row."""
    top, bottom = min(bundle.rows), max(bundle.rows)
    left, right = track <= until or track > since, track < until or track >= since
    if row not in bundle.rows:
        return "│" if top < row < bottom else "─" if left and right else " "
    if left and row not in bundle.sources and row in (top, bottom):
        return ENDS_ABOVE if row == top else ENDS_BELOW
    return JUNCTIONS[left, right, row > top, row < bottom]


def _in_bands(names: Sequence[list[str]], channels: Sequence[list[str]], width: int) -> list[str] | None:
    """Put columns side by side, and below each other where the width ends."""
    bands: list[list[str]] = []
    room = 0
    for column, channel in zip(names, channels, strict=True):
        needed = len(column[0]) + len(channel[0])
        if needed + 2 > width:
            return None
        if needed + 1 > room:
            marks = ["…" if line.startswith("─") else " " for line in column]
            if bands:
                bands[-1] = [line + mark for line, mark in zip(bands[-1], marks, strict=True)]
            bands.append(marks)
            room = width - 1
        bands[-1] = ["".join(parts) for parts in zip(bands[-1], column, channel, strict=True)]
        room -= needed
    # Nothing leads to the first column, so that the room for its arrows is empty.
    bands[:1] = [[line[1 + len(ARROW) :] for line in band] for band in bands[:1]]
    texts = ["\n".join(line.rstrip() for line in band if line.strip()) for band in bands]
    return "\n\n".join(texts).split("\n")


def _listed(nodes: Sequence[Node], edges: Iterable[Edge], width: int) -> list[str]:
    """Return a line for each task, by layers, with the tasks that it comes after."""
    by_id = {node.id: node for node in nodes}
    upstream: dict[str, list[str]] = {node.id: [] for node in nodes}
    for source, target in dict.fromkeys(edges):
        upstream[target].append(by_id[source].name)
    longest = min(max(len(node.short) for node in nodes), width // 2)
    lines = []
    for number, layer in enumerate(layers_of(nodes, edges), 1):
        for place, name in enumerate(layer):
            after = _after(upstream[name], by_id[name].conditional)
            line = f"{'' if place else number:>4}  {by_id[name].short:{longest}}  {after}".rstrip()
            lines.append(line if len(line) <= width else f"{line[: width - 1]}…")
    return lines


def _after(names: Sequence[str], conditional: bool) -> str:
    if not names:
        return ""
    more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
    condition = ", if its condition holds" if conditional else ""
    return f"after {', '.join(names[:NAMES_SHOWN])}{more}{condition}"


# --- other programs --------------------------------------------------------------------------------------

MERMAID_WORDS = frozenset(
    {"call", "class", "classdef", "click", "default", "direction", "end", "flowchart", "graph", "href"}
    | {"linkstyle", "style", "subgraph"}
)


def mermaid(nodes: Sequence[Node], edges: Iterable[Edge]) -> str:
    """Write the graph in Mermaid, which GitHub and many wikis draw; edges into conditional tasks are dotted.

    >>> print(mermaid([Node("train"), Node("deploy", conditional=True)], [("train", "deploy")]))
    flowchart LR
        train["train"]
        deploy["deploy"]
        train -.-> deploy
    """
    ids = {
        node.id: node.id
        if re.fullmatch(r"[A-Za-z]\w*", node.id, re.ASCII) and node.id.lower() not in MERMAID_WORDS
        else f"_{number}"
        for number, node in enumerate(nodes)
    }
    conditional = {node.id for node in nodes if node.conditional}
    lines = ["flowchart LR"]
    lines += [f'    {ids[node.id]}["{_for_mermaid(node.short)}"]' for node in nodes]
    for source, target in dict.fromkeys(edges):
        lines.append(f"    {ids[source]} {'-.->' if target in conditional else '-->'} {ids[target]}")
    return "\n".join(lines)


def _for_mermaid(text: str) -> str:
    # Mermaid reads #35; as a character and would take the rest for markup.
    return re.sub(r'[#"<>&`\\\n]', lambda found: f"#{ord(found[0])};", text)


def dot(nodes: Sequence[Node], edges: Iterable[Edge]) -> str:
    """Write the graph in the DOT language of Graphviz; edges into conditional tasks are dashed.

    >>> print(dot([Node("train"), Node("deploy", conditional=True)], [("train", "deploy")]))
    digraph pipeline {
        rankdir=LR;
        node [shape=box, style=rounded];
        "train";
        "deploy";
        "train" -> "deploy" [style=dashed];
    }
    """
    conditional = {node.id for node in nodes if node.conditional}
    lines = ["digraph pipeline {", "    rankdir=LR;", "    node [shape=box, style=rounded];"]
    for node in nodes:
        text = "\n".join(filter(None, [node.name, node.standing]))
        label = "" if text == node.id else f" [label={_quoted(text)}]"
        lines.append(f"    {_quoted(node.id)}{label};")
    for source, target in dict.fromkeys(edges):
        style = " [style=dashed]" if target in conditional else ""
        lines.append(f"    {_quoted(source)} -> {_quoted(target)}{style};")
    return "\n".join([*lines, "}"])


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def to_json(nodes: Sequence[Node], edges: Iterable[Edge]) -> dict[str, list[dict[str, object]]]:
    """Return the graph as plain values, ready for JSON.

    >>> to_json([Node("a"), Node("b")], [("a", "b")])["edges"]
    [{'from': 'a', 'to': 'b', 'conditional': False}]
    """
    conditional = {node.id for node in nodes if node.conditional}
    return {
        "nodes": [
            {
                "id": node.id,
                "label": node.label or node.id,
                "state": node.state or None,
                "conditional": node.conditional,
                "mapped": node.mapped,
            }
            for node in nodes
        ],
        "edges": [
            {"from": source, "to": target, "conditional": target in conditional}
            for source, target in dict.fromkeys(edges)
        ],
    }


# --- SVG -------------------------------------------------------------------------------------------------

MARGIN = 16
BOX_HEIGHT = 40
ROW_STEP = 60
COLUMN_GAP = 56
NARROWEST_BOX = 80
# Average advance of a 13-pixel system font, so that boxes fit without measuring text.
LETTER_WIDTH = 7.6
LONGEST_NAME = 36
COLOURS: Mapping[str, tuple[str, str]] = {  # state: on light, on dark
    "running": ("#2b6cb0", "#63b3ed"),
    "retrying": ("#b7791f", "#ecc94b"),
    "succeeded": ("#2f855a", "#48bb78"),
    "cached": ("#2f855a", "#48bb78"),
    "failed": ("#c53030", "#fc8181"),
    "upstream_failed": ("#c53030", "#fc8181"),
    "cancelled": ("#6b46c1", "#b794f4"),
}
Point = tuple[float, float]


def svg(nodes: Sequence[Node], edges: Sequence[Edge]) -> str:
    """Draw the graph as one SVG element without scripts, for a page or a file, in light and dark mode.

    States are shown as icon and word, edges into conditional tasks are dashed, and a task that runs once per
    item has a second box behind its own. Colours can be set from outside: ``--fairlead-failed`` and so on.

    >>> drawing = svg([Node("train", state="succeeded"), Node("deploy")], [("train", "deploy")])
    >>> drawing.startswith("<svg"), "✓ succeeded" in drawing
    (True, True)
    """
    layout = lay_out(nodes, edges) or _without_bends(nodes, edges)
    widths = [_box_width(column, layout) for column in layout.columns]
    tallest = max(map(len, layout.columns), default=0)
    lefts = [MARGIN + sum(widths[:index]) + index * COLUMN_GAP for index in range(len(widths))]
    place: dict[int, Point] = {}
    wide: dict[int, float] = {}
    for left, width, column in zip(lefts, widths, layout.columns, strict=True):
        top = MARGIN + BOX_HEIGHT / 2 + (tallest - len(column)) * ROW_STEP / 2
        place |= {vertex: (left, top + index * ROW_STEP) for index, vertex in enumerate(column)}
        wide |= dict.fromkeys(column, width)
    total = 2 * MARGIN + sum(widths) + COLUMN_GAP * max(len(widths) - 1, 0)
    height = 2 * MARGIN + max(tallest - 1, 0) * ROW_STEP + BOX_HEIGHT
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="fairlead-graph" role="img" '
            f'viewBox="0 0 {total:.0f} {height}" width="{total:.0f}" height="{height}" '
            f'font-family="system-ui, sans-serif" font-size="13" fill="currentColor">',
            f"<title>{_escaped(_title(nodes, edges))}</title>",
            f"<desc>{_escaped(_in_sentences(nodes, edges))}</desc>",
            f"<style>{_style({node.state for node in nodes})}</style>",
            *_svg_links(layout, place, wide),
            *(line for vertex, node in layout.nodes.items() for line in _svg_box(node, place[vertex], wide[vertex])),
            "</svg>",
        ]
    )


def _without_bends(nodes: Sequence[Node], edges: Iterable[Edge]) -> Layout:
    """Place tasks in layers and let long edges run straight through: better than thousands of bends."""
    number = {node.id: vertex for vertex, node in enumerate(nodes)}
    columns = [tuple(number[name] for name in layer) for layer in layers_of(nodes, edges)]
    links = tuple((number[source], number[target]) for source, target in dict.fromkeys(edges))
    return Layout(tuple(columns), links, dict(enumerate(nodes)), frozenset())


def _box_width(column: Iterable[int], layout: Layout) -> float:
    nodes = [layout.nodes[vertex] for vertex in column if vertex in layout.nodes]
    longest = max(max(len(_cut(node.name)), len(node.standing)) for node in nodes)
    return round(max(longest * LETTER_WIDTH + 24, NARROWEST_BOX), 1)


def _svg_links(layout: Layout, place: Mapping[int, Point], wide: Mapping[int, float]) -> Iterator[str]:
    for left, right in layout.links:
        (x, y), (end, bottom) = place[left], place[right]
        start = x + wide[left]
        is_box = right in layout.nodes
        tip = end - (6 if is_box else 0)
        middle = (start + tip) / 2
        curve = f"M{start:.1f} {y:.1f}C{middle:.1f} {y:.1f} {middle:.1f} {bottom:.1f} {tip:.1f} {bottom:.1f}"
        on = "" if is_box else f"H{end + wide[right]:.1f}"
        dashes = ' stroke-dasharray="5 4"' if layout.is_dashed(right) else ""
        look = f'fill="none" stroke="currentColor" stroke-opacity="0.55"{dashes}'
        yield f'<path class="edge" d="{curve}{on}" {look}/>'
        if is_box:
            yield f'<path class="tip" d="M{end:.1f} {bottom:.1f}l-8 -4v8z" fill-opacity="0.7"/>'


def _svg_box(node: Node, at: Point, width: float) -> Iterator[str]:
    left, middle = at
    top, centre = middle - BOX_HEIGHT / 2, left + width / 2
    size = f'width="{width:.1f}" height="{BOX_HEIGHT}" rx="6"'
    look = 'fill="none" stroke="currentColor" stroke-width="1.5"'
    yield f'<g class="task {_escaped(node.state)}"><title>{_escaped(_sentence(node))}</title>'
    if node.mapped:
        yield f'<rect class="box" x="{left + 4:.1f}" y="{top - 4:.1f}" {size} {look} stroke-opacity="0.5"/>'
    yield f'<rect class="box" x="{left:.1f}" y="{top:.1f}" {size} {look}/>'
    baseline = middle - 3 if node.standing else middle + 4.5
    yield f'<text x="{centre:.1f}" y="{baseline:.1f}" text-anchor="middle">{_escaped(_cut(node.name))}</text>'
    if node.standing:
        yield (
            f'<text class="state" x="{centre:.1f}" y="{middle + 13:.1f}" text-anchor="middle" font-size="11">'
            f"{_escaped(node.standing)}</text>"
        )
    yield "</g>"


def _style(states: Collection[str]) -> str:
    """Return the colours: each state's own where no page sets one, by the reader's light or dark mode."""
    # As a file of its own the drawing has no page to take the colour of its text from.
    light, dark = ":root.fairlead-graph{color:#1a202c}", ":root.fairlead-graph{color:#e2e8f0}"
    for state, (on_light, on_dark) in COLOURS.items():
        if state in states:
            light += _state_style(state, on_light)
            dark += _state_style(state, on_dark)
    return f"{light}@media (prefers-color-scheme:dark){{{dark}}}"


def _state_style(state: str, colour: str) -> str:
    variable = f"var(--fairlead-{state.replace('_', '-')},{colour})"
    task = f".fairlead-graph .{state}"
    return f"{task} .box{{stroke:{variable}}}{task} .state{{fill:{variable}}}"


def _title(nodes: Sequence[Node], edges: Iterable[Edge]) -> str:
    return f"Pipeline of {len(nodes)} tasks and {len(set(edges))} edges"


def _in_sentences(nodes: Iterable[Node], edges: Iterable[Edge]) -> str:
    after: dict[str, list[str]] = {}
    for source, target in dict.fromkeys(edges):
        after.setdefault(target, []).append(source)
    sentences = []
    for node in nodes:
        text = _after(after.get(node.id, []), node.conditional)
        sentences.append(" ".join(filter(None, [_sentence(node), text])) + ".")
    return " ".join(sentences)


def _sentence(node: Node) -> str:
    state = f" ({node.state.replace('_', ' ')})" if node.state else ""
    return f"{node.label or node.id}{state}{', once per item' if node.mapped else ''}"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 1]}…"


def _escaped(text: str) -> str:
    from html import escape  # only where something is drawn

    return escape("".join(letter if letter.isprintable() else " " for letter in text))
