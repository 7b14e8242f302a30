"""`fairlead check`: find what will break a notebook in production."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from fairlead.cli.options import Json

if TYPE_CHECKING:
    from fairlead.project.checking.check import Check
    from fairlead.project.checking.one import Options
    from fairlead.project.checking.settings import Settings
    from fairlead.project.checking.trials import TrialOptions

Format = Literal["text", "json", "sarif", "github"]
Severity = Literal["info", "warning", "error", "critical", "never"]
Confidence = Literal["high", "medium", "low"]
STDIN_NAME = "<stdin>"
FAIL_ON: Severity = "error"
SECONDS, GIGABYTES = 300, 4.0
CONFIDENCE: Confidence = "medium"


def check(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="NOTEBOOK...",
            help="Notebooks, Python files, or folders of them; - is stdin. The current folder if not given.",
            show_default=False,
        ),
    ] = None,
    form: Annotated[Format | None, typer.Option("--format", "-f", help="How to show it; text if not given.")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file, not to the screen.")
    ] = None,
    select: Annotated[
        list[str] | None, typer.Option("--select", metavar="NAMES", help="Only these rules and groups, or all.")
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option("--ignore", metavar="NAMES", help="Without these rules and groups.")
    ] = None,
    confidence: Annotated[
        Confidence | None,
        typer.Option("--confidence", help="How sure a finding must be to be shown; medium if not given."),
    ] = None,
    fail_on: Annotated[
        Severity | None,
        typer.Option("--fail-on", help="Exit with 1 if anything is as bad as this, or worse; error if not given."),
    ] = None,
    diff: Annotated[
        str | None, typer.Option("--diff", metavar="BASE", help="Only what is new since this git revision.")
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option("--baseline", metavar="FILE", help="Only what is not known by this file.")
    ] = None,
    write_baseline: Annotated[
        Path | None, typer.Option("--write-baseline", metavar="FILE", help="Make all that is found known.")
    ] = None,
    with_ruff: Annotated[bool, typer.Option("--ruff", help="Add what ruff finds in the same files.")] = False,
    run: Annotated[
        bool,
        typer.Option("--run", help="Run the notebook, in a process with limits, and measure what its leaks cost."),
    ] = False,
    data: Annotated[
        list[str] | None,
        typer.Option("--data", metavar="PATH=FILE", help="With --run: read FILE where the notebook says PATH."),
    ] = None,
    time: Annotated[
        int, typer.Option("--time", metavar="SECONDS", min=1, help="With --run: how long a run may take.")
    ] = SECONDS,
    memory: Annotated[
        float, typer.Option("--memory", metavar="GB", min=0.1, help="With --run: how much memory it may take.")
    ] = GIGABYTES,
    fix: Annotated[
        bool, typer.Option("--fix", help="Mend in the files what can safely be mended, and tell what is left.")
    ] = False,
    show_fixes: Annotated[
        bool, typer.Option("--show-fixes", help="Show what --fix would change, and change nothing.")
    ] = False,
    stdin_name: Annotated[
        str | None, typer.Option("--stdin-name", metavar="NAME", help="What to call the notebook on stdin.")
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", "-j", metavar="N", min=1, help="Processes; one for each processor if not given."),
    ] = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Check unchanged notebooks again too.")] = False,
    as_json: Json = False,
) -> int:
    """Find what will break a notebook in production. Leaks, hidden state, lost paths, secrets.

    Nothing of the notebook is executed, unless --run asks for it.

    Exit code 0: nothing was found that is as bad as --fail-on says. 1: something was. 2: a file could not be checked.
    """
    from fairlead.project.checking.check import settings_of_paths

    named = paths or ["."]
    settings = settings_of_paths(named, stdin_name)
    options = _options(settings, select, ignore, confidence)
    known = None if write_baseline else _baseline(settings, baseline)
    stdin = _stdin(named, stdin_name)
    look = partial(_found, named, options, settings, with_ruff=with_ruff, cached=not no_cache, processes=jobs)
    if fix or show_fixes:
        aside = as_json or form not in (None, "text")
        _mend(look, stdin, diff, known, write=not show_fixes, aside=aside and not show_fixes)
        if show_fixes or stdin is not None:
            return 0
    found = look(stdin=stdin, diff=diff, baseline=known, trial=_trial(data, time, memory) if run else None)
    if write_baseline is not None:
        return _write_baseline(found, write_baseline)
    _show(found, "json" if as_json else form or "text", output, in_full=len(options.select) == 1)
    return exit_code(found, fail_on or settings.fail_on or FAIL_ON)


def _options(
    settings: Settings, select: list[str] | None, ignore: list[str] | None, confidence: Confidence | None
) -> Options:
    """Return what is looked for: the command line replaces the project's choice, and adds to what it ignores."""
    from fairlead.project.checking.one import Options

    chosen = _names(select) or settings.select
    sure: Confidence = confidence or settings.confidence or CONFIDENCE  # type: ignore[assignment]  # read as one of these
    return Options(chosen, (*settings.ignore, *_names(ignore)), sure)


