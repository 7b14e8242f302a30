"""What was tested where: results of tests by layer and level."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from fairlead.testing.layers import LAYERS, LEVELS, Layer, Level

Outcome = Literal["passed", "failed", "skipped"]
BAR = 30
"""Characters of the widest step of the pyramid."""


@dataclass(frozen=True, slots=True)
class Tested:
    """Hold the result of one test.

    Parameters
    ----------
    test : its name in pytest, ``tests/test_steps.py::test_ages``.
    layer, level : as it is marked; None of a test without the mark.
    outcome : "passed", "failed" (also if it could not be set up) or "skipped".
    seconds : float, how long it took.
    said : of a failure its first line, of a skipped test the reason.
    proves : ids of questions of the ML Test Score that the test answers, with spaces between.
    """

    __test__: ClassVar[bool] = False  # no class of tests, whatever pytest thinks of its name

    test: str
    layer: Layer | None
    level: Level | None
    outcome: Outcome
    seconds: float = 0.0
    said: str = ""
    proves: str = ""


@dataclass(frozen=True, slots=True)
class Pyramid:
    """Show tests as a pyramid: many of one function at its base, few of the whole way at its top.

    >>> base = [Tested(f"test_{n}", "data", "unit", "passed", 0.01) for n in range(4)]
    >>> pyramid = Pyramid((*base, Tested("test_all", "system", "e2e", "failed", 2.0)))
    >>> pyramid.count(level="unit"), pyramid.count(layer="system", outcome="failed"), pyramid.is_top_heavy
    (4, 1, False)
    """

    tests: Sequence[Tested] = ()

    def count(self, layer: Layer | None = None, level: Level | None = None, outcome: Outcome | None = None) -> int:
        """Return how many tests there are of a layer, a level, an outcome."""
        return len(self.of(layer, level, outcome))

    def of(
        self, layer: Layer | None = None, level: Level | None = None, outcome: Outcome | None = None
    ) -> list[Tested]:
        """Return the tests of a layer, a level, an outcome; None means all of them."""
        return [
            one
            for one in self.tests
            if (layer is None or one.layer == layer)
            and (level is None or one.level == level)
            and (outcome is None or one.outcome == outcome)
        ]

    @property
    def marked(self) -> int:
        """Return how many tests belong to a layer."""
        return sum(one.layer is not None for one in self.tests)

    @property
    def is_top_heavy(self) -> bool:
        """Tell whether there are more tests of the whole way than of single functions."""
        return self.count(level="e2e") > self.count(level="unit")

    @property
    def empty_layers(self) -> list[Layer]:
        """Name the layers in which nothing is tested."""
        return [layer for layer in LAYERS if not self.count(layer)]

    def render(self) -> str:
        """Write the pyramid, and below it the layers, for a terminal."""
        return "\n".join([*self._steps(), "", *self._layers(), *self._warnings()])

    def _steps(self) -> list[str]:
        counts = {level: self.count(level=level) for level in reversed(LEVELS)}
        most = max(counts.values(), default=0) or 1
        lines = []
        for level, count in counts.items():
            width = max(1, round(BAR * count / most)) if count else 0
            tests = self.of(level=level)
            seconds = sum(one.seconds for one in tests)
            lines.append(f"{level:>11}  {('█' * width).center(BAR)}  {_counted(tests)}, {seconds:.2f} s")
        return lines

    def _layers(self) -> list[str]:
        return [f"{layer:>11}  {_counted(self.of(layer)):<32}{words}" for layer, words in LAYERS.items()]

    def _warnings(self) -> list[str]:
        lines = []
        if self.empty_layers:
            lines += ["", f"Nothing is tested in: {', '.join(self.empty_layers)}."]
        unmarked = len(self.tests) - self.marked
        if unmarked:
            lines += ["", f"{unmarked} of {len(self.tests)} tests belong to no layer: mark them with `ml(layer=...)`."]
        if self.is_top_heavy:
            lines += ["", "There are more tests of the whole way than of single functions: they are slow to tell why."]
        return lines


def _counted(tests: Iterable[Tested]) -> str:
    """Return how many tests there are, and how they ended if not well.

    >>> _counted([Tested("a", None, None, "passed"), Tested("b", None, None, "failed")])
    '2 tests, 1 failed'
    """
    found = list(tests)
    parts = [f"{len(found)} test{'' if len(found) == 1 else 's'}"]
    for outcome in ("failed", "skipped"):
        count = sum(one.outcome == outcome for one in found)
        parts += [f"{count} {outcome}"] if count else []
    return ", ".join(parts)
