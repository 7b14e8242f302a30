"""The graph as text, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fairlead.pipeline.draw.layout import Layout, lay_out, layers_of, vertices_before
from fairlead.pipeline.draw.node import MANY, Edge, Node, after_text

MOST_ROWS = 40
MOST_TRACKS = 8
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
    before = vertices_before(layout.links)
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
            after = after_text(upstream[name], by_id[name].conditional)
            line = f"{'' if place else number:>4}  {by_id[name].short:{longest}}  {after}".rstrip()
            lines.append(line if len(line) <= width else f"{line[: width - 1]}…")
    return lines
