"""Drawings of a graph: what a person reads, and that it says neither more nor less than the graph."""

import json
import random
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fairlead.pipeline.draw import (
    JUNCTIONS,
    Edge,
    Node,
    dot,
    lay_out,
    layers_of,
    mermaid,
    svg,
    text_graph,
    to_json,
)

SEED = [Node(name) for name in ("extract", "validate", "transform", "load", "train", "evaluate")]
SEED += [Node("deploy", conditional=True)]
SEED_EDGES = [
    ("extract", "validate"),
    ("extract", "transform"),
    ("validate", "load"),
    ("transform", "load"),
    ("load", "train"),
    ("load", "evaluate"),
    ("train", "deploy"),
    ("evaluate", "deploy"),
]
STATES = ["succeeded", "cached", "succeeded", "succeeded", "running", "failed", "skipped"]
AFTER_A_RUN = [
    Node(node.id, state=state, conditional=node.conditional, mapped=node.id == "transform")
    for node, state in zip(SEED, STATES, strict=True)
]


def nodes(names: str) -> list[Node]:
    return [Node(name) for name in names.split()]


def test_the_first_pipeline_of_the_documentation_is_a_small_diagram() -> None:
    assert text_graph(SEED, SEED_EDGES) == (
        "extract ─┬─> validate ──┬─> load ─┬─> train ────┬─?> deploy\n"
        "         └─> transform ─┘         └─> evaluate ─┘\n"
        "\n"
        "?> only if its condition holds"
    )


def test_states_are_icons_with_a_legend_and_a_wide_graph_goes_on_below() -> None:
    assert text_graph(AFTER_A_RUN, [*SEED_EDGES, ("extract", "deploy")], width=60) == (
        "✓ extract ─┬─> = validate ─────┬─> ✓ load ─┬…\n"
        "           ├─> ✓ transform ×n ─┘           └…\n"
        "           └────────────────────────────────…\n"
        "\n"
        "…─> ▶ train ────┬─?> – deploy\n"
        "…─> ✗ evaluate ─┤\n"
        "…───────────────┘\n"
        "\n"
        "✓ succeeded  = cached  ▶ running  ✗ failed  – skipped"
        "  ?> only if its condition holds  ×n once per item"
    )


def test_a_line_that_joins_another_says_in_which_direction_it_leads() -> None:
    edges = [("a", "b"), ("a", "c"), ("b", "c"), ("b", "d")]
    assert text_graph(nodes("a b c d"), edges) == "a ─┬─> b ─┬─> d\n   └──────▼─> c"


def test_lines_that_cross_can_be_told_from_lines_that_meet() -> None:
    edges = [("A", "X"), ("A", "Y"), ("B", "Y"), ("B", "Z"), ("C", "Z"), ("C", "X")]
    assert text_graph(nodes("A B C X Y Z"), edges) == (
        "A ─┬─┐\n   └─│─▲───────> Y\nB ───│─┴─┐\n     └───│─▲───> X\nC ───────│─┴─┐\n         └───▼─> Z"
    )


def test_a_graph_with_too_many_lines_becomes_a_list() -> None:
    wide = [Node("start"), *(Node(f"part_{number}") for number in range(50)), Node("end")]
    edges = [("start", f"part_{n}") for n in range(50)] + [(f"part_{n}", "end") for n in range(50)]
    lines = text_graph(wide, edges).splitlines()
    assert lines[0] == "   1  start"
    assert lines[1] == "   2  part_0   after start"
    assert lines[-1] == ("   3  end      after part_0, part_1, part_2, part_3, part_4, part_5 and 44 more")


def test_a_name_that_is_wider_than_the_terminal_is_cut() -> None:
    lines = text_graph([Node("a" * 200), Node("b")], [("a" * 200, "b")], width=40).splitlines()
    assert all(len(line) <= 40 for line in lines)
    assert lines[0].endswith("…")


def test_tasks_without_edges_stand_below_each_other() -> None:
    assert text_graph(nodes("a b"), []) == "a\nb"
    assert text_graph([], []) == ""


