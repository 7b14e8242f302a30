"""What is shown while a run goes on, from its events alone."""

from typing import Any

import pytest

from fairlead.cli.plain import event_text
from fairlead.cli.progress import Progress
from fairlead.cli.screen import Screen, cut, one_line


def event(
    kind: str, task: str | None = "train", at: float = 1.0, attempt: int | None = 1, **data: Any
) -> dict[str, Any]:
    return {"kind": kind, "task_id": task, "at": at, "attempt": attempt, "data": data or None}


def after(*events: dict[str, Any], tasks: tuple[str, ...] = ("train",)) -> Progress:
    progress = Progress.of(tasks)
    for one in events:
        progress.take(one)
    return progress


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("task_started", "running"),
        ("task_succeeded", "succeeded"),
        ("task_cached", "cached"),
        ("task_failed", "failed"),
        ("task_skipped", "skipped"),
        ("task_upstream_failed", "upstream_failed"),
        ("task_cancelled", "cancelled"),
        ("task_lost", "pending"),
    ],
)
def test_each_event_leads_to_its_state(kind: str, state: str) -> None:
    assert after(event(kind)).lines["train"].state == state


def test_a_retry_shows_the_error_and_then_the_attempt() -> None:
    error = {"type": "OSError", "message": "asleep"}
    failed = event("task_retrying", error=error, wait=2.0)
    assert after(event("task_started"), failed).lines["train"].note == "again in 2.00 s: OSError: asleep"
    again = after(event("task_started"), failed, event("task_started", at=4.0, attempt=2)).lines["train"]
    assert (again.state, again.note, again.started, again.ended) == ("running", "attempt 2", 4.0, None)


def test_parts_are_counted_in_the_line_of_the_mapped_task() -> None:
    events = [event("task_expanded", parts=3)]
    events += [event("task_succeeded", f"train[{n}]") for n in range(2)]
    line = after(*events).lines["train"]
    assert (line.note, line.parts_done) == ("2 of 3 parts", 2)


def test_events_of_the_run_and_of_unknown_tasks_change_nothing() -> None:
    before = after()
    assert after(event("published", None, path="x"), event("task_started", "other")) == before


def test_a_resumed_run_begins_with_what_was_done() -> None:
    row = {"task_id": "read", "state": "succeeded", "cached": 0, "started": 1.0, "ended": 2.0}
    rows = [{**row, "rows_in": None, "rows_out": 5, "reason": None}]
    progress = Progress.of(("read", "train"), rows)
    assert progress.done == 1
    assert progress.lines["read"].note == "finished before"
    assert progress.counts() == {"succeeded": 1, "pending": 1}


def test_a_line_of_several_lines_or_with_control_characters_stays_one_line() -> None:
    said = event_text(event("task_failed", error={"type": "E", "message": "a\nb\x1b[2J"}))
    assert said == "✗ train  failed: E: a b\\x1b[2J"
    assert one_line("plain") == "plain"


@pytest.mark.parametrize(
    ("one", "text"),
    [
        (event("task_started"), "▶ train"),
        (event("task_started", attempt=2), "▶ train  attempt 2"),
        (event("task_succeeded", rows_in=3, rows_out=1, seconds=0.5), "✓ train  0.50 s  1 row"),
        (event("task_succeeded", rows_in=None, rows_out=None, seconds=0.5), "✓ train  0.50 s"),
        (
            event("task_lost", reason="its worker died (signal 9)"),
            "✗ train  lost: its worker died (signal 9)",
        ),
        (event("task_expanded", parts=2), "▶ train  2 parts"),
        (event("published", path="out.parquet"), "→ out.parquet written"),
        (event("cancel_requested", None), "■ cancel was asked for"),
        (event("something_new"), ""),
    ],
)
def test_an_event_is_one_line(one: dict[str, Any], text: str) -> None:
    assert event_text(one) == text


class Paper:
    """A stream that is no terminal."""

    def isatty(self) -> bool:
        return False


def test_columns_that_are_empty_are_left_out_and_numbers_stand_right() -> None:
    lines = Screen(Paper()).columns(["a", "b", "n"], [["x", "", "1"], ["y", "", "10"]], right={"n"})
    assert lines == ["a   n", "x   1", "y  10"]
    assert cut("abc", 2) == "a…"
