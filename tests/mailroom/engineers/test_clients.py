"""Engineers' replies from the mail clients that people use: the customer reads the engineer's words, whole, and no line of the notice."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from functools import cache

import pytest

from ingest.parse import parse
from mailroom.engineers.words import BAR, Cut, cut
from mailroom.quoted_letters import as_sent
from responders.compose import compose
from responders.letters import Letters
from responders.notice import Notice, notice
from tests.client_replies import HTML, TEXT, written_by
from tickets.directory import Person
from tickets.facts import Facts, Serial
from tickets.identity import Desk
from tickets.letter import Post
from tickets.message import Address, Attachment
from tickets.policy import Policy
from tickets.remembered import Remembered
from tickets.understanding import Audience, AudienceLabel, Reading, Scope, ScopeDecision, TopicLabel, Understanding

NOW = datetime(2026, 11, 23, 15, 4, tzinfo=UTC)
ANA = Person(name="Ana Reyes", addresses=("ana@icrealtime.example",))
TOKEN = "aaaabbbbcccc2345"
WORDS = """Hello Bob,

thank you for the serial number. Please do these two things:

1. Unplug the camera for a minute.
2. Update it to 4.003.0000002.1.R, the file is at https://help.icrealtime.example/f?a=1

If it is black still, send me a photo of the screen.

Best regards,
Ana"""


@cache
def notice_sent() -> bytes:
    """A notice with everything in it, as it was sent."""
    desk, policy = Desk(), Policy.load_default()
    labels = {"confidence": 1.0}
    reading = Reading(
        facts=Facts(serials=(Serial(value="7E77893PAZBED9B"),)),
        audience=AudienceLabel(label=Audience.DEALER, **labels),
        topic=TopicLabel(label="troubleshooting.video_loss", **labels),
    )
    scope = Scope(decision=ScopeDecision.SUPPORTED, clause="6.2.1", sla=True)
    understanding = Understanding(reading=reading, audience=reading.audience, scope=scope, missing=("firmware", "steps"))
    ticket = Remembered(
        ticket_id=1,
        number=1001,
        subject="camera 3 is black",
        requester=Address("bob@example.org", "Bob Jones"),
        language="en",
        opened_at=NOW,
        understanding=understanding,
        thread=(),
    )
    said = "Hello,\n\ncamera 3 shows video loss since Monday. Serial 7E77893PAZBED9B.\n\nWhat can I do?\nBob"
    about = Notice(
        event="new",
        ticket=ticket,
        inbound_id=1,
        owner="",
        due_at=NOW,
        trust="none",
        writer=ticket.requester,
        text=said,
        warnings=("Reply-To elsewhere",),
        attachments=(Attachment(part="2", filename="camera 3.jpg", content_type="image/jpeg", size=99_999, sha256=""),),
    )
    letter = notice(about, ANA, desk, policy, reply_to=f"support+{TOKEN}@icrealtime.example", note_to="support+x@icrealtime.example")
    rendered = Letters.load([]).render(letter.letter, language="en", topic="", audience="", values=letter.values)
    post = Post(
        id=7,
        kind=letter.kind,
        ticket_id=1,
        recipient=letter.recipient,
        message_id=f"mr.{TOKEN}@icrealtime.example",
        letter=letter.letter,
        language="en",
        topic="",
        audience="",
        values=letter.values,
        in_reply_to="",
        references=(),
        queued_at=NOW,
        attempts=0,
        edition=0,
        raw=None,
    )
    return compose(post, rendered, desk, now=NOW, plus_addressing=True)


def left_of(client: str, words: str = WORDS) -> Cut:
    letter: Message = message_from_bytes(notice_sent())
    raw = written_by(client, words, letter, "Ana Reyes <ana@icrealtime.example>")
    return cut(parse(raw).new_text, as_sent(notice_sent()))


def flowing(text: str) -> str:
    """The words in their order, whatever a client did to blanks and line ends."""
    return " ".join(text.split())


@pytest.mark.parametrize("client", [*HTML, *TEXT])
def test_the_words_are_whole_and_nothing_of_the_notice_is_left(client: str) -> None:
    left = left_of(client)
    assert left.trace == ""
    assert flowing(left.text) == flowing(WORDS)
    assert BAR not in left.text


@pytest.mark.parametrize("client", [*HTML, *TEXT])
def test_one_line_is_enough(client: str) -> None:
    left = left_of(client, "Please reboot it.")
    assert (left.text, left.trace) == ("Please reboot it.", "")


@pytest.mark.parametrize("client", [*HTML, *TEXT])
def test_no_internal_line_is_cut_by_luck_alone(client: str) -> None:
    """Whatever a client's quotation looks like to us, a whole notice among the words stops them or is cut."""
    letter: Message = message_from_bytes(notice_sent())
    whole = parse(written_by(client, WORDS, letter, "ana@icrealtime.example")).text
    left = cut(whole, as_sent(notice_sent()))
    assert left.trace or BAR not in left.text
