"""The access token of one grant: whoever asks gets the one that lives, and whoever finds it due renews it for every process of the desk.

A token is renewed when a third of its life is left. So a provider that fails is known, and told, while mail still goes on; and a token
that a server refuses is replaced at once, once.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mailroom.access.grant import Grant, Issued, Issuer
from mailroom.access.sealing import Seal
from tickets import access
from tickets.access import Access
from tickets.errors import Permanent, Transient, WorldError
from tickets.held import holds
from tickets.pauses import growing, spread
from tickets.store import Store

_LEFT = 3  # renewed when one part of so many of its life is left
_MARGIN = timedelta(seconds=30)  # a token that ends during a login is no token
_FIRST_PAUSE = timedelta(seconds=15)
_LONGEST_PAUSE = timedelta(minutes=5)
_LONGEST_WAIT = timedelta(hours=1)  # a provider that asks for more is asked again all the same
_PATIENCE = 15.0  # seconds to wait while another process renews
_LOOK = 0.1


@dataclass(frozen=True, kw_only=True)
class Keeper:
    """A `tickets.sasl.Access`. Raises Transient while the provider cannot be had, Permanent where a person must mend something."""

    grant: Grant
    store: Store
    seal: Seal
    issuer: Issuer
    holder: str
    clock: Callable[[], datetime]
    used_by: tuple[str, ...] = ()  # mailboxes and submission servers, in words
    _turn: threading.Lock = field(default_factory=threading.Lock)  # the threads of one process; processes have the lease

    @property
    def remedy(self) -> str:
        again = "; or sign in again with `mailroom access sign-in`" if self.grant.is_signed_in_by_a_person else ""
        return f"The account must allow this, and the application be let into it: see deploy/oauth.md{again}"

    def __call__(self, refused: str = "") -> str:
        known = self.standing()
        token = self._living(known)
        if token and token != refused:
            return self._renewed_early(known, token) if self._is_due(known) else token
        with self._turn:
            known = self.standing()  # another thread may have renewed it meanwhile
            token = self._living(known)
            return token if token and token != refused else self._renewed(known, refused)

    def keep_fresh(self) -> None:
        """Renew it if it is due, so that trouble is found on a quiet day too. What fails stands in the row; `warning` tells it."""
        known = self.standing()
        token = self._living(known)
        if not token and self.grant.is_signed_in_by_a_person and not known.refresh:
            return  # nobody has signed in yet, and no question to the provider changes that
        if not token or self._is_due(known):
            self._renewed_early(known, token)

    def try_at_once(self) -> None:
        with self.store.writing() as connection:
            access.try_at_once(connection, self.grant.name)

    def take_in(self, issued: Issued) -> None:
        """A person has signed in: what the provider gave him serves from now on."""
        now = self.clock()
        with self.store.writing() as connection:
            access.meet(connection, self.grant.name, self.grant.lasts_until)
            access.taken_in(connection, self._row(issued, "", self.grant.lasts_until, now))

    def standing(self) -> Access:
        """Its row as it is now."""
        with self.store.reading() as connection:
            return access.read(connection, self.grant.name)

    def _living(self, known: Access) -> str:
        """The token as servers take it, or ''."""
        lives = known.expires_at is not None and known.expires_at > self.clock() + _MARGIN
        return (self.seal.open(known.sealed) or "") if lives else ""

    def _is_due(self, known: Access) -> bool:
        if known.issued_at is None or known.expires_at is None:
            return True
        is_late = self.clock() > known.expires_at - (known.expires_at - known.issued_at) / _LEFT
        return is_late and not self._wait(known)

    def _wait(self, known: Access) -> timedelta:
        """How long the provider is left alone; zero where that was set while the clock ran ahead."""
        now = self.clock()
        return known.try_at - now if known.try_at and holds(known.try_at, _LONGEST_WAIT, now) else timedelta()

    def _renewed_early(self, known: Access, token: str) -> str:
        """The old one serves on where there is no new one, or another thread is at it: nobody waits for a provider without need."""
        if not self._turn.acquire(blocking=False):
            return token
        try:
            return self._renewed(known, "", patience=0.0)
        except WorldError:
            return token
        finally:
            self._turn.release()

    def _renewed(self, known: Access, refused: str, patience: float = _PATIENCE) -> str:
        if wait := self._wait(known):
            raise _told_before(known, wait)
        if self._claims(known, patience):
            return self._renew(known)
        now = self.standing()
        token = self._living(now)
        if token and token != refused:
            return token
        if wait := self._wait(now):
            raise _told_before(now, wait)
        raise Transient(f"{self.grant.name}: another process renews its token at the moment, and has no answer yet")

    def _claims(self, known: Access, patience: float) -> bool:
        """True: the renewal is ours. False: somebody else has tried it, or is at it for too long."""
        until = time.monotonic() + patience
        while _is_as_it_was(self.standing(), known):
            with self.store.writing() as connection:
                if access.claim_renewal(connection, known, self.holder, self.clock()):
                    return True
            if time.monotonic() > until:
                return False
            time.sleep(_LOOK)
        return False

    def _renew(self, known: Access) -> str:
        now = self.clock()
        try:
            refresh = self._refresh_token(known)
            issued = self.issuer(self.grant, refresh)
        except WorldError as err:
            self._fail(known, err, now)
            raise
        with self.store.writing() as connection:
            access.renewed(connection, self._row(issued, refresh, known.lasts_until, now), self.holder)
        return issued.token

    def _refresh_token(self, known: Access) -> str:
        if not self.grant.is_signed_in_by_a_person:
            return ""
        refresh = self.seal.open(known.refresh)
        if not refresh:
            why = "nobody has signed in yet" if refresh == "" else "no key in the environment opens what was kept"
            raise Permanent(f"{self.grant.name}: {why}: call `mailroom access sign-in {self._first_user()}`")
        return refresh

    def _row(self, issued: Issued, refresh: str, lasts_until: datetime | None, now: datetime) -> Access:
        return Access(
            name=self.grant.name,
            sealed=self.seal.close(issued.token),
            refresh=self.seal.close(issued.refresh or refresh),
            issued_at=now,
            expires_at=now + issued.lasts,
            lasts_until=now + issued.refresh_lasts if issued.refresh_lasts else lasts_until,
        )

    def _fail(self, known: Access, err: WorldError, now: datetime) -> None:
        is_permanent = isinstance(err, Permanent)
        with self.store.writing() as connection:
            try_at = now + spread(_pause(known, err))
            access.failed(connection, self.grant.name, self.holder, str(err), needs_a_person=is_permanent, try_at=try_at)

    def _first_user(self) -> str:
        return self.used_by[0] if self.used_by else ""


def _pause(known: Access, err: WorldError) -> timedelta:
    """As long as the provider asked; else longer with each failure that time may mend."""
    if not isinstance(err, Transient):
        return _LONGEST_PAUSE
    return min(err.retry_after, _LONGEST_WAIT) if err.retry_after else growing(known.failures, _FIRST_PAUSE, _LONGEST_PAUSE)


def _is_as_it_was(now: Access, known: Access) -> bool:
    """Nobody has renewed it, or tried to, since it was `known`."""
    return (now.issued_at, now.failures) == (known.issued_at, known.failures)


def _told_before(known: Access, wait: timedelta) -> WorldError:
    """The provider is not asked again yet: what it said last still holds."""
    return Permanent(known.trouble) if known.needs_a_person else Transient(known.trouble, wait)
