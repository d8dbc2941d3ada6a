"""What the desk knows of a sender and what it sent him lately: the facts behind caps, directories and "is this about …?"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Connection, Row, Select, bindparam, func, select

from tickets.columns import Utc
from tickets.free_mail import FREE_MAIL
from tickets.letter_kinds import RELAY, TO_STAFF
from tickets.policy import Caps
from tickets.schema import dealers, facts, inbound, messages, outbound, tickets
from tickets.serials import is_serial
from tickets.understanding import Audience

_EARLIER_TICKETS = 3
_EARLIER_SERIALS = 5
#: an engineer's own words, and letters to our own people, count toward no cap
_UNCOUNTED = (RELAY, *TO_STAFF)


@dataclass(frozen=True, kw_only=True)
class Asking:
    """A mail, as far as earlier letters to its sender are concerned."""

    inbound_id: int
    address: str
    shape: str  # of its words
    ticket_id: int | None  # that it would join


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


def histories(connection: Connection, mails: Sequence[Asking], stopped: Mapping[str, str], caps: Caps, now: datetime) -> list[History]:
    """What we sent lately to the sender of each mail, in a few questions for all of them together. `stopped`: `suppression.stopped`."""
    addresses = {mail.address.lower() for mail in mails}
    domains = {domain for address in addresses if (domain := counted_domain(address))}
    keys = {
        "addresses": list(addresses),
        "domains": list(domains),
        "shapes": [shape for shape in {mail.shape for mail in mails} if shape],
        "tickets": [ticket_id for ticket_id in {mail.ticket_id for mail in mails} if ticket_id is not None],
        "mails": [mail.inbound_id for mail in mails],
        "alike_since": now - caps.alike_within,
        "thread_since": now - caps.letters_a_thread_within,
        "loop_since": now - caps.loop_within,
    }
    alike = _counts(connection, _ALIKE, keys) if keys["shapes"] else {}
    in_domain = _counts(connection, _ALIKE_IN_DOMAIN, keys) if keys["shapes"] and domains else {}
    in_thread = _counts(connection, _IN_THREAD, keys) if keys["tickets"] else {}
    letters = _counts(connection, _LETTERS, keys) if keys["tickets"] else {}
    received = _counts(connection, _MAILS, keys) if keys["tickets"] else {}
    answered = set(connection.execute(_ANSWERED, keys).scalars())
    return [
        History(
            is_suppressed=stopped.get(mail.address.lower(), ""),
            alike=alike.get((mail.shape, mail.address.lower()), 0),
            alike_in_domain=in_domain.get((mail.shape, counted_domain(mail.address)), 0),
            in_thread=in_thread.get((mail.ticket_id,), 0),
            to_and_fro=letters.get((mail.ticket_id,), 0) + received.get((mail.ticket_id,), 0),
            is_answered=mail.inbound_id in answered,
        )
        for mail in mails
    ]


def counted_domain(address: str) -> str:
    """The domain over which letters are counted; '' for free mail, whose people have nothing in common (desk-rules 26)."""
    domain = address.rpartition("@")[2].lower()
    return "" if domain in FREE_MAIL else domain


def accounts(connection: Connection, addresses: Sequence[str], free_mail: frozenset[str]) -> list[Account]:
    """Of each address: the dealer directory (address, then company domain, never a free-mail one), then earlier tickets."""
    domains = {address: address.rpartition("@")[2].lower() for address in addresses}
    companies = {domain for domain in domains.values() if domain not in free_mail}
    dealers_found = {row.key: row for row in connection.execute(_DEALERS, {"keys": [*map(str.lower, addresses), *companies]})}
    earlier: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(_EARLIER, {"keys": list(set(addresses))}):
        earlier[row.requester].append(row)
    serials = _serials(connection, [row.id for rows in earlier.values() for row in rows])
    return [
        _account(
            dealers_found.get(address.lower()) or (dealers_found.get(domains[address]) if domains[address] in companies else None),
            earlier.get(address, []),
            serials,
        )
        for address in addresses
    ]


def _account(dealer: Row[Any] | None, earlier: Sequence[Row[Any]], serials: Mapping[int, Sequence[str]]) -> Account:
    audiences = {row.audience for row in earlier}
    agreed = audiences.pop() if len(audiences) == 1 else Audience.UNKNOWN
    newest_first = dict.fromkeys(serial for row in earlier for serial in serials.get(row.id, ()))
    return Account(
        is_dealer=dealer is not None,
        is_active_dealer=dealer is not None and dealer.is_active,
        earlier_audience=None if agreed == Audience.UNKNOWN else Audience(agreed),
        earlier_serials=tuple(newest_first)[:_EARLIER_SERIALS],
    )


def _serials(connection: Connection, ticket_ids: Sequence[int]) -> dict[int, list[str]]:
    """The serial numbers of each ticket, the newest first."""
    found: dict[int, list[str]] = defaultdict(list)
    if ticket_ids:
        for row in connection.execute(_SERIALS, {"keys": list(ticket_ids)}):
            found[row.ticket_id].append(row.value)
    return found


def _counts(connection: Connection, query: Select[Any], keys: dict[str, Any]) -> dict[tuple[Any, ...], int]:
    """{the columns before the last: the last, a count}"""
    return {tuple(row[:-1]): row[-1] for row in connection.execute(query, keys)}


def _since(moment: str) -> BindParameter[datetime]:
    return bindparam(moment, type_=Utc())


def _among(column: ColumnElement[Any], keys: str) -> ColumnElement[bool]:
    return column.in_(bindparam(keys, expanding=True))


def _letters(by: Sequence[ColumnElement[Any]], *conditions: ColumnElement[bool]) -> Select[Any]:
    """Automatic letters, counted by these columns."""
    return select(*by, func.count()).where(outbound.c.kind.not_in(_UNCOUNTED), *conditions).group_by(*by)


# Made once: building a statement costs several times what running it does.
_SAME_SHAPE = (_among(outbound.c.shape, "shapes"), outbound.c.queued_at > _since("alike_since"))
_ALIKE = _letters((outbound.c.shape, outbound.c.recipient), *_SAME_SHAPE, _among(outbound.c.recipient, "addresses"))
_ALIKE_IN_DOMAIN = _letters((outbound.c.shape, outbound.c.domain), *_SAME_SHAPE, _among(outbound.c.domain, "domains"))
_ON_TICKET = _among(outbound.c.ticket_id, "tickets")
_IN_THREAD = _letters((outbound.c.ticket_id,), _ON_TICKET, outbound.c.queued_at > _since("thread_since"))
_LETTERS = _letters((outbound.c.ticket_id,), _ON_TICKET, outbound.c.queued_at > _since("loop_since"))
_MAILS = (
    select(messages.c.ticket_id, func.count())
    .join(inbound, inbound.c.id == messages.c.inbound_id)
    .where(_among(messages.c.ticket_id, "tickets"), inbound.c.received_at > _since("loop_since"))
    .group_by(messages.c.ticket_id)
)
_ANSWERED = select(outbound.c.answers).where(_among(outbound.c.answers, "mails"))
_DEALERS = select(dealers).where(_among(dealers.c.key, "keys"))
_BY_AGE = (
    select(
        tickets.c.id,
        tickets.c.requester,
        tickets.c.audience,
        func.row_number().over(partition_by=tickets.c.requester, order_by=tickets.c.id.desc()).label("age"),
    )
    .where(_among(tickets.c.requester, "keys"))
    .subquery()
)
_EARLIER = select(_BY_AGE).where(_BY_AGE.c.age <= _EARLIER_TICKETS).order_by(_BY_AGE.c.age)
_SERIALS = select(facts.c.ticket_id, facts.c.value).where(_among(facts.c.ticket_id, "keys"), is_serial(facts)).order_by(facts.c.id.desc())
