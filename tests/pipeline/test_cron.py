"""Schedules: what is due when, also where clocks are changed, and each slot exactly once."""

import math
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.clock import parse_timestamp, timestamp
from fairlead.errors import ScheduleError
from fairlead.pipeline.cron import NEVER, DueSlots, Schedule, dates_between, due_slots, parse_schedule

ROME = ZoneInfo("Europe/Rome")
HOUR = 3600.0


def slots_on(schedule: Schedule, day: str, days: int = 1) -> list[str]:
    """Return the slots of a day in Rome, as the clock on the wall shows them, with the offset."""
    first = datetime.fromisoformat(day).replace(tzinfo=ROME)
    last = first + timedelta(days=days)
    slots = schedule.slots_between(first.timestamp() - 1, last.timestamp() - 1)
    return [datetime.fromtimestamp(slot, ROME).strftime("%H:%M%z") for slot in slots]


def test_a_time_of_day_is_that_of_the_clock_on_the_wall_in_winter_and_summer() -> None:
    schedule = parse_schedule("0 6 * * *", "Europe/Rome")
    assert timestamp(schedule.next_after(parse_timestamp("2026-01-10"))) == "2026-01-10T05:00:00.000Z"
    assert timestamp(schedule.next_after(parse_timestamp("2026-07-10"))) == "2026-07-10T04:00:00.000Z"


def test_a_time_that_is_left_out_in_spring_is_due_once_right_after_the_gap() -> None:
    assert slots_on(parse_schedule("30 2 * * *", "Europe/Rome"), "2026-03-29") == ["03:00+0200"]
    assert slots_on(parse_schedule("0,30 2,3 * * *", "Europe/Rome"), "2026-03-29") == [
        "03:00+0200",
        "03:30+0200",
    ]


def test_a_time_that_comes_twice_in_autumn_is_due_once() -> None:
    assert slots_on(parse_schedule("30 2 * * *", "Europe/Rome"), "2026-10-25") == ["02:30+0200"]
    assert slots_on(parse_schedule("10,50 2 * * *", "Europe/Rome"), "2026-10-25") == [
        "02:10+0200",
        "02:50+0200",
    ]


def test_in_the_second_pass_of_the_hour_the_next_slot_is_in_the_future() -> None:
    schedule = parse_schedule("50 2 * * *", "Europe/Rome")
    second_pass = datetime(2026, 10, 25, 2, 45, fold=1, tzinfo=ROME).timestamp()
    assert timestamp(schedule.next_after(second_pass)) == "2026-10-26T01:50:00.000Z"


def test_an_hourly_schedule_follows_the_real_hours_when_clocks_change() -> None:
    assert len(slots_on(parse_schedule("@hourly", "Europe/Rome"), "2026-03-29")) == 23
    assert len(slots_on(parse_schedule("@hourly", "Europe/Rome"), "2026-10-25")) == 25


def test_midnight_that_does_not_exist_is_due_once() -> None:
    zone = ZoneInfo("America/Santiago")  # 2026-09-06: 00:00 becomes 01:00
    schedule = parse_schedule("@daily", "America/Santiago")
    slot = schedule.next_after(datetime(2026, 9, 5, 12, tzinfo=zone).timestamp())
    assert datetime.fromtimestamp(slot, zone).isoformat() == "2026-09-06T01:00:00-03:00"
    assert datetime.fromtimestamp(schedule.next_after(slot), zone).isoformat() == "2026-09-07T00:00:00-03:00"


@given(
    st.sampled_from(["30 2 * * *", "0 0 * * *", "*/15 * * * *", "15,45 1-3 * * *", "0 3 * * 0", "*/20 2 * * *"]),
    st.sampled_from(["Europe/Rome", "America/Santiago", "Australia/Lord_Howe", "Asia/Beirut", "UTC"]),
    st.floats(parse_timestamp("2025-01-01"), parse_timestamp("2027-12-31")),
)
def test_the_next_slot_is_later_and_the_same_from_any_moment_before_it(expression: str, zone: str, t: float) -> None:
    schedule = parse_schedule(expression, zone)
    slot = schedule.next_after(t)
    assert slot > t
    assert slot == int(slot)
    assert schedule.next_after((t + slot) / 2) in (slot, schedule.next_after(slot))
    assert schedule.next_after(slot) > slot
    assert schedule.next_after(math.nextafter(slot, 0)) == slot


