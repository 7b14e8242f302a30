"""Features: what a recipe does to real rows, step by step, and what each round of work on it has brought."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from fairlead.studio.asking import address, in_thread, number_in, place_of, render, see
from fairlead.studio.views.investment import panel

NEIGHBOURS = 3
"""Untouched columns that are shown beside those that a step has touched."""

WIDEST = 10
"""Columns that are shown of a table, unless all are asked for."""

CHOICES = ("step", "columns", "feature", "level")
"""What an address of the page may say."""

SPLITS = {"shuffled": "shuffled", "in_time": "in order of time"}


@dataclass(frozen=True, slots=True)
class Stage:
    """Hold one step of the strip.

    Parameters
    ----------
    name : of the step; ``Raw`` for the rows as they come.
    does, said : what does it, and what became of the columns, in words.
    facts : what it has learned, in sentences.
    before, after : tables as they are shown, None where there is none.
    marks : for each cell of `after`: "", "is-changed" or "is-new".
    hidden : columns that are not shown.
    notes : what could not be shown.
    """

    name: str
    does: str
    said: str
    facts: tuple[str, ...] = ()
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    marks: Sequence[Sequence[str]] = ()
    hidden: int = 0
    notes: tuple[str, ...] = ()


def stages_of(shown: Mapping[str, Any], *, is_whole: bool = False) -> list[Stage]:
    """Return the strip: the raw rows, then each outermost step of the recipe.

    Parameters
    ----------
    shown : as `fairlead.project.featuring.showing.show` gives it.
    is_whole : whether all columns are shown.
    """
    steps = shown["steps"]
    outermost = [one for one in steps if len(one["path"]) <= 1 and one["kind"] != "model"] or steps[:1]
    if any(one["path"] for one in outermost):
        outermost = [one for one in outermost if one["path"]]
    raw = next((one["before"] for one in steps if one["before"] is not None), None)
    return [_raw(shown, raw, is_whole), *(_stage(one, steps, is_whole) for one in outermost)]


def lineage_of(shown: Mapping[str, Any], feature: str | None) -> dict[str, Any] | None:
    """Return a feature with the raw columns that it is made of; the last one if none is asked for."""
    features = shown["lineage"]["features"]
    if not features:
        return None
    name = feature if feature in features else next(reversed(features))
    return {"name": name, **features[name]}


def levels_of(curve: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return each round of work with its numbers as a page shows them, for each split that was measured."""
    currency = (curve["costs"] or {}).get("currency", "")
    found = []
    for point in curve["points"]:
        splits = {name: point[key] for key, name in SPLITS.items() if point[key] is not None}
        found.append(
            {
                "name": point["name"],
                "splits": {
                    name: {
                        "verdict": one["verdict"] or "",
                        "score": _interval(one["score"], "{:.3f}"),
                        "accuracy": _interval(one["accuracy"], "{:.1%}"),
                        "false_positive_rate": _interval(one["false_positive_rate"], "{:.1%}"),
                        "impact": _interval(one["impact"], "{:,.0f}", f" {currency}" if currency else ""),
                    }
                    for name, one in splits.items()
                },
            }
        )
    return found


def panels_of(curve: Mapping[str, Any], chosen: int) -> list[dict[str, Any]]:
    """Draw each number that goes with the task, for all rounds."""
    names = [point["name"] for point in curve["points"]]
    kinds = [
        ("score", curve["metric"].replace("_", " "), "{:.3f}"),
        ("accuracy", "accuracy", "{:.1%}"),
        ("false_positive_rate", "false-positive rate", "{:.1%}"),
        ("impact", f"money a month, {(curve['costs'] or {}).get('currency', '')}", "{:,.0f}"),
    ]
    found = []
    for key, title, shape in kinds:
        series = {
            split: [None if point[place] is None else point[place][key] for point in curve["points"]]
            for place, split in SPLITS.items()
            if curve["points"][0][place] is not None
        }
        if all(value is not None for values in series.values() for value in values):
            drawn = panel(title, series, names=names, chosen=chosen, shown=shape.format, id=f"invest-{key}")
            found.append({"key": key, "title": title, "svg": drawn})
    return found


