"""A scikit-learn model in the format of MLflow: a folder with a file MLmodel, and beside it the pipeline.

Reading it needs no MLflow. What MLmodel says of types that may be loaded is never asked: that list is ours and the
project's, see `trust`.
"""

from __future__ import annotations

import importlib
import json
import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fairlead.errors import FairleadError, MissingExtraError, ModelImportError
from fairlead.finding import report
from fairlead.model.trust import load_pipeline
from fairlead.model.versions import check_versions

MLMODEL = "MLmodel"
SAFE = "skops"
PICKLES = ("cloudpickle", "pickle")


@dataclass(frozen=True, slots=True)
class MLmodel:
    """Say what a file MLmodel says of a scikit-learn model.

    Parameters
    ----------
    file : of the pipeline.
    form : how it was written: "skops", "pickle" or "cloudpickle".
    sklearn : version of scikit-learn that wrote it.
    columns : names of the columns that its signature asks for; empty if it has none, or nameless ones.
    run : the run that made it, or None.
    """

    file: Path
    form: str
    sklearn: str
    columns: tuple[str, ...] = ()
    run: str | None = None


def read_mlmodel(folder: Path, shown: str) -> MLmodel:
    """Read what the file MLmodel of a folder says; the pipeline is not opened.

    Parameters
    ----------
    shown : what a person calls the model, for errors.

    Raises
    ------
    ModelImportError
        There is no such file, it cannot be read, or the model is none of scikit-learn.
    MissingExtraError
        Nothing that reads YAML is installed.
    """
    try:
        text = (folder / MLMODEL).read_text(encoding="utf-8")
    except OSError as error:
        raise ModelImportError.no_mlmodel(shown) from error
    yaml = _import_yaml()
    try:
        document = yaml.safe_load(text)
        flavors = dict(document["flavors"])
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise ModelImportError.broken_mlmodel(shown, " ".join(str(error).split())) from error
    ours = flavors.get("sklearn")
    if not isinstance(ours, dict):
        raise ModelImportError.no_sklearn(shown, sorted(flavors))
    file = folder / str(ours.get("pickled_model"))
    if not file.is_file() or not file.resolve().is_relative_to(folder.resolve()):
        raise ModelImportError.broken_mlmodel(shown, f"its file {ours.get('pickled_model')} is not there")
    return MLmodel(
        file,
        str(ours.get("serialization_format", "pickle")),  # what MLflow takes where nothing is said
        str(ours.get("sklearn_version")),
        _columns_of(document.get("signature")),
        document.get("run_id"),
    )


def load_mlmodel(found: MLmodel, shown: str, *, name: str, trusted: Sequence[str], trust_pickle: bool) -> Any:
    """Load the fitted pipeline.

    Parameters
    ----------
    trusted : names of the project's own classes, functions or modules that may be in it.
    trust_pickle : whether a pickle may be loaded, which runs whatever code is in it.

    Raises
    ------
    ModelImportError
        It is a pickle and those are not trusted, or it cannot be loaded.
    ModelVersionError
        It was written by another version of scikit-learn.
    UntrustedTypeError
        It is made of a type that is not trusted.
    """
    if found.form not in (SAFE, *PICKLES):
        raise ModelImportError.unknown_form(shown, found.form, (SAFE, *PICKLES))
    if found.form in PICKLES and not trust_pickle:
        raise ModelImportError.is_pickle(shown, found.form)
    findings = check_versions(name, {"scikit-learn": found.sklearn})
    data = found.file.read_bytes()
    try:
        pipeline = load_pipeline(data, trusted) if found.form == SAFE else pickle.loads(data)
    except FairleadError:
        raise
    except Exception as error:  # a pickle is a program, and may end in any way
        raise ModelImportError.not_loadable(shown, error) from error
    report(findings)
    return pipeline


def _columns_of(signature: Any) -> tuple[str, ...]:
    """Return the names of the columns in a signature, which stands there as text of JSON."""
    if not isinstance(signature, Mapping) or not isinstance(signature.get("inputs"), str):
        return ()
    inputs = json.loads(signature["inputs"])
    names = [one.get("name") for one in inputs]
    return tuple(map(str, names)) if all(name is not None for name in names) else ()


def _import_yaml() -> Any:
    try:
        return importlib.import_module("yaml")  # the client of MLflow brings it
    except ImportError as error:
        raise MissingExtraError.needs_package("pyyaml", "Reading a model of MLflow") from error
