"""A detector takes numbers only, and what it is worth is known before it is chosen, beside two dummies."""

from __future__ import annotations

from typing import Any

import numpy
import pytest

from fairlead.errors import DetectorError
from fairlead.monitor import Detector, adwin_bound, delay_table, expected_delay
from fairlead.monitor.streaming.detectors import KINDS


def stream(*parts: tuple[int, float], seed: int = 0) -> list[int]:
    """Return errors: so many outcomes at such a rate, one part after the other."""
    draw = numpy.random.default_rng(seed)
    return [int(one) for count, rate in parts for one in draw.random(count) < rate]


@pytest.mark.parametrize("name", ["adwin", "ddm", "page-hinkley"])
def test_a_detector_alarms_after_a_change_as_river_itself_does(name: str) -> None:
    river = pytest.importorskip("river.drift")
    errors = stream((2000, 0.1), (2000, 0.4))
    inner = {"adwin": river.ADWIN, "page-hinkley": river.PageHinkley, "ddm": river.binary.DDM}[name]()
    expected = []
    for n, value in enumerate(errors, start=1):
        inner.update(value)
        if inner.drift_detected:
            expected.append(n)
    found = Detector(name).alarms(errors)
    assert found == expected
    assert 2000 < found[0] < 2500


def test_a_detector_goes_on_where_it_was_and_begins_again() -> None:
    errors = stream((1000, 0.1), (1000, 0.5))
    whole, parts = Detector(), Detector()
    assert whole.alarms(errors) == [*parts.alarms(errors[:1100]), *parts.alarms(errors[1100:])]
    assert whole.again().seen == 0


@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), "1", [1], numpy.nan])
def test_what_is_no_number_is_refused_and_changes_nothing(value: Any) -> None:
    detector = Detector()
    detector.update(numpy.float64(1.0))
    with pytest.raises(DetectorError, match="Value 2 of the stream is"):
        detector.update(value)
    assert detector.seen == 1


def test_a_detector_of_errors_takes_0_and_1_only() -> None:
    detector = Detector("ddm")
    assert [detector.update(one) for one in (0, 1, True, numpy.int64(0))] == [False] * 4
    with pytest.raises(DetectorError, match="'?ddm'? takes 0 or 1"):
        detector.update(0.5)


@pytest.mark.parametrize(
    ("name", "settings", "said"),
    [
        ("adwim", {}, "did you mean 'adwin'"),
        ("adwin", {"delta": 2}, "between 0 and 1"),
        ("adwin", {"delta": 0}, "between 0 and 1"),
        ("adwin", {"dleta": 0.1}, "unexpected keyword argument 'dleta'"),
        ("page-hinkley", {"threshold": float("nan")}, "expected a number"),
    ],
)
def test_settings_that_make_no_sense_are_refused(name: str, settings: dict[str, Any], said: str) -> None:
    with pytest.raises(DetectorError) as caught:
        Detector(name, **settings)
    assert said in str(caught.value)


def test_the_dummies_stand_beside_every_detector_and_are_right_in_no_stream() -> None:
    table = delay_table(0.08, 0.2, streams=3)
    assert [one.detector for one in table.delays] == ["adwin", "page-hinkley", "ddm", "always", "never"]
    always, never = table.delays[-2:]
    assert (always.median, always.false_alarms, always.right) == (1.0, 10_000.0, 0.0)
    assert (never.median, never.missed, never.right) == (None, 1.0, 0.0)
    assert table.delays[0].right == 1.0
    assert "simulated" in str(table)


def test_a_stream_without_a_change_gives_hardly_any_alarm() -> None:
    found = expected_delay(Detector(), 0.08, 0.13, streams=10)
    assert found.false_alarms <= 1
    assert "simulated, 10 streams" in str(found)


@pytest.mark.heavy
def test_from_92_to_87_percent_adwin_needs_some_900_outcomes() -> None:
    found = expected_delay(Detector(), 0.08, 0.13, streams=200)
    assert found.median is not None and 750 < found.median < 1050
    assert found.missed == 0
    assert adwin_bound(0.08, 0.13) == pytest.approx(found.median, rel=0.15)


@pytest.mark.parametrize(("before", "after"), [(0.08, 0.13), (0.15, 0.25), (0.3, 0.2)])
def test_the_limit_of_adwin_is_near_what_is_simulated(before: float, after: float) -> None:
    found = expected_delay(Detector(), before, after, streams=20, seed=3)
    assert found.median is not None
    assert adwin_bound(before, after) == pytest.approx(found.median, rel=0.3)


def test_a_bolder_setting_sees_earlier() -> None:
    bounds = [adwin_bound(0.08, 0.13, delta=delta) or 0 for delta in (0.00002, 0.002, 0.2)]
    assert bounds == sorted(bounds, reverse=True)
    assert adwin_bound(0.5, 0.500001) is None


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: expected_delay(Detector(), 0.1, 0.1), "no change to detect"),
        (lambda: expected_delay(Detector(), -0.1, 0.1), "an error rate between 0 and 1"),
        (lambda: expected_delay(Detector(), 0.1, 0.2, streams=0), "1 or more"),
        (lambda: adwin_bound(0.1, 0.1), "no change to detect"),
        (lambda: adwin_bound(0.1, 1.1), "an error rate between 0 and 1"),
        (lambda: adwin_bound(0.1, 0.2, delta=0), "between 0 and 1"),
        (lambda: adwin_bound(0.1, 0.2, seen=1), "2 or more"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(call: Any, said: str) -> None:
    with pytest.raises(DetectorError) as caught:
        call()
    assert said in str(caught.value)


def test_every_detector_names_its_source() -> None:
    assert all(kind.source for kind in KINDS.values())
