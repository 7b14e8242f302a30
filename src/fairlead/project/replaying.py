"""Replay policies of retraining on the history of a project."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fairlead.errors import ReplayError
from fairlead.project.place import SETTINGS_FILE, STATE_FOLDER
from fairlead.project.recipes import Found, recipe_named, recipe_of_model
from fairlead.project.settings import Project, read_settings

if TYPE_CHECKING:
    from fairlead.monitor.replays.report import ReplayReport
    from fairlead.monitor.replays.training import Progress

LAST = "last.json"
FOLDER = "replay"
"""Where models and scores of replays lie, in the state of the project; it can be removed at any time."""


@dataclass(frozen=True, slots=True)
class History:
    """Say which history is replayed, and how; each can stand in ``[replay]`` of fairlead.toml.

    Parameters
    ----------
    table : path of a file, from the folder of the project.
    time, target : its columns of the time of a row, and of the outcome.
    recipe : ``FILE.py:NAME``; or else
    model : a model of the registry, whose recipe is taken; the only one there is if neither is given.
    period : "day", "week", "month", "quarter" or "year".
    first : so many periods the first model learns from.
    window : so many periods each model learns from; everything up to then if not given.
    control : whether models of one size are trained beside them.
    label_delay : so many periods pass until an outcome is known.
    metric, threshold : see `ReplayReport`.
    policies : in words, see `policy_of`; a usual choice if there are none.
    leave_out : columns that are no features.
    library : "polars" or "pandas", of the tables that the recipe is given.
    error_cost, retrain_cost, label_cost : in money.
    """

    table: str = ""
    time: str = ""
    target: str = ""
    recipe: str = ""
    model: str = ""
    period: str = "month"
    first: int = 1
    window: int | None = None
    control: bool = True
    label_delay: int = 0
    metric: str | None = None
    threshold: float | None = None
    policies: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()
    library: str = ""
    seed: int = 0
    error_cost: float = 0.0
    retrain_cost: float = 0.0
    label_cost: float = 0.0
    currency: str = ""


def history_of(given: Mapping[str, Any], project: Project | None) -> History:
    """Return what is replayed: what is given, and for the rest what fairlead.toml says.

    Parameters
    ----------
    given : by the names of `History`; None where it is not given. The path of the table is as the caller means it.
    """
    said = {} if project is None else dict(read_settings(project.folder / SETTINGS_FILE).get("replay", {}))
    if project is not None and said.get("table"):
        said["table"] = str(project.folder / said["table"])
    both = {**said, **{name: value for name, value in given.items() if value is not None}}
    if given.get("recipe") or given.get("model"):  # the one that is not given here does not count
        both |= {name: given.get(name) or "" for name in ("recipe", "model")}
    known = {one.name for one in fields(History)}
    values: dict[str, Any] = {}
    for name in known & set(both):
        values[name] = tuple(both[name]) if isinstance(both[name], list) else both[name]
    return History(**values)


def replay_history(
    history: History,
    project: Project | None,
    *,
    processes: int | None = None,
    on_progress: Progress | None = None,
) -> ReplayReport:
    """Make the staleness matrix of a history, and replay policies on it.

    Parameters
    ----------
    project : whose recipe it is, and where what was computed is kept; the current folder if there is none.
    processes : how many models are trained side by side; what the project says if not given.

    Raises
    ------
    ReplayError, PolicyError, MonitorError
        The history cannot be replayed, or a policy not be read.
    TableError
        The table cannot be read.
    UnknownModelError, ServingError
        There is no such model, or it is not said which.
    """
    from fairlead.monitor.policies.words import policy_of
    from fairlead.monitor.replays.cutting import cut
    from fairlead.monitor.replays.keeping import Kept
    from fairlead.monitor.replays.replaying import Costs
    from fairlead.monitor.replays.report import ReplayReport
    from fairlead.monitor.replays.staleness import staleness

    for name, what, option in (
        ("table", "which table holds the history", "the name of a file"),
        ("time", "which column says when a row was", "--time COLUMN"),
        ("target", "which column holds the outcome", "--target COLUMN"),
    ):
        if not getattr(history, name):
            raise ReplayError.not_named(what, option, name)
    policies = [policy_of(text) for text in history.policies]  # before anything is trained
    costs = Costs(history.error_cost, history.retrain_cost, history.label_cost)
    found = _recipe(history, project)
    folder = (project.state if project else Path(STATE_FOLDER)) / FOLDER
    parts = cut(
        history.table,
        Kept(folder).periods,
        time=history.time,
        target=history.target,
        every=history.period,
        columns=_columns(history, found),
        leave_out=history.leave_out,
    )
    done = staleness(
        parts,
        found.make,
        folder.absolute(),
        identity=found.identity,
        first=history.first,
        window=history.window,
        control=history.control,
        library=history.library or found.library or "polars",
        seed=history.seed,
        processes=processes or (project.workers if project else len(os.sched_getaffinity(0))),
        on_progress=on_progress,
    )
    report = ReplayReport.of(
        done,
        policies or None,
        costs=costs,
        metric=history.metric,
        threshold=history.threshold,
        label_delay=history.label_delay,
        currency=history.currency,
    )
    if project is not None:
        _keep(report, history, folder)
    return report


def _keep(report: ReplayReport, history: History, folder: Path) -> None:
    """Keep what was found, for whoever looks at the project later; the matrix lies beside it already."""
    import json

    from fairlead.clock import SystemClock
    from fairlead.finding.document import finite

    document = {**finite(report.to_document()), "at": SystemClock().now(), "table": Path(history.table).name}
    document["rows"] = sum(document.pop("matrix")["rows"])
    part = folder / f".{LAST}.{os.getpid()}"
    part.write_text(json.dumps(document, allow_nan=False), encoding="utf-8")
    os.replace(part, folder / LAST)


def last_replay(project: Project) -> dict[str, Any] | None:
    """Return what the last replay of a project has found, as `ReplayReport.to_document` has it; None without one.

    It has no matrix, but says when it was made (`at`, seconds since 1970-01-01 UTC), of which `table`, and its `rows`.
    """
    import json

    try:
        found: dict[str, Any] = json.loads((project.state / FOLDER / LAST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return found


def _recipe(history: History, project: Project | None) -> Found:
    if history.recipe:
        return recipe_named(history.recipe, project.folder if project else Path.cwd(), seed=history.seed)
    if project is None:
        raise ReplayError.not_named("what is trained", "--recipe FILE.py:NAME", "recipe")
    from fairlead.project.models import meant

    with project.open_registry() as registry:
        name, which = meant(registry, history.model or None)
        return recipe_of_model(registry.load(name, which))


def _columns(history: History, found: Found) -> Sequence[str] | None:
    """Return the columns that are kept: those that are asked for, all for a function, all but the time otherwise."""
    if not found.is_function:
        return found.columns
    from fairlead.frame import scan_table

    names = scan_table(history.table).collect_schema().names()
    return [name for name in names if name != history.target and name not in history.leave_out]
