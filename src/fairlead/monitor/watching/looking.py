"""Look at a model: compare its batches, judge its answers, ask the policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from fairlead.finding import Finding
from fairlead.finding.finding import most_severe_first
from fairlead.monitor.batches.batch import Batch
from fairlead.monitor.batches.references import TRAINING
from fairlead.monitor.batches.shelf import Shelf
from fairlead.monitor.drift.report import DriftReport
from fairlead.monitor.profiles.answers import ANSWERS
from fairlead.monitor.profiles.table import Profile
from fairlead.monitor.watching.answering import answer_findings, judged_estimate, mature, with_expected
from fairlead.monitor.watching.deciding import decision, history_of
from fairlead.monitor.watching.drifting import Comparer
from fairlead.monitor.watching.look import Look, Standing
from fairlead.monitor.watching.scoring import Score
from fairlead.monitor.watching.settings import Watched

SHOWN = 24
"""So many of the latest batches are compared for the chart, and are what a policy hears of drift."""

SHAPES = 8
"""So many of the columns that have drifted are drawn."""

SEGMENTS_TOLD = 10
"""So many findings about segments are told; the report has them all."""


@dataclass(frozen=True, slots=True)
class Known:
    """Hold what is known of a model apart from its batches.

    Parameters
    ----------
    training : the profile of its rows of the training; None if nothing is kept of them, as `untrained` says.
    target : what was promised, by metric.
    trained : when each version was put into the registry, seconds since 1970-01-01 UTC.
    scores, first_scores : of each batch, what was measured last, and what was measured first.
    """

    training: Profile | None = None
    untrained: str = ""
    target: Mapping[str, float] = field(default_factory=dict)
    trained: Mapping[int, float] = field(default_factory=dict)
    scores: Mapping[str, Score] = field(default_factory=dict)
    first_scores: Mapping[str, Score] = field(default_factory=dict)


def look_at(
    shelf: Shelf,
    watched: Watched,
    known: Known,
    *,
    now: float,
    name: str | None = None,
    is_asked: bool = False,
) -> Look | None:
    """Look at a model; None if no batch of it is kept.

    Parameters
    ----------
    now : seconds since 1970-01-01 UTC.
    name : of the batch to look at; the latest whose time is over if not given.
    is_asked : whether a person has asked for the reference, so that one that is not there is an error.

    Raises
    ------
    BatchError
        There is no such batch, or no such reference and a person has asked for it.
    """
    batches = shelf.batches()
    if not batches:
        return None
    batch = shelf.batch(name) if name is not None else _latest(batches)
    comparer = Comparer(shelf, batches, watched, known.training, known.untrained)
    moved = comparer.moved(batch, is_asked=is_asked)
    standings = with_expected([_standing(one, comparer, batches, known) for one in batches], now)
    upto = [one for one in standings if not _is_after(one.batch, batch)]
    target = _target(watched, known, upto)
    scored = mature(upto, watched.mature)
    here = next(one for one in standings if one.batch.name == batch.name)
    estimate = judged_estimate(here, upto, known.first_scores, watched.mature)
    segments = comparer.segments(batch)
    found: list[Finding] = [*batch.findings, *moved.findings]
    found += [] if moved.report is None else _of_report(moved.report, moved.reference)
    found += [one for report in segments.values() for one in report.findings][:SEGMENTS_TOLD]
    found += answer_findings(scored, target, estimate, watched.cost)
    history = history_of(upto, target, known.trained, mature=watched.mature)
    advice = decision(watched, history, shelf.model, batch.version, batch.name)
    found += [] if advice is None else [advice]
    return Look(
        watched=watched,
        model=shelf.model,
        batch=batch,
        reference=moved.reference,
        drift=moved.report,
        segments=segments,
        history=standings,
        scored=scored,
        estimate=estimate,
        target=target,
        findings=tuple(most_severe_first(found)),
        reason=None if advice is None else str(advice.evidence["reason"]),
        at=now,
        shapes={} if moved.report is None else comparer.shapes(batch, moved.report.drifted[:SHAPES]),
    )


def _of_report(report: DriftReport, reference: str) -> list[Finding]:
    """Return the findings of a report; that no model keeps the answers to the rows of its training is no news."""
    is_training = reference == TRAINING
    return [
        one for one in report.findings if not (is_training and one.code in ("predictions-unknown", "outcomes-unknown"))
    ]


def _latest(batches: Sequence[Batch]) -> Batch:
    """Return the latest batch whose time is over; without one, the latest. One without a time is later than all."""
    closed = [one for one in batches if not one.is_open]
    return (closed or list(batches))[-1]


def _is_after(one: Batch, other: Batch) -> bool:
    return one.began is not None and other.began is not None and one.began > other.began


def _standing(batch: Batch, comparer: Comparer, batches: Sequence[Batch], known: Known) -> Standing:
    standing = Standing(batch, known.scores.get(batch.name))
    if batch not in batches[-SHOWN:]:
        return standing
    report = comparer.moved(batch).report
    if report is None:
        return standing
    psi = {name: one.psi for name, one in report.items() if one.psi is not None and name not in ANSWERS}
    return replace(standing, drift=psi, drifted=report.drifted)


def _target(watched: Watched, known: Known, standings: Sequence[Standing]) -> dict[str, float]:
    """Return what was promised; a target of the settings is that of the main metric."""
    main = next((one.score.main.metric for one in standings if one.score is not None), watched.metric)
    mine = {} if watched.target is None or main is None else {main: float(watched.target)}
    return {**known.target, **mine}
