"""`fairlead check --fix` and `--show-fixes`: mend notebooks, and tell what was mended and what was left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fairlead.cli.screen import Screen, count, one_line

if TYPE_CHECKING:
    from fairlead.notebook.fix import Fixed, Left, Mended
    from fairlead.project.checking.check import Check

LEFT_SHOWN = 8
"""Findings of one notebook that were left, each with its reason; the others are counted."""


def mended(
    found: Check, all_found: Check, stdin: tuple[str, bytes] | None, *, write: bool, aside: bool = False
) -> None:
    """Mend notebooks, or show what would be changed.

    Parameters
    ----------
    found : what may be mended.
    all_found : the same before the baseline or a revision left some out.
    stdin : name and content of a notebook that came there; its mended text goes to stdout, and the report to stderr.
    write : whether files are changed.
    aside : whether the report goes to stderr, as something else goes to stdout.
    """
    import sys

    from fairlead.project.checking.files import STDIN
    from fairlead.project.checking.fixes import fixed, write_whole
    from fairlead.project.checking.results import path_of, read_source

    screen = Screen(sys.stderr if aside or (stdin is not None and write) else None)
    before = {one.file: one.findings for one in all_found.notebooks}
    for one in found.notebooks:
        is_stdin = stdin is not None and one.file == stdin[0]
        source = read_source(STDIN if is_stdin else one.file, stdin)
        result = fixed(source, one, before.get(one.file, ()))
        if result is None:
            continue
        if is_stdin and write:
            sys.stdout.buffer.write(result.content)
            sys.stdout.flush()
        elif result.mended and write:
            write_whole(path_of(source), result.content)
        screen.write(*(_report(screen, result) if write else _shown(screen, result)))


def _shown(screen: Screen, result: Fixed) -> Iterator[str]:
    """Yield the changes as a diff, and what would be left."""
    from fairlead.notebook.fix import cell_diff

    for line in cell_diff(result.before, result.after):
        state = "succeeded" if line.startswith("+") else "failed" if line.startswith("-") else ""
        yield screen.paint(one_line(line), state)
    name = one_line(result.before.path)
    if result.mended:
        yield ""
    yield f"{name}: {count(len(result.mended), 'finding')} can be mended{_counted(result.mended)}."
    yield from _left(result)


def _report(screen: Screen, result: Fixed) -> Iterator[str]:
    name = one_line(result.before.path)
    if not result.mended:
        yield f"{name}: nothing was mended."
    else:
        done = f"{count(len(result.mended), 'finding')} mended{_counted(result.mended)}"
        yield f"{screen.paint('✓', 'succeeded')} {name}: {done}."
        if _has_outputs(result):
            yield "  The outputs of the changed cells are those of before: run the notebook again."
    yield from _left(result)


def _counted(made: tuple[Mended, ...]) -> str:
    numbers: dict[str, int] = {}
    for one in made:
        numbers[one.rule] = numbers.get(one.rule, 0) + 1
    names = ", ".join(rule if number == 1 else f"{rule} ({number:,})" for rule, number in numbers.items())
    return f": {names}" if names else ""


def _has_outputs(result: Fixed) -> bool:
    pairs = zip(result.before.cells, result.after.cells, strict=True)
    return any(old.source != new.source and bool(old.outputs) for old, new in pairs)


def _left(result: Fixed) -> Iterator[str]:
    for one in result.left[:LEFT_SHOWN]:
        yield f"  left: {_place(result, one)}, {one.rule}: {one_line(one.reason)}"
    more = len(result.left) - LEFT_SHOWN
    if more > 0:
        yield f"  and {count(more, 'other finding')} left"


def _place(result: Fixed, left: Left) -> str:
    where = result.after.where(left.place)
    return f"line {where.line}" if where.cell is None else f"cell {where.cell}, line {where.line}"
