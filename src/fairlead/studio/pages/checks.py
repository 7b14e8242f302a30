"""Data checks: the suites of the project, one with its editor and what came out, and the quarantines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from fairlead.errors import FairleadError
from fairlead.studio.asking import form_of, in_thread, json_of, number_in, place_of, render, see, wants_json
from fairlead.studio.places import Place
from fairlead.studio.views.charts import sparkline

VALIDATIONS_SHOWN = 20
ROWS_SHOWN = 50


async def listed(request: Request) -> Response:
    """Answer with the suites of the project, how each did last, and what was set aside."""
    return render(request, "checks.html", **await in_thread(_all, place_of(request)))


async def shown(request: Request) -> Response:
    """Answer with a suite: its text to be edited and run, what came out last, and how each rule did over time."""
    place, name = place_of(request), request.path_params["name"]
    return render(request, "suite.html", **await in_thread(_suite, place, name, dict(request.query_params), None))


async def begun(request: Request) -> Response:
    """Run a suite as it is in the editor, or save it."""
    from fairlead.project.suites.running import begin_run, save_text

    place, name = place_of(request), request.path_params["name"]
    form = await json_of(request) if wants_json(request) else await form_of(request)
    text, table = str(form.get("text", "")), str(form.get("table", ""))
    if form.get("do") == "save":
        await in_thread(save_text, place.home, name, text, before=str(form.get("before", "")))
        return JSONResponse({"saved": True}) if wants_json(request) else see(request, f"/checks/suite/{name}", saved=1)
    work = await in_thread(begin_run, place.home, name, text, table)
    return JSONResponse(work.to_dict()) if wants_json(request) else see(request, f"/checks/suite/{name}", run=1)


async def followed(request: Request) -> Response:
    """Answer how far a run of a suite is, for scripts."""
    from fairlead.project.suites.running import run_of

    work = await in_thread(run_of, place_of(request).home, request.path_params["name"])
    return JSONResponse(work.to_dict() if work is not None else {"state": "none"})


async def history(request: Request) -> Response:
    """Answer with the history of a suite that lies in no file of the project, such as one that a task makes."""
    return render(
        request, "suite_history.html", **await in_thread(_history, place_of(request), request.path_params["title"])
    )


async def named(request: Request) -> Response:
    """Lead from the name that a suite calls itself by, as runs and validations know it, to its page."""
    from fairlead.project.suites.listing import suites_of

    title = request.path_params["title"]
    found = await in_thread(suites_of, place_of(request).home)
    name = next((one.name for one in found if one.title == title), None)
    return see(request, f"/checks/history/{title}" if name is None else f"/checks/suite/{name}")


async def quarantine(request: Request) -> Response:
    """Answer with a split: its rules and the rows that were set aside, each with the reason."""
    place, name = place_of(request), request.path_params["name"]
    return render(request, "quarantine.html", **await in_thread(_quarantine, place, name, dict(request.query_params)))


async def released(request: Request) -> Response:
    """Put rows back that are good now, or only say how many would go back."""
    from fairlead.project.suites.quarantines import put_back

    place, name = place_of(request), request.path_params["name"]
    form = await form_of(request)
    recode = [form["recode"]] if form.get("recode", "").strip() else []
    accept = [form["accept"]] if form.get("accept", "").strip() else []
    is_dry = form.get("do") != "release"
    try:
        told = await in_thread(
            put_back, place.home, name, recode=recode, accept=accept, why=form.get("why", ""), dry_run=is_dry
        )
        said: dict[str, Any] = {"told": told, "trouble": None}
    except FairleadError as error:
        said = {"told": None, "trouble": error}
    context = await in_thread(_quarantine, place, name, dict(request.query_params))
    return render(request, "quarantine.html", **{**context, **said, "asked": form})


def _all(place: Place) -> dict[str, Any]:
    from fairlead.project.suites.listing import suites_of
    from fairlead.project.suites.quarantines import splits_of

    found = suites_of(place.home)
    with place.open_store() as store:
        titles = store.validations.suites()
        last = {title: store.validations.recent(title, limit=1)[0] for title in titles}
    known = {one.title for one in found}
    return {
        "suites": found,
        "last": last,
        "elsewhere": [title for title in titles if title not in known],
        "splits": splits_of(place.home),
    }


def _suite(place: Place, name: str, query: Mapping[str, str], trouble: FairleadError | None) -> dict[str, Any]:
    from fairlead.project.suites.listing import suite_named, tables_for
    from fairlead.project.suites.running import run_of, text_of

    kept = suite_named(place.home, name)
    work = run_of(place.home, name)
    text = text_of(place.home, kept)
    tables = tables_for(place.project())
    given: Mapping[str, Any] = work.asked if work is not None else {}
    result = work.result if work is not None else None
    title = result["suite"] if result else kept.title
    edited = given.get("text") if "run" in query else None
    return {
        "suite": kept,
        "text": edited if edited is not None else text,
        "kept_text": text,
        "is_edited": edited is not None and edited.replace("\r\n", "\n").strip() != text.strip(),
        "tables": tables,
        "table": query.get("table") or given.get("table") or (tables[0].name if tables else ""),
        "work": work,
        "result": result,
        "trouble": trouble,
        **_history(place, title),
    }


def _spark(values: Sequence[float | None], label: str) -> Markup:
    """Draw how a rule did over time."""
    return Markup(sparkline(values, title=label))


def _history(place: Place, title: str) -> dict[str, Any]:
    """Return the validations of a suite, and by rule how it did in each of them."""
    from fairlead.project.validation import history_of

    if not title:
        return {"title": title, "validations": [], "rules": [], "spark": _spark}
    with place.open_store() as store:
        validations = store.validations.recent(title, VALIDATIONS_SHOWN)
        rows = store.validations.history(title, VALIDATIONS_SHOWN)
        last = store.validations.rules(validations[0]["id"]) if validations else []
    lines = history_of(rows)
    return {
        "title": title,
        "validations": validations,
        "rules": [{**row, "history": lines.get(row["sentence"], ())} for row in _broken_first(last)],
        "spark": _spark,
    }


def _broken_first(rules: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(rules, key=lambda row: (row["success"], -(row["unexpected"] or 0)))


def _quarantine(place: Place, name: str, query: Mapping[str, str]) -> dict[str, Any]:
    from fairlead.project.suites.quarantines import quarantine_of

    limit = number_in(query, "limit", ROWS_SHOWN, least=1, most=1000)
    rule = query.get("rule") or None
    found = quarantine_of(place.home, name, rule=rule, limit=limit)
    wrong = {column for row in found.rows for column in row.wrong}
    shown = [one for one in found.manifest.columns if one in found.manifest.keys or one in wrong]
    return {
        "quarantine": found, "rule": rule, "limit": limit, "told": None, "trouble": None, "asked": {},
        "columns": [one for one in shown if one not in found.manifest.private],
        "hidden": [one for one in shown if one in found.manifest.private],
    }  # fmt: skip


ROUTES = (
    Route("/checks", listed),
    Route("/checks/suite/{name:path}/run", begun, methods=["POST"]),
    Route("/checks/suite/{name:path}/run", followed),
    Route("/checks/suite/{name:path}", shown),
    Route("/checks/history/{title:path}", history),
    Route("/checks/quarantine/{name:path}/release", released, methods=["POST"]),
    Route("/checks/quarantine/{name:path}", quarantine),
    Route("/checks/{title}", named),
)
