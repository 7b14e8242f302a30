"""Say what is wrong with a test of a model or a transformation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairlead.errors import FairleadError
from fairlead.errors.words import choice

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self


class MLTestError(FairleadError):
    """A test of a model or a transformation cannot be made."""

    code = "FL570"

    @classmethod
    def no_such_column(cls, column: str, columns: Iterable[str]) -> Self:
        """Tell that a test is about a column that the model does not know."""
        known = list(columns)
        return cls(
            f"Column {column!r} is not among the {len(known)} columns of the model.",
            hint=choice(column, known, "does the test mean another model?"),
        )

    @classmethod
    def empty_slice(cls, chosen: str, rows: int) -> Self:
        """Tell that no row of a holdout is in the slice that a test is about."""
        return cls(
            f"Nothing can be measured where {chosen}: none of the {rows} rows of the holdout is so.",
            hint="are the values written as in the table?",
        )

    @classmethod
    def no_table(cls, kind: str) -> Self:
        """Tell that a transformation was given, or gave back, something else than a table."""
        return cls(
            f"A transformation is tested on tables of pandas or polars; this is a {kind}.",
            hint="give the table itself, and a function that returns a table.",
        )

    @classmethod
    def no_output(cls, task_id: str) -> Self:
        """Tell that no run has made the table that tests are made on."""
        return cls(
            f"No run of this project has an output of the task {task_id!r}.",
            where="fairlead.toml, [testing] table",
            hint="run `fairlead run` first, or name another task there.",
        )

    @classmethod
    def no_fixture(cls, name: str, setting: str) -> Self:
        """Tell that a test asks for something that the project does not say how to get."""
        return cls(
            f"The fixture `{name}` has nothing to give: fairlead.toml does not say where it comes from.",
            where=f"fairlead.toml, [testing] {setting}",
            hint=f"set `{setting}` there, or write a fixture `{name}` in conftest.py.",
        )
