"""Cells that were run in another order than they stand in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fairlead.notebook.facts import Facts
from fairlead.notebook.notebook import Cell, Place
from fairlead.notebook.rules.rule import Hit, rule

_SHOWN = 3


@rule("state", "warning")
def hidden_state_out_of_order(facts: Facts) -> Iterator[Hit]:
    """Find results that came about in another order than the cells stand in.

    What it does
    ------------
    Compares the numbers beside the cells (``[7]``) with their order on the page. It reports a cell that takes a name
    from a cell above which was run later, or whose name a cell further down had already given another value: what it
    shows was computed with a value that a run from top to bottom does not have. Numbers that jump among cells that
    share no names are reported with low confidence only.

    Why it hurts in production
    --------------------------
    The figures on the page cannot be had again: they depend on the order in which somebody clicked. A pipeline runs in
    one order, and gives other figures, or stops.

    Example
    -------
    Cell 1 ``[7]`` reads a table into ``df``; cell 2 ``[2]`` prints ``df.shape``. Cell 2 was run before the table was
    read anew: its output is about another table than the one that cell 1 reads.

    Fix
    ---
    Choose *Restart and run all*; put right what breaks, and save the notebook as it then is.

    Known limits
    ------------
    Only the last run of a cell leaves its number, so cells that were run several times and at last in order look fine.
    Files of Python keep no numbers. Imports are left out: running them again changes nothing.
    """
    counts = {cell.number: cell.execution_count for cell in facts.notebook.code_cells if cell.execution_count}
    numbers = list(counts.values())
    if numbers == sorted(numbers):
        return
    imported = {one.alias for one in facts.index.imports}
    found = False
    for reader, names in _readers(facts, counts, imported).items():
        found = True
        yield _hit(facts, reader, names, counts)
    if not found:
        yield from _jump(facts, counts)


def _readers(facts: Facts, counts: Mapping[int, int], imported: set[str]) -> dict[int, dict[str, tuple[int, Place]]]:
    """Return, for each cell that saw another value than a run from the top would give, the names and their cells."""
    changers: dict[str, list[int]] = {}
    for uses in facts.uses:
        for name in {*uses.binds, *uses.changes} - imported:
            if uses.cell in counts:
                changers.setdefault(name, []).append(uses.cell)
    found: dict[int, dict[str, tuple[int, Place]]] = {}
    for thread in facts.threads:
        now = counts.get(thread.reader)
        if now is None or thread.name in imported:
            continue
        above = [cell for cell in changers.get(thread.name, ()) if cell < thread.reader and counts[cell] > now]
        last = max((counts[cell] for cell in changers.get(thread.name, ()) if cell < thread.reader), default=0)
        below = [cell for cell in changers.get(thread.name, ()) if cell > thread.reader and last < counts[cell] < now]
        for cell in (*reversed(above), *below):
            found.setdefault(thread.reader, {}).setdefault(
                thread.name, (cell, facts.index.place_of(thread.node, thread.reader))
            )
    return dict(sorted(found.items()))


def _hit(facts: Facts, reader: int, names: Mapping[str, tuple[int, Place]], counts: Mapping[int, int]) -> Hit:
    cell, place = next(iter(names.values()))
    shown = ", ".join(f"`{name}`" for name in list(names)[:_SHOWN])
    more = f" and {len(names) - _SHOWN} more names" if len(names) > _SHOWN else ""
    if cell < reader:
        story = f"ran before cell {cell} [{counts[cell]}] above it, which now sets {shown}{more}"
    else:
        story = f"ran after cell {cell} [{counts[cell]}] below it had changed {shown}{more}"
    message = f"Cell {reader} [{counts[reader]}] {story}: a run from top to bottom gives it another value."
    evidence = {"names": list(names), "execution_counts": [counts[reader], counts[cell]], "other_cell": cell}
    return Hit(place, message, evidence=evidence)


def _jump(facts: Facts, counts: Mapping[int, int]) -> Iterator[Hit]:
    """Tell once of numbers that go backwards where no names are shared."""
    numbers = list(counts)
    for before, after in zip(numbers, numbers[1:], strict=False):
        if counts[after] < counts[before]:
            message = (
                f"Cell {after} [{counts[after]}] was run before cell {before} [{counts[before]}] above it;"
                " they share no names that differ."
            )
            yield Hit(_top(facts.notebook.cells[after - 1]), message, "low")
            return


def _top(cell: Cell) -> Place:
    return Place(cell.number, 1, 0, 1, len(cell.source.partition("\n")[0]))
