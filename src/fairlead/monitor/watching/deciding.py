"""Train again? What a policy is told of the batches, and what its answer becomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fairlead.finding import Finding, Severity
from fairlead.monitor.policies.history import HIGHER_IS_BETTER, History, Seen
from fairlead.monitor.watching.answering import is_ripe
from fairlead.monitor.watching.look import Standing
from fairlead.monitor.watching.settings import DAY, Watched


def history_of(
    standings: Sequence[Standing],
    target: Mapping[str, float],
    trained: Mapping[int, float],
    *,
    mature: float,
) -> History:
    """Return what a policy is told: the batches whose time is over, and of each what counts by now.

    Parameters
    ----------
    trained : when each version was put into the registry, seconds since 1970-01-01 UTC.
    mature : share of the outcomes from which on they count.
    """
    timed = [one for one in standings if one.batch.ended is not None and not one.batch.is_open]
    if not timed:
        return History((), dict(target))
    first = min(one.batch.began or 0.0 for one in timed)
    seen: list[Seen] = []
    before: int | None = None
    for one in timed:
        ended, version = one.batch.ended or 0.0, one.batch.version
        born = trained.get(version, first) if version is not None else first
        metrics, challenger = _metrics(one, mature)
        seen.append(
            Seen(
                day=(ended - first) / DAY,
                age=max((ended - born) / DAY, 0.0),
                metrics=metrics,
                challenger=challenger,
                drift=dict(one.drift),
                is_fresh=before is not None and version is not None and version != before,
            )
        )
        before = version if version is not None else before
    return History(seen, dict(target))


def _metrics(standing: Standing, mature: float) -> tuple[dict[str, float], dict[str, float]]:
    score = standing.score
    if score is None or not is_ripe(standing, mature):
        return {}, {}
    known = {name: one.value for name, one in score.metrics.items() if one.value is not None}
    fresh = {name: one.fresh for name, one in score.gaps.items() if name in HIGHER_IS_BETTER}
    return {name: value for name, value in known.items() if name in HIGHER_IS_BETTER}, fresh


def decision(watched: Watched, history: History, model: str, version: int | None, batch: str) -> Finding | None:
    """Return the finding that asks for a new model, or None.

    The cause is in its evidence: the same batch of the same version is one cause, however often somebody looks.
    """
    reason = watched.policy.reason(history)
    if reason is None:
        return None
    price = f" A retraining costs {watched.cost.show(watched.cost.retrain)}." if watched.cost.retrain else ""
    return Finding(
        "retrain",
        Severity.ERROR,
        f"The policy ({watched.policy}) asks for a new model: {reason}.{price}",
        why="The pipeline is started as it stands, and its gate decides whether the new model is put into use.",
        evidence={"cause": f"{batch} answered by version {version}", "reason": reason, "policy": str(watched.policy)},
        fix=f"start the pipeline: `fairlead run`, or set `retrain = \"start\"` under [monitor] of '{model}'.",
        action="retrain",
    )
