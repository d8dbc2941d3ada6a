"""Which ticket, by what proof: every way of claiming one, by everybody who may try."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ingest.thread import Place, Placement, clues, place
from tickets import tokens
from tickets.identity import Desk
from tickets.message import Address, Message, Segment, SegmentKind
from tickets.recall import Evidence, Sibling, Thread, Token
from tickets.states import TicketStatus
from tickets.verdict import Trust, TrustLevel

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
TICKET = 7
BOB, COLLEAGUE, EVE = "bob@brightcams.example", "ann@brightcams.example", "eve@elsewhere.example"
VERIFIED, NONE, FAILED = (Trust(level=level, because="") for level in (TrustLevel.VERIFIED, TrustLevel.NONE, TrustLevel.FAILED))

WORDS = "Camera 3 is black since Monday, and the recorder beeps."
THREAD = Thread(ticket_id=TICKET, number=1007, status=TicketStatus.OPEN, requester=BOB, participants=frozenset({BOB}), closed_at=None)
TOKEN = Token(token="a" * 16, ticket_id=TICKET, purpose="acknowledgement", recipient=BOB, minted_at=NOW, is_revoked=False)
NOTHING = Evidence(threads=(THREAD,))

OUR_LETTER = replace(NOTHING, tokens=(TOKEN,))
OUR_WORDS = replace(NOTHING, body_tokens=(TOKEN,))
A_REFERENCE = replace(NOTHING, referred=(("their@brightcams.example", TICKET),))
A_NUMBER = replace(NOTHING, tagged=TICKET)
A_SIBLING = replace(NOTHING, sibling=Sibling(ticket_id=TICKET, sender=BOB, at=NOW - timedelta(hours=2), text=WORDS))
A_COPY = replace(NOTHING, copy_of=TICKET)


def placed(sender: str, trust: Trust, evidence: Evidence, *, free_mail: frozenset[str] = frozenset(), text: str = WORDS) -> Placement:
    segments = (Segment(SegmentKind.NEW, text),)
    message = Message(message_id="new@example.org", sender=Address(sender) if sender else None, segments=segments)
    return place(message, trust, evidence, arrived_at=NOW, free_mail=free_mail, reopens_within=timedelta(days=14))


@pytest.mark.parametrize(
    ("evidence", "sender", "trust", "expected"),
    [
        # The letter that we sent to that very address was answered: the token is proof enough.
        (OUR_LETTER, BOB, VERIFIED, Place.JOIN),
        (OUR_LETTER, BOB, NONE, Place.JOIN),
        (OUR_LETTER, COLLEAGUE, VERIFIED, Place.JOIN),
        (OUR_LETTER, COLLEAGUE, NONE, Place.HOLD),
        (OUR_LETTER, EVE, VERIFIED, Place.HOLD),
        (OUR_LETTER, EVE, NONE, Place.HOLD),
        (OUR_LETTER, "", NONE, Place.HOLD),
        (OUR_WORDS, BOB, NONE, Place.JOIN),
        (OUR_WORDS, EVE, VERIFIED, Place.HOLD),
        # Message-IDs of others and numbers can be known or guessed: they join a proven participant only.
        (A_REFERENCE, BOB, VERIFIED, Place.JOIN),
        (A_REFERENCE, BOB, NONE, Place.LINK),
        (A_REFERENCE, EVE, VERIFIED, Place.HOLD),
        (A_REFERENCE, EVE, NONE, Place.LINK),
        (A_NUMBER, BOB, VERIFIED, Place.JOIN),
        (A_NUMBER, BOB, NONE, Place.LINK),
        (A_NUMBER, EVE, VERIFIED, Place.LINK),
        (A_NUMBER, EVE, NONE, Place.LINK),
        # The same mail again.
        (A_COPY, BOB, NONE, Place.COPY),
        (A_COPY, EVE, FAILED, Place.COPY),
        (A_SIBLING, BOB, NONE, Place.SIBLING),
        (A_SIBLING, EVE, VERIFIED, Place.NEW),
        (NOTHING, BOB, VERIFIED, Place.NEW),
        # A sender who failed authentication is believed in nothing.
        (OUR_LETTER, BOB, FAILED, Place.NEW),
        (A_REFERENCE, BOB, FAILED, Place.NEW),
        (A_NUMBER, BOB, FAILED, Place.NEW),
        (A_SIBLING, BOB, FAILED, Place.NEW),
    ],
)
def test_a_claim_is_as_good_as_its_proof(evidence: Evidence, sender: str, trust: Trust, expected: Place) -> None:
    placement = placed(sender, trust, evidence)
    assert placement.place is expected
    assert placement.because
    assert placement.ticket_id == (None if expected is Place.NEW else TICKET)


@pytest.mark.parametrize("text", ["URGENT: there is smoke coming out of it, please call me", "", "Thanks, all is well again"])
def test_another_mail_under_a_message_id_that_was_used_is_no_copy(text: str) -> None:
    assert placed(BOB, VERIFIED, A_SIBLING, text=text).place is Place.NEW


def test_what_a_list_adds_makes_no_other_mail() -> None:
    text = f"{WORDS}\n___\ncams mailing list\ncams@lists.example"
    assert placed(BOB, NONE, A_SIBLING, text=text).place is Place.SIBLING


def test_a_reply_address_that_was_revoked_opens_nothing() -> None:
    revoked = replace(NOTHING, tokens=(replace(TOKEN, is_revoked=True),))
    assert placed(BOB, VERIFIED, revoked).place is Place.NEW


def test_at_a_free_mail_provider_nobody_is_a_colleague() -> None:
    free = frozenset({"brightcams.example"})
    assert placed(COLLEAGUE, VERIFIED, OUR_LETTER, free_mail=free).place is Place.HOLD


def test_the_case_of_a_sender_does_not_matter() -> None:
    assert placed(BOB.upper(), NONE, OUR_LETTER).place is Place.JOIN


def test_a_strong_proof_is_not_weakened_by_a_weak_one() -> None:
    both = replace(OUR_LETTER, tagged=99, threads=(THREAD, replace(THREAD, ticket_id=99)))
    assert placed(BOB, NONE, both).ticket_id == TICKET


@pytest.mark.parametrize(
    ("status", "ended", "expected"),
    [
        (TicketStatus.CLOSED, timedelta(days=13), Place.JOIN),
        (TicketStatus.CLOSED, timedelta(days=15), Place.LINK),
        (TicketStatus.SOLVED, timedelta(days=15), Place.LINK),
        (TicketStatus.OPEN, timedelta(days=15), Place.JOIN),
    ],
)
def test_a_ticket_that_ended_long_ago_is_not_woken(status: TicketStatus, ended: timedelta, expected: Place) -> None:
    old = replace(OUR_LETTER, threads=(replace(THREAD, status=status, closed_at=NOW - ended),))
    assert placed(BOB, NONE, old).place is expected


def test_a_sibling_of_the_day_before_yesterday_is_none() -> None:
    late = replace(NOTHING, sibling=Sibling(ticket_id=TICKET, sender=BOB, at=NOW - timedelta(days=2), text=WORDS))
    assert placed(BOB, NONE, late).place is Place.NEW


def test_clues_are_tokens_references_and_the_number() -> None:
    token, other = tokens.mint(b"1" * 10), tokens.mint(b"2" * 10)
    message = Message(
        message_id="new@example.org",
        in_reply_to=(tokens.message_id(token, "icrealtime.example"),),
        references=("first@example.org", "second@example.org"),
        to=(Address(tokens.reply_address(other, "support@icrealtime.example")),),
        subject="Re: [IC-1042] camera 3",
        text=f"> {tokens.body_mark(token)}",
    )
    found = clues(message, "digest", Desk())
    assert (found.id_tokens, found.address_tokens, found.body_tokens) == ((token,), (other,), (token,))
    assert found.references == (tokens.message_id(token, "icrealtime.example"), "second@example.org", "first@example.org")
    assert found.tag == 1042


@pytest.mark.parametrize("subject", ["IC-1042", "[XX-1042]", "[IC-]", "[IC-" + "9" * 30 + "]", "[ic-1042", ""])
def test_a_number_counts_only_as_we_write_it(subject: str) -> None:
    assert clues(Message(message_id="", subject=subject), "", Desk()).tag is None


def test_a_thread_of_a_thousand_references_is_looked_at_from_its_end() -> None:
    references = tuple(f"{number}@example.org" for number in range(1000))
    found = clues(Message(message_id="", references=references), "", Desk()).references
    assert (found[0], len(found)) == ("999@example.org", 40)
