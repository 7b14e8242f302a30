"""What there is to say of the answers: worse than promised, no better than guessing, outcomes that are late."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from fairlead.finding import Finding, Severity
from fairlead.model.evaluation.metrics import find_metric
from fairlead.monitor.estimates.estimate import Estimate
from fairlead.monitor.estimates.track import Track
from fairlead.monitor.performance.maturity import expected_share
from fairlead.monitor.performance.measured import Measured
from fairlead.monitor.watching.look import Standing
from fairlead.monitor.watching.scoring import Score, later
from fairlead.monitor.watching.settings import Cost

LATE = 0.1
"""Outcomes are late if so much less of them is known than was at the same age of earlier batches."""


def mature(history: Sequence[Standing], share: float) -> Standing | None:
    """Return the latest batch whose outcomes are mature and whose main metric has a value.

    Without one, the latest of which any outcome is known; without that, the latest that was answered.
    """
    answered = [one for one in history if one.score is not None]
    ripe = [one for one in answered if is_ripe(one, share)]
    some = [one for one in answered if one.score is not None and one.score.main.value is not None]
    found = ripe or some or answered
    return found[-1] if found else None


def is_ripe(standing: Standing, share: float) -> bool:
    """Tell whether so many outcomes of a batch are known that they count, and its time is over."""
    score = standing.score
    return (
        score is not None
        and score.main.value is not None
        and score.maturity.share >= share
        and not standing.batch.is_open
    )


def with_expected(history: Sequence[Standing], now: float) -> list[Standing]:
    """Return the batches with the share of outcomes that is to be expected of each by now."""
    found = []
    for standing in history:
        ended = standing.batch.ended
        if ended is None or standing.score is None:
            found.append(standing)
            continue
        older = [
            one.score.maturity
            for one in history
            if one.score is not None and one.batch.ended is not None and one.batch.ended < ended
        ]
        found.append(replace(standing, expected=expected_share(max(now - ended, 0.0), older)))
    return found


def judged_estimate(
    standing: Standing, history: Sequence[Standing], first: Mapping[str, Score], share: float
) -> Estimate | None:
    """Return the estimate of a batch with the error of past ones in its band, and whether it is worth an alert.

    Parameters
    ----------
    first : of each batch, what was measured first: what was estimated before outcomes were known.
    """
    if standing.score is None or standing.score.estimate is None:
        return None
    estimate = first.get(standing.batch.name, standing.score).estimate or standing.score.estimate
    ripe = [one for one in history if is_ripe(one, share) and one.batch.name != standing.batch.name]
    scores = [one.score for one in ripe if one.score is not None]
    pairs = later(scores, [first.get(one.batch.name, score) for one, score in zip(ripe, scores, strict=True)])
    values = [found.value for one in scores if (found := one.metrics.get(estimate.metric)) is not None]
    return Track(pairs, [one for one in values if one is not None]).judged(estimate)


def answer_findings(
    scored: Standing | None, target: Mapping[str, float], estimate: Estimate | None, cost: Cost
) -> Iterator[Finding]:
    """Return what there is to say of the answers to a batch."""
    if scored is None or scored.score is None:
        return
    name, score = scored.batch.name, scored.score
    yield from _unknown(name, score)
    yield from _late(scored)
    if score.main.value is not None:
        yield from _against_base(name, score.main)
        yield from _against_target(name, score, target, cost)
        yield from _stale(name, score)
        yield from _weak_segments(name, score)
    if estimate is not None and estimate.alert:
        low, high = estimate.band
        yield Finding(
            "estimate-fell",
            Severity.WARNING,
            f"Without outcomes, {estimate.metric} is estimated at {estimate.value:.3f} ({low:.3f} to {high:.3f}), "
            "out of what earlier batches had.",
            why=estimate.assumption,
            evidence={"estimate": estimate.value, "low": low, "high": high, "rows": estimate.rows},
            fix="hurry the outcomes of some rows, and see.",
        )


def _unknown(name: str, score: Score) -> Iterator[Finding]:
    if not score.maturity.rows:
        return
    for one in score.metrics.values():
        if one.value is not None:
            continue
        yield Finding(
            "no-outcomes" if not score.maturity.labelled else "metric-unknown",
            Severity.INFO if not score.maturity.labelled else Severity.WARNING,
            f"{one.metric} of {name} is not known: {one.why_not}.",
            why="Whether the answers are good only outcomes tell; until then nothing is said of it.",
            evidence={"labelled": score.maturity.labelled, "rows": score.maturity.rows},
            fix="tell what happened: `fairlead outcomes add FILE`.",
        )
        if not score.maturity.labelled:
            return  # once is enough


def _late(scored: Standing) -> Iterator[Finding]:
    assert scored.score is not None
    share, expected = scored.score.maturity.share, scored.expected
    if expected is not None and share < expected - LATE:
        yield Finding(
            "outcomes-late",
            Severity.WARNING,
            f"{share:.0%} of the outcomes of {scored.batch.name} are known; {expected:.0%} were at this age of "
            "earlier batches.",
            why="What is known first is not like what is known later, so a metric of few outcomes is not one of all.",
            evidence={"share": share, "expected": expected},
            fix="find out whether the source of outcomes was late.",
        )


def _against_base(name: str, main: Measured) -> Iterator[Finding]:
    if main.beats_base is None or main.beats_base or main.base is None:
        return
    best = main.high if find_metric(main.metric).better == "higher" else main.low
    is_sure = best is not None and find_metric(main.metric).gain(best, main.base) < 0
    yield Finding(
        "no-skill",
        Severity.ERROR if is_sure else Severity.WARNING,
        f"In {name} {main.metric} is {main.value:.3f}; an answer that ignores the row gets {main.base:.3f}.",
        why="The model adds nothing to knowing how often each outcome occurs.",
        evidence={"value": main.value, "base": main.base, "low": main.low, "high": main.high},
        fix="find the cause: `fairlead triage` asks in order.",
    )


def _against_target(name: str, score: Score, target: Mapping[str, float], cost: Cost) -> Iterator[Finding]:
    main = score.main
    promised = target.get(main.metric)
    if promised is None or main.value is None:
        return
    metric = find_metric(main.metric)
    best = main.high if metric.better == "higher" else main.low
    if best is None or metric.gain(best, promised) >= 0:
        return
    evidence = {"value": main.value, "low": main.low, "high": main.high, "target": promised}
    money = ""
    right = target.get("accuracy")
    now = score.metrics.get("accuracy")
    if cost.error and right is not None and now is not None and now.value is not None and now.value < right:
        more = (right - now.value) * score.maturity.rows
        evidence["extra_errors"] = more
        money = f" {more:,.0f} more errors than promised cost {cost.show(more * cost.error)}."
    yield Finding(
        "worse-than-promised",
        Severity.WARNING,
        f"In {name} {main}; {promised:.3f} was promised.{money}",
        why="The promise is that of the first model in use; it does not move when a worse one is trained.",
        evidence=evidence,
        fix="find the cause first: `fairlead triage` asks in order.",
    )


def _stale(name: str, score: Score) -> Iterator[Finding]:
    gap = score.gap
    if gap is None or not gap.is_sure:
        return
    yield Finding(
        "stale",
        Severity.WARNING,
        f"In {name} a fresh model is better: {gap}.",
        why="On the same rows, a month that was easy or hard for both cancels out. What is left is decay.",
        evidence=gap.to_dict(),
        fix="let the fresh one pass the gate, and promote it.",
    )


def _weak_segments(name: str, score: Score) -> Iterator[Finding]:
    main = score.main
    metric = find_metric(main.metric)
    for segment, one in score.segments.items():
        if one.value is None or main.value is None:
            continue
        best = one.high if metric.better == "higher" else one.low
        end = main.low if metric.better == "higher" else main.high
        if best is not None and end is not None and metric.gain(best, end) < 0:
            yield Finding(
                "weak-segment",
                Severity.INFO,
                f"In {name}, where {segment}, {one}; it is {main.value:.3f} over all.",
                why="The mean of all rows hides a group that is answered worse.",
                evidence={"value": one.value, "low": one.low, "high": one.high, "labelled": one.labelled},
            )
