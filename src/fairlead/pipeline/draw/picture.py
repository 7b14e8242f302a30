"""The graph as SVG, for a page or a file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from fairlead.pipeline.draw.layout import Layout, lay_out, layers_of
from fairlead.pipeline.draw.node import Edge, Node, after_text

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
        text = after_text(after.get(node.id, []), node.conditional)
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
