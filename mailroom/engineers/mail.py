"""What becomes of an engineer's mail, and of a mail that comes to an engineer's reply address. A newcomer to this package reads it first.

    by what right does it speak?   `proof`       pure: authenticated, and a token minted for him
    did he write it himself?       `by_hand`     pure: only a header says no
    what of it may leave?          `words`       pure: cut, and held against the notice that it answers
    a relay, a note, commands      `replying`    with `commands`, `doing` and `carrying`
    whose mail did he pass on?     `naming`      his word, where the mail itself could not tell
    nothing leaves                 `refusing`    it comes back to a proven engineer; a forged one is asked about
    an answer to his digest        `digest_mail` with `lines` and `digest_answer`
    an answer to a test notice     `shaking_hands`
    who hears of customers' mail   `noticing`    of `news`, by `routing`

Everything happens in the transaction that files the mail.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from ingest.colleagues import is_one_of_us
from ingest.thread import Place
from mailroom.decision import Filing, Past
from mailroom.engineers import digest_mail, naming, shaking_hands
from mailroom.engineers.attempt import SILENCE, Attempt
from mailroom.engineers.by_hand import is_by_hand
from mailroom.engineers.handing_over import go_away
from mailroom.engineers.proof import Right, prove
from mailroom.engineers.refusing import come_back, come_back_to_unlisted, hold
from mailroom.engineers.replying import reply
from mailroom.filing import file
from mailroom.recalling import Recalled, Rules
from tickets import journal, ledger, staff_tokens
from tickets.recall import Token
from tickets.states import InboundState, Order
from tickets.tokens import OF_STAFF
from tickets.verdict import Kind

_SECOND_COPY = Filing(state=InboundState.IGNORED, because="a second copy of a mail that was dealt with", silence=SILENCE)
_ONE_DAY = timedelta(days=1)  # of an out-of-office note that names no day


def take(connection: Connection, rules: Rules, recalled: Recalled) -> Filing | None:
    """Deal with the mail where it is an engineer's; None for everybody else's, which goes the way of every mail."""
    mail, case = recalled.mail, recalled.case
    if mail.row.order is not Order.NONE or case.past is not Past.NO or mail.row.is_silent or mail.examined.carried:
        return None
    if said := naming.take(connection, rules, recalled):
        return said
    person = rules.staff.person(mail.sender.address)
    if person is None:
        return _in_other_hands(connection, rules, recalled)
    proof = prove(person, mail.examined.trust, recalled.evidence, mail.now, rules.policy.turns.staff_tokens_outlive_tickets_by)
    attempt = Attempt(connection=connection, rules=rules, recalled=recalled, person=person, proof=proof)
    if _is_second_copy(connection, recalled):
        return _SECOND_COPY
    by_hand = is_by_hand(mail.examined, rules.desk)
    if by_hand and (said := shaking_hands.take(attempt)):
        return said
    return _personal(attempt) if by_hand and _is_for_us(attempt) else _automatic(attempt)


def _is_second_copy(connection: Connection, recalled: Recalled) -> bool:
    row = recalled.mail.row
    return recalled.case.placement.place is Place.COPY or ledger.is_known(connection, row.id, row.digest)


def _is_for_us(attempt: Attempt) -> bool:
    """What does not look like a person's is taken for his only where he is proven, and answers what was written to him."""
    if attempt.mail.examined.verdict.kind is Kind.PERSONAL:
        return True
    answers = attempt.proof.ticket_id is not None or attempt.recalled.evidence.digests
    return bool(answers) and attempt.proof.right is not Right.NONE


def _personal(attempt: Attempt) -> Filing | None:
    if attempt.proof.right is Right.NONE:
        return hold(attempt)
    verdict = attempt.mail.examined.verdict
    if attempt.proof.right is Right.GRANTED:
        return come_back(attempt, verdict.because) if verdict.kind is Kind.BULK else reply(attempt)
    if attempt.recalled.evidence.digests:
        return digest_mail.answer(attempt)
    if _is_his_own_matter(attempt):
        return file(replace(attempt.recalled.case, is_staff=False), attempt.rules.policy, attempt.rules.desk)
    if attempt.proof.right is Right.REFUSED or attempt.ticket_id is not None:
        return come_back(attempt, attempt.proof.because)
    return None  # he writes about a matter of his own


