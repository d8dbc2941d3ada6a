"""When is "fri", "tomorrow 10:00", "2 days" or "until Jan 2"? Words of an engineer to a moment ahead of us. Pure.

Days and clock times are those of the engineer's own zone; a day without a clock time means its support hours, in the desk's calendar. What
may mean two things is read the way the receipt then spells out; what cannot be read, or lies behind us, is None: a wrong guess is worse
than no guess.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mailroom.engineers.days import SPAN, count, day
from tickets.hours import Calendar, next_opening

_CLOCKS = {"noon": time(12), "midday": time(12)}
_LONGEST = 60  # characters; more is a sentence, not a time
_FARTHEST = timedelta(days=730)  # beyond it a slip, and the ends of the calendar overflow

_FILLERS = re.compile(r"\b(?:until|till|til|by|on|at|in|for|of|the|this|from now)\b|,|\.(?=\s|$)")
_CLOCK = re.compile(r"(?:^| )(?:(\d{1,2})(?::(\d{2}))? ?([ap])\.?m\.?|(\d{1,2}):(\d{2})|(noon|midday))(?= |$)")


def moment(words: str, now: datetime, zone: ZoneInfo, calendar: Calendar, *, at_close: bool = False) -> datetime | None:
    """The moment, in UTC, or None.

    A day without a clock time is its opening; with `at_close`, for promises, its closing: "by Friday" is kept until Friday ends.
    """
    plain = " ".join(_FILLERS.sub(" ", words[:_LONGEST].lower()).split())
    found = _after_a_span(plain, now) or _on_a_day(plain, now.astimezone(zone), calendar, at_close=at_close)
    return found.astimezone(UTC) if found and found > now else None


def _after_a_span(plain: str, now: datetime) -> datetime | None:
    """ "1h", "30 min": by the clock on the wall. Days and weeks are days, below."""
    found = SPAN.fullmatch(plain)
    number = count(found[1]) if found else None
    if not found or number is None or found[2][0] not in "mh":
        return None
    return now + (timedelta(minutes=number) if found[2][0] == "m" else timedelta(hours=number))


def _on_a_day(plain: str, here: datetime, calendar: Calendar, *, at_close: bool) -> datetime | None:
    clocks = list(_CLOCK.finditer(plain))
    if len(clocks) > 1:
        return None
    at = _clock(clocks[0]) if clocks else None
    if clocks and at is None:
        return None
    rest = " ".join(_CLOCK.sub(" ", plain).split())
    if at is not None and not rest:
        return _next_time(at, here)
    that = day(rest, here.date())
    if that is None or not timedelta() <= that - here.date() <= _FARTHEST:
        return None
    if at is not None:
        return _at(that, at, here)
    return _closing(that, here, calendar) if at_close else _opening(that, calendar)


def _clock(found: re.Match[str]) -> time | None:
    if found[6]:
        return _CLOCKS[found[6]]
    if found[4]:
        return _time(int(found[4]), int(found[5]))
    hour = int(found[1])
    return _time(hour % 12 + (12 if found[3] == "p" else 0), int(found[2] or 0)) if 1 <= hour <= 12 else None


def _time(hour: int, minute: int) -> time | None:
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _next_time(at: time, here: datetime) -> datetime:
    """A clock time alone: today's, or tomorrow's once that is past."""
    today = _at(here.date(), at, here)
    return today if today > here else _at(here.date() + timedelta(days=1), at, here)


def _at(that: date, at: time, here: datetime) -> datetime:
    # Through UTC, so that a clock time which daylight saving skips becomes one that exists.
    return datetime.combine(that, at, tzinfo=here.tzinfo).astimezone(UTC)


def _opening(that: date, calendar: Calendar) -> datetime:
    return next_opening(datetime.combine(that, time.min, tzinfo=calendar.zone), calendar)


def _closing(that: date, here: datetime, calendar: Calendar) -> datetime:
    """When support closes on that day; on a day without support hours, when it last did, so that "by Saturday" is not Monday."""
    before = (that - timedelta(days=back) for back in range((that - here.date()).days + 1))
    last = next((calendar.hours(one)[1] for one in before if calendar.is_support_day(one)), None)
    return last if last and last > here else calendar.hours(_opening(that, calendar).date())[1]
