"""The shelf: where batches are kept and found again. The blobs are written before the row that names them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Literal

from fairlead.blobs import BlobRef, Blobs
from fairlead.errors import BatchError
from fairlead.monitor.batches.answered import Answered
from fairlead.monitor.batches.batch import ROWS, Batch
from fairlead.monitor.profiles.table import Profile
from fairlead.store import Store

Kept = Literal["new", "same", "replaced"]


class Shelf:
    """Keep the batches of one model.

    Parameters
    ----------
    store : where the rows are; blobs : where the profiles are.
    step : told "profiles-written" and "batch-written"; a test stops the process there.
    """

    def __init__(self, store: Store, blobs: Blobs, model: str, *, step: Callable[[str], None] | None = None) -> None:
        self._rows = store.monitoring
        self._store = store
        self._blobs = blobs
        self._step = step or (lambda point: None)
        self.model = model

    def put(self, batch: Batch, parts: Mapping[str, bytes], *, replaces: bool = False) -> Kept:
        """Keep a batch; the same rows a second time change nothing.

        Parameters
        ----------
        parts : profiles and answers as bytes, by what they are of; `batch.blobs` follows from them.
        replaces : whether a batch of this name with other rows gives way.

        Raises
        ------
        BatchError
            There is a batch of this name with other rows.
        """
        before = self._rows.batch(self.model, batch.name)
        if before is not None and before["content"] != batch.content and not replaces:
            raise BatchError.other_rows(batch.name, before["row_count"], batch.rows)
        while True:
            digests = {name: self._blobs.write([data]).digest for name, data in parts.items()}
            if before is not None and self._is_same(before, batch, digests):
                return "same"
            self._step("profiles-written")
            with self._store.transaction():
                self._rows.take_turns()
                # The garbage collection takes its turn too: what is there now stays, once a row names it.
                if all(self._blobs.stat(digest) is not None for digest in digests.values()):
                    self._rows.put(replace(batch, model=self.model, blobs=digests).to_row())
                    self._step("batch-written")
                    break
        return "new" if before is None else "replaced"

    def _is_same(self, before: Mapping[str, Any], batch: Batch, digests: Mapping[str, str]) -> bool:
        facts = before["content"], before["blobs"], before["facts"], before["versions"]
        return facts == (batch.content, dict(digests), dict(batch.facts), dict(batch.versions))

    def batches(self) -> list[Batch]:
        """Return all batches, those with a time first, in its order."""
        return [Batch.from_row(row) for row in self._rows.batches(self.model)]

    def batch(self, name: str) -> Batch:
        """Return one batch.

        Raises
        ------
        BatchError
            There is none of this name.
        """
        row = self._rows.batch(self.model, name)
        if row is None:
            raise BatchError.unknown(name, self.model, [one.name for one in self.batches()])
        return Batch.from_row(row)

    def profile(self, batch: Batch, what: str) -> Profile | None:
        """Return a profile of a batch; None if it has none of that.

        Raises
        ------
        BlobError
            It is gone, or damaged.
        MonitorError
            It was written by a later release.
        """
        data = self._read(batch, what)
        return None if data is None else Profile.from_bytes(data)

    def answered(self, batch: Batch) -> Answered | None:
        """Return the answers of a batch row by row; None if it has none."""
        data = self._read(batch, ROWS)
        return None if data is None else Answered.from_bytes(data)

    def _read(self, batch: Batch, what: str) -> bytes | None:
        digest = batch.blobs.get(what)
        if digest is None:
            return None
        found = self._blobs.stat(digest)
        if found is None:
            raise BatchError.profile_gone(batch.name, what)
        return self._blobs.read(BlobRef(digest, found.size, found.seal))
