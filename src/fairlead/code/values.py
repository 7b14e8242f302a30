"""Say what a live value is."""

from __future__ import annotations

import enum
import functools
import hashlib
import re
import sys
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePath
from types import (
    BuiltinFunctionType,
    FunctionType,
    GenericAlias,
    MappingProxyType,
    MethodDescriptorType,
    MethodType,
    MethodWrapperType,
    ModuleType,
    SimpleNamespace,
    UnionType,
    WrapperDescriptorType,
)
from typing import Any

from fairlead.code.bytecode import cells_of
from fairlead.code.source import MUTATORS
from fairlead.code.trace import DESCRIPTOR_PARTS, DESCRIPTORS, DYNAMIC, LINK, NAMED, UNKNOWN, Trace

CONTAINERS = (list, dict, set, deque, bytearray)

_LITERALS = frozenset({int, str, float, complex, bytes, bool, type(None), type(...), range, type(NotImplemented)})
# Values of these types say all that they are in their repr. By name, so that nothing is imported for them.
_REPRESENTED = frozenset(
    {
        "builtins.bytearray",
        "builtins.slice",
        "datetime.date",
        "datetime.datetime",
        "datetime.time",
        "datetime.timedelta",
        "datetime.timezone",
        "decimal.Decimal",
        "fractions.Fraction",
        "operator.attrgetter",
        "operator.itemgetter",
        "operator.methodcaller",
        "uuid.UUID",
        "zoneinfo.ZoneInfo",
    }
)
# These have a state, but none that a result can depend on; the value of a secret is nobody's business.
_INERT = frozenset(
    {
        "_thread.RLock",
        "_thread.lock",
        "builtins.object",
        "fairlead.pipeline.secrets.Secret",
        "logging.Logger",
        "logging.LoggerAdapter",
        "logging.RootLogger",
        "rich.console.Console",
    }
)
# Classes that declare their fields: dataclasses, attrs, pydantic.
_RECORD_MARKS = ("__dataclass_fields__", "__attrs_attrs__", "__pydantic_fields__")


def token(trace: Trace, value: Any, label: str) -> str:
    """Say what a value is; `label` names it if that cannot be said.

    >>> from pathlib import Path
    >>> from fairlead.code.source import Files
    >>> token(Trace(Files(Path.cwd())), {"a": [1, 2.5]}, "thing")
    "dict('a':list(1,2.5))"
    """
    if type(value) in _LITERALS:
        return repr(value)
    for kinds, describe in _RULES:
        if isinstance(value, kinds):
            return describe(trace, value, label)
    return _object(trace, value, label)


def token_or_piece(trace: Trace, value: object, label: str) -> str:
    """Return a token; what is plain data becomes a piece of its own, so that its change can be named."""
    text = token(trace, value, label)
    return text if text.startswith((LINK, NAMED, UNKNOWN)) else trace.piece(label, text)


def items(trace: Trace, value: Iterable[object], label: str) -> str:
    """Write a container, in order unless it has none; one that contains itself is unknown."""
    if id(value) in trace.inside:
        return trace.give_up(label)
    trace.inside.add(id(value))
    if isinstance(value, set | frozenset):
        parts = sorted(token(trace, item, label) for item in sorted(value, key=_written_at))
    elif isinstance(value, Mapping):
        parts = [f"{token(trace, key, label)}:{token(trace, item, label)}" for key, item in value.items()]
    else:
        parts = [token(trace, item, label) for item in value]
    kind = type(value)
    head = kind.__name__ if kind.__module__ == "builtins" else f"items of {token(trace, kind, label)}"
    if isinstance(value, defaultdict):
        head += token(trace, value.default_factory, label)
    more = getattr(value, "__dict__", None)
    tail = items(trace, more, label) if more else ""
    trace.inside.discard(id(value))
    return f"{head}({','.join(parts)}){tail}"


