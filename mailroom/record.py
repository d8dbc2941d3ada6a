"""Recall, decide, record: one transaction that files a group of mails, or leaves no trace of having tried.

It may run twice, late, or beside another worker with a reply to the same thread: the constraints of `tickets.schema` stop the second
one, and it starts again at recall, where it finds what the first one wrote. The decision is `mailroom.filing`, a mail at a time; the
rows of a whole group are written together, since a statement costs more than a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from ingest.thread import Place
from mailroom import gap, probing, redeciding
from mailroom.beside import bring
from mailroom.decision import Past
from mailroom.engineers.mail import take
from mailroom.engineers.news import news
from mailroom.engineers.noticing import tell
from mailroom.filing import Change, Filing, file
from mailroom.opening import opening
from mailroom.owing import Owed, letter
from mailroom.points import point
from mailroom.recalling import Mail, Recalled, Rules, recall, rounds, written_to
from responders.undelivered import came_back
from tickets import bounces, journal, kinship, ledger, outbox, suppression
from tickets import desk as conversation
from tickets.due import follow_up
from tickets.errors import Conflict
from tickets.identity import Desk
from tickets.journal import Event
from tickets.store import Store
from tickets.tokens import mint

_STARTS = 5  # conflicts in a row; each means that another worker went on


class LeaseGone(Exception):  # noqa: N818  (no error: another worker has the row)
    """The lease on a row ended while it was in hand; what was written is rolled back."""


Filed = list[tuple[Mail, Filing, int]]  # with the number of its ticket; 0 where there is none


def record(store: Store, rules: Rules, mails: Sequence[Mail], holder: str) -> Filed:
    """File these mails, several in one transaction: a commit waits for the disk, and one wait serves them all.

    Returns what was filed; a mail that is missing there went to another worker. Where any of them meets a conflict, each is filed
    alone, so that one mail never holds up another.
    """
    try:
        with store.writing() as connection:
            return _record(connection, rules, mails, holder)
    except (IntegrityError, LeaseGone, Conflict):
        return [filed for mail in mails for filed in _alone(store, rules, mail, holder)]


def _alone(store: Store, rules: Rules, mail: Mail, holder: str) -> Filed:
    """File one mail, starting again at recall when another worker filed into the same thread meanwhile. Empty: another worker has it."""
    for start in range(_STARTS):
        try:
            with store.writing() as connection:
                return _record(connection, rules, [mail], holder)
        except LeaseGone:
            return []
        except (IntegrityError, Conflict):
            if start == _STARTS - 1:
                raise
    return []


def _record(connection: Connection, rules: Rules, mails: Sequence[Mail], holder: str) -> Filed:
    filed: Filed = []
    kinship.wait_for(connection, {name for mail in mails for name in mail.kin})
    waiting = rounds(mails)
    while waiting:
        group = waiting.pop(0)
        stopped = _welcomed_back(connection, group, suppression.stopped(connection, _addresses(group, rules.desk)))
        recalled, later = recall(connection, rules, group, stopped)
        point("recalled")
        if later:
            waiting.insert(0, later)
        filed += _write(connection, rules, recalled, holder)
    return filed


def _addresses(mails: Sequence[Mail], desk: Desk) -> set[str]:
    """Whom these mails come from, and who would read their letters."""
    return {address for mail in mails for address in (mail.sender.address, written_to(mail, desk))}


def _welcomed_back(connection: Connection, mails: Sequence[Mail], stopped: Mapping[str, str]) -> Mapping[str, str]:
    """Good mail from a suppressed address shows that letters reach it again; the addresses that stay suppressed."""
    good = {mail.sender.address.lower(): mail for mail in mails if mail.shows_an_address_works}
    if stopped.keys().isdisjoint(good):
        return stopped
    lifted = {address: good[address] for address in suppression.lift(connection, stopped.keys() & good.keys())}
    what, because = "letters to the address start again", "good mail came from it"
    journal.write(connection, [Event(at=mail.now, what=what, because=because, inbound_id=mail.row.id) for mail in lifted.values()])
    return {address: why for address, why in stopped.items() if address not in lifted}


@dataclass(frozen=True, kw_only=True)
class _Decided:
    """A mail, what becomes of it, and the ticket that holds it then."""

    recalled: Recalled
    filing: Filing
    ticket_id: int | None  # None: no ticket holds it
    number: int  # of that ticket

    @property
    def mail(self) -> Mail:
        return self.recalled.mail

    @property
    def ticket(self) -> int:
        if self.ticket_id is None:
            raise AssertionError("the decision changes a ticket and names none")
        return self.ticket_id

    @property
    def opens(self) -> bool:
        return _opens((self.recalled, self.filing))

    def event(self, what: str, because: str, outbound_id: int | None = None) -> Event:
        mail = self.mail
        return Event(at=mail.now, what=what, because=because, inbound_id=mail.row.id, ticket_id=self.ticket_id, outbound_id=outbound_id)


def _write(connection: Connection, rules: Rules, recalled: Sequence[Recalled], holder: str) -> Filed:
    filings = [(found, _filing(connection, rules, found)) for found in recalled]
    opened = _open(connection, rules, [case for case in filings if _opens(case)])
    decided = opened + _change(connection, rules, [case for case in filings if not _opens(case)])
    conversation.add_messages(connection, [_entry(one) for one in decided if one.filing.change is not Change.NONE])
    journal.write(connection, [event for one in decided for event in _events(rules, one)])
    for one in decided:
        if one.ticket_id is not None:
            bring(connection, rules.policy, rules.desk, one.mail, one.filing, one.ticket_id, one.number)
    point("applied")
    if not ledger.settle(connection, [_outcome(one) for one in decided], holder):
        raise LeaseGone
    for one in decided:
        gap.note(connection, one.recalled, one.ticket_id)
    _answer(connection, rules, [one for one in decided if one.filing.letter])
    tell(connection, rules, [item for one in decided if (item := news(one.recalled, one.filing, one.ticket_id))])
    point("answered")
    return [(one.mail, one.filing, one.number) for one in decided]


def _filing(connection: Connection, rules: Rules, found: Recalled) -> Filing:
    """What becomes of a mail: ours and our engineers' go first, everybody's the way of every mail."""
    ours = probing.take(connection, rules, found) or gap.hold(found, rules) or take(connection, rules, found)
    return ours or file(found.case, rules.policy, rules.desk)


_Case = tuple[Recalled, Filing]


def _opens(case: _Case) -> bool:
    return case[1].change in (Change.OPEN, Change.OUTSIDE)


def _open(connection: Connection, rules: Rules, cases: Sequence[_Case]) -> list[_Decided]:
    """Open the tickets of these mails."""
    opened = conversation.open_tickets(connection, [opening(rules, found, filing) for found, filing in cases], rules.first_number)
    for (found, filing), (ticket_id, _) in zip(cases, opened, strict=True):
        if filing.ticket_id is not None:
            conversation.link(connection, ticket_id, filing.ticket_id, found.case.placement.because)
    return [
        _Decided(recalled=found, filing=filing, ticket_id=ticket_id, number=number)
        for (found, filing), (ticket_id, number) in zip(cases, opened, strict=True)
    ]


def _change(connection: Connection, rules: Rules, cases: Sequence[_Case]) -> list[_Decided]:
    """Change the tickets that stand already."""
    decided = []
    for found, filing in cases:
        number = found.standing.number if found.standing else 0
        one = _Decided(recalled=found, filing=filing, ticket_id=filing.ticket_id, number=number)
        _change_one(connection, rules, one)
        decided.append(one)
    return decided


def _change_one(connection: Connection, rules: Rules, one: _Decided) -> None:
    mail, case, filing = one.mail, one.recalled.case, one.filing
    report = mail.examined.verdict.bounce
    if report is not None and case.returned is not None:
        bounces.note(connection, case.returned, report, inbound_id=mail.row.id, now=mail.now)
        came_back(connection, case.returned, report, rules.staff, rules.desk, rules.policy, mail.now)
    if filing.change is Change.MEND:
        conversation.take_out(connection, mail.row.id)
        conversation.mend(connection, one.ticket, case.understanding, mail.examined.shown.subject, mail.examined.message.language)
    if filing.change in (Change.TURN, Change.REOPEN):
        by = follow_up(rules.policy, case.understanding.audience.label, mail.row.arrived_at)
        lacks, unlocks = list(case.understanding.missing), case.understanding.reading.is_sensitive
        conversation.customer_wrote(connection, one.ticket, mail.row.arrived_at, by, lacks, language=case.language, is_sensitive=unlocks)
        if case.is_decided_again:
            redeciding.write(connection, one.ticket, case.understanding, mail.row.arrived_at, rules.policy)


def _entry(one: _Decided) -> conversation.Entry:
    mail, examined = one.mail, one.mail.examined
    return conversation.Entry(
        ticket_id=one.ticket,
        inbound_id=mail.row.id,
        digest=mail.row.digest,
        kind=examined.verdict.kind,
        message=examined.message,
        shown=examined.shown,
        proof=one.recalled.case.placement.because or one.filing.because,
        trust=examined.trust.level,
        at=mail.row.arrived_at,
        facts=examined.reading.facts,
        is_ours=one.recalled.case.past is Past.ANSWER,
    )


_JOINED = {Change.REOPEN: "reopened the ticket", Change.MEND: "was mended", Change.ANSWER: "answered past this desk"}


def _events(rules: Rules, one: _Decided) -> Iterable[Event]:
    """What the mail's story tells of its ticket, and why no letter answers it."""
    filing, placement = one.filing, one.recalled.case.placement
    if one.opens:
        yield one.event(f"opened {rules.desk.ticket(one.number)}", filing.because)
        if filing.ticket_id is not None:
            yield one.event("linked to another ticket", placement.because)
    elif filing.change is not Change.NONE:
        yield one.event(_JOINED.get(filing.change, "joined the ticket"), filing.because)
    if one.recalled.case.understanding.reading.is_sensitive and one.ticket_id is not None:
        yield one.event("sensitive", "it brings what an unlock code is made of: verify whose device it is before anything is sent back")
    if one.recalled.case.is_decided_again and filing.change in (Change.TURN, Change.REOPEN):
        yield one.event("who writes was decided again", redeciding.because(one.recalled.case.understanding))
    if not filing.letter:
        yield one.event("no letter", filing.silence)


