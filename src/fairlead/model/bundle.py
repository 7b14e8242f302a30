"""A model as files: a pipeline in the format of skops, and beside it plain JSON that says what it is.

Every file is a blob under its SHA-256. Reading goes from the outside to the inside, and stops at the first thing that
is not as it was written: the bytes of all files, the versions of the libraries, the digest of the whole, the types in
the pipeline, the golden rows.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from fairlead.blobs import BlobRef, Blobs
from fairlead.errors import (
    BlobCorruptError,
    BlobMissingError,
    GoldenMismatchError,
    ModelError,
    TamperedModelError,
    UntrustedTypeError,
)
from fairlead.finding import report
from fairlead.model.content import content_digest, saved, type_names
from fairlead.model.golden import Golden
from fairlead.model.model import FORMAT, Model, digest_of_documents, document_bytes
from fairlead.model.trust import load_pipeline, untrusted_types
from fairlead.model.versions import check_versions

PIPELINE = "pipeline.skops"
DOCUMENTS = ("card", "schema", "suite", "reference", "golden")
PARTS = (PIPELINE, *(f"{name}.json" for name in DOCUMENTS))


@dataclass(frozen=True, slots=True)
class Saved:
    """Say where a model lies: its digest, and the SHA-256 of each of its files by name."""

    digest: str
    parts: Mapping[str, str]


def save_model(model: Model, blobs: Blobs, *, trusted: Iterable[str] = ()) -> Saved:
    """Write a model as blobs. It is read again first, and must answer its golden rows as before.

    Parameters
    ----------
    trusted : see `trust.untrusted_types`; what cannot be loaded later is refused now.

    Raises
    ------
    ModelError
        The pipeline cannot be saved, or was fitted again after the model was made.
    UntrustedTypeError
        A type in it is not trusted, or cannot be imported by another process.
    GoldenMismatchError
        The pipeline does not answer as before when it is read again.
    """
    return write_files(bundle_files(model, trusted=trusted), blobs)


def bundle_files(model: Model, *, trusted: Iterable[str] = ()) -> dict[str, bytes]:
    """Return the files of a model by name, proved to be readable; see `save_model`."""
    entries = tuple(trusted)
    data = saved(model.pipeline)
    if content_digest(data) != model.pipeline_digest:
        raise ModelError.changed(model.name)
    nowhere = [name for name in type_names(data) if name.startswith("__main__.") or "<lambda>" in name]
    if nowhere:
        raise UntrustedTypeError.no_module(nowhere[0])
    refused = untrusted_types(data, entries)
    if refused:
        raise UntrustedTypeError.of(refused)
    documents = model.documents()
    _prove(Model.from_documents(documents, load_pipeline(data, entries)), model.golden)
    return {PIPELINE: data, **{f"{name}.json": document_bytes(one) for name, one in documents.items()}}


def write_files(files: Mapping[str, bytes], blobs: Blobs) -> Saved:
    """Write the files of a model as blobs and return where they lie."""
    parts = {name: blobs.write([data]).digest for name, data in files.items()}
    documents = {name: json.loads(files[f"{name}.json"]) for name in DOCUMENTS}
    return Saved(digest_of_documents(documents), parts)


def load_model(blobs: Blobs, manifest: Saved, *, trusted: Iterable[str] = ()) -> Model:
    """Read a model, and prove that it is the one that was saved.

    Parameters
    ----------
    trusted : names of the project's own classes, functions or modules that may be loaded; from its settings, never from
        the model.

    Raises
    ------
    TamperedModelError
        A file is gone or has other bytes. Nothing of it was interpreted.
    ModelVersionError
        A library of the pipeline has another version here.
    UntrustedTypeError
        A type in the pipeline is not trusted, or cannot be imported.
    GoldenMismatchError
        The golden rows are answered otherwise than in training.
    """
    return model_of(read_files(blobs, manifest), manifest, trusted)


def model_of(files: Mapping[str, bytes], manifest: Saved, trusted: Iterable[str] = ()) -> Model:
    """Build a model from the bytes of its files; see `load_model`."""
    check_files(files, manifest)
    documents = {name: json.loads(files[f"{name}.json"]) for name in DOCUMENTS}
    card = documents["card"]
    if card["format"] != FORMAT:
        raise ModelError.other_format(card["name"], card["format"], FORMAT)
    findings = check_versions(card["name"], card["versions"])
    if digest_of_documents(documents) != manifest.digest:
        raise TamperedModelError.other_digest(card["name"], manifest.digest, digest_of_documents(documents))
    if _pipeline_digest(files[PIPELINE]) != card["pipeline_digest"]:
        raise TamperedModelError.other_pipeline(card["name"])
    model = Model.from_documents(documents, load_pipeline(files[PIPELINE], trusted))
    _prove(model, model.golden)
    report(findings)
    return model


def check_files(files: Mapping[str, bytes], manifest: Saved) -> None:
    """Check that all files are there and have the bytes that they were written with.

    Raises
    ------
    TamperedModelError
        They have not.
    """
    for name in PARTS:
        if name not in files or name not in manifest.parts:
            raise TamperedModelError.part_missing(name)
        found = sha256(files[name]).hexdigest()
        if found != manifest.parts[name]:
            raise TamperedModelError.part_changed(name, manifest.parts[name], found)


def read_files(blobs: Blobs, manifest: Saved) -> dict[str, bytes]:
    """Return the files of a model by name, as they were written.

    Raises
    ------
    TamperedModelError
        One is gone or has other bytes.
    """
    return {name: _bytes_of(blobs, name, digest) for name, digest in manifest.parts.items()}


def read_documents(blobs: Blobs, manifest: Saved) -> dict[str, Any]:
    """Return the documents of a model without loading its pipeline, to look at them.

    Raises
    ------
    TamperedModelError
        One is gone or has other bytes.
    """
    return {name: json.loads(_bytes_of(blobs, f"{name}.json", manifest.parts[f"{name}.json"])) for name in DOCUMENTS}


def damaged_parts(blobs: Blobs, manifest: Saved) -> list[str]:
    """Return a sentence for each file of a model that is gone or has other bytes."""
    found = []
    for name, digest in manifest.parts.items():
        try:
            _bytes_of(blobs, name, digest)
        except TamperedModelError as error:
            found.append(error.message)
    return found


def _pipeline_digest(data: bytes) -> str | None:
    """Return the digest of what should be a saved pipeline; None if it is no such thing."""
    try:
        return content_digest(data)
    except (zipfile.BadZipFile, ValueError, LookupError, TypeError):
        return None


def _bytes_of(blobs: Blobs, name: str, digest: str) -> bytes:
    try:
        data = blobs.read(BlobRef(digest, 0, ""))
    except BlobMissingError as error:
        raise TamperedModelError.part_missing(name) from error
    except BlobCorruptError as error:
        raise TamperedModelError.part_changed(name, digest, None) from error
    if sha256(data).hexdigest() != digest:  # what was read, not what lay there a moment ago
        raise TamperedModelError.part_changed(name, digest, None)
    return data


def _prove(model: Model, golden: Golden) -> None:
    if not golden.rows:
        return
    found = golden.difference(model.score_rows(list(golden.rows)))
    if found is not None:
        raise GoldenMismatchError.of(model.name, *found)
