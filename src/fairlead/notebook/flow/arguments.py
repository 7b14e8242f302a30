"""The arguments of a call, found by position or by name."""

from __future__ import annotations

import ast
from typing import Any

from fairlead.notebook.flow.run import Run
from fairlead.notebook.flow.values import Constant, Items, Value


class Arguments:
    """Hold the values of a call's arguments, and the nodes they come from.

    Attributes
    ----------
    nodes : of the positional ones; keyword_nodes : of the others.
    rest : what ``*values`` and ``**values`` may bring that is not known.
    """

    __slots__ = ("keyword_nodes", "keywords", "nodes", "positional", "rest")

    def __init__(
        self,
        positional: list[Value],
        keywords: dict[str, Value],
        nodes: list[ast.expr | None] | None = None,
        keyword_nodes: dict[str, ast.expr] | None = None,
        rest: list[Value] | None = None,
    ) -> None:
        self.positional = positional
        self.keywords = keywords
        self.nodes: list[ast.expr | None] = nodes if nodes is not None else [None] * len(positional)
        self.keyword_nodes = keyword_nodes or {}
        self.rest = rest or []

    def get(self, position: int, *names: str) -> Value | None:
        """Return an argument by its position (-1: by name only) or one of its names."""
        keywords = self.keywords
        if keywords:
            for name in names:
                if name in keywords:
                    return keywords[name]
        return self.positional[position] if 0 <= position < len(self.positional) else None

    def node(self, position: int, *names: str) -> ast.expr | None:
        """Return the node of an argument."""
        keyword_nodes = self.keyword_nodes
        if keyword_nodes:
            for name in names:
                if name in keyword_nodes:
                    return keyword_nodes[name]
        return self.nodes[position] if 0 <= position < len(self.nodes) else None

    def constant(self, position: int, *names: str, default: Any = None) -> Any:
        """Return the constant that an argument is; the default where it is none."""
        value = self.get(position, *names)
        return value.value if isinstance(value, Constant) else default

    def axis(self, position: int) -> Any:
        """Return the axis that is asked for, 0 by default; of several, one that is not 0 if none of them is."""
        value = self.get(position, "axis")
        if isinstance(value, Items):
            several = [one.value for one in value.values if isinstance(one, Constant)]
            return max(several, default=0) if 0 not in several else 0
        return value.value if isinstance(value, Constant) else 0

    def all(self) -> list[Value]:
        """Return every value."""
        if not self.keywords and not self.rest:
            return self.positional
        return [*self.positional, *self.keywords.values(), *self.rest]


def arguments_of(run: Run, node: ast.Call) -> Arguments:
    """Evaluate the arguments of a call."""
    positional: list[Value] = []
    nodes: list[ast.expr | None] = []
    rest: list[Value] = []
    evaluated = run.value
    for argument in node.args:
        if type(argument) is ast.Starred:
            inner = evaluated(argument.value)
            if isinstance(inner, Items) and inner.rest is None:
                positional += inner.values
                nodes += [None] * len(inner.values)
            else:
                rest.append(inner)
        else:
            positional.append(evaluated(argument))
            nodes.append(argument)
    keywords: dict[str, Value] = {}
    keyword_nodes: dict[str, ast.expr] = {}
    for keyword in node.keywords:
        name, given = keyword.arg, keyword.value
        value = evaluated(given)
        if name is not None:
            keywords[name] = value
            keyword_nodes[name] = given
        elif isinstance(value, Items) and value.keys is not None:
            known = zip(value.keys, value.values, strict=True)
            keywords.update({key: one for key, one in known if isinstance(key, str)})
            rest += [one for key, one in zip(value.keys, value.values, strict=True) if key is None]
        else:
            rest.append(value)
    return Arguments(positional, keywords, nodes, keyword_nodes, rest)


def constants(arguments: Arguments, names: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return arguments as constants by name, for a description; ``...`` where the value is not one.

    Parameters
    ----------
    names : of the positional arguments.
    """
    given = dict(zip(names, arguments.positional, strict=False)) | arguments.keywords
    return {name: value.value if isinstance(value, Constant) else ... for name, value in given.items()}
