"""`fairlead export airflow`, `prefect` and `dagster`: the pipeline as a file of another scheduler."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fairlead.cli.options import Dag, File, Json

Out = Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write to a file.")]
Folder = Annotated[
    str | None,
    typer.Option(
        "--project",
        metavar="FOLDER",
        help="Where the project lies on the machines that run it; here, seen from the file, if not given.",
    ),
]


def airflow(file: File = None, out: Out = None, project: Folder = None, dag: Dag = None, as_json: Json = False) -> int:
    """Write the pipeline as a DAG file for Airflow 3."""
    return _write("airflow", file, out, project, dag, as_json)


def prefect(file: File = None, out: Out = None, project: Folder = None, dag: Dag = None, as_json: Json = False) -> int:
    """Write the pipeline as a flow for Prefect 3."""
    return _write("prefect", file, out, project, dag, as_json)


def dagster(file: File = None, out: Out = None, project: Folder = None, dag: Dag = None, as_json: Json = False) -> int:
    """Write the pipeline as assets for Dagster."""
    return _write("dagster", file, out, project, dag, as_json)


def _write(target: str, file: str | None, out: Path | None, folder: str | None, dag: str | None, as_json: bool) -> int:
    from fairlead.cli.documents import print_document
    from fairlead.cli.run import find_project
    from fairlead.cli.screen import save
    from fairlead.project.exporting import export_pipeline

    text = export_pipeline(find_project(file), target, dag=dag, out=out, folder=folder)
    if out is not None:
        save(out, text)
    if as_json:
        print_document({"target": target, "written": str(out) if out else None, "text": text})
    else:
        print(text if out is None else f"Written: {out}", end="" if out is None else "\n")
    return 0
