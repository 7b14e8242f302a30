"""Polars and Arrow as nodes: missing values apart from NaN, texts, lists and structs to their last part."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fairlead.notebook.prove.arrays import array_node
from fairlead.notebook.prove.node import Node, leaf, node, unknown
from fairlead.notebook.prove.plain import sequence

if TYPE_CHECKING:
    from fairlead.notebook.prove.imprint import Imprint, Reader


def _frame(imprint: Imprint, value: Any) -> Node:
    children = [(f"column {one.name!r}", _values(imprint, one)) for one in value.get_columns()]
    return node("branch", "polars.DataFrame", f"{value.height} rows", children)


def _series(imprint: Imprint, value: Any) -> Node:
    return node(
        "branch",
        "polars.Series",
        f"{len(value)} rows",
        [("name", imprint.part(value.name)), ("", _values(imprint, value))],
    )


def _values(imprint: Imprint, series: Any) -> Node:
    kind = repr(series.dtype)
    if kind.startswith("Object"):
        children = [(f"row {n}", imprint.part(one)) for n, one in enumerate(series.to_list())]
        return node("branch", kind, f"{len(series)} rows", children)
    if kind.startswith(("Categorical", "Enum")):  # their codes are others in each process
        import polars

        series = series.cast(polars.String)
    return node("branch", kind, f"{len(series)} rows", [("", arrow_node(imprint, series.rechunk().to_arrow()))])


def _chunked(imprint: Imprint, value: Any) -> Node:
    import pyarrow

    whole = value.combine_chunks()
    if isinstance(whole, pyarrow.ChunkedArray):
        whole = pyarrow.concat_arrays(whole.chunks) if whole.num_chunks else pyarrow.array([], whole.type)
    return arrow_node(imprint, whole)


def arrow_node(imprint: Imprint, array: Any) -> Node:
    """Write one Arrow array."""
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import types

    kind = array.type
    name, rows = str(kind), f"{len(array)} rows"
    missing = [("missing", array_node(imprint, "missing", _numbers(pc.is_null(array))))] if array.null_count else []
    if types.is_dictionary(kind):
        children = [
            ("codes", arrow_node(imprint, array.indices)),
            ("categories", arrow_node(imprint, array.dictionary)),
            ("ordered", leaf("bool", str(kind.ordered))),
        ]
        return node("branch", f"dictionary of {kind.value_type}", rows, children)
    if types.is_struct(kind):
        parts = [
            (f".{field.name}", arrow_node(imprint, part)) for field, part in zip(kind, array.flatten(), strict=True)
        ]
        return node("branch", "struct", rows, [*missing, *parts])
    if types.is_list(kind) or types.is_large_list(kind):
        lengths = pc.fill_null(pc.list_value_length(array), 0)
        parts = [
            ("lengths", array_node(imprint, "lengths", _numbers(lengths))),
            ("", arrow_node(imprint, array.flatten())),
        ]
        return node("branch", "list", rows, [*missing, *parts])
    if types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind):
        written = sequence(imprint, "texts", array.to_pylist()) if len(array) else None
        return node("branch", "string", rows, [("", written or leaf("texts", f"{len(array)} missing"))])
    if types.is_temporal(kind) and not types.is_interval(kind):
        wide = {32: pa.int32(), 64: pa.int64()}[kind.bit_width]
        array = array.cast(wide)
    if types.is_primitive(array.type) and not types.is_interval(array.type):
        zero = pa.scalar(0, pa.int64()).cast(array.type)
        filled = pc.fill_null(array, zero) if array.null_count else array
        return node("branch", name, rows, [*missing, ("", array_node(imprint, "values", _numbers(filled)))])
    children = [(f"row {n}", imprint.part(one)) for n, one in enumerate(array.to_pylist())]
    return node("branch", name, rows, children)


def _numbers(array: Any) -> Any:
    return array.to_numpy(zero_copy_only=False)


def _table(imprint: Imprint, value: Any) -> Node:
    names = value.schema.names
    children = [(f"column {name!r}", _chunked(imprint, value.column(n))) for n, name in enumerate(names)]
    notes = [("metadata", imprint.part(value.schema.metadata))] if value.schema.metadata else []
    return node("branch", imprint.name_of(type(value)), f"{value.num_rows} rows", [*children, *notes])


def _lazy(_: Imprint, value: Any) -> Node:
    return unknown("polars.LazyFrame", "it has not been computed; what is collected from it can be compared")


def _expression(_: Imprint, value: Any) -> Node:
    text = value.meta.serialize(format="json")
    return leaf("polars.Expr", f"{value}  #{hashlib.blake2b(text.encode(), digest_size=8).hexdigest()}")


def _plain(_: Imprint, value: Any) -> Node:
    return leaf(f"pyarrow.{type(value).__name__}", f"{value.type if hasattr(value, 'type') else ''} {value}")


def _polars_type(_: Imprint, value: Any) -> Node:
    return leaf("polars.DataType", repr(value))


READERS: Mapping[tuple[str, str], Reader] = {
    ("polars", "DataFrame"): _frame,
    ("polars", "Series"): _series,
    ("polars", "LazyFrame"): _lazy,
    ("polars", "Expr"): _expression,
    ("polars", "DataType"): _polars_type,
    ("pyarrow", "Table"): _table,
    ("pyarrow", "RecordBatch"): lambda imprint, value: _table(imprint, value.__class__ and _as_table(value)),
    ("pyarrow", "ChunkedArray"): _chunked,
    ("pyarrow", "Array"): arrow_node,
    ("pyarrow", "Scalar"): _plain,
    ("pyarrow", "DataType"): _plain,
    ("pyarrow", "Schema"): _plain,
}


def _as_table(batch: Any) -> Any:
    import pyarrow

    return pyarrow.Table.from_batches([batch])