def _outcome(one: _Decided) -> ledger.Outcome:
    mail = one.mail
    return ledger.Outcome(
        row=mail.row.id,
        state=one.filing.state,
        because=one.filing.because,
        kind=mail.examined.verdict.kind,
        sender=mail.sender.address,
        subject=mail.examined.shown.subject[:500],
        ticket_id=one.ticket_id,
    )


def _answer(connection: Connection, rules: Rules, earned: Sequence[_Decided]) -> None:
    """Queue the letters that these mails earn."""
    if not earned:
        return
    ahead = _ahead(connection, earned)
    owed = [outbox.Owed(letter=_letter(rules, one, ahead[one.ticket]), token=mint(one.mail.random)) for one in earned]
    queued = outbox.queue_all(connection, owed, domain=rules.desk.domain, now=earned[0].mail.now)
    conversation.mark_asked(connection, [one.ticket for one in earned if one.filing.asks])
    pairs = zip(earned, queued, strict=True)
    journal.write(connection, [one.event("a letter is queued", f"template {one.filing.letter}", outbound_id) for one, outbound_id in pairs])


def _ahead(connection: Connection, earned: Sequence[_Decided]) -> dict[int, int]:
    """{ticket: the unanswered tickets before it}; the new ones of a group stand one behind the other."""
    new = [one.ticket for one in earned if one.opens]
    before = conversation.unanswered_ahead(connection, new[0]) if new else 0
    ahead = {ticket: before + place for place, ticket in enumerate(new)}
    return ahead | {one.ticket: conversation.unanswered_ahead(connection, one.ticket) for one in earned if not one.opens}


def _letter(rules: Rules, one: _Decided, ahead: int) -> outbox.Letter:
    mail, recalled = one.mail, one.recalled
    owed = Owed(
        filing=one.filing,
        examined=mail.examined,
        understanding=recalled.case.understanding,
        language=recalled.case.language,
        known=recalled.known,
        inbound_id=mail.row.id,
        ticket_id=one.ticket,
        ticket_number=one.number,
        received_at=mail.row.arrived_at,
        now=mail.now,
        is_stub=bool(mail.poison),
        size=mail.row.size,
        ahead=ahead,
        incident=recalled.case.incident.known if recalled.case.incident else "",
        lacks=recalled.case.lacks,
        is_repeated=recalled.case.placement.place is Place.AGAIN,
    )
    return letter(owed, rules.desk, rules.policy)