def arrivals(lines: list[str], row: int, column: int) -> Iterator[str]:
    """Follow lines from a place to the right, up and down, never to the left, and yield the names reached."""
    arms = {letter: directions for directions, letter in JUNCTIONS.items()} | {"│": (True, True, True, True)}
    waiting, seen = [(row, column, "right")], set()
    while waiting:
        place = row, column, came = waiting.pop()
        if place in seen or column >= len(lines[row]) or lines[row][column] == " ":
            continue
        seen.add(place)
        letter = lines[row][column]
        if letter == ">":
            yield lines[row][column + 2 :].split(" ")[0]
        elif letter in "─?▲▼" or (letter == "│" and came == "right"):
            waiting.append((row, column + 1, "right"))
        elif letter == "│":
            waiting.append((row + (1 if came == "down" else -1), column, came))
        else:
            _, right, up, down = arms[letter]
            waiting += [(row, column + 1, "right")] if right else []
            waiting += [(row - 1, column, "up")] if up and came != "down" else []
            waiting += [(row + 1, column, "down")] if down and came != "up" else []


def edges_drawn(drawing: str) -> set[Edge]:
    lines = drawing.splitlines()
    found = set()
    for row, line in enumerate(lines):
        for column, letter in enumerate(line):
            if letter.isalnum() and (column + 2 < len(line)) and not line[column + 1].isalnum():
                name = line[: column + 1].split(" ")[-1]
                found |= {(name, target) for target in arrivals(lines, row, column + 2)}
    return found


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Node], list[Edge]]:
    size = draw(st.integers(1, 9))
    pairs = [(source, target) for target in range(size) for source in range(target)]
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=14, unique=True)) if pairs else []
    tasks = [Node(f"t{number}", conditional=draw(st.booleans())) for number in range(size)]
    return tasks, [(f"t{source}", f"t{target}") for source, target in chosen]


@given(graphs())
def test_whoever_follows_the_lines_of_a_drawing_finds_exactly_the_edges(
    graph: tuple[list[Node], list[Edge]],
) -> None:
    drawing = text_graph(*graph, width=1000).partition("\n\n")[0]
    assume("after" not in drawing)
    assert edges_drawn(drawing) == set(graph[1])


@given(graphs(), st.integers(12, 100))
def test_a_drawing_fits_its_width_and_names_every_task(graph: tuple[list[Node], list[Edge]], width: int) -> None:
    drawing = text_graph(*graph, width=width).partition("\n\n?>")[0]
    assert all(len(line) <= width for line in drawing.splitlines())
    assert all(node.id in drawing for node in graph[0])


@given(graphs())
def test_every_edge_goes_from_an_earlier_layer_to_a_later_one(graph: tuple[list[Node], list[Edge]]) -> None:
    layers = layers_of(*graph)
    layer_of = {name: index for index, layer in enumerate(layers) for name in layer}
    assert sorted(layer_of) == sorted(node.id for node in graph[0])
    assert all(layer_of[source] < layer_of[target] for source, target in graph[1])


def test_crossings_that_can_be_avoided_are() -> None:
    layout = lay_out(nodes("a b x y"), [("a", "y"), ("b", "x")])
    assert layout is not None
    names = [[layout.nodes[vertex].id for vertex in column] for column in layout.columns]
    assert names in ([["a", "b"], ["y", "x"]], [["b", "a"], ["x", "y"]])


def test_mermaid_is_as_agreed() -> None:
    tasks = [
        Node("extract", state="succeeded"),
        Node("end"),
        Node("a.b", label='say "#1"'),
        Node("deploy", conditional=True),
    ]
    edges = [("extract", "end"), ("end", "a.b"), ("a.b", "deploy")]
    assert mermaid(tasks, edges) == (
        "flowchart LR\n"
        '    extract["✓ extract"]\n'
        '    _1["end"]\n'
        '    _2["say #34;#35;1#34;"]\n'
        '    deploy["deploy"]\n'
        "    extract --> _1\n"
        "    _1 --> _2\n"
        "    _2 -.-> deploy"
    )


def test_dot_is_as_agreed() -> None:
    tasks = [
        Node("extract", state="succeeded"),
        Node("parse", mapped=True),
        Node('say "x"\\', conditional=True),
    ]
    assert dot(tasks, [("extract", "parse"), ("parse", 'say "x"\\')]) == (
        "digraph pipeline {\n"
        "    rankdir=LR;\n"
        "    node [shape=box, style=rounded];\n"
        '    "extract" [label="extract\\n✓ succeeded"];\n'
        '    "parse" [label="parse ×n"];\n'
        '    "say \\"x\\"\\\\";\n'
        '    "extract" -> "parse";\n'
        '    "parse" -> "say \\"x\\"\\\\" [style=dashed];\n'
        "}"
    )


