# ---
# title = "from __future__, dataclasses, typing, enum, protocols and match"
# tasks = 2
# kept = ["from __future__ import annotations", "class Kind(Enum)", "match kind"]
# ---
# %%
from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple
# %%
class Kind(Enum):
    FIRST = 1
    SECOND = 2


class Point(NamedTuple):
    x: float
    y: float = 0.0


@dataclass
class Node:
    value: int
    following: Node | None = None
# %%
chain = Node(1, Node(2, Node(3)))
kind = Kind.SECOND
# %%
def total(node: Node | None) -> int:
    return 0 if node is None else node.value + total(node.following)
# %%
match kind:
    case Kind.FIRST:
        words = "one"
    case Kind.SECOND:
        words = "two"
# %%
chain.following.value = 20
points = [Point(1.0, 2.0), Point(3.0)]
# %%
print(total(chain), words, kind is Kind.SECOND, sum(p.x + p.y for p in points), isinstance(chain, Node))
