"""`fairlead gc`: remove what old runs have left."""

from __future__ import annotations

from typing import Annotated

import typer

from fairlead.cli.options import Json


def gc(
    keep: Annotated[int, typer.Option("--keep", metavar="N", min=0, help="So many of the latest runs stay.")] = 10,
    older_than: Annotated[
        str | None,
        typer.Option("--older-than", metavar="AGE", help="Only runs older than this go: 30d, 12h."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go, and remove nothing.")] = False,
    as_json: Json = False,
) -> int:
    """Remove what old runs left. Their logs go, and the stored outputs that no other run needs."""
    from dataclasses import asdict

    from fairlead.cli.documents import print_document
    from fairlead.cli.screen import count, size_text
    from fairlead.clock import duration
    from fairlead.project import Project, collect_garbage

    age = duration(older_than) if older_than is not None else None
    garbage = collect_garbage(Project.find(), keep=keep, older_than=age, dry_run=dry_run)
    if as_json:
        print_document({"dry_run": dry_run, **asdict(garbage)})
        return 0
    verb = "Would remove" if dry_run else "Removed"
    if not any(asdict(garbage).values()):
        print("Nothing to remove: every stored output belongs to a run that stays.")
        return 0
    outputs = f"{count(garbage.blobs, 'stored output')} ({size_text(garbage.bytes)})"
    print(f"{verb} {count(garbage.runs, 'run')} and {outputs}.")
    if garbage.validations:
        print(f"{verb} {count(garbage.validations, 'validation')} of the history.")
    if garbage.models:
        print(f"{'Would retire' if dry_run else 'Retired'} {count(garbage.models, 'version')} of models.")
    if garbage.memories:
        print(f"{verb} {count(garbage.memories, 'file')} that only saved time.")
    if dry_run:
        print("Do it: the same command without --dry-run")
    return 0
