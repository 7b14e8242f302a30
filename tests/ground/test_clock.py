"""Times, durations, run ids and seeds."""

import math
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.clock import (
    RUN_ID_ALPHABET,
    Clock,
    ManualClock,
    SystemClock,
    derive_seed,
    duration,
    new_run_id,
    parse_timestamp,
    show_duration,
    timestamp,
)
from fairlead.errors import ScheduleError

MOMENT = datetime(2026, 11, 23, 14, 45, 12, 250_000, UTC).timestamp()
SRC = Path(__file__).parents[2] / "src"
# From 1970 to 2100, where every platform's gmtime agrees.
moments = st.floats(min_value=0, max_value=4_102_444_800, allow_nan=False)


class TestClocks:
    @pytest.fixture(params=[SystemClock, lambda: ManualClock(MOMENT)], ids=["system", "manual"])
    def clock(self, request: pytest.FixtureRequest) -> Clock:
        made: Clock = request.param()
        return made

    def test_sleeping_lets_at_least_that_time_pass(self, clock: Clock) -> None:
        began, began_monotonic = clock.now(), clock.monotonic()
        clock.sleep(0.02)
        assert clock.monotonic() - began_monotonic >= 0.0199
        assert clock.now() - began >= 0.0199

    def test_a_negative_sleep_is_no_sleep(self, clock: Clock) -> None:
        began = clock.monotonic()
        clock.sleep(-5)
        assert 0 <= clock.monotonic() - began < 1


def test_the_system_clock_tells_the_time_of_the_system() -> None:
    assert abs(SystemClock().now() - time.time()) < 1


def test_a_manual_clock_stands_still_until_it_is_moved() -> None:
    clock = ManualClock(MOMENT)
    assert clock.now() == clock.now() == MOMENT
    clock.advance(60)
    assert clock.now() == MOMENT + 60


def test_a_manual_clock_never_runs_backwards() -> None:
    with pytest.raises(ValueError, match="backwards"):
        ManualClock().advance(-1)


def test_a_jump_of_the_clock_is_no_time_that_passes() -> None:
    clock = ManualClock(MOMENT)
    clock.jump(-3600)
    assert clock.now() == MOMENT - 3600
    assert clock.monotonic() == 0


def test_a_timestamp_is_utc_with_milliseconds() -> None:
    assert timestamp(MOMENT) == "2026-11-23T14:45:12.250Z"
    assert timestamp(0) == "1970-01-01T00:00:00.000Z"


def test_a_timestamp_rounds_up_into_the_next_second() -> None:
    assert timestamp(59.9996) == "1970-01-01T00:01:00.000Z"


@given(moments)
def test_a_timestamp_is_read_back_to_the_millisecond(seconds: float) -> None:
    assert parse_timestamp(timestamp(seconds)) == pytest.approx(seconds, abs=0.00051, rel=0)


@given(moments)
def test_a_timestamp_agrees_with_datetime(seconds: float) -> None:
    rounded = round(seconds * 1000) / 1000
    expected = datetime.fromtimestamp(rounded, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    assert timestamp(rounded) == expected


@given(moments, moments)
def test_timestamps_sort_as_the_times_do(one: float, other: float) -> None:
    earlier, later = sorted([one, other])
    assert timestamp(earlier) <= timestamp(later)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-23T14:45:12.250Z", MOMENT),
        ("2026-11-23T14:45:12.250", MOMENT),
        ("2026-11-23 15:45:12.250+01:00", MOMENT),
        (" 2026-11-23 ", datetime(2026, 11, 23, tzinfo=UTC).timestamp()),
    ],
)
def test_a_time_without_a_zone_is_utc(text: str, expected: float) -> None:
    assert parse_timestamp(text) == expected


@pytest.mark.parametrize("text", ["", "soon", "23.11.2026", "2026-13-01", "2026-02-30"])
def test_what_is_no_time_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(ScheduleError, match="is not a date or a time") as caught:
        parse_timestamp(text)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("90s", 90),
        ("15m", 900),
        ("15 min", 900),
        ("2h", 7200),
        ("1d", 86400),
        ("1w", 604800),
        ("250ms", 0.25),
        ("1h30m", 5400),
        ("1h 30m", 5400),
        ("1d12h30m15s250ms", 131415.25),
        ("1.5h", 5400),
        (" 90 ", 90),
        ("0s", 0),
        (90, 90),
        (0.5, 0.5),
        (timedelta(minutes=2), 120),
    ],
)
def test_a_duration_is_read_in_seconds(value: str | float | timedelta, seconds: float) -> None:
    assert duration(value) == pytest.approx(seconds)
    assert isinstance(duration(value), float)


