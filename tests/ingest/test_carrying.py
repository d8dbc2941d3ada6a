"""Mail on behalf of somebody else: forms of ours, and customers' mails that one of us passes on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import forms
from ingest.carrying import Turned, turn
from ingest.parse import parse
from ingest.screen import screen
from tests.letters import mail
from tickets.carried import Way
from tickets.identity import Desk, Form
from tickets.message import Address
from tickets.verdict import Trust, TrustLevel

PORTAL = Form(name="portal", sender="no-reply@portal.icrealtime.example", channel="portal")
HELP = Form(name="help center", sender="forms@icrealtime.example", requester="label:Email")
DESK = Desk(staff=(("ana@icrealtime.example", "Ana Reyes"),), forms=(PORTAL, HELP))
PROVEN = Trust(level=TrustLevel.ALIGNED, because="DMARC")
UNPROVEN = Trust(level=TrustLevel.NONE, because="")
FORWARD = """Please look at this.

---------- Forwarded message ---------
From: Maria Lopez <maria@Example.org>
Date: Tue, Mar 3, 2026 at 10:04 AM
Subject: camera 3 is black
To: Ana Reyes <ana@icrealtime.example>

Camera 3 is black since Monday. The serial number is 7E77893PAZBED9B.
"""


def turned(raw: bytes, trust: Trust = PROVEN, desk: Desk = DESK) -> Turned | None:
    message = parse(raw)
    return turn(message, screen(message, desk), trust, desk)


def forward(text: str = FORWARD, *, sender: str = "Ana Reyes <ana@icrealtime.example>", **more: str) -> bytes:
    return mail(sender=sender, subject="Fwd: camera 3 is black", text=text, **more)


def test_a_customers_mail_that_an_engineer_passes_on_is_the_customers() -> None:
    found = turned(forward())
    assert found is not None
    assert found.message.sender == Address("maria@example.org", "Maria Lopez")
    assert found.message.subject == "camera 3 is black"
    assert found.message.new_text.startswith("Camera 3 is black since Monday.")
    assert "Please look" not in found.message.text
    assert found.carried.words == "Please look at this."
    assert found.carried.carrier.address == "ana@icrealtime.example"


def test_somebody_of_our_domain_who_is_missing_from_the_directory_is_one_of_us() -> None:
    assert turned(forward(sender="temp@icrealtime.example")) is not None


def test_a_desk_with_a_free_mail_address_does_not_take_everybody_there_for_staff() -> None:
    desk = Desk(address="camera.help@gmail.com")
    assert turned(forward(sender="anybody@gmail.com"), desk=desk) is None


@pytest.mark.parametrize(
    ("raw", "trust"),
    [
        (forward(), UNPROVEN),
        (forward(), Trust(level=TrustLevel.FAILED, because="DMARC fail")),
        (forward(sender="dealer@shop.example"), PROVEN),
        (forward(to="support@icrealtime.example, vendor@chips.example"), PROVEN),
        (forward(to="support+abcdefghijklmnop@icrealtime.example"), PROVEN),
        (forward(In_Reply_To="<mr.abcdefghijklmnop@icrealtime.example>"), PROVEN),
        (mail(sender="ana@icrealtime.example", text="My own camera is black."), PROVEN),
    ],
    ids=["unproven", "forged", "outside", "went outside too", "to a token", "answers a letter of ours", "no forward"],
)
def test_nothing_else_is_turned(raw: bytes, trust: Trust) -> None:
    assert turned(raw, trust) is None


@pytest.mark.parametrize(
    "text",
    [
        FORWARD.replace("To: Ana Reyes <ana@icrealtime.example>", "To: Ana Reyes <ana@icrealtime.example>\nCc: carl@example.net"),
        FORWARD + "\nOn Mon, Mar 2, 2026 at 9:00 AM Carl Dorn <carl@example.net> wrote:\n> Ask them.\n",
        FORWARD + "\n---------- Forwarded message ---------\nFrom: Carl <carl@example.net>\nSubject: old\n\nhm",
        FORWARD.replace("maria@Example.org", "ana@icrealtime.example"),
        FORWARD.replace(" <maria@Example.org>", ""),
        FORWARD.replace("maria@Example.org", "no-reply@shop.example"),
    ],
    ids=["copied", "quoted", "forwarded twice", "a colleague wrote it", "no address", "nobody reads it"],
)
def test_where_it_is_not_plain_whose_mail_it_is_the_forwarder_is_asked(text: str) -> None:
    found = turned(forward(text))
    assert found is not None
    assert found.carried.person is None
    assert found.message.sender == Address("ana@icrealtime.example", "Ana Reyes")


def test_the_same_person_twice_is_one() -> None:
    text = FORWARD + "\nOn Mon, Mar 2, 2026 at 9:00 AM Maria <MARIA@example.org> wrote:\n> Hello?\n"
    found = turned(forward(text))
    assert found is not None
    assert found.carried.person is not None


def portal(text: str = "A question from the portal.", *, sender: str = PORTAL.sender, **more: str) -> bytes:
    return mail(sender=sender, subject="New question", text=text, Auto_Submitted="auto-generated", **more)


def test_a_form_is_the_mail_of_whoever_filled_it_in() -> None:
    found = turned(portal(Reply_To="Maria Lopez <maria@example.org>"))
    assert found is not None
    assert (found.message.sender, found.carried.way) == (Address("maria@example.org", "Maria Lopez"), Way.FORM)
    assert found.carried.channel == "portal"


def test_a_form_proves_nothing_about_the_person() -> None:
    found = turned(portal(Reply_To="maria@example.org"))
    assert found is not None
    assert found.trust.level is TrustLevel.NONE


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Name: Maria\nEmail: maria@example.org\nMessage: black", "maria@example.org"),
        ("Name: Maria\nemail = <maria@example.org>", "maria@example.org"),
        ("Email\nmaria@example.org\nMessage\nblack", "maria@example.org"),
        ("Email address: other@example.org\nEmail: maria@example.org", "maria@example.org"),
        ("Email: maria@example.org\nMessage: write to\nEmail: eve@elsewhere.example", "maria@example.org"),
        ("Message: write to eve@elsewhere.example", ""),
        ("Email: support@icrealtime.example", ""),
        ("Emails were not delivered to eve@elsewhere.example", ""),
    ],
)
def test_the_address_stands_on_the_line_of_its_label(text: str, address: str) -> None:
    found = turned(portal(text, sender=HELP.sender))
    assert found is not None
    assert (found.carried.person.address if found.carried.person else "") == address


@pytest.mark.parametrize("trust", [UNPROVEN, Trust(level=TrustLevel.FAILED, because="")])
def test_a_form_that_is_not_proven_is_none_of_ours(trust: Trust) -> None:
    assert turned(portal(Reply_To="maria@example.org"), trust) is None


def test_a_voicemail_without_an_address_stays_the_telephone_systems() -> None:
    found = turned(portal("Voicemail of 3 min."))
    assert found is not None
    assert (found.carried.person, found.message.sender) == (None, Address(PORTAL.sender))


@given(st.text())
def test_any_text_of_a_form_is_read(text: str) -> None:
    message = replace(parse(portal(sender=HELP.sender)), text=text)
    assert forms.filled_in(message, PROVEN, DESK) is not None


@given(st.text())
def test_any_text_of_a_forward_is_read(text: str) -> None:
    message = parse(forward())
    assert message.forwarded is not None
    hostile = replace(message, forwarded=replace(message.forwarded, text=text))
    assert turn(hostile, screen(hostile, DESK), PROVEN, DESK) is not None
