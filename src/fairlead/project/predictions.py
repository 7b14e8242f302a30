"""Score tables with a model of the project, and join what happened later to what it predicted."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairlead.errors import DiskFullError, ScoringError
from fairlead.frame.write import is_disk_full
from fairlead.model.retention import CHAMPION
from fairlead.project.models import meant, only_name
from fairlead.project.place import SETTINGS_FILE
from fairlead.project.serving import log_folder
from fairlead.project.settings import Project, read_settings
from fairlead.serve.log import (
    PredictionLog,
    Recorded,
    has_log,
    is_given,
    label_maturity,
    read_joined,
    record_outcomes,
    unknown_outcomes,
)

if TYPE_CHECKING:
    import polars as pl

    from fairlead.serve.scoring import Progress, Scored


@dataclass(frozen=True, slots=True)
class Known:
    """Hold how many predictions of a model have an outcome, in all and by day, and how many outcomes wait for one.

    Parameters
    ----------
    by_day : see `label_maturity`; None if nothing was ever predicted.
    """

    model: str
    predictions: int
    labelled: int
    unknown: int
    by_day: pl.DataFrame | None


@dataclass(frozen=True, slots=True)
class Exported:
    """Hold how many rows were written, and how many of them are answers that somebody was given.

    The others are answers of a shadow, and rows in quarantine.
    """

    rows: int
    predictions: int


def open_log(project: Project, name: str) -> PredictionLog:
    """Open the log of a model's predictions to append to it, as the project's settings say.

    Raises
    ------
    LogError, MissingExtraError
        See `PredictionLog`.
    ProjectError
        The settings cannot be read.
    """
    settings = read_settings(project.folder / SETTINGS_FILE).get("predictions", {})
    megabytes = settings.get("keep_mb")
    return PredictionLog(
        log_folder(project, name),
        fsync=project.durable,
        on_failure=settings.get("on_log_failure", "refuse"),
        keep_days=settings.get("keep_days"),
        keep_bytes=None if megabytes is None else megabytes * 1_000_000,
    )


def predict(
    project: Project,
    table: str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    reference: str | None = None,
    columns: Sequence[str] | None = None,
    on_progress: Progress | None = None,
) -> tuple[str, Scored]:
    """Score a table, and return which version did it and what became of the rows.

    Parameters
    ----------
    table, out, columns, on_progress : see `score_table`.
    reference : see `read_reference`; None for the champion of the only model that there is.

    Raises
    ------
    UnknownModelError, ServingError
        There is no such model, or it is not said which.
    ScoringError, TableError, DiskFullError
        See `score_table`.
    EngineError
        The project's engine cannot be reached.
    """
    from fairlead.serve.scoring import score_table  # imports scikit-learn

    with project.open_registry() as registry:
        name, which = meant(registry, reference)
        version = registry.get(name, which).version
        model = registry.load(name, version)
    called, carry = f"{name}:{version}", None
    if project.runs_on != "local":
        from fairlead.project.scoring_far import Asked, carry_of  # most tables are scored on one machine

        asked = Asked(str(project.folder), project.store_location, project.blobs_location, name, version, model.digest)
        carry = carry_of(project, asked)
    return called, score_table(model, table, out, version=called, columns=columns, on_progress=on_progress, carry=carry)


def add_outcomes(
    project: Project,
    table: str | os.PathLike[str],
    *,
    model: str | None = None,
    id: str = "id",
    truth: str = "truth",
    known_at: str | None = None,
) -> tuple[str, Recorded]:
    """Keep the outcomes of a file beside the predictions of a model, and return its name and what was kept.

    Parameters
    ----------
    model : its name; None for the only one that there is.
    id, truth, known_at : columns of the file, see `record_outcomes`.

    Raises
    ------
    UnknownModelError, ServingError
        There is no such model, or it is not said which.
    OutcomeError, LogError, TableError
        See `record_outcomes` and `read_table`.
    """
    from fairlead.frame import read_table

    name, classes = _answers_of(project, model)
    outcomes = read_table(table)
    return name, record_outcomes(
        log_folder(project, name), outcomes, id=id, truth=truth, known_at=known_at, classes=classes
    )


def known_outcomes(project: Project, model: str | None = None) -> Known:
    """Return how many predictions have an outcome by now.

    Raises
    ------
    UnknownModelError, ServingError, LogError
        As `add_outcomes` does.
    """
    name, _ = _answers_of(project, model)
    folder = log_folder(project, name)
    if not has_log(folder):
        return Known(name, 0, 0, 0, None)
    by_day = label_maturity(read_joined(folder))
    predictions, labelled = (int(by_day[column].sum()) for column in ("predictions", "labelled"))
    return Known(name, predictions, labelled, unknown_outcomes(folder).collect().height, by_day)


def export_joined(project: Project, out: str | os.PathLike[str], model: str | None = None) -> Exported:
    """Write predictions with their outcomes as one Parquet file, and return how many rows it has.

    The column `arm` tells the answers of a shadow apart, which nobody was given.

    Raises
    ------
    UnknownModelError, ServingError, LogError, DiskFullError
        As `add_outcomes` does; or no space is left.
    ScoringError
        The name does not end as that of a Parquet file.
    """
    import polars as pl

    if not os.fspath(out).endswith(".parquet"):
        raise ScoringError.not_parquet(os.fspath(out))
    name, _ = _answers_of(project, model)
    part = f"{os.fspath(out)}.part-{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(part) or ".", exist_ok=True)
        read_joined(log_folder(project, name)).sink_parquet(part)
        os.replace(part, out)
    except (pl.exceptions.PolarsError, OSError) as error:
        if is_disk_full(error):
            raise DiskFullError.while_exporting(os.fspath(out)) from error
        raise
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(part)
    counts = pl.scan_parquet(os.fspath(out), glob=False).select(rows=pl.len(), predictions=is_given().sum())
    return Exported(*map(int, counts.collect().row(0)))


def _answers_of(project: Project, model: str | None) -> tuple[str, Sequence[object]]:
    """Return the name of a model, and the classes that it answers; none of a regression."""
    with project.open_registry() as registry:
        name = only_name(registry) if model is None else model
        newest = registry.versions(name)[0]
        held = next((one for one in registry.holders(name).get(name, ()) if one.alias == CHAMPION), None)
        card = registry.documents(name, newest.version if held is None else held.version)["card"]
        return name, card["classes"]
