"""The inbound ledger: every mail that reached us, what became of it, and why.

    RECEIVED → FILED, IGNORED, HELD, FAILED

A row is written with its raw bytes in one transaction, and only then may the mailbox be tidied (G1). Work on a row runs under a
lease; an expired lease is swept and the attempt counted, so that a killed worker costs a minute and never a mail.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import zstandard
from sqlalchemy import Connection, Row, bindparam, func, select, update

from tickets import upsert
from tickets.held import is_free
from tickets.schema import inbound, mailboxes, raws
from tickets.states import INBOUND_MOVES, InboundState, Order, sources
from tickets.verdict import Kind

WORK_LEASE = timedelta(seconds=60)  # two parses of 10 s, and room for a slow database
ATTEMPTS = 20  # processes that may die with a mail in hand before it is FAILED; a poisonous parse is told apart at once

_COMPRESSION_LEVEL = 3

# Made once: building a statement costs several times what running it does.
_SETTLE = (
    update(inbound)
    .where(inbound.c.id == bindparam("row"), inbound.c.holder == bindparam("mine"), inbound.c.state == InboundState.RECEIVED)
    .values(
        state=bindparam("state"),
        because=bindparam("because"),
        kind=bindparam("kind"),
        sender=bindparam("sender"),
        subject=bindparam("subject"),
        ticket_id=bindparam("ticket_id"),
        order=Order.NONE,
        holder="",
        held_until=None,
    )
)


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """One raw mail at our door, from a mailbox, the pipe or an import."""

    mailbox: str
    uidvalidity: int | None
    uid: int | None
    raw: bytes
    digest: str  # of the content (ingest.intake.content_digest)
    message_id: str
    size: int  # at the server; larger than `raw` for a giant
    arrived_at: datetime
    is_giant: bool = False
    is_silent: bool = False
    problem: str = ""  # why the server could not hand it over whole
    mark: str = ""  # of the letter of ours of which it claims to be a copy
    gap: str = ""  # it came between a backup and its restore (tickets.restored)


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """A row in this worker's hands until `held_until`."""

    id: int
    mailbox: str
    digest: str
    raw: bytes
    size: int
    arrived_at: datetime
    received_at: datetime
    attempts: int  # this one included
    is_giant: bool
    is_silent: bool
    problem: str = ""
    order: Order = Order.NONE
    because: str = ""  # a person's word about it
    ticket_id: int | None = None  # of a mail that was filed or held before
    gap: str = ""  # as of an Arrival


def receive(connection: Connection, arrivals: Sequence[Arrival], now: datetime) -> list[int]:
    """Keep raw bytes and rows; returns the ids of the new rows. A repeat is a no-op by constraint."""
    keys = [_sha256(a) for a in arrivals]
    if keys:
        kept = dict(zip(keys, arrivals, strict=True))
        raw_rows = [{"sha256": key, "size": len(a.raw), "zstd": pack(a.raw), "kept_at": now} for key, a in kept.items()]
        connection.execute(upsert.statement(connection, raws), raw_rows)
    rows = zip(arrivals, keys, strict=True)
    return _insert_new(connection, [_row(a, now) | {"raw_sha256": key, "state": InboundState.RECEIVED} for a, key in rows])


def receive_again(connection: Connection, arrivals: Sequence[Arrival], now: datetime) -> None:
    """Mails that we received before the folder was made anew: each gets a row, so that the count is whole, and no work."""
    because = "received before, under the folder's earlier UIDVALIDITY"
    _insert_new(connection, [_row(a, now) | {"state": InboundState.IGNORED, "because": because} for a in arrivals])


def receive_copies(connection: Connection, arrivals: Sequence[Arrival], now: datetime) -> None:
    """Copies of our own letters in the Sent folder: a row each, so that the count is whole; the letter itself stands in the outbox."""
    values = {"state": InboundState.IGNORED, "because": "this desk sent it", "kind": Kind.OWN}
    _insert_new(connection, [_row(a, now) | values for a in arrivals])


def known_digests(connection: Connection, digests: Iterable[str]) -> set[str]:
    """Which of these contents were received before: the guard where UIDs cannot tell (decisions 14)."""
    found = connection.execute(select(inbound.c.digest).where(inbound.c.digest.in_(list(digests))))
    return {row.digest for row in found}


def is_known_at(connection: Connection, mailbox: str, digest: str) -> bool:
    """True where this door has received that content before: an MTA that lost our answer hands the mail over again."""
    return connection.execute(select(inbound.c.id).where(inbound.c.mailbox == mailbox, inbound.c.digest == digest)).first() is not None


def is_known(connection: Connection, row_id: int, digest: str) -> bool:
    """True where an earlier mail with this content has its outcome, by whatever door it came."""
    earlier = (inbound.c.digest == digest, inbound.c.id < row_id, inbound.c.state != InboundState.RECEIVED)
    return connection.execute(select(inbound.c.id).where(*earlier).limit(1)).first() is not None


def claim(connection: Connection, ids: Sequence[int], holder: str, now: datetime) -> list[Claimed]:
    """Take the rows that still wait, each for one worker alone; the others are skipped in silence."""
    taken = connection.execute(
        update(inbound)
        .where(inbound.c.id.in_(ids), inbound.c.state == InboundState.RECEIVED, _is_free(now))
        .values(holder=holder, held_until=now + WORK_LEASE, attempts=inbound.c.attempts + 1)
        .returning(inbound.c.id)
    ).scalars()
    query = select(inbound, raws.c.zstd).join(raws, raws.c.sha256 == inbound.c.raw_sha256).where(inbound.c.id.in_(list(taken)))
    return [_claimed(row) for row in connection.execute(query.order_by(inbound.c.id))]


