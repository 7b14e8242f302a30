"""What a model must be given: its columns, their kinds, and what training has seen in them."""

from __future__ import annotations

import datetime
import math
import numbers
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, Self

from fairlead.errors import TrainingDataError

Kind = Literal["int", "float", "bool", "string", "date", "datetime"]
Container = Literal["pandas", "polars", "numpy"]

CATEGORIES_KEPT = 200
"""A text column with more different values than this is no set of categories but free text."""

NUMBERS = frozenset({"int", "float"})
MOMENTS = frozenset({"date", "datetime"})


@dataclass(frozen=True, slots=True)
class Column:
    """Describe one column that a model needs.

    Parameters
    ----------
    kind : what its values are.
    dtype : str, the type that the column had in training, as its library writes it.
    nullable : bool, whether values may be missing: training has seen that, or whoever trained has said so.
    missing : "nan" or "none", how a missing value stood there; only columns of Python objects have both.
    categories : the different values of text or of a categorical column; None if there were too many.
    low, high : the least and the greatest value; times as ISO 8601. None for text, or without any value.
    """

    name: str
    kind: Kind
    dtype: str
    nullable: bool = False
    missing: Literal["nan", "none"] = "nan"
    categories: tuple[Any, ...] | None = None
    low: Any = None
    high: Any = None


@dataclass(frozen=True, slots=True)
class InputSchema:
    """Describe the rows that a model needs: its columns in their order, and the library of the table.

    >>> schema = InputSchema((Column("age", "int", "int64"), Column("plan", "string", "str")))
    >>> schema.names, schema["plan"].kind
    (('age', 'plan'), 'string')
    >>> InputSchema.from_document(schema.to_document()) == schema
    True
    """

    columns: tuple[Column, ...]
    container: Container = "pandas"

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the columns in their order."""
        return tuple(column.name for column in self.columns)

    def __getitem__(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def with_missing(self, names: Iterable[str]) -> Self:
        """Return the schema in which values of these columns may be missing, whatever training has seen.

        Raises
        ------
        TrainingDataError
            There is no such column.
        """
        wanted = set(names)
        absent = sorted(wanted - set(self.names))
        if absent:
            raise TrainingDataError.no_such_column(absent[0], self.names)
        columns = (replace(one, nullable=True) if one.name in wanted else one for one in self.columns)
        return replace(self, columns=tuple(columns))

    def to_document(self) -> dict[str, Any]:
        """Return the schema as plain values, ready for JSON."""
        columns = [{**asdict(one), "categories": _listed(one.categories)} for one in self.columns]
        return {"container": self.container, "columns": columns}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Build the schema again that `to_document` described."""
        columns = [{**one, "categories": _tupled(one["categories"])} for one in document["columns"]]
        return cls(tuple(Column(**one) for one in columns), document["container"])


def column_of(name: str, values: Iterable[Any], dtype: str, *, categories: Sequence[Any] | None = None) -> Column:
    """Describe a column by its values, as plain Python values.

    Parameters
    ----------
    categories : of a categorical column, in their order.

    Raises
    ------
    TrainingDataError
        Its values are of several types, or of one that no model can be asked with.

    >>> column_of("age", [36, None, 41], "Int64")
    Column(name='age', kind='int', dtype='Int64', nullable=True, missing='none', categories=None, low=36, high=41)
    """
    listed = list(values)
    present = [value for value in listed if not is_missing(value)]
    kind = _kind_of(name, present, dtype)
    first_gap = next((value for value in listed if is_missing(value)), None)
    low, high = _range_of(kind, present)
    return Column(
        name,
        kind,
        dtype,
        nullable=len(present) < len(listed),
        missing="nan" if isinstance(first_gap, float) else "none",
        categories=tuple(categories) if categories is not None else _categories_of(kind, present),
        low=low,
        high=high,
    )


def is_missing(value: Any) -> bool:
    """Tell whether a plain value stands for a missing one.

    >>> is_missing(None), is_missing(float("nan")), is_missing(0), is_missing("")
    (True, True, False, False)
    """
    # NaT and pandas' NA are not equal to themselves either, or refuse to say; None of them is a value.
    is_nan = isinstance(value, float) and value != value
    return value is None or is_nan or type(value).__name__ in ("NAType", "NaTType")


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it: missing ones as null, times in ISO 8601, infinities as text.

    >>> plain(float("nan")), plain(datetime.date(2026, 11, 23)), plain(float("-inf"))
    (None, '2026-11-23', '-inf')
    """
    if is_missing(value):
        return None
    if isinstance(value, datetime.date):  # a datetime is one too
        return value.isoformat()
    if hasattr(value, "item"):
        value = value.item()
    return str(value) if isinstance(value, float) and math.isinf(value) else value


def _kind_of(name: str, present: Sequence[Any], dtype: str) -> Kind:
    if not present:
        return _kind_of_dtype(dtype)
    kinds = {_kind_of_value(value) for value in present}
    if kinds == {"int", "float"}:
        return "float"
    if len(kinds) > 1 or None in kinds:
        odd = next((value for value in present if _kind_of_value(value) is None), present[-1])
        types = sorted({type(value).__name__ for value in present})
        raise TrainingDataError.mixed_column(name, types, odd)
    return next(kind for kind in kinds if kind is not None)


def _kind_of_dtype(dtype: str) -> Kind:
    """Return the kind of a column without a single value."""
    lowered = dtype.lower()
    for word, kind in _KIND_OF_WORD.items():
        if lowered.startswith(word):
            return kind
    return "float"


def _kind_of_value(value: Any) -> Kind | None:
    for kind, types in _TYPES.items():
        if isinstance(value, types):
            return kind
    return None


def _range_of(kind: Kind, present: Sequence[Any]) -> tuple[Any, Any]:
    if not present or kind not in NUMBERS | MOMENTS:
        return None, None
    return plain(min(present)), plain(max(present))


def _categories_of(kind: Kind, present: Sequence[Any]) -> tuple[str, ...] | None:
    if kind != "string":
        return None
    found = set(present)
    return tuple(sorted(found)) if len(found) <= CATEGORIES_KEPT else None


def _listed(values: tuple[Any, ...] | None) -> list[Any] | None:
    return None if values is None else [plain(value) for value in values]


def _tupled(values: Sequence[Any] | None) -> tuple[Any, ...] | None:
    return None if values is None else tuple(values)


_TYPES: Mapping[Kind, tuple[type, ...]] = {
    "bool": (bool,),
    "int": (numbers.Integral,),
    "float": (numbers.Real,),
    "string": (str,),
    "datetime": (datetime.datetime,),
    "date": (datetime.date,),
}
"""Which Python values are of which kind; the first that fits counts, so bool stands before int."""

_KIND_OF_WORD: Mapping[str, Kind] = {
    "int": "int", "uint": "int", "bool": "bool", "datetime": "datetime", "date": "date", "str": "string",
    "object": "string", "categ": "string", "enum": "string",
}  # fmt: skip
