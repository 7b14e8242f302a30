"""Models: versions with the verdicts of gates, two of them compared, one put into use or taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from fairlead.errors import FairleadError, UnknownModelError
from fairlead.studio.asking import form_of, in_thread, place_of, render, see, wants_json
from fairlead.studio.places import Place

METRICS_SHOWN = 4
EVENTS_SHOWN = 40
CHAMPION = "champion"


async def listed(request: Request) -> Response:
    """Answer with the models of the project."""
    return render(request, "models.html", models=await in_thread(_all, place_of(request)))


async def shown(request: Request) -> Response:
    """Answer with a model: who is in use, its versions, what gates said, what happened."""
    place, name = place_of(request), request.path_params["name"]
    return render(request, "model.html", **await in_thread(_model, place, name))


async def version(request: Request) -> Response:
    """Answer with one version: how good it is, from what it was made, what it needs."""
    place, name, number = place_of(request), request.path_params["name"], request.path_params["version"]
    return render(request, "model_version.html", **await in_thread(_version, place, name, number))


async def compared(request: Request) -> Response:
    """Answer with what is different between two versions."""
    place, name = place_of(request), request.path_params["name"]
    return render(request, "model_compare.html", **await in_thread(_compared, place, name, dict(request.query_params)))


async def asked(request: Request) -> Response:
    """Ask a person for the reason before a version is put into use or taken back."""
    place, name = place_of(request), request.path_params["name"]
    context = await in_thread(_model, place, name)
    query = request.query_params
    target = next((one for one in context["versions"] if str(one.version) == query.get("version")), None)
    is_back = request.path_params["what"] == "rollback"
    if target is None and not is_back:
        raise UnknownModelError.no_version(name, 0, [one.version for one in context["versions"]])
    alias = query.get("alias") or CHAMPION
    return render(
        request, "model_ask.html", **context, target=target, is_back=is_back, alias=alias, trouble=None, why="",
        tables=[] if is_back else await in_thread(_tables, place), trained_on="",
    )  # fmt: skip


async def promoted(request: Request) -> Response:
    """Begin to put a version into use, against the holder that the person has seen."""
    from fairlead.project.registry_acts import begin_promotion

    place, name = place_of(request), request.path_params["name"]
    form = await form_of(request)
    alias, why = form.get("alias") or CHAMPION, form.get("why", "")
    try:
        await in_thread(
            begin_promotion, place.home, name, _number(form.get("version")) or 0,
            alias=alias, expect=_number(form.get("expect")), why=why,
            trained_on=form.get("trained_on", ""),
        )  # fmt: skip
    except FairleadError as error:
        return await _refused(request, form, error, is_back=False)
    return see(request, f"/models/{name}", promotion="begun")


async def rolled_back(request: Request) -> Response:
    """Give an alias back to a version that held it before."""
    place, name = place_of(request), request.path_params["name"]
    form = await form_of(request)
    try:
        await in_thread(_roll_back, place, name, form)
    except FairleadError as error:
        return await _refused(request, form, error, is_back=True)
    return see(request, f"/models/{name}", rollback="done")


async def followed(request: Request) -> Response:
    """Answer how far a promotion is, for scripts."""
    from fairlead.project.registry_acts import promotion_of

    work = await in_thread(promotion_of, place_of(request).home, request.path_params["name"])
    return JSONResponse(work.to_dict() if work is not None else {"state": "none"})


async def _refused(request: Request, form: Mapping[str, str], error: FairleadError, *, is_back: bool) -> Response:
    """Answer with the question again, and what stood against it: the state of now, not the one that was seen."""
    if wants_json(request):
        return JSONResponse({"error": error.to_dict()}, status_code=409)
    place, name = place_of(request), request.path_params["name"]
    context = await in_thread(_model, place, name)
    target = next((one for one in context["versions"] if str(one.version) == form.get("version")), None)
    return render(
        request, "model_ask.html", status=409, **context, target=target, is_back=is_back,
        alias=form.get("alias") or CHAMPION, trouble=error, why=form.get("why", ""),
        tables=[] if is_back else await in_thread(_tables, place), trained_on=form.get("trained_on", ""),
    )  # fmt: skip


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None


def _roll_back(place: Place, name: str, form: Mapping[str, str]) -> None:
    from fairlead.project.registry_acts import roll_back

    with place.project().open_registry() as registry:
        roll_back(
            registry, name, alias=form.get("alias") or CHAMPION, expect=_number(form.get("expect")) or 0,
            to=_number(form.get("version")), why=form.get("why", ""),
        )  # fmt: skip


def _tables(place: Place) -> list[Any]:
    from fairlead.project.suites.listing import tables_for

    return tables_for(place.project())


def _all(place: Place) -> list[dict[str, Any]]:
    with place.project().open_registry() as registry:
        holders = registry.holders()
        return [
            {"name": name, "versions": registry.versions(name, retired=True), "holders": holders.get(name, [])}
            for name in registry.names()
        ]


def _model(place: Place, name: str) -> dict[str, Any]:
    from fairlead.model.holders import earlier_of
    from fairlead.project.registry_acts import promotion_of
    from fairlead.project.verdicts import verdicts_by_version, verdicts_of_runs

    project = place.project()
    with project.open_registry() as registry:
        versions = registry.versions(name, retired=True)
        holders = registry.holders(name).get(name, [])
        events = registry.events(name)
        lost = {one.version for one in versions if registry.lacks_files(one)}
    with project.open_store() as store:
        found = verdicts_of_runs(store, name)
    metrics = list(dict.fromkeys(metric for one in versions for metric in one.metrics))[:METRICS_SHOWN]
    return {
        "name": name,
        "versions": versions,
        "holders": holders,
        "champion": next((one for one in holders if one.alias == CHAMPION), None),
        "earlier": {one.alias: earlier_of(events, one.alias) for one in holders},
        "events": events[::-1][:EVENTS_SHOWN],
        "earlier_events": max(0, len(events) - EVENTS_SHOWN),
        "lost": lost,
        "verdicts": verdicts_by_version(versions, events, found),
        "refused": [one for one in found if one.decision == "refused"],
        "metrics": metrics,
        "work": promotion_of(place.home, name),
        "event_in_words": _event_in_words,
    }


def _version(place: Place, name: str, number: int) -> dict[str, Any]:
    with place.project().open_registry() as registry:
        found = registry.get(name, number)
        damage = [] if found.retired is not None else registry.damage(name, number)
        documents = None if damage or found.retired is not None else registry.documents(name, number)
    return {**_model(place, name), "version": found, "damage": damage, "documents": documents}


def _compared(place: Place, name: str, query: Mapping[str, str]) -> dict[str, Any]:
    from fairlead.model.diff import differences

    context = _model(place, name)
    numbers = sorted(
        one.version for one in context["versions"] if one.retired is None and one.version not in context["lost"]
    )
    champion = context["champion"].version if context["champion"] else None
    after: int = _number(query.get("after")) or (numbers[-1] if numbers else 0)
    others = [one for one in numbers if one != after]
    nearest = champion if champion is not None and champion in others else others[-1] if others else after
    before: int = _number(query.get("before")) or nearest
    with place.project().open_registry() as registry:
        documents = [registry.documents(name, one) for one in (before, after)] if numbers else []
    found = [asdict(one) for one in differences(*documents)] if documents else []
    sections: dict[str, list[dict[str, Any]]] = {}
    for one in found:
        sections.setdefault(one["section"], []).append(one)
    return {**context, "before": before, "after": after, "numbers": numbers, "sections": sections, "side": _side}


def _side(section: str, value: Any) -> str:
    """Return one side of a difference in a few words."""
    if value is None:
        return "default" if section == "params" else "not there"
    if isinstance(value, float):
        return f"{value:.4f}" if section == "metrics" else f"{value:g}"
    if isinstance(value, Mapping):
        rules = value.get("expectations") or value.get("expect") or ()
        return (
            f"{value.get('name', 'suite')}, {len(rules)} rules"
            if rules
            else str(value.get("name", f"{len(value)} entries"))
        )
    from fairlead.model.code import NO_CODE

    if value == NO_CODE:
        return "none of its own"
    text = str(value)
    is_digest = len(text) == 64 and all(letter in "0123456789abcdef" for letter in text)
    return text[:12] if is_digest else text


def _event_in_words(event: Mapping[str, Any]) -> str:
    version, alias, before = event["version"], event["alias"], event["previous"]
    was = f" (it was version {before})" if before is not None else ""
    words = {
        "put": f"version {version} was put here",
        "restore": f"version {version} was put here again",
        "promote": f"version {version} became the {alias}{was}",
        "trial": f"version {version} is on trial beside the {alias}, version {before}",
        "end_trial": f"the trial of version {before} ended; version {version} stays the {alias}",
        "rollback": f"the {alias} is version {version} again{was}",
        "retire": f"version {version} was retired",
        "look": f"the holdout {(event['subject'] or '')[:8]} was looked at",
    }
    return words.get(event["kind"], str(event["kind"]))


ROUTES = (
    Route("/models", listed),
    Route("/models/{name}", shown),
    Route("/models/{name}/compare", compared),
    Route("/models/{name}/promotion", followed),
    Route("/models/{name}/promote", promoted, methods=["POST"]),
    Route("/models/{name}/rollback", rolled_back, methods=["POST"]),
    Route("/models/{name}/ask/{what}", asked),
    Route("/models/{name}/{version:int}", version),
)
