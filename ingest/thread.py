"""Which ticket a mail belongs to, and by what proof (G6: a bare number, a From and a Reply-To prove nothing).

The order of proof is the table `_PROOFS`: the first that speaks decides. A clue that does not prove enough never joins: it links,
so that an engineer sees both tickets, or it holds the mail for a person.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tickets import tokens
from tickets.identity import Desk
from tickets.message import Message
from tickets.recall import Clues, Evidence, Thread, Token
from tickets.states import TicketStatus
from tickets.verdict import Trust, TrustLevel

SIBLING = timedelta(days=1)  # a list's copy of a mail comes within a day (decisions, "What becomes of each kind")
_COMPARED = 2_000  # words of two mails with one Message-ID
_ALIKE = 0.8  # of the shorter one's words stand in the longer one
_ADDED = 60  # words that a list or a gateway may add
_REFERENCES = 40  # the newest ones; a thread that needs more has lost its way


class Place(StrEnum):
    NEW = "new"
    JOIN = "join"
    COPY = "copy"  # this very mail, by another mailbox
    SIBLING = "sibling"  # the same mail with other content, as a list changes it: the same ticket, no second letter
    LINK = "link"  # a ticket of its own that points to the other
    MEND = "mend"  # read again after it failed: into its own stub
    HOLD = "hold"  # a joiner without proof: a person admits him
    AGAIN = "again"  # no answer to anything, but its sender waits for an answer about the same matter (desk-rules 22)


@dataclass(frozen=True)
class Placement:
    place: Place
    ticket_id: int | None = None
    because: str = ""


@dataclass(frozen=True, kw_only=True)
class _Case:
    sender: str  # From, in lower case
    text: str  # what he says now
    trust: Trust
    evidence: Evidence
    arrived_at: datetime
    free_mail: frozenset[str]
    reopens_within: timedelta


def clues(message: Message, digest: str, desk: Desk) -> Clues:
    """What a mail shows of an earlier one: tokens, references, the subject's tag."""
    recipients = [a.address for a in (*message.to, *message.cc)] + list(message.header_all("delivered-to"))
    references = tuple(dict.fromkeys((*message.in_reply_to, *reversed(message.references))))[:_REFERENCES]
    return Clues(
        digest=digest,
        message_id=message.message_id,
        address_tokens=_distinct(tokens.in_address(r) for r in recipients),
        id_tokens=_distinct(tokens.in_message_id(r) for r in references),
        body_tokens=tokens.in_body(message.text)[-20:],
        references=references,
        tag=_tag(message.subject, desk.ticket_prefix),
    )


def place(
    message: Message,
    trust: Trust,
    evidence: Evidence,
    *,
    arrived_at: datetime,
    free_mail: frozenset[str],
    reopens_within: timedelta,
) -> Placement:
    """Weigh the evidence. Pure; the first proof that speaks decides.

    Later than `reopens_within` after its end, a ticket is linked and no more joined (desk-rules 6).
    """
    sender = message.sender.address.lower() if message.sender else ""
    case = _Case(
        sender=sender,
        text=message.new_text or message.text,
        trust=trust,
        evidence=evidence,
        arrived_at=arrived_at,
        free_mail=free_mail,
        reopens_within=reopens_within,
    )
    if evidence.copy_of is not None:
        return Placement(Place.COPY, evidence.copy_of, "the same mail stands in this ticket already")
    if trust.level is TrustLevel.FAILED:
        return Placement(Place.NEW, None, "its sender failed authentication: nothing it refers to is believed")
    for proof in _PROOFS:
        placement = proof(case)
        if placement is not None:
            return _aged(placement, case)
    return Placement(Place.NEW, None, "it refers to nothing that we know")


def _by_token(case: _Case) -> Placement | None:
    return _token(case, _of_customers(case.evidence.tokens), "our letter, answered")


def _by_body_token(case: _Case) -> Placement | None:
    return _token(case, _of_customers(case.evidence.body_tokens), "our letter, quoted")


def _of_customers(found: tuple[Token, ...]) -> tuple[Token, ...]:
    return tuple(token for token in found if token.purpose not in tokens.OF_STAFF and not token.is_revoked)


def _by_token_of_staff(case: _Case) -> Placement | None:
    """A reply address that was made for an engineer is no proof in other hands: its bearer is filed as whoever he is (desk-rules 25).

    What an engineer himself sends there is weighed by `mailroom.engineers.proof`.
    """
    found = next((token for token in case.evidence.tokens if token.purpose in tokens.OF_STAFF), None)
    if found is None:
        return None
    what = "it came to a reply address that was made for an engineer"
    if case.sender not in case.evidence.thread(found.ticket_id).participants:
        return Placement(Place.HOLD, found.ticket_id, f"{what}, and {case.sender or 'nobody named'} takes no part in the ticket")
    return _claim(case, found.ticket_id, what)