def waiting(connection: Connection, now: datetime, limit: int = 1000) -> list[int]:
    """Rows that nobody holds: rung and lost, or left by a killed worker. The sweep rings them again, the oldest first."""
    query = select(inbound.c.id).where(inbound.c.state == InboundState.RECEIVED, _is_free(now)).order_by(inbound.c.id).limit(limit)
    return list(connection.execute(query).scalars())


def behind(connection: Connection, mailbox: str) -> int:
    """How many of a mailbox's mails wait to be filed."""
    waits = (inbound.c.mailbox == mailbox, inbound.c.state == InboundState.RECEIVED)
    return int(connection.execute(select(func.count()).select_from(inbound).where(*waits)).scalar_one())


def holders(connection: Connection) -> set[str]:
    """Who holds unfinished work now."""
    query = select(inbound.c.holder).where(inbound.c.state == InboundState.RECEIVED, inbound.c.holder != "").distinct()
    return set(connection.execute(query).scalars())


def release(connection: Connection, holder: str) -> None:
    """End the leases of a process that is known to be dead: its work need not wait for them to expire."""
    connection.execute(update(inbound).where(inbound.c.holder == holder).values(holder="", held_until=None))


def let_go(connection: Connection, ids: Sequence[int], holder: str) -> None:
    """The world broke off the work on these rows: no mail is to blame for it, and whoever is rung next waits for no lease."""
    held = (inbound.c.id.in_(ids), inbound.c.holder == holder, inbound.c.state == InboundState.RECEIVED)
    connection.execute(update(inbound).where(*held).values(holder="", held_until=None, attempts=inbound.c.attempts - 1))


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How the work on a row ended."""

    row: int
    state: InboundState
    because: str
    kind: str
    sender: str
    subject: str
    ticket_id: int | None


def settle(connection: Connection, outcomes: Sequence[Outcome], holder: str) -> bool:
    """End the work on these rows. False: the lease on one went elsewhere meanwhile, so the caller must roll back what it did."""
    return connection.execute(_SETTLE, [{"mine": holder, **vars(outcome)} for outcome in outcomes]).rowcount == len(outcomes)


def move(connection: Connection, row_id: int, state: InboundState, because: str, **values: Any) -> bool:
    """A person's move: admit, reject, release, retry, drop. False where the row is not in a state that allows it."""
    moved = connection.execute(
        update(inbound)
        .where(inbound.c.id == row_id, inbound.c.state.in_(sources(INBOUND_MOVES, state)))
        .values(state=state, because=because, holder="", held_until=None, **values)
    )
    return moved.rowcount == 1


def raw_of(connection: Connection, row_id: int) -> bytes | None:
    """The raw mail of a row, or None where retention has taken it."""
    query = select(raws.c.zstd).join(inbound, raws.c.sha256 == inbound.c.raw_sha256).where(inbound.c.id == row_id)
    packed = connection.execute(query).scalar()
    return None if packed is None else unpack(packed)


def pack(raw: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=_COMPRESSION_LEVEL).compress(raw)


def unpack(packed: bytes) -> bytes:
    return zstandard.ZstdDecompressor().decompress(packed)


@dataclass(frozen=True, kw_only=True)
class Holdings:
    """What the ledger has of a mailbox in this life of its folder, to hold against the server."""

    since_uid: int  # mail up to here was there before us
    cursor: int
    uids: frozenset[int]
    accounted: int  # rows with an outcome


def holdings(connection: Connection, mailbox: str, uidvalidity: int) -> Holdings:
    place = connection.execute(
        select(mailboxes.c.since_uid, mailboxes.c.uid).where(mailboxes.c.name == mailbox, mailboxes.c.uidvalidity == uidvalidity)
    ).first()
    rows = connection.execute(
        select(inbound.c.uid, inbound.c.state).where(inbound.c.mailbox == mailbox, inbound.c.uidvalidity == uidvalidity)
    ).all()
    return Holdings(
        since_uid=place.since_uid if place else 0,
        cursor=place.uid if place else 0,
        uids=frozenset(row.uid for row in rows),
        accounted=sum(row.state != InboundState.RECEIVED for row in rows),
    )


def _sha256(arrival: Arrival) -> str:
    return hashlib.sha256(arrival.raw).hexdigest()


def _row(arrival: Arrival, now: datetime) -> dict[str, Any]:
    return {
        "mailbox": arrival.mailbox,
        "uidvalidity": arrival.uidvalidity,
        "uid": arrival.uid,
        "digest": arrival.digest,
        "message_id": arrival.message_id,
        "size": arrival.size,
        "arrived_at": arrival.arrived_at,
        "received_at": now,
        "is_giant": arrival.is_giant,
        "is_silent": arrival.is_silent,
        "problem": arrival.problem,
        "gap": arrival.gap,
    }


def _is_free(now: datetime) -> Any:
    return is_free(inbound.c.held_until, WORK_LEASE, now)


def _claimed(row: Row[Any]) -> Claimed:
    return Claimed(
        id=row.id,
        mailbox=row.mailbox,
        digest=row.digest,
        raw=unpack(row.zstd),
        size=row.size,
        arrived_at=row.arrived_at,
        received_at=row.received_at,
        attempts=row.attempts,
        is_giant=row.is_giant,
        is_silent=row.is_silent,
        problem=row.problem,
        order=Order(row.order),
        because=row.because,
        ticket_id=row.ticket_id,
        gap=row.gap,
    )


def _insert_new(connection: Connection, rows: list[dict[str, Any]]) -> list[int]:
    if not rows:
        return []
    return sorted(connection.execute(upsert.statement(connection, inbound).returning(inbound.c.id), rows).scalars())
