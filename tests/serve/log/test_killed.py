"""What was acknowledged is in the log, however the process ends."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fairlead.serve.log import PredictionLog, read_log
from fairlead.serve.log.journal import journals
from fairlead.serve.log.segments import segments

WRITER = Path(__file__).with_name("writer.py")


def killed_writers(folder: Path, seconds: float, writers: int = 2, threads: int = 2, fsync: str = "") -> set[str]:
    """Let processes write, kill them all, and return what they were told is logged."""
    outputs = [folder.parent / f"{folder.name}-said-{n}" for n in range(writers)]
    processes = []
    for output in outputs:
        with output.open("wb") as file:
            processes.append(subprocess.Popen([sys.executable, WRITER, folder, str(threads), fsync], stdout=file))
    deadline = time.monotonic() + 60
    while not all(output.stat().st_size for output in outputs) and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(seconds)
    for process in processes:
        process.send_signal(signal.SIGKILL)
        process.wait()
    return {line for output in outputs for line in output.read_text().splitlines() if len(line) == 32}


def check(folder: Path, acknowledged: set[str]) -> None:
    ids = read_log(folder).select("id").collect()["id"].to_list()
    assert len(ids) == len(set(ids))
    assert acknowledged <= set(ids)


def kill_and_check(folder: Path, rounds: int, *, fsync: str = "") -> None:
    chance = random.Random(5)
    acknowledged: set[str] = set()
    for n in range(rounds):
        acknowledged |= killed_writers(folder, chance.uniform(0.0, 0.3), fsync=fsync)
        if n % 4 == 0:
            check(folder, acknowledged)
    assert acknowledged
    left = len(journals(folder))
    assert left > 0  # or nothing was killed in the middle
    PredictionLog(folder).close()
    assert not journals(folder)
    assert len(segments(folder)) >= left
    check(folder, acknowledged)


@pytest.mark.parametrize("fsync", ["", "fsync"])
def test_every_acknowledged_record_is_in_the_log_once_after_kills(tmp_path: Path, fsync: str) -> None:
    kill_and_check(tmp_path / "log", 2, fsync=fsync)


@pytest.mark.heavy
@pytest.mark.timeout(1800)
def test_every_acknowledged_record_is_in_the_log_once_after_many_kills(tmp_path: Path) -> None:
    kill_and_check(tmp_path / "log", 20)
