"""Show what a mend changes, cell by cell, as programmers are used to."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff

from fairlead.notebook.notebook import Notebook

_AROUND = 2
"""Lines shown around each change."""


def cell_diff(before: Notebook, after: Notebook) -> Iterator[str]:
    r"""Yield the lines of a unified diff of each cell that is another now.

    >>> from fairlead.notebook.read import notebook_of
    >>> old, new = (notebook_of(f"# %%\nx = {n}\n", "a.py") for n in (1, 2))
    >>> print("\n".join(cell_diff(old, new)))
    --- a.py, cell 1
    +++ a.py, cell 1, mended
    @@ -1 +1 @@
    -x = 1
    +x = 2
    """
    for old, new in zip(before.cells, after.cells, strict=True):
        if old.source != new.source:
            name = before.path if before.kind == "script" else f"{before.path}, cell {old.number}"
            lines = old.source.split("\n"), new.source.split("\n")
            yield from unified_diff(*lines, name, f"{name}, mended", n=_AROUND, lineterm="")
