"""Arrays as nodes: NumPy's to the last bit (one kind of NaN), SciPy's sparse ones by their parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fairlead.notebook.prove.node import Node, leaf, node
from fairlead.notebook.prove.plain import float_text, sequence

if TYPE_CHECKING:
    from fairlead.notebook.prove.imprint import Imprint, Reader

SMALL = 512
"""Bytes up to which an array is written into its node."""


def array_node(imprint: Imprint, name: str, array: Any) -> Node:
    """Write a plain array, of shape (n, ...), of numbers, times, texts of fixed width, records or objects."""
    numpy = _numpy()
    shape = "x".join(map(str, array.shape))
    if array.dtype.hasobject or array.dtype.kind == "T":
        values = array.ravel().tolist()
        content = sequence(imprint, "values", values) if values else None
        if content is not None:
            return node("branch", name, f"object {shape}", [("", content)])
        children = [(f"[{n}]", imprint.part(one)) for n, one in enumerate(values)]
        return node("branch", name, f"object {shape}", children)
    if array.dtype.names:  # without the bytes between the fields, which nobody has set
        from numpy.lib.recfunctions import repack_fields

        array = repack_fields(numpy.ascontiguousarray(array), align=False, recurse=True)
        children = [(f".{field}", array_node(imprint, "field", array[field])) for field in array.dtype.names]
        return node("branch", name, f"record {shape}", children)
    array = numpy.ascontiguousarray(array).astype(array.dtype.newbyteorder("="), copy=False)
    if array.dtype.kind in "fc":
        array = _one_nan(numpy, array)
    data = array.tobytes() if array.nbytes <= SMALL or array.ndim == 0 else array.reshape(-1).view("u1").data
    content_name = f"hex:{bytes(data).hex()}" if array.nbytes <= SMALL else imprint.shelf.put(data)
    return node("array", name, f"{array.dtype.str} {shape}", content=content_name)


def _one_nan(numpy: Any, array: Any) -> Any:
    missing = numpy.isnan(array)
    if not missing.any():
        return array
    array = array.copy()
    if array.dtype.kind == "c":
        parts = array.view(array.real.dtype)
        parts[numpy.isnan(parts)] = numpy.nan
    else:
        array[missing] = numpy.nan
    return array


def _numpy() -> Any:
    import numpy  # the value itself comes from it

    return numpy


def _ndarray(imprint: Imprint, value: Any) -> Node:
    numpy = _numpy()
    kind = type(value)
    name = "numpy.ndarray" if kind in (numpy.ndarray, numpy.memmap) else imprint.name_of(kind)
    return array_node(imprint, name, numpy.asarray(value))


def _masked(imprint: Imprint, value: Any) -> Node:
    numpy = _numpy()
    mask = numpy.ma.getmaskarray(value)
    children = [
        ("mask", array_node(imprint, "mask", mask)),
        ("data", array_node(imprint, "data", value.filled())),
        ("fill value", imprint.part(value.fill_value)),
    ]
    return node("branch", imprint.name_of(type(value)), "", children)


def _scalar(imprint: Imprint, value: Any) -> Node:
    name = imprint.name_of(type(value))
    if value.dtype.kind == "f" and value.dtype.itemsize <= 8:
        return leaf(name, float_text(float(value)))
    if value.dtype.kind in "biu":
        return leaf(name, str(int(value)))
    if value.dtype.names or value.dtype.kind in "V":
        return array_node(imprint, name, _numpy().asarray(value))
    if value.dtype.kind in "Mm":
        return leaf(name, f"{value.dtype} {value}")
    if value.dtype.kind == "c":
        return leaf(name, f"{float_text(float(value.real))} {float_text(float(value.imag))}")
    return leaf(name, repr(value))


def _dtype(imprint: Imprint, value: Any) -> Node:
    return leaf("numpy.dtype", str(value.descr if value.names else value.str))


def _sparse(imprint: Imprint, value: Any) -> Node:
    whole = value if value.format in ("csr", "csc", "coo", "bsr", "dia") else value.tocsr()
    parts = ("data", "indices", "indptr", "row", "col", "offsets")
    names = [one for one in parts if hasattr(whole, one) and not (one in ("row", "col") and whole.format != "coo")]
    children = [(one, imprint.part(getattr(whole, one))) for one in names]
    return node("branch", imprint.name_of(type(value)), f"{value.format} {tuple(map(int, value.shape))}", children)


READERS: Mapping[tuple[str, str], Reader] = {
    ("numpy", "ndarray"): _ndarray,
    ("numpy", "MaskedArray"): _masked,
    ("numpy", "generic"): _scalar,
    ("numpy", "dtype"): _dtype,
    ("scipy", "_spbase"): _sparse,
    ("scipy", "spmatrix"): _sparse,
}
