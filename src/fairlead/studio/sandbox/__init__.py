"""Run a learner's code in a process of its own, with limits: against accidents, not against hostile code.

Read in this order: `limits` (what a run may take), `levels` (what holds it: bubblewrap, Landlock, limits alone),
`probe` (which of them works on this machine, by trying), `running` (one run, from outside), `reading` (what it prints,
up to a limit). Inside of the process: `launcher` sets the limits and becomes the program, with `kernel` (the calls that
Python has no name for), `landlock` and `namespaces`; `child` is the program: it runs the code, and a grader looks at
what the code has made.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fairlead.studio.sandbox.levels import Level
    from fairlead.studio.sandbox.limits import Limits
    from fairlead.studio.sandbox.probe import Probe, level_here
    from fairlead.studio.sandbox.running import Job, Ran, run_code

__all__ = ["Job", "Level", "Limits", "Probe", "Ran", "level_here", "run_code"]

_PLACES = {"Level": "levels", "Limits": "limits", "Probe": "probe", "level_here": "probe"}


def __getattr__(name: str) -> object:
    """Load a public name the first time it is asked for."""
    if name not in __all__:
        raise AttributeError(f"module 'fairlead.studio.sandbox' has no attribute {name!r}")
    value: object = getattr(import_module(f"fairlead.studio.sandbox.{_PLACES.get(name, 'running')}"), name)
    globals()[name] = value  # the next look-up finds it without coming here
    return value
