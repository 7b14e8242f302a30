"""`fairlead quarantine`: look at rows that a split has put aside, and put them back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from fairlead.cli.options import Json, examples

if TYPE_CHECKING:
    from fairlead.cli.screen import Screen
    from fairlead.data.quarantine.folder import Manifest, Rule
    from fairlead.data.quarantine.release import Released
    from fairlead.data.quarantine.rows import QuarantinedRow

quarantine = typer.Typer(rich_markup_mode=None)
Out = Annotated[str, typer.Argument(metavar="OUT", help="The folder of a split.", show_default=False)]
RuleName = Annotated[
    str | None,
    typer.Option("--rule", metavar="RULE", help="Only rows that broke this rule: its number, label, name or column."),
]
ROWS_SHOWN = 20
_MARK = "✗ "
_ASIDE = "quarantined"


@quarantine.callback(invoke_without_command=True)
def about(context: typer.Context) -> None:
    """Look at rows that a split has put aside. See why, and put them back when they are repaired."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@quarantine.command(
    epilog=examples(
        "fairlead quarantine show out/orders",
        "fairlead quarantine show out/orders --rule age --limit 5",
        "fairlead quarantine show out/orders --format csv --out repair.csv",
    )
)
def show(
    out: Out,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit", "-n", metavar="N", min=0, help=f"How many rows; {ROWS_SHOWN} if not given, as CSV all."
        ),
    ] = None,
    rule: RuleName = None,
    format: Annotated[
        Literal["text", "json", "csv"], typer.Option("--format", help="How to write it; CSV can be repaired.")
    ] = "text",
    out_file: Annotated[
        str | None, typer.Option("--out", metavar="FILE", help="Write to this file instead of the screen.")
    ] = None,
    as_json: Json = False,
) -> int:
    """Say which rules were broken and how often, and show the rows with what is wrong in each.

    Values of private columns are never shown.
    """
    from fairlead.cli.documents import print_document
    from fairlead.cli.screen import Screen

    if format == "csv" and not as_json:
        return _write_csv(out, rule, limit, out_file)
    rows = ROWS_SHOWN if limit is None else limit
    if as_json or format == "json":
        document = _document(out, rule, rows)
        if out_file is None:
            print_document(document)
        else:
            _save_document(document, out_file)
        return 0
    if out_file is None:
        screen = Screen()
        screen.write(*_lines(screen, out, rule, rows))
    else:
        _save_text(out, rule, rows, out_file)
    return 0


@quarantine.command(
    epilog=examples(
        "fairlead quarantine release out/orders --repaired repair.csv",
        "fairlead quarantine release out/orders --recode age=-1:null --dry-run",
        'fairlead quarantine release out/orders --accept age --why "checked with the source"',
    )
)
def release(
    out: Out,
    repaired: Annotated[
        str | None,
        typer.Option("--repaired", metavar="FILE", help="A table of repaired rows, matched by __row or by the keys."),
    ] = None,
    recode: Annotated[
        list[str] | None,
        typer.Option("--recode", metavar="COLUMN=VALUE:null", help="The value stands for a missing one."),
    ] = None,
    accept: Annotated[
        list[str] | None,
        typer.Option("--accept", metavar="RULE", help="Rows may break this rule; say --why."),
    ] = None,
    why: Annotated[str | None, typer.Option("--why", metavar="TEXT", help="The reason, kept with the split.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go back, and change nothing.")] = False,
    as_json: Json = False,
) -> int:
    """Put rows back that are good now. They are checked again; those that pass join the valid rows.

    The others stay. Exit code 1: no row in the quarantine is meant, some of those that were checked still break a rule,
    or some that were repaired are not in the quarantine.
    """
    from dataclasses import asdict

    from fairlead.cli.documents import print_document
    from fairlead.cli.edge import stoppable
    from fairlead.cli.screen import Screen
    from fairlead.data.quarantine.release import release as put_back

    with stoppable():
        told = put_back(out, repaired=repaired, recode=recode or (), accept=accept or (), why=why, dry_run=dry_run)
    if as_json:
        print_document({"out": out, **asdict(told)})
    else:
        Screen().write(*_told(told, out))
    is_done = told.checked and told.rows == told.checked and not told.unmatched
    return 0 if is_done else 1


