"""Find what a notebook writes to files for later, and under which names."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.flow.events import Save
from fairlead.notebook.tree import names_in

DUMPS = (
    *("pickle.dump", "pickle.dumps", "joblib.dump", "sklearn.externals.joblib.dump", "dill.dump", "dill.dumps"),
    *("cloudpickle.dump", "cloudpickle.dumps", "skops.io.dump", "skops.io.dumps", "_pickle.dump", "cPickle.dump"),
)
"""Functions that write any object."""

MODEL_SAVERS = (
    *DUMPS,
    *("torch.save", ".save", ".save_model", ".save_weights", ".save_pretrained", ".export", ".to_onnx", ".dump_model"),
    *("*.log_model", "*.autolog", "*.convert_sklearn", "*.ModelCheckpoint", "*.save_model", "*.dump_svmlight_file"),
    *("fairlead.model.save", ".register", "*.register_model", "*.sklearn2pmml", "*.to_onnx", ".write_h5"),
)
"""Functions and methods that may write a model; of ``.save`` only those of models can be meant."""


def dumped_names(facts: Facts) -> frozenset[str]:
    """Return the names whose objects are written by themselves, or within a dict, list or tuple."""
    found: set[str] = set()
    for one, _ in facts.index.calls(*DUMPS):
        given = [*one.node.args[:1], *(k.value for k in one.node.keywords if k.arg in ("value", "obj"))]
        found.update(*map(names_in, given))
    for name, values in facts.index.assigned.items():
        if name in found:  # a dict that was given a name first
            found.update(one.id for value in values for one in _members(value))
    return frozenset(found)


def _members(node: ast.AST) -> Iterator[ast.Name]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dict":
        yield from (k.value for k in node.keywords if isinstance(k.value, ast.Name))
    if isinstance(node, (ast.Dict, ast.List, ast.Tuple)):
        yield from (one for one in ast.walk(node) if isinstance(one, ast.Name))


def saved_models(facts: Facts) -> Iterator[Save]:
    """Yield where a model is written to a file."""
    for event in facts.flow.of(Save):
        if event.what == "model" and isinstance(event.node, ast.Call):
            yield event


def path_of(facts: Facts, call: ast.Call, position: int | None = None) -> list[ast.expr]:
    """Return the expressions that a file's path is made of, names resolved as far as they are bound once.

    The path is an argument itself, or what ``open`` was given, there or in the ``with`` around it.

    Parameters
    ----------
    position : of the path among the arguments; without it, the first of a method and the second of a function.
    """
    bound = facts.index.assigned
    opened = opened_around(facts, call)
    if position is None:
        is_function = not isinstance(call.func, ast.Attribute) or call.func.attr in ("dump", "dumps")
        position = 1 if is_function or facts.index.name_of(call.func) == "torch.save" else 0
    given = [*call.args[position:], *(k.value for k in call.keywords if k.arg in _PATH_WORDS)]
    if not given:
        return []
    found = [given[0]]
    for one in found:
        for name in list(ast.walk(one)):
            if not isinstance(name, ast.Name) or len(found) > _LONGEST_WAY:
                continue
            more = [opened[name.id]] if name.id in opened else bound.get(name.id, [])
            found += [value for value in more if len(more) == 1 and value not in found]
    return found


def opened_around(facts: Facts, call: ast.Call) -> dict[str, ast.expr]:
    """Return what the names of the ``with`` statements around a call were opened as."""
    return {
        item.optional_vars.id: item.context_expr
        for found in facts.index.of(ast.With)
        for item in found.node.items
        if isinstance(item.optional_vars, ast.Name) and any(one is call for one in ast.walk(found.node))
    }


_PATH_WORDS = ("filename", "file", "f", "filepath", "path", "fname", "model_uri")
_LONGEST_WAY = 8


def text_in(nodes: list[ast.expr]) -> str:
    """Return the text that is written in expressions, one piece after another."""
    pieces = [one.value for node in nodes for one in ast.walk(node) if isinstance(one, ast.Constant)]
    return " ".join(piece for piece in pieces if isinstance(piece, str))
