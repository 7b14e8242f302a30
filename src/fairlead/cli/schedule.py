"""`fairlead schedule`: run pipelines by the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from fairlead.cli.options import Json, examples

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fairlead.project import Project
    from fairlead.project.scheduler import Happening
    from fairlead.store import Store

    Row = Mapping[str, Any]

schedule = typer.Typer(rich_markup_mode=None)
Name = Annotated[
    str | None,
    typer.Argument(metavar="NAME", help="Name of the pipeline; not needed if there is only one schedule."),
]


@schedule.callback(invoke_without_command=True)
def about(context: typer.Context) -> None:
    """Run the pipeline by the clock. It says when: DAG("my_pipeline", schedule="@daily")."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@schedule.command(epilog=examples("fairlead schedule start", "fairlead schedule start --once"))
def start(
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="FILE", help="Pipeline files; the project's own if left out."),
    ] = None,
    dag: Annotated[list[str] | None, typer.Option("--dag", metavar="NAME", help="Only these DAGs.")] = None,
    at_once: Annotated[
        int, typer.Option("--at-once", metavar="N", min=1, help="So many runs of one pipeline side by side.")
    ] = 1,
    once: Annotated[bool, typer.Option("--once", help="Do what is due by now, then end.")] = False,
    as_json: Json = False,
) -> int:
    """Start runs when they are due, until Ctrl-C. It may be killed: the next one goes on from there.

    A slot is started once, by whichever scheduler; runs are processes of their own and outlive this one.
    """
    import json
    from dataclasses import asdict

    from fairlead.cli.documents import print_document
    from fairlead.cli.edge import Stopped, stoppable
    from fairlead.cli.screen import Screen
    from fairlead.clock import SystemClock, timestamp
    from fairlead.errors import FairleadError
    from fairlead.project import Project
    from fairlead.project.scheduler import Scheduler

    if as_json and not once:
        raise FairleadError("--json prints one document when all is done.", hint="add --once.")
    project, screen = Project.find(files[0] if files else None), Screen()
    happened: list[Happening] = []

    def report(happening: Happening) -> None:
        happened.append(happening)
        if project.log_format == "json" and not as_json:
            screen.write(json.dumps({**asdict(happening), "at": timestamp(SystemClock().now())}, default=str))
        elif not as_json:
            screen.write(happening_text(happening))

    scheduler = Scheduler(project, Starter(project), at_once=at_once, report=report)
    scheduler.register(files or (), dag or ())
    if not once:
        with project.open_store() as store:
            screen.write(*_table(store, screen))
        screen.write("", "Waiting for the next slot. Ctrl-C ends this; runs that have begun go on.")
    try:
        with stoppable():
            scheduler.catch_up() if once else scheduler.serve()
    except Stopped as stopped:
        if not as_json:
            screen.write(f"Stopped. {_left(scheduler.running)}Go on: fairlead schedule start")
        return stopped.exit_code
    if as_json:
        print_document({"happened": [asdict(one) for one in happened]})
    elif not happened:
        screen.write("Nothing is due now.")
    return 1 if any(one.kind == "ended" and one.state != "succeeded" for one in happened) else 0


class Starter:
    """Start the process of a slot: this command line again, in a session of its own, so that it lives on."""

    def __init__(self, project: Project) -> None:
        self._project = project

    def __call__(self, row: Row, slot: Row) -> Any:
        """Start ``fairlead schedule slot`` for the slot; what it says goes to ``logs/schedule.log``."""
        import subprocess  # only here does the command line start itself
        import sys

        log = self._project.state / "logs" / "schedule.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        words = ["schedule", "slot", row["name"], repr(slot["at"]), row["file"]]
        with log.open("a") as file:
            return subprocess.Popen(
                # -P: a module of the project must not stand for one of Python's own.
                [sys.executable, "-P", "-m", "fairlead", *words],
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                start_new_session=True,
            )


