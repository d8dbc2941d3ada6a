"""Hands letters to a submission server over a connection that is kept open, and says for each recipient what became of it.

What is *returned* is about recipients: 4yz later, 5yz never. What is *raised* is about the submission server, whichever letter it was:
Transient (no connection, busy), Permanent (login, certificate, our sender: a person must mend a setting; the letter waits or takes
the fallback), InDoubt (the connection broke after the last byte and before the answer: the letter may have been sent).
"""

from __future__ import annotations

import smtplib
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from types import TracebackType
from typing import Self

from responders.envelope import envelope_address, on_the_wire
from responders.pace import Pace as Pace
from responders.submission import Submission as Submission
from responders.submission import connected
from responders.throttling import Limit, Throttled, trouble
from tickets.account import Account
from tickets.errors import Permanent, Transient, shown

_FRESH = 20.0  # seconds: a connection that was quiet for longer is asked with NOOP first
_DAY = timedelta(days=1)  # the longest that a daily limit lasts
_TOO_LARGE = (523, 552)
_NEEDS_SMTPUTF8 = "the address needs SMTPUTF8 (RFC 6531), which the submission server does not offer"


class InDoubt(Transient):
    """Nobody knows whether the letter was accepted: look it up in the Sent folder before it goes again (decisions 1)."""


class TooFast(Transient):
    """Our own rate limit: no attempt was made, and none should be counted. `retry_after` is exact."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What the submission server said of one recipient. Not accepted and not permanent: again later."""

    accepted: bool
    is_permanent: bool
    code: int
    text: str


