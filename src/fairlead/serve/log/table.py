"""The lines of a journal as a table with the types that the model says.

Polars reads them outside Python's lock, while the server goes on answering. What it does not take as it is - NaN, a
value of another type than the model says, a line that a power cut has torn - is read by hand.
"""

from __future__ import annotations

import datetime
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

INPUT = "input."
"""What the name of a column that the model was asked with begins with."""

OWN = ("id", "at", "model", "version", "arm", "outputs", "prediction", "latency_s", "problems")
"""The columns of the log's own, beside the inputs; `unfit` follows, see `table_of_lines`."""

Kinds = Mapping[tuple[str, int], Mapping[str, str]]
"""By model and version: what the columns hold, in the words of `fairlead.model.schema`; "datetime_utc" has a zone."""

_UNANSWERED = b'"outputs":[]'
"""Stands in the line of a row that was put into quarantine as it came, with values of any type."""


class _DoesNotFitError(Exception):
    """Tell that a value has another type than the model says."""


def table_of_lines(data: bytes, kinds: Kinds | None = None) -> pl.DataFrame:
    r"""Return the records of a journal as a table, its inputs as columns ``input.NAME``.

    Parameters
    ----------
    data : whole lines.
    kinds : of the columns, by model and version. A value that does not fit, and one of a column that is not there, is
        written into the column `unfit`, as JSON by name. A version that is not there has the types of its values.

    >>> line = b'{"id":"a","at":0,"model":"m","version":1,"arm":"champion","inputs":{"age":36,"x":[1]},"outputs":[0.5],'
    >>> line += b'"prediction":"yes","latency_s":0.001,"problems":[]}\n'
    >>> table_of_lines(line, {("m", 1): {"age": "float"}}).select("input.age", "unfit").rows()
    [(36.0, '{"x":[1]}')]
    """
    import polars as pl

    declared = kinds or {}
    lines = data.splitlines(keepends=True)
    by_hand = [line for line in lines if _UNANSWERED in line]
    by_polars = [line for line in lines if _UNANSWERED not in line] if by_hand else lines
    parts = []
    if by_polars:
        try:
            parts += _quickly(b"".join(by_polars), declared)
        except (pl.exceptions.PolarsError, _DoesNotFitError):
            by_hand = lines
    parts += _by_hand(by_hand, declared)
    return pl.concat([no_records(), *parts], how="diagonal_relaxed").sort("at", maintain_order=True)


def no_records() -> pl.DataFrame:
    """Return a table of no records, without an input."""
    import polars as pl

    at = {"at": pl.Datetime("us", "UTC")}
    return pl.DataFrame(schema={name: (_own_types() | at)[name] for name in (*OWN, "unfit")})


def _own_types() -> dict[str, Any]:
    import polars as pl

    return {
        "id": pl.String, "at": pl.Float64, "model": pl.String, "version": pl.Int64, "arm": pl.String,
        "outputs": pl.List(pl.Float64), "prediction": pl.Null, "latency_s": pl.Float64,
        "problems": pl.List(pl.String), "unfit": pl.String,
    }  # fmt: skip


# --- by polars


def _quickly(data: bytes, kinds: Kinds) -> list[pl.DataFrame]:
    """Return a table for each version."""
    import polars as pl

    read = pl.read_ndjson(io.BytesIO(data), infer_schema_length=None)
    names = [field.name for field in read.schema["inputs"].fields]  # type: ignore[attr-defined]
    asked = [pl.col("inputs").struct.field(name).alias(INPUT + name) for name in names]
    table = read.select(*OWN, *asked)
    parts = table.partition_by("model", "version", as_dict=True, maintain_order=True)
    return [_with_moments(_fitted(part, kinds.get(key))) for key, part in parts.items()]


