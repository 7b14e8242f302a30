"""What the store knows of models: their versions, which of them holds which alias, and all that happened to them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from fairlead.store.drivers import MODEL_LOCK, Driver, Row, Values
from fairlead.store.runs import clean

VERSION_COLUMNS = (
    "name", "version", "digest", "at", "run_id", "actor", "why", "parts", "card", "retired",
)  # fmt: skip
ALIAS_COLUMNS = ("name", "alias", "version", "trial", "strategy", "share", "at", "actor", "why")
EVENT_COLUMNS = (
    "name", "number", "at", "kind", "version", "alias", "previous", "subject", "actor", "why", "data",
)  # fmt: skip
JSON_COLUMNS = frozenset({"parts", "card", "data"})


class Models:
    """Ask and tell about models; the values of JSON columns go in and come out as Python values.

    A version has the `name` of its model, its number `version`, the `digest` of its content, the `parts` it lies in
    (name of a file -> SHA-256), and its `card`. An alias names one version, and may have another one on `trial` beside
    it. An event says what was done `at` a time, by which `actor` and why.
    """

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def take_turns(self) -> None:
        """Keep every other writer of models out until the transaction ends; the first thing in each."""
        self._driver.lock(MODEL_LOCK)

    def add(self, version: Values) -> int:
        """Write a new version and return its number; call it in a transaction, after `take_turns`."""
        found = self._driver.query(
            "SELECT COALESCE(MAX(version), 0) AS last FROM model_version WHERE name = :name", {"name": version["name"]}
        )
        number = int(found[0]["last"]) + 1
        self._insert("model_version", VERSION_COLUMNS, {**version, "version": number})
        return number

    def names(self) -> list[str]:
        """Name every model, in order."""
        return [row["name"] for row in self._rows("SELECT DISTINCT name FROM model_version ORDER BY name")]

    def versions(self, name: str | None = None) -> list[Row]:
        """Return the versions of a model, or of all models, the newest first."""
        chosen = "" if name is None else "WHERE name = :name"
        return self._rows(f"SELECT * FROM model_version {chosen} ORDER BY name, version DESC", _named(name))

    def version(self, name: str, version: int) -> Row | None:
        """Return one version, or None."""
        sql = "SELECT * FROM model_version WHERE name = :name AND version = :version"
        return _first(self._rows(sql, {"name": name, "version": version}))

    def with_digest(self, name: str, digest: str) -> Row | None:
        """Return the version of a model that has this content, or None."""
        sql = "SELECT * FROM model_version WHERE name = :name AND digest = :digest"
        return _first(self._rows(sql, {"name": name, "digest": digest}))

    def write_retired(self, name: str, version: int, at: float | None) -> None:
        """Say since when nothing holds the files of a version; None puts it back into use."""
        self._driver.execute(
            "UPDATE model_version SET retired = :at WHERE name = :name AND version = :version",
            {"name": name, "version": version, "at": at},
        )

    def write_parts(self, name: str, version: int, parts: Values) -> None:
        """Say where the files of a version lie now."""
        self._driver.execute(
            "UPDATE model_version SET parts = :parts WHERE name = :name AND version = :version",
            {"name": name, "version": version, "parts": json.dumps(dict(parts))},
        )

    def aliases(self, name: str | None = None) -> list[Row]:
        """Return the aliases of a model, or of all models."""
        chosen = "" if name is None else "WHERE name = :name"
        return self._rows(f"SELECT * FROM model_alias {chosen} ORDER BY name, alias", _named(name))

    def alias(self, name: str, alias: str) -> Row | None:
        """Return who holds an alias, or None."""
        sql = "SELECT * FROM model_alias WHERE name = :name AND alias = :alias"
        return _first(self._rows(sql, {"name": name, "alias": alias}))

    def move(self, row: Values, expect: int | None) -> bool:
        """Write who holds an alias; False, and nothing is written, if it is not held by whom the caller expects.

        Parameters
        ----------
        expect : the version that holds it now; None if nobody does.
        """
        names = ", ".join(ALIAS_COLUMNS)
        values = {name: row.get(name) for name in ALIAS_COLUMNS}
        if expect is None:
            sql = f"INSERT INTO model_alias ({names}) VALUES ({_places(ALIAS_COLUMNS)}) ON CONFLICT DO NOTHING"
            return self._driver.execute(sql, _packed(values)) == 1
        changes = ", ".join(f"{name} = :{name}" for name in ALIAS_COLUMNS if name not in ("name", "alias"))
        sql = f"UPDATE model_alias SET {changes} WHERE name = :name AND alias = :alias AND version = :expect"
        return self._driver.execute(sql, {**_packed(values), "expect": expect}) == 1

    def log(self, event: Values) -> None:
        """Append an event; call it in the transaction of what it tells of, after `take_turns`."""
        found = self._driver.query(
            "SELECT COALESCE(MAX(number), 0) AS last FROM model_event WHERE name = :name", {"name": event["name"]}
        )
        self._insert("model_event", EVENT_COLUMNS, {**event, "number": int(found[0]["last"]) + 1})

    def events(self, name: str, kinds: Sequence[str] = ()) -> list[Row]:
        """Return the events of a model in their order.

        Parameters
        ----------
        kinds : only events of these kinds; all if empty.
        """
        rows = self._rows("SELECT * FROM model_event WHERE name = :name ORDER BY number", {"name": name})
        return [row for row in rows if not kinds or row["kind"] in kinds]

    def count(self, name: str, kind: str, subject: str) -> int:
        """Count the events of one kind about one subject."""
        found = self._driver.query(
            "SELECT COUNT(*) AS n FROM model_event WHERE name = :name AND kind = :kind AND subject = :subject",
            {"name": name, "kind": kind, "subject": subject},
        )
        return int(found[0]["n"])

    def digests(self, without: Iterable[tuple[str, int]] = ()) -> set[str]:
        """Return the SHA-256 of every file that a version needs, but for some versions."""
        left_out = set(without)
        rows = self._rows("SELECT name, version, parts FROM model_version WHERE retired IS NULL")
        needed = [row["parts"].values() for row in rows if (row["name"], row["version"]) not in left_out]
        return {digest for parts in needed for digest in parts}

    def _insert(self, table: str, columns: Sequence[str], row: Values) -> None:
        sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({_places(columns)})"
        self._driver.execute(sql, _packed({name: row.get(name) for name in columns}))

    def _rows(self, sql: str, values: Values | None = None) -> list[Row]:
        return [_read(row) for row in self._driver.query(sql, values or {})]


def _named(name: str | None) -> Row:
    return {} if name is None else {"name": name}


def _first(rows: Sequence[Row]) -> Row | None:
    return rows[0] if rows else None


def _places(columns: Sequence[str]) -> str:
    return ", ".join(f":{name}" for name in columns)


def _packed(row: Values) -> Row:
    return {name: _written(name, value) for name, value in row.items()}


def _written(name: str, value: Any) -> Any:
    if name in JSON_COLUMNS:
        return None if value is None else json.dumps(value)
    return clean(value) if isinstance(value, str) else value


def _read(row: Row) -> Row:
    return row | {name: json.loads(row[name]) for name in JSON_COLUMNS & row.keys() if row[name] is not None}
