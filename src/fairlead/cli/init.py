"""`fairlead init`: make a project."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fairlead.cli.options import Json


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Where; it is made if need be.", show_default=False)
    ] = Path("."),
    example: Annotated[
        str | None, typer.Option("--example", metavar="NAME", help="Copy out an example: churn.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Also into a folder that is not empty. Files that are there stay.")
    ] = False,
    as_json: Json = False,
) -> int:
    """Make a project. It is a small one that runs at once, or a copy of an example."""
    from fairlead.cli.documents import print_document
    from fairlead.project.example import copy_example, missing_packages, write_start

    made = write_start(folder, force=force) if example is None else copy_example(example, folder, force=force)
    missing = missing_packages(example)
    if as_json:
        print_document(
            {"folder": str(folder.resolve()), "written": made.written, "kept": made.kept, "missing": missing}
        )
        return 0
    print(f"Made a project in {folder}: {', '.join(made.written) or 'nothing new'}")
    if made.kept:
        print(f"Left as they were: {', '.join(made.kept)}")
    print("\nNext:")
    if folder.resolve() != Path.cwd():
        print(f"  cd {folder}")
    if missing:
        print(f'  pip install "fairlead[examples]"   (it needs {", ".join(missing)})')
    print("  fairlead graph     what comes after what")
    print("  fairlead run       run it; a second time it takes everything from the store")
    print("  fairlead show      what happened")
    return 0
