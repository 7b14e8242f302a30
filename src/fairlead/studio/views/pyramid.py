"""The test pyramid as SVG: as wide as there are tests, the fast ones at its base."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from markupsafe import Markup

WIDTH, STEP, GAP = 420, 54, 6
NARROWEST = 0.3
"""Share of the width that a step has at least: its words must fit."""


def pyramid(levels: Mapping[str, Sequence[Any]], chosen: str | None = None) -> Markup:
    """Return the pyramid, the base of it first in the mapping.

    Parameters
    ----------
    levels : by the name of a level, its tests, each with `tested.outcome` and `tested.seconds`.
    chosen : the level that is marked.

    >>> pyramid({"unit": [], "e2e": []}).count("<g class=")
    2
    """
    most = max((len(tests) for tests in levels.values()), default=0) or 1
    counts = ", ".join(f"{len(tests)} {name}" for name, tests in levels.items())
    height = len(levels) * (STEP + GAP)
    steps = [
        _step(name, tests, place, most, name == chosen)
        for place, (name, tests) in enumerate(reversed([*levels.items()]))
    ]
    return Markup(
        f'<svg class="drawing pyramid" role="img" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}">'
        f"<title>The test pyramid: {escape(counts)}</title>{''.join(steps)}</svg>"
    )


def _step(name: str, tests: Sequence[Any], place: int, most: int, is_chosen: bool) -> str:
    failed = sum(one.tested.outcome == "failed" for one in tests)
    share = NARROWEST + (1 - NARROWEST) * len(tests) / most
    wide = WIDTH * share
    left, top = (WIDTH - wide) / 2, place * (STEP + GAP)
    slant = min(14.0, wide / 8)
    right = left + wide
    points = f"{left + slant:.1f},{top} {right - slant:.1f},{top} {right:.1f},{top + STEP} {left:.1f},{top + STEP}"
    kind = "is-pending" if not tests else "is-failed" if failed else "is-success"
    seconds = sum(one.tested.seconds for one in tests)
    said = f"{len(tests)} test{'' if len(tests) == 1 else 's'}" + (
        f", {failed} failed" if failed else f", {seconds:.1f} s" if tests else ""
    )
    return (
        f'<g class="{kind}{" is-chosen" if is_chosen else ""}"><polygon points="{points}"/>'
        f'<text class="name" x="{WIDTH / 2}" y="{top + STEP / 2 - 4}" text-anchor="middle">{escape(name)}</text>'
        f'<text class="said" x="{WIDTH / 2}" y="{top + STEP / 2 + 14}" text-anchor="middle">{escape(said)}</text></g>'
    )
