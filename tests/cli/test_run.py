"""`fairlead run`: what it prints, what it does, how it exits."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CTRL_C = b"\x03"
SIMPLE = """
def first(n: int = 1):
    return n
def second(first):
    return first + 1
def third(second):
    return second + 1
with DAG("simple") as dag:
    first, second, third = map(PythonOperator, (first, second, third))
"""


def states(shell: Any) -> dict[str, str]:
    """Return what became of each task in the latest run."""
    tasks = shell.latest()["tasks"]
    return {row["task"]: "cached" if row["cached"] else row["state"] for row in tasks}


def test_a_success_prints_a_line_an_event_and_a_summary_and_exits_with_0(shell: Any, golden: Any) -> None:
    shell.write(SIMPLE)
    answer = shell("run")
    golden("run.txt", answer.out)
    assert (answer.code, answer.err) == (0, "")


def test_the_second_time_every_task_comes_from_the_store(shell: Any, golden: Any) -> None:
    shell.write(SIMPLE)
    shell("run")
    answer = shell("run")
    golden("run_cached.txt", answer.out)
    assert answer.code == 0


def test_a_failure_names_error_place_and_log_and_exits_with_1(shell: Any, golden: Any) -> None:
    shell.write(
        """
        def read():
            return [1, 2]
        def check(read):
            print("looking at", len(read), "rows")
            raise ValueError("Column 'tenre' is not in the table.")
        def train(check):
            return 1
        with DAG("failing") as dag:
            read, check, train = map(PythonOperator, (read, check, train))
        """.replace("\n        ", "\n"),
    )
    answer = shell("run")
    golden("run_failed.txt", re.sub(r'File ".*/(\w+.py)", line \d+', r'File "\1"', answer.out))
    assert (answer.code, answer.err) == (1, "")


def test_retries_skips_and_parts_are_told_with_their_reasons(broken_copy: Any) -> None:
    said = broken_copy("run").out
    assert re.search(r"↻ flaky +retrying: again in \d+ ms: OSError: the server is asleep", said)
    assert re.search(r"▶ flaky +attempt 2", said)
    assert re.search(r"– ship +skipped: .*flaky.total > 100", said)
    assert re.search(r"⊘ score +upstream failed: `check` failed", said)
    assert re.search(r"▶ square +3 parts", said)
    assert "the server is asleep" in said


def test_quiet_prints_only_how_it_ended(shell: Any) -> None:
    shell.write(SIMPLE)
    answer = shell("run", "--quiet")
    assert [line[:5] for line in answer.out.splitlines() if line] == ["✓ Run", "  3 t"]


def test_json_is_one_document_with_tasks_usage_and_seconds(shell: Any) -> None:
    shell.write(SIMPLE)
    answer = shell("run", "--json", "-p", "n=5")
    found = answer.json
    assert {"run_id", "state", "reason", "tasks", "usage", "seconds"} <= found.keys()
    assert (found["state"], found["reason"], answer.err) == ("succeeded", None, "")
    assert [row["task"] for row in found["tasks"]] == ["first", "second", "third"]
    assert found["usage"]["coordinator_cpu_seconds"] > 0
    assert found["seconds"] >= max(row["seconds"] for row in found["tasks"])


def test_json_of_a_failure_has_the_error_and_the_same_exit_code(broken_copy: Any) -> None:
    answer = broken_copy("run", "--json")
    check = next(row for row in answer.json["tasks"] if row["task"] == "check")
    assert answer.code == 1
    assert answer.json["state"] == "failed"
    assert (check["error"]["type"], check["error"]["where"]) == ("ValueError", "pipeline.py:16")


def test_a_parameter_can_be_set_for_one_run(shell: Any) -> None:
    shell.write(SIMPLE)
    shell("run")
    shell("run", "-p", "n=5", "--param", "first.n=6")
    assert states(shell) == dict.fromkeys(("first", "second", "third"), "succeeded")
    shown = shell("show", "first").out
    assert re.search(r"parameter +n +6", shown)


def test_from_runs_a_task_again_and_what_follows(shell: Any) -> None:
    shell.write(SIMPLE)
    shell("run")
    assert shell("run", "--from", "second").code == 0
    assert states(shell) == {"first": "cached", "second": "succeeded", "third": "succeeded"}


def test_until_stops_after_a_task(shell: Any) -> None:
    shell.write(SIMPLE)
    assert shell("run", "--until", "second").code == 0
    assert states(shell) == {"first": "succeeded", "second": "succeeded", "third": "skipped"}


def test_only_runs_one_task_on_stored_outputs(shell: Any) -> None:
    shell.write(SIMPLE)
    assert shell("run", "--only", "second").code == 2
    shell("run")
    assert shell("run", "--only", "second").code == 0
    assert states(shell) == {"first": "cached", "second": "succeeded", "third": "skipped"}


def test_force_runs_everything_again(shell: Any) -> None:
    shell.write(SIMPLE)
    shell("run")
    shell("run", "--force")
    assert set(states(shell).values()) == {"succeeded"}


def test_a_dag_is_chosen_by_its_name(shell: Any) -> None:
    shell.write(SIMPLE + "with DAG('other') as other:\n    only = PythonOperator(lambda: 1, task_id='only')\n")
    answer = shell("run")
    assert answer.code == 2
    assert "--dag" in answer.err
    assert shell("run", "--dag", "simple").code == 0
    assert shell.latest()["pipeline"] == "simple"


DATED = """
def day(logical_date):
    if logical_date.startswith("2026-11-02"):
        raise RuntimeError("a holiday")
    return logical_date
