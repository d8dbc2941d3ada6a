"""What the desk knows of a sender and what it sent him lately: the facts behind caps, directories and "is this about …?"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, Connection, ScalarSelect, bindparam, exists, func, select

from tickets.columns import Id, Utc
from tickets.free_mail import FREE_MAIL
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

    is_dealer: bool = False
    is_active_dealer: bool = False
    earlier_audience: Audience | None = None  # where all earlier tickets agree
    earlier_serials: tuple[str, ...] = ()


def history(connection: Connection, inbound_id: int, address: str, shape: str, ticket_id: int | None, caps: Caps, now: datetime) -> History:
    """What we sent lately, in one question to the database."""
    address = address.lower()
    domain = address.rpartition("@")[2]
    row = connection.execute(
        _HISTORY,
        {
            "inbound": inbound_id,
            "address": address,
            # Never a free-mail domain as a whole: its people have nothing in common (desk-rules 26).
            "at_domain": "" if domain in FREE_MAIL else "%@" + _escaped(domain),
            "shape": shape or "-",
            "ticket": ticket_id,
            "alike_since": now - caps.alike_within,
            "thread_since": now - caps.letters_a_thread_within,
            "loop_since": now - caps.loop_within,
        },
    ).one()
    return History(
        is_suppressed=row.suppressed or "",
        alike=row.alike,
        alike_in_domain=row.alike_in_domain,
        in_thread=row.in_thread,
        to_and_fro=row.mails + row.letters,
        is_answered=row.is_answered,
    )


def account(connection: Connection, address: str, free_mail: frozenset[str]) -> Account:
    """The dealer directory (address, then company domain, never a free-mail one), then earlier tickets."""
    domain = address.rpartition("@")[2].lower()
    keys = {"address": address.lower(), "domain": "" if domain in free_mail else domain}
    dealer = max(connection.execute(_DEALERS, keys).all(), key=lambda row: row.key == keys["address"], default=None)
    earlier = connection.execute(_EARLIER, {"requester": address}).all()
    audiences = {row.audience for row in earlier}
    agreed = audiences.pop() if len(audiences) == 1 else Audience.UNKNOWN
    return Account(
        is_dealer=dealer is not None,
        is_active_dealer=dealer is not None and dealer.is_active,
        earlier_audience=None if agreed == Audience.UNKNOWN else Audience(agreed),
        earlier_serials=_serials(connection, [row.id for row in earlier]),
    )


def _serials(connection: Connection, ticket_ids: list[int]) -> tuple[str, ...]:
    if not ticket_ids:
        return ()
    query = select(facts.c.value).where(facts.c.ticket_id.in_(ticket_ids), facts.c.kind == "serial").order_by(facts.c.id.desc())
    return tuple(dict.fromkeys(connection.execute(query.limit(20)).scalars()))[:_EARLIER_SERIALS]


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _since(moment: str) -> BindParameter[datetime]:
    return bindparam(moment, type_=Utc())


def _letters(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).select_from(outbound).where(outbound.c.kind.not_in(_HUMAN), *conditions).scalar_subquery()


_ALIKE = (outbound.c.shape == bindparam("shape"), outbound.c.queued_at > _since("alike_since"))
_ON_TICKET = outbound.c.ticket_id == bindparam("ticket", type_=Id)
_HISTORY = select(
    select(suppressed.c.because).where(suppressed.c.address == bindparam("address")).scalar_subquery().label("suppressed"),
    _letters(*_ALIKE, outbound.c.recipient == bindparam("address")).label("alike"),
    _letters(*_ALIKE, outbound.c.recipient.like(bindparam("at_domain"), escape="\\")).label("alike_in_domain"),
    _letters(_ON_TICKET, outbound.c.queued_at > _since("thread_since")).label("in_thread"),
    _letters(_ON_TICKET, outbound.c.queued_at > _since("loop_since")).label("letters"),
    select(func.count())
    .select_from(messages)
    .join(inbound, inbound.c.id == messages.c.inbound_id)
    .where(messages.c.ticket_id == bindparam("ticket", type_=Id), inbound.c.received_at > _since("loop_since"))
    .scalar_subquery()
    .label("mails"),
    exists().where(outbound.c.answers == bindparam("inbound", type_=Id)).label("is_answered"),
)
_DEALERS = select(dealers).where(dealers.c.key.in_((bindparam("address"), bindparam("domain"))))
_EARLIER = (
    select(tickets.c.id, tickets.c.audience)
    .where(tickets.c.requester == bindparam("requester"))
    .order_by(tickets.c.id.desc())
    .limit(_EARLIER_TICKETS)
)