def context_of(home: Path, query: Mapping[str, str], *, begins: bool = True) -> dict[str, Any]:
    """Return all that the page, or a part of it in the lesson, shows of a project's features."""
    from fairlead.project.featuring.known import known_of

    known = known_of(home, begins=begins)
    shown = known.recipe.result if known.recipe is not None and known.recipe.state == "done" else None
    curve = known.curve.result if known.curve is not None and known.curve.state == "done" else None
    stages = stages_of(shown, is_whole=query.get("columns") == "all") if shown is not None else []
    count = len(curve["points"]) if curve is not None else 0
    level = number_in(query, "level", count, least=1, most=max(1, count)) - 1 if count else 0
    return {
        "known": known,
        "state": _state(known),
        "shown": shown,
        "curve": curve,
        "stages": stages,
        "step": number_in(query, "step", 0, most=max(0, len(stages) - 1)),
        "lineage": None if shown is None else lineage_of(shown, query.get("feature")),
        "level": level,
        "levels": [] if curve is None else levels_of(curve),
        "panels": [] if curve is None else panels_of(curve, level),
        "cell": cell,
    }


async def features(request: Request) -> Response:
    """Answer with the page."""
    place = place_of(request)
    context = await in_thread(context_of, place.home, request.query_params)
    return render(request, "features.html", **context, link=link_of(address(place, "/features"), request.query_params))


async def measure(request: Request) -> Response:
    """Begin to measure the curve, or stop it."""
    from fairlead.project.featuring.known import begin_curve, stop_curve

    act = stop_curve if request.path_params["act"] == "stop" else begin_curve
    await in_thread(act, place_of(request).home)
    return see(request, "/features")


async def show(request: Request) -> Response:
    """Take the rows through the recipe anew."""
    from fairlead.project.featuring.known import begin_recipe

    await in_thread(begin_recipe, place_of(request).home)
    return see(request, "/features")


async def working(request: Request) -> Response:
    """Say how far the work is, for the script that waits for it."""
    context = await in_thread(context_of, place_of(request).home, {})
    return JSONResponse(context["state"])


def link_of(path: str, query: Mapping[str, str]) -> Callable[..., str]:
    """Return a function that gives the address of the page with some of its choices changed."""
    chosen = {name: query[name] for name in CHOICES if name in query}

    def link(**changes: object) -> str:
        given = {name: value for name, value in {**chosen, **changes}.items() if value is not None}
        return f"{path}{'?' if given else ''}{urlencode(given)}"

    return link


def _state(known: Any) -> dict[str, Any]:
    """Say what goes on, in a form in which two answers can be compared."""
    told = known.curve.told[-1] if known.curve is not None and known.curve.told else {}
    return {
        "recipe": known.recipe.state if known.recipe is not None else None,
        "curve": known.curve.state if known.curve is not None else None,
        "step": told.get("step", 0),
        "of": told.get("of", 0),
        "said": told.get("said", ""),
    }


def _raw(shown: Mapping[str, Any], raw: Mapping[str, Any] | None, is_whole: bool) -> Stage:
    said = f"{shown['all_rows']:,} rows, {len(raw['columns']) if raw else 0} columns, as they come"
    if raw is None:
        return Stage("Raw", "rows", said)
    missing = [name for place, name in enumerate(raw["columns"]) if any(row[place] is None for row in raw["rows"])]
    facts = (f"of the rows shown, values are missing in: {', '.join(missing)}",) if missing else ()
    places = list(range(len(raw["columns"]))) if is_whole else _first(raw, missing)
    return Stage(
        "Raw", "rows", said, facts, after=_at(raw, places),
        marks=[["is-missing" if row[place] is None else "" for place in places] for row in raw["rows"]],
        hidden=len(raw["columns"]) - len(places),
    )  # fmt: skip


