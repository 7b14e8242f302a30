"""The overview: is production healthy, what needs a person, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fairlead.studio.asking import in_thread, place_of, render
from fairlead.studio.places import Place

if TYPE_CHECKING:
    from fairlead.project.standing import Standing

STATES: Mapping[str, str] = {
    "healthy": "healthy",
    "worth a look": "warning",
    "needs a person": "error",
    "nothing in production": "pending",
}
"""The words of the engine, and the states that a page draws."""

NOTEBOOKS_LISTED = 50


@dataclass(frozen=True, slots=True)
class Step:
    """Hold one step of the way from a notebook to a model that is watched.

    Attributes
    ----------
    done : what shows that it is done; empty if it is not.
    """

    title: str
    what: str
    page: str
    command: str
    done: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """Hold what the page shows.

    Attributes
    ----------
    steps : the way; `next_step` is the first that is not done.
    seconds : how long the latest runs took, by id.
    """

    standing: Standing
    steps: Sequence[Step]
    name: str
    folder: str
    counts: Mapping[str, int]
    outcomes: Mapping[str, int]

    @property
    def next_step(self) -> Step | None:
        """Return what to do next."""
        return next((step for step in self.steps if not step.done), None)

    @property
    def state(self) -> str:
        """Return the state in which the page draws the verdict."""
        return STATES[self.standing.word]


async def overview(request: Request) -> Response:
    """Answer with the overview; with how to begin, where there is no project."""
    place = place_of(request)
    if not await in_thread(_is_project, place):
        notebooks = await in_thread(notebooks_in, place.home)
        return render(request, "beginning.html", status=404, notebooks=notebooks)
    found = await in_thread(_overview, place)
    return render(request, "overview.html", found=found, standing=found.standing)


def _is_project(place: Place) -> bool:
    from fairlead.project.place import home_of

    return home_of(place.home) is not None or (place.home / "pipeline.py").is_file()


def notebooks_in(home: Path) -> list[str]:
    """Return the notebooks of a folder and of those in it, by their paths from there."""
    found = [*home.glob("*.ipynb"), *home.glob("*/*.ipynb")]
    kept = sorted(one.relative_to(home).as_posix() for one in found if ".ipynb_checkpoints" not in one.parts)
    return kept[:NOTEBOOKS_LISTED]


def _overview(place: Place) -> Overview:
    from fairlead.clock import SystemClock
    from fairlead.project.standing import standing_of
    from fairlead.studio.screen import state_of

    project = place.project()
    with project.open_store() as store:
        standing = standing_of(store, SystemClock().now())
        counts: dict[str, int] = {}
        if standing.run is not None:
            for row in store.runs.tasks(standing.run["id"]):
                if row["task_id"] == row["name"]:
                    counts[state_of(row)] = counts.get(state_of(row), 0) + 1
    outcomes: dict[str, int] = {}
    for test in standing.tests:
        outcomes[test["outcome"]] = outcomes.get(test["outcome"], 0) + 1
    steps = steps_of(standing, notebooks_in(place.home), has_pipeline=project.pipeline.is_file())
    return Overview(standing, steps, project.name, str(project.folder), counts, outcomes)


def steps_of(standing: Standing, notebooks: Sequence[str], *, has_pipeline: bool) -> list[Step]:
    """Return the steps of the way, each with what shows that it is done."""
    good = next((row for row in standing.runs if row["state"] == "succeeded"), None)
    in_use = [one for one in standing.champions if one.version is not None]
    first = notebooks[0] if notebooks else "notebook.ipynb"
    return [
        Step(
            "Check the notebook",
            "What would break in production, cell by cell.",
            "/notebook",
            f"fairlead check {first}",
            f"{len(notebooks)} in this project" if notebooks and has_pipeline else "",
        ),
        Step(
            "Make it a pipeline",
            "Stages with named inputs, that run side by side and resume.",
            "/pipeline",
            f"fairlead convert {first}" if notebooks else "fairlead init",
            "pipeline.py" if has_pipeline else "",
        ),
        Step(
            "Run it",
            "Every stage leaves its time, its rows, its output and its log.",
            "/pipeline",
            "fairlead run",
            f"run {good['id'][-6:]} succeeded" if good else "",
        ),
        Step(
            "Check the data",
            "Rows that break a rule are set aside, and the rule is named.",
            "/checks",
            "fairlead validate TABLE --suite SUITE",
            _count(len(standing.validations), "suite") if standing.validations else "",
        ),
        Step(
            "Put a model into use",
            "A gate compares it with the one that is in use.",
            "/models",
            "fairlead models promote NAME:VERSION",
            ", ".join(f"{one.model} version {one.version}" for one in in_use),
        ),
        Step(
            "Test it",
            "Data, transformations, the model's behaviour, the whole.",
            "/tests",
            "fairlead test",
            _count(len(standing.tests), "test") if standing.tests else "",
        ),
        Step(
            "Watch it",
            "Whether the rows change, and whether the answers get worse.",
            "/monitor",
            "fairlead monitor",
            f"last: {standing.looks[0]['verdict']}" if standing.looks else "",
        ),
    ]


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


ROUTES: tuple[Any, ...] = (Route("/", overview, methods=["GET"]),)
