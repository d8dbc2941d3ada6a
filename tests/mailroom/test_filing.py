"""What becomes of a mail: decisions over values, without a desk around them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ingest.thread import Place, Placement
from mailroom.examine import Examined
from mailroom.filing import Case, Change, Filing, file
from tickets.bounces import ReturnedLetter
from tickets.facts import Facts, Serial
from tickets.history import History
from tickets.identity import Desk
from tickets.message import Address, Message, Segment, SegmentKind, Shown
from tickets.policy import Policy
from tickets.states import InboundState, TicketStatus
from tickets.understanding import Audience, AudienceLabel, Reading, Scope, ScopeDecision, TopicLabel, Understanding
from tickets.verdict import Kind, Trust, TrustLevel, Verdict

POLICY = Policy.load_default()
DESK = Desk()
BOB = Address("bob@example.org", "Bob")

READING = Reading(
    facts=Facts(),
    audience=AudienceLabel(label=Audience.UNKNOWN, confidence=0.5),
    topic=TopicLabel(label="troubleshooting.video_loss", confidence=0.9),
)
WORDS = (Segment(SegmentKind.NEW, "camera 3 is black"),)


def case(
    *,
    kind: Kind = Kind.PERSONAL,
    place: Place = Place.NEW,
    verdict: dict[str, Any] | None = None,
    trust: Trust | None = None,
    message: dict[str, Any] | None = None,
    reading: dict[str, Any] | None = None,
    **more: Any,
) -> Case:
    """A personal first mail of Bob's, unless it is said otherwise."""
    said = replace(READING, **(reading or {}))
    examined = Examined(
        message=replace(Message(message_id="a@example.org", sender=BOB, segments=WORDS), **(message or {})),
        verdict=Verdict(kind=kind, because="what the screen said", **(verdict or {})),
        trust=trust or Trust(level=TrustLevel.NONE, because=""),
        reading=said,
        shape="",
        shown=Shown(),
    )
    scope = Scope(decision=ScopeDecision.SUPPORTED, clause="7.1.3", sla=True)
    understanding = Understanding(reading=said, audience=said.audience, scope=scope)
    placement = Placement(place, None if place is Place.NEW else 7, "what the thread said")
    whole: dict[str, Any] = {"examined": examined, "placement": placement, "understanding": understanding, "history": History()} | more
    return Case(**whole)


def decided(**given: Any) -> Filing:
    return file(case(**given), POLICY, DESK)


@pytest.mark.parametrize("place", Place)
@pytest.mark.parametrize("kind", Kind)
def test_every_kind_at_every_place_has_an_outcome_with_a_reason(kind: Kind, place: Place) -> None:
    filing = decided(kind=kind, place=place, status=TicketStatus.OPEN)
    assert filing.state is not InboundState.RECEIVED
    assert filing.because
    assert bool(filing.letter) != bool(filing.silence)


@pytest.mark.parametrize("place", Place)
@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.PERSONAL])
def test_only_a_person_is_ever_written_to(kind: Kind, place: Place) -> None:
    assert not decided(kind=kind, place=place).letter


@pytest.mark.parametrize(
    ("given", "letter", "asks"),
    [
        ({}, "acknowledgement", False),
        ({"asked": ("serial",)}, "acknowledgement", True),
        ({"is_giant": True, "asked": ("serial",)}, "too_large", False),
        ({"poison": "it ended its worker"}, "acknowledgement", False),
        ({"place": Place.LINK}, "acknowledgement", False),
        ({"place": Place.HOLD}, "connecting", False),
        ({"place": Place.JOIN, "status": TicketStatus.CLOSED}, "reopened", False),
        ({"place": Place.JOIN, "status": TicketStatus.PENDING, "brought": True, "asked": ("firmware",)}, "missing_information", True),
    ],
)
def test_a_persons_mail_earns_one_letter(given: dict[str, Any], letter: str, asks: bool) -> None:
    filing = decided(**given)
    assert (filing.letter, filing.asks, filing.silence) == (letter, asks, "")


