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


@pytest.mark.parametrize("script", ["stacking_oof_leak.py", "arima_statsmodels.py"])
def test_findings_are_the_same_in_every_process(script: str) -> None:
    told = {
        subprocess.run(
            [sys.executable, "-c", CHECK, SCRIPTS / script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3", "4")
    }

    assert len(told) == 1
