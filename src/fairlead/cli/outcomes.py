"""`fairlead outcomes`: what really happened, joined to what was predicted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from fairlead.cli.options import Json, examples

outcomes = typer.Typer(rich_markup_mode=None)

Model = Annotated[
    str | None, typer.Option("--model", metavar="NAME", help="The name of a model. The only one if left out.")
]


@outcomes.callback(invoke_without_command=True)
def about(context: typer.Context) -> None:
    """Tell what really happened to what was predicted."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@outcomes.command(
    epilog=examples(
        "fairlead outcomes add churned.csv",
        "fairlead outcomes add churned.parquet --id request --truth churn --known-at closed_on",
    )
)
def add(
    table: Annotated[
        str, typer.Argument(metavar="TABLE", help="A file of Parquet, CSV, JSONL or Arrow.", show_default=False)
    ],
    id: Annotated[str, typer.Option("--id", metavar="COLUMN", help="The id of the prediction.")] = "id",
    truth: Annotated[str, typer.Option("--truth", metavar="COLUMN", help="What really happened.")] = "truth",
    known_at: Annotated[
        str | None, typer.Option("--known-at", metavar="COLUMN", help="When it became known. Now if left out.")
    ] = None,
    model: Model = None,
    as_json: Json = False,
) -> int:
    """Keep outcomes by the ids of their predictions. What became known last counts; twice does no harm."""
    from fairlead.cli.documents import print_document
    from fairlead.cli.screen import Screen, count
    from fairlead.project import Project
    from fairlead.project.predictions import add_outcomes

    name, done = add_outcomes(
        Project.find(needs_pipeline=False), table, model=model, id=id, truth=truth, known_at=known_at
    )
    if as_json:
        print_document({"model": name, **asdict(done)})
        return 0
    counts = {
        "added": done.added, "corrected": done.corrected, "known already": done.repeated,
        "older than what is known": done.older, "without a truth": done.empty,
    }  # fmt: skip
    parts = [f"{number:,} {word}" for word, number in counts.items() if number]
    lines = [f"{count(done.rows, 'outcome')} for {name}: {', '.join(parts) or 'nothing new'}."]
    if done.unknown:
        lines.append(_waiting(done.unknown, done.unknown_ids))
    if done.conflicting:
        were = "was" if done.conflicting == 1 else "were"
        lines.append(f"{count(done.conflicting, 'id')} {were} told twice with different truths; the last row counts.")
    Screen().write(*lines)
    return 0


def _waiting(unknown: int, ids: Sequence[str]) -> str:
    """Say that outcomes belong to no prediction."""
    if unknown == 1:
        return f"1 belongs to no prediction in the log: {ids[0]}. It is kept, and waits."
    return f"{unknown:,} belong to no prediction in the log, such as {', '.join(ids)}. They are kept, and wait."


@outcomes.command(epilog=examples("fairlead outcomes show", "fairlead outcomes show --model churn --json"))
def show(model: Model = None, as_json: Json = False) -> int:
    """Show by day how many predictions have an outcome, and how long that took."""
    from fairlead.cli.documents import print_document
    from fairlead.cli.screen import Screen, count
    from fairlead.clock import show_duration
    from fairlead.project import Project
    from fairlead.project.predictions import known_outcomes

    known = known_outcomes(Project.find(needs_pipeline=False), model)
    days = [] if known.by_day is None else known.by_day.rows(named=True)
    if as_json:
        print_document(
            {
                "model": known.model,
                "predictions": known.predictions,
                "labelled": known.labelled,
                "unknown": known.unknown,
                "days": [
                    {
                        "day": day["period"].date().isoformat(),
                        "predictions": day["predictions"],
                        "labelled": day["labelled"],
                        "median_delay_s": day["median_delay"] and day["median_delay"].total_seconds(),
                    }
                    for day in days
                ],
            }
        )
        return 0
    if known.by_day is None:
        Screen().write(f"No prediction of {known.model} is logged yet. Serve it: fairlead serve {known.model}")
        return 0
    rows = [
        (
            day["period"].date().isoformat(),
            f"{day['predictions']:,}",
            f"{day['labelled']:,}",
            "<1%" if 0 < day["share"] < 0.005 else f"{day['share']:.0%}",
            "" if day["median_delay"] is None else show_duration(day["median_delay"].total_seconds()),
        )
        for day in days
    ]
    screen = Screen()
    heads = ("day", "predictions", "with outcome", "share", "typical delay")
    screen.write(*screen.columns(heads, rows, right=heads[1:4]))
    if known.unknown:
        belong = "belongs" if known.unknown == 1 else "belong"
        screen.write("", f"{count(known.unknown, 'outcome')} {belong} to no prediction in the log.")
    return 0


@outcomes.command(epilog=examples("fairlead outcomes export joined.parquet"))
def export(
    out: Annotated[Path, typer.Argument(metavar="FILE", help="A Parquet file; replaced if it is there.")],
    model: Model = None,
    as_json: Json = False,
) -> int:
    """Write all predictions with their outcomes, so far as they are known, as one Parquet file."""
    from fairlead.cli.documents import print_document
    from fairlead.cli.screen import Screen, count
    from fairlead.project import Project
    from fairlead.project.predictions import export_joined

    done = export_joined(Project.find(needs_pipeline=False), out, model)
    if as_json:
        print_document({"out": str(out), **asdict(done)})
        return 0
    others = done.rows - done.predictions
    said = f", and {count(others, 'row')} that nobody was given an answer to (shadow, quarantine)" if others else ""
    Screen().write(f"Wrote {count(done.predictions, 'prediction')} to {out}{said}.")
    return 0
