"""What a page is given, and how it answers: the project that is meant, templates, forms, work in threads."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar
from urllib.parse import parse_qs, urlencode

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse

from fairlead.studio.places import Place, Places

if TYPE_CHECKING:
    from jinja2 import Environment
    from starlette.requests import Request

P = ParamSpec("P")
R = TypeVar("R")

HERE = Path(__file__).parent
STATIC = HERE / "static"

NAVIGATION = (
    ("/", "Overview", "overview"),
    ("/notebook", "Notebook", "notebook"),
    ("/pipeline", "Pipeline", "pipeline"),
    ("/runs", "Runs", "runs"),
    ("/features", "Features", "features"),
    ("/checks", "Data checks", "checks"),
    ("/tests", "Tests", "tests"),
    ("/models", "Models", "models"),
    ("/monitor", "Monitor", "monitor"),
)
"""The pages of a project: address, label and sign."""

SECTIONS = tuple(address for address, _, _ in NAVIGATION)
THEMES = ("system", "light", "dark")
THEME_COOKIE = "fairlead-theme"


def place_of(request: Request) -> Place:
    """Return the project whose page is asked for."""
    places: Places = request.app.state.places
    return places.at(request.url.path)


async def in_thread(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call what may take a while, or imports something heavy, beside the event loop, and return its result."""
    from anyio import to_thread

    return await to_thread.run_sync(functools.partial(function, *args, **kwargs))


async def form_of(request: Request) -> dict[str, str]:
    """Return the fields of a form; of several with one name the last. The guard has limited their length."""
    return {name: values[-1] for name, values in (await fields_of(request)).items()}


async def fields_of(request: Request) -> dict[str, list[str]]:
    """Return the fields of a form, each with all its values."""
    text = (await request.body()).decode("utf-8", "replace")
    return parse_qs(text, keep_blank_values=True, max_num_fields=1000)


async def json_of(request: Request) -> Any:
    """Return the body of a request as a JSON value.

    Raises
    ------
    HTTPException
        It is none (400).
    """
    try:
        return json.loads(await request.body() or b"null")
    except ValueError as error:
        raise HTTPException(400, "The body of this request is not JSON.") from error


def wants_json(request: Request) -> bool:
    """Tell whether a script of a page asks; a browser that sends a plain form gets a page."""
    return request.headers.get("x-fairlead") == "studio"


def render(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """Answer with a page."""
    return HTMLResponse(markup(request, template, **context), status_code=status)


def markup(request: Request, template: str, **context: Any) -> str:
    """Return a template as HTML: a whole page, or a part that a script puts in the place of an older one.

    The template knows, besides what it is given: `place`, `places`, `url(path, **query)`, `static(name)`, `path`
    (without the prefix), `query` (the parameters of the address), `form_token`, `theme`. A page with a second column
    passes ``has_aside=True``, or False to keep it hidden until a script fills it.
    """
    place = place_of(request)
    path = request.url.path.removeprefix(place.prefix) if request.url.path.startswith(place.prefix) else ""
    theme = request.cookies.get(THEME_COOKIE, "system")
    known = {
        "has_aside": None,
        "navigation": NAVIGATION,
        "sections": SECTIONS,
        "section": f"/{path.strip('/').partition('/')[0]}" if path else "",
        "theme": theme if theme in THEMES else "system",
    }
    return (
        environment()
        .get_template(template)
        .render(
            request=request,
            place=place,
            places=request.app.state.places,
            url=functools.partial(address, place),
            static=static,
            path=path or "/",
            is_learning=request.url.path.startswith("/learn"),
            query=dict(request.query_params),
            form_token=request.app.state.guard.form_token,
            **{**known, **context},
        )
    )


def address(place: Place, path: str, /, **query: Any) -> str:
    """Return the address of a page of a project; values that are None are left out.

    >>> address(Place(Path("a"), "a", "/mine"), "/runs", stage="train", part=None)
    '/mine/runs?stage=train'
    """
    given = urlencode({name: value for name, value in query.items() if value is not None})
    return f"{place.prefix}{path}{'?' if given else ''}{given}"


def see(request: Request, path: str, /, **query: Any) -> RedirectResponse:
    """Lead to another page of the same project, after a form."""
    return RedirectResponse(address(place_of(request), path, **query), status_code=303)


@functools.cache
def environment() -> Environment:
    """Return the templates; whatever is put into them is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from fairlead.studio.views import words

    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(words.FILTERS)
    made.globals.update(words.GLOBALS)
    return made


def static(name: str) -> str:
    """Return the address of a file under static/, with a mark of what all of them hold: a browser may keep it.

    The mark is a folder, so that a module that imports ``./studio.js`` gets the very one that the page has loaded.
    """
    if not (STATIC / name).is_file():
        raise FileNotFoundError(STATIC / name)
    return f"/static/{MARK}{_mark(_changes())}/{name}"


MARK = "v-"
"""What the first folder of a marked address begins with."""


def _changes() -> tuple[tuple[str, int], ...]:
    found = sorted(one for one in STATIC.rglob("*") if one.is_file())
    return tuple((one.relative_to(STATIC).as_posix(), one.stat().st_mtime_ns) for one in found)


@functools.lru_cache(maxsize=4)
def _mark(changes: tuple[tuple[str, int], ...]) -> str:
    whole = hashlib.sha256()
    for name, _ in changes:
        whole.update(name.encode() + b"\0" + (STATIC / name).read_bytes())
    return whole.hexdigest()[:12]


def number_in(query: Mapping[str, str], name: str, default: int, *, least: int = 0, most: int = 10**9) -> int:
    """Return a whole number of an address, or the default for what is none.

    >>> number_in({"month": "7"}, "month", 1), number_in({"month": "x"}, "month", 1)
    (7, 1)
    """
    text = query.get(name, "")
    return min(max(int(text), least), most) if text.isdecimal() and len(text) < 10 else default
