"""`fairlead studio`: the project in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Port = Annotated[
    int | None,
    typer.Option(
        "--port", metavar="N", help="The port to listen at; 0: any that is free.", min=0, max=65535, show_default=False
    ),
]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Only print the address.")]


def studio(
    port: Port = None,
    no_browser: NoBrowser = False,
    project: Annotated[
        Path | None,
        typer.Option("--project", metavar="DIR", help="The project's folder, if not this one.", show_default=False),
    ] = None,
) -> int:
    """Open the project in a browser. Pages on this machine alone; Ctrl-C closes them.

    Its pages show notebooks, the pipeline and its runs, features, checks, tests, models and the monitor; runs that are
    started there go on when the studio is closed.
    """
    from fairlead.studio.places import MINE

    return open_studio(project or Path(), port, opens_browser=not no_browser, starts_with=MINE)


def open_studio(folder: Path, port: int | None, *, opens_browser: bool, starts_with: str) -> int:
    """Serve the studio for a folder until it is asked to stop.

    Raises
    ------
    ProjectError
        There is no such folder, or that of the lesson holds something else.
    StudioError
        The port is taken.
    MissingExtraError
        The packages of the studio are not installed.
    """
    from fairlead.cli.screen import Screen
    from fairlead.errors import MissingExtraError, ProjectError

    if not folder.is_dir():
        raise ProjectError.no_folder(folder)
    try:
        from fairlead.studio.server import run_studio  # Starlette, Jinja and uvicorn: half a second
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "fairlead":
            raise
        raise MissingExtraError.needs(error.name or "starlette", "studio", "The studio") from error

    from fairlead.project.lesson import is_made, lesson_home, make_lesson
    from fairlead.project.place import home_of
    from fairlead.studio.places import LESSON, MINE, Place, Places

    screen, lesson = Screen(), lesson_home()
    if starts_with != MINE and not is_made(lesson):
        screen.write(f"Copying the lesson's project, the churn example, into {lesson} ...")
        make_lesson(lesson)
    home = home_of(folder) or folder.absolute()
    places = Places(
        mine=Place(home, _name_of(home), MINE),
        lesson=Place(lesson, "Churn example", LESSON, is_lesson=True),
        starts_with=starts_with,
    )

    def on_ready(address: str, with_token: str) -> None:
        screen.write(f"The studio is open at {with_token}", "  Ctrl-C closes it; runs that it has started go on.")
        if opens_browser:
            _open(with_token)

    run_studio(places, port, on_ready)
    screen.write("Closed.")
    return 0


def _name_of(home: Path) -> str:
    from fairlead.errors import ProjectError
    from fairlead.project.place import SETTINGS_FILE
    from fairlead.project.settings import read_settings

    try:
        found: str = read_settings(home / SETTINGS_FILE).get("project", {}).get("name", home.name)
    except ProjectError:  # the page says what is wrong with it
        return home.name
    return found


def _open(address: str) -> None:
    """Open a browser without waiting for it; where there is none, the address stands on the screen."""
    import threading
    import webbrowser

    threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
