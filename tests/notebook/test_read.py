"""Whatever a person brings becomes a notebook, and every line stays where it stood."""

import ast
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.notebook.check import check_notebook
from fairlead.notebook.magics import lowered
from fairlead.notebook.notebook import Notebook, Place
from fairlead.notebook.read import notebook_of, read_notebook


def sources(notebook: Notebook) -> list[tuple[str, str]]:
    return [(cell.kind, cell.source) for cell in notebook.cells]


def test_format_3_keeps_its_cells_numbers_and_outputs() -> None:
    cell = {
        "cell_type": "code",
        "input": ["x = 1\n", "x"],
        "prompt_number": 4,
        "outputs": [{"output_type": "pyout", "text": "1"}],
    }
    notebook = notebook_of(
        json.dumps({"worksheets": [{"cells": [cell, {"cell_type": "heading", "source": "T"}]}], "nbformat": 3})
    )

    assert sources(notebook) == [("code", "x = 1\nx"), ("markdown", "T")]
    assert notebook.cells[0].execution_count == 4
    assert notebook.cells[0].outputs[0].kind == "result"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("{", "not JSON"),
        ("<<<<<<< HEAD\n{}", "merge"),
        ("[1]", "a list"),
        ('{"a": 1}', "no list of cells"),
        ('"cells"', "text"),
        ("[" * 100_000, "nested too deeply"),
        ('{"cells": [3]}', "a number"),
    ],
)
def test_a_file_that_is_no_notebook_is_told_of_in_words(text: str, words: str) -> None:
    findings = check_notebook(notebook_of(text, "broken.ipynb"))

    assert [finding.code for finding in findings] == ["unreadable-notebook"]
    assert words in findings[0].message


def test_another_language_is_told_of_and_nothing_else() -> None:
    content = {"cells": [{"cell_type": "code", "source": "x <- 1"}], "metadata": {"kernelspec": {"language": "R"}}}

    assert [finding.code for finding in check_notebook(notebook_of(json.dumps(content), "r.ipynb"))] == ["not-python"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_bytes_of_any_encoding_are_read(encoding: str) -> None:
    assert notebook_of("name = 'größe'\n".encode(encoding), "a.py").cells[0].code.startswith("name = 'größe'")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_kind_are_one_line_end(end: str) -> None:
    notebook = notebook_of(end.join(["# %%", "x = 1", "# %%", "y = (", "2"]), "a.py")

    assert [cell.first_line for cell in notebook.cells] == [2, 4]
    assert notebook.cells[1].problem is not None


def test_exported_and_light_files_have_cells() -> None:
    exported = notebook_of("#!/usr/bin/env python\n\n# In[3]:\n\nx = 1\n\n# In[7]:\n\nprint(x)\n", "a.py")
    light = notebook_of(
        "# ---\n# jupytext: light\n# ---\n\nx = 1\n\n# + tags=['a']\ny = 2\n\nz = 3\n# -\n\nw = 4\n", "a.py"
    )

    assert [(cell.execution_count, cell.source.strip()) for cell in exported.cells] == [(3, "x = 1"), (7, "print(x)")]
    assert [cell.source.strip() for cell in light.cells] == ["x = 1", "y = 2\n\nz = 3", "w = 4"]
    assert light.cells[1].tags == {"a"}


def test_a_plain_script_is_one_cell_and_its_places_are_those_of_the_file() -> None:
    notebook = notebook_of("\n\nx = 1\n", "a.py")

    assert notebook.kind == "script"
    assert str(notebook.where(Place(1, 3, 0))) == "a.py:3:1"


def test_run_brings_in_the_names_of_a_file_beside_the_notebook(tmp_path: Path) -> None:
    (tmp_path / "helpers.py").write_text("def clean(x):\n    return x\n")
    notebook = tmp_path / "main.py"
    notebook.write_text("# %%\n# a note\nx = 1\n# %%\n%run helpers.py\n# %%\nprint(clean(x), other)\n")

    messages = [f.message for f in check_notebook(read_notebook(notebook), select=["undefined-on-restart"])]

    assert messages == ["`other` is used in cell 3, but no cell defines it."]


def test_files_that_run_each_other_are_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("# %%\n%run b.py\n")
    (tmp_path / "b.py").write_text("# %%\n%run a.py\n")

    assert len(read_notebook(tmp_path / "a.py").cells) == 1


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("%matplotlib inline", "pass"),
        ("if x:\n    !ls\n    y = 1", "if x:\n    pass\n    y = 1"),
        ("x = %env HOME", "x = __magic__()"),
        ("a, b = !ls", "a, b = __magic__()"),
        ("df?", "pass"),
        ("?df", "pass"),
        ("%time f(x)", "pass; f(x)"),
        ("%timeit -n 10 f(x)", "pass;         f(x)"),
        ("!pip install a \\\n  b\nx = 1", "pass\n\nx = 1"),
        ("s = '''\n!no\n%no\n'''\n!yes", "s = '''\n!no\n%no\n'''\npass"),
        ("f(a\n%b)\n%who", "f(a\n%b)\npass"),
        ("%%time\nx = 1", "pass\nx = 1"),
        ("%%capture out\nx = 1", "out = __magic__()\nx = 1"),
        ("%%bash\nls", "\n"),
        ("pip install x", "pass"),
        ("ls = [1]\nls.append(2)", "ls = [1]\nls.append(2)"),
        ("x = 3 # really?", "x = 3 # really?"),
    ],
)
def test_magics_become_python_in_their_lines(source: str, code: str) -> None:
    assert lowered(source).code == code


@given(
    st.lists(
        st.sampled_from(["%time f()", "!ls \\", "x = (", ")", "'''", "y?", "# %x", "  %%bash", "z = !a", "\\"]),
        max_size=8,
    )
)
def test_lowering_never_changes_the_number_of_lines(lines: list[str]) -> None:
    source = "\n".join(lines)

    assert lowered(source).code.count("\n") == source.count("\n")


def test_what_can_be_read_of_a_broken_cell_is_read() -> None:
    cell = notebook_of(
        "a = 1\nfor x in y:\n    print 'p', x\n    b = 2\nc = = 3\nd = f(\nprint 'q'\ne = 5\n", "a.py"
    ).cells[0]

    assert cell.problem is not None and cell.tree is not None
    stored = {name.id for name in ast.walk(cell.tree) if isinstance(name, ast.Name)}
    assert {"a", "x", "b"} <= stored


def test_places_count_characters_not_bytes() -> None:
    finding = check_notebook(notebook_of("größe = 'ä'; print(unbekannt)", "a.py"), select=["undefined-on-restart"])[0]

    assert finding.where.column == len("größe = 'ä'; print(") + 1


@pytest.mark.parametrize(("line", "end"), [('print "a"', "print(...)?"), ("x = = 1", "invalid syntax.")])
def test_what_python_says_of_a_broken_cell_ends_with_one_mark(line: str, end: str) -> None:
    (finding,) = check_notebook(notebook_of(f"# %%\n{line}\n", "a.py"), select=["unparsable-cell"])

    assert finding.message.endswith(end)
