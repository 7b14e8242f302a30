"""What becomes of a run that is cut off, taken away or starved: nothing finished is lost, nothing doubled."""

import errno
import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from place import Place, kill, wait_until

from fairlead.errors import FencedError, StoreReadOnlyError
from fairlead.project import cancel, collect_garbage

DAY = 86_400.0
ELSEWHERE = '{"boot":"b","host":"elsewhere","pid":1,"pids":"p","started":"1"}'
"""An owner of whom nobody here can see whether it lives; a lease of 1 has run out in 1970."""

HEAD = """
import os, subprocess, time
from fairlead import DAG, PythonOperator

def write(variable, *words):
    with open(os.environ[variable], "a") as file:
        file.write(" ".join(map(str, words)) + "\\n")

def begin(task):
    write("DRILL_JOURNAL", "begin", task, os.getpid())

def wait_for(name):
    while not os.path.exists(os.environ["DRILL_PLACE"] + "/" + name):
        time.sleep(0.005)
"""

SLOW = """
def first():
    begin("first")
    return 1

def second(first):
    begin("second")
    wait_for("go")
    return first + 1

def third(second):
    begin("third")
    return second + 1

with DAG("slow") as dag:
    first, second, third = map(PythonOperator, (first, second, third))
"""

EFFECT = """
def notify():
    begin("notify")
    write("DRILL_EFFECTS", "notify", "once")
    wait_for("go")

with DAG("effect") as dag:
    PythonOperator(notify, effect=True)
"""

LARGE = """
def first():
    begin("first")
    return os.urandom(300_000)

def second(first):
    begin("second")
    return first + os.urandom(1_200_000)

def third(second):
    begin("third")
    return len(second)

with DAG("large") as dag:
    first, second, third = map(PythonOperator, (first, second, third))
"""


def place_of(folder: Path, code: str, **rest: Any) -> Place:
    return Place(folder / "project", HEAD + code, **rest)


def begun(place: Place) -> Counter[str]:
    return Counter(one.task for one in place.executions())


def wait_for_begin(place: Place, task: str, times: int = 1) -> None:
    assert wait_until(lambda: begun(place)[task] == times)


def go(place: Place) -> None:
    """Let the tasks go on that wait for it."""
    (place.folder / "go").touch()


def states(place: Place, run_id: str) -> dict[str, str]:
    return {name: row["state"] for name, row in place.tasks(run_id).items()}


def cut_off(place: Place, point: str, **orders: Any) -> str | None:
    """Run until a process died at a named point and its coordinator was killed too; return the run's id."""
    life = place.start(point, **orders)
    assert wait_until(lambda: life.has_crashed)
    life.process.kill()
    life.finish()
    assert not place.survivors()
    return place.runs()[0]["id"] if place.runs() else None


# --- one owner ----------------------------------------------------------------------------------------------


def test_a_run_has_one_coordinator_at_a_time(tmp_path: Path) -> None:
    place = place_of(tmp_path, SLOW)
    owner = place.start()
    wait_for_begin(place, "second")
    run_id = place.runs()[0]["id"]
    answer = place.finish(resume=run_id)
    assert answer["error"] == "RunOwnedError"
    assert str(owner.process.pid) in answer["message"]
    go(place)
    assert owner.finish()["state"] == "succeeded"
    assert begun(place) == {"first": 1, "second": 1, "third": 1}


@pytest.mark.parametrize("owner", ["dead", "elsewhere"])
def test_of_two_that_resume_a_dead_owners_run_at_once_one_gets_it(tmp_path: Path, owner: str) -> None:
    place = place_of(tmp_path, SLOW)
    life = place.start()
    wait_for_begin(place, "second")
    life.process.kill()
    life.finish()
    assert not place.survivors()
    (run,) = place.runs()
    if owner == "elsewhere":
        place.write_store("UPDATE run SET state = 'running', owner = ?, lease = 1", ELSEWHERE)
    go(place)
    racers = [place.start(resume=run["id"]) for _ in range(3)]
    answers = [racer.finish() for racer in racers]
    winners = [one for one in answers if one.get("state") == "succeeded"]
    assert len(winners) == 1, answers
    refused = {one["error"] for one in answers if one not in winners}
    assert refused <= {"RunOwnedError", "NothingToResumeError"}
    assert begun(place) == {"first": 1, "second": 2, "third": 1}
    assert place.runs()[0]["fence"] == 2


