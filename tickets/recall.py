"""What the desk knows that could tell which ticket a mail belongs to. Facts only: `ingest.thread` weighs them.

Merged tickets redirect: every row found here already names the ticket that stands at the end of the chain.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from tickets.schema import aliases, inbound, messages, participants, thread_ids, tickets, tokens
from tickets.states import InboundState, TicketStatus

_MERGES = 20  # a chain longer than this is a cycle somebody forced into the table

# Made once: building a statement costs several times what running it does.
_COPY = select(messages.c.ticket_id).where(messages.c.digest == bindparam("digest"))
_SIBLING = (
    select(messages.c.ticket_id, messages.c.sender, inbound.c.arrived_at)
    .join(inbound, inbound.c.id == messages.c.inbound_id)
    .where(
        inbound.c.message_id == bindparam("message_id"),
        inbound.c.digest != bindparam("digest"),
        inbound.c.state == InboundState.FILED,
    )
    .order_by(inbound.c.id)
    .limit(1)
)
_THREADS = select(thread_ids.c.message_id, thread_ids.c.ticket_id, thread_ids.c.is_only_named).where(
    thread_ids.c.message_id.in_(bindparam("keys", expanding=True))
)
_MERGED = select(tickets.c.merged_into).where(tickets.c.id == bindparam("ticket"))


@dataclass(frozen=True, kw_only=True)
class Clues:
    """What a mail shows of an earlier one."""

    digest: str
    message_id: str
    address_tokens: tuple[str, ...]  # in our reply addresses among its recipients
    id_tokens: tuple[str, ...]  # in In-Reply-To and References
    body_tokens: tuple[str, ...]
    references: tuple[str, ...]  # every Message-ID it refers to, the nearest first
    tag: int | None  # the number of a [IC-1042] in the subject


@dataclass(frozen=True, kw_only=True)
class Token:
    token: str
    ticket_id: int
    purpose: str
    recipient: str
    minted_at: datetime
    is_revoked: bool


@dataclass(frozen=True, kw_only=True)
class Thread:
    """A ticket, as far as joining it is concerned."""

    ticket_id: int
    number: int
    status: TicketStatus
    requester: str
    participants: frozenset[str]  # lower case
    closed_at: datetime | None  # since when it is SOLVED or CLOSED


@dataclass(frozen=True, kw_only=True)
class Sibling:
    """A filed mail with the same Message-ID and another content."""

    ticket_id: int
    sender: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Evidence:
    tokens: tuple[Token, ...] = ()  # in addresses and Message-IDs, the newest first
    body_tokens: tuple[Token, ...] = ()
    referred: tuple[tuple[str, int], ...] = ()  # (a Message-ID that is not ours, its ticket), the nearest first
    named: tuple[tuple[str, int], ...] = ()  # the same, where a filed mail only named it; the mail's own Message-ID too
    tagged: int | None = None
    copy_of: int | None = None  # the ticket that holds this very mail
    sibling: Sibling | None = None
    threads: tuple[Thread, ...] = ()  # every ticket named above

    def thread(self, ticket_id: int) -> Thread:
        return next(thread for thread in self.threads if thread.ticket_id == ticket_id)


def gather(connection: Connection, clues: Clues) -> Evidence:
    """Every row that could matter; few and indexed queries, most of them skipped for a first mail."""
    found = _tokens(connection, clues.address_tokens + clues.id_tokens) + _aliased(connection, clues.references)
    body = _tokens(connection, clues.body_tokens)
    referred, named = _referred(connection, clues)
    tagged = _tagged(connection, clues.tag)
    copy_of = _copy(connection, clues.digest)
    sibling = _sibling(connection, clues)
    ids = {t.ticket_id for t in found + body} | {ticket for _, ticket in referred + named}
    ids |= {ticket for ticket in (tagged, copy_of, sibling.ticket_id if sibling else None) if ticket is not None}
    return Evidence(
        tokens=tuple(sorted(found, key=lambda t: t.minted_at, reverse=True)),
        body_tokens=tuple(sorted(body, key=lambda t: t.minted_at, reverse=True)),
        referred=referred,
        named=named,
        tagged=tagged,
        copy_of=copy_of,
        sibling=sibling,
        threads=tuple(_thread(connection, ticket_id) for ticket_id in sorted(ids)),
    )


def standing(connection: Connection, ticket_id: int) -> int:
    """The ticket at the end of a chain of merges. A cycle is refused when it is made; one in the table ends here all the same."""
    for _ in range(_MERGES):
        target = connection.execute(_MERGED, {"ticket": ticket_id}).scalar()
        if target is None:
            return ticket_id
        ticket_id = target
    return ticket_id


def _tokens(connection: Connection, wanted: Iterable[str]) -> tuple[Token, ...]:
    keys = list(dict.fromkeys(wanted))
    if not keys:
        return ()
    rows = connection.execute(select(tokens).where(tokens.c.token.in_(keys)))
    return tuple(
        Token(
            token=row.token,
            ticket_id=standing(connection, row.ticket_id),
            purpose=row.purpose,
            recipient=row.recipient.lower(),
            minted_at=row.minted_at,
            is_revoked=row.revoked_at is not None,
        )
        for row in rows.all()
    )


def _aliased(connection: Connection, references: Sequence[str]) -> tuple[Token, ...]:
    """The tokens of letters whose Message-ID a relay replaced."""
    if not references:
        return ()
    query = select(tokens.c.token).join(aliases, aliases.c.outbound_id == tokens.c.outbound_id)
    return _tokens(connection, connection.execute(query.where(aliases.c.message_id.in_(references))).scalars().all())


def _referred(connection: Connection, clues: Clues) -> tuple[tuple[tuple[str, int], ...], tuple[tuple[str, int], ...]]:
    """(received, only named): the tickets to which the mail's references lead, and its own Message-ID where an answer to it came first."""
    keys = [key for key in (*clues.references, clues.message_id) if key]
    if not keys:
        return (), ()
    rows = connection.execute(_THREADS, {"keys": keys}).all()
    known = {row.message_id: (standing(connection, row.ticket_id), row.is_only_named) for row in rows}
    found = [(key, *known[key]) for key in dict.fromkeys(keys) if key in known and (key != clues.message_id or known[key][1])]
    return tuple((key, at) for key, at, only_named in found if not only_named), tuple(
        (key, at) for key, at, only_named in found if only_named
    )


