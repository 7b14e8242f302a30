"""Looking at runs: `runs`, `show`, `logs`, `explain`, `graph`, `gc`."""

import re
import xml.etree.ElementTree as ElementTree
from typing import Any

import pytest


def test_runs_lists_the_newest_first(finished: Any, golden: Any) -> None:
    answer = finished("runs")
    golden("runs.txt", answer.out)
    assert answer.code == 0
    found = finished("runs", "--json").json["runs"]
    assert found[0]["created"] > found[1]["created"]
    assert finished("runs", "--limit", "1", "--json").json["runs"] == found[:1]


def test_runs_of_a_state(finished: Any, broken: Any) -> None:
    assert finished("runs", "--state", "failed").out == "No run is failed. All runs: fairlead runs\n"
    assert finished("runs", "--state", "failed", "--json").json == {"runs": []}
    assert {one["state"] for one in broken("runs", "--state", "failed", "--json").json["runs"]} == {"failed"}


def test_without_runs_each_command_names_the_one_that_starts_one(shell: Any) -> None:
    shell("init")
    assert shell("runs").out == "No runs yet. Start one: fairlead run\n"
    for command in ("show", "logs", "explain"):
        answer = shell(command)
        assert answer.code == 2
        assert "No runs yet." in answer.err
        assert "start one: `fairlead run`" in answer.err


def test_show_has_tasks_rows_and_a_gantt_chart(broken: Any, golden: Any) -> None:
    run_id = broken.ids()[-1]
    answer = broken("show", run_id)
    assert answer.code == 0
    lines = answer.out.splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("task "))
    table = {line.split()[0]: line for line in lines[start + 1 : lines.index("", start)]}
    assert "✓ succeeded" in table["read"]
    assert re.search(r"flaky +✓ succeeded +2 ", table["flaky"])
    assert "✗ failed" in table["check"]
    assert "⊘ upstream failed" in table["score"]
    assert "– skipped" in table["ship"]
    assert "square[2]" in table
    assert re.search(r"^flaky #2 +│", answer.out, re.M)
    assert re.search(r"in all, .* of work|in all$", lines[-1])


def test_show_of_a_finished_run_reads_as_it_should(finished: Any, golden: Any) -> None:
    first = finished.ids()[-1]
    assert_that_one_task_an_attempt_is_a_bar(finished("show", first).out)
    golden("show_cached.txt", finished("show").out)


def assert_that_one_task_an_attempt_is_a_bar(text: str) -> None:
    assert len(re.findall(r"│[ █]+│", text)) == 4


def test_show_of_a_task_has_its_inputs_and_its_output(finished: Any, golden: Any) -> None:
    first = finished.ids()[-1]
    golden("show_task.txt", finished("show", first, "validate").out)
    assert finished("show", first, "--task", "validate").out == finished("show", first, "validate").out
    document = finished("show", first, "validate", "--json").json
    extract = finished("show", first, "extract", "--json").json
    assert document["lineage"]["inputs"] == {"extract": extract["output"]["digest"]}
    assert document["lineage"]["parameters"] == {"highest_charge": 150.0}
    assert extract["rows_out"] == document["rows_in"] == 12


def test_show_of_a_failed_task_has_its_error_and_its_inputs(broken: Any) -> None:
    document = broken("show", "check", "--json").json
    assert document["error"]["type"] == "ValueError"
    assert document["lineage"]["inputs"].keys() == {"read"}
    tried = broken("show", broken.ids()[-1], "flaky").out
    assert re.search(r"1 +✗ failed .*the server is asleep", tried)
    assert re.search(r"2 +✓ succeeded", tried)


def test_show_writes_a_gantt_chart_as_svg(finished: Any, tmp_path: Any) -> None:
    target = tmp_path / "gantt.svg"
    assert f"Written: {target}" in finished("show", "--svg", str(target)).out
    assert ElementTree.parse(target).getroot().tag.endswith("svg")


def test_show_json_has_what_parallelism_saved(broken: Any) -> None:
    found = broken("show", "--json").json
    assert found["parallelism"]["seconds_of_work"] > 0
    assert {row["attempt"] for row in found["attempts"] if row["task"] == "flaky"} <= {1, 2}


@pytest.mark.parametrize("words", [["check"], ["--task", "check"]])
def test_a_task_can_stand_alone_for_the_latest_run(broken: Any, words: list[str]) -> None:
    assert broken("show", *words).out.startswith("check  ✗ failed")


def test_a_run_is_named_by_any_unique_beginning_or_end(finished: Any) -> None:
    first, second = finished.ids()
    for word in (first, first[-6:], first[:20]):
        assert finished("show", word, "--json").json["run_id"] == first
    answer = finished("show", second[:6])
    assert (answer.code, "2 runs begin with" in answer.err) == (2, True)


def test_a_typo_in_a_task_or_run_names_the_nearest(finished: Any) -> None:
    for command in ("show", "logs", "explain"):
        answer = finished(command, "validte")
        assert answer.code == 2
        assert "FL104" in answer.err
        assert "did you mean 'validate'?" in answer.err
    assert "FL201" in finished("show", "20200101").err


