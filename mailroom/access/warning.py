"""Trouble with access is told before mail stops: while the last token still lives, and two weeks before a secret ends."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from tickets import access, alarms
from tickets.access import Access
from tickets.store import Store

_AHEAD = timedelta(days=14)  # a new client secret may need another department
_KIND = "access "


def watch(store: Store, names: Collection[str], now: datetime) -> None:
    """Raise what is wrong with the access of these grants, and end what is not any more."""
    with store.reading() as connection:
        wrong = dict(_wrong(access.standing(connection, names), now)) if names else {}
        if alarms.sounding(connection, (_KIND,)) == wrong:
            return
    with store.writing() as connection:
        alarms.follow(connection, (_KIND,), wrong, now)


def days_left(known: Access, now: datetime) -> int | None:
    """Whole days until its secret or its refresh token ends; None where nobody has said."""
    return (known.lasts_until - now) // timedelta(days=1) if known.lasts_until else None


def in_words(known: Access, now: datetime) -> tuple[bool, str]:
    """Whether it is well, and why, for `doctor`."""
    if known.trouble:
        return False, f"{known.trouble}. {_consequence(known, now)}"
    if known.expires_at is None:
        return False, "there is no token yet"
    days, minutes = days_left(known, now), max(0, (known.expires_at - now) // timedelta(minutes=1))
    return days is None or days >= _AHEAD.days, f"the token lives for {minutes} minutes more and is renewed before; {_left(days)}"


def _wrong(standing: Collection[Access], now: datetime) -> Iterator[tuple[str, str]]:
    for known in standing:
        if known.trouble:
            yield f"{_KIND}{known.name}", f"No new access. {known.trouble}. {_consequence(known, now)}"
        elif known.lasts_until and known.lasts_until - now < _AHEAD:
            yield f"{_KIND}ends {known.name}", _ends(known, known.lasts_until)


def _left(days: int | None) -> str:
    if days is None:
        return "nobody has said when its secret ends: write `secret_expires`"
    return f"its secret ends in {days} days" if days >= 0 else "its secret has ended, as the settings or the provider said"


def _consequence(known: Access, now: datetime) -> str:
    if known.expires_at is None or known.expires_at <= now:
        return "Mail of its mailboxes waits on the server, and letters wait in the outbox"
    return f"Mail goes on until {known.expires_at:%B %-d, %H:%M} UTC"


def _ends(known: Access, at: datetime) -> str:
    return (
        f"The access {known.name} ends on {at:%B %-d, %Y}: make a new client secret, put it into the environment, write its end into"
        " `secret_expires` and restart; or sign in again with `mailroom access sign-in`"
    )
