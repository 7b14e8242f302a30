"""The judge sees what it is there to see: lost numbers, values that nobody has had, values of another moment."""

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from independent import compared, digest, numbers_of
from sources import Case, SourceCell, write

NOTEBOOK: dict[str, Any] = {
    "cells": {"1": "", "2": "score 0.91\n", "4": "[3, 7]"},
    "times": {"1:0": 1, "1:end": 2, "2:end": 3, "4:end": 4},
    "history": {"df": [(1, "aa"), (2, "bb"), (4, "cc")], "model": [(3, "mm")]},
    "stopped": None,
}
PIPELINE: dict[str, Any] = {
    "shown": {"load": "", "train": "score 0.91\n"},
    "texts": {"evaluate": "[3, 7]"},
    "parts": [
        {"task": "load", "name": "df", "variable": "df", "time": "1:end", "digest": "bb"},
        {"task": "train", "name": "model", "variable": "model", "time": "2:end", "digest": "mm"},
    ],
}


def test_a_pipeline_that_shows_and_holds_the_same_is_called_the_same() -> None:
    assert compared(NOTEBOOK, PIPELINE) == {"numbers": 3, "missing": {}, "foreign": [], "stale": [], "parts": 2}


def test_a_number_that_the_pipeline_does_not_show_is_missed_and_its_cell_named() -> None:
    other = copy.deepcopy(PIPELINE)
    other["shown"]["train"] = "score 0.92\n"

    assert compared(NOTEBOOK, other)["missing"] == {"2": ["0.91"]}


def test_numbers_that_stand_elsewhere_do_not_make_up_for_a_line() -> None:
    other = copy.deepcopy(PIPELINE)
    other["shown"] = {"load": "[] and 0.91", "train": "score 7, then 3\n"}
    other["texts"] = {}

    assert compared(NOTEBOOK, other)["missing"] == {"4": ["3", "7"]}


@pytest.mark.parametrize(
    ("value", "where"),
    [
        pytest.param("xx", "foreign", id="never had"),
        pytest.param("aa", "stale", id="had before"),
        pytest.param("cc", "stale", id="had later"),
    ],
)
def test_an_output_with_another_value_is_seen(value: str, where: str) -> None:
    other = copy.deepcopy(PIPELINE)
    other["parts"][0]["digest"] = value

    found = compared(NOTEBOOK, other)

    assert [bool(found[name]) for name in ("foreign", "stale")] == [where == "foreign", where == "stale"]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param(1.0, 1, id="float and int"),
        pytest.param(0.1 + 0.2, 0.3, id="the last bit"),
        pytest.param([1, 2], [2, 1], id="order"),
        pytest.param({"a": 1, "b": 2}, {"b": 2, "a": 1}, id="order of keys"),
        pytest.param(np.zeros(3), np.zeros((3, 1)), id="shape"),
        pytest.param(np.zeros(3), np.zeros(3, dtype="float32"), id="type of array"),
        pytest.param(pd.DataFrame({"a": [1, 2]}), pd.DataFrame({"a": [1, 2]}, index=[1, 0]), id="index"),
        pytest.param(pd.DataFrame({"a": [1], "b": [2]}), pd.DataFrame({"b": [2], "a": [1]}), id="order of columns"),
        pytest.param(pd.Series(["x", None]), pd.Series(["x", "None"]), id="missing text"),
        pytest.param(np.random.RandomState(0), np.random.RandomState(1), id="random state"),
    ],
)
def test_different_values_have_different_digests(left: object, right: object) -> None:
    assert digest(left) != digest(right)
    assert digest(left) == digest(copy.deepcopy(left))


def test_a_value_within_itself_has_a_digest() -> None:
    node: dict[str, Any] = {}
    node["self"] = node

    assert digest(node) == digest(copy.deepcopy(node))


def test_a_sets_digest_does_not_depend_on_the_process() -> None:
    code = "from independent import digest; print(digest({'one', 'two', 'three', 'four'}))"
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=Path(__file__).parent,
            env={"PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(said) == 1


def test_numbers_leave_out_addresses_and_the_shells_times() -> None:
    assert numbers_of("<f at 0x7f12ab>\nCPU times: user 3 ms\nWall time: 4 ms\n-1.5e-3, 10%, x2, 3.") == [
        "-1.5e-3",
        "10",
        "3",
    ]


def test_a_notebooks_run_tells_what_each_cell_showed_and_where_it_stopped(tmp_path: Path) -> None:
    cells = [
        SourceCell("markdown", "# Words"),
        SourceCell("code", "x = [1]\ny = x\ny.append(2)"),
        SourceCell("code", "print(len(x))\nsum(x)"),
        SourceCell("code", "1 / 0"),
        SourceCell("code", "print('never')"),
    ]
    path = write(Case("small", "", tuple(cells)), tmp_path)
    script = Path(__file__).parent / "independent.py"
    subprocess.run([sys.executable, script, "notebook", path, tmp_path / "told.json"], check=True, capture_output=True)

    told = json.loads((tmp_path / "told.json").read_text())

    assert told["cells"] == {"2": "", "3": "2\n3\n", "4": ""}
    assert told["stopped"] == {"cell": 4, "error": "ZeroDivisionError: division by zero"}
    assert [time for time, _ in told["history"]["x"]] == [told["times"]["2:0"], told["times"]["2:end"]]
