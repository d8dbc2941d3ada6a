"""Erasing: a person who is to be forgotten, and raw mail that is older than the desk keeps it.

Rows stay, as tombstones: an inbound row keeps its place on the server and the digest of its content, so that a forgotten mail that still
lies there is never fetched and answered again (decisions 15). A ticket on hold is left alone (desk-rules 19).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, delete, exists, or_, select, update

from tickets import search
from tickets.schema import (
    aliases,
    appointments,
    corrections,
    digest_lines,
    digests,
    events,
    facts,
    inbound,
    links,
    lost_letters,
    messages,
    outbound,
    participants,
    pictures,
    quiets,
    raws,
    suppressed,
    thread_ids,
    tickets,
    tokens,
)
from tickets.states import InboundState, OutboundState, TicketStatus

_BECAUSE = "the person was forgotten"
_UNSETTLED = (InboundState.RECEIVED, InboundState.HELD, InboundState.FAILED)
_NOT_LEFT = (OutboundState.QUEUED, OutboundState.SENDING)
_ENDED = (TicketStatus.SOLVED, TicketStatus.CLOSED)


@dataclass(frozen=True, kw_only=True)
class Forgotten:
    """What was erased of a person, and what was not."""

    tickets: int
    mails: int
    letters: int
    facts: int
    raws: int
    on_hold: tuple[int, ...]  # numbers of tickets that a hold keeps
    on_server: tuple[tuple[str, int], ...]  # (mailbox, UID) of mails that may still lie there; nobody but the mailbox's owner erases those


def forget(connection: Connection, address: str, now: datetime) -> Forgotten:
    """Erase an address: its tickets with all that was said there, its mails in tickets of others, and every letter to it."""
    person = _spelt(connection, address)
    of_person = tickets.c.requester.in_(person)
    kept = _with_merged(tickets.c.hold != "")
    own = _ids(connection, select(tickets.c.id).where(of_person, tickets.c.id.not_in(kept)))
    free = or_(inbound.c.ticket_id.is_(None), inbound.c.ticket_id.not_in(kept))
    mails = _ids(connection, select(inbound.c.id).where(or_(inbound.c.sender.in_(person), inbound.c.ticket_id.in_(own)), free))
    said = _ids(connection, select(messages.c.id).where(or_(messages.c.ticket_id.in_(own), messages.c.inbound_id.in_(mails))))
    letters = _letters(connection, person, own, mails, kept)
    _empty_events(connection, own, mails, letters)
    _empty_letters(connection, letters, person, own)
    _drop(connection, lost_letters, lost_letters.c.recipient.in_(person))
    found = _drop(connection, facts, facts.c.message_id.in_(said))
    _empty_conversation(connection, person, own, mails, said)
    _close(connection, own, now)
    search.forget(connection, {*own, *_ids(connection, select(messages.c.ticket_id).where(messages.c.id.in_(said)))})
    on_server = connection.execute(select(inbound.c.mailbox, inbound.c.uid).where(inbound.c.id.in_(mails), inbound.c.uid.is_not(None)))
    return Forgotten(
        tickets=len(own),
        mails=len(mails),
        letters=len(letters),
        facts=found,
        raws=_empty_mails(connection, mails),
        on_hold=tuple(connection.execute(select(tickets.c.number).where(of_person, tickets.c.hold != "")).scalars()),
        on_server=tuple((row.mailbox, row.uid) for row in on_server),
    )


def expire(connection: Connection, kept_before: datetime, *, at_most: int = 1000) -> int:
    """Drop raw mails kept before that time, of mails that are settled on tickets that ended and are not on hold; how many went.

    With them go letters of ours that a restore forgot (`tickets.restored`), and to which no mail came back in all that time.
    """
    waits = exists().where(
        inbound.c.raw_sha256 == raws.c.sha256,
        or_(
            inbound.c.state.not_in((InboundState.FILED, InboundState.IGNORED)),
            inbound.c.ticket_id.in_(_with_merged(or_(tickets.c.hold != "", tickets.c.status.not_in(_ENDED)))),
        ),
    )
    old = select(raws.c.sha256).where(raws.c.kept_at < kept_before, ~waits).order_by(raws.c.kept_at).limit(at_most)
    gone = list(connection.execute(old).scalars())
    connection.execute(update(inbound).where(inbound.c.raw_sha256.in_(gone)).values(raw_sha256=None))
    lost = _drop(connection, lost_letters, lost_letters.c.sent_at < kept_before)
    return lost + _drop(connection, raws, raws.c.sha256.in_(gone))


def _spelt(connection: Connection, address: str) -> list[str]:
    """The address in every way in which it stands here. Compared here, since both databases know the capitals of ASCII alone."""
    wanted = _plain(address)
    columns = (inbound.c.sender, tickets.c.requester, participants.c.address, outbound.c.recipient, suppressed.c.address)
    stored = {one for column in (*columns, pictures.c.whose, lost_letters.c.recipient) for one in _distinct(connection, column)}
    return sorted({address.lower(), *(one for one in stored if _plain(one) == wanted)})


def _distinct(connection: Connection, column: ColumnElement[str]) -> Collection[str]:
    return connection.execute(select(column).distinct()).scalars().all()


def _plain(address: str) -> str:
    """One spelling of an address: in lower case, accents joined to their letters, its domain as DNS knows it (RFC 5891)."""
    local, at, domain = unicodedata.normalize("NFC", address).lower().rpartition("@")
    try:
        return f"{local}{at}{domain.encode('idna').decode()}"
    except UnicodeError:  # no name that DNS could hold
        return f"{local}{at}{domain}"


def _with_merged(chosen: ColumnElement[bool]) -> Select[Any]:
    """The chosen tickets, and every one that is merged into one of them by whatever way round."""
    found = select(tickets.c.id).where(chosen).cte(recursive=True)
    return select(found.union(select(tickets.c.id).join(found, tickets.c.merged_into == found.c.id)).c.id)


def _letters(connection: Connection, person: Sequence[str], own: Sequence[int], mails: Sequence[int], kept: Select[Any]) -> list[int]:
    """Letters to the person, letters on the person's tickets, letters that carry the person's words; digests that list the tickets."""
    listed = select(digest_lines.c.outbound_id).where(digest_lines.c.ticket_id.in_(own))
    about = or_(
        outbound.c.recipient.in_(person),
        outbound.c.ticket_id.in_(own),
        outbound.c.answers.in_(mails),
        outbound.c.carries.in_(mails),
        outbound.c.id.in_(listed),
    )
    free = or_(outbound.c.ticket_id.is_(None), outbound.c.ticket_id.not_in(kept))
    return _ids(connection, select(outbound.c.id).where(about, free))


def _empty_letters(connection: Connection, letters: Sequence[int], person: Sequence[str], own: Sequence[int]) -> None:
    chosen = outbound.c.id.in_(letters)
    nothing: dict[str, Any] = {"recipient": "", "recipient_name": "", "domain": "", "values": {}, "to": [], "cc": [], "files": []}
    nothing |= {"in_reply_to": "", "references": [], "carries": None, "raw": None, "reply": "", "because": _BECAUSE}
    connection.execute(update(outbound).where(chosen).values(nothing))
    connection.execute(update(outbound).where(chosen, outbound.c.state.in_(_NOT_LEFT)).values(state=OutboundState.SUPPRESSED))
    connection.execute(update(digests).where(digests.c.outbound_id.in_(letters)).values(list=b""))
    # A letter to somebody else, which only carried his words, is still known by its answers.
    _drop(connection, tokens, tokens.c.outbound_id.in_(letters), or_(tokens.c.recipient.in_(person), tokens.c.ticket_id.in_(own)))
    _drop(connection, aliases, aliases.c.outbound_id.in_(letters))


def _empty_conversation(
    connection: Connection, person: Sequence[str], own: Sequence[int], mails: Sequence[int], said: Sequence[int]
) -> None:
    nothing: dict[str, Any] = {"sender": "", "recipients": [], "subject": "", "text": "", "message_id": "", "proof": ""}
    connection.execute(update(messages).where(messages.c.id.in_(said)).values(nothing))
    _drop(connection, thread_ids, or_(thread_ids.c.ticket_id.in_(own), thread_ids.c.inbound_id.in_(mails)))
    takes_part = or_(participants.c.address.in_(person), participants.c.ticket_id.in_(own))
    _drop(connection, participants, takes_part, participants.c.ticket_id.not_in(_with_merged(tickets.c.hold != "")))
    _drop(connection, corrections, or_(corrections.c.ticket_id.in_(own), corrections.c.inbound_id.in_(mails)))
    linked = or_(links.c.ticket_id.in_(own), links.c.other_id.in_(own))
    connection.execute(update(links).where(linked).values(because=""))
    _drop(connection, appointments, appointments.c.ticket_id.in_(own))
    _drop(connection, quiets, quiets.c.ticket_id.in_(own))
    _drop(connection, suppressed, suppressed.c.address.in_(person))
    _drop(connection, pictures, or_(pictures.c.whose.in_(person), pictures.c.ticket_id.in_(own)))


def _empty_events(connection: Connection, own: Sequence[int], mails: Sequence[int], letters: Sequence[int]) -> None:
    about = or_(events.c.ticket_id.in_(own), events.c.inbound_id.in_(mails), events.c.outbound_id.in_(letters))
    connection.execute(update(events).where(about).values(because=""))


def _empty_mails(connection: Connection, mails: Sequence[int]) -> int:
    """How many raw mails went; one that another mail shares stays with it."""
    chosen = inbound.c.id.in_(mails)
    shas = list(connection.execute(select(inbound.c.raw_sha256).where(chosen, inbound.c.raw_sha256.is_not(None))).scalars())
    nothing = {"sender": "", "subject": "", "message_id": "", "because": _BECAUSE, "problem": "", "raw_sha256": None}
    connection.execute(update(inbound).where(chosen).values(nothing))
    ignored = {"state": InboundState.IGNORED, "holder": "", "held_until": None}  # there is nothing left to decide about or to read
    connection.execute(update(inbound).where(chosen, inbound.c.state.in_(_UNSETTLED)).values(ignored))
    return _drop(connection, raws, raws.c.sha256.in_(shas), ~exists().where(inbound.c.raw_sha256 == raws.c.sha256))


def _close(connection: Connection, own: Sequence[int], now: datetime) -> None:
    nothing: dict[str, Any] = {"subject": "", "requester": "", "requester_name": "", "urgent": "", "missing": [], "also": []}
    ended = {"status": TicketStatus.CLOSED, "closed_at": now, "is_unanswered": False, "due_at": None, "chase_at": None}
    connection.execute(update(tickets).where(tickets.c.id.in_(own)).values({**nothing, **ended, "promised_for": None}))


def _ids(connection: Connection, query: Select[Any]) -> list[int]:
    return list(connection.execute(query).scalars())


def _drop(connection: Connection, table: Table, *conditions: ColumnElement[bool]) -> int:
    return connection.execute(delete(table).where(*conditions)).rowcount
