"""The graph in the words of other programs: Mermaid, DOT, plain values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from fairlead.pipeline.draw.node import Edge, Node

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
