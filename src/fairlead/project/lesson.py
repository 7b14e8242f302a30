"""The lesson's project: the churn example, copied once to a folder of the person."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from fairlead.project.place import SETTINGS_FILE

EXAMPLE = "churn"
FOLDER_SETTING = "FAIRLEAD_LESSON"


def lesson_home(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of the lesson's project, whether it is there or not.

    ``FAIRLEAD_LESSON`` names it; if not, it lies where the system keeps a person's data.

    >>> lesson_home({"XDG_DATA_HOME": "/data"}).as_posix()
    '/data/fairlead/churn-lesson'
    >>> lesson_home({"FAIRLEAD_LESSON": "/elsewhere"}).as_posix()
    '/elsewhere'
    """
    chosen = environ.get(FOLDER_SETTING, "").strip()
    if chosen:
        return Path(chosen).expanduser().absolute()
    data = environ.get("XDG_DATA_HOME", "").strip()
    # The XDG specification: a path that is not absolute is to be passed over.
    base = Path(data) if data and Path(data).is_absolute() else Path.home() / ".local" / "share"
    return base / "fairlead" / "churn-lesson"


def is_made(home: Path) -> bool:
    """Tell whether the lesson's project is there."""
    return (home / SETTINGS_FILE).is_file()


def make_lesson(home: Path) -> bool:
    """Copy the churn example into the folder, unless a project is there already; say whether it was copied.

    Raises
    ------
    ProjectError
        The folder holds something else.
    """
    if is_made(home):
        return False
    from fairlead.project.example import copy_example  # only once a person

    copy_example(EXAMPLE, home)
    return True
