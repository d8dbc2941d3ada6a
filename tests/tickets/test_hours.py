"""Support hours: properties first, then the days that people get wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tickets.hours import Calendar, add, add_support_days, elapsed, is_open, next_opening

EASTERN = ZoneInfo("America/New_York")
DEALERS = Calendar(zone=EASTERN, opens=time(8, 30), closes=time(19, 30))
CHRISTMAS = Calendar(zone=EASTERN, opens=time(8, 30), closes=time(17, 30), holidays=frozenset({date(2026, 12, 25)}))

moments = st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
spans = st.timedeltas(min_value=timedelta(), max_value=timedelta(hours=9))
clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    opens, closes = sorted((draw(clocks), draw(clocks)))
    zone = draw(st.sampled_from(["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"]))
    days = draw(st.frozensets(st.integers(0, 6), min_size=1))
    holidays = draw(st.frozensets(st.dates(date(2020, 1, 1), date(2034, 1, 1)), max_size=5))
    closes = closes if closes > opens else time(23, 59)
    opens = opens if opens < closes else time(0, 0)
    return Calendar(zone=ZoneInfo(zone), opens=opens, closes=closes, weekdays=days, holidays=holidays)


def eastern(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=EASTERN)


@settings(max_examples=40, deadline=None)
@given(calendars(), moments, spans)
def test_what_is_added_has_elapsed(calendar: Calendar, start: datetime, span: timedelta) -> None:
    assert elapsed(start, add(start, span, calendar), calendar) == span


@settings(max_examples=40, deadline=None)
@given(calendars(), moments, spans, spans)
def test_adding_twice_is_adding_the_sum(calendar: Calendar, start: datetime, one: timedelta, other: timedelta) -> None:
    assume(other)  # nothing, added at closing, leads on to the next opening
    assert add(add(start, one, calendar), other, calendar) == add(start, one + other, calendar)


@settings(max_examples=40, deadline=None)
@given(calendars(), moments, spans)
def test_a_due_time_lies_in_support_hours_and_never_before_its_start(calendar: Calendar, start: datetime, span: timedelta) -> None:
    due = add(start, span, calendar)
    assert due >= start
    assert is_open(due - timedelta(microseconds=1), calendar) or is_open(due, calendar)


@settings(max_examples=40, deadline=None)
@given(calendars(), moments)
def test_the_next_opening_is_open_and_nothing_elapses_before_it(calendar: Calendar, moment: datetime) -> None:
    opening = next_opening(moment, calendar)
    assert is_open(opening, calendar)
    assert elapsed(moment, opening, calendar) == timedelta()


@settings(max_examples=40, deadline=None)
@given(calendars(), moments, st.integers(1, 12))
def test_support_days_skip_closed_days_alone(calendar: Calendar, start: datetime, days: int) -> None:
    later = add_support_days(start, days, calendar)
    first, last = calendar.local(start).date(), later.date()
    between = [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]
    assert sum(calendar.is_support_day(day) for day in between) == days
    assert calendar.is_support_day(last)


@settings(max_examples=40, deadline=None)
@given(calendars(), st.datetimes(timezones=st.just(UTC)))
def test_any_moment_has_an_answer(calendar: Calendar, moment: datetime) -> None:
    assert add(moment, timedelta(hours=1), calendar).tzinfo is calendar.zone


def test_a_friday_evening_runs_on_through_monday() -> None:
    assert add(eastern("2026-03-06T19:10"), timedelta(hours=1), DEALERS) == eastern("2026-03-09T09:10")


def test_the_weekend_of_daylight_saving_costs_nobody_an_hour() -> None:
    assert elapsed(eastern("2026-03-06T18:30"), eastern("2026-03-09T09:30"), DEALERS) == timedelta(hours=2)
    assert add_support_days(eastern("2026-03-06T10:00"), 1, DEALERS).isoformat() == "2026-03-09T10:00:00-04:00"


def test_hours_over_the_change_of_daylight_saving_are_real_hours() -> None:
    nights = Calendar(zone=EASTERN, opens=time(0, 0), closes=time(6, 0), weekdays=frozenset({6}))
    assert elapsed(eastern("2026-03-08T00:00"), eastern("2026-03-08T06:00"), nights) == timedelta(hours=5)
    assert elapsed(eastern("2026-11-01T00:00"), eastern("2026-11-01T06:00"), nights) == timedelta(hours=7)


def test_a_clock_time_that_daylight_saving_skips_becomes_one_that_exists() -> None:
    sundays = Calendar(zone=EASTERN, opens=time(1, 0), closes=time(9, 0), weekdays=frozenset({5, 6}))
    assert add_support_days(eastern("2026-03-07T02:30"), 1, sundays).isoformat() == "2026-03-08T03:30:00-04:00"


def test_a_holiday_is_no_support_day() -> None:
    assert next_opening(eastern("2026-12-24T18:00"), CHRISTMAS) == eastern("2026-12-28T08:30")


def test_a_span_that_ends_at_closing_ends_then() -> None:
    assert add(eastern("2026-03-03T18:30"), timedelta(hours=1), DEALERS) == eastern("2026-03-03T19:30")


def test_the_clock_stands_still_while_the_customer_has_the_turn() -> None:
    pause = (eastern("2026-03-03T10:20"), eastern("2026-03-05T15:00"))
    assert add(eastern("2026-03-03T10:00"), timedelta(hours=1), DEALERS, [pause]) == eastern("2026-03-05T15:40")


def test_a_pause_after_the_due_time_changes_nothing() -> None:
    pause = (eastern("2026-03-03T12:00"), eastern("2026-03-05T15:00"))
    assert add(eastern("2026-03-03T10:00"), timedelta(hours=1), DEALERS, [pause]) == eastern("2026-03-03T11:00")


def test_a_calendar_that_never_opens_is_refused() -> None:
    with pytest.raises(ValueError, match="opens on some day"):
        Calendar(zone=EASTERN, opens=time(9), closes=time(9))


def test_time_runs_forward() -> None:
    with pytest.raises(ValueError, match="forward"):
        add(eastern("2026-03-03T10:00"), timedelta(hours=-1), DEALERS)
