"""What the runs of a notebook and of its pipeline say together: a table of results, and a verdict.

Nothing that could not be compared counts as the same: it is named. A notebook that does not repeat itself proves
nothing.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from fairlead.notebook.prove.account import Account
from fairlead.notebook.prove.compare import Difference, Match, Tolerance
from fairlead.notebook.prove.node import Node, Shelf
from fairlead.notebook.prove.pieces import Key, Piece, files_of, match, of_notebook, of_pipeline
from fairlead.notebook.prove.recording import NotebookRun, PipelineRun

Verdict = Literal["identical", "within tolerance", "does not repeat", "differs", "nothing compared"]

PASSED: frozenset[Verdict] = frozenset(("identical", "within tolerance"))

SENTENCES: Mapping[Verdict, str] = {
    "identical": "The pipeline computes what the notebook computes, to the last bit.",
    "within tolerance": "The pipeline computes what the notebook computes, within tolerance.",
    "does not repeat": "The notebook does not repeat itself: run again, it gives other results. Nothing is proved.",
    "differs": "The pipeline computes something else than the notebook.",
    "nothing compared": "Nothing could be compared: nothing is proved.",
}


@dataclass(frozen=True, slots=True)
class Row:
    """Hold one result.

    Parameters
    ----------
    task : that gives it; empty for a file.
    kind : ``value``, ``text`` (what a task prints, and the values behind it), ``figure`` or ``file``.
    name : of the variable, the metric, the figure or the file.
    cell : of the notebook that it comes from.
    outcome : ``same`` to the bit, ``partly`` (the same in all that can be compared), ``close`` (within tolerance),
        ``different``, or ``unknown``: it cannot be compared.
    where, notebook, pipeline : the first difference, and both values there.
    largest : the largest relative difference of two numbers.
    repeats : whether the notebook itself gives the same each time: ``same``, ``close`` or ``different``.
    again : where the notebook differs from itself first, and both values there.
    uncompared : parts that cannot be compared, each with the reason.
    """

    task: str
    kind: str
    name: str
    cell: int | None
    outcome: str
    where: str = ""
    notebook: str = ""
    pipeline: str = ""
    largest: float = 0.0
    repeats: str = "same"
    again: tuple[str, str, str] | None = None
    uncompared: tuple[tuple[str, str], ...] = ()

    @property
    def is_unstable(self) -> bool:
        """Tell whether the notebook gives something else each time."""
        return self.repeats == "different"


@dataclass(frozen=True, slots=True)
class Change:
    """Hold a result that mending has changed: where it stands in the notebook as it was, and both values.

    Parameters
    ----------
    label : the expression, or the line that is printed.
    repeats : whether the notebook as it was gives it each time.
    """

    cell: int
    label: str
    before: str
    after: str
    repeats: bool = True


@dataclass(frozen=True, slots=True)
class Proof:
    """Hold what was found.

    Parameters
    ----------
    mode : of the random numbers: ``exact``, ``parallel`` or ``none``.
    left_out : what the notebook says or shows that is in no task, each with its cell and the reason.
    only_pipeline : files that only the pipeline writes.
    fixes : what was mended in the notebook before it was converted; changes : what that changed in its results.
    identity : what the proof is about, see `identity`.
    runs : seconds that each run took, by its name.
    """

    verdict: Verdict
    mode: str
    rows: tuple[Row, ...]
    left_out: tuple[tuple[int, str, str], ...] = ()
    only_pipeline: tuple[str, ...] = ()
    fixes: tuple[Mapping[str, Any], ...] = ()
    changes: tuple[Change, ...] = ()
    identity: Mapping[str, Any] = field(default_factory=dict)
    runs: Mapping[str, float] = field(default_factory=dict)
    notebook: str = ""
    order: str = "document"
    at: str = ""

    @property
    def is_proved(self) -> bool:
        """Tell whether the pipeline was shown to compute what the notebook computes."""
        return self.verdict in PASSED

    @property
    def first(self) -> Row | None:
        """Return what decided the verdict: the first result that differs, or that does not repeat itself."""
        if self.verdict == "differs":
            return next(row for row in self.rows if row.outcome == "different" and not row.is_unstable)
        if self.verdict == "does not repeat":
            return next(row for row in self.rows if row.is_unstable)
        return next((row for row in self.rows if "close" in (row.outcome, row.repeats)), None)

    def count(self, outcome: str) -> int:
        """Return how many results had this outcome."""
        return sum(row.outcome == outcome for row in self.rows)

    @property
    def uncompared(self) -> tuple[tuple[str, str], ...]:
        """Return all that could not be compared, each as what it is and why."""
        inside = [(f"{_named(row)}{', ' * bool(way)}{way}", why) for row in self.rows for way, why in row.uncompared]
        return (*inside, *((f"cell {cell}: {what}" if cell else what, why) for cell, what, why in self.left_out))

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON; the verdict first."""
        return {"format": 1, "proved": self.is_proved, "sentence": SENTENCES[self.verdict], **asdict(self)}

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Proof:
        """Rebuild from `to_dict`."""
        values = {name: value for name, value in document.items() if name in cls.__dataclass_fields__}
        rows = [
            Row(
                **{
                    **row,
                    "again": tuple(row["again"]) if row["again"] else None,
                    "uncompared": _pairs(row["uncompared"]),
                }
            )
            for row in values["rows"]
        ]
        return cls(
            **{
                **values,
                "rows": tuple(rows),
                "left_out": tuple((one[0], one[1], one[2]) for one in values["left_out"]),
                "only_pipeline": tuple(values["only_pipeline"]),
                "fixes": tuple(values["fixes"]),
                "changes": tuple(Change(**one) for one in values["changes"]),
            }
        )