@schedule.command(hidden=True)
def slot(name: str, at: float, file: str) -> int:
    """Do the run of one slot. The scheduler starts this; it may be called any number of times."""
    from fairlead.cli.edge import Stopped, stoppable
    from fairlead.cli.watch import EXIT_CODES
    from fairlead.project import Project
    from fairlead.project.slots import finish_slot

    try:
        with stoppable():
            outcome = finish_slot(Project.find(file, may_fork=True), name, at)
    except Stopped as stopped:
        return stopped.exit_code
    return 0 if outcome is None else EXIT_CODES[outcome.state]


@schedule.command("list", epilog=examples("fairlead schedule list"))
def list_schedules(as_json: Json = False) -> int:
    """List the schedules: when each is due, and what became of its last slot."""
    from fairlead.cli.documents import print_document
    from fairlead.cli.screen import Screen
    from fairlead.clock import SystemClock
    from fairlead.project import Project
    from fairlead.project.schedule import standing_of

    screen = Screen()
    with Project.find().open_store() as store:
        if as_json:
            now = SystemClock().now()
            found = [standing_of(store, row, now) for row in store.schedules.all()]
            print_document({"schedules": [_standing_document(one) for one in found]})
        else:
            screen.write(*(_table(store, screen) or [EMPTY]))
    return 0


EMPTY = (
    'No schedules yet. Say when in the pipeline, DAG("my_pipeline", schedule="@daily"), then: fairlead schedule start'
)


@schedule.command("next", epilog=examples("fairlead schedule next", "fairlead schedule next --count 20"))
def next_slots(
    name: Name = None,
    limit: Annotated[int, typer.Option("--count", "-n", metavar="N", min=1, help="How many.")] = 5,
    as_json: Json = False,
) -> int:
    """Show when the pipeline is due next. Nothing has to be started for that."""
    from fairlead.cli.documents import print_document
    from fairlead.cli.screen import Screen
    from fairlead.clock import SystemClock
    from fairlead.project import Project
    from fairlead.project.schedule import logical_date, schedule_of
    from fairlead.project.schedule import next_slots as slots_after

    now = SystemClock().now()
    project = Project.find()
    with project.open_store() as store:
        row = _planned(project, store, name, now)
    dates = [logical_date(at, row["timezone"]) for at in slots_after(row, now, limit)]
    if as_json:
        print_document({"name": row["name"], "expression": row["expression"], "next": dates})
        return 0
    screen = Screen()
    words = schedule_of(row).describe()
    screen.write(f"{row['name']}: {words}{' (paused)' if row['paused'] else ''}")
    screen.write(*(f"  {date}" for date in dates) if dates else ["  never again"])
    return 0


def _planned(project: Project, store: Store, name: str | None, now: float) -> Row:
    """Return a schedule's row: the one in the store, or, if there is none, what the pipeline says."""
    from fairlead.errors import ScheduleError
    from fairlead.project.schedule import new_schedule

    if store.schedules.all():
        return _find(store, name)
    graph = project.describe(dag=name)
    if graph.schedule is None:
        raise ScheduleError.no_schedule(graph.name)
    return {**new_schedule(graph, None, now), "last_slot": None, "paused": 0}


@schedule.command(epilog=examples("fairlead schedule pause", "fairlead schedule pause my_pipeline"))
def pause(name: Name = None, as_json: Json = False) -> int:
    """Start no run of a pipeline until `continue`. What is due in the meantime waits."""
    return _change(name, "paused", as_json)


@schedule.command("continue", epilog=examples("fairlead schedule continue"))
def go_on(name: Name = None, as_json: Json = False) -> int:
    """Let a paused schedule go on."""
    return _change(name, "continued", as_json)


@schedule.command(epilog=examples("fairlead schedule remove my_pipeline"))
def remove(name: Name = None, as_json: Json = False) -> int:
    """Forget a schedule and its slots; its runs stay."""
    return _change(name, "removed", as_json)


