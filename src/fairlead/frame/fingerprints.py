"""Say by a digest whether two tables, files or folders have equal content."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from typing import Any

from fairlead.blobs import digest_file
from fairlead.errors import TableError
from fairlead.frame.libraries import ARROW_ERRORS, first_line, library_and_table, load, with_plain_index
from fairlead.frame.read import not_found
from fairlead.frame.shape import columns_of, shape_of


def fingerprint(table: Any) -> str:
    """Compute a digest of a table's content that is the same in polars, pandas and pyarrow.

    Two tables have one fingerprint when their columns have the same names, order, types and values, row by
    row. How a library stores them does not count: chunks, dictionaries and categories, 32- or 64-bit offsets
    of strings, the unit of a time. -0.0 is 0.0, and NaN is a missing value, because pandas has one for both.

    Parameters
    ----------
    table : polars, pandas or pyarrow table; a pandas index with a name, or with other values than whole
        numbers, counts as columns in front, any other index (row numbers) does not count

    Returns
    -------
    str, 64 hexadecimal digits

    Raises
    ------
    TableError
        When the value is not a table, or a column holds Python objects without a common type.
    MissingExtraError
        When pyarrow is not installed.

    Examples
    --------
    >>> import pandas, polars
    >>> ages = {"name": ["Ada", None], "age": [36.0, None]}
    >>> fingerprint(polars.DataFrame(ages)) == fingerprint(pandas.DataFrame(ages))
    True
    """
    library, table = library_and_table(table)
    load("pyarrow", "The fingerprint of a table")
    if library == "pandas":
        table = with_plain_index(table)
    names = columns_of(table) or []
    sha = hashlib.sha256()
    for position, name in enumerate(names):
        digest = hashlib.sha256()
        try:
            _feed(digest, _whole(_arrow_column(library, table, position)))
        except ARROW_ERRORS as error:
            raise TableError.not_writable(name, "a fingerprint", first_line(error)) from error
        sha.update(_framed(json.dumps(name).encode()) + digest.digest())
    shape = shape_of(table)
    sha.update(f"{len(names)} columns, {shape.rows if shape else 0} rows".encode())
    return sha.hexdigest()


def file_fingerprint(path: str | os.PathLike[str], on_chunk: Callable[[int], None] | None = None) -> str:
    """Compute a digest of the content of a file, or of all files below a folder with their relative names.

    Hidden files and folders (``.git``, ``.DS_Store``) and empty folders do not count.

    Parameters
    ----------
    path : str or path
    on_chunk : callable, told the number of bytes of each chunk that was read, to show progress

    Raises
    ------
    TableError
        When there is nothing at the path, or it cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     before = file_fingerprint(folder)
    ...     _ = open(f"{folder}/new.csv", "w").close()
    ...     file_fingerprint(folder) == before
    False
    """
    place = os.fspath(path)
    try:
        if not os.path.isdir(place):
            return digest_file(place, on_chunk)
        sha = hashlib.sha256()
        for name in sorted(_visible_files(place)):
            digest = digest_file(os.path.join(place, name), on_chunk)
            sha.update(_framed(name.replace(os.sep, "/").encode()) + digest.encode())
        return sha.hexdigest()
    except FileNotFoundError:
        raise not_found(place) from None
    except OSError as error:
        raise TableError.unreadable(place, error.strerror or str(error)) from error


def _visible_files(folder: str) -> Iterator[str]:
    """List the files below a folder by relative name; linked folders are followed, but not in circles."""
    seen: set[str] = set()
    for place, folders, names in os.walk(folder, followlinks=True, onerror=_raise):
        real = os.path.realpath(place)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (os.path.relpath(os.path.join(place, name), folder) for name in names if not name.startswith("."))


def _raise(error: OSError) -> None:
    raise error


def _arrow_column(library: str, table: Any, position: int) -> Any:
    """Give the Arrow data of one column."""
    if library == "pandas":
        return load("pyarrow", "").array(table.iloc[:, position], from_pandas=True)
    if library == "pyarrow":
        return table.column(position)
    column = table.to_series(position)
    # Arrow would keep the addresses of Python objects, which are others in each process.
    if str(column.dtype) == "Object":
        raise TypeError("it holds Python objects")
    return column.to_arrow(compat_level=load("polars", "").CompatLevel.oldest())


def _framed(data: bytes) -> bytes:
    """Put the length in front, so that what follows cannot be taken for a part of it."""
    return len(data).to_bytes(8, "little") + data


def _logical_type(kind: Any) -> Any:
    """Give the one Arrow type that stands for all the ways to store the same values."""
    import pyarrow as pa
    from pyarrow import types

    if types.is_dictionary(kind):
        return _logical_type(kind.value_type)
    if types.is_run_end_encoded(kind):
        return _logical_type(kind.value_type)
    if types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind):
        return pa.large_string()
    if types.is_binary(kind) or types.is_large_binary(kind) or types.is_binary_view(kind):
        return pa.large_binary()
    if types.is_fixed_size_binary(kind) and not types.is_decimal(kind):
        return pa.large_binary()
    if types.is_map(kind):
        pair = [("key", _logical_type(kind.key_type)), ("value", _logical_type(kind.item_type))]
        return pa.large_list(pa.struct(pair))
    if types.is_nested(kind) and not types.is_struct(kind) and not types.is_union(kind):
        return pa.large_list(_logical_type(kind.value_type))
    if types.is_struct(kind):
        return pa.struct([(field.name, _logical_type(field.type)) for field in kind])
    if types.is_decimal(kind):
        return pa.decimal256(76, kind.scale)
    if types.is_time(kind):
        return pa.time64("ns")
    if types.is_date(kind):
        return pa.date32()
    return pa.float32() if types.is_float16(kind) else kind


def _whole(column: Any) -> Any:
    """Give a column as one Arrow array of its logical type."""
    import pyarrow as pa

    if isinstance(column, pa.ChunkedArray):
        if isinstance(column.type, pa.BaseExtensionType):
            column = pa.chunked_array([chunk.storage for chunk in column.chunks], column.type.storage_type)
        # Cast first: two gigabytes of text do not fit into one array of 32-bit offsets.
        return column.cast(_logical_type(column.type)).combine_chunks()
    if isinstance(column.type, pa.BaseExtensionType):
        column = column.storage
    return column.cast(_logical_type(column.type))


def _feed(sha: Any, array: Any) -> None:
    """Add one Arrow array of a logical type to a digest: type, length, which values are missing, values."""
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import types

    kind = array.type
    if types.is_floating(kind):
        array = pc.add(array, pa.scalar(0.0, kind))  # -0.0 + 0.0 is 0.0
        array = pc.if_else(pc.is_nan(array), pa.scalar(None, kind), array)
    sha.update(_framed(f"{_type_name(kind)} {len(array)}".encode()))
    if types.is_null(kind):
        return
    missing = array.null_count
    sha.update(b"-" if missing == 0 else b"?" + _raw(pc.cast(pc.is_null(array), pa.uint8())))
    if types.is_struct(kind):
        for field, child in zip(kind, array.flatten(), strict=True):
            sha.update(_framed(field.name.encode()))
            _feed(sha, child)
    elif types.is_large_list(kind):
        sha.update(_raw(pc.fill_null(pc.list_value_length(array), 0)))
        _feed(sha, array.flatten())
    elif types.is_large_string(kind) or types.is_large_binary(kind):
        filled = array if missing == 0 else pc.fill_null(array, pa.scalar("", pa.large_string()).cast(kind))
        sha.update(_raw(pc.binary_length(filled)))
        sha.update(_text(filled))
    elif types.is_timestamp(kind) or types.is_duration(kind):
        for part in _in_microseconds(pc.fill_null(array.cast(pa.int64()), 0), kind.unit):
            sha.update(_raw(part))
    else:
        numbers = array.cast(pa.uint8()) if types.is_boolean(kind) else array
        sha.update(_raw(numbers if missing == 0 else pc.fill_null(numbers, _zero(numbers.type))))


def _type_name(kind: Any) -> str:
    """Name a logical type, without the unit of a time and without what comes with the values inside."""
    from pyarrow import types

    if types.is_timestamp(kind):
        return f"timestamp {kind.tz}"
    if types.is_duration(kind):
        return "duration"
    if types.is_struct(kind):
        return f"struct of {kind.num_fields}"
    return "list" if types.is_large_list(kind) else str(kind)


def _zero(kind: Any) -> Any:
    import pyarrow as pa
    from pyarrow import types

    return pa.scalar(0, pa.int32() if types.is_date32(kind) else pa.int64()).cast(kind)


def _in_microseconds(ticks: Any, unit: str) -> tuple[Any, ...]:
    """Split times into microseconds and, where there are any, the nanoseconds that remain."""
    import pyarrow.compute as pc

    if unit != "ns":
        return (pc.multiply_checked(ticks, {"s": 1_000_000, "ms": 1_000, "us": 1}[unit]),)
    micros = pc.divide(ticks, 1_000)
    rest = pc.subtract(ticks, pc.multiply(micros, 1_000))
    return (micros, rest) if pc.any(pc.not_equal(rest, 0)).as_py() else (micros,)


def _raw(array: Any) -> memoryview:
    """Give the bytes of the values of a fixed-width array; it has no missing values."""
    width = array.type.bit_width // 8
    buffer = array.buffers()[1]
    start = array.offset * width
    return memoryview(b"" if buffer is None else buffer)[start : start + len(array) * width]


def _text(array: Any) -> memoryview:
    """Give the bytes of all texts of an array, one after the other."""
    _, offsets, data = array.buffers()
    if data is None or len(array) == 0:
        return memoryview(b"")
    ends = memoryview(offsets)[: (array.offset + len(array) + 1) * 8].cast("q")
    return memoryview(data)[ends[array.offset] : ends[array.offset + len(array)]]
