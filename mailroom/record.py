"""Recall, decide, record: one transaction that files a mail, or leaves no trace of having tried.

It may run twice, late, or beside another worker with a reply to the same thread: the constraints of `tickets.schema` stop the second
one, and it starts again at recall, where it finds what the first one wrote.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from classify.decide import Known, decide
from classify.missing import to_ask
from ingest.thread import Place, Placement, clues, place
from mailroom.examine import Examined
from mailroom.filing import Case, Change, Filing, file
from mailroom.owing import Owed, letter
from mailroom.points import point
from tickets import bounces, journal, ledger, outbox, suppression
from tickets import desk as conversation
from tickets.due import due, follow_up
from tickets.history import Account, account, history
from tickets.identity import Desk
from tickets.ledger import Claimed
from tickets.message import Address
from tickets.policy import Policy
from tickets.recall import Evidence, gather
from tickets.states import Order
from tickets.store import Store
from tickets.tokens import mint
from tickets.understanding import Audience, AudienceLabel, TopicLabel, Understanding
from tickets.verdict import Kind, TrustLevel

_STARTS = 5  # conflicts in a row; each means that another worker went on


class LeaseGone(Exception):  # noqa: N818  (no error: another worker has the row)
    """The lease on a row ended while it was in hand; what was written is rolled back."""


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What deciding needs beside the mail."""

    desk: Desk
    policy: Policy
    free_mail: frozenset[str]
    first_number: int
    answers_on: bool = True


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One examined mail in a worker's hands."""

    row: Claimed
    examined: Examined
    now: datetime
    random: bytes  # 10 octets, for the token of its letter
    poison: str = ""  # why its body could not be read

    @property
    def sender(self) -> Address:
        return self.examined.message.sender or Address("")


Filed = list[tuple[Mail, Filing]]


def record(store: Store, rules: Rules, mails: Sequence[Mail], holder: str) -> Filed:
    """File these mails, several in one transaction: a commit waits for the disk, and one wait serves them all.

    Returns what was filed; a mail that is missing there went to another worker. Where any of them meets a conflict, each is filed
    alone, so that one mail never holds up another.
    """
    try:
        with store.writing() as connection:
            return [(mail, _record(connection, rules, mail, holder)) for mail in mails]
    except (IntegrityError, LeaseGone):
        return [(mail, filing) for mail in mails if (filing := _alone(store, rules, mail, holder)) is not None]


def _alone(store: Store, rules: Rules, mail: Mail, holder: str) -> Filing | None:
    """File one mail, starting again at recall when another worker filed into the same thread meanwhile. None: another worker has it."""
    for start in range(_STARTS):
        try:
            with store.writing() as connection:
                return _record(connection, rules, mail, holder)
        except LeaseGone:
            return None
        except IntegrityError:
            if start == _STARTS - 1:
                raise
    return None


def _record(connection: Connection, rules: Rules, mail: Mail, holder: str) -> Filing:
    _welcome_back(connection, mail)
    placement = _recall(connection, rules, mail)
    known = account(connection, mail.sender.address, rules.free_mail)
    point("recalled")
    case = _case(connection, rules, mail, placement, decide(mail.examined.reading, _known(known), rules.policy))
    filing = file(case, rules.policy, rules.desk)
    ticket_id = _apply(connection, rules, mail, case, filing)
    point("applied")
    outcome = ledger.Outcome(
        state=filing.state,
        because=filing.because,
        kind=mail.examined.verdict.kind,
        sender=mail.sender.address,
        subject=mail.examined.message.subject[:500],
        ticket_id=ticket_id,
    )
    if not ledger.settle(connection, mail.row.id, outcome, holder):
        raise LeaseGone
    _answer(connection, rules, mail, case, filing, known, ticket_id)
    point("answered")
    return filing


def _welcome_back(connection: Connection, mail: Mail) -> None:
    """Good mail from a suppressed address shows that letters reach it again."""
    if mail.examined.verdict.kind is not Kind.PERSONAL or mail.examined.trust.level is TrustLevel.FAILED:
        return
    if suppression.lift(connection, mail.sender.address):
        journal.note(connection, mail.now, "letters to the address start again", "good mail came from it", inbound_id=mail.row.id)


