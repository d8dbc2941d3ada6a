"""Which open tickets an engineer should see beside one: the same device, or the same person with the same matter.

A dealer and his client often write separately about one recorder. This is shown to engineers only: a ticket of another person is marked,
since nothing of it may be quoted to this one (desk-rules 28, G7). Nothing is joined by it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select

from tickets.schema import facts, tickets
from tickets.serials import is_serial
from tickets.states import TicketStatus

OTHER_PERSON = "other person: do not quote"
_OPEN = (TicketStatus.OPEN, TicketStatus.PENDING)
_MOST = 5  # of one ticket: more say that a number is a placeholder, or that a lane is flooded


@dataclass(frozen=True, kw_only=True)
class Related:
    """Another ticket, and why it is shown."""

    ticket_id: int
    number: int
    because: str
    is_of_another: bool

    @property
    def told(self) -> str:
        """In words: the same serial number 7E77893PAZBED9B; other person: do not quote."""
        return f"{self.because}; {OTHER_PERSON}" if self.is_of_another else self.because


def related(connection: Connection, ticket_ids: Collection[int]) -> dict[int, list[Related]]:
    """{ticket: the other open tickets with its device or its matter, the newest first}, in two questions for all of them."""
    if not ticket_ids:
        return {}
    found: dict[int, dict[int, Related]] = defaultdict(dict)
    for query in (_SAME_DEVICE, _SAME_MATTER):
        for row in connection.execute(query, {"wanted": list(ticket_ids)}):
            found[row.ticket_id].setdefault(row.other_id, _related(row))
    return {ticket_id: list(others.values())[:_MOST] for ticket_id, others in found.items()}


def _related(row: Row[Any]) -> Related:
    because = f"the same serial number {row.serial}" if row.serial else "the same person and matter"
    return Related(ticket_id=row.other_id, number=row.number, because=because, is_of_another=row.requester != row.of)


_one, _other, _here, _there = tickets.alias("one"), tickets.alias("other"), facts.alias("here"), facts.alias("there")
_COLUMNS = (_one.c.id.label("ticket_id"), _other.c.id.label("other_id"), _other.c.number, _other.c.requester, _one.c.requester.label("of"))


def _open_ones(query: Select[Any]) -> Select[Any]:
    wanted = _one.c.id.in_(bindparam("wanted", expanding=True))
    is_shown = _other.c.lane.in_(("", _one.c.lane))  # whoever sees one need not see what is restricted (desk-rules 19)
    stands = (_other.c.id != _one.c.id, _other.c.status.in_(_OPEN), _other.c.merged_into.is_(None))
    return query.where(wanted, is_shown, *stands).order_by(_other.c.id.desc())


_SAME_DEVICE = _open_ones(
    select(*_COLUMNS, _here.c.value.label("serial"))
    .join(_here, _here.c.ticket_id == _one.c.id)
    .join(_there, (_there.c.value == _here.c.value) & (_there.c.kind == _here.c.kind))
    .join(_other, _other.c.id == _there.c.ticket_id)
    .where(is_serial(_here), _here.c.value != "")
)
_SAME_MATTER = _open_ones(
    select(*_COLUMNS, bindparam("serial", "").label("serial")).join(
        _other, (_other.c.requester == _one.c.requester) & (_other.c.topic == _one.c.topic)
    )
)
