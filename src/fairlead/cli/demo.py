"""`fairlead demo`: the whole story, from a notebook that reports 95 % to a model in use, on real data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from fairlead.cli.progress import Report
    from fairlead.cli.screen import Screen
    from fairlead.project import Outcome, Project

ABOUT = "4. The same question as a project for production (`fairlead run`): which of 7,043 customers will leave?"
GANTT = "5. When each task ran: validate beside transform, train beside evaluate"
GATE = "6. What the model had to pass before it was put into use (`fairlead logs evaluate` shows it again)"
AGAIN = "7. The same again: evaluate compares with the new champion, everything else comes from the store"
NEXT = (
    ("models show churn", "the champion: its scores, its columns, its history"),
    ("run -p recipe=numbers", "a worse model: the gate refuses it"),
    ("explain deploy", "why"),
    ("run -p recipe=full", "a better one: it replaces the champion"),
    ("models rollback churn --why ...", "and back to version 1"),
    ("graph", "what comes after what"),
    ("show", "the last run; `fairlead runs` lists them all"),
)


def demo(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Where the example is copied to.", show_default=False)
    ] = Path("demo"),
) -> int:
    """Tell the whole story, from a notebook to a model in use.

    A notebook that reports 95 % is checked, mended, made a pipeline and proved; then the churn example, which asks the
    same in a project for production, runs on 7,043 real customers, passes its gate and is put into use. It takes two
    or three minutes.

    It can be repeated: the folder stays as you have changed it, and every task is computed anew; a proof that still
    holds is not made again.
    """
    from fairlead.cli.demo_notebook import tell_notebook
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
    code = tell_notebook(screen, folder)
    if code:
        return code
    screen.write("", screen.strong(ABOUT), "")
    code = _run(project, force=repeated)
    if code:
        return code
    screen.write("", screen.strong(GANTT))
    screen.write(*_gantt_of_latest(project, screen))
    screen.write("", screen.strong(GATE), "", *_log_of_latest(project, "evaluate"), *_log_of_latest(project, "deploy"))
    screen.write("", screen.strong(AGAIN), "")
    code = _run(project, force=False)
    width = max(len(words) for words, _ in NEXT)
    screen.write("", screen.strong("Now you:"), f"  cd {folder}")
    screen.write(*(f"  fairlead {words:{width}}  {what}" for words, what in NEXT))
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


def _log_of_latest(project: Project, task: str) -> list[str]:
    from fairlead.project.settings import log_path

    with project.open_store() as store:
        run_id = store.runs.recent(1)[0]["id"]
        attempt = next(row["attempt"] for row in store.runs.tasks(run_id) if row["task_id"] == task)
    path = log_path(project, run_id, task, attempt)
    return path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
