"""What is compared: the named results of each task, once from the notebook and once from the pipeline."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from fairlead.notebook.prove.account import Account, Statement, TaskAccount
from fairlead.notebook.prove.compare import Difference, Match, Tolerance, compare, compare_texts
from fairlead.notebook.prove.node import Node, Shelf
from fairlead.notebook.prove.recording import NotebookRun, PipelineRun, Said

Kind = Literal["value", "text", "figure", "file"]

ADDRESS = re.compile(r"0x[0-9a-f]{6,}")
OWN_MODULE = re.compile(r"(?<=['\"< ])(?:__main__|pipeline|functions|tasks\.\w+)\.(?=[A-Za-z_])")


class Key(NamedTuple):
    """Name a result: the task that gives it, what kind of thing it is, and what it is called."""

    task: str
    kind: Kind
    name: str


class Piece(NamedTuple):
    """Hold a result.

    Parameters
    ----------
    cell : of the notebook that it comes from; None of what a pipeline gives.
    node : of a value, a figure or a file; said : of a text, what it is made of.
    """

    cell: int | None
    node: Node | None = None
    said: Sequence[Said] = ()


def of_notebook(account: Account, run: NotebookRun) -> dict[Key, Piece]:
    """Return what a run of the notebook gives, in the order of the tasks."""
    found: dict[Key, Piece] = {}
    for task in account.tasks:
        places = [account.statements[one].place for one in task.statements]
        for name, statement, node in _outputs(account, task, run):
            found[Key(task.name, "value", name)] = Piece(statement.cell, node)
        said = [event for place in places for event in run.said.get(place, ()) if _is_taken_over(account, event)]
        found[Key(task.name, "text", "what it prints")] = Piece(_first_cell(said), said=said)
        drawn = [one for one in run.figures if one.place in places]
        for number, figure in enumerate(drawn, 1):
            found[Key(task.name, "figure", f"figure {number}")] = Piece(_cell(figure.place), figure.node)
    return found


def _outputs(account: Account, task: TaskAccount, run: NotebookRun) -> Iterator[tuple[str, Statement, Node | None]]:
    for output in task.outputs:
        if output.kind == "random" or output.after is None:
            continue
        statement = account.statements[output.after]
        if output.kind == "shown" or output.variable is None:
            yield output.name, statement, run.shown.get(statement.place)
        else:
            yield output.name, statement, run.values.get(statement.place, {}).get(output.variable)


def _is_taken_over(account: Account, event: Said) -> bool:
    """Tell whether the pipeline is to say it: all that is printed, and of what is shown what the record says."""
    statement = account.by_place.get(event.place)
    return not event.last or (statement is not None and statement.is_shown)


def of_pipeline(account: Account, run: PipelineRun) -> dict[Key, Piece]:
    """Return what a run of the pipeline gives."""
    found: dict[Key, Piece] = {}
    for task in account.tasks:
        done = run.tasks.get(task.name)
        if done is None:
            continue
        for name, node in done.outputs.items():
            found[Key(task.name, "value", name)] = Piece(None, node)
        found[Key(task.name, "text", "what it prints")] = Piece(None, said=done.said)
        for number, figure in enumerate(done.figures, 1):
            found[Key(task.name, "figure", f"figure {number}")] = Piece(None, figure.node)
    return found


def files_of(
    files: Mapping[str, Node], others: Mapping[str, Node], ignored: Collection[str]
) -> tuple[dict[Key, Piece], dict[Key, Piece], list[str]]:
    """Pair the files that both sides have written.

    Parameters
    ----------
    files, others : of the notebook and of the pipeline, by path among the copies.
    ignored : folders and files that the pipeline writes, or has, for itself.

    Returns
    -------
    the notebook's, the pipeline's under the same keys, and the names of those that only the pipeline writes.
    """
    own = [path for path in others if not any(path == one or path.startswith(one + os.sep) for one in ignored)]
    found: dict[Key, Piece] = {}
    given: dict[Key, Piece] = {}
    taken = set()
    for path, one in files.items():
        if path in ignored:
            continue
        key = Key("", "file", Path(path).name if _is_only(path, files) else path)
        found[key] = Piece(None, one)
        near = [other for other in own if Path(other).name == Path(path).name]
        match = path if path in own else near[0] if len(near) == 1 else None
        if match is not None:
            taken.add(match)
            given[key] = Piece(None, others[match])
    return found, given, sorted(Path(path).name for path in own if path not in taken)


def _is_only(path: str, files: Mapping[str, Node]) -> bool:
    return sum(Path(other).name == Path(path).name for other in files) == 1


def match(left: Piece | None, right: Piece | None, shelf: Shelf, tolerance: Tolerance) -> Match:
    """Compare a result with the other side's."""
    if left is None or right is None or (left.node is None) != (right.node is None):
        return _one_side(left, right)
    if left.node is not None and right.node is not None:
        return compare(left.node, right.node, shelf, tolerance)
    return _match_said(left.said, right.said, shelf, tolerance)


