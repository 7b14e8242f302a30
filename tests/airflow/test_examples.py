"""Airflow's own example DAGs: the list in the documentation is true, and states are those that Airflow gives."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
AIRFLOW = ROOT / "build" / "airflow" / "bin" / "airflow"
BOTH = (
    "example_branch_labels", "example_nested_branch_dag", "example_short_circuit_decorator",
    "example_short_circuit_operator", "example_task_group_decorator", "example_xcom",
)  # fmt: skip
"""DAGs that Airflow runs as well, to compare states: branches, short circuits, groups, XComs."""

STATES = {"success": "succeeded", "skipped": "skipped", "failed": "failed", "upstream_failed": "upstream_failed"}

pytestmark = [pytest.mark.heavy, pytest.mark.timeout(1800)]


@pytest.fixture(scope="module")
def examples() -> ModuleType:
    if not AIRFLOW.exists():
        words = "airflow is not installed in build/airflow: `bash .ci/airflow` does that"
        if os.environ.get("FAIRLEAD_REQUIRE_ENGINES") == "1":
            pytest.fail(words)
        pytest.skip(words)
    spec = importlib.util.spec_from_file_location("airflow_examples", Path(__file__).with_name("examples.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_the_documentation_lists_which_examples_run(examples: ModuleType) -> None:
    written = examples.PAGE.read_text().split(examples.BEGIN)[1].split(examples.END)[0]
    assert written.strip() == examples.table(examples.all_examples()).strip(), "python tests/airflow/examples.py"


TEST = """
import sys
from airflow.cli.cli_parser import get_parser
parser = get_parser()
for name in sys.argv[2:]:
    words = parser.parse_args(["dags", "test", name, sys.argv[1]])
    try:
        words.func(words)
    except SystemExit:  # a run that failed has its states too
        pass
"""
"""What `airflow dags test` does, once for each DAG: a process for each would take seconds for its start."""


@pytest.fixture(scope="module")
def tested(tmp_path_factory: pytest.TempPathFactory, examples: ModuleType) -> Path:
    """Let Airflow run the DAGs, and return the folder with its database."""
    folder = tmp_path_factory.mktemp("airflow")
    (folder / "dags").mkdir()
    for name in BOTH:
        (found,) = [one for one in examples.files() if one.stem == name]
        shutil.copy(found, folder / "dags")
    env = {
        **os.environ,
        "AIRFLOW_HOME": str(folder),
        "AIRFLOW__CORE__DAGS_FOLDER": str(folder / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{folder / 'airflow.db'}",
    }
    subprocess.run([AIRFLOW, "db", "migrate"], env=env, check=True, capture_output=True)
    # A random choice, or a date, would be another one there: these DAGs have neither.
    python = AIRFLOW.with_name("python")
    subprocess.run([python, "-c", TEST, examples.DATE, *BOTH], env=env, check=False, capture_output=True)
    return folder


@pytest.mark.parametrize("name", BOTH)
def test_states_are_those_of_airflow(examples: ModuleType, tested: Path, name: str) -> None:
    ours = examples.one(tested / "dags" / f"{name}.py", name)
    with contextlib.closing(sqlite3.connect(tested / "airflow.db")) as connection:
        rows = connection.execute("SELECT task_id, state FROM task_instance WHERE dag_id = ?", (name,)).fetchall()
    assert rows
    assert dict(ours.tasks) == {task: STATES[state] for task, state in rows}
