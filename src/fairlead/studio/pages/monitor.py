"""The monitor: a year in which the world changes, simulated with real models; and the model in production as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from fairlead.studio.asking import form_of, in_thread, markup, number_in, place_of, render, see
from fairlead.studio.views import production, simulated

if TYPE_CHECKING:
    from starlette.requests import Request

    from fairlead.studio.places import Place

VIEWS = ("year", "production")


async def monitor(request: Request) -> Response:
    """Show the simulated year, or the model in production."""
    place, query = place_of(request), dict(request.query_params)
    if not (place.home / "fairlead.toml").is_file() and not place.is_lesson:
        return render(request, "monitor/nothing.html", view="production", views=())
    has_year = await in_thread(_has_year, place)
    views = VIEWS if has_year else VIEWS[1:]
    usual = VIEWS[0] if has_year and place.is_lesson else VIEWS[1]
    view = query.get("view", usual)
    view = view if view in views else usual
    if view == "year":
        found = await in_thread(year_shown, place, query)
        if "part" in query:
            part = "chart" if query["part"] == "chart" else "year"
            return HTMLResponse(markup(request, f"monitor/{part}.html", view=view, views=views, **found))
        return render(request, "monitor/simulated.html", view=view, views=views, **found)
    found = await in_thread(_production, place, query.get("batch"))
    return render(request, "monitor/production.html", view=view, views=views, **found)


async def retry(request: Request) -> Response:
    """Try again to compute the years."""
    await in_thread(_retry, place_of(request))
    form = await form_of(request)
    return see(
        request, "/monitor", view="year", **{name: form[name] for name in ("pattern", "mechanism") if name in form}
    )


def _has_year(place: Place) -> bool:
    from fairlead.project.place import SETTINGS_FILE
    from fairlead.project.settings import read_settings

    return bool(read_settings(place.home / SETTINGS_FILE).get("monitor", {}).get("simulate"))


def year_shown(place: Place, query: dict[str, str]) -> dict[str, Any]:
    """Return what the simulated year shows: asked for, at work, or there."""
    from fairlead.monitor.replays.replaying import Costs
    from fairlead.project.monitoring.settings import watched_of
    from fairlead.project.simulating.changes import MECHANISMS, PATTERNS, meant
    from fairlead.project.simulating.comparing import compared
    from fairlead.project.simulating.strategies import STRATEGIES, strategy_named
    from fairlead.project.simulating.work import ensure_work
    from fairlead.project.simulating.years import shelf_of

    project = place.project()
    shelf = shelf_of(project)
    assert shelf is not None
    known = shelf.mechanisms or tuple(MECHANISMS)
    asked = meant(query.get("pattern", ""), query.get("mechanism", ""), known)
    works = ensure_work(project, shelf, asked)
    year, (ready, wanted) = shelf.year(asked), shelf.counts()
    cost = watched_of(project).cost
    strategy = strategy_named(query.get("strategy", ""))
    month = number_in(query, "month", 1, least=1, most=12)
    common = {
        "asked": asked,
        "pattern": PATTERNS[asked[0]],
        "mechanism": MECHANISMS[asked[1]],
        "patterns": list(PATTERNS.values()),
        "mechanisms": [MECHANISMS[one] for one in known],
        "works": works,
        "ready": ready,
        "wanted": wanted,
        "failure": shelf.failure,
        "month": month,
        "strategy": strategy,
        "strategies": STRATEGIES,
        "cost": cost,
        "guess": query.get("guess") if query.get("guess") in simulated.GUESSES else None,
        "guesses": simulated.GUESSES,
        "year": year,
    }
    if year is None:
        return common
    found = compared(year, Costs(cost.error, cost.retrain))
    look_into = number_in(query, "triage", found.worst_month or 0, most=12)
    return {
        **common,
        **simulated.shown(found, found.once(month), strategy if common["guess"] else None),
        "compared": found,
        "triage_month": look_into if look_into in year.triage else None,
        "triage": year.triage.get(look_into),
        "asks_triage": "triage" in query,
    }


def _retry(place: Place) -> None:
    from fairlead.project.simulating.work import retry as forget
    from fairlead.project.simulating.years import shelf_of

    shelf = shelf_of(place.project())
    if shelf is not None:
        forget(shelf)


def _production(place: Place, batch: str | None) -> dict[str, Any]:
    """Return what is known of the model in production, and the replay that was made last."""
    from fairlead.project.monitoring.reading import standing_of
    from fairlead.project.monitoring.settings import watched_of
    from fairlead.project.replaying import last_replay

    project = place.project()
    standing = standing_of(project, batch=batch)
    return {
        "standing": standing,
        "watched": watched_of(project),
        "replay": last_replay(project),
        **production.shown(standing),
    }


ROUTES = (
    Route("/monitor", monitor),
    Route("/monitor/retry", retry, methods=["POST"]),
)
