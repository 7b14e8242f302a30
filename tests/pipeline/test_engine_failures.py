"""What goes wrong in a task: raised, timed out, killed, lost, unstorable; and what is told about it."""

import os
import signal
import subprocess
import time
from typing import Any


def test_retries_wait_longer_each_time_and_only_for_the_named_exceptions(project: Any) -> None:
    ran = project.run(
        """
        class Busy(ConnectionError): ...
        def busy(): raise Busy("try later")
        def broken(): raise ValueError("for ever")
        def picky(): raise Busy("never again")
        def third():
            open("tries", "a").write("x")
            if len(open("tries").read()) < 3: raise OSError("not yet")
            return "there"
        with DAG("d", default_args={"retry_delay": 0.1}) as dag:
            for function in (busy, broken):
                PythonOperator(function, retries={ConnectionError: 2})
            PythonOperator(picky, retries={ValueError: 2})
            PythonOperator(third, retries=5, max_retry_delay=0.05)
        """
    )
    assert ran.states == {"busy": "failed", "broken": "failed", "picky": "failed", "third": "succeeded"}
    assert {name: row["attempt"] for name, row in ran.tasks.items()} == {
        "busy": 3,
        "broken": 1,
        "picky": 1,
        "third": 3,
    }
    waits = [one["data"]["wait"] for one in ran.events if one["kind"] == "task_retrying" and one["task_id"] == "busy"]
    assert 0.09 <= waits[0] <= 0.11
    assert 0.18 <= waits[1] <= 0.22
    assert ran.tasks["busy"]["ended"] - ran.events[0]["at"] > sum(waits)
    assert ran.attempts("busy") == ["failed"] * 3
    assert ran.value("third") == "there"
    assert ran.error("busy")["type"] == "Busy"
    assert ran.error("busy")["where"] == "pipeline.py:3"
    assert "raise Busy" in ran.error("busy")["traceback"]


