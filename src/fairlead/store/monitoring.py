"""What the store knows of models in production: their batches, how good the answers were, what was found and done."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from fairlead.store.drivers import MODEL_LOCK, Driver, Row, Values
from fairlead.store.runs import clean

BATCH_COLUMNS = (
    "model", "name", "version", "versions", "began", "ended", "row_count", "source", "content", "blobs", "facts", "at",
)  # fmt: skip
SCORE_COLUMNS = ("model", "batch", "labelled", "at", "data")
LOOK_COLUMNS = ("model", "number", "at", "batch", "verdict", "findings")
RETRAINING_COLUMNS = ("model", "cause", "at", "run_id", "reason", "version", "state", "said", "settled")
JSON_COLUMNS = frozenset({"versions", "blobs", "facts", "data", "findings", "metrics"})

OPEN = "started"


class Monitoring:
    """Ask and tell about models in production; the values of JSON columns go in and come out as Python values.

    A batch has the `model` that it belongs to and a `name`, the `version` that answered most of its rows and how many
    each of the `versions` did, from when to when its rows are (`began`, `ended`; seconds since 1970-01-01 UTC),
    `row_count`, its `source`, a digest of its `content`, the `blobs` that hold its profiles by what they are of, and
    other `facts`. A score is what was measured of a batch when so many outcomes were `labelled`. A look is one time
    that somebody looked. A retraining is a run that was started for a `cause`.
    """

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    # --- batches

    def take_turns(self) -> None:
        """Keep the garbage collection, and every other writer of batches, out until the transaction ends."""
        self._driver.lock(MODEL_LOCK)

    def put(self, batch: Values) -> None:
        """Write a batch, in the place of one of the same name; call it in a transaction, after its blobs are there."""
        self._upsert("batch", BATCH_COLUMNS, ("model", "name"), batch)

    def batch(self, model: str, name: str) -> Row | None:
        """Return one batch, or None."""
        found = self._rows("SELECT * FROM batch WHERE model = :model AND name = :name", {"model": model, "name": name})
        return found[0] if found else None

    def batches(self, model: str) -> list[Row]:
        """Return the batches of a model by time, those without one last, by their names."""
        rows = self._rows("SELECT * FROM batch WHERE model = :model", {"model": model})
        return sorted(rows, key=lambda row: (row["began"] is None, row["began"] or 0.0, row["name"]))

    def models(self) -> list[str]:
        """Name every model that has a batch."""
        return [row["model"] for row in self._rows("SELECT DISTINCT model FROM batch ORDER BY model", {})]

    def remove(self, model: str, name: str) -> bool:
        """Forget a batch with its scores, and say whether there was one."""
        values = {"model": model, "name": name}
        self._driver.execute("DELETE FROM batch_score WHERE model = :model AND batch = :name", values)
        return self._driver.execute("DELETE FROM batch WHERE model = :model AND name = :name", values) > 0

    def digests(self) -> set[str]:
        """Return the SHA-256 of every blob that a batch needs."""
        return {digest for row in self._rows("SELECT blobs FROM batch", {}) for digest in row["blobs"].values()}

    # --- how good the answers were

    def put_score(self, score: Values) -> None:
        """Write what was measured of a batch, in the place of what was measured of as many outcomes before."""
        self._upsert("batch_score", SCORE_COLUMNS, ("model", "batch", "labelled"), score)

    def scores(self, model: str, batch: str | None = None) -> list[Row]:
        """Return all that was measured of the batches of a model, or of one, in the order of time."""
        chosen = "" if batch is None else " AND batch = :batch"
        values = {"model": model} | ({} if batch is None else {"batch": batch})
        return self._rows(f"SELECT * FROM batch_score WHERE model = :model{chosen} ORDER BY at, labelled", values)

    def latest_scores(self, model: str) -> dict[str, Row]:
        """Return what was measured last, by batch."""
        return {row["batch"]: row for row in self.scores(model)}

    # --- looks and the target

    def add_look(self, look: Values) -> int:
        """Write that somebody looked, and return the number of the look; call it in a transaction."""
        self.take_turns()
        found = self._driver.query(
            "SELECT COALESCE(MAX(number), 0) AS last FROM monitor_look WHERE model = :model", {"model": look["model"]}
        )
        number = int(found[0]["last"]) + 1
        self._upsert("monitor_look", LOOK_COLUMNS, ("model", "number"), {**look, "number": number})
        return number

    def looks(self, model: str, limit: int = 20) -> list[Row]:
        """Return the latest looks, newest first."""
        sql = "SELECT * FROM monitor_look WHERE model = :model ORDER BY number DESC LIMIT :limit"
        return self._rows(sql, {"model": model, "limit": limit})

    def target(self, model: str) -> Row | None:
        """Return how good the first model was found to be, or None."""
        found = self._rows("SELECT * FROM monitor_target WHERE model = :model", {"model": model})
        return found[0] if found else None

    def begin_target(self, target: Values) -> None:
        """Write how good the first model was found to be, unless it is known."""
        row = _packed(target, ("model", "version", "at", "metrics"))
        self._driver.execute(
            "INSERT INTO monitor_target (model, version, at, metrics) VALUES (:model, :version, :at, :metrics) "
            "ON CONFLICT DO NOTHING",
            row,
        )

    # --- retraining

    def claim(self, retraining: Values) -> bool:
        """Write that a run is started for a cause; False, and nothing is written, if one was started for it before."""
        names, places = ", ".join(RETRAINING_COLUMNS), ", ".join(f":{one}" for one in RETRAINING_COLUMNS)
        sql = f"INSERT INTO retraining ({names}) VALUES ({places}) ON CONFLICT DO NOTHING"
        return self._driver.execute(sql, _packed({"state": OPEN, **retraining}, RETRAINING_COLUMNS)) == 1

    def settle(self, model: str, cause: str, state: str, said: str | None, at: float) -> None:
        """Write how the run of a cause ended."""
        self._driver.execute(
            "UPDATE retraining SET state = :state, said = :said, settled = :at WHERE model = :model AND cause = :cause",
            {"model": model, "cause": cause, "state": state, "said": None if said is None else clean(said), "at": at},
        )

    def forget(self, model: str, cause: str) -> None:
        """Take back a claim whose run never began."""
        self._driver.execute(
            "DELETE FROM retraining WHERE model = :model AND cause = :cause", {"model": model, "cause": cause}
        )

    def retrainings(self, model: str) -> list[Row]:
        """Return the runs that were started, newest first."""
        return self._rows("SELECT * FROM retraining WHERE model = :model ORDER BY at DESC, cause", {"model": model})

    def _upsert(self, table: str, columns: Sequence[str], keys: Sequence[str], row: Values) -> None:
        changes = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in keys)
        self._driver.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(f':{name}' for name in columns)}) "
            f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {changes}",
            _packed(row, columns),
        )

    def _rows(self, sql: str, values: Values) -> list[Row]:
        return [_read(row) for row in self._driver.query(sql, values)]


def _packed(row: Values, columns: Sequence[str]) -> Row:
    return {name: _written(name, row.get(name)) for name in columns}


def _written(name: str, value: Any) -> Any:
    if name in JSON_COLUMNS:
        return json.dumps({} if value is None else value, default=str, allow_nan=False)
    return clean(value) if isinstance(value, str) else value


def _read(row: Mapping[str, Any]) -> Row:
    return {**row, **{name: json.loads(row[name]) for name in JSON_COLUMNS & row.keys()}}