@quarantine.command("list", epilog=examples("fairlead quarantine list", "fairlead quarantine list --json"))
def list_(as_json: Json = False) -> int:
    """List the splits of the project, with the rows that each has put aside.

    Outside of a project, those below this folder.
    """
    from pathlib import Path

    from fairlead.cli.documents import print_document
    from fairlead.cli.screen import Screen
    from fairlead.data.quarantine.folder import find_splits

    found = [_summary(path) for path in find_splits(_top())]
    if as_json:
        print_document({"splits": found})
        return 0
    screen = Screen()
    if not found:
        screen.write('No splits here. Make one: suite.split(table, "out/orders")')
        return 0
    heads = ["split", "suite", "state", "rows", "valid", _ASIDE, "created"]
    table = [
        [
            str(one["out"]),
            str(one["suite"] or ""),
            "succeeded" if one["passed"] else "failed",
            *(
                f"{one[name]:,}" if one[name] is not None else ""
                for name in ("rows_in", "rows_valid", "rows_quarantined")
            ),
            str(one["created"] or one["problem"]),
        ]
        for one in found
    ]
    screen.write(*screen.columns(heads, table, right={"rows", "valid", _ASIDE}, state=2))
    first = next((one["out"] for one in found if one["rows_quarantined"]), None)
    if first is not None:
        screen.write("", f"Look at the rows: fairlead quarantine show {Path(str(first))}")
    return 0


def _top() -> Any:
    """Return the project's folder, or this one where there is no project."""
    from pathlib import Path

    from fairlead.errors import ProjectError
    from fairlead.project import Project

    try:
        return Project.find().folder
    except ProjectError:
        return Path.cwd()


def _summary(path: Any) -> dict[str, Any]:
    """Describe a split; one that cannot be read is listed with its problem."""
    import os

    from fairlead.data.quarantine.folder import read_manifest
    from fairlead.errors import SplitError

    names = ("suite", "passed", "rows_in", "rows_valid", "rows_quarantined", "created")
    try:
        manifest = read_manifest(path)
    except SplitError as error:
        return {"out": os.path.relpath(path), **dict.fromkeys(names), "problem": error.message}
    rows_valid = manifest.rows_valid if manifest.passed else 0
    known = {name: getattr(manifest, name) for name in names}
    return {"out": os.path.relpath(path), **known, "rows_valid": rows_valid, "problem": None}


def _write_csv(out: str, rule: str | None, limit: int | None, out_file: str | None) -> int:
    import shlex
    import sys

    from fairlead.cli.screen import count
    from fairlead.data.quarantine.rows import exported
    from fairlead.frame import write_table

    table = exported(out, rule=rule, limit=limit, flat=True)
    if out_file is None:
        sys.stdout.write(table.write_csv())
        return 0
    write_table(table, out_file)
    then = f"fairlead quarantine release {shlex.quote(out)} --repaired {shlex.quote(out_file)}"
    typer.echo(f"Wrote {count(table.height, 'row')} to {out_file}. When repaired: {then}", err=True)
    return 0


def _document(out: str, rule: str | None, limit: int) -> dict[str, Any]:
    from dataclasses import asdict

    from fairlead.data.quarantine.folder import read_manifest
    from fairlead.data.quarantine.rows import listed, quarantined_rows, rules_now

    manifest = read_manifest(out)
    rows = quarantined_rows(out, limit=limit, rule=rule)
    return {
        "out": out,
        **{name: getattr(manifest, name) for name in ("suite", "passed", "created", "rows_in", "rows_valid")},
        "rows_quarantined": manifest.rows_quarantined,
        "keys": list(manifest.keys),
        "rules": [{**asdict(one), "columns": list(one.columns)} for one in rules_now(out)],
        "rows": list(listed(rows)),
        "releases": [dict(one) for one in manifest.releases],
    }


def _save_document(document: dict[str, Any], out_file: str) -> None:
    import contextlib
    import io
    from pathlib import Path

    from fairlead.cli.documents import print_document
    from fairlead.cli.screen import save

    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        print_document(document)
    save(Path(out_file), text.getvalue().rstrip("\n"))


def _save_text(out: str, rule: str | None, limit: int, out_file: str) -> None:
    import io
    from pathlib import Path

    from fairlead.cli.screen import Screen, save

    screen = Screen(io.StringIO())
    save(Path(out_file), "\n".join(_lines(screen, out, rule, limit)))


