"""pandas as nodes: every column with its type, every index with its kind, names, order and missing values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fairlead.notebook.prove.arrays import array_node
from fairlead.notebook.prove.node import Node, leaf, node
from fairlead.notebook.prove.plain import sequence

if TYPE_CHECKING:
    from fairlead.notebook.prove.imprint import Imprint, Reader


def _frame(imprint: Imprint, value: Any) -> Node:
    columns = [
        (f"column {label!r}", values_node(imprint, values))
        for label, values in zip(value.columns, _columns(value), strict=True)
    ]
    children = [("columns", imprint.part(value.columns)), ("index", imprint.part(value.index)), *columns]
    return node("branch", _name(imprint, value), f"{len(value)} rows", [*children, *_extras(imprint, value)])


TOGETHER, CHUNK = 8, 4096
"""Columns of a table whose rows lie together are read so many at a time, so many rows at a time: a column alone would
fetch the whole table from memory."""


def _columns(frame: Any) -> Iterator[Any]:
    """Yield the columns of a frame as arrays; those that lie row by row are copied in groups first."""
    import numpy  # the frame is made of its arrays

    group: list[Any] = []
    for n in range(frame.shape[1]):
        values = frame.iloc[:, n].array
        plain = values.to_numpy() if type(values.dtype).__name__ == "NumpyEADtype" else None
        if plain is not None and (plain.dtype.hasobject or plain.flags.c_contiguous):
            plain = None
        if group and (plain is None or plain.dtype != group[0].dtype or len(group) == TOGETHER):
            yield from _gathered(numpy, group)
            group = []
        if plain is not None:
            group.append(plain)
        else:
            yield values
    yield from _gathered(numpy, group)


def _gathered(numpy: Any, group: Sequence[Any]) -> Iterator[Any]:
    if not group:
        return
    copies = numpy.empty((len(group), len(group[0])), group[0].dtype)
    for start in range(0, copies.shape[1], CHUNK):
        for copy, column in zip(copies, group, strict=True):
            copy[start : start + CHUNK] = column[start : start + CHUNK]
    yield from copies


def _series(imprint: Imprint, value: Any) -> Node:
    children = [
        ("name", imprint.part(value.name)),
        ("index", imprint.part(value.index)),
        ("values", values_node(imprint, value.array)),
    ]
    return node("branch", _name(imprint, value), f"{len(value)} rows", [*children, *_extras(imprint, value)])


def _name(imprint: Imprint, value: Any) -> str:
    return imprint.name_of(type(value))


def _extras(imprint: Imprint, value: Any) -> list[tuple[str, Node]]:
    children = [("attrs", imprint.part(value.attrs))] if value.attrs else []
    if not value.flags.allows_duplicate_labels:
        children.append(("flags", leaf("flags", "no duplicate labels")))
    return children


def _index(imprint: Imprint, value: Any) -> Node:
    name = _name(imprint, value)
    names = ("names", imprint.part(list(value.names)))
    if name == "pandas.RangeIndex":
        return node("branch", name, f"{value.start} {value.stop} {value.step}", [names])
    if name == "pandas.MultiIndex":
        levels = [(f"level {n}", values_node(imprint, value.get_level_values(n).array)) for n in range(value.nlevels)]
        return node("branch", name, f"{len(value)} rows", [names, *levels])
    children = [names, ("", values_node(imprint, value.array))]
    if getattr(value, "freqstr", None) is not None:
        children.append(("freq", leaf("freq", str(value.freqstr))))
    return node("branch", name, f"{len(value)} rows", children)


def values_node(imprint: Imprint, values: Any) -> Node:
    """Write the values of a column or an index, an array of pandas or NumPy, of shape (n_rows,)."""
    kind = type(values.dtype).__name__
    if type(values).__module__ == "numpy":
        return array_node(imprint, f"values {values.dtype}", values)
    writer = _ARRAYS.get(kind)
    if writer is not None:
        return node("branch", repr(values.dtype), f"{len(values)} rows", writer(imprint, values))
    if hasattr(values, "_mask") and hasattr(values, "_data"):
        return node("branch", repr(values.dtype), f"{len(values)} rows", _with_mask(imprint, values))
    if not hasattr(values.dtype, "na_value") or kind == "NumpyEADtype":
        return array_node(imprint, f"values {values.dtype}", values.to_numpy())
    children = [(f"row {n}", imprint.part(one)) for n, one in enumerate(values)]
    return node("branch", repr(values.dtype), f"{len(values)} rows", children)


Parts = list[tuple[str, Node]]


def _with_mask(imprint: Imprint, values: Any) -> Parts:
    data = values._data.copy()
    data[values._mask] = 0  # what stands where a value is missing is nobody's
    return [
        ("missing", array_node(imprint, "missing", values._mask)),
        ("", array_node(imprint, "values", data)),
    ]


def _categories(imprint: Imprint, values: Any) -> Parts:
    return [
        ("categories", imprint.part(values.categories)),
        ("ordered", leaf("bool", str(values.ordered))),
        ("codes", array_node(imprint, "codes", values.codes)),
    ]


def _ticks(imprint: Imprint, values: Any) -> Parts:
    return [("", array_node(imprint, "ticks", values.asi8))]


def _intervals(imprint: Imprint, values: Any) -> Parts:
    return [
        ("closed", leaf("str", values.closed)),
        ("left", imprint.part(values.left)),
        ("right", imprint.part(values.right)),
    ]


def _sparse(imprint: Imprint, values: Any) -> Parts:
    return [
        ("rows", array_node(imprint, "rows", values.sp_index.to_int_index().indices)),
        ("", array_node(imprint, "values", values.sp_values)),
        ("fill value", imprint.part(values.fill_value)),
    ]


def _texts(imprint: Imprint, values: Any) -> Parts:
    texts = [one if isinstance(one, str) else None for one in values.to_numpy(dtype=object)]
    written = sequence(imprint, "texts", texts)
    return [("", written if written is not None else leaf("texts", f"{len(texts)} missing"))]


def _arrow(imprint: Imprint, values: Any) -> Parts:
    return [("", imprint.part(values.__arrow_array__()))]


_ARRAYS: Mapping[str, Any] = {
    "CategoricalDtype": _categories,
    "DatetimeTZDtype": _ticks,
    "PeriodDtype": _ticks,
    "IntervalDtype": _intervals,
    "SparseDtype": _sparse,
    "StringDtype": _texts,
    "ArrowDtype": _arrow,
}


def _timestamp(imprint: Imprint, value: Any) -> Node:
    unit, zone = getattr(value, "unit", ""), getattr(value, "tz", None)
    return leaf(_name(imprint, value), f"{value.isoformat()} {unit} {zone}")


def _shown(imprint: Imprint, value: Any) -> Node:
    return leaf(_name(imprint, value), repr(value))


def _interval(imprint: Imprint, value: Any) -> Node:
    children = [("left", imprint.part(value.left)), ("right", imprint.part(value.right))]
    return node("branch", "pandas.Interval", value.closed, children)


def _extension(imprint: Imprint, value: Any) -> Node:
    return values_node(imprint, value)


READERS: Mapping[tuple[str, str], Reader] = {
    ("pandas", "DataFrame"): _frame,
    ("pandas", "Series"): _series,
    ("pandas", "Index"): _index,
    ("pandas", "ExtensionArray"): _extension,
    ("pandas", "ExtensionDtype"): _shown,
    ("pandas", "Timestamp"): _timestamp,
    ("pandas", "Timedelta"): _timestamp,
    ("pandas", "NaTType"): lambda _, value: leaf("pandas.NaT", ""),
    ("pandas", "NAType"): lambda _, value: leaf("pandas.NA", ""),
    ("pandas", "Period"): _shown,
    ("pandas", "Interval"): _interval,
    ("pandas", "BaseOffset"): _shown,
}
