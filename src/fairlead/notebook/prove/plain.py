"""Scalars and containers of Python as nodes."""

from __future__ import annotations

import array as stdlib_array
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fairlead.notebook.prove.node import Node, leaf, node

if TYPE_CHECKING:
    from fairlead.notebook.prove.imprint import Imprint, Reader

LONG = 200
"""From so many elements on a container of one plain type is written as one array."""

LONG_TEXT = 2_000
"""Characters from which on a text is written line by line."""


def float_text(value: float) -> str:
    """Return a float to the last bit.

    >>> float_text(0.1), float_text(float("nan")), float_text(-0.0)
    ('0x1.999999999999ap-4', 'nan', '-0x0.0p+0')
    """
    return "nan" if math.isnan(value) else float(value).hex()


def _text(imprint: Imprint, value: str) -> Node:
    if len(value) <= LONG_TEXT:
        return leaf("str", value)
    lines = value.splitlines(keepends=True)
    return node("texts", "str", str(len(lines)), content=imprint.shelf.put_texts(lines))


def _bytes(imprint: Imprint, value: Any) -> Node:
    data = bytes(value)
    if len(data) <= LONG:
        return leaf(type(value).__name__, data.hex())
    return node("array", type(value).__name__, f"|u1 {len(data)}", content=imprint.shelf.put(data))


def _complex(_: Imprint, value: complex) -> Node:
    return leaf("complex", f"{float_text(value.real)} {float_text(value.imag)}")


def _list(imprint: Imprint, value: Any) -> Node:
    name = imprint.name_of(type(value))
    quick = sequence(imprint, name, value) if len(value) >= LONG else None
    if quick is not None and type(value) in (list, tuple):
        return quick
    names = getattr(type(value), "_fields", ())
    labels = [f".{names[n]}" if n < len(names) else f"[{n}]" for n in range(len(value))]
    children = [
        (label, imprint.part(one))
        for label, one in zip(
            labels, list.__iter__(value) if isinstance(value, list) else tuple.__iter__(value), strict=True
        )
    ]
    return node("branch", name, str(len(value)), [*children, *_own_attributes(imprint, value)])


def sequence(imprint: Imprint, name: str, values: Sequence[Any]) -> Node | None:
    """Write elements of one plain type as one part; None where they are of several."""
    kinds = set(map(type, values))
    shelf = imprint.shelf
    if kinds == {float}:
        data = stdlib_array.array("d", (math.nan if math.isnan(one) else one for one in values))
        return node("array", f"{name} of float", f"<f8 {len(values)}", content=shelf.put(data.tobytes()))
    if kinds == {bool}:
        return node("array", f"{name} of bool", f"|b1 {len(values)}", content=shelf.put(bytes(values)))
    if kinds == {int} and all(-(2**63) <= one < 2**63 for one in values):
        data = stdlib_array.array("q", values)
        return node("array", f"{name} of int", f"<i8 {len(values)}", content=shelf.put(data.tobytes()))
    if kinds == {str} or kinds == {str, type(None)}:
        return node("texts", f"{name} of str", str(len(values)), content=shelf.put_texts(list(values)))
    return None


def _set(imprint: Imprint, value: Any) -> Node:
    parts = sorted((imprint.part(one) for one in value), key=lambda part: part.digest)
    children = [(f"member {part.value[:60]}", part) for part in parts]
    return node("branch", imprint.name_of(type(value)), str(len(parts)), [*children, *_own_attributes(imprint, value)])


