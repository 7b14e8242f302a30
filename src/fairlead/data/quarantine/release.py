"""Put quarantined rows back: those that keep the rules, once they are repaired, recoded or accepted with a reason.

The rows that are touched are checked again by the suite that lies in the folder, and those that pass become a new
file of the valid part. The others stay, with what they break now. What is checked again is a row by itself; that
it is unique, or how far it is from the mean, is checked among the valid rows. A rule about the order of rows cannot be
checked again once rows have left their places: a row that broke it goes back only if the rule is accepted. A rule
that only flags holds no row back.
"""

from __future__ import annotations

import contextlib
import fcntl
import getpass
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fairlead.clock import Clock, SystemClock, timestamp
from fairlead.data import plan
from fairlead.data.expr import Expr
from fairlead.data.quarantine.folder import (
    ROW,
    SUITE,
    Manifest,
    Part,
    count_rows,
    has_bit,
    masks,
    read_manifest,
    scan_parts,
    write_manifest,
)
from fairlead.data.quarantine.repair import Recode, fitted, read_repaired, with_repairs
from fairlead.data.quarantine.rows import rules_named
from fairlead.data.quarantine.split import check_rows
from fairlead.data.table import WHOLE_COLUMN
from fairlead.data.with_polars.collecting import collected, guarded
from fairlead.data.with_polars.scan import PolarsTable, schema_of
from fairlead.errors import DiskFullError, SplitError
from fairlead.frame.write import is_disk_full

if TYPE_CHECKING:
    import polars as pl

_TOUCHED = "__touched"
_ANSWER = "__answer_"


@dataclass(frozen=True, slots=True)
class Released:
    """Say what a release did, or would do.

    Parameters
    ----------
    rows : int, that went back to the valid ones.
    checked : int, rows that were checked again.
    unmatched : int, repaired rows that are not in the quarantine.
    still_broken : by the label of a rule that removes rows, how many of the checked rows break it now.
    rows_valid, rows_quarantined : int, after the release.
    dry_run : whether nothing was written.
    """

    rows: int
    checked: int
    unmatched: int
    still_broken: Mapping[str, int]
    rows_valid: int
    rows_quarantined: int
    dry_run: bool


@dataclass(frozen=True, slots=True)
class _Asked:
    """Hold what a release was asked to do."""

    repaired: Any
    recodes: tuple[Recode, ...]
    accepted: tuple[int, ...]
    why: str | None


def release(
    out: str | os.PathLike[str],
    *,
    repaired: Any = None,
    recode: Sequence[str] = (),
    accept: Sequence[str] = (),
    why: str | None = None,
    dry_run: bool = False,
    who: str | None = None,
    clock: Clock | None = None,
) -> Released:
    """Put rows back that are good now; the rows touched are held in memory.

    Parameters
    ----------
    out : folder of the split.
    repaired : table or path: rows with their new values, matched by `__row` or else by the key columns.
    recode : ``COLUMN=VALUE:null`` each: the value stands for a missing one.
    accept : rules, by label, short name, column or number, that rows may break; `why` says for what reason.
    dry_run : say what would be done, and do nothing.
    who : name that is kept with the release; that of the person who is logged in if not given.

    Raises
    ------
    SplitError
        It is no split that passed, nothing was asked, or what was asked does not fit.
    TableError
        The repaired rows cannot be read.
    RowsLostError
        The rows do not add up; the split stays as it was.
    """
    place = Path(out)
    with _alone(place):
        manifest = read_manifest(place)
        asked = _asked(manifest, repaired, recode, accept, why, place)
        rows, unmatched = _changed(place, manifest, asked)
        touched = collected(rows.filter(_is_touched()).drop(_TOUCHED))
        answers = _checked_again(place, manifest, touched, asked)
        good, bad = _divided(touched, manifest, answers, asked)
        still = {one.label: int(answers[one.bit].filter(~good).sum()) for one in manifest.rules if one.removes}
        back, stay = touched.filter(good), bad
        after = (manifest.rows_valid + back.height, manifest.rows_quarantined - back.height)
        told = Released(
            back.height, touched.height, unmatched, {name: n for name, n in still.items() if n}, *after, dry_run
        )
        if not dry_run and touched.height:
            record = _record(asked, told, who or _user(), timestamp((clock or SystemClock()).now()), manifest)
            left = rows.filter(~_is_touched()).drop(_TOUCHED)
            _write(place, manifest, back, _together(left, stay), record)
        return told


