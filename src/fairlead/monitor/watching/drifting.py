"""What has moved: each batch against its reference, whole and by segment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fairlead.errors import BatchError
from fairlead.finding import Finding, Severity
from fairlead.monitor.batches.batch import PROFILE, SEGMENT, Batch
from fairlead.monitor.batches.references import TRAINING, Window, chosen, merged
from fairlead.monitor.batches.shelf import Shelf
from fairlead.monitor.drift.report import DriftReport, compare
from fairlead.monitor.drift.segments import SegmentReport, compare_segments
from fairlead.monitor.drift.thresholds import Thresholds
from fairlead.monitor.profiles.answers import ANSWERS
from fairlead.monitor.profiles.table import Profile
from fairlead.monitor.watching.look import Shape
from fairlead.monitor.watching.oddities import oddities
from fairlead.monitor.watching.settings import Watched
from fairlead.monitor.watching.shapes import shape_of

LEAST_WINDOWS = 3
"""From so many batches of a reference on, what is usual between two of them is learned from them."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Hold how far a batch is from its reference.

    Parameters
    ----------
    reference : in words; windows : how many batches the thresholds were learned from, 0 if they are customs.
    report : None if there is nothing to compare with, as `findings` say.
    """

    reference: str
    report: DriftReport | None
    findings: tuple[Finding, ...] = ()
    windows: int = 0


class Comparer:
    """Compare batches with what a person has chosen as their reference.

    Parameters
    ----------
    batches : all that there are, in the order of time.
    training : the profile of the rows of the training; None if nothing is kept of them, as `untrained` says.
    """

    def __init__(
        self,
        shelf: Shelf,
        batches: Sequence[Batch],
        watched: Watched,
        training: Profile | None,
        untrained: str = "",
    ) -> None:
        self._shelf = shelf
        self._batches = batches
        self._watched = watched
        self._training = training
        self._untrained = untrained
        self._profiles: dict[tuple[str, str], Profile | None] = {}

    def moved(self, batch: Batch, *, is_asked: bool = False) -> Moved:
        """Compare a batch with its reference.

        Parameters
        ----------
        is_asked : whether a person has asked for this very reference, so that an error is one.

        Raises
        ------
        BatchError
            There is no such reference, and a person has asked for it.
        """
        current = self._profile(batch, PROFILE)
        if current is None:
            return Moved(self._watched.reference, None)
        try:
            window = self._window(batch)
        except BatchError as error:
            if is_asked:
                raise
            return Moved(self._watched.reference, None, (_no_reference(error), *oddities(current)))
        if not window.profile.rows:
            return Moved(window.name, None, (_empty_reference(window.name), *oddities(current)))
        known = [one for one in window.parts if one.rows]
        usual = Thresholds().calibrated(known) if len(known) >= LEAST_WINDOWS else Thresholds()
        report = compare(self._only(window.profile), self._only(current), thresholds=usual)
        return Moved(window.name, report, (*window.findings, *oddities(current, window.profile)), usual.windows)

    def segments(self, batch: Batch) -> dict[str, SegmentReport]:
        """Compare each segment with the same one of the reference, by column; nothing where there is none."""
        found: dict[str, SegmentReport] = {}
        try:
            earlier = chosen(self._watched.reference, batch, self._batches)
        except BatchError:
            return found
        for column in [one.column for one in self._watched.segments]:
            current = self._parts(batch, column)
            parts = [self._parts(one, column) for one in earlier]
            names = dict.fromkeys(name for one in parts for name in one)
            before = {name: merged(name, [one[name] for one in parts if name in one]).profile for name in names}
            if current and any(one.rows for one in before.values()):
                found[column] = compare_segments(
                    {name: self._only(one) for name, one in before.items()},
                    {name: self._only(one) for name, one in current.items()},
                )
        return found

    def shapes(self, batch: Batch, names: Sequence[str]) -> dict[str, Shape]:
        """Return how columns looked in the reference, and how they look in a batch."""
        current = self._profile(batch, PROFILE)
        try:
            before = self._window(batch).profile
        except BatchError:
            return {}
        found: dict[str, Shape] = {}
        for name in names:
            if current is not None and name in current and name in before:
                shape = shape_of(before[name], current[name])
                found |= {} if shape is None else {name: shape}
        return found

    def _parts(self, batch: Batch, column: str) -> Mapping[str, Profile]:
        names = batch.segments_of(column)
        found = {name: self._profile(batch, f"{SEGMENT}{column}={name}") for name in names}
        return {name: one for name, one in found.items() if one is not None}

    def _window(self, batch: Batch) -> Window:
        earlier = chosen(self._watched.reference, batch, self._batches)
        if not earlier:
            if self._training is None:
                raise BatchError.no_training(batch.model, self._untrained)
            return Window(TRAINING, self._training)
        name = earlier[0].name if len(earlier) == 1 else f"{earlier[0].name} to {earlier[-1].name}"
        profiles = [found for one in earlier if (found := self._profile(one, PROFILE)) is not None]
        return merged(name, profiles)

    def _only(self, profile: Profile) -> Profile:
        columns = self._watched.columns
        if columns is None:
            return profile
        names = [name for name in profile if name in columns or name in ANSWERS]
        return Profile(profile.rows, {name: profile[name] for name in names}, profile.unread)

    def _profile(self, batch: Batch, what: str) -> Profile | None:
        key = (batch.name, what)
        if key not in self._profiles:
            self._profiles[key] = self._shelf.profile(batch, what)
        return self._profiles[key]


def _no_reference(error: BatchError) -> Finding:
    return Finding(
        "no-reference",
        Severity.INFO,
        error.message,
        why="Without an earlier batch, or the training, nobody can say what has moved.",
        fix=error.hint,
    )


def _empty_reference(name: str) -> Finding:
    return Finding(
        "empty-reference",
        Severity.WARNING,
        f"The reference {name} has no rows, so nothing is compared with it.",
        fix="choose another one: `fairlead monitor --reference training`.",
    )
