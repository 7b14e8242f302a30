"""Say what a name stands for: in a module, among the builtins, or in an import inside a function."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Iterable
from importlib.machinery import PathFinder
from itertools import accumulate
from types import CodeType, FunctionType, ModuleType
from typing import Any

from fairlead.code.bytecode import Chain, Import, Uses
from fairlead.code.source import Source, Space, normal_form
from fairlead.code.trace import DYNAMIC, LINK, NAMED, Trace
from fairlead.code.values import CONTAINERS, token, token_or_piece

# A file may be run as __main__ or imported; its functions do the same.
_ABOUT_THE_MODULE = frozenset(
    (
        *("__annotations__", "__builtins__", "__cached__", "__conditional_annotations__", "__doc__"),
        *("__loader__", "__name__", "__package__", "__spec__"),
    )
)


def links(trace: Trace, chains: Iterable[Chain], space: Space) -> list[str]:
    """Say what each of the names that code in a module reads stands for."""
    return [".".join(chain) + _resolve(trace, chain, space) for chain in sorted(chains)]


def _resolve(trace: Trace, chain: Chain, space: Space) -> str:
    """Return the token of a name in a module, with the attributes that are read from it."""
    name, rest = chain[0], chain[1:]
    if name == "__file__" and isinstance(space.get(name), str):
        return repr(trace.files.place(space[name]))
    if name in _ABOUT_THE_MODULE:
        return NAMED + name
    label = trace.label(space, name)
    source = trace.files.source_of(space)
    if source and name in source.rebound:
        return trace.give_up(label)
    if name not in space:
        return _builtin(trace, name)
    value = space[name]
    if source and _is_written(trace, source, chain, value):
        return trace.give_up(label)
    if isinstance(value, ModuleType):
        return _member(trace, value, rest, label)
    return token_or_piece(trace, value, label)


def _builtin(trace: Trace, name: str) -> str:
    if not hasattr(builtins, name):
        return "undefined"
    called = f"builtins.{name}"
    return trace.give_up(name) if called in DYNAMIC else NAMED + called


def _is_written(trace: Trace, source: Source, chain: Chain, value: object) -> bool:
    """Tell whether a function of the file changes what a name stands for: it is no constant then."""
    if isinstance(value, ModuleType | type | FunctionType) and not trace.is_own(value):
        return False
    for name in chain[1:]:
        value = vars(value).get(name) if isinstance(value, ModuleType) else value
    writes = source.stored | source.mutated if isinstance(value, CONTAINERS) else source.stored
    return any(write[: len(chain)] == chain[: len(write)] for write in writes)


def _member(trace: Trace, module: ModuleType, rest: Chain, label: str) -> str:
    """Return the token of a module, or of what is read from it."""
    if not trace.is_own(module):
        called = ".".join((module.__name__, *rest[:1]))
        return trace.give_up(called) if called in DYNAMIC else NAMED + module.__name__
    if not rest:
        return token(trace, module, label)
    if rest[0] in vars(module):
        return _resolve(trace, rest, vars(module))
    if "__getattr__" in vars(module):
        return _resolve(trace, ("__getattr__",), vars(module))
    return "undefined"


def imports(trace: Trace, code: CodeType, space: Space) -> list[str]:
    """Say what the import statements inside a function bring."""
    uses = trace.files.uses(code)
    return [f"import {one.module}" + _imported(trace, one, uses, space) for one in uses.imports]


def _imported(trace: Trace, one: Import, uses: Uses, space: Space) -> str:
    """Say what is used of an imported module, or else all of it."""
    name = _absolute(one, space)
    module = sys.modules.get(name)
    if not isinstance(module, ModuleType):
        return _file(trace, name, one.names)
    if not trace.is_own(module):
        return NAMED + name
    if one.names:
        tokens = [
            _member(trace, module, (each,), name) if each in vars(module) else _file(trace, f"{name}.{each}", ())
            for each in one.names
        ]
        return ",".join(tokens)
    if one.bound is None:
        return token(trace, module, name)
    top = sys.modules[name.partition(".")[0]]
    reads = sorted(chain[1:] for chain in uses.local_chains if chain[0] == one.bound)
    return ",".join(".".join(rest) + _member(trace, top, rest, top.__name__) for rest in reads)


def _file(trace: Trace, name: str, names: tuple[str, ...]) -> str:
    """Count the whole file of a module that is not loaded yet, and the files that it imports in turn."""
    tokens = []
    for each in [*_packages_above(name), *(f"{name}.{one}" for one in names)]:
        label = f"{each} (file)"
        path = _find_file(each)
        if path is None or not trace.files.is_local_file(path):
            continue
        tokens.append(LINK + label)
        if label in trace.texts:
            continue
        source = trace.files.source(path) if path.endswith(".py") else None
        if source is None:
            tokens.append(trace.give_up(each))
            continue
        trace.texts[label] = ""
        uses = trace.files.uses(source.code)
        for chain in sorted(uses.chains):
            if f"builtins.{chain[0]}" in DYNAMIC or ".".join(chain) in DYNAMIC:
                tokens.append(trace.give_up(f"{each}.{chain[0]}"))
        package = each if path.endswith("__init__.py") else each.rpartition(".")[0]
        inner = {"__name__": each, "__package__": package}
        texts = [_file(trace, _absolute(one, inner), one.names) for one in uses.imports]
        trace.texts[label] = "\n".join([normal_form(source.tree), *texts])
    return ",".join(tokens) or NAMED + name


def _absolute(one: Import, space: Space) -> str:
    """Return the full name of the module that an import statement in the given module means."""
    if not one.level:
        return one.module
    name = str(space.get("__name__"))
    package = str(space.get("__package__") or (name if "__path__" in space else name.rpartition(".")[0]))
    above = package.split(".")[: len(package.split(".")) - one.level + 1]
    return ".".join([*above, *([one.module] if one.module else [])])


def _packages_above(name: str) -> list[str]:
    """Return a module's name after those of the packages around it, which are imported first."""
    return list(accumulate(name.split("."), "{}.{}".format))


def _find_file(name: str) -> str | None:
    """Find the file of a module without importing the packages around it, as `importlib.util` would."""
    path: Any = None
    spec = None
    for each in _packages_above(name):
        spec = PathFinder.find_spec(each, path)
        if spec is None:
            return None
        path = spec.submodule_search_locations or []
    return spec.origin if spec and spec.has_location else None
