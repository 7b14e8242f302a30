"""The tasks as they will be written: their names, what each takes from which, and what it gives."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from fairlead.notebook.convert.grouping import Group, Grouper, Sound
from fairlead.notebook.convert.kinds.kind import DATA, FIGURE, GENERATOR, IMMUTABLE, ONCE, PURE_BUILTINS
from fairlead.notebook.convert.kinds.models import CALM, class_of, is_metric
from fairlead.notebook.convert.lifting import Lifted
from fairlead.notebook.convert.unit import Unit
from fairlead.notebook.convert.versions import RANDOM, Flow, results_of
from fairlead.notebook.flow.knowledge.estimators import KIND_OF
from fairlead.notebook.methods import PURE

STATE = "random_state_of_notebook"
"""The argument and output that carries the common stream of random numbers."""


@dataclass(frozen=True, slots=True)
class Input:
    """Hold one argument that another task gives."""

    name: str
    task: str
    output: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Output:
    """Hold one value that a task gives; `after` is the statement behind which the notebook's variable is the same."""

    name: str
    variable: str | None
    after: int
    kind: Literal["variable", "shown", "random"]
    role: Literal["handover", "result"]
    type: str = ""


@dataclass(slots=True)
class Task:
    """Hold a task."""

    name: str
    group: Group
    heading: str = ""
    about: str = ""
    inputs: list[Input] = field(default_factory=list)
    outputs: list[Output] = field(default_factory=list)
    params: list[Lifted] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    draws: bool = False
    module: str = "pipeline"

    @property
    def returns(self) -> str:
        """Return how its outputs are handed on: ``value``, ``mapping`` or ``nothing``."""
        return "nothing" if not self.outputs else "value" if len(self.outputs) == 1 else "mapping"


_DEFAULT_NAMES = {
    "extract": "extract_data",
    "validate": "validate_data",
    "explore": "explore_data",
    "transform": "transform_data",
    "split": "split_data",
    "train": "train_model",
    "evaluate": "evaluate_model",
    "deploy": "save_results",
}
ABOUT = {
    "extract": "Read the data.",
    "validate": "Check what must be true of the data.",
    "explore": "Look at the data: what is printed and drawn here, nothing else needs.",
    "transform": "Prepare the data.",
    "split": "Part the rows into those to learn from and those to test on.",
    "train": "Fit the model.",
    "evaluate": "Measure how good the model is.",
    "deploy": "Save what has been made.",
}


def tasks_of(
    flow: Flow, groups: list[Group], taken: set[str], headings: dict[int, tuple[str, str]], title: str = ""
) -> list[Task]:
    """Return the tasks, named, in the order in which they can run.

    Parameters
    ----------
    taken : names that tasks must not have; headings : of each cell, the heading above it and the words below that.
    """
    grouper = Grouper(flow)
    grouper.groups = {group.id: group for group in groups}
    grouper.owner = {number: group.id for group in groups for number in group.units}
    sounds = {group.id: grouper.sound(group.units) for group in groups}
    tasks: dict[int, Task] = {}
    told: set[str] = {title}
    named = {cell: words for cell, words in headings.items() if words[0] != title}
    for group, name in zip(groups, _names(flow, groups, grouper, taken, named), strict=True):
        first = flow.units[min(group.units)]
        heading, about = headings.get(first.cell, ("", ""))
        if heading in told:  # the title, or the heading of another task
            heading, about = "", ""
        told.add(heading)
        tasks[group.id] = Task(name, group, heading, about)
    _wire(flow, tasks, sounds, grouper)
    return [tasks[group.id] for group in groups]


def _wire(flow: Flow, tasks: dict[int, Task], sounds: dict[int, Sound], grouper: Grouper) -> None:
    outputs: dict[int, dict[str, Output]] = {one: {} for one in tasks}
    for number, task in tasks.items():
        for name, writer in sounds[number].takes.items():
            source = grouper.owner[writer]
            given = tasks[source]
            key = STATE if name == RANDOM else name
            kind = flow.kind((name, writer))
            outputs[source][key] = (
                Output(key, None, writer, "random", "handover")
                if name == RANDOM
                else Output(key, name, writer, "variable", "handover", kind)
            )
            task.inputs.append(Input(key, given.name, key, kind))
    for name, writer in results_of(flow):
        source = grouper.owner.get(writer, -1)
        if source in outputs and name not in outputs[source] and _is_result(flow, name, writer, tasks[source]):
            outputs[source][name] = Output(name, name, writer, "variable", "result", flow.kind((name, writer)))
    for number, task in tasks.items():
        task.outputs = sorted(outputs[number].values(), key=lambda one: (one.kind == "random", one.after, one.name))
        task.draws = any(flow.units[one].draws or flow.units[one].seeds for one in task.group.units)
        task.inputs.sort(key=lambda one: (one.name == STATE, [t.name for t in tasks.values()].index(one.task)))
        task.after = _after(flow, task, tasks, grouper)
    _name_shown(flow, tasks)


