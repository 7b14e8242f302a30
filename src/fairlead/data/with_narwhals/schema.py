"""The columns of a table that Narwhals knows, by name and family."""

from __future__ import annotations

from typing import Any

from fairlead.data.schema import Column, Family, Schema

_FAMILIES: dict[str, Family] = {
    "Boolean": "boolean", "String": "text", "Categorical": "text", "Enum": "text", "Decimal": "decimal",
    "Date": "date", "Datetime": "datetime", "Time": "time", "Duration": "duration", "Binary": "binary",
    "List": "nested", "Array": "nested", "Struct": "nested",
}  # fmt: skip


def schema_of(lazy: Any) -> Schema:
    """Describe the columns of a DuckDB or Spark table that Narwhals wraps."""
    import narwhals as nw

    native = lazy.to_native()
    own_types = _own_types(native)
    columns = [
        Column(
            name,
            family_of(dtype),
            own_types.get(name, str(dtype)),
            getattr(dtype, "time_zone", None),
            dtype == nw.Float32,
        )
        for name, dtype in lazy.collect_schema().items()
    ]
    library = str(lazy.implementation).removesuffix("_connect")
    return Schema(tuple(columns), library)


def family_of(dtype: Any) -> Family:
    """Tell what a column of a Narwhals type holds."""
    if dtype.is_integer():
        return "integer"
    if dtype.is_float():
        return "float"
    return _FAMILIES.get(type(dtype).__name__, "object")


def _own_types(native: Any) -> dict[str, str]:
    """Give the types in the words of the library."""
    if hasattr(native, "sparkSession"):
        return dict(native.dtypes)
    return {name: str(dtype) for name, dtype in zip(native.columns, native.types, strict=True)}
