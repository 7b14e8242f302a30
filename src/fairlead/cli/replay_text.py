"""What `fairlead replay` has found, for a terminal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from fairlead.cli.screen import Screen

if TYPE_CHECKING:
    from fairlead.monitor.replays.report import ReplayReport

SHELF_SHOWN = 8


def lines_of(report: ReplayReport, screen: Screen) -> list[str]:
    """Return the verdict, the policies, the shelf life, where the gain comes from, and what is to be known."""
    from textwrap import wrap

    from fairlead.finding import render_text
    from fairlead.monitor.replays.page import price_sentence, shelf_sentence

    verdict = report.verdict
    matrix = report.staleness.matrix
    lines = [
        screen.strong(verdict.message),
        *wrap(f"{verdict.why} {price_sentence(report)}", screen.width),
        "",
        *_policies(report, screen),
        "",
        *wrap(f"How long a model keeps: {shelf_sentence(report)}", screen.width),
        *_shelf(report, screen),
    ]
    volume = report.volume
    if volume is not None:
        lines += ["", *wrap(f"More data, or newer data: {volume.sentence}", screen.width)]
    made, kept = report.staleness.made, report.staleness.kept
    known = f", {kept} were there" if kept else ""
    lines += ["", f"{made} models were trained and scored{known}: {len(matrix.scores):,} cells, measured for real."]
    if report.staleness.findings:
        lines += ["", render_text(report.staleness.findings, color=screen.has_color, width=screen.width)]
    return lines


def _policies(report: ReplayReport, screen: Screen) -> list[str]:
    bad = "" if report.threshold is None else f"periods {_way(report)} {report.threshold:.3f}"
    money = f"money {report.currency}".strip() if report.has_money else ""
    heads = ["policy", "trained", report.metric, bad, "errors", "outcomes", "CPU s (measured)", money]
    rows = []
    for one in report.policies:
        mean, count = one.mean(report.metric), report.bad_periods(one)
        name = f"{'*' if one is report.best else ' '} {one.policy}"
        rows.append(
            [
                name,
                f"{one.retrains}" + (f"+{one.shadows}" if one.shadows else ""),
                "" if math.isnan(mean) else f"{mean:.4f}",
                "" if count is None else f"{count}",
                f"{one.errors:,.0f}",
                f"{one.labels:,}",
                f"{one.seconds:.2f}",
                f"{one.money:,.0f}" if report.has_money else "",
            ]
        )
    lines = screen.columns(heads, rows, right=heads[1:])
    tried = any(one.shadows for one in report.policies)
    notes = "* the best that could have been followed" + ("; 2+3: trained twice, and three only tried" if tried else "")
    return [*lines, notes]


def _way(report: ReplayReport) -> str:
    from fairlead.monitor.policies.history import HIGHER_IS_BETTER

    return "below" if HIGHER_IS_BETTER[report.metric] else "above"


def _shelf(report: ReplayReport, screen: Screen) -> list[str]:
    shelf = report.shelf
    every = max(1, math.ceil(len(shelf) / SHELF_SHOWN))
    heads = ["age", "days", report.metric, "loss", "95 % interval", "periods"]
    rows = [
        [
            f"{one.age}",
            f"{one.days:.0f}",
            f"{one.score:.4f}",
            f"{one.loss:+.4f}",
            "" if one.low is None else f"{one.low:+.4f} to {one.high:+.4f}",
            f"{one.periods}",
        ]
        for one in shelf[::every]
    ]
    return screen.columns(heads, rows, right=heads)
