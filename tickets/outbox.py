"""The outbox: every letter the desk owes, as a row written with the ticket's own transaction.

    QUEUED → SENDING → SENT, FAILED; QUEUED → SUPPRESSED

The Message-ID and the token are fixed when the row is queued, the bytes when it moves to SENDING; every retry sends the same bytes
under the same Message-ID. A row found SENDING under an expired lease is *in doubt*: nobody knows whether its letter left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, func, insert, or_, select, update

from tickets.held import is_free
from tickets.letter import File as File
from tickets.letter import Letter as Letter
from tickets.letter import Owed as Owed
from tickets.letter import Post as Post
from tickets.letter import outbound_row, post_of, token_row
from tickets.letter_kinds import ASK
from tickets.schema import editions, outbound, tickets, tokens
from tickets.states import OUTBOUND_MOVES, OutboundState, sources

SEND_LEASE = timedelta(minutes=5)  # longer than an SMTP dialogue may last (RFC 5321 4.5.3.2 asks for patience)

_NO_PAUSE_IS_LONGER = timedelta(hours=2)  # `responders.settling` tries a postponed letter every half hour, at least

# Made once: building a statement costs several times what running it does.
# Its words are those of the edition that serves now, whenever it leaves (decisions 3).
_EDITION = select(func.coalesce(func.max(editions.c.id), 0)).scalar_subquery()
_LETTERS = insert(outbound).values(edition=_EDITION).returning(outbound.c.id, sort_by_parameter_order=True)
_TOKEN = insert(tokens)
_SEAL = (
    update(outbound)
    .where(
        outbound.c.id == bindparam("sealed"),
        or_(*(outbound.c.state == source for source in sources(OUTBOUND_MOVES, OutboundState.SENDING))),  # one for many takes no IN
    )
    .values(state=OutboundState.SENDING, raw=bindparam("raw"))
)
# On its own, between two letters: a process that is killed now has still told that the server took it.
_ACCEPTED = (
    update(outbound)
    .where(outbound.c.id == bindparam("accepted"), outbound.c.state == OutboundState.SENDING)
    .values(sent_at=bindparam("at"), reply=bindparam("said"))
)
_STILL_SENDING = (
    select(outbound.c.id)
    .where(outbound.c.id.in_(bindparam("taken", expanding=True)), outbound.c.state.in_(sources(OUTBOUND_MOVES, OutboundState.SENT)))
    .with_for_update()
)
_SENT = (
    update(outbound)
    .where(outbound.c.id == bindparam("settled"))
    .values(
        state=OutboundState.SENT,
        sent_at=bindparam("sent_at"),
        reply=bindparam("reply"),
        attempts=outbound.c.attempts + 1,
        holder="",
        held_until=None,
    )
)
_STAMP = (
    update(tickets)
    .where(tickets.c.id == bindparam("stamped"), tickets.c.acknowledged_at.is_(None))
    .values(acknowledged_at=bindparam("acknowledged_at"))
)
_ANSWERED = select(tickets.c.id, tickets.c.answered_at).where(
    tickets.c.id.in_(bindparam("answered", expanding=True)), tickets.c.answered_at.is_not(None)
)


def queue(connection: Connection, letter: Letter, *, token: str, domain: str, now: datetime) -> int:
    """Owe a letter; returns its id."""
    return queue_all(connection, [Owed(letter=letter, token=token)], domain=domain, now=now)[0]


def queue_all(connection: Connection, owed: Sequence[Owed], *, domain: str, now: datetime) -> list[int]:
    """Owe these letters; returns their ids. A second automatic answer to one mail raises IntegrityError (`outbound.answers`)."""
    if not owed:
        return []
    ids = connection.execute(_LETTERS, [outbound_row(letter, domain, now) for letter in owed]).scalars().all()
    connection.execute(_TOKEN, [token_row(letter, outbound_id, now) for letter, outbound_id in zip(owed, ids, strict=True)])
    return list(ids)


def letter_by_id(connection: Connection, outbound_id: int) -> Post:
    return post_of(connection.execute(select(outbound).where(outbound.c.id == outbound_id)).one())


def claim(connection: Connection, holder: str, now: datetime, *, limit: int) -> list[Post]:
    """Take the letters that are due, the urgent and the old ones first; rows left SENDING by a dead process come back in doubt.

    A process has one courier, so what it holds already was dropped when its database went away in the middle of a pass.
    """
    free = or_(is_free(outbound.c.held_until, SEND_LEASE, now), outbound.c.holder == holder)
    due = (
        select(outbound.c.id)
        .where(outbound.c.state.in_((OutboundState.QUEUED, OutboundState.SENDING)), _is_due(now), free)
        .order_by(outbound.c.urgency, outbound.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = list(connection.execute(due).scalars())
    if not ids:
        return []
    connection.execute(update(outbound).where(outbound.c.id.in_(ids)).values(holder=holder, held_until=now + SEND_LEASE))
    rows = connection.execute(select(outbound).where(outbound.c.id.in_(ids)).order_by(outbound.c.urgency, outbound.c.id))
    return [post_of(row) for row in rows]


def _is_due(now: datetime) -> ColumnElement[bool]:
    """Its time has come, or was set by a clock that was ahead: nothing is queued tomorrow, and no pause is that long."""
    ahead = now + _NO_PAUSE_IS_LONGER
    return or_(outbound.c.due_at <= now, outbound.c.queued_at > ahead, and_(outbound.c.attempts > 0, outbound.c.due_at > ahead))


def seal(connection: Connection, made: Sequence[tuple[Post, bytes]]) -> None:
    """Fix the bytes and move to SENDING: from here on every attempt sends exactly these."""
    if made:
        connection.execute(_SEAL, [{"sealed": post.id, "raw": raw} for post, raw in made])


def ready(connection: Connection, post_id: int, raw: bytes) -> None:
    """The bytes of a letter that waits are made already: it leaves as it was shown."""
    connection.execute(update(outbound).where(outbound.c.id == post_id, outbound.c.state == OutboundState.QUEUED).values(raw=raw))


def accepted(connection: Connection, post_id: int, now: datetime, reply: str) -> None:
    """The server took it: whatever becomes of us, it goes to nobody again. `sent` settles it, with others or by whoever finds it."""
    connection.execute(_ACCEPTED, {"accepted": post_id, "at": now, "said": reply})


def sent(connection: Connection, post_id: int, now: datetime, reply: str) -> bool:
    """True where this call settled it; a letter settles once."""
    return bool(all_sent(connection, {post_id: (now, reply)}))


def all_sent(connection: Connection, letters: Mapping[int, tuple[datetime, str]]) -> set[int]:
    """Settle these letters, each with its time and the server's words; those that this call settled."""
    settled = set(connection.execute(_STILL_SENDING, {"taken": list(letters)}).scalars())
    if settled:
        rows = [{"settled": one, "sent_at": at, "reply": reply} for one, (at, reply) in letters.items() if one in settled]
        connection.execute(_SENT, rows)
    return settled


