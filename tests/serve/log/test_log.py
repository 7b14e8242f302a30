"""Records that are appended come back as they were, with the types of the model, until they are too old."""

import asyncio
import datetime
import json
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy
import polars as pl
import pytest

import fairlead.serve.log.log as log_module
import fairlead.serve.log.record as record_module
from fairlead.clock import ManualClock
from fairlead.errors import LogError
from fairlead.model.schema import Column, InputSchema
from fairlead.serve.log import PredictionLog, Record, new_id, read_log
from fairlead.serve.log.journal import journals
from fairlead.serve.log.segments import segments

DAY = 86_400.0
START = 1_795_392_000.0  # 2026-11-23, midnight UTC
SCHEMA = InputSchema(
    (
        Column("age", "float", "float64"),
        Column("plan", "string", "str"),
        Column("since", "date", "object"),
        Column("seen", "datetime", "datetime64[us]"),
        Column("active", "bool", "bool"),
        Column("visits", "int", "int64"),
    )
)
ROW = {"age": 36, "plan": "flat", "since": "2020-01-31", "seen": "2026-11-23T10:00:00", "active": True, "visits": 3}


def record(id: str = "a1", at: float = START, version: int = 1, **changes: Any) -> Record:
    return replace(Record(id, at, "churn", version, ROW, [0.25, 0.75], "yes", latency_s=0.001), **changes)


def until(is_so: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize("is_rolled", [False, True])
def test_a_record_comes_back_with_the_types_of_the_model(tmp_path: Path, is_rolled: bool) -> None:
    log = PredictionLog(tmp_path)
    log.declare("churn", 1, SCHEMA)
    log.append([record(problems=["age above 120"]), record("a2", inputs=dict.fromkeys(ROW))])
    if is_rolled:
        log.close()
    found = read_log(tmp_path).collect()
    assert bool(segments(tmp_path)) == is_rolled
    assert dict(found.schema) == {
        "id": pl.String, "at": pl.Datetime("us", "UTC"), "model": pl.String, "version": pl.Int64, "arm": pl.String,
        "outputs": pl.List(pl.Float64), "prediction": pl.String, "latency_s": pl.Float64,
        "problems": pl.List(pl.String), "unfit": pl.String, "input.age": pl.Float64, "input.plan": pl.String,
        "input.since": pl.Date, "input.seen": pl.Datetime("us"), "input.active": pl.Boolean, "input.visits": pl.Int64,
    }  # fmt: skip
    first, second = found.rows(named=True)
    assert first["at"] == datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC)
    assert (first["input.age"], first["input.since"]) == (36.0, datetime.date(2020, 1, 31))
    assert first["problems"] == ["age above 120"]
    assert {second[f"input.{name}"] for name in ROW} == {None}
    log.close()


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 2.5], [1.0, 2.5]),
        ([1, "x"], ["1", "x"]),
        ([True, "x"], ["true", "x"]),
        ([1, True, 2.5], ["1", "true", "2.5"]),
        ([1.5, float("nan")], [1.5, None]),
        ([1.5, float("inf")], [1.5, float("inf")]),
        ([10**40, 1], [1e40, 1.0]),
        ([2**63, None], [float(2**63), None]),
        (["half \ud800", None], ["half ?", None]),
        (["a\nb", 'c"d\u2028', "\x00"], ["a\nb", 'c"d\u2028', "\x00"]),
        ([datetime.date(2026, 1, 2)], ["2026-01-02"]),
    ],
)  # fmt: skip
def test_no_value_is_lost_whatever_its_type(tmp_path: Path, values: list[Any], expected: list[Any]) -> None:
    with PredictionLog(tmp_path) as log:
        log.append([record(str(n), inputs={"x": value}) for n, value in enumerate(values)])
    found = read_log(tmp_path).collect().sort("id")["input.x"]
    assert found.fill_nan(None).to_list() == expected if found.dtype.is_float() else found.to_list() == expected


