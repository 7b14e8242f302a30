"""The kill drill itself: a short one always, a longer one with `make heavy`, the whole one as a script."""

from pathlib import Path

import pytest
from kill_drill import VICTIMS, Drill, report

from fairlead.pipeline.crash import POINTS


def test_a_kill_at_every_named_point_breaks_nothing(tmp_path: Path) -> None:
    drill = Drill(tmp_path, seed=1)
    drill.at_every_point()
    assert not drill.tally.violations, report(drill.tally, 0)
    assert all(drill.tally.by_point[point] == 1 for point in POINTS)


@pytest.mark.drill
@pytest.mark.timeout(600)
def test_many_kills_at_random_break_nothing(tmp_path: Path) -> None:
    drill = Drill(tmp_path, seed=2)
    drill.at_random(60)
    assert not drill.tally.violations, report(drill.tally, 0)
    assert drill.tally.kills >= 60
    assert all(drill.tally.by_victim[victim] for victim in VICTIMS)
    assert drill.tally.repeated <= drill.tally.in_flight
