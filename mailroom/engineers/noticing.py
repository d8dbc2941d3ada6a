"""Telling the engineers: a notice to each who should hear of a mail, queued with the mail's own transaction (issue 5.1).

Of which mails is `news`, who hears of them `routing`, what he reads `responders.notice`. More new tickets in a short time than anybody
reads become one list (desk-rules 32).
"""

from __future__ import annotations

import secrets
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection

from mailroom.engineers.news import AGAIN, NEW, News, abouts, at_hand
from mailroom.engineers.routing import Route, absent, readers
from mailroom.recalling import Rules
from responders.notice import Notice, notice, round_up, row
from tickets import absences, journal, notices, outbox, staff_tokens
from tickets.directory import Person
from tickets.journal import Event
from tickets.letter import Owed
from tickets.notices import Hands
from tickets.states import Order
from tickets.tokens import mint, reply_address

_LISTED = 100  # tickets in one list; more begin another


def tell(connection: Connection, rules: Rules, told: Sequence[News]) -> None:
    """Queue the notices of these mails. A desk without a directory has nobody to tell."""
    if not told or not rules.staff.people:
        return
    ids = {item.ticket_id for item in told}
    notices.tell_anew(connection, [item.mail.row.id for item in told if item.mail.row.order is not Order.NONE])
    hands = notices.hands(connection, ids)
    now = told[0].mail.now
    away = absent(rules.staff, absences.away(connection, now), now)
    muted = notices.quiet(connection, ids)
    due: dict[Person, list[tuple[News, Notice]]] = defaultdict(list)
    heard = [at_hand(item, hands[item.ticket_id], rules) for item in told if not hands[item.ticket_id].is_in_incident]
    for item, about in abouts(connection, rules, heard, hands):
        people = readers(rules.staff, _route(item, about, hands[item.ticket_id]), away)
        if not people:
            journal.note(connection, now, "no engineer was told", "nobody handles it, and nobody is a lead", ticket_id=item.ticket_id)
        for person in people:
            if item.is_short_notice or (item.ticket_id, person.address) not in muted:
                due[person].append((item, about))
    _queue(connection, rules, due, now)


def _route(item: News, about: Notice, hands: Hands) -> Route:
    understanding = about.ticket.understanding
    return Route(
        topic=understanding.reading.topic.label,
        audience=understanding.audience.label,
        lane=understanding.lane,
        owner=hands.owner,
        team=hands.team,
        language=about.ticket.language,
        is_angry=item.event == AGAIN,
        is_short_notice=item.is_short_notice,
    )


def _queue(connection: Connection, rules: Rules, due: Mapping[Person, Sequence[tuple[News, Notice]]], now: datetime) -> None:
    limits = rules.policy.notices
    already = Counter(notices.told(connection, [person.address for person in due], now - limits.burst_within))
    single: list[tuple[Person, Notice]] = []
    for person, items in due.items():
        listed: list[Notice] = []
        for item, about in items:
            already[person.address] += 1
            if item.event == NEW and already[person.address] > limits.burst_tickets:
                listed.append(about)
            else:
                single.append((person, about))
        _list(connection, rules, person, listed, now)
    _send(connection, rules, single, now)


def _list(connection: Connection, rules: Rules, person: Person, many: Sequence[Notice], now: datetime) -> None:
    rows = [row(about, rules.desk) for about in many]
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
