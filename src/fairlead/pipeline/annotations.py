"""What functions say about their parameters and results, and whether one fits the other."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Parameter:
    """Hold one parameter of a function: its name, kind ("named", "*" or "**"), annotation and default."""

    name: str
    kind: str
    annotation: Any
    has_default: bool
    default: Any = None


def parameters_of(function: Callable[..., Any]) -> list[Parameter]:
    """Read a function's parameters with their annotations resolved where that is possible.

    >>> def f(a: int, *, b=1, **rest): ...
    >>> [(p.name, p.kind, p.has_default) for p in parameters_of(f)]
    [('a', 'named', False), ('b', 'named', True), ('rest', '**', False)]
    """
    import inspect  # only the loader process reads signatures

    hints = hints_of(function)
    kinds: dict[Any, str] = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}
    return [
        Parameter(
            name,
            kinds.get(parameter.kind, "named"),
            hints.get(name, Any),
            parameter.default is not inspect.Parameter.empty,
            parameter.default,
        )
        for name, parameter in inspect.signature(function).parameters.items()
    ]


def hints_of(function: Callable[..., Any]) -> dict[str, Any]:
    """Return a function's annotations by name, resolved where they can be.

    >>> def f(a: "int") -> str: ...
    >>> hints_of(f)
    {'a': <class 'int'>, 'return': <class 'str'>}
    """
    try:
        return typing.get_type_hints(function)
    except Exception:  # one that cannot be resolved spoils them all, so each is tried alone
        space = getattr(function, "__globals__", {})
        written = getattr(function, "__annotations__", {})
        return {name: hint for name in written if (hint := _hint(written[name], space)) is not None}


def _hint(annotation: Any, space: dict[str, Any]) -> Any:
    alone = types.SimpleNamespace(__annotations__={"it": annotation})
    try:
        return typing.get_type_hints(alone, space)["it"]
    except Exception:  # an annotation that cannot be resolved is only documentation
        return None


UNIONS = (typing.Union, types.UnionType)


def fits(given: Any, wanted: Any) -> bool:
    """Tell whether a value annotated `given` can be passed where `wanted` is expected; doubt counts as yes.

    >>> fits(int, float), fits(dict, str), fits(list[int], list), fits(int, int | None)
    (True, False, True, True)
    >>> fits(int | None, int), fits(int | None, str)
    (True, False)
    """
    if given is Any or wanted is Any:  # a class since Python 3.11, but no class fits it
        return True
    if typing.get_origin(wanted) in UNIONS:
        return any(fits(given, option) for option in typing.get_args(wanted))
    if typing.get_origin(given) in UNIONS:
        return any(fits(option, wanted) for option in typing.get_args(given))
    a, b = typing.get_origin(given) or given, typing.get_origin(wanted) or wanted
    if not isinstance(a, type) or not isinstance(b, type) or b is object:
        return True
    if (a in (int, bool) and b in (float, complex)) or (a is type(None) and b is type(None)):
        return True
    try:
        return issubclass(a, b) or issubclass(b, a)
    except TypeError:  # a protocol or a dict of typed keys, which Python does not compare
        return True


def element_of(annotation: Any) -> Any:
    """Return the type of the items of an annotated list, or Any.

    >>> element_of(list[int]), element_of(dict)
    (<class 'int'>, typing.Any)
    """
    arguments = typing.get_args(annotation)
    return arguments[0] if typing.get_origin(annotation) in (list, tuple, set, Sequence) and arguments else Any


def shown(annotation: Any) -> str:
    """Show an annotation as it is written.

    >>> shown(int), shown(list[int])
    ('int', 'list[int]')
    """
    return annotation.__name__ if type(annotation) is type else str(annotation)