with DAG("dated") as dag:
    PythonOperator(day)
"""


def test_the_date_reaches_the_task(shell: Any) -> None:
    shell.write(DATED)
    assert shell("run", "--date", "2026-11-01").code == 0
    assert shell.latest()["logical_date"].startswith("2026-11-01")


def test_a_backfill_runs_once_for_each_date_and_exits_with_1_if_one_failed(shell: Any) -> None:
    shell.write(DATED)
    answer = shell("run", "--backfill", "2026-11-01..2026-11-03")
    assert answer.code == 1
    lines = answer.out.splitlines()
    assert [line.split()[2] for line in lines[:3]] == ["succeeded", "failed", "succeeded"]
    assert [line[:10] for line in lines[:3]] == ["2026-11-01", "2026-11-02", "2026-11-03"]
    assert "fairlead runs --state failed" in answer.out


def test_a_backfill_in_weeks_as_json(shell: Any) -> None:
    shell.write(DATED)
    answer = shell("run", "--backfill", "2026-11-09..2026-11-23", "--every", "week", "--json")
    assert [one["logical_date"][:10] for one in answer.json["runs"]] == [
        "2026-11-09",
        "2026-11-16",
        "2026-11-23",
    ]
    assert answer.code == 0


@pytest.mark.parametrize("dates", ["2026-11-01", "..2026-11-01", "2026-11-03..2026-11-01", "a..b"])
def test_a_range_that_is_none_is_refused(shell: Any, dates: str) -> None:
    shell.write(DATED)
    answer = shell("run", "--backfill", dates)
    assert answer.code == 2
    assert "FL600" in answer.err


def test_a_run_is_started_from_another_folder_and_the_commands_named_work_there(shell: Any) -> None:
    shell.write(
        "def f():\n    raise KeyError('x')\nwith DAG('d') as dag:\n    PythonOperator(f)\n",
        "deep/pipeline.py",
    )
    said = shell("run", "deep/pipeline.py").out
    assert "cd deep && fairlead resume" in said
    assert (shell.folder / "deep" / ".fairlead").is_dir()
    assert not (shell.folder / ".fairlead").exists()


def test_a_reader_that_leaves_does_not_stop_the_run(shell: Any) -> None:
    shell.write(SIMPLE)
    command = f"{sys.executable} -m fairlead run | head -n 1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=shell.folder, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert shell.latest()["state"] == "succeeded"


def test_a_terminal_without_icons_is_no_error(shell: Any) -> None:
    shell.write(SIMPLE)
    answer = shell("run", PYTHONIOENCODING="ascii")
    assert answer.code == 0
    assert "succeeded" in answer.out


def on_a_terminal(shell: Any, *arguments: str, stop_at: str = "", **extra: str) -> tuple[int, str]:
    """Run a command on a pseudo-terminal; press Ctrl-C once a text has appeared."""
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100", "LINES": "50", **extra}
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(shell.folder)
        os.execve(sys.executable, [sys.executable, "-m", "fairlead", *arguments], environment)
    shown = b""
    while select.select([terminal], [], [], 60)[0]:
        try:
            data = os.read(terminal, 65536)
        except OSError:  # the other end is closed
            break
        shown += data
        if stop_at and stop_at in plain(shown.decode(errors="ignore")):
            stop_at = ""
            os.write(terminal, CTRL_C)
    else:
        os.kill(process, signal.SIGKILL)
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), shown.decode()


def plain(text: str) -> str:
    """Return what a terminal was sent without colours and movements."""
    return re.sub(r"\x1b\[[\d;?]*[a-zA-Z]", "", text)


def test_on_a_terminal_a_table_is_drawn_anew_until_the_end(shell: Any) -> None:
    shell.write(
        """
        def wait(): time.sleep(0.5)
        def other(): time.sleep(0.5)
        def end(wait, other): return 1
        with DAG("live") as dag:
            PythonOperator(wait), PythonOperator(other), PythonOperator(end)
        """.replace("\n        ", "\n")
    )
    code, shown = on_a_terminal(shell, "run", FAIRLEAD_WORKERS="2")
    assert code == 0
    frames = plain(shown).split("live  20")
    assert len(frames) > 3
    at_work = [set(re.findall(r"(\w+) +▶ running", frame)) for frame in frames]
    assert {"wait", "other"} in at_work, "no frame shows the two branches at work side by side"
    assert re.search(r"3 of 3 done\s+wait +✓ succeeded", frames[-1])
    assert re.search(r"✓ Run \S+ succeeded in .*; running side by side saved", frames[-1])


def test_on_a_terminal_a_long_graph_is_a_bar_counts_and_what_runs(shell: Any) -> None:
    shell.write(
        """
        def work(n): time.sleep(0.01)
        with DAG("long", params={}) as dag:
            for n in range(40):
                PythonOperator(work, task_id=f"task_{n}", op_args=[n])
        """.replace("\n        ", "\n")
    )
    code, shown = on_a_terminal(shell, "run")
    last = plain(shown).split("long  20")[-1]
    assert code == 0
    assert "40 of 40 done" in last
    assert "━" * 60 in last
    assert "✓ succeeded 40" in last
    assert "task_0" not in last


def test_no_color_is_obeyed_and_a_dumb_terminal_gets_plain_lines(shell: Any) -> None:
    shell.write(SIMPLE)
    code, shown = on_a_terminal(shell, "run", TERM="dumb")
    assert code == 0
    assert "\x1b" not in shown
    assert re.search(r"\d\d:\d\d:\d\d ✓ first", shown)
    _, listed = on_a_terminal(shell, "runs", NO_COLOR="1")
    assert "\x1b" not in listed
    _, listed = on_a_terminal(shell, "runs")
    assert "\x1b[32m✓ succeeded\x1b[0m" in listed


def test_ctrl_c_on_a_terminal_stops_in_order_and_says_how_to_go_on(slow: Any) -> None:
    code, shown = on_a_terminal(slow, "run", stop_at="slow   ▶ running")
    assert code == 130
    assert "was stopped after" in shown
    assert re.search(r"Finish it: fairlead resume \w{6}", shown)
    assert "Traceback" not in shown


def test_the_pipeline_file_is_never_written_to(shell: Any) -> None:
    path: Path = shell.write(SIMPLE)
    before = path.read_bytes()
    shell("run")
    assert path.read_bytes() == before
    assert {one.name for one in shell.folder.iterdir()} - {"__pycache__"} == {"pipeline.py", ".fairlead"}
