"""A database that was put back from a backup: what shows it, and what the desk did in the gap that the database forgot.

What shows it is a letter of ours that the store does not know (decisions 14). From then on the outbox is shut, until the mailboxes have
been compared (desk-rules 35). A newcomer would believe a letter's number: after a restore the store gives the same numbers again, to other
letters. Only its token of 80 random bits says whose a copy is.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from tickets import alarms, bounces, brake, desk, journal, ledger, outbox, tokens, upsert
from tickets.history import counted_domain
from tickets.ledger import Arrival
from tickets.letter_kinds import RELAY
from tickets.schema import inbound, lost_letters, notebook, outbound
from tickets.schema import tokens as token_rows
from tickets.states import InboundState, OutboundState

SEEN, BLIND = "seen", "blind"  # a gap whose letters lie in the Sent folder, and one of which nobody can tell what was answered
ALARM = "restored"
_GAP = "the gap of the last restore"
_GAP_LASTS = timedelta(days=7)  # whatever of it is not fetched by then was moved about by a person, and is new to us
_WITNESSES = 3  # anybody can name a Message-ID that looks like ours; people of three domains hardly do by chance


@dataclass(frozen=True, kw_only=True)
class Copy:
    """A letter of ours, as it lies in the Sent folder."""

    token: str
    message_id: str  # ours, or the one that a submission server put in its place (decisions 1)
    digest: str  # of its content
    recipient: str
    answers: str  # the Message-ID of the mail that it answers; '' where it answers nobody
    is_automatic: bool
    number: int  # of the ticket that it names; 0 is none
    sent_at: datetime
    raw: bytes


@dataclass(frozen=True)
class Gap:
    until: datetime  # what arrived before it, and is fetched now, came in the gap
    kind: str


def gap(connection: Connection, now: datetime) -> Gap | None:
    """The gap of which mail may still be fetched."""
    value = upsert.get(connection, notebook, _GAP)
    if value is None:
        return None
    found = json.loads(value)
    until = datetime.fromisoformat(found["until"])
    return Gap(until, found["kind"]) if now - until < _GAP_LASTS else None


def marked(connection: Connection, arrivals: Sequence[Arrival], now: datetime) -> list[Arrival]:
    """The same mails; those that came in the gap bear its kind."""
    found = gap(connection, now)
    if found is None:
        return list(arrivals)
    return [replace(arrival, gap=found.kind) if arrival.arrived_at <= found.until else arrival for arrival in arrivals]


def say(connection: Connection, because: str, kind: str, now: datetime) -> None:
    """This database was restored: shut the outbox, and tell the lead. Said twice, the gap lasts until the later time."""
    upsert.put(connection, notebook, key=_GAP, value=json.dumps({"until": now.isoformat(), "kind": kind}))
    brake.shut_after_restore(connection, because)
    alarms.sound(connection, ALARM, f"this database was put back from a backup: {because}. `mailroom reconcile` opens the outbox", now)
    journal.note(connection, now, "the database was restored", because)


def look(connection: Connection, copies: Sequence[Copy], now: datetime) -> None:
    """Look at letters of ours in the Sent folder. One that the store does not know, or never tried to send, shows a restore.

    What `forget` erased is no such letter: its row stays, and with it the Message-ID.
    """
    ours = {copy.token: copy for copy in copies}
    columns = (token_rows.c.token, outbound.c.id, outbound.c.message_id, outbound.c.state, outbound.c.attempts)
    bound = select(*columns).join(outbound, outbound.c.id == token_rows.c.outbound_id).where(token_rows.c.token.in_(ours))
    known = {row.token: row for row in connection.execute(bound)} if ours else {}
    for token, row in known.items():
        if ours[token].message_id not in ("", row.message_id):
            bounces.know_alias(connection, ours[token].message_id, row.id)
    lost = [copy for token, copy in ours.items() if token not in known]
    received = ledger.known_digests(connection, [copy.digest for copy in lost]) if lost else set()
    stays = select(outbound.c.message_id).where(outbound.c.message_id.in_([copy.message_id for copy in lost]))
    erased = set(connection.execute(stays).scalars()) if lost else set()
    unknown = [copy for copy in lost if copy.digest not in received and copy.message_id not in erased]
    new = [copy for copy in unknown if _note(connection, copy)]
    untried = {row.id: ours[token] for token, row in known.items() if row.state == OutboundState.QUEUED and not row.attempts}
    for letter_id, copy in untried.items():
        _left(connection, letter_id, copy)
    if new or untried:
        desk.skip_numbers(connection, max(copy.number for copy in (*new, *untried.values())))
        say(connection, f"{len(new) + len(untried)} letters in the Sent folder left in a life that it does not know", SEEN, now)


def _note(connection: Connection, copy: Copy) -> bool:
    """True where the letter was not noted before."""
    names = ("token", "message_id", "recipient", "answers", "is_automatic", "sent_at", "raw")
    connection.execute(delete(lost_letters).where(lost_letters.c.token == copy.token, lost_letters.c.raw.is_(None)))
    return upsert.insert_new(connection, lost_letters, {name: getattr(copy, name) for name in names})


def _left(connection: Connection, letter_id: int, copy: Copy) -> None:
    """It waited when the backup was made, and left afterwards."""
    post = outbox.letter_by_id(connection, letter_id)
    outbox.seal(connection, [(post, copy.raw)])
    outbox.sent(connection, letter_id, copy.sent_at, "found in the Sent folder after a restore")
    outbox.stamp_ticket(connection, post, copy.sent_at)


def answered(connection: Connection, message_ids: Collection[str]) -> set[str]:
    """Those of these mails that have their answer already, in a letter that was lost."""
    wanted = [message_id for message_id in message_ids if message_id]
    if not wanted:
        return set()
    return set(connection.execute(select(lost_letters.c.answers).where(lost_letters.c.answers.in_(wanted))).scalars())


def take_back(connection: Connection, message_id: str, inbound_id: int, ticket_id: int) -> None:
    """A mail was filed again: the lost letters that answered it stand in the outbox again, and whoever replies to one is known by it."""
    lost = select(lost_letters).where(lost_letters.c.answers == message_id, lost_letters.c.raw.is_not(None))
    letters = connection.execute(lost.order_by(lost_letters.c.sent_at)).all() if message_id else ()
    first = next((letter.token for letter in letters if letter.is_automatic), "")  # one automatic answer a mail (G4)
    for letter in letters:
        post = outbox.letter_by_id(connection, _insert(connection, letter, ticket_id, inbound_id if letter.token == first else None))
        outbox.stamp_ticket(connection, post, letter.sent_at)
        because = "it left before the restore; its copy lies in the Sent folder"
        journal.note(connection, letter.sent_at, "the letter left", because, ticket_id=ticket_id, outbound_id=post.id)
    connection.execute(delete(lost_letters).where(lost_letters.c.token.in_([letter.token for letter in letters])))


def _insert(connection: Connection, letter: Row[Any], ticket_id: int, answers: int | None) -> int:
    values = {
        "ticket_id": ticket_id,
        "kind": "acknowledgement" if letter.is_automatic else RELAY,
        "recipient": letter.recipient,
        "message_id": letter.message_id,
        "answers": answers,
        "letter": "acknowledgement" if letter.is_automatic else RELAY,
        "language": "",
        "values": {},
        "state": OutboundState.SENT,
        "queued_at": letter.sent_at,
        "due_at": letter.sent_at,
        "sent_at": letter.sent_at,
        "raw": letter.raw,
        "reply": "found in the Sent folder after a restore",
    }
    letter_id: int = connection.execute(insert(outbound).values(values).returning(outbound.c.id)).scalar_one()
    token = {"token": letter.token, "outbound_id": letter_id, "ticket_id": ticket_id}
    token |= {"purpose": tokens.CUSTOMER, "recipient": letter.recipient, "minted_at": letter.sent_at}
    connection.execute(insert(token_rows).values(token))
    return letter_id


def witness(connection: Connection, named: Collection[str], sender: str, now: datetime) -> None:
    """Somebody whose mail is authenticated answers letters of ours, of these tokens: note those that the store does not know."""
    known = set(connection.execute(select(token_rows.c.token).where(token_rows.c.token.in_(list(named)))).scalars())
    for token in set(named) - known:
        upsert.insert_new(connection, lost_letters, {"token": token, "recipient": sender.lower(), "sent_at": now})


def witnesses(connection: Connection) -> bool:
    """Whether enough people answered letters that this database does not know. Without a Sent folder nothing else shows a restore."""
    replies = select(lost_letters.c.recipient).where(lost_letters.c.raw.is_(None))
    domains = {counted_domain(recipient) or recipient for recipient in connection.execute(replies).scalars()}
    return len(domains) >= _WITNESSES


def heard(connection: Connection) -> None:
    """The witnesses were believed, or their letters looked for: they count no more."""
    connection.execute(delete(lost_letters).where(lost_letters.c.raw.is_(None)))


def doubt_what_waited(connection: Connection) -> int:
    """Without copies nobody knows whether letters that waited in the backup have left since: a person decides. Returns how many."""
    because = "it waited when the backup was made, and may have left since: `mailroom outbox retry` sends it"
    waiting = outbound.c.state.in_((OutboundState.QUEUED, OutboundState.SENDING))
    moved = update(outbound).where(waiting).values(state=OutboundState.FAILED, because=because, holder="", held_until=None)
    return connection.execute(moved).rowcount


def unfiled(connection: Connection) -> int:
    """How many mails were received and not filed when the backup was made."""
    waiting = select(func.count()).select_from(inbound).where(inbound.c.state == InboundState.RECEIVED)
    return connection.execute(waiting).scalar_one()


def caught_up(connection: Connection, text: str, now: datetime) -> None:
    """Open the outbox. The alarm stays until a person has looked: `text` says at what."""
    brake.open_after_restore(connection)
    alarms.sound(connection, ALARM, text, now)
    journal.note(connection, now, "the ledger was caught up after the restore", text)
