"""What a project says about its monitor."""

from __future__ import annotations

from fairlead.monitor.watching.settings import Watched
from fairlead.project.place import SETTINGS_FILE
from fairlead.project.settings import Project, read_settings


def watched_of(project: Project) -> Watched:
    """Return what is watched, by ``[monitor]`` in fairlead.toml.

    Raises
    ------
    ProjectError
        A value makes no sense.
    MonitorError
        The policy cannot be read.
    """
    path = project.folder / SETTINGS_FILE
    return Watched.read(read_settings(path).get("monitor", {}), path)
