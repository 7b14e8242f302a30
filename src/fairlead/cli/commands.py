"""All commands, in the order in which a newcomer meets them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module

import typer

from fairlead.cli.options import Version, examples

COMMANDS: Mapping[str, tuple[str, ...]] = {
    "init": ("fairlead init my-project", "fairlead init --example churn my-churn"),
    "run": (
        "fairlead run",
        "fairlead run pipeline.py -p train.folds=5",
        "fairlead run --from train",
        "fairlead run --backfill 2026-11-01..2026-11-07",
    ),
    "resume": ("fairlead resume", "fairlead resume gkaqmt"),
    "runs": ("fairlead runs", "fairlead runs --state failed"),
    "show": (
        "fairlead show",
        "fairlead show gkaqmt",
        "fairlead show --task train",
        "fairlead show --svg gantt.svg",
    ),
    "logs": ("fairlead logs train", "fairlead logs gkaqmt train --attempt 1", "fairlead logs train --follow"),
    "graph": (
        "fairlead graph",
        "fairlead graph --format svg --out pipeline.svg",
        "fairlead graph --run gkaqmt",
    ),
    "explain": ("fairlead explain", "fairlead explain train", "fairlead explain gkaqmt train"),
    "cancel": ("fairlead cancel", "fairlead cancel gkaqmt --task train"),
    "validate": (
        "fairlead validate --suggest customers.parquet --output customers.toml",
        "fairlead validate customers.parquet --suite customers.toml",
        "fairlead validate customers.parquet --suite customers.toml --split out/customers",
        "fairlead validate customers.parquet --suite customers.toml --format html --output report.html",
        "fairlead validate --history customers",
    ),
    "quarantine": (
        "fairlead quarantine list",
        "fairlead quarantine show out/orders",
        "fairlead quarantine release out/orders --recode age=-1:null",
    ),
    "gc": ("fairlead gc --dry-run", "fairlead gc --keep 5 --older-than 30d"),
    "schedule": ("fairlead schedule next", "fairlead schedule start"),
    "demo": ("fairlead demo", "fairlead demo my-demo"),
}
"""Each command lies in a module of its name; here are the examples that close its help."""


def program(names: Iterable[str] = tuple(COMMANDS)) -> typer.Typer:
    """Return the program with some of its commands; building all of them takes a tenth of a short run's time.

    >>> len(program().registered_commands) + len(program().registered_groups) == len(COMMANDS)
    True
    """
    app = typer.Typer(
        name="fairlead",
        rich_markup_mode=None,  # Rich alone would double the time of a short command
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    begin = ("fairlead init my-project && cd my-project && fairlead run", "fairlead COMMAND --help")
    app.callback(invoke_without_command=True, epilog=examples(*begin, title="Begin with"))(about)
    for name in names:
        command = getattr(import_module(f"fairlead.cli.{name}"), name)
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name, epilog=examples(*COMMANDS[name]))
        else:
            app.command(name, epilog=examples(*COMMANDS[name]))(command)
    return app


def about(context: typer.Context, version: Version = False) -> None:
    """Turn a notebook into a machine learning pipeline that really runs."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
