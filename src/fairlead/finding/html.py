"""Write findings as a section of an HTML page: what is said of several is said once."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from fairlead.finding.finding import Finding, Severity

TONES = {Severity.INFO: "note", Severity.WARNING: "warning", Severity.ERROR: "bad", Severity.CRITICAL: "bad"}
"""The class that a page's style gives the colour of a severity."""


def render_html(findings: Sequence[Finding], *, shown: int, rest: str) -> str:
    """Return the section; nothing where there are no findings. What is shown is escaped.

    Parameters
    ----------
    findings : in the order in which they are to stand.
    shown : how many are listed at most; rest : HTML that says, after "And 3 more", where the others are.

    >>> finding = Finding("late", Severity.WARNING, "`df` is late.", why="It may be old.")
    >>> page = render_html([finding, finding], shown=1, rest=" in the log.")
    >>> "<code>df</code> is late." in page, "<p>And 1 more in the log.</p>" in page, render_html([], shown=1, rest="")
    (True, True, '')
    """
    if not findings:
        return ""
    together: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings[:shown]:
        together.setdefault((finding.why, finding.fix or ""), []).append(finding)
    left = len(findings) - shown
    more = f"<p>And {left} more{rest}</p>" if left > 0 else ""
    blocks = "".join(_block(why, fix, found) for (why, fix), found in together.items())
    return f"<section><h2>What to know</h2>{blocks}{more}</section>"


def _block(why: str, fix: str, findings: Sequence[Finding]) -> str:
    listed = "".join(
        f'<li class="{TONES[one.severity]}"><b class="badge">{one.severity}</b> {_prose(one.message)}</li>'
        for one in findings
    )
    said = f'<p class="why">{_prose(why)}</p>' if why else ""
    to_do = f"<p><b>To do:</b> {_prose(fix)}</p>" if fix else ""
    return f'<div class="block {TONES[findings[0].severity]}"><ul class="findings">{listed}</ul>{said}{to_do}</div>'


def _prose(text: str) -> str:
    """Return a text with what stands in backticks as code."""
    parts = escape(text).split("`")
    if len(parts) % 2 == 0:
        return escape(text)
    return "".join(f"<code>{part}</code>" if place % 2 else part for place, part in enumerate(parts))