def _pairs(found: Sequence[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((one[0], one[1]) for one in found)


def _named(row: Row) -> str:
    return f"task {row.task}: {row.name}" if row.task else row.name


def rows_of(
    account: Account,
    notebooks: Sequence[NotebookRun],
    pipeline: PipelineRun,
    shelf: Shelf,
    tolerance: Tolerance,
    ignored: Sequence[str] = (),
) -> tuple[list[Row], list[str]]:
    """Compare all named results.

    Parameters
    ----------
    notebooks : the runs of the notebook, the first of which the pipeline is compared with.
    ignored : files and folders among the copies that the pipeline writes, or has, for itself.

    Returns
    -------
    the rows, in the order of the tasks, and the files that only the pipeline writes.
    """
    first, *again = notebooks
    expected = of_notebook(account, first)
    given = of_pipeline(account, pipeline)
    files, given_files, only = files_of(first.files, pipeline.files, ignored)
    repeated = [{**of_notebook(account, one), **files_of(first.files, one.files, ignored)[1]} for one in again]
    expected |= files
    given |= given_files
    others = [key for one in (given, *repeated) for key in one if key not in expected]
    more = [key for key in dict.fromkeys(others) if not _is_internal(account, key)]
    order = {task.name: n for n, task in enumerate(account.tasks)}
    keys = sorted([*expected, *more], key=lambda key: order.get(key.task, len(order)))
    rows = (
        _row(key, expected.get(key), given.get(key), [one.get(key) for one in repeated], shelf, tolerance)
        for key in keys
    )
    return [row for row in rows if row is not None], only


def _is_internal(account: Account, key: Key) -> bool:
    """Tell whether an output is the pipeline's own, such as the random state that travels along."""
    task = next((one for one in account.tasks if one.name == key.task), None)
    return (
        task is not None
        and key.kind == "value"
        and any(out.name == key.name and out.kind == "random" for out in task.outputs)
    )


def _row(
    key: Key, left: Piece | None, right: Piece | None, again: Sequence[Piece | None], shelf: Shelf, tolerance: Tolerance
) -> Row | None:
    if key.kind == "text" and not any(piece is not None and piece.said for piece in (left, right)):
        return None
    found = match(left, right, shelf, tolerance)
    if key.kind == "text" and found.outcome == "same" and left is not None and all(one.silent for one in left.said):
        return None
    repeats = [match(left, one, shelf, tolerance) for one in again if left is not None or one is not None]
    worst: Match = max(
        repeats, key=lambda one: ("same", "unknown", "close", "different").index(one.outcome), default=Match()
    )
    first = found.first or Difference("", "", "")
    return Row(
        key.task, key.kind, key.name, left.cell if left is not None else None,
        "partly" if found.outcome == "same" and found.uncompared else found.outcome,
        first.where, first.left, first.right, found.largest,
        "same" if worst.outcome == "unknown" else worst.outcome,
        (worst.first.where, worst.first.left, worst.first.right) if worst.first is not None else None,
        tuple(dict.fromkeys(found.uncompared)),
    )  # fmt: skip


def verdict_of(rows: Sequence[Row]) -> Verdict:
    """Return the verdict.

    >>> verdict_of([])
    'nothing compared'
    >>> verdict_of([Row("train", "value", "score", 3, "same"), Row("train", "value", "x", 3, "unknown")])
    'identical'
    >>> verdict_of([Row("train", "value", "score", 3, "different", repeats="different")])
    'does not repeat'
    """
    if any(row.outcome == "different" and not row.is_unstable for row in rows):
        return "differs"
    if any(row.is_unstable for row in rows):
        return "does not repeat"
    compared = [row for row in rows if row.outcome in ("same", "partly", "close")]
    if not compared:
        return "nothing compared"
    return "within tolerance" if any("close" in (row.outcome, row.repeats) for row in compared) else "identical"


def left_out_of(account: Account, run: NotebookRun) -> Iterator[tuple[int, str, str]]:
    """Yield what the notebook says, shows or draws that no task does: the cell, what it is, and why."""
    compared = {node.digest for names in run.values.values() for node in names.values()}
    for place, events in run.said.items():
        statement = account.by_place.get(place)
        cell = int(place.partition(".")[0] or 0)
        for event in events:
            if event.silent or not event.text.strip():
                continue
            what = event.text.strip().split("\n")[0][:60]
            if statement is None or not statement.tasks:
                yield cell, what, statement.why_left_out if statement else "it is in no task"
            elif event.last and not statement.is_shown and not _is_known(event.values, compared):
                yield cell, what, "its value is shown by the notebook alone"
    for figure in run.figures:
        statement = account.by_place.get(figure.place)
        if statement is None or not statement.tasks:
            yield (
                int(figure.place.partition(".")[0] or 0),
                "a figure",
                statement.why_left_out if statement else "it is in no task",
            )
    for path in run.outside:
        yield 0, f"file {path}", "it is written outside of the folders that are looked at"
    for place in sorted(run.cut):
        yield int(place.partition(".")[0] or 0), "the rest of what it prints", "it prints more than is kept"


def _is_known(values: Sequence[Node], compared: Container[str]) -> bool:
    """Tell whether values are compared by another name: parts of a figure, or an output of a task.

    Not by one number that is equal by chance: 0 is compared in every notebook.
    """
    return bool(values) and all(
        (one.kind != "leaf" and one.digest in compared)
        or one.type.startswith("matplotlib.")
        or (bool(one.children) and all(part.type.startswith("matplotlib.") for _, part in one.children))
        for one in values
    )
