"""A profile of a table that lies in DuckDB or in Spark is the one of the same rows in Polars."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from profile_tables import documents, tables

from fairlead.errors import MonitorError
from fairlead.monitor import profile
from fairlead.monitor.profiles.far import is_far

duckdb = pytest.importorskip("duckdb")

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / "build" / "spark" / "bin" / "python"


@pytest.mark.parametrize("name", sorted(tables()))
def test_a_relation_of_duckdb_has_the_profile_of_polars(name: str) -> None:
    table = tables()[name]
    relation = duckdb.from_arrow(table.to_arrow())
    assert is_far(relation) and not is_far(table)
    assert documents(profile(relation)) == documents(profile(table))


def test_a_query_is_profiled_without_its_table_coming_here() -> None:
    connection = duckdb.connect()
    connection.execute("CREATE TABLE calls AS SELECT i % 7 AS n, 'plan ' || (i % 3) AS plan FROM range(1000) t(i)")
    seen = profile(connection.sql("SELECT * FROM calls WHERE n > 0"))
    rows = [(n % 7, f"plan {n % 3}") for n in range(1000) if n % 7 > 0]
    here = pl.DataFrame(rows, schema=["n", "plan"], orient="row")
    assert documents(seen) == documents(profile(here))
    some = profile(connection.sql("SELECT * FROM calls"), ["plan"])
    assert (list(some), some.rows) == (["plan"], 1000)


def test_a_column_that_is_not_there_is_named() -> None:
    relation = duckdb.sql("SELECT 1 AS age")
    with pytest.raises(MonitorError, match="'agee'"):
        profile(relation, ["agee"])


def test_answers_are_profiled_beside_a_relation() -> None:
    relation = duckdb.sql("SELECT unnest([1, 2, 3]) AS age")
    seen = profile(relation, predictions=[0.1, 0.2, 0.9], outcomes=[0, None, 1])
    assert (seen["age"].rows, seen["(prediction)"].rows, seen["(error)"].rows) == (3, 3, 2)


@pytest.mark.heavy
def test_a_dataframe_of_spark_has_the_profile_of_polars() -> None:
    if not PYTHON.exists() or shutil.which("java") is None:
        pytest.skip("no Spark here: `make heavy` sets it up")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "SPARK_LOCAL_IP": "127.0.0.1"}
    script = Path(__file__).with_name("profile_tables.py")
    done = subprocess.run([PYTHON, script], env=environment, capture_output=True, text=True, timeout=280)
    assert done.returncode == 0, done.stderr[-4000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert sorted(found) == sorted(tables())
    for name, table in tables().items():
        assert found[name] == json.loads(json.dumps(documents(profile(table)))), name


def test_no_row_gives_an_empty_profile() -> None:
    empty = tables()["kinds"].head(0)
    assert documents(profile(duckdb.from_arrow(empty.to_arrow()))) == documents(profile(empty))
    assert profile(pl.DataFrame({"a": [1]})).rows == 1
