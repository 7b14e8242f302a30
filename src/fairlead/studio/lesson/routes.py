"""The addresses of the lesson: its chapters, and what is sent from them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from fairlead.clock import SystemClock
from fairlead.errors import FairleadError, LessonError
from fairlead.studio.asking import fields_of, form_of, in_thread, markup, place_of, render, wants_json
from fairlead.studio.lesson.chapters import CHAPTERS, LESSON, Chapter, chapter_named, neighbours
from fairlead.studio.lesson.editors import Editor, editor_of
from fairlead.studio.lesson.measured import Reveal, reveal
from fairlead.studio.lesson.parts import part_of
from fairlead.studio.lesson.predictions import prediction_of
from fairlead.studio.lesson.progress import Progress, points_in_words
from fairlead.studio.lesson.quizzes import quiz_of
from fairlead.studio.lesson.tools import TOOLS
from fairlead.studio.lesson.trying import Tried, level_shown, try_out
from fairlead.studio.places import Place
from fairlead.studio.sandbox.limits import Limits
from fairlead.studio.sandbox.probe import ATTEMPTS


async def contents(request: Request) -> Response:
    """Answer with the story, the chapters and how far each is."""
    progress = await in_thread(_progress, place_of(request))
    return render(request, "learn/contents.html", **_common(progress, None))


async def chapter(request: Request) -> Response:
    """Answer with a chapter."""
    return await _chapter(request, _asked(request))


async def summary(request: Request) -> Response:
    """Answer with the score, what was learned, and the tools to know."""
    progress = await in_thread(_progress, place_of(request))
    return render(request, "learn/summary.html", tools=TOOLS, **_common(progress, None))


async def predict(request: Request) -> Response:
    """Keep a guess; what it is about is measured from now on, if it was not."""
    found = _asked(request)
    choice = prediction_of(found.name).checked((await form_of(request)).get("choice", ""))
    await in_thread(_keep, place_of(request), f"predict:{found.name}", choice, None)
    return _back(found, "predict")


async def answer(request: Request) -> Response:
    """Judge an answer to a quiz, and keep it."""
    found = _asked(request)
    quiz = quiz_of(found.name)
    chosen = quiz.checked((await fields_of(request)).get("choice", []))
    await in_thread(_keep, place_of(request), f"quiz:{found.name}", chosen, quiz.points(chosen))
    return _back(found, "quiz")


async def edit(request: Request) -> Response:
    """Run what stands in an editor, or put its first text back."""
    found = _asked(request)
    editor = editor_of(found.name)
    form = await form_of(request)
    if form.get("do") == "reset":
        await in_thread(_reset, place_of(request), editor)
        return _back(found, "editor")
    code = editor.checked(form.get("code", ""))
    tried = await in_thread(_try, place_of(request), editor, code)
    if wants_json(request):
        progress = await in_thread(_progress, place_of(request))
        return HTMLResponse(markup(request, "learn/result.html", **_editor(editor, progress), tried=tried))
    return await _chapter(request, found, tried=tried)


async def forget(request: Request) -> Response:
    """Forget all answers, so that the lesson begins anew."""
    await in_thread(_forget, place_of(request))
    return RedirectResponse("/learn", status_code=303)


def _asked(request: Request) -> Chapter:
    """Return the chapter of an address.

    Raises
    ------
    HTTPException
        There is none of that name (404).
    """
    try:
        return chapter_named(request.path_params["chapter"])
    except LessonError as error:
        raise HTTPException(404, f"{error.message} {error.hint}") from error


async def _chapter(request: Request, found: Chapter, tried: Tried | None = None) -> Response:
    context = await in_thread(_seen, request, found)
    return render(request, f"learn/{found.name}.html", tried=tried, **context)


def _seen(request: Request, found: Chapter) -> dict[str, Any]:
    """Return all that a chapter shows."""
    place = place_of(request)
    if f"read:{found.name}" not in _progress(place).parts:
        _keep(place, f"read:{found.name}", "", None)
    progress = _progress(place)
    guess = progress.part("predict", found.name)
    quiz = quiz_of(found.name)
    answered = progress.part("quiz", found.name)
    chosen: Sequence[str] = (
        answered.answer if answered is not None and request.query_params.get("retry") is None else ()
    )
    before, after = neighbours(found)
    revealed: Reveal | None = reveal(found.name, place, begins=True) if guess is not None else None
    part, trouble = _part(request, found)
    return {
        "prediction": prediction_of(found.name),
        "guess": None if guess is None else guess.answer,
        "reveal": revealed,
        "quiz": quiz,
        "answered": answered,
        "chosen": list(chosen),
        "looks": quiz.looks(chosen) if chosen else {},
        "before": before,
        "after": after,
        "part": part,
        "link": part.get("link"),
        "trouble": trouble,
        **(_editor(editor_of(found.name), progress) if "editor" in found.parts else {}),
        **_common(progress, found),
    }


def _part(request: Request, found: Chapter) -> tuple[Mapping[str, Any], FairleadError | None]:
    """Return what the chapter shows of the real system; an error of the engine is shown in its place."""
    try:
        return part_of(found.name, request), None
    except FairleadError as error:
        return {}, error


def _common(progress: Progress, found: Chapter | None) -> dict[str, Any]:
    return {
        "progress": progress, "chapters": CHAPTERS, "chapter": found, "points": points_in_words,
        "section": "",
    }  # fmt: skip


def _editor(editor: Editor, progress: Progress) -> dict[str, Any]:
    """Return an editor with what was written last, and the hints that have been earned."""
    kept = progress.part("editor", editor.chapter)
    written = kept.answer if kept is not None else {}
    failed = written.get("failed", 0)
    probe = level_shown()
    return {
        "editor": editor,
        "code": written.get("code", editor.start),
        "hints": editor.hints[:failed],
        "has_solution": failed >= editor.tried or (kept is not None and kept.best == 1.0),
        "probe": probe,
        "limits": Limits(),
        "contained": [ATTEMPTS[name] for name in probe.level.contains] if probe.level is not None else [],
    }


def _progress(place: Place) -> Progress:
    with place.open_store() as store:
        return Progress.of(store.lessons.answers(LESSON))


def _keep(place: Place, part: str, answer: Any, points: float | None) -> None:
    with place.open_store() as store, store.transaction():
        store.lessons.answer(LESSON, part, json.dumps(answer), points, SystemClock().now())


def _forget(place: Place) -> None:
    with place.open_store() as store, store.transaction():
        store.lessons.forget(LESSON)


def _try(place: Place, editor: Editor, code: str) -> Tried:
    tried = try_out(editor, code)
    failed = _failed(place, editor) + (not tried.passed)
    _keep(place, f"editor:{editor.chapter}", {"code": code, "failed": failed}, 1.0 if tried.passed else 0.0)
    return tried


def _reset(place: Place, editor: Editor) -> None:
    """Put the first text back; the hints that were earned stay."""
    failed = _failed(place, editor)
    _keep(place, f"editor:{editor.chapter}", {"code": editor.start, "failed": failed}, None)


def _failed(place: Place, editor: Editor) -> int:
    kept = _progress(place).part("editor", editor.chapter)
    return 0 if kept is None else int(kept.answer.get("failed", 0))


def _back(found: Chapter, place: str) -> Response:
    return RedirectResponse(f"/learn/{found.name}#{place}", status_code=303)


ROUTES = (
    Route("/", contents),
    Route("/summary", summary),
    Route("/forget", forget, methods=["POST"]),
    Route("/{chapter}", chapter),
    Route("/{chapter}/predict", predict, methods=["POST"]),
    Route("/{chapter}/quiz", answer, methods=["POST"]),
    Route("/{chapter}/editor", edit, methods=["POST"]),
)