def _one_side(left: Piece | None, right: Piece | None) -> Match:
    if left is None or (left.node is None and not left.said):
        text = right is not None and right.node is None and not _text(right.said)
        return Match() if text else Match("different", Difference("", "not there", _about(right)), 1)
    if right is None and left.node is None and not _text(left.said):
        return Match()
    return Match("different", Difference("", _about(left), "not there"), 1)


def _about(piece: Piece | None) -> str:
    if piece is None:
        return "not there"
    return piece.node.type if piece.node is not None else _text(piece.said)[:60]


def _text(said: Sequence[Said]) -> str:
    return "".join(one.text for one in said if not one.silent)


def _match_said(left: Sequence[Said], right: Sequence[Said], shelf: Shelf, tolerance: Tolerance) -> Match:
    """Compare what was printed, as text and, where both sides handed over as many values, as values."""
    actual = "".join(one.text for one in right if not one.silent)
    expected, values = _expected(left, actual, [node for one in right for node in one.values])
    found = compare_texts(_scrubbed("".join(one.text for one in expected)), _scrubbed(actual), tolerance)
    if found.first is not None:
        place = _place_of_line(expected, int(found.first.where.rpartition(" ")[2]))
        where = f"cell {_cell(place)}, {found.first.where}" if _cell(place) else found.first.where
        found.first = Difference(where, found.first.left, found.first.right)
    if found.outcome == "different":
        return found
    others = [node for one in right for node in one.values]
    if len(values) != len(others):
        found.uncompared.append(
            ("", "the values behind the printed text: the two sides hand over other numbers of them")
        )
        return found
    for (place, node), other in zip(values, others, strict=True):
        one = compare(node, other, shelf, tolerance)
        if one.first is not None:
            where = f"cell {_cell(place)}, printed value {one.first.where}".rstrip()
            one.first = Difference(where, one.first.left, one.first.right)
        found = _together(found, one)
    return found


def _together(one: Match, other: Match) -> Match:
    """Return two comparisons as one: the worse of them, and the first difference of that kind."""
    is_worse = other.first is not None and (one.first is None or (one.outcome, other.outcome) == ("close", "different"))
    worse = other if is_worse else one
    outcome = worse.outcome if worse.first is not None else one.outcome
    largest, uncompared = max(one.largest, other.largest), [*one.uncompared, *other.uncompared]
    return Match(outcome, worse.first, one.parts + other.parts, largest, uncompared)


def _expected(left: Sequence[Said], actual: str, values: Sequence[Node]) -> tuple[list[Said], list[tuple[str, Node]]]:
    """Return what the pipeline is to say: a None that the notebook does not show may be printed, or not."""
    said: list[Said] = []
    nodes: list[tuple[str, Node]] = []
    at = 0
    for one in left:
        if one.silent:
            if not _scrubbed(actual)[at:].startswith(one.text):
                continue
            if len(nodes) < len(values) and values[len(nodes)].type != "None":
                continue
        said.append(one)
        at += len(_scrubbed(one.text))
        nodes += [(one.place, node) for node in one.values]
    return said, nodes


def _scrubbed(text: str) -> str:
    """Return a text without addresses in memory and without the module of the notebook's own classes."""
    return OWN_MODULE.sub("", ADDRESS.sub("0x…", text))


def _place_of_line(said: Sequence[Said], line: int) -> str:
    seen = 0
    for one in said:
        seen += one.text.count("\n")
        if seen >= line:
            return one.place
    return said[-1].place if said else ""


def _first_cell(said: Sequence[Said]) -> int | None:
    return _cell(said[0].place) if said else None


def _cell(place: str) -> int | None:
    number = place.partition(".")[0]
    return int(number) if number.isdigit() else None
