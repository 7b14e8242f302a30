"""The command line: `fairlead init | run | resume | runs | show | ...`.

Each command has a file of its own name. Beside them: `commands` (all of them), `edge` (errors, signals and
exit codes), `screen` (text for people), `documents` (values for programs), `progress` with `plain` and `live`
(what a run does at the moment), `watch` and `ending` (following it to its end, and how it ended).
"""

from fairlead.cli.edge import main

__all__ = ["app", "main"]


def __getattr__(name: str) -> object:
    """Build the program with all its commands when it is asked for; `main` builds only what it needs."""
    if name != "app":
        raise AttributeError(f"module 'fairlead.cli' has no attribute {name!r}")
    from fairlead.cli.commands import program

    globals()["app"] = found = program()
    return found