@pytest.mark.parametrize("wakes", ["while the new owner works", "after it has finished"])
def test_an_owner_that_was_taken_for_dead_writes_nothing_any_more(tmp_path: Path, wakes: str) -> None:
    place = place_of(tmp_path, SLOW)
    stale = place.start()
    wait_for_begin(place, "second")
    time.sleep(0.2)  # it must not be stopped in the middle of a transaction, which would lock the database
    os.kill(stale.process.pid, signal.SIGSTOP)
    place.write_store("UPDATE run SET owner = ?, lease = 1", ELSEWHERE)
    (run,) = place.runs()
    assert run["state"] == "interrupted"
    life = place.start(resume=run["id"])
    wait_for_begin(place, "second", times=2)
    if wakes.startswith("while"):
        os.kill(stale.process.pid, signal.SIGCONT)
        assert stale.finish()["error"] == FencedError.__name__
        go(place)
        assert life.finish()["state"] == "succeeded"
    else:
        go(place)
        assert life.finish()["state"] == "succeeded"
        before = place.tasks(run["id"]), place.runs(), begun(place)
        os.kill(stale.process.pid, signal.SIGCONT)
        assert stale.finish()["error"] == FencedError.__name__
        assert (place.tasks(run["id"]), place.runs(), begun(place)) == before
    assert begun(place) == {"first": 1, "second": 2, "third": 1}
    assert {row["attempt"] for row in place.tasks(run["id"]).values()} == {1, 2}
    assert not place.survivors()


def test_a_living_run_that_was_taken_for_dead_shows_as_running_again(tmp_path: Path) -> None:
    place = place_of(tmp_path, SLOW)
    life = place.start()
    wait_for_begin(place, "second")
    # What a look from another machine does whose clock is ahead, or after a break of the network.
    place.write_store("UPDATE run SET owner = ?, lease = 1", ELSEWHERE)
    assert place.runs()[0]["state"] == "interrupted"
    assert wait_until(lambda: place.runs()[0]["state"] == "running", seconds=6, pause=0.1)
    assert place.finish(resume=place.runs()[0]["id"])["error"] == "RunOwnedError"
    go(place)
    assert life.finish()["state"] == "succeeded"


def test_a_request_to_cancel_does_not_outlive_the_owner_that_it_was_made_to(tmp_path: Path) -> None:
    place = place_of(tmp_path, SLOW)
    life = place.start()
    wait_for_begin(place, "second")
    time.sleep(0.2)
    os.kill(life.process.pid, signal.SIGSTOP)
    cancel(place.project)
    life.process.kill()
    life.finish()
    assert not place.survivors()
    go(place)
    assert place.finish(resume=place.runs()[0]["id"])["state"] == "succeeded"


def test_nothing_that_a_task_started_outlives_a_killed_coordinator(tmp_path: Path) -> None:
    code = """
    def parent():
        child = subprocess.Popen(["sleep", "60"])
        begin("parent")
        child.wait()

    with DAG("family") as dag:
        PythonOperator(parent)
    """
    place = place_of(tmp_path, "\n".join(line[4:] for line in code.splitlines()))
    life = place.start()
    wait_for_begin(place, "parent")
    life.process.kill()
    life.finish()
    assert not place.survivors()
    assert place.runs()[0]["state"] == "interrupted"


def test_nothing_that_a_task_started_outlives_a_killed_loader(tmp_path: Path) -> None:
    code = """
    def parent():
        begin("parent")
        if not os.path.exists(os.environ["DRILL_PLACE"] + "/again"):
            open(os.environ["DRILL_PLACE"] + "/again", "w").close()
            subprocess.run(["sleep", "60"])

    with DAG("family") as dag:
        PythonOperator(parent)
    """
    place = place_of(tmp_path, "\n".join(line[4:] for line in code.splitlines()))
    life = place.start()
    wait_for_begin(place, "parent")
    time.sleep(0.1)
    for pid in life.victims("loader"):
        os.kill(pid, signal.SIGKILL)
    assert life.finish()["state"] == "succeeded"
    assert begun(place) == {"parent": 2}
    assert not place.survivors()


# --- what lies on the disk ----------------------------------------------------------------------------------


def test_a_half_written_file_is_ignored_and_later_swept(tmp_path: Path) -> None:
    place = place_of(tmp_path, SLOW)
    go(place)
    run_id = cut_off(place, "blob-part-written:2")
    cut_off(place, "manifest-part-written", resume=run_id)
    torn = place.parts()
    assert len(torn) == 2
    assert place.finish(resume=run_id)["state"] == "succeeded"
    counts = begun(place)
    assert counts["first"] == 1
    # A coordinator that outlives the killed worker by a moment repeats the task itself, and goes on.
    assert counts["second"] >= 2
    assert counts["third"] >= 1
    assert collect_garbage(place.project).parts == 0  # a living writer's file may look just like it
    for part in torn:
        os.utime(part, (time.time() - DAY, time.time() - DAY))
    assert collect_garbage(place.project).parts == 2
    assert not place.parts()


