"""A mended file is the old one but for what was mended: its JSON, its line ends, its other cells, its other lines."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.notebook.check import check_notebook
from fairlead.notebook.fix import Edit, Fixed, fix_notebook
from fairlead.notebook.fix.edit import edited
from fairlead.notebook.fix.mends import MENDS
from fairlead.notebook.fix.written import written
from fairlead.notebook.read import notebook_of

HERE = Path(__file__).parents[1]
CORPUS = sorted(
    file
    for rule in (*MENDS, "resample-before-split", "feature-selection", "train-test-overlap", "magic-shell")
    for file in (HERE / "corpus" / rule).glob("*.py")
)
SCRIPTS = sorted((HERE / "labelled" / "scripts").glob("*.py"))[::4]
CODE = "from sklearn.cluster import KMeans\nmodel = KMeans(3)\n"


def fixed(content: bytes, name: str) -> Fixed:
    return fix_notebook(content, name, check_notebook(notebook_of(content, name)))


def ipynb(*sources: Any, **style: Any) -> str:
    cells = [
        {
            "source": source,
            "outputs": [{"output_type": "stream", "text": ["é"]}],
            "cell_type": "code",
            "metadata": {"b": 1, "a": 2},
        }
        for source in sources
    ]
    return json.dumps({"nbformat": 4, "cells": cells, "metadata": {}, "nbformat_minor": 5}, **style)


@pytest.mark.parametrize("file", [*CORPUS, *SCRIPTS], ids=lambda file: f"{file.parent.name}/{file.name}")
def test_a_mended_file_parses_and_a_second_time_nothing_happens(file: Path) -> None:
    content = file.read_bytes()
    result = fixed(content, file.name)
    again = fixed(result.content, file.name)
    assert again.content == result.content
    assert not again.mended
    for old, new in zip(result.before.cells, result.after.cells, strict=True):
        assert old.problem is not None or new.problem is None
        assert (old.kind, old.tags) == (new.kind, new.tags)


@pytest.mark.parametrize("file", CORPUS, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_no_statement_is_lost_and_every_comment_stays(file: Path) -> None:
    result = fixed(file.read_bytes(), file.name)
    old, new = file.read_text(), result.content.decode()
    assert {line.partition("#")[2] for line in old.splitlines() if "#" in line} <= {
        line.partition("#")[2] for line in new.splitlines() if "#" in line
    }
    if {one.rule for one in result.mended} <= {"no-seed-split", "no-seed-model", "refit-on-test"}:
        assert len(old.splitlines()) <= len(new.splitlines())
        assert len(ast.parse(notebook_code(result.before)).body) == len(ast.parse(notebook_code(result.after)).body)


def notebook_code(notebook: Any) -> str:
    return "\n".join(ast.unparse(cell.tree) for cell in notebook.code_cells if cell.tree is not None)


@pytest.mark.parametrize(
    "style",
    [
        {"indent": 1},
        {"indent": 4, "ensure_ascii": False},
        {"separators": (",", ":")},
        {"indent": "\t", "sort_keys": True},
    ],
)
@pytest.mark.parametrize("end", ["", "\n"])
def test_an_ipynb_keeps_its_form(style: dict[str, Any], end: str) -> None:
    first = ["print('é')\n", "print('\\u00e9')"]
    old = ipynb(first, CODE.splitlines(keepends=True), CODE, **style) + end
    lines = ["from sklearn.cluster import KMeans\n", "model = KMeans(3, random_state=42)\n"]
    new = ipynb(first, lines, "".join(lines), **style) + end
    assert fixed(old.encode(), "a.ipynb").content.decode() == new


def test_lines_of_a_changed_cell_that_stay_are_written_as_they_were() -> None:
    lines = r'["from sklearn.cluster import KMeans\n", "print(\"\u00e9\")\n", "KMeans(3)"]'
    old = f'{{"cells": [{{"cell_type": "code", "source": {lines}}}]}}'
    assert fixed(old.encode(), "a.ipynb").content.decode() == old.replace("(3)", "(3, random_state=42)")


def test_a_notebook_of_format_3_is_mended_in_its_worksheets() -> None:
    cell = {"cell_type": "code", "language": "python", "input": CODE}
    old = json.dumps({"nbformat": 3, "metadata": {}, "worksheets": [{"cells": [cell]}, {"cells": [cell]}]})
    assert fixed(old.encode(), "a.ipynb").content.decode() == old.replace("(3)", "(3, random_state=42)")


def test_a_script_keeps_its_line_ends_and_its_mark() -> None:
    old = b"\xef\xbb\xbf" + CODE.replace("\n", "\r\n").encode()
    assert fixed(old, "a.py").content == old.replace(b"(3)", b"(3, random_state=42)")


@pytest.mark.parametrize("content", ["# é\n".encode("latin-1") + CODE.encode(), b"x = 1\r\n" + CODE.encode()])
def test_a_file_that_cannot_be_written_as_it_is_stays(content: bytes) -> None:
    result = fixed(content, "a.py")
    assert (result.content, result.mended) == (content, ())
    assert "file" in result.left[0].reason


def test_a_line_with_a_known_finding_is_not_touched() -> None:
    code = CODE + "other = KMeans(4)\n"
    known, new = (one for one in check_notebook(notebook_of(code, "a.py")) if one.code == "no-seed-model")
    result = fix_notebook(code.encode(), "a.py", [new], held=[known])
    assert result.content.decode() == code.replace("(4)", "(4, random_state=42)")


def test_a_line_with_a_waived_finding_of_another_rule_is_not_touched() -> None:
    waiver = "# fairlead: ignore[input-without-schema] it is written by us"
    code = f"import pandas as pd\n\npd.read_csv('/Users/jo/a.csv').sample(frac=1)  {waiver}\n"
    found = check_notebook(notebook_of(code, "a.py"), suppressed=True)
    waived = [one for one in found if "suppression" in one.evidence]
    result = fix_notebook(code.encode(), "a.py", [one for one in found if one not in waived], held=waived)
    assert bool(waived) and result.content == code.encode()
    assert "waived" in result.left[0].reason


@given(
    st.lists(st.text(alphabet='ab"\\é\u2028\t {}[]:,', max_size=8), max_size=4),
    st.text(alphabet='xy"\\ü\n', max_size=12),
    st.sampled_from([{"indent": 1}, {"indent": 2, "ensure_ascii": False}, {}]),
)
@settings(max_examples=60, deadline=None)
def test_what_is_written_into_an_ipynb_is_what_is_read_from_it(
    lines: list[str], new: str, style: dict[str, Any]
) -> None:
    sources = ["\n".join(lines).splitlines(keepends=True), "\n".join(lines)]
    text = ipynb(*sources, "last", **style)
    changed = written(text, notebook_of(text, "a.ipynb"), {1: new, 2: new})
    assert changed is not None
    assert [cell.source for cell in notebook_of(changed, "a.ipynb").cells] == [new, new, "last"]


@given(st.text(max_size=20), st.lists(st.integers(0, 20), min_size=2, max_size=6))
def test_edits_leave_the_rest_where_it_is(source: str, places: list[int]) -> None:
    bounds = sorted(min(one, len(source)) for one in places)
    edits = [Edit(1, a, b, "<>") for a, b in zip(bounds[::2], bounds[1::2], strict=False)]
    kept = [0, *(one for edit in edits for one in (edit.start, edit.end)), len(source)]
    assert edited(source, edits) == "<>".join(source[a:b] for a, b in zip(kept[::2], kept[1::2], strict=True))
