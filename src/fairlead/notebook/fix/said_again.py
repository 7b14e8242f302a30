"""Say again behind the split what was done to the whole table before it, for the training and the test rows apart.

``df["age"] = df["age"].fillna(df["age"].mean())`` before the split of ``X = df.drop(columns="churn")`` becomes::

    X_train, X_test = X_train.copy(), X_test.copy()
    X_test["age"] = X_test["age"].fillna(X_train["age"].mean())
    X_train["age"] = X_train["age"].fillna(X_train["age"].mean())
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from fairlead.notebook.facts import Facts
from fairlead.notebook.fix.edit import Edit
from fairlead.notebook.fix.learning import LEARNING, Statement
from fairlead.notebook.fix.parting import Parting
from fairlead.notebook.fix.spans import indent_at, line_end, line_start, span_of, stands_alone, text_of
from fairlead.notebook.fix.way import Way


def edits_of(
    facts: Facts, way: Way, parting: Parting, named: Mapping[int, str], made: Sequence[str]
) -> list[Edit] | str:
    """Return the edits that take the statements away and say them again behind the split.

    Parameters
    ----------
    named : for estimators that have no name, by the id of the node that makes them, the name that they get.
    made : the lines that make those.
    """
    source = facts.notebook.cells[parting.cell - 1].source
    split = span_of(facts, parting.statement, parting.cell)
    if split is None or not stands_alone(source, split):
        return "a magic or another statement stands in the line of the split"
    lines = list(made)
    if any(one.written for one in way.statements):
        lines.insert(0, f"{parting.train}, {parting.test} = {parting.train}.copy(), {parting.test}.copy()")
    edits = []
    for one in way.statements:
        span, own = span_of(facts, one.node, one.cell), facts.notebook.cells[one.cell - 1].source
        again = _again(facts, one, parting, named)
        if span is None or not stands_alone(own, span) or again is None:
            return "a magic or another statement stands in its line"
        lines += again
        edits.append(_taken_away(facts, one, span))
    at, indent = line_end(source, split[1]), indent_at(source, split[0])
    text = "".join(f"\n{indent}{line}" for line in lines)
    return [*edits, Edit(parting.cell, at, at, text)]


def _taken_away(facts: Facts, one: Statement, span: tuple[int, int]) -> Edit:
    source = facts.notebook.cells[one.cell - 1].source
    if one.source is None or not isinstance(one.node, ast.Assign):
        return Edit(one.cell, *gone(source, span))
    value = span_of(facts, one.node.value, one.cell)
    return Edit(one.cell, *(value or span), text_of(facts, one.source, one.cell))


def gone(source: str, span: tuple[int, int]) -> tuple[int, int, str]:
    """Return what takes the lines of a statement away; a comment in them stays."""
    end = line_end(source, span[1])
    comment = source[span[1] : end].lstrip()
    if comment:
        return span[0], end, comment
    begin = line_start(source, span[0])
    if end < len(source):
        return begin, end + 1, ""
    return max(begin - 1, 0), end, ""


def _again(facts: Facts, one: Statement, parting: Parting, named: Mapping[int, str]) -> list[str] | None:
    """Return the lines that do to both parts what a statement did to the table; None where its text is not known."""
    fits = [call for call in one.learns if isinstance(call.func, ast.Attribute) and call.func.attr in LEARNING]
    train = _text(facts, one, parting.train, named)
    if train is None or one.binds:
        return None if train is None else [train]
    of_train = {id(node) for call in one.learns if call not in fits for node in ast.walk(call)}
    test = _text(facts, one, parting.test, named, fits, (of_train, parting.train))
    if test is None:
        return None
    return [train, test] if fits else [test, train]


def _text(
    facts: Facts,
    one: Statement,
    part: str,
    named: Mapping[int, str],
    fits: Sequence[ast.Call] = (),
    learned: tuple[set[int], str] = (set(), ""),
) -> str | None:
    """Return the text of a statement about a part of the table.

    Parameters
    ----------
    fits : calls that only transform now.
    learned : nodes of statistics, and the part that these are about.
    """
    source = facts.notebook.cells[one.cell - 1].source
    changes = []
    for node, new in _exchanged(one, part, named, learned):
        span = span_of(facts, node, one.cell)
        changes.append((span, new))
    for call in fits:
        span = span_of(facts, call.func, one.cell)
        changes.append((span and (span[1] - len("fit_transform"), span[1]), "transform"))
    for node in ast.walk(one.node):
        if isinstance(node, ast.Call) and _is_frame_without_labels(facts, node):
            span = span_of(facts, node, one.cell)
            changes.append((span and (span[1] - 1, span[1] - 1), f", index={part}.index"))
    whole = span_of(facts, one.node, one.cell)
    if whole is None:
        return None
    text, reached = "", whole[0]
    for span, new in sorted(changes, key=lambda change: change[0] or (0, 0)):
        if span is None or span[0] < reached:
            return None
        text += source[reached : span[0]] + new
        reached = span[1]
    return text + source[reached : whole[1]]


def _is_frame_without_labels(facts: Facts, node: ast.Call) -> bool:
    """Tell whether a table is made whose rows are numbered anew: behind the split they keep their own labels."""
    is_frame = facts.index.name_of(node.func) == "pandas.DataFrame"
    return is_frame and not any(keyword.arg == "index" for keyword in node.keywords)


def _exchanged(
    one: Statement, part: str, named: Mapping[int, str], learned: tuple[set[int], str]
) -> Iterator[tuple[ast.AST, str]]:
    """Yield the nodes of a statement that are exchanged, each with the name in its place."""
    names = {one.table}
    if isinstance(one.source, ast.Name):
        names.add(one.source.id)
    waiting: list[ast.AST] = [one.node]
    while waiting:
        node = waiting.pop()
        if id(node) in named:
            yield node, named[id(node)]
        elif node is one.source:
            yield node, part
        elif isinstance(node, ast.Name) and node.id in names:
            yield node, learned[1] if id(node) in learned[0] else part
        else:
            waiting += ast.iter_child_nodes(node)
