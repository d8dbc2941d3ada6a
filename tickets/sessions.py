"""Who is signed in at the console, as rows: single links by mail, and sessions with an idle and an absolute end.

Tokens are values of the caller; what is stored of them is a hash, so that a copy of the database lets nobody in.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, func, insert, or_, select, update

from tickets.schema import sessions, sign_ins

LINK_WORKS = timedelta(minutes=15)
IDLE = timedelta(hours=12)  # one sign-in a working day
LONGEST = timedelta(days=7)
_SEEN_ANEW = timedelta(minutes=1)  # a page that is only looked at should seldom write
_KEPT = timedelta(days=1)  # asked links: no limit looks back further
_WITHIN = timedelta(hours=1)
_PER_ADDRESS = 5  # links an hour to one of us, asked for by one network; more is somebody else's idea of a joke
_PER_ADDRESS_IN_ALL = 15  # of all networks, so that the joke of one keeps nobody out
_PER_SOURCE = 20  # an office stands behind one address


@dataclass(frozen=True, kw_only=True)
class Session:
    address: str
    via: str  # link, proxy
    is_stale: bool = False  # last seen long enough ago to be marked anew


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Somebody wants a link. `browser` is the cookie of his browser; '' binds the link to none."""

    token: str
    browser: str
    address: str
    source: str
    onward: str = ""


def may_ask(connection: Connection, source: str, now: datetime) -> bool:
    """Whether this network address has asked seldom enough. It says nothing of whom it asked for."""
    return _asked(connection, sign_ins.c.source == source, now) < _PER_SOURCE


def ask(connection: Connection, asked: Asked, now: datetime) -> bool:
    """Note the wish, known address or not. False: too many links were asked for this address, so that none may be sent."""
    wishes = _wishes(connection, asked.address.lower(), now)
    sent = sum(min(count, _PER_ADDRESS) for count in wishes.values())
    is_within = wishes.get(asked.source, 0) < _PER_ADDRESS and sent < _PER_ADDRESS_IN_ALL
    connection.execute(delete(sign_ins).where(sign_ins.c.asked_at < now - _KEPT))
    connection.execute(
        insert(sign_ins).values(
            digest=_digest(asked.token),
            browser=_digest(asked.browser) if asked.browser else "",
            address=asked.address.lower(),
            source=asked.source,
            onward=asked.onward,
            asked_at=now,
            ends_at=now + LINK_WORKS,
        )
    )
    return is_within


def use(connection: Connection, token: str, browser: str, now: datetime) -> Asked | None:
    """The wish behind a link, once: within its minutes, by the browser that asked. None for every other link."""
    mine = or_(sign_ins.c.browser == "", sign_ins.c.browser == _digest(browser))
    found = (sign_ins.c.digest == _digest(token), sign_ins.c.used_at.is_(None), sign_ins.c.ends_at > now, mine)
    if connection.execute(update(sign_ins).where(*found).values(used_at=now)).rowcount != 1:
        return None
    row = connection.execute(select(sign_ins).where(sign_ins.c.digest == _digest(token))).one()
    return Asked(token=token, browser=browser, address=row.address, source=row.source, onward=row.onward)


def begin(connection: Connection, token: str, session: Session, now: datetime) -> None:
    """Sign in; the sessions that are over are swept out."""
    connection.execute(delete(sessions).where(or_(sessions.c.seen_at < now - IDLE, sessions.c.began_at < now - LONGEST)))
    row = {"digest": _digest(token), "address": session.address, "via": session.via, "began_at": now, "seen_at": now}
    connection.execute(insert(sessions).values(row))


def find(connection: Connection, token: str, now: datetime) -> Session | None:
    """The living session of this cookie."""
    alive = (sessions.c.seen_at > now - IDLE, sessions.c.began_at > now - LONGEST)
    row = connection.execute(select(sessions).where(sessions.c.digest == _digest(token), *alive)).first()
    return Session(address=row.address, via=row.via, is_stale=row.seen_at < now - _SEEN_ANEW) if row else None


def see(connection: Connection, token: str, now: datetime) -> None:
    connection.execute(update(sessions).where(sessions.c.digest == _digest(token)).values(seen_at=now))


def end(connection: Connection, token: str) -> None:
    connection.execute(delete(sessions).where(sessions.c.digest == _digest(token)))


def end_all(connection: Connection, address: str) -> int:
    """Every session of a person; returns how many."""
    return connection.execute(delete(sessions).where(sessions.c.address == address.lower())).rowcount


def _asked(connection: Connection, by: ColumnElement[bool], now: datetime) -> int:
    query = select(func.count()).select_from(sign_ins).where(by, sign_ins.c.asked_at > now - _WITHIN)
    return int(connection.execute(query).scalar_one())


def _wishes(connection: Connection, address: str, now: datetime) -> dict[str, int]:
    """{network: how often it asked for this address of late}."""
    lately = (sign_ins.c.address == address, sign_ins.c.asked_at > now - _WITHIN)
    query = select(sign_ins.c.source, func.count()).where(*lately).group_by(sign_ins.c.source)
    return {row[0]: row[1] for row in connection.execute(query)}


def _digest(token: str) -> str:
    """A fast hash is enough: the tokens are 256 random bits, which nobody guesses."""
    return hashlib.sha256(token.encode()).hexdigest()
