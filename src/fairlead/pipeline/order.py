"""The order of tasks, and the way round where there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fairlead.errors import CycleError


def topological(upstream: Mapping[str, Sequence[str]]) -> list[str]:
    """Order ids so that each comes after everything before it, otherwise in the order of writing.

    Raises
    ------
    CycleError
        Tasks wait for each other; the message names the way round.

    >>> topological({"b": ["a"], "a": [], "c": ["b"]})
    ['a', 'b', 'c']
    """
    waiting = {name: len(set(names)) for name, names in upstream.items()}
    after: dict[str, list[str]] = {name: [] for name in upstream}
    for name, names in upstream.items():
        for other in set(names):
            after[other].append(name)
    ready = [name for name, count in waiting.items() if count == 0]
    order: list[str] = []
    for name in ready:
        order.append(name)
        for other in after[name]:
            waiting[other] -= 1
            if waiting[other] == 0:
                ready.append(other)
    if len(order) < len(upstream):
        raise CycleError.of(find_cycle(upstream, {name for name, count in waiting.items() if count}))
    return order


def find_cycle(upstream: Mapping[str, Sequence[str]], among: set[str]) -> list[str]:
    """Return one way round, in the direction of the arrows, beginning and ending with the same id.

    >>> find_cycle({"a": ["b"], "b": ["a"]}, {"a", "b"})
    ['a', 'b', 'a']
    """
    name, path = min(among), []
    while name not in path:
        path.append(name)
        name = next(other for other in upstream[name] if other in among)
    loop = path[path.index(name) :]
    start = loop.index(min(loop))
    turned = loop[start:] + loop[:start]
    return [turned[0], *reversed(turned[1:]), turned[0]]
