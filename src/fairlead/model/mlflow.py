"""Show the versions of a model in MLflow too: runs, files, versions and aliases, each of them once.

The registry stays the one place that decides; MLflow gets a copy for the people who look there. A version is known
again by its digest, which stands beside it as a tag, so that mirroring twice makes nothing new.
"""

from __future__ import annotations

import importlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from fairlead.errors import MirrorError, MissingExtraError
from fairlead.model.bundle import Saved
from fairlead.model.export import export_model

if TYPE_CHECKING:
    from fairlead.model.registry import Registry
    from fairlead.model.version import Version

EXPERIMENT = "fairlead"
"""The experiment that the runs stand in, unless said otherwise."""

DIGEST = "fairlead.digest"
FOLDER = "model"
"""Where in the files of a run the model lies."""

LONGEST_PARAM = 6000
LONGEST_TAG = 5000
PARAMS_AT_ONCE = 100
METRICS_AT_ONCE = 1000
"""What servers of MLflow take: characters of a parameter and of a tag, and how many in one request."""

_is_reserved = re.compile(r"latest|v\d+", re.IGNORECASE).fullmatch


@dataclass(frozen=True, slots=True)
class Mirrored:
    """Say what MLflow has after a mirroring, and what of it is new.

    Parameters
    ----------
    versions : version of the registry -> version in MLflow, for each version that is not retired.
    added : versions of the registry that MLflow did not have.
    moved : alias -> version of the registry, for each alias that was given or moved now.
    left_out : aliases that MLflow keeps for itself, such as "latest" or "v2".
    """

    name: str
    versions: Mapping[int, str]
    added: tuple[int, ...]
    moved: Mapping[str, int]
    left_out: tuple[str, ...]


def mirror(registry: Registry, name: str, tracking_uri: str, *, experiment: str = EXPERIMENT) -> Mirrored:
    """Write to MLflow what it does not have yet of a model, and let its aliases follow those of the registry.

    A version is a run with its parameters, metrics, tags and files, and a registered version with the same tags.
    Aliases that only MLflow has stay as they are, and so does what was retired here.

    Parameters
    ----------
    tracking_uri : address of an MLflow server, as in ``http://127.0.0.1:5000``.
    experiment : of MLflow, in which the runs stand; it is made if there is none.

    Raises
    ------
    UnknownModelError
        No model has this name.
    TamperedModelError
        A file of a version is gone or has other bytes.
    MissingExtraError
        No client of MLflow is installed.
    MirrorError
        The server does not answer, or refuses something. What was written before stays, and the next mirroring goes
        on from there.
    """
    present = sorted(registry.versions(name), key=lambda one: one.version)
    mlflow = import_mlflow("Mirroring a model to MLflow")
    try:
        client = mlflow.MlflowClient(tracking_uri=tracking_uri, registry_uri=tracking_uri)
        known = _known_versions(client, name)
        added = [one for one in present if one.digest not in known]
        if added:
            _make_model(client, name)
            place = _experiment_id(client, experiment)
            known |= {one.digest: _write_version(mlflow, client, registry, one, place) for one in added}
        numbers = {one.version: known[one.digest] for one in present}
        moved, left_out = _move_aliases(client, registry, name, numbers)
    except mlflow.exceptions.MlflowException as error:
        raise MirrorError.of(name, tracking_uri, error) from error
    return Mirrored(name, numbers, tuple(one.version for one in added), moved, left_out)


def tags_of(version: Version) -> dict[str, str]:
    """Return what a run and a version in MLflow say about where they come from."""
    card = version.card
    found = {
        DIGEST: version.digest,
        "fairlead.model": version.name,
        "fairlead.version": version.version,
        "fairlead.run": version.run,
        "fairlead.actor": version.actor,
        "fairlead.why": version.why,
        "fairlead.seed": card["seed"],
        "fairlead.task": card["task"],
        "fairlead.rows": card["rows"],
        **{f"fairlead.{part}_digest": card[f"{part}_digest"] for part in ("pipeline", "data", "code")},
        **{f"fairlead.library.{library}": number for library, number in card["versions"].items()},
    }
    return {key: str(value)[:LONGEST_TAG] for key, value in found.items() if value not in (None, "")}


