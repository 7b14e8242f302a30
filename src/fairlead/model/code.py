"""Which code of the project a pipeline uses: its own steps and functions, wherever they are written."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from fairlead.code import CodeReader

NO_CODE = sha256(b"").hexdigest()
"""What `code_digest` gives if none of the project's own code is in a pipeline."""


def packages_of(types: Iterable[str]) -> list[str]:
    """Return the top-level modules that the types of a pipeline come from, sorted.

    >>> packages_of(["sklearn.pipeline.Pipeline", "builtins.dict", "sklearn.tree._tree.Tree"])
    ['builtins', 'sklearn']
    """
    return sorted({name.partition(".")[0] for name in types})


def code_digest(types: Iterable[str], root: Path | None = None) -> str:
    """Return the SHA-256 of the project's own code among the types of a pipeline, with all that this code uses.

    Parameters
    ----------
    types : names of classes and functions.
    root : folder of the project; the current one if not given. What is written elsewhere is a library and counts by
        its version.
    """
    reader = CodeReader(root or Path.cwd())
    names = sorted(set(types))
    for module in {name.rpartition(".")[0] for name in names} - {"__main__"}:
        _load(module)
    own = {name: _found(name) for name in names if not _is_library(name)}
    parts = [f"{name} {reader.digest(one).digest}" for name, one in own.items() if one is not None]
    return sha256("\n".join(parts).encode()).hexdigest()


def _load(module: str) -> None:
    """Import a module that is not there (any more), as loading the model would: its code counts all the same."""
    if module and module not in sys.modules:
        with suppress(ImportError):  # what was made in memory cannot be loaded elsewhere either
            importlib.import_module(module)


def _is_library(name: str) -> bool:
    module = sys.modules.get(name.rpartition(".")[0])
    place = getattr(module, "__file__", None)
    return place is None or "site-packages" in place or _is_standard(name.partition(".")[0])


def _is_standard(module: str) -> bool:
    return module in sys.stdlib_module_names and module != "__main__"


def _found(name: str) -> Any:
    module, _, word = name.rpartition(".")
    return getattr(sys.modules.get(module), word, None)
