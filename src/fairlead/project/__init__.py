"""The verbs of the story, and the one place where the rooms meet.

Each is loaded when it is first asked for: a run need not know how garbage is collected.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fairlead.project.cancel import cancel
    from fairlead.project.garbage import Garbage, collect_garbage
    from fairlead.project.history import Explanation, explain
    from fairlead.project.models import open_registry
    from fairlead.project.promotion import promote
    from fairlead.project.runs import Outcome, Selection, backfill, resume, run
    from fairlead.project.settings import Project
    from fairlead.project.validation import Validation, find_suite, project_here, validate

__all__ = [
    "Explanation",
    "Garbage",
    "Outcome",
    "Project",
    "Selection",
    "Validation",
    "backfill",
    "cancel",
    "collect_garbage",
    "explain",
    "find_suite",
    "open_registry",
    "project_here",
    "promote",
    "resume",
    "run",
    "validate",
]

_PLACES = {
    "Explanation": "history",
    "Garbage": "garbage",
    "Project": "settings",
    "Validation": "validation",
    "cancel": "cancel",
    "collect_garbage": "garbage",
    "explain": "history",
    "find_suite": "validation",
    "open_registry": "models",
    "project_here": "validation",
    "promote": "promotion",
    "validate": "validation",
}


def __getattr__(name: str) -> object:
    """Load a verb the first time it is asked for."""
    if name not in __all__:
        raise AttributeError(f"module 'fairlead.project' has no attribute {name!r}")
    module = import_module(f"fairlead.project.{_PLACES.get(name, 'runs')}")
    value: object = getattr(module, name)
    globals()[name] = value  # also puts the function `cancel` in the place of the module of that name
    return value
