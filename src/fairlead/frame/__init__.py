"""Read, write, measure and compare tables: polars, pandas and pyarrow ones alike.

This is the only room that reads tables. A fingerprint says whether two tables have equal content, in
whichever library they are held.

Read in this order: `shape`, `libraries` (what differs between the three), `read`, `files`, `write`, `fingerprints`.
Names are loaded when they are first asked for: most processes only measure.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fairlead.frame.files import ScannedFiles, files_of, scan_files
    from fairlead.frame.fingerprints import file_fingerprint, fingerprint
    from fairlead.frame.read import ROWS_FOR_TYPES, SUFFIXES, read_table, scan_table
    from fairlead.frame.shape import Shape, columns_of, shape_of
    from fairlead.frame.write import write_parquet, write_table

__all__ = [
    "ROWS_FOR_TYPES",
    "SUFFIXES",
    "ScannedFiles",
    "Shape",
    "columns_of",
    "file_fingerprint",
    "files_of",
    "fingerprint",
    "read_table",
    "scan_files",
    "scan_table",
    "shape_of",
    "write_parquet",
    "write_table",
]

_PLACES = {
    "Shape": "shape",
    "columns_of": "shape",
    "shape_of": "shape",
    "ScannedFiles": "files",
    "files_of": "files",
    "scan_files": "files",
    "file_fingerprint": "fingerprints",
    "fingerprint": "fingerprints",
    "write_parquet": "write",
    "write_table": "write",
}


def __getattr__(name: str) -> object:
    """Load a public name the first time it is asked for."""
    if name not in __all__:
        raise AttributeError(f"module 'fairlead.frame' has no attribute {name!r}")
    value: object = getattr(import_module(f"fairlead.frame.{_PLACES.get(name, 'read')}"), name)
    globals()[name] = value  # the next look-up finds it without coming here
    return value
