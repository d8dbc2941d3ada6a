"""The answer to "whose is it?": one of us names the person whose mail he passed on, and that person is acknowledged (desk-rules 27).

The question has a token of its own purpose, which its reader must hold, proven. It needs no entry in the directory: whoever of our domain
may pass a mail on may also say whose it is.
"""

from __future__ import annotations

import secrets
from dataclasses import replace

from sqlalchemy import Connection

from classify.missing import to_ask
from ingest import written_addresses
from ingest.colleagues import is_one_of_us, outsiders
from mailroom.decision import Filing
from mailroom.engineers.by_hand import is_by_hand
from mailroom.recalling import Recalled, Rules
from responders.unprompted import Occasion, unprompted
from tickets import desk as conversation
from tickets import giving, outbox, suppression
from tickets.identity import Desk
from tickets.letter import Owed
from tickets.message import Address
from tickets.recall import Token
from tickets.remembered import remember
from tickets.states import InboundState
from tickets.tokens import WHOSE, mint

_SILENCE = "engineers need no acknowledgement"


def take(connection: Connection, rules: Rules, recalled: Recalled) -> Filing | None:
    """None for every mail that answers no such question."""
    token, sender = _question(rules.desk, recalled), recalled.mail.sender.address
    if token is None:
        return None
    person = named(recalled.mail.examined.message.new_text, rules.desk)
    if person is None:
        return _filed(InboundState.HELD, token, "it was to name the person whose mail was passed on, alone on its first line")
    if not giving.give(connection, token.ticket_id, person, by=sender, now=recalled.mail.now):
        return _filed(InboundState.IGNORED, token, "the ticket was given to its customer before")
    _acknowledge(connection, rules, recalled, token.ticket_id)
    return _filed(InboundState.FILED, token, f"the mail that was passed on is {person.address}'s")


def named(text: str, desk: Desk) -> Address | None:
    """The one person outside on the first line of an answer."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    found = outsiders(written_addresses.every(first), desk)
    return found[0] if len(found) == 1 else None


def _question(desk: Desk, recalled: Recalled) -> Token | None:
    examined, sender = recalled.mail.examined, recalled.mail.sender
    if not is_by_hand(examined, desk) or not is_one_of_us(sender, examined.trust, desk):
        return None
    mine = (token for token in recalled.evidence.tokens if token.purpose == WHOSE and token.recipient == sender.address.lower())
    return next(mine, None)


def _filed(state: InboundState, token: Token, because: str) -> Filing:
    return Filing(state=state, because=because, ticket_id=token.ticket_id, silence=_SILENCE)


def _acknowledge(connection: Connection, rules: Rules, recalled: Recalled, ticket_id: int) -> None:
    """The letter that he would have had at once, if his address had been plain. It knows no Message-ID of his."""
    (ticket,) = remember(connection, [ticket_id])
    if not rules.answers_on or suppression.is_stopped(connection, ticket.requester.address):
        return
    asks = to_ask(ticket.understanding, rules.policy)
    occasion = Occasion(letter="acknowledgement", kind="acknowledgement", asks=asks)
    letter = replace(unprompted(ticket, occasion, rules.desk, rules.policy), in_reply_to="", references=())
    owed = Owed(letter=letter, token=mint(secrets.token_bytes(10)))
    outbox.queue_all(connection, [owed], domain=rules.desk.domain, now=recalled.mail.now)
    conversation.mark_asked(connection, [ticket_id] if asks else [])
