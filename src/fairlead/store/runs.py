"""What the store knows of runs: their tasks, attempts, events, effects and requests."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fairlead.errors import FencedError
from fairlead.store.drivers import CLAIM_LOCK, Driver, Row, Values
from fairlead.store.text import writer

TASK_COLUMNS = (
    "run_id", "task_id", "name", "position", "state", "attempt", "cached", "reason", "started", "ended",
    "cpu", "pid", "pool", "cache_key", "artifact", "rows_in", "rows_out", "error", "source_run",
)  # fmt: skip
JSON_COLUMNS = frozenset({"options", "graph", "owner", "usage", "artifact", "error", "data"})

RUN_COLUMNS = (
    "id, pipeline, file, state, reason, created, started, ended, logical_date, options, owner, fence, lease, usage"
)
IS_LIVING = "run.state = 'running' AND run.lease > :now"


def _insert(table: str, columns: Sequence[str], on_conflict: str = "") -> str:
    names, values = ", ".join(columns), ", ".join(f":{name}" for name in columns)
    return f"INSERT INTO {table} ({names}) VALUES ({values}) {on_conflict}"


def _upsert(table: str, columns: Sequence[str], keys: Sequence[str]) -> str:
    changes = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in keys)
    return _insert(table, columns, f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {changes}")


INSERT_RUN = _insert("run", ("id", "pipeline", "file", "state", "created", "logical_date", "options"))
INSERT_GRAPH = _insert("graph", ("run_id", "graph"))
INSERT_TASK = _insert("task", ("run_id", "task_id", "name", "position", "state", "pool"))
WRITE_TASK = _upsert("task", TASK_COLUMNS, ("run_id", "task_id"))
WRITE_ATTEMPT = _upsert(
    "attempt",
    ("run_id", "task_id", "attempt", "state", "started", "ended", "pid", "error"),
    ("run_id", "task_id", "attempt"),
)
INSERT_EVENT = _insert("event", ("run_id", "number", "at", "kind", "task_id", "attempt", "data"))
WRITE_EFFECT = _upsert(
    "effect",
    ("effect_key", "run_id", "task_id", "attempt", "state", "intended", "settled", "artifact"),
    ("effect_key",),
)
INTEND_EFFECT = f"""{WRITE_EFFECT} WHERE effect.state = 'failed'
    OR (effect.state = 'intent' AND effect.run_id = excluded.run_id)
    OR (effect.state = 'done' AND :again = 1 AND effect.run_id <> excluded.run_id)
    OR (effect.state = 'intent' AND :uncertain = 1
        AND NOT EXISTS (SELECT 1 FROM run WHERE run.id = effect.run_id AND {IS_LIVING}))"""


class Runs:
    """Ask and tell about runs; values of JSON columns go in and come out as Python values."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def create(self, run: Values, tasks: Iterable[Values]) -> None:
        """Write a run and all its tasks; nothing of it may run before this is committed."""
        self._driver.execute(INSERT_RUN, _packed({name: run[name] for name in run if name != "graph"}))
        self._driver.execute(INSERT_GRAPH, _packed({"run_id": run["id"], "graph": run["graph"]}))
        self._driver.execute_many(INSERT_TASK, list(tasks))

    def take(
        self, run_id: str, owner: Mapping[str, Any], seen: Mapping[str, Any] | None, now: float, lease: float
    ) -> int:
        """Become the owner of a run and return the new fence, or 0 if another process was faster.

        Parameters
        ----------
        seen : the owner that was found dead; None if the run had none. A lease that has run out does
            not matter who held.
        lease : float, seconds from now.
        """
        taken = self._driver.execute(
            """UPDATE run SET owner = :owner, fence = fence + 1, lease = :until, state = 'running',
                   reason = NULL, started = COALESCE(started, :now), ended = NULL
               WHERE id = :id AND (owner IS NULL OR owner = :seen OR lease < :now)""",
            {
                "id": run_id,
                "owner": _text(owner),
                "seen": _text(seen or {}),
                "now": now,
                "until": now + lease,
            },
        )
        return int(self.get(run_id)["fence"]) if taken else 0

    def hold(self, run_id: str, fence: int, until: float, events: int) -> None:
        """Renew the lease; the first statement of every transaction of an owner.

        Raises
        ------
        FencedError
            Another process has taken the run over: nothing may be written any more.
        """
        values = {"id": run_id, "fence": fence, "until": until, "events": events}
        held = self._driver.execute(
            """UPDATE run SET lease = :until, events = :events
               WHERE id = :id AND fence = :fence AND state = 'running'""",
            values,
        )
        # Somebody who cannot see this process may have taken it for dead, with a clock that is ahead for one.
        if held != 1 and not self._driver.execute(
            """UPDATE run SET lease = :until, events = :events, state = 'running', reason = NULL, ended = NULL
               WHERE id = :id AND fence = :fence AND state = 'interrupted' AND owner IS NOT NULL""",
            values,
        ):
            raise FencedError.of(run_id)

    def end(
        self, run_id: str, fence: int, state: str, reason: str | None, now: float, usage: Values | None = None
    ) -> None:
        """Write how a run ended and give up its ownership."""
        self._driver.execute(
            """UPDATE run SET state = :state, reason = :reason, ended = :now, owner = NULL, lease = 0,
                   usage = :usage WHERE id = :id AND fence = :fence""",
            _packed({"id": run_id, "fence": fence, "state": state, "reason": reason, "now": now, "usage": usage}),
        )

    def interrupt(self, run_id: str, seen: Mapping[str, Any], reason: str, now: float) -> bool:
        """Mark a run whose owner was found dead; False if it has another owner by now.

        The owner stays in the row: should it live after all, its next sign of life takes the mark away.
        """
        marked = self._driver.execute(
            """UPDATE run SET state = 'interrupted', reason = :reason, ended = :now, lease = 0
               WHERE id = :id AND state = 'running' AND owner = :seen""",
            {"id": run_id, "seen": _text(seen), "reason": reason, "now": now},
        )
        return marked == 1

    def write_tasks(self, rows: Sequence[Values]) -> None:
        """Write whole task rows, new or known."""
        self._driver.execute_many(WRITE_TASK, _all_packed(rows))

    def write_attempts(self, rows: Sequence[Values]) -> None:
        """Write how attempts ended that did not succeed."""
        self._driver.execute_many(WRITE_ATTEMPT, _all_packed(rows))

    def write_events(self, rows: Sequence[Values]) -> None:
        """Append events, numbered within the run."""
        self._driver.execute_many(INSERT_EVENT, _all_packed(rows))

    def append_events(self, run_id: str, events: Sequence[Values], dead: Mapping[str, Any] | None = None) -> list[Row]:
        """Append events to a run that has ended, numbered after those it has; none if it may have an owner.

        An owner numbers its events itself, and must not find a number taken. Call this in a transaction.

        Parameters
        ----------
        dead : the owner of an interrupted run, if it is certain that it does not live.
        """
        is_free = self._driver.execute(
            """UPDATE run SET events = events + :count
               WHERE id = :id AND (owner IS NULL OR (owner = :dead AND state = 'interrupted'))""",
            {"id": run_id, "count": len(events), "dead": _text(dead or {})},
        )
        if not is_free:
            return []
        first = self.get(run_id)["events"] - len(events) + 1
        rows = [{"run_id": run_id, "number": number, **one} for number, one in enumerate(events, first)]
        self.write_events(rows)
        return rows

    def write_effects(self, rows: Sequence[Values]) -> None:
        """Write the intent or the outcome of side effects."""
        self._driver.execute_many(WRITE_EFFECT, _all_packed(rows))

    def take_turns(self) -> None:
        """Let one transaction at a time decide about what runs share: places in pools, side effects."""
        self._driver.lock(CLAIM_LOCK)

    def intend_effect(self, row: Values, now: float, *, uncertain: bool = False, again: bool = False) -> bool:
        """Write the intent of a side effect; False if another run is at it or has done it.

        Parameters
        ----------
        uncertain : whether it may be repeated after a run of which nobody knows whether it did it.
        again : whether it may be repeated although another run has done it.
        """
        values = {"now": now, "uncertain": int(uncertain), "again": int(again)}
        return self._driver.execute(INTEND_EFFECT, _packed(row) | values) == 1

    def get(self, run_id: str) -> Row:
        """Return one run, without its graph.

        Raises
        ------
        KeyError
            There is no such run.
        """
        rows = self._rows(f"SELECT {RUN_COLUMNS}, events FROM run WHERE id = :id", {"id": run_id})
        if not rows:
            raise KeyError(run_id)
        return rows[0]

    def graph(self, run_id: str) -> Row:
        """Return the description of the pipeline that a run was started with."""
        found: Row = self._rows("SELECT graph FROM graph WHERE run_id = :id", {"id": run_id})[0]["graph"]
        return found

    def recent(self, limit: int = 20, *, pipeline: str | None = None, state: str | None = None) -> list[Row]:
        """Return the latest runs, newest first, without their graphs."""
        chosen = [f"{name} = :{name}" for name, value in (("pipeline", pipeline), ("state", state)) if value]
        where = f"WHERE {' AND '.join(chosen)}" if chosen else ""
        return self._rows(
            f"SELECT {RUN_COLUMNS} FROM run {where} ORDER BY created DESC, id DESC LIMIT :limit",
            {"limit": limit, "pipeline": pipeline, "state": state},
        )

    def matching(self, text: str, limit: int = 10) -> list[str]:
        """Return the ids that begin or end with a text, newest first."""
        rows = self._driver.query(
            """SELECT id FROM run
               WHERE substr(id, 1, :n) = :text OR substr(id, length(id) - :n + 1) = :text
               ORDER BY created DESC LIMIT :limit""",
            {"text": clean(text), "n": len(text), "limit": limit},
        )
        return [row["id"] for row in rows]

    def tasks(self, run_id: str) -> list[Row]:
        """Return the tasks of a run in their order, the parts of a mapped task by number."""
        # Parts differ in length only by their number, so that the shorter name is the lower number.
        sql = "SELECT * FROM task WHERE run_id = :id ORDER BY position, length(task_id), task_id"
        return self._rows(sql, {"id": run_id})

    def attempts(self, run_id: str) -> list[Row]:
        """Return every attempt of a run, oldest first; one that succeeded is read off its task's row."""
        return self._rows(
            """SELECT run_id, task_id, attempt, state, started, ended, pid, error FROM attempt
               WHERE run_id = :id
               UNION ALL
               SELECT run_id, task_id, attempt, state, started, ended, pid, error FROM task
               WHERE run_id = :id AND state = 'succeeded' AND attempt > 0 AND cached = 0
               ORDER BY 5, 2, 3""",
            {"id": run_id},
        )

    def events(self, run_id: str, after: int = 0) -> list[Row]:
        """Return the events with a number above `after`."""
        return self._rows(
            "SELECT * FROM event WHERE run_id = :id AND number > :after ORDER BY number",
            {"id": run_id, "after": after},
        )

    def effect_artifacts(self) -> list[Row]:
        """Return what side effects have given; it stays, because they are not repeated."""
        return self._rows("SELECT artifact FROM effect WHERE artifact IS NOT NULL")

    def effect(self, effect_key: str, now: float) -> Row | None:
        """Return what is known of a side effect; `held` tells whether a living run is at it."""
        rows = self._rows(
            f"""SELECT effect.*, effect.state = 'intent'
                    AND EXISTS (SELECT 1 FROM run WHERE run.id = effect.run_id AND {IS_LIVING}) AS held
                FROM effect WHERE effect_key = :effect_key""",
            {"effect_key": clean(effect_key), "now": now},
        )
        return rows[0] if rows else None

    def last_task(self, pipeline: str, task_id: str, *, before: float, succeeded: bool = False) -> Row | None:
        """Return a task's row in the latest earlier run of a pipeline."""
        extra = "AND task.state = 'succeeded'" if succeeded else "AND task.cache_key IS NOT NULL"
        rows = self._rows(
            f"""SELECT task.* FROM task JOIN run ON run.id = task.run_id
                WHERE run.pipeline = :pipeline AND task.task_id = :task_id AND run.created < :before {extra}
                ORDER BY run.created DESC LIMIT 1""",
            {"pipeline": pipeline, "task_id": task_id, "before": before},
        )
        return rows[0] if rows else None

    def running_in_pools(self, now: float, besides: str) -> dict[str, int]:
        """Count the tasks that other living runs have running in each pool."""
        rows = self._driver.query(
            f"""SELECT task.pool AS pool, COUNT(*) AS n FROM task JOIN run ON run.id = task.run_id
                WHERE task.state = 'running' AND task.pool IS NOT NULL AND {IS_LIVING} AND run.id <> :besides
                GROUP BY task.pool""",
            {"now": now, "besides": besides},
        )
        return {row["pool"]: row["n"] for row in rows}

    def request(self, request_id: str, run_id: str, kind: str, task_id: str | None, now: float) -> None:
        """Ask the owner of a run for something: ``cancel``."""
        self._driver.execute(
            _insert("request", ("id", "run_id", "kind", "task_id", "made")),
            {"id": request_id, "run_id": run_id, "kind": kind, "task_id": task_id, "made": now},
        )

    def requests(self, run_id: str) -> list[Row]:
        """Return what others ask of a run, oldest first."""
        return self._driver.query("SELECT * FROM request WHERE run_id = :id ORDER BY made", {"id": run_id})

    def answered(self, request_ids: Sequence[str]) -> None:
        """Remove requests that were carried out."""
        self._driver.execute_many("DELETE FROM request WHERE id = :id", [{"id": one} for one in request_ids])

    def others_wrote(self) -> bool:
        """Tell whether another process may have written since the last call."""
        return self._driver.changed()

    def delete(self, run_ids: Sequence[str]) -> None:
        """Forget runs with everything that belongs to them."""
        rows = [{"id": one} for one in run_ids]
        for table in ("task", "attempt", "event", "request", "graph"):
            self._driver.execute_many(f"DELETE FROM {table} WHERE run_id = :id", rows)
        self._driver.execute_many("DELETE FROM run WHERE id = :id", rows)

    def _rows(self, sql: str, values: Values | None = None) -> list[Row]:
        rows = self._driver.query(sql, values)
        for name in JSON_COLUMNS & rows[0].keys() if rows else ():
            written = [row for row in rows if row[name] is not None]
            # All texts of a column as one list: to read each alone takes three times as long.
            values_read = json.loads(f"[{','.join([row[name] for row in written])}]")
            for row, value in zip(written, values_read, strict=True):
                row[name] = value
        return rows


def _all_packed(rows: Sequence[Values]) -> list[Row]:
    """Return rows of one table as the database takes them."""
    columns = JSON_COLUMNS & rows[0].keys() if rows else JSON_COLUMNS
    return [_packed(row, columns) for row in rows]


def _packed(row: Values, columns: Iterable[str] = JSON_COLUMNS) -> Row:
    """Return a row as the database takes it; text in a JSON column is JSON that is written already."""
    packed = dict(row)
    for name in columns:
        value = packed.get(name)
        if value is not None and type(value) is not str:
            packed[name] = _encode(value)
    texts = [value for value in packed.values() if type(value) is str]
    if not "".join(texts).isprintable():
        return {name: clean(value) if type(value) is str else value for name, value in packed.items()}
    return packed


def clean(text: str) -> str:
    r"""Return a text that any database takes: what a task raised may hold zero bytes and broken characters.

    >>> print(clean("caf\u00e9 \0 \udc80"))
    café \x00 \udc80
    """
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")


def _text(value: Any) -> str | None:
    return None if value is None else _encode(value)


_encode = writer()
