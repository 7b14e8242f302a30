"""Findings for a person, on a terminal or in a log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairlead.finding.document import counts
from fairlead.finding.finding import Finding, most_severe_first

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SAMPLES_SHOWN = 3
"""Values of a list that a text shows: enough to recognise them, too few to leak a table."""

_COLOR_OF = {"info": "36", "warning": "33", "error": "31", "critical": "1;31"}


def render_text(findings: Iterable[Finding], *, color: bool = False, width: int = 100) -> str:
    """Write the findings for a person: the most severe first, and a line that counts them.

    Findings of one severity stay in the order in which they come. Characters that would steer a
    terminal are written as escapes, as a message may quote user data.

    Parameters
    ----------
    findings : iterable of Finding
    color : bool
        Mark severities and codes for a terminal.
    width : int
        Characters of a line.

    >>> from fairlead.finding import Severity
    >>> print(render_text([Finding("nulls", Severity.ERROR, "3 ages are missing.", fix="Impute them.")]))
    ERROR
      nulls  3 ages are missing.
        Fix: Impute them.
    <BLANKLINE>
    1 finding: 1 error.
    >>> print(render_text([]))
    No findings.
    """
    ordered = most_severe_first(findings)
    if not ordered:
        return "No findings."
    blocks = []
    for severity in sorted({finding.severity for finding in ordered}, reverse=True):
        heading = _colored(str(severity).upper(), _COLOR_OF[str(severity)], color)
        texts = [_finding_text(f, color, width) for f in ordered if f.severity == severity]
        blocks.append("\n".join([heading, *texts]))
    return "\n\n".join([*blocks, count_line(ordered)])


def count_line(findings: Sequence[Finding]) -> str:
    """Return the sentence that closes a report."""
    parts = [
        f"{n} {name}s" if n > 1 and name in ("error", "warning") else f"{n} {name}"
        for name, n in counts(findings).items()
        if n
    ]
    return f"{len(findings)} finding{'' if len(findings) == 1 else 's'}: {', '.join(parts)}."


def _finding_text(finding: Finding, color: bool, width: int) -> str:
    """Return one finding, its first line with the code and the lines under it moved in."""
    code = printable(finding.code)
    first, *rest = _wrapped(finding.message, width, " " * (len(code) + 4), " " * (len(code) + 4))
    lines = [f"  {_colored(code, _COLOR_OF[str(finding.severity)], color)}  {first.lstrip()}", *rest]
    seen = ", ".join(f"{name}={_sample(value)}" for name, value in finding.evidence.items())
    details = {
        "Where": str(finding.where),
        "Why": finding.why,
        "Seen": seen,
        "Fix": finding.fix,
        "Action": finding.action,
    }
    for label, text in details.items():
        if text:
            lines += _wrapped(text, width, f"    {label}: ", " " * (len(label) + 6))
    return "\n".join(lines)


def _wrapped(text: str, width: int, first_indent: str, indent: str) -> list[str]:
    """Return the text broken into lines; its own line breaks, as in a piece of code, are kept."""
    from textwrap import wrap  # most commands print no findings

    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        lines += wrap(
            printable(paragraph.expandtabs(4)),
            max(width, len(indent) + 20),
            initial_indent=indent if lines else first_indent,
            subsequent_indent=indent,
            break_long_words=False,  # a path or a name stays whole, to be copied
            break_on_hyphens=False,
        ) or [first_indent]
    return lines


def _sample(value: object) -> str:
    """Return a value of the evidence, short; of a list only its first values."""
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, (list, tuple)):
        shown = ", ".join(_sample(item) for item in value[:SAMPLES_SHOWN])
        return f"[{shown}]" if len(value) <= SAMPLES_SHOWN else f"[{shown}, … {len(value)} in all]"
    return repr(value)


def printable(text: str) -> str:
    """Return the text with every character that would steer a terminal written as an escape."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _colored(text: str, color: str, wanted: bool) -> str:
    """Return the text between the codes that give it a color, if that is wanted."""
    return f"\x1b[{color}m{text}\x1b[0m" if wanted else text
