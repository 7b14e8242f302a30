"""The text of a task: its statements as the person wrote them, with what a function needs around them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from fairlead.notebook.convert.cutting import indented, span_in
from fairlead.notebook.convert.lifting import Lifted
from fairlead.notebook.convert.plan import ABOUT, STATE, Task, annotation
from fairlead.notebook.convert.unit import Unit
from fairlead.notebook.convert.versions import Flow

INDENT = "    "


class Writer:
    """Write tasks as functions.

    Parameters
    ----------
    modules : the names that modules have in the notebook: ``{"pandas": "pd"}``.
    plots : of each cell that draws, the last statement that does.
    """

    def __init__(self, flow: Flow, modules: dict[str, str], *, parallel_seeds: dict[str, int], chdir: bool) -> None:
        self.flow = flow
        self.modules = modules
        self.parallel_seeds = parallel_seeds
        self.chdir = chdir
        self.plots = self._plots()

    def _plots(self) -> dict[int, str]:
        """Return, for the last statement that draws in each cell, the name of the plot."""
        last: dict[int, int] = {}
        for unit in self.flow.units:
            if unit.role == "work" and unit.draws_figure:
                last[unit.cell] = unit.id
        return {number: f"cell_{cell}" for cell, number in last.items()}

    def function(self, task: Task) -> str:
        """Return a task as a decorated function."""
        lines = [self._decorator(task), self._signature(task), *self._docstring(task)]
        if any(one.name == STATE for one in task.inputs):
            lines.append(f"{INDENT}set_random_stream({STATE})")
        elif task.name in self.parallel_seeds and task.draws:
            lines.append(f"{INDENT}seed_stream(random_seed)")
        if self.chdir and self.touches_files(task):
            lines.append(f"{INDENT}os.chdir(folder)  # paths in here are those of the notebook")
        lines += self._body(task)
        lines += self._return(task)
        return "\n".join(lines)

    def touches_files(self, task: Task) -> bool:
        """Tell whether a task reads or writes files by names."""
        return any(
            self.flow.units[one].files_read or self.flow.units[one].files_written or self.flow.units[one].moves
            for one in task.group.all
        )

    def _decorator(self, task: Task) -> str:
        writes = any(self.flow.units[one].files_written for one in task.group.units)
        return "@task(cache=False)" if writes else "@task"

    def parameters(self, task: Task) -> list[tuple[str, str]]:
        """Return the parameters of a task with their annotations."""
        found = [(one.name, annotation(one.kind, self.modules)) for one in task.inputs if one.name != STATE]
        names = {name for name, _ in found}
        for lifted in task.params:
            if lifted.name not in names:
                names.add(lifted.name)
                found.append((lifted.name, lifted.annotation))
        if self.chdir and self.touches_files(task):
            found.append(("folder", "Path"))
        if any(one.name == STATE for one in task.inputs):
            found.append((STATE, "dict"))
        elif task.name in self.parallel_seeds and task.draws:
            found.append(("random_seed", "int"))
        return found

    def _signature(self, task: Task) -> str:
        given = ", ".join(f"{name}: {kind}" if kind else name for name, kind in self.parameters(task))
        arrow = {"nothing": " -> None", "mapping": " -> dict"}.get(task.returns, "")
        if task.returns == "value":
            written = annotation(task.outputs[0].type, self.modules)
            arrow = f" -> {written}" if written else ""
        return f"def {task.name}({given}){arrow}:"

    def _docstring(self, task: Task) -> list[str]:
        title = _sentence(task.heading) or ABOUT[task.group.stage]
        about = [line for line in task.about.split("\n") if line.strip()] if task.heading else []
        text = [title.replace("\\", "/").replace('"""', "'''")]
        if about:
            text += ["", *(line.replace("\\", "/").replace('"""', "'''") for line in about)]
        if text[-1].endswith('"'):
            text[-1] += " "
        if len(text) == 1:
            return [f'{INDENT}"""{text[0]}"""']
        return [f'{INDENT}"""{text[0]}', *(f"{INDENT}{line}".rstrip() for line in text[1:]), f'{INDENT}"""']

    def _body(self, task: Task) -> list[str]:
        lines: list[str] = []
        previous: Unit | None = None
        skipped = {one.unit for one in task.params if one.span is None}
        for number in task.group.all:
            unit = self.flow.units[number]
            if number in skipped:
                continue
            if previous is not None and previous.cell != unit.cell:
                lines.append("")
            previous = unit
            lines += [f"{INDENT}{comment}" for comment in unit.before]
            text = self.text(unit, task)
            lines.append(indented(text, INDENT) + (f"  {unit.behind}" if unit.behind else ""))
            if number in self.plots and number in task.group.units and not text.startswith("save_plots("):
                lines.append(f'{INDENT}save_plots("{self.plots[number]}")')
            lines += [f"{INDENT}{comment}" for comment in unit.below]
        return lines

    def _return(self, task: Task) -> list[str]:
        if task.returns == "nothing":
            return []
        values = {
            one.name: "random_stream()" if one.kind == "random" else one.variable or one.name for one in task.outputs
        }
        if task.returns == "value":
            return [f"{INDENT}return {next(iter(values.values()))}"]
        inner = ", ".join(f'"{name}": {value}' for name, value in values.items())
        return [f"{INDENT}return {{{inner}}}"]

    def text(self, unit: Unit, task: Task) -> str:
        """Return a statement as it stands in its task."""
        edits = [(one.span, _lifted(one)) for one in task.params if one.unit == unit.id and one.span is not None]
        edits += [(span_in(unit, node), "print") for node in _displays(unit.node, self.flow)]
        edits += [_line_by_line(unit, node) for node in _displays_of_several(unit.node, self.flow)]
        edits += [(span_in(unit, node), f'save_plots("cell_{unit.cell}")') for node in self._shows(unit)]
        text = edited(unit.text, edits)
        if unit.shown is not None:
            name = unit.shown.name
            if unit.shown.may_be_none:
                return f"if (shown := {text}) is not None:\n{INDENT}print(shown)"
            if unit.shown.is_output:
                return f"{name} = {text}\nprint({name})"
            if unit.shown.model:
                return f"{text}\nprint({unit.shown.model})"
            return f"print({f'({text})' if unit.shown.text != unit.text else text})"
        if unit.role == "definition" and unit.role:
            return self._nonlocal(unit, text)
        return text

    def _shows(self, unit: Unit) -> Iterable[ast.Call]:
        """Yield the calls of ``plt.show()`` outside functions."""
        if isinstance(unit.node, (ast.FunctionDef, ast.ClassDef)):
            return
        for node in ast.walk(unit.node):
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):  # noqa: SIM102
                if self.flow.reading.facts.index.name_of(node.value.func) == "matplotlib.pyplot.show":
                    yield node.value

    def _nonlocal(self, unit: Unit, text: str) -> str:
        """Let a function that stands in a task bind the task's names where it bound the notebook's."""
        edits = [
            (span_in(unit, node), f"nonlocal {', '.join(node.names)}")
            for node in ast.walk(unit.node)
            if isinstance(node, ast.Global)
        ]
        return edited(text, edits) if edits else text


