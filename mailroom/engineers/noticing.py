"""Telling the engineers: a notice to each who should hear of a mail, queued with the mail's own transaction (issue 5.1).

The rows that notices need are asked for a whole group of mails together. Who hears of what is `routing`, what it says `responders.notice`;
more new tickets in a short time than anybody reads become one list (desk-rules 32).
"""

from __future__ import annotations

import secrets
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from ingest.thread import Place
from mailroom.decision import Change, Filing
from mailroom.engineers.routing import Route, absent, readers
from mailroom.recalling import Mail, Recalled, Rules
from responders.notice import Notice, notice, round_up, row
from tickets import absences, joiners, journal, notices, outbox, staff_tokens
from tickets.directory import Person
from tickets.journal import Event
from tickets.letter import Owed
from tickets.notices import Hands
from tickets.related import related
from tickets.remembered import remember
from tickets.states import InboundState
from tickets.tokens import mint, reply_address

_LISTED = 100  # tickets in one list; more begin another
_NEW = "new"
_URGENT = "urgent"
_EVENTS = {Change.OPEN: _NEW, Change.MEND: _NEW, Change.TURN: "reply", Change.REOPEN: "reopened"}
_JOINER = "joiner"
_AGAIN = "again"


@dataclass(frozen=True, kw_only=True)
class News:
    """A filed mail of which engineers should hear."""

    mail: Mail
    ticket_id: int
    event: str


def news(recalled: Recalled, filing: Filing, ticket_id: int | None) -> News | None:
    """None for whatever changes nobody's turn: machines, thanks, second copies, history."""
    mail, reading = recalled.mail, recalled.mail.examined.reading
    if ticket_id is None or mail.row.is_silent:
        return None
    is_joiner = filing.state is InboundState.HELD and recalled.case.placement.place is Place.HOLD
    event = _JOINER if is_joiner else _EVENTS.get(filing.change, "")
    if event and recalled.case.placement.place is Place.AGAIN:
        event = _AGAIN
    if reading.urgent and (event == _NEW or recalled.case.is_graver):
        event = _URGENT
    return News(mail=mail, ticket_id=ticket_id, event=event) if event else None


def tell(connection: Connection, rules: Rules, told: Sequence[News]) -> None:
    """Queue the notices of these mails. A desk without a directory has nobody to tell."""
    if not told or not rules.staff.people:
        return
    ids = {item.ticket_id for item in told}
    hands = notices.hands(connection, ids)
    now = told[0].mail.now
    away = absent(rules.staff, absences.away(connection, now), now)
    muted = notices.quiet(connection, ids)
    abouts = _abouts(connection, rules, [item for item in told if not hands[item.ticket_id].is_in_incident], hands)
    due: dict[Person, list[tuple[News, Notice]]] = defaultdict(list)
    for item, about in abouts:
        for person in readers(rules.staff, _route(about, hands[item.ticket_id], is_angry=item.event == _AGAIN), away):
            if (item.ticket_id, person.address) not in muted:
                due[person].append((item, about))
    _queue(connection, rules, due, now)


def _route(about: Notice, hands: Hands, *, is_angry: bool) -> Route:
    understanding = about.ticket.understanding
    return Route(
        topic=understanding.reading.topic.label,
        audience=understanding.audience.label,
        lane=understanding.lane,
        owner=hands.owner,
        team=hands.team,
        is_angry=is_angry,
    )


def _abouts(connection: Connection, rules: Rules, told: Sequence[News], hands: Mapping[int, Hands]) -> list[tuple[News, Notice]]:
    ids = sorted({item.ticket_id for item in told})
    remembered = {ticket.ticket_id: ticket for ticket in remember(connection, ids)}
    others = related(connection, ids)
    staff = {address for address, _ in rules.desk.staff}
    abouts = []
    for item in told:
        examined, hand = item.mail.examined, hands[item.ticket_id]
        owner = rules.staff.person(hand.owner) if hand.owner else None
        about = Notice(
            event=item.event,
            ticket=remembered[item.ticket_id],
            inbound_id=item.mail.row.id,
            owner=owner.name if owner else hand.owner,
            due_at=hand.due_at,
            trust=examined.trust.level,
            warnings=tuple(_warnings(item.mail)),
            text=examined.message.new_text or examined.message.text,
            is_by_stranger=item.event == _JOINER,
            attachments=examined.message.attachments,
            related=tuple(others.get(item.ticket_id, ())),
            joiners=() if item.event in (_NEW, _URGENT) else tuple(joiners.held(connection, item.ticket_id, staff)),
        )
        abouts.append((item, about))
    return abouts


def _warnings(mail: Mail) -> Iterable[str]:
    examined = mail.examined
    yield from examined.trust.warnings
    if mail.poison:
        yield f"the mail could not be read: {mail.poison}"
    if examined.reading.secrets:
        yield f"it holds a secret, masked here: {', '.join(dict.fromkeys(examined.reading.secrets))}"


def _queue(connection: Connection, rules: Rules, due: Mapping[Person, Sequence[tuple[News, Notice]]], now: datetime) -> None:
    limits = rules.policy.notices
    already = Counter(notices.told(connection, [person.address for person in due], now - limits.burst_within))
    single: list[tuple[Person, Notice]] = []
    for person, items in due.items():
        listed: list[Notice] = []
        for item, about in items:
            already[person.address] += 1
            if item.event == _NEW and already[person.address] > limits.burst_tickets:
                listed.append(about)
            else:
                single.append((person, about))
        _list(connection, rules, person, listed, now)
    _send(connection, rules, single, now)


def _list(connection: Connection, rules: Rules, person: Person, abouts: Sequence[Notice], now: datetime) -> None:
    rows = [row(about, rules.desk) for about in abouts]
    if not rows or notices.add_to_round_up(connection, person.address, rows, _LISTED):
        return
    letter = round_up(rows, person, now + rules.policy.notices.burst_within, rules.desk, rules.policy)
    outbox.queue(connection, letter, token=_token(), domain=rules.desk.domain, now=now)


def _send(connection: Connection, rules: Rules, single: Sequence[tuple[Person, Notice]], now: datetime) -> None:
    owed, notes = [], []
    for person, about in single:
        token, note = _token(), _token()
        addresses = _addresses(rules, token, note)
        owed.append(Owed(letter=notice(about, person, rules.desk, rules.policy, **addresses), token=token))
        notes.append(note)
    ids = outbox.queue_all(connection, owed, domain=rules.desk.domain, now=now)
    staff_tokens.mint_notes(connection, list(zip(notes, ids, owed, strict=True)), now)
    journal.write(connection, [_event(one, outbound_id, now) for one, outbound_id in zip(owed, ids, strict=True)])


def _addresses(rules: Rules, token: str, note: str) -> dict[str, str]:
    if not rules.plus_addressing:
        return {}
    return {"reply_to": reply_address(token, rules.desk.address), "note_to": reply_address(note, rules.desk.address)}


def _event(owed: Owed, outbound_id: int, now: datetime) -> Event:
    letter = owed.letter
    told = f"a notice to {letter.recipient.address}"
    return Event(
        at=now, what="told an engineer", because=told, inbound_id=letter.carries, ticket_id=letter.ticket_id, outbound_id=outbound_id
    )


def _token() -> str:
    return mint(secrets.token_bytes(10))
