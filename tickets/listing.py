"""Lists of tickets for people who look: by words, by whose turn it is, by owner; a page at a time, the newest first. Reads only.

Pages are cut by the id of the last ticket seen and not by counting: the hundredth is as quick as the first, and what is opened meanwhile
shifts nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from tickets import search
from tickets.schema import facts, tickets
from tickets.serials import is_serial
from tickets.states import TicketStatus

PAGE = 50

#: what a person asks for by a word, as conditions on a ticket
TURNS = {
    "ours": (tickets.c.status == TicketStatus.OPEN,),
    "unanswered": (tickets.c.is_unanswered.is_(True),),
    "theirs": (tickets.c.status == TicketStatus.PENDING,),
    "solved": (tickets.c.status == TicketStatus.SOLVED,),
    "closed": (tickets.c.status == TicketStatus.CLOSED,),
}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is looked for; '' is anything."""

    words: str = ""
    turn: str = ""  # one of TURNS
    owner: str = ""  # an address; "nobody"
    topic: str = ""
    audience: str = ""
    before: int = 0  # the last id of the page before; 0 is the first page


@dataclass(frozen=True, kw_only=True)
class Line:
    """A ticket in a list."""

    id: int
    number: int
    status: str
    subject: str
    requester: str
    requester_name: str
    owner: str
    topic: str
    audience: str
    lane: str
    urgent: str
    is_unanswered: bool
    opened_at: datetime
    last_message_at: datetime
    due_at: datetime | None
    serials: tuple[str, ...] = ()


def page(connection: Connection, wanted: Wanted, *, hidden: Collection[str] = (), size: int = PAGE) -> tuple[list[Line], bool]:
    """A page, and whether another one follows. Tickets in `hidden` lanes are left out."""
    query = _narrowed(search.matching(connection, select(tickets.c.id), wanted.words), wanted)
    if hidden:
        query = query.where(tickets.c.lane.not_in(hidden))
    newest_first = search.newest_first(connection, wanted.words)
    ids: list[int] = list(connection.execute(query.order_by(newest_first).limit(size + 1)).scalars())
    return lines(connection, ids[:size]), len(ids) > size


def lines(connection: Connection, ids: Collection[int]) -> list[Line]:
    """These tickets, in this order."""
    if not ids:
        return []
    rows = {row.id: row for row in connection.execute(select(*_COLUMNS).where(tickets.c.id.in_(ids)))}
    serials = _serials(connection, ids)
    return [_line(rows[number], serials.get(number, ())) for number in ids if number in rows]


def number_of(connection: Connection, asked: str, prefix: str) -> int | None:
    """The ticket whose number this is: "IC-1042", "#1042", "1042"."""
    digits = asked.strip().upper().removeprefix("#").removeprefix(f"{prefix}-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 12):
        return None
    found: int | None = connection.execute(select(tickets.c.number).where(tickets.c.number == int(digits))).scalar()
    return found


def _narrowed(query: Select[Any], wanted: Wanted) -> Select[Any]:
    conditions = [*TURNS.get(wanted.turn, ())]
    if wanted.owner:
        conditions.append(tickets.c.owner.is_(None) if wanted.owner == "nobody" else tickets.c.owner == wanted.owner.lower())
    if wanted.topic:
        conditions.append(tickets.c.topic == wanted.topic)
    if wanted.audience:
        conditions.append(tickets.c.audience == wanted.audience)
    if wanted.before:
        conditions.append(tickets.c.id < wanted.before)
    return query.where(*conditions)


def _serials(connection: Connection, ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    query = select(facts.c.ticket_id, facts.c.value, facts.c.detail).where(facts.c.ticket_id.in_(ids), is_serial(facts))
    found: dict[int, dict[str, None]] = {}
    for row in connection.execute(query.order_by(facts.c.id)):
        if row.value and not row.detail.get("masked"):
            found.setdefault(row.ticket_id, {})[row.value] = None
    return {number: tuple(values) for number, values in found.items()}


_COLUMNS = tuple(tickets.c[name] for name in Line.__dataclass_fields__ if name != "serials")


def _line(row: Row[Any], serials: tuple[str, ...]) -> Line:
    return Line(**{**row._mapping, "owner": row.owner or ""}, serials=serials)  # noqa: SLF001
