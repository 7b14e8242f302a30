"""Models are put while processes are killed: a version is whole, or it is not there."""

from pathlib import Path

import pytest
from put_drill import POINTS, PutDrill, report

from fairlead.blobs import LocalBlobs


def test_a_kill_at_every_point_of_a_put_leaves_whole_versions(tmp_path: Path) -> None:
    drill = PutDrill(tmp_path, seed=1)
    drill.at_every_point()
    assert not drill.tally.violations, report(drill.tally)
    assert all(drill.tally.by_point[point] == 1 for point in POINTS)
    assert drill.tally.versions == 1  # only the kill after the commit left one


def test_a_lost_file_would_be_noticed(tmp_path: Path) -> None:
    drill = PutDrill(tmp_path, seed=1)
    drill._life("version-committed", 1)
    blobs = LocalBlobs(tmp_path / "blobs")
    blobs.delete(next(iter(blobs.digests())))
    drill.checked.clear()
    drill._look()
    assert drill.tally.violations


@pytest.mark.drill
@pytest.mark.timeout(600)
def test_a_hundred_kills_inside_a_put_leave_whole_versions(tmp_path: Path) -> None:
    drill = PutDrill(tmp_path, seed=2)
    drill.at_random(100)
    assert not drill.tally.violations, report(drill.tally)
    assert drill.tally.inside >= 100
