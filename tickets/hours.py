"""Business-time arithmetic: support hours over time zones, daylight saving and holidays. Pure.

Every function takes aware datetimes of any zone and answers in the calendar's zone. Spans are counted in UTC: subtracting two datetimes
of one zone in Python compares clock faces, which is an hour wrong over a change of daylight saving.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

Stretch = tuple[datetime, datetime]  # from, to

_DAY = timedelta(days=1)
# A Date header may say the year 1 or 9999; arithmetic near either end of the calendar overflows.
_EARLIEST = datetime(1970, 1, 2, tzinfo=UTC)
_LATEST = datetime(2999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """When support is open: the same hours on each of `weekdays` (Monday is 0) but for `holidays`. It opens on at least one weekday."""

    zone: ZoneInfo
    opens: time
    closes: time
    weekdays: frozenset[int] = frozenset(range(5))
    holidays: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if not self.weekdays or self.closes <= self.opens:
            raise ValueError("a calendar opens on some day, and before it closes")

    def is_support_day(self, day: date) -> bool:
        return day.weekday() in self.weekdays and day not in self.holidays

    def hours(self, day: date) -> Stretch:
        """Opening and closing of a support day, in UTC."""
        return self._at(day, self.opens), self._at(day, self.closes)

    def local(self, moment: datetime) -> datetime:
        return within_reason(moment).astimezone(self.zone)

    def _at(self, day: date, clock: time) -> datetime:
        # A clock time that daylight saving skips is taken with the offset before the change, so it falls after the gap.
        return datetime.combine(day, clock, tzinfo=self.zone).astimezone(UTC)

    def support_days(self, first: date) -> Iterator[date]:
        """Support days from `first` on, without end."""
        day = first
        while True:
            if self.is_support_day(day):
                yield day
            day += _DAY


def within_reason(moment: datetime) -> datetime:
    """The moment itself, or the nearest one with which arithmetic is safe."""
    return min(max(moment, _EARLIEST), _LATEST)


def is_open(moment: datetime, calendar: Calendar) -> bool:
    """True from the opening up to, not at, the closing."""
    day = calendar.local(moment).date()
    opening, closing = calendar.hours(day)
    return calendar.is_support_day(day) and opening <= moment < closing


def next_opening(moment: datetime, calendar: Calendar) -> datetime:
    """The moment itself while open, else when support opens next."""
    opening, _ = next(_openings(moment, calendar))
    return opening.astimezone(calendar.zone)


def add(start: datetime, duration: timedelta, calendar: Calendar, pauses: Iterable[Stretch] = ()) -> datetime:
    """The moment at which `duration` of support time has passed since `start`, the clock standing still during the pauses.

    `pauses` are (began, ended), in order and apart: when the customer had the turn. A span that runs out exactly at closing ends then,
    not at the next opening. Raises ValueError for a negative one.
    """
    if duration < timedelta():
        raise ValueError("support time runs forward")
    left, begin = duration, start
    for began, ended in pauses:
        ran = elapsed(begin, began, calendar)
        if ran > left:
            break
        left, begin = left - ran, max(begin, ended)
    return _run(begin, left, calendar)


def _run(start: datetime, left: timedelta, calendar: Calendar) -> datetime:
    for opening, closing in _openings(start, calendar):
        if left <= closing - opening:
            return (opening + left).astimezone(calendar.zone)
        left -= closing - opening
    raise AssertionError("a calendar opens again")


def elapsed(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """Support time between two moments; none when `end` is not after `start`."""
    last = within_reason(end)
    spent = timedelta()
    for opening, closing in _openings(start, calendar):
        if opening >= last:
            return spent
        spent += min(closing, last) - opening
    raise AssertionError("a calendar opens again")


def add_support_days(start: datetime, days: int, calendar: Calendar) -> datetime:
    """The same clock time on the `days`-th support day after the day of `start`; the start itself for none."""
    local = calendar.local(start)
    if days <= 0:
        return local
    following = calendar.support_days(local.date() + _DAY)
    for _ in range(days - 1):
        next(following)
    # Through UTC, so that a clock time which daylight saving skips becomes one that exists.
    return datetime.combine(next(following), local.time(), tzinfo=calendar.zone).astimezone(UTC).astimezone(calendar.zone)


def support_days_before(end: datetime, days: int, calendar: Calendar) -> datetime:
    """The latest moment from which `days` support days have passed at `end`: the inverse of `add_support_days`."""
    local = calendar.local(end)
    if days <= 0:
        return local
    first = next(islice(_support_days_back(local.date(), calendar), days - 1, None))
    clock = local.time() if calendar.is_support_day(local.date()) else time.max
    return datetime.combine(first - _DAY, clock, tzinfo=calendar.zone)


def _support_days_back(last: date, calendar: Calendar) -> Iterator[date]:
    day = last
    while True:
        if calendar.is_support_day(day):
            yield day
        day -= _DAY


def _openings(start: datetime, calendar: Calendar) -> Iterator[Stretch]:
    """The open stretches from `start` on, in UTC; the first one begins at `start` where that is within it."""
    begin = within_reason(start).astimezone(UTC)
    for day in calendar.support_days(calendar.local(begin).date()):
        opening, closing = calendar.hours(day)
        if closing > max(opening, begin):  # a change of daylight saving may leave nothing of short hours
            yield max(opening, begin), closing
