"""`fairlead runs`: list the latest runs."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from fairlead.cli.options import Json

State = Literal["pending", "running", "succeeded", "failed", "cancelled", "interrupted"]


def runs(
    limit: Annotated[int, typer.Option("--limit", "-n", metavar="N", min=1, help="How many.")] = 20,
    state: Annotated[State | None, typer.Option("--state", help="Only runs in this state.")] = None,
    as_json: Json = False,
) -> int:
    """List the latest runs, the newest first."""
    from fairlead.cli.documents import print_document, run_document
    from fairlead.cli.screen import Screen, moment, time_of
    from fairlead.clock import SystemClock
    from fairlead.project import Project

    with Project.find().open_store() as store:
        rows = store.runs.recent(limit, state=state)
        any_runs = bool(rows) or bool(store.runs.recent(1))
    if as_json:
        print_document({"runs": [run_document(row) for row in rows]})
        return 0
    screen = Screen()
    if not rows:
        screen.write(
            f"No run is {state}. All runs: fairlead runs" if any_runs else "No runs yet. Start one: fairlead run"
        )
        return 0
    now = SystemClock().now()
    heads = ["run", "pipeline", "state", "started", "took", "date", "why"]
    table = [
        [
            row["id"],
            row["pipeline"],
            row["state"],
            moment(row["started"] or row["created"]),
            time_of(row, now if row["state"] == "running" else None),
            row["logical_date"] or "",
            row["reason"] or "",
        ]
        for row in rows
    ]
    screen.write(*screen.columns(heads, table, right={"took"}, state=2))
    return 0
