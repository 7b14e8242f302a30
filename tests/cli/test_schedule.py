"""`fairlead schedule`: by the clock, from the command line."""

import re
import signal
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

NIGHTLY = """
def day(logical_date):
    return str(logical_date)
with DAG("nightly", schedule="@daily", catchup=True, start_date="{start}") as dag:
    PythonOperator(day)
"""


@pytest.fixture
def shell(near: Any) -> Any:
    return near


@pytest.fixture
def nightly(shell: Any) -> Any:
    """A pipeline that was due yesterday and today at midnight."""
    shell.write(NIGHTLY.replace("{start}", f"{datetime.now(UTC) - timedelta(days=1):%Y-%m-%d}"))
    return shell


def test_without_a_schedule_each_command_says_how_to_get_one(shell: Any) -> None:
    shell("init")
    assert 'schedule="@daily"' in shell("schedule", "list").out
    assert shell("schedule", "list", "--json").json == {"schedules": []}
    for words in (["start"], ["next"]):
        answer = shell("schedule", *words)
        assert (answer.code, 'schedule="@daily"' in answer.err) == (2, True)
    assert "fairlead schedule start" in shell("schedule", "pause").err


def test_next_shows_the_coming_slots_before_anything_is_started(nightly: Any) -> None:
    found = nightly("schedule", "next", "--count", "3", "--json").json
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    assert found["next"] == [f"{tomorrow + timedelta(days=n)}T00:00:00+00:00" for n in range(3)]
    assert nightly("schedule", "next").out.startswith("nightly: ")
    assert nightly("schedule", "list", "--json").json == {"schedules": []}


def test_start_once_does_what_is_due_and_a_second_time_nothing(nightly: Any) -> None:
    answer = nightly("schedule", "start", "--once")
    assert answer.code == 0, answer.text
    assert len(re.findall(r"^▶ nightly \S+T00:00:00\+00:00 run \S+ started$", answer.out, re.M)) == 2
    assert len(re.findall(r"^✓ nightly .* succeeded$", answer.out, re.M)) == 2
    dates = [one["logical_date"] for one in nightly("runs", "--json").json["runs"]]
    assert len(dates) == len(set(dates)) == 2
    assert nightly("schedule", "start", "--once").out == "Nothing is due now.\n"
    [standing] = nightly("schedule", "list", "--json").json["schedules"]
    assert (standing["name"], standing["last"]["state"], standing["waiting"]) == ("nightly", "succeeded", 0)


def test_a_run_that_fails_is_told_and_makes_the_exit_code_1(nightly: Any) -> None:
    path = nightly.folder / "pipeline.py"
    path.write_text(path.read_text().replace("return str(logical_date)", "raise ValueError('no')"))
    answer = nightly("schedule", "start", "--once", "--json")
    assert answer.code == 1
    assert [one["state"] for one in answer.json["happened"] if one["kind"] == "ended"] == ["failed", "failed"]


def test_a_paused_schedule_starts_nothing_until_it_is_continued(nightly: Any) -> None:
    nightly("schedule", "start", "--once")
    assert "Go on: fairlead schedule continue" in nightly("schedule", "pause").out
    assert "paused" in nightly("schedule", "list").out
    assert "(paused)" in nightly("schedule", "next").out
    assert nightly("schedule", "continue", "--json").json == {"name": "nightly", "state": "continued"}
    assert "paused" not in nightly("schedule", "list").out
    typo = nightly("schedule", "remove", "nightlie")
    assert (typo.code, "did you mean 'nightly'?" in typo.err) == (2, True)
    assert "Its runs stay." in nightly("schedule", "remove").out
    assert len(nightly.ids()) == 2


def test_a_scheduler_waits_until_ctrl_c(nightly: Any) -> None:
    process = nightly.start("schedule", "start")
    said = ""
    while len(re.findall(r"succeeded$", said, re.M)) < 2:
        line = process.stdout.readline()
        assert line, process.communicate()
        said += line
    process.send_signal(signal.SIGINT)
    rest, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (130, "")
    assert "Waiting for the next slot" in said
    assert "Stopped. Go on: fairlead schedule start" in rest


def test_json_of_an_endless_command_is_refused(nightly: Any) -> None:
    answer = nightly("schedule", "start", "--json")
    assert (answer.code, answer.json["error"]["hint"]) == (2, "add --once.")
