"""What is next, given what is done: pure decisions over states, without disk, time or processes."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from fairlead.errors import UnknownTaskError
from fairlead.pipeline.rules import CALM, WORDS, verdict
from fairlead.pipeline.spec import Graph, TaskSpec

SETTLED = frozenset({"succeeded", "failed", "skipped", "upstream_failed", "cancelled"})


@dataclass(frozen=True, slots=True)
class Settled:
    """Say that a task ended, and why where that is not plain."""

    id: str
    state: str
    reason: str | None = None


class Plan:
    """Hold the state of every task of a run and tell which can start.

    >>> from fairlead.pipeline.spec import Graph, TaskSpec
    >>> graph = Graph("g", "g.py", {"a": TaskSpec("a"), "b": TaskSpec("b", data=("a",))})
    >>> plan = Plan(graph, graph.tasks)
    >>> list(plan.ready), list(plan.settle("a", "failed"))
    (['a'], [Settled(id='b', state='upstream_failed', reason='`a` failed')])
    """

    def __init__(self, graph: Graph, chosen: Iterable[str]) -> None:
        wanted = frozenset(chosen)
        self.specs: Mapping[str, TaskSpec] = {name: spec for name, spec in graph.tasks.items() if name in wanted}
        self.state: dict[str, str] = dict.fromkeys(self.specs, "pending")
        self.ready: deque[str] = deque()
        self.parts: dict[str, list[str]] = {}
        self._open_parts: dict[str, int] = {}
        self._parent: dict[str, str] = {}
        self._marred: set[str] = set()
        self._open = len(self.specs)
        self._waits: dict[str, int] = {}
        self._after: dict[str, list[str]] = {name: [] for name in self.specs}
        for name, spec in self.specs.items():
            before = {other for other in spec.upstream if other in self.specs}
            self._waits[name] = len(before)
            for other in before:
                self._after[other].append(name)
            if not before:
                self.ready.append(name)

    @property
    def is_finished(self) -> bool:
        """Tell whether every task has ended."""
        return self._open == 0

    def spec_of(self, task_id: str) -> TaskSpec:
        """Return the description of a task, or of the mapped task that it is a part of."""
        return self.specs[self._parent.get(task_id, task_id)]

    def take(self) -> Iterator[str]:
        """Yield the tasks that can start now, each once."""
        while self.ready:
            yield self.ready.popleft()

    def expand(self, task_id: str, count: int) -> list[str]:
        """Give a mapped task its parts; they are ready at once."""
        parts = [f"{task_id}[{n}]" for n in range(count)]
        self.parts[task_id] = parts
        self._open_parts[task_id] = count
        for part in parts:
            self.state[part] = "pending"
            self._parent[part] = task_id
            self.ready.append(part)
        self._open += count
        return parts

    def settle(self, task_id: str, state: str) -> Iterator[Settled]:
        """Take note that a task ended; yield the tasks that are thereby settled without running."""
        settled = deque([Settled(task_id, state)])
        while settled:
            one = settled.popleft()
            self.state[one.id] = one.state
            self._open -= 1
            for follows in (*self._parent_of(one.id), *self._after_of(one.id)):
                yield follows
                settled.append(follows)

    def _parent_of(self, task_id: str) -> Iterator[Settled]:
        parent = self._parent.get(task_id)
        if parent is not None:
            self._open_parts[parent] -= 1
            if self._open_parts[parent] == 0:
                yield self.outcome_of_parts(parent)

    def _after_of(self, task_id: str) -> Iterator[Settled]:
        mars = self.state[task_id] != "succeeded"
        for name in self._after.get(task_id, ()):
            self._waits[name] -= 1
            if mars:
                self._marred.add(name)
            if self._waits[name] == 0:
                yield from self._decide(name)

    def outcome_of_parts(self, parent: str) -> Settled:
        """Return how a mapped task ended, from how its parts did."""
        states = [self.state[part] for part in self.parts[parent]]
        for state in ("cancelled", "failed", "upstream_failed"):
            if state in states:
                n = states.count(state)
                return Settled(parent, state, f"{n} of {len(states)} parts {WORDS[state].replace('was', 'were')}")
        if states and all(state == "skipped" for state in states):
            return Settled(parent, "skipped", f"all {len(states)} parts were skipped")
        return Settled(parent, "succeeded")

    def _decide(self, name: str) -> Iterator[Settled]:
        """Let a task start whose last upstream task has ended, or yield why it cannot."""
        spec = self.specs[name]
        found = None
        if name in self._marred or spec.rule not in CALM:
            asked = (other for other in spec.upstream if other in self.state and other not in spec.aside)
            found = verdict(spec.rule, {other: self.state[other] for other in asked})
        if found is None:
            self.ready.append(name)
        else:
            yield Settled(name, *found)

    def outcome(self) -> str:
        """Return how the run ended."""
        states = set(self.state.values())
        if "failed" in states:
            return "failed"
        return "cancelled" if "cancelled" in states else "succeeded"


def closest(names: Iterable[str], graph: Graph) -> set[str]:
    """Return task names that were chosen by a person as a set.

    Raises
    ------
    UnknownTaskError
        One of them is not in the pipeline; the nearest is named.
    """
    chosen = set(names)
    for name in sorted(chosen - graph.tasks.keys()):
        raise UnknownTaskError.of(name, graph.tasks)
    return chosen


def retry_delay(spec: TaskSpec, repetition: int, jitter: float) -> float:
    """Return the wait before a repetition, seconds.

    Parameters
    ----------
    repetition : int, 1 for the first one.
    jitter : float in [0, 1), moves the wait by up to a tenth either way.

    >>> retry_delay(TaskSpec("a", retry_delay=2.0), 3, jitter=0.5)
    8.0
    """
    wait = min(spec.retry_delay * 2.0 ** (repetition - 1), spec.max_retry_delay)
    return wait * (0.9 + 0.2 * jitter)


def allowed_retries(spec: TaskSpec, kinds: Iterable[str]) -> int:
    """Return how often an attempt that ended with an exception of these types is repeated.

    >>> allowed_retries(TaskSpec("a", retries={"builtins.OSError": 2}), ["builtins.TimeoutError", "builtins.OSError"])
    2
    """
    return max((spec.retries.get(kind, 0) for kind in ("*", *kinds)), default=0)
