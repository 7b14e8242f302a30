"""Propose rules about single columns from what was seen of them.

The rules are to hold for the next table too, not only for this one, so every bound has room, and a rare value makes
a rule softer. The numbers that say how much room are choices; each has its reason beside it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from fairlead.data.profile.bounds import about_dates, about_numbers, is_flag, outward
from fairlead.data.profile.facts import ColumnProfile
from fairlead.data.profile.identity import ID_NAME, may_identify
from fairlead.data.profile.shape import shape_regex, strftime_format
from fairlead.data.profile.suggestion import FEWEST, MEMBERS, Confidence, Suggestion, counted, suggestion, written
from fairlead.data.quarantine.sentinel import is_sentinel
from fairlead.data.schema import NUMBERS

SURE = 30
"""A value seen so often is no accident."""

_TYPES: Mapping[str, str] = {
    "integer": "integer", "float": "number", "decimal": "number", "text": "string", "boolean": "boolean",
    "date": "date", "datetime": "datetime",
}  # fmt: skip
"""What a column of each family is called in a rule about its type."""

RARE = 5
"""A value seen less often says that there are others that were not seen at all (Good and Turing's estimate)."""


def about_column(profile: ColumnProfile, *, is_hidden: bool) -> Iterator[Suggestion]:
    """Propose rules about one column.

    Parameters
    ----------
    is_hidden : whether no value of it may be written into a suite.
    """
    yield from _missing(profile)
    if not profile.present:
        return
    yield from _type(profile)
    yield from _unique(profile)
    if not is_hidden:
        yield from _members(profile)
    if profile.column.family in NUMBERS and not is_hidden:
        yield from about_numbers(profile)
    if profile.column.family in ("date", "datetime") and not is_hidden:
        yield from about_dates(profile)
    if profile.column.family == "text":
        yield from _text(profile)


def questions_about(profile: ColumnProfile, *, is_hidden: bool) -> Iterator[str]:
    """Ask what only a person knows: whether a value stands for a missing one, what a column is for."""
    if profile.rows and not profile.present:
        yield f"{profile.name} holds no values at all: is it still in use?"
    elif profile.distinct == 1 and profile.rows >= FEWEST and not is_hidden and profile.counts:
        yield f"{profile.name} is {written(profile.counts[0][0])} in every row that has a value: is it still in use?"
    if is_hidden:
        return
    if any(isinstance(end, float) and math.isinf(end) for end in (profile.low, profile.high)):
        yield f"{profile.name} holds infinite numbers: was something divided by 0?"
    for value, often in _marks(profile):
        share = f"{often / profile.present:.2%}".replace("%", " %")
        yield f"{profile.name} is {written(value)} in {counted(often, 'row')} ({share}): does that mean missing?"


def _marks(profile: ColumnProfile) -> list[tuple[Any, int]]:
    """Return values that often stand for missing ones, and how often each is there."""
    texts = profile.counts if profile.column.family == "text" else ()
    return [*profile.marks, *((value, often) for value, often in texts if is_sentinel(value))]


def _missing(profile: ColumnProfile) -> Iterator[Suggestion]:
    """Propose that nothing is missing; or no more than now, with room for chance."""
    name, n = "expect_column_values_to_not_be_null", profile.rows
    if not profile.missing:
        seen = f"0 of {counted(n, 'value')} are missing."
        yield suggestion(name, seen, "high" if n >= 100 else "fair", column=profile.name)
        return
    share = profile.missing / n
    # Four standard errors of the share, and three rows more, so that a small table has room as well.
    most = share + 4 * math.sqrt(share * (1 - share) / n) + 3 / n
    least = math.floor((1 - most) * 100) / 100
    if least >= 0.05:
        seen = f"{profile.missing:,} of {counted(n, 'value')} are missing ({share:.2%}); no row is taken out for it."
        yield suggestion(name, seen, "fair", column=profile.name, mostly=least, on_row="flag", severity="warning")


def _type(profile: ColumnProfile) -> Iterator[Suggestion]:
    """Propose the family of the type, by a name that means the same in every library.

    Whole numbers of which some are missing are floats in pandas, and a file of text may hold 1 where 1.0 is meant.
    """
    family = profile.column.family
    type_ = "number" if family == "integer" and profile.missing else _TYPES.get(family)
    if type_ is not None:
        seen = f"The column is of type {profile.column.dtype}."
        yield suggestion("expect_column_values_to_be_of_type", seen, "high", column=profile.name, type_=type_)


def _unique(profile: ColumnProfile) -> Iterator[Suggestion]:
    """Propose that a column identifies a row: a name that says so, or values that would repeat if they were chance."""
    if not may_identify(profile):
        return
    confidence: Confidence = "high" if ID_NAME.search(profile.name) else "fair"
    seen = f"All {counted(profile.present, 'value')} are different."
    yield suggestion("expect_column_values_to_be_unique", seen, confidence, column=profile.name)


def _members(profile: ColumnProfile) -> Iterator[Suggestion]:
    """Propose a list of values: closed if none is rare, else with room for those that were not seen."""
    counts, is_yes_or_no = profile.counts, is_flag(profile)
    if not counts or len(counts) > MEMBERS or not (profile.column.family == "text" or is_yes_or_no):
        return
    values = sorted((int(value) if is_yes_or_no else value) for value, _ in counts)
    given = {"column": profile.name, "value_set": values}
    name, seen = "expect_column_values_to_be_in_set", _listed(profile)
    if is_yes_or_no or _is_complete(profile):
        yield suggestion(name, seen, "high" if counts[-1][1] >= SURE else "fair", **given)
        return
    rare = sum(often for _, often in counts if often < RARE)
    # Good and Turing: what was not seen is about as frequent as what was seen once; with room for chance.
    least = math.floor((1 - (rare + 4 * math.sqrt(rare) + 3) / profile.present) * 1000) / 1000
    if least >= 0.8 and len(values) <= profile.present / 10:
        more = f"{seen} It is so much rarer than others that some may not have been seen at all."
        options = {"mostly": least, "on_row": "flag", "severity": "warning"}
        yield suggestion(name, more, "low" if rare else "fair", **given, **options)


def _is_complete(profile: ColumnProfile) -> bool:
    rarest, average = profile.counts[-1][1], profile.present / len(profile.counts)
    return profile.present >= FEWEST and rarest >= max(RARE, average / 4)


def _listed(profile: ColumnProfile) -> str:
    value, often = profile.counts[-1]
    if len(profile.counts) == 1:
        return f"The only value is {written(value)}."
    return f"{len(profile.counts)} different values; the rarest is {written(value)}, seen {counted(often, 'time')}."


def _text(profile: ColumnProfile) -> Iterator[Suggestion]:
    """Propose how text is written: as a date, as an e-mail address, as a code; or how long it is."""
    if profile.present < FEWEST or not profile.samples or (profile.counts and len(profile.counts) <= RARE):
        return
    format_ = strftime_format(profile.samples)
    if format_ is not None:
        seen = f"Every one of {counted(len(profile.samples), 'different value')} that were read is such a date."
        name = "expect_column_values_to_match_strftime_format"
        yield suggestion(name, seen, "high", column=profile.name, strftime_format=format_)
        return
    regex = shape_regex(profile.samples)
    if regex is not None:
        seen = f"All of {counted(len(profile.samples), 'different value')} that were read are written so."
        name = "expect_column_values_to_match_regex"
        yield suggestion(name, seen, "fair", column=profile.name, regex=regex)
        return
    if profile.lengths is not None and not profile.counts:
        yield from _lengths(profile, *profile.lengths)


def _lengths(profile: ColumnProfile, shortest: int, longest: int) -> Iterator[Suggestion]:
    seen = f"The values have {counted(shortest, 'character')} to {counted(longest, 'character')}."
    given = {
        "column": profile.name,
        "min_value": min(shortest, 1),
        "max_value": outward(2.0 * longest, longest, is_whole=True),
    }
    yield suggestion("expect_column_value_lengths_to_be_between", seen, "low", **given, severity="warning")
