"""`fairlead monitor`: look at a model in production, keep its batches, start the pipeline again when it is time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from fairlead.cli.options import Json, examples

if TYPE_CHECKING:
    from fairlead.cli.screen import Screen
    from fairlead.project import Project
    from fairlead.project.monitoring.retraining import Retraining
    from fairlead.project.monitoring.watch import Watch

monitor = typer.Typer(rich_markup_mode=None)

Severity = Literal["info", "warning", "error", "critical", "never"]
Model = Annotated[
    str | None, typer.Option("--model", metavar="NAME", help="The name of a model. That of the settings if left out.")
]


@monitor.callback(invoke_without_command=True)
def look(
    context: typer.Context,
    model: Model = None,
    batch: Annotated[
        str | None, typer.Option("--batch", metavar="BATCH", help="Look at this one. The latest whole one if left out.")
    ] = None,
    reference: Annotated[
        str | None,
        typer.Option(
            "--reference",
            metavar="WINDOW",
            help='Compare with "training", "previous", "last 3", "last year", a batch, "FIRST..LAST" or "A,B".',
        ),
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="Look once, then end; this is so without --every.")] = False,
    every: Annotated[
        str | None, typer.Option("--every", metavar="TIME", help='Look again and again, such as every "1h".')
    ] = None,
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write a report, one HTML file.")] = None,
    prometheus: Annotated[
        Path | None, typer.Option("--prometheus", metavar="FILE", help="Write metrics for Prometheus to collect.")
    ] = None,
    fail_on: Annotated[
        Severity, typer.Option("--fail-on", help="Exit with 1 if anything found is as bad as this, or worse.")
    ] = "error",
    as_json: Json = False,
) -> int:
    """Look at a model in production.

    New predictions and outcomes are read from the log, compared with a reference, and measured. What the policy in
    fairlead.toml asks for is done. Exit code 0: nothing was found that is as bad as --fail-on says. 1: something was.
    """
    if context.invoked_subcommand is not None:
        return 0
    from fairlead.cli.screen import Screen
    from fairlead.errors import FairleadError
    from fairlead.project import Project

    if every is not None and (once or as_json or batch is not None):
        raise FairleadError("--every looks again and again.", hint="leave out --once, --json and --batch.")
    project = Project.find(needs_pipeline=False)
    looking = Looking(project, Screen(), model, batch, reference, html, prometheus, as_json)
    if every is not None:
        return looking.again_and_again(every)
    return looking.once(fail_on)


class Looking:
    """Look at a model, show what was found, and do what the policy asks for."""

    def __init__(
        self,
        project: Project,
        screen: Screen,
        model: str | None,
        batch: str | None,
        reference: str | None,
        html: Path | None,
        prometheus: Path | None,
        as_json: bool,
    ) -> None:
        self._project = project
        self._screen = screen
        self._asked: dict[str, Any] = {"model": model, "batch": batch, "reference": reference}
        self._html = html
        self._prometheus = prometheus
        self._as_json = as_json

    def once(self, fail_on: Severity) -> int:
        """Look once, and return the exit code."""
        from fairlead.cli.documents import print_document
        from fairlead.cli.edge import Stopped, stoppable
        from fairlead.finding import Severity as Scale
        from fairlead.finding import worst

        try:
            with stoppable():
                watch, retraining = self._look()
        except Stopped as stopped:
            return stopped.exit_code
        if self._as_json:
            from fairlead.cli.monitor_text import document

            print_document(document(watch, retraining))
        severity = None if watch.look is None else worst(watch.look.findings)
        return int(fail_on != "never" and severity is not None and severity >= Scale.of(fail_on))

    def again_and_again(self, every: str) -> int:
        """Look, wait, and look again, until Ctrl-C. What goes wrong once is said, and tried again the next time."""
        from fairlead.cli.edge import Stopped, report, stoppable
        from fairlead.clock import SystemClock, duration, show_duration
        from fairlead.errors import FairleadError

        seconds, clock = max(duration(every), 1.0), SystemClock()
        try:
            with stoppable():
                while True:
                    begun = clock.monotonic()
                    try:
                        self._look()
                    except FairleadError as error:
                        report(error, False)
                    left = seconds - (clock.monotonic() - begun)
                    self._screen.write("", f"The next look is in {show_duration(max(left, 0.0))}. Ctrl-C ends this.")
                    clock.sleep(left)
        except Stopped as stopped:
            self._screen.write(f"Stopped. Go on: fairlead monitor --every={every}")
            return stopped.exit_code

    def _look(self) -> tuple[Watch, Retraining | None]:
        from fairlead.cli.monitor_text import empty, look_text, retraining_text, told_text
        from fairlead.project.monitoring.watch import watch_model

        # A look back, or with other eyes, is for the one who asks: nothing is told, nothing starts.
        screen, is_aside = self._screen, self._asked["batch"] is not None or self._asked["reference"] is not None
        with BatchBar(quiet=self._as_json) as bar:
            watch = watch_model(self._project, **self._asked, tells=not is_aside, on_batch=bar.advance)
        if watch.look is None:
            if not self._as_json:
                screen.write(*empty(watch.model))
            return watch, None
        if not self._as_json:
            screen.write(*look_text(watch, screen))
        retraining = None if is_aside else self._retrain(watch)
        if not self._as_json:
            screen.write(*told_text(watch), *retraining_text(retraining, screen))
        self._write(watch, retraining)
        return watch, retraining

    def _retrain(self, watch: Watch) -> Retraining | None:
        from fairlead.cli.plain import PlainReport, SilentReport
        from fairlead.project.monitoring.retraining import retrain

        assert watch.look is not None
        finding = watch.look.retraining
        if finding is None:
            return None
        report = SilentReport() if self._as_json else PlainReport(self._screen)
        with report:
            return retrain(self._project, watch.look, finding, on_event=report.on_event, on_graph=report.on_graph)

    def _write(self, watch: Watch, retraining: Retraining | None) -> None:
        from fairlead.cli.screen import save

        assert watch.look is not None
        if self._html is not None:
            from fairlead.monitor.report.page import look_page

            save(self._html, look_page(watch.look).rstrip("\n"))
        if self._prometheus is not None:
            from fairlead.monitor.report.prometheus import metrics_text

            save(self._prometheus, metrics_text(watch.look).rstrip("\n"))
        if not self._as_json:
            written = [str(one) for one in (self._html, self._prometheus) if one is not None]
            self._screen.write(*(f"Written: {one}" for one in written))


class BatchBar:
    """Say which batches have been kept, a line each, where there is a terminal to see it."""

    def __init__(self, *, quiet: bool) -> None:
        import sys

        self._is_seen = not quiet and sys.stderr.isatty()
        self._stream = sys.stderr

    def __enter__(self) -> BatchBar:
        return self

    def __exit__(self, *_: object) -> None:
        if self._is_seen:
            self._stream.write("\r\x1b[2K")
            self._stream.flush()

    def advance(self, put: Any) -> None:
        """Say that one more was kept."""
        if self._is_seen:
            self._stream.write(f"\r\x1b[2KProfiled {put.name} ({put.rows:,} rows)")
            self._stream.flush()


@monitor.command(
    epilog=examples(
        "fairlead monitor add march.parquet --batch 2024-03",
        "fairlead monitor add march.parquet --batch 2024-03 --ask --outcome churned",
        "fairlead monitor add year.parquet --time asked_at --answer said --probability p --outcome churned",
    )
)
def add(
    table: Annotated[
        str, typer.Argument(metavar="TABLE", help="A file of Parquet, CSV, JSONL or Arrow.", show_default=False)
    ],
    batch: Annotated[
        str | None,
        typer.Option("--batch", metavar="NAME", help="The batch that all rows are: 2024-03, 2024-W10, 2024-03-05."),
    ] = None,
    time: Annotated[
        str | None, typer.Option("--time", metavar="COLUMN", help="When a row is from; the table is cut by it.")
    ] = None,
    id: Annotated[str | None, typer.Option("--id", metavar="COLUMN", help="Tells rows apart; no input.")] = None,
    answer: Annotated[str | None, typer.Option("--answer", metavar="COLUMN", help="What the model answered.")] = None,
    probability: Annotated[
        str | None,
        typer.Option("--probability", metavar="COLUMN", help="That of the class that is looked for, of two."),
    ] = None,
    outcome: Annotated[
        str | None, typer.Option("--outcome", metavar="COLUMN", help="What happened; empty where nobody knows yet.")
    ] = None,
    known_at: Annotated[
        str | None, typer.Option("--known-at", metavar="COLUMN", help="When that became known.")
    ] = None,
    leave_out: Annotated[
        list[str] | None, typer.Option("--leave-out", metavar="COLUMN", help="A column that is no input.")
    ] = None,
    asks: Annotated[
        bool, typer.Option("--ask", help="Ask the champion about the rows, where nobody kept its answers.")
    ] = False,
    replaces: Annotated[
        bool, typer.Option("--replace", help="Put it in the place of a batch of that name with other rows.")
    ] = False,
    model: Model = None,
    as_json: Json = False,
) -> int:
    """Keep a table as a batch: its profile, not its rows. The same table twice does no harm."""
    from dataclasses import asdict

    from fairlead.cli.documents import print_document
    from fairlead.cli.monitor_text import put_text
    from fairlead.cli.screen import Screen
    from fairlead.frame import read_table
    from fairlead.project import Project
    from fairlead.project.monitoring.table_batches import Columns
    from fairlead.project.monitoring.watch import add_table

    project = Project.find(needs_pipeline=False)
    columns = Columns(time, batch, id, answer, probability, outcome, known_at, tuple(leave_out or ()), asks)
    with BatchBar(quiet=as_json) as bar:
        name, done = add_table(
            project, read_table(table), table, columns, model=model, replaces=replaces, on_batch=bar.advance
        )  # fmt: skip
    if as_json:
        print_document({"model": name, "batches": [asdict(one) for one in done]})
    else:
        Screen().write(*put_text(name, done))
    return 0


@monitor.command("list", epilog=examples("fairlead monitor list", "fairlead monitor list --json"))
def list_batches(model: Model = None, as_json: Json = False) -> int:
    """List the batches that are kept, and what was measured of each."""
    from fairlead.cli.documents import print_document
    from fairlead.cli.monitor_text import batches_document, batches_text, empty
    from fairlead.cli.screen import Screen
    from fairlead.project import Project
    from fairlead.project.monitoring.watch import kept_batches

    name, rows = kept_batches(Project.find(needs_pipeline=False), model)
    if as_json:
        print_document({"model": name, "batches": batches_document(rows)})
        return 0
    screen = Screen()
    screen.write(*(batches_text(rows, screen) if rows else empty(name)))
    return 0


@monitor.command(epilog=examples("fairlead monitor history", "fairlead monitor history --count 50"))
def history(
    model: Model = None,
    count: Annotated[int, typer.Option("--count", "-n", metavar="N", min=1, help="How many looks.")] = 20,
    as_json: Json = False,
) -> int:
    """Show the latest looks and retrainings."""
    from fairlead.cli.documents import print_document
    from fairlead.cli.monitor_text import empty, looks_text
    from fairlead.cli.screen import Screen
    from fairlead.project import Project
    from fairlead.project.monitoring.watch import past_looks

    name, looks, retrainings = past_looks(Project.find(needs_pipeline=False), model, count)
    if as_json:
        print_document({"model": name, "looks": looks, "retrainings": retrainings})
        return 0
    screen = Screen()
    screen.write(*(looks_text(looks, retrainings, screen) if looks else empty(name)))
    return 0


@monitor.command(epilog=examples("fairlead monitor remove 2024-03"))
def remove(
    batch: Annotated[str, typer.Argument(metavar="BATCH", help="The name of a batch.", show_default=False)],
    model: Model = None,
    as_json: Json = False,
) -> int:
    """Forget a batch. What the log still has of it is kept anew at the next look."""
    from fairlead.cli.documents import print_document
    from fairlead.cli.screen import Screen
    from fairlead.project import Project
    from fairlead.project.monitoring.watch import remove_batch

    name = remove_batch(Project.find(needs_pipeline=False), batch, model)
    if as_json:
        print_document({"model": name, "removed": batch})
    else:
        Screen().write(f"The batch {batch} of {name} is forgotten.")
    return 0