def _written_at(value: object) -> tuple[str, int]:
    """Order functions, so that two of the same name get the same numbers in every process."""
    code = getattr(value, "__code__", None)
    return str(getattr(value, "__qualname__", "")), getattr(code, "co_firstlineno", 0)


def _function(trace: Trace, function: FunctionType, label: str) -> str:
    if known := trace.known(function):
        return known
    space = function.__globals__
    if not trace.files.is_local(space):
        return _foreign(trace, function, label)
    trace.visit(space)
    return trace.enter(function, trace.label(space, function.__code__.co_qualname))


def _foreign(trace: Trace, function: Any, label: str) -> str:
    """Name a library's function; one that wraps functions of the project leads to them."""
    called = f"{function.__module__}.{function.__qualname__}"
    if called in DYNAMIC:
        return trace.give_up(called)
    named = trace.remember(function, NAMED + called)
    wrapped = [function.__wrapped__] if hasattr(function, "__wrapped__") else []
    with trace.tolerant():
        tokens = [token(trace, item, label) for item in [*wrapped, *cells_of(function).values()]]
    links = sorted(one for one in tokens if LINK in one)
    return trace.remember(function, f"{named}({','.join(links)})") if links else named


def _method(trace: Trace, method: MethodType, label: str) -> str:
    return _published(trace, method) or f"method{items(trace, (method.__func__, method.__self__), label)}"


def _partial(trace: Trace, made: functools.partial[object], label: str) -> str:
    inside = (made.func, made.args, dict(sorted(made.keywords.items())))
    return f"partial{items(trace, inside, label)}"


def _descriptor(trace: Trace, made: Any, label: str) -> str:
    functions = [getattr(made, name, None) for name in DESCRIPTOR_PARTS]
    made_of = tuple(one for one in functions if one is not None)
    return f"{type(made).__name__}{items(trace, made_of, label)}"


def _module(trace: Trace, module: ModuleType, label: str) -> str:
    if not trace.is_own(module):
        return NAMED + module.__name__
    return trace.known(module) or trace.enter(module, f"{module.__name__} (module)")


def _class(trace: Trace, cls: type, label: str) -> str:
    if known := trace.known(cls):
        return known
    space = trace.space_of(cls)
    if space is None:
        return trace.give_up(label)
    if not trace.files.is_local(space):
        return f"{NAMED}{cls.__module__}.{cls.__qualname__}"
    return trace.enter(cls, trace.label(space, cls.__qualname__))


def _member_of_enum(trace: Trace, member: enum.Enum, label: str) -> str:
    return f"{member.name} of {token(trace, type(member), label)}{token(trace, member.value, label)}"


def _path(trace: Trace, path: PurePath, label: str) -> str:
    return f"Path({trace.files.place(str(path))!r})"


def _alias(trace: Trace, alias: Any, label: str) -> str:
    """Write a type such as ``list[Row]`` or ``int | None``."""
    origin, extra = getattr(alias, "__origin__", None), getattr(alias, "__metadata__", ())
    return f"{type(alias).__name__}{items(trace, (origin, alias.__args__, extra), label)}"


def _c_function(trace: Trace, function: Any, label: str) -> str:
    owner = getattr(function, "__self__", getattr(function, "__objclass__", None))
    if name := _published(trace, function):
        return name
    is_mutator = isinstance(owner, CONTAINERS) and function.__name__ in MUTATORS
    if isinstance(owner, ModuleType) or owner is None or is_mutator:
        return trace.give_up(label)
    return f"{token(trace, owner, label)}.{function.__name__}"


def _published(trace: Trace, value: Any) -> str | None:
    """Name a thing that a library offers under a name: ``polars.col``, ``random.choice``."""
    owner = getattr(value, "__self__", value)
    places = (getattr(value, "__module__", None), type(owner).__module__, getattr(owner, "__name__", None))
    homes = {place for place in places if isinstance(place, str)}
    for home in sorted(homes | {home.partition(".")[0] for home in homes}):
        module = sys.modules.get(home)
        if not isinstance(module, ModuleType) or trace.is_own(module):
            continue
        names = [name for name, offered in vars(module).copy().items() if offered is value]
        if names:
            called = f"{home}.{min(names)}"
            return trace.give_up(called) if called in DYNAMIC else NAMED + called
    return None