def test_a_truncated_manifest_is_as_good_as_none(tmp_path: Path) -> None:
    place = place_of(tmp_path, SLOW)
    go(place)
    first = place.finish()
    key = place.tasks(first["run"])["second"]["cache_key"]
    manifest = place.state / "keys" / key[:2] / f"{key}.json"
    manifest.write_bytes(manifest.read_bytes()[:-40])
    again = place.finish()
    assert again["state"] == "succeeded"
    assert begun(place) == {"first": 1, "second": 2, "third": 1}
    assert place.digests(first["run"]) == place.digests(again["run"])


@pytest.mark.parametrize("damage", ["flipped", "truncated", "removed"])
def test_a_damaged_output_is_noticed_and_made_again(tmp_path: Path, damage: str) -> None:
    place = place_of(tmp_path, SLOW)
    life = place.start()
    wait_for_begin(place, "second")
    life.process.kill()
    life.finish()
    (run,) = place.runs()
    blob = place.blob(place.digests(run["id"])["first"] or "")
    content = blob.read_bytes()
    if damage == "removed":
        blob.unlink()
    else:
        blob.write_bytes(content[:-1] + (bytes([content[-1] ^ 1]) if damage == "flipped" else b""))
    go(place)
    assert place.finish(resume=run["id"])["state"] == "succeeded"
    assert begun(place) == {"first": 2, "second": 2, "third": 1}
    assert all(place.is_whole(row["artifact"]) for row in place.tasks(run["id"]).values())


PUBLISHED = """
def table():
    import polars
    return polars.DataFrame({"n": [1, 2, 3]})

with DAG("published") as dag:
    PythonOperator(table, publish="out/table.csv")
"""


@pytest.mark.parametrize("point", ["order-sent:2", "result-received:2"])
def test_a_publication_that_was_cut_off_is_made_by_whoever_resumes(tmp_path: Path, point: str) -> None:
    place = place_of(tmp_path, PUBLISHED)
    run_id = cut_off(place, point)
    assert states(place, run_id or "") == {"table": "succeeded"}
    assert place.runs()[0]["state"] == "interrupted"
    assert place.finish(resume=run_id)["state"] == "succeeded"
    assert (place.folder / "out" / "table.csv").read_text() == "n\n1\n2\n3\n"


def test_a_deleted_database_is_rebuilt_from_the_manifests(tmp_path: Path) -> None:
    place = place_of(tmp_path, SLOW)
    go(place)
    run_id = cut_off(place, "manifest-renamed:2")
    assert run_id is not None
    for file in place.state.glob("store.db*"):
        file.unlink()
    answer = place.finish()
    assert answer["state"] == "succeeded"
    assert answer["run"] != run_id
    assert begun(place) == {"first": 1, "second": 1, "third": 1}
    sources = {name: row["source_run"] for name, row in place.tasks(answer["run"]).items()}
    assert (sources["first"], sources["second"]) == (run_id, run_id)
    assert sources["third"] in (run_id, None)  # done already, if the coordinator outlived the killed worker


# --- side effects -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("victim", ["coordinator", "worker", "loader"])
def test_an_effect_that_was_cut_off_is_not_repeated_unasked(tmp_path: Path, victim: str) -> None:
    place = place_of(tmp_path, EFFECT)
    life = place.start()
    assert wait_until(lambda: place.effects("notify"))
    for pid in life.victims(victim):
        os.kill(pid, signal.SIGKILL)
    life.finish()
    (run,) = place.runs()
    answer = place.finish(resume=run["id"])
    assert (answer["state"], answer["reason"]) == ("failed", "failed: notify")
    assert place.tasks(run["id"])["notify"]["error"]["type"] == "EffectUnknownError"
    assert place.effects("notify") == ["once"]
    assert place.finish(resume=run["id"], assume_done=["notify"])["state"] == "succeeded"
    assert place.finish()["state"] == "succeeded"  # another run with the same inputs takes it as done too
    assert place.effects("notify") == ["once"]


