"""Which night's digest is owed, and who gets it. Pure.

A night is named by the local date of its clock time, so that no change of daylight saving makes two of one or none: a clock time that is
skipped is taken after the gap, one that comes twice the first time.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mailroom.engineers.routing import present
from tickets.directory import WEEKDAYS, Person, Staff
from tickets.policy import Policy
from tickets.understanding import Audience

_DAY = timedelta(days=1)


def due_at(night: date, at: time, zone: ZoneInfo) -> datetime:
    """The moment of a night's digest, in UTC."""
    return datetime.combine(night, at, tzinfo=zone).astimezone(UTC)


def latest_night(now: datetime, at: time, zone: ZoneInfo) -> date:
    """The last night whose moment has come. Earlier ones that nobody was there to send are told by it."""
    today = now.astimezone(zone).date()
    return today if due_at(today, at, zone) <= now else today - _DAY


def readers(staff: Staff, policy: Policy, night: date, away: Collection[str] = ()) -> tuple[Person, ...]:
    """Who gets the digest of a night: one each, whatever his roles (desk-rules 34); of two people with one address the first.

    Whoever is away gets none: his tickets stand in those of his team (desk-rules 31).
    """
    people = present(staff, away)
    by_address = {address_of(person): person for person in reversed(people) if _wants(person, policy, night)}
    return tuple(person for person in people if by_address.get(address_of(person)) is person)


def address_of(person: Person) -> str:
    """Where his letters go, and by which his digests are known."""
    return person.addresses[0].lower()


def _wants(person: Person, policy: Policy, night: date) -> bool:
    if person.digest_days:
        return WEEKDAYS[night.weekday()] in person.digest_days
    return person.lead or any(policy.calendar(audience).is_support_day(night + _DAY) for audience in Audience)
