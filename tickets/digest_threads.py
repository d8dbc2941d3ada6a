"""The tickets that a digest lists, block by block, each with its devices and the last words of its customer.

A block is read in batches, so that ten thousand tickets need no more memory than five hundred. Restricted lanes stand in no block
(desk-rules 19), and an incident speaks for all its tickets in one line of its own (desk-rules 21).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, func, or_, select, tuple_

from tickets.message import Address
from tickets.schema import facts, messages, tickets
from tickets.states import TicketStatus
from tickets.understanding import Audience, ScopeDecision
from tickets.verdict import Kind

_BATCH = 500
_TAIL = 600  # characters of a message whose last lines are shown: enough for the words that make a secret one
_DEVICES = 3  # of a kind, the first ones that were named


class Block(StrEnum):
    UNANSWERED = "unanswered"  # our turn, and nobody has spoken for us yet or since
    STEERED = "steered"  # told to go another way by a letter alone: a person confirms it (desk-rules 16)
    PROMISED = "promised"  # answered or taken, and still our turn
    WAITING = "waiting"  # the customer's turn, and his day to answer is over (desk-rules 2)


@dataclass(frozen=True, kw_only=True)
class Sight:
    """Whose tickets a reader sees: the whole desk's, or his own and those without an owner who is here that fall to his teams."""

    at: datetime  # what is snoozed beyond it stays out of sight
    is_whole: bool = False
    addresses: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    matters: tuple[tuple[str, str], ...] = ()  # (topic, audience) that his teams serve
    absent: tuple[str, ...] = ()  # owners who are away


@dataclass(frozen=True, kw_only=True)
class Thread:
    """One ticket as a digest shows it."""

    ticket_id: int
    number: int
    subject: str
    requester: Address
    owner: str  # an address; ''
    audience: Audience
    topic: str
    scope: ScopeDecision
    since: datetime  # the customer has waited for us from here, or we for him
    due_at: datetime | None
    promised_for: datetime | None
    devices: tuple[str, ...]
    words: str  # the end of the customer's last message, secrets and all


def threads(connection: Connection, block: Block, sight: Sight, steers: Iterable[ScopeDecision]) -> Iterator[Thread]:
    """The tickets of a block, the longest wait first; promises by their due time. `steers` are the decisions of `policy.steers`."""
    listed = connection.execute(_listed(block, sight, tuple(steers)), execution_options={"yield_per": _BATCH})
    for batch in listed.partitions():
        yield from _threads(connection, batch)


def _listed(block: Block, sight: Sight, steers: tuple[ScopeDecision, ...]) -> Select[Any]:
    since = (_OURS if block in (Block.UNANSWERED, Block.STEERED) else _THEIRS).label("since")
    order = (tickets.c.due_at, tickets.c.id) if block is Block.PROMISED else (since, tickets.c.id)
    return select(tickets, since).where(shown(sight), _belongs(block, sight, steers)).order_by(*order)


def shown(sight: Sight) -> ColumnElement[bool]:
    """What this reader may see of tickets at all."""
    is_awake = or_(tickets.c.snoozed_until.is_(None), tickets.c.snoozed_until <= sight.at)
    open_to_all = and_(tickets.c.lane == "", tickets.c.incident_id.is_(None), is_awake)
    if sight.is_whole:
        return open_to_all
    own = tickets.c.owner.in_(sight.addresses)
    by_matter = and_(tickets.c.team == "", tuple_(tickets.c.topic, tickets.c.audience).in_(sight.matters))
    is_free = or_(tickets.c.owner.is_(None), tickets.c.owner.in_(sight.absent))
    of_his_teams = and_(is_free, or_(tickets.c.team.in_(sight.teams), by_matter))
    return and_(open_to_all, or_(own, of_his_teams))


def _belongs(block: Block, sight: Sight, steers: tuple[ScopeDecision, ...]) -> ColumnElement[bool]:
    # Who wrote again after the letter that steered him has not found his way: he waits for an answer like anybody else.
    steered = and_(tickets.c.scope.in_(steers), func.coalesce(tickets.c.acknowledged_at >= tickets.c.last_message_at, False))
    is_open = tickets.c.status == TicketStatus.OPEN
    match block:
        case Block.UNANSWERED:
            return and_(tickets.c.is_unanswered, is_open, ~steered)
        case Block.STEERED:
            return and_(tickets.c.is_unanswered, is_open, steered)
        case Block.PROMISED:
            return and_(~tickets.c.is_unanswered, is_open)
        case Block.WAITING:
            day_is_over = or_(tickets.c.due_at.is_(None), tickets.c.due_at <= sight.at)
            return and_(tickets.c.status == TicketStatus.PENDING, day_is_over)


_BY_A_PERSON = and_(messages.c.direction == "in", messages.c.kind == Kind.PERSONAL)  # not an out-of-office note, not a bounce
# The first mail that no person has answered. A ticket that nobody ever answered waits since it was opened, and asks no second table.
_OURS = case(
    (tickets.c.answered_at.is_(None), tickets.c.opened_at),
    else_=func.coalesce(
        select(func.min(messages.c.at))
        .where(messages.c.ticket_id == tickets.c.id, _BY_A_PERSON, messages.c.at > tickets.c.answered_at)
        .correlate(tickets)
        .scalar_subquery(),
        tickets.c.last_message_at,
    ),
)
_THEIRS = func.coalesce(tickets.c.answered_at, tickets.c.last_message_at)


def _threads(connection: Connection, rows: Iterable[Row[Any]]) -> Iterator[Thread]:
    batch = list(rows)
    ids = [row.id for row in batch]
    devices, words = _devices(connection, ids), _words(connection, ids)
    for row in batch:
        yield Thread(
            ticket_id=row.id,
            number=row.number,
            subject=row.subject,
            requester=Address(row.requester, row.requester_name),
            owner=row.owner or "",
            audience=Audience(row.audience),
            topic=row.topic,
            scope=ScopeDecision(row.scope),
            since=row.since,
            due_at=row.due_at,
            promised_for=row.promised_for,
            devices=tuple(devices.get(row.id, ())),
            words=words.get(row.id, ""),
        )


def _devices(connection: Connection, ids: list[int]) -> dict[int, list[str]]:
    """Per ticket its models and serial numbers, each once; masked ones are left out."""
    found: dict[int, list[str]] = {}
    query = select(facts.c.ticket_id, facts.c.value, facts.c.detail).order_by(facts.c.id)
    for row in connection.execute(query.where(facts.c.ticket_id.in_(ids), facts.c.kind.in_(("model", "serial")))):
        named = found.setdefault(row.ticket_id, [])
        if row.value and row.value not in named and len(named) < _DEVICES and not row.detail.get("masked"):
            named.append(row.value)
    return found


def _words(connection: Connection, ids: list[int]) -> dict[int, str]:
    """Per ticket the end of the last mail of a person."""
    last = select(func.max(messages.c.id)).where(messages.c.ticket_id.in_(ids), _BY_A_PERSON).group_by(messages.c.ticket_id)
    length = func.length(messages.c.text)
    tail = func.substr(messages.c.text, case((length > _TAIL, length - _TAIL + 1), else_=1), _TAIL)
    return {row[0]: row[1] for row in connection.execute(select(messages.c.ticket_id, tail).where(messages.c.id.in_(last)))}