def _after(flow: Flow, task: Task, tasks: dict[int, Task], grouper: Grouper) -> list[str]:
    """Return the tasks that must be done before this one although they hand nothing on: they write a file it reads."""
    given = {one.task for one in task.inputs}
    found = {
        tasks[grouper.owner[before]].name
        for number in task.group.units
        for before in flow.units[number].after
        if before in grouper.owner
    }
    return sorted(found - given - {task.name})


def _is_result(flow: Flow, name: str, writer: int, task: Task) -> bool:
    """Tell whether a value is what the notebook was for, and not a step on the way that is used up in its task."""
    unit = flow.units[writer]
    if name not in unit.surely and name not in unit.inputs:  # it may not be bound at all
        before = [flow.units[one] for one in task.group.all if one < writer]
        if not any(name in one.surely for one in before):
            return False
    readers = flow.readers.get((name, writer), set())
    if any(not isinstance(flow.units[one].node, ast.Expr) for one in readers):
        return False
    kind = flow.kind((name, writer))
    if kind in (ONCE, FIGURE, GENERATOR, "none"):
        return False
    if task.group.stage == "explore":
        return False
    if kind:
        return True
    return _is_well_known(flow.units[writer], flow)


_SAFE = ("pandas.", "numpy.", "sklearn.", "polars.", "scipy.", "math.", "statistics.", "xgboost.", "lightgbm.")


_SAFE_BUILTINS = PURE_BUILTINS | {"print"}


def _is_well_known(unit: Unit, flow: Flow) -> bool:
    """Tell whether a statement calls nothing but what gives values that can be handed on."""
    for name in unit.calls:
        if name.startswith(_SAFE) or name in _SAFE_BUILTINS:
            continue
        last = name.rpartition(".")[2]
        root = name.partition(".")[0]
        if "." in name and root in (*unit.inputs, "?") and (last in PURE or last.startswith("fit")):
            continue
        return False
    return True


def _name_shown(flow: Flow, tasks: dict[int, Task]) -> None:
    """Give what cells show as a measure of quality a name, and let its task hand it on."""
    used = {name for unit in flow.units for name in unit.writes | unit.reads} | {one.name for one in tasks.values()}
    used |= {one.name for task in tasks.values() for one in task.outputs}
    for task in tasks.values():
        for number in task.group.all:
            unit = flow.units[number]
            if unit.shown is None:
                continue
            value = unit.node.value  # type: ignore[attr-defined]  # what is shown is an expression
            if isinstance(value, ast.Name) and value.id in {one.name for one in task.outputs}:
                unit.shown.name = value.id
                continue
            name = _of_measure(value, flow)
            if not name:
                unit.shown.name = ""
                continue
            name = _free(name, used)
            used.add(name)
            unit.shown.name, unit.shown.is_output = name, True
            kind = "float" if _is_one_number(value, flow) else ""
            task.outputs.append(Output(name, None, number, "shown", "result", kind))
        task.outputs.sort(key=lambda one: (one.kind == "random", one.after, one.name))


def _of_measure(value: ast.expr, flow: Flow) -> str:
    """Return a name for a measure of quality that a cell shows, "" for anything else."""
    if not isinstance(value, ast.Call):
        return ""
    name = flow.reading.facts.index.name_of(value.func) or ""
    last = name.rpartition(".")[2]
    if not is_metric(name) or last.startswith(("plot", "classification_report", "confusion_matrix")):
        return ""
    return {"score": "score", "cross_val_score": "cv_scores", "cross_validate": "cv_results"}.get(
        last, last.removesuffix("_score") if last not in ("r2_score", "f1_score") else last
    )


def _is_one_number(value: ast.expr, flow: Flow) -> bool:
    """Tell whether a measure is a single number, and not one for each fold or class."""
    last = (
        (flow.reading.facts.index.name_of(value.func) or "").rpartition(".")[2] if isinstance(value, ast.Call) else ""
    )
    by_class = isinstance(value, ast.Call) and {"average", "multioutput"} & {one.arg for one in value.keywords}
    is_number = last.endswith(("_score", "_error", "_loss", "_deviance")) or last in ("score", "auc")
    return is_number and not by_class and last != "cross_val_score"