def _dict(imprint: Imprint, value: Any) -> Node:
    name = imprint.name_of(type(value))
    items = list(dict.items(value))
    own = _own_attributes(imprint, value)
    factory = getattr(value, "default_factory", None)
    if factory is not None and name == "collections.defaultdict":
        own.append((".default_factory", imprint.part(factory)))
    is_text = all(type(key) is str for key, _ in items)
    if is_text and len(items) >= LONG:
        keys = node("texts", "keys", str(len(items)), content=imprint.shelf.put_texts([key for key, _ in items]))
        values = sequence(imprint, "values", [one for _, one in items])
        if values is not None:
            return node("branch", name, str(len(items)), [("keys", keys), ("values", values), *own])
    children: list[tuple[str, Node]] = []
    for number, (key, one) in enumerate(items):
        if not is_text:
            children.append((f"key {number}", imprint.part(key)))
        children.append(
            (f"[{key!r}]" if type(key) in (str, int, float, bool) else f"[key {number}]", imprint.part(one))
        )
    return node("branch", name, str(len(items)), [*children, *own])


def _own_attributes(imprint: Imprint, value: Any) -> list[tuple[str, Node]]:
    """Return the attributes of an object that is a container besides."""
    attributes: Mapping[str, Any] = getattr(value, "__dict__", {})
    return [(f".{key}", imprint.part(one)) for key, one in attributes.items()]


def _view(imprint: Imprint, value: Any) -> Node:
    return node("branch", type(value).__name__, "", [("items", imprint.part(list(value)))])


def _deque(imprint: Imprint, value: Any) -> Node:
    children = [(f"[{n}]", imprint.part(one)) for n, one in enumerate(value)]
    return node("branch", imprint.name_of(type(value)), f"{len(value)} {value.maxlen}", children)


def _enum(imprint: Imprint, value: Any) -> Node:
    return leaf(imprint.name_of(type(value)), str(value.name))


def _datetime(imprint: Imprint, value: Any) -> Node:
    zone = getattr(value, "tzinfo", None)
    fold = getattr(value, "fold", 0)
    return leaf(imprint.name_of(type(value)), f"{value.isoformat()} {zone} {fold}")


def _said(imprint: Imprint, value: Any) -> Node:
    return leaf(imprint.name_of(type(value)), str(value))


def _shown(imprint: Imprint, value: Any) -> Node:
    return leaf(imprint.name_of(type(value)), repr(value))


SCALARS: Mapping[type, Reader] = {
    type(None): lambda _, value: leaf("None", ""),
    bool: lambda _, value: leaf("bool", str(value)),
    int: lambda _, value: leaf("int", str(value) if abs(value) < 10**4000 else hex(value)),
    float: lambda _, value: leaf("float", float_text(value)),
    complex: _complex,
    str: _text,
    bytes: _bytes,
    bytearray: _bytes,
    type(...): lambda _, value: leaf("Ellipsis", ""),
    type(NotImplemented): lambda _, value: leaf("NotImplemented", ""),
    range: lambda _, value: leaf("range", repr(value)),
}
"""How to write down what is exactly of one of these types; their subclasses are more than that."""

READERS: Mapping[tuple[str, str], Reader] = {
    ("builtins", "list"): _list,
    ("builtins", "tuple"): _list,
    ("builtins", "set"): _set,
    ("builtins", "frozenset"): _set,
    ("builtins", "dict"): _dict,
    ("builtins", "mappingproxy"): lambda imprint, value: imprint.part(dict(value)),
    ("builtins", "dict_keys"): _view,
    ("builtins", "dict_values"): _view,
    ("builtins", "dict_items"): _view,
    ("builtins", "slice"): _shown,
    ("collections", "deque"): _deque,
    ("enum", "Enum"): _enum,
    ("datetime", "datetime"): _datetime,
    ("datetime", "date"): _datetime,
    ("datetime", "time"): _datetime,
    ("datetime", "timedelta"): _shown,
    ("datetime", "timezone"): _shown,
    ("zoneinfo", "ZoneInfo"): _said,
    ("decimal", "Decimal"): _said,
    ("fractions", "Fraction"): _said,
    ("uuid", "UUID"): _said,
    ("pathlib", "PurePath"): _said,
    ("re", "Pattern"): _shown,
}
