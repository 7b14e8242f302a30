"""Run something with progress on the screen, let it be stopped in order, and say how it ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fairlead.cli.edge import Stopped, stoppable
from fairlead.cli.plain import PlainReport, SilentReport
from fairlead.cli.progress import Report
from fairlead.cli.screen import Screen
from fairlead.project import Outcome, Project

EXIT_CODES = {"succeeded": 0, "failed": 1, "cancelled": 1, "interrupted": 130}


def watch(
    project: Project,
    act: Callable[[Report], Outcome],
    *,
    as_json: bool = False,
    quiet: bool = False,
    resumed: bool = False,
) -> int:
    """Do a run or a resume, show it, and return the exit code.

    Parameters
    ----------
    act : does it; it is given the report, whose `on_graph` and `on_event` are to be told what happens.
    resumed : whether tasks of the run may have ended before.
    """
    screen = Screen()
    report = report_for(project, screen, silent=as_json or quiet, resumed=resumed)
    code = None
    try:
        with stoppable(), report:
            run_id = act(report).run_id
    except Stopped as stopped:
        if report.run_id is None:
            return _stopped_before_it_began(screen, stopped, as_json)
        run_id, code = report.run_id, stopped.exit_code
    row, tasks, attempts = read_run(project, run_id)
    if as_json:
        from fairlead.cli.documents import print_document, run_document

        print_document(run_document(row, tasks))
    elif project.log_format == "json":
        from fairlead.cli.event_lines import ended

        screen.write(ended(row))
    else:
        from fairlead.cli.ending import ending

        ending(screen, project, row, tasks, attempts)
    return EXIT_CODES.get(row["state"], 1) if code is None else code


def report_for(project: Project, screen: Screen, *, silent: bool = False, resumed: bool = False) -> Report:
    """Return what shows a run: nothing, a line of JSON an event, a live table on a terminal, or else plain lines."""
    if silent:
        return SilentReport()
    if project.log_format == "json":
        from fairlead.cli.event_lines import EventLines  # only where lines are for a program

        return EventLines(screen)
    if not screen.is_terminal:
        return PlainReport(screen)
    from fairlead.cli.live import LiveReport  # only here is Rich needed: 60 ms of CPU

    return LiveReport((lambda run_id: read_run(project, run_id)[1]) if resumed else lambda run_id: ())


def read_run(
    project: Project, run_id: str
) -> tuple[Mapping[str, Any], Sequence[Mapping[str, Any]], Sequence[Mapping[str, Any]]]:
    """Return a run, its tasks and its attempts, as they are stored."""
    with project.open_store() as store:
        return store.runs.get(run_id), store.runs.tasks(run_id), store.runs.attempts(run_id)


def _stopped_before_it_began(screen: Screen, stopped: Stopped, as_json: bool) -> int:
    if as_json:
        from fairlead.cli.documents import print_document

        print_document({"run_id": None, "state": "interrupted", "reason": str(stopped), "tasks": []})
    else:
        screen.write("Stopped before anything ran.")
    return stopped.exit_code
