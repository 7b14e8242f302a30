"""What a run writes down: rows and events, gathered and committed together, under the fence of its owner."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from fairlead.clock import Clock
from fairlead.pipeline.artifacts import Artifact
from fairlead.pipeline.spec import TaskSpec
from fairlead.store import Store

LEASE = 10.0
"""Seconds without a sign of life after which another machine may take a run over."""

HEARTBEAT = 2.0
"""Seconds between signs of life."""

GATHER = 0.02
"""Seconds between two commits of what manifests keep as well: that tasks began, and that they succeeded."""

Row = dict[str, Any]
Event = dict[str, Any]


@dataclass(slots=True)
class Batch:
    """Gather what the next transaction writes."""

    tasks: dict[str, Row] = field(default_factory=dict)
    attempts: list[Row] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    effects: list[Row] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    measured: list[Row] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to write."""
        return not (self.tasks or self.events or self.is_pressing)

    @property
    def is_pressing(self) -> bool:
        """Tell whether there is something that nobody would know of if this process were killed now."""
        return bool(self.attempts or self.effects or self.answered or self.measured)


@dataclass(frozen=True, slots=True)
class Terms:
    """Say what must hold among all runs at the moment in which a task is claimed.

    Attributes
    ----------
    pool : the pool in which it takes a place; `others` is how many tasks of other runs may be there.
    effect_key : the side effect that no other run may be at, or have done.
    uncertain : whether it may be repeated after a run of which nobody knows whether it did it.
    again : whether it may be repeated although another run has done it.
    """

    pool: str | None = None
    others: int = 0
    effect_key: str | None = None
    uncertain: bool = False
    again: bool = False


