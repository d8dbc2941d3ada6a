"""The notice: what an engineer reads of a ticket, and answers from his own mail client. Pure.

Whatever the customer may not read stands in rows that the letter marks as internal; the body and the devices are the customer's own. The
words of somebody who is no customer of the ticket are internal too, so their lines are marked here. A ticket has several people: who is
not its requester is named, or his words would be read as the requester's, and the requester's proof as his.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from urllib.parse import quote
from zoneinfo import ZoneInfo

from classify.secrets import mask
from responders.case import plain_subject
from responders.staff_letter import staff_letter
from responders.understood import understood
from responders.vocabulary import Value
from tickets.commands import KNOWN
from tickets.directory import Person
from tickets.identity import Desk
from tickets.joiners import Joiner
from tickets.letter import File, Letter
from tickets.letter_kinds import NOTICE
from tickets.message import Address, Attachment
from tickets.policy import Policy
from tickets.related import Related
from tickets.remembered import Remembered
from tickets.tokens import RELAY
from tickets.verdict import PROVEN

INTERNAL = "¦"  # mailroom.engineers.words.BAR: a line with it never leaves
_BODY = 20_000  # characters; the raw mail has the rest
_FILES = 30
_PICTURES = 5
_PICTURE = 2 * 2**20  # octets; what is larger is named and stays with the desk
_DECORATION = 8 * 2**10  # octets of a picture within the text: a logo, a line
_OF_ANOTHER = {"reply": "participant", "again": "participant"}  # an event that speaks of the customer, where another person wrote


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One mail about one ticket, before it is known who hears of it."""

    event: str
    ticket: Remembered
    inbound_id: int
    owner: str  # a name or an address; '' is nobody
    due_at: datetime | None
    trust: str  # in `writer`
    writer: Address  # of this mail
    warnings: tuple[str, ...] = ()
    text: str = ""  # what was written now
    is_by_stranger: bool = False  # of a held joiner, whose words the customer may not read
    attachments: tuple[Attachment, ...] = ()
    related: tuple[Related, ...] = ()
    joiners: tuple[Joiner, ...] = ()

    @property
    def is_by_another(self) -> bool:
        """Somebody else than the ticket's requester wrote it."""
        return bool(self.writer.address) and self.writer.address.lower() != self.ticket.requester.address.lower()


def notice(about: Notice, to: Person, desk: Desk, policy: Policy, *, reply_to: str = "", note_to: str = "") -> Letter:
    """`reply_to` and `note_to` are this engineer's own addresses for the ticket; '' where plus addresses do not arrive."""
    ticket, understanding = about.ticket, about.ticket.understanding
    shows: dict[str, Value] = {
        "ticket": {"number": desk.ticket(ticket.number), "subject": plain_subject(ticket.subject)},
        "event": _OF_ANOTHER.get(about.event, about.event) if about.is_by_another else about.event,
        "urgent_words": understanding.reading.urgent,
        "requester": {"name": ticket.requester.name, "address": ticket.requester.address},
        "due_at": about.due_at.astimezone(ZoneInfo(policy.hours.timezone)).isoformat(timespec="minutes") if about.due_at else "",
        **_known(about, desk),
        "body": _body(about),
        "attachments": [{"name": a.filename or a.content_type, "size": _size(a.size)} for a in about.attachments[:_FILES]],
        "note_address": note_to,
        "commands": _links(reply_to) if reply_to else [],
    }
    return replace(
        staff_letter(NOTICE, to, desk, policy, shows, purpose=RELAY),
        ticket_id=ticket.ticket_id,
        topic=understanding.reading.topic.label,
        audience=understanding.audience.label,
        carries=about.inbound_id,
        files=() if understanding.lane or about.is_by_stranger else tuple(_pictures(about)),
    )


def round_up(rows: Sequence[dict[str, Value]], to: Person, due_at: datetime, desk: Desk, policy: Policy) -> Letter:
    """One notice for many new tickets; a reply to it reaches nobody (desk-rules 32)."""
    shows: dict[str, Value] = {"ticket": {"number": "…"}, "event": "several", "tickets": list(rows)}
    return replace(staff_letter(NOTICE, to, desk, policy, shows), not_before=due_at)


def row(about: Notice, desk: Desk) -> dict[str, Value]:
    """A ticket in a notice about several."""
    ticket = about.ticket
    return {"number": desk.ticket(ticket.number), "subject": plain_subject(ticket.subject), "requester": ticket.requester.address}


def _known(about: Notice, desk: Desk) -> dict[str, Value]:
    understanding = about.ticket.understanding
    reading, scope = understanding.reading, understanding.scope
    also: list[Value] = [{"topic": label, "scope": other.decision, "clause": other.clause} for label, other in understanding.also_scopes]
    summary: list[Value] = [
        *_writer(about),
        {"fact": "audience", "value": understanding.audience.label.value},
        {"fact": "trust", "value": about.trust},
        {"fact": "owner", "value": about.owner},
    ]
    return {
        "warnings": [{"text": text} for text in about.warnings],
        "matters": [{"topic": reading.topic.label, "scope": scope.decision, "clause": scope.clause}, *also],
        "summary": summary,
        "related": [{"number": desk.ticket(other.number), "why": other.told} for other in about.related],
        "joiners": [{"address": joiner.sender} for joiner in about.joiners],
        "devices": understood(reading.facts),
        "missing": [{"fact": fact} for fact in understanding.missing],
    }


def _writer(about: Notice) -> Iterable[Value]:
    """Who wrote this mail, where it is not the requester: his address first, since anybody names himself as he likes."""
    if not about.is_by_another:
        return
    fact = "stranger" if about.is_by_stranger else "writer" if about.trust in PROVEN else "writer_unproven"
    yield {"fact": fact, "value": f"{about.writer.address} ({about.writer.name})" if about.writer.name else about.writer.address}


def _body(about: Notice) -> str:
    text = mask(about.text[:_BODY]) + ("\n[…]" if len(about.text) > _BODY else "")
    return "\n".join(f"{INTERNAL} {line}" for line in text.split("\n")) if about.is_by_stranger else text


def _pictures(about: Notice) -> Iterable[File]:
    """The customer's pictures, as far as they are pictures of something and small enough to mail to everybody."""
    fit = (a for a in about.attachments if a.content_type.startswith("image/") and not _is_decoration(a) and a.size <= _PICTURE)
    return (
        File(inbound=about.inbound_id, part=picture.part, name=picture.filename or "picture", content_type=picture.content_type)
        for picture in islice(fit, _PICTURES)
    )


def _is_decoration(attachment: Attachment) -> bool:
    return attachment.inline and attachment.size < _DECORATION


def _size(octets: int) -> str:
    return f"{octets / 2**20:.1f} MB" if octets >= 2**20 / 10 else f"{max(1, round(octets / 2**10))} KB"


def _links(reply_to: str) -> list[Value]:
    """A mail that does the command when it is sent: nothing happens by a click alone, since scanners click (desk-rules 33)."""
    daily = (known for known in KNOWN if known.is_daily)
    return [{"name": known.shown, "link": f"mailto:{reply_to}?body={quote(f'#{known.name} ')}"} for known in daily]
