"""Tests: the pyramid, the four layers, every test with its last result, and a run of them that can be watched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from fairlead.studio.asking import fields_of, in_thread, json_of, place_of, render, see, wants_json
from fairlead.studio.places import Place
from fairlead.studio.views.code import code
from fairlead.studio.views.pyramid import pyramid


async def shown(request: Request) -> Response:
    """Answer with the tests, of one layer or level if that is asked for, and with one of them on the side."""
    return render(
        request,
        "tests.html",
        has_aside=True,
        **await in_thread(tests_shown, place_of(request), dict(request.query_params)),
    )


async def begun(request: Request) -> Response:
    """Begin to run the tests."""
    from fairlead.project.testing_live import begin_session

    if wants_json(request):
        layers = [str(one) for one in (await json_of(request) or {}).get("layers", [])]
    else:
        layers = (await fields_of(request)).get("layer", [])
    work = await in_thread(begin_session, place_of(request).home, [one for one in layers if one])
    return JSONResponse(work.to_dict()) if wants_json(request) else see(request, "/tests")


async def followed(request: Request) -> Response:
    """Answer how far the tests are, for scripts."""
    from fairlead.project.testing_live import session_of

    work = await in_thread(session_of, place_of(request).home)
    return JSONResponse(_progress(work) if work is not None else {"state": "none"})


async def stopped(request: Request) -> Response:
    """Stop the tests."""
    from fairlead.project.testing_live import stop_session

    done = await in_thread(stop_session, place_of(request).home)
    return JSONResponse({"stopped": done}) if wants_json(request) else see(request, "/tests")


def _progress(work: Any) -> dict[str, Any]:
    """Return how far a session is: how many tests there are, and those that have ended, the newest last."""
    total = next((one["total"] for one in work.told if "total" in one), None)
    ended = [one for one in work.told if "outcome" in one]
    return {
        "state": work.state,
        "total": total,
        "done": len(ended),
        "failed": sum(one["outcome"] == "failed" for one in ended),
        "ended": [{name: one[name] for name in ("test", "outcome", "seconds", "said")} for one in ended],
        "said": work.said[-4000:],
        "seconds": round(work.seconds, 1),
        "error": dict(work.error),
    }


def tests_shown(place: Place, query: Mapping[str, str]) -> dict[str, Any]:
    """Return what the page shows of the tests of a project; the lesson shows it, too."""
    from fairlead.project.testing_live import history_of, session_of, source_of, tests_of
    from fairlead.testing.layers import LAYERS, LEVELS

    project = place.project()
    found = tests_of(project)
    layer = query.get("layer") if query.get("layer") in LAYERS else None
    level = query.get("level") if query.get("level") in LEVELS else None
    listed = found.of(layer, level)  # type: ignore[arg-type]  # one of them, or None
    chosen = next((one for one in found.known if one.tested.test == query.get("test")), None)
    chosen = chosen or next((one for one in listed if one.tested.outcome == "failed"), listed[0] if listed else None)
    source = source_of(place.home, chosen.tested.test) if chosen is not None else None
    with place.open_store() as store:
        past = history_of(store, chosen.tested.test) if chosen is not None else []
    work = session_of(place.home)
    return {
        "tests": found,
        "pyramid": found.pyramid,
        "drawing": pyramid({one: found.of(level=one) for one in LEVELS}, level),
        "layers": LAYERS,
        "levels": LEVELS,
        "layer": layer,
        "level": level,
        "listed": listed,
        "groups": _groups(listed),
        "chosen": chosen,
        "source": source,
        "drawn": code(source.code, first=source.line, label=f"Code of {chosen.name}")
        if source and chosen
        else Markup(),
        "past": past,
        "work": work,
        "progress": _progress(work) if work is not None else None,
    }


def _groups(listed: Sequence[Any]) -> dict[str, list[Any]]:
    """Put tests together by layer, those that failed first."""
    found: dict[str, list[Any]] = {}
    for one in sorted(listed, key=lambda one: one.tested.outcome != "failed"):
        found.setdefault(one.tested.layer or "in no layer", []).append(one)
    return found


ROUTES = (
    Route("/tests", shown),
    Route("/tests/run", begun, methods=["POST"]),
    Route("/tests/run", followed),
    Route("/tests/stop", stopped, methods=["POST"]),
)
