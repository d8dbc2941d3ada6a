"""What a notice says of who wrote: values in, words out."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from responders.letters import Letters
from responders.notice import Notice, notice
from tickets.commands import KNOWN
from tickets.directory import Person
from tickets.facts import Facts
from tickets.identity import Desk
from tickets.message import Address
from tickets.policy import Policy
from tickets.remembered import Remembered
from tickets.understanding import Audience, AudienceLabel, Reading, Scope, ScopeDecision, TopicLabel, Understanding
from tickets.verdict import TrustLevel

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
BOB, MALLORY = Address("bob@pines.example", "Bob Jones"), Address("mallory@pines.example", "Bob Jones")
LETTERS = Letters.load([])
_AUDIENCE = AudienceLabel(label=Audience.DEALER, confidence=1.0)
_TOPIC = TopicLabel(label="troubleshooting.video_loss", confidence=1.0)
_SCOPE = Scope(decision=ScopeDecision.SUPPORTED, clause="6.2.1", sla=True)
_UNDERSTANDING = Understanding(reading=Reading(facts=Facts(), audience=_AUDIENCE, topic=_TOPIC), audience=_AUDIENCE, scope=_SCOPE)
_TICKET = Remembered(
    ticket_id=1,
    number=1001,
    subject="camera 3 is black",
    requester=BOB,
    language="en",
    opened_at=NOW,
    understanding=_UNDERSTANDING,
    thread=(),
)
REPLY = Notice(
    event="reply", ticket=_TICKET, inbound_id=1, owner="", due_at=None, trust=TrustLevel.ALIGNED, writer=BOB, text="Send me the code."
)


def told(about: Notice, language: str = "en") -> tuple[str, str]:
    """Subject and words, on one line, as the engineer reads them."""
    letter = notice(about, Person(name="Ana", addresses=("ana@desk.example",), languages=(language,)), Desk(), Policy.load_default())
    rendered = LETTERS.render(letter.letter, language=language, topic="", audience="staff", values=letter.values)
    return rendered.subject, " ".join(rendered.text.split())


def test_the_requesters_own_mail_names_nobody_beside_him() -> None:
    subject, words = told(REPLY)
    assert "The customer replied" in subject
    assert "Bob Jones bob@pines.example" in words
    assert "wrote" not in words


@pytest.mark.parametrize(
    ("language", "trust", "event", "said"),
    [
        ("en", TrustLevel.ALIGNED, "Another person in this ticket wrote", "Another person in this ticket wrote, proven:"),
        ("en", TrustLevel.NONE, "Another person in this ticket wrote", "Another person in this ticket wrote, not proven:"),
        ("es", TrustLevel.VERIFIED, "Escribió otra persona de este caso", "Escribió otra persona de este caso, comprobada:"),
        ("es", TrustLevel.FAILED, "Escribió otra persona de este caso", "Escribió otra persona de este caso, sin comprobar:"),
    ],
)
def test_whoever_is_not_the_requester_is_named_by_his_address(language: str, trust: TrustLevel, event: str, said: str) -> None:
    subject, words = told(replace(REPLY, writer=MALLORY, trust=trust), language)
    assert event in subject
    assert f"¦ {said} mallory@pines.example (Bob Jones)" in words
    assert words.count("mallory@") == 1


def test_a_case_of_letters_makes_no_other_person() -> None:
    assert "wrote" not in told(replace(REPLY, writer=Address("Bob@Pines.example")))[1]


def test_the_event_of_an_urgent_mail_stays_and_its_writer_is_named() -> None:
    subject, words = told(replace(REPLY, event="urgent", writer=Address(MALLORY.address)))
    assert "Urgent" in subject
    assert "wrote, proven: mallory@pines.example" in words


def test_a_held_stranger_is_named_as_one() -> None:
    words = told(replace(REPLY, event="joiner", writer=MALLORY, is_by_stranger=True))[1]
    assert "Somebody who takes no part in this ticket wrote: mallory@pines.example" in words


def test_desk_rule_14_all_matters_of_a_mail_stand_in_it() -> None:
    also = (("sales.question", Scope(decision=ScopeDecision.SALES, clause="1.2", sla=True)),)
    words = told(replace(REPLY, ticket=replace(_TICKET, understanding=replace(_UNDERSTANDING, also_scopes=also))))[1]
    assert "(6.2.1)" in words
    assert "(1.2)" in words


def test_desk_rules_30_and_33_it_ends_with_a_mail_for_each_daily_command_and_no_link_does_anything_by_itself() -> None:
    ours = {"reply_to": "support+aaaa@desk.example", "note_to": "support+bbbb@desk.example"}
    letter = notice(REPLY, Person(name="Ana", addresses=("ana@desk.example",)), Desk(), Policy.load_default(), **ours)
    rendered = LETTERS.render(letter.letter, language="en", topic="", audience="staff", values=letter.values)
    links = re.findall(r'href="([^"]*)"', rendered.html)
    daily = [known.name for known in KNOWN if known.is_daily]
    assert [f"mailto:{ours['reply_to']}?body=%23{name}%20" for name in daily] == links, "scanners fetch https links; a mail must be sent"
    assert f"A mail to {ours['note_to']} stays a note" in " ".join(rendered.text.split())
