"""Names in a written file: what stands for a task, and the steps that a tool needs besides the tasks."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Mapping

from fairlead.errors import ExportError
from fairlead.pipeline.spec import Graph, TaskSpec


def variables(ids: Iterable[str], taken: Iterable[str] = ()) -> dict[str, str]:
    """Return a Python name for each id, different from each other and from those that are taken.

    >>> variables(["train", "my-task", "class", "my_task"])
    {'train': 'train', 'my-task': 'my_task', 'class': 'class_', 'my_task': 'my_task_2'}
    """
    used, found = set(taken), {}
    for one in ids:
        name = re.sub(r"\W", "_", one)
        if keyword.iskeyword(name) or keyword.issoftkeyword(name):
            name += "_"
        if not name.isidentifier():
            name = f"task_{name}"
        base, n = name, 1
        while name in used:
            n += 1
            name = f"{base}_{n}"
        used.add(name)
        found[one] = name
    return found


def gate_of(spec: TaskSpec) -> str:
    """Return the id of the step that looks at a task's condition."""
    return f"{spec.id}_if"


def items_of(spec: TaskSpec) -> str:
    """Return the id of the step that lists what a mapped task runs over."""
    return f"{spec.id}_items"


def each_of(spec: TaskSpec) -> str:
    """Return the id of the step that runs once an item; the one with the task's own id then joins them."""
    return f"{spec.id}_each"


def entry_of(spec: TaskSpec) -> str:
    """Return the id of the first step of a task.

    >>> entry_of(TaskSpec("a")), entry_of(TaskSpec("a", mapped="n")), entry_of(TaskSpec("a", gate="b.passed"))
    ('a', 'a_items', 'a_if')
    """
    if spec.gate:
        return gate_of(spec)
    return items_of(spec) if spec.mapped else spec.id


def steps_of(graph: Graph, tool: str, *, with_gates: bool) -> list[str]:
    """Return the ids of all steps in their order.

    Raises
    ------
    ExportError
        A task has the id of a step that another one needs.
    """
    steps: list[str] = []
    for spec in graph.tasks.values():
        more = [gate_of(spec)] if spec.gate and with_gates else []
        more += [items_of(spec), each_of(spec)] if spec.mapped else []
        for one in more:
            if one in graph.tasks:
                raise ExportError.name_taken(tool, spec.id, one)
        steps += [*more, spec.id]
    return steps


def refuse_names(names: Mapping[str, str], tool: str, allowed: str, words: str) -> None:
    """Refuse ids that a tool does not take; `names` says for each what it is the id of.

    Raises
    ------
    ExportError
    """
    for name in names:
        if not re.fullmatch(allowed, name):
            raise ExportError.of_task(tool, name, f"the id may have only {words} there", "give it another id.")
