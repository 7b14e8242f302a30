"""Drawings of a pipeline's graph: text for a terminal, Mermaid, DOT, SVG and plain values.

Read in this order: `node`, `layout`, then what draws: `terminal`, `picture`, `languages`.
"""

from fairlead.pipeline.draw.languages import dot, mermaid, to_json
from fairlead.pipeline.draw.layout import lay_out, layers_of
from fairlead.pipeline.draw.node import Edge, Node
from fairlead.pipeline.draw.picture import svg
from fairlead.pipeline.draw.terminal import JUNCTIONS, text_graph

__all__ = ["JUNCTIONS", "Edge", "Node", "dot", "lay_out", "layers_of", "mermaid", "svg", "text_graph", "to_json"]
