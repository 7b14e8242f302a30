"""A suite that is only text yet: read it as the file that it is to be, ask a table, and say what came out."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from fairlead.data.files.suite_file import suite_of_text
from fairlead.data.result import SAMPLES
from fairlead.data.suite import Suite
from fairlead.errors import SuiteError
from fairlead.project.suites.document import document_of
from fairlead.project.suites.listing import Form

LARGEST_SPLIT = 2_000_000
"""Rows of a table beyond which it is checked and not split: a split holds both parts in memory."""


def run_suite_text(
    text: str,
    table: Any,
    *,
    form: Form = "toml",
    variable: str = "",
    place: Path | None = None,
    samples: int = SAMPLES,
) -> dict[str, Any]:
    """Check a table by a suite that is given as text, and return what came out as plain values.

    Text of Python is run with all the rights of this process; a caller that does not trust it calls this in a sandbox.

    Parameters
    ----------
    table : as `Suite.run` takes it, PySpark left out.
    form : ``toml``, ``json`` (of Great Expectations) or ``python``.
    variable : of Python, the name that holds the suite; may be left out if there is only one.
    place : the file that the text is to be, for what it names beside it.

    Raises
    ------
    SuiteError
        The text is no suite; the error names its line.
    TableError
        The table cannot be read, or a column is not in it.

    >>> import polars
    >>> table = polars.DataFrame({"age": [25, None, 45, -5, 150]})
    >>> lines = '[[expect]]', 'type = "between"', 'column = "age"', 'min_value = 0', 'max_value = 120'
    >>> found = run_suite_text(chr(10).join(lines), table)
    >>> found["passed"], found["of"], found["results"][0]["unexpected"], found["split"]["quarantined"]
    (0, 1, 2, 2)
    """
    return document_of_table(suite_in_text(text, form, variable=variable, place=place), table, samples=samples)


def suite_in_text(text: str, form: Form, *, variable: str = "", place: Path | None = None) -> Suite:
    """Return the suite that a text is.

    Raises
    ------
    SuiteError
        It is none.
    """
    if form == "python":
        return _in_python(text, variable, place)
    return suite_of_text(text, place or Path(f"suite.{form}"))


def document_of_table(suite: Suite, table: Any, *, samples: int = SAMPLES) -> dict[str, Any]:
    """Check a table in memory or a file, split it if it is not too large, and return what came out."""
    from fairlead.data.source import open_table

    result = suite.run(table, samples=samples)
    split = suite.split(table) if 0 < result.rows <= LARGEST_SPLIT else None
    names = [column.name for column in open_table(table).schema.columns]
    return document_of(
        suite, result.results, result.findings, rows=result.rows, seconds=result.seconds, split=split, columns=names
    )


def _in_python(text: str, variable: str, place: Path | None) -> Suite:
    """Run text as a file beside the one that it is to be, so that its imports find what that would find."""
    from fairlead.project.validation import find_suite

    folder = place.parent if place is not None and place.parent.is_dir() else None
    with tempfile.NamedTemporaryFile("w", suffix=".py", prefix=".suite_", dir=folder, encoding="utf-8") as file:
        file.write(text)
        file.flush()
        try:
            return find_suite(f"{file.name}:{variable}" if variable else file.name)
        except SuiteError as error:
            shown = str(place or "suite.py")
            message = error.message.replace(file.name, shown).replace(Path(file.name).name, Path(shown).name)
            raise SuiteError(message, hint=error.hint) from error.__cause__
