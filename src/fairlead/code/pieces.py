"""Say all about one piece of the project: a function, a class, or a module that is used as a value."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from functools import partial
from inspect import unwrap
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType

from fairlead.code.bytecode import bytecode_form, cells_of, nested
from fairlead.code.names import imports, links
from fairlead.code.source import Source, Space, chains_in, normal_form
from fairlead.code.trace import Trace, functions_in
from fairlead.code.values import items, token, token_or_piece

_OWN_PACKAGE = __name__.partition(".")[0]


def text_of(trace: Trace, name: str, item: FunctionType | type | ModuleType) -> str:
    """Say all about a piece of the project."""
    if isinstance(item, ModuleType):
        return _module_text(trace, item)
    return _class_text(trace, name, item) if isinstance(item, type) else _function_text(trace, name, item)


def _module_text(trace: Trace, module: ModuleType) -> str:
    """Any of the names of a module that is used as a value may be read."""
    names = [name for name in sorted(vars(module)) if not (name.startswith("__") and name.endswith("__"))]
    return "\n".join(links(trace, [(name,) for name in names], vars(module)))


def _function_text(trace: Trace, name: str, function: FunctionType) -> str:
    """Give source, what its names stand for, closure, defaults and attributes."""
    code, space, label = function.__code__, function.__globals__, name.partition(" (")[0]
    uses, definition = trace.files.uses(code), trace.files.definition(code)
    lines = [definition.text if definition else bytecode_form(code)]
    lines += links(trace, uses.chains, space) + imports(trace, code, space)
    read = {chain[0] for chain in uses.chains}
    lines += [trace.give_up(trace.label(space, one)) for one in sorted(uses.rebinds & read)]
    for cell, value in cells_of(function).items():
        known = trace.give_up if cell in uses.rebinds else partial(token_or_piece, trace, value)
        lines.append(cell + known(f"{label}.{cell}"))
    lines.append(_defaults(trace, function, label))
    with trace.tolerant():
        lines += links(trace, definition.chains if definition else (), space)
        lines += [f"{key}{token(trace, item, label)}" for key, item in sorted(vars(function).items())]
        if definition is None:
            lines.append(token(trace, function.__annotations__, label))
        _note_setup(trace, space)
    return "\n".join(lines)


def _defaults(trace: Trace, function: FunctionType, label: str) -> str:
    return items(trace, (function.__defaults__, function.__kwdefaults__), f"{label}.default")


def _class_text(trace: Trace, name: str, cls: type) -> str:
    """Give source, what its names stand for, bases, attributes and methods."""
    space = trace.space_of(cls) or {}
    source, codes = _class_codes(trace, cls, space)
    definitions = [one for code in codes if source and (one := source.definition(code))]
    lines = [one.text for one in definitions] or [cls.__qualname__]
    for code in codes:
        lines += links(trace, trace.files.uses(code).chains, space) + imports(trace, code, space)
    lines += [f"base{token(trace, base, name)}" for base in (*cls.__bases__, type(cls))]
    if issubclass(cls, enum.Enum):
        lines += [f"{key}:{token(trace, one.value, name)}" for key, one in cls.__members__.items()]
    inner = frozenset(each for code in codes for each in nested(code)) if codes else None
    for key, value in sorted(vars(cls).items()):
        lines += _attribute(trace, f"{name}.{key}", value, inner)
    with trace.tolerant():
        for definition in definitions:
            lines += links(trace, definition.chains, space)
        _note_setup(trace, space)
    return "\n".join(lines)


def _class_codes(trace: Trace, cls: type, space: Space) -> tuple[Source | None, list[CodeType]]:
    """Find the bodies of a class; none if its file is not at hand or has changed since its import."""
    methods = [one.__code__ for value in vars(cls).values() for one in functions_in(value)]
    written = [code for code in methods if code.co_qualname.startswith(f"{cls.__qualname__}.")]
    file = space.get("__file__") or next((code.co_filename for code in written), "")
    source = trace.files.source(file) if file else None
    if source is None or any(code.co_filename == file and code not in source.codes for code in written):
        return None, []
    return source, source.class_codes(cls.__qualname__)


def _attribute(trace: Trace, label: str, value: object, inner: frozenset[CodeType] | None) -> list[str]:
    """Say what an attribute of a class is; what is written in the class body is part of its source.

    `inner` is the code in the class body, None if its source is not at hand.
    """
    key = label.rpartition(".")[2]
    if functions := list(functions_in(value)):
        return [line for function in functions for line in _method_lines(trace, label, function, inner)]
    is_descriptor = hasattr(type(value), "__get__") or hasattr(type(value), "__set__")
    is_machinery = key.startswith("__") or key.startswith("_") and key.endswith("_") or key == "_abc_impl"
    if is_machinery or is_descriptor or isinstance(value, enum.Enum):
        return []
    return [key + token(trace, value, label)]


def _method_lines(trace: Trace, label: str, function: FunctionType, inner: frozenset[CodeType] | None) -> Iterator[str]:
    code = function.__code__
    if inner is None or code not in inner:
        # A dataclass writes its own __init__, from fields that are in the source.
        written_by = getattr(unwrap(function), "__code__", code).co_filename
        is_generated = label.endswith("__") and written_by.startswith("<")
        if inner is None or not is_generated:
            yield label + token(trace, function, label)
        return
    for cell, value in cells_of(function).items():
        if cell != "__class__":
            yield f"{label}.{cell}{token_or_piece(trace, value, f'{label}.{cell}')}"
    yield label + _defaults(trace, function, label)


def _note_setup(trace: Trace, space: Space) -> None:
    """Count the statements at the top of a file that set up a library: ``pd.set_option(...)``."""
    name = trace.label(space, "<module>")
    source = trace.files.source_of(space)
    if source is None or name in trace.texts:
        return
    nodes = [node for root, node in source.statements if _sets_up(trace, space.get(root))]
    if nodes:
        trace.texts[name] = ""
        lines = [normal_form(node) for node in nodes]
        trace.texts[name] = "\n".join(lines + links(trace, chains_in(nodes), space))


def _sets_up(trace: Trace, value: object) -> bool:
    """Tell whether a call of this may set something up; drawing a pipeline is not that."""
    if not isinstance(value, ModuleType | type | FunctionType | BuiltinFunctionType):
        return False
    home = value.__name__ if isinstance(value, ModuleType) else str(value.__module__)
    if home.partition(".")[0] == _OWN_PACKAGE:
        return False
    if not isinstance(value, FunctionType) or not trace.is_own(value):
        return True
    read = [value.__globals__.get(chain[0]) for chain in trace.files.uses(value.__code__).chains]
    return not any(str(getattr(one, "__module__", "")).partition(".")[0] == _OWN_PACKAGE for one in read)