def failed(connection: Connection, post_id: int, because: str) -> bool:
    return _settle(connection, post_id, OutboundState.FAILED, because=because, reply=because, attempts=outbound.c.attempts + 1)


def postponed(connection: Connection, post_id: int, until: datetime, because: str, *, is_in_doubt: bool = False) -> None:
    """Again at `until`, with the same bytes. In doubt it stays SENDING, so that the next attempt looks before it sends."""
    state = OutboundState.SENDING if is_in_doubt else OutboundState.QUEUED
    connection.execute(
        update(outbound)
        .where(outbound.c.id == post_id, outbound.c.state.in_((OutboundState.QUEUED, OutboundState.SENDING)))
        .values(state=state, due_at=until, because=because, reply=because, attempts=outbound.c.attempts + 1, holder="", held_until=None)
    )


def overtaken(connection: Connection, posts: Sequence[Post]) -> dict[int, str]:
    """{letter: why it has become needless}, of automatic ones: somebody at the desk has answered meanwhile (desk-rules 8)."""
    automatic = {post.id: post for post in posts if post.ticket_id is not None and post.is_automatic and post.kind != ASK}
    wanted = [post.ticket_id for post in automatic.values()]
    rows = connection.execute(_ANSWERED, {"answered": wanted}) if wanted else ()
    answered = {row.id: row.answered_at for row in rows}
    return {
        post.id: "somebody at the desk has answered meanwhile"
        for post in automatic.values()
        if (at := answered.get(post.ticket_id)) is not None and at >= post.queued_at.replace(microsecond=0)  # servers count seconds
    }


def put_back(connection: Connection, post: Post) -> None:
    """Nothing was tried: the letter waits in the state it was claimed in, with its bytes, and no attempt is counted."""
    state = OutboundState.SENDING if post.is_in_doubt else OutboundState.QUEUED
    connection.execute(update(outbound).where(outbound.c.id == post.id).values(state=state, holder="", held_until=None))


def stamp_ticket(connection: Connection, post: Post, now: datetime) -> None:
    """The first automatic letter that left is the ticket's acknowledgement."""
    stamp_tickets(connection, [(post, now)])


def stamp_tickets(connection: Connection, left: Sequence[tuple[Post, datetime]]) -> None:
    """The same for many letters, each with the time at which it left, in that order."""
    stamps = [{"stamped": post.ticket_id, "acknowledged_at": at} for post, at in left if post.is_automatic]
    if stamps:
        connection.execute(_STAMP, stamps)


def suppressed(connection: Connection, post_id: int, because: str) -> bool:
    return _settle(connection, post_id, OutboundState.SUPPRESSED, because=because)


def holders(connection: Connection) -> set[str]:
    query = select(outbound.c.holder).where(outbound.c.holder != "", outbound.c.state.in_((OutboundState.QUEUED, OutboundState.SENDING)))
    return set(connection.execute(query.distinct()).scalars())


def release(connection: Connection, holder: str) -> None:
    connection.execute(update(outbound).where(outbound.c.holder == holder).values(holder="", held_until=None))


def _settle(connection: Connection, post_id: int, state: OutboundState, **values: Any) -> bool:
    moved = connection.execute(
        update(outbound)
        .where(outbound.c.id == post_id, outbound.c.state.in_(sources(OUTBOUND_MOVES, state)))
        .values(state=state, holder="", held_until=None, **values)
    )
    return moved.rowcount == 1
