"""`fairlead rule`: the manual page of a rule, or the list of them all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from fairlead.cli.options import Json

if TYPE_CHECKING:
    from fairlead.notebook.rules.rule import Rule


def _known_rules() -> list[str]:
    """Return the names of all rules, for a shell that completes a command."""
    from fairlead.notebook.rules import GROUPS
    from fairlead.notebook.rules.notes import NOTES

    return [*(name for names in GROUPS.values() for name in names), *NOTES]


def rule(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME",
            help="A rule, or a group of rules. All rules if not given.",
            autocompletion=_known_rules,
            show_default=False,
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Show what a rule of `fairlead check` finds. It says too why that hurts, and what to do about it."""
    from fairlead.cli.documents import print_document
    from fairlead.cli.rule_text import list_lines, page_lines
    from fairlead.cli.screen import Screen
    from fairlead.notebook.rules import GROUPS, all_rules

    known = all_rules()
    if name is None or name in GROUPS:
        chosen = [one for one in known if name in (None, one.group)]
        if as_json:
            print_document({"rules": [document_of(one) for one in chosen]})
        else:
            screen = Screen()
            screen.write(*list_lines(chosen, screen))
        return
    found = _find(name)
    if as_json:
        print_document(document_of(found))
    else:
        screen = Screen()
        screen.write(*page_lines(found, screen))


def _find(name: str) -> Rule:
    from fairlead.errors import CheckError
    from fairlead.notebook.rules import GROUPS, all_rules
    from fairlead.notebook.rules.notes import NOTES

    pages = {one.name: one for one in (*all_rules(), *NOTES.values())}
    if name in pages:
        return pages[name]
    raise CheckError.unknown_rule(name, [*pages, *GROUPS])


def document_of(one: Rule) -> dict[str, Any]:
    """Return a rule as plain values."""
    return {
        "name": one.name,
        "group": one.group,
        "severity": one.severity,
        "on_by_default": one.on_by_default,
        "fixable": one.fixable,
        "summary": one.summary,
        "manual": one.manual,
    }
