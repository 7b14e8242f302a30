"""What a proof is about: digests of notebook, code, data and environment; and whether they still are what they were."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from fairlead.blobs import digest_file
from fairlead.notebook.prove.account import FILE, Account

CODE = (".py", ".toml")
SKIPPED = frozenset(("tests", "proof", "plots", ".fairlead", ".git", "__pycache__", ".venv", "node_modules"))


def identity_of(account: Account, data: Iterable[str], packages: Mapping[str, str], threads: int) -> dict[str, Any]:
    """Return what a proof is about.

    Parameters
    ----------
    data : files that the notebook or the pipeline has read.
    packages : versions of those that they used.
    """
    return {
        "notebook": {_shown(account.notebook, account.folder): digest_file(str(account.notebook))},
        "code": {_shown(path, account.folder): digest_file(str(path)) for path in code_files(account)},
        "data": {
            _shown(Path(path), account.folder): digest_file(path) for path in sorted(set(data)) if os.path.isfile(path)
        },
        "packages": {name: version for name, version in packages.items() if name != "fairlead"},
        "python": platform.python_version(),
        "machine": f"{sys.platform} {platform.machine()}",
        "threads": threads,
    }


def code_files(account: Account) -> Iterator[Path]:
    """Yield the files that say what the pipeline does, and the record of the conversion."""
    for place, folders, names in os.walk(account.folder):
        folders[:] = sorted(one for one in folders if one not in SKIPPED and not one.startswith("."))
        yield from (Path(place) / name for name in sorted(names) if name.endswith(CODE))
    yield account.folder / FILE


def stale(identity: Mapping[str, Any], account: Account) -> list[str]:
    """Return what is no longer as it was when the proof was made, each in words; empty if the proof still holds."""
    found = [
        *_files("The notebook", identity["notebook"], account.folder),
        *_files("The code", identity["code"], account.folder),
    ]
    known = set(identity["code"])
    found += [
        f"The code has a new file: {name}"
        for path in code_files(account)
        if (name := _shown(path, account.folder)) not in known
    ]
    found += _files("The data", identity["data"], account.folder)
    for name, version in identity["packages"].items():
        now = _version(name)
        if now != version:
            found.append(f"The environment: {name} was {version} and is {now or 'not installed'}")
    if identity["python"] != platform.python_version():
        found.append(f"The environment: Python was {identity['python']} and is {platform.python_version()}")
    if identity["machine"] != f"{sys.platform} {platform.machine()}":
        found.append(f"The machine: it was {identity['machine']} and is {sys.platform} {platform.machine()}")
    return found


def _files(what: str, digests: Mapping[str, str], folder: Path) -> Iterator[str]:
    for name, digest in digests.items():
        path = folder / name
        if not path.is_file():
            yield f"{what}: {name} is not there any more"
        elif digest_file(str(path)) != digest:
            yield f"{what} has changed: {name}"


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _shown(path: Path, folder: Path) -> str:
    return os.path.relpath(path, folder).replace(os.sep, "/")
