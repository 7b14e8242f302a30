"""Say what is wrong with the database of runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairlead.errors import FairleadError
from fairlead.errors.words import shown_url, without_password

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Self


class StoreError(FairleadError):
    """Tell that the database of runs reports an error."""

    code = "FL300"

    @classmethod
    def failed(cls, store: Path | str, reason: str) -> Self:
        """The database said `reason`, which has no error class of its own here."""
        return cls(
            f"The database of runs reports an error: {without_password(reason, str(store))}.",
            where=shown_url(str(store)),
            hint="if its file is damaged, move it away: finished tasks are found by their stored outputs.",
        )


class StoreLockedError(StoreError):
    """Tell that another process keeps the database locked."""

    code = "FL301"

    @classmethod
    def of(cls, path: Path | str, seconds: float) -> Self:
        """The lock was waited for in vain, for so many `seconds`."""
        return cls(
            f"The database of runs stayed locked by another process for {seconds:g} s.",
            where=str(path),
            hint=f"close whatever has the file open (`fuser {path}` names it), then try again.",
        )


class StoreVersionError(StoreError):
    """Tell that the database was written by another version of Fairlead."""

    code = "FL302"

    @classmethod
    def of(cls, path: Path | str, found: int, supported: int) -> Self:
        """The layout of the database has the number `found`; this version reads up to `supported`."""
        return cls(
            f"The database of runs has layout {found}; this Fairlead reads layout {supported}.",
            where=shown_url(str(path)),
            hint="upgrade Fairlead: `pip install --upgrade fairlead`."
            if found > supported
            else "move its file away: finished tasks are found by their stored outputs.",
        )


class StoreUnreachableError(StoreError):
    """Tell that the database server does not answer."""

    code = "FL303"

    @classmethod
    def of(cls, url: str, reason: str) -> Self:
        """No connection to `url`; a password in it is left out of the message.

        >>> print(StoreUnreachableError.of("postgresql://ann:secret@db/runs", "timeout").where)
        postgresql://ann@db/runs
        """
        return cls(
            f"The database server cannot be reached: {without_password(reason, url)}.",
            where=shown_url(url),
            hint="check that the server runs and that host, user and password in the URL are right.",
        )


class StoreReadOnlyError(StoreError):
    """Tell that the database, or the folder of outputs, cannot be written."""

    code = "FL304"

    @classmethod
    def of(cls, path: Path | str) -> Self:
        """The file at `path`, or the folder it is in, may only be read."""
        return cls(
            "The database of the project can only be read by this user; who only looks has to write beside it too.",
            where=str(path),
            hint="check who owns the file and its folder (`ls -ld`); let this user write there, or work in a copy.",
        )

    @classmethod
    def folder(cls, place: Path | str) -> Self:
        """The folder or the object store at `place`, which holds outputs and logs, may only be read."""
        return cls(
            "Outputs and logs cannot be stored: their place can only be read.",
            where=shown_url(str(place)),
            hint="check who owns it (`ls -ld`) and that the disk, or the key to the bucket, lets you write.",
        )


class DiskFullError(StoreError):
    """Tell that no space is left on the disk."""

    code = "FL305"

    @classmethod
    def of(cls, path: Path | str, needed: int | None = None) -> Self:
        """Writing at `path` failed for want of space; `needed` is in bytes."""
        size = f": {needed / 1e6:,.1f} MB were to be written" if needed is not None else ""
        return cls(
            f"No space is left on the disk{size}.",
            where=str(path),
            hint="free some space (`fairlead gc` removes outputs that no run needs), then `fairlead resume`.",
        )

    @classmethod
    def while_exporting(cls, out: Path | str) -> Self:
        """There is no room for the file `out`; what stood there before stays."""
        return cls(
            "No space is left on the disk.",
            where=str(out),
            hint="free some space there, then the same command again; or name a file on another disk.",
        )

    @classmethod
    def while_scoring(cls, out: Path | str) -> Self:
        """There is no room for the answers in `out`; those that are written stay."""
        return cls(
            "No space is left on the disk.",
            where=str(out),
            hint="free some space there, then the same command again: it goes on where it stopped.",
        )