def test_presets_and_words() -> None:
    def described(expression: str | timedelta | None, **how: str) -> str:
        return parse_schedule(expression, **how).describe()

    assert described("@daily") == "every day at 00:00 UTC"
    assert described("0 6 * * *", timezone="Europe/Rome") == "every day at 06:00 Europe/Rome"
    assert described("@weekly") == "on Sunday at 00:00 UTC"
    assert described("0 6,18 * * 1-5") == "on Monday through Friday at 06:00 and 18:00 UTC"
    assert described("*/15 * * * *") == "every 15th minute of every hour UTC"
    assert described(timedelta(hours=1, minutes=30)) == "every 1h30m from 1970-01-01T00:00:00Z"
    assert described("every 7d") == "every 7d from 1970-01-01T00:00:00Z"
    assert described(None) == "only when started by hand"


def test_names_of_days_and_months_may_be_small() -> None:
    small, large = parse_schedule("0 6 * jan mon"), parse_schedule("0 6 * JAN MON")
    assert small.next_after(0.0) == large.next_after(0.0)


def test_a_pipeline_without_a_schedule_is_never_due() -> None:
    assert parse_schedule(None).next_after(0.0) == NEVER
    assert parse_schedule(None).slots_between(0.0, 1e12) == []


def test_an_interval_starts_at_its_anchor_and_keeps_its_beat() -> None:
    schedule = parse_schedule("every 15m", anchor=1000.7)
    assert schedule.next_after(0.0) == 1000.0
    assert schedule.slots_between(1000.0, 3000.0) == [1900.0, 2800.0]
    assert schedule.next_after(1899.999) == 1900.0


def test_slots_stop_at_the_limit() -> None:
    assert parse_schedule("every 1s").slots_between(0.0, 1e9, limit=3) == [1.0, 2.0, 3.0]


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("", "0 fields"),
        ("0 6 * *", "4 fields"),
        ("0 0 6 * * *", "6 fields"),
        ("61 * * * *", "the minute is '61', and takes 0-59"),
        ("0 25 * * *", "the hour is '25', and takes 0-23"),
        ("0 0 * FOO *", "the month is 'FOO', and takes 1-12 or JAN-DEC"),
        ("0 0 * * 8", "the day of week is '8'"),
        ("0 0 31 2 *", "no month that it names has a day 31"),
        ("0 0 30 2 *", "no month that it names has a day 30"),
        ("@fortnightly", "@daily"),
        ("every so often", "'so often' is not a length of time"),
        ("every", "is not a length of time"),
        ("every 0s", "1 or more"),
        ("every 500ms", "whole number of seconds"),
        (timedelta(seconds=-5), "1 or more"),
    ],
)
def test_a_wrong_expression_is_refused_with_what_is_wrong(expression: str | timedelta, reason: str) -> None:
    with pytest.raises(ScheduleError) as caught:
        parse_schedule(expression)
    assert reason in str(caught.value)


def test_an_unknown_time_zone_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(ScheduleError, match="Europe/Rome"):
        parse_schedule("@daily", "Europe/Rom")
    with pytest.raises(ScheduleError):
        parse_schedule("@daily", "../etc/passwd")


@given(st.text(alphabet="0123456789*/-,#LW @MONJAN", max_size=24) | st.text(max_size=30))
def test_any_text_is_a_schedule_or_a_clear_error(text: str) -> None:
    try:
        schedule = parse_schedule(text)
    except ScheduleError:
        return
    assert schedule.next_after(parse_timestamp("2026-01-01")) > parse_timestamp("2026-01-01")


HOURLY = parse_schedule("@hourly")


def test_the_first_slot_may_be_at_the_start() -> None:
    due = due_slots(HOURLY, start=HOUR, last_slot=None, now=2 * HOUR, catchup=True)
    assert due == DueSlots(start=(HOUR, 2 * HOUR))
    assert due.last == 2 * HOUR


