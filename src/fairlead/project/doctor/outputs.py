"""Outputs: whether they can be stored so that a half-written one is never seen. It is tried, not believed."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from fairlead.blobs import BlobRef, LocalBlobs, ObjectBlobs, digest_of
from fairlead.errors import FairleadError
from fairlead.finding import Finding, Severity
from fairlead.project.doctor.machine import file_system, is_network
from fairlead.project.doctor.store import SKEW
from fairlead.project.doctor.subject import Seen, Subject, doubt, fault, note


def check_outputs(subject: Subject) -> Seen:
    """Write, read and delete an output, and try what its commit stands on: a rename, or a PUT that is refused."""
    project = subject.project
    if project is None:
        return Seen("")
    try:
        blobs = project.open_blobs()
        if isinstance(blobs, LocalBlobs):
            return _of_folder(Path(blobs.root), project.durable)
        assert isinstance(blobs, ObjectBlobs)
        return _of_bucket(blobs, subject)
    except FairleadError as error:
        finding = Finding("outputs-unusable", Severity.ERROR, error.message, fix=error.hint)
        return Seen("outputs cannot be stored", (finding,))


def _of_folder(folder: Path, durable: bool) -> Seen:
    """Try a rename over an existing file, as a commit does, in the folder or in the nearest one that exists."""
    there = folder
    while not there.exists() and there != there.parent:
        there = there.parent
    kind = file_system(there)
    part, name = there / f".part-doctor-{os.getpid()}", there / f".doctor-{os.getpid()}"
    try:
        try:
            name.write_bytes(b"before")
            part.write_bytes(b"after")
            if durable:
                _sync(part)
            os.rename(part, name)
            is_whole = name.read_bytes() == b"after" and not part.exists()
        finally:
            for one in (part, name):
                with contextlib.suppress(OSError):
                    one.unlink()
    except OSError as error:
        message = f"The folder of outputs, '{folder}', cannot be written: {error.strerror or error}."
        fix = "check who owns it (`ls -ld`), and that the disk is mounted for writing."
        return Seen("outputs cannot be written", (fault("outputs-not-writable", message, fix),))
    findings = []
    if not is_whole:
        message = f"A rename in '{there}' does not replace the file that is there ({kind})."
        fix = "keep outputs on another file system, or in an object store: `store.blobs`."
        findings.append(fault("no-rename", message, fix))
    if is_network(kind):
        message = f"Outputs lie on a network file system ({kind}): that is right if several machines share them."
        findings.append(note("outputs-on-network", message, "for one machine, a disk of its own is faster."))
    return Seen(f"outputs: a file was written, renamed and removed ({kind or 'unknown file system'})", tuple(findings))


def _of_bucket(blobs: ObjectBlobs, subject: Subject) -> Seen:
    """Commit a blob and a document, read them from the store itself, and see whether a taken key is refused."""
    findings: list[Finding] = []
    data = f"fairlead doctor, process {os.getpid()}, {subject.clock.now()}".encode()
    digest, name = digest_of(data), f"doctor-{os.getpid()}"
    began = subject.clock.monotonic()
    try:
        ref = blobs.write([data])
        blobs.put_named(name, data)
        blobs.verify(BlobRef(digest, ref.size, ""))  # fetches it: the cache would answer otherwise
        is_there = blobs.get_named(name) == data and digest in set(blobs.digests())
        committed = blobs.committed(digest)
        seconds = subject.clock.monotonic() - began
        if not is_there:
            message = f"What was just written to {blobs.shown} is not seen at once."
            fix = "use a store that is consistent: S3, MinIO, Ceph and Google Cloud Storage are."
            findings.append(fault("outputs-not-seen", message, fix))
        is_refused = blobs.refuses_taken_keys(f"doctor-{os.getpid()}-create")
        if is_refused is False:
            message = f"{blobs.shown} takes a second PUT to one key that asks to be refused (If-None-Match)."
            why = "results stay right, as equal keys have equal content; only the same bytes may be sent twice."
            findings.append(doubt("no-conditional-put", message, "upgrade the store, if that is easy.", why=why))
        if committed is not None and abs(committed - subject.clock.now()) > SKEW + seconds:
            message = f"The clock of the object store differs by {abs(committed - subject.clock.now()):.1f} s."
            findings.append(doubt("clock-skew", message, "let NTP set the clocks of all machines (`timedatectl`)."))
    finally:
        blobs.delete(digest)
        blobs.delete_named(name)
    return Seen(f"outputs: written to {blobs.shown}, read back and removed in {seconds:.2f} s", tuple(findings))


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
