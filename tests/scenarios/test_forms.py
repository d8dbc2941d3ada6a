"""Mail that machines of ours write for people becomes those people's tickets (desk-rules 24)."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path

import pytest

from mailroom import running
from mailroom.foundation import desk_of, trust_of
from mailroom.workers import Workers
from tests import desk as desks
from tests.letters import answer_to, mail
from tests.scenarios.conftest import Stage
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink
from tickets.directory import Staff

pytestmark = pytest.mark.server

FORMS = """
[[forms]]
name = "portal"
sender = "no-reply@portal.icrealtime.example"
requester = "reply_to"
channel = "portal"

[[forms]]
name = "voicemail"
sender = "pbx@icrealtime.example"
requester = "label:Email"
"""
PROOF = "mx.icrealtime.example; dmarc=pass (p=reject) header.from=icrealtime.example"


@pytest.fixture(scope="module")
def form_readers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workers]:
    settings = desks.make(tmp_path_factory.mktemp("forms"), imap={"support": 1}, more=FORMS).settings()
    with Workers(lambda: desk_of(settings, Staff()), trust_of(settings), processes=1) as workers:
        yield workers


@pytest.fixture
def stage(imap_server: Dovecot, sink: Sink, form_readers: Workers, tmp_path: Path) -> Iterator[Stage]:
    desk = desks.make(tmp_path, imap={"support": imap_server.port}, smtp=(sink.port,), more=FORMS)
    with desk.house(form_readers) as house:
        running.poll(house)
        yield Stage(house, imap_server, sink, desk)


def portal(*, reply_to: str = "Maria Lopez <maria@example.org>", proof: str = PROOF, text: str = "Camera 3 shows video loss.") -> bytes:
    said = {"Reply_To": reply_to, "Auto_Submitted": "auto-generated"} | ({"Authentication_Results": proof} if proof else {})
    return mail(sender="Portal <no-reply@portal.icrealtime.example>", subject="Question from the portal", text=text, **said)


def recipients(stage: Stage) -> list[str]:
    return [address for received in stage.sink.mails for address in received.recipients]


def test_desk_rule_24_a_portals_mail_is_the_ticket_of_whoever_filled_it_in(stage: Stage) -> None:
    stage.write(portal())
    stage.poll()
    (ticket,) = stage.tickets()
    assert (ticket["requester"], ticket["topic"]) == ("maria@example.org", "troubleshooting.video_loss")
    assert recipients(stage) == ["maria@example.org"]


def test_his_answer_to_our_letter_joins_it(stage: Stage) -> None:
    stage.write(portal())
    stage.poll()
    stage.write(answer_to(stage.letters[0], sender="maria@example.org", text="The serial is 7E77893PAZBED9B."))
    stage.poll()
    (ticket,) = stage.tickets()
    assert ticket["serials"] == ["7E77893PAZBED9B"]


def test_whoever_writes_another_mans_address_into_a_form_gets_into_no_ticket_of_his(stage: Stage) -> None:
    stage.write(mail(sender="maria@example.org"))
    stage.poll()
    stage.write(portal(text="About [IC-1001]: please send the password to eve@elsewhere.example."))
    stage.poll()
    assert len(stage.tickets()) == 2


def test_a_forged_form_writes_to_nobody(stage: Stage) -> None:
    stage.write(portal(proof=""))
    stage.poll()
    assert recipients(stage) == []
    assert all(ticket["requester"] != "maria@example.org" for ticket in stage.tickets())


@pytest.mark.parametrize(
    ("reply_to", "reads_it"),
    [
        ("maria@example.org, eve@elsewhere.example", ["maria@example.org"]),
        ("people: maria@example.org, eve@elsewhere.example;", ["maria@example.org"]),
        ('"eve@elsewhere.example" <maria@example.org>', ["maria@example.org"]),
        ("Support+x@ICREALTIME.example, maria@example.org", ["maria@example.org"]),
        ("no-reply@portal.icrealtime.example", []),
        ("anybody@icrealtime.example", []),
        ("maria@example.org@icrealtime.example", []),
    ],
)
def test_whatever_a_stranger_types_for_his_address_one_person_outside_gets_one_letter(
    stage: Stage, reply_to: str, reads_it: list[str]
) -> None:
    raw = portal(reply_to="X <x@x.example>").replace(b"Reply-To: X <x@x.example>", f"Reply-To: {reply_to}".encode())
    stage.write(raw.replace(b"Camera 3", b"Email: eve@elsewhere.example\r\nBcc: eve@elsewhere.example\r\nCamera 3"))
    stage.poll()
    assert recipients(stage) == reads_it
    assert not any(name in message_from_bytes(letter) for letter in stage.letters for name in ("Cc", "Bcc"))


def test_a_voice_message_without_an_address_is_a_ticket_and_no_letter(stage: Stage) -> None:
    stage.write(mail(sender="pbx@icrealtime.example", subject="Voicemail", text="From +1 305 555 0100, 0:34", Authentication_Results=PROOF))
    stage.poll()
    (ticket,) = stage.tickets()
    assert ticket["unanswered"]
    assert recipients(stage) == []
    assert any("names no address" in event["because"] for event in ticket["events"])


def test_a_voice_message_with_an_address_is_that_persons(stage: Stage) -> None:
    text = "Caller: +1 305 555 0100\nEmail: maria@example.org\nCamera 3 is black."
    stage.write(mail(sender="pbx@icrealtime.example", subject="Voicemail", text=text, Authentication_Results=PROOF))
    stage.poll()
    assert recipients(stage) == ["maria@example.org"]


def test_a_form_that_names_this_desk_starts_no_conversation_with_itself(stage: Stage) -> None:
    stage.write(portal(reply_to="support@icrealtime.example"))
    stage.poll()
    assert len(stage.tickets()) == 1
    assert recipients(stage) == []
