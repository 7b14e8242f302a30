"""The pipeline as it is written now, with how its latest run went; it starts from here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fairlead.studio.asking import in_thread, place_of, render
from fairlead.studio.pages.runs import shown_of
from fairlead.studio.places import Place

if TYPE_CHECKING:
    from fairlead.project.definition import Definition
    from fairlead.studio.screen import Screen


async def pipeline(request: Request) -> Response:
    """Answer with the pipeline."""
    place = place_of(request)
    written, screen = await in_thread(screen_of_place, place, request.query_params.get("stage"))
    shown = await in_thread(shown_of, request, screen, "/pipeline")
    text = await in_thread(_text, written, screen.chosen)
    return render(request, "pipeline.html", has_aside=screen.detail is not None, written=written, text=text, **shown)


def screen_of_place(place: Place, chosen: str | None) -> tuple[Definition, Screen]:
    """Return the pipeline as it is written and its screen.

    Raises
    ------
    ProjectError
        There is no pipeline.
    """
    from fairlead.project.definition import definition
    from fairlead.studio.screen import screen_of_pipeline

    project = place.project(needs_pipeline=True)
    written = definition(project)
    return written, screen_of_pipeline(project, written, chosen)


def _text(written: Definition, chosen: str | None) -> Any:
    """Return the pipeline file, with the lines marked that speak of the chosen stage."""
    from fairlead.studio.views.code import code

    return code(written.text, marks=lines_about(written.text, chosen), label=f"The file {written.file}")


def lines_about(text: str, stage: str | None) -> Mapping[int, str]:
    """Return the lines that name a stage, outside of comments, with the tone that marks them.

    >>> lines_about("train >> deploy" + chr(10) + "# train", "train")
    {1: 'running'}
    """
    if not stage:
        return {}
    named = re.compile(rf"(?<![\w.]){re.escape(stage)}(?!\w)")
    lines = enumerate(text.splitlines(), 1)
    return {number: "running" for number, line in lines if named.search(line.partition("#")[0])}


ROUTES = (Route("/pipeline", pipeline, methods=["GET"]),)
