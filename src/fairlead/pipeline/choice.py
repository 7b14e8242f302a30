"""Which part of a pipeline a run covers, and what a person has decided about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """Say which part of a pipeline a run covers.

    Attributes
    ----------
    tasks : what runs; None for all.
    forced : tasks that run even if their result is stored.
    reused : tasks that do not run and whose latest stored output is taken as it is.
    repeat_effects : side effects that a person allows to happen again although it is not known whether they did.
    assume_done : side effects that a person has seen to have happened.
    item : digest of the one item that a mapped task runs for; "" for none of them, None for all.
    """

    tasks: frozenset[str] | None = None
    forced: frozenset[str] = frozenset()
    reused: frozenset[str] = frozenset()
    repeat_effects: frozenset[str] = frozenset()
    assume_done: frozenset[str] = frozenset()
    item: str | None = None

    def to_dict(self) -> dict[str, list[str]]:
        """Return what belongs to the run itself as plain values; what a person allows holds for one resume."""
        stored = {"tasks": self.tasks, "forced": self.forced, "reused": self.reused}
        return {name: sorted(names) for name, names in stored.items() if names}

    @classmethod
    def from_dict(
        cls,
        values: Mapping[str, Sequence[str]],
        *,
        repeat_effects: frozenset[str] = frozenset(),
        assume_done: frozenset[str] = frozenset(),
    ) -> Choice:
        """Rebuild from `to_dict`."""
        return cls(
            tasks=frozenset(values["tasks"]) if "tasks" in values else None,
            forced=frozenset(values.get("forced", ())),
            reused=frozenset(values.get("reused", ())),
            repeat_effects=repeat_effects,
            assume_done=assume_done,
        )