def alive(pid: int) -> bool:
    """Tell whether a process runs; one that has ended and was not yet waited for does not."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def test_a_timeout_kills_the_worker_with_what_it_has_started(project: Any, wait_for: Any) -> None:
    began = time.monotonic()
    ran = project.run(
        """
        import subprocess, time
        def hangs():
            print("begun")
            child = subprocess.Popen(["sleep", "60"])
            open("child", "w").write(str(child.pid))
            child.wait()
        def beside(): time.sleep(0.5); return "whole"
        def twice():
            open("tries", "a").write("x")
            if len(open("tries").read()) == 1: time.sleep(60)
            return "second time"
        with DAG("d") as dag:
            PythonOperator(hangs, timeout=0.3)
            PythonOperator(beside)
            PythonOperator(twice, timeout=0.3, retries={TimeoutError: 1}, retry_delay=0)
        """
    )
    assert time.monotonic() - began < 20
    assert ran.states == {"hangs": "failed", "beside": "succeeded", "twice": "succeeded"}
    assert ran.error("hangs")["type"] == "TimeoutError"
    assert "0.3 s" in ran.error("hangs")["message"]
    assert ran.log("hangs") == "begun\n"
    assert (ran.value("beside"), ran.tasks["beside"]["attempt"]) == ("whole", 1)
    assert ran.attempts("twice")[0] == "failed"
    child = int((project.folder / "child").read_text())
    wait_for(lambda: not alive(child))


def test_a_task_that_kills_its_worker_is_lost_repeated_and_at_last_failed(project: Any) -> None:
    ran = project.run(
        """
        import os, signal, sys
        def exits(): print("last words"); os._exit(7)
        def killed(): os.kill(os.getpid(), signal.SIGKILL)
        def once():
            open("tries", "a").write("x")
            if len(open("tries").read()) == 1: os._exit(1)
            return "survived"
        def system_exit(): sys.exit("bye")
        def harmless(): return 1
        with DAG("d") as dag:
            for function in (exits, killed, once, system_exit, harmless): PythonOperator(function)
        """
    )
    assert ran.states == {
        "exits": "failed",
        "killed": "failed",
        "once": "succeeded",
        "system_exit": "failed",
        "harmless": "succeeded",
    }
    assert ran.attempts("exits") == ["lost"] * 3
    assert "died 3 times (exit code 7)" in ran.error("exits")["message"]
    assert "signal 9" in ran.error("killed")["message"]
    assert "memory" in ran.error("killed")["hint"]
    assert ran.log("exits", 3) == "last words\n"
    assert (ran.value("once"), ran.tasks["once"]["attempt"]) == ("survived", 2)
    assert ran.kinds("once") == ["task_started", "task_lost", "task_started", "task_succeeded"]
    assert ran.error("system_exit")["type"] == "SystemExit"
    assert ran.tasks["system_exit"]["attempt"] == 1


DIES_WHEN_FORKED = """
    import os
    def dies():
        with open("forks", "a") as file: file.write("x")
        if os.path.getsize("forks") <= {deaths}: os._exit(9)
    os.register_at_fork(after_in_child=dies)
    def makes(): return [1, 2]
    def each(item): return item
    def calls(): return 1
    def sends(): open("sent", "a").write("x")
    with DAG("d") as dag:
        PythonOperator(each).map(item=PythonOperator(makes))
        PythonOperator(calls, executor="thread")
        PythonOperator(sends, effect=True)
    """


def test_workers_that_die_before_they_begin_end_the_run_with_the_reason(project: Any) -> None:
    project.write(DIES_WHEN_FORKED.format(deaths=10**6))
    # A process of its own: forks without end would otherwise hold up this one.
    process = project.start()
    try:
        assert "failed" in process.communicate(timeout=60)[0]
    finally:
        process.kill()
    ran = project.last()
    assert ran.states == {"makes": "failed", "each": "upstream_failed", "calls": "failed", "sends": "failed"}
    assert "died 3 times before it began (exit code 9)" in ran.error("makes")["message"]
    assert "forked" in ran.error("calls")["hint"]
    assert ran.attempts("calls") == ["lost"]
    assert (project.folder / "forks").stat().st_size == 9
    # Of the effect it is known that it did not happen: nobody is asked.
    ran = project.resume(DIES_WHEN_FORKED.format(deaths=0))
    assert set(ran.states.values()) == {"succeeded"}
    assert (project.folder / "sent").read_text() == "x"


def test_a_worker_that_dies_before_it_begins_is_replaced(project: Any) -> None:
    ran = project.run(DIES_WHEN_FORKED.format(deaths=2))
    assert set(ran.states.values()) == {"succeeded"}
    assert {row["attempt"] for row in ran.tasks.values()} == {1}
    assert (project.folder / "sent").read_text() == "x"


def test_an_effect_that_may_have_happened_stays_a_question_if_its_repetition_cannot_begin(project: Any) -> None:
    source = """
        import os
        os.register_at_fork(after_in_child=lambda: os.path.exists("deadly") and os._exit(9))
        def sends():
            open("sent", "a").write("x")
            if os.path.getsize("sent") == 1: os._exit(7)
        with DAG("d") as dag: PythonOperator(sends, effect=True)
        """
    assert project.run(source).error("sends")["type"] == "EffectUnknownError"
    (project.folder / "deadly").touch()
    ran = project.resume(repeat_effects=["sends"])
    assert "before it began" in ran.error("sends")["message"]
    (project.folder / "deadly").unlink()
    assert project.resume().error("sends")["type"] == "EffectUnknownError"
    assert project.resume(repeat_effects=["sends"]).state == "succeeded"
    assert (project.folder / "sent").read_text() == "xx"


def test_a_task_that_waits_behind_one_that_kills_its_worker_is_not_blamed(project: Any) -> None:
    ran = project.run(
        """
        import os
        def kills(): os._exit(7)
        def harmless(): return 1
        with DAG("d") as dag:
            for n in range(60): PythonOperator(harmless, task_id=f"before{n}")
            for n in range(8): PythonOperator(kills, task_id=f"kills{n}")
            for n in range(8): PythonOperator(harmless, task_id=f"after{n}")
        """
    )
    killers = [name for name in ran.tasks if name.startswith("kills")]
    assert [name for name, state in ran.states.items() if state == "failed"] == killers
    assert all("died 3 times (exit code 7)" in ran.error(name)["message"] for name in killers)
    assert all(ran.attempts(name) == ["lost"] * 3 for name in killers)


def test_exceptions_that_are_themselves_broken_are_still_told(project: Any) -> None:
    ran = project.run(
        """
        class Mute(Exception):
            def __str__(self): raise RuntimeError("no words")
        def mute(): raise Mute()
        def odd(): raise ValueError("a file called \\udcff, and \\0")
        def long(): raise ValueError("x" * 5_000_000)
        with DAG("d") as dag:
            for function in (mute, odd, long): PythonOperator(function)
        """
    )
    assert set(ran.states.values()) == {"failed"}
    assert ran.error("mute")["type"] == "Mute"
    assert ran.tasks["mute"]["attempt"] == 1
    assert ran.error("odd")["message"].startswith("a file called")
    assert len(ran.error("long")["message"]) < 20_000
    assert (project.folder / ".fairlead" / "store.db").stat().st_size < 1_000_000


def test_outputs_that_cannot_be_stored_are_refused_with_a_way_out(project: Any) -> None:
    ran = project.run(
        """
        import threading
        def generator(): yield 1
        async def coroutine(): return 1
        def function(): return lambda: 1
        def lock(): return {"lock": threading.Lock()}
        def inside(): return [n for n in [(x for x in "ab")]]
        with DAG("d") as dag:
            for one in (generator, coroutine, function, lock, inside): PythonOperator(one)
        """
    )
    assert {ran.error(name)["type"] for name in ran.tasks} == {"OutputError"}
    assert "list(...)" in ran.error("generator")["hint"]
    assert "asyncio.run" in ran.error("coroutine")["hint"]
    assert "a file, return its path" in ran.error("function")["hint"].replace("to a file", "a file")
    assert "type dict" in ran.error("lock")["message"]


def test_an_output_that_kills_whoever_reads_it_does_not_go_on_for_ever(project: Any) -> None:
    ran = project.run(
        """
        import os
        class Bomb:
            def __reduce__(self): return (os._exit, (3,))
        def bomb(): return Bomb()
        def reads(bomb): ...
        def maps(): return [Bomb()]
        def each(item): ...
        def published(): return Bomb()
        with DAG("d") as dag:
            PythonOperator(bomb), PythonOperator(reads)
            PythonOperator(each).map(item=PythonOperator(maps))
            PythonOperator(published, publish="out/bomb.parquet")
        """
    )
    assert ran.state == "failed"
    assert (ran.states["reads"], ran.states["each"]) == ("failed", "failed")
    assert "out/bomb.parquet" in {one["data"]["path"] for one in ran.events if one["kind"] == "publish_failed"}


def test_a_killed_loader_is_started_again(project: Any) -> None:
    def kill_loader(event: Any) -> None:
        if event["kind"] == "task_started" and event["attempt"] == 1 and event["task_id"] == "second":
            worker = event["data"]["pid"]
            with open(f"/proc/{worker}/stat") as file:
                os.kill(int(file.read().rpartition(")")[2].split()[1]), signal.SIGKILL)

    ran = project.run(
        """
        import time
        def first(): return 1
        def second(first): time.sleep(1); return first + 1
        with DAG("d") as dag: first, second = map(PythonOperator, (first, second))
        """,
        on_event=kill_loader,
    )
    assert ran.value("second") == 2
    assert ran.attempts("second")[0] == "lost"
    assert ran.executed == {"first", "second"}
    assert ran.kinds("first") == ["task_started", "task_succeeded"]
    assert ran.kinds(None) == ["engine_restarted"]


def test_a_thread_that_runs_out_of_time_does_not_fail_its_neighbours(project: Any) -> None:
    ran = project.run(
        """
        import time
        def slow(): time.sleep(60)
        def patient():
            time.sleep(1.5)
            return "whole"
        with DAG("d", default_args={"executor": "thread"}) as dag:
            PythonOperator(slow, timeout=0.2, retries=3, retry_delay=0.01)
            PythonOperator(patient)
        """
    )
    assert ran.states == {"slow": "failed", "patient": "succeeded"}
    assert ran.attempts("slow") == ["failed"] * 4


def test_no_process_is_left_when_a_run_has_ended(project: Any) -> None:
    project.run(
        """
        import subprocess
        def leaves(): subprocess.Popen(["sleep", "61.5"])
        with DAG("d") as dag: PythonOperator(leaves)
        """
    )
    assert subprocess.run(["pgrep", "-f", "^sleep 61.5$"], capture_output=True).returncode == 1
