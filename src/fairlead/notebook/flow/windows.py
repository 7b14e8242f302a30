"""Windows of neighbouring rows, one for each row that is answered for."""

from __future__ import annotations

import ast

from fairlead.notebook.flow.arguments import Arguments
from fairlead.notebook.flow.boosting import loader
from fairlead.notebook.flow.rows import part_of, windows_of
from fairlead.notebook.flow.run import Run
from fairlead.notebook.flow.values import Constant, Table, Value


def windows(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return the rows at the ends of windows: `sliding_window_view`, `timeseries_dataset_from_array`."""
    found = loader(run, name, arguments, node)
    if not isinstance(found, Table):
        return found
    width = arguments.get(1 if name.endswith("view") else 2, "window_shape", "length", "sequence_length")
    known = isinstance(width, Constant) and isinstance(width.value, int)
    part = windows_of(str(width.value) if known else "")  # type: ignore[union-attr]
    return found.like(rows=part_of(found.rows, part), ordered=True, columns=None, narrowed=True)
