"""Few words in a long column, counted by the sixteen bytes in which Polars keeps each text.

They are Arrow's views: the length and, of a text of up to twelve bytes, all of it; of a longer one its first four bytes
and the place of all. Equal views are equal texts. Polars lends them through Arrow's C stream, so PyArrow, whose import
takes longer than the counting, is not needed: https://arrow.apache.org/docs/format/CDataInterface.html
"""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

CELL_BITS = 14
MIXERS = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F
"""Odd numbers of many bits, for the multiplicative hashing of Knuth 1998, The Art of Computer Programming 3, 6.4."""

STRETCHES, STRETCH = 60, 100
"""The words are learned from so many stretches of so many rows: they may come in turn, or in order."""

AT_ONCE = 25_000
MOST_OTHERS = 0.25
"""If so large a share of some rows have another word than that of their cell, there are too many words."""

_Release = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
_Get = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
_address_of = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.py_object, ctypes.c_char_p)(
    ("PyCapsule_GetPointer", ctypes.pythonapi)
)


class _Schema(ctypes.Structure):
    _fields_ = (
        ("format", ctypes.c_char_p),
        *((name, ctypes.c_void_p) for name in ("name", "metadata")),
        *((name, ctypes.c_int64) for name in ("flags", "n_children")),
        *((name, ctypes.c_void_p) for name in ("children", "dictionary")),
        ("release", _Release),
        ("private_data", ctypes.c_void_p),
    )


class _Array(ctypes.Structure):
    _fields_ = (
        *((name, ctypes.c_int64) for name in ("length", "null_count", "offset", "n_buffers", "n_children")),
        ("buffers", ctypes.POINTER(ctypes.c_void_p)),
        *((name, ctypes.c_void_p) for name in ("children", "dictionary")),
        ("release", _Release),
        ("private_data", ctypes.c_void_p),
    )


class _Stream(ctypes.Structure):
    _fields_ = (("get_schema", _Get), ("get_next", _Get))  # and three more that are not called here


def counts_by_view(present: Any) -> Counter[str] | None:
    """Count the words of a long column; None if there are many, or they are long.

    A word has a cell by its view; where two share one, the rows of the second are counted by Polars.

    Parameters
    ----------
    present : polars Series of 6,000 texts or more, none of them missing.

    >>> import polars
    >>> counts_by_view(polars.Series(["a", "b", "a"] * 10_000))
    Counter({'a': 20000, 'b': 10000})
    """
    import numpy

    present = present.rechunk()  # the place of a long text is one within its chunk
    counts = numpy.zeros(1 << CELL_BITS, dtype=numpy.int64)
    known = numpy.zeros((2, len(counts)), dtype=numpy.uint64)
    is_other = numpy.empty(len(present), dtype=bool)
    with _lent_views(present) as views:
        if views is None:
            return None
        apart = len(views) // STRETCHES
        sample = views[: apart * STRETCHES].reshape(STRETCHES, apart, 2)[:, :STRETCH].reshape(-1, 2)
        row = numpy.full(len(counts), -1)
        row[_cells(*_halves(sample))] = numpy.add.outer(
            numpy.arange(STRETCHES) * apart, numpy.arange(STRETCH)
        ).ravel()  # the word of a cell is that of its last row here
        used = numpy.flatnonzero(row >= 0)
        known[:, used] = views[row[used]].T
        for start in range(0, len(views), AT_ONCE):
            part = _halves(views[start : start + AT_ONCE])
            cells = _cells(*part)
            is_other[start : start + AT_ONCE] = others = _others(known, cells, *part)
            if numpy.count_nonzero(others) > MOST_OTHERS * len(cells):
                return None
            numpy.add.at(counts, cells[~others] if others.any() else cells, 1)
    found = Counter[str]()
    words = zip(present.gather(row[used]).to_list(), counts[used].tolist(), strict=True)
    others = present.filter(is_other).alias("word").value_counts(name="rows")  # of a series named "count" too
    for word, times in chain(words, others.iter_rows()):
        found[word] += times  # a long word can have several views
    return found


def _halves(views: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any] | None]:
    """Return the first eight bytes of each view and the others: None if they are zeros, of texts of four at most."""
    return views[:, 0].copy(), views[:, 1] if views[:, 1].max() else None


def _cells(first: NDArray[Any], more: NDArray[Any] | None) -> NDArray[Any]:
    """Return the cell of each view by its halves: equal views have the same one, and seldom others too."""
    import numpy

    mixed = first * numpy.uint64(MIXERS[0])
    if more is not None:
        mixed += more * numpy.uint64(MIXERS[1])
    mixed >>= numpy.uint64(64 - CELL_BITS)
    cells: NDArray[Any] = mixed.view(numpy.int64)
    return cells


def _others(known: NDArray[Any], cells: NDArray[Any], first: NDArray[Any], more: NDArray[Any] | None) -> NDArray[Any]:
    """Return which views are not those of their cells, uint64 array of shape (2, cells); bool array."""
    is_other: NDArray[Any] = known[0][cells] != first
    if more is not None:
        is_other |= known[1][cells] != more
    return is_other


@contextmanager
def _lent_views(series: Any) -> Iterator[NDArray[Any] | None]:
    """Lend the views of a series of one chunk until the block ends: uint64 array of shape (n, 2), or None."""
    import numpy

    capsule = series.__arrow_c_stream__(None)  # which frees the stream when it goes
    address = _address_of(capsule, b"arrow_array_stream")
    stream, schema, array = _Stream.from_address(address), _Schema(), _Array()
    filled = [
        one
        for one, get in ((schema, stream.get_schema), (array, stream.get_next))
        if get(address, ctypes.addressof(one)) == 0 and one.release
    ]
    try:
        if len(filled) == 2 and schema.format == b"vu" and array.length == len(series):
            begin = array.buffers[1] + 16 * array.offset
            numbers = (ctypes.c_uint64 * (2 * array.length)).from_address(begin)
            yield numpy.frombuffer(numbers, numpy.uint64).reshape(-1, 2)
        else:
            yield None
    finally:
        for one in filled:
            one.release(ctypes.addressof(one))
