"""Recall: what the desk knows about each mail of a group, asked for all of them together. Step 8 of the path.

Two mails that could change each other's answer (one sender, one thread, the same words from one company) are never in one round: the
second is recalled after the first was written. So a round decides as if each of its mails had come alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property

from sqlalchemy import Connection

from classify.decide import Known, decide
from classify.missing import to_ask
from ingest.thread import Place, Placement, place
from mailroom import answers, redeciding, repeating
from mailroom.decision import Past
from mailroom.examine import Examined
from mailroom.filing import Case
from mailroom.interleaved import says_something_inside
from mailroom.lacking import answers_a_lost_letter, lacks
from mailroom.owing import recipient
from responders.letters import Letters
from tickets import bounces, incidents, matters, restored
from tickets.directory import Staff
from tickets.folders import is_sent_folder
from tickets.history import Account, Asking, History, accounts, counted_domain, histories
from tickets.identity import Desk
from tickets.incidents import Incident
from tickets.ledger import Claimed
from tickets.matters import Matter
from tickets.message import Address
from tickets.policy import Policy
from tickets.recall import Clues, Evidence, gather
from tickets.standing import Standing, standings
from tickets.states import Order
from tickets.understanding import Audience, Understanding
from tickets.verdict import Kind, TrustLevel

#: where a person's word puts a mail; its reason is the row's own
_ORDERED = {Order.ADMIT: Place.JOIN, Order.SEPARATE: Place.LINK, Order.RETRY: Place.MEND}


_REPEATS_WITHIN = timedelta(days=7)  # of the first mail: a later one about the same device is a new event


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What deciding needs beside the mail."""

    desk: Desk
    policy: Policy
    free_mail: frozenset[str]
    first_number: int
    answers_on: bool = True
    staff: Staff = field(default_factory=Staff)
    plus_addressing: bool = False  # mail to our address with a +token arrives
    letters: Callable[[], Letters] | None = None  # whose snippets engineers insert


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One examined mail in a worker's hands."""

    row: Claimed
    examined: Examined
    now: datetime
    clues: Clues  # of an earlier mail
    random: bytes  # 10 octets, for the token of its letter
    poison: str = ""  # why its body could not be read

    @property
    def sender(self) -> Address:
        return self.examined.message.sender or Address("")

    @cached_property
    def kin(self) -> frozenset[str]:
        """What two mails may share that lets the first one change what becomes of the second."""
        found, report, domain = self.clues, self.examined.verdict.bounce, counted_domain(self.sender.address)
        read_at = [address.address.lower() for address in self.examined.message.reply_to[:1]]
        names = [self.sender.address.lower(), *read_at, found.digest, found.message_id, *found.references]
        names += [*found.address_tokens, *found.id_tokens, *found.body_tokens]
        names += [f"{self.examined.shape} {domain}"] if domain else []
        names += [report.message_id] if report else []
        return frozenset(name for name in names if name)

    @property
    def shows_an_address_works(self) -> bool:
        """Good mail: letters to its sender may start again."""
        return self.examined.verdict.kind is Kind.PERSONAL and self.examined.trust.level is not TrustLevel.FAILED


@dataclass(frozen=True, kw_only=True)
class Recalled:
    """A mail with everything that its decision may look at."""

    mail: Mail
    case: Case
    evidence: Evidence
    known: Account
    standing: Standing | None  # of the ticket that the placement names

    @property
    def answers_a_lost_letter(self) -> bool:
        return answers_a_lost_letter(self.mail.clues, self.evidence)


def rounds(mails: Sequence[Mail]) -> list[list[Mail]]:
    """The mails in groups of strangers; relatives keep their order."""
    groups: list[list[Mail]] = []
    tied: list[set[str]] = []
    for mail in mails:
        number = 1 + max((place for place, others in enumerate(tied) if mail.kin & others), default=-1)
        if number == len(groups):
            groups.append([])
            tied.append(set())
        groups[number].append(mail)
        tied[number] |= mail.kin
    return groups


