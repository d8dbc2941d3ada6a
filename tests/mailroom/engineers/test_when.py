"""Which moment an engineer's words mean."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailroom.engineers.when import moment
from tickets.policy import Policy
from tickets.understanding import Audience

EASTERN, PACIFIC = ZoneInfo("America/New_York"), ZoneInfo("America/Los_Angeles")
CALENDAR = Policy.load_default().calendar(Audience.UNKNOWN)  # 8:30 AM to 5:30 PM Eastern, Monday to Friday
MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=EASTERN)


def said(words: str, *, zone: ZoneInfo = EASTERN, now: datetime = MONDAY, at_close: bool = False) -> str:
    found = moment(words, now, zone, CALENDAR, at_close=at_close)
    return f"{found.astimezone(zone):%a %Y-%m-%d %H:%M}" if found else "no time"


@pytest.mark.parametrize(
    ("words", "when"),
    [
        ("fri", "Fri 2026-11-27 08:30"),
        ("Friday 10:00", "Fri 2026-11-27 10:00"),
        ("10am friday", "Fri 2026-11-27 10:00"),
        ("until Thurs. at 3:15 p.m.", "Thu 2026-11-26 15:15"),
        ("mon", "Mon 2026-11-30 08:30"),
        ("next fri", "Fri 2026-12-04 08:30"),
        ("next week", "Mon 2026-11-30 08:30"),
        ("sat", "Mon 2026-11-30 08:30"),
        ("tomorrow", "Tue 2026-11-24 08:30"),
        ("noon", "Mon 2026-11-23 12:00"),
        ("8 am", "Tue 2026-11-24 08:00"),
        ("1h", "Mon 2026-11-23 10:30"),
        ("an hour", "Mon 2026-11-23 10:30"),
        ("2 days", "Wed 2026-11-25 08:30"),
        ("2d", "Wed 2026-11-25 08:30"),
        ("in a week", "Mon 2026-11-30 08:30"),
        ("until Jan 2", "Mon 2027-01-04 08:30"),
        ("2nd of January, 2027", "Mon 2027-01-04 08:30"),
        ("12/24", "Thu 2026-12-24 08:30"),
        ("2026-12-24 14:00", "Thu 2026-12-24 14:00"),
    ],
)
def test_words_for_a_day_mean_the_start_of_its_support_hours(words: str, when: str) -> None:
    assert said(words) == when


@pytest.mark.parametrize(
    "words", ["", "soon", "Nov 20", "Feb 30", "25:00", "13pm", "9999-12-31", "0001-01-01 10:00", "fri 10:00 11:00", "a"]
)
def test_what_lies_behind_us_or_cannot_be_read_is_no_time(words: str) -> None:
    assert said(words) == "no time"
    assert said(words, at_close=True) == "no time"


@pytest.mark.parametrize(
    ("words", "when"), [("fri", "Fri 2026-11-27 17:30"), ("sat", "Fri 2026-11-27 17:30"), ("today", "Mon 2026-11-23 17:30")]
)
def test_a_promise_for_a_day_is_kept_until_that_day_closes(words: str, when: str) -> None:
    assert said(words, at_close=True) == when


def test_a_clock_time_is_the_engineers_own_and_support_hours_are_the_desks() -> None:
    assert said("fri 10:00", zone=PACIFIC) == "Fri 2026-11-27 10:00"
    assert said("fri", zone=PACIFIC) == "Fri 2026-11-27 05:30"


def test_a_clock_time_that_daylight_saving_skips_comes_after_the_gap() -> None:
    saturday = datetime(2027, 3, 13, 12, 0, tzinfo=EASTERN)
    assert said("tomorrow 2:30", now=saturday) == "Sun 2027-03-14 03:30"


_PIECES = (
    "fri",
    "monday",
    "next",
    "tomorrow",
    "today",
    "until",
    "2",
    "days",
    "1h",
    "week",
    "jan",
    "31",
    "10:00",
    "3pm",
    "2027-02-28",
    "12/31",
)
_WORDS = st.lists(st.sampled_from(_PIECES), max_size=4).map(" ".join)
_NOW = st.integers(946_684_800, 4_102_444_800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))  # the years 2000 to 2100


@given(words=_WORDS | st.text(max_size=80), now=_NOW)
def test_any_words_give_a_moment_ahead_of_us_or_none(words: str, now: datetime) -> None:
    for at_close in (False, True):
        found = moment(words, now, PACIFIC, CALENDAR, at_close=at_close)
        assert found is None or (found.tzinfo is UTC and now < found < now + timedelta(days=1100))
