"""What is skipped: after a branch, after a short circuit, and where there is nothing to map over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fairlead.airflow.xcom import XComs
from fairlead.pipeline.condition import Condition, chosen_ids
from fairlead.pipeline.tasks import Task


@dataclass(frozen=True, slots=True)
class Branched(Condition):
    """Hold if a branch chose this task or one that leads to it; also if the branch itself did not run.

    Attributes
    ----------
    keeps : the task, the groups that it is in, and everything that comes before it.
    """

    branch: Task
    task_id: str
    keeps: frozenset[str]

    @property
    def sentence(self) -> str:
        return f"{self.branch.id} chooses {self.task_id}"

    @property
    def tasks(self) -> tuple[Task, ...]:
        return (self.branch,)

    def holds(self, outputs: Mapping[str, Any]) -> bool:
        output = outputs[self.branch.id]
        return not isinstance(output, XComs) or not self.keeps.isdisjoint(chosen_ids(output.value))

    def facts(self, outputs: Mapping[str, Any]) -> str:
        chosen = chosen_ids(outputs[self.branch.id].value)
        return f"{self.branch.id} chose {', '.join(chosen) or 'nothing'}"


@dataclass(frozen=True, slots=True)
class Closed(Condition):
    """Hold if a short circuit returned something true; also if it did not run."""

    switch: Task

    @property
    def sentence(self) -> str:
        return f"{self.switch.id} lets pass"

    @property
    def tasks(self) -> tuple[Task, ...]:
        return (self.switch,)

    def holds(self, outputs: Mapping[str, Any]) -> bool:
        output = outputs[self.switch.id]
        return not isinstance(output, XComs) or bool(output.value)

    def facts(self, outputs: Mapping[str, Any]) -> str:
        return f"{self.switch.id} returned {outputs[self.switch.id].value!r}"


@dataclass(frozen=True, slots=True)
class HasItems(Condition):
    """Hold if there is something to map over: Airflow skips a task that is expanded over nothing."""

    source: Task

    @property
    def sentence(self) -> str:
        return f"{self.source.id} gives items"

    @property
    def tasks(self) -> tuple[Task, ...]:
        return (self.source,)

    def holds(self, outputs: Mapping[str, Any]) -> bool:
        output = outputs[self.source.id]
        return output is not None and any(True for _ in output)

    def facts(self, outputs: Mapping[str, Any]) -> str:
        return f"{self.source.id} gave none"
