"""What a rule is: a predicate over facts, with its manual page as its docstring."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from fairlead.notebook.notebook import Place
from fairlead.notebook.record import record

if TYPE_CHECKING:
    from fairlead.notebook.facts import Facts

Group = Literal[
    "leakage",
    "evaluation",
    "randomness",
    "state",
    "portability",
    "data",
    "serving",
    "safety",
    "tests",
    "hygiene",
    "notebook",
]
Confidence = Literal["high", "medium", "low"]
Severity = Literal["info", "warning", "error", "critical"]


@record()
class Step:
    """Name one step of the way that led to a finding: ``fit``, ``split``, ``score``, ``read``, ...

    Parameters
    ----------
    text : a few words about it, such as "StandardScaler learns from all rows".
    """

    kind: str
    place: Place
    text: str


@record()
class Hit:
    """Tell of one place where a rule is broken.

    Parameters
    ----------
    message : one sentence with the names and values of this notebook.
    confidence : ``high``: the whole way is known; ``medium``: one step is guessed; ``low``: a heuristic.
    path : for leaks, the steps from the fit over the split to the score.
    fix, why : what to do here and why it hurts, if more can be said than the rule says.
    evidence : values for programs.
    severity : where this place is less bad, or worse, than what the rule finds elsewhere.
    """

    place: Place
    message: str
    confidence: Confidence = "high"
    path: tuple[Step, ...] = ()
    fix: str | None = None
    evidence: dict[str, Any] = field(default_factory=dict)
    severity: Severity | None = None
    why: str | None = None


Check = Callable[["Facts"], Iterable[Hit]]


@dataclass(frozen=True, slots=True)
class Rule:
    """Hold a rule.

    Parameters
    ----------
    name : its stable code and name, such as ``abs-path``.
    severity : of its findings.
    summary : the first line of its docstring.
    manual : its docstring, which is its page: What it does, Why it hurts in production, Example, Fix, Known limits.
    fixable : whether ``--fix`` may mend what it finds.
    on_by_default : hygiene is not.
    """

    name: str
    group: Group
    severity: Severity
    check: Check
    manual: str
    fixable: bool = False
    on_by_default: bool = True

    @property
    def summary(self) -> str:
        """Return the first line of the manual page."""
        return self.manual.partition("\n")[0]

    def section(self, title: str) -> str:
        """Return the text under a heading of the manual page, or ""."""
        return sections(self.manual).get(title, "")

    def hits(self, facts: Facts) -> Iterator[Hit]:
        """Return where a notebook breaks the rule."""
        return iter(self.check(facts))


def rule(
    group: Group,
    severity: Severity,
    *,
    fixable: bool = False,
    on_by_default: bool = True,
) -> Callable[[Check], Rule]:
    """Make a rule of a function that yields hits; its name is the function's, with hyphens.

    >>> @rule("hygiene", "info")
    ... def empty_notebook(facts):
    ...     "Tell of a notebook without cells."
    ...     return [] if facts.notebook.cells else [Hit(Place(1, 1), "Nothing is here.")]
    >>> empty_notebook.name, empty_notebook.summary
    ('empty-notebook', 'Tell of a notebook without cells.')
    """

    def made(check: Check) -> Rule:
        name = getattr(check, "__name__", "").replace("_", "-")
        return Rule(name, group, severity, check, inspect.getdoc(check) or "", fixable, on_by_default)

    return made


@cache
def sections(manual: str) -> dict[str, str]:
    r"""Return the sections of a manual page by their headings, which are underlined with hyphens.

    >>> sections("Find it.\n\nFix\n---\nDo this.")
    {'Fix': 'Do this.'}
    """
    found: dict[str, list[str]] = {}
    heading = ""
    lines = manual.splitlines()
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if line and set(following) == {"-"} and len(following) == len(line):
            heading = line
            found[heading] = []
        elif heading and not (set(line) == {"-"} and line and lines[number - 1] == heading):
            found[heading].append(line)
    return {title: "\n".join(text).strip() for title, text in found.items()}