@pytest.mark.parametrize(
    ("given", "change"),
    [
        ({"reading": {"is_thanks": True}, "status": TicketStatus.SOLVED}, Change.ADD),
        ({"message": {"segments": ()}, "status": TicketStatus.SOLVED}, Change.ADD),
        ({"status": TicketStatus.PENDING}, Change.TURN),
        ({"status": TicketStatus.PENDING, "brought": True}, Change.TURN),
    ],
)
def test_a_joined_mail_moves_the_turn_only_with_new_words_and_is_not_answered(given: dict[str, Any], change: Change) -> None:
    filing = decided(place=Place.JOIN, **given)
    assert (filing.state, filing.change, filing.letter) == (InboundState.FILED, change, "")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"message": {"sender": None}}, "nobody to write to"),
        ({"message": {"sender": Address("nobody")}}, "nobody to write to"),
        ({"message": {"sender": Address(DESK.address)}}, "its sender is this desk"),
        ({"is_silent": True}, "older than our first meeting"),
        ({"answers_on": False}, 'answers = "off"'),
        ({"trust": Trust(level=TrustLevel.FAILED, because="", policy="reject")}, "fails DMARC under reject"),
        ({"history": History(is_answered=True)}, "had its answer already"),
        ({"history": History(is_suppressed="5.1.1 no such user")}, "no such user"),
        ({"history": History(alike=POLICY.caps.alike_letters)}, "the shape of a loop"),
        ({"history": History(alike_in_domain=POLICY.caps.alike_letters_a_domain)}, "the shape of a loop"),
        ({"history": History(to_and_fro=POLICY.caps.loop_messages)}, "the shape of a loop"),
        ({"history": History(in_thread=POLICY.caps.letters_a_thread)}, "automatic letters already"),
        ({"asked": ("serial",), "asks": POLICY.asking.at_most}, "asked 2 times already"),
    ],
)
def test_silence_has_its_reason_and_keeps_the_ticket(given: dict[str, Any], told: str) -> None:
    filing = decided(**given)
    assert told in filing.silence
    assert (filing.state, filing.change, filing.letter) == (InboundState.FILED, Change.OPEN, "")


def test_a_broken_signature_alone_earns_no_silence() -> None:
    assert decided(trust=Trust(level=TrustLevel.FAILED, because="", policy="none")).letter == "acknowledgement"


_CAPS = POLICY.caps
_BEFORE_A_CAP = [
    History(alike=_CAPS.alike_letters - 1),
    History(in_thread=_CAPS.letters_a_thread - 1),
    History(to_and_fro=_CAPS.loop_messages - 2),
    History(to_and_fro=_CAPS.loop_messages - 1),
]


@pytest.mark.parametrize("history", _BEFORE_A_CAP, ids=str)
def test_desk_rule_26_the_letter_before_a_cap_is_the_last_one(history: History) -> None:
    filing = decided(history=history, asked=("serial",))
    assert (filing.letter, filing.asks) == ("last_answer", False)


def test_desk_rule_26_a_cap_on_a_domain_is_nothing_to_tell_one_of_its_people() -> None:
    assert decided(history=History(alike_in_domain=_CAPS.alike_letters_a_domain - 1)).letter == "acknowledgement"


@pytest.mark.parametrize("caps", [{"alike_letters": 1}, {"letters_a_thread": 1}, {"loop_messages": 2}], ids=str)
def test_where_one_letter_is_all_it_is_the_one_that_was_earned(caps: dict[str, int]) -> None:
    policy = POLICY.model_copy(update={"caps": _CAPS.model_copy(update=caps)})
    assert file(case(), policy, DESK).letter == "acknowledgement"


@pytest.mark.parametrize(
    ("given", "letter"),
    [
        ({"place": Place.HOLD}, "connecting"),  # the last letter names the ticket, which a held stranger must not read
        ({"reading": {"urgent": "there is smoke"}}, "acknowledgement"),
        ({"reading": {"lane": "legal"}}, "acknowledgement"),
    ],
    ids=str,
)
def test_the_last_letter_takes_no_emergencys_help_away_and_tells_no_stranger_a_number(given: dict[str, Any], letter: str) -> None:
    assert decided(history=_BEFORE_A_CAP[0], **given).letter == letter


def test_spam_by_words_alone_waits_for_a_person() -> None:
    assert decided(kind=Kind.SPAM, verdict={"proven": True}).state is InboundState.IGNORED
    assert decided(kind=Kind.SPAM, verdict={"proven": False}).state is InboundState.HELD


SPAM = TopicLabel(label="spam", confidence=0.95)


@pytest.mark.parametrize(
    ("given", "state"),
    [
        ({"reading": {"topic": SPAM}}, InboundState.HELD),
        ({"reading": {"topic": SPAM}, "is_ordered": True}, InboundState.FILED),
        ({"reading": {"topic": SPAM}, "is_staff": True}, InboundState.FILED),
        ({"reading": {"topic": SPAM, "facts": Facts(serials=(Serial(value="7E77893PAZBED9B"),))}}, InboundState.FILED),
        ({"reading": {"topic": replace(SPAM, confidence=0.8)}}, InboundState.FILED),
        ({"reading": {"topic": SPAM}, "place": Place.JOIN, "status": TicketStatus.OPEN}, InboundState.FILED),
    ],
)
def test_desk_rule_23_a_strangers_mail_that_a_model_calls_spam_is_held(given: dict[str, Any], state: InboundState) -> None:
    assert decided(**given).state is state