def _is_his_own_matter(attempt: Attempt) -> bool:
    """He answers a letter that he got as the customer of a ticket, and nothing that he got as an engineer."""
    placement, proof = attempt.recalled.case.placement, attempt.proof
    if proof.right is not Right.KNOWN or proof.ticket_id is not None or placement.place is not Place.JOIN or placement.ticket_id is None:
        return False
    return attempt.person.writes_from(attempt.recalled.evidence.thread(placement.ticket_id).requester)


def _automatic(attempt: Attempt) -> Filing | None:
    """His out-of-office note means that he is away (desk-rules 31); whatever else a machine of his writes is nobody's request."""
    verdict, rules = attempt.mail.examined.verdict, attempt.rules
    if verdict.is_out_of_office and attempt.mail.examined.trust.is_proven:
        zone = ZoneInfo(attempt.person.timezone or rules.desk.timezone)
        until = _return(verdict.away_until, attempt.mail.now, zone)
        go_away(attempt.connection, attempt.terms, attempt.person, until, "his out-of-office note", attempt.mail.now)
    return None if verdict.bounce else Filing(state=InboundState.IGNORED, because=verdict.because, silence=verdict.because)


def _return(day: str, now: datetime, zone: ZoneInfo) -> datetime:
    """The morning of the day that a note names, else a day from now."""
    return datetime.combine(datetime.fromisoformat(day), time(), tzinfo=zone) if day else now + _ONE_DAY


def _in_other_hands(connection: Connection, rules: Rules, recalled: Recalled) -> Filing | None:
    """Whoever is no engineer and writes to an engineer's reply address is filed as himself, and the address works no longer."""
    mail, placement = recalled.mail, recalled.case.placement
    tokens = [token for token in recalled.evidence.tokens if token.purpose in OF_STAFF]
    found = [*(token.token for token in tokens), *(digest.token for digest in recalled.evidence.digests)]
    if not found:
        return None
    if is_one_of_us(mail.sender, mail.examined.trust, rules.desk) and not _has_left(connection, recalled, tokens):
        return _of_a_colleague(connection, rules, recalled, tokens[0].ticket_id if tokens else None)
    staff_tokens.revoke(connection, found, mail.now)
    because = f"{mail.sender.address or 'nobody named'} wrote to it"
    journal.note(connection, mail.now, "an engineer's reply address was revoked", because, inbound_id=mail.row.id)
    if placement.place is not Place.HOLD:
        return None
    silence = "nobody who holds an engineer's reply address without being one is told anything"
    return Filing(state=InboundState.HELD, because=placement.because, ticket_id=placement.ticket_id, silence=silence)


def _has_left(connection: Connection, recalled: Recalled, tokens: Sequence[Token]) -> bool:
    """He answers what was sent to him as an engineer, and the directory names him no more: he is told nothing (desk-rules 31)."""
    his = recalled.mail.sender.address.lower()
    read = [token for token in tokens if token.recipient == his and staff_tokens.letter_of(connection, token.token).kind != "not_sent"]
    return bool(read) or any(digest.recipient == his for digest in recalled.evidence.digests)


def _of_a_colleague(connection: Connection, rules: Rules, recalled: Recalled, ticket_id: int | None) -> Filing:
    """He is proven to be one of us, so the address that he answered stays good in its engineer's hands."""
    if _is_second_copy(connection, recalled):
        return _SECOND_COPY
    verdict = recalled.mail.examined.verdict
    if not is_by_hand(recalled.mail.examined, rules.desk):
        return Filing(state=InboundState.IGNORED, because=verdict.because, silence=verdict.because)
    return come_back_to_unlisted(connection, rules, recalled, ticket_id)
