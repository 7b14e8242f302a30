"""Give every task a random stream of its own while a notebook runs: so it becomes the twin of a parallel pipeline."""

from __future__ import annotations

import random
import sys
from collections.abc import Mapping
from typing import Any


class Streams:
    """Keep one random stream for each task, and change to a task's own before a statement of it.

    Parameters
    ----------
    tasks : the task of a place, for those places that draw random numbers.
    seeds : what each task's stream begins with.
    """

    def __init__(self, tasks: Mapping[str, str], seeds: Mapping[str, int]) -> None:
        self.tasks = tasks
        self.seeds = seeds
        self._task: str | None = None
        self._kept: dict[str, dict[str, Any]] = {}

    def enter(self, place: str) -> None:
        """Change to the stream of a place; one that is in no task leaves everything as it is."""
        task = self.tasks.get(place)
        if task is None or task == self._task:
            return
        if self._task is not None:
            self._kept[self._task] = _states()
        self._task = task
        if task in self._kept:
            _set_states(self._kept[task])
        else:
            seed_all(self.seeds[task])


def seed_all(seed: int) -> None:
    """Seed the global streams of Python, of NumPy and of torch, as far as they are imported."""
    random.seed(seed)
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed(seed)
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(seed)


def _states() -> dict[str, Any]:
    states = {"random": random.getstate()}
    if "numpy.random" in sys.modules:
        states["numpy"] = sys.modules["numpy.random"].get_state()
    if "torch" in sys.modules:
        states["torch"] = sys.modules["torch"].get_rng_state()
    return states


def _set_states(states: Mapping[str, Any]) -> None:
    random.setstate(states["random"])
    if "numpy" in states:
        sys.modules["numpy.random"].set_state(states["numpy"])
    if "torch" in states:
        sys.modules["torch"].set_rng_state(states["torch"])
