"""Load the Python file that a suite names, for expectations of one's own or for a whole suite written in Python."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType

from fairlead.data.kind import Kind
from fairlead.errors import SuiteError

_PREFIX = "fairlead_suite_"


def load_python(name: str, folder: Path = Path()) -> ModuleType:
    """Import a file or module; what it defines with `@expectation` can then be used.

    It may import what lies beside it, and what lies in the current folder, as a script may.

    Parameters
    ----------
    name : path of a file that ends in ``.py``, relative to the folder, or name of a module.

    Raises
    ------
    SuiteError
        It is not there, or fails.
    """
    if name.endswith(".py"):
        return _load_file((folder / name).resolve(), name)
    try:
        with _importable(folder, Path.cwd()):
            return importlib.import_module(name)
    except Exception as error:  # the edge to a person's own code: told as what it is
        raise SuiteError.bad_python(name, error) from error


def python_of(kinds: Iterable[Kind], folder: Path) -> list[str]:
    """Return what a suite file has to name so that custom kinds are known when it is read.

    A file in the suite's folder, or below it, is named by its path; any other by its module.

    Raises
    ------
    SuiteError
        A kind was defined where no file is: in a notebook or on the command line.
    """
    modules = {kind.module: kind.alias for kind in kinds if kind.module is not None}
    return sorted({_named(module, alias, folder.resolve()) for module, alias in modules.items()})


def _named(module: str, alias: str, folder: Path) -> str:
    file = getattr(sys.modules.get(module), "__file__", None)
    path = Path(file).resolve() if file else None
    if path is not None and folder in path.parents:
        return path.relative_to(folder).as_posix()
    if path is not None and (module == "__main__" or module.startswith(_PREFIX)):
        return Path(os.path.relpath(path, folder)).as_posix()
    if path is None or module == "__main__":
        raise SuiteError.not_in_a_file(alias, module)
    return module


def _load_file(path: Path, name: str) -> ModuleType:
    if not path.is_file():
        raise SuiteError.no_python(name, str(path.parent))
    # The digest keeps apart files of one name; the same file gets the same name each time.
    module_name = f"{_PREFIX}{path.stem}_{hashlib.sha256(os.fsencode(path)).hexdigest()[:8]}"
    spec = importlib.util.spec_from_file_location(module_name, path)
    assert spec is not None and spec.loader is not None  # the name ends in .py
    module = importlib.util.module_from_spec(spec)
    sys.modules[module_name] = module
    try:
        with _importable(path.parent, Path.cwd()):
            spec.loader.exec_module(module)
    except Exception as error:  # the edge to a person's own code: told as what it is
        del sys.modules[module_name]
        raise SuiteError.bad_python(name, error) from error
    return module


@contextmanager
def _importable(*folders: Path) -> Iterator[None]:
    """Let modules of folders be imported inside, after all that can be imported anyway."""
    added = [path for path in dict.fromkeys(str(folder.resolve()) for folder in folders) if path not in sys.path]
    sys.path.extend(added)
    try:
        yield
    finally:
        for folder in added:
            with suppress(ValueError):  # what was imported may have changed the path itself
                sys.path.remove(folder)
