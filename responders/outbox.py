"""Deliver what the outbox holds: make the bytes once, send them over a kept connection, settle each letter by what its server said.

A letter found SENDING was in a dead process's hands, and nobody knows whether it left. It is looked up in the Sent folder, and sent
again, with the same bytes under the same Message-ID, only where it is not found there (decisions 1).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Lock

import structlog
from sqlalchemy import Connection

from responders.compose import Unaddressable
from responders.enclosing import Enclosed, FileGone
from responders.letters import Letters
from responders.smtp import InDoubt, Outcome, Smtp, TooFast
from responders.undelivered import undelivered
from responders.written import written
from tickets import bounces, brake, journal, outbox, relays
from tickets.directory import Staff
from tickets.errors import Permanent, Transient, WorldError
from tickets.identity import Desk
from tickets.outbox import Post
from tickets.policy import Policy
from tickets.store import Store

_log = structlog.get_logger()

_BATCH = 20  # claimed at once; the urgent ones that come meanwhile wait for no more than these
_FIRST_PAUSE = timedelta(seconds=15)
_LONGEST_PAUSE = timedelta(minutes=30)
_GIVE_UP = timedelta(days=4)  # RFC 5321 4.5.4.1: at least 4 to 5 days


@dataclass(frozen=True, kw_only=True)
class Route:
    """One `[[outgoing]]` server and how copies reach the Sent folder: "server", "append" or "none"."""

    smtp: Smtp
    name: str
    sent_copy: str


@dataclass(frozen=True, kw_only=True)
class Office:
    """What delivering needs. `find_sent` gives the Message-IDs under which the Sent folder holds a letter, or None where it cannot tell."""

    store: Store
    desk: Desk
    staff: Staff
    letters: Callable[[int], Letters]  # of an edition
    policy: Callable[[], Policy]
    routes: Sequence[Route]
    find_sent: Callable[[Post], Sequence[str] | None]
    append_sent: Callable[[bytes], None]
    enclose: Callable[[Post], Sequence[Enclosed]]  # the files of a letter; raises FileGone
    plus_addressing: bool
    holder: str
    clock: Callable[[], datetime]
    point: Callable[[str], None]  # where the crash tests end the process
    busy: Lock  # one courier a process: connections are kept, and the order holds
    rung: Event  # somebody asked for a pass while one was going on


def deliver(office: Office) -> int:
    """Send every letter that is due; returns how many left here.

    While one thread delivers, others only ring and return: a server that hangs holds up one thread, not the desk (G8).
    """
    left = 0
    office.rung.set()
    while office.rung.is_set() and office.busy.acquire(blocking=False):
        try:
            office.rung.clear()
            left += _pass(office)
        finally:
            office.busy.release()
    return left


def _pass(office: Office) -> int:
    left = 0
    while posts := _claim(office):
        office.point("letters_claimed")
        sealed = _seal(office, posts)
        office.point("sealed")
        for number, (post, raw) in enumerate(sealed):
            done = _deliver(office, post, raw)
            if done is None:
                _hand_back(office, [post for post, _ in sealed[number:]])
                return left
            left += done
    return left


def _claim(office: Office) -> list[Post]:
    with office.store.marking() as connection:
        if brake.reason(connection):
            return []
        return outbox.claim(connection, office.holder, office.clock(), limit=_BATCH)


def _hand_back(office: Office, posts: Sequence[Post]) -> None:
    """No server answers: these letters wait as they are for the next ring. A server that is down is one fact, not one a letter."""
    with office.store.writing() as connection:
        for post in posts:
            outbox.put_back(connection, post)


def _deliver(office: Office, post: Post, raw: bytes) -> bool | None:
    """True: it left. False: it did not, and its row says why. None: no server can be reached."""
    if post.is_in_doubt:
        try:
            if _left_before(office, post):
                return True
        except WorldError as err:  # looked up later rather than sent twice
            _postpone(office, post, f"in doubt, and the Sent folder cannot be asked: {err}", in_doubt=True)
            return False
    try:
        route, outcome = _send(office, post, raw)
    except InDoubt as err:
        _postpone(office, post, str(err), in_doubt=True)
        return False
    except WorldError as err:
        _log.warning("submission", because=str(err), next="the letters wait; the next pass tries again")
        return None
    office.point("accepted")
    return _settle(office, post, raw, route, outcome)


def _left_before(office: Office, post: Post) -> bool:
    """In doubt: does the Sent folder hold it? Another Message-ID found on the copy is kept as an alias."""
    found = office.find_sent(post)
    if not found:
        return False
    with office.store.writing() as connection:
        if outbox.sent(connection, post.id, office.clock(), "found in the Sent folder after a crash"):
            _stamp(office, connection, post, office.clock())
        for alias in found:
            if alias != post.message_id:
                bounces.know_alias(connection, alias, post.id)
        _note(office, connection, post, "the letter had left before the crash", "it stands in the Sent folder")
    return True


def _seal(office: Office, posts: Sequence[Post]) -> list[tuple[Post, bytes]]:
    """Make the bytes of these letters, once, and store them in one transaction: what is stored is what every attempt sends.

    A letter that is not wanted any more, or cannot be addressed, is settled here and left out.
    """
    made = [(post, post.raw or _compose(office, post)) for post in posts]
    sealed = []
    with office.store.writing() as connection:
        needless = outbox.overtaken(connection, [post for post in posts if not post.is_in_doubt])
        for post, raw in made:
            if isinstance(raw, Unaddressable | FileGone):
                _refuse(office, connection, post, str(raw))
            elif post.id in needless:
                outbox.suppressed(connection, post.id, needless[post.id])
                _note(office, connection, post, "the letter is not sent", needless[post.id])
            else:
                sealed.append((post, raw))
        outbox.seal(connection, sealed)
    return sealed


def _compose(office: Office, post: Post) -> bytes | Unaddressable | FileGone:
    letters, policy, now = office.letters(post.edition), office.policy(), office.clock()
    try:
        files = office.enclose(post)
        return written(post, letters, office.desk, policy, now=now, plus_addressing=office.plus_addressing, files=files)
    except (Unaddressable, FileGone) as err:
        return err


def _send(office: Office, post: Post, raw: bytes) -> tuple[Route, Outcome]:
    """Hand the letter to the first server that takes it. Raises WorldError when none can be reached."""
    trouble: WorldError = Transient("no [[outgoing]] server is configured; the letters wait")
    for route in office.routes:
        try:
            outcomes = route.smtp.send(office.desk.address, [post.recipient.address], raw)
        except (InDoubt, TooFast):
            raise  # in doubt it goes nowhere else; a limit of ours is no trouble of the server's
        except (Transient, Permanent) as err:
            trouble = err
            continue
        return route, outcomes[post.recipient.address]
    raise trouble


def _settle(office: Office, post: Post, raw: bytes, route: Route, outcome: Outcome) -> bool:
    if outcome.accepted:
        _sent(office, post, raw, route, outcome)
    elif outcome.is_permanent or office.clock() - post.queued_at > _GIVE_UP:
        _failed(office, post, f"{outcome.code} {outcome.text}")
    else:
        _postpone(office, post, f"{outcome.code} {outcome.text}", in_doubt=False)
    return outcome.accepted


def _sent(office: Office, post: Post, raw: bytes, route: Route, outcome: Outcome) -> None:
    now = office.clock()
    with office.store.marking() as connection:
        if outbox.sent(connection, post.id, now, f"{outcome.code} {outcome.text}"):
            _stamp(office, connection, post, now)
            _note(office, connection, post, "the letter left", f"{route.name} took it: {outcome.code}")
    office.point("settled")
    _log.info("letter", outbound=post.id, kind=post.kind, state="SENT", server=route.name, attempts=post.attempts + 1)
    if route.sent_copy == "append":
        _append(office, raw)
        office.point("appended")


def _stamp(office: Office, connection: Connection, post: Post, now: datetime) -> None:
    """What a letter that left means to its ticket: an acknowledgement, or an answer that moves the turn."""
    outbox.stamp_ticket(connection, post, now)
    if post.is_relay:
        relays.left(connection, office.policy(), post, now)


def _append(office: Office, raw: bytes) -> None:
    try:
        office.append_sent(raw)
    except WorldError as err:
        _log.warning("sent copy", because=str(err), next="the letter itself has left; its copy is not filed")


def _failed(office: Office, post: Post, because: str) -> None:
    with office.store.writing() as connection:
        _refuse(office, connection, post, because)


def _refuse(office: Office, connection: Connection, post: Post, because: str) -> None:
    outbox.failed(connection, post.id, because)
    _note(office, connection, post, "the letter was refused for good", because)
    if post.is_relay:
        undelivered(connection, post, because, office.staff, office.desk, office.policy(), office.clock())
    _log.warning("letter", outbound=post.id, kind=post.kind, state="FAILED", because=because)


def _postpone(office: Office, post: Post, because: str, *, in_doubt: bool) -> None:
    pause = min(_FIRST_PAUSE * 2 ** min(post.attempts, 10), _LONGEST_PAUSE)
    with office.store.writing() as connection:
        outbox.postponed(connection, post.id, office.clock() + pause, because, is_in_doubt=in_doubt)
        _note(office, connection, post, "the letter is postponed", f"{because}; tried again in {pause.total_seconds():.0f} s")
    _log.warning("letter", outbound=post.id, kind=post.kind, state="postponed", because=because, again_in=pause.total_seconds())


def _note(office: Office, connection: Connection, post: Post, what: str, because: str) -> None:
    journal.note(connection, office.clock(), what, because, ticket_id=post.ticket_id, outbound_id=post.id)