def test_what_a_person_ordered_is_somebodys_mail() -> None:
    filing = decided(kind=Kind.SPAM, is_ordered=True)
    assert (filing.change, filing.letter) == (Change.OPEN, "acknowledgement")


@pytest.mark.parametrize("grave", [{"urgent": "smoke comes out of it"}, {"lane": "legal"}])
def test_no_model_calls_an_emergency_spam(grave: dict[str, str]) -> None:
    spam = TopicLabel(label="spam", confidence=0.99)
    assert decided(reading={"topic": spam}).state is InboundState.HELD
    assert decided(reading={"topic": spam, **grave}).change is Change.OPEN


def test_an_engineers_mail_about_a_ticket_waits_for_the_desk() -> None:
    filing = decided(is_staff=True, place=Place.JOIN, status=TicketStatus.OPEN)
    assert (filing.state, filing.letter) == (InboundState.HELD, "")


def test_an_engineers_first_mail_is_a_request_like_any_other() -> None:
    assert decided(is_staff=True).change is Change.OPEN


def test_a_machines_mail_becomes_a_ticket_only_where_it_holds_a_request() -> None:
    serials = {"facts": Facts(serials=(Serial(value="7E77893PAZBED9B"),))}
    assert decided(kind=Kind.AUTOMATIC, reading=serials).change is Change.OPEN
    assert decided(kind=Kind.AUTOMATIC, reading={"says_a_problem": False}).state is InboundState.IGNORED
    assert decided(kind=Kind.AUTOMATIC, reading=serials, verdict={"is_out_of_office": True}).state is InboundState.IGNORED


def test_rule_23_what_only_reads_like_a_machines_is_never_ignored() -> None:
    guess = {"proven": False}
    assert decided(kind=Kind.AUTOMATIC, reading={"says_a_problem": False}, verdict=guess).state is InboundState.HELD
    away = decided(kind=Kind.AUTOMATIC, verdict={"is_out_of_office": True, **guess})
    assert (away.state, away.change, away.letter) == (InboundState.FILED, Change.OPEN, "")


@pytest.mark.parametrize(("status", "change"), [(TicketStatus.PENDING, Change.TURN), (TicketStatus.SOLVED, Change.REOPEN)])
def test_what_only_reads_like_a_machines_moves_the_turn_of_the_ticket_it_joins(status: TicketStatus, change: Change) -> None:
    filing = decided(kind=Kind.AUTOMATIC, verdict={"proven": False}, place=Place.JOIN, status=status)
    assert (filing.change, filing.letter) == (change, "")


def test_a_machine_joins_no_conversation_in_which_its_sender_takes_no_part() -> None:
    filing = decided(kind=Kind.AUTOMATIC, verdict={"is_out_of_office": True}, place=Place.HOLD)
    assert (filing.state, filing.change) == (InboundState.IGNORED, Change.NONE)


@pytest.mark.parametrize("more", [{"brought": True}, {"is_graver": True}, {"is_decided_again": True}])
def test_thanks_that_tells_what_was_asked_is_an_answer(more: dict[str, bool]) -> None:
    filing = decided(reading={"is_thanks": True}, place=Place.JOIN, status=TicketStatus.PENDING, **more)
    assert filing.change is Change.TURN


def test_an_out_of_office_stands_on_the_ticket_it_finds() -> None:
    filing = decided(kind=Kind.AUTOMATIC, verdict={"is_out_of_office": True}, place=Place.JOIN)
    assert (filing.state, filing.change, filing.ticket_id) == (InboundState.FILED, Change.ADD, 7)


def test_a_bounce_stands_on_the_ticket_of_the_letter_it_returns() -> None:
    letter = ReturnedLetter(outbound_id=3, ticket_id=9, recipient="bob@example.org")
    assert decided(kind=Kind.BOUNCE, returned=letter).ticket_id == 9
    assert decided(kind=Kind.BOUNCE).state is InboundState.IGNORED


def test_a_second_copy_changes_nothing_and_a_lists_copy_stands_beside() -> None:
    assert decided(place=Place.COPY).change is Change.NONE
    assert decided(place=Place.SIBLING).change is Change.ADD


def test_a_mail_that_nobody_can_read_has_a_stub_once() -> None:
    first = decided(poison="it ended its worker")
    again = decided(poison="it ended its worker", place=Place.MEND)
    assert (first.state, first.change, first.because) == (InboundState.FAILED, Change.OPEN, "it ended its worker")
    assert (again.state, again.change, again.letter) == (InboundState.FAILED, Change.NONE, "")
    assert decided(place=Place.MEND).change is Change.MEND