def _first(table: Mapping[str, Any], wanted: Sequence[str]) -> list[int]:
    """Return the places of the columns that are shown: the wanted ones, then the first of the others."""
    names = table["columns"]
    chosen = [names.index(name) for name in wanted if name in names][:WIDEST]
    chosen += [place for place in range(len(names)) if place not in chosen][: WIDEST - len(chosen)]
    return chosen


def _stage(step: Mapping[str, Any], steps: Sequence[Mapping[str, Any]], is_whole: bool) -> Stage:
    inner = [one for one in steps if one["path"][: len(step["path"])] == step["path"] and not one["is_group"]]
    facts = tuple(f for one in inner for f in one["facts"] if not f.startswith("passes its columns on"))
    notes = tuple(dict.fromkeys(note for one in [step, *inner] for note in one["notes"]))
    does = (
        " and ".join(dict.fromkeys(one["does"] for one in inner if one["facts"] and not _passes(one))) or step["does"]
    )
    name = step["path"][-1].replace("_", " ").capitalize() if step["path"] else step["does"]
    if step["before"] is None or step["after"] is None:
        return Stage(name, does, step["summary"], facts, notes=notes)
    status = {one["name"]: one["status"] for one in step["columns"]}
    dropped = [one["name"] for one in step["columns"] if one["status"] == "dropped"]
    changed = [one for one in step["columns"] if one["status"] == "changed"]
    after, before = step["after"], step["before"]
    kept = [place for place, column in enumerate(after["columns"]) if status.get(column) in ("added", "changed")]
    rest = [place for place in range(len(after["columns"])) if place not in kept]
    places = list(range(len(after["columns"]))) if is_whole else sorted((kept + rest[:NEIGHBOURS])[:WIDEST])
    was = {one["name"]: one["was"] for one in step["columns"]}
    shown = {after["columns"][place] for place in places}
    wanted = {was.get(column, column) for column in shown} | set(dropped) | {one["was"] for one in changed}
    order = [was.get(after["columns"][place], after["columns"][place]) for place in places]
    old = [place for place, column in enumerate(before["columns"]) if is_whole or column in wanted]
    old = old or list(range(len(before["columns"])))[:WIDEST]
    if not is_whole:  # in the order in which they stand after the step; what is dropped comes last
        old.sort(key=lambda place: order.index(c) if (c := before["columns"][place]) in order else len(order))
        old = old[:WIDEST]
    marks = [
        [_mark(status.get(after["columns"][place]), row[place] if place < len(row) else False) for place in places]
        for row in step["cells"]
    ]
    hidden = len(after["columns"]) - len(places)
    return Stage(name, does, step["summary"], facts, _at(before, old), _at(after, places), marks, hidden, notes)


def _passes(step: Mapping[str, Any]) -> bool:
    return all(fact.startswith("passes its columns on") for fact in step["facts"])


def _mark(status: str | None, is_other: bool) -> str:
    return "is-new" if status == "added" else "is-changed" if is_other else ""


def _at(table: Mapping[str, Any], places: Sequence[int]) -> dict[str, Any]:
    return {
        "columns": [table["columns"][place] for place in places],
        "rows": [[row[place] for place in places] for row in table["rows"]],
    }


def _interval(one: Mapping[str, float] | None, shape: str, unit: str = "") -> dict[str, str] | None:
    if one is None:
        return None
    mean, low, high = (shape.format(one[name]) for name in ("mean", "low", "high"))
    return {"mean": f"{mean}{unit}", "range": f"{low} to {high}"}


def cell(value: Any) -> Markup:
    """Return a value as a cell shows it; what is missing is said in a word."""
    if value is None:
        return Markup('<span class="missing">missing</span>')
    if isinstance(value, bool):
        return Markup("true" if value else "false")
    return Markup.escape(f"{value:.4g}" if isinstance(value, float) else value)


ROUTES = (
    Route("/features", features),
    Route("/features/working", working),
    Route("/features/show", show, methods=["POST"]),
    Route("/features/{act:str}", measure, methods=["POST"]),
)
