"""The pages under their addresses, twice: for a person's own project and for the lesson's."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route, Router
from starlette.staticfiles import StaticFiles

from fairlead.errors import FairleadError
from fairlead.studio.asking import MARK, STATIC, THEME_COOKIE, THEMES, form_of, in_thread, render, wants_json
from fairlead.studio.guard import Guard, Guarded
from fairlead.studio.places import LESSON, MINE, Places

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

PAGES: Mapping[str, str] = {
    "": "overview",
    "notebook": "notebook",
    "pipeline": "pipeline",
    "runs": "runs",
    "features": "features",
    "checks": "checks",
    "tests": "tests",
    "models": "models",
    "monitor": "monitor",
}
"""The first word of an address, and the module in `pages` whose ROUTES answer it."""

YEAR = 365 * 24 * 3600


def studio(places: Places, guard: Guard) -> ASGIApp:
    """Return the studio as an ASGI application.

    Parameters
    ----------
    places : the projects whose pages it shows.
    guard : holds the token of the address, and decides who may ask.
    """
    from fairlead.studio.events import Tails

    app = Starlette(
        routes=[
            Route("/", _front),
            Route("/theme", _set_theme, methods=["POST"]),
            Mount("/static", Files(directory=STATIC)),
            Mount(MINE, Pages(PAGES)),
            Mount(LESSON, Pages(PAGES)),
            Mount("/learn", Lesson()),
        ],
        # A graph of 500 stages is 300 kB of much the same; events are left as they are.
        middleware=[Middleware(GZipMiddleware, minimum_size=2000, compresslevel=4)],
        exception_handlers={FairleadError: _trouble, HTTPException: _missing, Exception: _fault},
    )
    app.state.places = places
    app.state.guard = guard
    app.state.tails = Tails()
    return Guarded(app, guard)


class Files(StaticFiles):
    """Answer the files under static/; what is asked for by its mark may be kept for ever."""

    def get_path(self, scope: Scope) -> str:
        """Return the path of a file without the mark."""
        path = super().get_path(scope)
        first, slash, rest = path.partition("/")
        return rest if slash and first.startswith(MARK) else path

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """Answer with a file, and say how long it may be kept."""
        answer = super().file_response(*args, **kwargs)
        scope: Scope = args[2] if len(args) > 2 else kwargs["scope"]
        is_marked = scope["path"].startswith(f"/static/{MARK}")
        answer.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable" if is_marked else "no-cache"
        return answer


class Pages:
    """Answer the addresses under one mount; the module of a page is imported when it is first asked for."""

    def __init__(self, pages: Mapping[str, str]) -> None:
        self._pages = pages
        self._routers: dict[str, Router] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request to the page of its first word."""
        places: Places = scope["app"].state.places
        place = places.at(scope["path"])
        if place.is_lesson:
            await in_thread(_make, place.home)
        first = scope["path"].removeprefix(scope.get("root_path", "")).strip("/").partition("/")[0]
        if first not in self._pages:
            raise HTTPException(404)
        await (await self._router(first))(scope, receive, send)

    async def _router(self, first: str) -> Router:
        if first not in self._routers:
            name = f"fairlead.studio.pages.{self._pages[first]}"
            module = await in_thread(import_module, name)
            self._routers[first] = Router(routes=list(module.ROUTES))
        return self._routers[first]


class Lesson:
    """Answer the addresses of the lesson; its pages are imported when they are first asked for."""

    def __init__(self) -> None:
        self._router: Router | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Make the lesson's project if it is not there, and hand the request on."""
        await in_thread(_make, scope["app"].state.places.lesson.home)
        if self._router is None:
            module = await in_thread(import_module, "fairlead.studio.lesson")
            self._router = Router(routes=list(module.ROUTES))
        await self._router(scope, receive, send)


def _make(home: Any) -> None:
    from fairlead.project.lesson import make_lesson

    make_lesson(home)


async def _front(request: Request) -> Response:
    """Lead to the project's overview, or into the lesson."""
    return RedirectResponse(f"{request.app.state.places.starts_with}/", status_code=303)


async def _set_theme(request: Request) -> Response:
    """Keep whether a person wants the pages light, dark, or as the system is."""
    form = await form_of(request)
    theme = form.get("theme", "system")
    back = form.get("back", "/")
    is_inside = back.startswith("/") and not back.startswith(("//", "/\\"))
    answer: Response = (
        Response(status_code=204)
        if wants_json(request)
        else RedirectResponse(back if is_inside else "/", status_code=303)
    )
    if theme in THEMES:
        answer.set_cookie(THEME_COOKIE, theme, max_age=YEAR, path="/", samesite="strict", httponly=True)
    return answer


async def _trouble(request: Request, error: Exception) -> Response:
    """Answer with what stops the engine: a state of things that a person can mend."""
    assert isinstance(error, FairleadError)
    status = 404 if error.code in ("FL001", "FL201", "FL540") else 409
    if wants_json(request):
        return JSONResponse({"error": error.to_dict()}, status_code=status)
    return render(request, "trouble.html", status=status, error=error)


async def _missing(request: Request, error: Exception) -> Response:
    """Answer that there is no such page, or that it cannot be asked in this way."""
    assert isinstance(error, HTTPException)
    said = (
        error.detail if error.status_code != 404 or error.detail != "Not Found" else "There is no page at this address."
    )
    if wants_json(request):
        return JSONResponse({"error": {"message": said}}, status_code=error.status_code)
    return render(request, "missing.html", status=error.status_code, said=said)


async def _fault(request: Request, error: Exception) -> Response:
    """Answer that Fairlead itself is at fault; the server writes the traceback to the terminal."""
    said = f"{type(error).__name__}: {error}"
    if wants_json(request):
        return JSONResponse({"error": {"message": said}}, status_code=500)
    return render(request, "fault.html", status=500, said=said)
