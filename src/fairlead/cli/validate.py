"""`fairlead validate`: check a table against a suite, propose a suite, show how it went over time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from fairlead.cli.options import Json

if TYPE_CHECKING:
    from fairlead.project.validation import Validation

Format = Literal["text", "json", "html", "github"]
Severity = Literal["info", "warning", "error", "critical", "never"]
ResultFormat = Literal["BOOLEAN_ONLY", "BASIC", "SUMMARY", "COMPLETE"]
SAMPLES = 20


def validate(
    table: Annotated[
        str | None,
        typer.Argument(
            metavar="TABLE",
            help="A file of Parquet, CSV, JSONL or Arrow, or a pattern of such names in quotes. "
            "With --history: the name of a suite.",
            show_default=False,
        ),
    ] = None,
    suite: Annotated[
        str | None,
        typer.Option(
            "--suite", "-s", metavar="SUITE", help="suite.toml, the JSON of Great Expectations, or checks.py:NAME."
        ),
    ] = None,
    split: Annotated[
        str | None,
        typer.Option("--split", metavar="OUT", help="Write valid rows and the quarantine to this new folder."),
    ] = None,
    form: Annotated[
        Format | None,
        typer.Option("--format", "-f", help="How to show what was found; text if not given. html is one file."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file, not to the screen.")
    ] = None,
    fail_on: Annotated[
        Severity, typer.Option("--fail-on", help="Exit with 1 if anything found is as bad as this, or worse.")
    ] = "error",
    result_format: Annotated[
        ResultFormat | None,
        typer.Option("--result-format", help="Print JSON with the keys of Great Expectations, as full as this says."),
    ] = None,
    samples: Annotated[
        int, typer.Option("--samples", metavar="N", min=0, help="Values that break a rule, to keep of each rule.")
    ] = SAMPLES,
    no_history: Annotated[bool, typer.Option("--no-history", help="Keep nothing in the project's history.")] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace the split, or the proposed suite, that is there.")
    ] = False,
    suggest: Annotated[
        bool, typer.Option("--suggest", help="Propose a suite from a table that is known to be good.")
    ] = False,
    history: Annotated[
        bool, typer.Option("--history", help="Show how a suite went over time; nothing is checked.")
    ] = False,
    as_json: Json = False,
) -> int:
    """Check a table against a suite, rule by rule.

    Exit code 0: nothing was found that is as bad as --fail-on says. 1: something was. 2: it could not be checked.
    """
    is_json = as_json or form == "json"
    if history:
        from fairlead.cli.validation_history import show_history

        return show_history(table, is_json)
    if table is None:
        raise typer.BadParameter("Which table? Give the name of a file.", param_hint="TABLE")
    if suggest:
        from fairlead.cli.validation_suggest import propose

        return propose(table, output, overwrite, is_json)
    if suite is None:
        raise typer.BadParameter(
            "By which suite? Give --suite, or have one proposed with --suggest.", param_hint="--suite"
        )
    found = _checked(table, suite, split, None if result_format == "COMPLETE" else samples, no_history, overwrite)
    _show(found, suite, "json" if is_json or result_format else form or "text", output, result_format)
    return _exit_code(found, fail_on)


def _checked(
    table: str, name: str, split: str | None, samples: int | None, no_history: bool, overwrite: bool
) -> Validation:
    from fairlead.cli.validation_progress import ScanBar
    from fairlead.project import find_suite, project_here
    from fairlead.project import validate as check

    suite = find_suite(name)
    project = None if no_history else project_here()
    with ScanBar(table) as bar:
        return check(
            table, suite, split=split, overwrite=overwrite, samples=samples, project=project, on_progress=bar.advance
        )  # fmt: skip


def _show(found: Validation, suite: str, form: Format, output: Path | None, result_format: str | None) -> None:
    import sys

    from fairlead.cli.screen import Screen, save
    from fairlead.cli.validation_text import verdict_line, written

    screen = Screen()
    if form == "html" and output is None:
        output = Path(f"{found.suite.name}-report.html")
    if output is None:
        screen.write(written(found, form, screen, suite=suite, result_format=result_format))
    else:
        # A file has no colours and no width of its own.
        save(output, written(found, form, None, suite=suite, result_format=result_format).rstrip("\n"))
        screen.write(verdict_line(found, screen), f"Written: {output}")
    if found.trouble is not None:
        Screen(sys.stderr).write(f"The project's history was not written: {found.trouble}")


def _exit_code(found: Validation, fail_on: Severity) -> int:
    from fairlead.finding import Severity as Scale
    from fairlead.finding import worst

    severity: Any = worst(found.findings)
    return int(fail_on != "never" and severity is not None and severity >= Scale.of(fail_on))