def _lines(screen: Screen, out: str, rule: str | None, limit: int) -> Iterator[str]:
    """Yield what a person reads: the verdict, the rules with their counts, the rows with what is wrong."""
    from fairlead.data.quarantine.folder import read_manifest
    from fairlead.data.quarantine.rows import quarantined_rows, rules_named, rules_now

    manifest = read_manifest(out)
    wanted = None if rule is None else {one.bit for one in rules_named(manifest, rule)}
    yield from _verdict(screen, manifest, out)
    if not manifest.rows_quarantined:
        yield from ("", "The quarantine is empty: every row keeps every rule that removes rows.")
        return
    now = [one for one in rules_now(out) if one.broken and (wanted is None or one.bit in wanted)]
    yield from ("", *_rule_table(screen, now))
    rows = quarantined_rows(out, limit=limit, rule=rule)
    if rows:
        yield from ("", *_row_table(screen, rows, manifest))
    all_rows = manifest.rows_quarantined if rule is None else None
    yield from ("", *_next_steps(out, manifest, len(rows), limit, all_rows))


def _verdict(screen: Screen, manifest: Manifest, out: str) -> Iterator[str]:
    from fairlead.cli.screen import count

    share = manifest.rows_quarantined / manifest.rows_in if manifest.rows_in else 0.0
    state = screen.state("succeeded") if manifest.passed else screen.state("failed")
    yield f"{screen.strong(manifest.suite)}  {state}  {out}"
    kept = f"{manifest.rows_valid:,} valid" if manifest.passed else "no valid ones kept, as the split did not pass"
    yield f"{count(manifest.rows_in, 'row')}: {kept}, {manifest.rows_quarantined:,} quarantined ({share:.2%})"
    for one in manifest.releases:
        yield f"released {one['rows']:,} on {one['when']} by {one['who']}: {one['why'] or _what(one)}"


def _what(release: Any) -> str:
    done = [*release["recoded"], *release["accepted"], *([release["repaired"]] if release["repaired"] else [])]
    return ", ".join(done)


def _rule_table(screen: Screen, rules: Sequence[Rule]) -> list[str]:
    heads = ["rule", "rows", "expected that"]
    from fairlead.data.quarantine.rows import FLAG

    ranked = sorted(rules, key=lambda one: -one.broken)
    table = [[str(one.bit), f"{one.broken:,}", f"{one.sentence}{'' if one.removes else FLAG}"] for one in ranked]
    return screen.columns(heads, table, right={"rows"})


def _row_table(screen: Screen, rows: Sequence[QuarantinedRow], manifest: Manifest) -> list[str]:
    """Return the rows as a table: the key columns first, then those that rules are about, wrong values marked."""
    wrong = frozenset[str]().union(*(row.wrong for row in rows))
    names = [*manifest.keys, *(name for name in manifest.columns if name in wrong and name not in manifest.keys)]
    table = [[f"{row.number}", *(_cell(row, name, manifest) for name in names), row.why] for row in rows]
    return screen.columns(["row", *names, "why"], table, right={"row"})


def _cell(row: QuarantinedRow, name: str, manifest: Manifest) -> str:
    from fairlead.cli.screen import cut

    mark = _MARK if name in row.wrong else ""
    if name in manifest.private:
        return f"{mark}(private)"
    value = row.values[name]
    return f"{mark}{cut('missing' if value is None else str(value), 30)}"


def _next_steps(out: str, manifest: Manifest, shown: int, limit: int, all_rows: int | None) -> Iterator[str]:
    import shlex

    from fairlead.cli.screen import count

    place = shlex.quote(out)
    if shown == limit and shown != all_rows:
        rows = count(shown, "row") if all_rows is None else f"{shown:,} of {count(all_rows, 'row')}"
        yield f"{rows} shown. More: fairlead quarantine show {place} --limit {max(100, 5 * limit)}"
    if manifest.passed:
        yield f"Repair them: fairlead quarantine show {place} --format csv --out repair.csv"
        yield f"Put them back: fairlead quarantine release {place} --repaired repair.csv"


def _told(told: Released, out: str) -> Iterator[str]:
    from fairlead.cli.screen import count

    verb = "would go back" if told.dry_run else "went back"
    if not told.checked:
        yield "No row in the quarantine is meant by this; nothing was changed."
    else:
        yield f"{told.rows:,} of {count(told.checked, 'row')} that were checked again {verb} to the valid rows."
    for label, rows in told.still_broken.items():
        yield f"  {count(rows, 'row')} still {'breaks' if rows == 1 else 'break'} {label}"
    if told.unmatched:
        yield f"{count(told.unmatched, 'repaired row')} {'is' if told.unmatched == 1 else 'are'} not in the quarantine."
    when = "Then" if told.dry_run else "Now"
    yield f"{when} {told.rows_valid:,} valid and {told.rows_quarantined:,} quarantined: {out}"
    if told.dry_run:
        yield "Do it: the same command without --dry-run"
