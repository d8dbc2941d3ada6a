"""Where a signature begins: names of every alphabet with capitals, and the closings above them."""

from __future__ import annotations

import unicodedata

import pytest

from ingest.segments import split
from ingest.sign_offs import is_closing, signature_start
from tickets.message import SegmentKind

NAMES = [
    "Óscar Núñez",
    "Ángel Gómez",
    "Ülkü Öztürk",
    "Élodie Petit",
    "Žiga Novak",
    "Łukasz Żak",
    "Иван Петров",
    "Pat Lee",
    "Ana dos Santos",
]


def signature(text: str) -> str:
    lines = text.split("\n")
    return "\n".join(lines[signature_start(lines, 0, len(lines)) :])


@pytest.mark.parametrize("name", [*NAMES, *(unicodedata.normalize("NFD", name) for name in NAMES)])
@pytest.mark.parametrize("closing", ["Com os melhores cumprimentos,", "Att.", "Warmly,", "Saludos,", "Regards,"])
def test_the_card_under_a_closing_is_a_signature_whatever_letter_the_name_begins_with(name: str, closing: str) -> None:
    card = f"{name}\nTel. +34 911 234 567"
    assert signature(f"It beeps.\n\n{closing}\n{card}") == card
    assert signature(f"It beeps.\n\n{closing}\n\n{card}") == card


@pytest.mark.parametrize("name", ["Ülkü", "Óscar Núñez", "Bo Lindqvist"])
def test_a_dash_and_a_name_end_a_letter(name: str) -> None:
    assert signature(f"It beeps.\n\n-{name}") == f"-{name}"


@pytest.mark.parametrize(
    "line",
    [
        "Com os melhores cumprimentos",
        "Melhores cumprimentos,",
        "Cumprimentos,",
        "Att.",
        "att,",
        "Atte.",
        "Warmly",
        "Warmly,",
        "Kind regards",
    ],
)
def test_a_closing_is_known(line: str) -> None:
    assert is_closing(line)


@pytest.mark.parametrize("line", ["Att: shipping", "Attached is a picture", "AT&T", "Attn. Pat", "It beeps.", "ünder the desk"])
def test_what_only_begins_like_a_closing_is_none(line: str) -> None:
    assert not is_closing(line)


@pytest.mark.parametrize("line", ["ünder the desk it stands", "él no sabe", "über uns"])
def test_a_small_letter_begins_no_name(line: str) -> None:
    assert signature(f"It beeps.\n\n{line}\nTel. +34 911 234 567") == ""


def test_the_closing_and_a_bare_name_of_any_letter_are_the_senders_words() -> None:
    text = "It beeps.\n\nCom os melhores cumprimentos,\nÓscar"
    assert [s.kind for s in split(text, "", "x")] == [SegmentKind.NEW]


@pytest.mark.parametrize(
    "card",
    [
        "Kevin Park\nLead Technician\nSummit Low Voltage LLC  |  License #LV-2204413\nO: (303) 555-0145\n\nCEDIA Member | Control4 Dealer",
        "*Maria Gomez*\n*Project Coordinator*\n\n*T:* 305-555-0101\n*E:* maria@palms.example",
        "i. A. Peter Lang\n\nLang Sicherheitstechnik GmbH\nHauptstr. 5\n\nTel.: +49 89 555 0100\n\nAmtsgericht München HRB 12345",
    ],
)
def test_a_card_in_several_paragraphs_under_a_closing_is_a_signature(card: str) -> None:
    assert signature(f"It beeps.\n\nBest regards,\n\n{card}") == card


@pytest.mark.parametrize(
    "card",
    [
        "Brian Keller | Service Manager\n\nCoastline Audio Video, Inc. | Office 910.555.0114",
        "Brian Keller\n\nService Manager\n\nCoastline Audio Video, Inc.\n\nOffice 910.555.0114",
    ],
)
def test_a_card_with_a_blank_line_between_any_two_is_a_signature_without_a_closing(card: str) -> None:
    """Outlook's plain part sets those blank lines."""
    assert signature(f"Channel 7 is still black.\n\n\n\n{card}") == card


@pytest.mark.parametrize(
    "words",
    [
        "Can you call my client?\n\nJohn Smith\n555-010-3344\nHe is at home after five.",
        "It beeps.\n\nShip it to\n\nJohn Smith\n12 Main Street\nGolden, CO 80401",
        "Regards\n\nAnn Lee\nPlease call 555-010-2233 after five, the gate code is on the box",
        "Thanks,\n\nKevin Park\nSummit Low Voltage LLC\n303-555-0145\n\nP.S. the serial number is 9K0E4B6PAZ27F1D",
        "It came back.\n\nThe mail system\n\n<kim@example.com>: host mx.example.com said: 550",
        "We have two sites.\n\nOak Security Office, Suite 4\n\nThe other one stands behind the barn and is always dark.",
    ],
)
def test_words_for_us_below_a_name_are_no_signature(words: str) -> None:
    assert signature(words) == ""