def _recall(connection: Connection, rules: Rules, mail: Mail) -> Placement:
    message = mail.examined.message
    if mail.row.order in _ORDERED and mail.row.ticket_id is not None:
        return Placement(_ORDERED[mail.row.order], mail.row.ticket_id, mail.row.because)
    evidence = gather(connection, clues(message, mail.row.digest, rules.desk))
    if mail.poison:
        return _poisoned(evidence)
    return place(message, mail.examined.trust, evidence, arrived_at=mail.row.arrived_at, free_mail=rules.free_mail)


#: where a person's word puts a mail; its reason is the row's own
_ORDERED = {Order.ADMIT: Place.JOIN, Order.SEPARATE: Place.LINK, Order.RETRY: Place.MEND}


def _poisoned(evidence: Evidence) -> Placement:
    """A mail that nobody could read joins nothing; its second copy needs no second stub."""
    if evidence.copy_of is None:
        return Placement(Place.NEW)
    return Placement(Place.COPY, evidence.copy_of, "the same mail stands in this ticket already")


def _known(known: Account) -> Known:
    return Known(
        directory_audience=Audience.DEALER if known.is_dealer else None,
        is_active_dealer=known.is_active_dealer,
        history_audience=known.earlier_audience,
        earlier_serials=known.earlier_serials,
    )


def _case(connection: Connection, rules: Rules, mail: Mail, placement: Placement, understanding: Understanding) -> Case:
    examined = mail.examined
    ticket = conversation.standing_of(connection, placement.ticket_id) if placement.ticket_id is not None else None
    if ticket and placement.place is Place.JOIN:
        understanding = _of_the_ticket(understanding, ticket)
    report = examined.verdict.bounce
    returned = bounces.returned_letter(connection, report) if report else None
    return Case(
        examined=examined,
        placement=placement,
        understanding=understanding,
        history=history(connection, mail.row.id, mail.sender.address, examined.shape, placement.ticket_id, rules.policy.caps, mail.now),
        status=ticket.status if ticket else None,
        language=(ticket.language if ticket else "") or examined.message.language,
        asks=ticket.asks if ticket and placement.place is Place.JOIN else 0,
        asked=to_ask(understanding, rules.policy),
        brought=ticket is not None and not set(ticket.missing).isdisjoint(examined.reading.has),
        is_silent=mail.row.is_silent,
        is_giant=mail.row.is_giant,
        is_staff=rules.desk.is_staff(mail.sender.address),
        is_ordered=mail.row.order is not Order.NONE,
        poison=mail.poison,
        answers_on=rules.answers_on,
        returned=returned,
    )


def _of_the_ticket(said: Understanding, ticket: conversation.Standing) -> Understanding:
    """An answer is read as part of its ticket: "it says 7E77…" alone is no new topic, and lacks only what the ticket still lacks."""
    reading = replace(said.reading, topic=TopicLabel(label=ticket.topic, confidence=1.0, because=("the ticket's",)))
    missing = tuple(fact for fact in ticket.missing if fact not in reading.has)
    audience = AudienceLabel(label=ticket.audience, confidence=1.0, because=("the ticket's",))
    return Understanding(reading=reading, audience=audience, scope=ticket.scope, missing=missing)


def _apply(connection: Connection, rules: Rules, mail: Mail, case: Case, filing: Filing) -> int | None:
    """Change the ticket as decided; returns the ticket that holds the mail, if one does."""
    _note_bounce(connection, mail, case)
    if filing.change is Change.NONE:
        return filing.ticket_id
    if filing.change is Change.OPEN:
        return _open(connection, rules, mail, case, filing)
    ticket_id = _required(filing.ticket_id)
    if filing.change is Change.MEND:
        conversation.take_out(connection, mail.row.id)
        conversation.mend(connection, ticket_id, case.understanding, mail.examined.message)
    if filing.change in (Change.TURN, Change.REOPEN):
        by = follow_up(rules.policy, case.understanding.audience.label, mail.row.arrived_at)
        conversation.customer_wrote(connection, ticket_id, mail.row.arrived_at, by, list(case.understanding.missing))
    _add(connection, mail, ticket_id, case.placement.because or filing.because)
    what = {Change.REOPEN: "reopened the ticket", Change.MEND: "was mended"}.get(filing.change, "joined the ticket")
    journal.note(connection, mail.now, what, filing.because, inbound_id=mail.row.id, ticket_id=ticket_id)
    return ticket_id


