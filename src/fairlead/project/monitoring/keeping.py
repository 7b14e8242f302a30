"""Keep batches and measure their answers; what is there already is not done twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairlead.monitor.batches.answered import Answered
from fairlead.monitor.batches.batch import Batch
from fairlead.monitor.batches.intake import Intake
from fairlead.monitor.batches.shelf import Kept, Shelf
from fairlead.monitor.estimates.estimate import Estimate
from fairlead.monitor.performance.measured import default_metrics
from fairlead.monitor.watching.expert import Earlier, estimated_error
from fairlead.monitor.watching.scoring import Score, scored
from fairlead.monitor.watching.settings import Watched
from fairlead.store import Store

if TYPE_CHECKING:
    from fairlead.project.monitoring.subject import Subject

CALIBRATION_ROWS = 50_000
"""Outcomes of so many rows of the latest earlier batches are what an estimate is learned from."""


@dataclass(frozen=True, slots=True)
class Put:
    """Say what became of a batch that was to be kept."""

    name: str
    rows: int
    labelled: int
    kept: Kept


def keep(
    store: Store,
    shelf: Shelf,
    intake: Intake,
    watched: Watched,
    subject: Subject,
    now: float,
    *,
    replaces: bool,
    earlier: Callable[[float], Earlier | None] = lambda began: None,
) -> Put:
    """Keep a batch and measure its answers.

    Parameters
    ----------
    earlier : gives rows with outcomes from before a time, from which the error of a regression is learned.

    Raises
    ------
    BatchError
        There is a batch of this name with other rows, and it may not be replaced; or a column of a segment is missing.
    """
    segmentations = [one for one in watched.segments if one.column in intake.table.columns]
    batch = intake.batch(subject.name, now)
    kept = shelf.put(batch, intake.parts(segmentations), replaces=replaces)
    labelled = 0 if intake.answered is None else intake.answered.labelled
    if intake.answered is not None and (kept != "same" or not store.monitoring.scores(subject.name, intake.name)):
        masks = {
            f"{one.column} = {name}": mask for one in segmentations for name, mask in one.masks(intake.table).items()
        }
        score = scored(
            intake.answered,
            metric=watched.metric,
            delays=intake.delays,
            masks=masks,
            fresh=intake.fresh,
            calibration=calibration_for(shelf, batch),
            estimated=_of_regression(intake, watched, earlier),
        )
        put_score(store, subject.name, intake.name, score, now)
    return Put(intake.name, batch.rows, labelled, kept)


def _of_regression(
    intake: Intake, watched: Watched, earlier: Callable[[float], Earlier | None]
) -> tuple[Estimate | None, str | None] | None:
    """Estimate the error of a regression; None of a classification, which needs no second model."""
    answered = intake.answered
    if answered is None or answered.task != "regression":
        return None
    if not len(answered) or intake.began is None:
        return None, "there are no rows, or nobody says when they are from"
    metric = watched.metric or default_metrics(answered)[0]
    return estimated_error(metric, intake.table, answered.said, earlier(intake.began))


def put_score(store: Store, model: str, batch: str, score: Score, now: float) -> None:
    """Write what was measured of a batch."""
    with store.transaction():
        store.monitoring.put_score(
            {"model": model, "batch": batch, "labelled": score.maturity.labelled, "at": now, "data": score.to_dict()}
        )


def calibration_for(shelf: Shelf, batch: Batch) -> Answered | None:
    """Return the answers of the latest earlier batches that have outcomes; None without any."""
    found: Answered | None = None
    for one in reversed(_earlier(shelf.batches(), batch)):
        answered = shelf.answered(one)
        if answered is None or not answered.labelled:
            continue
        known = answered.rows_where(answered.is_known)
        if found is None:
            found = known
        elif (known.task, known.classes) == (found.task, found.classes):
            found = known.joined(found)
        if len(found) >= CALIBRATION_ROWS:
            break
    return found


def _earlier(batches: Sequence[Batch], batch: Batch) -> list[Batch]:
    if batch.began is None:
        return [one for one in batches if one.began is not None]
    return [one for one in batches if one.began is not None and one.began < batch.began]
