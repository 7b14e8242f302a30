"""`fairlead show`: a run, its tasks, and when each of them ran."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fairlead.cli.options import Json, OneTask, RunOrTask, TaskOfRun

if TYPE_CHECKING:
    from fairlead.cli.screen import Screen

Row = Mapping[str, Any]
BARS_SHOWN = 40


def show(
    run: RunOrTask = None,
    of: TaskOfRun = None,
    task: OneTask = None,
    svg: Annotated[
        Path | None, typer.Option("--svg", metavar="FILE", help="Write the Gantt chart to an SVG file.")
    ] = None,
    as_json: Json = False,
) -> int:
    """Show a run and its tasks. A chart shows when each ran, and what running side by side has saved."""
    from fairlead.cli.documents import print_document
    from fairlead.cli.found import findings_text
    from fairlead.cli.screen import Screen, save
    from fairlead.cli.target import target
    from fairlead.cli.watch import read_run
    from fairlead.clock import SystemClock
    from fairlead.project import Project
    from fairlead.project.looking import bars_of

    project = Project.find()
    with project.open_store() as store:
        run_id, chosen = target(store, run, of or task)
    if chosen is not None:
        from fairlead.cli.lineage import show_task

        show_task(project, run_id, chosen, as_json=as_json)
        return 0
    row, tasks, attempts = read_run(project, run_id)
    now = SystemClock().now()
    if svg is not None:
        from fairlead.pipeline.gantt import svg_gantt

        save(svg, svg_gantt(bars_of(tasks, attempts), now=now))
    if as_json:
        print_document(_document(row, tasks, attempts))
        return 0
    screen = Screen()
    screen.write(*_about(screen, row, tasks, now), "", *_table(screen, tasks, now))
    screen.write(*gantt(screen, tasks, attempts, now), *findings_text(screen, tasks))
    if svg is not None:
        screen.write("", f"Written: {svg}")
    return 0


def _document(run: Row, tasks: Sequence[Row], attempts: Sequence[Row]) -> dict[str, Any]:
    from fairlead.cli.documents import attempt_document, run_document
    from fairlead.pipeline.gantt import saved_by_parallelism
    from fairlead.project.looking import bars_of

    saving = saved_by_parallelism(bars_of(tasks, attempts))
    return {
        **run_document(run, tasks),
        "attempts": [attempt_document(one) for one in attempts],
        "parallelism": {
            "seconds_of_work": round(saving.sum_of_durations, 4),
            "seconds_saved": round(saving.saved, 4),
        },
    }


def _about(screen: Screen, run: Row, tasks: Sequence[Row], now: float) -> Iterator[str]:
    from fairlead.cli.ending import in_counts
    from fairlead.cli.screen import moment, one_line, time_of

    took = time_of(run, now if run["state"] == "running" else None)
    about = {
        "pipeline": f"{run['pipeline']} ({run['file']})",
        "started": f"{moment(run['started'] or run['created'])}{', took ' + took if took else ''}",
        "date": run["logical_date"],
        "set": " ".join(run["options"].get("overrides", ())),
        "tasks": in_counts(tasks),
        "why": run["reason"],
    }
    yield f"{screen.strong('Run ' + run['id'])}  {screen.state(run['state'])}"
    yield from (f"  {name:8}  {one_line(text)}" for name, text in about.items() if text)


def _table(screen: Screen, tasks: Sequence[Row], now: float) -> list[str]:
    from fairlead.cli.screen import rows_text, state_of, time_of

    heads = ["task", "state", "attempts", "took", "rows in", "rows out", "why"]
    rows = [
        [
            row["task_id"],
            state_of(row),
            str(row["attempt"]) if row["attempt"] > 1 else "",
            "" if row["cached"] else time_of(row, now if row["state"] == "running" else None),
            rows_text(row["rows_in"]),
            rows_text(row["rows_out"]),
            row["reason"] or "",
        ]
        for row in tasks
    ]
    return screen.columns(heads, rows, right={"attempts", "took", "rows in", "rows out"}, state=1)


def gantt(screen: Screen, tasks: Sequence[Row], attempts: Sequence[Row], now: float) -> Iterator[str]:
    """Yield a Gantt chart; nothing where no task has run, the longest bars where there are many."""
    from fairlead.pipeline.gantt import text_gantt
    from fairlead.project.looking import bars_of

    bars = bars_of(tasks, attempts)
    if all(bar.cached for bar in bars):
        return
    longest = sorted(bars, key=lambda bar: bar.start - (now if bar.end is None else bar.end))[:BARS_SHOWN]
    yield ""
    yield from text_gantt(longest, width=min(screen.width, 100), now=now).split("\n")
    if len(bars) > BARS_SHOWN:
        yield f"(the {BARS_SHOWN} longest of {len(bars):,}; all of them: fairlead show --svg FILE)"
