"""``>>`` and ``<<`` between operators, what they give, groups, labels, and lists of these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fairlead.airflow.operator import Operator


class Edges:
    """Draw edges from the last operators of one thing to the first ones of another."""

    @property
    def roots(self) -> list[Operator]:
        """Return the operators that nothing in this comes before."""
        raise NotImplementedError

    @property
    def leaves(self) -> list[Operator]:
        """Return the operators that nothing in this comes after."""
        raise NotImplementedError

    def followed_by(self, other: Any) -> None:
        """Take note of what comes after this; a label does."""

    def preceded_by(self, other: Any) -> None:
        """Take note of what comes before this; a label does."""

    def set_downstream(self, other: Any, edge_modifier: object = None) -> None:
        """Draw edges from this to `other`."""
        draw(self, other)

    def set_upstream(self, other: Any, edge_modifier: object = None) -> None:
        """Draw edges from `other` to this."""
        draw(other, self)

    def __rshift__(self, other: Any) -> Any:
        draw(self, other)
        return other

    def __lshift__(self, other: Any) -> Any:
        draw(other, self)
        return other

    def __rrshift__(self, other: Any) -> Any:
        draw(other, self)
        return self

    def __rlshift__(self, other: Any) -> Any:
        draw(self, other)
        return self


def draw(before: Any, after: Any) -> None:
    """Draw edges between two things, each alone or in a list."""
    firsts, seconds = list(things(before)), list(things(after))
    for first in firsts:
        for second in seconds:
            first.followed_by(second)
            second.preceded_by(first)
            for leaf in first.leaves:
                for root in second.roots:
                    leaf.dag.connect(leaf, root)


def things(value: Any) -> Iterator[Any]:
    """Yield what can have edges from a thing or a list of things."""
    if isinstance(value, Edges):
        yield value
    elif isinstance(value, Iterable) and not isinstance(value, (str, bytes)):
        for one in value:
            yield from things(one)
    else:
        raise TypeError(f"{value!r} cannot stand beside >>: an operator, what a task gives, or a list of these can")
