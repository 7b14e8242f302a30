"""Notebooks: the list, and one cell by cell with what was found, what it costs, how it is mended, what it became."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from fairlead.project.inspecting.inspect import Inspected, Looked, Way, inspect_notebook
from fairlead.studio.asking import form_of, in_thread, markup, number_in, place_of, render, see, wants_json
from fairlead.studio.places import Place
from fairlead.studio.views import code as code_view

PART = "part"
"""With this word in its query an address answers with a part of its page, for scripts."""


async def listed(request: Request) -> Response:
    """Answer with the notebooks of the project, the one that needs most work first."""
    from fairlead.project.inspecting.listing import notebooks_of

    found = await in_thread(notebooks_of, place_of(request).home)
    found.sort(key=lambda one: (-(one.severity or 0), one.name))
    return render(request, "notebooks.html", notebooks=found)


async def shown(request: Request) -> Response:
    """Answer with a notebook, and on its side with the cell that was chosen."""
    place, name = place_of(request), request.path_params["name"]
    context = await in_thread(_seen, place, name, dict(request.query_params))
    if request.query_params.get(PART) == "detail":
        return HTMLResponse(markup(request, "notebook_detail.html", **context))
    return render(request, "notebook.html", has_aside=True, **context)


async def changes(request: Request) -> Response:
    """Answer with what mending would change; nothing is changed."""
    from fairlead.project.inspecting.mending import mending_of

    place, name = place_of(request), request.path_params["name"]
    found = await in_thread(mending_of, place.home, name)
    return render(request, "notebook_changes.html", mending=found, diff_lines=code_view.diff_lines, done=False)


async def mended(request: Request) -> Response:
    """Mend a notebook of the person's own project, as it was shown."""
    from starlette.exceptions import HTTPException

    from fairlead.project.inspecting.mending import mend

    place, name = place_of(request), request.path_params["name"]
    if place.is_lesson:
        raise HTTPException(403, "The notebook of the lesson stays as it is: its faults are what the lesson is about.")
    form = await form_of(request)
    done = await in_thread(mend, place.home, name, digest=form.get("digest", ""))
    return render(request, "notebook_changes.html", mending=done, diff_lines=code_view.diff_lines, done=True)


async def begun(request: Request) -> Response:
    """Begin to run a notebook and to measure what its faults cost."""
    from fairlead.project.inspecting.measuring import begin_trial

    place, name = place_of(request), request.path_params["name"]
    form = await form_of(request)
    chosen = {form[f"path-{n}"]: form.get(f"file-{n}", "") for n in range(20) if f"path-{n}" in form}
    path = await in_thread(_path, place, name)
    work = await in_thread(lambda: begin_trial(place.home, name, path.read_bytes(), chosen))
    return JSONResponse(work.to_dict()) if wants_json(request) else see(request, f"/notebook/{name}", trial="begun")


async def followed(request: Request) -> Response:
    """Answer how far a trial is, for scripts."""
    from fairlead.project.inspecting.measuring import trial_of

    place, name = place_of(request), request.path_params["name"]
    path = await in_thread(_path, place, name)
    work = await in_thread(lambda: trial_of(place.home, name, path.read_bytes()))
    return JSONResponse(work.to_dict() if work is not None else {"state": "none"})


async def stopped(request: Request) -> Response:
    """Stop a trial."""
    from fairlead.project.inspecting.measuring import stop_trial

    place, name = place_of(request), request.path_params["name"]
    path = await in_thread(_path, place, name)
    done = await in_thread(lambda: stop_trial(place.home, name, path.read_bytes()))
    return JSONResponse({"stopped": done}) if wants_json(request) else see(request, f"/notebook/{name}")


async def proof(request: Request) -> Response:
    """Answer with the proof that the pipeline computes what the notebook computes."""
    place, name = place_of(request), request.path_params["name"]
    found = await in_thread(inspect_notebook, place.home, name)
    return render(request, "notebook_proof.html", notebook=found, sentences=_sentences())


def _path(place: Place, name: str) -> Any:
    from fairlead.project.inspecting.listing import path_in

    return path_in(place.home, name)


def _sentences() -> Mapping[str, str]:
    from fairlead.notebook.prove.proof import SENTENCES

    return {str(verdict): sentence for verdict, sentence in SENTENCES.items()}


