"""Who a request comes from: the session of its cookie, or the person whom a trusted proxy names.

Where a proxy names people it is asked at every request, and a session only carries the token of the forms; whoever the proxy names no
more has no way in, whatever cookie he holds.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from starlette.requests import Request

from mailroom.console import cookies
from mailroom.console.console import Console
from tickets import sessions
from tickets.directory import Person
from tickets.sessions import Session
from tickets.transport import lies_in

_BY_LINK, _BY_PROXY = "link", "proxy"


@dataclass(frozen=True, kw_only=True)
class Known:
    person: Person
    cookie: str
    is_new: bool = False  # the cookie is to be given

    @property
    def token(self) -> str:
        """What this session's forms carry. It needs no row: only who holds the cookie can make it, and it does not tell the cookie."""
        return hashlib.sha256(f"form:{self.cookie}".encode()).hexdigest()

    def wrote(self, token: str) -> bool:
        return hmac.compare_digest(token.encode(), self.token.encode())


def recognise(console: Console, request: Request) -> Known | None:
    """Whoever it is, if he is one of us now."""
    if console.settings.console.proxy_header:
        return _named_by_proxy(console, request)
    return _signed_in(console, cookies.given(console, request, cookies.SESSION), _BY_LINK)


def begin(console: Console, person: Person, via: str = _BY_LINK) -> Known:
    """A new session. Its cookie is the caller's to give."""
    cookie, now = console.token(), console.clock()
    with console.store.writing() as connection:
        sessions.begin(connection, cookie, Session(address=person.address, via=via), now)
    return Known(person=person, cookie=cookie, is_new=True)


def end(console: Console, request: Request) -> None:
    with console.store.writing() as connection:
        sessions.end(connection, cookies.given(console, request, cookies.SESSION))


def peer(request: Request) -> str:
    return request.client.host if request.client else ""


def source(console: Console, request: Request) -> str:
    """The network address that a limit counts by: through our own proxies, the nearest one beyond them."""
    proxies = console.settings.console.proxies
    hops = [hop.strip() for hop in request.headers.get("x-forwarded-for", "").split(",")] if lies_in(peer(request), proxies) else []
    return next((hop for hop in reversed(hops) if hop and not lies_in(hop, proxies)), peer(request))[:64]


def _named_by_proxy(console: Console, request: Request) -> Known | None:
    table = console.settings.console
    if not lies_in(peer(request), table.proxies):
        return None
    named = request.headers.getlist(table.proxy_header)
    # Two of them are nobody's: one may be the visitor's own, beside which the proxy wrote its.
    person = console.staff().person(named[0].strip()) if len(named) == 1 else None
    if person is None:
        return None
    known = _signed_in(console, cookies.given(console, request, cookies.SESSION), _BY_PROXY)
    return known if known and known.person.address == person.address else begin(console, person, _BY_PROXY)


def _signed_in(console: Console, cookie: str, via: str) -> Known | None:
    if not cookie:
        return None
    now = console.clock()
    with console.store.reading() as connection:
        session = sessions.find(connection, cookie, now)
    if session is None or session.via != via:
        return None
    person = console.staff().person(session.address)
    if person is None:
        _dismiss(console, session.address)
        return None
    if session.is_stale:
        with console.store.marking() as connection:
            sessions.see(connection, cookie, now)
    return Known(person=person, cookie=cookie)


def _dismiss(console: Console, address: str) -> None:
    """Whoever left staff.toml is signed out everywhere, and stays so if the file names him again."""
    with console.store.writing() as connection:
        sessions.end_all(connection, address)
