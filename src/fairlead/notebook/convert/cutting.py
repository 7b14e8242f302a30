"""Cut a cell into its statements, each with the comments that belong to it."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator, Sequence

from fairlead.notebook.convert.unit import Unit
from fairlead.notebook.notebook import Cell


def units_of_cell(cell: Cell, first: int, run: str | None = None) -> Iterator[Unit]:
    r"""Yield the statements of a cell in order; ids count on from `first`.

    >>> from fairlead.notebook.cell import code_cell
    >>> one, two = units_of_cell(code_cell(1, "# load\nx = 1  # a number\ny = x; "), 0)
    >>> one.before, one.text, one.behind, two.text
    (('# load',), 'x = 1', '# a number', 'y = x')
    """
    body = cell.tree.body if cell.tree is not None else []
    lines = cell.code.split("\n")
    reached = 0  # lines that belong to the statements so far
    for index, node in enumerate(body):
        unit = Unit(first + index, cell.number, index, node, _text(lines, node), run=(run, index) if run else None)
        begin, end = unit.lines
        unit.before = tuple(_comments(lines[reached : begin - 1]))
        following = body[index + 1] if index + 1 < len(body) else None
        if following is None or following.lineno > end:
            unit.behind = _behind(lines[end - 1], node)
            reached = end
        if following is None:
            unit.below = tuple(_comments(lines[end:]))
        yield unit


def _text(lines: Sequence[str], node: ast.stmt) -> str:
    decorators = getattr(node, "decorator_list", [])
    begin = min([node.lineno, *(one.lineno for one in decorators)])
    end = node.end_lineno or node.lineno
    taken = list(lines[begin - 1 : end])
    taken[-1] = taken[-1].encode()[: node.end_col_offset].decode(errors="ignore")
    if begin == node.lineno:
        taken[0] = taken[0].encode()[node.col_offset :].decode(errors="ignore")
    return "\n".join(taken)


def _comments(lines: Sequence[str]) -> Iterator[str]:
    """Yield the comments among lines between two statements."""
    for line in lines:
        text = line.strip()
        if text.startswith("#"):
            yield text


def _behind(line: str, node: ast.stmt) -> str:
    rest = line.encode()[node.end_col_offset or 0 :].decode(errors="ignore").strip().lstrip(";").strip()
    return rest if rest.startswith("#") else ""


def indented(text: str, indent: str) -> str:
    r"""Return lines of Python, each further in; lines that a string goes over stay where they are.

    >>> indented("x = '''a\nb'''\ny = 1", "  ")
    "  x = '''a\nb'''\n  y = 1"
    """
    fixed = lines_within_strings(text)
    return "\n".join(
        line if number in fixed or not line.strip() else indent + line
        for number, line in enumerate(text.split("\n"), 1)
    )


def lines_within_strings(text: str) -> frozenset[int]:
    """Return the lines, from 1, that begin within a string."""
    if "'''" not in text and '"""' not in text and "\\\n" not in text:
        return frozenset()
    found: set[int] = set()
    begun: list[int] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(text + "\n").readline):
            name = tokenize.tok_name[token.type]
            if name == "STRING":
                found.update(range(token.start[0] + 1, token.end[0] + 1))
            elif name == "FSTRING_START":
                begun.append(token.start[0])
            elif name == "FSTRING_END":
                found.update(range(begun.pop() + 1, token.end[0] + 1))
    except (tokenize.TokenError, IndentationError, SyntaxError):
        return found and frozenset(found) or frozenset()
    return frozenset(found)


def offset(text: str, line: int, column: int) -> int:
    """Return the character of a text at a line from 1 and a column in bytes."""
    lines = text.split("\n")
    before = sum(len(one) + 1 for one in lines[: line - 1])
    return before + len(lines[line - 1].encode()[:column].decode(errors="ignore"))


def span_in(unit: Unit, node: ast.expr | ast.stmt) -> tuple[int, int]:
    """Return where a node stands in the text of its statement, in characters."""
    begin = unit.lines[0]
    lead = unit.node.col_offset if begin == unit.node.lineno else 0

    def at(line: int, column: int) -> int:
        return offset(unit.text, line - begin + 1, column - (lead if line == begin else 0))

    return at(node.lineno, node.col_offset), at(node.end_lineno or node.lineno, node.end_col_offset or 0)