def test_an_effect_is_repeated_when_a_person_says_so(tmp_path: Path) -> None:
    place = place_of(tmp_path, EFFECT)
    run_id = cut_off(place, "task-called")
    go(place)
    assert place.finish(resume=run_id)["state"] == "failed"
    assert place.finish(resume=run_id, repeat_effects=["notify"])["state"] == "succeeded"
    assert place.effects("notify") == ["once"]


def test_a_forced_effect_that_was_cut_off_is_not_repeated_unasked(tmp_path: Path) -> None:
    place = place_of(tmp_path, EFFECT)
    go(place)
    assert place.finish()["state"] == "succeeded"
    run_id = cut_off(place, "task-returned", force=True)
    assert len(place.effects("notify")) == 2
    assert place.finish(resume=run_id)["state"] == "failed"
    assert len(place.effects("notify")) == 2
    assert place.finish(resume=run_id, assume_done=["notify"])["state"] == "succeeded"
    assert len(place.effects("notify")) == 2


def test_a_forced_effect_that_was_cut_off_is_not_taken_for_the_one_of_an_earlier_run(tmp_path: Path) -> None:
    place = place_of(tmp_path, EFFECT)
    go(place)
    assert place.finish()["state"] == "succeeded"
    run_id = cut_off(place, "task-called", force=True)
    pipeline = place.folder / "pipeline.py"
    pipeline.write_text(pipeline.read_text().replace('"once")', '"changed")'))
    assert place.finish(resume=run_id)["state"] == "failed"
    assert place.tasks(run_id or "")["notify"]["error"]["type"] == "EffectUnknownError"
    assert place.finish(resume=run_id, repeat_effects=["notify"])["state"] == "succeeded"
    assert place.effects("notify") == ["once", "changed"]


def test_a_persons_word_holds_for_one_repetition(tmp_path: Path) -> None:
    place = place_of(tmp_path, EFFECT)
    life = place.start()
    assert wait_until(lambda: place.effects("notify"))
    life.process.kill()
    life.finish()
    (run,) = place.runs()
    life = place.start(resume=run["id"], repeat_effects=["notify"])
    assert wait_until(lambda: len(place.effects("notify")) == 2)
    kill(life.workers())
    go(place)
    assert life.finish()["state"] == "failed"
    assert place.tasks(run["id"])["notify"]["error"]["type"] == "EffectUnknownError"
    assert len(place.effects("notify")) == 2


def test_two_runs_of_one_pipeline_do_an_effect_once(tmp_path: Path) -> None:
    place = place_of(tmp_path, EFFECT)
    lives = [place.start() for _ in range(3)]
    assert wait_until(lambda: place.effects("notify"))
    time.sleep(0.5)
    go(place)
    answers = [life.finish() for life in lives]
    assert [one["state"] for one in answers] == ["succeeded"] * 3
    assert place.effects("notify") == ["once"]


QUEUE = """
def numbers():
    return list(range(40))

def quick(number):
    return number

def dies(quick):
    begin("dies")
    if not os.path.exists(os.environ["DRILL_PLACE"] + "/died"):
        open(os.environ["DRILL_PLACE"] + "/died", "w").close()
        time.sleep(0.2)
        os.kill(os.getpid(), 9)

def notify(quick):
    begin("notify")
    write("DRILL_EFFECTS", "notify", "once")

with DAG("queue") as dag:
    numbers = PythonOperator(numbers)
    quick = PythonOperator(quick).map(number=numbers)
    dies, notify = PythonOperator(dies), PythonOperator(notify, effect=True)
"""


def test_an_effect_that_only_waited_behind_a_killed_task_needs_no_person(tmp_path: Path) -> None:
    place = place_of(tmp_path, QUEUE, workers=1)
    life = place.start()
    wait_for_begin(place, "dies")
    run_id = place.runs()[0]["id"]
    # Short tasks are sent two at a time: the effect waits in the worker that is about to die.
    assert wait_until(lambda: states(place, run_id)["notify"] == "running", seconds=0.2)
    assert life.finish()["state"] == "succeeded"
    assert begun(place) == {"dies": 2, "notify": 1}


# --- a disk that is full, or may only be read ---------------------------------------------------------------


