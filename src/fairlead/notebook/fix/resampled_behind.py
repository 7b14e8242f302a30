"""Repeat or make up rows behind the split: among the training rows alone.

``X, y = SMOTE().fit_resample(X, y)`` before ``train_test_split(X, y)`` goes, and behind the split comes
``X_train, y_train = SMOTE().fit_resample(X_train, y_train)``. Rows that are repeated by hand are for `parted_first`.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from fairlead.notebook.facts import Facts
from fairlead.notebook.fix.edit import Edit
from fairlead.notebook.fix.parted_first import parted_first
from fairlead.notebook.fix.parting import names_in
from fairlead.notebook.fix.said_again import gone
from fairlead.notebook.fix.spans import indent_at, line_end, span_of, stands_alone, text_of
from fairlead.notebook.fix.standing import Standing, split_behind, used_elsewhere
from fairlead.notebook.rules.rule import Hit

_MAGIC = "a magic or another statement stands in its line"


def resampled_behind(facts: Facts, hit: Hit) -> Sequence[Edit] | str:
    """Let a sampler see the training rows only, or part the rows before they are repeated, where that is plain."""
    standing = Standing.of(facts, hit.place)
    if standing is None or isinstance(standing.node, (ast.FunctionDef, ast.ClassDef)):
        return "it does not stand at the top of a cell"
    call = standing.node.value if isinstance(standing.node, ast.Assign) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute) or call.func.attr != "fit_resample":
        return parted_first(facts, standing)
    assert isinstance(standing.node, ast.Assign)
    target = standing.node.targets[0]
    if not isinstance(target, ast.Tuple) or len(call.args) != 2 or call.keywords or len(standing.node.targets) != 1:
        return "it does not give two names for two tables"
    made = [one.id for one in target.elts if isinstance(one, ast.Name)]
    if len(made) != 2 or made[0] == made[1]:
        return "it does not give two names for two tables"
    return _behind(facts, standing, call, made)


def _behind(facts: Facts, standing: Standing, call: ast.Call, made: list[str]) -> Sequence[Edit] | str:
    parted = split_behind(facts, standing)
    if parted is None:
        return "no plain `train_test_split` follows"
    cell, split = parted.cell, parted.call
    given = [one.id if isinstance(one, ast.Name) else "" for one in split.args]
    if not all(name in given for name in made):
        return "the split does not part just what was made"
    sources = [text_of(facts, one, standing.cell) for one in call.args]
    source_names = names_in(call.args[0]) | names_in(call.args[1])
    for _, between in standing.up_to(parted):
        if names_in(between) & ({*made} | source_names):
            return "its tables are used on the way to the split"
    strange = used_elsewhere(standing.behind(parted), {*made} - source_names)
    strange = strange or used_elsewhere(standing.behind(parted), {*made} & source_names)
    if strange:
        return f"`{strange}` is used again behind the split"
    own, own_source = span_of(facts, standing.node, standing.cell), facts.notebook.cells[standing.cell - 1].source
    behind, source = span_of(facts, parted.node, cell), facts.notebook.cells[cell - 1].source
    if own is None or behind is None or not (stands_alone(own_source, own) and stands_alone(source, behind)):
        return _MAGIC
    edits = [Edit(standing.cell, *gone(own_source, own))]
    for node in ast.walk(split):
        if isinstance(node, ast.Name) and node.id in made:
            span = span_of(facts, node, cell)
            if span is None:
                return _MAGIC
            edits.append(Edit(cell, *span, sources[made.index(node.id)]))
    parts = [parted.parts[2 * given.index(name)] for name in made]
    sampler = text_of(facts, call.func, standing.cell)
    at, indent = line_end(source, behind[1]), indent_at(source, behind[0])
    line = f"{', '.join(parts)} = {sampler}({', '.join(parts)})"
    return [*edits, Edit(cell, at, at, f"\n{indent}{line}")]
