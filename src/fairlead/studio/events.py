"""What a run does, live: its event rows, read once for all tabs that look at it, and sent to each."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from fairlead.errors import FairleadError

if TYPE_CHECKING:
    from fairlead.store import Store
    from fairlead.studio.places import Place

Row = Mapping[str, Any]

POLL = 0.1
"""Seconds between looks at whether the store has changed: a question of microseconds for SQLite."""

LOOK_AFTER = 5.0
"""Seconds after which a run is looked up even if nothing has changed: its process may have died."""

PAUSE = 1.0
"""Seconds to wait before a store that cannot be read is tried again."""

BEAT = 15.0
"""Seconds of silence after which something is sent, so that a connection nobody reads any more is noticed."""

KEPT = 2000
"""Events that are kept in memory; whoever has seen less reads the older ones from the store."""

ENDED = frozenset({"succeeded", "failed", "cancelled", "interrupted"})


class Tail:
    """Follow the events of one run, for everybody who listens.

    One thread reads the store, however many listen, and only while somebody does. It hands what is new to the event
    loop, where all listeners wait for one condition.
    """

    def __init__(self, place: Place, run_id: str) -> None:
        self.place = place
        self.run_id = run_id
        self.events: list[Row] = []
        self.last = 0
        self.state = "pending"
        self.is_over = False
        self.listeners = 0
        self.changed = asyncio.Condition()
        self._loop = asyncio.get_running_loop()
        self._first = 1
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()

    async def listen(self, after: int) -> AsyncIterator[Row | None]:
        """Yield each event with a number above `after`, then those to come, until the run has ended.

        None stands for a silence: something should be sent, to see whether anybody still listens.
        """
        self.listeners += 1
        self._begin()
        try:
            while True:
                for event in await self._above(after):
                    after = event["number"]
                    yield event
                async with self.changed:
                    if self.last > after:
                        continue
                    if self.is_over:
                        return
                    try:
                        await asyncio.wait_for(self.changed.wait(), BEAT)
                    except TimeoutError:
                        yield None
        finally:
            self.listeners -= 1
            if not self.listeners:
                self._stop.set()

    async def close(self) -> None:
        """Let every listener go."""
        self._stop.set()
        async with self.changed:
            self.is_over = True
            self.changed.notify_all()

    async def _above(self, after: int) -> list[Row]:
        """Return the events after a number: from memory, or from the store what is older than that."""
        if not self.last or after >= self._first - 1:
            return [event for event in self.events if event["number"] > after]
        from fairlead.studio.asking import in_thread

        return await in_thread(self._from_store, after)

    def _from_store(self, after: int) -> list[Row]:
        with self.place.open_store() as store:
            return [*store.runs.events(self.run_id, after)]

    def _begin(self) -> None:
        if self._thread is None or not self._thread.is_alive() or self._stop.is_set():
            self._stop = threading.Event()
            self._thread = threading.Thread(
                target=self._watch, args=(self._stop, self.last), name=f"tail-{self.run_id}", daemon=True
            )
            self._thread.start()

    def _watch(self, stop: threading.Event, last: int) -> None:
        """Read the store until the run has ended or nobody listens; the body of the thread."""
        while not stop.is_set():
            try:
                with self.place.open_store() as store:  # opening it marks runs whose process has died
                    last, over = self._read(store, stop, last)
            except FairleadError:  # a locked store, a settings file in the middle of an edit: it may be right again
                stop.wait(PAUSE)
                continue
            if over:
                return

    def _read(self, store: Store, stop: threading.Event, last: int) -> tuple[int, bool]:
        """Read what is new for a while; return the number of the last event, and whether the run has ended."""
        state = "starting"
        for _ in range(int(LOOK_AFTER / POLL)):
            if store.driver.changed() or state == "starting":  # a process that cannot begin leaves no row
                # The state before the events: what ends a run is written after its last event.
                state = self._state(store)
                found = store.runs.events(self.run_id, last)
                last = found[-1]["number"] if found else last
                over = state in ENDED
                if found or over or state != self.state:
                    self._hand_over(found, state, over)
                if over:
                    return last, True
            if stop.wait(POLL):
                break
        return last, False

    def _state(self, store: Store) -> str:
        """Return the state of the run; "starting" while a process is about to begin it, or to take it up again."""
        from fairlead.project.starting import begun, taken_up

        try:
            run = store.runs.get(self.run_id)
        except KeyError:
            return "starting" if begun(self.place.project(), self.run_id).is_alive else "failed"
        known = taken_up(self.place.project(), run) if run["state"] in ENDED else None
        return "starting" if known is not None and known.is_alive else str(run["state"])

    def _hand_over(self, found: list[Any], state: str, over: bool) -> None:
        with suppress(RuntimeError):  # the loop is closed: the studio ends
            asyncio.run_coroutine_threadsafe(self._take(found, state, over), self._loop)

    async def _take(self, found: list[Any], state: str, over: bool) -> None:
        async with self.changed:
            new = [event for event in found if event["number"] > self.last]
            if new:
                self.events = [*self.events, *new][-KEPT:]
                self._first, self.last = self.events[0]["number"], self.events[-1]["number"]
            self.state, self.is_over = state, self.is_over or over
            self.changed.notify_all()


class Tails:
    """Hold the one tail of each run that somebody looks at."""

    def __init__(self) -> None:
        self._tails: dict[tuple[str, str], Tail] = {}

    def of(self, place: Place, run_id: str) -> Tail:
        """Return the tail of a run, to be listened to at once.

        One that nobody listens to, or that has ended, gives way to a new one.
        """
        self._tails = {key: one for key, one in self._tails.items() if one.listeners and not one.is_over}
        return self._tails.setdefault((place.prefix, run_id), Tail(place, run_id))

    async def close(self) -> None:
        """Let everybody who listens go; the studio ends."""
        for tail in self._tails.values():
            await tail.close()


async def stream(
    tails: Tails, place: Place, run_id: str, after: int, told: Callable[[Row], Mapping[str, Any]]
) -> AsyncIterator[str]:
    """Yield the events of a run as server-sent events, and at its end one that is called ``end``.

    Parameters
    ----------
    after : the number of the event that was seen last.
    told : what a browser is told of an event.
    """
    yield "retry: 1000\n\n"
    tail = tails.of(place, run_id)  # here and not before: between the two, others could find it with no listener
    async for event in tail.listen(after):
        if event is None:
            yield ": still here\n\n"
        else:
            yield message("step", told(event), event["number"])
    yield message("end", {"state": tail.state})


def message(name: str, data: Any, number: int | None = None) -> str:
    r"""Return one server-sent event.

    >>> message("end", {"state": "failed"}, 7)
    'id: 7\nevent: end\ndata: {"state": "failed"}\n\n'
    """
    mark = "" if number is None else f"id: {number}\n"
    return f"{mark}event: {name}\ndata: {json.dumps(data)}\n\n"
