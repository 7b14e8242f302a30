"""Say what is wrong with a schedule, a date or a duration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairlead.errors import FairleadError
from fairlead.errors.words import choice, clause, nearest, show

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from typing import Self


class ScheduleError(FairleadError):
    """Tell that a schedule, a date or a duration cannot be understood."""

    code = "FL600"

    @classmethod
    def bad_expression(cls, text: str, reason: str) -> Self:
        """The text is neither a cron expression nor an interval."""
        return cls(
            f"The schedule {show(text)} cannot be understood: {clause(reason)}.",
            hint='write cron ("30 6 * * 1-5"), a name ("@daily") or an interval ("every 15m").',
        )

    @classmethod
    def unknown_timezone(cls, name: str) -> Self:
        """No time zone has this name."""
        from zoneinfo import available_timezones  # reads a folder: only once something has gone wrong

        near = nearest(name, sorted(available_timezones()))
        return cls(
            f"There is no time zone {show(name)}.",
            hint=f"did you mean '{near}'?" if near else 'use a name such as "Europe/Berlin" or "UTC".',
        )

    @classmethod
    def no_schedule(cls, dag: str) -> Self:
        """The DAG is to be scheduled and does not say when."""
        return cls(
            f"The DAG '{dag}' has no schedule.",
            hint=f'give it one: DAG("{dag}", schedule="@daily").',
        )

    @classmethod
    def unknown(cls, name: str, known: Iterable[str]) -> Self:
        """No schedule of the project has this name."""
        otherwise = "register those of the pipeline: `fairlead schedule start`."
        return cls(f"There is no schedule '{name}'.", hint=choice(name, known, otherwise))

    @classmethod
    def name_taken(cls, name: str, file: Path | str, other: Path | str) -> Self:
        """Two pipeline files have a scheduled DAG of one name, and slots and runs go by the name."""
        return cls(
            f"The DAG '{name}' in '{file}' has the name of one in '{other}', which is scheduled already.",
            hint=f"give one of them another name, or forget the other: `fairlead schedule remove {name}`.",
        )

    @classmethod
    def other_project(cls, file: Path | str, folder: Path | str) -> Self:
        """One scheduler is asked to look after the pipelines of two projects."""
        return cls(
            f"'{file}' belongs to another project than the one in '{folder}'.",
            hint="start a scheduler for each project.",
        )

    @classmethod
    def bad_duration(cls, value: object) -> Self:
        """Not a length of time, or a negative one.

        >>> print(ScheduleError.bad_duration("ten minutes").message)
        'ten minutes' is not a length of time of 0 or more.
        """
        return cls(
            f"{show(value)} is not a length of time of 0 or more.",
            hint='write a number with a unit (w, d, h, m, s, ms), such as "10m" or "1h30m"; bare numbers are seconds.',
        )

    @classmethod
    def bad_time(cls, text: str) -> Self:
        """Not a date or a time."""
        return cls(
            f"{show(text)} is not a date or a time.",
            hint='write it as "2026-11-23" or "2026-11-23T14:45:12Z" (UTC unless it says otherwise).',
        )

    @classmethod
    def bad_range(cls, start: str, end: str) -> Self:
        """A range of dates that ends before it begins, or holds no slot of the schedule."""
        return cls(
            f"No run is due from {start} to {end}.",
            hint="check that the first date is the earlier one and that a slot of the schedule lies between.",
        )
