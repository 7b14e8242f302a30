"""Who owns a run, and whether that process still lives."""

import os
import subprocess
import sys
from typing import Any

import pytest

from fairlead.pipeline.owner import is_dead, start_time, this_process


def test_this_process_lives_and_knows_itself() -> None:
    assert is_dead(this_process()) is False
    assert this_process()["pid"] == os.getpid()
    assert this_process() == this_process()


def test_a_process_that_has_ended_is_dead_even_before_its_parent_has_looked() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    owner = {**this_process(), "pid": child.pid, "started": start_time(child.pid)}
    assert is_dead(owner) is False
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # a zombie from here on
    assert is_dead(owner) is True
    child.communicate()
    assert is_dead(owner) is True
    assert start_time(child.pid) is None


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"started": "1"}, True),  # the pid was given to another process
        ({"boot": "an earlier start of this machine"}, True),
        ({"host": "another"}, None),
        ({"host": "another", "boot": "its own"}, None),
        ({"pids": "pid:[1]"}, None),  # a container on the same machine
    ],
)
def test_an_owner_elsewhere_cannot_be_judged_and_one_from_before_is_dead(change: dict[str, Any], expected: Any) -> None:
    assert is_dead({**this_process(), **change}) is expected


def test_a_name_with_blanks_and_brackets_does_not_confuse(tmp_path: Any) -> None:
    odd = tmp_path / "a) b (c"
    odd.symlink_to("/bin/sleep")
    child = subprocess.Popen([str(odd), "30"])
    try:
        time = start_time(child.pid)
        assert time is not None and time.isdigit()
    finally:
        child.kill()
        child.wait()