@pytest.mark.parametrize("is_rolled", [False, True])
@pytest.mark.parametrize("outputs", [[], [0.5]])  # in quarantine, and answered
def test_what_does_not_fit_is_kept_beside_and_changes_no_type(
    tmp_path: Path, is_rolled: bool, outputs: list[float]
) -> None:
    odd = {"age": "36", "plan": {"a": 1}, "since": "soon", "seen": 7, "active": 1, "visits": 2.5, "more": [None]}
    log = PredictionLog(tmp_path)
    log.declare("churn", 1, SCHEMA)
    log.append([record("a"), record("b", START + 1, inputs=odd, outputs=outputs, prediction=None)])
    log.append([record("c", START + 2, inputs={**ROW, "visits": 2**63}), record("d", START + 3, inputs={})])
    if is_rolled:
        log.close()
    found = read_log(tmp_path).collect()
    assert found.schema["input.age"] == pl.Float64
    assert found.schema["input.visits"] == pl.Int64
    assert found["input.age"].to_list() == [36.0, None, 36.0, None]
    assert found["input.since"].to_list()[0] == datetime.date(2020, 1, 31)
    assert json.loads(found["unfit"][1]) == odd
    assert found["unfit"].to_list()[2:] == ['{"visits":9223372036854775808}', None]
    assert not [name for name in found.columns if "more" in name]
    log.close()


@pytest.mark.parametrize("texts", [["2026-11-23T10:00:00+01:00"], ["2026-11-23T09:00:00.5+00:00", "soon"]])
def test_a_time_with_a_zone_is_kept_in_utc(tmp_path: Path, texts: list[str]) -> None:
    schema = InputSchema((Column("seen", "datetime", "datetime64[us, UTC]", low="2020-01-01T00:00:00+00:00"),))
    with PredictionLog(tmp_path) as log:
        log.declare("churn", 1, schema)
        log.append([record(text, START + n, inputs={"seen": text}) for n, text in enumerate(texts)])
    found = read_log(tmp_path).collect()["input.seen"]
    assert found.dtype == pl.Datetime("us", "UTC")
    assert found[0] == datetime.datetime.fromisoformat(texts[0])


def test_outputs_come_back_to_the_last_bit(tmp_path: Path) -> None:
    outputs = [0.1 + 0.2, 5e-324, 1.7976931348623157e308, -0.0, 1 / 3]
    with PredictionLog(tmp_path) as log:
        log.append([record(outputs=outputs)])
        before = read_log(tmp_path).collect()["outputs"].to_list()[0]
    after = read_log(tmp_path).collect()["outputs"].to_list()[0]
    assert [one.hex() for one in before] == [one.hex() for one in after] == [one.hex() for one in outputs]


def test_versions_with_other_columns_stand_in_one_table(tmp_path: Path) -> None:
    with PredictionLog(tmp_path) as log:
        log.append([record("a", version=1, inputs={"age": 36})])
    with PredictionLog(tmp_path) as log:
        log.append([record("b", version=2, inputs={"age": 36.5, "plan": "flat"}, prediction=3)])
        found = read_log(tmp_path).collect().sort("id")
    assert found.select("input.age", "input.plan", "prediction").rows() == [(36.0, None, "yes"), (36.5, "flat", "3")]
    assert read_log(tmp_path, version=2).collect()["id"].to_list() == ["b"]
    assert read_log(tmp_path, model="other").collect().is_empty()


def test_only_segments_of_the_time_asked_for_are_opened(tmp_path: Path) -> None:
    for day in range(3):
        with PredictionLog(tmp_path) as log:
            log.append([record(f"d{day}", START + day * DAY)])
    segments(tmp_path)[0].path.write_bytes(b"no Parquet")
    assert read_log(tmp_path, since=datetime.date(2026, 11, 24)).collect()["id"].to_list() == ["d1", "d2"]
    assert read_log(tmp_path, since=START + 1, until=START + 2 * DAY).collect()["id"].to_list() == ["d1"]
    assert [one.path.parent.name for one in segments(tmp_path)] == ["2026-11-23", "2026-11-24", "2026-11-25"]


def test_a_torn_last_line_is_left_out_and_a_torn_middle_does_not_hide_the_rest(tmp_path: Path) -> None:
    log = PredictionLog(tmp_path)
    log.append([record("a")])
    with journals(tmp_path)[0].open("ab") as file:
        file.write(b'\x00\x00{"id":"torn\n{"id":"b"')
    assert read_log(tmp_path).collect()["id"].to_list() == ["a"]
    log.close()
    assert read_log(tmp_path).collect()["id"].to_list() == ["a"]


def test_a_journal_that_is_a_segment_already_is_read_once(tmp_path: Path) -> None:
    log = PredictionLog(tmp_path)
    log.append([record("a")])
    path = journals(tmp_path)[0]
    data = path.read_bytes()
    log.close()
    path.write_bytes(data)  # as if the process had died between the two steps
    assert read_log(tmp_path).collect()["id"].to_list() == ["a"]
    PredictionLog(tmp_path).close()
    assert not journals(tmp_path)
    assert read_log(tmp_path).collect()["id"].to_list() == ["a"]


