"""What the engine has measured behind each prediction: the right choice comes from here, never from the lesson."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from fairlead.errors import FairleadError
from fairlead.studio.lesson.predictions import prediction_of
from fairlead.studio.places import Place

State = Literal["measured", "running", "open"]

NOTEBOOK = "notebooks/churn_model_FINAL_v3_USE_THIS.ipynb"


@dataclass(frozen=True, slots=True)
class Reveal:
    """Hold what was measured.

    Parameters
    ----------
    state : ``open`` as long as nobody has begun to measure.
    answer : name of the choice that came true; None if none of them did, or nothing was measured.
    said : in a sentence.
    kind : ``measured`` or ``simulated``.
    n, of, at : on how many of what, and when.
    href, label : where to measure it, or where it is shown in full; an address below the project's.
    """

    state: State
    said: str
    href: str
    label: str
    answer: str | None = None
    kind: str = "measured"
    n: int | None = None
    of: str = "rows"
    at: float | None = None


def reveal(chapter: str, place: Place, *, begins: bool) -> Reveal:
    """Return what was measured for a chapter's prediction.

    Parameters
    ----------
    begins : whether what can be measured in the background is begun, if nothing is known of it.
    """
    prediction_of(chapter)
    try:
        return REVEALS[chapter](place, begins)
    except FairleadError as error:
        hint = f" {error.hint}" if error.hint else ""
        return Reveal("open", f"It cannot be measured: {error.message}{hint}", "/", "Open the overview")


def _gap(place: Place, begins: bool) -> Reveal:
    from fairlead.project.inspecting.data import proposed, tables_in
    from fairlead.project.inspecting.inspect import inspect_notebook
    from fairlead.project.inspecting.measuring import begin_trial, costs_of, findings_of, trial_of

    home, href = place.home, f"/notebook/{NOTEBOOK}"
    content = (home / NOTEBOOK).read_bytes()
    trial = trial_of(home, NOTEBOOK, content)
    if trial is None and begins:
        asked = inspect_notebook(home, NOTEBOOK).asks_for
        trial = begin_trial(home, NOTEBOOK, content, proposed(home, asked, tables_in(home)))
    if trial is None or trial.state in ("failed", "stopped"):
        why = f": {trial.error['message']}" if trial is not None and trial.error else ""
        return Reveal(
            "open", f"Nobody has run the notebook here yet{why}.", f"{href}#measure", "Run it in the inspector"
        )
    if trial.is_running:
        said = "The notebook runs, as it stands and without its leaks, in the background."
        return Reveal("running", said, f"{href}#measure", "Watch it in the inspector")
    cost = next((one for one in costs_of(findings_of(trial)) if "accuracy" in one.metric), None)
    if cost is None:
        return Reveal("open", "The runs have ended without an accuracy to compare.", f"{href}#measure", "See why")
    limits = ((0.925, "95"), (0.875, "90"), (0.8, "85"), (0.0, "78"))
    return Reveal(
        "measured",
        f"As it stands the notebook scores {cost.as_it_stands:.1%}. The same code scores {cost.honest:.1%} once "
        f"{' and '.join(cost.leaks)} {'is' if len(cost.leaks) == 1 else 'are'} mended.",
        f"{href}#measure",
        "Open the inspector",
        answer=next(name for low, name in limits if cost.honest >= low),
        of="run of it each",
        at=trial.at,
    )


def _pipeline(place: Place, begins: bool) -> Reveal:
    del begins  # a run is begun by a person: it may deploy a model
    durations = durations_of(place)
    if not durations:
        return Reveal("open", "This pipeline has not run to its end here yet.", "/pipeline", "Run it")
    longest, at = max(durations, key=lambda name: durations[name][0]), max(at for _, at in durations.values())
    rest = sorted(durations, key=lambda name: -durations[name][0])[1:3]
    also = " and ".join(f"{name} {durations[name][0]:.1f} s" for name in rest)
    return Reveal(
        "measured",
        f"{longest.capitalize()} took longest: {durations[longest][0]:.1f} s; then {also}.",
        "/pipeline",
        "Open the pipeline",
        answer=longest if longest in prediction_of("pipeline").choices else None,
        n=len(durations),
        of="stages, the last time that each was computed",
        at=at,
    )


def durations_of(place: Place) -> dict[str, tuple[float, float]]:
    """Return for each stage how long it took the last time it was computed, in seconds, and when that was."""
    found: dict[str, tuple[float, float]] = {}
    with place.open_store() as store:
        for run in store.runs.recent(limit=20):
            for task in store.runs.tasks(run["id"]):
                is_computed = task["state"] == "succeeded" and not task["cached"] and task["started"] and task["ended"]
                if is_computed and "[" not in task["task_id"]:
                    found.setdefault(task["task_id"], (task["ended"] - task["started"], task["ended"]))
    return found if "evaluate" in found else {}


def _features(place: Place, begins: bool) -> Reveal:
    from fairlead.project.featuring.known import begin_curve, known_of

    known = known_of(place.home)
    work = known.curve
    if begins and known.is_named and (work is None or work.state == "stopped"):
        work = begin_curve(place.home)
    if work is not None and work.is_running:
        told = work.told[-1] if work.told else {}
        said = f"Each round is cross-validated on all customers: {told.get('said', 'it begins')}."
        return Reveal("running", said, "/features#invest", "Watch it")
    if work is None or work.state != "done":
        return Reveal("open", "The rounds have not been measured here yet.", "/features", "Measure them")
    choices = prediction_of("features").choices
    points = {one["name"]: one["shuffled"] for one in work.result["points"]}
    gains = {name: points[name]["difference"]["mean"] for name in choices if name in points}
    best = max(gains, key=lambda name: gains[name])
    listed = "; ".join(f"{name} {gain:+.4f}" for name, gain in gains.items())
    return Reveal(
        "measured", f"Change of {work.result['metric'].replace('_', ' ')} against the round before: {listed}.",
        "/features", "Open the page Features", answer=best, n=work.result["rows"], of="customers", at=work.result["at"],
    )  # fmt: skip


def _retraining(place: Place, begins: bool) -> Reveal:
    from fairlead.monitor.replays.replaying import Costs
    from fairlead.project.monitoring.settings import watched_of
    from fairlead.project.simulating.changes import MECHANISMS, meant
    from fairlead.project.simulating.comparing import compared
    from fairlead.project.simulating.work import ensure_work
    from fairlead.project.simulating.years import shelf_of

    project = place.project()
    shelf = shelf_of(project)
    if shelf is None:
        return Reveal("open", "This project names no year that could be simulated.", "/monitor", "Open the monitor")
    asked = meant("sudden", "", shelf.mechanisms or tuple(MECHANISMS))
    href = f"/monitor?view=year&pattern={asked[0]}&mechanism={asked[1]}"
    year = shelf.year(asked)
    if year is None:
        works = ensure_work(project, shelf, asked) if begins else False
        said = "Real models are trained and scored for each month, in the background."
        return Reveal("running" if works else "open", said, href, "Watch it on the page Monitor")
    cost = watched_of(project).cost
    found = compared(year, Costs(cost.error, cost.retrain))
    unit = f" {cost.currency}" if found.has_money else " wrong answers"
    listed = "; ".join(f"{one.name.lower()} {one.price:,.0f}{unit}, {one.mean:.1%} right" for one in found.choices)
    costs = ", at the unit costs of fairlead.toml" if found.has_money else ""
    said = f"{MECHANISMS[asked[1]].name}, at once{costs}: {found.best.name.lower()} was cheapest. {listed}."
    return Reveal(
        "measured", said, href, "Open it on the page Monitor",
        answer=found.best.word, kind="simulated", n=year.rows, of="rows a month", at=year.made,
    )  # fmt: skip


def _testing(place: Place, begins: bool) -> Reveal:
    del place, begins
    found = checked_frame()
    count = found["rows_valid"]
    said = (
        f"{count} of {found['rows_in']} {'goes' if count == 1 else 'go'} on, "
        f"{found['rows_quarantined']} are set aside; "
        f"{found['passing']} of {found['of']} expectations pass."
    )
    return Reveal(
        "measured", said, "/learn/testing#editor", "See it in the editor", answer=str(count), n=found["rows_in"]
    )


def checked_frame() -> dict[str, Any]:
    """Return what the four rules of the editor find in its five customers.

    The text is the lesson's own, so that it need not be held.
    """
    from fairlead.studio.lesson.editors import SUITE
    from fairlead.studio.lesson.suite_grader import grade

    names: dict[str, Any] = {}
    exec(compile(SUITE, "the suite of the lesson", "exec"), names)
    return grade(names)


REVEALS: Mapping[str, Callable[[Place, bool], Reveal]] = {
    "gap": _gap,
    "pipeline": _pipeline,
    "features": _features,
    "retraining": _retraining,
    "testing": _testing,
}
