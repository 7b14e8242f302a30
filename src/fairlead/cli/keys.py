"""`fairlead keys`: who may ask a served model."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from fairlead.cli.options import Json, examples

keys = typer.Typer(rich_markup_mode=None)


def _known_keys() -> Iterable[str]:
    """Return the keys that count, for a shell that completes a command."""
    from fairlead.cli.options import look_up

    return [row["name"] for row in look_up(lambda store: store.keys.active())]


@keys.callback(invoke_without_command=True)
def about(context: typer.Context) -> None:
    """Make, list and revoke keys. `fairlead serve` asks for them."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@keys.command(epilog=examples("fairlead keys add web-shop"))
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Who will ask with it.", show_default=False)],
    as_json: Json = False,
) -> int:
    """Make a key and show it, this one time: only its digest is stored."""
    import sys

    from fairlead.cli.documents import print_document
    from fairlead.cli.screen import Screen
    from fairlead.project import Project
    from fairlead.project.serving import add_key

    token = add_key(Project.find(needs_pipeline=False), name)
    if as_json:
        print_document({"name": name, "key": token})
    else:
        Screen(sys.stderr).write(f"The key of {name}. It is not shown again:")
        Screen().write(token)
    return 0


@keys.command("list", epilog=examples("fairlead keys list"))
def list_(as_json: Json = False) -> int:
    """List all keys: since when, when last used, and whether revoked."""
    from fairlead.cli.documents import print_document
    from fairlead.cli.screen import Screen, moment
    from fairlead.project import Project

    with Project.find(needs_pipeline=False).open_store() as store:
        rows = store.keys.all()
    if as_json:
        shown = ("name", "created", "actor", "used", "revoked")
        print_document({"keys": [{name: row[name] for name in shown} for row in rows]})
        return 0
    if not rows:
        Screen().write("No keys yet. Make one: fairlead keys add NAME")
        return 0
    heads = ("name", "made", "by", "last used", "revoked")
    table = [
        (row["name"], moment(row["created"]), row["actor"], moment(row["used"]), moment(row["revoked"])) for row in rows
    ]
    Screen().write(*Screen().columns(heads, table))
    return 0


@keys.command(epilog=examples("fairlead keys revoke web-shop"))
def revoke(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A key.", show_default=False, autocompletion=_known_keys)],
    as_json: Json = False,
) -> int:
    """Let a key no longer count. Servers that run hear of it within two seconds."""
    from fairlead.cli.documents import print_document
    from fairlead.cli.screen import Screen
    from fairlead.project import Project
    from fairlead.project.serving import revoke_key

    revoke_key(Project.find(needs_pipeline=False), name)
    if as_json:
        print_document({"revoked": name})
    else:
        Screen().write(f"Revoked {name}. Running servers refuse it within two seconds.")
    return 0
