"""`fairlead serve`: the champion behind HTTP."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from fairlead.cli.options import LogFormat

if TYPE_CHECKING:
    from fairlead.serve.arms import Lineup


def _known_names() -> Iterable[str]:
    """Return the models of the project, for a shell that completes a command."""
    from fairlead.cli.options import look_up

    return look_up(lambda store: store.models.names())


def serve(
    model: Annotated[
        str | None,
        typer.Argument(
            metavar="MODEL",
            help="NAME for the champion, NAME@ALIAS, or NAME:VERSION. The only model if left out.",
            show_default=False,
            autocompletion=_known_names,
        ),
    ] = None,
    host: Annotated[str, typer.Option("--host", metavar="HOST", help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="PORT", help="0: any that is free.", min=0, max=65535)] = 8000,
    workers: Annotated[
        int, typer.Option("--workers", metavar="N", help="Processes that answer side by side.", min=1, max=256)
    ] = 1,
    auth: Annotated[
        bool | None,
        typer.Option("--auth/--no-auth", help="Ask for an API key; if left out: where other machines can reach it."),
    ] = None,
    max_body: Annotated[
        int, typer.Option("--max-body", metavar="BYTES", help="The longest body of a request.", min=1)
    ] = 1_000_000,
    max_rows: Annotated[
        int, typer.Option("--max-rows", metavar="N", help="The most rows of a request.", min=1)
    ] = 10_000,
    max_requests: Annotated[
        int, typer.Option("--max-requests", metavar="N", help="Requests a worker has in work at once.", min=1)
    ] = 256,
    timeout: Annotated[
        float, typer.Option("--timeout", metavar="SECONDS", help="For a body to arrive, and for the answer.", min=0.01)
    ] = 10.0,
    linger: Annotated[
        float,
        typer.Option("--linger", metavar="SECONDS", help="Once asked to stop: take connections so long.", min=0.0),
    ] = 0.0,
    plan: Annotated[
        bool, typer.Option("--plan/--no-plan", help="Compile the pipeline to a plan for single rows, where it can be.")
    ] = True,
    log: Annotated[bool, typer.Option("--log/--no-log", help="Keep what is asked and answered.")] = True,
    access_log: Annotated[bool, typer.Option("--access-log", help="Write a line for each request to stderr.")] = False,
    log_format: LogFormat = None,
) -> int:
    """Serve a model over HTTP. It is the champion, and whoever becomes champion while it runs.

    SIGTERM or Ctrl-C stops it; what is being answered is finished first.
    """
    from fairlead.cli.screen import Screen
    from fairlead.project import Project
    from fairlead.project.serving import Options, serve
    from fairlead.serve.limits import Draining, Limits

    options = Options(
        host=host,
        port=port,
        workers=workers,
        needs_key=auth,
        limits=Limits(max_body, max_rows, timeout, max_requests),
        draining=Draining(linger),
        plans=plan,
        logs=log,
        logs_requests=access_log,
    )

    def on_ready(lineup: Lineup, address: str) -> None:
        Screen().write(*_lines(lineup, address, options.asks_for_keys, workers))

    project = Project.find(needs_pipeline=False)
    if log_format is not None:
        project = replace(project, log_format=log_format)
    return serve(project, model, options, on_ready)


def _lines(lineup: Lineup, address: str, needs_key: bool, workers: int) -> Iterator[str]:
    """Say what is served, how, and how to ask it."""
    from fairlead.cli.screen import count

    yield f"Serving {lineup} at {address} ({count(workers, 'worker')})"
    for name, arm in lineup.arms.items():
        compiled = arm.predictor.compiled
        who = "" if len(lineup.arms) == 1 else f"{name}: "
        if compiled.plan is not None:
            proof = f"equal to the pipeline, to the last bit, on {compiled.compared}"
            steps = count(len(compiled.plan.steps), "step")
            yield f"  {who}Answers by a compiled plan of {steps}, {proof}."
        else:
            yield f"  {who}Answers by the pipeline, rows that wait together: {compiled.reason}"
    if lineup.trouble is not None:
        yield f"  {lineup.trouble}"
    yield from _example(lineup, address, needs_key)


def _example(lineup: Lineup, address: str, needs_key: bool) -> Iterator[str]:
    import json
    import shlex

    rows = lineup.champion.model.golden.rows
    if not rows:
        return
    key = ["  -H 'Authorization: Bearer KEY' \\"] if needs_key else []
    yield "  Try it:"
    yield f"  curl {address}/predict -H 'Content-Type: application/json' \\"
    yield from key
    yield f"  -d {shlex.quote(json.dumps(dict(rows[0]), ensure_ascii=False))}"
