"""Say what can be said of a step that is in no family: its function, or its public attributes that end in ``_``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fairlead.features.facts.words import counted, listed, number
from fairlead.features.recipe import blocks_of, kind_of

SHORT = 5
"""A list of more values says little in a sentence."""

OF_ALL = frozenset({"n_features_in_", "feature_names_in_", "n_samples_seen_", "n_iter_"})
"""Attributes that most steps have and that say nothing about one."""


def function(part: Any, names: Sequence[str]) -> Iterator[str]:
    """Name the function, and what it is given besides the table."""
    if part.func is None:
        yield "passes its columns on unchanged"
        return
    name = getattr(part.func, "__name__", type(part.func).__name__)
    given = ", ".join(f"{key}={value!r}" for key, value in (part.kw_args or {}).items())
    name = "a nameless function" if name == "<lambda>" else f"{name}()"
    yield f"calls {name}{f' with {given}' if given else ''}; nothing is learned"


def blocks(part: Any, names: Sequence[str]) -> Iterator[str]:
    """Say which columns go through which block, and which are dropped."""
    kept = set[str]()
    for block in blocks_of(part, names):
        columns = [names[place] for place in block.places]
        if kind_of(block.transformer) != "drop" and columns:
            kept |= set(columns)
            yield f"{block.name}: {counted(len(columns), 'column')} ({listed(columns)})"
    gone = [name for name in names if name not in kept]
    if gone:
        yield f"dropped: {listed(gone)}"


def union(part: Any, names: Sequence[str]) -> Iterator[str]:
    """Say which parts work side by side."""
    yield f"side by side: {listed(name for name, _ in part.transformer_list)}"


def model(part: Any, names: Sequence[str]) -> Iterator[str]:
    """Say what the model learns from, and what it can answer."""
    yield f"learns from {counted(len(names), 'feature')}"
    classes = getattr(part, "classes_", None)
    if classes is not None and len(classes) <= SHORT:
        yield f"answers {listed(classes)}"


def attributes(part: Any, names: Sequence[str]) -> Iterator[str]:
    """Say the learned attributes that are short enough for a sentence."""
    for name, value in vars(part).items():
        if name.endswith("_") and not name.startswith("_") and name not in OF_ALL:
            text = _short(value, names)
            if text is not None:
                yield f"{name.rstrip('_').replace('_', ' ')}: {text}"


def _short(value: Any, names: Sequence[str]) -> str | None:
    if isinstance(value, str | bool | int | float):
        return number(value)
    if isinstance(value, Mapping):
        pairs = [(key, one) for key, one in value.items() if isinstance(one, str | int | float)]
        if len(pairs) == len(value) and len(pairs) <= SHORT:
            return listed(f"{key} = {number(one)}" for key, one in pairs)
        return counted(len(value), "entry").replace("entrys", "entries")
    shape = getattr(value, "shape", None)
    if shape == ():
        return number(value)
    is_flat = isinstance(value, list | tuple | set | frozenset) or (isinstance(shape, tuple) and len(shape) == 1)
    if not is_flat:
        return None
    items = list(value)
    if len(items) == len(names) > 1 and len(items) <= SHORT:
        return listed(f"{name} {number(item)}" for name, item in zip(names, items, strict=True))
    return listed(items) if len(items) <= SHORT else counted(len(items), "value")
