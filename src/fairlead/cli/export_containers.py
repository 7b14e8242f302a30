"""`fairlead export docker`, `compose` and `kubernetes`: the files that carry a project to other machines."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fairlead.cli.options import Dag, Json

Out = Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="The folder that they are written to.")]
Model = Annotated[
    str | None,
    typer.Option("--model", metavar="NAME", help='What is served. That of the settings if left out; "" for none.'),
]
Force = Annotated[bool, typer.Option("--force", help="Write over files that have been changed.")]


def docker(
    out: Out = Path("deploy"), model: Model = None, dag: Dag = None, force: Force = False, as_json: Json = False
) -> int:
    """Write a Dockerfile: locked packages, no root, a health check."""
    return _write("docker", out, model, dag, force, as_json)


def compose(
    out: Out = Path("deploy"), model: Model = None, dag: Dag = None, force: Force = False, as_json: Json = False
) -> int:
    """Write a compose file: PostgreSQL, object store, scheduler, server."""
    return _write("compose", out, model, dag, force, as_json)


def kubernetes(
    out: Out = Path("deploy"), model: Model = None, dag: Dag = None, force: Force = False, as_json: Json = False
) -> int:
    """Write Kubernetes objects: server, pipeline and monitor by the clock."""
    return _write("kubernetes", out, model, dag, force, as_json)


def _write(target: str, out: Path, model: str | None, dag: str | None, force: bool, as_json: bool) -> int:
    from fairlead.cli.documents import print_document
    from fairlead.project import Project
    from fairlead.project.containers.cargo import cargo_of
    from fairlead.project.containers.write import files_of, write

    project = Project.find(needs_pipeline=False)
    cargo = cargo_of(project, out=out.absolute(), model=model, dag=dag)
    written = write(files_of(target, cargo), out, replaces=force)
    if as_json:
        print_document({"target": target, "written": [str(path) for path in written], "locked": cargo.is_locked})
        return 0
    for path in written:
        print(f"Written: {path}")
    if not written:
        print("Nothing has changed.")
    if not cargo.is_locked:
        print(f"Still to do: lock the packages. pip-compile --generate-hashes -o {cargo.lock} {out}/requirements.in")
    if not cargo.model:
        print("No model is served: name one with --model once there is one.")
    return 0
