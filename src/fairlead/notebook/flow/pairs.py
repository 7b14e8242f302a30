"""Every pair of a fit and an evaluation, with what is wrong with it: what labels of leakage are given for."""

from __future__ import annotations

from fairlead.notebook.flow.events import Flow
from fairlead.notebook.flow.judging import Trial
from fairlead.notebook.notebook import Place

Pair = tuple[Place, Place, frozenset[str], str]


def leaks_of_pairs(flow: Flow) -> list[Pair]:
    """Return for each fit and evaluation of a model what leaks.

    Returns
    -------
    list of (fit, evaluation, kinds, confidence)
        The evaluation stands where the model answers (``predict``, ``score``), and again where the answers are scored
        if
        that is elsewhere. kinds : of ``preprocessing``, ``overlap`` and ``refit``; empty for a clean pair.
    """
    pairs: dict[tuple[Place, Place], tuple[frozenset[str], str]] = {}
    for trial in flow.trials:
        kinds, confidence = _kinds(trial), confidence_of(trial)
        for place in dict.fromkeys((trial.answer, trial.score)):
            before = pairs.get((trial.fit, place))
            if before is not None:
                confidence = max(confidence, before[1], key=_LEVELS.index) if before[0] == kinds else confidence
                kinds = kinds | before[0]
            pairs[trial.fit, place] = kinds, confidence
    return [(fit, place, kinds, confidence) for (fit, place), (kinds, confidence) in pairs.items()]


_LEVELS = ("low", "medium", "high")


def _kinds(trial: Trial) -> frozenset[str]:
    kinds = set()
    if trial.statistics:
        kinds.add("preprocessing")
    if trial.refits:
        kinds.add("refit")
    if trial.overlap:
        kinds.add("overlap")
    return frozenset(kinds)


def confidence_of(trial: Trial) -> str:
    """Return how sure what is wrong with a trial is: ``high`` only where every step of the way is known."""
    if not trial.known:
        return "medium"
    if trial.statistics and not any(one.sure for one in trial.statistics):
        return "medium"
    return "high"
