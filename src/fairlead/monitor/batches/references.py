"""Which earlier batches a person means by a few words: "previous", "last 3", "last year", "2024-01..2024-03"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

from fairlead.errors import BatchError
from fairlead.finding import Finding, Severity
from fairlead.monitor.batches.batch import Batch
from fairlead.monitor.batches.periods import year_before
from fairlead.monitor.profiles.table import Profile

TRAINING = "training"
"""The rows that the model learned from, of which the model itself keeps what they looked like."""

WORDS = (TRAINING, "previous", "last N", "first N", "last year", "a batch", "FIRST..LAST", "A,B,C")

_last = re.compile(r"(last|first) (\d+)").fullmatch


@dataclass(frozen=True, slots=True)
class Window:
    """Hold the profiles of a reference.

    Parameters
    ----------
    name : what a person reads, such as "training" or "2024-01 to 2024-03".
    profile : of all its rows.
    parts : of each of its batches, in the order of time; empty for a reference that is none of batches.
    findings : what had to be left out.
    """

    name: str
    profile: Profile
    parts: tuple[Profile, ...] = ()
    findings: tuple[Finding, ...] = ()


def chosen(text: str, batch: Batch, batches: Sequence[Batch]) -> list[Batch]:
    """Return the batches that are meant, in the order of time; none for the rows of the training.

    Parameters
    ----------
    text : see `WORDS`; "last month" and "same month last year" are heard too.
    batch : that is to be compared.
    batches : all that there are, in the order of time.

    Raises
    ------
    BatchError
        There are no such batches, or the words mean nothing.
    """
    said = " ".join(text.lower().replace("same month ", "").replace("same week ", "").replace("same day ", "").split())
    earlier = [one for one in batches if _is_before(one, batch)]
    if said == TRAINING:
        return []
    if said in ("previous", "last month", "last week", "yesterday", "last"):
        return _some(earlier[-1:], text, batch, batches)
    if said == "last year":
        name = year_before(batch.name)
        return _some([one for one in batches if one.name == name], text, batch, batches)
    counted = _last(said)
    if counted is not None:
        number = int(counted[2])
        found = earlier[-number:] if counted[1] == "last" else earlier[:number]
        return _some(found if number and len(found) == number else [], text, batch, batches)
    known = {one.name: place for place, one in enumerate(batches)}
    if ".." in text:
        ends = [one.strip() for one in text.split("..")]
        if len(ends) != 2 or not all(one in known for one in ends):
            raise BatchError.bad_reference(text, list(known), WORDS)
        return _some(list(batches[known[ends[0]] : known[ends[1]] + 1]), text, batch, batches)
    names = [one.strip() for one in text.split(",")]
    if not all(one in known for one in names):
        raise BatchError.bad_reference(text, list(known), WORDS)
    return sorted((batches[known[one]] for one in dict.fromkeys(names)), key=lambda one: known[one.name])


def merged(name: str, profiles: Sequence[Profile]) -> Window:
    """Return one window of several batches; columns that not all of them have, or have otherwise, are left out.

    Parameters
    ----------
    profiles : one or more, in the order of time.
    """
    common = [
        column for column in profiles[0] if all(column in one and _fits(profiles[0], one, column) for one in profiles)
    ]
    gone = sorted({column for one in profiles for column in one} - set(common))
    parts = tuple(_only(one, common) for one in profiles)
    found = () if not gone else (_left_out(name, gone),)
    return Window(name, reduce(Profile.merge, parts), parts if len(parts) > 1 else (), found)


def _only(profile: Profile, columns: Sequence[str]) -> Profile:
    return Profile(profile.rows, {name: profile[name] for name in columns})


def _fits(one: Profile, other: Profile, column: str) -> bool:
    """Tell whether two profiles of a column can be merged; where all values are missing it fits anything."""
    mine, theirs = one[column], other[column]
    return type(mine) is type(theirs) or mine.nulls == mine.rows or theirs.nulls == theirs.rows


def _left_out(name: str, columns: Sequence[str]) -> Finding:
    shown = ", ".join(columns[:5]) + (", ..." if len(columns) > 5 else "")
    return Finding(
        "reference-columns",
        Severity.WARNING,
        f"Not every batch of the reference {name} has {shown} in the same form.",
        why="What not all batches have cannot be merged, and is compared with nothing.",
        evidence={"columns": list(columns)},
        fix="choose a reference of batches that have the same columns.",
    )


def _is_before(one: Batch, batch: Batch) -> bool:
    if one.began is None or batch.began is None:
        return one.name != batch.name and one.began is None and batch.began is None and one.name < batch.name
    return one.began < batch.began


def _some(found: list[Batch], text: str, batch: Batch, batches: Sequence[Batch]) -> list[Batch]:
    if not found:
        raise BatchError.no_reference(text, batch.name, [one.name for one in batches])
    return found
