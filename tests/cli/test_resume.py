"""Stopping a run and going on: Ctrl-C, SIGTERM, SIGKILL, cancel, resume."""

import re
import signal
from typing import Any

import pytest


@pytest.fixture
def shell(near: Any) -> Any:
    return near


@pytest.mark.parametrize(
    ("number", "code", "reason"),
    [(signal.SIGINT, 130, "stopped by a person"), (signal.SIGTERM, 143, "stopped by SIGTERM")],
)
def test_a_signal_stops_a_run_in_order(running: Any, number: int, code: int, reason: str) -> None:
    shell, process = running
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (code, "")
    assert "was stopped after" in out
    assert re.search(r"Finish it: fairlead resume \w{6}", out)
    run = shell.latest()
    assert (run["state"], run["reason"]) == ("interrupted", reason)
    assert [row["state"] for row in run["tasks"]] == ["succeeded", "pending", "pending"]


def test_a_stopped_run_prints_one_document_with_json(slow: Any, wait_until_it_prints: Any) -> None:
    process = slow.start("run", "--json")
    wait_until_it_prints(slow)
    process.send_signal(signal.SIGTERM)
    out, _ = process.communicate(timeout=30)
    assert process.returncode == 143
    assert '"state": "interrupted"' in out


def test_what_was_done_before_a_kill_is_not_done_again(running: Any) -> None:
    shell, process = running
    process.kill()
    process.wait()
    assert re.search(r"■ interrupted", shell("runs").out)
    resumed = shell.start("resume")
    # The parameter is the run's own; the code is mended.
    shell.write((shell.folder / "pipeline.py").read_text().replace("time.sleep(seconds)", "pass"), header="")
    resumed.kill()
    resumed.communicate()
    answer = shell("resume")
    assert answer.code == 0
    assert not re.search(r"[▶✓] quick", answer.out)
    assert re.search(r"✓ last", answer.out)
    assert [row["attempts"] for row in shell.latest()["tasks"]][0] == 1


def test_resume_takes_any_end_of_an_id_and_json(broken_copy: Any) -> None:
    run_id = broken_copy.ids()[0]
    answer = broken_copy("resume", run_id[-4:], "--json")
    assert answer.code == 1
    assert answer.json["run_id"] == run_id


def test_nothing_to_resume_says_what_to_do(shell: Any, finished: Any) -> None:
    shell.write("def f(): return 1\nwith DAG('d') as dag:\n    PythonOperator(f)\n")
    fresh, done = shell("resume"), finished("resume")
    assert (fresh.code, done.code) == (2, 2)
    assert "start one with `fairlead run`" in fresh.err
    assert "has succeeded" in done.err


def test_cancel_stops_a_run_that_goes_on_elsewhere(running: Any) -> None:
    shell, process = running
    answer = shell("cancel")
    assert answer.code == 0
    assert answer.out.startswith("Asked run ")
    out, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "was cancelled after" in out
    assert shell.latest()["state"] == "cancelled"


def test_cancel_of_one_task_leaves_the_rest(running: Any) -> None:
    shell, process = running
    assert "task slow" in shell("cancel", "--task", "slow", "--json").json["message"]
    process.communicate(timeout=30)
    assert [row["state"] for row in shell.latest()["tasks"]] == ["succeeded", "cancelled", "upstream_failed"]


def test_cancel_refuses_what_has_ended_and_what_is_not_there(finished: Any) -> None:
    ended = finished("cancel")
    assert (ended.code, "nothing to cancel" in ended.err) == (2, True)
    assert "FL201" in finished("cancel", "zzzzzz").err


def test_a_run_that_another_process_works_on_is_not_resumed(running: Any) -> None:
    shell, process = running
    answer = shell("resume")
    assert answer.code == 2
    assert "FL203" in answer.err
    assert process.poll() is None


EFFECT = """
import os, signal
from pathlib import Path
def send():
    with open(Path(__file__).with_name("sent"), "a") as file:
        file.write("once\\n")
    os.kill(os.getpid(), signal.SIGKILL)
def after(send):
    return 1
with DAG("effects") as dag:
    PythonOperator(send, effect=True), PythonOperator(after)
"""


def test_an_effect_that_may_have_happened_waits_for_a_persons_word(shell: Any) -> None:
    shell.write(EFFECT)
    answer = shell("run")
    assert answer.code == 1
    assert "may or may not have happened" in answer.out
    assert shell("resume").code == 1
    assert (shell.folder / "sent").read_text() == "once\n"
    assert shell("resume", "--assume-done", "sned").code == 2
    assert shell("resume", "--assume-done", "send").code == 0
    assert (shell.folder / "sent").read_text() == "once\n"
