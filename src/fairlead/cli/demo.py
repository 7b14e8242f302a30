"""`fairlead demo`: a real pipeline on real data, and what Fairlead does with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from fairlead.cli.progress import Report
    from fairlead.cli.screen import Screen
    from fairlead.project import Outcome, Project

ABOUT = "The churn example in {folder}: which of 7,043 telephone customers are about to leave?"
AGAIN = "3. The same again: what has not changed comes from the store, deploy finds its model already there"
NEXT = (
    ("graph", "what comes after what"),
    ("show", "the run you have just seen; `fairlead runs` lists them all"),
    ("show train", "what the model was made from"),
    ("run -p C=0.2", "another model: only train, evaluate and deploy run"),
    ("explain", "why each task ran, or did not"),
)


def demo(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Where the example is copied to.", show_default=False)
    ] = Path("demo"),
) -> int:
    """Run a real pipeline. It is the churn example, on 7,043 real customers; what it does is shown.

    It can be repeated: the folder stays as you have changed it, and every task is computed anew.
    """
    from fairlead.cli.screen import Screen
    from fairlead.errors import MissingExtraError
    from fairlead.project import Project
    from fairlead.project.example import copy_example, is_copy, missing_packages

    missing = missing_packages("churn")
    if missing:
        raise MissingExtraError.needs(missing[0], "examples", "The churn example")
    repeated = is_copy("churn", folder)
    copy_example("churn", folder, force=repeated)
    project, screen = Project.find(folder), Screen()
    screen.write(screen.strong(f"1. {ABOUT.format(folder=folder)}"), "")
    code = _run(project, force=repeated)
    if code:
        return code
    screen.write("", screen.strong("2. When each task ran: validate beside transform, train beside evaluate"))
    screen.write(*_gantt_of_latest(project, screen))
    screen.write("", screen.strong(AGAIN), "")
    code = _run(project, force=False)
    screen.write("", screen.strong("Now you:"), f"  cd {folder}")
    screen.write(*(f"  fairlead {words:14} {what}" for words, what in NEXT))
    screen.write(f"  {folder / 'README.md'} has more to try: kill it, break it, feed it new data.")
    return code


def _run(project: Project, *, force: bool) -> int:
    from fairlead.cli.watch import watch
    from fairlead.project import Selection, run

    def act(report: Report) -> Outcome:
        return run(project, selection=Selection(force=force), on_event=report.on_event, on_graph=report.on_graph)

    return watch(project, act)


def _gantt_of_latest(project: Project, screen: Screen) -> list[str]:
    from fairlead.cli.show import gantt
    from fairlead.clock import SystemClock

    with project.open_store() as store:
        run_id = store.runs.recent(1)[0]["id"]
        tasks, attempts = store.runs.tasks(run_id), store.runs.attempts(run_id)
    return list(gantt(screen, tasks, attempts, SystemClock().now()))
