"""How each task ended: written down, and told to the plan, which then lets others start or passes them over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fairlead.clock import Clock
from fairlead.errors import EffectUnknownError
from fairlead.pipeline.artifacts import Artifact
from fairlead.pipeline.journal import Journal, Row
from fairlead.pipeline.plan import Plan, Settled
from fairlead.pipeline.publish import Publisher
from fairlead.pipeline.results import Results, map_key
from fairlead.pipeline.spec import Graph, TaskSpec


class Outcomes:
    """Settle tasks: one place where row, event, output and plan change together."""

    def __init__(
        self,
        graph: Graph,
        plan: Plan,
        journal: Journal,
        results: Results,
        publisher: Publisher,
        clock: Clock,
        item: str | None = None,
    ) -> None:
        self.graph = graph
        self.plan = plan
        self.journal = journal
        self.results = results
        self.publisher = publisher
        self.clock = clock
        self.item = item
        self.listed: list[str] = []

    def row(self, task_id: str) -> Row:
        """Return the row of a task, or of a part of one."""
        return self.journal.row(task_id, self.spec(task_id))

    def spec(self, task_id: str) -> TaskSpec:
        """Return the description of a task, or of the mapped task that it is a part of."""
        return self.graph.tasks.get(task_id) or self.plan.spec_of(task_id)

    def recover(self, task_id: str, spec: TaskSpec, row: Row, artifact: Artifact, reason: str) -> None:
        """Settle a task of this run whose result was found after an interruption."""
        now = self.clock.now()
        self.journal.change(row, state="succeeded", reason=reason, started=row["started"] or now, ended=now, error=None)
        if spec.effect:
            self.journal.effect(self.results.effect_key(task_id, spec), row, "done", artifact)
        self.journal.event("task_recovered", task_id, reason=reason, rows_out=artifact.rows)
        self.finish(task_id, spec, row, artifact)

    def take_cached(self, task_id: str, spec: TaskSpec, row: Row, artifact: Artifact, run_id: str, reason: str) -> None:
        """Settle a task with the result that another run has stored."""
        now = self.clock.now()
        self.journal.change(
            row,
            state="succeeded",
            cached=1,
            source_run=run_id,
            reason=reason,
            started=now,
            ended=now,
            error=None,
        )
        self.journal.event("task_cached", task_id, reason=reason, rows_out=artifact.rows)
        self.finish(task_id, spec, row, artifact)

    def finish(self, task_id: str, spec: TaskSpec, row: Row, artifact: Artifact) -> None:
        """Write a task's output into its row and let the plan go on."""
        rows_in = self.results.rows_in(spec)
        self.journal.change(row, artifact=artifact.to_dict(), rows_in=rows_in, rows_out=artifact.rows)
        self._tell_findings(task_id, row, artifact.findings or ())
        self.go_on(task_id, spec, artifact)

    def _tell_findings(self, task_id: str, row: Row, findings: Sequence[Mapping[str, Any]]) -> None:
        for finding in findings:
            self.journal.event("finding", task_id, row["attempt"], **finding)

    def go_on(self, task_id: str, spec: TaskSpec, artifact: Artifact) -> None:
        """Take an output for what a task gave, and let the plan go on."""
        self.results.outputs[task_id] = artifact
        self.publisher.offer(task_id, spec, artifact)
        self.cascade(self.plan.settle(task_id, "succeeded"))

    def expand(self, task_id: str, items: Sequence[Artifact]) -> None:
        """Give a mapped task one part an item, or one part for the one item that is wanted."""
        self.listed = [one.digest for one in items]
        if self.item is not None:
            items = [one for one in items if one.digest == self.item][:1]
        row = self.row(task_id)
        self.journal.change(
            row, state="running", started=row["started"] or self.clock.now(), reason=f"{len(items)} parts"
        )
        self.journal.event("task_expanded", task_id, parts=len(items))
        parts = self.plan.expand(task_id, len(items))
        self.results.items.update(zip(parts, items, strict=True))
        self.drop_parts(task_id, frozenset(parts))
        if not items:
            self.end_map(self.plan.outcome_of_parts(task_id))
            self.cascade(self.plan.settle(task_id, "succeeded"))

    def drop_parts(self, task_id: str, parts: frozenset[str]) -> None:
        """Mark parts of before this run was resumed whose items are no longer in the list."""
        for row in self.journal.rows.values():
            if row["name"] == task_id and row["task_id"] != task_id and row["task_id"] not in parts:
                gone = dict.fromkeys(("cache_key", "artifact", "error"))
                self.journal.change(row, **gone, state="skipped", reason="its item is no longer in the list")

    def end_map(self, settled: Settled) -> None:
        """Write how a mapped task ended as a whole."""
        parts = self.plan.parts[settled.id]
        row = self.row(settled.id)
        reason = settled.reason or f"{len(parts)} parts"
        self.journal.change(row, state=settled.state, reason=reason, ended=self.clock.now())
        if settled.state == "succeeded":
            found = [self.results.outputs.get(part) for part in parts]
            outputs = [one if isinstance(one, Artifact) else None for one in found]
            self.results.outputs[settled.id] = outputs
            self.results.keys[settled.id] = map_key(self.results.keys.get(part) for part in parts)
            rows = [one.rows for one in outputs if one and one.rows is not None]
            all_cached = bool(parts) and all(self.journal.rows[part]["cached"] for part in parts)
            self.journal.change(
                row,
                cache_key=self.results.keys[settled.id],
                rows_out=sum(rows) if rows else None,
                cached=int(all_cached),
            )
        self.journal.event(f"task_{settled.state}", settled.id, reason=reason)

    def succeed(self, task_id: str, spec: TaskSpec, row: Row, artifact: Artifact) -> None:
        """Settle a task whose function has returned."""
        self.journal.change(row, state="succeeded", reason=None, error=None)
        if spec.effect:
            self.journal.effect(self.results.effect_key(task_id, spec), row, "done", artifact)
        self.journal.event(
            "task_succeeded",
            task_id,
            row["attempt"],
            rows_in=self.results.rows_in(spec),
            rows_out=artifact.rows,
            seconds=row["ended"] - row["started"],
        )
        self.finish(task_id, spec, row, artifact)

    def fail(self, task_id: str, error: Mapping[str, Any]) -> None:
        """Settle a task that failed for good."""
        row = self.row(task_id)
        reason = f"{error['type']}: {error['message']}"
        ended = row["ended"] or self.clock.now()
        self.journal.change(row, state="failed", error=dict(error), reason=reason, ended=ended)
        self._tell_findings(task_id, row, error.get("findings", ()))
        self.journal.event("task_failed", task_id, row["attempt"], error=dict(error))
        self.cascade(self.plan.settle(task_id, "failed"))

    def fail_unknown(self, task_id: str) -> None:
        """Fail a side effect of which nobody knows whether it happened."""
        error = EffectUnknownError.of(task_id, self.journal.run_id)
        self.fail(task_id, {"type": "EffectUnknownError", "message": error.message, "hint": error.hint})

    def settle(self, task_id: str, state: str, reason: str) -> None:
        """Settle a task that ended without running to its end."""
        self.journal.change(self.row(task_id), state=state, reason=reason, ended=self.clock.now())
        self.journal.event(f"task_{state}", task_id, reason=reason)
        self.cascade(self.plan.settle(task_id, state))

    def cascade(self, settled: Iterator[Settled]) -> None:
        """Write what follows for other tasks from one that has ended."""
        for one in settled:
            if one.id in self.plan.parts:
                self.end_map(one)
            else:
                self.journal.change(self.row(one.id), state=one.state, reason=one.reason)
                self.journal.event(f"task_{one.state}", one.id, reason=one.reason)
