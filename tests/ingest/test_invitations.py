"""Answers to invitations: an acceptance is a receipt, a refusal is a customer's word (desk-rules 18)."""

from __future__ import annotations

import pytest

from ingest.screen import screen
from tests.ingest.mails import DESK
from tests.ingest.raw import mail, multipart, text_part
from tickets.message import Message
from tickets.verdict import Kind


def calendar(answer: str, *, method: str = "REPLY", comment: str = "") -> str:
    said = f"COMMENT:{comment}\n" if comment else ""
    guest = f"ATTENDEE;CN=Maria;PARTSTAT={answer}:mailto:maria@brightcams.example\n"
    return (
        f"BEGIN:VCALENDAR\nMETHOD:{method}\nBEGIN:VEVENT\nDTSTART:20260304T150000Z\n"
        f"SUMMARY:Site visit\n{guest}{said}END:VEVENT\nEND:VCALENDAR\n"
    )


def answered(answer: str, words: str = "", **more: str) -> Message:
    """As Gmail and Outlook send it: words beside the calendar, or the calendar alone."""
    said, view = calendar(answer, **more), f"text/calendar; method={more.get('method', 'REPLY')}; charset=utf-8"
    if not words:
        return mail(said, headers=f"Content-Type: {view}\n")
    return multipart(text_part(words), f"Content-Type: {view}\n\n{said}", kind="alternative")


@pytest.mark.parametrize("words", ["", "Maria Lopez has accepted this invitation.", "Maria Lopez ha aceptado esta invitación."])
def test_an_accepted_invitation_is_a_receipt_and_opens_no_ticket(words: str) -> None:
    assert screen(answered("ACCEPTED", words), DESK).kind is Kind.REPORT


@pytest.mark.parametrize(
    "message",
    [
        answered("DECLINED"),
        answered("DECLINED", "Maria Lopez has declined this invitation."),
        answered("TENTATIVE", "Maria Lopez has tentatively accepted this invitation."),
        answered("ACCEPTED", "I have accepted. Can you bring the new recorder?"),
        answered("ACCEPTED", "Use the back gate please."),
        answered("ACCEPTED", comment="the gate code is at the desk"),
        answered("NEEDS-ACTION", method="REQUEST"),
    ],
    ids=["declined", "declined by Gmail", "tentative", "a question", "words of his own", "a comment", "an invitation"],
)
def test_desk_rule_18_whatever_else_a_guest_answers_is_a_persons_mail(message: Message) -> None:
    assert screen(message, DESK).kind is Kind.PERSONAL


def test_an_answer_without_words_says_what_it_is() -> None:
    assert answered("DECLINED").text == 'declines "Site visit" on 2026-03-04 at 15:00 UTC'
    assert answered("ACCEPTED").text == 'accepts "Site visit" on 2026-03-04 at 15:00 UTC'