def _tagged(connection: Connection, number: int | None) -> int | None:
    if number is None:
        return None
    ticket_id = connection.execute(select(tickets.c.id).where(tickets.c.number == number)).scalar()
    return None if ticket_id is None else standing(connection, ticket_id)


def _copy(connection: Connection, digest: str) -> int | None:
    ticket_id = connection.execute(_COPY, {"digest": digest}).scalar()
    return None if ticket_id is None else standing(connection, ticket_id)


def _sibling(connection: Connection, clues: Clues) -> Sibling | None:
    if not clues.message_id:
        return None
    row = connection.execute(_SIBLING, {"message_id": clues.message_id, "digest": clues.digest}).first()
    if row is None:
        return None
    return Sibling(ticket_id=standing(connection, row.ticket_id), sender=row.sender, at=row.arrived_at)


def _thread(connection: Connection, ticket_id: int) -> Thread:
    row = connection.execute(select(tickets).where(tickets.c.id == ticket_id)).one()
    people = connection.execute(select(participants.c.address).where(participants.c.ticket_id == ticket_id)).scalars()
    return Thread(
        ticket_id=ticket_id,
        number=row.number,
        status=TicketStatus(row.status),
        requester=row.requester.lower(),
        participants=frozenset(people),
        closed_at=row.closed_at,
    )