def _object(trace: Trace, value: Any, label: str) -> str:
    """Say what an object is that has no rule of its own."""
    kind = type(value)
    called = f"{kind.__module__}.{kind.__qualname__}"
    if getattr(kind, "__fairlead_task__", False):
        return token(trace, value.function, label)
    if called in _REPRESENTED and " at 0x" not in (text := repr(value)):
        return f"{called}:{text}"
    if called in _INERT:
        return NAMED + called
    if kind.__module__ in ("typing", "typing_extensions"):
        return _alias(trace, value, label) if hasattr(value, "__args__") else f"{called}:{value!r}"
    if kind.__module__ == "numpy" and (array := _array(value)):
        return array
    if callable(value) and callable(wrapped := getattr(value, "__wrapped__", None)):
        return f"{NAMED}{called}({token(trace, wrapped, label)})"
    return _published(trace, value) or _instance(trace, value, label)


def _array(value: Any) -> str | None:
    """Write a NumPy array or number by its bytes; None for one that holds Python objects."""
    if not all(hasattr(value, name) for name in ("dtype", "shape", "tobytes")) or value.dtype.hasobject:
        return None
    return f"numpy({value.dtype.descr},{value.shape},{hashlib.sha256(value.tobytes()).hexdigest()})"


def _instance(trace: Trace, value: object, label: str) -> str:
    """Say what an object is by its class and attributes, if the class says that they are all there is."""
    for plain in (str, bytes, int, float):
        if isinstance(value, plain):
            return f"{plain.__repr__(value)} of {token(trace, type(value), label)}"
    fields = _fields(trace, value)
    if fields is None or id(value) in trace.inside:
        return trace.give_up(label)
    trace.inside.add(id(value))
    text = f"object of {token(trace, type(value), label)}{items(trace, fields, label)}"
    trace.inside.discard(id(value))
    return text


def _fields(trace: Trace, value: object) -> dict[str, object] | None:
    kind = type(value)
    bases = [base for base in kind.__mro__ if base is not object and base.__module__ not in ("abc", "typing")]
    if not any(hasattr(kind, mark) for mark in _RECORD_MARKS) and not all(map(trace.is_own, bases)):
        return None
    slots = {name for base in kind.__mro__ for name in _slots(base) if hasattr(value, name)}
    fields = {name: getattr(value, name) for name in slots} | getattr(value, "__dict__", {})
    return dict(sorted(fields.items()))


def _slots(cls: type) -> set[str]:
    """Return the names under which a class keeps attributes outside `__dict__`; private ones are mangled."""
    slots = vars(cls).get("__slots__", ())
    names = {slots} if isinstance(slots, str) else set(slots) - {"__dict__", "__weakref__"}
    private = {name for name in names if name.startswith("__") and not name.endswith("__")}
    return names - private | {f"_{cls.__name__.lstrip('_')}{name}" for name in private}


# What has a rule of its own; the first that fits decides (a member of an IntEnum is an int, too).
_RULES: tuple[tuple[Any, Callable[[Trace, Any, str], str]], ...] = (
    (FunctionType, _function),
    ((GenericAlias, UnionType), _alias),
    (type, _class),
    (ModuleType, _module),
    (MethodType, _method),
    (functools.partial, _partial),
    (DESCRIPTORS, _descriptor),
    ((BuiltinFunctionType, MethodDescriptorType, MethodWrapperType, WrapperDescriptorType), _c_function),
    (enum.Enum, _member_of_enum),
    (PurePath, _path),
    (re.Pattern, lambda trace, value, label: f"re({value.pattern!r},{int(value.flags)})"),
    ((tuple, list, set, frozenset, deque, dict, MappingProxyType), items),
    (SimpleNamespace, lambda trace, value, label: f"namespace{items(trace, vars(value), label)}"),
)
