"""`fairlead predict`: answer all rows of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fairlead.cli.options import Engine, Json

if TYPE_CHECKING:
    from fairlead.serve.scoring_reasons import Reason

SHOWN_REASONS = 5


def predict(
    table: Annotated[
        str,
        typer.Argument(
            metavar="TABLE",
            help="A file of Parquet, CSV, JSONL or Arrow, a folder of them, or a pattern in quotes.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FILE", help="The Parquet file to be made.", show_default=False)
    ],
    model: Annotated[
        str | None,
        typer.Option("--model", metavar="MODEL", help="NAME, NAME@ALIAS or NAME:VERSION. The only one if left out."),
    ] = None,
    keep: Annotated[
        str | None,
        typer.Option("--keep", metavar="COLUMNS", help="Columns of the table that stay, with commas. All if left out."),
    ] = None,
    engine: Engine = None,
    as_json: Json = False,
) -> int:
    """Answer all rows of a table with a model, in little memory.

    Rows that the model may not be asked go with the reasons to a file beside it, which ends with .quarantine.parquet.
    Interrupted, it goes on where it stopped when it is called again. Nothing is overwritten.
    The exit code is 0 once every row is answered or refused, even if all are refused: --json has the numbers.
    """
    from fairlead.cli.documents import print_document
    from fairlead.cli.screen import Screen
    from fairlead.cli.validation_progress import ScanBar
    from fairlead.project import Project
    from fairlead.project.predictions import predict as score

    columns = None if keep is None else [name.strip() for name in keep.split(",")]
    project = Project.find(needs_pipeline=False)
    if engine is not None:
        project = replace(project, runs_on=engine)
    with ScanBar(Path(table).name) as bar:
        called, done = score(project, table, out, reference=model, columns=columns, on_progress=bar.advance)
    if as_json:
        print_document(
            {
                "model": called,
                "rows": done.rows,
                "answered": done.answered,
                "quarantined": done.quarantined,
                "out": str(done.out),
                "quarantine": None if done.quarantine is None else str(done.quarantine),
                "resumed_at": done.resumed_at,
                "reasons": [{"example": one.example, "rows": one.rows} for one in done.reasons],
            }
        )
        return 0
    lines = [f"{done.rows:,} rows = {done.answered:,} answered by {called} + {done.quarantined:,} refused."]
    if done.resumed_at:
        lines.append(f"The first {done.resumed_at:,} rows were done before.")
    lines += _why(done.reasons)
    lines.append(f"Answers: {done.out}")
    if done.quarantine is not None:
        lines.append(f"Refused rows, with the reasons: {done.quarantine}")
    Screen().write(*lines)
    return 0


def _why(reasons: Sequence[Reason]) -> list[str]:
    """Return the most frequent reasons with the number of their rows, each as one of its rows has it."""
    if not reasons:
        return []
    shown = reasons[:SHOWN_REASONS]
    width = len(f"{shown[0].rows:,}")
    lines = ["Refused most often, each with the words of one row:"]
    lines += [f"  {one.rows:>{width},}  {one.example}" for one in shown]
    more = len(reasons) - len(shown)
    return [*lines, f"  and {more} more reason{'s' if more > 1 else ''}."] if more else lines
