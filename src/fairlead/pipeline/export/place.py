"""What a written file knows of the project: where it lies, and which pipeline in it is meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from fairlead.pipeline.export.layout import text

UP = ".."


@dataclass(frozen=True, slots=True)
class Place:
    """Say where the project lies.

    Attributes
    ----------
    path : of the project, or of its pipeline file: absolute, or as seen from the folder of the written file.
    file : the pipeline file's name, for the words at the top.
    dag : which of several pipelines in the file; None if there is one.
    """

    path: str
    file: str
    dag: str | None = None

    @property
    def is_absolute(self) -> bool:
        """Tell whether the path is the same from everywhere."""
        return PurePosixPath(self.path).is_absolute()

    @property
    def expression(self) -> str:
        """Return the path as a Python expression that gives text.

        >>> Place("/srv/churn", "pipeline.py").expression
        '"/srv/churn"'
        >>> Place("..", "pipeline.py").expression
        'str(Path(__file__).resolve().parent.parent)'
        >>> Place("../churn", "pipeline.py").expression
        'str(Path(__file__).resolve().parent.parent / "churn")'
        """
        if self.is_absolute:
            return text(self.path)
        parts: Sequence[str] = [part for part in PurePosixPath(self.path).parts if part != "."]
        ups = 0
        while ups < len(parts) and parts[ups] == UP:
            ups += 1
        down = "/".join(parts[ups:])
        return f"str(Path(__file__).resolve().parent{'.parent' * ups}{f' / {text(down)}' if down else ''})"