def _asked(
    manifest: Manifest, repaired: Any, recode: Sequence[str], accept: Sequence[str], why: str | None, place: Path
) -> _Asked:
    if not manifest.passed:
        raise SplitError.did_not_pass(place, [str(one["message"]) for one in manifest.findings])
    if repaired is None and not recode and not accept:
        raise SplitError.nothing_asked()
    if accept and not (why and why.strip()):
        raise SplitError.why_missing()
    bits = {rule.bit for name in accept for rule in rules_named(manifest, name)}
    return _Asked(repaired, tuple(map(Recode.parse, recode)), tuple(sorted(bits)), why)


def _is_touched() -> pl.Expr:
    import polars as pl

    return pl.col(_TOUCHED)


def _changed(place: Path, manifest: Manifest, asked: _Asked) -> tuple[pl.LazyFrame, int]:
    """Return the quarantine with what is repaired in it, each row marked if touched, and how many repairs met none."""
    import polars as pl

    quarantine = scan_parts(place, manifest.quarantine)
    schema = quarantine.collect_schema()
    rows = quarantine.with_columns(pl.any_horizontal([pl.lit(False), *map(has_bit, asked.accepted)]).alias(_TOUCHED))
    unmatched = 0
    if asked.repaired is not None:
        repaired, by = fitted(read_repaired(asked.repaired, place / f".repaired-{os.getpid()}"), manifest, schema)
        met = collected(quarantine.select(by).join(repaired.lazy().select(by), on=by, how="semi"))
        if met.is_duplicated().any():
            raise SplitError.not_matched(
                f"several quarantined rows have the same {' and '.join(by)}", "give their __row with the repaired rows."
            )
        unmatched = repaired.height - met.height
        rows = with_repairs(rows, repaired, by, _TOUCHED)
    for one in asked.recodes:
        is_met = one.is_met(schema).fill_null(False)
        value = pl.when(is_met).then(None).otherwise(pl.col(one.column)).alias(one.column)
        rows = rows.with_columns(value, pl.col(_TOUCHED) | is_met)
    return rows, unmatched


def _checked_again(place: Path, manifest: Manifest, touched: pl.DataFrame, asked: _Asked) -> dict[int, pl.Series]:
    """Tell for each rule, by its bit, which of the touched rows break it now."""
    rows = touched.select(manifest.columns)
    conditions = _conditions(place, manifest, rows)
    alone = {
        bit: condition for bit, condition in conditions.items() if not _ops(condition) & {*WHOLE_COLUMN, "previous"}
    }
    among = {bit: condition for bit, condition in conditions.items() if _ops(condition) & WHOLE_COLUMN}
    answers = {bit: touched.select(has_bit(bit).alias(str(bit)))[str(bit)] for bit in conditions}
    answers |= _answers(PolarsTable(rows.lazy()), alone)
    return answers | (_answers_among(place, manifest, rows, among) if among else {})


def _conditions(place: Path, manifest: Manifest, rows: pl.DataFrame) -> dict[int, Expr]:
    """Fit the suite that lies in the folder to the rows."""
    from fairlead.data.files.suite_file import load_suite

    if manifest.suite_problem is not None:
        raise SplitError.no_suite(place, manifest.suite_problem)
    checks = plan.checks_of(load_suite(place / SUITE).expectations, schema_of(rows.lazy()))
    about_rows = [one for one in checks if one.condition is not None]
    if [one.line.label for one in about_rows] != [rule.label for rule in manifest.rules]:
        raise SplitError.no_suite(place, f"{SUITE} has other rules than the table was split by")
    return {bit: Expr("true", (one.condition.unexpected,)) for bit, one in enumerate(about_rows) if one.condition}


def _ops(condition: Expr) -> set[str]:
    return {part.op for part in condition.walk()}


def _answers(table: PolarsTable, conditions: Mapping[int, Expr]) -> dict[int, pl.Series]:
    named = {f"{_ANSWER}{bit}": condition for bit, condition in conditions.items()}
    found = collected(table.numbered(named).select(ROW, *named).sort(ROW))
    return {bit: found[f"{_ANSWER}{bit}"] for bit in conditions}


def _answers_among(
    place: Path, manifest: Manifest, rows: pl.DataFrame, conditions: Mapping[int, Expr]
) -> dict[int, pl.Series]:
    """Answer what depends on other rows, among the valid rows and the touched ones."""
    import polars as pl

    columns = sorted(frozenset[str]().union(*(condition.columns for condition in conditions.values())))
    valid = scan_parts(place, manifest.valid).select(columns)
    whole = _answers(PolarsTable(pl.concat([rows.lazy().select(columns), valid])), conditions)
    return {bit: answer.head(rows.height) for bit, answer in whole.items()}