def test_a_journal_becomes_a_segment_when_it_is_large_or_old_or_the_day_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_module, "_ROUND_SECONDS", 0.05)
    clock = ManualClock(START + DAY - 100)
    with PredictionLog(tmp_path, roll_bytes=2_000, roll_seconds=50, clock=clock) as log:
        log.append([record(f"large{n}") for n in range(10)])
        until(lambda: len(segments(tmp_path)) == 1)
        log.append([record("old")])
        clock.advance(60)
        until(lambda: len(segments(tmp_path)) == 2)
        log.append([record("yesterday", START + DAY - 40)])
        clock.advance(41)
        until(lambda: len(segments(tmp_path)) == 3)
        assert len(read_log(tmp_path).collect()) == 12


def test_old_segments_go_and_the_oldest_ones_when_there_is_too_much(tmp_path: Path) -> None:
    for day in range(5):
        with PredictionLog(tmp_path) as log:
            log.append([record(f"d{day}", START + day * DAY)])
    size = segments(tmp_path)[0].path.stat().st_size
    PredictionLog(tmp_path, keep_days=3, clock=ManualClock(START + 5 * DAY)).close()
    assert read_log(tmp_path).collect()["id"].to_list() == ["d2", "d3", "d4"]
    PredictionLog(tmp_path, keep_bytes=2 * size + 100).close()
    assert read_log(tmp_path).collect()["id"].to_list() == ["d3", "d4"]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["2026-11-26", "2026-11-27", "journal"]


WRITE = """
import sys, threading
from fairlead.serve.log import PredictionLog, Record
with PredictionLog(sys.argv[1], roll_bytes=3_000) as log:
    def write(t):
        for n in range(50):
            log.append([Record(f"{sys.argv[2]}-{t}-{n}", 7.0, "churn", 1, {"age": 36}, [0.5], "yes")])
    threads = [threading.Thread(target=write, args=(t,)) for t in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
"""


def test_processes_and_threads_may_write_one_log(tmp_path: Path) -> None:
    writers = [subprocess.Popen([sys.executable, "-c", WRITE, tmp_path, f"w{n}"]) for n in range(2)]
    seen: list[int] = []
    while any(one.poll() is None for one in writers):
        try:
            ids = read_log(tmp_path).select("id").collect()["id"]
        except LogError:
            continue
        assert ids.n_unique() == len(ids)
        seen.append(len(ids))
    assert [one.wait() for one in writers] == [0, 0]
    assert seen == sorted(seen)
    assert len(read_log(tmp_path).collect()["id"].unique()) == 400


def test_the_journal_of_a_living_process_is_not_taken_over(tmp_path: Path) -> None:
    with PredictionLog(tmp_path) as log:
        log.append([record("a")])
        PredictionLog(tmp_path).close()
        assert len(journals(tmp_path)) == 1
        log.append([record("b")])
    assert read_log(tmp_path).collect()["id"].sort().to_list() == ["a", "b"]


def test_a_folder_that_cannot_be_written_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LogError, match="cannot be logged: Not a directory"):
        PredictionLog(tmp_path / "file" / "log")


def test_settings_that_mean_nothing_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LogError, match="on_failure = 'hope'"):
        PredictionLog(tmp_path, on_failure="hope")  # type: ignore[arg-type]


def test_reading_where_nothing_was_logged_says_so(tmp_path: Path) -> None:
    with pytest.raises(LogError, match="No prediction has been logged"):
        read_log(tmp_path / "nowhere")


def test_a_closed_log_takes_no_record(tmp_path: Path) -> None:
    log = PredictionLog(tmp_path)
    log.close()
    with pytest.raises(LogError, match="closed"):
        log.append([record()])


FULL = """
import json, resource, signal, sys
from fairlead.errors import LogError
from fairlead.serve.log import PredictionLog, Record
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
log = PredictionLog(sys.argv[1], on_failure=sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))
said = {"kept": [], "refused": []}
for n in range(10):
    try:
        log.append([Record(f"a{n}", 7.0, "churn", 1, {"age": 36}, [0.5], "yes")])
        said["kept"].append(f"a{n}")
    except LogError as error:
        said["refused"].append(str(error))
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
log.append([Record("last", 7.0, "churn", 1, {"age": 36}, [0.5], "yes")])
log.close()
print(json.dumps({**said, "lost": log.lost}))
"""


