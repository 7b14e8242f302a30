"""What the coordinator knows of a pipeline: plain values, read off the user's file by the loader process."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

_NONE: Mapping[str, Any] = {}


class TaskSpec(NamedTuple):
    """Describe one task without its code.

    A tuple, because loader and coordinator make one a task: a frozen dataclass of so many fields takes four times
    as long to make, which a run of many thousand stored tasks would wait for.

    Attributes
    ----------
    data : ids of the tasks whose output content this task (or its condition) reads.
    map_only : the one of them that is read only to give each part of a mapped task its item.
    order_only : ids of the tasks that must come first but hand nothing over.
    wiring : for each parameter, where its value comes from, in words (part of the cache key).
    params : for each parameter that is set from outside, its value as JSON (part of the cache key).
    files : parameters that are paths of inputs; the content of the file counts, not its name.
    code : ``{"digest": ..., "pieces": {name: digest}, "unknown": [names]}``.
    retries : allowed repetitions by exception type; ``"*"`` stands for any.
    chooses : how its output decides about the tasks after it: ``"branch"`` or ``"short_circuit"``.
    gate : the condition that the task was given itself; `condition` also has those that choosing tasks imply.
    aside : the ones of `data` that are only looked at: the trigger rule does not ask how they ended.
    """

    id: str
    data: tuple[str, ...] = ()
    map_only: str | None = None
    order_only: tuple[str, ...] = ()
    wiring: Mapping[str, str] = _NONE
    params: Mapping[str, Any] = _NONE
    files: Mapping[str, str] = _NONE
    provided: tuple[str, ...] = ()
    mapped: str | None = None
    condition: str | None = None
    rule: str = "all_success"
    retries: Mapping[str, int] = _NONE
    retry_delay: float = 1.0
    max_retry_delay: float = 300.0
    timeout: float | None = None
    pool: str | None = None
    executor: str = "process"
    effect: bool = False
    idempotency_key: str | None = None
    cache: bool = True
    cache_age: float | None = None
    versions: Mapping[str, str] = _NONE
    publish: str | None = None
    code: Mapping[str, Any] = _NONE
    seed: int | None = None
    doc: str = ""
    location: str = ""
    chooses: str | None = None
    gate: str | None = None
    aside: tuple[str, ...] = ()

    def is_map(self, task_id: str) -> bool:
        """Tell whether `task_id` is this mapped task as a whole, not one of its parts."""
        return self.mapped is not None and task_id == self.id

    def reads(self, *, is_part: bool) -> tuple[str, ...]:
        """Return the tasks whose outputs are handed over: a part of a mapped task does not get the whole list."""
        if not is_part or self.map_only is None:
            return self.data
        return tuple(name for name in self.data if name != self.map_only)

    @property
    def upstream(self) -> tuple[str, ...]:
        """Return every task that must end before this one."""
        return self.data + self.order_only


@dataclass(frozen=True, slots=True)
class Graph:
    """Describe a pipeline: its tasks in topological order and its settings."""

    name: str
    file: str
    tasks: Mapping[str, TaskSpec]
    description: str = ""
    pools: Mapping[str, int] = field(default_factory=dict)
    schedule: str | None = None
    timezone: str = "UTC"
    start_date: str | None = None
    catchup: bool = False
    seed: int | None = None
    notify: tuple[Mapping[str, Any], ...] = ()
    frozen: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def edges(self) -> Iterator[tuple[str, str]]:
        """Return every edge as (upstream id, task id)."""
        for spec in self.tasks.values():
            for name in spec.upstream:
                yield name, spec.id

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON; code that several tasks have stands there once, they have its number."""
        values = {item.name: getattr(self, item.name) for item in fields(self)}
        numbers: dict[Any, int] = {}
        codes: list[Mapping[str, Any]] = []
        known: dict[int, int] = {}  # by identity: most tasks that share their code share the very object
        tasks = []
        for spec in self.tasks.values():
            written = _written(spec)
            if "code" in written:
                number = known.get(id(spec.code))
                if number is None:
                    key = (*spec.code["pieces"].items(), *spec.code["unknown"])
                    number = known[id(spec.code)] = numbers.setdefault(key, len(codes))
                    if number == len(codes):
                        codes.append(spec.code)
                written["code"] = number
            tasks.append(written)
        return values | {"tasks": tasks, "codes": codes}

    @classmethod
    def from_json(cls, text: str) -> Graph:
        """Rebuild from the JSON of `to_dict`."""
        return cls.from_dict(json.loads(text))

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Graph:
        """Rebuild from `to_dict`."""
        rest = {name: value for name, value in values.items() if name != "codes"}
        codes = values.get("codes", ())
        tasks = {spec["id"]: _read(spec, codes) for spec in values["tasks"]}
        return cls(**{**rest, "tasks": tasks, "notify": tuple(values.get("notify", ()))})

    def descendants(self, ids: set[str]) -> set[str]:
        """Return `ids` and everything that follows them."""
        found = set(ids)
        for spec in self.tasks.values():
            if not found.isdisjoint(spec.upstream):
                found.add(spec.id)
        return found

    def ancestors(self, ids: set[str]) -> set[str]:
        """Return `ids` and everything that they need."""
        found = set(ids)
        for spec in reversed(list(self.tasks.values())):
            if spec.id in found:
                found.update(spec.upstream)
        return found


DEFAULTS: Mapping[str, Any] = TaskSpec(id="")._asdict()
_USUAL = tuple(DEFAULTS.items())


def _written(spec: TaskSpec) -> dict[str, Any]:
    """Return what is not as usual; most of it is, and the very same object."""
    pairs = zip(_USUAL, spec, strict=True)
    return {name: value for (name, usual), value in pairs if value is not usual and value != usual}


def _read(values: Mapping[str, Any], codes: Sequence[Mapping[str, Any]]) -> TaskSpec:
    read = dict(values)
    for name in ("data", "order_only", "provided", "aside"):
        if name in read:
            read[name] = tuple(read[name])
    if isinstance(read.get("code"), int):
        read["code"] = codes[read["code"]]
    return TaskSpec(**read)