def test_json_carries_all_that_is_known() -> None:
    values = to_json([Node("a", "A", "failed", mapped=True), Node("b", conditional=True)], [("a", "b"), ("a", "b")])
    assert json.loads(json.dumps(values)) == {
        "nodes": [
            {"id": "a", "label": "A", "state": "failed", "conditional": False, "mapped": True},
            {"id": "b", "label": "b", "state": None, "conditional": True, "mapped": False},
        ],
        "edges": [{"from": "a", "to": "b", "conditional": True}],
    }


SVG = "{http://www.w3.org/2000/svg}"
GOLDEN = Path(__file__).with_name("golden") / "graph.svg"


def test_the_svg_of_the_first_pipeline_after_a_run_is_as_agreed() -> None:
    assert svg(AFTER_A_RUN, SEED_EDGES) + "\n" == GOLDEN.read_text(encoding="utf-8")


def test_the_svg_says_in_words_what_it_shows() -> None:
    drawing = ET.fromstring(svg(AFTER_A_RUN, SEED_EDGES))
    texts = [text.text for text in drawing.iter(f"{SVG}text")]
    assert {"✓ succeeded", "= cached", "▶ running", "✗ failed", "– skipped", "transform ×n"} <= set(texts)
    assert drawing.findtext(f"{SVG}title") == "Pipeline of 7 tasks and 8 edges"
    described = drawing.findtext(f"{SVG}desc") or ""
    assert "deploy (skipped) after train, evaluate, if its condition holds." in described
    assert "transform (succeeded), once per item after extract." in described
    dashed = [path for path in drawing.iter(f"{SVG}path") if path.get("stroke-dasharray")]
    assert len(dashed) == 2
    assert not list(drawing.iter(f"{SVG}script"))


any_text = st.text(min_size=1, max_size=60)


@given(st.lists(any_text, min_size=1, max_size=5, unique=True), any_text)
def test_the_svg_is_well_formed_for_any_names(names: list[str], state: str) -> None:
    tasks = [Node(name, state=state, mapped=True) for name in names]
    drawing = ET.fromstring(svg(tasks, [(names[0], name) for name in names[1:]]))
    assert len(list(drawing.iter(f"{SVG}g"))) == len(names)


@given(graphs())
def test_boxes_of_the_svg_lie_inside_it_and_do_not_overlap(graph: tuple[list[Node], list[Edge]]) -> None:
    drawing = ET.fromstring(svg(*graph))
    boxes = [
        tuple(float(box.get(side, "")) for side in ("x", "y", "width", "height")) for box in drawing.iter(f"{SVG}rect")
    ]
    assert len(boxes) == len(graph[0])
    for x, y, width, height in boxes:
        assert x >= 0 and y >= 0
        assert x + width <= float(drawing.get("width", "")) and y + height <= float(drawing.get("height", ""))
    assert not any(
        a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]
        for index, a in enumerate(boxes)
        for b in boxes[:index]
    )


def big_graphs() -> dict[str, tuple[list[Node], list[Edge]]]:
    dice = random.Random(7)
    tasks = [Node(f"t{number}", state="succeeded") for number in range(500)]
    near = [(f"t{dice.randrange(max(0, n - 40), n)}", f"t{n}") for n in range(1, 500) for _ in range(2)]
    layered = [
        (f"t{a}", f"t{b}") for a in range(500) for b in range(500) if a // 25 + 1 == b // 25 and dice.random() < 0.2
    ]
    chain = [(f"t{n}", f"t{n + 1}") for n in range(499)] + [(f"t{n}", "t499") for n in range(498)]
    star = [("t0", f"t{n}") for n in range(1, 500)]
    return {
        "near": (tasks, near),
        "layered": (tasks, layered),
        "chain": (tasks, chain),
        "star": (tasks, star),
    }


@pytest.mark.parametrize("kind", ["near", "layered", "chain", "star"])
def test_five_hundred_tasks_are_drawn(kind: str) -> None:
    tasks, edges = big_graphs()[kind]
    drawing = svg(tasks, edges)
    text_graph(tasks, edges)
    assert len(list(ET.fromstring(drawing).iter(f"{SVG}g"))) == 500
