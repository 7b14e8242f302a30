"""What each statement is for: read data, look at them, prepare, part, train, evaluate, save."""

from __future__ import annotations

import ast

from fairlead.notebook.convert.unit import STAGES, Stage, Unit
from fairlead.notebook.convert.versions import RANDOM, Flow

_RANK = {stage: number for number, stage in enumerate(STAGES)}


def find_stages(flow: Flow) -> None:
    """Give every statement that does work its stage."""
    for unit in flow.units:
        if unit.role == "work":
            unit.stage = _stage_of(unit, flow)
    _find_displays(flow)
    _go_along(flow)
    _agree(flow)


_WEIGHTS: tuple[Stage, ...] = ("train", "evaluate", "split", "deploy", "transform", "extract", "validate", "explore")


def _go_along(flow: Flow) -> None:
    """Let statements that only put constants together, or make a model, be of the stage of those who read them."""
    for unit in reversed(flow.units):
        if unit.role == "work" and (unit.goes_along or _makes_model(unit, flow)):
            readers = [flow.units[one] for name in unit.writes for one in flow.readers.get((name, unit.id), ())]
            stages = [one.stage for one in readers if one.stage is not None]
            if stages:
                unit.stage = STAGES[min(_RANK[one] for one in stages)]


def _makes_model(unit: Unit, flow: Flow) -> bool:
    """Tell whether a statement makes a model that others fit."""
    value = unit.node.value if isinstance(unit.node, ast.Assign) else None
    kinds = [flow.kind((name, unit.id)) for name in unit.binds]
    is_model = bool(kinds) and all(one.startswith("estimator:") for one in kinds)
    return isinstance(value, ast.Call) and not unit.learns and is_model


def _agree(flow: Flow) -> None:
    """Let statements that must stay together be of one stage."""
    together: dict[int, list[Unit]] = {}
    for unit in flow.units:
        if unit.role == "work":
            together.setdefault(flow.glued(unit.id), []).append(unit)
    for units in together.values():
        if len(units) > 1:
            found = {unit.stage for unit in units}
            stage = next(one for one in _WEIGHTS if one in found)
            for unit in units:
                unit.stage = stage


def _stage_of(unit: Unit, flow: Flow) -> Stage:
    labels = unit.labels
    before = {flow.units[writer].stage for name, writer in unit.inputs.items() if name != RANDOM}
    before.discard(None)
    follows_model = bool(before & {"train", "evaluate", "deploy"})
    if "fit" in labels:
        return "train"
    saves = "save" in labels or bool(unit.files_written)
    is_read = any(flow.readers.get((name, unit.id)) for name in unit.binds)
    if saves and (follows_model or "evaluate" in labels) and not is_read:
        return "deploy"
    if "evaluate" in labels:
        return "evaluate"
    if "split" in labels:
        return "split"
    if isinstance(unit.node, ast.Assert):
        return "validate"
    if follows_model:
        return "evaluate"
    if "read" in labels and not before:
        return "extract"
    if before or "transform" in labels:
        return "transform"
    return "extract"


def _find_displays(flow: Flow) -> None:
    """Find statements that only look: what they make is read by none but those that look too."""
    for unit in reversed(flow.units):
        if (
            unit.stage not in ("transform", "extract")
            or unit.role != "work"
            or unit.files_written
            or "read" in unit.labels
        ):
            continue
        if unit.changes - {RANDOM} and not unit.draws_figure:
            continue
        readers = [flow.units[one] for name in unit.writes - {RANDOM} for one in flow.readers.get((name, unit.id), ())]
        looks = isinstance(unit.node, ast.Expr) or unit.draws_figure or _only_prints(unit.node)
        if all(one.stage == "explore" for one in readers) and (looks or readers) and (unit.inputs or looks):
            unit.stage = "explore"
            unit.is_display = True


def _only_prints(node: ast.stmt) -> bool:
    """Tell whether a loop or branch does nothing but show something."""
    if not isinstance(node, (ast.For, ast.If, ast.With)):
        return False
    return all(isinstance(one, (ast.Expr, ast.Pass)) for one in node.body) and not getattr(node, "orelse", [])


def later(one: Stage | None, other: Stage | None) -> bool:
    """Tell whether a stage comes after another."""
    return _RANK.get(one or "extract", 0) > _RANK.get(other or "extract", 0)
