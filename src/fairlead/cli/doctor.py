"""`fairlead doctor`: look at an installation and a project, and say what is wrong and how to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from fairlead.cli.options import Json

if TYPE_CHECKING:
    from fairlead.finding import Finding


def doctor(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="A project. That of this folder if left out.", show_default=False)
    ] = Path("."),
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="CHECK", help="Only this check, such as store or outputs.")
    ] = None,
    fail_on: Annotated[
        Literal["info", "warning", "error", "never"],
        typer.Option("--fail-on", help="Exit with 1 if anything found is as bad as this, or worse."),
    ] = "error",
    as_json: Json = False,
) -> int:
    """Look at an installation and a project, and say what is wrong.

    What can be tried is tried: the store is written to, an output is stored and removed, the pipeline is loaded, a
    worker is started, addresses are connected to. Nothing of that stays. Exit code 0: nothing was found that is as bad
    as --fail-on says. 1: something was. 2: it could not be looked at.
    """
    from fairlead.cli.documents import print_document
    from fairlead.cli.screen import Screen
    from fairlead.errors import ProjectError
    from fairlead.finding import Severity, render_text, worst
    from fairlead.finding.document import counts
    from fairlead.finding.finding import most_severe_first
    from fairlead.project.doctor import CHECKS, examine

    unknown = next((one for one in only or () if one not in CHECKS), None)
    if unknown is not None:
        raise ProjectError.unknown_check(unknown, CHECKS)
    if not folder.is_dir():
        raise ProjectError.no_folder(folder)
    screen = Screen()
    width = max(map(len, CHECKS))
    findings: list[Finding] = []
    checked: list[dict[str, object]] = []
    for one in examine(folder.absolute(), only=frozenset(only or ())):
        findings += one.seen.findings
        checked.append({"check": one.name, "said": one.seen.said, "findings": len(one.seen.findings)})
        if not as_json:
            bad = worst(one.seen.findings)
            state = (
                "failed" if bad and bad >= Severity.ERROR else "retrying" if bad == Severity.WARNING else "succeeded"
            )
            sign = {"failed": "✗", "retrying": "⚠", "succeeded": "✓"}[state]
            screen.write(f"{screen.paint(sign, state)} {one.name.ljust(width)}  {one.seen.said}".rstrip())
    ordered = most_severe_first(findings)
    if as_json:
        rows = [finding.to_dict() for finding in ordered]
        print_document({"checks": checked, "findings": rows, "counts": counts(ordered)})
    elif ordered:
        screen.write("", *render_text(ordered, color=screen.has_color, width=min(screen.width, 100)).split("\n"))
    else:
        screen.write("", "Nothing is wrong.")
    found = worst(ordered)
    return int(fail_on != "never" and found is not None and found >= Severity.of(fail_on))


def _sign(findings: Sequence[Finding]) -> tuple[str, str]:
    """Return the sign of a check, and the state whose colour it has."""
    from fairlead.finding import Severity, worst

    bad = worst(findings) or Severity.INFO
    if bad >= Severity.ERROR:
        return "✗", "failed"
    return ("⚠", "retrying") if bad == Severity.WARNING else ("✓", "succeeded")
