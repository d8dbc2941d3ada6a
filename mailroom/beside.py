"""What a filed mail brings beside its own row: a human answer that moves the turn, a carrier's words, the letters that follow a split."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from mailroom.decision import Change, Filing
from mailroom.engineers.promising import promises
from mailroom.recalling import Mail
from tickets import copies, handling, journal, lanes, undoing
from tickets.identity import Desk
from tickets.policy import Policy
from tickets.states import Order
from tickets.turns import Answer, answered, away

_ANSWERS = (Change.ANSWER, Change.OUTSIDE)
_WORDS = (Change.TURN, Change.REOPEN)  # the customer's, in a ticket that stands


def bring(connection: Connection, policy: Policy, desk: Desk, mail: Mail, filing: Filing, ticket_id: int, number: int) -> None:
    """In the transaction that files the mail, once its row stands in its ticket. Nothing for nearly every mail."""
    carried, verdict, reading = mail.examined.carried, mail.examined.verdict, mail.examined.reading
    if filing.change in _ANSWERS:
        by = "" if desk.is_own(mail.sender.address) else mail.sender.address
        promised = promises(mail.examined.message.new_text)
        answered(connection, policy, ticket_id, Answer(by=by, at=mail.row.arrived_at, keeps_turn=promised, is_seen_later=True))
        copies.release_held(connection, mail.row.digest, mail.row.id)
    if verdict.is_out_of_office and verdict.away_until:
        away(connection, policy, ticket_id, mail.sender.address, date.fromisoformat(verdict.away_until), mail.now)
    if verdict.new_address:
        because = f"{mail.sender.address} announces {verdict.new_address} in an automatic reply; nothing was changed"
        journal.note(connection, mail.now, "a change of address is suggested", because, inbound_id=mail.row.id, ticket_id=ticket_id)
    if filing.change in _WORDS and (reading.lane or reading.urgent):
        lanes.grow_graver(connection, ticket_id, lane=reading.lane, urgent=reading.urgent, now=mail.now)
    if carried and carried.words:
        handling.write_note(connection, number, carried.words, by=carried.carrier.address, now=mail.now)
    if mail.row.order is Order.SEPARATE:
        undoing.letters_follow(connection, mail.row.id, mail.examined.message.message_id, ticket_id)
