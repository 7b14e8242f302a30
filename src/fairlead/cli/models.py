"""`fairlead models`: which versions of a model there are, which one is in use, and since when and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from fairlead.cli.model_mlflow import IMPORTS, MIRRORS, Name, Why, import_, known_names, mirror
from fairlead.cli.options import Json, examples

if TYPE_CHECKING:
    from fairlead.model.strategy import Strategy

models = typer.Typer(rich_markup_mode=None)


Reference = Annotated[
    str,
    typer.Argument(
        metavar="MODEL",
        help="NAME for the champion, NAME@ALIAS, or NAME:VERSION.",
        show_default=False,
        autocompletion=known_names,
    ),
]
Promoted = Annotated[
    str,
    typer.Argument(
        metavar="MODEL",
        help="NAME:VERSION, NAME@ALIAS, or NAME with a VERSION behind it.",
        show_default=False,
        autocompletion=known_names,
    ),
]
Alias = Annotated[str, typer.Option("--alias", metavar="ALIAS", help="Which alias is meant.")]


@models.callback(invoke_without_command=True)
def about(context: typer.Context) -> None:
    """See versions of models, put one into use, take it back."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@models.command("list", epilog=examples("fairlead models list", "fairlead models list churn --all"))
def list_(
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="Only this model.", show_default=False, autocompletion=known_names),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also versions that were retired.")] = False,
    as_json: Json = False,
) -> int:
    """List the versions of the project's models. It says who holds which alias, how good they are, how old."""
    from fairlead.cli.documents import print_document
    from fairlead.cli.model_text import list_lines, version_document
    from fairlead.cli.screen import Screen
    from fairlead.clock import SystemClock
    from fairlead.project import Project

    with Project.find(needs_pipeline=False).open_registry() as registry:
        versions = registry.versions(name, retired=everything)
        holders = registry.holders(name)
        lost = {str(one) for one in versions if registry.lacks_files(one)}
    if as_json:
        found = [{**version_document(one, holders), "files_gone": str(one) in lost} for one in versions]
        print_document({"versions": found})
        return 0
    Screen().write(*list_lines(Screen(), versions, holders, lost, SystemClock().now()))
    return 0


@models.command(epilog=examples("fairlead models show churn", "fairlead models show churn:3"))
def show(model: Reference, as_json: Json = False) -> int:
    """Show everything about one version. All its files are read, and compared with what was written.

    How good it is, from what, what it needs, what happened to it.
    """
    from fairlead.cli.documents import print_document
    from fairlead.cli.model_text import event_document, show_lines, version_document
    from fairlead.cli.screen import Screen
    from fairlead.clock import SystemClock
    from fairlead.project import Project
    from fairlead.project.models import read_reference

    name, which = read_reference(model)
    with Project.find(needs_pipeline=False).open_registry() as registry:
        found = registry.get(name, _only_version(registry, name, which))
        damage = [] if found.retired is not None else registry.damage(name, found.version)
        documents = None if damage or found.retired is not None else registry.documents(name, found.version)
        holders, events = registry.holders(name), registry.events(name)
    if as_json:
        print_document(
            {
                **version_document(found, holders),
                **{part: (documents or {}).get(part) for part in ("schema", "suite")},
                "golden_rows": len(documents["golden"]["rows"]) if documents else None,
                "damage": damage,
                "events": [event_document(one) for one in events],
            }
        )
        return 0
    screen = Screen()
    screen.write(*show_lines(screen, found, documents, damage, holders, events, SystemClock().now()))
    return 0


@models.command(epilog=examples("fairlead models diff churn:2 churn:3", "fairlead models diff churn churn:3"))
def diff(before: Reference, after: Reference, as_json: Json = False) -> int:
    """Say what is different between two versions. Metrics, parameters, libraries, columns, data, code.

    Exit code 1: they are different.
    """
    from dataclasses import asdict

    from fairlead.cli.documents import print_document
    from fairlead.cli.model_text import diff_lines
    from fairlead.cli.screen import Screen
    from fairlead.model.diff import differences
    from fairlead.project import Project
    from fairlead.project.models import read_reference

    with Project.find(needs_pipeline=False).open_registry() as registry:
        pair = [registry.get(*read_reference(one)) for one in (before, after)]
        documents = [registry.documents(one.name, one.version) for one in pair]
    found = differences(*documents)
    if as_json:
        print_document({"before": str(pair[0]), "after": str(pair[1]), "differences": [asdict(one) for one in found]})
    else:
        screen = Screen()
        screen.write(*diff_lines(screen, str(pair[0]), str(pair[1]), found))
    return 1 if found else 0


