"""What the store knows of tests: each time they were run, and how each of them ended."""

from __future__ import annotations

from collections.abc import Sequence

from fairlead.store.drivers import Driver, Row, Values
from fairlead.store.runs import clean

SESSION_COLUMNS = ("id", "at", "seconds", "model", "version")
RESULT_COLUMNS = ("session_id", "position", "test", "layer", "level", "outcome", "seconds", "said", "proves")


class Tests:
    """Ask and tell about tests.

    A session is one time that tests were run: its `id`, the time `at`, how many `seconds` it took, and the `model` and
    `version` that were tested, if there was one. A result has the name of the `test`, its `layer` and `level` as
    marked, its `outcome`, its `seconds`, what it `said` when it did not pass, and which questions of the
    ML Test Score it `proves`.
    """

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def add(self, session: Values, results: Sequence[Values]) -> None:
        """Write a session with all its results, in their order; call it in a transaction."""
        self._insert("test_session", SESSION_COLUMNS, [session])
        numbered = [{"session_id": session["id"], "position": n, **one} for n, one in enumerate(results)]
        self._insert("test_result", RESULT_COLUMNS, numbered)

    def sessions(self, limit: int = 20) -> list[Row]:
        """Return the latest sessions, newest first."""
        return self._driver.query("SELECT * FROM test_session ORDER BY at DESC, id DESC LIMIT :limit", {"limit": limit})

    def results(self, session_id: str) -> list[Row]:
        """Return the results of a session in their order."""
        sql = "SELECT * FROM test_result WHERE session_id = :id ORDER BY position"
        return self._driver.query(sql, {"id": session_id})

    def latest(self) -> list[Row]:
        """Return the last result of every test, each with the `at` of its session, in the order of their names."""
        return self._driver.query(
            """SELECT * FROM (
                   SELECT test_result.*, test_session.at, ROW_NUMBER() OVER (
                       PARTITION BY test_result.test ORDER BY test_session.at DESC, test_session.id DESC) AS place
                   FROM test_result JOIN test_session ON test_session.id = test_result.session_id) ranked
               WHERE place = 1 ORDER BY test"""
        )

    def history(self, test: str, limit: int = 20) -> list[Row]:
        """Return how a test ended the last times, oldest first."""
        rows = self._driver.query(
            """SELECT test_result.*, test_session.at FROM test_result
               JOIN test_session ON test_session.id = test_result.session_id
               WHERE test = :test ORDER BY test_session.at DESC, test_session.id DESC LIMIT :limit""",
            {"test": test, "limit": limit},
        )
        return rows[::-1]

    def _insert(self, table: str, columns: Sequence[str], rows: Sequence[Values]) -> None:
        names, values = ", ".join(columns), ", ".join(f":{name}" for name in columns)
        whole = [{name: _packed(row.get(name)) for name in columns} for row in rows]
        if whole:
            self._driver.execute_many(f"INSERT INTO {table} ({names}) VALUES ({values})", whole)


def _packed(value: object) -> object:
    return clean(value) if isinstance(value, str) else value
