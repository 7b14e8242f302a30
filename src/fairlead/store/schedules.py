"""What the store knows of schedules: which pipelines run when, and which slots were started."""

from __future__ import annotations

from collections.abc import Sequence

from fairlead.store.drivers import Driver, Row, Values

COLUMNS = ("name", "file", "dag", "expression", "timezone", "start", "catchup")


class Schedules:
    """Ask and tell about schedules and their slots."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def put(self, schedule: Values) -> None:
        """Write a schedule; a changed one keeps its pause and its past slots."""
        changes = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS if name not in ("name", "start"))
        names, values = ", ".join(COLUMNS), ", ".join(":" + name for name in COLUMNS)
        self._driver.execute(
            f"INSERT INTO schedule ({names}) VALUES ({values}) ON CONFLICT (name) DO UPDATE SET {changes}",
            {name: schedule[name] for name in COLUMNS} | {"catchup": int(schedule["catchup"])},
        )

    def all(self) -> list[Row]:
        """Return every schedule by name."""
        return self._driver.query("SELECT * FROM schedule ORDER BY name")

    def remove(self, name: str) -> bool:
        """Forget a schedule and say whether there was one; its runs stay."""
        self._driver.execute("DELETE FROM slot WHERE schedule = :name", {"name": name})
        return self._driver.execute("DELETE FROM schedule WHERE name = :name", {"name": name}) == 1

    def pause(self, name: str, paused: bool) -> bool:
        """Stop or go on with a schedule and say whether there is one."""
        sql = "UPDATE schedule SET paused = :paused WHERE name = :name"
        return self._driver.execute(sql, {"name": name, "paused": int(paused)}) == 1

    def begin_at(self, name: str, start: float) -> None:
        """Move the moment from which on a schedule counts; slots that were dealt with stay so."""
        self._driver.execute("UPDATE schedule SET start = :start WHERE name = :name", {"name": name, "start": start})

    def claim(
        self, name: str, at: float, state: str, run_id: str | None, now: float, reason: str | None = None
    ) -> bool:
        """Take a slot, once for ever: False if it was taken before, by whichever process."""
        taken = self._driver.execute(
            """INSERT INTO slot (schedule, at, state, run_id, decided, reason)
               VALUES (:name, :at, :state, :run_id, :now, :reason)
               ON CONFLICT (schedule, at) DO NOTHING""",
            {"name": name, "at": at, "state": state, "run_id": run_id, "now": now, "reason": reason},
        )
        self._driver.execute(
            """UPDATE schedule SET last_slot = :at
               WHERE name = :name AND (last_slot IS NULL OR last_slot < :at)""",
            {"name": name, "at": at},
        )
        return taken == 1

    def rewind(self, name: str, now: float, state: str) -> None:
        """Take back what was decided while the clock was ahead: slots later than `now` that have this state.

        The other later slots stay taken, so that none is started a second time when its hour really comes.
        """
        values = {"name": name, "now": now, "state": state}
        self._driver.execute("DELETE FROM slot WHERE schedule = :name AND at > :now AND state = :state", values)
        self._driver.execute(
            """UPDATE schedule
               SET last_slot = (SELECT MAX(at) FROM slot WHERE schedule = :name AND at <= :now)
               WHERE name = :name""",
            {"name": name, "now": now},
        )

    def slot(self, name: str, at: float) -> Row | None:
        """Return a slot that was taken."""
        rows = self._driver.query("SELECT * FROM slot WHERE schedule = :name AND at = :at", {"name": name, "at": at})
        return rows[0] if rows else None

    def slots(self, name: str, states: Sequence[str] = (), limit: int = 100) -> list[Row]:
        """Return the latest slots of a schedule (only those in some states), newest first."""
        named = {f"state{number}": state for number, state in enumerate(states)}
        chosen = f"AND state IN ({', '.join(':' + key for key in named)})" if named else ""
        return self._driver.query(
            f"SELECT * FROM slot WHERE schedule = :name {chosen} ORDER BY at DESC LIMIT :limit",
            {"name": name, "limit": limit, **named},
        )

    def settle(self, name: str, at: float, state: str, run_id: str | None, reason: str | None = None) -> None:
        """Write what became of a slot."""
        self._driver.execute(
            """UPDATE slot SET state = :state, run_id = :run_id, reason = :reason
               WHERE schedule = :name AND at = :at""",
            {"name": name, "at": at, "state": state, "run_id": run_id, "reason": reason},
        )
