"""`fairlead triage`: accuracy fell, and what to look at first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from fairlead.cli.options import Json

if TYPE_CHECKING:
    from datetime import datetime

    from fairlead.cli.screen import Screen
    from fairlead.project.triaging import Looked

Severity = Literal["info", "warning", "error", "never"]


def triage(
    before: Annotated[
        str | None, typer.Option("--before", metavar="TABLE", help="Rows with outcomes of a time when all was well.")
    ] = None,
    after: Annotated[
        str | None, typer.Option("--after", metavar="TABLE", help="Rows of now, with the outcomes that are known.")
    ] = None,
    target: Annotated[
        str | None, typer.Option("--target", metavar="COLUMN", help="The outcome; empty where it is not known yet.")
    ] = None,
    model: Annotated[
        str | None, typer.Option("--model", metavar="MODEL", help="NAME, NAME@ALIAS or NAME:VERSION.")
    ] = None,
    probability: Annotated[
        str | None,
        typer.Option("--probability", metavar="COLUMN", help="A column of both tables: what was answered."),
    ] = None,
    positive: Annotated[
        str | None, typer.Option("--positive", metavar="VALUE", help="The outcome that the probability is of.")
    ] = None,
    time: Annotated[
        str | None, typer.Option("--time", metavar="COLUMN", help="Sort by it. As the rows come if left out.")
    ] = None,
    leave_out: Annotated[
        str | None, typer.Option("--leave-out", metavar="COLUMNS", help="Columns that mean nothing, with commas.")
    ] = None,
    suite: Annotated[
        str | None, typer.Option("--suite", metavar="SUITE", help="Rules for the rows, instead of the model's own.")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="TIME", help="Of the log: look into what came since. [30 days]")
    ] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="TIME", help="Of the log: until then.")] = None,
    reference: Annotated[
        str | None, typer.Option("--reference", metavar="FROM..TO", help="Of the log: when all was well. [all before]")
    ] = None,
    error_cost: Annotated[
        float | None, typer.Option("--error-cost", metavar="MONEY", min=0, help="What one wrong answer costs.")
    ] = None,
    currency: Annotated[str, typer.Option("--currency", metavar="NAME", help="Such as USD.")] = "",
    fail_on: Annotated[
        Severity, typer.Option("--fail-on", help="Exit with 1 if anything found is as bad as this, or worse.")
    ] = "warning",
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write one page, too.")] = None,
    as_json: Json = False,
) -> int:
    """Say why a model has become worse. Five questions, in the order in which they save work.

    Compares two tables (--before, --after, --target), or without them two windows of the log of predictions.

    Exit code 0: nothing was found that is as bad as --fail-on says. 1: something was. 2: it could not be looked into.
    """
    from fairlead.cli.documents import print_document
    from fairlead.cli.screen import Screen, save
    from fairlead.finding import Severity as Scale
    from fairlead.finding import worst

    names = tuple(name.strip() for name in (leave_out or "").split(",") if name.strip())
    if before or after or target:
        found = _of_tables(
            before, after, target, (probability, positive, time, names), model, suite, error_cost, currency
        )
    else:
        found = _of_log(model, (since, until, reference), suite, error_cost, currency)
    if html is not None:
        from fairlead.clock import SystemClock, timestamp
        from fairlead.monitor.triaging.page import triage_page

        now = timestamp(SystemClock().now())[:16].replace("T", " at ")
        save(html, triage_page(found.triage, about=found.about, made=f"Looked into on {now} UTC by Fairlead."))
    screen = Screen()
    if as_json:
        print_document({"about": found.about, **found.triage.to_document()})
    else:
        screen.write(*_lines(found, screen))
        if html is not None:
            screen.write("", f"Written: {html}")
    severity = worst(found.triage.findings)
    return int(fail_on != "never" and severity is not None and severity >= Scale.of(fail_on))


def _of_tables(
    before: str | None,
    after: str | None,
    target: str | None,
    columns: tuple[str | None, str | None, str | None, tuple[str, ...]],
    model: str | None,
    suite: str | None,
    error_cost: float | None,
    currency: str,
) -> Looked:
    from fairlead.errors import TriageError
    from fairlead.project.triaging import Tables, triage_tables
    from fairlead.project.validation import find_suite, project_here

    if before is None or after is None:
        raise TriageError.not_named("which tables are compared", "both --before TABLE and --after TABLE")
    if target is None:
        raise TriageError.not_named("which column holds the outcome", "--target COLUMN")
    rules = None if suite is None else find_suite(suite)
    return triage_tables(
        Tables(before, after, target, *columns),
        project_here(),
        model=model,
        suite=rules,
        error_cost=error_cost,
        currency=currency,
    )


def _of_log(
    model: str | None,
    windows: tuple[str | None, str | None, str | None],
    suite: str | None,
    error_cost: float | None,
    currency: str,
) -> Looked:
    from fairlead.errors import TriageError
    from fairlead.project import Project
    from fairlead.project.triaging import triage_log
    from fairlead.project.validation import find_suite

    since, until, reference = windows
    first, dots, last = (reference or "").partition("..")
    if reference is not None and not dots:
        raise TriageError.bad_window(f"--reference is {reference!r} and no FROM..TO")
    return triage_log(
        Project.find(needs_pipeline=False),
        model=model,
        since=_moment(since),
        until=_moment(until),
        reference=(_moment(first), _moment(last)),
        suite=None if suite is None else find_suite(suite),
        error_cost=error_cost,
        currency=currency,
    )


def _moment(text: str | None) -> datetime | None:
    from datetime import UTC, datetime

    from fairlead.clock import parse_timestamp

    return datetime.fromtimestamp(parse_timestamp(text), UTC) if text else None


def _lines(found: Looked, screen: Screen) -> list[str]:
    """Return the diagnosis, every question with its answer, and what to do."""
    import textwrap

    from fairlead.monitor.triaging.diagnosis import STEP_OF

    triage = found.triage
    cause = STEP_OF.get(triage.cause)
    lines = [screen.strong(triage.finding.message), found.about, ""]
    for number, one in enumerate(triage.steps):
        mark = "►" if number == cause else " "
        points = "" if one.points is None else f"{one.points:+.1%}"
        head = f"{mark} {number + 1}. {one.question:<22} {points:>7}"
        lines.append(screen.strong(head) if number == cause else head)
        lines += textwrap.wrap(one.answer, screen.width - 5, initial_indent="     ", subsequent_indent="     ")
    return [*lines, "", *textwrap.wrap(f"To do: {triage.advice}", screen.width)]
