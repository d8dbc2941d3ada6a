"""Deliver what the outbox holds: make the bytes once, send them over a kept connection, settle each letter by what its server said.

A letter found SENDING was in a dead process's hands. Where it has its mark, it left; else nobody knows. Such a one is looked up in the
Sent folder, and sent again, with the same bytes under the same Message-ID, only where it is not found there (decisions 1).
"""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from responders.compose import Unaddressable
from responders.enclosing import FileGone
from responders.office import Office, Route
from responders.settling import Taken, found, mark, note, postpone, refuse, refused, settle, stamp
from responders.smtp import InDoubt, Outcome, TooFast
from responders.written import written
from tickets import bounces, brake, outbox
from tickets.errors import Permanent, Transient, WorldError
from tickets.outbox import Post

_log = structlog.get_logger()

_BATCH = 20  # claimed at once; the urgent ones that come meanwhile wait for no more than these


class _Unreachable(Exception):  # noqa: N818
    """No submission server can be had."""


def deliver(office: Office) -> int:
    """Send every letter that is due; returns how many left here.

    While one thread delivers, others only ring and return: a server that hangs holds up one thread, not the desk (G8).
    """
    left, courier = 0, office.courier
    courier.rung.set()
    while courier.rung.is_set() and courier.busy.acquire(blocking=False):
        try:
            courier.rung.clear()
            left += _pass(office)
        finally:
            courier.caught_up.set()
            courier.busy.release()
    return left


def _pass(office: Office) -> int:
    left = 0
    while posts := _claim(office):
        if len(posts) == _BATCH:
            office.courier.caught_up.clear()
        else:
            office.courier.caught_up.set()
        office.point("letters_claimed")
        sealed = _seal(office, [post for post in posts if not post.was_accepted])
        office.point("sealed")
        taken, tried = _hand_over(office, sealed)
        left += settle(office, [*found(posts), *taken])
        if tried < len(sealed):
            _hand_back(office, [post for post, _ in sealed[tried:]])
            break
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


def _hand_over(office: Office, sealed: Sequence[tuple[Post, bytes]]) -> tuple[list[Taken], int]:
    """Send these letters, one after the other: those that were taken, and how many were tried before no server could be reached.

    They are settled together when the last is through; until then each but the last has its mark.
    """
    taken: list[Taken] = []
    for number, (post, raw) in enumerate(sealed):
        try:
            handed = _deliver(office, post, raw)
        except _Unreachable as err:
            office.courier.cannot_leave(str(err))
            return taken, number
        if handed is not None:
            office.courier.has_left()
            letter, route = handed
            taken.append(letter)
            is_copied = route.sent_copy == "append"
            if is_copied or number + 1 < len(sealed):
                mark(office, letter)
            if is_copied:
                _append(office, raw)
    return taken, len(sealed)


def _deliver(office: Office, post: Post, raw: bytes) -> tuple[Taken, Route] | None:
    """The letter and the server that took it; None where its row says what became of it. Raises _Unreachable where no server answers."""
    if post.is_in_doubt:
        try:
            if _left_before(office, post):
                return None
        except WorldError as err:  # looked up later rather than sent twice
            postpone(office, post, f"in doubt, and the Sent folder cannot be asked: {err}", in_doubt=True)
            return None
    try:
        route, outcome = _send(office, post, raw)
    except InDoubt as err:
        postpone(office, post, str(err), in_doubt=True)
        return None
    except WorldError as err:
        raise _Unreachable(str(err)) from err
    office.point("accepted")
    if outcome.accepted:
        return Taken(post=post, server=route.name, reply=f"{outcome.code} {outcome.text}", at=office.clock()), route
    refused(office, post, outcome)
    return None


def _append(office: Office, raw: bytes) -> None:
    try:
        office.append_sent(raw)
        office.point("appended")
    except WorldError as err:
        _log.warning("sent copy", because=str(err), next="the letter itself has left; its copy is not filed")


def _left_before(office: Office, post: Post) -> bool:
    """In doubt: does the Sent folder hold it? Another Message-ID found on the copy is kept as an alias."""
    copies = office.find_sent(post)
    if not copies:
        return False
    with office.store.writing() as connection:
        if outbox.sent(connection, post.id, office.clock(), "found in the Sent folder after a crash"):
            stamp(office, connection, post, office.clock())
        for alias in copies:
            if alias != post.message_id:
                bounces.know_alias(connection, alias, post.id)
        note(office, connection, post, "the letter had left before the crash", "it stands in the Sent folder")
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
                refuse(office, connection, post, str(raw))
            elif post.id in needless:
                outbox.suppressed(connection, post.id, needless[post.id])
                note(office, connection, post, "the letter is not sent", needless[post.id])
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
