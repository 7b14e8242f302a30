"""Make the staleness matrix: every model of the past, trained once, scored on every period after it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from fairlead.errors import ReplayError
from fairlead.finding import Finding, Severity
from fairlead.monitor.replays.cutting import Cut, Period
from fairlead.monitor.replays.keeping import Kept
from fairlead.monitor.replays.matrix import Matrix
from fairlead.monitor.replays.training import Job, Made, Part, Progress, Recipe, Span, make, measured, recall

CLASSES_AT_MOST = 100
"""A column with more different outcomes than this holds numbers."""

OWN_SHARE = 0.7
"""The first model promises what one reaches that has learned from so much of its rows, on the newest rest."""

FEWEST_JUDGED = 30

HERE_FOR = 3.0
"""Seconds after which other processes are started: each takes a second or two to begin."""


@dataclass(frozen=True, slots=True)
class Staleness:
    """Hold a staleness matrix, and what is to be known about it.

    Parameters
    ----------
    task : "binary", "multiclass" or "regression".
    findings : what was left out, what is thin, what libraries have warned of.
    made, kept : how many models were made now, and how many were there.
    """

    matrix: Matrix
    task: str
    findings: tuple[Finding, ...] = ()
    made: int = 0
    kept: int = 0


@dataclass(slots=True)
class _Found:
    """Gather what the jobs give."""

    scores: dict[tuple[int, int], Any] = field(default_factory=dict)
    control: dict[tuple[int, int], Any] = field(default_factory=dict)
    drift: dict[tuple[int, int], Any] = field(default_factory=dict)
    seconds: dict[int, float] = field(default_factory=dict)
    target: dict[str, float] = field(default_factory=dict)
    task: str = ""
    warnings: dict[str, int] = field(default_factory=dict)
    kept: int = 0

    def take(self, made: Made) -> None:
        """Take note of one model.

        Raises
        ------
        ReplayError
            It could not be made.
        """
        job = made.job
        if made.error:
            raise ReplayError.not_trained(job.name, made.error)
        self.kept += made.was_kept
        self.task = made.task
        for one in made.warnings:
            self.warnings[one] = self.warnings.get(one, 0) + 1
        if job.role == "target":
            self.target = {name: value for name, value in made.scores[0].items() if name != "errors"}
            return
        scores = self.scores if job.role == "model" else self.control
        scores |= {(job.number, period): dict(one) for period, one in made.scores.items()}
        if job.role == "model":
            self.drift |= {(job.number, period): dict(one) for period, one in made.drift.items()}
            self.seconds[job.number] = made.seconds


def staleness(
    cut: Cut,
    make_model: Any,
    folder: Path,
    *,
    identity: str | None = "",
    first: int = 1,
    window: int | None = None,
    control: bool = True,
    library: str = "polars",
    seed: int = 0,
    processes: int = 1,
    on_progress: Progress | None = None,
) -> Staleness:
    """Train a model after every period, and score it on every later one.

    Parameters
    ----------
    cut : the history in periods, from `cut`.
    make_model : see `Recipe.make`.
    folder : where periods, models and scores are kept, by their content.
    identity : see `Recipe.identity`; found out if not given.
    first : so many periods the first model learns from; together they are the first period of the matrix.
    window : so many periods a model learns from, the newest ones; everything up to then if not given.
    control : whether to train, beside each model, one on as many rows as the first had, for the volume control.
    library : "polars" or "pandas", of the table that the recipe is given.
    processes : how many models are trained side by side; fewer if memory does not allow it.
    on_progress : called with the number of models that are done, and of all.

    Raises
    ------
    ReplayError
        A number makes no sense, the first model has nothing to learn from, or a model cannot be made.
    MonitorError
        There are fewer than two periods.

    Notes
    -----
    A model of the past learns only from rows of its time. How late outcomes are is a matter of the replay: see
    `fairlead.monitor.replay`.

    Examples
    --------
    >>> import numpy, polars, tempfile
    >>> from sklearn.linear_model import LogisticRegression
    >>> from fairlead.monitor import cut
    >>> draw = numpy.random.default_rng(0)
    >>> month = numpy.repeat(range(1, 6), 200)
    >>> x = draw.normal(size=1000)
    >>> y = draw.random(1000) < 1 / (1 + numpy.exp(-3 * x * numpy.where(month < 3, 1, -1)))
    >>> table = polars.DataFrame({"at": [f"2013-0{one}-01" for one in month], "x": x, "left": y})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     parts = cut(table, Path(folder), time="at", target="left")
    ...     found = staleness(parts, LogisticRegression(), Path(folder))
    >>> found.matrix.scores[0, 1]["accuracy"] > 0.8, found.matrix.scores[1, 4]["accuracy"] < 0.3
    (True, True)
    """
    periods = _first_together(cut.periods, first, window)
    if identity == "":
        from fairlead.features.investment.identity import recipe_identity, versions

        found_out = recipe_identity(make_model)
        identity = None if found_out is None else f"{found_out} {versions()}"
    recipe = _recipe(cut, make_model, identity, library, seed, periods)
    kept = Kept(folder, is_trusted=identity is not None)
    jobs = list(_jobs(periods, window, control))
    found = _Found()
    todo = []
    for job in jobs:
        known = recall(job, recipe, kept)
        if known is None:
            todo.append(job)
        else:
            found.take(known)
    done = len(jobs) - len(todo)
    if on_progress:
        on_progress(done, len(jobs))
    hands, fewer = _hands(todo, processes)
    for made in _all_made(todo, recipe, kept, hands):
        found.take(made)
        done += 1
        if on_progress:
            on_progress(done, len(jobs))
    matrix = Matrix(
        periods=[one[-1].name if len(one) == 1 else f"{one[0].name}..{one[-1].name}" for one in periods],
        days=[one[-1].day for one in periods],
        rows=[sum(part.rows for part in one) for one in periods],
        scores=found.scores,
        target=found.target,
        drift=found.drift,
        seconds=[found.seconds.get(number, 0.0) for number in range(len(periods))],
        control={**found.scores, **found.control} if control else {},
        base=_base(periods, recipe, found.task),
    )
    kept.tidy()
    findings = (*cut.findings, *fewer, *_notes(found, identity))
    return Staleness(matrix, found.task, findings, len(todo), found.kept)


def _first_together(periods: Sequence[Period], first: int, window: int | None) -> list[Sequence[Period]]:
    """Return the periods of the matrix, the first of which may be several of the calendar."""
    from fairlead.errors import MonitorError

    for option, value in (("--first", first), ("--window", window)):
        if value is not None and value < 1:
            raise ReplayError.bad_number(option, value, "1 or more")
    if len(periods) < first + 1:
        raise MonitorError.few_periods(max(len(periods) - first + 1, 0))
    return [periods[:first], *([one] for one in periods[first:])]


def _recipe(
    cut: Cut, make_model: Any, identity: str | None, library: str, seed: int, periods: Sequence[Sequence[Period]]
) -> Recipe:
    import polars as pl

    if library not in ("polars", "pandas"):
        raise ReplayError.bad_number("--library", library, "polars or pandas")
    seen: set[Any] = set()
    at_first: list[Any] = []
    for number, one in enumerate(periods):
        for period in one:
            values = pl.read_parquet(period.path, columns=[cut.target], glob=False)[cut.target]
            different = values.unique().to_list()
            seen |= set(different)
            at_first += different if number == 0 else []
        if len(seen) > CLASSES_AT_MOST:
            break
    if len(set(at_first)) < 2:
        rows = sum(one.rows for one in periods[0])
        raise ReplayError.one_outcome(periods[0][-1].name, rows, at_first[0])
    classes = tuple(sorted(seen, key=lambda value: (str(type(value)), value))) if len(seen) <= CLASSES_AT_MOST else ()
    return Recipe(make_model, identity, cut.target, cut.columns, classes, library, seed)  # type: ignore[arg-type]


def _jobs(periods: Sequence[Sequence[Period]], window: int | None, control: bool) -> Iterator[Job]:
    """Yield every model: those of the matrix, those of the same size, and the one that says what to expect."""
    flat = [(number, part) for number, one in enumerate(periods) for part in one]
    first_rows = sum(one.rows for one in periods[0])
    for number in range(len(periods) - 1):
        past = [part for at, part in flat if at <= number]
        learned = tuple(_whole(part) for part in past[-window if window else 0 :])
        later = {at: (_whole(periods[at][0]),) for at in range(number + 1, len(periods))}
        name = periods[number][-1].name
        yield Job(name, number, "model", learned, later)
        newest = _newest(tuple(_whole(part) for part in past), first_rows)
        if control and newest != learned:  # where they are the same, one is enough
            yield Job(name, number, "control", newest, later)
    whole = tuple(_whole(part) for part in periods[0])
    judged = _newest(whole, first_rows - int(first_rows * OWN_SHARE))
    if sum(one.rows for one in judged) >= FEWEST_JUDGED:
        yield Job(periods[0][-1].name, 0, "target", _oldest(whole, int(first_rows * OWN_SHARE)), {0: judged})


def _whole(period: Period) -> Part:
    return Part(period.path, period.digest, 0, period.rows)


def _newest(span: Span, rows: int) -> Span:
    """Return the last rows of a span."""
    found: list[Part] = []
    for part in reversed(span):
        if rows <= 0:
            break
        found.insert(0, replace(part, start=max(part.stop - rows, part.start)))
        rows -= found[0].rows
    return tuple(found)


def _oldest(span: Span, rows: int) -> Span:
    """Return the first rows of a span."""
    found: list[Part] = []
    for part in span:
        if rows <= 0:
            break
        found.append(replace(part, stop=min(part.start + rows, part.stop)))
        rows -= found[-1].rows
    return tuple(found)


def _hands(jobs: Sequence[Job], wanted: int) -> tuple[int, list[Finding]]:
    """Return how many processes have room side by side, and a finding if these are fewer than were wanted."""
    import polars as pl

    if wanted < 1:
        raise ReplayError.bad_number("--workers", wanted, "1 or more")
    asked = min(wanted, len(jobs))
    if asked < 2:
        return asked, []
    largest = max(jobs, key=lambda job: job.rows)
    sample = pl.read_parquet(largest.learned[-1].path, glob=False)
    # The table, its columns as the recipe makes them, and what an estimator makes of them: each about as large.
    need = int(sample.estimated_size() / max(sample.height, 1) * largest.rows) * 5 + 200_000_000
    room = max(int(_free_memory() * 0.7 // need), 1)
    if room >= asked:
        return asked, []
    said = f"{room} model{'s are' if room > 1 else ' is'} trained at a time instead of {asked}: each may need "
    return room, [Finding("fewer-processes", Severity.INFO, f"{said}{need / 1e9:.1f} GB of memory.")]


def _free_memory() -> int:
    """Return the bytes of memory that programs can have, by the system."""
    try:
        with open("/proc/meminfo") as file:
            lines = dict(line.split(":", 1) for line in file)
        return int(lines["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2


def _all_made(jobs: Sequence[Job], recipe: Recipe, kept: Kept, hands: int) -> Iterator[Made]:
    """Yield what becomes of each job, as it comes: here while that is quick, else side by side."""
    from fairlead.monitor.replays.workers import pool_of

    # The largest first: the last to finish should be small ones.
    ordered = sorted(jobs, key=lambda job: -job.rows)
    began = time.monotonic()
    while ordered and (hands < 2 or time.monotonic() - began < HERE_FOR):
        yield make(ordered.pop(0), recipe, kept)
    if ordered:
        with pool_of(hands, recipe, kept.folder.parent, kept.is_trusted) as pool:
            yield from pool.all_made(ordered)


def _base(periods: Sequence[Sequence[Period]], recipe: Recipe, task: str) -> list[dict[str, float]]:
    """Return the scores, on each period, of always giving the answer that the first rows make best."""
    import numpy
    import polars as pl

    from fairlead.model.evaluation.answers import Answers, numbered

    columns = [
        numpy.concatenate(
            [pl.read_parquet(part.path, columns=[recipe.target], glob=False)[recipe.target].to_numpy() for part in one]
        )
        for one in periods
    ]
    found = []
    for values in columns:
        if task == "regression":
            said = numpy.full(len(values), float(columns[0].astype(float).mean()))
            found.append(measured(Answers("regression", values.astype(float), said)))
            continue
        truth = numbered(values.tolist(), recipe.classes, "the table")
        shares = numpy.bincount(
            numbered(columns[0].tolist(), recipe.classes, "the table"), minlength=len(recipe.classes)
        )
        chances = numpy.tile(shares / shares.sum(), (len(truth), 1))
        said = numpy.full(len(truth), int(shares.argmax()))
        found.append(measured(Answers(task, truth, said, chances, recipe.classes)))  # type: ignore[arg-type]
    return found


def _notes(found: _Found, identity: str | None) -> Iterator[Finding]:
    if identity is None:
        yield Finding(
            "not-kept",
            Severity.INFO,
            "Nothing was kept: the code of the recipe cannot be followed in full.",
            why="A model that is taken from an earlier replay must be the one that this recipe would make.",
            fix="Write it in a file of the project, as a function or an estimator.",
        )
    for text, models in sorted(found.warnings.items(), key=lambda one: -one[1])[:3]:
        yield Finding("training-warning", Severity.INFO, f"In {models} trainings a library has warned: {text}")
