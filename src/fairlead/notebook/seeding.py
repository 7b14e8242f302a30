"""Tell whether a call that draws random numbers is given a seed, or its whole library has one."""

from __future__ import annotations

import ast
from typing import Any, Literal

from fairlead.notebook.facts import Facts

SEEDERS: dict[str, tuple[str, ...]] = {
    "numpy": ("numpy.random.seed",),
    "random": ("random.seed",),
    "torch": ("torch.manual_seed", "torch.random.manual_seed", "*.seed_everything"),
    "tensorflow": ("tensorflow.random.set_seed", "tensorflow.set_random_seed", "tensorflow.compat.v1.set_random_seed"),
    "polars": ("polars.set_random_seed",),
}
"""The functions that seed each library as a whole."""

SEEDS_ALL: dict[str, tuple[str, ...]] = {
    "*.set_random_seed": ("tensorflow", "numpy", "random", "torch"),
    "*.seed_everything": ("torch", "numpy", "random"),
    "*.set_seed": ("torch", "numpy", "random"),
    "*.enable_op_determinism": ("tensorflow",),
}
"""Functions of Keras, Lightning, Transformers and fast.ai that seed several libraries at once."""


def seeded_libraries(facts: Facts) -> frozenset[str]:
    """Return the libraries whose random numbers a notebook seeds as a whole."""
    found = {library for library, names in SEEDERS.items() if any(_with_value(facts, names))}
    for name, libraries in SEEDS_ALL.items():
        if any(_with_value(facts, (name,))):
            found.update(libraries)
    return frozenset(found)


def _with_value(facts: Facts, names: tuple[str, ...]) -> Any:
    """Yield the calls that are given a seed: ``seed()`` and ``seed(None)`` draw one anew each time."""
    for found, _ in facts.index.calls(*names):
        given = [*found.node.args, *(keyword.value for keyword in found.node.keywords)]
        if given and not _is_none(given[0]):
            yield found


def seed_of(facts: Facts, call: ast.Call, *names: str) -> Literal["given", "missing", "unknown"]:
    """Tell whether a call is given a seed by one of these names, also through ``**settings``."""
    state: Literal["given", "missing", "unknown"] = "missing"
    for keyword in call.keywords:
        if keyword.arg in names:
            return "missing" if _is_none(keyword.value) else "given"
        if keyword.arg is None:
            keys = _keys_of(facts, keyword.value)
            if keys is None:
                state = "unknown"
            elif keys & set(names):
                return "given"
    return state


def constant(call: ast.Call, name: str) -> Any:
    """Return the value of an argument that is written as a constant, else None."""
    for keyword in call.keywords:
        if keyword.arg == name and isinstance(keyword.value, ast.Constant):
            return keyword.value.value
    return None


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _keys_of(facts: Facts, node: ast.AST) -> set[str] | None:
    """Return the keys of ``**settings`` if they are written in the notebook, else None."""
    if isinstance(node, ast.Name):
        written = [
            found.node.value
            for found in facts.index.of(ast.Assign)
            if any(isinstance(target, ast.Name) and target.id == node.id for target in found.node.targets)
        ]
        if len(written) != 1:
            return None
        node = written[0]
    if isinstance(node, ast.Dict) and all(isinstance(key, ast.Constant) for key in node.keys):
        return {str(key.value) for key in node.keys if isinstance(key, ast.Constant)}
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dict" and not node.args:
        return {keyword.arg for keyword in node.keywords if keyword.arg}
    return None
