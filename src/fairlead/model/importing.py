"""Bring in a scikit-learn model that MLflow has: from a server, or from a folder with a file MLmodel."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from fairlead.errors import ModelImportError, TrainingDataError
from fairlead.frame.shape import columns_of, library_of
from fairlead.model.export import MANIFEST, load_exported
from fairlead.model.mlflow import import_mlflow
from fairlead.model.mlmodel import load_mlmodel, read_mlmodel
from fairlead.model.model import Model

SERVER = ("MLFLOW_TRACKING_URI", "MLFLOW_REGISTRY_URI")

_is_remote = re.compile(r"(models|runs):/+[^/]").match


@dataclass(frozen=True, slots=True)
class _Run:
    """Hold what a server knows of the run that made a model."""

    params: Mapping[str, str] = field(default_factory=dict)
    metrics: Mapping[str, float] = field(default_factory=dict)


def import_model(
    uri: str,
    X: Any = None,
    y: Any = None,
    *,
    name: str,
    tracking_uri: str | None = None,
    trusted: Sequence[str] = (),
    trust_pickle: bool = False,
    may_be_missing: Sequence[str] = (),
) -> Model:
    """Make a `Model` of a scikit-learn model that MLflow has; `Registry.put` then stores it.

    MLflow keeps the pipeline, and not the rows that it was trained on. So these have to be given: the schema, what the
    columns looked like, and the golden rows are taken from them. With other rows the model answers the same, but what
    it refuses, and the drift that is found later, is judged by those other rows.

    Parameters
    ----------
    uri : ``models:/churn/3``, ``models:/churn@champion``, ``runs:/RUN/model``, or a folder with a file MLmodel.
    X, y : the rows that the model was trained on, as a pandas or polars table, and their target. Columns that the model
        does not use are left out. Not given for a model that Fairlead itself has mirrored to MLflow: it brings
        its own.
    name : of the model here.
    tracking_uri : address of the MLflow server; what MLflow itself is set to if not given.
    trusted : names of the project's own classes, functions or modules that may be in the model.
    trust_pickle : whether a model that is stored as a pickle may be loaded. Loading one runs whatever code is in it, so
        say so only of a model whose author and way you trust. Models in the format of skops need it not.
    may_be_missing : see `Model.fit`.

    Raises
    ------
    ModelImportError
        There is no such model, it is none of scikit-learn, it is a pickle, or it does not fit the rows.
    ModelVersionError
        It was written by another version of scikit-learn.
    UntrustedTypeError
        It is made of a type that is not trusted.
    TrainingDataError
        The rows lack a column of the model, or the target a class.
    MissingExtraError
        No client of MLflow is installed; a folder can be read without.
    """
    with _folder(uri, tracking_uri) as folder:
        if (folder / MANIFEST).is_file():
            if X is not None:
                raise ModelImportError.rows_not_needed(uri)
            return replace(load_exported(folder, trusted=trusted), name=name)
        if X is None or y is None:
            raise ModelImportError.rows_needed(uri)
        found = read_mlmodel(folder, uri)
        pipeline = load_mlmodel(found, uri, name=name, trusted=trusted, trust_pickle=trust_pickle)
    run = _run(found.run, tracking_uri) if found.run and _is_remote(uri) else _Run()
    try:
        return Model.of(
            name, pipeline, _inputs(pipeline, X, found.columns), y,
            metrics={key: value for key, value in run.metrics.items() if abs(value) < float("inf")},
            metadata=_metadata(uri, tracking_uri, found.run, run), may_be_missing=may_be_missing,
        )  # fmt: skip
    except (ValueError, TypeError, LookupError, AttributeError) as error:  # what steps raise at rows of another kind
        raise ModelImportError.other_rows(uri, error) from error


@contextmanager
def _folder(uri: str, tracking_uri: str | None) -> Iterator[Path]:
    """Give the folder of a model; one of a server is fetched, and goes in the end."""
    if not _is_remote(uri):
        if not Path(uri).is_dir():
            raise ModelImportError.no_place(uri)
        yield Path(uri)
        return
    mlflow = import_mlflow("Importing a model from MLflow")
    with TemporaryDirectory() as place, _at(tracking_uri):
        try:
            fetched = mlflow.artifacts.download_artifacts(
                artifact_uri=uri, dst_path=place, tracking_uri=tracking_uri, registry_uri=tracking_uri
            )
        except (mlflow.exceptions.MlflowException, OSError) as error:
            raise ModelImportError.not_fetched(uri, tracking_uri, error) from error
        yield Path(fetched)


@contextmanager
def _at(uri: str | None) -> Iterator[None]:
    """Tell MLflow where its server is: it looks up a version by its name there, whatever its calls are given."""
    before = {name: os.environ.get(name) for name in SERVER}
    if uri is not None:
        os.environ.update(dict.fromkeys(SERVER, uri))
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def _run(run: str, tracking_uri: str | None) -> _Run:
    mlflow = import_mlflow("Importing a model from MLflow")
    try:
        data = mlflow.MlflowClient(tracking_uri=tracking_uri).get_run(run).data
    except mlflow.exceptions.MlflowException:  # deleted since; the model is still there
        return _Run()
    return _Run(dict(data.params), dict(data.metrics))


def _inputs(pipeline: Any, rows: Any, columns: Sequence[str]) -> Any:
    """Return the rows as the pipeline was trained on: the columns that it names, or else all, as an array.

    Raises
    ------
    TrainingDataError
        A column is not there.
    """
    named = [str(one) for one in getattr(pipeline, "feature_names_in_", columns)]
    known = columns_of(rows) or []
    absent = next((one for one in named if one not in known), None)
    if absent is not None:
        raise TrainingDataError.unknown_column(absent, known)
    if library_of(rows) == "polars":
        rows = rows.to_pandas()  # whoever logs to MLflow has most likely trained on pandas
    return rows[named] if named else rows.to_numpy()


def _metadata(uri: str, tracking_uri: str | None, run: str | None, data: _Run) -> dict[str, Any]:
    """Return where a model comes from, without a password."""
    address = urlsplit(tracking_uri or "")
    server = address._replace(netloc=address.netloc.rpartition("@")[2]).geturl()
    odd = {key: str(value) for key, value in data.metrics.items() if not abs(value) < float("inf")}
    found = {
        "mlflow.uri": uri,
        "mlflow.server": server if _is_remote(uri) else "",
        "mlflow.run": run,
        **{f"mlflow.params.{key}": value for key, value in data.params.items()},
        **{f"mlflow.metrics.{key}": value for key, value in odd.items()},
    }
    return {key: value for key, value in found.items() if value}
