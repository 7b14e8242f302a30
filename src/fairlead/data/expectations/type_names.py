"""The names of types that suites use, and what each stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from fairlead.data.schema import Column

_BY_FAMILY: dict[str, str] = {
    # Python, NumPy and pandas; SQL and SQLAlchemy; Spark; Polars and Arrow. Upper and lower case differ, as in GX.
    "integer": (
        "int int_ long longlong integer number INTEGER INT Integer IntegerType NUMBER "
        "int8:8 Int8:8 TINYINT:8 ByteType:8 short:16 int16:16 Int16:16 SMALLINT:16 SmallInteger:16 ShortType:16 "
        "INT2:16 "
        "tinyint:8 smallint:16 bigint:64 "
        "int32:32 Int32:32 INT4:32 MEDIUMINT:32 int64:64 Int64:64 BIGINT:64 BigInteger:64 LongType:64 INT64:64 INT8:64 "
        "HUGEINT:128 Int128:128 uint uint8:u8 UInt8:u8 UTINYINT:u8 uint16:u16 UInt16:u16 USMALLINT:u16 uint32:u32 "
        "UInt32:u32 UINTEGER:u32 uint64:u64 UInt64:u64 UBIGINT:u64"
    ),
    "float": (
        "float float_ double number FLOAT Float DOUBLE DOUBLE_PRECISION REAL REAL64 FloatType DoubleType half:16 "
        "float16:16 Float16:16 halffloat:16 single:32 float32:32 Float32:32 FLOAT4:32 "
        "float64:64 Float64:64 FLOAT64:64 FLOAT8:64"
    ),
    "decimal": "Decimal decimal decimal128 decimal256 number DECIMAL NUMERIC Numeric DecimalType BIGNUMERIC NUMBER",
    "boolean": "bool bool_ boolean Boolean BOOLEAN BOOL BIT BooleanType",
    "text": (
        "str str_ string unicode object object_ String STRING TEXT Text VARCHAR NVARCHAR CHAR NCHAR CHARACTER "
        "CHARACTER_VARYING CLOB Unicode UnicodeText StringType VarcharType CharType Utf8 LargeUtf8 large_string "
        "category:c CategoricalDtype:c CategoricalDtypeType:c Categorical:c Enum:c"
    ),
    "date": "date DATE Date DateType date32 date64",
    "datetime": (
        "datetime datetime64 datetime_ Timestamp DATETIME DATETIME2 DateTime Datetime TIMESTAMP TIMESTAMP_NTZ "
        "TIMESTAMP_TZ TIMESTAMP_LTZ TimestampType TimestampNTZType timestamp"
    ),
    "time": "time TIME Time time32 time64",
    "duration": "timedelta timedelta64 Timedelta Duration INTERVAL Interval DayTimeIntervalType duration",
    "binary": "bytes bytes_ large_binary BINARY Binary VARBINARY LargeBinary BLOB BYTES BYTEA BinaryType",
    "nested": (
        "list dict large_list List Array Struct ARRAY STRUCT MAP ArrayType MapType StructType JSON JSONB object object_"
    ),
    "object": "object object_ Object",
}
"""What a column of each family may be called; after a colon, its width in bits, where the name says one (u: without a
sign), or c for text that is kept as codes."""

_EVERYWHERE = frozenset({"integer", "number", "string", "boolean", "date", "datetime"})
"""Names that mean whole families, in pandas too."""

_OTHER_TYPES = frozenset({
    "complex", "complex_", "complex64", "complex128", "complex256", "float128", "longdouble", "intp", "uintp", "intc",
    "uintc", "byte", "ubyte", "ushort", "ulong", "ulonglong", "void", "Null", "NullType", "Unknown", "Sparse",
})  # fmt: skip
"""Types that no column here has, and that are there all the same."""

_VALUES: dict[str, tuple[type, ...]] = {
    "int": (int,), "long": (int,), "integer": (int,), "float": (float,), "bool": (bool,), "str": (str,),
    "boolean": (bool,), "number": (int, float, Decimal),
    "string": (str,), "bytes": (bytes,), "Decimal": (Decimal,), "datetime": (datetime,), "date": (date,),
    "time": (time,), "timedelta": (timedelta,), "list": (list,), "dict": (dict,), "tuple": (tuple,), "set": (set,),
    "complex": (complex,), "FLOAT": (float,),
}  # fmt: skip
"""What a single Python value may be called, in a column of objects."""

_WIDTHS = {"INTEGER": "32", "int": "32", "FLOAT": "32", "float": "32", "DOUBLE": "64", "double": "64"}
"""Widths of columns whose types DuckDB, Spark and Arrow call by names that stand for all widths in a suite."""

_PANDAS: dict[str, str] = {
    "int64": "int64 int int_ long", "float64": "float64 float double", "float32": "float32 single",
    "float16": "float16 half", "bool": "bool bool_", "boolean": "bool bool_", "int16": "int16 short", "str": "str",
    "string": "str", "datetime64": "datetime64", "timedelta64": "timedelta64", "category": "CategoricalDtypeType",
    "object": "object object_", "uint64": "uint64 uint",
}  # fmt: skip
"""What a column of pandas may be called, by its dtype: there a name means one type of NumPy exactly."""

NEAR = 0.8
"""Likeness from which a name is taken for another one that is misspelt: two of five characters in the wrong order."""

_BARE = re.compile(r"\s*[\[(].*$", re.DOTALL)


def has_type(column: Column, names: Iterable[str], library: str) -> bool:
    """Tell whether a column is of one of the types.

    >>> has_type(Column("n", "integer", "Int32"), ["int", "str"], "polars")
    True
    >>> has_type(Column("n", "integer", "Int32"), ["BIGINT"], "polars")
    False
    """
    if column.family == "empty":
        return True  # nothing in it is of another type
    if library == "pandas" and not column.dtype.endswith("[pyarrow]"):
        if any(name in _EVERYWHERE and _stands_for(name, column) for name in names):
            return True
        bare = "Timestamp" if column.zone else _BARE.sub("", column.dtype).lower()  # Int64 goes by int64
        known = _PANDAS.get(bare, bare).split()
        return any(name == column.dtype or _BARE.sub("", name) in known for name in names)
    return any(name == column.dtype or _stands_for(_BARE.sub("", name), column) for name in names)


def nearest_name(name: str) -> str | None:
    """Return the name that was likely meant, if a name is none of a type; None if it may be one.

    Parameters of a type, names of SQL, of which every database has its own, and names that come near to none, which
    may be those of classes, are left alone.

    >>> nearest_name("int46"), nearest_name("int64"), nearest_name("period[M]"), nearest_name("Point")
    ('int64', None, None, None)
    """
    from difflib import get_close_matches  # only needed for a name that is not known

    known = {*_VALUES, *_PANDAS, *_OTHER_TYPES, *(one for names in _names().values() for one in names)}
    is_open = _BARE.search(name) is not None or not name.isidentifier() or name.isupper() or name.endswith("Dtype")
    if name in known or is_open:
        return None
    by_folded = {one.casefold(): one for one in sorted(known)}
    if name.casefold() in by_folded:
        return by_folded[name.casefold()]
    found = get_close_matches(name, known, n=1, cutoff=NEAR)  # in the same case first: INT4 is as near to int46
    found += [by_folded[one] for one in get_close_matches(name.casefold(), by_folded, n=1, cutoff=NEAR)]
    return found[0] if found else None


def accepts(names: Iterable[str], value: Any) -> bool:
    """Tell whether a single Python value is of one of the types.

    >>> accepts(["int"], True), accepts(["str", "float"], 1)
    (True, False)
    """
    kinds = tuple(kind for name in names for kind in _VALUES.get(name, ()))
    if isinstance(value, kinds):
        return True
    return any(name in (type(value).__name__, f"{type(value).__name__}_") for name in names)


@lru_cache(maxsize=1)
def _names() -> dict[str, dict[str, str]]:
    """Give, by family, the names and the width that each says, if it does."""
    return {
        family: {name: width for name, _, width in (word.partition(":") for word in words.split())}
        for family, words in _BY_FAMILY.items()
    }


def _stands_for(name: str, column: Column) -> bool:
    width = _names()[column.family].get(name)
    if width is None:
        return False
    return not width or width == _width(column.dtype)


def _width(dtype: str) -> str:
    """Read the width off the name of a type: ``Int64`` is "64", ``UInt8`` is "u8"; of SQL's names it is looked up.

    >>> _width("UInt8"), _width("BIGINT")
    ('u8', '64')
    """
    bare = _BARE.sub("", dtype)
    if bare in ("Categorical", "Enum", "category", "dictionary"):
        return "c"
    digits = re.search(r"\d+$", bare)
    if digits and not bare.isupper():
        return ("u" if bare[0] in "uU" else "") + digits.group()
    known = (names.get(bare, "") for names in (_names()["integer"], _names()["float"]))
    return next((width for width in known if width), _WIDTHS.get(bare, ""))