def test_logs_hold_what_a_task_printed_and_its_traceback(broken: Any) -> None:
    text = broken("logs", "check").out
    assert text.startswith("looking at 3 rows\nrow 2 is odd\nTraceback")
    assert text.endswith("ValueError: Column 'tenre' is not in the table.\nIt has tenure, churn.\n")


def test_logs_of_a_run_stand_under_headings(broken: Any) -> None:
    run_id = broken.ids()[-1]
    text = broken("logs", run_id).out
    assert "── check, attempt 1 ──\nlooking at 3 rows" in text
    assert "── flaky, attempt 1 ──" in text
    assert "asleep" in broken("logs", run_id, "flaky", "--attempt", "1").out
    found = broken("logs", run_id, "--json").json
    assert {one["task"] for one in found["logs"]} == {"check", "flaky"}


def test_logs_of_an_attempt_that_never_was_are_refused(broken: Any) -> None:
    answer = broken("logs", "check", "--attempt", "7")
    assert (answer.code, "no attempt 7" in answer.err) == (2, True)


def test_logs_of_a_task_from_the_store_are_those_of_the_run_that_made_it(finished: Any) -> None:
    first = finished.ids()[-1]
    text = finished("logs", "report").out
    assert text.startswith(f"── report, attempt 1, from run {first}, whose output was used again ──")
    assert "Customers who left paid" in text
    assert finished("logs", first, "report").out == text.partition("\n")[2]


def test_logs_say_why_there_is_nothing(broken: Any) -> None:
    assert "has not run (upstream failed). Why: fairlead explain" in broken("logs", "score").out
    assert broken("logs", "read").out == "read has printed nothing.\n"


def test_logs_are_followed_until_the_task_ends(slow: Any, wait_until_it_prints: Any) -> None:
    slow.write(
        "def talk():\n    for n in range(4):\n        print('line', n, flush=True)\n        time.sleep(0.3)\n"
        "with DAG('talk') as dag:\n    PythonOperator(talk)\n"
    )
    run = slow.start("run")
    wait_until_it_prints(slow)
    followed = slow("logs", "talk", "--follow")
    run.communicate()
    assert followed.code == 0
    assert followed.out == "── talk, attempt 1 ──\nline 0\nline 1\nline 2\nline 3\n"


def test_follow_and_json_exclude_each_other(finished: Any) -> None:
    answer = finished("logs", "--follow", "--json")
    assert (answer.code, answer.json["error"]["hint"]) == (2, "leave out one of them.")


def test_explain_says_why_each_task_did_not_run(finished: Any, golden: Any) -> None:
    golden("explain_cached.txt", finished("explain").out)


def test_explain_says_what_changed(shell: Any) -> None:
    shell("init")
    shell("run")
    path = shell.folder / "params.toml"
    path.write_text(path.read_text().replace("150.0", "100.0"))
    shell("run")
    assert re.search(r"– report +was skipped: .*validate.passed", shell("explain").out)
    assert "parameter highest_charge changed from 150.0 to 100.0" in shell("explain", "validate").out
    tasks = {one["task"]: one for one in shell("explain", "--json").json["tasks"]}
    assert tasks["extract"]["verdict"].startswith("did not run")
    assert tasks["validate"]["state"] == "succeeded"


def test_the_graph_is_drawn_as_text(finished: Any, golden: Any) -> None:
    golden("graph.txt", finished("graph").out)


def test_the_graph_of_a_run_has_its_states(broken: Any) -> None:
    run_id = broken.ids()[0]
    drawn = broken("graph", "--run", run_id).out
    assert "✗ check" in drawn
    assert "– ship" in drawn


def test_the_graph_in_other_languages(finished: Any, tmp_path: Any) -> None:
    assert finished("graph", "--format", "mermaid").out.startswith("flowchart LR")
    assert finished("graph", "-f", "dot").out.startswith("digraph pipeline {")
    assert finished("graph", "--json").json == finished("graph", "--format", "json").json
    target = tmp_path / "graph.svg"
    assert finished("graph", "--format", "svg", "--out", str(target)).out == f"Written: {target}\n"
    assert ElementTree.parse(target).getroot().tag.endswith("svg")


def test_drawing_a_graph_runs_nothing(shell: Any) -> None:
    shell("init")
    assert shell("graph").code == 0
    assert shell.ids() == []


def test_gc_removes_old_runs_and_says_how_much(shell: Any) -> None:
    shell("init")
    for charge in (150, 149, 148):
        shell("run", "-q", "-p", f"highest_charge={charge}")
    dry = shell("gc", "--keep", "1", "--dry-run")
    assert dry.out.startswith("Would remove 2 runs and ")
    assert len(shell.ids()) == 3
    assert shell("gc", "--keep", "1", "--older-than", "1d").out.startswith("Nothing to remove")
    assert shell("gc", "--keep", "1", "--json").json["runs"] == 2
    assert len(shell.ids()) == 1
    assert shell("run").code == 0


def test_gc_refuses_an_age_that_is_none(finished: Any) -> None:
    answer = finished("gc", "--older-than", "soon")
    assert (answer.code, "FL600" in answer.err) == (2, True)