def _change(name: str | None, what: str, as_json: bool) -> int:
    from fairlead.cli.documents import print_document
    from fairlead.project import Project

    with Project.find().open_store() as store:
        found = _find(store, name)["name"]
        with store.transaction():
            if what == "removed":
                store.schedules.remove(found)
            else:
                store.schedules.pause(found, what == "paused")
    if as_json:
        print_document({"name": found, "state": what})
    else:
        after = {"paused": " Go on: fairlead schedule continue", "removed": " Its runs stay."}
        print(f"The schedule of {found} is {what}.{after.get(what, '')}")
    return 0


def _find(store: Store, name: str | None) -> Row:
    """Return the schedule of a name, or the only one there is.

    Raises
    ------
    ScheduleError
        There is none of that name, or several and none was named.
    """
    from fairlead.errors import ScheduleError

    rows = store.schedules.all()
    if name is None and len(rows) == 1:
        return rows[0]
    if not rows:
        raise ScheduleError("There are no schedules yet.", hint="start one: `fairlead schedule start`.")
    if name is None:
        names = ", ".join(row["name"] for row in rows)
        raise ScheduleError(f"There are {len(rows)} schedules: {names}.", hint="name one of them.")
    found = next((row for row in rows if row["name"] == name), None)
    if found is None:
        raise ScheduleError.unknown(name, [row["name"] for row in rows])
    return found


def _table(store: Store, screen: Any) -> list[str]:
    """Return how every schedule stands, as lines; none if there is none."""
    from fairlead.clock import SystemClock
    from fairlead.project.schedule import standing_of

    now = SystemClock().now()
    rows = []
    for row in store.schedules.all():
        one = standing_of(store, row, now)
        last = one.last or {"at": None, "state": "", "reason": None}
        coming = "paused" if row["paused"] else _on_its_clock(row, one.next) or "never"
        cells = [row["name"], one.words, coming, str(one.waiting or ""), _on_its_clock(row, last["at"])]
        rows.append([*cells, last["state"], last["reason"] or ""])
    heads = ["pipeline", "when", "next", "waiting", "last", "state", "why"]
    lines: list[str] = screen.columns(heads, rows, right={"waiting"}, state=5) if rows else []
    return lines


def _on_its_clock(row: Row, at: float | None) -> str:
    """Return a slot as the clock on the wall of the schedule's time zone shows it."""
    from fairlead.project.schedule import logical_date

    return "" if at is None else logical_date(at, row["timezone"])[:19].replace("T", " ")


def happening_text(happening: Happening) -> str:
    """Return what a scheduler did, as a line."""
    from fairlead.cli.screen import ICONS

    one = happening
    icon = ICONS.get(one.state or "", {"started": "▶", "resumed": "↻", "missed": "–"}.get(one.kind, "✗"))
    words = {
        "started": f"run {one.run_id} started",
        "resumed": f"run {one.run_id} goes on",
        "ended": f"run {one.run_id} {one.state}",
        "missed": f"{one.count} missed and given up",
    }.get(one.kind, "")
    text = " ".join(filter(None, [icon, one.schedule, one.slot, words]))
    return f"{text}: {one.reason}" if one.reason else text


def _standing_document(standing: Any) -> dict[str, Any]:
    from fairlead.clock import timestamp

    row, last = standing.row, standing.last
    return {
        "name": row["name"],
        "file": row["file"],
        "expression": row["expression"],
        "timezone": row["timezone"],
        "when": standing.words,
        "paused": bool(row["paused"]),
        "catchup": bool(row["catchup"]),
        "next": None if standing.next is None else timestamp(standing.next),
        "waiting": standing.waiting,
        "last": last and {"at": timestamp(last["at"]), **{name: last[name] for name in ("state", "run_id", "reason")}},
    }


def _left(running: int) -> str:
    from fairlead.cli.screen import count

    return f"{count(running, 'run')} go on. " if running > 1 else "1 run goes on. " if running else ""
