"""Say that something is wrong or worth knowing, and show it to people, programs and GitHub.

A `Finding` is the one type of result of every check. An exception, by contrast, means that Fairlead
cannot go on: see `fairlead.errors`. `finding` holds the value, `heard` carries it out of tasks, `text`, `document`,
`github`, `sarif` and `html` write it down.
"""

from fairlead.finding.document import render_json
from fairlead.finding.finding import Finding, Severity, Where, worst
from fairlead.finding.github import render_github
from fairlead.finding.heard import Heard, collected, report
from fairlead.finding.text import SAMPLES_SHOWN, render_text

__all__ = [
    "SAMPLES_SHOWN",
    "Finding",
    "Heard",
    "Severity",
    "Where",
    "collected",
    "render_github",
    "render_json",
    "render_text",
    "report",
    "worst",
]