def test_a_full_disk_is_named_and_after_making_room_the_run_goes_on(tmp_path: Path) -> None:
    place = place_of(tmp_path, LARGE)
    answer = place.finish(limit=1_000_000)
    assert answer["state"] == "failed"
    assert [*states(place, answer["run"]).values()] == ["succeeded", "failed", "upstream_failed"]
    error = place.tasks(answer["run"])["second"]["error"]
    assert error["type"] == "DiskFullError"
    assert "No space is left" in error["message"]
    assert not place.parts()
    assert place.finish(resume=answer["run"])["state"] == "succeeded"
    assert begun(place) == {"first": 1, "second": 2, "third": 1}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a file system of 1 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount("-t", "tmpfs", "-o", "size=1m", "none", str(folder))
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def mount(*words: str) -> None:
    done = subprocess.run(["mount", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"this test needs to mount a small file system, and may not: {done.stderr.strip()}")


def fill(folder: Path) -> Path:
    """Fill a file system to its last byte."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (65536, 4096, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError as error:
                assert error.errno == errno.ENOSPC
    return ballast


def test_a_file_system_without_room_for_an_output_loses_nothing(small_disk: Path) -> None:
    place = place_of(small_disk, LARGE)
    answer = place.finish()
    assert answer["state"] == "failed", answer
    assert place.tasks(answer["run"])["second"]["error"]["type"] == "DiskFullError"
    mount("-o", "remount,size=64m", str(small_disk))
    assert place.integrity() == "ok"
    assert place.finish(resume=answer["run"])["state"] == "succeeded"
    assert begun(place) == {"first": 1, "second": 2, "third": 1}


def test_a_file_system_that_is_full_from_the_beginning_is_named(small_disk: Path, tmp_path: Path) -> None:
    place = place_of(small_disk, SLOW, environment={"DRILL_JOURNAL": str(tmp_path / "journal")})
    go(place)
    ballast = fill(small_disk)
    assert place.finish()["error"] == "DiskFullError"
    ballast.unlink()
    assert place.finish()["state"] == "succeeded"


def test_a_file_system_that_fills_up_during_a_run_loses_nothing(small_disk: Path, tmp_path: Path) -> None:
    place = place_of(small_disk, SLOW, environment={"DRILL_JOURNAL": str(tmp_path / "journal")})
    life = place.start()
    wait_for_begin(place, "second")
    go(place)
    ballast = fill(small_disk)
    assert life.finish()["error"] == "DiskFullError"
    assert not place.survivors()
    ballast.unlink()
    (run,) = place.runs()
    assert run["state"] == "interrupted"
    assert place.integrity() == "ok"
    assert place.finish(resume=run["id"])["state"] == "succeeded"
    assert begun(place) == {"first": 1, "second": 2, "third": 1}


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Callable[[Path], None]]:
    """Return what makes a folder one that may only be read, even by root, who may write in any other."""
    done: list[Path] = []

    def lock(folder: Path) -> None:
        if os.geteuid() == 0:
            mount("--bind", str(folder), str(folder))
            done.append(folder)
            mount("-o", "remount,ro,bind", str(folder))
        else:
            for one in (folder, *folder.rglob("*")):
                one.chmod(0o555 if one.is_dir() else 0o444)

    yield lock
    for folder in done:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.parametrize("used", [False, True], ids=["new", "used"])
def test_a_state_folder_that_may_only_be_read_is_named(
    tmp_path: Path, read_only: Callable[[Path], None], used: bool
) -> None:
    place = place_of(tmp_path, SLOW)
    go(place)
    if used:
        place.finish()
    before = begun(place)
    place.state.mkdir(exist_ok=True)
    read_only(place.state)
    answer = place.finish(force=True)
    assert answer["error"] == "StoreReadOnlyError"
    assert "can only be read" in answer["message"]
    assert begun(place) == before
    with pytest.raises(StoreReadOnlyError):
        place.runs()


# --- a clock that is set ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("jump", "after"), [(DAY, 8), (-DAY, 0)], ids=["forward, in the run", "back, before it"])
def test_a_clock_that_jumps_loses_and_doubles_nothing(tmp_path: Path, jump: float, after: int) -> None:
    place = place_of(tmp_path, SLOW)
    life = place.start(jump=jump, after=after)
    wait_for_begin(place, "second")
    (run,) = place.runs()
    assert run["state"] == "running"
    for other in (0.0, -jump):
        answer = place.finish(resume=run["id"], jump=other, after=0)
        assert answer["error"] == "RunOwnedError"
    life.process.kill()
    life.finish()
    assert not place.survivors()
    assert place.runs()[0]["state"] == "interrupted"
    go(place)
    assert place.finish(resume=run["id"], jump=-jump, after=5)["state"] == "succeeded"
    assert begun(place) == {"first": 1, "second": 2, "third": 1}
    assert place.finish()["state"] == "succeeded"
    assert begun(place) == {"first": 1, "second": 2, "third": 1}
