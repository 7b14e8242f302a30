"""`fairlead replay`: what each policy of retraining would have brought, on the history of one's own model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fairlead.cli.options import Json

PERIODS = "day, week, month, quarter or year"


def replay(
    table: Annotated[
        str | None,
        typer.Argument(metavar="TABLE", help="A file of Parquet, CSV, JSONL or Arrow.", show_default=False),
    ] = None,
    time: Annotated[
        str | None, typer.Option("--time", metavar="COLUMN", help="The column that says when a row was.")
    ] = None,
    target: Annotated[str | None, typer.Option("--target", metavar="COLUMN", help="The column of the outcome.")] = None,
    recipe: Annotated[
        str | None,
        typer.Option("--recipe", metavar="FILE.py:NAME", help="An estimator, or a function that makes one."),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option("--model", metavar="MODEL", help="Take the recipe of NAME, NAME@ALIAS or NAME:VERSION."),
    ] = None,
    policy: Annotated[
        list[str] | None,
        typer.Option("--policy", "-p", metavar="WORDS", help='Such as "every 3" or "below auc 0.7 for 2". Repeatable.'),
    ] = None,
    period: Annotated[str | None, typer.Option("--period", metavar="LENGTH", help=f"{PERIODS}. [month]")] = None,
    first: Annotated[
        int | None, typer.Option("--first", metavar="N", help="Periods that the first model learns from. [1]")
    ] = None,
    window: Annotated[
        int | None, typer.Option("--window", metavar="N", help="Learn from the newest N periods only. [all so far]")
    ] = None,
    label_delay: Annotated[
        int | None, typer.Option("--label-delay", metavar="N", help="Periods until an outcome is known. [0]")
    ] = None,
    metric: Annotated[str | None, typer.Option("--metric", metavar="NAME", help="What is compared by.")] = None,
    threshold: Annotated[
        float | None,
        typer.Option("--threshold", metavar="X", help="Worse periods are bad ones. [what the first model promised]"),
    ] = None,
    error_cost: Annotated[
        float | None, typer.Option("--error-cost", metavar="MONEY", help="What one wrong answer costs.")
    ] = None,
    retrain_cost: Annotated[
        float | None, typer.Option("--retrain-cost", metavar="MONEY", help="What one training costs, all in all.")
    ] = None,
    label_cost: Annotated[
        float | None, typer.Option("--label-cost", metavar="MONEY", help="What one outcome costs that is needed.")
    ] = None,
    currency: Annotated[str | None, typer.Option("--currency", metavar="NAME", help="Such as USD.")] = None,
    leave_out: Annotated[
        str | None, typer.Option("--leave-out", metavar="COLUMNS", help="Columns that are no features, with commas.")
    ] = None,
    library: Annotated[
        str | None, typer.Option("--library", metavar="NAME", help="Hand the recipe polars or pandas tables.")
    ] = None,
    seed: Annotated[int | None, typer.Option("--seed", metavar="N", help="Of the trainings. [0]")] = None,
    no_control: Annotated[
        bool, typer.Option("--no-control", help="Half the work: do not tell more data from newer data.")
    ] = False,
    workers: Annotated[
        int | None, typer.Option("--workers", metavar="N", min=1, help="Models trained side by side.")
    ] = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write one page with drawings, too.")
    ] = None,
    as_json: Json = False,
) -> int:
    """Replay policies of retraining on the past. Every model is trained once, and kept.

    Each model of the past is scored on every later period; killed, it goes on where it was. Then policies cost nothing.
    What is not given stands in [replay] of fairlead.toml. Without --policy, usual ones are compared.
    """
    from fairlead.cli.documents import print_document
    from fairlead.cli.replay_text import lines_of
    from fairlead.cli.screen import Screen, save
    from fairlead.cli.validation_progress import ScanBar
    from fairlead.project.replaying import history_of, replay_history
    from fairlead.project.validation import project_here

    project = project_here()
    given = {
        "table": table, "time": time, "target": target, "recipe": recipe, "model": model, "policies": policy,
        "period": period, "first": first, "window": window, "label_delay": label_delay, "metric": metric,
        "threshold": threshold, "error_cost": error_cost, "retrain_cost": retrain_cost, "label_cost": label_cost,
        "currency": currency, "library": library, "seed": seed, "control": False if no_control else None,
        "leave_out": None if leave_out is None else [name.strip() for name in leave_out.split(",")],
    }  # fmt: skip
    history = history_of(given, project)
    with ScanBar("Staleness matrix", "models") as bar:
        report = replay_history(history, project, processes=workers, on_progress=bar.advance)
    if html is not None:
        from fairlead.clock import SystemClock, timestamp
        from fairlead.monitor.replays.page import replay_page

        now = timestamp(SystemClock().now())[:16].replace("T", " at ")
        save(html, replay_page(report, source=Path(history.table).name, made=f"Replayed on {now} UTC by Fairlead."))
    if as_json:
        print_document(report.to_document())
        return 0
    screen = Screen()
    screen.write(*lines_of(report, screen))
    if html is not None:
        screen.write("", f"Written: {html}")
    return 0
