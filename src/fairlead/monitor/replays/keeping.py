"""Keep what was computed once, by the digest of all that it depends on.

A file appears as a whole or not at all, so that a replay that is killed goes on with the model it was at.
"""

from __future__ import annotations

import json
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fairlead.monitor.profiles.table import Profile

FORMAT = "v1"
MOST_OF_A_MODEL = 20_000_000
"""Bytes of a model above which it is not kept: it is trained again when a new period is to be scored."""

MOST_IN_ALL = 2_000_000_000
"""Bytes above which the files that were not used for longest go."""


class Kept:
    """Keep scores, models, profiles and periods in a folder of the project's state.

    Parameters
    ----------
    folder : nobody else may write there: models are read with pickle, as the outputs of tasks are.
    is_trusted : whether what a model depends on is known in full; if not, nothing is read and nothing is written.
    """

    def __init__(self, folder: Path, *, is_trusted: bool = True) -> None:
        self.folder = folder / FORMAT
        self.is_trusted = is_trusted

    @property
    def periods(self) -> Path:
        """Return the folder of the rows, a file for each period."""
        return self.folder / "periods"

    def read(self, key: str) -> dict[str, Any] | None:
        """Return the scores of a model, as they were written; None if there are none."""
        data = self._bytes(f"models/{key}.json")
        try:
            found: dict[str, Any] | None = None if data is None else json.loads(data)
        except ValueError:  # torn by a power cut
            return None
        return found

    def write(self, key: str, document: dict[str, Any]) -> None:
        """Write the scores of a model."""
        self._write(f"models/{key}.json", json.dumps(document).encode())

    def model(self, key: str) -> Any:
        """Return a model; None if it is not kept, or can no longer be read."""
        data = self._bytes(f"models/{key}.pickle")
        try:
            return None if data is None else pickle.loads(data)
        except Exception:  # whatever its classes raise: it is trained again
            return None

    def write_model(self, key: str, model: Any) -> None:
        """Keep a model, if it is small and can be kept."""
        if not self.is_trusted:
            return
        try:
            data = pickle.dumps(model, protocol=5)
        except Exception:  # whatever its classes raise: it is trained again
            return
        if len(data) <= MOST_OF_A_MODEL:
            self._write(f"models/{key}.pickle", data)

    def profile(self, key: str, make: Callable[[], Profile]) -> Profile:
        """Return a profile, made if it is not there."""
        from fairlead.errors import MonitorError
        from fairlead.monitor.profiles.table import Profile

        data = self._bytes(f"profiles/{key}")
        if data is not None:
            try:
                return Profile.from_bytes(data)
            except MonitorError:  # of another version
                pass
        made = make()
        self._write(f"profiles/{key}", made.to_bytes())
        return made

    def tidy(self, most: int = MOST_IN_ALL) -> int:
        """Remove the files that were not used for longest, until the rest has room; return how many went."""
        files = []
        for path in self.folder.rglob("*"):
            try:
                status = path.stat()
            except FileNotFoundError:
                continue
            if path.is_file():
                files.append((status.st_mtime, status.st_size, path))
        left, gone = sum(size for _, size, _ in files), 0
        for _, size, path in sorted(files):
            if left <= most:
                break
            path.unlink(missing_ok=True)
            left, gone = left - size, gone + 1
        return gone

    def _bytes(self, name: str) -> bytes | None:
        path = self.folder / name
        if not self.is_trusted:
            return None
        try:
            data = path.read_bytes()
            os.utime(path)
        except FileNotFoundError:
            return None
        return data

    def _write(self, name: str, data: bytes) -> None:
        if not self.is_trusted:
            return
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.part-{os.getpid()}")
        try:
            part.write_bytes(data)
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)