def _divided(
    touched: pl.DataFrame, manifest: Manifest, answers: Mapping[int, pl.Series], asked: _Asked
) -> tuple[pl.Series, pl.DataFrame]:
    """Return which touched rows may go back, and the others with their new masks."""
    import polars as pl

    named = touched.with_columns(answer.alias(f"{_ANSWER}{bit}") for bit, answer in answers.items())
    holding = [one.bit for one in manifest.rules if one.removes and one.bit not in asked.accepted]
    counted = [pl.col(f"{_ANSWER}{bit}") for bit in holding]
    good = named.select((~pl.any_horizontal([pl.lit(False), *counted])).alias(_TOUCHED))[_TOUCHED]
    if good.len() != touched.height:  # a literal alone is one value
        good = pl.Series(_TOUCHED, [True] * touched.height, dtype=pl.Boolean)
    words = masks({bit: pl.col(f"{_ANSWER}{bit}") for bit in answers}, len(manifest.rules))
    return good, named.with_columns(words).select(touched.columns).filter(~good)


def _together(left: pl.LazyFrame, stay: pl.DataFrame) -> pl.LazyFrame:
    import polars as pl

    return pl.concat([left, stay.lazy()]).sort(ROW) if stay.height else left


def _write(place: Path, manifest: Manifest, back: pl.DataFrame, left: pl.LazyFrame, record: Mapping[str, Any]) -> None:
    """Write the new files, check that no row is lost, and only then say that they are the ones that count."""
    number = _next_number(place)
    written: list[Path] = []
    try:
        quarantine = _written(left, place, f"quarantine/part-{number}.parquet", written)
        valid = manifest.valid
        if back.height:
            rows = back.sort(ROW).select(manifest.columns).lazy()
            valid = (*valid, _written(rows, place, f"valid/part-{number}.parquet", written))
        rows_valid = sum(count_rows(place / part.name) for part in valid)
        check_rows(manifest.rows_in, rows_valid, quarantine.rows)
        new = replace(
            manifest,
            valid=valid,
            quarantine=(quarantine,),
            rows_valid=rows_valid,
            rows_quarantined=quarantine.rows,
            releases=(*manifest.releases, record),
        )
        write_manifest(place, new)
    except BaseException as error:
        counting = {place / part.name for part in read_manifest(place).parts}
        for path in written:
            if path not in counting:  # an interrupt may come just after the manifest was replaced
                path.unlink(missing_ok=True)
        if is_disk_full(error) or (error.__cause__ is not None and is_disk_full(error.__cause__)):
            raise DiskFullError.of(place) from error
        raise
    for part in manifest.quarantine:
        (place / part.name).unlink(missing_ok=True)


def _written(rows: pl.LazyFrame, place: Path, name: str, written: list[Path]) -> Part:
    """Write a file under a hidden name and give it its own when it is whole."""
    path = place / name
    part = path.with_name(f".{path.name}.part")
    written += [part, path]
    guarded(lambda: rows.sink_parquet(part))
    os.replace(part, path)
    return Part(name, count_rows(path))


def _next_number(place: Path) -> int:
    """Return a number that no file has, not even one that a killed process has left."""
    names = [path.name for folder in ("valid", "quarantine") for path in (place / folder).iterdir()]
    numbers = [int(match[1]) for name in names if (match := re.fullmatch(r"\.?part-(\d+)\.parquet(?:\.part)?", name))]
    return max(numbers, default=0) + 1


def _record(asked: _Asked, told: Released, who: str, when: str, manifest: Manifest) -> dict[str, Any]:
    """Write down a release; a value of a private column is left out."""
    rules = manifest.rules
    recoded = [f"{one.column}={'…' if one.column in manifest.private else one.value}:null" for one in asked.recodes]
    is_file = isinstance(asked.repaired, (str, os.PathLike))
    source = os.fspath(asked.repaired) if is_file else type(asked.repaired).__name__
    return {
        "when": when,
        "who": who,
        "why": asked.why,
        "repaired": None if asked.repaired is None else source,
        "recoded": recoded,
        "accepted": [rules[bit].label for bit in asked.accepted],
        "rows": told.rows,
        "checked": told.checked,
    }


def _user() -> str:
    try:
        return getpass.getuser()  # from the environment, or the password database
    except (OSError, KeyError):  # a container may have neither
        return "unknown"


@contextlib.contextmanager
def _alone(place: Path) -> Iterator[None]:
    """Keep other releases of the split out; the lock ends with the process, however that ends.

    Raises
    ------
    SplitError
        Another one is going on.
    """
    if not place.is_dir():
        raise SplitError.not_a_split(place)
    handle = os.open(place, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SplitError.in_use(place) from None
        yield
    finally:
        os.close(handle)
