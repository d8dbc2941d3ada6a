"""What of an engineer's mail shows a machine, and what only sounds like one."""

from __future__ import annotations

import pytest

from mailroom.engineers.by_hand import is_by_hand
from mailroom.examine import examine
from tests.engineers import ANA
from tests.letters import mail
from tickets.identity import Desk, TrustSettings
from tickets.verdict import Kind

WORDS = "Please reboot it."


def by_hand(*, subject: str = "Re: [IC-1001] New ticket: no picture", text: str = WORDS, **headers: str) -> tuple[Kind, bool]:
    found = examine(mail(sender=ANA, subject=subject, text=text, **headers), Desk(), TrustSettings())
    return found.verdict.kind, is_by_hand(found, Desk())


def test_a_plain_reply_is_by_hand() -> None:
    assert by_hand() == (Kind.PERSONAL, True)


@pytest.mark.parametrize(
    ("subject", "text", "looks"),
    [
        ("[IC-1001] New ticket: Case 4711 has been created", "Your request has been received. Reboot it.", Kind.AUTOMATIC),
        ("Re: [IC-1001] New ticket: alarm", "Device: NVR 3\nChannel: 4\nStatus: offline\nEvent: video loss", Kind.AUTOMATIC),
        ("Re: [IC-1001] Undeliverable: hi", "Your message to x@y.example could not be delivered: user unknown", Kind.BOUNCE),
        ("Re: [IC-1001] New ticket: abuse", "This is an abuse report for an email message, so please send it on.", Kind.REPORT),
    ],
)
def test_words_are_no_proof_of_a_machine(subject: str, text: str, looks: Kind) -> None:
    assert by_hand(subject=subject, text=text) == (looks, True)


def test_a_filters_mark_is_none_either() -> None:
    assert by_hand(X_Spam_Flag="YES") == (Kind.SPAM, True)


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated", "subject": "Re: Case 4711 has been created", "text": "Thank you for contacting us."},
        {"Return_Path": "<>"},
        {"X_Autoreply": "yes"},
        {"subject": "Out of office: [IC-1001] New ticket", "text": "I am back on Monday."},
    ],
)
def test_a_header_is_proof_and_so_is_the_subject_of_an_absence_note(headers: dict[str, str]) -> None:
    assert by_hand(**headers)[1] is False
