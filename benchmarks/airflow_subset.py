"""Run one unchanged Airflow file with Fairlead and with `airflow dags test`, and compare what it costs.

bash .ci/airflow && python benchmarks/airflow_subset.py        # about two minutes
python benchmarks/airflow_subset.py --times 3 --tasks 60

Both get the same file: PythonOperators in a chain of diamonds, with XComs, a branch and a template, in its own folder,
with a database made beforehand. CPU seconds are those of the whole family of processes; the median of the repetitions.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path

from measure import measure

ROOT = Path(__file__).resolve().parent.parent
AIRFLOW = ROOT / "build" / "airflow" / "bin" / "airflow"
FILE = """
from datetime import datetime

from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.providers.standard.operators.python import BranchPythonOperator, PythonOperator
from airflow.sdk import DAG


def work(day, ti):
    return (ti.xcom_pull(task_ids="choose") == "task_0") + int(day[:4])


with DAG("subset", schedule="@daily", start_date=datetime(2026, 1, 1), catchup=False) as dag:
    choose = BranchPythonOperator(task_id="choose", python_callable=lambda: "task_0")
    tasks = [PythonOperator(task_id=f"task_{n}", python_callable=work, op_args=["{{ ds }}"]) for n in range(TASKS)]
    choose >> [tasks[0], EmptyOperator(task_id="left_out")]
    for n in range(0, TASKS - 3, 3):
        tasks[n] >> [tasks[n + 1], tasks[n + 2]] >> tasks[n + 3]
"""


def main() -> None:
    """Measure both and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=3, help="repetitions of each")
    parser.add_argument(
        "--tasks", type=int, default=7, help="tasks besides the branch: one more than a multiple of three"
    )
    given = parser.parse_args()
    if not AIRFLOW.exists():
        sys.exit("Airflow is not installed in build/airflow: bash .ci/airflow")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "dags").mkdir()
        (folder / "dags" / "subset.py").write_text(FILE.replace("TASKS", str(given.tasks)))
        env = {
            **os.environ,
            "PYTHONPATH": str(ROOT / "src"),
            "AIRFLOW_HOME": place,
            "AIRFLOW__CORE__DAGS_FOLDER": str(folder / "dags"),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{folder / 'airflow.db'}",
        }
        commands = {
            "fairlead run": [
                sys.executable,
                "-m",
                "fairlead",
                "run",
                "dags/subset.py",
                "--date",
                "2026-11-01",
                "--quiet",
            ],
            "airflow dags test": [AIRFLOW, "dags", "test", "subset", "2026-11-01"],
        }
        usual = {"folder": folder, "environment": env, "limit": 900.0, "log": folder / "log", "memory": False}
        if measure([AIRFLOW, "db", "migrate"], **usual).exit_code:
            sys.exit((folder / "log").read_text()[-2000:])
        found: dict[str, tuple[float, float]] = {}
        for name, command in commands.items():
            used = [measure(command, **usual) for _ in range(given.times)]
            if any(one.exit_code for one in used):
                sys.exit((folder / "log").read_text()[-2000:])
            found[name] = statistics.median(one.cpu for one in used), statistics.median(one.wall for one in used)
    load = os.getloadavg()[0]
    print(f"{given.tasks + 2} tasks, median of {given.times}, load average {load:.1f}\n")
    print("| | CPU s | wall s |\n|---|---|---|")
    for name, (cpu, wall) in found.items():
        print(f"| `{name}` | {cpu:.2f} | {wall:.2f} |")
    (ours, ours_wall), (theirs, theirs_wall) = found.values()
    print(f"| ratio | {theirs / ours:.0f} | {theirs_wall / ours_wall:.0f} |")


if __name__ == "__main__":
    main()
