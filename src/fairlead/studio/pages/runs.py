"""The runs of a project: all of them, one on its screen, live; starting, finishing and cancelling them."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from fairlead.errors import StudioError
from fairlead.pipeline.states import STATE_AFTER
from fairlead.studio.asking import (
    address,
    form_of,
    in_thread,
    json_of,
    markup,
    number_in,
    place_of,
    render,
    see,
    wants_json,
)
from fairlead.studio.events import stream
from fairlead.studio.places import Place
from fairlead.studio.views.words import icon_of, tone, word_of

Row = Mapping[str, Any]

LISTED = 50
"""Runs on a page of the list."""

STAGES_LISTED = 100
"""Stages in the table of a screen; of more, those that are looked for."""

FOCUSED = 60
"""From so many stages on, a person can look at a part of the graph alone."""

STATES = ("running", "succeeded", "failed", "interrupted", "cancelled")


@dataclass(frozen=True, slots=True)
class Listed:
    """Hold a run as a line of the list.

    Attributes
    ----------
    seconds : how long it took, or takes until now; None if it has not begun.
    counts : how many of its stages are in each state.
    """

    row: Row
    seconds: float | None
    counts: Mapping[str, int]


async def runs(request: Request) -> Response:
    """Answer with the list of runs."""
    state = request.query_params.get("state", "")
    place = place_of(request)
    page = number_in(request.query_params, "page", 1, least=1, most=10_000)
    found, more = await in_thread(_listed, place, state if state in STATES else None, page)
    longest = max((one.seconds or 0.0 for one in found), default=0.0)
    return render(request, "runs.html", runs=found, longest=longest, state=state, states=STATES, page=page, more=more)


def _listed(place: Place, state: str | None, page: int) -> tuple[list[Listed], bool]:
    from fairlead.clock import SystemClock
    from fairlead.studio.screen import state_of

    now = SystemClock().now()
    with place.open_store() as store:
        rows = store.runs.recent(page * LISTED + 1, state=state)[(page - 1) * LISTED :]
        found = []
        for row in rows[:LISTED]:
            counts: dict[str, int] = {}
            for task in store.runs.tasks(row["id"]):
                if task["task_id"] == task["name"]:
                    counts[state_of(task)] = counts.get(state_of(task), 0) + 1
            end = row["ended"] if row["ended"] is not None else now
            seconds = None if row["started"] is None else max(0.0, end - row["started"])
            found.append(Listed(row, seconds, counts))
    return found, len(rows) > LISTED


async def run(request: Request) -> Response:
    """Answer with the screen of one run."""
    run_id = await _run_id(request)
    if run_id != request.path_params["run_id"]:
        return see(request, f"/runs/{run_id}", **dict(request.query_params))
    screen = await in_thread(_screen, place_of(request), run_id, request.query_params.get("stage"))
    shown = await in_thread(shown_of, request, screen, f"/runs/{run_id}")
    return render(request, "run.html", has_aside=screen.detail is not None, **shown)


async def part(request: Request) -> Response:
    """Answer with the parts of a screen as they are now, for a script that keeps an open page fresh."""
    place, run_id = place_of(request), await _run_id(request)
    base = "/pipeline" if request.query_params.get("base") == "pipeline" else f"/runs/{run_id}"
    chosen = request.query_params.get("stage")
    if base == "/pipeline":
        from fairlead.studio.pages.pipeline import screen_of_place

        _, screen = await in_thread(screen_of_place, place, chosen)
    else:
        screen = await in_thread(_screen, place, run_id, chosen)
    shown = await in_thread(shown_of, request, screen, base)
    return JSONResponse({**parts_of_screen(request, shown), "state": screen.state})


def parts_of_screen(request: Request, shown: Mapping[str, Any]) -> dict[str, str]:
    """Return the parts of a screen as HTML, by the ids of the elements that hold them."""
    names = ("run_verdict", "run_graph", "run_gantt", "run_stages", "run_detail")
    return {name.removeprefix("run_"): markup(request, f"{name}.html", **shown) for name in names}


async def events(request: Request) -> Response:
    """Answer with what happens in a run, as it happens: server-sent events."""
    place, run_id = place_of(request), await _run_id(request)
    after = request.headers.get("last-event-id") or request.query_params.get("after") or "0"
    number = int(after) if after.isdecimal() and len(after) < 12 else 0
    told_events = stream(request.app.state.tails, place, run_id, number, told)
    return StreamingResponse(told_events, media_type="text/event-stream")


def told(event: Row) -> dict[str, Any]:
    """Return what a browser is told of an event: enough to draw the stage anew."""
    data = event["data"] or {}
    state = "running" if event["kind"] == "task_expanded" else STATE_AFTER.get(event["kind"])
    found = {"number": event["number"], "kind": event["kind"], "stage": event["task_id"], "at": event["at"]}
    if state is None:
        return found
    tries = f" · try {event['attempt']}" if (event["attempt"] or 1) > 1 else ""
    said = f"{word_of(state)}{tries}"
    reason = data.get("reason") or (data.get("error") or {}).get("message") or ""
    return {**found, "state": state, "tone": tone(state), "sign": icon_of(state), "said": said, "reason": reason}


async def start(request: Request) -> Response:
    """Start a run, or a part of the pipeline, as a process of its own."""
    place = place_of(request)
    wanted = await _wanted(request)
    run_id = await in_thread(_start, place, wanted)
    return _at_run(request, place, run_id)


async def resume(request: Request) -> Response:
    """Finish a run that was cut off, as a process of its own."""
    place, run_id = place_of(request), await _run_id(request)
    await in_thread(_resume, place, run_id)
    return _at_run(request, place, run_id)


async def cancel(request: Request) -> Response:
    """Ask a run to stop, or one of its stages."""
    place, run_id = place_of(request), await _run_id(request)
    stage = (await _wanted(request)).get("stage") or None
    said = await in_thread(_cancel, place, run_id, stage)
    if wants_json(request):
        return JSONResponse({"said": said, "run": run_id})
    return see(request, f"/runs/{run_id}", stage=stage)


async def _wanted(request: Request) -> dict[str, str]:
    if request.headers.get("content-type", "").startswith("application/json"):
        found = await json_of(request)
        return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}
    return await form_of(request)


def _at_run(request: Request, place: Place, run_id: str) -> Response:
    if wants_json(request):
        return JSONResponse({"run": run_id, "url": address(place, f"/runs/{run_id}")})
    return see(request, f"/runs/{run_id}")


def _start(place: Place, wanted: Mapping[str, str]) -> str:
    from fairlead.errors import MissingExtraError
    from fairlead.project.example import missing_packages
    from fairlead.project.runs import Selection
    from fairlead.project.starting import start_run

    missing = missing_packages("churn") if place.is_lesson else []
    if missing:
        raise MissingExtraError.needs(missing[0], "examples", "The churn example")
    names = {name: tuple(wanted[name].split()) for name in ("start", "only", "until") if wanted.get(name)}
    selection = Selection(**names, force=bool(wanted.get("force")))
    overrides = [line.strip() for line in wanted.get("params", "").splitlines() if line.strip()]
    odd = next((one for one in overrides if "=" not in one), None)
    if odd is not None:
        raise StudioError.bad_parameter(odd)
    return start_run(place.project(needs_pipeline=True), selection=selection, overrides=overrides)


def _resume(place: Place, run_id: str) -> None:
    from fairlead.project.starting import start_resume

    start_resume(place.project(needs_pipeline=True), run_id)


def _cancel(place: Place, run_id: str, stage: str | None) -> str:
    from fairlead.project import cancel as ask_to_cancel

    said: str = ask_to_cancel(place.project(), run_id, stage)
    return said


async def _run_id(request: Request) -> str:
    """Return the id of the run that an address names: whole, or by its end.

    Raises
    ------
    HTTPException
        No run and no process that was started for one has it (404).
    """
    text = request.path_params["run_id"]
    found = await in_thread(_find, place_of(request), text)
    if found is None:
        raise HTTPException(404, f"There is no run '{text}' in this project.")
    return found


def _find(place: Place, text: str) -> str | None:
    from fairlead.project.starting import begun

    if not text or not text.isascii() or not text.replace("-", "").isalnum():
        return None
    with place.open_store() as store:
        found = store.runs.matching(text)
    if text in found or len(found) == 1:
        return text if text in found else found[0]
    known = begun(place.project(), text)
    return text if known.is_alive or known.said else None


def _screen(place: Place, run_id: str, chosen: str | None) -> Any:
    from fairlead.studio.screen import screen_of

    screen = screen_of(place.project(), run_id, chosen)
    if screen is None:
        raise HTTPException(404, f"There is no run '{run_id}' in this project.")
    return screen


def shown_of(request: Request, screen: Any, base: str) -> dict[str, Any]:
    """Return what the templates of a screen are given; it draws, so call it in a thread.

    Parameters
    ----------
    base : the address of the page without the prefix: of the run, or of the pipeline.
    """
    from fairlead.studio.views.dag import dag
    from fairlead.studio.views.gantt import gantt, saving, side_by_side
    from fairlead.studio.views.stages import error_of, headline, in_counts, watch_for

    place = place_of(request)
    around = request.query_params.get("around") == "1"
    find = request.query_params.get("find", "").strip()
    href = functools.partial(_stage_address, place, base, around)
    stages, edges = _part_of_graph(screen, around)
    order = [one.id for one in screen.stages]
    return {
        "screen": screen,
        "base": base,
        "href": href,
        "around": around,
        "find": find,
        "can_focus": len(screen.stages) >= FOCUSED,
        "graph": dag(stages, edges, href=href, chosen=screen.chosen, name=screen.graph.name) if screen.graph else "",
        "gantt": gantt(screen.bars, now=screen.now, href=href, chosen=screen.chosen, order=order),
        "saving": saving(screen.bars, screen.now) if screen.bars else "",
        "pairs": side_by_side(screen.bars, screen.now),
        "headline": headline(screen.run, screen.counts, screen.failed, screen.now) if screen.run else "",
        "counts": in_counts(screen.counts),
        "error_of": error_of,
        "watch_for": watch_for(screen.detail.spec) if screen.detail else [],
        "code": _code(screen),
        **_table(screen, find),
    }


def _stage_address(place: Place, base: str, around: bool, stage: str) -> str:
    whole = stage.partition("[")[0]  # a part of a mapped task, `read[3]`, is shown with the whole of it
    return address(place, base, stage=whole, around="1" if around else None)


def _part_of_graph(screen: Any, around: bool) -> tuple[Sequence[Any], list[tuple[str, str]]]:
    """Return what is drawn: all, or the chosen stage with what comes before and after it."""
    edges = screen.edges
    if not (around and screen.chosen and screen.graph):
        return screen.stages, edges
    kept = screen.graph.ancestors({screen.chosen}) | screen.graph.descendants({screen.chosen})
    return (
        [one for one in screen.stages if one.id in kept],
        [(a, b) for a, b in edges if a in kept and b in kept],
    )


def _table(screen: Any, find: str) -> dict[str, Any]:
    found = [one for one in screen.stages if find.casefold() in one.id.casefold() or find == one.state]
    if not find:  # those that a person looks for come first where not all are shown
        rank = {"failed": 0, "running": 1, "retrying": 1, "upstream_failed": 2}
        found = found if len(found) <= STAGES_LISTED else sorted(found, key=lambda one: rank.get(one.state, 3))
    return {"listed": found[:STAGES_LISTED], "found": len(found)}


def _code(screen: Any) -> Any:
    if screen.detail is None or screen.detail.source is None:
        return ""
    from fairlead.studio.views.code import code

    source = screen.detail.source
    return code(source.text, first=source.line, label=f"Code of {screen.detail.spec.id}")


ROUTES = (
    Route("/runs", runs, methods=["GET"]),
    Route("/runs", start, methods=["POST"]),
    Route("/runs/{run_id}", run, methods=["GET"]),
    Route("/runs/{run_id}/part", part, methods=["GET"]),
    Route("/runs/{run_id}/events", events, methods=["GET"]),
    Route("/runs/{run_id}/resume", resume, methods=["POST"]),
    Route("/runs/{run_id}/cancel", cancel, methods=["POST"]),
)
