"""Moments and spans in English words, for the desk's own eyes: `policy explain`, traces, notices. Letters have their own phrases.

A clock time is always said with its zone, the desk's first. A local time is added only where the account or a known state tells the
zone (`tickets.local_time`): the offset of a Date header is no time zone (desk-rules 7).
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

HOME = "America/New_York"

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ZONES = {
    "America/New_York": "Eastern",
    "America/Chicago": "Central",
    "America/Denver": "Mountain",
    "America/Phoenix": "Arizona",
    "America/Los_Angeles": "Pacific",
    "America/Anchorage": "Alaska",
    "Pacific/Honolulu": "Hawaii",
    "America/Puerto_Rico": "Atlantic",
}


def moment(when: datetime, *, zone: str = HOME, local: str = "") -> str:
    """Such as "Monday, March 9 at 9:30 AM Eastern"; with the sender's `local` zone also "(6:30 AM Pacific)"."""
    here = when.astimezone(ZoneInfo(zone))
    said = f"{_date(here)} at {clock(here.time())} {zone_name(zone)}"
    if not local or local == zone:
        return said
    there = when.astimezone(ZoneInfo(local))
    other_day = "" if there.date() == here.date() else f"{_date(there)} at "
    return f"{said} ({other_day}{clock(there.time())} {zone_name(local)})"


def clock(when: time) -> str:
    return f"{when.hour % 12 or 12}:{when.minute:02} {'AM' if when.hour < 12 else 'PM'}"


def day_name(weekday: int) -> str:
    """Monday is 0."""
    return _DAYS[weekday]


def zone_name(zone: str) -> str:
    """Such as "Eastern"; a zone without a name of its own is called by its city."""
    return _ZONES.get(zone) or zone.rpartition("/")[2].replace("_", " ")


def span(length: timedelta) -> str:
    """Such as "10 minutes", "1 hour" or "72 hours": the largest unit that counts it whole; a day only as one, as the policy writes it."""
    minutes = int(length.total_seconds()) // 60
    if minutes == 24 * 60:
        return "1 day"
    count, unit = (minutes // 60, "hour") if minutes and minutes % 60 == 0 else (minutes, "minute")
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def _date(when: datetime) -> str:
    return f"{_DAYS[when.weekday()]}, {when:%B} {when.day}"
