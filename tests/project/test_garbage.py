"""What only saves time is forgotten when it is old; what a replay may still use stays."""

import os
from pathlib import Path

from fairlead.clock import SystemClock
from fairlead.project import Project, collect_garbage
from fairlead.project.garbage import MEMORY_AGE


def test_old_files_of_replays_are_removed_and_young_ones_stay(tmp_path: Path) -> None:
    (tmp_path / "fairlead.toml").write_text("")
    project = Project.find(tmp_path, needs_pipeline=False)
    folder = project.state / "replay" / "scores"
    folder.mkdir(parents=True)
    old, young = folder / "old.json", folder / "young.json"
    for file in (old, young):
        file.write_text("{}")
    long_ago = SystemClock().now() - MEMORY_AGE - 60
    os.utime(old, (long_ago, long_ago))

    assert collect_garbage(project, dry_run=True).memories == 1
    assert old.exists()
    assert collect_garbage(project).memories == 1
    assert sorted(folder.iterdir()) == [young]
