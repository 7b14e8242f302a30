"""Remember what was found in a notebook, by its content: an unchanged one is not checked again.

An entry is a small file. Several processes may read and write at the same time: a file appears whole, under the name of
what it was made from, so that any two that write it write the same.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any

from fairlead.project.place import STATE_FOLDER, home_of

FOLDER = "check"
MOST_ENTRIES = 4_000
"""At some 5 kB an entry a cache stays under 20 MB."""

SHARE_KEPT = 0.75
"""When it is full, the oldest quarter goes: tidying then happens once in a thousand new entries."""


class Cache:
    """Keep entries in a folder; where that cannot be written, keep nothing and say nothing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, key: str) -> dict[str, Any] | None:
        """Return an entry, or None if there is none that can be read."""
        path = self._path(key)
        try:
            found = json.loads(path.read_bytes())
            os.utime(path)  # what is used stays
        except (OSError, ValueError):
            return None
        return found if isinstance(found, dict) else None

    def keep(self, entries: Mapping[str, Mapping[str, Any]]) -> None:
        """Store entries by their keys."""
        if not entries:
            return
        try:
            for key, values in entries.items():
                self._write(key, values)
            self._tidy()
        except OSError:
            return  # a full or read-only disk costs time, not the answer

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key[2:]}.json"

    def _write(self, key: str, values: Mapping[str, Any]) -> None:
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(dir=path.parent, suffix=".new")
        with os.fdopen(number, "w", encoding="utf-8") as file:
            json.dump(values, file, ensure_ascii=True)
        os.replace(name, path)

    def _tidy(self) -> None:
        paths = [path for path in self._folder.glob("*/*") if path.suffix in (".json", ".new")]
        if len(paths) > MOST_ENTRIES:
            paths.sort(key=_last_used)
            for path in paths[: len(paths) - int(MOST_ENTRIES * SHARE_KEPT)]:
                path.unlink(missing_ok=True)


def _last_used(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # another process tidies too
        return 0.0


def cache_folder(start: Path) -> Path:
    """Return where entries lie: in the state of the project that a folder is in, or in the user's cache."""
    home = home_of(start)
    if home is not None:
        return home / STATE_FOLDER / FOLDER
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return Path(base) / "fairlead" / FOLDER


def key_of(parts: Iterable[bytes]) -> str:
    """Return the name of an entry that is made from these parts."""
    digest = blake2b(digest_size=20)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def rules_digest() -> bytes:
    """Return a digest of the code that checks, so that entries of another version are not taken for its own."""
    import fairlead.notebook

    folder = Path(fairlead.notebook.__file__).parent
    digest = blake2b(f"{sys.implementation.cache_tag} {__file__}".encode(), digest_size=20)
    for path in (*sorted(folder.rglob("*.py")), *sorted(Path(__file__).parent.glob("*.py"))):
        digest.update(path.read_bytes())
    return digest.digest()