def edited(text: str, edits: Sequence[tuple[tuple[int, int], str]]) -> str:
    """Return a text with spans replaced; of two that overlap, the first stands."""
    pieces, reached = [], 0
    for (begin, end), new in sorted(edits, key=lambda one: one[0]):
        if begin < reached:
            continue
        pieces += [text[reached:begin], new]
        reached = end
    return "".join([*pieces, text[reached:]])


def _lifted(one: Lifted) -> str:
    return f"str({one.name})" if one.wrap else one.name


def _displays(node: ast.AST, flow: Flow) -> Iterable[ast.Name]:
    if "display" in flow.reading.bodies:
        return
    for one in ast.walk(node):
        if isinstance(one, ast.Name) and one.id == "display" and isinstance(one.ctx, ast.Load):
            yield one


def _displays_of_several(node: ast.AST, flow: Flow) -> Iterable[ast.Call]:
    """Yield the calls of ``display`` with several values: each is shown on a line of its own."""
    names = {id(one) for one in _displays(node, flow)}
    for one in ast.walk(node):
        if isinstance(one, ast.Call) and id(one.func) in names and len(one.args) > 1 and not one.keywords:
            yield one


def _line_by_line(unit: Unit, call: ast.Call) -> tuple[tuple[int, int], str]:
    _, end = span_in(unit, call)
    comma = "" if unit.text[: end - 1].rstrip().endswith(",") else ", "
    return (end - 1, end - 1), f'{comma}sep="\\n"'


def _sentence(heading: str) -> str:
    text = " ".join(heading.split()).strip(" #*`:")
    if not text:
        return ""
    text = text[0].upper() + text[1:]
    return text if text[-1] in ".!?" else f"{text}."
