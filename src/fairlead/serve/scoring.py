"""Score a whole table: chunk after chunk through the pipeline, into one Parquet file, and resumable.

Beside the file that is to be made lies a folder with a Parquet file for each chunk that is done. A process that is
killed leaves whole chunks; the next one does those that are missing. At the end all are put together in order, so the
result is the same to the last byte, however often it was interrupted, and on however many machines chunks were done.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from fairlead.errors import DiskFullError, ScoringError, TableError
from fairlead.frame import file_fingerprint, scan_files, write_parquet
from fairlead.frame.libraries import first_line
from fairlead.frame.write import is_disk_full
from fairlead.model import Model
from fairlead.model.rows import table_of
from fairlead.serve.pipeline import REFUSALS, parts_of
from fairlead.serve.scoring_reasons import REFUSES, Reason, most_frequent
from fairlead.serve.scoring_rows import REASONS, ROW, Parting

if TYPE_CHECKING:
    import polars as pl

CHUNK = 50_000
"""Rows that go through the pipeline together."""
PREDICTION, VERSION, FLAGS = "prediction", "model_version", "flags"
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Scored:
    """Hold what became of a table.

    Parameters
    ----------
    out : the file with the answered rows. quarantine : the file with the others, None if there are none.
    rows : int, of the table; the sum of `answered` and `quarantined`, always.
    resumed_at : int, rows that an earlier process had done.
    reasons : why rows were refused, the most frequent first.
    """

    out: Path
    quarantine: Path | None
    rows: int
    answered: int
    quarantined: int
    resumed_at: int
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """Say what is scored with what: a process may only go on with what was begun for the same."""

    model: str
    model_digest: str
    input: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    chunk: int


@dataclass(frozen=True, slots=True)
class Chunks:
    """Say where the chunks of a job come from and go to, for whoever does one: this process or one far away.

    Parameters
    ----------
    table : the file, folder or pattern that is read; of a job that has copied its input, the copy.
    work : the folder of what is done.
    rows : int, of the table.
    texts : columns that are text whatever they look like.
    """

    table: str
    work: str
    rows: int
    texts: tuple[str, ...]
    job: Job

    @property
    def numbers(self) -> range:
        """Return the number of each chunk; a table without rows has one, for its columns."""
        return range(max(1, -(-self.rows // self.job.chunk)))

    def file(self, number: int) -> Path:
        """Return the file that is there once a chunk is done."""
        return Path(self.work) / f"{number:08d}.parquet"

    def missing(self) -> list[int]:
        """Return the numbers of the chunks that are not done."""
        return [number for number in self.numbers if not self.file(number).exists()]


Carry = Callable[[Chunks, Sequence[int]], Iterable[int]]
"""Does chunks, wherever it can, and gives the number of each that is done."""


def score_table(
    model: Model,
    table: str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    version: str,
    columns: Sequence[str] | None = None,
    chunk: int = CHUNK,
    on_progress: Progress | None = None,
    carry: Carry | None = None,
) -> Scored:
    """Answer all rows of a table, in memory for one chunk.

    The numbers are those of `Model.score_rows` for the good rows of each chunk. A row that the model's schema or its
    suite refuses, or its pipeline, goes with the reasons to a file beside it, ``NAME.quarantine.parquet``.

    Parameters
    ----------
    table : Parquet, CSV, JSONL or Arrow file, folder or pattern.
    out : the Parquet file to be made: the columns of the table, and ``prediction``, ``probability_CLASS`` for each
        class (``score_N`` where the model knows no probabilities), ``model_version``, and, where the suite has rules
        that only flag, ``flags``.
    version : how the model is called in the column ``model_version``.
    columns : of the table that stay; all if not given.
    chunk : int, rows that go through the pipeline together.
    on_progress : told how many rows are done, of how many.
    carry : does the chunks on other machines, see `Carry`; if not given, this process does one after the other.

    Raises
    ------
    ScoringError
        `out` is there already, another process is at it, or what was begun there was begun with other input or another
        model; the table lacks a column, or has one of the new names.
    TableError
        The table cannot be read.
    DiskFullError
        No space is left. What is done stays, and can be gone on with.
    """
    place = Path(out)
    if place.suffix != ".parquet":
        raise ScoringError.not_parquet(place)
    aside = place.with_suffix(".quarantine.parquet")
    for one in (place, aside):
        if one.exists():
            raise ScoringError.is_there(one)
    source = scan_files(table, texts=_texts(model))
    _check_columns(model, source.lazy.collect_schema().names(), columns)
    inputs = tuple((os.path.basename(file), file_fingerprint(file)) for file in source.files)
    job = Job(version, model.digest, inputs, tuple(columns or ()), chunk)
    work = place.with_name(f"{place.name}.parts")
    with _telling_of_space(place), _alone(work, place):
        _begin(work, job, place)
        place_of_rows, rows = _open(table, _texts(model), work)
        chunks = Chunks(os.path.abspath(place_of_rows), os.path.abspath(work), rows, tuple(_texts(model)), job)
        todo = chunks.missing()
        done = len(chunks.numbers) - len(todo)
        _score(chunks, todo, carry or partial(_here, model), on_progress)
        parts = _parts(work)
        answered = _together(parts, work / "answered")
        refused = [one for one in map(_quarantine_of, parts) if one.exists()]
        quarantined = _together(refused, work / "refused")
        reasons = most_frequent(refused)
        if answered + quarantined != rows:
            raise ScoringError.rows_lost(rows, answered, quarantined)
        if quarantined:
            os.replace(work / "refused", aside)
        os.replace(work / "answered", place)
        shutil.rmtree(work)
    resumed_at = min(done * chunk, rows)
    return Scored(place, aside if quarantined else None, rows, answered, quarantined, resumed_at, reasons)


# --- one chunk after the other


def _score(chunks: Chunks, todo: Sequence[int], carry: Carry, on_progress: Progress | None) -> None:
    done = (len(chunks.numbers) - len(todo)) * chunks.job.chunk
    tell = on_progress or (lambda done, rows: None)
    tell(min(done, chunks.rows), chunks.rows)
    for _ in carry(chunks, todo):
        done += chunks.job.chunk
        tell(min(done, chunks.rows), chunks.rows)


def _here(model: Model, chunks: Chunks, todo: Sequence[int]) -> Iterator[int]:
    """Do chunks in this process, one after the other."""
    hand = Hand(model, chunks)
    for number in todo:
        hand.do(number)
        yield number


class Hand:
    """Do chunks of one job; it holds what need not be looked up for each of them."""

    def __init__(self, model: Model, chunks: Chunks) -> None:
        self._model = model
        self._chunks = chunks
        self._parting = Parting(model)
        self._rows = scan_files(chunks.table, texts=chunks.texts).lazy

    def do(self, number: int) -> None:
        """Answer one chunk; it may be done by two at once, as both write the same."""
        chunks = self._chunks
        first = number * chunks.job.chunk
        rows = self._rows.slice(first, chunks.job.chunk).collect()
        good, bad = _answered(self._model, rows, first, self._parting, chunks.job)
        part = chunks.file(number)
        if len(bad):
            write_parquet(bad, _quarantine_of(part))
        write_parquet(good, part)  # last: a chunk is done once this file is there


def _answered(
    model: Model, chunk: pl.DataFrame, first: int, parting: Parting, job: Job
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows that are answered, and those that are not."""
    import polars as pl

    parted = parting.part(chunk)
    reasons = dict(parted.reasons)
    good = _others(chunk, reasons)
    try:
        answers = _answers(model, parted.asked[good])
    except REFUSALS:
        reasons |= {good[place]: [reason] for place, reason in _refused(model, parted.asked[good]).items()}
        good = _others(chunk, reasons)
        answers = _answers(model, parted.asked[good])
    added = [*answers, pl.Series(VERSION, [job.model] * len(good), dtype=pl.String)]
    if parting.has_flags:
        flags = [list(parted.flags.get(place, ())) for place in good]
        added.append(pl.Series(FLAGS, flags, dtype=pl.List(pl.String)))
    kept = chunk[good].select(job.columns) if job.columns else chunk[good]
    bad = sorted(reasons)
    why = [
        pl.Series(ROW, [first + place for place in bad], dtype=pl.Int64),
        pl.Series(REASONS, [reasons[place] for place in bad], dtype=pl.List(pl.String)),
    ]
    return kept.with_columns(added), chunk[bad].with_columns(why)


