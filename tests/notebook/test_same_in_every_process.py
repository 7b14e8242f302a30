"""Sets have another order in each process; what is found must not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parent / "labelled" / "scripts"
CHECK = """
import json, sys
from fairlead.notebook.check import check_notebook
from fairlead.notebook.read import read_notebook

findings = check_notebook(read_notebook(sys.argv[1]), select=["all"], confidence="low")
print(json.dumps([finding.to_dict() for finding in findings]))
"""

TWO_CUTS = """
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, precision_recall_curve, roc_curve
from sklearn.model_selection import train_test_split

df = pd.read_csv("orders.csv")
X_train, X_test, y_train, y_test = train_test_split(df.drop(columns="y"), df["y"], random_state=0)
model = LogisticRegression().fit(X_train, y_train)
chance = model.predict_proba(X_test)[:, 1]
fpr, tpr, cuts = roc_curve(y_test, chance)
best = cuts[np.argmax(tpr - fpr)]
precision, recall, others = precision_recall_curve(y_test, chance)
other = others[np.argmax(precision * recall)]
print(f1_score(y_test, chance > (best + other) / 2))
"""


@pytest.mark.parametrize("script", ["stacking_oof_leak.py", "arima_statsmodels.py"])
def test_findings_are_the_same_in_every_process(script: str) -> None:
    assert len(told_in_processes(SCRIPTS / script)) == 1


def test_of_two_cuts_found_on_the_test_rows_the_first_is_named_in_every_process(tmp_path: Path) -> None:
    script = tmp_path / "two_cuts.py"
    script.write_text(TWO_CUTS)

    told = told_in_processes(script)

    assert len(told) == 1
    assert "threshold-on-test" in told.pop()


def told_in_processes(script: Path) -> set[str]:
    """Return what is found in processes that put sets in different orders."""
    return {
        subprocess.run(
            [sys.executable, "-c", CHECK, script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3", "4")
    }
