"""One look at a model in production: what has moved, how good it is, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from fairlead.finding import Finding, Severity, worst
from fairlead.monitor.batches.batch import Batch
from fairlead.monitor.drift.report import DriftReport
from fairlead.monitor.drift.segments import SegmentReport
from fairlead.monitor.estimates.estimate import Estimate
from fairlead.monitor.profiles.answers import ANSWERS
from fairlead.monitor.watching.scoring import Score
from fairlead.monitor.watching.settings import Watched

Tone = Literal["good", "note", "warning", "bad"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Hold one batch as a point in time.

    Parameters
    ----------
    score : None if nobody knows what the model answered.
    drift : PSI by column against the reference; empty if it could not be compared.
    drifted : the columns that have drifted.
    expected : share of the outcomes that is to be expected by now; None if nobody knows.
    """

    batch: Batch
    score: Score | None = None
    drift: Mapping[str, float] = field(default_factory=dict)
    drifted: tuple[str, ...] = ()
    expected: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain values, ready for JSON."""
        one = self.batch
        return {
            "batch": one.name,
            "version": one.version,
            "rows": one.rows,
            "began": one.began,
            "ended": one.ended,
            "is_open": one.is_open,
            "score": None if self.score is None else self.score.to_dict(),
            "expected_share": self.expected,
            "drift": dict(self.drift),
            "drifted": list(self.drifted),
        }


@dataclass(frozen=True, slots=True)
class Shape:
    """Hold how a column is distributed in two tables.

    Parameters
    ----------
    bins : names of the bins, in order.
    before, now : the share of the rows in each, in [0, 1].
    """

    bins: tuple[str, ...]
    before: tuple[float, ...]
    now: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Hold in a word and a sentence how a model does; the tone is for the eye."""

    word: str
    tone: Tone
    sentence: str


@dataclass(frozen=True, slots=True)
class Look:
    """Hold all that one look has found.

    Parameters
    ----------
    batch : that was looked at.
    reference : what it was compared with, in words.
    drift : of its columns, predictions, outcomes and errors; None if it could not be compared.
    segments : by column, drift within each segment.
    history : all batches in the order of time, this one among them.
    scored : the batch whose answers are judged: this one, or the latest one whose outcomes are mature.
    estimate : of this batch, with the error of past estimates.
    target : what was promised, by metric.
    findings : the worst first.
    shapes : of columns that have drifted, how they looked and how they look now.
    reason : why to train again; None if there is no reason.
    at : when, seconds since 1970-01-01 UTC.
    """

    watched: Watched
    model: str
    batch: Batch
    reference: str
    drift: DriftReport | None
    segments: Mapping[str, SegmentReport]
    history: Sequence[Standing]
    scored: Standing | None
    estimate: Estimate | None
    target: Mapping[str, float]
    findings: tuple[Finding, ...]
    reason: str | None
    at: float
    shapes: Mapping[str, Shape] = field(default_factory=dict)

    @property
    def standing(self) -> Standing:
        """Return the batch that was looked at as a point in time."""
        return next(one for one in self.history if one.batch.name == self.batch.name)

    @property
    def verdict(self) -> Verdict:
        """Return how the model does, in a word and a sentence."""
        return verdict_of(self)

    @property
    def retraining(self) -> Finding | None:
        """Return the finding that asks for a new model; None if there is none."""
        return next((one for one in self.findings if one.action == "retrain"), None)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain values, ready for JSON."""
        verdict = self.verdict
        return {
            "model": self.model,
            "at": self.at,
            "verdict": verdict.word,
            "sentence": verdict.sentence,
            "batch": self.batch.name,
            "reference": self.reference,
            "target": dict(self.target),
            "policy": str(self.watched.policy),
            "retrain": self.reason,
            "estimate": None if self.estimate is None else self.estimate.to_dict(),
            "drift": None if self.drift is None else self.drift.to_dict(),
            "segments": {name: one.to_dict() for name, one in self.segments.items()},
            "history": [one.to_dict() for one in self.history],
            "findings": [one.to_dict() for one in self.findings],
        }


def verdict_of(look: Look) -> Verdict:
    """Say how a model does: whether to train first, then the worst finding, then whether anything is known at all."""
    parts = [_answers(look), _drift(look)]
    sentence = " ".join(part for part in parts if part)
    severity = worst(look.findings)
    if look.reason is not None:
        return Verdict("train again", "bad", f"The policy asks for it: {look.reason}. {sentence}")
    if severity is not None and severity >= Severity.ERROR:
        return Verdict("needs attention", "bad", sentence)
    if severity == Severity.WARNING:
        return Verdict("worth a look", "warning", sentence)
    if look.scored is None or look.scored.score is None or look.scored.score.main.value is None:
        return Verdict("no outcomes yet", "note", sentence)
    return Verdict("holds up", "good", sentence)


def _answers(look: Look) -> str:
    if look.scored is None or look.scored.score is None:
        return "How good the answers are is not known: no outcome is there."
    score, name = look.scored.score, look.scored.batch.name
    if score.main.value is None:
        return f"How good the answers of {name} are is not known: {score.main.why_not}."
    over = "" if score.main.base is None else f", where ignoring the row gives {score.main.base:.3f}"
    promised = look.target.get(score.main.metric)
    wanted = "" if promised is None else f"; {promised:.3f} was promised"
    return f"In {name} {score.main}{over}{wanted}."


def _drift(look: Look) -> str:
    names = [] if look.drift is None else [name for name in look.drift.columns if name not in ANSWERS]
    if look.drift is None or not names:
        return "Nothing could be compared."
    count = sum(name in names for name in look.drift.drifted)
    against = f"against {look.reference}"
    if not count:
        return f"None of {len(names)} columns of {look.batch.name} has drifted {against}."
    return f"{count} of {len(names)} columns of {look.batch.name} {'has' if count == 1 else 'have'} drifted {against}."
