"""Arguments and options that several commands share, and the examples under their help."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

import typer


def examples(*lines: str, title: str = "Examples") -> str:
    """Return the lines that close a command's help; their breaks stay."""
    # The backspace tells Typer to leave the line breaks of a paragraph alone.
    return "\b\n" + "\n".join([f"{title}:", *(f"  {line}" for line in lines)])


def _show_version(wanted: bool) -> None:
    if wanted:
        from fairlead import __version__

        typer.echo(f"fairlead {__version__}")
        raise typer.Exit


def _known_runs() -> Iterable[str]:
    """Return the latest runs, for a shell that completes a command."""
    return [row["id"] for row in look_up(lambda store: store.runs.recent(50))]


def _known_tasks() -> Iterable[str]:
    """Return the tasks of the latest run, for a shell that completes a command."""

    def tasks(store: Any) -> list[Any]:
        latest = store.runs.recent(1)
        return store.runs.tasks(latest[0]["id"]) if latest else []

    return [row["task_id"] for row in look_up(tasks)]


def _runs_and_tasks() -> Iterable[str]:
    return [*_known_tasks(), *_known_runs()]


def look_up(ask: Any) -> list[Any]:
    """Return what the store of the project answers, for a shell that completes a command; nothing without a project."""
    from fairlead.errors import FairleadError
    from fairlead.project import Project

    try:
        project = Project.find()
        if not project.state.is_dir():
            return []
        with project.open_store() as store:
            found: list[Any] = ask(store)
            return found
    except (FairleadError, OSError):  # a shell that completes a word has no room for an error
        return []


def task_option(name: str, help_text: str) -> Any:
    """Return an option that names tasks; it may be given several times."""
    return typer.Option(name, metavar="TASK", help=help_text, autocompletion=_known_tasks)


Version = Annotated[
    bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
]
Engine = Annotated[
    str | None,
    typer.Option(
        "--engine",
        metavar="ENGINE",
        help="Where tasks run: local, dask-local:4, dask://HOST:PORT.",
        envvar="FAIRLEAD_ENGINE",
        show_envvar=False,
    ),
]
LogFormat = Annotated[
    Literal["text", "json"] | None,
    typer.Option("--log-format", help="How lines of progress are written; json: an object each.", show_default=False),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
RunId = Annotated[
    str | None,
    typer.Argument(
        metavar="RUN",
        help="A run: any beginning or end of its id. The latest one if not given.",
        autocompletion=_known_runs,
        show_default=False,
    ),
]
RunOrTask = Annotated[
    str | None,
    typer.Argument(
        metavar="RUN",
        help="A run: any beginning or end of its id. The latest one if left out.",
        autocompletion=_runs_and_tasks,
        show_default=False,
    ),
]
TaskOfRun = Annotated[
    str | None,
    typer.Argument(
        metavar="TASK",
        help="A task of the run. It can stand alone, for the latest run.",
        autocompletion=_known_tasks,
        show_default=False,
    ),
]
OneTask = Annotated[
    str | None, typer.Option("--task", metavar="TASK", help="Only this task.", autocompletion=_known_tasks)
]
Tasks = list[str] | None
File = Annotated[
    str | None,
    typer.Argument(
        metavar="FILE",
        help="A pipeline file, or the folder of a project. The project of this folder if not given.",
        show_default=False,
    ),
]
Dag = Annotated[str | None, typer.Option("--dag", metavar="NAME", help="Which DAG, if the file has several.")]
