"""What a proof sees of files: a model by its parts, however it was written; nothing that an earlier run has left."""

import pickle
from pathlib import Path

import joblib
import numpy as np
import pytest

from fairlead.notebook.prove.imprint import Imprint
from fairlead.notebook.prove.mirror import Mirror
from fairlead.notebook.prove.node import Node, Shelf
from fairlead.notebook.prove.seen import file_node


def node_of(path: Path, tmp_path: Path) -> Node:
    (tmp_path / "shelf").mkdir(exist_ok=True)
    return file_node(str(path), Imprint(Shelf(tmp_path / "shelf")))


@pytest.mark.parametrize("dump", [joblib.dump, lambda value, path: path.write_bytes(pickle.dumps(value))])
def test_a_model_in_a_pickle_is_the_same_whatever_it_shares_inside(dump: object, tmp_path: Path) -> None:
    weights, names = np.arange(40.0), ["of a column", "of a column"]
    parted = [names[0], " ".join(names[0].split())]  # equal, and not the same object
    shared, apart, other = tmp_path / "a.pkl", tmp_path / "b.pkl", tmp_path / "c.pkl"
    for path, value in ((shared, (weights, names)), (apart, (weights, parted)), (other, (weights + 1, names))):
        dump(value, path)  # type: ignore[operator]

    assert shared.read_bytes() != apart.read_bytes()
    assert node_of(shared, tmp_path).digest == node_of(apart, tmp_path).digest
    assert node_of(other, tmp_path).digest != node_of(apart, tmp_path).digest


def test_what_an_earlier_run_has_written_is_not_found_by_the_next(tmp_path: Path) -> None:
    beside, project = tmp_path / "work", tmp_path / "work" / "project"
    (project / "out").mkdir(parents=True)
    for name in ("out/log.txt", "given.csv", "own.py"):
        (project / name).write_text("1\n")
    (beside / "given.csv").write_text("1\n")
    mirror = Mirror.of(tmp_path / "copy", beside, project)
    mirror.make()
    written = [str(mirror(beside / name)) for name in ("out/log.txt", "given.csv", "own.py")]

    mirror.forget(written, beside, project, kept={"own.py"})

    left = sorted(path.name for path in mirror(project).rglob("*") if path.is_file())
    assert left == ["given.csv", "own.py"]
    assert (project / "out/log.txt").exists()
