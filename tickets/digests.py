"""Digests that were written: one a night and person, with the lines that he may answer by number.

The row of a digest, its letter and its lines are written in one transaction, so that two schedulers, or one that dies, never make two.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, func, insert, select

from tickets.schema import digest_lines, digests, mailboxes, tickets
from tickets.states import TicketStatus
from tickets.understanding import ScopeDecision
from tickets.upsert import insert_new

LINES_LIVE = timedelta(days=7)  # an older digest speaks of tickets that its reader no longer has in mind


@dataclass(frozen=True, kw_only=True)
class Written:
    """A digest as it is recorded beside its letter."""

    night: date
    person: str  # the address that it goes to
    letter: int  # its row in the outbox
    lines: Mapping[int, int]  # line → ticket id
    table: bytes  # the attached CSV, packed
    at: datetime


class Packing:
    """A text that is packed while it is written, however long it becomes."""

    def __init__(self) -> None:
        self._packer = zlib.compressobj()
        self._packed = bytearray()

    def write(self, words: str) -> None:
        self._packed += self._packer.compress(words.encode())

    def packed(self) -> bytes:
        """All of it; nothing can be written after."""
        return bytes(self._packed + self._packer.flush())


def untold(connection: Connection, night: date, people: Collection[str]) -> list[str]:
    """Those of these people who have no digest of the night yet, in their order."""
    query = select(digests.c.person).where(digests.c.night == night.isoformat(), digests.c.person.in_(people))
    told = set(connection.execute(query).scalars())
    return [person for person in people if person not in told]


def met_at(connection: Connection) -> datetime | None:
    """When the desk first met a mailbox: no night before it is owed. None: it has not yet."""
    found: datetime | None = connection.execute(select(func.min(mailboxes.c.met_at))).scalar()
    return found


def last_told(connection: Connection, person: str) -> datetime | None:
    """When his last digest was written."""
    found: datetime | None = connection.execute(select(func.max(digests.c.written_at)).where(digests.c.person == person)).scalar()
    return found


def keep(connection: Connection, written: Written) -> bool:
    """Record a digest. False: the night was told to him meanwhile, and the caller rolls its letter back."""
    row = {"night": written.night.isoformat(), "person": written.person, "outbound_id": written.letter, "written_at": written.at}
    if not insert_new(connection, digests, {**row, "list": written.table}):
        return False
    lines = [{"outbound_id": written.letter, "line": line, "ticket_id": ticket_id} for line, ticket_id in written.lines.items()]
    if lines:
        connection.execute(insert(digest_lines), lines)
    return True


def table_of(connection: Connection, letter: int) -> tuple[str, bytes] | None:
    """(night, CSV) of the digest that this letter is; None where it is none."""
    row = connection.execute(select(digests.c.night, digests.c.list).where(digests.c.outbound_id == letter)).first()
    return (row.night, zlib.decompress(row.list)) if row else None


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of a digest, and how its ticket stands now."""

    line: int
    ticket_id: int
    number: int
    status: TicketStatus
    owner: str  # an address; ''
    answered_at: datetime | None
    is_merged: bool
    scope: ScopeDecision
    is_told: bool  # the customer's last word is older than our letter to him

    def is_steered(self, steers: Collection[ScopeDecision]) -> bool:
        """A letter alone has sent him another way, and nobody has spoken since."""
        return self.scope in steers and self.is_told and self.status is TicketStatus.OPEN and self.answered_at is None


def written_at(connection: Connection, letter: int, person: str) -> datetime | None:
    """When the digest of this letter was written to him; None where it is none of his."""
    query = select(digests.c.written_at).where(digests.c.outbound_id == letter, digests.c.person == person)
    found: datetime | None = connection.execute(query).scalar()
    return found


def lines(connection: Connection, letter: int, wanted: Sequence[int]) -> dict[int, Line]:
    """The lines of a digest by number; a number that it has not is missing."""
    query = (
        select(digest_lines.c.line, tickets)
        .join(tickets, tickets.c.id == digest_lines.c.ticket_id)
        .where(digest_lines.c.outbound_id == letter, digest_lines.c.line.in_(wanted))
    )
    return {
        row.line: Line(
            line=row.line,
            ticket_id=row.id,
            number=row.number,
            status=TicketStatus(row.status),
            owner=row.owner or "",
            answered_at=row.answered_at,
            is_merged=row.merged_into is not None,
            scope=ScopeDecision(row.scope),
            is_told=row.acknowledged_at is not None and row.acknowledged_at >= row.last_message_at,
        )
        for row in connection.execute(query)
    }
