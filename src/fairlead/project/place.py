"""Where the state of a notebook's project lies, without loading all that runs a project."""

from __future__ import annotations

from pathlib import Path

STATE_FOLDER = ".fairlead"
SETTINGS_FILE = "fairlead.toml"


def home_of(start: Path) -> Path | None:
    """Return the folder of the project that a folder is in; None if it is in none."""
    start = start.absolute()
    return next((one for one in (start, *start.parents) if (one / SETTINGS_FILE).is_file()), None)