def _seen(place: Place, name: str, query: Mapping[str, str]) -> dict[str, Any]:
    """Return what the page of a notebook shows: everything that is known of it, and of the cell that was chosen."""
    from fairlead.project.inspecting.data import proposed, tables_in
    from fairlead.project.inspecting.measuring import costs_of, findings_of, told_about, trial_of
    from fairlead.project.inspecting.mending import mending_of

    found = inspect_notebook(place.home, name)
    trial = trial_of(place.home, name, found.content)
    measured = findings_of(trial) if trial is not None else []
    chosen = found.at(number_in(query, "cell", 0)) or _first(found)
    way = _way(found, chosen, query)
    mending = mending_of(place.home, name) if chosen is not None and chosen.findings else None
    tables = tables_in(place.home) if found.asks_for else []
    return {
        "notebook": found,
        "chosen": chosen,
        "is_asked": "cell" in query,
        "way": way,
        "way_number": found.ways.index(way) if way is not None else None,
        "trial": trial,
        "measured": measured,
        "costs": costs_of(measured),
        "told_about": told_about,
        "change": mending.of_cell(chosen.cell.number) if mending is not None and chosen is not None else None,
        "left": _left(mending, chosen) if mending is not None and chosen is not None else [],
        "tables": tables,
        "proposed": proposed(place.home, found.asks_for, tables),
        "sentences": _sentences(),
        "drawn": lambda cell: _drawn(cell, way),
        "stop_at": lambda number: _stops(way, number),
        "diff_lines": code_view.diff_lines,
    }


def _first(found: Inspected) -> Looked | None:
    """Return the cell that is shown as long as none was chosen: the first one with a fault, or the first one."""
    return next((one for one in found.cells if one.is_problem), found.cells[0] if found.cells else None)


def _way(found: Inspected, chosen: Looked | None, query: Mapping[str, str]) -> Way | None:
    """Return the way that is drawn: the one that was asked for, one of the chosen cell, or the first of the worst."""
    asked = number_in(query, "way", -1)
    if query.get("way", "").isdecimal() and 0 <= asked < len(found.ways):
        return found.ways[asked]
    if chosen is not None and "cell" in query:
        own = [way for way in found.ways if way.finding in chosen.findings]
        through = [way for way in found.ways if chosen.cell.number in way.cells]
        if own or through:
            return (own or through)[0]
    return max(found.ways, key=lambda way: way.finding.severity, default=None)


def _left(mending: Any, chosen: Looked) -> list[Any]:
    return [one for one in mending.left if one.place.cell == chosen.cell.number]


def _drawn(cell: Looked, way: Way | None) -> Any:
    """Return the code of a cell, its lines marked where something was found and where the drawn way passes."""
    marks: dict[int, str] = {}
    steps: dict[int, list[tuple[int, str]]] = {}
    first = 1 if cell.cell.first_line == 0 else cell.cell.first_line
    tones = {"info": "running", "warning": "warn", "error": "failed", "critical": "failed"}
    for finding in reversed(cell.findings):  # the worst last: it is the one that colours the line
        if finding.where.line is not None:
            marks[finding.where.line] = tones[str(finding.severity)]
    for n, step in enumerate(way.steps if way is not None else (), start=1):
        if step.cell == cell.cell.number:
            marks[step.line] = "failed"
            steps.setdefault(step.line, []).append((n, step.kind))
    return code_view.code(
        cell.cell.source, label=f"Code of cell {cell.cell.number}", first=first, marks=marks, steps=steps
    )


def _stops(way: Way | None, number: int) -> dict[str, Any]:
    """Say how the drawn way goes through a cell: where it begins, passes by, stops, ends."""
    if way is None or not min(way.cells) <= number <= max(way.cells):
        return {"is_on": False, "is_first": False, "is_last": False, "steps": []}
    return {
        "is_on": True,
        "is_first": number == min(way.cells),
        "is_last": number == max(way.cells),
        "steps": [
            (n, step) for n, step in enumerate(way.steps, start=1) if step.cell == number
        ],
    }  # fmt: skip


ROUTES = (
    Route("/notebook", listed),
    Route("/notebook/{name:path}/changes", changes),
    Route("/notebook/{name:path}/mend", mended, methods=["POST"]),
    Route("/notebook/{name:path}/trial", begun, methods=["POST"]),
    Route("/notebook/{name:path}/trial", followed),
    Route("/notebook/{name:path}/stop", stopped, methods=["POST"]),
    Route("/notebook/{name:path}/proof", proof),
    Route("/notebook/{name:path}", shown),
)