def key_of(name: str) -> str:
    """Return a name as MLflow takes it: other characters than its own become an underscore.

    >>> key_of("f1@0.5"), key_of("logisticregression__C")
    ('f1_0.5', 'logisticregression__C')
    """
    return re.sub(r"[^\w\-. :/]", "_", name)[:250]


def param_of(value: Any) -> str:
    """Return a chosen value as text of a length that MLflow takes.

    >>> param_of("l2"), param_of(0.5), param_of([1, None])
    ('l2', '0.5', '[1, null]')
    """
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text[:LONGEST_PARAM]


def import_mlflow(purpose: str) -> Any:
    """Import MLflow, quiet and quick to give up.

    Raises
    ------
    MissingExtraError
        No client of it is installed.
    """
    # Unless the user says otherwise, a server that is not there is found out in seconds, not in minutes.
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "2")
    # What stands in our output is ours, and with --json nothing else may.
    os.environ.setdefault("MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT", "true")
    os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
    try:
        return importlib.import_module("mlflow")  # over a second of CPU, and in no extra
    except ImportError as error:
        raise MissingExtraError.needs_package("mlflow-skinny", purpose) from error


def _known_versions(client: Any, name: str) -> dict[str, str]:
    """Return the version in MLflow of each digest that it has."""
    found: dict[str, str] = {}
    page = None
    while True:
        versions = client.search_model_versions(f"name='{name}'", page_token=page)
        found |= {one.tags[DIGEST]: str(one.version) for one in versions if DIGEST in one.tags}
        page = versions.token
        if not page:
            return found


def _make_model(client: Any, name: str) -> None:
    if not client.search_registered_models(f"name='{name}'"):
        client.create_registered_model(name)


def _experiment_id(client: Any, name: str) -> str:
    known = client.get_experiment_by_name(name)
    return str(client.create_experiment(name) if known is None else known.experiment_id)


def _write_version(mlflow: Any, client: Any, registry: Registry, version: Version, experiment: str) -> str:
    """Write the run, and once it is whole the version, which is what the next mirroring looks for."""
    tags = tags_of(version)
    moment = int(version.at * 1000)
    run = client.create_run(experiment, start_time=moment, tags=tags, run_name=str(version)).info.run_id
    _write_numbers(mlflow.entities, client, run, version, moment)
    with TemporaryDirectory() as folder:
        files = registry.files(version.name, version.version)
        saved = Saved(version.digest, version.parts)
        place = export_model(files, saved, Path(folder) / FOLDER, title=str(version), trusted=registry.trusted)
        client.log_artifacts(run, str(place), FOLDER)
    client.set_terminated(run, "FINISHED", end_time=moment)
    made = client.create_model_version(
        version.name, f"runs:/{run}/{FOLDER}", run_id=run, tags=tags, description=version.why
    )
    return str(made.version)


def _write_numbers(entities: Any, client: Any, run: str, version: Version, moment: int) -> None:
    chosen = {key_of(name): param_of(value) for name, value in version.card["params"].items()}
    measured = {key_of(name): float(value) for name, value in version.metrics.items()}
    params = [entities.Param(name, value) for name, value in chosen.items()]
    metrics = [entities.Metric(name, value, moment, 0) for name, value in measured.items()]
    for start in range(0, len(params), PARAMS_AT_ONCE):
        client.log_batch(run, params=params[start : start + PARAMS_AT_ONCE])
    for start in range(0, len(metrics), METRICS_AT_ONCE):
        client.log_batch(run, metrics=metrics[start : start + METRICS_AT_ONCE])


def _move_aliases(
    client: Any, registry: Registry, name: str, numbers: Mapping[int, str]
) -> tuple[dict[str, int], tuple[str, ...]]:
    """Give each alias to the version that holds it here; return those that moved, and those that MLflow refuses."""
    wanted = {one.alias: one.version for one in registry.holders(name).get(name, ()) if one.version in numbers}
    left_out = tuple(alias for alias in wanted if _is_reserved(alias))
    now = dict(client.get_registered_model(name).aliases) if numbers else {}
    moved = {
        alias: version
        for alias, version in wanted.items()
        if alias not in left_out and str(now.get(alias)) != numbers[version]
    }
    for alias, version in moved.items():
        client.set_registered_model_alias(name, alias, numbers[version])
    return moved, left_out
