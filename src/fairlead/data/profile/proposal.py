"""Propose a suite from a table that is known to be good; a person reads the evidence and decides.

Every proposed line is checked against the whole table before it is proposed. The rules of proposing lie in
`fairlead.data.profile.column` and `fairlead.data.profile.columns`, what they look at in `fairlead.data.profile.facts`.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fairlead.data.check import check_table
from fairlead.data.files.suite_file import suite_text
from fairlead.data.line import Expectation
from fairlead.data.profile.column import about_column, questions_about
from fairlead.data.profile.columns import about_columns, about_table
from fairlead.data.profile.facts import Profile, profile_of
from fairlead.data.profile.identity import ID_NAME, is_personal
from fairlead.data.profile.suggestion import Suggestion
from fairlead.data.quarantine.as_polars import polars_table
from fairlead.data.suite import Suite
from fairlead.data.with_polars.scan import PolarsTable
from fairlead.errors import SuiteError


@dataclass(frozen=True, slots=True)
class SuggestedSuite:
    """Hold a proposed suite.

    Parameters
    ----------
    name : str
    rows : int, of the table that it was made from.
    suggestions : tuple of Suggestion, each a line with the evidence for it.
    questions : tuple of str, what only a person knows.
    keys : columns that seem to identify a row.
    private : columns that seem to say who somebody is; none of their values is in the suite.
    """

    name: str
    rows: int
    suggestions: tuple[Suggestion, ...]
    questions: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    private: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Suggestion]:
        return iter(self.suggestions)

    def __len__(self) -> int:
        return len(self.suggestions)

    @property
    def suite(self) -> Suite:
        """Return all proposed lines as a suite."""
        return Suite(self.name, [one.expectation for one in self], keys=self.keys, private=self.private)

    def text(self, folder: Path = Path()) -> str:
        """Write the suite as TOML, with the evidence for each line above it."""
        notes = [
            f"Proposed from {self.rows:,} row{'' if self.rows == 1 else 's'}. Every line is true of them; whether it",
            "must be true of the next ones is for you to say: change it, or take it out.",
            *(["", "Questions:"] if self.questions else []),
            *(f"- {one}" for one in self.questions),
        ]
        comments = [[one.evidence, f"Confidence: {one.confidence}."] for one in self]
        return suite_text(self.suite, folder, comments, notes)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the suite to a file of TOML, with the evidence for each line above it.

        Raises
        ------
        SuiteError
            It cannot be written there.
        """
        place = Path(path)
        try:
            place.write_text(self.text(place.parent), encoding="utf-8")
        except OSError as error:
            raise SuiteError.unwritable_file(place, error.strerror or type(error).__name__) from error


def suggest(table: Any, *, name: str = "suggested") -> SuggestedSuite:
    """Propose what must be true of tables like this one.

    Parameters
    ----------
    table : polars, pandas or pyarrow table, DuckDB relation, or the path of a file or a pattern of paths.
    name : str, of the suite.

    Raises
    ------
    TableError
        It is no table, or cannot be read.

    >>> import polars
    >>> found = suggest(polars.DataFrame({"age": [age % 60 + 18 for age in range(300)]}), name="people")
    >>> [one.evidence for one in found if one.expectation.kind.alias == "not_null"]
    ['0 of 300 values are missing.']
    """
    with (
        tempfile.TemporaryDirectory(prefix="fairlead-") as folder,
        polars_table(table, Path(folder) / "table.parquet") as opened,
    ):
        return _suggested(opened, name)


def _suggested(table: PolarsTable, name: str) -> SuggestedSuite:
    profile = profile_of(table)
    private = tuple(one.name for one in profile.columns if is_personal(one))
    of_columns = [one for column in profile.columns for one in about_column(column, is_hidden=column.name in private)]
    kept = _true_of(table, [*about_table(profile), *of_columns])
    keys = _identifying(kept)
    kept += _true_of(table, list(about_columns(_without(profile, private), keys)))
    questions = [
        question for column in profile.columns for question in questions_about(column, is_hidden=column.name in private)
    ]
    return SuggestedSuite(name, profile.rows, tuple(kept), tuple(questions), tuple(keys[:1]), private)


def _without(profile: Profile, private: tuple[str, ...]) -> Profile:
    columns = tuple(one for one in profile.columns if one.name not in private)
    return Profile(profile.rows, columns, profile.sample.select(one.name for one in columns))


def _true_of(table: PolarsTable, proposed: list[Suggestion]) -> list[Suggestion]:
    """Return the suggestions that the whole table keeps: some were made from a part of it."""
    if not proposed:
        return []
    result = check_table(Suite("suggested", [one.expectation for one in proposed]), table, samples=0)
    return [
        one for one, found in zip(proposed, result, strict=True) if found.success and _is_kept(found.expectation, found)
    ]


def _is_kept(line: Expectation, found: Any) -> bool:
    return line.mostly < 1 or not found.unexpected


def _identifying(suggestions: list[Suggestion]) -> list[str]:
    unique = [one.expectation for one in suggestions if one.expectation.kind.alias == "unique"]
    names = [line.column for line in unique if line.column is not None]
    return sorted(names, key=lambda name: ID_NAME.search(name) is None)