def _others(chunk: pl.DataFrame, reasons: Mapping[int, Sequence[str]]) -> pl.Series:
    """Return the places of the rows that are not refused."""
    import polars as pl

    return pl.int_range(len(chunk), eager=True).filter(
        ~pl.repeat(False, len(chunk), dtype=pl.Boolean, eager=True).scatter(list(reasons), True)
    )


def _answers(model: Model, rows: pl.DataFrame) -> list[pl.Series]:
    """Return the columns of the answers: those of `Model.predict` and `Model.score_rows`, from one way through."""
    import polars as pl

    names = output_names(model)
    kind = pl.Series(list(model.classes)).dtype if model.classes else pl.Float64
    if not len(rows):
        return [pl.Series(PREDICTION, [], dtype=kind), *(pl.Series(name, [], dtype=pl.Float64) for name in names)]
    import numpy  # the pipeline has imported it

    before, last = parts_of(model.pipeline)
    table = table_of(rows, model.schema)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for step in before:
            table = step.transform(table)
        predicted = numpy.asarray(last.predict(table))
        if model.task == "regression":
            numbers = predicted.astype(float).reshape(len(rows), -1)
        else:
            ask = getattr(last, "predict_proba", None) or last.decision_function
            numbers = numpy.asarray(ask(table), dtype=float).reshape(len(rows), -1)
    columns = [pl.Series(name, numpy.ascontiguousarray(numbers[:, n])) for n, name in enumerate(names)]
    if model.task == "regression":
        return columns
    return [pl.Series(PREDICTION, predicted.tolist(), dtype=kind), *columns]