class Smtp:
    """One connection to one submission server, opened when it is first needed; threads take turns.

    With an `account` its limits hold for all processes of the desk; else several connections of this one may share a `pace`.
    """

    def __init__(self, server: Submission, pace: Pace | None = None, account: Account | None = None) -> None:
        self.server = server
        self.pace = account or pace or Pace(server.rate_per_minute)
        self._account = account
        self._lock = threading.Lock()
        self._session: smtplib.SMTP | None = None
        self._used_at = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def send(self, envelope_from: str, recipients: Sequence[str], raw: bytes) -> dict[str, Outcome]:
        """One letter to all its recipients in one transaction; an Outcome for each address as given. For what is raised, see the module."""
        self._leave_it_alone()
        if wait := self.pace.take():
            raise TooFast(f"{self.server.where}: {self.server.rate_per_minute} letters a minute are reached", wait)
        with self._lock:
            try:
                outcomes = self._sent(envelope_from, recipients, raw)
            except (Throttled, Permanent) as err:
                self._begin_rest(err)
                raise
            if self._account and any(outcome.accepted for outcome in outcomes.values()):
                self._account.is_well()
            return outcomes

    def pause(self) -> timedelta:
        """How long to wait before the next letter, by our own rate limit."""
        return self.pace.wait()

    def check(self) -> None:
        """Connect and log in, for `doctor`. Raises what `send` would."""
        with self._lock, self._talk("asking for a sign of life"):
            self._open().noop()

    def close(self) -> None:
        with self._lock:
            session, self._session = self._session, None
        if session is not None:
            with suppress(OSError, smtplib.SMTPException):
                session.quit()
            session.close()
        if self._account:
            self._account.rise()

    def _sent(self, envelope_from: str, recipients: Sequence[str], raw: bytes) -> dict[str, Outcome]:
        was_kept = self._session is not None
        try:
            return self._transaction(envelope_from, recipients, raw)
        except _Gone:
            if not was_kept:
                raise
        # Servers end a connection after some time or some letters; nothing of this letter has been sent.
        return self._transaction(envelope_from, recipients, raw)

    def _leave_it_alone(self) -> None:
        """A server that asked for time, whichever process it asked, is not even connected to."""
        if self._account and (rest := self._account.resting()):
            raise Transient(f"{rest.because} (left alone until {rest.until:%H:%M} UTC)")

    def _begin_rest(self, err: Throttled | Permanent) -> None:
        if self._account is None:
            return
        asked = err.retry_after if isinstance(err, Throttled) else None
        lasts = _DAY if isinstance(err, Throttled) and err.limit is Limit.DAY else None
        self._account.rest(str(err), asked=asked, needs_a_person=isinstance(err, Permanent), lasts=lasts)

    def _transaction(self, envelope_from: str, recipients: Sequence[str], raw: bytes) -> dict[str, Outcome]:
        with self._talk("sending"):
            session = self._open()
            outcomes = {given: refusal for given in recipients if (refusal := _unwritable(session, given))}
            fit = [given for given in dict.fromkeys(recipients) if given not in outcomes]
            if fit and (refusal := self._mail(session, envelope_from, fit, raw)):
                return outcomes | dict.fromkeys(fit, refusal)
            replies = {given: self._heard(session.docmd("RCPT", f"TO:<{envelope_address(given)}>")) for given in fit}
            welcome = [given for given in fit if replies[given].accepted]
            if welcome:
                replies |= dict.fromkeys(welcome, self._data(session, raw))
            elif fit:
                self._abandon(session)
            self._used_at = time.monotonic()
            return {given: (outcomes | replies)[given] for given in recipients}

    def _mail(self, session: smtplib.SMTP, envelope_from: str, recipients: Sequence[str], raw: bytes) -> Outcome | None:
        """Begin the transaction; an Outcome where the letter itself is refused. A refused sender is the submission server's fault."""
        sender = envelope_address(envelope_from)
        session.command_encoding = "ascii"
        options = [f"SIZE={len(raw)}"] if session.has_extn("size") else []
        if not raw.isascii() and session.has_extn("8bitmime"):
            options.append("BODY=8BITMIME")
        if not all(envelope_address(each).isascii() for each in (envelope_from, *recipients)):
            session.command_encoding = "utf-8"
            options.append("SMTPUTF8")
        said = self._heard(session.docmd("MAIL", " ".join([f"FROM:<{sender}>", *options])))
        if said.accepted:
            return None
        if said.code == 421:
            self._hang_up()
            raise _Gone(f"{self.server.where}: it ends the session: {said.text}")
        self._abandon(session)
        if said.code in _TOO_LARGE:
            return said
        if said.is_permanent:
            raise Permanent(
                f"{self.server.where}: it does not let us send as {envelope_from}: {said.code} {said.text}."
                " Check `username`, and that this account may send as the desk's address"
            )
        raise Transient(f"{self.server.where}: not now: {said.code} {said.text}")

    def _data(self, session: smtplib.SMTP, raw: bytes) -> Outcome:
        """The letter's bytes. Up to the last of them nothing was accepted (RFC 5321 4.1.1.4); after it only the answer tells."""
        code, text = session.docmd("DATA")
        if code != 354:
            return self._heard((code, text))
        session.send(on_the_wire(raw))
        try:
            reply = session.getreply()
        except (smtplib.SMTPException, OSError) as err:
            self._hang_up()
            raise InDoubt(f"{self.server.where}: the connection broke before it said whether it took the letter: {shown(err)}") from err
        said = self._heard(reply)
        if not 200 <= said.code < 600:
            self._hang_up()
            raise InDoubt(f"{self.server.where}: it answered the letter with {said.text!r}, which says neither yes nor no")
        return said

    def _open(self) -> smtplib.SMTP:
        """The kept session if it still lives, else a new one."""
        if self._account and not self._account.sit():
            self._close()  # another process may have its place by now
        if self._session is not None and time.monotonic() - self._used_at > _FRESH:
            self._drop_if_dead(self._session)
        if self._session is None:
            self._session = connected(self.server)
            self._used_at = time.monotonic()
        return self._session

    def _drop_if_dead(self, session: smtplib.SMTP) -> None:
        try:
            is_alive = session.noop()[0] == 250
        except (smtplib.SMTPException, OSError):
            is_alive = False
        if not is_alive:
            self._hang_up()

    def _abandon(self, session: smtplib.SMTP) -> None:
        """End a refused transaction. Some servers have hung up already; the refusal counts all the same."""
        try:
            session.rset()
        except (smtplib.SMTPException, OSError):
            self._hang_up()

    @contextmanager
    def _talk(self, doing: str) -> Iterator[None]:
        """smtplib's errors as ours. After any of them the next letter gets a new connection."""
        try:
            yield
        except smtplib.SMTPResponseException as err:
            self._hang_up()
            raise Transient(f"{self.server.where}: {doing} failed: {err.smtp_code} {shown(err.smtp_error)}") from err
        except (smtplib.SMTPException, OSError) as err:
            self._hang_up()
            is_silent = isinstance(err.__context__ or err, TimeoutError)  # a second try would only wait as long again
            kind = Transient if is_silent else _Gone
            raise kind(f"{self.server.where}: the connection broke while {doing}: {shown(err)}") from err

    def _heard(self, reply: tuple[int, bytes]) -> Outcome:
        """A reply that speaks of this letter; one that speaks of us raises Throttled or Blocked."""
        said = _outcome(reply)
        if about_us := trouble(self.server.where, said.code, said.text):
            self._hang_up()
            raise about_us
        return said

    def _hang_up(self) -> None:
        self._close()
        if self._account:
            self._account.rise()

    def _close(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.close()


class _Gone(Transient):
    """The connection ended before the letter was through: on a kept one, worth a second try at once."""


def _unwritable(session: smtplib.SMTP, recipient: str) -> Outcome | None:
    """Why this address cannot even be asked for."""
    address = envelope_address(recipient)
    if not address:
        return Outcome(accepted=False, is_permanent=True, code=553, text="not an address that mail can be sent to")
    if not address.isascii() and not session.has_extn("smtputf8"):
        return Outcome(accepted=False, is_permanent=True, code=553, text=_NEEDS_SMTPUTF8)
    return None


def _outcome(reply: tuple[int, bytes]) -> Outcome:
    code, text = reply
    return Outcome(accepted=200 <= code < 300, is_permanent=500 <= code < 600, code=code, text=shown(text))
