"""Run what a learner has written, and say what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fairlead.studio.lesson.editors import Editor
from fairlead.studio.sandbox.probe import Probe, level_here
from fairlead.studio.sandbox.running import Job, Ran, run_code


@dataclass(frozen=True, slots=True)
class Tried:
    """Hold what came of one try.

    Parameters
    ----------
    ran : how the code ran.
    error : its real error, with kind, words, line and traceback; None if there was none.
    grade : what the grader says; None if it was not asked.
    """

    ran: Ran
    error: dict[str, Any] | None
    grade: dict[str, Any] | None

    @property
    def passed(self) -> bool:
        """Tell whether the exercise is solved."""
        return bool(self.grade and self.grade.get("passed"))

    @property
    def said(self) -> str:
        """Say in a sentence what came of it."""
        if self.passed:
            return "Solved." if "checks" in (self.grade or {}) else "It ran."
        if self.error is not None:
            return f"{self.error['kind']}: {self.error['words']}"
        if self.grade is not None:
            return "It ran, and is not yet what was asked for."
        return self.ran.said if self.ran.ending != "itself" else "It ended before it could be looked at."


def try_out(editor: Editor, code: str) -> Tried:
    """Run code in the sandbox.

    Raises
    ------
    SandboxError
        Nothing on this machine can hold it, so that it is not run.
    LessonError
        It is too long.
    """
    code = editor.checked(code)
    level = level_here().require()
    ran = run_code(Job(code, editor.grader, files=_files(editor)), level)
    report = ran.report or {}
    return Tried(ran, report.get("error"), report.get("grade"))


def level_shown() -> Probe:
    """Return which level holds the code on this machine; it is tried out the first time."""
    return level_here()


def _files(editor: Editor) -> dict[str, bytes]:
    from fairlead.studio.lesson.customers import customers_csv  # with pandas: 0.6 s

    return {name: customers_csv() for name in editor.needs}
