"""`fairlead models mirror` and `fairlead models import`: to MLflow, and back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

import typer

from fairlead.cli.options import Json

MIRRORS = ("fairlead models mirror churn --to http://127.0.0.1:5000",)
IMPORTS = (
    "fairlead models import models:/churn/3 --from http://127.0.0.1:5000 --name churn --data train.csv --target left",
    "fairlead models import mlflow-model --name churn --data train.csv --target left",
)


def known_names() -> Iterable[str]:
    """Return the models of the project, for a shell that completes a command."""
    from fairlead.cli.options import look_up

    return look_up(lambda store: store.models.names())


Name = Annotated[
    str,
    typer.Argument(metavar="NAME", help="The name of a model.", show_default=False, autocompletion=known_names),
]
Why = Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason, kept with what is done.")]


def mirror(
    name: Name,
    to: Annotated[
        str, typer.Option("--to", metavar="URL", help="The address of the MLflow server.", show_default=False)
    ],
    experiment: Annotated[
        str, typer.Option("--experiment", metavar="NAME", help="The experiment in MLflow that the runs stand in.")
    ] = "fairlead",
    as_json: Json = False,
) -> int:
    """Copy the versions of a model to an MLflow server. Aliases too; twice makes nothing new."""
    from dataclasses import asdict

    from fairlead.cli.documents import print_document
    from fairlead.cli.model_text import mirror_lines
    from fairlead.cli.screen import Screen
    from fairlead.model import mlflow
    from fairlead.project import Project

    with Project.find(needs_pipeline=False).open_registry() as registry:
        done = mlflow.mirror(registry, name, to, experiment=experiment)
    if as_json:
        print_document(asdict(done))
    else:
        Screen().write(*mirror_lines(done))
    return 0


def import_(
    uri: Annotated[
        str,
        typer.Argument(
            metavar="URI",
            help="models:/NAME/VERSION, models:/NAME@ALIAS, runs:/RUN/model, or a folder with a file MLmodel.",
            show_default=False,
        ),
    ],
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="Its name here.", show_default=False)],
    data: Annotated[
        str | None,
        typer.Option("--data", metavar="TABLE", help="The rows that it was trained on: Parquet, CSV, JSONL or Arrow."),
    ] = None,
    target: Annotated[
        str | None, typer.Option("--target", metavar="COLUMN", help="The column of TABLE that it predicts.")
    ] = None,
    server: Annotated[
        str | None,
        typer.Option("--from", metavar="URL", help="The address of the MLflow server; else MLFLOW_TRACKING_URI."),
    ] = None,
    trust_pickle: Annotated[
        bool, typer.Option("--trust-pickle", help="Load a pickle. That runs whatever code is in it.")
    ] = False,
    why: Why = "",
    as_json: Json = False,
) -> int:
    """Import a scikit-learn model from MLflow.

    MLflow does not keep the rows of training, so name them: schema, reference and golden rows are taken from them.
    """
    from fairlead.cli.documents import print_document
    from fairlead.cli.model_text import import_lines, version_document
    from fairlead.cli.screen import Screen
    from fairlead.finding import collected
    from fairlead.model.importing import import_model
    from fairlead.project import Project

    project = Project.find(needs_pipeline=False)
    with project.open_registry() as registry, collected() as heard:
        rows, truth = _rows_and_truth(data, target)
        model = import_model(
            uri, rows, truth, name=name, tracking_uri=server, trusted=project.trusted, trust_pickle=trust_pickle
        )
        made = registry.put(model, why=why or f"imported from {uri}")
    if as_json:
        print_document({"uri": uri, **version_document(made, {})})
    else:
        Screen().write(*import_lines(uri, made, heard.findings))
    return 0


def _rows_and_truth(data: str | None, target: str | None) -> tuple[Any, Any]:
    from fairlead.errors import ModelImportError
    from fairlead.frame import read_table

    if data is None or target is None:
        return None, None
    table = read_table(data)
    if target not in table.columns:
        raise ModelImportError.no_target(target, table.columns)
    return table.drop(target), table[target]
