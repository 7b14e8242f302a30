"""All commands, in the order in which a newcomer meets them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module

import typer

from fairlead.cli.options import Version, examples

COMMANDS: Mapping[str, tuple[str, ...]] = {
    "init": ("fairlead init my-project", "fairlead init --example churn my-churn"),
    "check": (
        "fairlead check churn.ipynb",
        "fairlead check notebooks --select leakage,state",
        "fairlead check notebooks --write-baseline known.json",
        "fairlead check notebooks --baseline known.json --format github",
        "fairlead check notebooks --diff main --fail-on error",
        "fairlead check notebooks --format sarif --output check.sarif",
    ),
    "rule": ("fairlead rule", "fairlead rule leakage", "fairlead rule preprocess-before-split"),
    "convert": (
        "fairlead convert churn.ipynb",
        "fairlead convert churn.ipynb --out churn-pipeline --fix",
        "fairlead convert churn.ipynb --random parallel --data /Users/me/churn.csv=churn.csv",
    ),
    "prove": ("fairlead prove", "fairlead prove churn-pipeline --all", "fairlead prove --check"),
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
    "models": (
        "fairlead models list",
        "fairlead models show churn",
        "fairlead models diff churn:2 churn:3",
        'fairlead models promote churn:3 --why "better on the holdout"',
        'fairlead models rollback churn --why "precision fell"',
    ),
    "serve": (
        "fairlead serve churn",
        "fairlead serve churn@challenger --port 0",
        "fairlead serve churn --host 0.0.0.0 --workers 4",
    ),
    "keys": ("fairlead keys add web-shop", "fairlead keys list", "fairlead keys revoke web-shop"),
    "predict": (
        "fairlead predict clean.parquet --out answers.parquet",
        "fairlead predict 'clean/*.csv' --out answers.parquet --model churn@challenger --keep customer_id",
    ),
    "outcomes": (
        "fairlead outcomes add churned.csv",
        "fairlead outcomes show",
        "fairlead outcomes export joined.parquet",
    ),
    "triage": (
        "fairlead triage --before june.parquet --after july.parquet --target churned --model churn",
        "fairlead triage --since 2026-11-01 --error-cost 50 --html triage.html",
    ),
    "replay": (
        "fairlead replay flights.parquet --time departure --target is_late --recipe recipe.py:RECIPE",
        'fairlead replay --policy "every 3" --policy "below auc 0.70 for 2" --error-cost 5 --retrain-cost 200',
        "fairlead replay --label-delay 2 --html replay.html",
    ),
    "monitor": (
        "fairlead monitor",
        "fairlead monitor --every=1h",
        "fairlead monitor --html=report.html --reference='last 3'",
        "fairlead monitor add march.parquet --batch 2024-03 --ask",
        "fairlead monitor history",
    ),
    "export": ("fairlead export airflow --out dags/churn.py", "fairlead export prefect --out flow.py"),
    "test": (
        "fairlead test",
        "fairlead test --layer behaviour --model churn@challenger",
        "fairlead test tests/test_behaviour.py",
        "fairlead test --last",
    ),
    "score": ("fairlead score", "fairlead score --json"),
    "doctor": ("fairlead doctor", "fairlead doctor --only store --only outputs", "fairlead doctor --json"),
    "gc": ("fairlead gc --dry-run", "fairlead gc --keep 5 --older-than 30d"),
    "schedule": ("fairlead schedule next", "fairlead schedule start"),
    "demo": ("fairlead demo", "fairlead demo my-demo"),
    "studio": ("fairlead studio", "fairlead studio --project my-project --no-browser"),
    "learn": ("fairlead learn", "fairlead learn --port 8700"),
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
