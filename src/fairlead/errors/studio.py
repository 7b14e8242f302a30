"""Say what is wrong with the studio, its lesson, and the sandbox that holds a learner's code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairlead.errors import FairleadError
from fairlead.errors.words import clause, nearest, show

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Self


class StudioError(FairleadError):
    """Tell that the studio cannot be opened, or cannot do what a page asks of it."""

    code = "FL800"

    @classmethod
    def no_port(cls, host: str, port: int, reason: str) -> Self:
        """The address cannot be listened at; `reason` is what the system says."""
        return cls(
            f"The studio cannot listen at {host}:{port}: {clause(reason)}.",
            hint="another studio may be open there; leave out --port for one that is free.",
        )

    @classmethod
    def bad_parameter(cls, text: str) -> Self:
        """A line of the form that starts a run does not set a parameter."""
        return cls(
            f"'{text}' does not set a parameter, so nothing was started.",
            hint="write one a line: n=5 for all stages, train.n=5 for one.",
        )


class SandboxError(FairleadError):
    """Tell that a learner's code cannot be held on this machine, so that it was not run."""

    code = "FL810"

    @classmethod
    def no_level(cls, tried: Mapping[str, str]) -> Self:
        """None of the ways to hold code works here.

        Parameters
        ----------
        tried : level -> why it does not work.

        >>> print(SandboxError.no_level({"bubblewrap": "there is no program bwrap"}))
        Code from the editor cannot be held on this machine, so it is not run: bubblewrap (there is no program bwrap).
        Hint: install bubblewrap (Debian and Ubuntu: apt install bubblewrap), then start the studio again.
        """
        said = "; ".join(f"{name} ({clause(why)})" for name, why in tried.items())
        return cls(
            f"Code from the editor cannot be held on this machine, so it is not run: {said}.",
            hint="install bubblewrap (Debian and Ubuntu: apt install bubblewrap), then start the studio again.",
        )

    @classmethod
    def not_held(cls, level: str, why: str) -> Self:
        """A limit of the level could not be set, so that the code was not started."""
        return cls(
            f"The code was not run: its limits could not be set ({level}: {clause(why)}).",
            hint="run it again; if this stays, start the studio again, and it looks anew for what works here.",
        )


class LessonError(FairleadError):
    """Tell that the lesson has no such part, or cannot take an answer."""

    code = "FL811"

    @classmethod
    def unknown_part(cls, kind: str, name: str, known: Iterable[str]) -> Self:
        """The lesson has no chapter, quiz, prediction or editor of this name.

        >>> print(LessonError.unknown_part("chapter", "tests", ["notebook", "testing"]))
        The lesson has no chapter 'tests'.
        Hint: did you mean 'testing'?
        """
        names = list(known)
        near = nearest(name, names)
        hint = f"did you mean '{near}'?" if near else f"use one of {', '.join(names)}."
        return cls(f"The lesson has no {kind} {show(name)}.", hint=hint)

    @classmethod
    def no_choice(cls, quiz: str) -> Self:
        """Nothing was chosen."""
        return cls(f"No answer was chosen in the quiz '{quiz}'.", hint="choose one, then ask for the result.")

    @classmethod
    def code_too_long(cls, length: int, most: int) -> Self:
        """More code was sent than the editor takes."""
        return cls(
            f"The code has {length:,} characters; the editor takes {most:,}.",
            hint="it needs a few lines only; put the text back with Reset.",
        )