def test_nothing_before_the_start_is_due() -> None:
    assert due_slots(HOURLY, start=HOUR + 0.5, last_slot=None, now=1.5 * HOUR, catchup=True) == DueSlots()
    assert due_slots(HOURLY, start=5 * HOUR, last_slot=HOUR, now=5 * HOUR, catchup=True).start == (5 * HOUR,)


def test_without_catchup_only_the_latest_is_started_and_the_others_are_named() -> None:
    due = due_slots(HOURLY, start=0.0, last_slot=0.0, now=3.5 * HOUR, catchup=False)
    assert due == DueSlots(start=(3 * HOUR,), skip=(HOUR, 2 * HOUR))
    assert due.last == 3 * HOUR


def test_a_clock_that_was_put_back_makes_nothing_due() -> None:
    due = due_slots(HOURLY, start=0.0, last_slot=5 * HOUR, now=2 * HOUR, catchup=True)
    assert due == DueSlots()
    assert due.last is None


def test_a_long_pause_is_worked_off_in_portions() -> None:
    last, started, skipped = None, [], []
    for _ in range(10):
        due = due_slots(HOURLY, start=HOUR, last_slot=last, now=25 * HOUR, catchup=False, limit=10)
        last = due.last or last
        started += due.start
        skipped += due.skip
    assert started == [25 * HOUR]
    assert skipped == [HOUR * number for number in range(1, 25)]


steps = st.lists(st.tuples(st.floats(-5 * HOUR, 12 * HOUR), st.booleans()), max_size=30)
schedules = st.sampled_from(
    [
        parse_schedule("@hourly"),
        parse_schedule("every 47m", anchor=1_774_000_000.0),
        parse_schedule("30 2 * * *", "Europe/Rome"),
        parse_schedule("*/30 1-3 * * *", "Europe/Rome"),
    ]
)
# Three hours before the clocks in Rome are put forward, and before they are put back.
starts = st.sampled_from([parse_timestamp("2026-03-28T22:00"), parse_timestamp("2026-10-24T22:00")])


@given(schedules, starts, steps, st.booleans())
def test_each_slot_is_issued_exactly_once_whatever_the_clock_and_the_scheduler_do(
    schedule: Schedule, start: float, steps: list[tuple[float, bool]], catchup: bool
) -> None:
    stored: list[float] = []  # what survives a restart: the slots that were dealt with, written as text
    started: list[float] = []
    now = latest = start
    for jump, crashes_before_storing in steps:
        now += jump
        latest = max(latest, now)
        last = parse_timestamp(timestamp(stored[-1])) if stored else None
        due = due_slots(schedule, start=start, last_slot=last, now=now, catchup=catchup, limit=7)
        if crashes_before_storing:
            continue  # slots are stored and started in one transaction, so that nothing has happened
        stored += sorted(due.start + due.skip)
        started += due.start
    for _ in range(200):
        last = stored[-1] if stored else None
        due = due_slots(schedule, start=start, last_slot=last, now=latest, catchup=catchup, limit=7)
        stored += sorted(due.start + due.skip)
        started += due.start
    expected = schedule.slots_between(start - 1, latest, limit=10_000)
    assert stored == expected
    assert started == expected if catchup else set(started) <= set(expected)


def test_dates_for_a_backfill() -> None:
    assert dates_between("2026-02-27", "2026-03-01") == ["2026-02-27", "2026-02-28", "2026-03-01"]
    assert dates_between(date(2026, 1, 1), date(2026, 1, 16), "week") == [
        "2026-01-01",
        "2026-01-08",
        "2026-01-15",
    ]
    assert dates_between("2027-12-31", "2028-03-01", "month") == ["2027-12-31", "2028-01-31", "2028-02-29"]
    assert len(dates_between("2026-01-01", "2026-01-02", "hour")) == 48
    assert dates_between("2026-01-01T22:30", "2026-01-02T00:00", "hour") == [
        "2026-01-01T22:30",
        "2026-01-01T23:30",
    ]


def test_a_range_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(ScheduleError):
        dates_between("2026-02-01", "2026-01-01")
    with pytest.raises(ScheduleError):
        dates_between("yesterday", "2026-01-01")
    with pytest.raises(ScheduleError):
        dates_between("2026-01-01", "2026-02-01", "year")  # type: ignore[arg-type]