def _with_moments(table: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    own = [pl.col(name).cast(kind) for name, kind in _own_types().items() if name in OWN and kind != pl.Null]
    at = (pl.col("at") * 1e6).round().cast(pl.Int64).cast(pl.Datetime("us", "UTC"))
    return table.with_columns(own).with_columns(at)


def _fitted(table: pl.DataFrame, kinds: Mapping[str, str] | None) -> pl.DataFrame:
    """Give the inputs of a version their types.

    Raises
    ------
    _DoesNotFitError
        A value would be changed or lost.
    """
    import polars as pl

    inputs = [one for one in table.get_columns() if one.name.startswith(INPUT)]
    if kinds is None:
        if any(one.dtype.is_nested() or one.dtype == pl.Int128 for one in inputs):
            raise _DoesNotFitError
        return table
    known = {INPUT + name: kind for name, kind in kinds.items()}
    if any(one.null_count() < len(one) for one in inputs if one.name not in known):
        raise _DoesNotFitError
    by_name = {one.name: one for one in inputs}
    nothing = pl.Series([None] * len(table), dtype=pl.Null)
    typed = [_typed(by_name.get(name, nothing), kind).alias(name) for name, kind in known.items()]
    return table.select(*OWN, *typed)


def _typed(values: pl.Series, kind: str) -> pl.Series:
    import polars as pl

    wanted, found = _type_of(kind), values.dtype
    if found == wanted:
        return values
    if found == pl.Null or (kind == "float" and found == pl.Int64):
        return values.cast(wanted)
    if found != pl.String or kind not in ("date", "datetime", "datetime_utc"):
        raise _DoesNotFitError
    if kind == "date":
        moments = values.str.to_date(strict=False)
    else:
        moments = values.str.to_datetime(strict=False, time_unit="us", time_zone="UTC" if kind[8:] else None)
    if moments.null_count() > values.null_count():
        raise _DoesNotFitError
    return moments


def _type_of(kind: str) -> Any:
    import polars as pl

    return {
        "int": pl.Int64, "float": pl.Float64, "bool": pl.Boolean, "string": pl.String, "date": pl.Date,
        "datetime": pl.Datetime("us"), "datetime_utc": pl.Datetime("us", "UTC"),
    }[kind]  # fmt: skip


# --- by hand


def _by_hand(lines: Iterable[bytes], kinds: Kinds) -> list[pl.DataFrame]:
    """Return a table for each version; a torn line is left out."""
    parts: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for row in map(_loaded, lines):
        if row is not None:
            parts.setdefault((row["model"], row["version"]), []).append(row)
    return [_with_moments(_table(rows, kinds.get(key))) for key, rows in parts.items()]


def _loaded(line: bytes) -> dict[str, Any] | None:
    try:
        row: dict[str, Any] = json.loads(line)
        return row if row.keys() >= set(OWN) else None
    except (ValueError, AttributeError):  # torn by a power cut
        return None


def _table(rows: Sequence[Mapping[str, Any]], kinds: Mapping[str, str] | None) -> pl.DataFrame:
    import polars as pl

    types = _own_types()
    columns = {name: pl.Series([row[name] for row in rows], dtype=types[name], strict=False) for name in OWN[:-3]}
    columns["prediction"] = _guessed([row["prediction"] for row in rows])
    columns |= {name: pl.Series([row[name] for row in rows], dtype=types[name]) for name in ("latency_s", "problems")}
    asked = [row["inputs"] for row in rows]
    if kinds is None:
        names = dict.fromkeys(name for row in asked for name in row)
        return pl.DataFrame({**columns, **{INPUT + name: _guessed([row.get(name) for row in asked]) for name in names}})
    fitted = {name: [_fit(row.get(name), kind) for row in asked] for name, kind in kinds.items()}
    unfit = [_unfit(row, {name: values[n] for name, values in fitted.items()}) for n, row in enumerate(asked)]
    columns["unfit"] = pl.Series([_text(one) if one else None for one in unfit], dtype=pl.String)
    inputs = {INPUT + name: pl.Series(values, dtype=_type_of(kinds[name])) for name, values in fitted.items()}
    return pl.DataFrame({**columns, **inputs})


def _unfit(row: Mapping[str, Any], fitted: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None and fitted.get(name) is None}


def _fit(value: Any, kind: str) -> Any:
    """Return a value as its column holds it, None if it does not fit."""
    try:
        return _FITS[kind](value)
    except (ValueError, TypeError, OverflowError):
        return None


def _whole(value: Any) -> Any:
    is_whole = type(value) is int or (type(value) is float and value.is_integer())
    return int(value) if is_whole and -(2**63) <= value < 2**63 else None


def _moment(value: str) -> Any:
    found = datetime.datetime.fromisoformat(value)
    return found if found.tzinfo is None else None


def _moment_utc(value: str) -> Any:
    found = datetime.datetime.fromisoformat(value)
    return None if found.tzinfo is None else found.astimezone(datetime.UTC)


_FITS: Mapping[str, Callable[[Any], Any]] = {
    "int": _whole,
    "float": lambda value: float(value) if type(value) in (int, float) else None,
    "bool": lambda value: value if type(value) is bool else None,
    "string": lambda value: value if type(value) is str else None,
    "date": datetime.date.fromisoformat,
    "datetime": _moment,
    "datetime_utc": _moment_utc,
}


def _guessed(values: Sequence[Any]) -> pl.Series:
    """Return a column with the type that its values have; as JSON if they have several."""
    import polars as pl

    types = {type(value) for value in values if value is not None}
    if not types:
        return pl.Series(values, dtype=pl.Null)
    if types <= {int, float}:
        is_whole = types == {int} and all(-(2**63) <= value < 2**63 for value in values if value is not None)
        if is_whole:
            return pl.Series(values, dtype=pl.Int64)
        return pl.Series([None if value is None else float(value) for value in values], dtype=pl.Float64)
    if types == {bool}:
        return pl.Series(values, dtype=pl.Boolean)
    return pl.Series([one if one is None or isinstance(one, str) else _text(one) for one in values], dtype=pl.String)


def _text(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
