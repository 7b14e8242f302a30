"""The graph of a pipeline as SVG: every stage is a link, and says how it stands in icon and word."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from fairlead.pipeline.draw.layout import Layout, lay_out, layers_of
from fairlead.pipeline.draw.node import Edge, Node
from fairlead.studio.views.icons import ICONS
from fairlead.studio.views.words import icon_of, tone, word_of

MANY = 60
"""A graph of more stages is drawn small: name and sign, and the words in the table beside it."""

SHRINKS = 0.78
"""A drawing that is too wide is made smaller down to this share of its size, which can be read; then it scrolls."""

STEP, LEAST, MOST = 5, 20, 95
"""Widths (rem of 16 pixels) for which css/run.css has a class; inside a drawing no style may be written."""

LETTER = 7.4
"""Average advance of a 13-pixel system font, so that boxes fit without measuring text."""

SIGNS = ("check", "store", "arc", "again", "cross", "triangle", "ring", "dash", "blocked", "stop")
"""Drawings that a stage may need while a run goes on; defined once, used by each stage."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Hold a task as it is drawn.

    Attributes
    ----------
    state : as the task's, ``cached`` for a success from the store; "" if it has not run.
    took : how long it ran, in words; may be empty.
    conditional : whether it runs only if a condition holds: drawn dashed.
    mapped : whether it runs once for each item of a list: drawn as a pile.
    attempt : int, from 1; more than one is said.
    """

    id: str
    state: str = ""
    took: str = ""
    conditional: bool = False
    mapped: bool = False
    attempt: int = 1

    @property
    def word(self) -> str:
        """Return how the stage stands, in a word or two."""
        return word_of(self.state) if self.state else "not run"

    @property
    def took_said(self) -> str:
        """Return how long it ran, and at which try; empty if neither is known."""
        return " · ".join(filter(None, [self.took, f"try {self.attempt}" if self.attempt > 1 else ""]))


@dataclass(frozen=True, slots=True)
class Size:
    """Hold the measures of a drawing, in pixels."""

    height: float
    step: float
    gap: float
    least: float
    most: float
    letter: float
    room: float


LARGE = Size(height=62, step=76, gap=32, least=104, most=220, letter=LETTER, room=24)
SMALL = Size(height=24, step=30, gap=34, least=60, most=190, letter=6.6, room=32)
MARGIN = 10.0


def dag(
    stages: Sequence[Stage],
    edges: Iterable[Edge],
    *,
    href: Callable[[str], str],
    chosen: str | None = None,
    name: str = "Pipeline",
) -> Markup:
    """Draw a graph.

    Parameters
    ----------
    href : the address of the page with a stage chosen.
    chosen : the stage that the page is about; what it has nothing to do with is drawn paler.

    >>> drawing = dag([Stage("train", "succeeded", "9.2 s")], [], href=lambda one: f"?stage={one}")
    >>> 'href="?stage=train"' in drawing and "9.2 s" in drawing
    True
    """
    edges = list(dict.fromkeys(edges))
    size = SMALL if len(stages) > MANY else LARGE
    nodes = [Node(one.id, conditional=one.conditional, mapped=one.mapped) for one in stages]
    layout = lay_out(nodes, edges) or _straight(nodes, edges)
    places, widths, whole = _placed(layout, stages, size)
    # In a small graph the lines say enough, and a pale stage would look as if it were out of use.
    related = _related(chosen, edges) if chosen and size is SMALL else None
    kind = " small" if size is SMALL else _shrinking(whole[0])
    lines = [
        f'<svg class="drawing dag{kind}" role="group" aria-label="{escape(name)}: {len(stages)} stages" '
        f'viewBox="0 0 {whole[0]:.0f} {whole[1]:.0f}" width="{whole[0]:.0f}" height="{whole[1]:.0f}">',
        "<defs>",
        *(f'<symbol id="s-{sign}" viewBox="0 0 16 16">{ICONS[sign]}</symbol>' for sign in SIGNS),
        '<marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 .8 7.400 4 0 7.200z"/></marker></defs>',
        *_links(layout, places, widths, chosen, size),
    ]
    for vertex, node in layout.nodes.items():
        stage = stages[vertex]
        is_dim = related is not None and node.id not in related
        lines.append(_box(stage, places[vertex], widths[vertex], size, href(stage.id), stage.id == chosen, is_dim))
    return Markup("\n".join([*lines, "</svg>"]))


def _shrinking(width: float) -> str:
    """Return the class that says how small a drawing may be made.

    >>> _shrinking(970.0), _shrinking(4000.0)
    (' least-50', '')
    """
    least = STEP * -int(-width * SHRINKS / 16 // STEP)
    return f" least-{max(least, LEAST)}" if least <= MOST else ""


def _straight(nodes: Sequence[Node], edges: Sequence[Edge]) -> Layout:
    """Place stages in layers and let long edges run straight: thousands of bends could not be followed anyway."""
    number = {node.id: vertex for vertex, node in enumerate(nodes)}
    columns = tuple(tuple(number[name] for name in layer) for layer in layers_of(nodes, edges))
    links = tuple((number[source], number[target]) for source, target in edges)
    return Layout(columns, links, dict(enumerate(nodes)), frozenset())


Point = tuple[float, float]


def _placed(layout: Layout, stages: Sequence[Stage], size: Size) -> tuple[dict[int, Point], dict[int, float], Point]:
    """Return the left end and middle of each vertex, its width, and the size of the drawing."""
    tallest = max(map(len, layout.columns), default=1)
    places: dict[int, Point] = {}
    widths: dict[int, float] = {}
    left = MARGIN
    for column in layout.columns:
        width = _width([stages[one] for one in column if one in layout.nodes], size)
        top = MARGIN + size.height / 2 + (tallest - len(column)) * size.step / 2
        for index, vertex in enumerate(column):
            places[vertex] = (left, top + index * size.step)
            widths[vertex] = width
        left += width + size.gap
    height = 2 * MARGIN + (tallest - 1) * size.step + size.height
    return places, widths, (left - size.gap + MARGIN, height)


def _width(stages: Sequence[Stage], size: Size) -> float:
    lengths = [len(one.id) * size.letter + size.room for one in stages]
    if size is LARGE:
        lengths += [max(len(one.word) * 6.5 + 42, len(one.took_said) * 6.3 + 24) for one in stages]
    return round(min(max([size.least, *lengths]), size.most))


def _links(
    layout: Layout, places: Mapping[int, Point], widths: Mapping[int, float], chosen: str | None, size: Size
) -> Iterator[str]:
    """Yield the edges: of a small drawing all in one path, or it would weigh more than the stages."""
    number = {node.id: vertex for vertex, node in layout.nodes.items()}
    at = number.get(chosen) if chosen else None
    whole: dict[bool, list[str]] = {False: [], True: []}
    for left, right in layout.links:
        (x, y), (end, below) = places[left], places[right]
        start = x + widths[left]
        is_box = right in layout.nodes
        middle = (start + end) / 2
        on = "" if is_box else f"H{end + widths[right]:.0f}"
        curve = f"M{start:.0f} {y:.0f}C{middle:.0f} {y:.0f} {middle:.0f} {below:.0f} {end:.0f} {below:.0f}{on}"
        dashed = layout.is_dashed(right)
        is_lit = at is not None and at in (left, right)
        if size is SMALL and not is_lit:
            whole[dashed].append(curve)
            continue
        look = f'class="edge{" dashed" if dashed else ""}{" lit" if is_lit else ""}"'
        yield f'<path {look} d="{curve}"{" marker-end=" + chr(34) + "url(#tip)" + chr(34) if is_box else ""}/>'
    for dashed, curves in whole.items():
        if curves:
            yield f'<path class="edge{" dashed" if dashed else ""}" d="{"".join(curves)}"/>'


def _related(chosen: str, edges: Sequence[Edge]) -> Collection[str]:
    """Return a stage with everything before and after it."""
    found = {chosen}
    for forward in (True, False):
        after: dict[str, list[str]] = {}
        for source, target in edges:
            after.setdefault(source if forward else target, []).append(target if forward else source)
        waiting, seen = [chosen], {chosen}
        while waiting:
            for one in after.get(waiting.pop(), ()):
                if one not in seen:
                    seen.add(one)
                    waiting.append(one)
        found |= seen
    return found


def _box(stage: Stage, place: Point, width: float, size: Size, href: str, is_chosen: bool, is_dim: bool) -> str:
    left, middle = place
    top = middle - size.height / 2
    shape = f'width="{width:.0f}" height="{size.height:.0f}" rx="{8 if size is LARGE else 5}"'
    kinds = ["stage", f"is-{tone(stage.state)}"]
    kinds += [name for name, holds in (("conditional", stage.conditional), ("dim", is_dim)) if holds]
    # What a screen reader says begins with what is to be seen, word for word: people who speak to it can name it.
    sentence = " ".join(filter(None, [stage.id, stage.word, stage.took_said]))
    sentence += ", if its condition holds" if stage.conditional else ""
    pile = f'<rect class="pile" x="{left + 4:.0f}" y="{top - 4:.0f}" {shape}/>' if stage.mapped else ""
    most = int((width - size.room + 8) / size.letter)
    shown = stage.id if len(stage.id) <= most else f"{stage.id[: most - 1]}…"
    sign = f'href="#s-{icon_of(stage.state)}"'
    if size is SMALL:
        inside = (
            f'<use {sign} x="{left + 6:.0f}" y="{middle - 6:.0f}" width="12" height="12"/>'
            f'<text x="{left + 23:.0f}" y="{middle + 4:.0f}">{escape(shown)}</text>'
        )
    else:
        inside = (
            f'<text class="name" x="{left + 12:.0f}" y="{middle - 12:.0f}">{escape(shown)}</text> '
            f'<use {sign} x="{left + 12:.0f}" y="{middle - 5:.0f}" width="13" height="13"/>'
            f'<text class="said" x="{left + 30:.0f}" y="{middle + 6:.0f}">{escape(stage.word)}</text> '
            f'<text class="took" x="{left + 12:.0f}" y="{middle + 23:.0f}">{escape(stage.took_said)}</text>'
        )
    current = ' aria-current="true"' if is_chosen else ""
    return (
        f'<a class="{" ".join(kinds)}" href="{escape(href)}" data-stage="{escape(stage.id)}" '
        f'aria-label="{escape(sentence)}"{current}>{pile}'
        f'<rect class="box" x="{left:.0f}" y="{top:.0f}" {shape}/>{inside}</a>'
    )
