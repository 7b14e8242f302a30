"""Everything else as nodes: functions by their code, objects by what pickling would keep of them."""

from __future__ import annotations

import copyreg
import hashlib
from collections.abc import Mapping
from types import CodeType
from typing import TYPE_CHECKING, Any

from fairlead.notebook.prove.node import Node, leaf, node, unknown

if TYPE_CHECKING:
    from fairlead.notebook.prove.imprint import Imprint, Reader

CACHES = frozenset(("_cache", "_item_cache", "_repr_cache", "_stop_words_id"))
"""Attributes of libraries that hold what was computed from others on the way, or an address in memory."""


def by_pickling(imprint: Imprint, value: Any) -> Node:
    """Write an object as the parts that pickling would keep: how it is made, its state, its items.

    What cannot be pickled (open files, locks, generators) is unknown.
    """
    kind = type(value)
    name = imprint.name_of(kind)
    reduce = copyreg.dispatch_table.get(kind)
    try:
        reduced = reduce(value) if reduce is not None else value.__reduce_ex__(4)
    except Exception as error:  # whatever a class raises that does not want to be pickled
        return unknown(name, f"it cannot be pickled: {error}"[:200])
    if isinstance(reduced, str):
        return leaf(name, reduced)
    made, arguments, state, items, pairs = (*reduced, None, None, None)[:5]
    children: list[tuple[str, Node]] = []
    if getattr(made, "__name__", "") not in ("__newobj__", "_reconstructor"):
        children.append(("made by", imprint.part(made)))
    children += [(f"argument {n}", imprint.part(one)) for n, one in enumerate(arguments) if one is not kind]
    if isinstance(state, tuple) and len(state) == 2 and all(isinstance(one, dict | None) for one in state):
        children += [part for one in state if one for part in _attributes(imprint, one)]
    elif isinstance(state, dict):
        children += _attributes(imprint, state)
    elif state is not None:
        children.append(("state", imprint.part(state)))
    children += [(f"[{n}]", imprint.part(one)) for n, one in enumerate(items or ())]
    children += [(f"[{key!r}]", imprint.part(one)) for key, one in pairs or ()]
    return node("branch", name, "", children)


def _attributes(imprint: Imprint, state: Mapping[Any, Any]) -> list[tuple[str, Node]]:
    return [(f".{key}", imprint.part(one)) for key, one in state.items() if key not in CACHES]


def _function(imprint: Imprint, value: Any) -> Node:
    if not imprint.is_own(value.__module__):
        return leaf("function", f"{value.__module__}.{value.__qualname__}")
    name = value.__qualname__
    inside = [one.cell_contents for one in value.__closure__ or () if _is_filled(one)]
    kept = [*(value.__defaults__ or ()), *(value.__kwdefaults__ or {}).values(), *inside]
    children = [(f"kept value {n}", imprint.part(one)) for n, one in enumerate(kept)]
    return node("code", "function", f"{name} {_code_digest(value.__code__)}", children)


def _is_filled(cell: Any) -> bool:
    try:
        _ = cell.cell_contents
    except ValueError:
        return False
    return True


def _code_digest(code: CodeType) -> str:
    digest = hashlib.blake2b(code.co_code, digest_size=12)
    for constant in code.co_consts:
        text = _code_digest(constant) if isinstance(constant, CodeType) else repr(constant)
        digest.update(text.encode("utf-8", "backslashreplace") + b"\0")
    digest.update("\0".join((*code.co_names, *code.co_varnames)).encode())
    return digest.hexdigest()


def _class(imprint: Imprint, value: type) -> Node:
    if not imprint.is_own(value.__module__):
        return leaf("class", f"{value.__module__}.{value.__qualname__}")
    methods = [f"{key}={_code_digest(one.__code__)}" for key, one in vars(value).items() if hasattr(one, "__code__")]
    constants = [
        (f".{key}", imprint.part(one))
        for key, one in vars(value).items()
        if not key.startswith("__") and not callable(one) and not hasattr(one, "__get__") and key != "_abc_impl"
    ]
    return node("code", "class", f"{value.__qualname__} {' '.join(methods)}", constants)


def _builtin(_: Imprint, value: Any) -> Node:
    owner = getattr(value, "__self__", None)
    if owner is not None and not hasattr(owner, "__spec__") and not isinstance(owner, type):
        return unknown("method", "a bound method of a built-in object")
    return leaf("function", f"{getattr(value, '__module__', None)}.{value.__qualname__}")


def _method(imprint: Imprint, value: Any) -> Node:
    children = [("of", imprint.part(value.__self__)), ("function", imprint.part(value.__func__))]
    return node("branch", "method", value.__name__, children)


def _module(_: Imprint, value: Any) -> Node:
    return leaf("module", value.__name__)


def _partial(imprint: Imprint, value: Any) -> Node:
    children = [(name, imprint.part(getattr(value, name))) for name in ("func", "args", "keywords")]
    return node("branch", "functools.partial", "", children)


def _not_consumed(imprint: Imprint, value: Any) -> Node:
    return unknown(imprint.name_of(type(value)), "to look at it would use it up")


READERS: Mapping[tuple[str, str], Reader] = {
    ("builtins", "function"): _function,
    ("builtins", "type"): _class,
    ("builtins", "builtin_function_or_method"): _builtin,
    ("builtins", "method"): _method,
    ("builtins", "module"): _module,
    ("builtins", "generator"): _not_consumed,
    ("builtins", "map"): _not_consumed,
    ("builtins", "filter"): _not_consumed,
    ("builtins", "zip"): _not_consumed,
    ("builtins", "enumerate"): _not_consumed,
    ("builtins", "list_iterator"): _not_consumed,
    ("functools", "partial"): _partial,
    ("numpy", "ufunc"): lambda _, value: leaf("numpy.ufunc", value.__name__),
}
