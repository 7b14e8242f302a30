"""What a mistake may do, tried for real at each level that works here."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from fairlead.studio.sandbox.levels import Level
from fairlead.studio.sandbox.running import Ran

Run = Callable[..., Ran]
Left = Callable[[], list[str]]


def test_an_infinite_loop_ends_by_its_processor_time(attack: Run, left: Left) -> None:
    ran = attack("while True: pass", cpu=1)
    assert ran.ending == "cpu"
    assert ran.said == "It was stopped: it took more than 1 seconds of the processor."
    assert left() == []


def test_a_program_that_sleeps_ends_by_the_clock(attack: Run, left: Left) -> None:
    ran = attack("import time; time.sleep(60)", wall=0.5)
    assert ran.ending == "wall" and ran.seconds < 8
    assert left() == []


def test_a_program_that_catches_every_signal_ends_by_the_clock(attack: Run, left: Left) -> None:
    code = "import signal, time\nfor n in (1, 2, 15): signal.signal(n, signal.SIG_IGN)\ntime.sleep(60)"
    assert attack(code, wall=1.0).ending == "wall"
    assert left() == []


def test_processes_that_multiply_are_few_and_gone_afterwards(attack: Run, left: Left, count: Callable[[], int]) -> None:
    most, done = [0], threading.Event()

    def watch() -> None:
        while not done.wait(0.05):
            most[0] = max(most[0], count())

    watching = threading.Thread(target=watch)
    watching.start()
    code = "import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass"
    ran = attack(code, wall=1.0, cpu=30, processes=20)
    done.set()
    watching.join()
    assert ran.ending == "wall"
    # The launcher and the first process of a namespace carry the folder too.
    assert 5 < most[0] <= 20 + 4
    assert left() == []


def test_an_allocation_of_three_gigabytes_is_a_memory_error(attack: Run) -> None:
    ran = attack("x = bytearray(3_000_000_000)")
    assert ran.status == 1 and "MemoryError" in ran.complained


def test_a_flood_of_output_is_cut_and_ended(attack: Run, left: Left) -> None:
    ran = attack("while True: print('x' * 1000)", output=50_000)
    assert ran.ending == "output" and len(ran.printed) + len(ran.complained) <= 50_000
    assert left() == []


def test_a_flood_of_the_report_is_ended(attack: Run) -> None:
    ran = attack("import os\nwhile True: os.write(3, b'x' * 1000)", report=10_000)
    assert ran.ending == "report" and ran.report is None


def test_a_large_file_cannot_be_written(attack: Run, tmp_path: Path) -> None:
    ran = attack("open('large', 'wb').write(b'x' * 20_000_000)", file_size=1_000_000)
    assert "File too large" in ran.complained
    assert (tmp_path / "mine" / "large").stat().st_size <= 1_000_000


def test_nothing_is_waited_for_at_the_keyboard(attack: Run) -> None:
    assert "EOFError" in attack("input('name? ')").complained


def test_files_outside_cannot_be_read(attack: Run, level: Level, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret", encoding="utf-8")
    ran = attack("import sys; print(open(sys.argv[1]).read())", secret)
    assert ("a secret" in ran.printed) == ("reading" not in level.contains)
    link = tmp_path / "mine" / "link"
    link.symlink_to(secret)
    ran = attack("print(open('link').read())")
    assert ("a secret" in ran.printed) == ("reading" not in level.contains)


def test_files_outside_cannot_be_changed(attack: Run, level: Level, tmp_path: Path) -> None:
    folder = tmp_path / "outside"
    folder.mkdir()
    folder.chmod(0o777)
    kept = folder / "kept.txt"
    kept.write_text("kept", encoding="utf-8")
    kept.chmod(0o666)
    is_held = "writing" in level.contains
    attack("import sys; open(sys.argv[1], 'w').write('x')", kept)
    assert (kept.read_text(encoding="utf-8") == "kept") == is_held
    attack("import sys; open(sys.argv[1], 'w').write('x')", folder / "new.txt")
    assert (not (folder / "new.txt").exists()) == is_held
    attack("import os, sys; os.remove(sys.argv[1])", kept)
    assert kept.exists() == is_held


def test_files_of_its_own_can_be_written(attack: Run) -> None:
    ran = attack("open('mine.txt', 'w').write('x'); print(open('mine.txt').read())")
    assert (ran.status, ran.printed) == (0, "x\n"), ran.complained


def test_the_network_cannot_be_reached(attack: Run, level: Level) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        code = "import socket, sys; socket.create_connection(('127.0.0.1', int(sys.argv[1])), 2); print('reached')"
        ran = attack(code, port)
    assert ("reached" in ran.printed) == ("network" not in level.contains)


def test_another_program_cannot_be_ended(attack: Run, level: Level) -> None:
    if os.geteuid() == 0 and "signals" not in level.contains:
        pytest.skip("a run of root is another user, who may not end root's programs anyway")
    with subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(30)"]) as other:
        time.sleep(0.3)
        attack("import os, sys; os.kill(int(sys.argv[1]), 9)", other.pid)
        time.sleep(0.2)
        is_alive = other.poll() is None
        other.kill()
    assert is_alive == ("signals" in level.contains)


def test_the_studio_cannot_be_signalled(attack: Run, level: Level) -> None:
    if "signals" not in level.contains:
        pytest.skip("this level says that it does not keep code from that")
    heard: list[int] = []
    before = signal.signal(signal.SIGUSR1, lambda number, _: heard.append(number))
    try:
        attack("import os, sys\nfor pid in (int(sys.argv[1]), os.getppid()): os.kill(pid, 10)", os.getpid())
        time.sleep(0.1)
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert heard == []


DETACHED = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        HOW
        time.sleep(60)
    os._exit(0)
print('left one behind')
"""


@pytest.mark.parametrize("how", ["[os.close(n) for n in range(4)]", "pass"])
def test_a_detached_child_does_not_survive(attack: Run, how: str, left: Left) -> None:
    ran = attack(DETACHED.replace("HOW", how))
    assert ran.printed == "left one behind\n" and ran.ending == "itself"
    assert left() == []


def test_a_detached_child_does_not_survive_the_clock(attack: Run, left: Left) -> None:
    ran = attack(DETACHED.replace("HOW", "pass") + "time.sleep(60)", wall=1.0)
    assert ran.ending == "wall"
    assert left() == []


def test_the_environment_of_the_person_is_not_handed_over(attack: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_PASSWORD", "correct-horse")
    ran = attack("import os; print(sorted(os.environ))")
    assert "PATH" in ran.printed and "DATABASE_PASSWORD" not in ran.printed


def test_open_files_of_the_studio_are_not_handed_over(attack: Run, tmp_path: Path) -> None:
    with open(tmp_path / "open.txt", "w", encoding="utf-8") as file:
        os.set_inheritable(file.fileno(), True)
        ran = attack("""
import os
def is_open(n):
    try:
        os.fstat(n)
        return True
    except OSError:
        return False
print([n for n in range(1000) if is_open(n)])
""")
    assert ran.printed == "[0, 1, 2, 3]\n", ran.complained


def test_many_files_cannot_be_opened(attack: Run) -> None:
    ran = attack("files = [open('a', 'w') for n in range(100)]", files=64)
    assert "Too many open files" in ran.complained


def test_runs_leave_no_open_files_in_the_studio(attack: Run) -> None:
    attack("pass")
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(5):
        attack("pass")
    assert len(os.listdir("/proc/self/fd")) == before
