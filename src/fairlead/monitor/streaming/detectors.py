"""Detectors of change in a stream of numbers: those of river, and two dummies that anything must be held against."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fairlead.errors import DetectorError, MissingExtraError


class _Always:
    """Alarm at every value."""

    drift_detected = True

    def update(self, value: float) -> None:
        """Take no note."""


class _Never:
    """Alarm at none."""

    drift_detected = False

    def update(self, value: float) -> None:
        """Take no note."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Describe a detector.

    Parameters
    ----------
    make : from its settings.
    is_binary : whether it takes 0 and 1 only.
    source : of the method; the defaults are those of river 0.26.
    microseconds : that an update takes, roughly, as measured on one machine.
    """

    make: Callable[..., Any]
    is_binary: bool
    source: str
    microseconds: float


def _river(name: str, folder: str = "drift") -> Callable[..., Any]:
    def make(**settings: Any) -> Any:
        try:
            from river import drift  # an extra
        except ImportError as error:
            raise MissingExtraError.needs("river", "stream", f"The detector {name}") from error
        return getattr(drift.binary if folder == "binary" else drift, name)(**settings)

    return make


KINDS: Mapping[str, Kind] = {
    "adwin": Kind(_river("ADWIN"), False, "Bifet and Gavalda 2007, SIAM Data Mining", 0.5),
    "page-hinkley": Kind(_river("PageHinkley"), False, "Page 1954, Biometrika 41", 0.9),
    "ddm": Kind(_river("DDM", "binary"), True, "Gama, Medas, Castillo and Rodrigues 2004, SBIA", 0.9),
    "kswin": Kind(_river("KSWIN"), False, "Raab, Heusinger and Schleif 2020, Neurocomputing 416", 529.0),
    "always": Kind(_Always, False, "a dummy: fires at every value", 0.0),
    "never": Kind(_Never, False, "a dummy: never fires", 0.0),
}
"""The detectors by name; EDDM is left out, as it fires all the time on a stable stream (some 20 times in 10,000)."""

DUMMIES = ("always", "never")


class Detector:
    """Watch a stream for a change of its mean, such as of errors: 1 for a wrong answer, 0 for a right one.

    Parameters
    ----------
    name : "adwin", "page-hinkley", "ddm", "kswin", or one of the dummies "always" and "never".
    settings : of the detector, as river names them, such as ``delta=0.01``.

    Raises
    ------
    DetectorError
        There is no such detector, or it does not take these settings.
    MissingExtraError
        river is not installed.

    Notes
    -----
    An alarm says that the mean has changed, for the better or for the worse. How late it comes, `expected_delay` says.

    Examples
    --------
    >>> errors = [0] * 900 + [1, 0] * 150
    >>> Detector("adwin").alarms(errors)[:1]
    [928]
    """

    def __init__(self, name: str = "adwin", **settings: Any) -> None:
        if name not in KINDS:
            raise DetectorError.no_such_detector(name, KINDS)
        self.name = name
        self.settings = dict(settings)
        self.seen = 0
        for key, value in settings.items():
            if isinstance(value, float) and not math.isfinite(value):
                raise DetectorError.bad_setting(name, key, value, "a number")
            if key in SHARES and not (isinstance(value, int | float) and 0 < value < 1):
                raise DetectorError.bad_setting(name, key, value, "a number between 0 and 1")
        try:
            self._inner = KINDS[name].make(**settings)
        except (TypeError, ValueError) as error:
            shown = next(iter(settings), "settings")
            raise DetectorError.bad_setting(name, shown, settings.get(shown), f"what river takes: {error}") from error

    def update(self, value: float) -> bool:
        """Take one value, and say whether the detector alarms.

        Raises
        ------
        DetectorError
            The value is missing, infinite or no number, or is not 0 or 1 where the detector takes these only. The
            detector stays as it was.
        """
        self._inner.update(self._read(value))
        self.seen += 1
        return bool(self._inner.drift_detected)

    def alarms(self, values: Iterable[float]) -> list[int]:
        """Take many values, and return at which of them, counted from 1 since the beginning, it alarmed."""
        return [self.seen for value in values if self.update(value)]

    def again(self) -> Detector:
        """Return a new detector with the same settings, that has seen nothing."""
        return Detector(self.name, **self.settings)

    def _read(self, value: Any) -> float:
        is_binary = KINDS[self.name].is_binary
        expected = "0 or 1" if is_binary else "numbers"
        is_number = isinstance(value, int | float) or (hasattr(value, "dtype") and getattr(value, "ndim", 1) == 0)
        try:
            number = float(value) if is_number else math.nan
        except (TypeError, ValueError):
            number = math.nan
        if not math.isfinite(number) or (is_binary and number not in (0.0, 1.0)):
            raise DetectorError.no_value(self.name, self.seen + 1, value, expected)
        return number

    def __str__(self) -> str:
        words = ", ".join(f"{name}={value:g}" for name, value in self.settings.items())
        return f"{self.name} ({words})" if words else self.name


SHARES = frozenset({"delta", "alpha"})
"""Settings of which a value out of (0, 1) makes no sense; river takes them and never alarms, or always."""
