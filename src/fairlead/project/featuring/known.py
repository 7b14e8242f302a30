"""What has been worked out of a project's features so far, and what is to be worked out anew."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from fairlead import __version__
from fairlead.project.featuring.subject import settings_of
from fairlead.project.place import STATE_FOLDER
from fairlead.project.work import Work, begin, key_of, stop, work_of

RECIPE, CURVE = "recipe", "curve"
PASSED_OVER = frozenset({STATE_FOLDER, ".venv", "venv", ".git", "__pycache__", "tests", "notebooks", "node_modules"})


@dataclass(frozen=True, slots=True)
class Known:
    """Hold what is known of a project's features.

    Parameters
    ----------
    is_named : whether the project names a recipe at all.
    recipe, curve : the work on them for the code as it is now; None if it was never begun.
    """

    is_named: bool
    recipe: Work | None
    curve: Work | None


def known_of(home: Path, *, begins: bool = True) -> Known:
    """Return what is known; the recipe, which takes seconds, is begun at once.

    Parameters
    ----------
    begins : whether the recipe is begun where nothing is known of it.
    """
    if settings_of(home) is None:
        return Known(False, None, None)
    key = key_of_project(home)
    recipe = work_of(home, RECIPE, key)
    if begins and (recipe is None or recipe.state == "stopped"):
        recipe = begin(home, RECIPE, key, {})
    return Known(True, recipe, work_of(home, CURVE, key))


def begin_recipe(home: Path) -> Work:
    """Take the rows through the recipe anew."""
    return begin(home, RECIPE, key_of_project(home), {})


def begin_curve(home: Path) -> Work:
    """Measure the curve, unless that goes on already."""
    return begin(home, CURVE, key_of_project(home), {})


def stop_curve(home: Path) -> bool:
    """Stop measuring; the steps that are done stay measured."""
    return stop(home, CURVE, key_of_project(home))


def key_of_project(home: Path) -> str:
    """Return a key of what the features depend on: the settings of them, and the project's own code."""
    parts: list[str | bytes] = [__version__, json.dumps(settings_of(home), sort_keys=True, default=str)]
    for path in sorted(home.rglob("*.py")):
        if not PASSED_OVER & set(path.relative_to(home).parts):
            parts += [path.relative_to(home).as_posix(), path.read_bytes()]
    params = home / "params.toml"
    return key_of(*parts, params.read_bytes() if params.is_file() else b"")