class Journal:
    """Hold the task rows of a run, and write what changed in one transaction at a time.

    Parameters
    ----------
    run : the run's row; it is owned by this process under `fence`.
    rows : the rows of its tasks, as the store has them.
    on_event : told every event as soon as it is committed.
    """

    def __init__(
        self,
        run: Mapping[str, Any],
        rows: Iterable[Row],
        fence: int,
        store: Store,
        clock: Clock,
        on_event: Callable[[Event], None],
    ) -> None:
        self.run_id: str = run["id"]
        self.fence = fence
        self.store = store
        self.clock = clock
        self.on_event = on_event
        self.rows: dict[str, Row] = {row["task_id"]: row for row in rows}
        self._committed = clock.monotonic()
        self._batch = Batch()
        self._number: int = run["events"]

    def row(self, task_id: str, spec: TaskSpec) -> Row:
        """Return the row of a task; a part of a mapped task gets its row when it is first asked for."""
        if task_id not in self.rows:
            parent = self.rows[spec.id]
            self.rows[task_id] = new_row(self.run_id, task_id, spec, parent["position"])
        return self.rows[task_id]

    def change(self, row: Row, **values: Any) -> Row:
        """Change a row; it is written with the next commit."""
        row.update(values)
        self._batch.tasks[row["task_id"]] = row
        return row

    def attempt(self, row: Row, state: str, at: float, error: Mapping[str, Any] | None = None) -> None:
        """Write how the current attempt of a task ended that did not succeed."""
        self._batch.attempts.append(
            {
                "run_id": self.run_id,
                "task_id": row["task_id"],
                "attempt": row["attempt"],
                "state": state,
                "started": row["started"],
                "ended": at,
                "pid": row["pid"],
                "error": dict(error) if error else None,
            }
        )

    def effect(self, effect_key: str, row: Row, state: str, artifact: Artifact | None = None) -> None:
        """Write the outcome of a side effect."""
        self._batch.effects.append(self._effect(effect_key, row, state, artifact))

    def _effect(self, effect_key: str, row: Row, state: str, artifact: Artifact | None = None) -> Row:
        now = self.clock.now()
        return {
            "effect_key": effect_key,
            "run_id": self.run_id,
            "task_id": row["task_id"],
            "attempt": row["attempt"],
            "state": state,
            "intended": now,
            "settled": None if state == "intent" else now,
            "artifact": artifact.to_dict() if artifact else None,
        }

    def event(self, kind: str, task_id: str | None = None, attempt: int | None = None, **data: Any) -> None:
        """Append an event for whoever watches."""
        self._number += 1
        self._batch.events.append(
            {
                "run_id": self.run_id,
                "number": self._number,
                "at": self.clock.now(),
                "kind": kind,
                "task_id": task_id,
                "attempt": attempt,
                "data": data or None,
            }
        )

    def measured(self, row: Row, validations: Iterable[Mapping[str, Any]]) -> None:
        """Note what checks inside a task have measured, for the history of its suite."""
        for number, validation in enumerate(validations):
            name = f"{self.run_id}/{row['task_id']}/{row['attempt']}/{number}"
            about = {"id": name, "run_id": self.run_id, "task_id": row["task_id"], "at": self.clock.now()}
            self._batch.measured.append({**validation, **about})

    def answered(self, request_id: str) -> None:
        """Note that a request of another process was carried out."""
        self._batch.answered.append(request_id)

    @property
    def due(self) -> float:
        """Return the moment (monotonic clock, seconds) by which the next commit should be made.

        A run in which little happens commits at once what does; one of many short tasks gathers for a moment.
        """
        if self._batch.is_pressing:
            return self._committed
        return self._committed + (HEARTBEAT if self._batch.is_empty else GATHER)

    def commit(self) -> bool:
        """Write everything gathered in one transaction and say whether there was anything to write.

        Raises
        ------
        FencedError
            Another process has taken the run over; nothing was written.
        """
        if self._batch.is_empty and self.clock.monotonic() < self.due:
            return False
        with self._committing(in_turn=bool(self._batch.effects)):
            pass
        return True

    def claim(self, row: Row, terms: Terms, **values: Any) -> bool:
        """Change a row and write it, with everything gathered, if the terms hold; say whether they do.

        Asked and written in one transaction, in turn with other runs: of two that want the last place in a
        pool, or the same side effect, one gets it.

        Raises
        ------
        FencedError
            Another process has taken the run over; nothing was written.
        """
        runs, now = self.store.runs, self.clock.now()
        with self._committing(in_turn=True):
            holds = terms.pool is None or (runs.running_in_pools(now, self.run_id).get(terms.pool, 0) <= terms.others)
            if holds and terms.effect_key is not None:
                intent = self._effect(terms.effect_key, row | values, "intent")
                holds = runs.intend_effect(intent, now, uncertain=terms.uncertain, again=terms.again)
            if holds:
                self.change(row, **values)
        return holds

    @contextmanager
    def _committing(self, *, in_turn: bool) -> Iterator[None]:
        """Write everything gathered, and what is added inside, in one transaction under the fence."""
        runs = self.store.runs
        with self.store.transaction():
            runs.hold(self.run_id, self.fence, self.clock.now() + LEASE, self._number)
            if in_turn:
                runs.take_turns()
            runs.write_effects(self._batch.effects)
            yield
            batch, self._batch = self._batch, Batch()
            runs.write_tasks(list(batch.tasks.values()))
            runs.write_attempts(batch.attempts)
            runs.write_events(batch.events)
            runs.answered(batch.answered)
            for validation in batch.measured:
                self.store.validations.add(validation, validation["rules"])
        self._committed = self.clock.monotonic()
        for event in batch.events:
            self.on_event(event)


def new_row(run_id: str, task_id: str, spec: TaskSpec, position: int) -> Row:
    """Return the row of a task that has not begun."""
    empty = dict.fromkeys(
        ("reason", "started", "ended", "cpu", "pid", "cache_key", "artifact", "rows_in", "rows_out", "error",
         "source_run")
    )  # fmt: skip
    return {
        **empty,
        "run_id": run_id,
        "task_id": task_id,
        "name": spec.id,
        "position": position,
        "state": "pending",
        "attempt": 0,
        "cached": 0,
        # A mapped task as a whole takes no place in a pool; its parts do.
        "pool": None if spec.mapped is not None and task_id == spec.id else spec.pool,
    }