def written_to(mail: Mail, desk: Desk) -> str:
    """Where its letter is read: whatever is counted or stopped, is so there."""
    return recipient(mail.examined.message, mail.examined.trust, desk).address


def recall(
    connection: Connection, rules: Rules, mails: Sequence[Mail], stopped: Mapping[str, str]
) -> tuple[list[Recalled], list[Mail]]:
    """(recalled, for later): of several mails that lead to one ticket, all but the first are recalled when that one is written.

    `stopped`: those of the addresses that get no automatic letter (`suppression.stopped`).
    """
    evidence = gather(connection, [mail.clues for mail in mails])
    waiting = _waiting(connection, mails)
    placed, later = _one_a_ticket([_placed(mail, found, waiting, rules) for mail, found in zip(mails, evidence, strict=True)])
    known = accounts(connection, [one.mail.sender.address for one in placed], rules.free_mail)
    stood = standings(connection, {one.ticket_id for one in placed if one.ticket_id is not None})
    asking = [
        Asking(inbound_id=mail.row.id, address=written_to(mail, rules.desk), shape=mail.examined.shape, ticket_id=one.ticket_id)
        for one in placed
        if (mail := one.mail)
    ]
    sent = histories(connection, asking, stopped, rules.policy.caps, placed[0].mail.now)
    answered = restored.answered(connection, [one.mail.clues.message_id for one in placed if one.mail.row.gap])
    going_on = incidents.running(connection)
    recalled = []
    for one, account, history in zip(placed, known, sent, strict=True):
        standing = stood.get(one.ticket_id) if one.ticket_id is not None else None
        counted = replace(history, alike_in_domain=0) if account.is_dealer else history  # no dealer domain as a whole (desk-rules 26)
        past = replace(counted, is_answered=True) if one.mail.clues.message_id in answered else counted
        case = _in_incident(_case(connection, rules, one, account, past, standing), going_on)
        recalled.append(Recalled(mail=one.mail, case=case, evidence=one.evidence, known=account, standing=standing))
    return recalled, later


@dataclass(frozen=True)
class _Placed:
    """A mail with the ticket that it belongs to, as far as its evidence tells."""

    mail: Mail
    evidence: Evidence
    past: Past
    placement: Placement

    @property
    def ticket_id(self) -> int | None:
        return self.placement.ticket_id


def _one_a_ticket(placed: Sequence[_Placed]) -> tuple[list[_Placed], list[Mail]]:
    now: list[_Placed] = []
    later: list[Mail] = []
    tickets: set[int] = set()
    for one in placed:
        if one.ticket_id in tickets:
            later.append(one.mail)
            continue
        now.append(one)
        if one.ticket_id is not None:
            tickets.add(one.ticket_id)
    return now, later


def _waiting(connection: Connection, mails: Sequence[Mail]) -> dict[str, tuple[Matter, ...]]:
    """What the proven senders of these mails wait for already."""
    people = {mail.sender.address for mail in mails if repeating.may_repeat(mail.examined)}
    return matters.unanswered(connection, people, mails[0].now - _REPEATS_WITHIN)


def _placed(mail: Mail, evidence: Evidence, waiting: Mapping[str, Sequence[Matter]], rules: Rules) -> _Placed:
    """A person's word that it is somebody's mail to us decides over its looks."""
    is_sent = is_sent_folder(mail.row.mailbox)
    past = Past.NO if mail.row.order is not Order.NONE else answers.past_us(mail.examined, evidence, rules.desk, is_sent=is_sent)
    placement = _placement(mail, past, evidence, rules)
    if placement.place is Place.NEW and past is Past.NO and mail.row.order is Order.NONE and not mail.row.is_silent:
        placement = repeating.again(mail.examined, waiting.get(mail.sender.address, ())) or placement
    return _Placed(mail, evidence, past, placement)


