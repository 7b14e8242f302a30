"""The pipeline as it is written now."""

from __future__ import annotations

import os
from pathlib import Path

from fairlead.project import run
from fairlead.project.definition import definition, source_of
from fairlead.project.example import write_start
from fairlead.project.settings import Project

CODE = '''
import functools

def kept(function):
    return functools.wraps(function)(lambda: function())

@kept
def outer():
    """Say what it does."""
    def inner():
        return 1
    return inner
'''


def test_the_graph_of_the_latest_run_holds_until_a_file_changes(tmp_path: Path) -> None:
    write_start(tmp_path)
    os.utime(tmp_path / "pipeline.py", (1e9, 1e9))
    for path in tmp_path.rglob("*.*"):
        os.utime(path, (1e9, 1e9))
    project = Project.find(tmp_path)
    run(project)
    first = definition(project)
    assert first.graph is not None and "report" in first.graph.tasks
    text = (tmp_path / "pipeline.py").read_text()
    (tmp_path / "pipeline.py").write_text(text.replace("summarise", "sum_up"))
    os.utime(tmp_path / "pipeline.py", (4e9, 4e9))
    second = definition(project)
    assert second.graph is not None and "sum_up" in second.graph.tasks
    assert "sum_up" in second.text and second.trouble is None


def test_a_pipeline_that_cannot_be_loaded_keeps_its_text(tmp_path: Path) -> None:
    (tmp_path / "pipeline.py").write_text("import nothing_of_this_name\n")
    found = definition(Project.find(tmp_path))
    assert found.graph is None and found.trouble is not None and found.trouble.code == "FL101"
    assert "nothing_of_this_name" in found.text


def test_the_code_of_a_function_begins_at_its_decorators(tmp_path: Path) -> None:
    (tmp_path / "steps.py").write_text(CODE)
    found = source_of(tmp_path, "steps.py:8")
    assert found is not None
    assert found.line == 7 and found.text.startswith("@kept\ndef outer():") and found.text.endswith("return inner")
    assert found.doc == "Say what it does."


def test_code_outside_of_the_project_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.py").write_text("def f():\n    return 1\n")
    (tmp_path / "home").mkdir()
    for place in ("../secret.py:1", f"{tmp_path}/secret.py:1", "builtins:0", "", "steps.py:x", "steps.py:1"):
        assert source_of(tmp_path / "home", place) is None
