"""Whether a lease still holds: the one question of every claim, and it must survive a clock that is set.

Leases are stamps of the clock on the wall, since the hosts that share them share no other. A clock that was an hour ahead leaves leases
that would hold for an hour more; so one that ends later than any lease can, is none.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_


def is_free(held_until: ColumnElement[Any], lease: timedelta, now: datetime) -> ColumnElement[bool]:
    """True for the rows on which no lease holds. The clocks of two hosts may differ by the length of a lease."""
    return or_(held_until.is_(None), held_until <= now, held_until > now + 2 * lease)


def holds(held_until: datetime | None, lease: timedelta, now: datetime) -> bool:
    """The same of one row in hand, the other way round."""
    return held_until is not None and now < held_until <= now + 2 * lease