def _placement(mail: Mail, past: Past, evidence: Evidence, rules: Rules) -> Placement:
    if mail.row.order in _ORDERED and mail.row.ticket_id is not None:
        return Placement(_ORDERED[mail.row.order], mail.row.ticket_id, mail.row.because)
    if past is Past.ANSWER:
        return answers.place(mail.examined, evidence, rules.desk)
    if mail.poison:
        return _poisoned(evidence)
    examined = mail.examined
    return place(
        examined.message,
        examined.trust,
        evidence,
        arrived_at=mail.row.arrived_at,
        free_mail=rules.free_mail,
        reopens_within=timedelta(days=rules.policy.turns.reopens_within_days),
    )


def _poisoned(evidence: Evidence) -> Placement:
    """A mail that nobody could read joins nothing; its second copy needs no second stub."""
    if evidence.copy_of is None:
        return Placement(Place.NEW)
    return Placement(Place.COPY, evidence.copy_of, "the same mail stands in this ticket already")


def _case(
    connection: Connection,
    rules: Rules,
    placed: _Placed,
    account: Account,
    history: History,
    ticket: Standing | None,
) -> Case:
    mail, placement, examined = placed.mail, placed.placement, placed.mail.examined
    understanding = decide(examined.reading, _known(account), rules.policy)
    joins = ticket is not None and placement.place in (Place.JOIN, Place.AGAIN)
    if ticket and joins:
        understanding = redeciding.of_the_ticket(connection, understanding, ticket, _known(account), rules.policy)
    report = examined.verdict.bounce if examined.trust.level is not TrustLevel.FAILED else None
    lacked = lacks(examined, mail.clues, placement, placed.evidence, understanding, ticket)
    asked = () if understanding.lane else to_ask(understanding, rules.policy)
    return Case(
        examined=examined,
        placement=placement,
        understanding=understanding,
        history=history,
        status=ticket.status if ticket else None,
        language=(ticket.language if ticket else "") or examined.message.language,
        asks=ticket.asks if ticket and joins else 0,
        asked=asked if lacked is None else tuple(fact for fact in asked if fact in lacked),
        lacks=lacked,
        is_decided_again=joins and redeciding.is_again(understanding),
        steered_by=redeciding.steering_letter(understanding, rules.policy) if joins else "",
        is_graver=ticket is not None and joins and _is_graver(understanding, ticket),
        brought=ticket is not None and not set(ticket.missing).isdisjoint(examined.reading.has),
        answers_inside=says_something_inside(connection, examined.message, placed.evidence),
        is_silent=mail.row.is_silent,
        is_giant=mail.row.is_giant,
        is_staff=rules.desk.is_staff(mail.sender.address),
        past=placed.past,
        is_ordered=mail.row.order is not Order.NONE,
        poison=mail.poison,
        answers_on=rules.answers_on,
        returned=bounces.returned_letter(connection, report) if report else None,
        letter_meant=bounces.letter_meant(connection, report, mail.now) if report and not mail.row.is_silent else None,
    )


def _is_graver(understanding: Understanding, ticket: Standing) -> bool:
    return bool(understanding.lane and not ticket.lane) or bool(understanding.reading.urgent and not ticket.urgent)


def _in_incident(case: Case, going_on: Mapping[str, Incident]) -> Case:
    """A new request about a known cause; what is restricted or urgent is read by itself (desk-rules 21)."""
    understanding = case.understanding
    incident = going_on.get(understanding.reading.topic.label)
    if incident is None or case.placement.place not in (Place.NEW, Place.LINK) or understanding.lane or understanding.reading.urgent:
        return case
    return replace(case, incident=incident)


def _known(account: Account) -> Known:
    return Known(
        directory_audience=Audience.DEALER if account.is_dealer else None,
        is_active_dealer=account.is_active_dealer,
        history_audience=account.earlier_audience,
        earlier_serials=account.earlier_serials,
    )
