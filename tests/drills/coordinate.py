"""Be one coordinator: `coordinate.py FOLDER` with a JSON object of orders on standard input.

It ends with one JSON object: how the run went, or Fairlead's own error. Any other error is a traceback.
"""

import json
import sys

from fairlead.clock import SystemClock
from fairlead.errors import FairleadError
from fairlead.project import Project, Selection, orphans, resume, run, runs


class JumpingClock(SystemClock):
    """Tell the system's time, and one that is `jump` seconds off from the n-th question on."""

    def __init__(self, jump: float, after: int) -> None:
        self.jump = jump
        self.left = after

    def now(self) -> float:
        self.left -= 1
        return super().now() + (self.jump if self.left < 0 else 0.0)


def main() -> None:
    orders = json.load(sys.stdin)
    project = Project.find(sys.argv[1], may_fork=bool(orders.get("may_fork")))
    if "jump" in orders:
        runs.clock = orphans.clock = JumpingClock(orders["jump"], orders["after"])
    try:
        if orders.get("resume"):
            flags = {name: orders.get(name, ()) for name in ("repeat_effects", "assume_done")}
            outcome = resume(project, orders["resume"], **flags)
        else:
            outcome = run(project, selection=Selection(force=bool(orders.get("force"))))
    except FairleadError as error:
        print(json.dumps({"error": type(error).__name__, "message": error.message, "hint": error.hint}))
    else:
        print(json.dumps({"run": outcome.run_id, "state": outcome.state, "reason": outcome.reason}))


if __name__ == "__main__":
    main()
