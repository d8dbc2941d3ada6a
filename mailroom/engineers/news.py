"""Of which mails the engineers hear, and what a notice of each has to tell.

The rows that notices show are asked for all mails of a group together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from ingest.thread import Place
from mailroom.decision import Change, Filing
from mailroom.engineers.attempt import SILENCE
from mailroom.recalling import Mail, Recalled, Rules
from responders.notice import Notice
from tickets import joiners, logos
from tickets.logos import Brought
from tickets.notices import Hands
from tickets.planning import is_short_notice
from tickets.related import related
from tickets.remembered import Remembered, remember
from tickets.states import InboundState
from tickets.understanding import Audience

# Events of the letter `notice`; their words stand in phrases.toml.
NEW = "new"
URGENT = "urgent"
AGAIN = "again"
JOINER = "joiner"
SHORT_NOTICE = "short_notice"
_EVENTS = {Change.OPEN: NEW, Change.MEND: NEW, Change.TURN: "reply", Change.REOPEN: "reopened"}


@dataclass(frozen=True, kw_only=True)
class News:
    """A filed mail of which engineers should hear."""

    mail: Mail
    ticket_id: int
    event: str
    is_short_notice: bool = False  # its customer is expected, or expects us, within 24 support hours (desk-rules 18)

    @property
    def headline(self) -> str:
        """The event that its notice opens with."""
        return SHORT_NOTICE if self.is_short_notice and self.event != URGENT else self.event


def news(recalled: Recalled, filing: Filing, ticket_id: int | None) -> News | None:
    """None for whatever changes nobody's turn: machines, thanks, second copies, history."""
    mail, reading = recalled.mail, recalled.mail.examined.reading
    if ticket_id is None or mail.row.is_silent:
        return None
    # Mail of one of us that came back to him, or was forged, is nobody at the ticket's door.
    is_ours = recalled.case.is_staff or filing.silence == SILENCE
    is_joiner = filing.state is InboundState.HELD and recalled.case.placement.place is Place.HOLD and not is_ours
    event = JOINER if is_joiner else _EVENTS.get(filing.change, "")
    if event and recalled.case.placement.place is Place.AGAIN:
        event = AGAIN
    if reading.urgent and (event == NEW or recalled.case.is_graver):
        event = URGENT
    return News(mail=mail, ticket_id=ticket_id, event=event) if event else None


def at_hand(item: News, hand: Hands, rules: Rules) -> News:
    """The same, once it is known whether an appointment is near. What a held stranger writes moves nobody's appointment."""
    calendar = rules.policy.calendar(Audience(hand.audience))
    is_near = item.event != JOINER and is_short_notice(hand.appointment_at, item.mail.now, calendar)
    return replace(item, is_short_notice=is_near)


def abouts(connection: Connection, rules: Rules, told: Sequence[News], hands: Mapping[int, Hands]) -> list[tuple[News, Notice]]:
    """The notice of each of these mails, before it is known who hears of it."""
    ids = sorted({item.ticket_id for item in told})
    remembered = {ticket.ticket_id: ticket for ticket in remember(connection, ids)}
    others = related(connection, ids)
    staff = {address for address, _ in rules.desk.staff}
    brought = [_brought(item, rules) for item in told]
    known = logos.logos(connection, brought)
    found = []
    for item, files in zip(told, brought, strict=True):
        examined, hand = item.mail.examined, hands[item.ticket_id]
        owner = rules.staff.person(hand.owner) if hand.owner else None
        about = Notice(
            event=item.headline,
            ticket=remembered[item.ticket_id],
            inbound_id=item.mail.row.id,
            owner=owner.name if owner else hand.owner,
            due_at=hand.due_at,
            trust=examined.trust.level,
            writer=item.mail.sender,
            warnings=tuple(_warnings(item.mail, remembered[item.ticket_id])),
            text=examined.message.new_text or examined.message.text,
            is_by_stranger=item.event == JOINER,
            attachments=files.without(known),
            related=tuple(others.get(item.ticket_id, ())),
            joiners=() if item.event in (NEW, URGENT) else tuple(joiners.held(connection, item.ticket_id, staff)),
        )
        found.append((item, about))
    return found


def _brought(item: News, rules: Rules) -> Brought:
    whose = logos.whose(item.mail.sender.address, rules.free_mail)
    return Brought(whose=whose, ticket_id=item.ticket_id, files=item.mail.examined.message.attachments)


def _warnings(mail: Mail, ticket: Remembered) -> Iterable[str]:
    examined = mail.examined
    if ticket.understanding.reading.is_sensitive:
        yield "serial number and recorder's date make an unlock code: verify whose device it is before anything is sent back"
    yield from examined.trust.warnings
    if mail.poison:
        yield f"the mail could not be read: {mail.poison}"
    if examined.reading.secrets:
        yield f"it holds a secret, masked here: {', '.join(dict.fromkeys(examined.reading.secrets))}"
