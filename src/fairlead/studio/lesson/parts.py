"""What each chapter shows of the real system: the same functions that make the pages of a project."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request

from fairlead.studio.asking import place_of
from fairlead.studio.lesson.measured import NOTEBOOK

PATTERN = "sudden"


def part_of(chapter: str, request: Request) -> Mapping[str, Any]:
    """Return what the template of a chapter is given of the lesson's project.

    Raises
    ------
    FairleadError
        The project is not as it was: a file is gone, or does not load.
    """
    return PARTS[chapter](request)


def _notebook(request: Request) -> Mapping[str, Any]:
    from fairlead.project.inspecting.inspect import inspect_notebook

    found = inspect_notebook(place_of(request).home, NOTEBOOK)
    return {"notebook": found, "name": NOTEBOOK}


def _pipeline(request: Request) -> Mapping[str, Any]:
    from fairlead.studio.pages.pipeline import screen_of_place
    from fairlead.studio.pages.runs import shown_of
    from fairlead.studio.views.code import code

    written, screen = screen_of_place(place_of(request), None)
    text = code(written.text, label=f"The file {written.file}")
    return {"written": written, "text": text, **shown_of(request, screen, "/pipeline")}


def _features(request: Request) -> Mapping[str, Any]:
    from fairlead.studio.pages.features import context_of, link_of

    query = request.query_params
    return {**context_of(place_of(request).home, query), "link": link_of("/learn/features", query)}


def _monitor(request: Request) -> Mapping[str, Any]:
    from fairlead.studio.pages.monitor import year_shown

    query = {**request.query_params}
    query.setdefault("pattern", PATTERN)
    return year_shown(place_of(request), query)


def _tests(request: Request) -> Mapping[str, Any]:
    from fairlead.studio.pages.tests import tests_shown

    return tests_shown(place_of(request), request.query_params)


PARTS: Mapping[str, Callable[[Request], Mapping[str, Any]]] = {
    "gap": _notebook,
    "pipeline": _pipeline,
    "features": _features,
    "retraining": _monitor,
    "testing": _tests,
}