def _free(name: str, used: Iterable[str]) -> str:
    used = set(used)
    if name not in used:
        return name
    return next(f"{name}_{number}" for number in range(2, 10_000) if f"{name}_{number}" not in used)


# Names


def _names(
    flow: Flow, groups: list[Group], grouper: Grouper, taken: set[str], headings: dict[int, tuple[str, str]]
) -> Iterator[str]:
    several = {stage: sum(one.stage == stage for one in groups) for stage in {one.stage for one in groups}}
    suffixes: dict[int, str] = {}
    used = set(taken)
    for group in groups:
        base = group.stage if group.stage not in taken else _DEFAULT_NAMES[group.stage]
        suffix = ""
        if several[group.stage] > 1:
            suffix = _suffix(flow, group, grouper, suffixes, headings)
        suffixes[group.id] = suffix
        name = f"{base}_{suffix}" if suffix and suffix != base else base
        name = _free(name, used)
        used.add(name)
        yield name


def _suffix(
    flow: Flow, group: Group, grouper: Grouper, suffixes: dict[int, str], headings: dict[int, tuple[str, str]]
) -> str:
    if group.stage == "train":
        return _model_name(flow, group)
    if group.stage == "evaluate":
        before = [suffixes[up] for up in sorted(grouper.upstream(group.units)) if grouper.groups[up].stage == "train"]
        if len(before) == 1 and before[0]:
            return before[0]
    if group.stage == "extract":
        for number in sorted(group.units):
            for path in sorted(flow.units[number].files_read):
                if path:
                    return _slug(path.replace("\\", "/").rpartition("/")[2].partition(".")[0])
    first = flow.units[min(group.units)]
    heading = _slug(headings.get(first.cell, ("", ""))[0])
    branches = [
        one
        for one in grouper.groups.values()
        if one.stage == "transform" and any(flow.units[number].learns for number in one.units)
    ]
    return _model_name(flow, group) if not heading and len(branches) > 1 and group in branches else heading


_LEARNERS = (
    ("classifier", "regressor", "clusterer", "search", "meta", "series", "net", "outliers"),
    ("transformer", "encoder", "selector", "resampler", "undersampler", "columns"),
)
"""Kinds of classes that give a task its name: one that trains, and one that prepares."""


def _model_name(flow: Flow, group: Group) -> str:
    """Return a name for what is trained: the class of the model, in small letters."""
    for number in group.all:
        for node in ast.walk(flow.units[number].node):
            if isinstance(node, ast.Call):
                last = (flow.reading.facts.index.name_of(node.func) or "").rpartition(".")[2]
                kind = KIND_OF.get(last, "") if last[:1].isupper() else ""
                if kind in _LEARNERS[group.stage == "transform"]:
                    return _snake(last)
    if group.stage == "transform":
        return ""
    for number in sorted(group.units):
        for name in sorted(flow.units[number].writes):
            of_model = class_of(flow.kind((name, number)))
            if of_model and of_model not in CALM | {"Pipeline"}:
                return _snake(of_model)
    written = sorted(name for number in group.units for name in flow.units[number].writes if name != RANDOM)
    return _slug(written[0]) if len(set(written)) == 1 else ""


def _snake(name: str) -> str:
    """Return a class as a name: ``RandomForestClassifier`` is ``random_forest``.

    >>> _snake("RandomForestClassifier"), _snake("SVC"), _snake("KMeans"), _snake("XGBRegressor")
    ('random_forest', 'svc', 'kmeans', 'xgb')
    """
    short = re.sub(r"(Classifier|Regressor|Regression)$", "", name) or name
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", short).lower()
    return {"k_means": "kmeans", "logistic": "logistic_regression", "linear": "linear_regression"}.get(words, words)


def _slug(text: str) -> str:
    """Return up to three words of a heading as a name.

    >>> _slug("2. Clean the *data* & more things")
    'clean_data_more'
    """
    words = [
        word
        for word in re.findall(r"[a-z][a-z0-9]*", text.lower())
        if word not in ("the", "a", "an", "of", "our", "and", "with", "for", "to", "step", "part")
    ]
    return "_".join(words[:3])


def annotation(kind: str, modules: dict[str, str]) -> str:
    """Return a kind as it is written in a signature, "" where it cannot be or says nothing.

    Parameters
    ----------
    modules : the names that modules have here: ``{"pandas": "pd"}``.
    """
    if kind in IMMUTABLE - {"none"} or kind in ("list", "dict", "tuple", "set"):
        return kind
    if kind in DATA and "." in kind:
        module, _, last = kind.partition(".")
        return f"{modules[module]}.{last}" if module in modules else ""
    return ""
