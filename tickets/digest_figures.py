"""The figures of a digest, computed from records: what came in since the last one, what became of it, and how the desk stands now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby, pairwise, takewhile
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, select

from tickets.digest_threads import Sight, shown
from tickets.due import due
from tickets.policy import Policy
from tickets.schema import inbound, mailboxes, tickets
from tickets.states import InboundState, TicketStatus
from tickets.understanding import Audience, Scope, ScopeDecision
from tickets.verdict import Kind

_BATCH = 1000
_FLOOR = timedelta(hours=4)  # a new mailbox learns its habits first


@dataclass(frozen=True, kw_only=True)
class Share:
    """So many of so many."""

    kept: int
    of: int


@dataclass(frozen=True, kw_only=True)
class Intake:
    """The mails received since a moment: each has an outcome, or waits."""

    received: int = 0
    by_state: Counter[str] = field(default_factory=Counter)
    ignored: Counter[str] = field(default_factory=Counter)  # by reason
    bounces: tuple[int, ...] = ()  # the rows of those that bring a letter back

    @property
    def accounted(self) -> int:
        return self.received - self.by_state[InboundState.RECEIVED]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How many tickets stand where, now."""

    unanswered: int
    open: int
    waiting: int  # on customers
    on_time: Share  # open tickets that are within their due time
    broken: int  # promises of engineers whose time is past
    restricted: int  # of the whole desk, whoever reads: a number and nothing more (desk-rules 19)


@dataclass(frozen=True, kw_only=True)
class Day:
    """What was done since a moment, against the targets."""

    opened: int
    ended: int
    acknowledged: Share  # of the tickets opened, those acknowledged within the target
    responded: Share  # of the first answers that were promised by a time, those that kept it


@dataclass(frozen=True, kw_only=True)
class Silence:
    """A mailbox that has been silent for longer than it ever was."""

    mailbox: str
    since: datetime
    longest: timedelta  # before


def intake(connection: Connection, since: datetime) -> Intake:
    """Walks back from the newest row to the first one that is older: as long as the day, whatever the age of the desk."""
    told = (inbound.c.id, inbound.c.received_at, inbound.c.state, inbound.c.because, inbound.c.kind)
    query = select(*told).where(~inbound.c.is_silent).order_by(inbound.c.id.desc())
    rows = connection.execute(query, execution_options={"yield_per": _BATCH})
    by_state: Counter[str] = Counter()
    ignored: Counter[str] = Counter()
    bounces: list[int] = []
    for row in takewhile(lambda row: row.received_at >= since, rows):
        by_state[row.state] += 1
        if row.state == InboundState.IGNORED:
            ignored[row.because] += 1
        if row.kind == Kind.BOUNCE:
            bounces.append(row.id)
    rows.close()
    return Intake(received=by_state.total(), by_state=by_state, ignored=ignored, bounces=tuple(bounces))


def standing(connection: Connection, sight: Sight, now: datetime) -> Standing:
    is_open = tickets.c.status == TicketStatus.OPEN
    late = and_(is_open, tickets.c.due_at < now)
    counted = connection.execute(
        select(
            _count(and_(is_open, tickets.c.is_unanswered)).label("unanswered"),
            _count(is_open).label("open"),
            _count(tickets.c.status == TicketStatus.PENDING).label("waiting"),
            _count(late).label("late"),
            _count(and_(is_open, tickets.c.promised_for < now)).label("broken"),
        ).where(shown(sight), tickets.c.status.in_((TicketStatus.OPEN, TicketStatus.PENDING)))
    ).one()
    restricted = select(func.count()).where(tickets.c.lane != "", is_open)
    return Standing(
        unanswered=counted.unanswered,
        open=counted.open,
        waiting=counted.waiting,
        on_time=Share(kept=counted.open - counted.late, of=counted.open),
        broken=counted.broken,
        restricted=connection.execute(restricted).scalar_one(),
    )


def day(connection: Connection, sight: Sight, policy: Policy, since: datetime) -> Day:
    is_new = and_(shown(sight), tickets.c.opened_at >= since, tickets.c.status != TicketStatus.CLOSED)  # imported history opens closed
    opened = connection.execute(select(tickets.c.opened_at, tickets.c.acknowledged_at).where(is_new)).all()
    within = policy.targets["acknowledgement"].within
    kept = sum(row.acknowledged_at is not None and row.acknowledged_at - row.opened_at <= within for row in opened)
    return Day(
        opened=len(opened),
        ended=connection.execute(select(func.count()).where(shown(sight), tickets.c.closed_at >= since)).scalar_one(),
        acknowledged=Share(kept=kept, of=len(opened)),
        responded=_responded(connection, sight, policy, since),
    )


def _responded(connection: Connection, sight: Sight, policy: Policy, since: datetime) -> Share:
    answered = select(tickets).where(shown(sight), tickets.c.first_response_at >= since)
    rows = connection.execute(answered, execution_options={"yield_per": _BATCH})
    promised = [row.first_response_at <= by for row in rows if (by := _promised(row, policy)) is not None]
    return Share(kept=sum(promised), of=len(promised))


def silences(connection: Connection, now: datetime) -> list[Silence]:
    """Mailboxes whose last mail lies further back than any two mails of theirs ever lay apart."""
    query = (
        select(inbound.c.mailbox, inbound.c.arrived_at)
        .join(mailboxes, mailboxes.c.name == inbound.c.mailbox)
        .where(inbound.c.arrived_at >= mailboxes.c.met_at)
        .order_by(inbound.c.mailbox, inbound.c.arrived_at)
    )
    rows = connection.execute(query, execution_options={"yield_per": _BATCH})
    each = groupby(rows, lambda row: row.mailbox)
    return [found for name, of_one in each if (found := _silence(name, (row.arrived_at for row in of_one), now))]


def _silence(name: str, arrivals: Iterable[datetime], now: datetime) -> Silence | None:
    last, longest = None, _FLOOR  # a mailbox of one mail has no habit yet
    for before, after in pairwise(arrivals):
        last, longest = after, max(longest, after - before)
    if last is None or now - last <= longest:
        return None
    return Silence(mailbox=name, since=last, longest=longest)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(condition)


def _promised(row: Row[Any], policy: Policy) -> datetime | None:
    scope = Scope(decision=ScopeDecision(row.scope), clause=row.clause, sla=row.sla)
    return due(policy, Audience(row.audience), row.topic, scope, row.opened_at).first_response_by
