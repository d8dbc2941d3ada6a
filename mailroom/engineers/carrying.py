"""Carrying an engineer's words and files to the customer: the letters are queued, and the answer stands in the conversation."""

from __future__ import annotations

from collections.abc import Sequence

from mailroom.engineers.attempt import Attempt
from mailroom.engineers.commands import Split
from mailroom.engineers.promising import promises
from responders import relaying
from responders.relaying import Said
from tickets import logos, relays, tokens, turns
from tickets.correspondence import Correspondence
from tickets.letter import File
from tickets.logos import Brought
from tickets.message import Address, Attachment
from tickets.relays import Reply

#: octets of a picture within the text: a smaller one is an icon of his signature. A logo is larger, and known when it comes with a second
#: matter: it is better that one customer gets it than that one misses a screenshot
_ICON = 8 * 2**10


def attached(attempt: Attempt) -> tuple[File, ...]:
    """What the engineer sends along."""
    row, found = attempt.mail.row.id, _matter(attempt)
    return tuple(
        File(inbound=row, part=a.part, name=a.filename or "file", content_type=a.content_type) for a in found if not _is_icon(a)
    )


def _matter(attempt: Attempt) -> tuple[Attachment, ...]:
    """His files without the logo of his signature, which would go to every customer."""
    found = attempt.mail.examined.message.attachments
    if attempt.ticket_id is None:
        return found
    brought = Brought(whose=logos.whose(attempt.person.address, attempt.rules.free_mail), ticket_id=attempt.ticket_id, files=found)
    return brought.without(logos.logos(attempt.connection, [brought]))


def _is_icon(attachment: Attachment) -> bool:
    return attachment.inline and attachment.size < _ICON


def carry(attempt: Attempt, ticket: Correspondence, said: Split, to: Sequence[Address], files: tuple[File, ...]) -> None:
    """Where the engineer's own mail went to the customer already, it is kept as his answer and not sent again."""
    message, rules = attempt.mail.examined.message, attempt.rules
    words = Said(
        by=attempt.person,
        inbound_id=attempt.mail.row.id,
        text=said.text,
        files=files,
        keeps_turn=said.keeps_turn or promises(said.text),
        asks=said.asks,
        now=attempt.mail.now,
    )
    queued = attempt.queue(relaying.relays(ticket, words, to, rules.desk, rules.policy)) if to else []
    for letter, _ in queued:
        attempt.note("an engineer's answer is queued", f"by {attempt.person.address}", letter)
    outbound_id, token = queued[0] if queued else (None, "")
    reply = Reply(
        ticket_id=ticket.ticket_id,
        inbound_id=words.inbound_id,
        outbound_id=outbound_id,
        digest=attempt.mail.row.digest,
        message_id=tokens.message_id(token, rules.desk.domain) if token else message.message_id,
        by=attempt.person.address,
        to=tuple(address.address for address in to or (*message.to, *message.cc)),
        subject=message.subject[:500],
        text=said.text,
        at=attempt.mail.now,
    )
    relays.keep(attempt.connection, reply)
    if not queued:
        answer = turns.Answer(by=attempt.person.address, at=attempt.mail.now, keeps_turn=words.keeps_turn, asks=words.asks)
        turns.answered(attempt.connection, rules.policy, ticket.ticket_id, answer)
