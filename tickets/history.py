"""What the desk knows of a sender and what it sent him lately: the facts behind caps, directories and "is this about …?"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Select, func, select

from tickets.directory import FREE_MAIL
from tickets.policy import Caps
from tickets.schema import dealers, facts, inbound, messages, outbound, suppressed, tickets
from tickets.understanding import Audience

_EARLIER_TICKETS = 3
_EARLIER_SERIALS = 5
#: letters that a person at the desk wrote or asked for; they count toward no cap
_HUMAN = ("relay",)


@dataclass(frozen=True, kw_only=True)
class History:
    is_suppressed: str = ""  # why automatic letters to the address stopped; '' where they did not
    alike: int = 0  # automatic letters to this person for mail of the same shape, within `caps.alike_within`
    alike_in_domain: int = 0  # the same, over everybody at the domain
    in_thread: int = 0  # automatic letters on the ticket, within `caps.letters_a_thread_within`
    to_and_fro: int = 0  # mails and letters on the ticket, within `caps.loop_within`
    is_answered: bool = False  # this very mail had its automatic answer


@dataclass(frozen=True, kw_only=True)
class Account:
    """What the directories and earlier tickets tell of an address."""

    company: str = ""
    is_dealer: bool = False
    is_active_dealer: bool = False
    earlier_audience: Audience | None = None  # where all earlier tickets agree
    earlier_serials: tuple[str, ...] = ()


def history(connection: Connection, inbound_id: int, address: str, shape: str, ticket_id: int | None, caps: Caps, now: datetime) -> History:
    """What we sent lately; a few counts over indexes."""
    address = address.lower()
    why = connection.execute(select(suppressed.c.because).where(suppressed.c.address == address)).scalar()
    alike = _letters(caps.alike_within, now).where(outbound.c.shape == shape, outbound.c.shape != "")
    return History(
        is_suppressed=why or "",
        alike=_count(connection, alike.where(outbound.c.recipient == address)),
        alike_in_domain=_alike_in_domain(connection, alike, address),
        in_thread=_on_ticket(connection, _letters(caps.letters_a_thread_within, now), ticket_id),
        to_and_fro=_to_and_fro(connection, ticket_id, now - caps.loop_within),
        is_answered=connection.execute(select(outbound.c.id).where(outbound.c.answers == inbound_id)).first() is not None,
    )


def account(connection: Connection, address: str, free_mail: frozenset[str]) -> Account:
    """The dealer directory (address, then company domain, never a free-mail one), then earlier tickets."""
    address = address.lower()
    domain = address.rpartition("@")[2]
    keys = [address] if domain in free_mail else [address, domain]
    rows = connection.execute(select(dealers).where(dealers.c.key.in_(keys))).all()
    dealer = max(rows, key=lambda row: row.key == address, default=None)
    earlier = connection.execute(
        select(tickets.c.id, tickets.c.audience).where(tickets.c.requester == address).order_by(tickets.c.id.desc()).limit(_EARLIER_TICKETS)
    ).all()
    audiences = {row.audience for row in earlier}
    agreed = audiences.pop() if len(audiences) == 1 else Audience.UNKNOWN
    return Account(
        company=dealer.company if dealer else "",
        is_dealer=dealer is not None,
        is_active_dealer=dealer is not None and dealer.is_active,
        earlier_audience=None if agreed == Audience.UNKNOWN else Audience(agreed),
        earlier_serials=_serials(connection, [row.id for row in earlier]),
    )


def _alike_in_domain(connection: Connection, alike: Select[int], address: str) -> int:
    """Never a free-mail domain as a whole: its people have nothing in common (desk-rules 26)."""
    domain = address.rpartition("@")[2]
    if domain in FREE_MAIL:
        return 0
    return _count(connection, alike.where(outbound.c.recipient.endswith("@" + domain, autoescape=True)))


def _on_ticket(connection: Connection, letters: Select[int], ticket_id: int | None) -> int:
    return 0 if ticket_id is None else _count(connection, letters.where(outbound.c.ticket_id == ticket_id))


def _to_and_fro(connection: Connection, ticket_id: int | None, since: datetime) -> int:
    if ticket_id is None:
        return 0
    mails = select(func.count()).select_from(messages).join(inbound, inbound.c.id == messages.c.inbound_id)
    letters = select(func.count()).select_from(outbound).where(outbound.c.ticket_id == ticket_id, outbound.c.queued_at > since)
    return _count(connection, mails.where(messages.c.ticket_id == ticket_id, inbound.c.received_at > since)) + _count(connection, letters)


def _serials(connection: Connection, ticket_ids: list[int]) -> tuple[str, ...]:
    if not ticket_ids:
        return ()
    query = select(facts.c.value).where(facts.c.ticket_id.in_(ticket_ids), facts.c.kind == "serial").order_by(facts.c.id.desc())
    return tuple(dict.fromkeys(connection.execute(query.limit(20)).scalars()))[:_EARLIER_SERIALS]


def _letters(within: timedelta, now: datetime) -> Select[int]:
    return select(func.count()).select_from(outbound).where(outbound.c.queued_at > now - within, outbound.c.kind.not_in(_HUMAN))


def _count(connection: Connection, query: Select[int]) -> int:
    return connection.execute(query).scalar_one()
