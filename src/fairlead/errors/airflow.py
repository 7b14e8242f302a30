"""Say what is wrong with an Airflow file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairlead.errors import FairleadError
from fairlead.errors.words import clause, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self

AIRFLOW_HINT = "docs/reference/airflow.md lists what is. Airflow itself runs this file: `airflow dags test`."
"""What to do about an Airflow file that is outside the subset."""


class AirflowError(FairleadError):
    """Tell that an Airflow file has something that does not run here."""

    code = "FL730"

    @classmethod
    def unknown_name(cls, module: str, name: str) -> Self:
        """The file imports something that is not part of the subset."""
        return cls(
            f"'{name}' of '{module}' is not part of the Airflow that runs here.",
            hint=AIRFLOW_HINT,
        )

    @classmethod
    def unknown_module(cls, module: str) -> Self:
        """The file imports a module of Airflow, or of a provider, that is not part of the subset."""
        return cls(f"The module '{module}' is not part of the Airflow that runs here.", hint=AIRFLOW_HINT)

    @classmethod
    def of_operator(cls, operator: str, task: str, what: str) -> Self:
        """An operator is used in a way that does not run here; `what` names the argument, or what it does."""
        return cls(f"{operator} '{task}': {what} is not part of the Airflow that runs here.", hint=AIRFLOW_HINT)

    @classmethod
    def of_dag(cls, dag: str, what: str) -> Self:
        """A DAG has an argument that does not work here."""
        return cls(f"DAG '{dag}': {what} is not part of the Airflow that runs here.", hint=AIRFLOW_HINT)

    @classmethod
    def template(cls, operator: str, task: str, field: str, reason: str) -> Self:
        """A template in a field of an operator cannot be filled in."""
        return cls(
            f"{operator} '{task}': the template in {field} cannot be filled in: {clause(reason)}.",
            hint="docs/reference/airflow.md lists what a template may name.",
        )

    @classmethod
    def bad_choice(cls, operator: str, task: str, chosen: str, known: Iterable[str]) -> Self:
        """A branch names a task that the DAG does not have."""
        return cls(
            f"{operator} '{task}' returned '{chosen}', which is no task of the DAG.",
            hint=f"its tasks are {quoted(known)}.",
        )
