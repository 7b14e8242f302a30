"""Write a verdict for a person at a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from fairlead.model.evaluation.evaluate import Evaluation
from fairlead.model.evaluation.judge import CANDIDATE
from fairlead.model.gate.verdict import MARKS, Verdict


def verdict_text(verdict: Verdict) -> str:
    """Return the verdict: the decision, each condition with what was found, and what it was judged by."""
    evaluation = verdict.evaluation
    width = max(len(one.name) for one in verdict.judgements)
    lines = [f"{evaluation.model}: {verdict.summary}", ""]
    for one in verdict.judgements:
        warns = " (only warns)" if not one.holds and not one.refuses else ""
        lines.append(f"{MARKS[one.status]} {one.name:{width}}  {one.said}{warns}")
    return "\n".join([*lines, "", *score_lines(evaluation), "", *_about(evaluation)])


def score_lines(evaluation: Evaluation) -> Iterator[str]:
    """Write the metrics of every model as a table; the candidate's with the interval that holds 95 % of the draws."""
    models = [CANDIDATE, *(name for name in evaluation.scores if name != CANDIDATE)]
    width = max(len(name) for name in (*evaluation.metrics, "metric"))
    yield f"{'metric':{width}}  {CANDIDATE:24}" + "".join(f"{name:>10}" for name in models[1:])
    for metric in evaluation.metrics:
        mine = evaluation.scores[CANDIDATE][metric]
        others = "".join(f"{evaluation.scores[name][metric].value:>10.3f}" for name in models[1:])
        yield f"{metric:{width}}  {mine.value:.3f}  ({mine.low:.3f} to {mine.high:.3f}){others:>{10 * len(models[1:])}}"


def _about(evaluation: Evaluation) -> Iterator[str]:
    yield f"Judged by {evaluation.split}."
    if evaluation.champion is not None:
        champion = evaluation.champion
        left_out = f"; {champion.excluded:,} left out that it was trained on" if champion.excluded else ""
        name = champion.name[:1].upper() + champion.name[1:]
        yield f"{name} was asked about {champion.rows:,} of these rows{left_out}."
    if evaluation.mcnemar is not None:
        mine, other, p = evaluation.mcnemar.only_mine, evaluation.mcnemar.only_other, evaluation.mcnemar.p
        yield f"Right where the other is wrong: candidate {mine}, champion {other} (p {p:.2g})."
    if evaluation.looks is not None:
        times = "once" if evaluation.looks == 1 else f"{evaluation.looks} times"
        yield f"These rows were looked at {times} so far, this time included."
