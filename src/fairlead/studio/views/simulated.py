"""A simulated year as a page shows it: the chart with what it says, the table beside it, the words of the verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fairlead.studio.views.charts import Line, Marker, line_chart, percent
from fairlead.studio.views.words import counted

if TYPE_CHECKING:
    from fairlead.project.simulating.comparing import Compared, Outcome
    from fairlead.project.simulating.strategies import Strategy

GUESSES = {
    "never": "Never train",
    "time": "Time-based",
    "performance": "Performance-based",
    "drift": "Drift-based",
    "none": "",
}
"""What can be guessed to be the cheapest; "none" shows what was measured without a guess."""


def shown(found: Compared, mine: Outcome | None, strategy: Strategy | None) -> dict[str, Any]:
    """Return what the page draws.

    Parameters
    ----------
    mine : training once before a month that the person has chosen; None if none is chosen.
    strategy : whose card is open; None if none is.
    """
    opened = None if strategy is None else next(one for one in found.strategies if one.word == strategy.word)
    months = [str(month) for month in range(1, len(found.never.scores) + 1)]
    lines, markers = [_line("never trained again", found.never, "soft" if mine or opened else "main")], []
    if opened is not None:
        lines.append(_line(opened.name.lower(), opened, "second", interval=False))
        markers += [Marker(month - 1, "train", "second") for month, _ in opened.trained]
    if mine is not None:
        lines.append(_line(f"trained before month {mine.trained[0][0]}", mine, "main"))
        markers += [Marker(month - 1, "yours", "main") for month, _ in mine.trained]
    chart = line_chart(
        months,
        lines,
        id="year-chart",
        title=f"Accuracy over twelve months: {found.year.drift}",
        about=_said(found, mine),
        threshold=found.threshold,
        threshold_name=f"threshold {percent(found.threshold)}",
        markers=markers,
    )
    columns = [("Never trained", found.never)]
    columns += [] if mine is None else [("Trained once", mine)]
    columns += [] if opened is None else [(opened.name, opened)]
    return {
        "chart": chart,
        "said": _said(found, mine),
        "mine": mine,
        "opened": opened,
        "columns": columns,
        "is_low": found.never.below > 0,
        "headline": _headline(found),
    }


def _line(name: str, one: Outcome, look: str, *, interval: bool = True) -> Line:
    scores, low, high = zip(*one.scores, strict=True)
    has_band = interval and look == "main"
    return Line(name, scores, look, low if has_band else (), high if has_band else ())


def _headline(found: Compared) -> str:
    if found.year.begins is None:
        return "Nothing changes, and the model keeps: what moves here is chance"
    lowest = min(score for score, _, _ in found.never.scores)
    below = found.never.below
    if not below:
        return f"Accuracy falls from {percent(found.start)} to {percent(lowest)}, and never below the threshold"
    return f"Left alone, the model is below the threshold in {counted(below, 'month')} of 12"


def _said(found: Compared, mine: Outcome | None) -> str:
    """Say what the chart shows."""
    lowest, month = min((score, month) for month, (score, _, _) in enumerate(found.never.scores, start=1))
    said = (
        f"Accuracy is {percent(found.start)} in month 1. Never trained again, it is lowest in month {month}, with "
        f"{percent(lowest)}, and below the threshold of {percent(found.threshold)} in "
        f"{counted(found.never.below, 'month')} of 12."
    )
    if mine is None:
        return said
    gain = mine.mean - found.never.mean
    way = "higher" if gain > 0 else "lower"
    return (
        f"{said} Trained once before month {mine.trained[0][0]}, it is below in {counted(mine.below, 'month')}; "
        f"the mean of the year is {abs(gain) * 100:.1f} points {way}."
    )
