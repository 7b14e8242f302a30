"""Write a diagnosis as one HTML file that can be mailed: the cause first, then every question with its answer."""

from __future__ import annotations

from html import escape

from fairlead.data.report.style import PAGE_STYLE
from fairlead.monitor.triaging.diagnosis import STEP_OF, Triage

STYLE = (
    "svg.plot{display:block;width:100%;height:auto;margin:6px 0 10px}"
    ".plot text{font:13px system-ui,sans-serif;fill:var(--ink)}.plot .soft{fill:var(--soft)}"
    ".plot .whole{fill:var(--note);fill-opacity:.45}.plot .down{fill:var(--bad);fill-opacity:.45}"
    ".plot .up{fill:var(--good);fill-opacity:.45}.plot .join{stroke:var(--line)}"
    "ol.steps{padding-left:22px}ol.steps li{margin:0 0 12px}ol.steps .cause{font-weight:600}"
)
WORDS = {
    "none": ("Nothing to do", "good"),
    "data": ("Broken data", "bad"),
    "population": ("Harder rows", "warning"),
    "base rate": ("Another base rate", "warning"),
    "concept": ("Another concept", "warning"),
}
PARTS = ((2, "harder rows"), (3, "base rate"), (4, "what is left"))


def triage_page(found: Triage, *, about: str, made: str) -> str:
    """Return the whole page.

    Parameters
    ----------
    about : what was compared.
    made : when, for the last line.
    """
    word, tone = WORDS[found.cause]
    facts = {"Before": f"{found.before:.1%}", "Now": f"{found.now:.1%}", "Change": f"{found.now - found.before:+.1%}"}
    if found.expected.points is not None:
        facts["Expected of the action"] = f"{found.expected.points:+.1%}"
    if found.expected.money is not None:
        facts["Worth"] = f"{found.expected.money:,.0f} {found.currency}".rstrip()
    numbers = "".join(f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>" for name, value in facts.items())
    cause = STEP_OF.get(found.cause)
    steps = "".join(
        f"<li{' class=' + chr(34) + 'cause' + chr(34) if number == cause else ''}>{escape(one.question)} "
        f"{escape(one.answer)}</li>"
        for number, one in enumerate(found.steps)
    )
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>Triage: {escape(word)}</title><style>{PAGE_STYLE}{STYLE}</style></head>\n<body><main>"
        f'<header class="{tone}"><p class="kicker">Why accuracy changed</p><h1>{escape(about)}</h1>'
        f'<p class="verdict">{word}</p><p class="sentence">{escape(found.finding.message)}</p>'
        f"<dl>{numbers}</dl></header>"
        f"<section><h2>What to do</h2><p>{escape(found.advice)}</p></section>"
        f'<section><h2>In this order</h2><ol class="steps">{steps}</ol></section>'
        f"<section><h2>Where the points went</h2>{waterfall(found)}"
        '<p class="why">The bars do not begin at 0.</p></section>'
        f"</main><footer>{escape(made)}</footer></body></html>\n"
    )


def waterfall(found: Triage) -> str:
    """Draw how the accuracy went from before to now, part by part."""
    parts = [(name, found.steps[number].points or 0.0) for number, name in PARTS]
    levels = [found.before]
    for _, points in parts:
        levels.append(levels[-1] + points)
    low, high = min(levels), max(levels)
    room = max(high - low, 0.01)
    low, high = low - 0.25 * room, high + 0.15 * room

    def y(value: float) -> float:
        return 26 + (high - value) / (high - low) * 170

    shapes = [_bar(0, y(found.before), 196, "whole", "before", f"{found.before:.1%}")]
    for number, (name, points) in enumerate(parts, start=1):
        start, end = levels[number - 1], levels[number]
        tone = "up" if points >= 0 else "down"
        shapes.append(_bar(number, min(y(start), y(end)), max(y(start), y(end)), tone, name, f"{points:+.1%}"))
        level = f'y1="{y(start):.1f}" y2="{y(start):.1f}"'
        shapes.append(f'<line class="join" x1="{170 * number - 10}" x2="{170 * number + 20}" {level}/>')
    shapes.append(_bar(len(parts) + 1, y(found.now), 196, "whole", "now", f"{found.now:.1%}"))
    words = ", ".join(f"{name} {points:+.1%}" for name, points in parts)
    title = f"Accuracy from {found.before:.1%} to {found.now:.1%}: {words}."
    return (
        f'<svg class="plot" role="img" viewBox="0 0 860 224" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title>{''.join(shapes)}</svg>"
    )


def _bar(place: int, top: float, bottom: float, tone: str, name: str, value: str) -> str:
    x = 20 + 170 * place
    return (
        f'<rect class="{tone}" x="{x}" y="{top:.1f}" width="140" height="{max(bottom - top, 1.5):.1f}"/>'
        f'<text x="{x + 70}" y="{top - 7:.1f}" text-anchor="middle">{value}</text>'
        f'<text class="soft" x="{x + 70}" y="216" text-anchor="middle">{name}</text>'
    )
