"""The record that a conversion leaves beside the notebook: which statement went where, and what must come out equal."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fairlead.errors import ConvertError

FILE = "notebook/conversion.json"
FORMAT = 1


@dataclass(frozen=True)
class Conversion:
    """Hold what a conversion did.

    Parameters
    ----------
    notebook : its file in the project, sha256, name, and the folder it lay in, relative to the project.
    statements : each statement with its cell, lines, stage, tasks, names, and what it shows, draws and prints.
    tasks : in an order in which they can run, with inputs, outputs and parameters.
    modules : files of the project that cells of the notebook write, with the paths that they write to.
    digests : sha256 of every file as it was written: files that are still so may be written anew.
    """

    notebook: Mapping[str, Any]
    environment: Mapping[str, Any]
    dag: str
    statements: Sequence[Mapping[str, Any]]
    tasks: Sequence[Mapping[str, Any]]
    random: Mapping[str, Any]
    params: Sequence[Mapping[str, Any]]
    dropped: Sequence[Mapping[str, Any]] = ()
    fixes: Sequence[Mapping[str, Any]] = ()
    original: Mapping[str, Any] | None = None
    modules: Mapping[str, str] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
    pipeline: str = "pipeline.py"

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "format": FORMAT,
            "notebook": dict(self.notebook),
            "original": self.original,
            "environment": dict(self.environment),
            "pipeline": self.pipeline,
            "dag": self.dag,
            "statements": [dict(one) for one in self.statements],
            "tasks": [dict(one) for one in self.tasks],
            "random": dict(self.random),
            "params": [dict(one) for one in self.params],
            "explore": [one["id"] for one in self.statements if one["stage"] == "explore"],
            "dropped": [dict(one) for one in self.dropped],
            "fixes": [dict(one) for one in self.fixes],
            "modules": dict(self.modules),
            "digests": dict(self.digests),
        }

    def to_json(self) -> str:
        """Return the record as it is written: the same bytes for the same conversion."""
        return json.dumps(self.to_dict(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"

    @classmethod
    def read(cls, folder: Path) -> Conversion:
        """Read the record of a project.

        Raises
        ------
        ConvertError
            The folder was not made by `fairlead convert`, or its record cannot be read.
        """
        try:
            known = json.loads((folder / FILE).read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise ConvertError.not_converted(folder) from None
        except (OSError, ValueError) as error:
            raise ConvertError.bad_record(folder / FILE, str(error)) from None
        if not isinstance(known, dict) or known.get("format") != FORMAT:
            raise ConvertError.bad_record(folder / FILE, "it is of another format")
        names = cls.__dataclass_fields__
        return cls(**{name: value for name, value in known.items() if name in names})
