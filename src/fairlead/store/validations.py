"""What the store knows of validations: what each suite found in its tables, rule by rule, over time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from fairlead.store.drivers import Driver, Row, Values
from fairlead.store.runs import clean

COLUMNS = (
    "id", "suite", "source", "at", "row_count", "success", "worst", "split", "run_id", "task_id", "seconds",
)  # fmt: skip
RULE_COLUMNS = (
    "validation_id", "position", "rule", "sentence", "considered", "unexpected", "observed", "success",
)  # fmt: skip
JSON_COLUMNS = frozenset({"split", "observed"})


class Validations:
    """Ask and tell about validations; the values of JSON columns go in and come out as Python values.

    A validation has an `id`, the name of its `suite`, the `source` (path or name of the table), the time `at`,
    `row_count`, whether it was a `success`, its `worst` severity, what a `split` did, and which run and task it
    belongs to. Each of its rules has a `rule` (label), a `sentence`, how many rows were `considered` and how many
    `unexpected` (None of what is not about rows), the `observed` value and whether it was a `success`.
    """

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def add(self, validation: Values, rules: Sequence[Values]) -> None:
        """Write a validation with all its rules, in their order; call it in a transaction."""
        self._insert("validation", COLUMNS, [_whole(validation, COLUMNS)])
        numbered = [{"validation_id": validation["id"], "position": n, **rule} for n, rule in enumerate(rules)]
        self._insert("rule_result", RULE_COLUMNS, [_whole(rule, RULE_COLUMNS) for rule in numbered])

    def recent(self, suite: str | None = None, limit: int = 20) -> list[Row]:
        """Return the latest validations (of one suite), newest first."""
        chosen = "" if suite is None else "WHERE suite = :suite"
        sql = f"SELECT * FROM validation {chosen} ORDER BY at DESC, id DESC LIMIT :limit"
        values = {"limit": limit} if suite is None else {"limit": limit, "suite": suite}
        return self._rows(sql, values)

    def of_run(self, run_id: str) -> list[Row]:
        """Return the validations of a run in the order in which they were made."""
        return self._rows("SELECT * FROM validation WHERE run_id = :run_id ORDER BY at, id", {"run_id": run_id})

    def suites(self) -> list[str]:
        """Name every suite that a table was validated with."""
        return [row["suite"] for row in self._rows("SELECT DISTINCT suite FROM validation ORDER BY suite", {})]

    def rules(self, validation_id: str) -> list[Row]:
        """Return the rules of a validation in their order."""
        sql = "SELECT * FROM rule_result WHERE validation_id = :id ORDER BY position"
        return self._rows(sql, {"id": validation_id})

    def history(self, suite: str, limit: int = 20) -> list[Row]:
        """Return the rules of the latest validations of a suite, each with the `at` of its validation, oldest first.

        Parameters
        ----------
        limit : int, validations.
        """
        return self._rows(
            """SELECT rule_result.*, latest.at FROM rule_result
               JOIN (SELECT id, at FROM validation WHERE suite = :suite ORDER BY at DESC, id DESC LIMIT :limit) latest
               ON latest.id = rule_result.validation_id
               ORDER BY latest.at, latest.id, rule_result.position""",
            {"suite": suite, "limit": limit},
        )

    def old(self, keep: int, before: float) -> list[str]:
        """Return the ids of validations that may go: made before a time, and not among the latest of their suite.

        Parameters
        ----------
        keep : int, how many of the latest of each suite stay.
        before : float, seconds since 1970-01-01 UTC.
        """
        rows = self._rows(
            """SELECT id FROM (
                   SELECT id, at, ROW_NUMBER() OVER (PARTITION BY suite ORDER BY at DESC, id DESC) AS place
                   FROM validation) ranked
               WHERE place > :keep AND at < :before ORDER BY at, id""",
            {"keep": keep, "before": before},
        )
        return [row["id"] for row in rows]

    def delete(self, ids: Sequence[str]) -> None:
        """Forget validations with their rules."""
        rows = [{"id": one} for one in ids]
        self._driver.execute_many("DELETE FROM rule_result WHERE validation_id = :id", rows)
        self._driver.execute_many("DELETE FROM validation WHERE id = :id", rows)

    def _insert(self, table: str, columns: Sequence[str], rows: Sequence[Values]) -> None:
        names, values = ", ".join(columns), ", ".join(f":{name}" for name in columns)
        self._driver.execute_many(f"INSERT INTO {table} ({names}) VALUES ({values})", rows)

    def _rows(self, sql: str, values: Values) -> list[Row]:
        return [_read(row) for row in self._driver.query(sql, values)]


def _whole(row: Values, columns: Sequence[str]) -> Row:
    """Return a row with every column, as the database takes it."""
    return {name: _packed(name, row.get(name)) for name in columns}


def _packed(name: str, value: Any) -> Any:
    if name in JSON_COLUMNS:
        return None if value is None else json.dumps(value, default=str)
    if isinstance(value, bool):
        return int(value)
    return clean(value) if isinstance(value, str) else value


def _read(row: Row) -> Row:
    found = {name: json.loads(row[name]) for name in JSON_COLUMNS & row.keys() if row[name] is not None}
    return row | found | ({"success": bool(row["success"])} if "success" in row else {})
