"""Put a folder in its place as a whole: it is there when all of it is written, or not at all."""

from __future__ import annotations

import contextlib
import itertools
import os
import platform
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from fairlead.data.quarantine.folder import MANIFEST
from fairlead.errors import DiskFullError, SplitError
from fairlead.frame.write import is_disk_full

_parts = itertools.count()
_HERE = re.sub(r"\W", "", platform.node())[:20] or "here"  # processes of another machine are left alone


def check_place(place: Path, *, overwrite: bool) -> None:
    """Check that a split may be put here.

    Raises
    ------
    SplitError
        Something is here that is no split, or a split that is not to be replaced.
    """
    recover(place)
    if not place.exists() or (place.is_dir() and not any(place.iterdir())):
        return
    if not (place / MANIFEST).is_file():
        raise SplitError.place_taken(place)
    if not overwrite:
        raise SplitError.exists(place)


@contextlib.contextmanager
def appearing(place: Path) -> Iterator[Path]:
    """Give an empty folder beside `place`; it takes that place at the end, or is removed after an error."""
    part = place.with_name(f".{place.name}.{_HERE}-{os.getpid()}-{next(_parts)}.part")
    try:
        part.mkdir(parents=True)
        yield part
        _put(part, place)
    except BaseException as error:
        shutil.rmtree(part, ignore_errors=True)
        if is_disk_full(error) or (error.__cause__ is not None and is_disk_full(error.__cause__)):
            raise DiskFullError.of(place) from error
        raise


def _put(part: Path, place: Path) -> None:
    """Put a finished folder in its place. What was there steps aside first: it is never half gone."""
    if not place.exists():
        os.rename(part, place)
        return
    old = part.with_suffix(".old")
    os.rename(place, old)
    try:
        os.rename(part, place)
    except OSError:
        os.rename(old, place)
        raise
    shutil.rmtree(old, ignore_errors=True)


def recover(place: Path) -> None:
    """Clear up what killed processes of this machine have left beside a split."""
    pattern = re.compile(rf"\.{re.escape(place.name)}\.{_HERE}-(\d+)-\d+\.(part|old)")
    for left in place.parent.iterdir() if place.parent.is_dir() else ():
        match = pattern.fullmatch(left.name)
        if match is None or _is_alive(int(match[1])):
            continue
        if match[2] == "old" and not place.exists():  # it was killed between two renames
            os.rename(left, place)
        else:
            shutil.rmtree(left, ignore_errors=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
