"""`fairlead export`: write the pipeline as a file of another tool, or the files that carry it to other machines."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

import typer

from fairlead.cli.options import examples

TARGETS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "airflow": (
        "fairlead.cli.export_flow",
        ("fairlead export airflow --out dags/churn.py", "fairlead export airflow --project /srv/churn"),
    ),
    "prefect": ("fairlead.cli.export_flow", ("fairlead export prefect --out flow.py",)),
    "dagster": ("fairlead.cli.export_flow", ("fairlead export dagster --out definitions.py",)),
    "docker": ("fairlead.cli.export_containers", ("fairlead export docker --model churn",)),
    "compose": ("fairlead.cli.export_containers", ("fairlead export compose --model churn --out deploy",)),
    "kubernetes": ("fairlead.cli.export_containers", ("fairlead export kubernetes --model churn --out deploy",)),
}
"""For each target the module in which its command lies, a function of the same name, and examples."""

export = typer.Typer(rich_markup_mode=None)


@export.callback(invoke_without_command=True)
def about(context: typer.Context) -> None:
    """Write the pipeline for other tools and machines."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


for _name, (_module, _examples) in TARGETS.items():
    export.command(_name, epilog=examples(*_examples))(getattr(import_module(_module), _name))