@pytest.mark.parametrize(
    "value",
    ["", " ", "h", "ten minutes", "-5s", "30m1h", "1h1h", "5x", "1e3", "1h30", -1, -0.5, math.nan, math.inf]
    + [True, None, [], timedelta(seconds=-1)],
)
def test_what_is_no_duration_is_refused_with_a_hint(value: object) -> None:
    with pytest.raises(ScheduleError, match="is not a length of time of 0 or more") as caught:
        duration(value)  # type: ignore[arg-type]
    assert caught.value.hint


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0 ms"),
        (0.0042, "4 ms"),
        (0.0996, "0.10 s"),
        (0.35, "0.35 s"),
        (9.994, "9.99 s"),
        (9.996, "10.0 s"),
        (12.4, "12.4 s"),
        (59.94, "59.9 s"),
        (59.96, "1 min 00 s"),
        (185, "3 min 05 s"),
        (3599.6, "1 h 00 min"),
        (7800, "2 h 10 min"),
        (86_399, "1 d 00 h"),
        (187_200, "2 d 04 h"),
        (-185, "-3 min 05 s"),
    ],
)
def test_a_duration_is_shown_as_people_say_it(seconds: float, shown: str) -> None:
    assert show_duration(seconds) == shown


@given(st.floats(min_value=0, max_value=86_400 * 365, allow_nan=False))
def test_a_duration_that_is_shown_can_be_read_again(seconds: float) -> None:
    """What is shown has lost at most half of its last digit: 1 % at worst, or half a millisecond."""
    assert duration(show_duration(seconds)) == pytest.approx(seconds, rel=0.021, abs=0.00051)


def test_a_run_id_begins_with_the_time_of_its_start() -> None:
    assert new_run_id(MOMENT).startswith("20261123-144512-")


def test_run_ids_sort_by_the_second_they_begin() -> None:
    ids = [new_run_id(MOMENT + second) for second in (0, 1, 59, 60, 86_400, 10**8)]
    assert ids == sorted(ids)


def test_a_run_id_has_no_characters_that_look_alike() -> None:
    assert not set("01ilou") & set(RUN_ID_ALPHABET)
    endings = {new_run_id(MOMENT)[-6:] for _ in range(500)}
    assert set("".join(endings)) <= set(RUN_ID_ALPHABET)
    assert len(endings) >= 499, "two of 500 alike may happen once in 5,800 times, three never"


def test_the_same_entropy_gives_the_same_run_id() -> None:
    assert new_run_id(MOMENT, b"\x00" * 8) == "20261123-144512-222222"
    assert new_run_id(MOMENT, b"fairlead") == new_run_id(MOMENT, b"fairlead") != new_run_id(MOMENT, b"Fairlead")


def test_a_seed_is_the_first_32_bits_of_a_sha256() -> None:
    expected = int(sha256(b"7|5:train").hexdigest()[:8], 16)
    assert derive_seed(7, "train") == expected == 859697225


def test_a_seed_is_the_same_in_another_process() -> None:
    code = f"import sys; sys.path.insert(0, {str(SRC)!r}); from fairlead.clock import derive_seed as seed"
    command = [sys.executable, "-c", f"{code}; print(seed(7, 'train', 'a'))"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(done.stdout) == derive_seed(7, "train", "a")


names = st.lists(st.text(), max_size=4).map(tuple)


@given(st.integers(), names, st.integers(), names)
def test_other_seeds_or_names_give_other_seeds(
    seed: int, path: tuple[str, ...], other_seed: int, other_path: tuple[str, ...]
) -> None:
    made, other = derive_seed(seed, *path), derive_seed(other_seed, *other_path)
    assert 0 <= made < 2**32
    assert (made == other) == ((seed, path) == (other_seed, other_path))


def test_names_are_kept_apart() -> None:
    assert len({derive_seed(7, "ab", "c"), derive_seed(7, "a", "bc"), derive_seed(7, "abc"), derive_seed(7)}) == 4
    assert derive_seed(71, "a") != derive_seed(7, "1a")


def test_importing_the_clock_loads_nothing_that_is_slow() -> None:
    code = f"import sys; sys.path.insert(0, {str(SRC)!r}); import fairlead.clock; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=True)
    assert "fairlead.clock" in done.stdout.split()
    assert not {"datetime", "hashlib", "zoneinfo", "random", "dataclasses"} & set(done.stdout.split())
