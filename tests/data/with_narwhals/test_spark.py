"""What a suite finds in a table of Spark is what it finds in the same table of Polars."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from spark_beside_polars import TABLE, answers

ROOT = Path(__file__).parents[3]
PYTHON = ROOT / "build" / "spark" / "bin" / "python"


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    if not PYTHON.exists() or shutil.which("java") is None:
        pytest.skip("no Spark here: `make heavy` sets it up")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "SPARK_LOCAL_IP": "127.0.0.1"}
    script = Path(__file__).with_name("spark_beside_polars.py")
    done = subprocess.run([PYTHON, script], env=environment, capture_output=True, text=True, timeout=280)
    assert done.returncode == 0, done.stderr[-4000:]
    answers: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answers


@pytest.mark.heavy
def test_a_table_of_spark_equals_one_of_polars(found: dict[str, Any]) -> None:
    for of_spark, of_polars in zip(found["spark"], found["polars"], strict=True):
        assert of_spark == of_polars


@pytest.mark.heavy
def test_one_suite_finds_the_same_in_polars_pandas_duckdb_and_spark(found: dict[str, Any]) -> None:
    duckdb = pytest.importorskip("duckdb")
    of_polars = json.loads(json.dumps(answers(TABLE)))
    assert len(of_polars) == 25 and any(not one[1] for one in of_polars)
    others = {
        "pandas": TABLE.to_pandas(use_pyarrow_extension_array=True),
        "duckdb": duckdb.from_arrow(TABLE.to_arrow()),
    }
    all_answers = {name: json.loads(json.dumps(answers(table))) for name, table in others.items()}
    all_answers["spark"] = found["spark"]
    for name, there in sorted(all_answers.items()):
        for one, other in zip(there, of_polars, strict=True):
            assert one == other, name


@pytest.mark.heavy
def test_a_rule_about_the_row_above_is_refused(found: dict[str, Any]) -> None:
    assert found["ordered"].startswith("The rows of a table of pyspark have no order")
