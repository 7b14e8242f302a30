"""The notebook that comes with the churn example: what `--fix` mends of its headline problems, and what it leaves."""

from __future__ import annotations

import json
from pathlib import Path

from fairlead.notebook.check import check_notebook
from fairlead.notebook.fix import fix_notebook
from fairlead.notebook.read import notebook_of

NOTEBOOK = Path(__file__).parents[3] / "examples/churn/notebooks/churn_model_FINAL_v3_USE_THIS.ipynb"
GONE = {
    "no-seed-split",
    "no-seed-model",
    "abs-path",
    "resample-before-split",
    "preprocess-not-persisted",
    "model-not-versioned",
}
ASKED = {"accuracy-on-imbalance", "no-baseline", "single-split-score"}
"""What is asked of a score only when it is honest."""


def test_seeds_path_save_and_copies_are_mended_and_the_filled_gaps_are_left_to_a_person() -> None:
    content = NOTEBOOK.read_bytes()
    before = check_notebook(notebook_of(content, NOTEBOOK.name))
    result = fix_notebook(content, NOTEBOOK.name, before)
    after = check_notebook(notebook_of(result.content, NOTEBOOK.name))
    assert {one.rule for one in result.mended} == GONE
    kept = {one.code for one in before} - GONE
    assert kept <= {one.code for one in after} <= kept | ASKED
    (scaler, gaps), (left,) = [
        [one for one in found if one.code == "preprocess-before-split"] for found in (before, after)
    ]
    assert (scaler.where.cell, gaps.where.cell, left.where.cell) in ((7, 4, 4), (4, 7, 4))  # type: ignore[union-attr]


def test_the_rows_are_parted_before_customers_are_repeated() -> None:
    content = NOTEBOOK.read_bytes()
    result = fix_notebook(content, NOTEBOOK.name, check_notebook(notebook_of(content, NOTEBOOK.name)))
    assert result.after.cells[6].source.split("\n")[1:] == [
        "data, data_test = train_test_split(data, test_size=0.2, random_state=42)",
        '# the model always said "stays", so give it more customers who left',
        "left = data[data[TARGET] == 1]",
        "data = pd.concat([data] + [left] * 4)",
        "",
        "X_train = data.drop(columns=[TARGET])",
        "X_test = data_test.drop(columns=[TARGET])",
        "y_train = data[TARGET]",
        "y_test = data_test[TARGET]",
        "",
        "scaler = StandardScaler()",
        "X_train = scaler.fit_transform(X_train)",
        "X_test = scaler.transform(X_test)",
        "",
        "X_train.shape, X_test.shape",
    ]


def test_outputs_counts_and_cells_without_findings_stay_as_they_are() -> None:
    content = NOTEBOOK.read_bytes()
    result = fix_notebook(content, NOTEBOOK.name, check_notebook(notebook_of(content, NOTEBOOK.name)))
    old, new = json.loads(content), json.loads(result.content)
    changed = [number for number, (a, b) in enumerate(zip(old["cells"], new["cells"], strict=True), 1) if a != b]
    assert changed == [2, 7, 8, 11]
    for one in (*old["cells"], *new["cells"]):
        one.pop("source")
    assert old == new