@models.command(
    epilog=examples(
        'fairlead models promote churn:3 --why "better on the holdout"',
        'fairlead models promote churn:3 --canary 10% --why "better AUC"',
        'fairlead models promote churn:3 --trained-on train.parquet --why "imported and read"',
        'fairlead models promote churn@challenger --why "a week beside the champion, no trouble"',
        'fairlead models promote churn:3 --alias challenger --why "to be looked at"',
    )
)
def promote(
    model: Promoted,
    version: Annotated[
        int | None,
        typer.Argument(metavar="VERSION", help="Its number, if MODEL does not name it.", show_default=False),
    ] = None,
    alias: Alias = "champion",
    expect: Annotated[
        int | None,
        typer.Option("--expect", metavar="V", help="Only if this version holds the alias; 0: only if nobody does."),
    ] = None,
    canary: Annotated[
        str | None,
        typer.Option("--canary", metavar="SHARE", help="On trial: it answers this share of the requests, as in 10%."),
    ] = None,
    shadow: Annotated[
        bool, typer.Option("--shadow", help="On trial: it answers too, but the holder's answers count.")
    ] = False,
    why: Why = "",
    no_parity: Annotated[
        str | None,
        typer.Option("--no-parity", metavar="REASON", help="Leave out the comparison over HTTP; kept with the event."),
    ] = None,
    trained_on: Annotated[
        str | None,
        typer.Option("--trained-on", metavar="TABLE", help="Prove its plan for single rows on these rows, too."),
    ] = None,
    as_json: Json = False,
) -> int:
    """Give an alias to a version whose server answers as trained.

    It needs a reason (--why). If another version has taken the alias since, nothing is changed.
    """
    from fairlead.cli.documents import print_document
    from fairlead.cli.model_text import holder_document, holder_line, parity_lines
    from fairlead.cli.screen import Screen
    from fairlead.frame import read_table
    from fairlead.project import Project
    from fairlead.project import promote as put_into_use

    name, which = _named_version(model, version)
    project = Project.find(needs_pipeline=False)
    with project.open_registry() as registry:
        found = registry.get(name, which)
        registry.files(name, found.version)
        before = _holder(registry, name, alias)
        expected = before if expect is None else expect or None
        done = put_into_use(
            project, registry, name, found.version, alias,
            expect=expected, why=why, strategy=_strategy(canary, shadow), no_parity=no_parity,
            training=None if trained_on is None else read_table(trained_on),
        )  # fmt: skip
    if as_json:
        parity = None if done.parity is None else {"rows": done.parity.rows, "different": done.parity.different}
        print_document(
            {"model": name, "before": before, **holder_document(done.holder), "parity": parity, "plan": done.plan}
        )
    elif not done.is_new:
        Screen().write(f"{name}:{done.holder.version} is the {alias} already.")
    else:
        compared = parity_lines(f"{name}:{found.version}", done.parity, done.plan)
        Screen().write(*compared, holder_line(name, done.holder, before, ended=done.ended))
    return 0


@models.command(
    epilog=examples(
        'fairlead models rollback churn --why "precision fell after the price change"',
        'fairlead models rollback churn --to 1 --why "last one that was audited"',
    )
)
def rollback(
    name: Name,
    to: Annotated[
        int | None,
        typer.Option("--to", metavar="V", help="Any version that held the alias; the one before if left out."),
    ] = None,
    alias: Alias = "champion",
    why: Why = "",
    as_json: Json = False,
) -> int:
    """Give an alias back to a version that held it before. While a version is on trial, only that ends."""
    from fairlead.cli.documents import print_document
    from fairlead.cli.model_text import holder_document, holder_line
    from fairlead.cli.screen import Screen
    from fairlead.project import Project

    with Project.find(needs_pipeline=False).open_registry() as registry:
        before = _holder(registry, name, alias)
        now = registry.rollback(name, alias, to, why=why)
        event = registry.events(name)[-1]
    ended = event["previous"] if event["kind"] == "end_trial" else None
    if as_json:
        print_document({"model": name, "before": before, **holder_document(now)})
    else:
        Screen().write(holder_line(name, now, before, ended=ended))
    return 0


@models.command(epilog=examples("fairlead models export churn churn-model", "fairlead models export churn:3 churn-3"))
def export(
    model: Reference,
    folder: Annotated[str, typer.Argument(metavar="FOLDER", help="A new folder.", show_default=False)],
    as_json: Json = False,
) -> int:
    """Write a model into a folder of its own. It can be used without this project; a README in it says how."""
    from fairlead.cli.documents import print_document
    from fairlead.cli.screen import Screen, size_text
    from fairlead.model.bundle import Saved
    from fairlead.model.export import export_model
    from fairlead.project import Project
    from fairlead.project.models import read_reference

    project = Project.find(needs_pipeline=False)
    with project.open_registry() as registry:
        found = registry.get(*read_reference(model))
        files = registry.files(found.name, found.version)
    saved = Saved(found.digest, found.parts)
    place = export_model(files, saved, folder, title=str(found), trusted=project.trusted)
    size = sum(map(len, files.values()))
    if as_json:
        print_document({"model": str(found), "folder": str(place), "digest": found.digest, "bytes": size})
    else:
        Screen().write(f"Wrote {found} to {place} ({size_text(size)}). How to use it: {place / 'README.md'}")
    return 0


models.command("import", epilog=examples(*IMPORTS))(import_)
models.command(epilog=examples(*MIRRORS))(mirror)


def _named_version(reference: str, version: int | None) -> tuple[str, int | str]:
    """Return the name of a model and which version is meant by the two words of a promotion."""
    from fairlead.errors import PromotionError
    from fairlead.project.models import read_reference

    name, which = read_reference(reference)
    if name == reference and version is None:
        raise PromotionError.no_version_named(name)
    if name == reference and version is not None:
        return name, version
    if version not in (None, which):
        raise PromotionError.two_versions(reference, version)
    return name, which


def _strategy(canary: str | None, shadow: bool) -> Strategy | None:
    from fairlead.errors import PromotionError
    from fairlead.model.strategy import Strategy, read_share

    if canary is not None and shadow:
        raise PromotionError.two_strategies()
    if canary is not None:
        return Strategy("canary", read_share(canary))
    return Strategy("shadow") if shadow else None


def _holder(registry: Any, name: str, alias: str) -> int | None:
    return next((one.version for one in registry.holders(name).get(name, ()) if one.alias == alias), None)


def _only_version(registry: Any, name: str, which: int | str) -> int | str:
    """Return which version is meant: while nobody is champion, the newest one."""
    from fairlead.model.retention import CHAMPION

    if which == CHAMPION and _holder(registry, name, CHAMPION) is None:
        return int(registry.versions(name)[0].version)
    return which
