"""What the record says of each statement and task: all that a proof needs to know where to look."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from fairlead.notebook.convert.body import Writer
from fairlead.notebook.convert.plan import Task
from fairlead.notebook.convert.unit import Unit
from fairlead.notebook.convert.versions import RANDOM, Flow


def statements_of(flow: Flow, tasks: Sequence[Task], writer: Writer) -> list[dict[str, Any]]:
    """Return what became of each statement."""
    holders: dict[int, list[str]] = {}
    for task in tasks:
        for number in task.group.all:
            holders.setdefault(number, []).append(task.name)
    lifted = {one.unit for task in tasks for one in task.params if one.span is None}
    return [_statement(unit, holders.get(unit.id, []), flow, writer, unit.id in lifted) for unit in flow.units]


def _statement(unit: Unit, tasks: list[str], flow: Flow, writer: Writer, is_lifted: bool) -> dict[str, Any]:
    is_repeated = unit.role != "work"
    return {
        "id": unit.id,
        "cell": unit.cell,
        "index": unit.index if unit.run is None else None,
        "lines": list(unit.lines),
        "columns": [unit.node.col_offset, unit.node.end_col_offset or 0],
        "run": {"file": unit.run[0], "index": unit.run[1]} if unit.run else None,
        "stage": unit.stage
        or {"import": "shared", "definition": "shared", "constant": "shared"}.get(unit.role, unit.role),
        "tasks": [] if unit.id in flow.at_top or is_lifted else tasks,
        "where": _where(unit, flow, tasks, is_lifted),
        "reason": unit.reason,
        "reads": sorted(unit.inputs.keys() - {RANDOM}),
        "writes": sorted(unit.writes - {RANDOM}),
        "prints": any(isinstance(one, ast.Call) for one in ast.walk(unit.node)) and not is_repeated,
        "shows": _shows(unit, tasks),
        "plots": [writer.plots[unit.id]] if unit.id in writer.plots else [],
        "random": unit.draws or unit.seeds,
    }


def _where(unit: Unit, flow: Flow, tasks: list[str], is_lifted: bool) -> str:
    if unit.role == "dropped":
        return "dropped"
    if is_lifted:
        return "params"
    return "task" if tasks and unit.id not in flow.at_top else "module" if unit.id in flow.at_top else "dropped"


def _shows(unit: Unit, tasks: list[str]) -> dict[str, Any] | None:
    if unit.shown is None or not tasks:
        return None
    name = unit.shown.name
    return {"name": name or None, "output": unit.shown.is_output, "task": tasks[0], "text": unit.shown.text}


def tasks_record(flow: Flow, tasks: Sequence[Task]) -> list[dict[str, Any]]:
    """Return what each task holds, takes and gives."""
    return [
        {
            "name": task.name,
            "file": f"{task.module.replace('.', '/')}.py",
            "function": f"{task.module}:{task.name}",
            "stage": task.group.stage,
            "statements": task.group.all,
            "heading": task.heading,
            "inputs": [{"name": one.name, "task": one.task, "output": one.output} for one in task.inputs],
            "params": list(dict.fromkeys(one.name for one in task.params)),
            "returns": task.returns,
            "outputs": [
                {"name": one.name, "variable": one.variable, "after": one.after, "kind": one.kind, "role": one.role}
                for one in task.outputs
            ],
            "random": task.draws,
        }
        for task in tasks
    ]
