"""Write the project's pipeline as a file of another scheduler."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path

from fairlead.pipeline.export.place import Place
from fairlead.pipeline.spec import Graph
from fairlead.project.settings import Project


def export_pipeline(
    project: Project,
    target: str,
    *,
    dag: str | None = None,
    out: Path | None = None,
    folder: str | None = None,
) -> str:
    """Return the text of the file; nothing runs.

    Parameters
    ----------
    target : airflow, prefect or dagster.
    out : where the file will lie; in the project's folder if not given.
    folder : where the project lies on the machines that run it; where it lies here, seen from the file, if not given.

    Raises
    ------
    ExportError
        The pipeline has something that the other tool cannot do; it is named.
    FairleadError
        The pipeline cannot be loaded.
    """
    return written(project.describe(dag=dag), project, target, dag=dag, out=out, folder=folder)


def written(
    graph: Graph,
    project: Project,
    target: str,
    *,
    dag: str | None = None,
    out: Path | None = None,
    folder: str | None = None,
) -> str:
    """Return the text of the file for a pipeline that is described already; see `export_pipeline`."""
    default = project.folder / "pipeline.py"
    inside = "" if project.pipeline == default else os.path.relpath(project.pipeline, project.folder)
    beside = (out.absolute().parent if out is not None else project.folder).resolve()
    path = folder if folder is not None else os.path.relpath(project.folder.resolve(), beside)
    name = os.path.relpath(project.pipeline, project.folder)
    place = Place(os.path.join(path, inside) if inside else path, name, dag)
    text: str = getattr(import_module(f"fairlead.pipeline.export.{target}"), target)(graph, place)
    return text
