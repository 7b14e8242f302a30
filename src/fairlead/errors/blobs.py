"""Say what is wrong with stored outputs and the place where they lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairlead.errors import FairleadError
from fairlead.errors.words import clause, show, shown_url

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Self


class BlobError(FairleadError):
    """Tell that the place where outputs are stored reports an error."""

    code = "FL400"


class BlobMissingError(BlobError):
    """Tell that a stored output is gone."""

    code = "FL401"

    @classmethod
    def of(cls, digest: str) -> Self:
        """No file is stored under `digest`."""
        return cls(
            f"The stored output {digest[:12]} is gone: its file has been removed.",
            hint="`fairlead resume` runs the task again that made it.",
        )


class BlobCorruptError(BlobError):
    """Tell that a stored output has changed on the disk."""

    code = "FL402"

    @classmethod
    def of(cls, digest: str, path: Path | str, actual: str) -> Self:
        """The bytes at `path` have the digest `actual`, not the `digest` they are stored under."""
        return cls(
            f"A stored output has changed on the disk: expected sha256 {digest[:12]}, found {actual[:12]}.",
            where=str(path),
            hint="`fairlead resume` runs the task again that made it; the damaged file has been set aside.",
        )


class OutputError(BlobError):
    """Tell that what a task returned cannot be turned into bytes, or the bytes not back into a value."""

    code = "FL403"

    @classmethod
    def not_storable(cls, kind: str, reason: str, task: str | None = None) -> Self:
        """A value of the type `kind` cannot be turned into bytes."""
        return cls(
            f"An output of type {kind} cannot be stored: {clause(reason)}.",
            where=f"task '{task}'" if task else None,
            hint="return a table, an array or plain values; write anything else to a file, return its path.",
        )

    @classmethod
    def not_a_list(cls, task: str, kind: str) -> Self:
        """A task is mapped over something that has no items."""
        return cls(
            f"Task '{task}' is mapped over a value of type {kind}; expected a list.",
            where=f"task '{task}'",
            hint="return a list from the task that it is mapped over.",
        )

    @classmethod
    def unfinished(cls, task: str, kind: str) -> Self:
        """A task returned a generator or a coroutine, whose values do not exist yet."""
        return cls(
            f"Task '{task}' returned a {kind}, whose values have not been computed yet.",
            where=f"task '{task}'",
            hint="return list(...) of a generator; run a coroutine inside the task with asyncio.run(...).",
        )

    @classmethod
    def unknown_layout(cls, found: bytes) -> Self:
        """The bytes do not begin as a stored output does."""
        return cls(
            f"A stored output begins with {found!r}, which this Fairlead cannot read.",
            hint="another version wrote it; upgrade Fairlead, or run its task again.",
        )


class ObjectStoreError(BlobError):
    """Tell that the object store that outputs lie in cannot be used."""

    code = "FL740"

    @classmethod
    def bad_location(cls, location: str) -> Self:
        """The place is not written as one."""
        return cls(
            f"{show(location)} is not a place in an object store.",
            hint='write it as "s3://BUCKET/PREFIX", and its address as the setting store.endpoint.',
        )

    @classmethod
    def no_bucket(cls, bucket: str, endpoint: str) -> Self:
        """The store answers and has no such bucket."""
        return cls(
            f"There is no bucket '{bucket}' at {shown_url(endpoint)}.",
            hint="make it with your store's own tool, or mend store.blobs; Fairlead makes no buckets.",
        )

    @classmethod
    def failed(cls, place: str, reason: str) -> Self:
        """The store does not answer, or not as it should."""
        return cls(
            f"The object store {place} does not do what it is asked: {clause(reason)}.",
            hint="`fairlead doctor` tries it step by step; address and region are store.endpoint and store.region.",
        )

    @classmethod
    def bad_credentials(cls, file: str) -> Self:
        """The shared file of credentials cannot be read; its words stay out, as they may quote a secret."""
        return cls(
            f"The file of credentials '{file}' cannot be read.",
            hint="a section reads [default], and a line aws_access_key_id = ...; or set AWS_ACCESS_KEY_ID instead.",
        )

    @classmethod
    def forked(cls, place: str) -> Self:
        """A process has spoken to the store and was then forked; its copy would wait for ever."""
        return cls(
            f"This process is a fork of one that has spoken to the object store {place}, and cannot speak to it.",
            hint="start processes with the method 'spawn' or 'forkserver', or fork before outputs are read.",
        )
