"""Follow the registry: a promotion, a trial or a rollback is served a moment later, and no request waits for it.

A thread asks who holds the alias, loads and proves what is new, and puts another line-up in the place of the old one.
What cannot be loaded is not served: the old line-up stays, and says why.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any, Protocol

from fairlead.clock import Clock
from fairlead.errors import FairleadError
from fairlead.model.registry import Registry
from fairlead.model.strategy import Strategy
from fairlead.serve.arms import Arm, Lineup
from fairlead.serve.keys import Door
from fairlead.serve.metrics import Meter
from fairlead.serve.readying import Make, Readying

LOOK_SECONDS = 0.25
"""How often the registry is asked; a question is one row by its key."""

RETRY_SECONDS = 10.0
"""How long after a failure to load the same versions they are tried again."""

ROUND_SECONDS = 1.0
NOTE_SECONDS = 60.0
"""How often API keys and new versions are looked for, and how often it is written down which keys were used."""

say = logging.getLogger("fairlead.serve")


class KeyRows(Protocol):
    """Read the API keys, and note their use; `fairlead.store.Keys` does."""

    def active(self) -> Iterable[Mapping[str, Any]]:
        """Return the keys that count."""
        ...

    def note_use(self, digest: str, at: float) -> None:
        """Write when a key was last used."""
        ...


OpenSource = Callable[[], AbstractContextManager[tuple[Registry, KeyRows]]]
"""Opens the registry and the keys; what it gives is used in the thread that has opened it."""

Wanted = tuple[int, int | None, Strategy]
"""The holder of the alias, the version on trial, and how."""


class Live:
    """Hold what is served now, and follow the registry.

    Parameters
    ----------
    which : an alias, which is followed, or the number of a version, which stays.
    door : is told which keys count.
    make, make_at_once, prepare, is_outdated : see `Readying`; without a `make_at_once` a change waits for the proof of
        its plan.

    Attributes
    ----------
    lineup : what is served now; another object after each change.
    """

    lineup: Lineup

    def __init__(
        self,
        source: OpenSource,
        name: str,
        which: int | str,
        *,
        clock: Clock,
        meter: Meter,
        door: Door,
        make: Make = Arm.of,
        make_at_once: Make | None = None,
        prepare: Callable[[Arm], None] = lambda arm: None,
        is_outdated: Callable[[Arm], bool] = lambda arm: False,
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        self._source = source
        self._name = name
        self._which = which
        self._clock = clock
        self._meter = meter
        self._door = door
        self._readying = Readying(
            name, clock, make=make, make_at_once=make_at_once or make, prepare=prepare, on_proved=self._put_plan,
            is_outdated=is_outdated,
        )  # fmt: skip
        self._changing = threading.RLock()
        self._look_seconds = look_seconds
        self._stopping = threading.Event()
        self._wanted: Wanted | None = None
        self._newest = 0
        self._tried = 0.0
        self._is_whole = False
        self._next_round = self._noted = clock.monotonic()

    def start(self) -> None:
        """Load what is to be served, and follow it from now on.

        Raises
        ------
        FairleadError
            There is no such model, or it cannot be loaded.
        """
        with self._source() as (registry, keys):
            self._serve(registry, self._ask(registry), at_once=False)
            self._say_how()
            self._door.change(keys.active())
        self._thread = threading.Thread(target=self._follow, name="fairlead-live", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Follow the registry no longer; what is served stays."""
        self._stopping.set()
        self._thread.join()
        self._readying.close()

    def _follow(self) -> None:
        """Look again and again; a registry that cannot be reached is opened anew."""
        while not self._stopping.is_set():
            try:
                with self._source() as (registry, keys):
                    while not self._stopping.wait(self._look_seconds):
                        self._look(registry)
                        if self._clock.monotonic() >= self._next_round:
                            self._next_round = self._clock.monotonic() + ROUND_SECONDS
                            self._go_round(registry, keys)
                    self._note_use(keys)
            except Exception as error:  # the edge of the thread: serving goes on with what there is
                self._tell(f"The registry cannot be read: {_sentence(error)}")
                self._stopping.wait(1.0)

    def _look(self, registry: Registry) -> None:
        wanted = self._ask(registry)
        if wanted == self._wanted and self._is_whole:
            self._tell(None)
            return
        if wanted == self._wanted and self._clock.monotonic() - self._tried < RETRY_SECONDS:
            return
        before = self.lineup
        try:
            self._serve(registry, wanted)
        except Exception as error:  # whatever it is, the version is not fit to be served
            self._tell(self._unfit(wanted[0], error))
            return
        if (self.lineup.champion, self.lineup.trial) != (before.champion, before.trial):
            self._meter.add("fairlead_model_changes_total")
            say.info("now served: %s", self.lineup)
            self._say_how()

    def _serve(self, registry: Registry, wanted: Wanted, *, at_once: bool = True) -> None:
        """Load what is wanted and serve it; a trial that cannot be loaded leaves the champion alone."""
        self._wanted, self._tried, self._is_whole = wanted, self._clock.monotonic(), False
        version, number, strategy = wanted
        champion, trial, trouble = self._readying.get(registry, version, at_once=at_once), None, None
        if number is not None:
            try:
                trial = self._readying.get(registry, number, at_once=at_once)
            except Exception as error:  # as above
                trouble = self._unfit(number, error)
        with self._changing:
            before = getattr(self, "lineup", None)
            how = strategy if trial is not None else Strategy()
            self.lineup = Lineup(champion, trial, how, before and before.trouble)
            for arm in self.lineup.arms.values():  # its plan may have been proved since
                self.lineup = self.lineup.with_arm(self._readying.known(arm.version) or arm)
            self._tell(trouble)
        self._is_whole = trouble is None
        self._meter.show_serving({name: (arm.name, arm.version) for name, arm in self.lineup.arms.items()})

    def _unfit(self, version: int, error: Exception) -> str:
        self._meter.add("fairlead_model_load_failures_total")
        return f"{self._name}:{version} cannot be served: {_sentence(error)}"

    def _ask(self, registry: Registry) -> Wanted:
        if isinstance(self._which, int):
            return self._which, None, Strategy()
        holder = registry.holder(self._name, self._which)
        return holder.version, holder.trial, holder.strategy

    def _put_plan(self, arm: Arm) -> None:
        """Let a version that is served go on by its plan."""
        with self._changing:
            self.lineup = self.lineup.with_arm(arm)
        if any(one is arm for one in self.lineup.arms.values()):
            say.info("%s:%d %s", arm.name, arm.version, arm.predictor.compiled.in_words)

    def _say_how(self) -> None:
        """Say of each version that is served whether it answers by its plan, and on which rows that was proved."""
        for arm in self.lineup.arms.values():
            say.info("%s:%d %s", arm.name, arm.version, arm.predictor.compiled.in_words)

    def _look_ahead(self, registry: Registry) -> None:
        """Load the newest version before anybody promotes it, so that its plan is proved by then."""
        newest = registry.versions(self._name)[0].version
        if newest <= self._newest or self._stopping.is_set():
            return
        self._newest = newest
        try:
            self._readying.get(registry, newest)
        except Exception as error:  # as above, but nobody has asked for it yet
            say.warning("%s:%d could not be served: %s", self._name, newest, _sentence(error))

    def _go_round(self, registry: Registry, keys: KeyRows) -> None:
        """Do what need not be done as often as to ask who is champion."""
        self._door.change(keys.active())
        self._meter.show_process()
        if self._clock.monotonic() - self._noted >= NOTE_SECONDS:
            self._note_use(keys)
            self._noted = self._clock.monotonic()
        if isinstance(self._which, str):
            self._look_ahead(registry)

    def _note_use(self, keys: KeyRows) -> None:
        for digest in list(self._door.used):
            keys.note_use(digest, self._door.used.pop(digest))

    def _tell(self, trouble: str | None) -> None:
        """Say why the registry is not followed, or that it is again."""
        with self._changing:
            is_new = trouble != self.lineup.trouble
            self.lineup = replace(self.lineup, trouble=trouble)
        if is_new:
            self._meter.put("fairlead_registry_trouble", 0.0 if trouble is None else 1.0)
            say.log(logging.INFO if trouble is None else logging.ERROR, trouble or "the registry is followed again")


def _sentence(error: Exception) -> str:
    text = error.message if isinstance(error, FairleadError) else f"{type(error).__name__}: {error}"
    return " ".join(text.split())
