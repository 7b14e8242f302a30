"""A model as a folder that can be carried elsewhere, and read there without a registry."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from fairlead.errors import ModelError
from fairlead.model.bundle import PARTS, Saved, model_of
from fairlead.model.model import Model

MANIFEST = "manifest.json"
README = "README.md"


def export_model(
    files: Mapping[str, bytes],
    manifest: Saved,
    folder: str | os.PathLike[str],
    *,
    title: str,
    trusted: Iterable[str] = (),
) -> Path:
    """Write the files of a model into a new folder, with a README that says how it is used.

    Parameters
    ----------
    title : what it is called there, such as ``churn:3``.
    trusted : what whoever loads it will have to trust; only written into the README.

    Raises
    ------
    ModelError
        The folder holds something already.
    """
    place = Path(folder)
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise ModelError.folder_taken(place)
    place.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (place / name).write_bytes(data)
    (place / README).write_text(_readme(title, files, manifest, list(trusted)), encoding="utf-8")
    # Written last: without it the folder is no model.
    document = {"digest": manifest.digest, "parts": dict(manifest.parts)}
    (place / MANIFEST).write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    return place


def load_exported(folder: str | os.PathLike[str], *, trusted: Iterable[str] = ()) -> Model:
    """Load a model from a folder that `export_model` wrote, with every check of the registry.

    The digests lie beside the files, so they guard against damage and not against whoever can write the folder: export
    from a registry that you trust, and carry it in a way that you trust.

    Parameters
    ----------
    trusted : names of classes, functions or modules that may be loaded.

    Raises
    ------
    ModelError
        The folder holds no model, or its manifest is damaged.
    TamperedModelError, ModelVersionError, UntrustedTypeError, GoldenMismatchError
        See `load_model`.
    """
    place = Path(folder)
    manifest = _read_manifest(place)
    files = {name: (place / name).read_bytes() for name in PARTS if (place / name).is_file()}
    return model_of(files, manifest, trusted)


def _read_manifest(place: Path) -> Saved:
    try:
        document = json.loads((place / MANIFEST).read_bytes())
    except OSError as error:
        raise ModelError.no_export(place, MANIFEST) from error
    except ValueError as error:  # of JSON, or of UTF-8
        raise ModelError.broken_export(place, MANIFEST, str(error)) from error
    parts = document.get("parts") if isinstance(document, dict) else None
    if not isinstance(parts, dict) or not isinstance(document.get("digest"), str):
        raise ModelError.broken_export(place, MANIFEST, "it does not name the files and their digests")
    return Saved(document["digest"], parts)


def _readme(title: str, files: Mapping[str, bytes], manifest: Saved, trusted: list[str]) -> str:
    card: dict[str, Any] = json.loads(files["card.json"])
    schema: dict[str, Any] = json.loads(files["schema.json"])
    needs = " ".join(f'"{name}=={version}"' for name, version in card["versions"].items() if name != "python")
    metrics = "\n".join(f"| {name} | {value:.6g} |" for name, value in sorted(card["metrics"].items()))
    columns = "\n".join(f"| `{one['name']}` | {one['kind']} | {_may_be_missing(one)} |" for one in schema["columns"])
    argument = f", trusted={json.dumps(trusted)}" if trusted else ""
    own = ["", "Run it where the project's own code can be imported: " + ", ".join(f"`{one}`" for one in trusted) + "."]
    example = json.dumps({name: _example(files, name) for name in [one["name"] for one in schema["columns"]]})
    return "\n".join(
        [
            f"# {title}",
            "",
            f"A {card['task']} model{_classes(card)}, trained on {card['rows']:,} rows with Python "
            f"{card['versions']['python']}. Digest `{manifest.digest[:12]}`.",
            "",
            "```sh",
            f'pip install "fairlead[models]" {needs}',
            "```",
            "",
            "```python",
            "import json",
            "",
            "from fairlead.model import load_exported",
            "",
            f'model = load_exported("."{argument})',
            f"row = json.loads({example!r})",
            "print(model.predict([row]))",
            "```",
            *(own if trusted else []),
            "",
            "Loading checks the SHA-256 of every file, the versions of the libraries, that only trusted types are",
            "built, and that the golden rows are answered as in training, to the last bit.",
            *(["", "| metric | |", "|---|---|", metrics] if metrics else []),
            "",
            "Each row needs all of these columns; others are left out. A value may be missing only where the table",
            "says so; whatever else does not fit is refused with an error that names the column.",
            "",
            "| column | kind | may be missing |",
            "|---|---|---|",
            columns,
            "",
        ]
    )


def _may_be_missing(column: Mapping[str, Any]) -> str:
    return "yes" if column["nullable"] else ""


def _classes(card: Mapping[str, Any]) -> str:
    return f" ({', '.join(map(str, card['classes']))})" if card["classes"] else ""


def _example(files: Mapping[str, bytes], name: str) -> Any:
    rows = json.loads(files["golden.json"])["rows"]
    return rows[0][name] if rows else None
