"""`fairlead convert`: turn a notebook into a pipeline project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from fairlead.cli.options import Json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fairlead.project.converting import Project


def convert(
    notebook: Annotated[
        Path, typer.Argument(metavar="NOTEBOOK", help="An .ipynb, or a Python file with cells.", show_default=False)
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FOLDER", help="Where to; a folder of the notebook's name if not given."),
    ] = None,
    into: Annotated[
        Path | None, typer.Option("--into", metavar="FOLDER", help="Add it to the project in this folder.")
    ] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Mend the leaks and other problems that check finds.")] = False,
    random: Annotated[
        Literal["exact", "parallel"],
        typer.Option("--random", help="One stream of random numbers for all tasks, or one for each."),
    ] = "exact",
    data: Annotated[
        list[str] | None,
        typer.Option("--data", metavar="PATH=FILE", help="Read FILE where the notebook reads PATH."),
    ] = None,
    as_json: Json = False,
) -> int:
    """Turn a notebook into a pipeline project. Nothing of it is run.

    The notebook stays as it is. Where the folder holds an earlier conversion, what you have changed in it stays too.
    """
    from fairlead.cli.documents import print_document
    from fairlead.cli.screen import Screen
    from fairlead.project.converting import Wanted
    from fairlead.project.converting import convert as convert_notebook

    folder = into or out or Path(notebook.stem)
    wanted = Wanted(random=random, fix=fix, into=into is not None, data=_pairs(data))
    made = convert_notebook(notebook, folder, wanted)
    if as_json:
        print_document(_document(made))
        return 0
    Screen().write(*_summary(made, notebook))
    return 0


def _pairs(data: list[str] | None) -> dict[str, Path]:
    from fairlead.errors import ConvertError

    found: dict[str, Path] = {}
    for one in data or ():
        path, equals, file = one.partition("=")
        if not equals or not Path(file).is_file():
            raise ConvertError.bad_data(one, file if equals else None)
        found[path] = Path(file).absolute()
    return found


def _document(made: Project) -> dict[str, object]:
    record = made.converted.record
    return {
        "folder": str(made.folder.resolve()),
        "written": made.written,
        "same": made.same,
        "kept": made.kept,
        "removed": made.removed,
        "tasks": [{"name": one["name"], "stage": one["stage"]} for one in record.tasks],
        "dropped": record.dropped,
        "random": record.random,
        "fixes": record.fixes,
        "formatted": made.formatted,
    }


def _summary(made: Project, notebook: Path) -> Iterator[str]:
    from fairlead.cli.screen import count, one_line

    record = made.converted.record
    yield f"{notebook} -> {made.folder}: {count(len(record.tasks), 'task')}"
    width = max(len(one["name"]) for one in record.tasks)
    for task in record.tasks:
        after = list(dict.fromkeys(one["task"] for one in task["inputs"]))
        yield f"  {task['name']:{width}}  {'after ' + ', '.join(after) if after else 'first'}"
    if record.notebook["order"] == "recorded":
        yield "The notebook does not run from top to bottom; its cells are taken in the order in which they were run."
    if record.random["mode"] == "exact" and len(record.random["order"]) > 1:
        yield f"One stream of random numbers goes through {', '.join(record.random['order'])}."
    if record.fixes:
        rules = ", ".join(sorted({one["rule"] for one in record.fixes}))
        yield f"Mended: {count(len(record.fixes), 'finding')}: {rules}"
    told = list(dict.fromkeys(f"cell {one['cell']}: {one['reason']}" for one in record.dropped if one["reason"]))
    if told:
        yield "Not carried over:"
        yield from (f"  {one_line(one)}" for one in told[:8])
        if len(told) > 8:
            yield f"  and {len(told) - 8} more, in README.md"
    if made.kept:
        yield f"Left as you have changed them: {', '.join(made.kept)}"
    if made.removed:
        yield f"Removed, as the notebook no longer makes them: {', '.join(made.removed)}"
    if not made.formatted:
        yield "The code is not formatted, as ruff is not installed: pip install ruff, and convert again."
    yield from (
        "",
        "Next:",
        f"  cd {made.folder}",
        "  fairlead run       run it",
        "  fairlead prove     does it give the notebook's numbers?",
    )
