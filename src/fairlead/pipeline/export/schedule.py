"""When the written pipeline runs: its schedule in plain values, for each tool to write in its own words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fairlead.errors import ExportError
from fairlead.pipeline.cron import parse_schedule
from fairlead.pipeline.spec import Graph


@dataclass(frozen=True, slots=True)
class Times:
    """Hold a schedule: five fields of cron, or an interval in seconds; neither for one that is started by hand."""

    cron: str = ""
    interval: float = 0.0
    timezone: str = "UTC"


def times_of(graph: Graph, tool: str) -> Times:
    """Return when a pipeline runs.

    Raises
    ------
    ExportError
        The schedule has a sign that only we read (LW, the last weekday).
    """
    schedule = parse_schedule(graph.schedule, graph.timezone)
    if re.search(r"\bLW\b", schedule.cron):
        hint = "give a day of the month, or let the other tool's calendar decide."
        raise ExportError.of_pipeline(tool, graph.name, f"the schedule '{graph.schedule}' has LW in it", hint)
    return Times(schedule.cron, schedule.interval, graph.timezone)


def refuse_notices(graph: Graph, tool: str, instead: str) -> None:
    """Refuse a pipeline that tells people about its end: each step would, or nobody.

    Raises
    ------
    ExportError
    """
    if graph.notify:
        hint = f"leave out notify=... and use {instead}."
        raise ExportError.of_pipeline(tool, graph.name, "notify=[...] is set", hint)


def refuse_catchup(graph: Graph, tool: str) -> None:
    """Refuse to run missed slots later where the tool cannot.

    Raises
    ------
    ExportError
    """
    if graph.catchup and graph.schedule:
        hint = "leave out catchup=True, and run what was missed with `fairlead run --backfill`."
        raise ExportError.of_pipeline(tool, graph.name, "catchup=True has no counterpart there", hint)
