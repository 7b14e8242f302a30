"""Versions that are ready to answer: at once by their pipeline, and by their plan once it is proved.

A proof takes seconds, so it is made in a thread of its own: no change of what is served waits for it.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from fairlead.clock import Clock
from fairlead.model.registry import Registry
from fairlead.serve.arms import Arm

if TYPE_CHECKING:
    from fairlead.model.model import Model

Make = Callable[[str, int, "Model", float], Arm]

ARMS_KEPT = 4
"""Versions that stay loaded: the champion, one on trial, the newest, and the one before, for a rollback."""

say = logging.getLogger("fairlead.serve")


class Readying:
    """Load versions, keep those that were used last, and prove their plans beside.

    Parameters
    ----------
    make : makes a version ready with its plan proved, see `Arm.of`.
    make_at_once : makes it ready without a proof; the same as `make` if it may take its time.
    prepare : told of each version that was loaded; what it raises keeps the version out.
    on_proved : told of a version that was ready before, and now has its plan.
    is_outdated : tells whether more is known of a plan by now; such a version is made ready anew.
    """

    def __init__(
        self,
        name: str,
        clock: Clock,
        *,
        make: Make,
        make_at_once: Make,
        prepare: Callable[[Arm], None],
        on_proved: Callable[[Arm], None],
        is_outdated: Callable[[Arm], bool] = lambda arm: False,
    ) -> None:
        self._name = name
        self._clock = clock
        self._make = make
        self._make_at_once = make_at_once
        self._prepare = prepare
        self._on_proved = on_proved
        self._is_outdated = is_outdated
        self._arms: dict[int, Arm] = {}
        self._state = threading.Lock()
        self._to_prove: queue.SimpleQueue[Arm | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._prove, name="fairlead-proofs", daemon=True)
        self._thread.start()

    def get(self, registry: Registry, version: int, *, at_once: bool = True) -> Arm:
        """Return a version, loaded now if it is not known.

        Parameters
        ----------
        at_once : whether it may answer by its pipeline first.

        Raises
        ------
        FairleadError
            It cannot be loaded.
        """
        known = self.known(version)
        if known is not None and not self._is_outdated(known):
            return known
        make = self._make_at_once if at_once else self._make
        model = registry.load(self._name, version) if known is None else known.model
        arm = make(self._name, version, model, self._clock.now())
        self._prepare(arm)
        self._keep(arm)
        if arm.waits_for_proof:
            self._to_prove.put(arm)
        return arm

    def known(self, version: int) -> Arm | None:
        """Return a version as it is ready now; None if it is not loaded."""
        with self._state:
            arm = self._arms.pop(version, None)
            if arm is not None:
                self._arms[version] = arm  # the last used one is the last to go
            return arm

    def close(self) -> None:
        """Prove nothing more; a proof that is being made is given up with the process."""
        self._to_prove.put(None)
        self._thread.join(1.0)

    def _keep(self, arm: Arm) -> None:
        with self._state:
            self._arms.pop(arm.version, None)
            self._arms[arm.version] = arm
            while len(self._arms) > ARMS_KEPT:
                del self._arms[next(iter(self._arms))]

    def _prove(self) -> None:
        while (arm := self._to_prove.get()) is not None:
            try:
                proved = self._make(arm.name, arm.version, arm.model, arm.at)
            except Exception:  # the edge of the thread: the version goes on answering by its pipeline
                say.exception("the plan of %s:%d could not be proved", arm.name, arm.version)
                continue
            self._keep(proved)
            self._on_proved(proved)
