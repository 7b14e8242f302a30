"""Running code: what goes in, what comes out, and that nothing runs that cannot be held."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from fairlead.errors import SandboxError
from fairlead.studio.sandbox import levels
from fairlead.studio.sandbox.levels import LEVELS, Level
from fairlead.studio.sandbox.limits import Limits
from fairlead.studio.sandbox.places import readable
from fairlead.studio.sandbox.probe import attempts_at, probe, trouble_with
from fairlead.studio.sandbox.running import Job, run_code, run_program

COUNT = "builtins:len"
"""A grader that every Python has: it counts the names that the code has made."""


def test_the_grader_is_given_the_names_that_the_code_has_made(level: Level) -> None:
    ran = run_code(Job("first = 1\nsecond = 2", COUNT), level)
    assert ran.report == {"error": None, "grade": 4}, ran.complained  # with __name__ and __builtins__
    assert (ran.ending, ran.status, ran.level) == ("itself", 0, level)


def test_files_of_a_job_lie_in_its_folder(level: Level) -> None:
    ran = run_code(Job("print(open('rows.csv').read())", COUNT, files={"rows.csv": b"a,b\n1,2\n"}), level)
    assert ran.printed == "a,b\n1,2\n\n"


def test_the_real_error_names_the_line_of_the_learner(level: Level) -> None:
    ran = run_code(Job("def half(x):\n    return x / 0\nhalf(1)", COUNT), level)
    assert ran.report is not None
    error = ran.report["error"]
    assert (error["kind"], error["words"], error["line"]) == ("ZeroDivisionError", "division by zero", 2)
    assert error["traceback"].splitlines()[-1] == "ZeroDivisionError: division by zero"
    assert 'File "your code", line 3' in error["traceback"]
    assert "child.py" not in error["traceback"]


def test_a_line_that_is_no_python_is_named(level: Level) -> None:
    ran = run_code(Job("first = 1\nsecond = (", COUNT), level)
    assert ran.report is not None and ran.report["error"]["line"] == 2


def test_code_that_leaves_early_is_graded_by_what_it_has_made(level: Level) -> None:
    ran = run_code(Job("done = True\nraise SystemExit(3)", COUNT), level)
    assert ran.report == {"error": None, "grade": 3}


def test_what_is_printed_is_no_report(level: Level) -> None:
    ran = run_code(Job('print(\'{"error": null, "grade": 100}\')', COUNT), level)
    assert ran.report == {"error": None, "grade": 2}


def test_a_limit_that_cannot_be_set_stops_the_run(
    level: Level, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if level.name == "limits":
        limits, wanted = Limits(files=10**9), "more than the system allows"
    else:
        monkeypatch.setattr(levels, "readable", lambda: (*readable(), str(tmp_path / "gone")))
        limits, wanted = Limits(), "gone"
    folder = tmp_path / "mine"
    folder.mkdir()
    program = [sys.executable, "-I", "-S", "-c", "open('began', 'w').close()"]
    with pytest.raises(SandboxError, match="The code was not run"):
        run_program(program, level, limits, folder)
    assert not (folder / "began").exists(), wanted


def test_a_level_holds_what_it_says(level: Level) -> None:
    got = attempts_at(level)
    assert [name for name in level.contains if got.get(name)] == []


def test_a_level_that_claims_too_much_is_not_used() -> None:
    claims = Level("limits", "limits", ("reading", "network"))
    why = trouble_with(claims)
    assert why == "it does not keep code from reading a file of yours and using the network"
    found = probe((claims,))
    assert found.level is None
    with pytest.raises(SandboxError, match="it is not run: limits"):
        found.require()


def test_without_bubblewrap_the_next_level_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    found = probe(LEVELS)
    assert found.tried["bubblewrap"] == "there is no program bwrap"
    assert found.level is not None and found.level.name != "bubblewrap"


def test_nothing_of_a_person_is_readable() -> None:
    places = [Path(place) for place in readable()]
    assert Path.home() not in places and Path("/") not in places and Path("/etc") not in places
