"""What can happen in a simulated year, and how it comes: every kind of change in every pattern."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fairlead.monitor import Drift


@dataclass(frozen=True, slots=True)
class Kind:
    """Hold a word of the simulator with what it means.

    Parameters
    ----------
    word : as `Drift` has it.
    name : for people.
    means : one sentence.
    """

    word: str
    name: str
    means: str


MECHANISMS: Mapping[str, Kind] = {
    one.word: one
    for one in (
        Kind("concept", "Outcomes change", "The rows look as ever, but some of them turn out otherwise."),
        Kind("covariate", "Other rows come", "Rows of another kind come more often; they turn out as they always did."),
        Kind("prior", "One outcome becomes frequent", "One of the two outcomes becomes more frequent."),
        Kind("broken", "A column breaks", "A column is written wrongly from now on; the world has not changed at all."),
    )
}
PATTERNS: Mapping[str, Kind] = {
    one.word: one
    for one in (
        Kind("none", "None", "Nothing changes: what moves is chance."),
        Kind("sudden", "Sudden", "All at once, and it stays."),
        Kind("gradual", "Gradual", "In each month a larger share of the rows is of the new kind."),
        Kind("incremental", "Incremental", "All rows change, a little more each month."),
        Kind("seasonal", "Seasonal", "It comes and goes once in the year."),
        Kind("recurring", "Recurring", "On for three months, off for three months."),
    )
}
SHAPES: Mapping[str, Mapping[str, Any]] = {
    "sudden": {"start": 5},
    "gradual": {"start": 4, "months": 6},
    "incremental": {"start": 4, "months": 6},
    "seasonal": {"start": 2},
    "recurring": {"start": 4, "period": 6},
}
"""When each pattern begins and how long it takes. The first month is always as before: it gives the measured start."""

Asked = tuple[str, str]
"""A pattern and a mechanism."""


def meant(pattern: str, mechanism: str, known: Sequence[str] = tuple(MECHANISMS)) -> Asked:
    """Return what is asked for; of a word that nobody knows the first. Without a change there is no mechanism.

    >>> meant("gradual", "prior"), meant("none", "prior"), meant("odd", "odd")
    (('gradual', 'prior'), ('none', 'concept'), ('sudden', 'concept'))
    """
    chosen = pattern if pattern in PATTERNS else "sudden"
    first = next(iter(known))
    return chosen, mechanism if mechanism in known and chosen != "none" else first


def all_years(known: Sequence[str] = tuple(MECHANISMS)) -> list[Asked]:
    """Return every year that can be asked for, the likeliest first.

    >>> len(all_years()), all_years()[:2]
    (21, [('sudden', 'concept'), ('none', 'concept')])
    """
    first = next(iter(known))
    others = [(pattern, one) for one in known for pattern in SHAPES if (pattern, one) != ("sudden", first)]
    return [("sudden", first), ("none", first), *others]


def drift_of(changes: Sequence[Drift], pattern: str, mechanism: str) -> Drift:
    """Return a change of the project in another pattern."""
    found = next(one for one in changes if one.mechanism == mechanism)
    shape: dict[str, Any] = {"pattern": pattern, **SHAPES.get(pattern, {})}
    return replace(found, **shape)
