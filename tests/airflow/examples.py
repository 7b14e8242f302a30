"""Run Airflow's own example DAGs here, and say which run, which do not, and why.

python tests/airflow/examples.py        # write the list into docs/reference/airflow.md
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "airflow.md"
BEGIN, END = "<!-- examples: begin -->", "<!-- examples: end -->"
DATE = "2026-11-01"
SECONDS = 120
OUTSIDE = "is not part of the Airflow that runs here"

LIST = """
import json, sys
from pathlib import Path
from fairlead.airflow import imports
from fairlead.errors import FairleadError
from fairlead.pipeline.graph import DAG
from fairlead.pipeline.loader import import_file
imports.before()
file = Path(sys.argv[1])
try:
    module = import_file(file, file.parent)
    imports.after(module)
    print("\\n" + json.dumps({"dags": sorted({one.dag_id for one in vars(module).values() if isinstance(one, DAG)})}))
except FairleadError as error:
    print("\\n" + json.dumps({"error": error.message}))
"""


@dataclass(frozen=True, slots=True)
class Example:
    """One DAG of a file, or a file that cannot be read: how it ended here."""

    file: str
    dag: str
    state: str
    reason: str = ""
    tasks: tuple[tuple[str, str], ...] = ()

    @property
    def runs(self) -> bool:
        return self.state in ("succeeded", "failed")


def folders() -> list[Path]:
    """The two folders of examples in the wheels, as `.ci/airflow` has installed them."""
    (site,) = (ROOT / "build" / "airflow" / "lib").glob("python3.*/site-packages/airflow")
    return [site / "example_dags", site / "providers" / "standard" / "example_dags"]


def files() -> list[Path]:
    return sorted(
        (one for folder in folders() for one in folder.glob("*.py") if one.stem != "__init__"), key=lambda p: p.name
    )


def examples(file: Path, folder: Path) -> Iterator[Example]:
    """Run every DAG of a file, unchanged, in a folder of its own."""
    here = folder / file.stem
    here.mkdir()
    shutil.copy(file, here)
    copy = here / file.name
    listed = subprocess.run(
        [sys.executable, "-c", LIST, str(copy)], capture_output=True, text=True, cwd=here, timeout=SECONDS
    )
    found = json.loads(listed.stdout.strip().splitlines()[-1])
    if "error" in found:
        yield Example(file.name, "", "refused", found["error"].replace(f"{here}{os.sep}", ""))
        return
    if not found["dags"]:
        yield Example(file.name, "", "refused", "it defines no DAG.")
    for dag in found["dags"]:
        yield one(copy, dag)


def one(file: Path, dag: str, **variables: str) -> Example:
    """Run one DAG."""
    words = [sys.executable, "-m", "fairlead", "run", file.name, "--dag", dag, "--date", DATE, "--json"]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), **variables}
    try:
        done = subprocess.run(words, capture_output=True, text=True, cwd=file.parent, env=env, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return Example(file.name, dag, "refused", f"it did not end within {SECONDS} s.")
    document = json.loads(done.stdout)
    if "error" in document:
        return Example(file.name, dag, "refused", document["error"]["message"].replace(f"{file.parent}{os.sep}", ""))
    failed = [one for one in document["tasks"] if one["state"] == "failed" and one["error"]]
    reason = f"{failed[0]['task']}: {failed[0]['error']['message']}" if failed else ""
    tasks = tuple((one["task"], one["state"]) for one in document["tasks"])
    # What only a run shows to be outside: the file can be read, and one of its tasks asks for too much.
    state = "refused" if OUTSIDE in reason else document["state"]
    return Example(file.name, dag, state, reason.splitlines()[0] if reason else "", tasks)


def all_examples() -> list[Example]:
    with tempfile.TemporaryDirectory() as folder:
        return [found for file in files() for found in examples(file, Path(folder))]


def table(found: list[Example]) -> str:
    """The list as it stands in the documentation."""
    running = [one for one in found if one.runs]
    lines = [
        f"Of the {len({one.file for one in found})} example files in the wheels of Airflow 3.3.2 and its standard "
        f"provider, {len({one.file for one in running})} run here as they are, with {len(running)} DAGs.",
        "",
        "| file | DAG | here |",
        "|---|---|---|",
    ]
    for one in found:
        said = one.state if not one.reason else f"{one.state}: {_tidy(one.reason)}"
        lines.append(f"| `{one.file}` | {f'`{one.dag}`' if one.dag else ''} | {said} |")
    return "\n".join(lines)


def _tidy(text: str) -> str:
    text = re.sub(r"/\S*/(?=[\w.-]+)", "", text)
    return text.replace("|", "\\|").replace("<", "&lt;")[:160]


def main() -> None:
    text = PAGE.read_text()
    head, tail = text.split(BEGIN)[0], text.split(END)[1]
    PAGE.write_text(f"{head}{BEGIN}\n{table(all_examples())}\n{END}{tail}")


if __name__ == "__main__":
    main()
