"""A pipeline that somebody has made wrong by hand is not called proved: whatever the way in which it is wrong."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from harness import PROVED, THREADS, first_json
from sources import case, write

from fairlead.project.converting import convert

pytestmark = pytest.mark.heavy

WRONG = {
    "a value is another": ("4.0]", "4.5]"),
    "a value is a little off": ('table["x"] * table["y"]', 'table["x"] * table["y"] + 1e-6'),
    "rows are in another order": ('left.merge(right, on="k")', 'right.merge(left, on="k")[["k", "x", "y"]]'),
    "a column has another type": ('on="k")', 'on="k").astype({"k": "float64"})'),
    "a column has another name": ('table["z"] =', 'table["zz"] ='),
    "a line is not printed": ('print("weights", weights)', "pass"),
    "another number is printed": ("{error:.6f}", "{error + 1:.6f}"),
    "another line is drawn": ('plt.plot(table["x"], predicted)', 'plt.plot(table["x"], predicted + 1)'),
    "nothing is drawn": ('plt.plot(table["x"], predicted)', "pass"),
    "another file is written": ("index=False", "index=True"),
    "no file is written": ('table.to_csv("result.csv", index=False)', "pass"),
}  # fmt: skip


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("proof")
    convert(write(case("small_and_whole"), folder), folder / "project")
    return folder / "project"


def verdict_of(project: Path) -> str:
    command = [sys.executable, "-m", "fairlead", "prove", "--json"]
    environment = {**os.environ, **THREADS, "MPLBACKEND": "Agg"}
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    verdict = first_json(done.stdout)["verdict"]
    assert (done.returncode == 0) == (verdict in PROVED)
    return str(verdict)


def test_the_pipeline_as_it_was_written_is_proved(project: Path) -> None:
    assert verdict_of(project) in PROVED


@pytest.mark.parametrize("how", sorted(WRONG))
def test_a_pipeline_made_wrong_is_not_proved(how: str, project: Path) -> None:
    right, wrong = WRONG[how]
    path = project / "pipeline.py"
    before = path.read_text()
    assert right in before
    path.write_text(before.replace(right, wrong))
    try:
        assert verdict_of(project) not in PROVED
    finally:
        path.write_text(before)