def _token(case: _Case, found: tuple[Token, ...], what: str) -> Placement | None:
    if not found:
        return None
    token = found[0]  # of several the newest decides (desk-rules 6)
    thread = case.evidence.thread(token.ticket_id)
    # The letter that told a stranger "we are connecting it" proves his address, and gives him no part in the ticket.
    takes_part = token.purpose != tokens.JOINER or case.sender in thread.participants
    if token.recipient == case.sender and takes_part:
        return Placement(Place.JOIN, token.ticket_id, f"{what} by the address it was sent to")
    if case.sender == thread.requester and token.purpose == tokens.CUSTOMER and _domain(token.recipient) == _domain(case.sender):
        # His letters go to the Reply-To of his own domain, and he answers from his desk.
        return Placement(Place.JOIN, token.ticket_id, f"{what} by the requester, at the domain it was sent to")
    if case.sender in thread.participants and case.trust.is_proven:
        return Placement(Place.JOIN, token.ticket_id, f"{what} by a participant, {case.trust.level.value}")
    if _is_colleague(case, token):
        return Placement(Place.JOIN, token.ticket_id, f"{what} by a colleague at {_domain(case.sender)}, {case.trust.level.value}")
    return Placement(Place.HOLD, token.ticket_id, f"{what} by {case.sender or 'nobody named'}, who takes no part in the ticket")


def _by_sibling(case: _Case) -> Placement | None:
    sibling = case.evidence.sibling
    if sibling is None or sibling.sender.lower() != case.sender or abs(case.arrived_at - sibling.at) > SIBLING:
        return None
    if not _are_the_same_words(case.text, sibling.text):  # a program that gives every mail one Message-ID, or somebody who uses his
        return None
    return Placement(Place.SIBLING, sibling.ticket_id, "the same Message-ID, sender and words within a day, with other content")


def _are_the_same_words(one: str, other: str) -> bool:
    """As a list leaves them, which adds a footer, or a gateway, which takes a link away."""
    said = sorted((text.lower().split()[:_COMPARED] for text in (one, other)), key=len)
    if not said[0]:
        return not said[1]
    shared = (Counter(said[0]) & Counter(said[1])).total()
    return shared >= _ALIKE * len(said[0]) and len(said[1]) - len(said[0]) <= _ADDED


def _by_reference(case: _Case) -> Placement | None:
    for message_id, ticket_id in case.evidence.referred:
        return _claim(case, ticket_id, f"refers to {message_id}")
    return None


def _by_name(case: _Case) -> Placement | None:
    """An answer was filed before the mail that it answers, or beside it: they are one, where one proven person wrote both.

    Anybody can name a Message-ID, so it neither holds nor links the mail of somebody else.
    """
    for message_id, ticket_id in case.evidence.named:
        if case.trust.is_proven and case.sender in case.evidence.thread(ticket_id).participants:
            return Placement(Place.JOIN, ticket_id, f"{message_id} is named there, by a participant, {case.trust.level.value}")
    return None


def _by_tag(case: _Case) -> Placement | None:
    if case.evidence.tagged is None:
        return None
    placement = _claim(case, case.evidence.tagged, "the ticket's number in the subject")
    # A number can be guessed: from a stranger it is not even worth a person's time to hold.
    return Placement(Place.LINK, placement.ticket_id, placement.because) if placement.place is Place.HOLD else placement


def _claim(case: _Case, ticket_id: int, what: str) -> Placement:
    """A claim without a token of ours: it joins only a proven participant (decisions 9)."""
    takes_part = case.sender in case.evidence.thread(ticket_id).participants
    if not case.trust.is_proven:
        return Placement(Place.LINK, ticket_id, f"{what}, but nothing proves its sender")
    if not takes_part:
        return Placement(Place.HOLD, ticket_id, f"{what}, but {case.sender} takes no part in the ticket")
    return Placement(Place.JOIN, ticket_id, f"{what}, by a participant, {case.trust.level.value}")


_PROOFS: tuple[Callable[[_Case], Placement | None], ...] = (
    _by_token,
    _by_token_of_staff,
    _by_sibling,
    _by_reference,
    _by_name,
    _by_body_token,
    _by_tag,
)


def _aged(placement: Placement, case: _Case) -> Placement:
    """A ticket that was closed long ago is not woken: its mail opens a new one beside it."""
    if placement.place not in (Place.JOIN, Place.SIBLING) or placement.ticket_id is None:
        return placement
    thread = case.evidence.thread(placement.ticket_id)
    if _is_over(thread) and thread.closed_at is not None and case.arrived_at - thread.closed_at > case.reopens_within:
        because = f"{placement.because}; the ticket ended more than {case.reopens_within.days} days ago"
        return Placement(Place.LINK, placement.ticket_id, because)
    return placement


def _is_over(thread: Thread) -> bool:
    return thread.status in (TicketStatus.SOLVED, TicketStatus.CLOSED)


def _is_colleague(case: _Case, token: Token) -> bool:
    """An authenticated sender of the recipient's company domain; never of a free-mail one (desk-rules 25)."""
    domain = _domain(case.sender)
    return bool(domain) and domain == _domain(token.recipient) and domain not in case.free_mail and case.trust.is_proven


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()


def _tag(subject: str, prefix: str) -> int | None:
    found = re.search(rf"\[{re.escape(prefix)}-(\d{{1,12}})\]", subject)
    return int(found[1]) if found else None


def _distinct(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(token for token in found if token))
