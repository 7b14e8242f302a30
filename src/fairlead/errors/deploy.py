"""Say what is wrong with a pipeline for another tool, and with the files that carry it to other machines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairlead.errors import FairleadError
from fairlead.errors.words import clause, show

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Self


class ContainerError(FairleadError):
    """Tell that the files that carry a project to other machines cannot be written."""

    code = "FL741"

    @classmethod
    def bad_name(cls, name: str) -> Self:
        """A project's name has nothing in it that could name an image."""
        return cls(
            f"The project's name, {show(name)}, cannot name an image.",
            hint='set project.name to lower-case letters, digits and hyphens, at most 52: "churn".',
        )

    @classmethod
    def in_the_way(cls, path: Path | str) -> Self:
        """A file is there that is not as it would be written."""
        return cls(
            f"'{path}' is there already, and not as it would be written now.",
            hint="write elsewhere (--out), move it away, or write over all of them: --force.",
        )

    @classmethod
    def not_writable(cls, folder: Path | str, reason: str) -> Self:
        """The folder cannot be written."""
        return cls(
            f"'{folder}' cannot be written: {clause(reason)}.",
            hint="choose another folder: --out.",
        )


class ExportError(FairleadError):
    """Tell that a pipeline cannot be written as a file of another tool."""

    code = "FL720"

    @classmethod
    def of_task(cls, tool: str, task: str, what: str, hint: str) -> Self:
        """A task has something that the other tool cannot do; `what` is it, as a person wrote it."""
        return cls(f"Task '{task}' cannot be exported to {tool}: {what}.", hint=hint)

    @classmethod
    def of_pipeline(cls, tool: str, pipeline: str, what: str, hint: str) -> Self:
        """A setting of the pipeline has no counterpart in the other tool."""
        return cls(f"The pipeline '{pipeline}' cannot be exported to {tool}: {what}.", hint=hint)

    @classmethod
    def name_taken(cls, tool: str, task: str, name: str) -> Self:
        """The file needs a name for a step of its own that a task has already."""
        return cls(
            f"Task '{task}' cannot be exported to {tool}: it needs a step '{name}' there, and a task has that id.",
            hint=f"give the task '{name}' another id.",
        )


class StepError(FairleadError):
    """Tell that a step which another scheduler asked for cannot be carried out."""

    code = "FL721"
    final: bool = False
    """Whether to repeat the step would be against the pipeline: its retries are used up, or not for this error."""

    @classmethod
    def nothing_before(cls, task: str, before: str, run: str) -> Self:
        """A task that must have succeeded before has left nothing in this run."""
        return cls(
            f"'{task}' cannot run: '{before}', which comes before it, has left no result in the run '{run}'.",
            hint=f"run '{before}' in the same run; one that was only marked as done there has no output.",
        )

    @classmethod
    def failed(cls, task: str, run: str, reason: str, *, final: bool = False) -> Self:
        """The task itself has failed."""
        error = cls(
            f"Task '{task}' failed in the run '{run}': {clause(reason)}.",
            hint="its output and its traceback stand above, and in `fairlead logs`.",
        )
        error.final = final
        return error

    @classmethod
    def undecided(cls, task: str, run: str, reason: str) -> Self:
        """The condition of a task cannot be decided."""
        return cls(
            f"Whether '{task}' may run cannot be decided in the run '{run}': {clause(reason)}.",
            hint="look at the condition in `.when(...)` and at what the tasks that it reads returned.",
        )

    @classmethod
    def died(cls, task: str, run: str) -> Self:
        """The process that looked at the condition has died."""
        return cls(
            f"Whether '{task}' may run cannot be decided in the run '{run}': the process that looked at it died.",
            hint="signal 9 is often the system running out of memory; the step may be repeated.",
        )