@pytest.mark.parametrize("policy", ["answer", "refuse"])
def test_a_full_disk_refuses_or_counts_what_it_does_not_take_and_goes_on_when_it_can(
    tmp_path: Path, policy: str
) -> None:
    done = subprocess.run([sys.executable, "-c", FULL, tmp_path, policy], capture_output=True, text=True, check=True)
    said = json.loads(done.stdout)
    ids = read_log(tmp_path).collect()["id"].to_list()
    if policy == "refuse":
        assert said["lost"] == 0
        assert len(said["kept"]) + len(said["refused"]) == 10
        assert 0 < len(said["kept"]) < 10
        assert "1 prediction could not be logged: File too large" in said["refused"][0]
        assert ids == [*said["kept"], "last"]
    else:
        assert said["lost"] == 11 - len(ids) > 0
        assert "answered and not logged" in done.stderr


def test_append_waits_while_the_disk_is_behind_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    write = PredictionLog._roll

    def slowly(self: PredictionLog, journal: Any) -> None:
        go_on.wait()
        write(self, journal)

    monkeypatch.setattr(PredictionLog, "_roll", slowly)
    with PredictionLog(tmp_path, roll_bytes=300, behind_bytes=1_500) as log:
        done: list[str] = []

        def write_all() -> None:
            for n in range(30):
                log.append([record(f"a{n}")])
                done.append(f"a{n}")

        writer = threading.Thread(target=write_all)
        writer.start()
        until(lambda: log.is_behind)
        time.sleep(0.2)
        waited = len(done)
        assert 0 < waited < 30
        assert asyncio.run(_does_not_block(log, go_on))
        writer.join(20)
    assert len(read_log(tmp_path).collect()["id"].unique()) == 31


async def _does_not_block(log: PredictionLog, go_on: threading.Event) -> bool:
    """Tell whether the loop goes on while a record waits."""
    waiting = asyncio.create_task(log.append_async([record("late")]))
    await asyncio.sleep(0.1)
    was_waiting = not waiting.done()
    go_on.set()
    await waiting
    return was_waiting


def test_a_log_that_cannot_be_tidied_refuses_once_too_much_waits_and_recovers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_module, "_ROUND_SECONDS", 0.05)
    fails = threading.Event()
    fails.set()
    roll = PredictionLog._roll

    def failing(self: PredictionLog, journal: Any) -> None:
        if fails.is_set():
            raise OSError(28, "No space left on device")
        roll(self, journal)

    monkeypatch.setattr(PredictionLog, "_roll", failing)
    log = PredictionLog(tmp_path, roll_bytes=300, behind_bytes=1_500)
    kept = []
    with pytest.raises(LogError, match="wait to become segments, and that fails: .*No space left"):
        for n in range(100):
            log.append([record(f"a{n}")])
            kept.append(f"a{n}")
    assert sorted(read_log(tmp_path).collect()["id"]) == sorted(kept)
    fails.clear()
    until(lambda: not log.is_behind)
    log.append([record("after")])
    log.close()
    assert sorted(read_log(tmp_path).collect()["id"]) == sorted([*kept, "after"])


def test_a_log_that_was_removed_under_the_server_goes_on_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = tmp_path / "log"
    with PredictionLog(folder, roll_bytes=100) as log:
        shutil.rmtree(folder)
        log.append([record("lost")])
        until(lambda: "what was in it is lost" in caplog.text)
        log.append([record("kept")])
    assert read_log(folder).collect()["id"].to_list() == ["kept"]


@pytest.mark.parametrize("is_quick", [False, True])
def test_records_are_written_alike_with_and_without_the_quick_writer(
    monkeypatch: pytest.MonkeyPatch, is_quick: bool
) -> None:
    if not is_quick:
        monkeypatch.setattr(record_module, "_quickly", None)
    row = {
        "number": 0.1, "whole": 3, "none": None, "odd": float("inf"), "text": 'ä "b"\n', "half": "\ud800",
        "day": datetime.date(2026, 1, 2), "numpy": numpy.float64(0.1),
    }  # fmt: skip
    for name, value in row.items():
        one = record(inputs={name: value})
        again = json.loads(record_module.line_of(one))
        expected = {"day": "2026-01-02", "half": "?"}.get(name, value)
        assert again["inputs"] == {name: expected}
        assert list(again) == list(Record.__dataclass_fields__)


def test_ids_are_unique() -> None:
    assert len({new_id() for _ in range(1000)}) == 1000
