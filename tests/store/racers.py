"""Let many processes do the same to one store at the same moment: racers.py NAME LOCATION COUNT ARGUMENTS.

A program of its own, because a process that has an SQLite file open must not fork.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from fairlead.clock import ManualClock
from fairlead.errors import StaleChampionError
from fairlead.model.registry import Registry
from fairlead.pipeline.journal import Journal, Terms
from fairlead.project.monitoring.retraining import claimed
from fairlead.store import Store

Start = Callable[[], Any]


def open_new(start: Start, location: str, number: int) -> int:
    """Open a store that is not there yet."""
    start()
    with Store(location) as store:
        return len(store.runs.recent())


def take(start: Start, location: str, number: int, *, run: str, seen: Any, now: float) -> int:
    """Become the owner of a run."""
    with Store(location) as store:
        start()
        with store.transaction():
            return store.runs.take(run, {"pid": number}, seen, now, 10.0)


def claim_slots(start: Start, location: str, number: int, *, schedule: str, slots: list[float]) -> list[float]:
    """Claim slots of a schedule and return those that were given."""
    with Store(location) as store:
        start()
        won = []
        for at in slots:
            with store.transaction():
                if store.schedules.claim(schedule, at, "started", f"run-{number}", time.time()):
                    won.append(at)
        return won


def write(start: Start, location: str, number: int, *, transactions: int) -> int:
    """Add to one counter that all share and to one's own, a transaction each time."""
    with Store(location) as store:
        with store.transaction():
            store.driver.execute("INSERT INTO counter VALUES (:n, 0)", {"n": number})
        start()
        for _ in range(transactions):
            with store.transaction():
                store.driver.execute("UPDATE counter SET value = value + 1 WHERE n IN (0, :n)", {"n": number})
        own = store.driver.query("SELECT value FROM counter WHERE n = :n", {"n": number})
        return int(own[0]["value"])


def intend(start: Start, location: str, number: int, *, key: str, now: float) -> bool:
    """Intend a side effect as one of several living runs."""
    row = {"effect_key": key, "run_id": f"run-{number}", "task_id": "deploy", "attempt": 1, "state": "intent"}
    with Store(location) as store:
        start()
        with store.transaction():
            store.runs.take_turns()
            return store.runs.intend_effect(row | {"intended": now, "settled": None, "artifact": None}, now)


def enter_pool(start: Start, location: str, number: int, *, places: int, now: float) -> int:
    """Claim tasks that all need a place in one pool, as one of several runs; return how many may run."""
    with Store(location) as store:
        run = store.runs.get(f"run-{number}")
        rows = store.runs.tasks(run["id"])
        journal = Journal(run, rows, run["fence"], store, ManualClock(now), lambda event: None)
        start()
        entered = 0
        for row in rows:
            entered += journal.claim(row, Terms(pool="db", others=places - entered - 1), state="running")
        return entered


def add_versions(start: Start, location: str, number: int, *, versions: int) -> list[int]:
    """Add versions of one model and return their numbers."""
    row = {"name": "churn", "at": 0.0, "actor": "a", "why": "", "parts": {}, "card": {}}
    with Store(location) as store:
        start()
        found = []
        for n in range(versions):
            with store.transaction():
                store.models.take_turns()
                found.append(store.models.add({**row, "digest": f"{number}-{n}"}))
        return found


def promote(start: Start, location: str, number: int, *, racers: int, times: int) -> dict[str, int]:
    """Compare with the champion, and then make a new version the champion; count how that went."""
    with Store(location) as store:
        registry = Registry(store, None, ManualClock(), f"racer {number}")  # type: ignore[arg-type]
        done = {"promoted": 0, "refused": 0}
        for n in range(times):
            seen = registry.holder("churn").version
            start()  # all have seen the same champion
            try:
                registry.promote("churn", 1 + number + racers * n, expect=seen, why="good")
                done["promoted"] += 1
            except StaleChampionError:
                done["refused"] += 1
        return done


def claim_retraining(start: Start, location: str, number: int, *, causes: int, now: float) -> list[int]:
    """Ask for a new model for one cause after the other, as one of several monitors; return for which it is given."""
    look: Any = SimpleNamespace(
        model="churn", watched=SimpleNamespace(cool_down=3600.0), batch=SimpleNamespace(version=3)
    )
    won = []
    with Store(location) as store:
        for n in range(causes):
            start()  # all see the same state
            if claimed(store, look, f"cause {n}", "it fell", f"run-{number}-{n}", now + n * 7200.0) is None:
                won.append(n)
    return won


RACERS = (open_new, take, claim_slots, write, intend, enter_pool, add_versions, promote, claim_retraining)
RACES = {race.__name__: race for race in RACERS}


def main(name: str, location: str, count: int, arguments: dict[str, Any]) -> None:
    if "://" in location:
        import sqlalchemy.dialects.postgresql.psycopg  # noqa: F401 - once here rather than once in each racer

    context = multiprocessing.get_context("fork")
    gate, answers = context.Barrier(count), context.Queue()

    def run(number: int) -> None:
        try:
            answers.put(RACES[name](gate.wait, location, number, **arguments))
        except BaseException as error:
            answers.put(f"{type(error).__name__}: {error}")

    racers = [context.Process(target=run, args=(number,)) for number in range(1, count + 1)]
    for racer in racers:
        racer.start()
    print(json.dumps([answers.get(timeout=100) for _ in racers]))
    for racer in racers:
        racer.join()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), json.loads(sys.argv[4]))