def _open(connection: Connection, rules: Rules, mail: Mail, case: Case, filing: Filing) -> int:
    understanding, message = case.understanding, mail.examined.message
    by = due(rules.policy, understanding.audience.label, understanding.reading.topic.label, understanding.scope, mail.row.arrived_at)
    ticket_id, number = conversation.open_ticket(
        connection,
        conversation.Opening(
            subject=message.subject,
            requester=mail.sender,
            language=message.language,
            understanding=understanding,
            opened_at=mail.row.arrived_at,
            due_at=None if mail.row.is_silent else by.due_at,
            is_history=mail.row.is_silent,
            is_stub=bool(mail.poison),
        ),
        rules.first_number,
    )
    for other in message.cc:
        if not rules.desk.is_own(other.address):
            conversation.add_participant(connection, ticket_id, other.address, "cc", "the requester named this address in Cc")
    _add(connection, mail, ticket_id, case.placement.because or filing.because)
    journal.note(connection, mail.now, f"opened {rules.desk.ticket(number)}", filing.because, inbound_id=mail.row.id, ticket_id=ticket_id)
    if filing.ticket_id is not None:
        conversation.link(connection, ticket_id, filing.ticket_id, case.placement.because)
        journal.note(connection, mail.now, "linked to another ticket", case.placement.because, ticket_id=ticket_id)
    return ticket_id


def _add(connection: Connection, mail: Mail, ticket_id: int, proof: str) -> None:
    examined = mail.examined
    entry = conversation.Entry(
        inbound_id=mail.row.id,
        digest=mail.row.digest,
        kind=examined.verdict.kind,
        message=examined.message,
        proof=proof,
        trust=examined.trust.level,
        at=mail.row.arrived_at,
    )
    message_id = conversation.add_message(connection, ticket_id, entry)
    conversation.add_facts(connection, ticket_id, message_id, examined.reading.facts)


def _note_bounce(connection: Connection, mail: Mail, case: Case) -> None:
    report = mail.examined.verdict.bounce
    if report is not None and case.returned is not None:
        bounces.note(connection, case.returned, report, inbound_id=mail.row.id, now=mail.now)


def _answer(connection: Connection, rules: Rules, mail: Mail, case: Case, filing: Filing, known: Account, ticket_id: int | None) -> None:
    """Queue the letter, or write down why there is none."""
    if not filing.letter:
        journal.note(connection, mail.now, "no letter", filing.silence, inbound_id=mail.row.id, ticket_id=ticket_id)
        return
    ticket = _required(ticket_id)
    owed = Owed(
        filing=filing,
        examined=mail.examined,
        understanding=case.understanding,
        language=case.language,
        known=known,
        inbound_id=mail.row.id,
        ticket_id=ticket,
        ticket_number=conversation.number_of(connection, ticket),
        received_at=mail.row.arrived_at,
        now=mail.now,
        is_stub=bool(mail.poison),
        size=mail.row.size,
        ahead=conversation.unanswered_ahead(connection, ticket),
    )
    queued = outbox.queue(
        connection, letter(owed, rules.desk, rules.policy), token=mint(mail.random), domain=rules.desk.domain, now=mail.now
    )
    if filing.asks:
        conversation.mark_asked(connection, ticket)
    because = f"template {filing.letter}"
    journal.note(connection, mail.now, "a letter is queued", because, inbound_id=mail.row.id, ticket_id=ticket, outbound_id=queued)


def _required(ticket_id: int | None) -> int:
    if ticket_id is None:
        raise AssertionError("the decision changes a ticket and names none")
    return ticket_id