def output_names(model: Model) -> list[str]:
    """Return the names of the columns of a model's numbers."""
    width = len(model.golden.outputs[0]) if model.golden.outputs else len(model.classes) or 1
    if model.task == "regression":
        return [PREDICTION] if width == 1 else [f"{PREDICTION}_{n}" for n in range(width)]
    if hasattr(model.pipeline, "predict_proba"):
        return [f"probability_{one}" for one in model.classes]
    return [f"score_{n}" for n in range(width)]


def _refused(model: Model, rows: pl.DataFrame, start: int = 0) -> dict[int, str]:
    """Return which rows the pipeline refuses and what it says, found by asking it for ever smaller parts."""
    try:
        _answers(model, rows)
        return {}
    except REFUSALS as error:
        if len(rows) == 1:
            said = str(error).strip().partition("\n")[0] or type(error).__name__
            return {start: f"{REFUSES}: {said}"}
    middle = len(rows) // 2
    return _refused(model, rows[:middle], start) | _refused(model, rows[middle:], start + middle)


# --- the files


def _texts(model: Model) -> list[str]:
    return [column.name for column in model.schema.columns if column.kind == "string"]


def _check_columns(model: Model, names: Sequence[str], columns: Sequence[str] | None) -> None:
    lacking = [name for name in (*model.schema.names, *(columns or ())) if name not in names]
    if lacking:
        raise ScoringError.missing_column(lacking[0], names)
    added = [PREDICTION, *output_names(model), VERSION, FLAGS]
    taken = next((name for name in (columns or names) if name in added), None)
    if taken is not None:
        raise ScoringError.column_taken(taken)
    odd = next((name for name in names if name in (ROW, REASONS)), None)
    if odd is not None:
        raise ScoringError.column_taken(odd)


@contextlib.contextmanager
def _alone(work: Path, place: Path) -> Iterator[None]:
    """Keep other processes from the same work."""
    work.mkdir(parents=True, exist_ok=True)
    handle = os.open(work / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise ScoringError.is_busy(place) from None
    finally:
        os.close(handle)


@contextlib.contextmanager
def _telling_of_space(place: Path) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        if isinstance(error, DiskFullError) or is_disk_full(error):
            raise DiskFullError.while_scoring(place) from error
        raise


def _begin(work: Path, job: Job, place: Path) -> None:
    """Write down what is scored with what, or check that it is what was begun here."""
    file = work / "job.json"
    document = json.loads(json.dumps(asdict(job)))
    if file.exists():
        begun = json.loads(file.read_text())
        for name, words in _WORDS.items():
            if begun[name] != document[name]:
                raise ScoringError.other_job(place, work, words)
        return
    part = work / "job.part"
    part.write_text(json.dumps(document, indent=2))
    part.rename(file)


_WORDS = {
    "model": "another version of the model", "model_digest": "another model", "input": "another input",
    "columns": "other columns", "chunk": "chunks of another size",
}  # fmt: skip


def _open(table: str | os.PathLike[str], texts: Sequence[str], work: Path) -> tuple[str | os.PathLike[str], int]:
    """Return a table of which any rows can be read without those before them, and how many there are."""
    import polars as pl

    source = scan_files(table, texts=texts)
    if source.kind == "parquet":
        return table, source.lazy.select(pl.len()).collect().item()
    copy = work / "input.parquet"
    if not copy.exists():
        part = work / "input.part"
        try:
            source.lazy.sink_parquet(part)
        except pl.exceptions.PolarsError as error:
            if is_disk_full(error):
                raise
            # A column may turn from whole to decimal numbers below the rows that the types were guessed from.
            _sink(table, texts, part)
        part.rename(copy)
    return copy, pl.scan_parquet(copy, glob=False).select(pl.len()).collect().item()


def _sink(table: str | os.PathLike[str], texts: Sequence[str], part: Path) -> None:
    import polars as pl

    try:
        scan_files(table, rows_for_types=None, texts=texts).lazy.sink_parquet(part)
    except pl.exceptions.PolarsError as error:
        if is_disk_full(error):
            raise
        raise TableError.unreadable(os.fspath(table), first_line(error)) from error


def _parts(work: Path) -> list[Path]:
    return sorted(one for one in work.glob("*.parquet") if one.stem.isdecimal())


def _quarantine_of(part: Path) -> Path:
    return part.with_suffix(".quarantine")


def _together(parts: Sequence[Path], target: Path) -> int:
    """Write tables one behind the other into one file, and return how many rows they have."""
    from pyarrow import parquet

    rows = 0
    writer = None
    try:
        for part in parts:
            table = parquet.read_table(part)
            if writer is None:
                writer = parquet.ParquetWriter(target, table.schema, compression="zstd")
            writer.write_table(table)
            rows += len(table)
    finally:
        if writer is not None:
            writer.close()
    return rows