def _trial(data: list[str] | None, seconds: int, gigabytes: float) -> TrialOptions:
    from fairlead.errors import CheckError
    from fairlead.project.checking.trials import TrialOptions

    replaced: dict[str, str] = {}
    for one in data or ():
        path, equals, file = one.partition("=")
        if not equals or not Path(file).is_file():
            raise CheckError.bad_data(one, file if equals else None)
        replaced[path] = str(Path(file).absolute())
    return TrialOptions(replaced, seconds, int(gigabytes * 1e9))


def _names(given: list[str] | None) -> tuple[str, ...]:
    """Return names that may be given one by one, or with commas between them."""
    return tuple(name.strip() for one in given or () for name in one.split(",") if name.strip())


def _baseline(settings: Settings, given: Path | None) -> Path | None:
    if given is not None or settings.baseline is None or settings.folder is None:
        return given
    return settings.folder / settings.baseline


def _found(
    paths: list[str],
    options: Options,
    settings: Settings,
    *,
    stdin: tuple[str, bytes] | None,
    diff: str | None = None,
    baseline: Path | None = None,
    with_ruff: bool,
    trial: TrialOptions | None = None,
    cached: bool,
    processes: int | None,
) -> Check:
    from fairlead.cli.validation_progress import ScanBar
    from fairlead.project.checking.check import check as check_paths

    with ScanBar("checking", "notebooks") as bar:
        return check_paths(
            paths, options, settings, stdin=stdin, diff=diff, baseline=baseline, with_ruff=with_ruff, trial=trial,
            cached=cached, processes=processes, on_progress=bar.advance,
        )  # fmt: skip


def _stdin(paths: list[str], name: str | None) -> tuple[str, bytes] | None:
    """Return the name and content of a notebook on stdin, if one is meant."""
    import sys

    from fairlead.project.checking.files import STDIN

    return (name or STDIN_NAME, sys.stdin.buffer.read()) if STDIN in paths else None


def _mend(
    look: Callable[..., Check],
    stdin: tuple[str, bytes] | None,
    diff: str | None,
    baseline: Path | None,
    *,
    write: bool,
    aside: bool,
) -> None:
    """Mend what is found; what the baseline or the revision leaves out stays as it is."""
    from fairlead.cli.check_fix import mended

    found = look(stdin=stdin, diff=diff, baseline=baseline)
    mended(found, look(stdin=stdin) if diff or baseline else found, stdin, write=write, aside=aside)


def _show(found: Check, form: Format, output: Path | None, *, in_full: bool) -> None:
    from fairlead.cli.screen import Screen, save

    screen = Screen()
    if form == "text":
        from fairlead.cli.check_text import Report

        # A file has no colours and no width of its own.
        lines = Report(None if output else screen, in_full=in_full).lines(found)
    else:
        from fairlead.cli.check_formats import written

        lines = [written(found, form)]
    if output is None:
        screen.write(*lines)
        return
    from fairlead.cli.check_text import Report

    save(output, "\n".join(lines))
    screen.write(*Report(screen).verdict(found), f"Written: {output}")


def _write_baseline(found: Check, path: Path) -> int:
    from fairlead.cli.screen import Screen, count, save
    from fairlead.project.checking.check import baseline_of

    save(path, baseline_of(found, path))
    number = sum(len(one.findings) for one in found.notebooks)
    Screen().write(
        f"Known from now on: {count(number, 'finding')} in {count(len(found.notebooks), 'notebook')}: {path}",
        f"Only new ones are shown by: fairlead check --baseline {path}",
    )
    return 2 if any(one.trouble for one in found.notebooks) else 0


def exit_code(found: Check, fail_on: str) -> int:
    """Return 2 if a file could not be checked, 1 if something as bad as this was found, and else 0."""
    from fairlead.finding import Severity as Scale
    from fairlead.finding import worst

    if any(one.is_unread for one in found.notebooks):
        return 2
    severity = worst(finding for one in found.notebooks for finding in one.findings)
    return int(fail_on != "never" and severity is not None and severity >= Scale.of(fail_on))
