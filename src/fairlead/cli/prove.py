"""`fairlead prove`: show that the pipeline computes what its notebook computes, or where it does not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fairlead.cli.options import Json

if TYPE_CHECKING:
    from fairlead.project.proving import ProveOptions

SECONDS, GIGABYTES = 600, 8.0


def prove(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER", help="A converted project. The current folder if not given.", show_default=False
        ),
    ] = Path("."),
    check: Annotated[
        bool, typer.Option("--check", help="Run nothing: does the last proof still hold for what is here now?")
    ] = False,
    every: Annotated[
        bool, typer.Option("--all", help="Show every result, also of many those that are the same.")
    ] = False,
    tolerance: Annotated[
        float | None,
        typer.Option(
            "--tolerance",
            metavar="RELATIVE",
            min=0,
            max=0.1,
            help="How far two floats may be apart; 1e-9 if not given.",
        ),
    ] = None,
    time: Annotated[
        int, typer.Option("--time", metavar="SECONDS", min=1, help="How long each run may take.")
    ] = SECONDS,
    memory: Annotated[
        float, typer.Option("--memory", metavar="GB", min=0, help="Memory that a process may take; 0 for no limit.")
    ] = GIGABYTES,
    threads: Annotated[
        int, typer.Option("--threads", metavar="N", min=1, help="Threads of each library, the same on both sides.")
    ] = 1,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write the page of the proof to this file too.")
    ] = None,
    as_json: Json = False,
) -> int:
    """Prove that the pipeline computes what its notebook computes.

    The notebook runs three times from top to bottom, the pipeline once, in processes of their own and on copies of the
    folders. Every named result is compared: values, models, printed text, figures, files. The proof is kept in proof/.

    Exit code 0: proved. 1: not proved, or the proof no longer holds. 2: it could not be run.
    """
    from fairlead.cli.edge import stoppable
    from fairlead.cli.prove_text import Steps, lines_of, stale_lines
    from fairlead.cli.screen import Screen, save
    from fairlead.notebook.prove.page import html_page
    from fairlead.project.proving import check_proof
    from fairlead.project.proving import prove as prove_project

    reasons: list[str] = []
    if check:
        proof, reasons = check_proof(folder)
    else:
        with stoppable(), Steps() as steps:
            proof = prove_project(folder, _options(tolerance, time, memory, threads), steps.advance)
    screen = Screen()
    if html is not None:
        save(html, html_page(proof))
    if as_json:
        from fairlead.cli.documents import print_document

        print_document({**proof.to_dict(), **({"stale": reasons} if check else {})})
    elif check:
        screen.write(*stale_lines(screen, proof, reasons))
    else:
        screen.write(*lines_of(screen, proof, folder, every=every))
    return int(not proof.is_proved or bool(reasons))


def _options(tolerance: float | None, seconds: int, gigabytes: float, threads: int) -> ProveOptions:
    from fairlead.notebook.prove.compare import Tolerance
    from fairlead.notebook.prove.process import Limits
    from fairlead.project.proving import ProveOptions

    limits = Limits(float(seconds), int(gigabytes * 1e9), threads)
    return ProveOptions(limits) if tolerance is None else ProveOptions(limits, Tolerance(relative=tolerance))
